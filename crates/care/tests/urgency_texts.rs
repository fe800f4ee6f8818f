//! Whatever a person answered, the result says what to do and what not to do until somebody has looked at the leg, in
//! sentences that exist, and no sentence anywhere says that all is well.

mod common;

use std::collections::BTreeSet;

use common::CARE;
use heelrise_care::Care;
use heelrise_care::case::{Answer, Report, ReportedSign};
use heelrise_care::urgency::{Urgency, UrgencyResult};
use heelrise_knowledge::spoken::soothing;

/// A report in which every sign has one answer, but some have another.
fn report(all: Answer, but: &[(ReportedSign, Answer)]) -> Report {
    let mut report = Report::default();
    for sign in ReportedSign::ALL {
        report.set(*sign, all);
    }
    for (sign, answer) in but {
        report.set(*sign, *answer);
    }
    report
}

/// Each sign and each two signs with each answer, over a background of each answer.
fn reports() -> Vec<Report> {
    let mut all = Vec::new();
    for background in Answer::ALL {
        all.push(report(background, &[]));
        for (index, one) in ReportedSign::ALL.iter().enumerate() {
            for first in Answer::ALL {
                all.push(report(background, &[(*one, first)]));
                for two in &ReportedSign::ALL[index + 1..] {
                    all.extend(Answer::ALL.map(|second| report(background, &[(*one, first), (*two, second)])));
                }
            }
        }
    }
    all
}

fn check(report: &Report, result: &UrgencyResult) {
    let wording = &CARE.knowledge().wording;
    for language in wording.languages() {
        for id in result.do_now.iter().chain(&result.do_not) {
            assert!(wording.has(language, id), "no sentence {id} in {language}");
        }
        for part in ["title", "lead"] {
            let id = format!("urgency-{}-{part}", result.level.message_stem());
            assert!(wording.has(language, &id), "no sentence {id} in {language}");
        }
        for reason in &result.reasons {
            let id = format!("reason-{}", reason.rule.to_lowercase());
            assert!(wording.has(language, &id), "no sentence {id} in {language}");
        }
    }
    assert!(result.do_now.iter().all(|id| id.starts_with("do-")), "{report:?}");
    assert!(result.do_not.iter().all(|id| id.starts_with("dont-")), "{report:?}");
    for (list, id) in [
        (&result.do_not, "dont-stretch"),
        (&result.do_not, "dont-test"),
        (&result.do_now, "do-off-the-leg"),
        (&result.do_now, "do-toes-down"),
    ] {
        assert!(list.iter().any(|own| own == id), "{id} is missing for {report:?}");
    }
    let no_doubles: BTreeSet<&String> = result.do_now.iter().chain(&result.do_not).collect();
    assert_eq!(no_doubles.len(), result.do_now.len() + result.do_not.len(), "{report:?}");
    assert!(!result.reasons.is_empty(), "no reason for {report:?}");
    let has = |id: &str| result.do_now.iter().any(|own| own == id);
    match result.level {
        Urgency::Emergency => assert!(has("do-call-now") && result.review_by_days.is_none()),
        Urgency::SameDay => assert!(has("do-be-seen-today") && result.review_by_days.is_none()),
        Urgency::Soon => {
            assert!(has("do-be-seen-soon") && has("do-come-back"));
            assert!(matches!(result.review_by_days, Some(1..=14)), "no date by which to be seen");
        }
    }
    if result.level > Urgency::Soon {
        for id in ["dont-walk-it-off", "dont-drive"] {
            assert!(result.do_not.iter().any(|own| own == id), "{id} is missing for {report:?}");
        }
    }
    assert_eq!(has("do-cover-wound"), report.open_wound.counts_as_present(), "{report:?}");
}

#[test]
fn every_result_says_what_not_to_do() {
    let mut levels = BTreeSet::new();
    let reports = reports();
    for report in &reports {
        let result = CARE.urgency(report);
        levels.insert(result.level);
        check(report, &result);
    }
    assert_eq!(levels.len(), Urgency::ALL.len(), "a level was never reached");
    println!("{} sets of answers", reports.len());
}

