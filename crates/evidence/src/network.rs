//! The frequentist network: all treatments compared at once by generalised least squares, one variance between trials for
//! all comparisons (REML), the arms of a trial with several of them correlated by a half. Inconsistency between direct
//! and indirect evidence lives in `split`.

use rand::Rng;
use serde::Serialize;

use crate::effect::Measure;
use crate::linear::Cholesky;
use crate::posterior::{ArmCounts, fill_normal};
use crate::special::{chi2_above, normal_below, normal_quantile, normal_two_sided};

/// Why there is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Only ratios are on a scale where differences add up over the whole range.
    #[error("A network works on risk ratios or odds ratios. Choose one of the two.")]
    Measure,
    /// Nothing to compare.
    #[error("The set has no trial that compares two treatments. Choose another set.")]
    NoTrials,
    /// Some treatments are never compared with the rest.
    #[error("The treatments of this set are not all linked by trials. Choose a larger set, or fewer treatments.")]
    NotConnected,
    /// The variance between trials did not settle.
    #[error("The variance between trials did not settle on this set.")]
    NotSettled,
}

/// Contrasts of all trials against each trial's first arm, with their covariance.
#[derive(Debug, Clone)]
pub struct Contrasts {
    /// Number of treatments, the reference (0) included.
    pub treatments: usize,
    /// Position of the trial of each contrast.
    pub trial: Vec<usize>,
    /// First and second treatment of each contrast.
    pub of: Vec<(usize, usize)>,
    /// The contrasts.
    pub y: Vec<f64>,
    /// Their covariance within trials, row after row.
    pub v: Vec<f64>,
    /// How they vary together between trials, for a variance of one.
    pub g: Vec<f64>,
    /// Positions of trials to all of whose cells a half was added because an arm had none or only events.
    pub corrected: Vec<usize>,
    /// Positions of trials left out because no one, or everyone, had an event.
    pub left_out: Vec<usize>,
}

/// Builds contrasts from arms. A half is added to events and to others in every arm of a trial in which an arm has none.
pub fn contrasts(trials: &[Vec<ArmCounts>], treatments: usize, measure: Measure) -> Result<Contrasts, NetworkError> {
    if !matches!(measure, Measure::RiskRatio | Measure::OddsRatio) {
        return Err(NetworkError::Measure);
    }
    let mut out = Contrasts {
        treatments,
        trial: Vec::new(),
        of: Vec::new(),
        y: Vec::new(),
        v: Vec::new(),
        g: Vec::new(),
        corrected: Vec::new(),
        left_out: Vec::new(),
    };
    let mut blocks: Vec<(usize, usize, f64)> = Vec::new();
    let mut own: Vec<f64> = Vec::new();
    for (i, arms) in trials.iter().enumerate() {
        let mut arms = arms.clone();
        arms.sort_by_key(|a| a.0);
        arms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
                kept.2 += next.2;
            }
            same
        });
        if arms.len() < 2 || arms.iter().any(|a| a.0 >= treatments || a.2 == 0 || a.1 > a.2) {
            continue;
        }
        if arms.iter().all(|a| a.1 == 0) || arms.iter().all(|a| a.1 == a.2) {
            out.left_out.push(i);
            continue;
        }
        let add = if arms.iter().any(|a| a.1 == 0 || a.1 == a.2) { 0.5 } else { 0.0 };
        if add > 0.0 {
            out.corrected.push(i);
        }
        let one = |a: &ArmCounts| {
            let (e, rest) = (f64::from(a.1) + add, f64::from(a.2 - a.1) + add);
            if measure == Measure::OddsRatio {
                ((e / rest).ln(), 1.0 / e + 1.0 / rest)
            } else {
                ((e / (e + rest)).ln(), 1.0 / e - 1.0 / (e + rest))
            }
        };
        let (y0, v0) = one(&arms[0]);
        blocks.push((out.y.len(), arms.len() - 1, v0));
        for a in &arms[1..] {
            let (y, v) = one(a);
            out.trial.push(i);
            out.of.push((arms[0].0, a.0));
            out.y.push(y - y0);
            own.push(v);
        }
    }
    let m = out.y.len();
    if m == 0 {
        return Err(NetworkError::NoTrials);
    }
    (out.v, out.g) = (vec![0.0; m * m], vec![0.0; m * m]);
    for (from, size, shared) in blocks {
        for (i, own) in own.iter().enumerate().skip(from).take(size) {
            for j in from..from + size {
                out.v[i * m + j] = shared + if i == j { *own } else { 0.0 };
                out.g[i * m + j] = if i == j { 1.0 } else { 0.5 };
            }
        }
    }
    Ok(out)
}

/// A generalised least squares fit.
#[derive(Debug, Clone)]
pub struct Gls {
    /// Coefficients.
    pub beta: Vec<f64>,
    /// Their covariance, row after row.
    pub cov: Vec<f64>,
    /// Variance between trials.
    pub tau2: f64,
    /// Weighted residual sum of squares with no variance between trials.
    pub q: f64,
}

