//! What trials say about effects, integrated over everything else: tables on a grid of logits, made once for each value of
//! τ. A two-arm trial becomes a curve over one difference; a trial with more arms is summed over α for each question.

use crate::binomial_normal::binomial;
use crate::posterior::{ArmCounts, Priors};
use crate::quadrature::{hermite, legendre};

const STEP: f64 = 0.125;
/// Logit of the first grid point.
const LOWEST: f64 = -20.0;
const POINTS: usize = 257;
/// Differences in the table of a two-arm trial run from minus to plus this many steps.
const REACH: usize = 80;
/// Room on both sides of a table, so that every difference within reach finds a value.
const ROOM: usize = REACH + 4;
/// So that the places of a trial's arms fit into a small array.
pub(crate) const MOST_TREATMENTS: usize = 5;
pub(crate) const TAU_NODES: usize = 16;
/// Nodes for u within an arm.
const ARM_NODES: usize = 11;
/// What a trial says, at one value of τ.
enum TrialCurve {
    /// Log likelihood over the difference of two treatments.
    Two { first: usize, second: usize, log: Vec<f64> },
    /// Arms to be summed over α for each set of differences: where the first arm weighs, and all arms' tables.
    More { treatments: Vec<usize>, from: usize, first: Vec<f64>, others: Vec<Vec<f64>> },
}

/// Everything that depends on one node of τ.
pub(crate) struct Node {
    pub(crate) tau: f64,
    /// Root of τ and quadrature weight.
    pub(crate) place: (f64, f64),
    /// Log of quadrature weight times prior.
    log_prior: f64,
    trials: Vec<TrialCurve>,
}

/// The quadrature over τ: Gauss–Legendre from nothing to five times the prior's scale, in the square root, which puts
/// more nodes where the posterior is.
pub(crate) fn tau_nodes(trials: &[Vec<ArmCounts>], priors: &Priors) -> Vec<Node> {
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
        // Beyond the grid an arm's likelihood stays what it is at the edge: flat, or nothing.
        let wider = |h: &Vec<f64>| {
            let mut out = vec![h[0]; ROOM];
            out.extend_from_slice(h);
            out.extend(std::iter::repeat_n(h[POINTS - 1], ROOM));
            out
        };
        let others = others.iter().map(wider).collect();
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
    pub(crate) fn log_posterior(&self, d: &[f64], priors: &Priors) -> f64 {
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
    let mut places = [(0usize, [0.0f64; 4]); MOST_TREATMENTS - 1];
    for (k, place) in places.iter_mut().enumerate().take(others.len()) {
        let (whole, part) = steps(difference(k), REACH as f64);
        // One before, for the first of four neighbours; the room keeps this above zero.
        *place = ((from + ROOM - 1).saturating_add_signed(whole), cubic(part));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The likelihood of a trial by adding up over a fine grid of everything, in no clever way.
    fn plain(arms: &[ArmCounts], d: &[f64], tau: f64, priors: &Priors) -> f64 {
        let step = 0.05;
        let normal = |x: f64, sd: f64| (-0.5 * (x / sd) * (x / sd)).exp();
        let sd = tau / 2f64.sqrt();
        let grid = |from: f64, to: f64| {
            let mut x = from - step;
            std::iter::from_fn(move || {
                x += step;
                (x <= to).then_some(x)
            })
        };
        let weights: f64 = grid(-6.0 * sd, 6.0 * sd).map(|u| normal(u, sd)).sum();
        let of = |t: usize| if t == 0 { 0.0 } else { d[t - 1] };
        let sum: f64 = grid(-18.0, 10.0)
            .map(|alpha| {
                let arm = |(t, e, n): &ArmCounts| {
                    let mean = alpha + of(*t) - of(arms[0].0);
                    let one = |u: f64| normal(u, sd) * binomial(f64::from(*e), f64::from(*n), mean + u)[0].exp();
                    grid(-6.0 * sd, 6.0 * sd).map(one).sum::<f64>() / weights
                };
                normal(alpha - priors.baseline_mean, priors.baseline_sd) * arms.iter().map(arm).product::<f64>()
            })
            .sum();
        sum.ln()
    }

    #[test]
    fn tables_give_the_likelihood_that_plain_sums_give() {
        let priors = Priors::default();
        let inner = hermite(ARM_NODES);
        let prior: Vec<f64> = (0..POINTS)
            .map(|i| (-0.5 * ((LOWEST + STEP * i as f64 - priors.baseline_mean) / priors.baseline_sd).powi(2)).exp())
            .collect();
        let all: [&[ArmCounts]; 5] = [
            &[(0, 11, 178), (2, 1, 176), (3, 1, 172)],
            // An arm without events pushes α far down, where shifted tables must still be right.
            &[(0, 0, 40), (1, 3, 50), (2, 5, 60)],
            &[(0, 4, 30), (1, 0, 30), (2, 2, 30), (3, 1, 30)],
            &[(0, 5, 51), (2, 0, 49)],
            &[(1, 0, 13), (2, 0, 15)],
        ];
        for arms in all {
            for tau in [0.15, 0.6] {
                let node = Node {
                    tau,
                    place: (0.0, 0.0),
                    log_prior: 0.0,
                    trials: vec![curve(arms, &prior, &Logits::around(tau, &inner))],
                };
                // The prior of the effects is taken off again; what is left may differ by a constant.
                let off = |d: [f64; 3]| {
                    let effects: f64 = d.iter().map(|x| 0.5 * (x / priors.effect_sd).powi(2)).sum();
                    node.log_posterior(&d, &priors) + effects - plain(arms, &d, tau, &priors)
                };
                let constant = off([0.0; 3]);
                // The tables end where a likelihood is some 10⁻¹¹ of its peak.
                let best = plain(arms, &[0.0; 3], tau, &priors);
                for d in
                    [[0.3, -1.33, -1.47], [-2.0, 1.07, 0.5], [4.2, -5.1, -3.3], [-1.0, -0.5, -2.5], [0.9, 0.6, 0.2]]
                {
                    if plain(arms, &d, tau, &priors) < best - 20.0 {
                        continue;
                    }
                    let by = off(d) - constant;
                    assert!(by.abs() < 5e-3, "{arms:?} τ {tau} d {d:?}: off by {by}");
                }
            }
        }
    }
}
