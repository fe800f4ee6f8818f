//! How likely is a rupture after these tests? Honest about where the numbers come from: one specialist's series of 174
//! ruptures and 28 intact tendons. Each test's sensitivity and specificity is a Beta posterior from its counts (Jeffreys
//! prior), and nobody knows how far the tests overlap, so two bounds are shown: *independent* (every test counts in full)
//! and *overlapping* (of the tests that point the same way only the strongest counts).
//!
//! The posterior is carried by a fixed set of draws, spread evenly by a lattice, so that the same case and the same
//! knowledge give the same digits everywhere. Only abnormal and normal results of calf squeeze, resting angle and gap
//! count; unsure, not done and a squeeze that moves the foot less leave the probability where it was. What a person can
//! do (walk, rise on tiptoe), the absence of pain, pop or bruise never enter.

use heelrise_knowledge::accuracy::{Accuracy, Pretest, TestAccuracy, TestId};
use serde::Serialize;

use crate::case::{Case, Gap, RestingAngle, Squeeze};

/// Number of draws. The interval ends move by less than half a percentage point between 4,096 and 65,536 draws.
const DRAWS: usize = 4096;
/// Steps of the grid on which a Beta distribution is summed.
const GRID: usize = 4096;

/// A probability with its 95 % interval, each between 0 and 1, rounded to three digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// 2.5th percentile.
    pub low: f64,
    /// Median.
    pub middle: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// One test that moved the probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TestUsed {
    /// The sign's id.
    pub test: String,
    /// Whether the result was abnormal.
    pub abnormal: bool,
    /// Likelihood ratio of this result from the counts, rounded to two digits after the point.
    pub likelihood_ratio: f64,
    /// Where the counts come from.
    pub source: String,
    /// What to say beside it.
    pub caveat: String,
}

/// The probability of a rupture as a range, with everything it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Probability {
    /// The setting chosen, or the default one.
    pub setting: String,
    /// The probability before the tests.
    pub pretest: f64,
    /// Every test counted in full.
    pub independent: Estimate,
    /// Of tests that point the same way only the strongest.
    pub overlapping: Estimate,
    /// The lower of the two bounds' middles.
    pub low: f64,
    /// The higher of the two bounds' middles.
    pub high: f64,
    /// The lowest end of both intervals.
    pub low95: f64,
    /// The highest end of both intervals.
    pub high95: f64,
    /// The tests that moved it. Empty: the range is the pre-test probability itself.
    pub used: Vec<TestUsed>,
    /// Sign ids whose result was left out: unsure, or a squeeze that moves the foot less.
    pub left_out: Vec<String>,
}

/// What each combination of results does to the log odds: three quantiles a combination, made once from the knowledge.
/// The order of the draws does not depend on the probability before the tests, so neither do these.
#[derive(Debug)]
pub struct Likelihoods {
    tests: Vec<TestId>,
    /// For each combination (base 3, one digit a test: not counted, abnormal, normal) the 2.5th, 50th and 97.5th
    /// percentile of the summed log likelihood ratios.
    quantiles: Vec<[f64; 3]>,
}

impl Likelihoods {
    /// Makes the draws for every test that has counts and sums them for every combination.
    pub fn new(accuracy: &Accuracy) -> Self {
        let tests: Vec<TestId> = accuracy.tests.iter().map(|test| test.id).collect();
        let draws: Vec<[Vec<f64>; 2]> = accuracy
            .tests
            .iter()
            .enumerate()
            .map(|(index, test)| {
                let sensitivity = beta_draws(test.tp, test.fn_, 2 * index);
                let specificity = beta_draws(test.tn, test.fp, 2 * index + 1);
                let pairs = || sensitivity.iter().zip(&specificity);
                [
                    pairs().map(|(sens, spec)| (sens / (1.0 - spec)).ln()).collect(),
                    pairs().map(|(sens, spec)| ((1.0 - sens) / spec).ln()).collect(),
                ]
            })
            .collect();
        let combinations = 3usize.pow(u32::try_from(tests.len()).unwrap_or_default());
        let quantiles = (0..combinations)
            .map(|mut combination| {
                let mut sums = vec![0.0; DRAWS];
                for [abnormal, normal] in &draws {
                    let column = match combination % 3 {
                        1 => Some(abnormal),
                        2 => Some(normal),
                        _ => None,
                    };
                    combination /= 3;
                    for (sum, value) in sums.iter_mut().zip(column.into_iter().flatten()) {
                        *sum += value;
                    }
                }
                sums.sort_unstable_by(f64::total_cmp);
                // Ranks of the 2.5th, 50th and 97.5th percentile.
                [DRAWS / 40, DRAWS / 2, DRAWS - DRAWS / 40].map(|rank| sums.get(rank).copied().unwrap_or_default())
            })
            .collect();
        Self { tests, quantiles }
    }

