//! What the loader of `claims.toml` accepts and refuses.

use super::*;

const REAL: &str = include_str!("../../../knowledge/claims.toml");
const SOURCES: &str = include_str!("../../../knowledge/sources.toml");
const HAZARDS: &str = include_str!("../../../knowledge/hazards.toml");

const SIGNS: &str = include_str!("../../../knowledge/signs.toml");
const URGENCY: &str = include_str!("../../../knowledge/decisions/urgency.md");

fn sources() -> Sources {
    crate::source::load(&KnowledgeFiles::new([("sources.toml".to_owned(), SOURCES.to_owned())]), &mut Vec::new())
}

fn existing() -> BTreeSet<String> {
    let mut all: BTreeSet<String> = [
        "decision:urgency",
        "decision:verdict",
        "decision:first_hour",
        "score:tripcast",
        "score:ottawa_ankle",
        "score:wells_dvt",
        "plan:phases",
        "protocol:*",
        "screen:/check",
        "screen:/decide",
        "screen:/rely-on",
    ]
    .map(str::to_owned)
    .into();
    all.extend((1..=9).chain(12..=14).map(|n| format!("property:P{n}")));
    let files = KnowledgeFiles::new([("signs.toml".to_owned(), SIGNS.to_owned())]);
    all.extend(crate::sign::load(&files, &mut Vec::new()).iter().map(|s| format!("sign:{}", s.id)));
    let urgency = crate::decision::parse::parse("decisions/urgency.md", URGENCY, &mut Vec::new()).unwrap();
    all.extend(urgency.rules.iter().map(|rule| format!("rule:urgency/{}", rule.id)));
    let files = KnowledgeFiles::new([("hazards.toml".to_owned(), HAZARDS.to_owned())]);
    all.extend(crate::hazard::load(&files, &mut Vec::new()).iter().map(|h| format!("hazard:{}", h.id)));
    all
}

fn load_text(text: &str) -> (Claims, Vec<Problem>) {
    let mut problems = Vec::new();
    let files = KnowledgeFiles::new([(FILE.to_owned(), text.to_owned())]);
    (load(&files, &sources(), &existing(), &mut problems), problems)
}

fn found(text: &str) -> Vec<(usize, &'static str)> {
    load_text(text).1.iter().map(|p| (p.line, p.check)).collect()
}

const GOOD: &str = r#"[[claim]]
id = "C8"
places = ["quick answer"]
paraphrase = "Some are found late."
verdict = "weak"
evidence = ["raikin2013"]
rows = ["rec 2.1"]
note = "In one centre 96 of 406 came late."
we_say = "It is often found late: 96 of 406 in one centre."
numbers = [{ text = "96 of 406", source = "raikin2013", status = "read" }]
bound_to = ["property:P2"]
"#;

#[test]
fn every_claim_of_the_page_is_there_and_clean() {
    let (claims, problems) = load_text(REAL);
    assert_eq!(problems, []);
    assert_eq!(claims.len(), 90);
    for (n, claim) in (1..).zip(claims.iter()) {
        assert_eq!(claim.id, format!("C{n}"));
        assert!(
            claim.note_for_patient().is_some(),
            "{}: a weak number in a note would be hidden from readers",
            claim.id
        );
    }
    let of = |verdict| claims.iter().filter(|c| c.verdict == verdict).count();
    assert_eq!(of(Verdict::Omission), 20);
    let gaps: Vec<_> = claims.iter().filter(|c| c.safety_gap).map(|c| c.id.as_str()).collect();
    assert_eq!(gaps, ["C71", "C72", "C73", "C74"]);
}

#[test]
fn claims_are_found_by_id_and_by_what_embodies_them() {
    let (claims, _) = load_text(REAL);
    assert_eq!(claims.get("C6").map(|c| c.id.as_str()), Some("C6"));
    assert!(claims.get("C91").is_none() && claims.get("c6").is_none());
    assert!(claims.bound_to("property:P2").any(|c| c.id == "C6"));
}

