//! What trials say about effects, integrated over everything else, once for each value of τ: a two-arm trial becomes a
//! curve over one difference, a trial of three arms a surface over two, one with more arms is summed over α for each
//! question.
//!
//! All curves are kept as logarithms. Given τ they are concave (a binomial likelihood is log-concave in the logit, and
//! so is what is left of it when normal variables are integrated out), so the posterior has one peak whatever the counts
//! are; splines keep it smooth. Sums that are too small for the arithmetic are done again on their logarithms.

use crate::binomial_normal::binomial;
use crate::posterior::{ArmCounts, Priors};
use crate::quadrature::{hermite, legendre};
use crate::spline::{Curve, Surface};

/// Between the points of a spline, in logits.
const STEP: f64 = 0.25;
/// An arm's curve runs from minus to plus this logit; beyond, its logarithm is straight.
const ARM_REACH: f64 = 15.0;
/// The sum over α runs between these logits: some five standard deviations of its prior.
const LOWEST: f64 = -20.0;
const HIGHEST: f64 = 13.0;
/// Differences between treatments run from minus to plus this many logits; beyond, straight on.
const REACH: f64 = 12.0;
/// Points of a spline over a difference.
const POINTS: usize = 97;
/// So that a trial's arms fit into a small array.
pub(crate) const MOST_TREATMENTS: usize = 5;
/// Nodes for τ.
pub(crate) const TAU_NODES: usize = 22;
/// Nodes for u within an arm, round the peak of what is integrated.
const ARM_NODES: usize = 11;
/// Below this a sum has lost digits or is nothing at all.
const FAINT: f64 = 1e-250;

/// What a trial says, at one value of τ.
enum TrialCurve {
    /// Log likelihood over the difference of two treatments.
    Two { first: usize, second: usize, log: Curve },
    /// Over the differences of two treatments from the first.
    Three { treatments: [usize; 3], log: Surface },
    /// Arms to be summed over α for each set of differences.
    More { treatments: Vec<usize>, step: f64, first: Vec<f64>, others: Vec<Curve> },
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

/// The quadrature over τ: Gauss–Legendre from nothing to eight times the prior's scale, in the square root, which puts
/// more nodes where the posterior is.
pub(crate) fn tau_nodes(trials: &[Vec<ArmCounts>], priors: &Priors) -> Vec<Node> {
    let inner = hermite(ARM_NODES);
    let highest = (8.0 * priors.tau_scale).sqrt();
    legendre(TAU_NODES)
        .into_iter()
        .map(|(x, w)| {
            let root = 0.5 * highest * (x + 1.0);
            let tau = root * root;
            let scaled = tau / priors.tau_scale;
            Node {
                tau,
                place: (root, w),
                log_prior: (w * 2.0 * root).ln() - 0.5 * scaled * scaled,
                trials: trials.iter().map(|t| trial_curve(t, tau, priors, &inner)).collect(),
            }
        })
        .collect()
}

/// The log likelihood of an arm over its mean logit, u integrated out; without u its peak would be nought.
fn arm_curve((_, events, people): ArmCounts, tau: f64, inner: &[(f64, f64)]) -> Curve {
    let (x, n) = (f64::from(events), f64::from(people));
    let p = (x / n).clamp(1e-12, 1.0 - 1e-12);
    let highest = x * p.ln() + (n - x) * (-p).ln_1p();
    let sd = tau / std::f64::consts::SQRT_2;
    let points = (2.0 * ARM_REACH / STEP).round();
    let mut peak = 0.0;
    let mut values = Vec::new();
    let mut place = 0.0;
    while place <= points {
        let mean = STEP * place - ARM_REACH;
        // In units of u's standard deviation. The peak moves little from point to point, so few steps find it; a step
        // that leaves the range it must lie in goes to the middle of that instead.
        let (mut low, mut high) = (sd * (x - n), sd * x);
        let mut width = 1.0;
        for _ in 0..100 {
            let [_, d1, d2] = binomial(x, n, mean + sd * peak);
            let bend = 1.0 - sd * sd * d2;
            width = bend.sqrt().recip();
            let slope = sd * d1 - peak;
            if slope > 0.0 {
                low = peak;
            } else {
                high = peak;
            }
            let step = slope / bend;
            if step.abs() < 1e-3 * width {
                break;
            }
            peak += step;
            if peak <= low || peak >= high {
                peak = f64::midpoint(low, high);
            }
        }
        let top = binomial(x, n, mean + sd * peak)[0] - 0.5 * peak * peak;
        let sum: f64 = inner
            .iter()
            .map(|(z, w)| {
                let u = peak + width * z;
                // One exponential less than the function with its derivatives.
                let logit = mean + sd * u;
                let chance = x * logit - n * (logit.max(0.0) + (-logit.abs()).exp().ln_1p());
                w * (chance - 0.5 * u * u + 0.5 * z * z - top).exp()
            })
            .sum();
        values.push(top + (width * sum).ln() - highest);
        place += 1.0;
    }
    Curve::through(-ARM_REACH, STEP, &values)
}

/// How far apart the points of the sum over α are: well within the width of the narrowest product of arms, so that the
/// sum is the integral. A whole part of [`STEP`].
fn alpha_step(arms: &[ArmCounts]) -> f64 {
    let known: f64 = arms
        .iter()
        .map(|(_, events, people)| {
            let (x, n) = (f64::from(*events) + 0.5, f64::from(*people) + 1.0);
            x * (n - x) / n
        })
        .sum();
    let width = known.sqrt().recip();
    let mut step = 0.5 * STEP;
    while step > 1.2 * width && step > 1e-3 {
        step *= 0.5;
    }
    step
}

/// Values on an even grid: their logarithms, and themselves against the largest of them.
struct Grid {
    log: Vec<f64>,
    most: f64,
    plain: Vec<f64>,
}

impl Grid {
    fn of(from: f64, to: f64, step: f64, log: impl Fn(f64) -> f64) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few thousand points")]
        let points = ((to - from) / step).round() as usize + 1;
        let log: Vec<f64> = (0..points).map(|i| log(from + step * i as f64)).collect();
        let most = log.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let plain = log.iter().map(|l| (l - most).exp()).collect();
        Self { log, most, plain }
    }
}

