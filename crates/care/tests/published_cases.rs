//! Every published case holds: no rupture is told to wait or is closed, each reported emergency gets emergency care, and
//! what was not reported stays not asked. `docs/published-cases.md` is written from the same functions; run with
//! `HEELRISE_WRITE_DOCS=1` to bring it up to date, and with `--no-capture` to read each case here.

mod common;
#[path = "published_cases/fixtures.rs"]
mod fixtures;
#[path = "published_cases/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::path::Path;

use common::CARE;
use fixtures::{CASES, Kind, leaves, of_kind};
use heelrise_care::Case;
use heelrise_care::case::Report;
use heelrise_care::diagnosis::VerdictOutcome;
use heelrise_care::urgency::Urgency;
use page::{Because, because};
use serde_json::Value;

/// How a case file says that nothing is known of a field.
const UNKNOWN: [&str; 4] = ["not_asked", "not_done", "not_recorded", "not_chosen"];

fn is_unknown(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| UNKNOWN.contains(&text))
}

#[test]
fn the_set_is_whole() {
    let ids: BTreeSet<&str> = CASES.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), CASES.len(), "an id is used twice");
    assert_eq!(of_kind(Kind::Rupture).count(), 30);
    assert_eq!(of_kind(Kind::Mimic).count(), 15);
    for case in CASES.iter() {
        let letter = if case.kind == Kind::Rupture { 'R' } else { 'M' };
        assert!(case.id.starts_with(letter), "{}", case.id);
        assert!(!case.what.is_empty() && !case.final_.is_empty() && !case.source.is_empty(), "{}", case.id);
    }
}

#[test]
fn no_published_rupture_is_told_to_wait() {
    for case in of_kind(Kind::Rupture) {
        println!("{}", page::entry(&CARE, case));
        for stage in case.stages() {
            let level = CARE.urgency(&stage.case.report).level;
            assert!(level >= Urgency::SameDay, "{}, {}: {level:?}", case.id, stage.when);
        }
    }
    let count = page::count(&CARE, Kind::Rupture);
    println!(
        "{} of {} by a reported sign; only because something was not asked: {}",
        count.by_a_reported_sign,
        count.all,
        count.only_not_asked.join(" ")
    );
    // Both ways of being seen the same day are in the set; were all of them by open questions, it would prove nothing.
    assert!(count.by_a_reported_sign > count.only_not_asked.len());
}

#[test]
fn a_rupture_by_a_reported_sign_needs_no_open_question() {
    for case in of_kind(Kind::Rupture) {
        let report = case.reported().case.report;
        let least = CARE.urgency(&page::all_open_answered_no(&report)).level;
        let expected = if because(&CARE, &report) == Because::Reported { Urgency::SameDay } else { Urgency::Soon };
        assert!(least >= expected, "{}: {least:?}", case.id);
        // Nothing that the person could still do was what kept it up.
        let mut without = report.clone();
        for sign in heelrise_care::case::ReportedSign::ALL.iter().filter(|sign| sign.id().starts_with("can_")) {
            without.set(*sign, heelrise_care::case::Answer::NotAsked);
        }
        assert_eq!(CARE.urgency(&without).level, CARE.urgency(&report).level, "{}", case.id);
    }
}

#[test]
fn each_published_emergency_is_an_emergency() {
    let mut seen = 0;
    for case in CASES.iter() {
        println!("{}", page::entry(&CARE, case));
        let level = CARE.urgency(&case.reported().case.report).level;
        assert_eq!(level == Urgency::Emergency, case.emergency, "{}: {level:?}", case.id);
        if case.emergency {
            // The reported sign alone does it, whatever else is answered.
            let report = page::all_open_answered_no(&case.reported().case.report);
            assert_eq!(CARE.urgency(&report).level, Urgency::Emergency, "{}", case.id);
            seen += 1;
        }
    }
    assert!(seen >= 7, "{seen}");
}

#[test]
fn not_reported_stays_not_reported() {
    for case in CASES.iter() {
        for stage in case.stages() {
            let text = serde_json::to_string(&stage.case).unwrap();
            let again: Case = serde_json::from_str(&text).unwrap();
            assert_eq!(again, stage.case, "{}, {}", case.id, stage.when);
            let held: Vec<(String, Value)> = leaves(&serde_json::from_str(&text).unwrap())
                .into_iter()
                .filter(|(path, value)| path != "heelrise_case" && !is_unknown(value))
                .collect();
            assert_eq!(held, leaves(&stage.written), "{}, {}", case.id, stage.when);
            assert!(
                leaves(&stage.written).iter().all(|(_, value)| value != "absent" && !is_unknown(value)),
                "{}, {}: no source of the set reports an answer of no at this place; leave the field out",
                case.id,
                stage.when
            );
        }
    }
}

#[test]
fn an_open_question_is_listed_as_open() {
    for case in CASES.iter() {
        let report = case.reported().case.report;
        let open = CARE.urgency(&report).not_asked;
        for (sign, answer) in report.iter().filter(|(sign, _)| !sign.id().starts_with("can_")) {
            assert_eq!(open.iter().any(|id| id == sign.id()), answer.is_not_asked(), "{}: {}", case.id, sign.id());
        }
    }
}

#[test]
fn no_published_rupture_is_closed() {
    for case in of_kind(Kind::Rupture) {
        for stage in case.stages() {
            let verdict = CARE.verdict(&stage.case);
            assert_ne!(verdict.outcome, VerdictOutcome::NoRuptureFound, "{}, {}", case.id, stage.when);
        }
    }
    // The case that was sent home: a squeeze that moved the foot less, beside a gap.
    let first = CASES.iter().find(|case| case.id == "R1").unwrap().examined();
    assert_eq!(CARE.verdict(&first[0].case).outcome, VerdictOutcome::Rupture);
    // An ultrasound first read as incomplete.
    let read_as_partial = CASES.iter().find(|case| case.id == "R30").unwrap().examined();
    assert_eq!(CARE.verdict(&read_as_partial[1].case).outcome, VerdictOutcome::Suspected);
}

#[test]
fn no_case_that_looks_like_a_rupture_reads_that_nothing_is_wrong() {
    for case in of_kind(Kind::Mimic) {
        for stage in case.stages() {
            let result = CARE.urgency(&stage.case.report);
            let verdict = CARE.verdict(&stage.case);
            assert!(result.level > Urgency::Soon || result.review_by_days.is_some(), "{}", case.id);
            assert!(!result.do_now.is_empty() && !result.reasons.is_empty(), "{}", case.id);
            assert!(verdict.outcome != VerdictOutcome::NoRuptureFound || verdict.recheck_required, "{}", case.id);
        }
    }
    // The kick and the snap, and not the tendon: still seen the same day, by what was felt.
    let kick = CASES.iter().find(|case| case.id == "M1").unwrap().reported().case.report;
    assert_eq!((CARE.urgency(&kick).level, because(&CARE, &kick)), (Urgency::SameDay, Because::Reported));
}

#[test]
fn an_empty_report_is_not_mild_either() {
    assert!(CARE.urgency(&Report::default()).level >= Urgency::SameDay);
}

#[test]
fn the_page_of_published_cases_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/published-cases.md");
    let page = page::page(&CARE);
    if std::env::var_os("HEELRISE_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/published-cases.md is not current: run this test once with HEELRISE_WRITE_DOCS=1 and commit the page"
    );
}