#[test]
fn signs_and_urgency_rest_on_claims_and_sources_that_exist() {
    let (sources, (claims, _)) = (sources(), load_text(REAL));
    let is_reason = |id: &str| claims.get(id).is_some() || sources.contains(id);
    let mut problems = Vec::new();
    let files = KnowledgeFiles::new([("signs.toml".to_owned(), SIGNS.to_owned())]);
    let signs = crate::sign::load(&files, &mut problems);
    assert!(signs.len() > 20);
    crate::sign::check_reasons(&signs, &is_reason, &mut problems);
    let urgency = crate::decision::parse::parse("decisions/urgency.md", URGENCY, &mut problems).unwrap();
    crate::decision::check::check(&urgency, &is_reason, &mut problems);
    assert_eq!(problems, []);
}

#[test]
fn a_good_claim_loads() {
    assert_eq!(found(GOOD), []);
}

#[test]
fn a_claim_bound_to_nothing_is_an_error() {
    assert_eq!(found(&GOOD.replace("[\"property:P2\"]", "[]")), [(2, "claim-bound-to-nothing")]);
    assert_eq!(found(&GOOD.replace("bound_to = [\"property:P2\"]\n", "")), [(2, "claim-bound-to-nothing")]);
    assert_eq!(found(&GOOD.replace("property:P2", "later:issue-3")), [(11, "unknown-binding")]);
    assert_eq!(found(&GOOD.replace("property:P2", "sign:no_such_sign")), [(11, "unknown-binding")]);
}

#[test]
fn an_unknown_source_is_an_error_in_both_places() {
    assert_eq!(found(&GOOD.replace("raikin2013", "raikin1913")), [(6, "unknown-source"), (10, "unknown-source")]);
}

#[test]
fn a_digit_without_a_source_is_an_error() {
    let bare = GOOD.replace("in one centre.\"\nnumbers", "in one centre, 25 % elsewhere.\"\nnumbers");
    assert_eq!(found(&bare), [(9, "unsourced-number")]);
    assert!(load_text(&bare).1[0].what.contains("number 25"));
    let inside = GOOD.replace("late: 96 of 406", "late: 196 of 406");
    assert_eq!(found(&inside), [(9, "unsourced-number")], "a longer number is not covered by its tail");
    assert_eq!(found(&GOOD.replace("came late", "came late, 4 of them twice")), [(8, "unsourced-number")]);
}

#[test]
fn a_weak_number_is_refused_for_a_patient_and_hides_a_note() {
    let weak = GOOD.replace("status = \"read\" }", "status = \"secondary\" }");
    assert_eq!(found(&weak), [(10, "recalled-number-for-patient")]);
    let only_note = weak.replace(": 96 of 406 in one centre.\"\nnumbers", ".\"\nnumbers");
    let (claims, problems) = load_text(&only_note);
    assert_eq!(problems, []);
    assert_eq!(claims.get("C8").and_then(Claim::note_for_patient), None);
}

#[test]
fn a_number_cannot_be_better_than_its_source() {
    let weak_source = GOOD.replace("source = \"raikin2013\"", "source = \"gpnotebook\"");
    assert_eq!(found(&weak_source), [(10, "source-too-weak")]);
}

#[test]
fn other_faults_are_named_with_their_line() {
    assert_eq!(found(&format!("{GOOD}\n{GOOD}")), [(14, "duplicate-id")]);
    assert_eq!(found(&GOOD.replace("C8", "D8")), [(2, "bad-id")]);
    assert_eq!(found(&GOOD.replace("[\"quick answer\"]", "[]")), [(2, "places")]);
    assert_eq!(found(&GOOD.replace("\"weak\"", "\"omission\"")), [(2, "places")]);
    assert_eq!(found(&format!("{GOOD}safety_gap = true\n")), [(5, "safety-gap")]);
    assert_eq!(found(&GOOD.replace("rec 2.1", "page 3")), [(7, "bad-row")]);
    assert_eq!(found(&GOOD.replace("\"Some are found late.\"", "\"\"")), [(4, "empty-text")]);
    assert_eq!(found(&GOOD.replace("\"weak\"", "\"maybe\"")), [(5, "not-readable")]);
    let unused = GOOD.replace("text = \"96 of 406\"", "text = \"97 of 406\"");
    assert_eq!(found(&unused), [(10, "number-not-in-text"), (9, "unsourced-number"), (8, "unsourced-number")]);
}
