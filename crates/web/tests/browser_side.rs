//! The browser's side of the self-check is held equal to this one: the same outcome and the same rules for every set of
//! answers, and the same handover codes. Runs the shipped scripts in Node, which has to be installed.

#![expect(clippy::expect_used, clippy::panic, reason = "a test may stop where it stands")]

use std::path::{Path, PathBuf};
use std::process::Command;

use heelrise_care::Care;
use heelrise_care::case::{Report, ReportedSign};
use heelrise_knowledge::Answer;
use heelrise_knowledge::decision::Value;
use heelrise_web::check::answers::{Answers, When};
use heelrise_web::check::handover::Handover;
use heelrise_web::check::pack::Pack;
use heelrise_web::check::screens::Screen;
use serde_json::{Value as Json, json};

fn care() -> Care {
    Care::load(heelrise_pack::embedded()).expect("the embedded knowledge is good")
}

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js")
}

fn node(arguments: &[&Path]) {
    let out = Command::new("node").args(arguments).output();
    let out =
        out.unwrap_or_else(|e| panic!("Node is needed to hold the browser's scripts equal to Rust: {e}. Install it."));
    assert!(out.status.success(), "{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
}

#[test]
fn the_pack_accepts_what_the_decision_accepts_and_unsure_wherever_present() {
    let care = care();
    let decision = care.urgency_decision();
    let pack = Pack::of(decision, "v").expect("the browser can evaluate this table");
    assert_eq!(pack.rules.len(), decision.rules.len());
    for (rule, packed) in decision.rules.iter().zip(&pack.rules) {
        assert_eq!((&rule.id, rule.outcome), (&packed.id, packed.outcome));
        for (input, cell) in decision.inputs.iter().zip(&rule.cells) {
            for answer in Answer::ALL {
                let accepted = packed.when.get(&input.id).is_none_or(|words| words.contains(&answer.id()));
                assert_eq!(accepted, cell.accepts(&Value::Answer(answer)), "{} {} {answer:?}", rule.id, input.id);
            }
            // With this, sets of answers with `unsure` need no replay of their own.
            let accepts = |answer| cell.accepts(&Value::Answer(answer));
            assert_eq!(accepts(Answer::Unsure), accepts(Answer::Present), "{} {}", rule.id, input.id);
        }
    }
}

#[test]
fn the_browser_decides_as_this_does_for_every_set_of_answers() {
    let care = care();
    let pack = Pack::of(care.urgency_decision(), "v").expect("the browser can evaluate this table");
    assert!(pack.rules.len() <= 30, "more rules than the replay file has bits for");
    let signs: Vec<ReportedSign> = Screen::ALL.iter().flat_map(|s| s.signs()).copied().collect();
    let words = [Answer::Absent, Answer::NotAsked, Answer::Present];
    let mut report = Report::default();
    for sign in &signs {
        report.set(*sign, words[0]);
    }
    let mut digits = vec![0usize; signs.len()];
    let mut bytes = Vec::new();
    'all: loop {
        let (level, fired) = care.urgency_level(&report);
        let rules = u32::try_from(fired.rules).expect("at most 30 rules");
        bytes.extend_from_slice(&(rules | (level as u32) << 30).to_le_bytes());
        for (digit, sign) in digits.iter_mut().zip(&signs) {
            *digit = (*digit + 1) % 3;
            report.set(*sign, words[*digit]);
            if *digit != 0 {
                continue 'all;
            }
        }
        break;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let (pack_file, answers_file) = (folder.path().join("pack.json"), folder.path().join("answers.bin"));
    std::fs::write(&pack_file, serde_json::to_vec(&pack).expect("JSON")).expect("written");
    std::fs::write(&answers_file, bytes).expect("written");
    node(&[&scripts().join("differential.mjs"), &pack_file, &answers_file]);
}

/// The codes both sides have to write and read. `HEELRISE_UPDATE_VECTORS=1` writes the file anew.
#[test]
fn handover_codes_are_the_same_on_both_sides() {
    let file = scripts().join("handover-vectors.json");
    if std::env::var_os("HEELRISE_UPDATE_VECTORS").is_some() {
        std::fs::write(&file, serde_json::to_string_pretty(&vectors()).expect("JSON") + "\n").expect("written");
    }
    let kept: Json = serde_json::from_str(&std::fs::read_to_string(&file).expect("the vectors")).expect("JSON");
    assert_eq!(kept, vectors(), "the codes have changed: codes in the world would no longer be read");
    for vector in kept["vectors"].as_array().expect("a list") {
        let code = vector["code"].as_str().expect("a code");
        assert_eq!(Handover::decode(code).expect("readable").encode(), code);
    }
    for code in kept["refused"].as_array().expect("a list") {
        assert!(Handover::decode(code.as_str().expect("text")).is_err(), "{code}");
    }
    node(&[&scripts().join("handover.mjs")]);
}

fn vectors() -> Json {
    let on = |text: &str| When::On(text.parse().expect("a date"));
    let cases = [
        (vec![], When::NotAsked, "2000-01-01T00:00:00Z", "000000000000"),
        (
            vec![("pop", "present"), ("kick", "unsure"), ("gap_felt", "absent")],
            on("2026-11-21"),
            "2026-11-22T13:40:00Z",
            "0123456789ab",
        ),
        (
            vec![("breathless_chest_pain", "present"), ("can_point_foot", "present")],
            When::Today,
            "2028-02-29T23:59:00Z",
            "ffeeddccbbaa",
        ),
        (
            vec![("tendon_medicine", "unsure"), ("can_walk", "absent")],
            When::Yesterday,
            "2032-01-01T00:00:00Z",
            "a1b2c3d4e5f6",
        ),
        (vec![("open_wound", "absent")], When::Unsure, "2026-11-22T00:01:00Z", "deadbeef0001"),
        (vec![("cannot_walk", "present")], on("2000-01-01"), "2026-11-22T00:01:00Z", "deadbeef0001"),
    ];
    let vectors: Vec<Json> = cases
        .iter()
        .map(|(given, when, made_at, knowledge)| {
            let mut answers = Answers { when: *when, ..Answers::default() };
            for (sign, answer) in given {
                let sign = ReportedSign::from_id(sign).expect("a sign");
                answers.report.set(sign, Answer::from_id(answer).expect("an answer"));
            }
            let made = made_at.parse().expect("a moment");
            let code = Handover { answers, made_at: made, knowledge: (*knowledge).to_owned() }.encode();
            let given: serde_json::Map<String, Json> = given.iter().map(|(s, a)| ((*s).to_owned(), json!(a))).collect();
            json!({ "answers": given, "when": when.field().unwrap_or_default(), "made_at": made_at, "knowledge": knowledge, "code": code })
        })
        .collect();
    let signs: Vec<&str> = ReportedSign::ALL.iter().map(|sign| sign.id()).collect();
    let good = vectors[1]["code"].as_str().expect("a code").to_owned();
    let swapped = good.replace("h1.", "h2.");
    let cut = good[..good.len() - 1].to_owned();
    let changed: String =
        good.char_indices().map(|(i, c)| if i == 5 { if c == 'A' { 'B' } else { 'A' } } else { c }).collect();
    json!({ "signs": signs, "vectors": vectors, "refused": [swapped, cut, changed, "", "h1.", "h1.***************************"] })
}
