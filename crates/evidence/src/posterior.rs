//! The posterior of a binomial random-effects network (two treatments are the smallest one), by tables and importance
//! sampling instead of a Markov chain: deterministic given the generator, and fast.
//!
//! Each arm's logit is α(trial) + d(treatment) − d(first treatment of the trial) + u(arm), u normal with half the
//! variance τ², so that effects differ between trials with standard deviation τ and the arms of one trial are correlated
//! as they should be. u and α are integrated out on a grid: what is left of a two-arm trial is a curve over one
//! difference. τ takes the nodes of a quadrature; at each, d is drawn from a t distribution round the peak and weighted.

use rand::Rng;

use crate::binomial_normal::{binomial, hermite};
use crate::linear::{Cholesky, hessian, maximise};

/// Prior distributions. Effects and spreads are on the log-odds scale.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Priors {
    /// Standard deviation of each treatment's effect against the reference; the mean is no effect.
    pub effect_sd: f64,
    /// Scale of the half-normal distribution of τ.
    pub tau_scale: f64,
    /// Mean of the logit of the risk in the first arm of a trial.
    pub baseline_mean: f64,
    /// Its standard deviation.
    pub baseline_sd: f64,
}

impl Default for Priors {
    /// Weakly informative: an odds ratio between 1/50 and 50, trials that differ by up to a factor of about 2.7, a risk
    /// between 0.2 and 80 in 100 (each with 95 % probability).
    fn default() -> Self {
        Self { effect_sd: 2.0, tau_scale: 0.5, baseline_mean: -2.5, baseline_sd: 2.0 }
    }
}

/// Counts of one arm of a trial: treatment (0 is the reference), events, people.
pub type ArmCounts = (usize, u32, u32);

/// Weighted draws of the effects against the reference treatment and of τ.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// Number of treatments, the reference included.
    pub treatments: usize,
    /// Effects of treatments 1, 2, … of the first draw, then of the second, and so on.
    pub effects: Vec<f64>,
    /// τ of each draw.
    pub tau: Vec<f64>,
    /// Weight of each draw; they sum to one.
    pub weight: Vec<f64>,
    /// How many independent draws these are worth.
    pub effective: f64,
    /// The quadrature that τ runs over: its square root, and the weight of that node.
    nodes: Vec<(f64, f64)>,
}

/// Why there is no posterior.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PosteriorError {
    /// Nothing to learn from.
    #[error("The set has no trial that compares two treatments. Choose another set.")]
    NoTrials,
    /// The peak was not found.
    #[error("The posterior has no clear peak on this set. Choose a larger set.")]
    NoPeak,
}

const STEP: f64 = 0.125;
/// Logit of the first grid point.
const LOWEST: f64 = -20.0;
const POINTS: usize = 257;
/// Differences in the table of a two-arm trial run from minus to plus this many steps.
const REACH: usize = 80;
const TAU_NODES: usize = 16;
/// Nodes for u within an arm.
const ARM_NODES: usize = 11;
/// Degrees of freedom of the distribution that draws come from.
const T_DF: f64 = 6.0;

/// What a trial says, at one value of τ.
enum TrialCurve {
    /// Log likelihood over the difference of two treatments.
    Two { first: usize, second: usize, log: Vec<f64> },
    /// Arms to be summed over α for each set of differences: where the first arm weighs, and all arms' tables.
    More { treatments: Vec<usize>, from: usize, first: Vec<f64>, others: Vec<Vec<f64>> },
}

/// Everything that depends on one node of τ.
struct Node {
    tau: f64,
    /// Root of τ and quadrature weight.
    place: (f64, f64),
    /// Log of quadrature weight times prior.
    log_prior: f64,
    trials: Vec<TrialCurve>,
}

