//! Models that take the counts as binomial and need no rule for zeros; the log odds ratio varies between trials as a
//! normal variable. Four of them: a fixed intercept for each trial (UM.FS), random intercepts (UM.RS), conditional on the
//! number of events exactly (CM.EL) and approximately (CM.AL).
//!
//! UM.FS and CM.AL integrate by adaptive Gauss–Hermite quadrature with 7 points and UM.RS by Laplace's approximation, as
//! their field's program (lme4, through metafor) does; CM.EL uses 31 points. A trial without any event is left out.
//!
//! Held to metafor: everything within 1e-6, but for CM.EL's standard error, interval and spread, which
//! agree within 1e-5: metafor's own second derivatives come from integrals that are only so good.

use serde::Serialize;
use statrs::function::gamma::ln_gamma;

use crate::effect::Table;
use crate::linear::{Cholesky, hessian, maximise};
use crate::quadrature::hermite;
use crate::special::{normal_quantile, normal_two_sided};

/// Which model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Model {
    /// Unconditional, fixed trial intercepts.
    UmFs,
    /// Unconditional, random trial intercepts.
    UmRs,
    /// Conditional, approximate likelihood.
    CmAl,
    /// Conditional, exact likelihood.
    CmEl,
}

impl Model {
    /// All four.
    pub const ALL: [Self; 4] = [Self::UmFs, Self::UmRs, Self::CmAl, Self::CmEl];

    /// Name in the field.
    pub fn name(self) -> &'static str {
        match self {
            Self::UmFs => "UM.FS",
            Self::UmRs => "UM.RS",
            Self::CmAl => "CM.AL",
            Self::CmEl => "CM.EL",
        }
    }
}

/// A fitted model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fit {
    /// The model.
    pub model: Model,
    /// Trials in it.
    pub k: usize,
    /// Log odds ratio.
    pub estimate: f64,
    /// Its standard error.
    pub se: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// Two-sided p-value.
    pub p: f64,
    /// Variance of the log odds ratio between trials.
    pub tau2: f64,
    /// Variance of the intercepts between trials (UM.RS only).
    pub sigma2: Option<f64>,
    /// The variance between trials is estimated as zero: the standard error then takes it as known.
    pub at_edge: bool,
}

/// Why a model has no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FitError {
    /// No trial has an event.
    #[error("No trial in the set has an event, so there is nothing to fit. Choose a larger set.")]
    NoEvents,
    /// The estimates ran away or wandered.
    #[error("The {name} model did not converge on this set. Use UM.FS, or a larger set.", name = .0.name())]
    NotConverged(Model),
}

/// Binomial log likelihood at a logit, without the constant, and its first two derivatives.
pub(crate) fn binomial(events: f64, people: f64, logit: f64) -> [f64; 3] {
    let p = 1.0 / (1.0 + (-logit).exp());
    let ln_1p = if logit > 0.0 { logit + (-logit).exp().ln_1p() } else { logit.exp().ln_1p() };
    [events * logit - people * ln_1p, events - people * p, -people * p * (1.0 - p)]
}

/// The log of the integral of exp(f(sd·u)) over a standard normal u, by quadrature round the peak. `f` gives the value
/// and two derivatives.
fn integrate(f: impl Fn(f64) -> [f64; 3], sd: f64, nodes: &[(f64, f64)]) -> f64 {
    let mut u = 0.0f64;
    for _ in 0..100 {
        let [_, d1, d2] = f(sd * u);
        let step = (sd * d1 - u) / (1.0 - sd * sd * d2).max(1e-8);
        u += step.clamp(-2.0, 2.0);
        if step.abs() < 1e-11 {
            break;
        }
    }
    let width = (1.0 / (1.0 - sd * sd * f(sd * u)[2]).max(1e-8)).sqrt();
    let peak = f(sd * u)[0] - 0.5 * u * u;
    let sum: f64 = nodes
        .iter()
        .map(|(x, w)| {
            let at = u + width * x;
            w * (f(sd * at)[0] - 0.5 * at * at + 0.5 * x * x - peak).exp()
        })
        .sum();
    peak + (width * sum).ln()
}

