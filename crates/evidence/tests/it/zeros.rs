//! Each rule for zeros says what the code does: every method with every measure on every kind of zero.

use heelrise_evidence::effect::{ZeroRule, effect};
use heelrise_evidence::sensitivity::{Method, PooledSet, pool_set};
use heelrise_evidence::sets::{Arm, Trial};
use heelrise_evidence::{Interval, Measure, Status, Strategy, Tau2, TrialSet, Zeros, words};

use crate::common::{English, set};

const MEASURES: [Measure; 4] =
    [Measure::RiskRatio, Measure::OddsRatio, Measure::RiskDifference, Measure::PetoOddsRatio];

/// Events and people after surgery, events and people without: one empty cell, then two, then nothing to compare.
const EMPTY: [[u32; 4]; 8] = [
    [0, 20, 4, 20],
    [4, 20, 0, 20],
    [20, 20, 15, 20],
    [15, 20, 20, 20],
    [0, 20, 20, 20],
    [20, 20, 0, 20],
    [0, 20, 0, 20],
    [20, 20, 20, 20],
];

fn methods() -> Vec<Method> {
    let pooled = Tau2::ALL
        .into_iter()
        .flat_map(|t| [Interval::Wald, Interval::KnappHartung].into_iter().map(move |i| Method::Variance(t, i)));
    std::iter::once(Method::MantelHaenszel).chain(pooled).collect()
}

/// Two sound trials, and one more.
fn with(tables: &[[u32; 4]]) -> TrialSet {
    let mut all = set("A");
    all.trials.truncate(2);
    for (i, [a, n1, c, n2]) in tables.iter().enumerate() {
        let arm = |strategy, events, people| Arm { strategy, events, people, status: Status::Read, line: None };
        all.trials.push(Trial {
            label: format!("New {i}"),
            arms: vec![arm(Strategy::Open, *a, *n1), arm(Strategy::NonopCast, *c, *n2)],
            ..all.trials[0].clone()
        });
    }
    all
}

fn pooled(set: &TrialSet, measure: Measure, method: Method) -> PooledSet {
    pool_set(set, measure, method, 0.95).expect("pooled")
}

#[test]
fn every_rule_says_what_was_done() {
    let new = vec!["New 0".to_owned()];
    let none: Vec<String> = Vec::new();
    for measure in MEASURES {
        for method in methods() {
            let before = pooled(&with(&[]), measure, method);
            assert_eq!((&before.corrected, &before.left_out, &before.corrected_apart), (&none, &none, &none));
            for table in EMPTY {
                let what = format!("{measure:?} {method:?} {table:?}");
                let set = with(&[table]);
                let p = pooled(&set, measure, method);
                let zeros = p.zeros;
                let silent = set.trials[2].table().is_double_zero();
                let out = silent && !zeros.keeps_all();
                // Left out means: the estimate is the one without the trial, and so is the number of trials.
                assert_eq!(p.left_out, if out { new.clone() } else { none.clone() }, "{what}");
                assert_eq!(p.pooled.k, if out { 2 } else { 3 }, "{what}");
                if out {
                    assert_eq!(p.pooled, before.pooled, "{what}");
                } else {
                    assert_ne!(p.pooled.estimate.to_bits(), before.pooled.estimate.to_bits(), "{what}");
                }
                // Added means: with the half written into the counts beforehand the result is the same.
                let adds = |yes: bool| if yes && !out { new.clone() } else { none.clone() };
                assert_eq!(p.corrected, adds(zeros.adds_to_the_pool()), "{what}");
                let apart = zeros.adds_to_single_trials() && !zeros.adds_to_the_pool();
                assert_eq!(p.corrected_apart, adds(apart), "{what}");
                let single = |add| {
                    let rule = ZeroRule { add, ..ZeroRule::usual(measure) };
                    effect(measure, set.trials[2].table(), rule)
                };
                if !out && measure != Measure::PetoOddsRatio {
                    assert_ne!(single(0.5), single(0.0), "{what}: the half matters");
                }
                assert_eq!(single(0.5).is_none(), out, "{what}");
                if measure == Measure::PetoOddsRatio {
                    assert_eq!(single(0.5), single(0.0), "{what}: Peto's measure takes no half");
                }
                let of_q = silent && zeros == Zeros::NotInThePoolAllKept;
                assert_eq!(p.left_out_of_q, if of_q { new.clone() } else { none.clone() }, "{what}");
                let q_trials = p.pooled.k - usize::from(of_q);
                assert_eq!(p.pooled.q_df, q_trials - 1, "{what}");
            }
        }
    }
}

#[test]
fn mantel_and_haenszel_add_nothing_in_the_pool() {
    // By hand, from the definitions.
    let set = with(&[[0, 20, 4, 20]]);
    let cells: Vec<[f64; 4]> = set.tables().iter().map(|t| [t.a, t.n1, t.c, t.n2].map(f64::from)).collect();
    let sum = |f: fn(&[f64; 4]) -> f64| cells.iter().map(f).sum::<f64>();
    let ratio = sum(|[a, n1, _, n2]| a * n2 / (n1 + n2)) / sum(|[_, n1, c, n2]| c * n1 / (n1 + n2));
    let rr = pooled(&set, Measure::RiskRatio, Method::MantelHaenszel).pooled.estimate.exp();
    assert!((rr - ratio).abs() < 1e-12, "{rr} {ratio}");
    let rd = sum(|[a, n1, c, n2]| (a * n2 - c * n1) / (n1 + n2)) / sum(|[_, n1, _, n2]| n1 * n2 / (n1 + n2));
    let ours = pooled(&set, Measure::RiskDifference, Method::MantelHaenszel).pooled.estimate;
    assert!((ours - rd).abs() < 1e-12, "{ours} {rd}");
}

#[test]
fn the_words_are_those_of_the_rule() {
    let english = English::new();
    for measure in MEASURES {
        for method in methods() {
            let rule = Zeros::of(measure, method);
            let text = words::zeros(&english, rule);
            let name = words::method(&english, method, measure);
            let peto = measure == Measure::PetoOddsRatio;
            let by_counts = method == Method::MantelHaenszel;
            assert_eq!(name.contains("Peto"), peto && by_counts, "{name}");
            assert_eq!(name == "Mantel–Haenszel", by_counts && !peto, "{name}");
            assert_eq!(name.ends_with("with Knapp–Hartung"), method.interval() == Interval::KnappHartung, "{name}");
            assert_eq!(text.starts_with("nothing added anywhere"), peto, "{text}");
            assert_eq!(text.contains("0.5 added"), !peto, "{text}");
            assert_eq!(text.starts_with("nothing added in the pooled estimate"), by_counts && !peto, "{text}");
            assert_eq!(text.contains("no trial left out"), measure == Measure::RiskDifference, "{text}");
            assert_eq!(text.contains("left out of Q"), measure == Measure::RiskDifference && by_counts, "{text}");
            // Nothing to compare is not only a trial without any event.
            assert_eq!(text.contains("or everybody in both"), rule != Zeros::HalfAddedAllKept, "{text}");
            assert!(!text.contains("without any event"), "{text}");
        }
    }
}
