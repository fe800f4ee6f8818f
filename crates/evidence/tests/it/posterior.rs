//! The posterior against a long run of JAGS, within the Monte-Carlo error of both.

use std::collections::BTreeMap;

use heelrise_evidence::bayes::{Baseline, Posterior, network, pairs};
use heelrise_evidence::posterior::{Priors, Summary};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::common::{reference, set};

fn posterior(id: &str, as_network: bool, seed: u64) -> Posterior {
    let (mut rng, priors) = (StdRng::seed_from_u64(seed), Priors::default());
    // A changed set is named with what was changed: set, trial, treatment, events.
    let mut parts = id.split('/');
    let mut set = set(parts.next().expect("a set"));
    if let (Some(trial), Some(treatment), Some(events)) = (parts.next(), parts.next(), parts.next()) {
        let trial = set.trials.iter_mut().find(|t| t.id == trial).expect("a trial");
        let arm = trial.arms.iter_mut().find(|a| a.strategy.word() == treatment).expect("an arm");
        arm.events = events.parse().expect("a count");
    }
    if as_network { network(&set, &priors, 100_000, &mut rng) } else { pairs(&set, &priors, 100_000, &mut rng) }
        .expect("a posterior")
}

#[test]
fn the_posterior_is_that_of_jags_within_monte_carlo_error() {
    let compared = compare("posterior.csv");
    assert!(compared > 100, "only {compared} numbers were compared");
}

/// Counts far from today's, where a posterior is hard to find.
#[test]
fn the_posterior_of_changed_counts_is_that_of_jags_within_monte_carlo_error() {
    let compared = compare("posterior-changed.csv");
    assert!(compared > 70, "only {compared} numbers were compared");
}

fn compare(file: &str) -> usize {
    let mut theirs: BTreeMap<(String, String, String), BTreeMap<String, f64>> = BTreeMap::new();
    for r in reference(file) {
        let value = r.value.expect("a number");
        theirs.entry((r.set, r.method, r.measure)).or_default().insert(r.quantity, value);
    }
    let mut made: BTreeMap<String, (Posterior, Vec<Summary>)> = BTreeMap::new();
    let mut compared = 0;
    for ((id, kind, what), jags) in &theirs {
        let (p, risks) = made.entry(id.clone()).or_insert_with(|| {
            let p = posterior(id, kind == "network", 1);
            let baselines = p.baselines(Baseline::Known(0.08), &mut StdRng::seed_from_u64(2));
            let risks = p.risks(&baselines).iter().map(|r| r.per_100).collect();
            (p, risks)
        });
        let ours = if what == "tau" {
            p.draws.tau_summary()
        } else {
            let place = what[what.len() - 1..].parse::<usize>().expect("a treatment") - 1;
            if what.starts_with('d') { p.effect(place) } else { risks[place] }
        };
        // Our own error is theirs, scaled by how many independent draws each has.
        let independent = (jags["sd"] / jags["mean_error"]).powi(2);
        let scale = (1.0 + independent / p.draws.effective).sqrt();
        for (name, here) in [("mean", ours.mean), ("low", ours.low), ("median", ours.median), ("high", ours.high)] {
            // The spread between trials runs over 16 values only; between them its curve is drawn straight.
            let grid = if what == "tau" && name != "mean" { 0.01 } else { 0.0 };
            let allowed = 4.0 * scale * jags[&format!("{name}_error")] + grid;
            let off = (here - jags[name]).abs();
            assert!(off <= allowed, "{id} {what} {name}: {here} here, {} in JAGS, allowed {allowed}", jags[name]);
            compared += 1;
        }
        // Half a hundredth beside the error, for the curve between the 16 values of the spread.
        let allowed = 4.0 * scale * jags["sd_error"] + 0.005 * jags["sd"];
        assert!(
            (ours.sd - jags["sd"]).abs() < allowed,
            "{id} {what}: sd {} here, {} in JAGS, allowed {allowed}",
            ours.sd,
            jags["sd"]
        );
    }
    compared
}

#[test]
fn draws_are_worth_most_of_their_number_and_do_not_depend_on_luck() {
    for (id, as_network) in [("A", false), ("B", false), ("cast", false), ("N", true), ("N:12-trial", true)] {
        let (one, other) = (posterior(id, as_network, 1), posterior(id, as_network, 2));
        assert!(one.draws.effective > 80_000.0, "{id}: {}", one.draws.effective);
        let (a, b) = (one.effect(1), other.effect(1));
        assert!((a.mean - b.mean).abs() < 6.0 * a.sd / 80_000f64.sqrt(), "{id}: {} and {}", a.mean, b.mean);
        assert_eq!(one.draws, posterior(id, as_network, 1).draws, "{id}: the same start gives the same draws");
    }
}