/// Draws `n` times from the posterior.
pub fn draw(
    trials: &[Vec<ArmCounts>],
    treatments: usize,
    priors: &Priors,
    n: usize,
    rng: &mut impl Rng,
) -> Result<Draws, PosteriorError> {
    let trials: Vec<Vec<ArmCounts>> = trials.iter().map(|t| merged(t)).filter(|t| t.len() > 1).collect();
    if trials.is_empty() || treatments < 2 || trials.iter().flatten().any(|a| a.0 >= treatments) {
        return Err(PosteriorError::NoTrials);
    }
    let size = treatments - 1;
    let nodes = tau_nodes(&trials, priors);
    let mut peaks = Vec::with_capacity(nodes.len());
    let mut start = vec![0.0; size];
    for node in &nodes {
        let value = |d: &[f64]| node.log_posterior(d, priors);
        // Tables have small kinks between their points: only the neighbourhood of the peak is needed.
        let top = maximise(&value, &start, 1e-3).ok_or(PosteriorError::NoPeak)?;
        let down: Vec<f64> = hessian(&value, &top, 0.02).iter().map(|h| -h).collect();
        let precision = Cholesky::of(&down, size).ok_or(PosteriorError::NoPeak)?;
        let spread = Cholesky::of(&precision.inverse(), size).ok_or(PosteriorError::NoPeak)?;
        start.clone_from(&top);
        let mass = value(&top) - 0.5 * precision.ln_det();
        peaks.push((top, spread, mass));
    }
    let best = peaks.iter().map(|p| p.2).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = peaks.iter().map(|p| (p.2 - best).exp()).sum();

    let mut out = Draws {
        treatments,
        effects: Vec::with_capacity(n * size),
        tau: Vec::with_capacity(n),
        weight: Vec::with_capacity(n),
        effective: 0.0,
        nodes: nodes.iter().map(|n| n.place).collect(),
    };
    let (mut z, mut moved, mut d) = (vec![0.0; size], vec![0.0; size], vec![0.0; size]);
    let (mut given, mut share) = (0usize, 0.0);
    for (node, (top, spread, mass)) in nodes.iter().zip(&peaks) {
        // Each node gets its share of the draws; the weights make good what rounding takes.
        share += (mass - best).exp() / total;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
        let until = ((share * n as f64).round() as usize).min(n);
        let draws = until - given;
        given = until;
        for _ in 0..draws {
            // t: a normal vector over the root of a chi-squared variable with six degrees of freedom.
            let chi2 = -2.0 * (uniform(rng) * uniform(rng) * uniform(rng)).ln();
            let scale = (T_DF / chi2).sqrt();
            fill_normal(&mut z, rng);
            spread.times(&z, &mut moved);
            let mut square = 0.0;
            for i in 0..size {
                d[i] = top[i] + scale * moved[i];
                square += scale * scale * z[i] * z[i];
            }
            let log_t = -0.5 * (T_DF + size as f64) * (square / T_DF).ln_1p() - 0.5 * spread.ln_det();
            out.weight.push(node.log_posterior(&d, priors) - log_t - (draws as f64).ln() - best);
            out.effects.extend_from_slice(&d);
            out.tau.push(node.tau);
        }
    }
    let highest = out.weight.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for w in &mut out.weight {
        *w = (*w - highest).exp();
    }
    let sum: f64 = out.weight.iter().sum();
    if !(sum.is_finite() && sum > 0.0) {
        return Err(PosteriorError::NoPeak);
    }
    for w in &mut out.weight {
        *w /= sum;
    }
    out.effective = 1.0 / out.weight.iter().map(|w| w * w).sum::<f64>();
    Ok(out)
}

/// Arms of one treatment summed, in the order of treatments.
fn merged(trial: &[ArmCounts]) -> Vec<ArmCounts> {
    let mut out: Vec<ArmCounts> = Vec::with_capacity(trial.len());
    for (t, e, n) in trial {
        match out.iter_mut().find(|a| a.0 == *t) {
            Some(a) => {
                a.1 += e;
                a.2 += n;
            }
            None => out.push((*t, *e, *n)),
        }
    }
    out.sort_by_key(|a| a.0);
    out
}

