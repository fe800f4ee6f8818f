//! Pooling of effects that have a variance each: one common effect or random effects, with the interval from the normal
//! distribution or after Knapp and Hartung. Mantel–Haenszel and Peto work on counts and live in `mantel_haenszel`.

use serde::Serialize;

use crate::special::{chi2_above, normal_quantile, normal_two_sided, t_quantile, t_two_sided};
use crate::tau2::{Sums, Tau2};

/// Where the interval comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Interval {
    /// Normal distribution.
    Wald,
    /// Knapp and Hartung: the spread actually seen, and the t distribution. Wider when trials are few.
    KnappHartung,
}

impl Interval {
    /// Its word on a command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::KnappHartung => "knapp-hartung",
        }
    }
}

/// A pooled effect. Ratios are logarithms; `Measure::shown` turns them into what a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pooled {
    /// Number of trials in it.
    pub k: usize,
    /// The pooled effect.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// Two-sided p-value against no effect.
    pub p: f64,
    /// Variance of the true effects.
    pub tau2: f64,
    /// Cochran's Q.
    pub q: f64,
    /// Its degrees of freedom.
    pub q_df: usize,
    /// Its p-value; NaN for one trial.
    pub q_p: f64,
    /// Share of the variation that is not chance, 0 to 100.
    pub i2: f64,
    /// Total over chance variation.
    pub h2: f64,
    /// Where the true effect of a further trial is expected; the same quantile as the interval.
    pub prediction: (f64, f64),
}

/// Why nothing could be pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// No trial had an effect.
    #[error("No trial in the set has an effect that can be pooled. Choose another set or measure.")]
    NoTrials,
    /// The interval needs more trials.
    #[error("The Knapp–Hartung interval needs at least two trials. Use the Wald interval, or a larger set.")]
    TooFew,
    /// The estimate of the variance between trials did not settle.
    #[error("The variance between trials did not settle. Try another estimator.")]
    NotSettled,
}

/// Pools effects `y` with variances `v` at the confidence `level` (0.95 for 95 %).
pub fn pool(y: &[f64], v: &[f64], tau2: Tau2, interval: Interval, level: f64) -> Result<Pooled, PoolError> {
    let k = y.len();
    if k == 0 || v.len() != k {
        return Err(PoolError::NoTrials);
    }
    if k < 2 && interval == Interval::KnappHartung {
        return Err(PoolError::TooFew);
    }
    let t2 = tau2.estimate(y, v).ok_or(PoolError::NotSettled)?;
    let at_zero = Sums::at(0.0, y, v);
    let at = if t2 > 0.0 { Sums::at(t2, y, v) } else { at_zero };
    let df = (k - 1) as f64;
    let tail = 0.5 * (1.0 + level);
    let (se, crit, p) = match interval {
        Interval::Wald => {
            let se = (1.0 / at.w).sqrt();
            (se, normal_quantile(tail), normal_two_sided(at.mean / se))
        }
        Interval::KnappHartung => {
            let se = (at.q / df / at.w).sqrt();
            (se, t_quantile(tail, df), t_two_sided(at.mean / se, df))
        }
    };
    let typical = df * at_zero.w / (at_zero.w * at_zero.w - at_zero.w2);
    let (i2, h2) = if k < 2 {
        (0.0, 1.0)
    } else if tau2 == Tau2::Common {
        ((100.0 * (at_zero.q - df) / at_zero.q).max(0.0), at_zero.q / df)
    } else {
        (100.0 * t2 / (typical + t2), (typical + t2) / typical)
    };
    let reach = crit * (se * se + t2).sqrt();
    Ok(Pooled {
        k,
        estimate: at.mean,
        se,
        lo: at.mean - crit * se,
        hi: at.mean + crit * se,
        p,
        tau2: t2,
        q: at_zero.q,
        q_df: k - 1,
        q_p: chi2_above(at_zero.q, df),
        i2,
        h2,
        prediction: (at.mean - reach, at.mean + reach),
    })
}

/// The prediction interval of Higgins, Thompson and Spiegelhalter: t with two degrees of freedom fewer than trials.
/// `None` for fewer than three trials.
pub fn prediction_hts(pooled: &Pooled, level: f64) -> Option<(f64, f64)> {
    if pooled.k < 3 {
        return None;
    }
    let crit = t_quantile(0.5 * (1.0 + level), (pooled.k - 2) as f64);
    let reach = crit * (pooled.se * pooled.se + pooled.tau2).sqrt();
    Some((pooled.estimate - reach, pooled.estimate + reach))
}