/// One trial with fixed intercept, profiled over the intercept.
fn fixed_intercept(t: &Table, mu: f64, tau: f64, nodes: &[(f64, f64)]) -> f64 {
    let f = f64::from;
    let (a, n1, c, n2) = (f(t.a), f(t.n1), f(t.c), f(t.n2));
    let at = |alpha: f64| {
        let part = |d: f64| {
            let one = binomial(a, n1, alpha + mu + 0.5 * d);
            let two = binomial(c, n2, alpha - 0.5 * d);
            [one[0] + two[0], 0.5 * (one[1] - two[1]), 0.25 * (one[2] + two[2])]
        };
        integrate(part, tau, nodes)
    };
    // The intercept is well determined (the trial has events): Newton on differences, from the share of all.
    let share = (a + c).clamp(0.25, n1 + n2 - 0.25) / (n1 + n2);
    let mut alpha = (share / (1.0 - share)).ln() - 0.5 * mu;
    let h = 1e-3;
    for _ in 0..100 {
        let (lo, mid, hi) = (at(alpha - h), at(alpha), at(alpha + h));
        let (d1, d2) = ((hi - lo) / (2.0 * h), (hi - 2.0 * mid + lo) / (h * h));
        let step = (d1 / (-d2).max(1e-3)).clamp(-1.0, 1.0);
        alpha += step;
        if step.abs() < 1e-8 {
            break;
        }
    }
    at(alpha)
}

/// One trial with a random intercept: Laplace's approximation in two dimensions.
fn random_intercept(t: &Table, [mean, mu, sigma, tau]: [f64; 4]) -> f64 {
    let f = f64::from;
    let (a, n1, c, n2) = (f(t.a), f(t.n1), f(t.c), f(t.n2));
    let parts = |u: f64, w: f64| {
        let one = binomial(a, n1, mean + sigma * u + mu + 0.5 * tau * w);
        let two = binomial(c, n2, mean + sigma * u - 0.5 * tau * w);
        (one, two)
    };
    let (mut u, mut w) = (0.0, 0.0);
    let mut det = 1.0;
    for _ in 0..200 {
        let (one, two) = parts(u, w);
        let (gu, gw) = (sigma * (one[1] + two[1]) - u, 0.5 * tau * (one[1] - two[1]) - w);
        let huu = 1.0 - sigma * sigma * (one[2] + two[2]);
        let hww = 1.0 - 0.25 * tau * tau * (one[2] + two[2]);
        let huw = -0.5 * sigma * tau * (one[2] - two[2]);
        det = huu * hww - huw * huw;
        let (du, dw) = ((gu * hww - gw * huw) / det, (gw * huu - gu * huw) / det);
        u += du.clamp(-2.0, 2.0);
        w += dw.clamp(-2.0, 2.0);
        if du.abs() + dw.abs() < 1e-12 {
            break;
        }
    }
    let (one, two) = parts(u, w);
    one[0] + two[0] - 0.5 * (u * u + w * w) - 0.5 * det.ln()
}

/// Fisher's noncentral hypergeometric: the log weights of each possible number of events after surgery.
struct Hypergeometric {
    observed: f64,
    support: Vec<(f64, f64)>,
}

impl Hypergeometric {
    fn of(t: &Table) -> Self {
        let (events, lowest) = (t.a + t.c, (t.a + t.c).saturating_sub(t.n2));
        let ln_choose = |n: u32, k: u32| {
            ln_gamma(f64::from(n) + 1.0) - ln_gamma(f64::from(k) + 1.0) - ln_gamma(f64::from(n - k) + 1.0)
        };
        let support =
            (lowest..=events.min(t.n1)).map(|x| (f64::from(x), ln_choose(t.n1, x) + ln_choose(t.n2, events - x)));
        Self { observed: f64::from(t.a), support: support.collect() }
    }

    fn at(&self, theta: f64) -> [f64; 3] {
        let top = self.support.iter().map(|(x, w)| w + x * theta).fold(f64::NEG_INFINITY, f64::max);
        let (mut sum, mut m1, mut m2, mut seen) = (0.0, 0.0, 0.0, 0.0);
        for (x, w) in &self.support {
            let e = (w + x * theta - top).exp();
            sum += e;
            m1 += x * e;
            m2 += x * x * e;
            if (x - self.observed).abs() < 0.5 {
                seen = w + x * theta - top;
            }
        }
        let mean = m1 / sum;
        [seen - sum.ln(), self.observed - mean, mean * mean - m2 / sum]
    }
}