fn uniform(rng: &mut impl Rng) -> f64 {
    // 53 random bits, moved off zero.
    ((rng.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

/// Marsaglia's polar method, two at a time.
pub(crate) fn fill_normal(out: &mut [f64], rng: &mut impl Rng) {
    for pair in out.chunks_mut(2) {
        let (a, b) = loop {
            let (a, b) = (2.0 * uniform(rng) - 1.0, 2.0 * uniform(rng) - 1.0);
            let s = a * a + b * b;
            if s < 1.0 && s > 0.0 {
                let f = (-2.0 * s.ln() / s).sqrt();
                break (a * f, b * f);
            }
        };
        pair[0] = a;
        if let Some(second) = pair.get_mut(1) {
            *second = b;
        }
    }
}

/// The quadrature over τ: Gauss–Legendre from nothing to five times the prior's scale, in the square root, which puts
/// more nodes where the posterior is.
fn tau_nodes(trials: &[Vec<ArmCounts>], priors: &Priors) -> Vec<Node> {
    let inner = hermite(ARM_NODES);
    let highest = (5.0 * priors.tau_scale).sqrt();
    let prior: Vec<f64> = (0..POINTS)
        .map(|i| {
            let x = (LOWEST + STEP * i as f64 - priors.baseline_mean) / priors.baseline_sd;
            (-0.5 * x * x).exp()
        })
        .collect();
    legendre(TAU_NODES)
        .into_iter()
        .map(|(x, w)| {
            let root = 0.5 * highest * (x + 1.0);
            let tau = root * root;
            let scaled = tau / priors.tau_scale;
            let logits = Logits::around(tau, &inner);
            Node {
                tau,
                place: (root, w),
                log_prior: (w * 2.0 * root).ln() - 0.5 * scaled * scaled,
                trials: trials.iter().map(|t| curve(t, &prior, &logits)).collect(),
            }
        })
        .collect()
}

fn curve(arms: &[ArmCounts], prior: &[f64], logits: &Logits) -> TrialCurve {
    let mut first = logits.likelihood(arms[0]);
    for (h, p) in first.iter_mut().zip(prior) {
        *h *= p;
    }
    let highest = first.iter().copied().fold(0.0, f64::max);
    // Only where the first arm weighs anything does the sum over α need to run.
    let weighs = |h: &f64| *h > 1e-11 * highest;
    let from = first.iter().position(weighs).unwrap_or(0);
    let to = first.iter().rposition(weighs).unwrap_or(POINTS - 1);
    let first = first[from..=to].to_vec();
    let others: Vec<Vec<f64>> = arms[1..].iter().map(|a| logits.likelihood(*a)).collect();
    if others.len() > 1 {
        return TrialCurve::More { treatments: arms.iter().map(|a| a.0).collect(), from, first, others };
    }
    let other = &others[0];
    let log = (0..=2 * REACH)
        .map(|i| {
            let sum: f64 = first
                .iter()
                .enumerate()
                .map(|(j, h)| {
                    let at = (from + j + i).saturating_sub(REACH).min(POINTS - 1);
                    h * other[at]
                })
                .sum();
            sum.max(f64::MIN_POSITIVE).ln()
        })
        .collect();
    TrialCurve::Two { first: arms[0].0, second: arms[1].0, log }
}

/// Every logit that an arm can have at one τ: each grid point with each node of u. What depends on the logit alone is
/// worked out once for all arms.
struct Logits {
    /// Logit, the log of the chance of no event at it, and the weight of its node; grid point after grid point.
    at: Vec<(f64, f64, f64)>,
}

impl Logits {
    fn around(tau: f64, inner: &[(f64, f64)]) -> Self {
        let sd = tau / std::f64::consts::SQRT_2;
        let point = |i: usize| {
            let mean = LOWEST + STEP * i as f64;
            inner.iter().map(move |(u, w)| {
                let x = mean + sd * u;
                (x, binomial(0.0, 1.0, x)[0], *w)
            })
        };
        Self { at: (0..POINTS).flat_map(point).collect() }
    }

    /// The likelihood of an arm over its mean logit, u integrated out; the peak without u is one.
    fn likelihood(&self, (_, events, people): ArmCounts) -> Vec<f64> {
        let (x, n) = (f64::from(events), f64::from(people));
        let p = (x / n).clamp(1e-12, 1.0 - 1e-12);
        let highest = x * p.ln() + (n - x) * (-p).ln_1p();
        let one = |(logit, none, w): &(f64, f64, f64)| {
            let log = x * logit + n * none - highest;
            // Too small to matter beside any other node.
            if log < -60.0 { 0.0 } else { w * log.exp() }
        };
        self.at.chunks_exact(ARM_NODES).map(|nodes| nodes.iter().map(one).sum()).collect()
    }
}

/// Weights of the four neighbours for a cubic through them, at a place between the middle two.
fn cubic(f: f64) -> [f64; 4] {
    [
        -f * (f - 1.0) * (f - 2.0) / 6.0,
        (f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0,
        -(f + 1.0) * f * (f - 2.0) / 2.0,
        (f + 1.0) * f * (f - 1.0) / 6.0,
    ]
}

/// Whole steps and the rest.
#[expect(clippy::cast_possible_truncation, reason = "clamped to a few hundred before")]
fn steps(difference: f64, most: f64) -> (isize, f64) {
    let s = (difference / STEP).clamp(-most, most);
    let whole = s.floor();
    (whole as isize, s - whole)
}

impl Node {
    fn log_posterior(&self, d: &[f64], priors: &Priors) -> f64 {
        let of = |t: usize| if t == 0 { 0.0 } else { d[t - 1] };
        let mut sum = self.log_prior;
        for x in d {
            sum -= 0.5 * (x / priors.effect_sd) * (x / priors.effect_sd);
        }
        for trial in &self.trials {
            sum += match trial {
                TrialCurve::Two { first, second, log } => {
                    let (whole, part) = steps(of(*second) - of(*first), REACH as f64 - 3.0);
                    let at = whole.saturating_add_unsigned(REACH - 1).unsigned_abs();
                    cubic(part).iter().zip(&log[at..at + 4]).map(|(w, l)| w * l).sum::<f64>()
                }
                TrialCurve::More { treatments, from, first, others } => {
                    let base = of(treatments[0]);
                    more(*from, first, others, |k| of(treatments[k + 1]) - base)
                }
            };
        }
        sum
    }
}

/// The log of the sum over α for a trial with three or four arms.
fn more(from: usize, first: &[f64], others: &[Vec<f64>], difference: impl Fn(usize) -> f64) -> f64 {
    let mut places = [(0usize, [0.0f64; 4]); 4];
    for (k, place) in places.iter_mut().enumerate().take(others.len()) {
        let (whole, part) = steps(difference(k), REACH as f64);
        // Kept so far inside that the four neighbours of every α are there.
        let lowest = (POINTS - first.len() - 4).min(POINTS);
        let at = whole.saturating_add_unsigned(from).clamp(1, lowest.cast_signed());
        *place = (at.unsigned_abs() - 1, cubic(part));
    }
    let between = |w: &[f64; 4], n: &[f64]| w[0] * n[0] + w[1] * n[1] + w[2] * n[2] + w[3] * n[3];
    let sum: f64 = if let [one, other] = others {
        // Three arms, the usual case, without a look-up for each point.
        let ((at, w), (at2, w2)) = (places[0], places[1]);
        let pairs = one[at..].windows(4).zip(other[at2..].windows(4));
        first.iter().zip(pairs).map(|(h, (n, n2))| h * between(&w, n) * between(&w2, n2)).sum()
    } else {
        let product = |(j, h): (usize, &f64)| {
            let arms = others.iter().zip(&places);
            arms.fold(*h, |p, (other, (at, w))| p * between(w, &other[at + j..at + j + 4]))
        };
        first.iter().enumerate().map(product).sum()
    };
    sum.max(f64::MIN_POSITIVE).ln()
}

/// Nodes and weights of Gauss–Legendre quadrature on −1 to 1.
fn legendre(n: usize) -> Vec<(f64, f64)> {
    (0..n)
        .map(|i| {
            let mut x = -(std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..100 {
                let (mut p1, mut p2) = (1.0, 0.0);
                for j in 0..n {
                    let p3 = p2;
                    p2 = p1;
                    let j = j as f64;
                    p1 = ((2.0 * j + 1.0) * x * p2 - j * p3) / (j + 1.0);
                }
                slope = n as f64 * (x * p1 - p2) / (x * x - 1.0);
                let step = p1 / slope;
                x -= step;
                if step.abs() < 1e-15 {
                    break;
                }
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

/// Mean, standard deviation, and the points below which 2.5, 50 and 97.5 % of the weight lie.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Summary {
    /// Weighted mean.
    pub mean: f64,
    /// Weighted standard deviation.
    pub sd: f64,
    /// 2.5 % point.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// 97.5 % point.
    pub high: f64,
}

/// Sums up weighted values. The weights sum to one.
pub fn summarise(values: impl Iterator<Item = f64>, weights: &[f64]) -> Summary {
    let values: Vec<f64> = values.collect();
    let pairs = || values.iter().copied().zip(weights.iter().copied());
    let mean = pairs().map(|(x, w)| x * w).sum::<f64>();
    let sd = pairs().map(|(x, w)| w * (x - mean) * (x - mean)).sum::<f64>().sqrt();
    let (least, most) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    // Only the few values near each point need sorting: a first pass finds the bucket that it lies in.
    const BUCKETS: usize = 2048;
    let per = BUCKETS as f64 / (most - least).max(f64::MIN_POSITIVE);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and the buckets")]
    let bucket = |x: f64| (((x - least) * per) as usize).min(BUCKETS - 1);
    let mut heights = vec![0.0; BUCKETS];
    for (x, w) in pairs() {
        heights[bucket(x)] += w;
    }
    let point = |share: f64| {
        let mut below = 0.0;
        let mut wanted = BUCKETS - 1;
        for (i, h) in heights.iter().enumerate() {
            if below + h >= share {
                wanted = i;
                break;
            }
            below += h;
        }
        let mut near: Vec<(f64, f64)> = pairs().filter(|(x, _)| bucket(*x) == wanted).collect();
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (x, w) in &near {
            below += w;
            if below >= share {
                return *x;
            }
        }
        near.last().map_or(f64::NAN, |n| n.0)
    };
    Summary { mean, sd, low: point(0.025), median: point(0.5), high: point(0.975) }
}

impl Draws {
    /// The effect of a treatment against the reference, draw by draw (zeros for the reference itself).
    pub fn effect(&self, treatment: usize) -> impl Iterator<Item = f64> {
        let size = self.treatments - 1;
        (0..self.tau.len()).map(move |i| if treatment == 0 { 0.0 } else { self.effects[i * size + treatment - 1] })
    }

    /// τ. Its nodes are few, so the points of its distribution come from the density between the nodes.
    pub fn tau_summary(&self) -> Summary {
        let mut mass = vec![0.0; self.nodes.len()];
        let mut at = 0;
        for (t, w) in self.tau.iter().zip(&self.weight) {
            // Draws come node after node.
            while at + 1 < mass.len() && (self.nodes[at].0 * self.nodes[at].0 - t).abs() > 1e-12 {
                at += 1;
            }
            mass[at] += w;
        }
        let mean = self.tau.iter().zip(&self.weight).map(|(t, w)| t * w).sum::<f64>();
        let sd = self.tau.iter().zip(&self.weight).map(|(t, w)| w * (t - mean) * (t - mean)).sum::<f64>().sqrt();
        // Per unit of τ itself, whose density is smooth down to zero.
        let log: Vec<(f64, f64)> = self
            .nodes
            .iter()
            .zip(&mass)
            .map(|((root, w), m)| (root * root, (m / (w * root)).max(1e-12).ln()))
            .collect();
        let density = |tau: f64| {
            let i = log.partition_point(|n| n.0 < tau).clamp(1, log.len() - 1);
            let ((t0, l0), (t1, l1)) = (log[i - 1], log[i]);
            (l0 + (l1 - l0) * (tau - t0) / (t1 - t0)).exp()
        };
        const CELLS: usize = 4000;
        let width = log.last().map_or(0.0, |n| n.0) / CELLS as f64;
        let heights: Vec<f64> = (0..CELLS).map(|i| density((i as f64 + 0.5) * width)).collect();
        let total: f64 = heights.iter().sum();
        let point = |share: f64| {
            let mut below = 0.0;
            for (i, h) in heights.iter().enumerate() {
                if below + h >= share * total {
                    return (i as f64 + (share * total - below) / h) * width;
                }
                below += h;
            }
            CELLS as f64 * width
        };
        Summary { mean, sd, low: point(0.025), median: point(0.5), high: point(0.975) }
    }
}
