//! Networks and node-splitting against metafor's rma.mv on the same contrasts.

use std::collections::{BTreeMap, BTreeSet};

use heelrise_evidence::Measure;
use heelrise_evidence::bayes::network_arms;
use heelrise_evidence::network::{NetworkError, fit};
use heelrise_evidence::split::splits;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::common::{near, reference, set};

#[test]
fn networks_and_splits_agree_with_metafor() {
    let mut compared = 0;
    let mut made = BTreeMap::new();
    for r in reference("network.csv") {
        let (network, all) = made.entry((r.set.clone(), r.measure.clone())).or_insert_with(|| {
            let trials = network_arms(&set(&r.set));
            let measure = if r.measure == "OR" { Measure::OddsRatio } else { Measure::RiskRatio };
            (fit(&trials, 4, measure, 0.95).expect("a network"), splits(&trials, 4, measure).expect("splits"))
        });
        let name = format!("{} {} {} {}", r.set, r.method, r.measure, r.quantity);
        let parts: Vec<&str> = r.quantity.split(':').collect();
        let number = |i: usize| parts[i].parse::<usize>().expect("a treatment");
        let ours = match (r.method.as_str(), parts[0]) {
            ("comparison", _) => {
                let c = network.comparison(number(0), number(1)).expect("a comparison");
                if parts[2] == "b" { c.estimate } else { c.se }
            }
            ("split", _) => {
                let s = all.iter().find(|s| (s.treatment, s.with) == (number(0), number(1))).expect("a split");
                match parts[2] {
                    "difference" => s.difference,
                    "se" => s.se,
                    _ => s.tau2,
                }
            }
            (_, "tau2") => network.tau2,
            (_, "q") => network.q.0,
            (_, "qp") => network.q.2,
            (_, "q_within") => network.q_within.0,
            (_, "q_between") => network.q_between.0,
            (_, "df_between") => network.q_between.1 as f64,
            (_, score) => network.p_scores[score[6..].parse::<usize>().expect("a treatment")],
        };
        near(ours, r.value.expect("a number"), &name);
        compared += 1;
    }
    assert!(compared > 200, "only {compared} numbers were compared");
}

#[test]
fn every_split_that_metafor_can_make_is_made_and_no_other() {
    for id in ["N", "N:12-trial", "N:12-months"] {
        let theirs: BTreeSet<String> = reference("network.csv")
            .into_iter()
            .filter(|r| r.set == id && r.method == "split")
            .map(|r| r.quantity.rsplit_once(':').expect("a quantity").0.to_owned())
            .collect();
        let ours: BTreeSet<String> = splits(&network_arms(&set(id)), 4, Measure::OddsRatio)
            .expect("splits")
            .iter()
            .map(|s| format!("{}:{}", s.treatment, s.with))
            .collect();
        assert_eq!(ours, theirs, "{id}");
    }
}

#[test]
fn ranks_are_probabilities_and_follow_the_p_scores() {
    let network = fit(&network_arms(&set("N")), 4, Measure::OddsRatio, 0.95).expect("a network");
    let ranks = network.ranks(20_000, &mut StdRng::seed_from_u64(7));
    for (row, score) in ranks.iter().zip(&network.p_scores) {
        let sum: f64 = row.iter().sum();
        assert!((sum - 1.0).abs() < 1e-9);
        // The mean place and the P-score say the same thing (Rücker and Schwarzer): the score is one less the mean number
        // of treatments before it, over the others.
        let before: f64 = row.iter().enumerate().map(|(i, p)| i as f64 * p).sum();
        assert!((1.0 - before / 3.0 - score).abs() < 0.01, "{row:?} {score}");
    }
}

#[test]
fn treatments_that_no_trial_links_are_refused() {
    let trials = vec![vec![(0, 3, 50), (1, 5, 50)], vec![(2, 3, 50), (3, 5, 50)]];
    assert_eq!(fit(&trials, 4, Measure::OddsRatio, 0.95).expect_err("not linked"), NetworkError::NotConnected);
}
