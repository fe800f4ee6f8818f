//! What is left to say when the posterior of re-rupture cannot be found: the risks pooled by simple sums, without a
//! probability for the direction, and every other outcome as it always is.

use crate::effect::Measure;
use crate::mantel_haenszel::mantel_haenszel;
use crate::means::Means;
use crate::proportion::{from_logit, pool_logits};
use crate::sets::Sets;
use crate::summary::{Number, Outcome, OutcomeSummary, Unit, behind, certainty_of_pairs, other_outcome};
use crate::trials::Trials;
use crate::window::follow_up;
use crate::{Interval, Tau2};
use serde::Serialize;

/// Surgery of any kind against none, pooled without a posterior.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PooledOnly {
    /// With surgery.
    pub surgery: Number,
    /// Without.
    pub none: Number,
    /// How many fewer (below zero) or more people per 100 with surgery, and the 95 % interval; Mantel–Haenszel.
    pub difference: (f64, f64, f64),
    /// How the difference was worked out.
    pub difference_method: String,
    /// Shortest and longest follow-up, in months.
    pub months: Option<(f64, f64)>,
}

/// Re-rupture with surgery and without, pooled from the same set as the posterior; `None` where that cannot be done
/// either.
pub fn pooled_only(trials: &Trials, sets: &Sets) -> Option<PooledOnly> {
    let two = sets.patients_pairs(trials).ok()?;
    let set = two.set();
    let d = mantel_haenszel(Measure::RiskDifference, &set.tables(), 0.95).ok()?;
    let side = |surgery: bool| {
        let behind = behind(set, |s| s.is_surgery() == surgery);
        let arms: Vec<(u32, u32)> = behind.iter().filter_map(|b| b.events.zip(b.people)).collect();
        let p = pool_logits(&arms, Tau2::Reml, Interval::Wald, 0.95).ok()?;
        let [value, low, high] = [p.estimate, p.lo, p.hi].map(|logit| 100.0 * from_logit(logit));
        Some((behind, value, low, high))
    };
    let (with, without) = (side(true)?, side(false)?);
    let difference = [d.estimate, d.lo, d.hi].map(|share| 100.0 * share);
    let width = (with.3 - with.2).max(without.3 - without.2).max(difference[2] - difference[1]);
    let certainty = certainty_of_pairs(set, width);
    let number = |(behind, value, low, high)| Number {
        value,
        interval: Some((low, high)),
        unit: Unit::PeoplePer100,
        set: Some(set.id.clone()),
        method: "Pooled risk of the arms (logits, REML); 95 % interval".into(),
        certainty,
        behind,
        left_out: Vec::new(),
    };
    Some(PooledOnly {
        surgery: number(with),
        none: number(without),
        difference: difference.into(),
        difference_method: "Mantel–Haenszel risk difference; 95 % interval".into(),
        months: follow_up(&behind(set, |_| true)),
    })
}

/// Every outcome but re-rupture: none of them needs the posterior.
pub fn other_outcomes(trials: &Trials, means: &Means, sets: &Sets) -> Vec<OutcomeSummary> {
    Outcome::ALL
        .into_iter()
        .filter(|o| *o != Outcome::Rerupture)
        .map(|o| other_outcome(o, trials, means, sets))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIALS: &str = include_str!("../../../knowledge/evidence/trials.csv");
    const SETS: &str = include_str!("../../../knowledge/evidence/sets.toml");

    #[test]
    fn simple_pooling_points_the_way_the_posterior_does() {
        let trials = Trials::parse(TRIALS).unwrap();
        let sets = Sets::parse(SETS, &trials).unwrap();
        let pooled = pooled_only(&trials, &sets).unwrap();
        let arms = |n: &Number| {
            n.behind.iter().fold((0, 0), |(e, p), b| (e + b.events.unwrap_or(0), p + b.people.unwrap_or(0)))
        };
        assert_eq!((arms(&pooled.surgery), arms(&pooled.none)), ((12, 581), (38, 412)));
        assert!(pooled.surgery.value < pooled.none.value);
        let (middle, low, high) = pooled.difference;
        assert!(low < middle && middle < high && high < 0.0, "{low} {middle} {high}");
        assert!((-10.0..-4.0).contains(&middle), "{middle}");
    }
}
