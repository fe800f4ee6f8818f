//! Published results and the named sets: each comes out to the digits printed, or is listed with the reason.

use heelrise_evidence::binomial_normal::{Model, fit};
use heelrise_evidence::proportion::{jeffreys, wilson};
use heelrise_evidence::reproductions::{parse, prints_as};
use heelrise_evidence::sensitivity::{Method, across_sets, leave_one_out, pool_set};
use heelrise_evidence::special::fisher_two_sided;
use heelrise_evidence::{Interval, Measure, Tau2};

use crate::common::data;

const FILE: &str = include_str!("../../../../knowledge/evidence/reproductions.toml");
const NAMED: &str = include_str!("../../../../knowledge/evidence/named_results.csv");

#[test]
fn published_results_come_out_as_listed() {
    let (trials, sets) = data();
    let all = parse(FILE).expect("the file");
    assert!(all.len() >= 12);
    for r in &all {
        assert!(!r.note.is_empty(), "{}: no word on what it rests on, or why not", r.id);
        let ours = r.recompute(&trials, &sets);
        assert!(ours.is_some() || !r.reproduced, "{} is said to be reproduced, but nothing works it out", r.id);
        let Some(ours) = ours else { continue };
        assert_eq!(ours.len(), r.full.len(), "{}", r.id);
        for (o, f) in ours.iter().zip(&r.full) {
            assert!((o / f - 1.0).abs() < 1e-6, "{}: {o} here, {f} in the file", r.id);
        }
        let as_printed = r.prints.iter().zip(&ours).all(|(p, o)| prints_as(*o, p));
        assert_eq!(as_printed, r.reproduced, "{}: {ours:?} against {:?}", r.id, r.prints);
    }
}

#[test]
fn the_named_sets_come_out_to_every_printed_digit() {
    let (trials, sets) = data();
    let (mut compared, mut listed, mut off) = (0, 0, Vec::new());
    for r in csv::Reader::from_reader(NAMED.as_bytes()).records() {
        let r = r.expect("a line");
        let set = sets.get(&r[0], &trials).expect("a set");
        let words: Vec<&str> = r[1].split(' ').collect();
        let measure = match words[1] {
            "RR" => Measure::RiskRatio,
            "OR" => Measure::OddsRatio,
            _ => Measure::RiskDifference,
        };
        let model = Model::ALL.into_iter().find(|m| m.name() == words[0]);
        let shown = |x: f64| measure.shown(x);
        let ours = if let Some(model) = model {
            let f = fit(model, &set.tables(), 0.95).expect("a fit");
            match &r[2] {
                "estimate" => shown(f.estimate),
                "low" => shown(f.lo),
                _ => shown(f.hi),
            }
        } else {
            let method = match words[0] {
                "MH" => Method::MantelHaenszel,
                "DL" => Method::Variance(Tau2::DerSimonianLaird, Interval::Wald),
                "REML+KH" => Method::Variance(Tau2::Reml, Interval::KnappHartung),
                _ => Method::Variance(Tau2::Reml, Interval::Wald),
            };
            let p = if words.get(2) == Some(&"without") {
                let steps = leave_one_out(&set, measure, method, 0.95).expect("steps");
                steps.iter().find(|s| s.trial == words[3]).expect("the trial").pooled
            } else {
                pool_set(&set, measure, method, 0.95).expect("pooled").pooled
            };
            match &r[2] {
                "estimate" => shown(p.estimate),
                "low" => shown(p.lo),
                "high" => shown(p.hi),
                "i2" => p.i2,
                "tau2" => p.tau2,
                "q" => p.q,
                _ => p.q_df as f64,
            }
        };
        compared += 1;
        // Where the printed number was not carried to the end, the file says so and has ours, with two more digits.
        let expected = if r[5].is_empty() { &r[3] } else { &r[4] };
        listed += usize::from(!r[5].is_empty());
        if !prints_as(ours, expected) || (prints_as(ours, &r[3]) != r[5].is_empty()) {
            off.push(format!("{} {} {}: {ours} here, {} printed", &r[0], &r[1], &r[2], &r[3]));
        }
    }
    assert!(compared > 250, "only {compared} numbers were compared");
    assert!(listed <= 20, "{listed} numbers do not come out as printed");
    assert!(off.is_empty(), "{} of {compared}:\n{}", off.len(), off.join("\n"));
}

