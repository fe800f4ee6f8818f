//! What a pooled result hangs on: left out one by one, added up year by year, split by rehabilitation.

use serde::Serialize;

use crate::effect::{Effects, Measure, ZeroRule, effect, effects, peto_parts};
use crate::mantel_haenszel::mantel_haenszel;
use crate::pool::{Interval, PoolError, Pooled, pool};
use crate::sets::{PatientSet, Rehabilitation, SetError, Sets, Shape, TrialSet};
use crate::special::chi2_above;
use crate::tau2::Tau2;
use crate::trials::{Status, Trials};
use crate::zeros::Zeros;

/// How a set is pooled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Method {
    /// Mantel–Haenszel; Peto for Peto's odds ratio.
    MantelHaenszel,
    /// Weights from variances.
    Variance(Tau2, Interval),
}

impl Method {
    /// Its word on a command line; the measure tells Peto's method from Mantel and Haenszel's.
    pub fn word(self, measure: Measure) -> &'static str {
        match (self, measure) {
            (Self::MantelHaenszel, Measure::PetoOddsRatio) => "peto",
            (Self::MantelHaenszel, _) => "mh",
            (Self::Variance(t, _), _) => t.word(),
        }
    }

    /// Where its interval comes from; Mantel–Haenszel and Peto know the normal distribution only.
    pub fn interval(self) -> Interval {
        match self {
            Self::MantelHaenszel => Interval::Wald,
            Self::Variance(_, interval) => interval,
        }
    }
}

/// A pooled set with everything a reader needs to make it again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledSet {
    /// Id of the set.
    pub set: String,
    /// The measure.
    pub measure: Measure,
    /// The method.
    pub method: Method,
    /// What was done about arms without events.
    pub zeros: Zeros,
    /// Labels of trials to whose cells 0.5 was added in the pooled estimate.
    pub corrected: Vec<String>,
    /// Labels of trials to whose cells 0.5 was added in their own effect and in Q only.
    pub corrected_apart: Vec<String>,
    /// Labels of trials left out of the pooled estimate.
    pub left_out: Vec<String>,
    /// Labels of trials left out of Q only.
    pub left_out_of_q: Vec<String>,
    /// The confidence level.
    pub level: f64,
    /// The result.
    pub pooled: Pooled,
}

/// Pools a set of trials that compare surgery with none.
pub fn pool_set(set: &TrialSet, measure: Measure, method: Method, level: f64) -> Result<PooledSet, PoolError> {
    let tables = set.tables();
    let zeros = Zeros::of(measure, method);
    let names =
        |of: &[usize]| of.iter().filter_map(|i| set.trials.get(*i)).map(|t| t.label.clone()).collect::<Vec<_>>();
    let e = effects(measure, &tables, ZeroRule::usual(measure));
    let pooled = match method {
        Method::MantelHaenszel => mantel_haenszel(measure, &tables, level)?,
        Method::Variance(tau2, interval) => pool(&e.y, &e.v, tau2, interval, level)?,
    };
    let (mut corrected, mut corrected_apart, mut left_out_of_q) = (names(&e.corrected), Vec::new(), Vec::new());
    if zeros == Zeros::NotInThePoolAllKept {
        let silent: Vec<usize> = (0..tables.len()).filter(|i| tables[*i].is_double_zero()).collect();
        left_out_of_q = names(&silent);
    }
    if !zeros.adds_to_the_pool() {
        corrected_apart = std::mem::take(&mut corrected);
    }
    Ok(PooledSet {
        set: set.id.clone(),
        measure,
        method,
        zeros,
        corrected,
        corrected_apart,
        left_out: names(&e.left_out),
        left_out_of_q,
        level,
        pooled,
    })
}

/// The share of each trial in a pooled result, 0 to 1, in the order of the set; 0 for a trial that is left out. `tau2` is
/// the variance between trials of the result.
pub fn weights(set: &TrialSet, measure: Measure, method: Method, tau2: f64) -> Vec<f64> {
    let rule = ZeroRule::usual(measure);
    let raw = set.tables().into_iter().map(|t| {
        let Some(e) = effect(measure, t, rule) else { return 0.0 };
        let [_, b, c, _] = t.cells();
        let (n1, n2) = (f64::from(t.n1), f64::from(t.n2));
        match (method, measure) {
            (Method::Variance(..), _) => 1.0 / (e.v + tau2),
            (_, Measure::RiskRatio) => c * n1 / (n1 + n2),
            (_, Measure::OddsRatio) => b * c / (n1 + n2),
            (_, Measure::RiskDifference) => n1 * n2 / (n1 + n2),
            (_, Measure::PetoOddsRatio) => peto_parts(t).1,
        }
    });
    let raw: Vec<f64> = raw.collect();
    let total: f64 = raw.iter().sum();
    raw.into_iter().map(|w| w / total).collect()
}

/// One step: which trial it is about, and the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// Id of the trial.
    pub trial: String,
    /// Its label.
    pub label: String,
    /// Its year.
    pub year: Option<u16>,
    /// The result without it, or up to it.
    pub pooled: Pooled,
}

