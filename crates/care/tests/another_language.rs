//! Another language is a folder: one made here from the English sentences, each with a mark in front, loads, and every
//! sentence that a plan takes from a protocol's sheet comes out marked.

#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::{BTreeMap, BTreeSet};

use heelrise_care::plan::{PlanChoice, Reader, Signed, Speech, make_plan};
use heelrise_knowledge::{Knowledge, KnowledgeFiles, Problem, load};
use jiff::ToSpan as _;
use jiff::civil::date;

const MARK: char = '¡';

/// The built-in files and a folder for Spanish with these sentences of data.
fn with_spanish(sentences: &BTreeMap<String, String>) -> KnowledgeFiles {
    let english = heelrise_pack::embedded();
    let mut files: Vec<(String, String)> =
        english.iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect();
    for (path, text) in english.under("wording/en", "ftl") {
        files.push((path.replacen("wording/en", "wording/es", 1), text.to_owned()));
    }
    let mut text = String::new();
    for (english, says) in sentences {
        let quoted = |s: &str| serde_json::to_string(s).unwrap();
        text = format!("{text}[[sentence]]\nen = {}\nsays = {}\n\n", quoted(english), quoted(says));
    }
    files.push(("wording/es/sentences.toml".to_owned(), text));
    KnowledgeFiles::new(files)
}

/// Every sentence of data, marked.
fn marked(knowledge: &Knowledge) -> BTreeMap<String, String> {
    let sheets = knowledge.protocols.iter().flat_map(|p| p.sentences());
    let said = knowledge.claims.iter().map(|claim| claim.we_say.as_str());
    let sets = heelrise_knowledge::trial_sets::sentences(&knowledge.files);
    let all = sheets.chain(said).map(str::to_owned).chain(sets);
    all.map(|english| (english.clone(), format!("{MARK}{english}"))).collect()
}

fn checks(problems: &[Problem]) -> BTreeSet<&'static str> {
    problems.iter().map(|problem| problem.check).collect()
}

#[test]
fn a_language_is_refused_until_every_sentence_of_data_is_there_and_none_is_stale() {
    let knowledge = load(heelrise_pack::embedded()).unwrap();
    let all = marked(&knowledge);
    assert!(all.len() > 300, "{}", all.len());
    let spanish = load(with_spanish(&all)).unwrap();
    assert_eq!(spanish.wording.languages().collect::<Vec<_>>(), ["en", "es"]);

    let mut less = all.clone();
    let (gone, _) = less.pop_first().unwrap();
    let problems = load(with_spanish(&less)).err().unwrap();
    assert_eq!(checks(&problems), ["missing-translation"].into());
    assert!(problems.iter().all(|p| p.to_string().contains(&gone)), "{problems:?}");

    let mut more = all;
    more.insert("Nobody says this.".to_owned(), "Nadie lo dice.".to_owned());
    let problems = load(with_spanish(&more)).err().unwrap();
    assert_eq!(checks(&problems), ["unknown-message"].into());
}

/// The values of all strings in a view.
fn strings(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) => found.push(text.clone()),
        serde_json::Value::Array(all) => all.iter().for_each(|value| strings(value, found)),
        serde_json::Value::Object(all) => all.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}

#[test]
fn a_plan_says_nothing_of_its_sheet_in_english_to_somebody_who_reads_another_language() {
    let all = marked(&load(heelrise_pack::embedded()).unwrap());
    let knowledge = load(with_spanish(&all)).unwrap();
    let day0 = date(2026, 1, 1);
    // The catalogs of this language are the English ones: what a sheet says in the same words cannot be told apart.
    let listed: BTreeSet<&str> = knowledge.wording.messages("es").map(|message| message.text.as_str()).collect();
    let only_of_the_sheet = |english: &&str| english.len() > 20 && !listed.contains(english);
    let mut seen = 0;
    for protocol in knowledge.protocols.runnable() {
        let path = protocol.paths()[0];
        let choice = PlanChoice {
            day0,
            origin: protocol.origins.of(path)[0],
            path,
            adopted_on: day0.checked_add(i64::from(protocol.from_day).days()).unwrap(),
            treatment_started: Some(day0),
            parameters: protocol.parameters.iter().map(|p| (p.id.clone(), p.min)).collect(),
            checked_against_original: Some(Signed { by: "Dr Test".to_owned(), on: day0 }),
        };
        let plan = make_plan(protocol, &choice).unwrap();
        for reader in [Reader::Patient, Reader::Clinician] {
            let speech = Speech::new(&knowledge.wording, "es", reader);
            let mut said = Vec::new();
            strings(&serde_json::to_value(plan.whole_road(speech)).unwrap(), &mut said);
            for days in (0..400).step_by(7) {
                let day = day0.checked_add(days.days()).unwrap();
                strings(&serde_json::to_value(plan.this_week(day, speech)).unwrap(), &mut said);
            }
            for text in &said {
                seen += text.matches(MARK).count();
                // A sentence of the sheet stands alone or inside one of the catalogs'; either way with its mark.
                for english in protocol.sentences().into_iter().filter(only_of_the_sheet) {
                    let there = text.match_indices(english).find(|(at, _)| !text[..*at].ends_with(MARK));
                    assert!(there.is_none(), "{} says in English: {text}", protocol.id);
                }
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}
