//! The posterior of a binomial random-effects network (two treatments are the smallest one), by tables and importance
//! sampling instead of a Markov chain: deterministic given the generator, and fast.
//!
//! Each arm's logit is α(trial) + d(treatment) − d(first treatment of the trial) + u(arm), u normal with half the
//! variance τ², so that effects differ between trials with standard deviation τ and the arms of one trial are correlated
//! as they should be. u and α are integrated out: what is left of a two-arm trial is a curve over one difference. τ takes
//! the nodes of a quadrature; at each, d is drawn from a t distribution round the peak and weighted. How many draws the
//! weights leave is the check on all of it: too few, and there is an error instead of numbers.

use rand::Rng;

use crate::likelihood::{MOST_TREATMENTS, Node, tau_nodes};
use crate::linear::{Cholesky, hessian, maximise, search};

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

impl Priors {
    fn within_reach(&self) -> bool {
        let spread = |x: f64, most: f64| x > 0.0 && x <= most;
        spread(self.effect_sd, 3.0)
            && spread(self.tau_scale, 1.5)
            && spread(self.baseline_sd, 2.5)
            && (-5.0..=0.0).contains(&self.baseline_mean)
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
    /// Priors that the grid does not reach.
    #[error(
        "These priors are outside what can be worked out: effect_sd up to 3, tau_scale up to 1.5, baseline_sd up to 2.5, \
         baseline_mean from -5 to 0, all spreads above zero."
    )]
    Priors,
    /// More treatments or arms than the sums are made for.
    #[error("At most five treatments can be compared at once. Put similar ones together.")]
    TooMany,
    /// Counts that cannot be.
    #[error("An arm has no people, or more events than people. Correct the counts.")]
    Counts,
    /// Nothing to learn from.
    #[error("The set has no trial that compares two treatments. Choose another set.")]
    NoTrials,
    /// The draws miss the posterior: too few of them weigh anything.
    #[error(
        "The posterior of this set was not reached: {effective} of {drawn} draws count. No number from it is shown. Check \
         the counts of the set, or choose another set."
    )]
    Unsettled {
        /// How many independent draws the weights leave.
        effective: usize,
        /// How many were drawn.
        drawn: usize,
    },
}

/// Degrees of freedom of the distribution that draws come from.
const T_DF: f64 = 6.0;
/// The least share of the draws that has to count.
const LEAST_EFFECTIVE: f64 = 0.1;

/// Where a node's draws come from: its peak, the factor of its spread, and the log of its mass.
type Peak = (Vec<f64>, Cholesky, f64);

/// The peak of a node and the spread round it. The function is smooth and has one peak, so steps on differences find it;
/// should they not, a plain search does, and the prior's spread stands in for one that cannot be seen. The weights of the
/// draws make good what either misses.
fn peak(node: &Node, priors: &Priors, start: &[f64]) -> Option<Peak> {
    let size = start.len();
    let value = |d: &[f64]| node.log_posterior(d, priors);
    let top = maximise(&value, start, 1e-3)
        .or_else(|| maximise(&value, &vec![0.0; size], 1e-3))
        .unwrap_or_else(|| search(&value, start, 1e-3));
    let seen = [0.02, 0.1, 0.4].into_iter().find_map(|h| {
        let down: Vec<f64> = hessian(&value, &top, h).iter().map(|h| -h).collect();
        Cholesky::of(&down, size)
    });
    let precision = seen.or_else(|| {
        let mut prior = vec![0.0; size * size];
        prior.iter_mut().step_by(size + 1).for_each(|p| *p = (priors.effect_sd * priors.effect_sd).recip());
        Cholesky::of(&prior, size)
    })?;
    let spread = Cholesky::of(&precision.inverse(), size)?;
    let mass = value(&top) - 0.5 * precision.ln_det();
    Some((top, spread, mass))
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
    if treatments > MOST_TREATMENTS {
        return Err(PosteriorError::TooMany);
    }
    if trials.iter().flatten().any(|(_, events, people)| *people == 0 || events > people) {
        return Err(PosteriorError::Counts);
    }
    if !priors.within_reach() {
        return Err(PosteriorError::Priors);
    }
    if trials.is_empty() || treatments < 2 || trials.iter().flatten().any(|a| a.0 >= treatments) {
        return Err(PosteriorError::NoTrials);
    }
    let size = treatments - 1;
    let nodes = tau_nodes(&trials, priors);
    let mut peaks = Vec::with_capacity(nodes.len());
    let mut start = vec![0.0; size];
    for node in &nodes {
        let found = peak(node, priors, &start).ok_or(PosteriorError::Unsettled { effective: 0, drawn: n })?;
        start.clone_from(&found.0);
        peaks.push(found);
    }
    sample((&nodes, &peaks), treatments, priors, n, rng)
}

/// Weighted draws round the peaks of all nodes.
fn sample(
    (nodes, peaks): (&[Node], &[Peak]),
    treatments: usize,
    priors: &Priors,
    n: usize,
    rng: &mut impl Rng,
) -> Result<Draws, PosteriorError> {
    let size = treatments - 1;
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
    for (node, (top, spread, mass)) in nodes.iter().zip(peaks) {
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
        return Err(PosteriorError::Unsettled { effective: 0, drawn: n });
    }
    for w in &mut out.weight {
        *w /= sum;
    }
    out.effective = 1.0 / out.weight.iter().map(|w| w * w).sum::<f64>();
    if out.effective < LEAST_EFFECTIVE * n as f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the number of draws")]
        return Err(PosteriorError::Unsettled { effective: out.effective as usize, drawn: n });
    }
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

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    /// Draws that come from beside the posterior must not become numbers.
    #[test]
    fn draws_that_miss_the_posterior_are_refused_and_not_shown() {
        let trials = vec![vec![(0, 11, 178), (1, 2, 348)], vec![(0, 6, 48), (1, 2, 49)]];
        let priors = Priors::default();
        let nodes = tau_nodes(&trials, &priors);
        let peaks = |off: f64| -> Vec<Peak> {
            let found = nodes.iter().map(|node| peak(node, &priors, &[0.0]).expect("a peak"));
            found.map(|(top, spread, mass)| (vec![top[0] + off], spread, mass)).collect()
        };
        let mut rng = StdRng::seed_from_u64(1);
        let good = sample((&nodes, &peaks(0.0)), 2, &priors, 5000, &mut rng).expect("a posterior");
        assert!(good.effective > 4000.0, "{}", good.effective);
        let missed = sample((&nodes, &peaks(6.0)), 2, &priors, 5000, &mut rng);
        let Err(PosteriorError::Unsettled { effective, drawn }) = missed else { panic!("a number from {missed:?}") };
        assert!(effective < 500 && drawn == 5000, "{effective} of {drawn}");
    }
}