fn times(a: &[f64], b: &[f64], n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n * n];
    for i in 0..n {
        for k in 0..n {
            let f = a[i * n + k];
            for j in 0..n {
                out[i * n + j] += f * b[k * n + j];
            }
        }
    }
    out
}

fn trace_of_product(a: &[f64], b: &[f64], n: usize) -> f64 {
    (0..n).map(|i| (0..n).map(|k| a[i * n + k] * b[k * n + i]).sum::<f64>()).sum()
}

/// Coefficients, covariance and the projection that REML needs, at one variance between trials.
fn at_tau2(c: &Contrasts, x: &[f64], p: usize, tau2: f64) -> Option<(Vec<f64>, Vec<f64>, Vec<f64>)> {
    let m = c.y.len();
    let sigma: Vec<f64> = c.v.iter().zip(&c.g).map(|(v, g)| v + tau2 * g).collect();
    let w = Cholesky::of(&sigma, m)?.inverse();
    // W X, X'WX
    let mut wx = vec![0.0; m * p];
    for i in 0..m {
        for k in 0..m {
            for j in 0..p {
                wx[i * p + j] += w[i * m + k] * x[k * p + j];
            }
        }
    }
    let mut xwx = vec![0.0; p * p];
    let mut xwy = vec![0.0; p];
    for i in 0..m {
        for a in 0..p {
            xwy[a] += wx[i * p + a] * c.y[i];
            for b in 0..p {
                xwx[a * p + b] += x[i * p + a] * wx[i * p + b];
            }
        }
    }
    let factor = Cholesky::of(&xwx, p)?;
    let cov = factor.inverse();
    // A design that says the same thing twice passes the factor by a hair only.
    if (0..p).any(|i| cov[i * p + i] > 1e6) {
        return None;
    }
    let beta = factor.solve(&xwy);
    let mut projection = w;
    for i in 0..m {
        for j in 0..m {
            let mut s = 0.0;
            for a in 0..p {
                for b in 0..p {
                    s += wx[i * p + a] * cov[a * p + b] * wx[j * p + b];
                }
            }
            projection[i * m + j] -= s;
        }
    }
    Some((beta, cov, projection))
}

/// Fits `p` coefficients with design `x` (contrasts by coefficients) and REML between trials.
pub fn gls(c: &Contrasts, x: &[f64], p: usize) -> Result<Gls, NetworkError> {
    let m = c.y.len();
    let mut tau2 = 0.0;
    let square = |m1: &[f64]| -> f64 {
        let u: Vec<f64> = (0..m).map(|i| (0..m).map(|k| m1[i * m + k] * c.y[k]).sum()).collect();
        u.iter().enumerate().map(|(i, u)| u * c.y[i]).sum()
    };
    let (_, _, at_zero) = at_tau2(c, x, p, 0.0).ok_or(NetworkError::NotConnected)?;
    let q = square(&at_zero);
    if m > p {
        let mut settled = false;
        for _ in 0..500 {
            let (_, _, projection) = at_tau2(c, x, p, tau2).ok_or(NetworkError::NotConnected)?;
            let pg = times(&projection, &c.g, m);
            let score = square(&times(&pg, &projection, m)) - (0..m).map(|i| pg[i * m + i]).sum::<f64>();
            let next = (tau2 + score / trace_of_product(&pg, &pg, m)).max(0.0);
            let moved = (next - tau2).abs();
            tau2 = next;
            if moved < 1e-12 * (1.0 + tau2) {
                settled = true;
                break;
            }
        }
        if !settled {
            return Err(NetworkError::NotSettled);
        }
    }
    let (beta, cov, _) = at_tau2(c, x, p, tau2).ok_or(NetworkError::NotConnected)?;
    Ok(Gls { beta, cov, tau2, q })
}

/// One comparison of two treatments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The treatment whose events are in the numerator.
    pub treatment: usize,
    /// The one it is compared with.
    pub with: usize,
    /// Log ratio.
    pub estimate: f64,
    /// Standard error.
    pub se: f64,
    /// Lower end of the interval.
    pub lo: f64,
    /// Upper end.
    pub hi: f64,
    /// Two-sided p-value.
    pub p: f64,
}

/// A fitted network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Network {
    /// The measure.
    pub measure: Measure,
    /// Number of treatments, the reference (0) included.
    pub treatments: usize,
    /// Contrasts in it.
    pub contrasts: usize,
    /// Variance between trials.
    pub tau2: f64,
    /// Every treatment with every other, in both directions.
    pub comparisons: Vec<Comparison>,
    /// Q of the whole network, its degrees of freedom and p-value.
    pub q: (f64, usize, f64),
    /// The part of Q within trials of one design.
    pub q_within: (f64, usize, f64),
    /// The part between designs: disagreement of direct and indirect evidence (design by treatment).
    pub q_between: (f64, usize, f64),
    /// P-score of each treatment: the mean certainty that it has fewer events than another. Never to be shown without
    /// [`Network::ranks`] or the intervals.
    pub p_scores: Vec<f64>,
    #[serde(skip)]
    beta: Vec<f64>,
    #[serde(skip)]
    cov: Vec<f64>,
}