fn keep(set: &TrialSet, wanted: impl Fn(usize) -> bool) -> TrialSet {
    let trials = set.trials.iter().enumerate().filter(|(i, _)| wanted(*i)).map(|(_, t)| t.clone()).collect();
    TrialSet { trials, ..set.clone() }
}

fn step(of: &TrialSet, i: usize, pooled: Pooled) -> Step {
    let t = &of.trials[i];
    Step { trial: t.id.clone(), label: t.label.clone(), year: t.year, pooled }
}

/// The result without each trial in turn.
pub fn leave_one_out(set: &TrialSet, measure: Measure, method: Method, level: f64) -> Result<Vec<Step>, PoolError> {
    (0..set.trials.len())
        .map(|i| Ok(step(set, i, pool_set(&keep(set, |j| j != i), measure, method, level)?.pooled)))
        .collect()
}

/// The result as it stood after each trial, in the order of the years; trials of one year in the order of the set.
/// A trial that is left out, because nobody in either group had the event or everybody in both, adds no step.
pub fn cumulative(set: &TrialSet, measure: Measure, method: Method, level: f64) -> Result<Vec<Step>, PoolError> {
    let mut sorted = set.clone();
    sorted.trials.sort_by_key(|t| t.year.unwrap_or(u16::MAX));
    let rule = ZeroRule::usual(measure);
    let mut out = Vec::with_capacity(sorted.trials.len());
    for i in 0..sorted.trials.len() {
        if rule.leave_out_double_zero && sorted.trials[i].table().is_double_zero() {
            continue;
        }
        // One trial alone has no spread to estimate an interval from.
        let method = match method {
            Method::Variance(t, _) if out.is_empty() => Method::Variance(t, Interval::Wald),
            m => m,
        };
        out.push(step(&sorted, i, pool_set(&keep(&sorted, |j| j <= i), measure, method, level)?.pooled));
    }
    Ok(out)
}

/// Results by rehabilitation, and whether they differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subgroups {
    /// Early movement without an operation.
    pub functional: Pooled,
    /// Cast in both arms.
    pub cast: Pooled,
    /// Labels of trials in neither group.
    pub in_neither: Vec<String>,
    /// Chi-squared between the two, one degree of freedom.
    pub q_between: f64,
    /// Its p-value.
    pub p_between: f64,
}

/// Splits a set by rehabilitation; each group has its own variance between trials.
pub fn by_rehabilitation(set: &TrialSet, measure: Measure, tau2: Tau2, level: f64) -> Result<Subgroups, PoolError> {
    let group = |r: Rehabilitation| {
        let part = keep(set, |i| set.trials[i].rehabilitation == r);
        pool_set(&part, measure, Method::Variance(tau2, Interval::Wald), level).map(|p| p.pooled)
    };
    let (functional, cast) = (group(Rehabilitation::Functional)?, group(Rehabilitation::Cast)?);
    let difference = functional.estimate - cast.estimate;
    let q_between = difference * difference / (functional.se * functional.se + cast.se * cast.se);
    let neither = |r| !matches!(r, Rehabilitation::Functional | Rehabilitation::Cast);
    let in_neither = set.trials.iter().filter(|t| neither(t.rehabilitation)).map(|t| t.label.clone()).collect();
    Ok(Subgroups { functional, cast, in_neither, q_between, p_between: chi2_above(q_between, 1.0) })
}

/// One set among the others: what it is, how sure its counts are, and its result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AmongSets {
    /// Id of the set.
    pub set: String,
    /// Its name.
    pub name: String,
    /// Why it exists and what to beware of.
    pub why: String,
    /// Whether a patient may see it as it is; every other set is shown as a sensitivity analysis only.
    pub for_patients: bool,
    /// The least certain standing among its counts.
    pub least_certain: Status,
    /// Its result, or why there is none.
    pub result: Result<PooledSet, String>,
}

/// Every set that compares surgery with none for one outcome, pooled in the same way: what other trials and other counts
/// would change.
pub fn across_sets(
    trials: &Trials,
    sets: &Sets,
    outcome: &str,
    measure: Measure,
    method: Method,
    level: f64,
) -> Result<Vec<AmongSets>, SetError> {
    let wanted = sets.sets.iter().filter(|s| s.shape == Shape::Pairs && s.outcome == outcome);
    wanted
        .map(|s| {
            let set = sets.get(&s.id, trials)?;
            let result = pool_set(&set, measure, method, level).map_err(|e| e.to_string());
            let (least_certain, id) = (set.least_certain(), set.id.clone());
            let (name, why) = (set.name.clone(), set.why.clone());
            let for_patients = PatientSet::check(set).is_ok();
            Ok(AmongSets { set: id, name, why, for_patients, least_certain, result })
        })
        .collect()
}

/// The effects of a set under the usual rule for zeros.
pub fn effects_of(set: &TrialSet, measure: Measure) -> Effects {
    effects(measure, &set.tables(), ZeroRule::usual(measure))
}