    /// The estimate after these results, from the log odds before them.
    fn after(&self, prior: f64, results: &[(TestId, bool)]) -> Estimate {
        let combination = self.tests.iter().rev().fold(0usize, |combination, id| {
            let digit = match results.iter().find(|(test, _)| test == id) {
                None => 0,
                Some((_, true)) => 1,
                Some((_, false)) => 2,
            };
            combination * 3 + digit
        });
        let [low, middle, high] = self.quantiles.get(combination).copied().unwrap_or_default();
        let chance = |log: f64| round(1.0 / (1.0 + (-(prior + log)).exp()));
        Estimate { low: chance(low), middle: chance(middle), high: chance(high) }
    }
}

/// `DRAWS` values of Beta(yes + ½, no + ½), spread by a one-dimensional lattice whose step depends on `dimension`.
fn beta_draws(yes: u32, no: u32, dimension: usize) -> Vec<f64> {
    let (a, b) = (f64::from(yes) + 0.5, f64::from(no) + 0.5);
    let quantiles = BetaGrid::new(a, b);
    // Fractional parts of square roots of primes: steps that share no period, so that no two tests move together.
    const PRIMES: [f64; 12] = [2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0];
    let step = PRIMES.get(dimension % PRIMES.len()).copied().unwrap_or(2.0).sqrt().fract();
    (0..DRAWS).map(|i| quantiles.at((0.5 + i as f64 * step).fract())).collect()
}

/// The distribution function of a Beta distribution on an even grid, for turning shares into quantiles.
struct BetaGrid(Vec<f64>);

impl BetaGrid {
    fn new(a: f64, b: f64) -> Self {
        // Density up to a constant, in logarithms so that large counts do not vanish; the constant cancels below.
        let middle = |i: usize| (i as f64 + 0.5) / GRID as f64;
        let log_density = |x: f64| (a - 1.0) * x.ln() + (b - 1.0) * (1.0 - x).ln();
        let top = (0..GRID).map(|i| log_density(middle(i))).fold(f64::NEG_INFINITY, f64::max);
        let mut sums = Vec::with_capacity(GRID + 1);
        let mut sum = 0.0;
        sums.push(0.0);
        for i in 0..GRID {
            sum += (log_density(middle(i)) - top).exp();
            sums.push(sum);
        }
        for value in &mut sums {
            *value /= sum;
        }
        Self(sums)
    }

    /// The quantile of a share, strictly between 0 and 1.
    fn at(&self, share: f64) -> f64 {
        let upper = self.0.partition_point(|value| *value < share).clamp(1, GRID);
        let (Some(below), Some(above)) = (self.0.get(upper - 1), self.0.get(upper)) else { return 0.5 };
        let within = if above > below { (share - below) / (above - below) } else { 0.5 };
        ((upper as f64 - 1.0 + within) / GRID as f64).clamp(1e-6, 1.0 - 1e-6)
    }
}

/// All that a probability is made from. What a person can do, the heel rise, pop, bruise and pain have no place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProbabilityInputs<'a> {
    /// The calf squeeze.
    pub calf_squeeze: Squeeze,
    /// The resting angle.
    pub resting_angle: RestingAngle,
    /// The gap.
    pub gap: Gap,
    /// The setting chosen.
    pub setting: Option<&'a str>,
    /// The clinician's own estimate, percent.
    pub own_estimate_percent: Option<u8>,
}

impl<'a> ProbabilityInputs<'a> {
    /// Takes them from a case.
    pub fn of(case: &'a Case) -> Self {
        Self {
            calf_squeeze: case.examination.calf_squeeze,
            resting_angle: case.examination.resting_angle,
            gap: case.examination.gap,
            setting: case.setting.as_deref(),
            own_estimate_percent: case.own_estimate_percent,
        }
    }
}