fn trial_curve(arms: &[ArmCounts], tau: f64, priors: &Priors, inner: &[(f64, f64)]) -> TrialCurve {
    let curves: Vec<Curve> = arms.iter().map(|a| arm_curve(*a, tau, inner)).collect();
    let step = alpha_step(arms);
    let prior = |alpha: f64| {
        let x = (alpha - priors.baseline_mean) / priors.baseline_sd;
        -0.5 * x * x
    };
    let mut curves = curves.into_iter();
    let alpha = curves.next();
    let first =
        Grid::of(LOWEST, HIGHEST, step, |alpha_| prior(alpha_) + alpha.as_ref().map_or(0.0, |curve| curve.at(alpha_)));
    let others: Vec<Curve> = curves.collect();
    let wide = |curve: &Curve| Grid::of(LOWEST - REACH, HIGHEST + REACH, step, |x| curve.at(x));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small power of two")]
    let stride = (STEP / step).round() as usize;
    match (arms, others.as_slice()) {
        ([one, two], [other]) => {
            let other = wide(other);
            let log: Vec<f64> = (0..POINTS).map(|i| sum_of_two(&first, &other, i * stride)).collect();
            TrialCurve::Two { first: one.0, second: two.0, log: Curve::through(-REACH, STEP, &log) }
        }
        ([one, two, three], [second, third]) => {
            let (second, third) = (wide(second), wide(third));
            let mut log = Vec::with_capacity(POINTS * POINTS);
            for i in 0..POINTS {
                sums_of_three(&first, (&second, i * stride), &third, stride, &mut log);
            }
            let treatments = [one.0, two.0, three.0];
            TrialCurve::Three { treatments, log: Surface::through(-REACH, STEP, POINTS, &log) }
        }
        _ => TrialCurve::More { treatments: arms.iter().map(|a| a.0).collect(), step, first: first.log, others },
    }
}

/// The logarithm of a sum of exponentials.
fn log_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    most + logs.map(|l| (l - most).exp()).sum::<f64>().ln()
}

fn sum_of_two(first: &Grid, other: &Grid, shift: usize) -> f64 {
    let sum: f64 = first.plain.iter().zip(&other.plain[shift..]).map(|(a, b)| a * b).sum();
    if sum > FAINT {
        sum.ln() + first.most + other.most
    } else {
        log_sum(first.log.iter().zip(&other.log[shift..]).map(|(a, b)| a + b))
    }
}

/// One row of a surface: the second arm at one difference, the third at all of them.
fn sums_of_three(first: &Grid, (second, shift): (&Grid, usize), third: &Grid, stride: usize, out: &mut Vec<f64>) {
    let both: Vec<f64> = first.plain.iter().zip(&second.plain[shift..]).map(|(a, b)| a * b).collect();
    let most = both.iter().copied().fold(0.0, f64::max);
    // Where the first two weigh next to nothing the third, at most one, cannot make it count, unless it is next to
    // nothing where they weigh.
    let weighs = |x: &f64| *x > 1e-24 * most;
    let from = both.iter().position(weighs).unwrap_or(0);
    let to = both.iter().rposition(weighs).unwrap_or(0);
    let within = &both[from..=to];
    let enough = (1e-12 * most).max(FAINT);
    for j in 0..POINTS {
        let beside = &third.plain[from + j * stride..];
        let mut sum: f64 = within.iter().zip(beside).map(|(a, b)| a * b).sum();
        if sum < enough {
            sum = both.iter().zip(&third.plain[j * stride..]).map(|(a, b)| a * b).sum();
        }
        out.push(if sum > FAINT {
            sum.ln() + first.most + second.most + third.most
        } else {
            let pairs = first.log.iter().zip(&second.log[shift..]).zip(&third.log[j * stride..]);
            log_sum(pairs.map(|((a, b), c)| a + b + c))
        });
    }
}