#[test]
fn ranks_are_probabilities() {
    for row in posterior("N", true, 1).ranks() {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{row:?}");
    }
}

#[test]
fn points_of_weighted_values_are_those_of_sorting_them_all() {
    use heelrise_evidence::posterior::summarise;
    use rand::Rng;
    let mut rng = StdRng::seed_from_u64(3);
    for n in [1usize, 2, 7, 500, 20_000] {
        let mut below = |m: u32| f64::from(rng.next_u32() % m);
        let values: Vec<f64> = (0..n).map(|_| below(1000).powi(2) - below(50)).collect();
        let weights: Vec<f64> = (0..n).map(|_| 1.0 + below(9)).collect();
        let total: f64 = weights.iter().sum();
        let weights: Vec<f64> = weights.iter().map(|w| w / total).collect();
        let mut sorted: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().copied()).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let s = summarise(values.iter().copied(), &weights);
        for (share, ours) in [(0.025, s.low), (0.5, s.median), (0.975, s.high)] {
            let at_most: f64 = sorted.iter().filter(|(x, _)| *x <= ours).map(|(_, w)| w).sum();
            let less: f64 = sorted.iter().filter(|(x, _)| *x < ours).map(|(_, w)| w).sum();
            assert!(less < share + 1e-9 && at_most > share - 1e-9, "{n} {share}: {less} {at_most}");
        }
    }
}

#[test]
fn what_cannot_be_worked_out_is_refused() {
    use heelrise_evidence::posterior::{PosteriorError, draw};
    let mut rng = StdRng::seed_from_u64(4);
    let sound = vec![vec![(0, 3, 40), (1, 1, 40)]];
    let default = Priors::default();
    let mut ask = |trials: &[Vec<(usize, u32, u32)>], treatments, priors: Priors| {
        draw(trials, treatments, &priors, 1000, &mut rng).map(|d| d.effective)
    };
    assert!(ask(&sound, 2, default).is_ok());
    assert_eq!(ask(&[], 2, default), Err(PosteriorError::NoTrials));
    assert_eq!(ask(&sound, 1, default), Err(PosteriorError::NoTrials));
    assert_eq!(ask(&sound, 9, default), Err(PosteriorError::TooMany));
    assert_eq!(ask(&[vec![(0, 3, 0), (1, 1, 40)]], 2, default), Err(PosteriorError::Counts));
    assert_eq!(ask(&[vec![(0, 41, 40), (1, 1, 40)]], 2, default), Err(PosteriorError::Counts));
    for priors in [
        Priors { tau_scale: 0.0, ..default },
        Priors { tau_scale: f64::NAN, ..default },
        Priors { effect_sd: 10.0, ..default },
        Priors { baseline_sd: 10.0, ..default },
        Priors { baseline_mean: -20.0, ..default },
    ] {
        assert_eq!(ask(&sound, 2, priors), Err(PosteriorError::Priors), "{priors:?}");
    }
    // No events at all, or nothing but events, still has an answer: mostly the prior's.
    assert!(ask(&[vec![(0, 0, 13), (1, 0, 15)]], 2, default).is_ok());
    assert!(ask(&[vec![(0, 13, 13), (1, 15, 15)]], 2, default).is_ok());
}

/// A new trial or a corrected count may be far from what the set says today: up to a third of the people of the largest
/// trial, several times what was seen. It must still give an answer.
#[test]
fn any_count_of_the_largest_trial_gives_a_posterior() {
    use heelrise_evidence::posterior::draw;
    let base = set("B");
    let largest = base.trials.iter().position(|t| t.id == "myhrvold2022").expect("the largest trial");
    for events in (0..=60).step_by(5) {
        let mut changed: Vec<Vec<(usize, u32, u32)>> = base
            .trials
            .iter()
            .map(|t| {
                let t = t.table();
                vec![(0, t.c, t.n2), (1, t.a, t.n1)]
            })
            .collect();
        changed[largest][0].1 = events;
        let mut rng = StdRng::seed_from_u64(u64::from(events));
        let draws = draw(&changed, 2, &Priors::default(), 20_000, &mut rng);
        let draws = draws.unwrap_or_else(|error| panic!("{events} events: {error}"));
        assert!(draws.effective > 10_000.0, "{events} events: {} draws count", draws.effective);
    }
}