/// Works the range out.
pub fn probability(accuracy: &Accuracy, likelihoods: &Likelihoods, inputs: ProbabilityInputs<'_>) -> Probability {
    let (setting, pretest) = pretest(accuracy, inputs);
    let exam = inputs;
    let results = [
        (
            TestId::Squeeze,
            "calf_squeeze",
            match exam.calf_squeeze {
                Squeeze::FootDoesNotMove => Some(true),
                Squeeze::FootMoves => Some(false),
                Squeeze::FootMovesLess | Squeeze::NotDone => None,
            },
            exam.calf_squeeze == Squeeze::FootMovesLess,
        ),
        (
            TestId::RestingAngle,
            "resting_angle",
            match exam.resting_angle {
                RestingAngle::LessPointed => Some(true),
                RestingAngle::Same => Some(false),
                RestingAngle::Unsure | RestingAngle::NotDone => None,
            },
            exam.resting_angle == RestingAngle::Unsure,
        ),
        (
            TestId::Gap,
            "gap",
            match exam.gap {
                Gap::Present => Some(true),
                Gap::Absent => Some(false),
                Gap::Unsure | Gap::NotDone => None,
            },
            exam.gap == Gap::Unsure,
        ),
    ];
    let mut used = Vec::new();
    let mut counted: Vec<(TestId, bool, f64)> = Vec::new();
    let mut left_out = Vec::new();
    for (id, sign, abnormal, unclear) in results {
        if unclear {
            left_out.push(sign.to_owned());
        }
        let (Some(abnormal), Some(test)) = (abnormal, accuracy.test(id)) else { continue };
        let ratio = likelihood_ratio(test, abnormal);
        used.push(TestUsed {
            test: sign.to_owned(),
            abnormal,
            likelihood_ratio: (ratio * 100.0).round() / 100.0,
            source: test.source.clone(),
            caveat: test.caveat.clone(),
        });
        counted.push((id, abnormal, ratio.ln().abs()));
    }
    let prior = (pretest / (1.0 - pretest)).ln();
    let all: Vec<(TestId, bool)> = counted.iter().map(|(id, abnormal, _)| (*id, *abnormal)).collect();
    let independent = likelihoods.after(prior, &all);
    let strongest = |way: bool| {
        let of_way = counted.iter().filter(move |(_, abnormal, _)| *abnormal == way);
        of_way.max_by(|a, b| a.2.total_cmp(&b.2)).map(|(id, abnormal, _)| (*id, *abnormal))
    };
    let alone: Vec<(TestId, bool)> = strongest(true).into_iter().chain(strongest(false)).collect();
    let overlapping = likelihoods.after(prior, &alone);
    Probability {
        setting,
        pretest: round(pretest),
        low: independent.middle.min(overlapping.middle),
        high: independent.middle.max(overlapping.middle),
        low95: independent.low.min(overlapping.low),
        high95: independent.high.max(overlapping.high),
        independent,
        overlapping,
        used,
        left_out,
    }
}

/// The likelihood ratio of one result, straight from the counts.
fn likelihood_ratio(test: &TestAccuracy, abnormal: bool) -> f64 {
    if abnormal {
        test.sensitivity() / (1.0 - test.specificity())
    } else {
        (1.0 - test.sensitivity()) / test.specificity()
    }
}

fn pretest(accuracy: &Accuracy, inputs: ProbabilityInputs<'_>) -> (String, f64) {
    let chosen = inputs.setting.and_then(|id| accuracy.setting(id));
    if let (Some(setting), Some(percent)) = (chosen, inputs.own_estimate_percent)
        && setting.pretest == Pretest::Own
    {
        return (setting.id.clone(), f64::from(percent.clamp(1, 99)) / 100.0);
    }
    let counted = chosen.and_then(|setting| Some((setting.id.clone(), setting.probability()?)));
    counted
        .or_else(|| {
            let setting = accuracy.setting(&accuracy.default_setting)?;
            Some((setting.id.clone(), setting.probability()?))
        })
        .unwrap_or_else(|| (accuracy.default_setting.clone(), 0.5))
}

/// Three digits after the point: more would claim a precision that 28 intact tendons do not give.
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use statrs::distribution::{Beta, ContinuousCDF};

    use super::*;

    #[test]
    fn quantiles_agree_with_an_independent_library() {
        for (yes, no) in [(167, 7), (26, 2), (127, 47), (25, 3)] {
            let (a, b) = (f64::from(yes) + 0.5, f64::from(no) + 0.5);
            let grid = BetaGrid::new(a, b);
            let reference = Beta::new(a, b).unwrap();
            for share in [0.001, 0.025, 0.1, 0.5, 0.9, 0.975, 0.999] {
                let (own, theirs) = (grid.at(share), reference.inverse_cdf(share));
                assert!((own - theirs).abs() < 3e-4, "Beta({a}, {b}) at {share}: {own} against {theirs}");
            }
        }
    }
}