/// The design of the consistent network: each contrast is a difference of two treatments' effects.
pub(crate) fn consistent(c: &Contrasts) -> Vec<f64> {
    let p = c.treatments - 1;
    let mut x = vec![0.0; c.y.len() * p];
    for (i, (a, b)) in c.of.iter().enumerate() {
        if *b > 0 {
            x[i * p + b - 1] += 1.0;
        }
        if *a > 0 {
            x[i * p + a - 1] -= 1.0;
        }
    }
    x
}

/// The design of a trial: which treatments it has.
fn design_of(c: &Contrasts, trial: usize) -> Vec<(usize, usize)> {
    c.of.iter().zip(&c.trial).filter(|(_, t)| **t == trial).map(|(of, _)| *of).collect()
}

/// Fits the network.
pub fn fit(
    trials: &[Vec<ArmCounts>],
    treatments: usize,
    measure: Measure,
    level: f64,
) -> Result<Network, NetworkError> {
    let c = contrasts(trials, treatments, measure)?;
    let size = treatments - 1;
    let g = gls(&c, &consistent(&c), size)?;
    let crit = normal_quantile(0.5 * (1.0 + level));
    let of = |t: usize| if t == 0 { 0.0 } else { g.beta[t - 1] };
    let cov = |a: usize, b: usize| if a == 0 || b == 0 { 0.0 } else { g.cov[(a - 1) * size + b - 1] };
    let mut comparisons = Vec::with_capacity(treatments * size);
    let mut p_scores = vec![0.0; treatments];
    for (treatment, p_score) in p_scores.iter_mut().enumerate() {
        for with in (0..treatments).filter(|w| *w != treatment) {
            let estimate = of(treatment) - of(with);
            let se = (cov(treatment, treatment) + cov(with, with) - 2.0 * cov(treatment, with)).sqrt();
            let (lo, hi, p) = (estimate - crit * se, estimate + crit * se, normal_two_sided(estimate / se));
            comparisons.push(Comparison { treatment, with, estimate, se, lo, hi, p });
            *p_score += normal_below(-estimate / se) / size as f64;
        }
    }
    // One set of effects for each design: what is left over is disagreement within designs.
    let mut designs: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut column = vec![0; c.y.len()];
    let mut first = Vec::new();
    let mut columns = 0;
    for (i, trial) in c.trial.iter().enumerate() {
        let design = design_of(&c, *trial);
        let place = if let Some(p) = designs.iter().position(|d| *d == design) {
            p
        } else {
            first.push(columns);
            columns += design.len();
            designs.push(design.clone());
            designs.len() - 1
        };
        column[i] = first[place] + design.iter().position(|of| *of == c.of[i]).unwrap_or(0);
    }
    let mut x = vec![0.0; c.y.len() * columns];
    for (i, col) in column.iter().enumerate() {
        x[i * columns + col] = 1.0;
    }
    let within = gls(&c, &x, columns)?.q;
    let part = |q: f64, df: usize| (q.max(0.0), df, chi2_above(q, df as f64));
    let m = c.y.len();
    Ok(Network {
        measure,
        treatments,
        contrasts: m,
        tau2: g.tau2,
        comparisons,
        q: part(g.q, m - size),
        q_within: part(within, m - columns),
        q_between: part(g.q - within, columns.saturating_sub(size)),
        p_scores,
        beta: g.beta,
        cov: g.cov,
    })
}

impl Network {
    /// One treatment compared with another.
    pub fn comparison(&self, treatment: usize, with: usize) -> Option<&Comparison> {
        self.comparisons.iter().find(|c| c.treatment == treatment && c.with == with)
    }

    /// How probable each place is for each treatment, fewest events first, by `n` draws from the normal distribution of
    /// the effects: rows are treatments.
    pub fn ranks(&self, n: usize, rng: &mut impl Rng) -> Vec<Vec<f64>> {
        let size = self.treatments - 1;
        let mut out = vec![vec![0.0; self.treatments]; self.treatments];
        let Some(spread) = Cholesky::of(&self.cov, size) else { return out };
        let (mut z, mut d) = (vec![0.0; size], vec![0.0; size]);
        for _ in 0..n {
            fill_normal(&mut z, rng);
            spread.times(&z, &mut d);
            let of = |t: usize| if t == 0 { 0.0 } else { self.beta[t - 1] + d[t - 1] };
            for (t, row) in out.iter_mut().enumerate() {
                let before = (0..self.treatments).filter(|o| *o != t && of(*o) < of(t)).count();
                row[before] += 1.0 / n as f64;
            }
        }
        out
    }
}
