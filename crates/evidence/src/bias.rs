//! Whether small trials tell another story: Egger's regression and the data of a contour funnel. With fewer than ten
//! trials neither can say much, and `EGGER_NEEDS` lets a face say so.

use serde::Serialize;

use crate::special::{normal_quantile, t_two_sided};

/// Fewer trials than this, and the test has too little power to be read (the field's rule of thumb).
pub const EGGER_NEEDS: usize = 10;

/// Egger's regression of the effect on its standard error, weights one over the variance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Egger {
    /// Number of trials.
    pub k: usize,
    /// Slope on the standard error.
    pub slope: f64,
    /// Its t value, with two degrees of freedom fewer than trials.
    pub t: f64,
    /// Its p-value.
    pub p: f64,
    /// The effect that a trial without any error would have.
    pub limit: f64,
}

/// Egger's test; `None` for fewer than three trials or when all standard errors are equal.
pub fn egger(y: &[f64], v: &[f64]) -> Option<Egger> {
    let k = y.len();
    if k < 3 || v.len() != k {
        return None;
    }
    let (mut w, mut wx, mut wy, mut wxx, mut wxy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (y, v) in y.iter().zip(v) {
        let (wi, x) = (1.0 / v, v.sqrt());
        w += wi;
        wx += wi * x;
        wy += wi * y;
        wxx += wi * x * x;
        wxy += wi * x * y;
    }
    let det = w * wxx - wx * wx;
    if det.is_nan() || det <= 1e-12 * w * wxx {
        return None;
    }
    let slope = (w * wxy - wx * wy) / det;
    let limit = (wy - slope * wx) / w;
    let rest: f64 = y.iter().zip(v).map(|(y, v)| (y - limit - slope * v.sqrt()).powi(2) / v).sum();
    let df = (k - 2) as f64;
    let t = slope / (rest / df * w / det).sqrt();
    Some(Egger { k, slope, t, p: t_two_sided(t, df), limit })
}

/// The regions of a contour funnel: how far from no effect a trial of a given standard error has to lie.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contours {
    /// Two-sided p-value and its normal quantile: the edge lies at that many standard errors from no effect.
    pub edges: Vec<(f64, f64)>,
}

/// The usual three contours: p of 0.10, 0.05 and 0.01.
pub fn contours() -> Contours {
    Contours { edges: [0.10, 0.05, 0.01].map(|p| (p, normal_quantile(1.0 - p / 2.0))).to_vec() }
}