#[test]
fn the_sentences_say_what_their_ids_promise() {
    let said = |id: &str| CARE.knowledge().wording.say("en", id).to_lowercase();
    for (id, word) in [
        ("dont-stretch", "not stretch"),
        ("dont-test", "not test"),
        ("do-off-the-leg", "off the leg"),
        ("do-toes-down", "down"),
        ("dont-drive", "not drive"),
        ("do-be-seen-today", "achilles"),
        ("urgency-emergency-lead", "now"),
        ("urgency-same-day-lead", "today"),
        ("urgency-same-day-lead", "even if you can walk"),
        ("urgency-soon-lead", "two days"),
        ("do-be-seen-soon", "two days"),
    ] {
        assert!(said(id).contains(word), "{id} does not say {word:?}: {}", said(id));
    }
}

/// The words in the sentences for the mildest result are those of its number, whatever a clinic sets.
#[test]
fn the_days_in_words_are_the_days_of_the_decision() {
    let mildest = CARE.urgency(&report(Answer::Absent, &[]));
    assert_eq!((mildest.level, mildest.review_by_days), (Urgency::Soon, Some(2)));
    let mut files = heelrise_pack::embedded();
    let text = files.get("decisions/urgency.md").unwrap().replace("review_by_days = 2", "review_by_days = 3");
    files.set("decisions/urgency.md", text);
    let changed = Care::load(files).unwrap();
    assert_eq!(changed.urgency(&report(Answer::Absent, &[])).review_by_days, Some(3));
    for id in ["urgency-soon-lead", "do-be-seen-soon", "check-level-soon"] {
        let said = changed.knowledge().wording.say("en", id);
        assert!(said.contains("within three days") && !said.contains("two"), "{said}");
    }
}

/// What the folder's check is for: a clinic that makes a sentence soothing or puts a number of its own into it is refused
/// before anything starts.
#[test]
fn a_sentence_that_soothes_or_counts_by_itself_never_loads() {
    let file = "wording/en/patient/urgency.ftl";
    for (from, to, check) in [
        ("within { days-to-be-seen } if it is not clearly better", "within 10 days", "number-without-source"),
        ("within { days-to-be-seen } if it is not clearly better", "in a few weeks", "number-without-source"),
        ("It is not proof.", "There is a 97 % chance that it is torn.", "number-without-source"),
        ("A pop or snap is a common sign of a torn Achilles tendon.", "Nothing is wrong with your leg.", "soothing"),
        ("Go even if you can walk.", "If you can walk, it can wait.", "soothing"),
    ] {
        let mut files = heelrise_pack::embedded();
        let text = files.get(file).unwrap();
        assert!(text.contains(from), "{from}");
        files.set(file, text.replacen(from, to, 1));
        let problems = Care::load(files).err().unwrap();
        assert!(problems.iter().any(|p| p.check == check && p.file == file && p.line > 0), "{to}: {problems:?}");
    }
}

#[test]
fn no_sentence_says_that_nothing_is_wrong() {
    let knowledge = CARE.knowledge();
    let mut read = 0;
    for message in knowledge.wording.messages("en") {
        read += 1;
        let found = soothing(&message.text);
        assert!(found.is_none(), "{}:{}: {} says {found:?}", message.file, message.line, message.id);
    }
    for claim in knowledge.claims.iter() {
        read += 1;
        let found = soothing(&claim.we_say);
        assert!(found.is_none(), "claim {} says {found:?}: {}", claim.id, claim.we_say);
    }
    assert!(read > 200, "{read}");
}

#[test]
fn the_mildest_result_says_what_would_change_it() {
    let wording = &CARE.knowledge().wording;
    for id in ["change-title", "change-breath", "change-foot", "change-calf", "change-pop-title", "change-pop"] {
        assert!(wording.has("en", id), "{id}");
    }
    let lead = wording.say("en", "urgency-soon-lead");
    assert!(lead.contains("does not mean nothing is wrong"), "{lead}");
}