impl Node {
    /// The log of the posterior density of the effects against the reference at this τ, but for a constant that all
    /// nodes share.
    pub(crate) fn log_posterior(&self, d: &[f64], priors: &Priors) -> f64 {
        let of = |t: usize| if t == 0 { 0.0 } else { d[t - 1] };
        let mut sum = self.log_prior;
        for x in d {
            sum -= 0.5 * (x / priors.effect_sd) * (x / priors.effect_sd);
        }
        for trial in &self.trials {
            sum += match trial {
                TrialCurve::Two { first, second, log } => log.at(of(*second) - of(*first)),
                TrialCurve::Three { treatments: [one, two, three], log } => {
                    log.at(of(*two) - of(*one), of(*three) - of(*one))
                }
                TrialCurve::More { treatments, step, first, others } => {
                    let base = of(treatments[0]);
                    more(*step, first, others, |k| of(treatments[k + 1]) - base)
                }
            };
        }
        sum
    }
}

/// The log of the sum over α for a trial of four arms or more.
fn more(step: f64, first: &[f64], others: &[Curve], difference: impl Fn(usize) -> f64) -> f64 {
    let mut by = [0.0; MOST_TREATMENTS];
    for (k, by) in by.iter_mut().enumerate().take(others.len()) {
        *by = difference(k);
    }
    let logs: Vec<f64> = first
        .iter()
        .enumerate()
        .map(|(i, log)| {
            let alpha = LOWEST + step * i as f64;
            others.iter().zip(by).fold(*log, |sum, (curve, by)| sum + curve.at(alpha + by))
        })
        .collect();
    log_sum(logs.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The likelihood of a trial by adding up over a fine grid of everything, in no clever way.
    fn plain(arms: &[ArmCounts], d: &[f64], tau: f64, priors: &Priors) -> f64 {
        let sd = tau / 2f64.sqrt();
        // Far from an arm's own peak its trial's u are far out, too.
        let (reach, u_step) = ((8.0 * sd).max(4.0), sd / 5.0);
        let mut us = vec![-reach];
        while us[us.len() - 1] < reach {
            us.push(us[us.len() - 1] + u_step);
        }
        let normal = |x: f64, sd: f64| -0.5 * (x / sd) * (x / sd);
        let weights = log_sum(us.iter().map(|u| normal(*u, sd)));
        let of = |t: usize| if t == 0 { 0.0 } else { d[t - 1] };
        let logs: Vec<f64> = (0..=700)
            .map(|i| {
                let alpha = -18.0 + 0.04 * f64::from(i);
                let arm = |(t, e, n): &ArmCounts| {
                    let mean = alpha + of(*t) - of(arms[0].0);
                    let one = |u: &f64| normal(*u, sd) + binomial(f64::from(*e), f64::from(*n), mean + u)[0];
                    log_sum(us.iter().map(one)) - weights
                };
                normal(alpha - priors.baseline_mean, priors.baseline_sd) + arms.iter().map(arm).sum::<f64>()
            })
            .collect();
        log_sum(logs.iter().copied())
    }

    #[test]
    fn tables_give_the_likelihood_that_plain_sums_give() {
        let priors = Priors::default();
        let inner = hermite(ARM_NODES);
        let all: [&[ArmCounts]; 7] = [
            &[(0, 11, 178), (2, 1, 176), (3, 1, 172)],
            // An arm without events pushes α far down, where shifted tables must still be right.
            &[(0, 0, 40), (1, 3, 50), (2, 5, 60)],
            &[(0, 4, 30), (1, 0, 30), (2, 2, 30), (3, 1, 30)],
            &[(0, 5, 51), (2, 0, 49)],
            &[(1, 0, 13), (2, 0, 15)],
            // Nothing like a trial of re-ruptures, but a wrong or future count must not break anything.
            &[(0, 178, 178), (2, 89, 176), (3, 1, 172)],
            &[(0, 135, 270), (2, 13, 270)],
        ];
        for arms in all {
            for tau in [0.15, 0.6, 2.0] {
                let node = Node {
                    tau,
                    place: (0.0, 0.0),
                    log_prior: 0.0,
                    trials: vec![trial_curve(arms, tau, &priors, &inner)],
                };
                // The prior of the effects is taken off again; what is left may differ by a constant.
                let off = |d: [f64; 3]| {
                    let effects: f64 = d.iter().map(|x| 0.5 * (x / priors.effect_sd).powi(2)).sum();
                    node.log_posterior(&d, &priors) + effects - plain(arms, &d, tau, &priors)
                };
                let constant = off([0.0; 3]);
                for d in
                    [[0.3, -1.33, -1.47], [-2.0, 1.07, 0.5], [4.2, -5.1, -3.3], [-1.0, -0.5, -2.5], [0.9, 0.6, 0.2]]
                {
                    let by = off(d) - constant;
                    assert!(by.abs() < 5e-3, "{arms:?} τ {tau} d {d:?}: off by {by}");
                }
            }
        }
    }
}
