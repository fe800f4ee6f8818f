//! Other choices among the trials that patients may see: how many of them leave it open whether surgery has fewer events,
//! once the strictest of the usual intervals is taken.

use serde::Serialize;

use crate::effect::Measure;
use crate::pool::Interval;
use crate::sensitivity::{Method, pool_set};
use crate::sets::{Sets, Shape};
use crate::tau2::Tau2;
use crate::trials::Trials;

/// What the choices say together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choices {
    /// Ids of all the choices.
    pub all: Vec<String>,
    /// Ids of those whose interval holds no difference.
    pub open: Vec<String>,
}

/// Every set of surgery against none for `outcome` whose counts may all reach patients, pooled as risk ratios by REML with
/// the Knapp–Hartung interval at 95 %. A set that cannot be pooled so is left out.
pub fn choices(trials: &Trials, sets: &Sets, outcome: &str) -> Choices {
    let mut found = Choices { all: Vec::new(), open: Vec::new() };
    let method = Method::Variance(Tau2::Reml, Interval::KnappHartung);
    for definition in sets.sets.iter().filter(|s| s.shape == Shape::Pairs && s.outcome == outcome) {
        let Ok(set) = sets.get(&definition.id, trials) else { continue };
        if !set.worst_status.may_reach_patients() || !set.weak.is_empty() {
            continue;
        }
        let Ok(result) = pool_set(&set, Measure::RiskRatio, method, 0.95) else { continue };
        if result.pooled.lo <= 0.0 && result.pooled.hi >= 0.0 {
            found.open.push(set.id.clone());
        }
        found.all.push(set.id);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_choices_leave_it_open() {
        let trials = Trials::parse(include_str!("../../../knowledge/evidence/trials.csv")).unwrap();
        let sets = Sets::parse(include_str!("../../../knowledge/evidence/sets.toml"), &trials).unwrap();
        let found = choices(&trials, &sets, "rerupture");
        assert_eq!(found.all, ["A", "B", "functional", "cast"]);
        assert_eq!(found.open, ["A", "functional", "cast"]);
        assert_eq!(choices(&trials, &sets, "nothing").all, Vec::<String>::new());
    }
}
