//! The evidence engine's figures: `cargo bench -p heelrise-evidence`. `scripts/bench-evidence` runs metafor beside it, on
//! the same inputs on the same machine, and prints the ratio.

#![expect(clippy::expect_used, reason = "a benchmark may stop where it stands")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use heelrise_evidence::bayes::{Baseline, network, pairs};
use heelrise_evidence::effect::{ZeroRule, effects};
use heelrise_evidence::pool::pool;
use heelrise_evidence::posterior::Priors;
use heelrise_evidence::{Interval, Measure, Sets, Tau2, Trials};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// The median time of one call in nanoseconds, over batches long enough to be measured.
fn nanoseconds_per_call<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut time_of = |calls: u32| {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(call());
        }
        start.elapsed()
    };
    let mut calls = 1u32;
    while time_of(calls) < Duration::from_millis(20) && calls < u32::MAX / 2 {
        calls *= 2;
    }
    let mut batches: Vec<f64> = (0..31).map(|_| time_of(calls).as_secs_f64() * 1e9 / f64::from(calls)).collect();
    batches.sort_by(f64::total_cmp);
    batches[15]
}

fn main() {
    let trials = Trials::parse(include_str!("../../../knowledge/evidence/trials.csv")).expect("the table of trials");
    let sets = Sets::parse(include_str!("../../../knowledge/evidence/sets.toml"), &trials).expect("the sets");
    let tables = sets.get("12-trial", &trials).expect("a set").tables();
    let rule = ZeroRule::usual(Measure::RiskRatio);

    // As metafor does in one call: counts in, effects, REML, Knapp–Hartung, Q, I² and p-values out.
    let fit = nanoseconds_per_call(|| {
        let e = effects(Measure::RiskRatio, black_box(&tables), rule);
        pool(&e.y, &e.v, Tau2::Reml, Interval::KnappHartung, 0.95)
    });
    println!("reml_knapp_hartung_12_trials_ns {fit:.1}");
    let e = effects(Measure::RiskRatio, &tables, rule);
    let alone = nanoseconds_per_call(|| pool(black_box(&e.y), &e.v, Tau2::Reml, Interval::KnappHartung, 0.95));
    println!("reml_knapp_hartung_from_effects_ns {alone:.1}");

    let priors = Priors::default();
    let (two, four) = (sets.get("B", &trials).expect("a set"), sets.get("N", &trials).expect("a set"));
    let median_of = |run: &dyn Fn(u64)| {
        let mut times: Vec<Duration> = (0..9)
            .map(|seed| {
                let start = Instant::now();
                run(seed);
                start.elapsed()
            })
            .collect();
        times.sort();
        times[4].as_secs_f64() * 1e3
    };
    let baseline = Baseline::Logit { mean: -2.5, se: 0.1 };
    let pairs_ms = median_of(&|seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let p = pairs(&two, &priors, 100_000, &mut rng).expect("a posterior");
        black_box(p.risks(&p.baselines(baseline, &mut rng)));
    });
    println!("posterior_pairs_100000_ms {pairs_ms:.1}");
    let network_ms = median_of(&|seed| {
        let mut rng = StdRng::seed_from_u64(seed);
        let p = network(&four, &priors, 100_000, &mut rng).expect("a posterior");
        black_box(p.risks(&p.baselines(baseline, &mut rng)));
    });
    println!("posterior_network_100000_ms {network_ms:.1}");
}
