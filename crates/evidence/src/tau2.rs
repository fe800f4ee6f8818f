//! The variance of true effects between trials: four estimators and the Q-profile interval. No allocation: the sums run
//! over the slices again in each step.

use serde::Serialize;

use crate::special::chi2_quantile;

/// How the variance between trials is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Tau2 {
    /// None: one common effect, inverse-variance weights.
    Common,
    /// DerSimonian and Laird.
    DerSimonianLaird,
    /// Paule and Mandel.
    PauleMandel,
    /// Restricted maximum likelihood.
    Reml,
}

impl Tau2 {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Common, Self::DerSimonianLaird, Self::PauleMandel, Self::Reml];

    /// The estimate for effects `y` with variances `v`; zero for fewer than two. `None` when it does not settle.
    pub fn estimate(self, y: &[f64], v: &[f64]) -> Option<f64> {
        if y.len() < 2 {
            return Some(0.0);
        }
        match self {
            Self::Common => Some(0.0),
            Self::DerSimonianLaird => {
                let s = Sums::at(0.0, y, v);
                Some(((s.q - (y.len() - 1) as f64) / (s.w - s.w2 / s.w)).max(0.0))
            }
            Self::PauleMandel => q_equals((y.len() - 1) as f64, y, v),
            Self::Reml => reml(y, v),
        }
    }
}

/// Weighted sums at one value of the variance between trials.
#[derive(Clone, Copy)]
pub(crate) struct Sums {
    /// Sum of weights.
    pub w: f64,
    /// Sum of squared weights.
    pub w2: f64,
    w3: f64,
    /// Weighted mean.
    pub mean: f64,
    /// Weighted sum of squares about it.
    pub q: f64,
    /// The same with squared weights.
    pub q2: f64,
}

impl Sums {
    pub(crate) fn at(tau2: f64, y: &[f64], v: &[f64]) -> Self {
        let (mut w1, mut w2, mut w3) = (0.0, 0.0, 0.0);
        // Moments about the first estimate, so that one pass is enough and little cancels.
        let origin = y.first().copied().unwrap_or(0.0);
        let (mut a1, mut a2, mut b1, mut b2) = (0.0, 0.0, 0.0, 0.0);
        for (y, v) in y.iter().zip(v) {
            let w = 1.0 / (v + tau2);
            let e = y - origin;
            let (ww, we) = (w * w, w * e);
            w1 += w;
            w2 += ww;
            w3 += ww * w;
            a1 += we;
            a2 += we * e;
            b1 += w * we;
            b2 += we * we;
        }
        let m = a1 / w1;
        Self { w: w1, w2, w3, mean: origin + m, q: a2 - m * a1, q2: b2 - 2.0 * m * b1 + m * m * w2 }
    }
}

/// Fisher scoring, held at zero from below.
fn reml(y: &[f64], v: &[f64]) -> Option<f64> {
    let k = y.len() as f64;
    // Hedges' estimate to start from.
    let mean = y.iter().sum::<f64>() / k;
    let spread = y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (k - 1.0);
    let mut tau2 = (spread - v.iter().sum::<f64>() / k).max(0.0);
    let scale = v.iter().copied().fold(f64::INFINITY, f64::min);
    for _ in 0..1000 {
        let s = Sums::at(tau2, y, v);
        let r = s.w2 / s.w;
        let step = (s.q2 - (s.w - r)) / (s.w2 - 2.0 * s.w3 / s.w + r * r);
        let next = (tau2 + step).max(0.0);
        let moved = (next - tau2).abs();
        tau2 = next;
        if moved <= 1e-13 * (tau2 + scale) {
            return Some(tau2);
        }
        if !tau2.is_finite() {
            return None;
        }
    }
    None
}

/// The variance at which Q equals `target`; zero when Q is below it already. Q falls and is convex, so Newton's steps
/// from zero never overshoot.
fn q_equals(target: f64, y: &[f64], v: &[f64]) -> Option<f64> {
    let mut tau2 = 0.0;
    for _ in 0..500 {
        let s = Sums::at(tau2, y, v);
        let off = s.q - target;
        if off <= 1e-13 * target {
            return Some(tau2);
        }
        let step = off / s.q2;
        tau2 += step;
        if step <= 1e-15 * tau2 {
            return Some(tau2);
        }
    }
    None
}

/// The Q-profile interval of the variance between trials. `None` when even no variance at all is too much for the data
/// (the trials agree better than chance lets them), or for fewer than two trials.
pub fn q_profile(y: &[f64], v: &[f64], level: f64) -> Option<(f64, f64)> {
    if y.len() < 2 {
        return None;
    }
    let df = (y.len() - 1) as f64;
    let tail = 0.5 * (1.0 - level);
    let (upper_target, lower_target) = (chi2_quantile(tail, df), chi2_quantile(1.0 - tail, df));
    if Sums::at(0.0, y, v).q < upper_target {
        return None;
    }
    Some((q_equals(lower_target, y, v)?, q_equals(upper_target, y, v)?))
}
