//! Every sentence of a plan stands in a catalog, is asked for by somebody, and no page can lack one.

use std::collections::BTreeSet;

use heelrise_knowledge::KnowledgeFiles;
use jiff::civil::date;

use super::p9::choices;
use super::tests::{protocols, speech};
use super::*;

/// The sources that ask for sentences of a plan.
const SOURCES: [&str; 5] = [
    include_str!("error.rs"),
    include_str!("views.rs"),
    include_str!("words.rs"),
    include_str!("../../../documents/src/calendar.rs"),
    include_str!("../../../web/src/plan_pages/show.rs"),
];
const CATALOGS: [&str; 2] = ["wording/en/patient/plan_words.ftl", "wording/en/clinician/plan_words.ftl"];

/// The ids that the sources name, each as it is written there.
fn named() -> BTreeSet<String> {
    let texts = SOURCES.iter().flat_map(|source| source.split('"'));
    let is_id = |text: &&str| text.starts_with("plan-") && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    texts.filter(is_id).map(str::to_owned).collect()
}

fn written() -> BTreeSet<String> {
    let files = heelrise_pack::embedded();
    let mut problems = Vec::new();
    let wording = heelrise_knowledge::wording::load(&files, &mut problems);
    wording.messages("en").filter(|m| CATALOGS.contains(&m.file.as_str())).map(|m| m.id.clone()).collect()
}

#[test]
fn the_list_the_catalogs_and_the_code_name_the_same_sentences() {
    let (listed, written): (BTreeSet<String>, _) = (ids::all().into_iter().collect(), written());
    assert_eq!(listed, written, "ids.rs against the catalogs");
    let named = named();
    let unheard =
        listed.iter().filter(|id| !named.contains(*id) && !named.contains(&id.replacen("plan-c-", "plan-", 1)));
    assert_eq!(unheard.collect::<Vec<_>>(), Vec::<&String>::new(), "sentences that nobody asks for");
    let elsewhere = heelrise_knowledge::load(heelrise_pack::embedded()).unwrap().wording;
    let unknown = named.iter().filter(|id| !listed.contains(*id) && !elsewhere.has("en", id));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&String>::new(), "ids that no catalog has");
}

#[test]
fn knowledge_without_a_sentence_of_a_plan_is_refused() {
    let line = "plan-c-night-on = On at night.\n";
    let files = heelrise_pack::embedded();
    let texts = files.iter().map(|(path, text)| (path.to_owned(), text.replace(line, "")));
    let problems = crate::Care::load(KnowledgeFiles::new(texts)).unwrap_err();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].what.contains("plan-c-night-on"), "{:?}", problems[0]);
}

#[test]
fn no_plan_lacks_a_word_or_a_value() {
    for protocol in protocols().runnable() {
        let day0 = date(2026, 1, 1);
        for choice in choices(protocol, day0).iter().step_by(7) {
            let plan = make_plan(protocol, choice).unwrap();
            for reader in [Reader::Patient, Reader::Clinician] {
                let text = serde_json::to_string(&plan.whole_road(speech(reader))).unwrap();
                assert!(!text.contains('⟦') && !text.contains("{$"), "{}: {text}", protocol.id);
            }
        }
    }
}

#[test]
fn each_refusal_is_a_sentence_with_its_values() {
    let day = date(2026, 1, 1);
    let id = || "x".to_owned();
    let all = [
        PlanError::NotRunnable { protocol: id(), reason: "It is incomplete.".to_owned() },
        PlanError::PathNotServed { protocol: id(), path: Path::Operative },
        PlanError::OriginNotAllowed { protocol: id(), origin: Origin::Surgery, allowed: vec![Origin::Injury] },
        PlanError::InjuryInFuture { day0: day, adopted_on: day },
        PlanError::TreatmentStartWrong { day0: day, started: day },
        PlanError::TreatmentStartNeeded { days: 15 },
        PlanError::LatePresentation { days: 15, started: day },
        PlanError::TooEarly { protocol: id(), from_day: 56, first: day },
        PlanError::ParameterMissing { id: id(), ask: id() },
        PlanError::ParameterOutOfRange { id: id(), value: 5, min: 3, max: 4, ask: id() },
        PlanError::ParameterUnknown { protocol: id(), id: id() },
        PlanError::CheckAgainstOriginal { protocol: id() },
        PlanError::PhaseUnknown { phase: id(), known: id() },
        PlanError::NothingToConfirm { phase: id() },
        PlanError::ConfirmedTooEarly { phase: id(), on: day, day0: day },
        PlanError::DateOutOfRange,
    ];
    for error in all {
        let said = error.say(speech(Reader::Clinician));
        assert!(said.ends_with(['.', 'x']) && !said.contains(['⟦', '{']), "{}: {said}", error.code());
    }
    let late = PlanError::LatePresentation { days: 15, started: day }.say(speech(Reader::Clinician));
    assert!(
        late.starts_with("Treatment started 15 days after the injury.") && late.ends_with("(2026-01-01)."),
        "{late}"
    );
}
