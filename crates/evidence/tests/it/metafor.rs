//! Every pooled number against metafor, to 1e-6, and the special functions against R.

use std::collections::BTreeMap;

use crate::common::{MEANS, data, near, reference};
use heelrise_evidence::bias::egger;
use heelrise_evidence::means::Means;
use heelrise_evidence::pool::{Pooled, prediction_hts};
use heelrise_evidence::proportion::pool_logits;
use heelrise_evidence::sensitivity::{Method, by_rehabilitation, cumulative, effects_of, leave_one_out, pool_set};
use heelrise_evidence::special::{chi2_above, chi2_quantile, normal_quantile, t_quantile, t_two_sided};
use heelrise_evidence::tau2::q_profile;
use heelrise_evidence::{Interval, Measure, Tau2, TrialSet};

const LEVEL: f64 = 0.95;

fn measure(word: &str) -> Measure {
    match word {
        "RR" => Measure::RiskRatio,
        "OR" => Measure::OddsRatio,
        "RD" => Measure::RiskDifference,
        "POR" => Measure::PetoOddsRatio,
        other => panic!("no measure {other}"),
    }
}

fn method(word: &str) -> Option<Method> {
    let (name, interval) = match word.split_once('+') {
        Some((n, "KH")) => (n, Interval::KnappHartung),
        None => (word, Interval::Wald),
        Some(_) => return None,
    };
    Some(match name {
        "MH" | "PETO" | "MH-I2" => Method::MantelHaenszel,
        "FE" => Method::Variance(Tau2::Common, interval),
        "DL" => Method::Variance(Tau2::DerSimonianLaird, interval),
        "PM" => Method::Variance(Tau2::PauleMandel, interval),
        "REML" => Method::Variance(Tau2::Reml, interval),
        _ => return None,
    })
}

fn quantity(p: &Pooled, name: &str) -> Option<f64> {
    Some(match name {
        "b" => p.estimate,
        "se" => p.se,
        "lo" => p.lo,
        "hi" => p.hi,
        "p" => p.p,
        "q" => p.q,
        "qp" => p.q_p,
        "k" => p.k as f64,
        "tau2" => p.tau2,
        "i2" => p.i2,
        "h2" => p.h2,
        "pi_lo" => p.prediction.0,
        "pi_hi" => p.prediction.1,
        "hts_lo" => prediction_hts(p, LEVEL)?.0,
        "hts_hi" => prediction_hts(p, LEVEL)?.1,
        other => panic!("no quantity {other}"),
    })
}

#[test]
fn pooled_numbers_are_those_of_metafor() {
    let (trials, sets) = data();
    let resolved: BTreeMap<&str, TrialSet> =
        sets.sets.iter().map(|s| (s.id.as_str(), sets.get(&s.id, &trials).expect("a set"))).collect();
    let mut compared = 0;
    for r in reference("pooled.csv") {
        let Some(m) = method(&r.method).filter(|_| r.measure != "PLO") else { continue };
        let what = format!("{} {} {} {}", r.set, r.method, r.measure, r.quantity);
        let ours = pool_set(&resolved[r.set.as_str()], measure(&r.measure), m, LEVEL).expect(&what).pooled;
        if let Some(theirs) = r.value {
            // A p-value of the order of 1e-8 has to hold in proportion too.
            near(quantity(&ours, &r.quantity).expect(&what), theirs, &what);
            compared += 1;
        }
    }
    assert!(compared > 3000, "only {compared} numbers were compared");
}

#[test]
fn leaving_out_and_adding_up_agree_with_metafor() {
    let (trials, sets) = data();
    let mut compared = 0;
    let mut made = BTreeMap::new();
    for r in reference("pooled.csv") {
        let set = || sets.get(&r.set, &trials).expect("a set");
        let reml = Method::Variance(Tau2::Reml, Interval::Wald);
        if !["REML-without", "MH-without", "REML-cumulative"].contains(&r.method.as_str()) {
            continue;
        }
        let steps = made.entry((r.set.clone(), r.method.clone(), r.measure.clone())).or_insert_with(|| {
            match r.method.as_str() {
                "REML-without" => leave_one_out(&set(), measure(&r.measure), reml, LEVEL),
                "MH-without" => leave_one_out(&set(), measure(&r.measure), Method::MantelHaenszel, LEVEL),
                _ => cumulative(&set(), measure(&r.measure), reml, LEVEL),
            }
            .expect("steps")
        });
        let (trial, what) = r.quantity.split_once(':').expect("trial and quantity");
        let step = steps.iter().find(|s| s.trial == trial).expect("the trial's step");
        let name = format!("{} {} {} {}", r.set, r.method, r.measure, r.quantity);
        near(quantity(&step.pooled, what).expect("a quantity"), r.value.expect("a number"), &name);
        compared += 1;
    }
    assert!(compared > 1000, "only {compared} numbers were compared");
}