#[test]
fn other_splits_of_a_trial_stay_in_the_printed_range() {
    let (trials, sets) = data();
    for (prefix, mh, reml, how_many) in [
        ("C:myhrvold-", (0.230_298, 0.230_947), (0.277_636, 0.278_907), 5),
        ("C:moller-", (0.228_710, 0.232_706), (0.272_035, 0.282_749), 9),
    ] {
        let (mut seen, mut n) = ([f64::INFINITY, 0.0, f64::INFINITY, 0.0], 0);
        let ids = sets.sets.iter().map(|s| s.id.as_str()).filter(|id| id.starts_with(prefix)).chain(["C"]);
        for id in ids {
            let set = sets.get(id, &trials).expect("a set");
            let of = |m| pool_set(&set, Measure::RiskRatio, m, 0.95).expect("pooled").pooled.estimate.exp();
            let (a, b) = (of(Method::MantelHaenszel), of(Method::Variance(Tau2::Reml, Interval::Wald)));
            seen = [seen[0].min(a), seen[1].max(a), seen[2].min(b), seen[3].max(b)];
            n += 1;
        }
        assert_eq!(n, how_many + 1, "{prefix}");
        for (ours, printed) in seen.into_iter().zip([mh.0, mh.1, reml.0, reml.1]) {
            assert!((ours - printed).abs() < 1e-6, "{prefix}: {seen:?}");
        }
    }
}

#[test]
fn single_outcomes_come_out_as_written_down() {
    for (id, measure, [estimate, low, high], counts, fisher) in [
        ("nerve", Measure::RiskRatio, ["7.16092", "0.9492703", "54.01914"], [14, 348, 1, 178], Some("0.02519093")),
        ("clot-scan", Measure::RiskRatio, ["0.7301587", "0.4125626", "1.292245"], [14, 49, 18, 46], Some("0.288304")),
        ("complications", Measure::RiskRatio, ["0.5857143", "0.2892539", "1.186021"], [9, 42, 15, 41], None),
    ] {
        let (trials, sets) = data();
        let set = sets.get(id, &trials).expect("a set");
        let t = set.sums();
        assert_eq!([t.a, t.n1, t.c, t.n2], counts);
        let method = Method::Variance(Tau2::Common, Interval::Wald);
        let p = pool_set(&set, measure, method, 0.95).expect("one trial").pooled;
        for (ours, printed) in [(p.estimate, estimate), (p.lo, low), (p.hi, high)] {
            assert!(prints_as(ours.exp(), printed), "{id}: {} {printed}", ours.exp());
        }
        if let Some(f) = fisher {
            assert!(prints_as(fisher_two_sided(t.a, t.n1, t.c, t.n2), f), "{id}");
        }
    }
}

#[test]
fn shares_of_one_arm_have_the_printed_intervals() {
    for (events, people, low, high) in [(11, 178, "3.3", "10.4"), (1, 176, "0.06", "2.6"), (1, 172, "0.06", "2.7")] {
        let s = jeffreys(events, people, 0.95).expect("a share");
        assert!(prints_as(100.0 * s.lo, low) && prints_as(100.0 * s.hi, high), "{events}/{people}: {s:?}");
    }
    // Wilson, 174 of 174: 97.8 to 100; an arm without people has none.
    let w = wilson(174, 174, 0.95).expect("a share");
    assert!((w.lo - 0.978_4).abs() < 1e-4 && (w.hi - 1.0).abs() < 1e-12, "{w:?}");
    assert!(jeffreys(0, 0, 0.95).is_none() && wilson(2, 1, 0.95).is_none());
    let none = jeffreys(0, 20, 0.95).expect("a share");
    assert!(none.lo == 0.0 && none.hi > 0.1);
}

#[test]
fn every_set_stands_among_the_others_and_only_one_is_for_patients() {
    let (trials, sets) = data();
    let method = Method::Variance(Tau2::Reml, Interval::KnappHartung);
    let all = across_sets(&trials, &sets, "rerupture", Measure::RiskRatio, method, 0.95).expect("sets");
    assert!(all.len() > 25);
    let shown: Vec<&str> = all.iter().filter(|s| s.for_patients).map(|s| s.set.as_str()).collect();
    assert_eq!(shown, ["B"]);
    // Every set says that surgery has fewer; the fragile ones include no difference.
    for s in &all {
        let p = s.result.as_ref().expect("pooled").pooled;
        assert!(p.estimate < 0.0, "{}", s.set);
        let fragile = ["A", "cast", "functional", "khan2005"].contains(&s.set.as_str());
        assert_eq!(p.hi >= 0.0, fragile, "{}: {}", s.set, p.hi.exp());
    }
}