/// Fits a model to counts.
pub fn fit(model: Model, tables: &[Table], level: f64) -> Result<Fit, FitError> {
    let used: Vec<Table> = tables.iter().copied().filter(|t| !t.is_double_zero()).collect();
    let f = f64::from;
    let all =
        used.iter().fold([0.25, 0.5, 0.25, 0.5], |s, t| [s[0] + f(t.a), s[1] + f(t.n1), s[2] + f(t.c), s[3] + f(t.n2)]);
    if used.is_empty() {
        return Err(FitError::NoEvents);
    }
    let logit = |x: f64, n: f64| (x / (n - x)).ln();
    let start = logit(all[0], all[1]) - logit(all[2], all[3]);
    let k = used.len();
    let nodes = hermite(if model == Model::CmEl { 31 } else { 7 });
    // The spreads may run below zero: only their squares count, so that zero is no edge to get stuck at.
    match model {
        Model::UmFs => {
            let value = |p: &[f64]| used.iter().map(|t| fixed_intercept(t, p[0], p[1], &nodes)).sum();
            finish(model, k, &value, &[start, 0.2], 0, &[1], level)
        }
        Model::CmAl => {
            let value = |p: &[f64]| {
                let one = |t: &Table| {
                    let shift = (f(t.n1) / f(t.n2)).ln() + p[0];
                    integrate(|d| binomial(f(t.a), f(t.a + t.c), shift + d), p[1], &nodes)
                };
                used.iter().map(one).sum()
            };
            finish(model, k, &value, &[start, 0.2], 0, &[1], level)
        }
        Model::CmEl => {
            let exact: Vec<Hypergeometric> = used.iter().map(Hypergeometric::of).collect();
            let value = |p: &[f64]| exact.iter().map(|h| integrate(|d| h.at(p[0] + d), p[1], &nodes)).sum();
            finish(model, k, &value, &[start, 0.2], 0, &[1], level)
        }
        Model::UmRs => {
            let value = |p: &[f64]| used.iter().map(|t| random_intercept(t, [p[0], p[1], p[2], p[3]])).sum();
            finish(model, k, &value, &[logit(all[2], all[3]), start, 0.3, 0.2], 1, &[2, 3], level)
        }
    }
}

/// Climbs to the top, takes spreads of practically nothing as zero, and reads off the standard error. `effect` is the
/// place of the log odds ratio, `spreads` the places of spreads, that of the effect last.
fn finish(
    model: Model,
    k: usize,
    value: &impl Fn(&[f64]) -> f64,
    start: &[f64],
    effect: usize,
    spreads: &[usize],
    level: f64,
) -> Result<Fit, FitError> {
    let failed = FitError::NotConverged(model);
    // The likelihood may have a top at no spread and another elsewhere: start with little and with much, keep the best.
    let mut best: Option<(f64, Vec<f64>)> = None;
    for scale in [1.0, 3.0] {
        let mut from = start.to_vec();
        for i in spreads {
            from[*i] *= scale;
        }
        if let Some(x) = maximise(value, &from, 1e-7) {
            let y = value(&x);
            if best.as_ref().is_none_or(|(b, _)| y > b + 1e-10) {
                best = Some((y, x));
            }
        }
    }
    let (_, mut top) = best.ok_or(failed)?;
    let at_zero = |i: usize, x: &[f64]| spreads.contains(&i) && x[i].abs() < 1e-3;
    let free: Vec<usize> = (0..top.len()).filter(|i| !at_zero(*i, &top)).collect();
    let held: Vec<f64> = top.iter().enumerate().map(|(i, x)| if at_zero(i, &top) { 0.0 } else { *x }).collect();
    let part = |p: &[f64]| {
        let mut full = held.clone();
        for (i, x) in free.iter().zip(p) {
            full[*i] = *x;
        }
        value(&full)
    };
    let from: Vec<f64> = free.iter().map(|i| top[*i]).collect();
    let polished = maximise(&part, &from, 1e-7).ok_or(failed)?;
    let down: Vec<f64> = hessian(&part, &polished, 5e-3).iter().map(|h| -h).collect();
    let covariance = Cholesky::of(&down, free.len()).ok_or(failed)?.inverse();
    top = held;
    for (i, x) in free.iter().zip(&polished) {
        top[*i] = *x;
    }
    let place = free.iter().position(|i| *i == effect).ok_or(failed)?;
    let se = covariance[place * free.len() + place].sqrt();
    let estimate = top[effect];
    // An odds ratio beyond e¹² means that the estimate ran away.
    if !se.is_finite() || se > 50.0 || estimate.abs() > 12.0 {
        return Err(failed);
    }
    let crit = normal_quantile(0.5 * (1.0 + level));
    let tau = top[spreads[spreads.len() - 1]];
    Ok(Fit {
        model,
        k,
        estimate,
        se,
        lo: estimate - crit * se,
        hi: estimate + crit * se,
        p: normal_two_sided(estimate / se),
        tau2: tau * tau,
        sigma2: (spreads.len() > 1).then(|| top[spreads[0]].powi(2)),
        at_edge: tau == 0.0,
    })
}