#[test]
fn eggers_test_and_the_q_profile_agree_with_metafor() {
    let (trials, sets) = data();
    let mut compared = 0;
    for r in reference("pooled.csv") {
        if r.method != "EGGER" && r.method != "QP" {
            continue;
        }
        let e = effects_of(&sets.get(&r.set, &trials).expect("a set"), measure(&r.measure));
        let name = format!("{} {} {} {}", r.set, r.method, r.measure, r.quantity);
        let Some(theirs) = r.value else { continue };
        let ours = if r.method == "QP" {
            // metafor prints 0 to 0 where the interval is empty.
            let (lo, hi) = q_profile(&e.y, &e.v, LEVEL).unwrap_or((0.0, 0.0));
            if r.quantity == "lo" { lo } else { hi }
        } else {
            let g = egger(&e.y, &e.v).expect("Egger's test");
            match r.quantity.as_str() {
                "t" => g.t,
                "p" => g.p,
                _ => g.limit,
            }
        };
        near(ours, theirs, &name);
        compared += 1;
    }
    assert!(compared > 100, "only {compared} numbers were compared");
}

#[test]
fn subgroups_and_the_test_between_them_agree_with_metafor() {
    let (trials, sets) = data();
    let mut compared = 0;
    for r in reference("pooled.csv").iter().filter(|r| r.method.starts_with("SUB-")) {
        let set = sets.get(&r.set, &trials).expect("a set");
        let s = by_rehabilitation(&set, measure(&r.measure), Tau2::Reml, LEVEL).expect("subgroups");
        let ours = match r.method.as_str() {
            "SUB-BETWEEN" if r.quantity == "q" => Some(s.q_between),
            "SUB-BETWEEN" => Some(s.p_between),
            "SUB-cast" => quantity(&s.cast, &r.quantity),
            _ => quantity(&s.functional, &r.quantity),
        };
        if let Some(theirs) = r.value {
            near(ours.expect("a quantity"), theirs, &format!("{} {} {}", r.set, r.method, r.quantity));
            compared += 1;
        }
    }
    assert!(compared > 60, "only {compared} numbers were compared");
}

#[test]
fn mean_differences_and_logits_agree_with_metafor() {
    let (trials, sets) = data();
    let means = Means::parse(MEANS).expect("the table of means");
    let mut compared = 0;
    for r in reference("pooled.csv") {
        let what = format!("{} {} {}", r.set, r.measure, r.quantity);
        if r.method == "MD" {
            let (_, _, e) = means.difference(&r.set, &r.measure).expect(&what);
            near(if r.quantity == "y" { e.y } else { e.v }, r.value.expect("a number"), &what);
        } else if r.measure == "PLO" {
            let set = sets.get(&r.set, &trials).expect("a set");
            let arms: Vec<(u32, u32)> = set.tables().iter().map(|t| (t.c, t.n2)).collect();
            let p = pool_logits(&arms, Tau2::Reml, Interval::Wald, LEVEL).expect("pooled logits");
            near(quantity(&p, &r.quantity).expect("a quantity"), r.value.expect("a number"), &what);
        } else {
            continue;
        }
        compared += 1;
    }
    assert!(compared >= 20, "only {compared} numbers were compared");
}

#[test]
fn special_functions_are_those_of_r_to_1e_10() {
    for r in reference("special.csv") {
        let (a, b): (f64, f64) = (r.method.parse().expect("a number"), r.measure.parse().expect("a number"));
        let ours = match r.set.as_str() {
            "qt" => t_quantile(b, a),
            "qchisq" => chi2_quantile(b, a),
            "qnorm" => normal_quantile(b),
            "pchisq_upper" => chi2_above(b, a),
            "pt_two_sided" => t_two_sided(b, a),
            other => panic!("no function {other}"),
        };
        let theirs = r.value.expect("a number");
        let off = (ours - theirs).abs() / theirs.abs().max(1e-3);
        assert!(off < 1e-10, "{} {} {}: {ours} here, {theirs} in R", r.set, a, b);
    }
}
