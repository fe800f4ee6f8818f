//! The posterior against a long run of JAGS, within the Monte-Carlo error of both.

use heelrise_evidence::bayes::{Baseline, network, pairs};
use heelrise_evidence::posterior::{Priors, Summary};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::common::{reference, set};

#[test]
fn report() {
    let mut last = String::new();
    let mut p = None;
    let mut risks = vec![];
    let rows = reference("posterior.csv");
    for r in &rows {
        let mut rng = StdRng::seed_from_u64(1);
        if r.set != last {
            last = r.set.clone();
            let t = std::time::Instant::now();
            let q = if r.method == "network" {
                network(&set(&r.set), &Priors::default(), 100_000, &mut rng)
            } else {
                pairs(&set(&r.set), &Priors::default(), 100_000, &mut rng)
            }
            .unwrap();
            println!("{} {:?} ess {}", r.set, t.elapsed(), q.draws.effective);
            risks = q.risks(Baseline::Known(0.08), &mut rng);
            println!("{:?} {:?}", t.elapsed(), q.ranks());
            p = Some(q);
        }
        let q = p.as_ref().unwrap();
        let s: Summary = if r.measure == "tau" {
            q.draws.tau_summary()
        } else {
            let k: usize = r.measure[r.measure.len() - 1..].parse().unwrap();
            if r.measure.starts_with('d') { q.effect(k - 1) } else { risks[k - 1].per_100 }
        };
        let o = match r.quantity.as_str() {
            "mean" => s.mean,
            "sd" => s.sd,
            "low" => s.low,
            "median" => s.median,
            "high" => s.high,
            _ => continue,
        };
        println!("{} {} {} {o:.5} {:.5}", r.set, r.measure, r.quantity, r.value.unwrap());
    }
}
