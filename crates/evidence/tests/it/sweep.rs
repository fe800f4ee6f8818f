//! Counts far from today's: every arm of the patient sets, one after the other, with none, a quarter, half, three quarters
//! and all of its people re-ruptured. A new trial or a corrected count must always give numbers that can be shown.

use heelrise_evidence::bayes::network_arms;
use heelrise_evidence::posterior::{ArmCounts, Draws, Priors, Summary, draw, summarise};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::common::{data, set};

const DRAWS: usize = 6_000;

/// A set as the posterior takes it, with the number of its treatments.
fn patient_sets() -> Vec<(&'static str, Vec<Vec<ArmCounts>>, usize)> {
    let (_, sets) = data();
    assert_eq!((sets.patient_pairs.as_str(), sets.patient_network.as_str()), ("B", "N"));
    let pairs = set("B").tables().iter().map(|t| vec![(0, t.c, t.n2), (1, t.a, t.n1)]).collect();
    vec![("B", pairs, 2), ("N", network_arms(&set("N")), 4)]
}

fn posterior(trials: &[Vec<ArmCounts>], treatments: usize, what: &str) -> Draws {
    let mut rng = StdRng::seed_from_u64(7);
    draw(trials, treatments, &Priors::default(), DRAWS, &mut rng).unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// The log odds ratio of one treatment against another.
fn against(draws: &Draws, one: usize, other: usize) -> Summary {
    summarise(draws.effect(one).zip(draws.effect(other)).map(|(a, b)| a - b), &draws.weight)
}

#[test]
fn any_count_of_any_arm_gives_numbers_and_more_events_never_look_better() {
    let mut swept = 0;
    for (id, trials, treatments) in patient_sets() {
        for (i, trial) in trials.iter().enumerate() {
            for (j, (treatment, _, people)) in trial.iter().enumerate() {
                let mut before: Option<Vec<Summary>> = None;
                for quarters in 0..=4 {
                    let mut changed = trials.clone();
                    changed[i][j].1 = (people * quarters + 2) / 4;
                    let what = format!("{id}, trial {i}, arm {j} with {}/{people}", changed[i][j].1);
                    let draws = posterior(&changed, treatments, &what);
                    assert!(draws.effective > 0.3 * DRAWS as f64, "{what}: {} draws count", draws.effective);
                    let tau = draws.tau_summary();
                    assert!(tau.low > 0.0 && tau.low < tau.median && tau.median < tau.high && tau.high < 4.0, "{what}");
                    // Against the treatments that the trial compares it with.
                    let others = trial.iter().filter(|a| a.0 != *treatment).map(|a| a.0);
                    let now: Vec<Summary> = others.map(|other| against(&draws, *treatment, other)).collect();
                    for (k, s) in now.iter().enumerate() {
                        assert!([s.mean, s.sd, s.low, s.median, s.high].iter().all(|x| x.is_finite()), "{what}: {s:?}");
                        assert!(
                            s.low < s.median && s.median < s.high && s.low < s.mean && s.mean < s.high,
                            "{what}: {s:?}"
                        );
                        assert!(s.low > -12.0 && s.high < 12.0 && s.sd > 0.05 && s.sd < 2.9, "{what}: {s:?}");
                        if let Some(before) = &before {
                            let error = 5.0 * (s.sd.powi(2) + before[k].sd.powi(2)).sqrt() / draws.effective.sqrt();
                            assert!(s.mean > before[k].mean - error, "{what}: {} after {}", s.mean, before[k].mean);
                        }
                    }
                    before = Some(now);
                    swept += 1;
                }
            }
        }
    }
    assert!(swept >= 5 * (12 + 21), "only {swept} sets were worked out");
}
