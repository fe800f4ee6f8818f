//! Each named check is seen to bite: one sound file, one change, one problem of the right name at the right line.

use super::*;

const SOUND: &str = r#"id = "sample"
name = "Sample"
sources = ["paper1"]
status = "read"
runnable = true
angle_kind = "wedge_count"
gating = "time"
stretching_from_day = 42
[summary]
patient = "p"
clinician = "c"
[origins]
non_operative = ["injury"]
[readings.week_number]
choice = "elapsed"
why = "w"
[readings.day_zero]
why = "w"
[readings.angle_kind]
why = "w"
[readings.wedge_order]
choice = "not_given"
why = "w"
[readings.gating]
why = "w"
[readings.stretching]
why = "w"
[[parameters]]
id = "off"
kind = "day"
required = true
min = 43
max = 60
ask = "When?"
[[phases]]
id = "a"
from_day = 0
to_day = 14
device = "boot"
wedges = { count = 3 }
weight_bearing = "nwb"
stretching = "forbidden"
not_given = ["movement", "exercises", "forbidden", "night"]
[[phases]]
id = "b"
from_day = 14
to_day = 42
device = "boot"
wedges = { count = 2 }
weight_bearing = { pwb_percent = [25, 50] }
stretching = "forbidden"
not_given = ["movement", "exercises", "forbidden", "night"]
[[phases]]
id = "c"
from_day = 42
to_day = "off"
device = "boot"
wedges = { count = 1 }
weight_bearing = "fwb"
stretching = "gentle"
not_given = ["movement", "exercises", "forbidden", "night"]
[[phases]]
id = "d"
from_day = "off"
device = "shoe"
weight_bearing = "fwb"
not_given = ["movement", "stretching", "exercises", "forbidden", "night"]
"#;

fn problems_of(text: &str) -> (Protocols, Vec<Problem>) {
    let files = KnowledgeFiles::new([("protocols/sample.toml".to_owned(), text.to_owned())]);
    let mut problems = Vec::new();
    let protocols = load(&files, &|id| id == "paper1", &mut problems);
    (protocols, problems)
}

/// Replaces once and asserts that the text was there.
fn changed(from: &str, to: &str) -> String {
    assert!(SOUND.contains(from), "{from} is not in the sample");
    SOUND.replacen(from, to, 1)
}

#[test]
fn the_sound_file_loads() {
    let (protocols, problems) = problems_of(SOUND);
    assert_eq!(problems, []);
    let p = protocols.get("sample").unwrap();
    assert_eq!(p.phases.len(), 4);
    assert_eq!(p.hash.len(), 64);
    assert!(p.for_patients());
}

#[test]
fn each_check_bites_by_name() {
    let a_end = "from_day = 0\nto_day = 14";
    let cases: &[(&str, &str, &str)] = &[
        ("id = \"sample\"", "id = \"other\"", "id-not-file-name"),
        ("\"paper1\"", "\"paper2\"", "unknown-source"),
        ("[\"paper1\"]", "[]", "unknown-source"),
        (a_end, "from_day = 0\nto_day = 13", "phases-gap"),
        (a_end, "from_day = 1\nto_day = 14", "phases-gap"),
        (a_end, "from_day = 0\nto_day = 15", "phases-overlap"),
        (a_end, "from_day = 0", "phases-overlap"),
        ("from_day = 14\nto_day = 42", "from_day = 14\nto_day = 14", "phases-overlap"),
        ("from_day = \"off\"", "from_day = 70", "phases-gap"),
        ("min = 43", "min = 42", "phases-overlap"),
        ("min = 43", "min = 61", "parameter-range"),
        ("kind = \"day\"", "kind = \"wedges\"", "parameter-unknown"),
        ("{ count = 2 }", "{ removed = 1 }", "parameter-unknown"),
        ("{ count = 2 }", "{ count = 4 }", "wedges-rise"),
        ("status = \"read\"", "status = \"recalled\"", "recalled-number-for-patient"),
        ("status = \"read\"", "status = \"secondary\"", "recalled-number-for-patient"),
        ("[origins]\nnon_operative = [\"injury\"]", "", "origin-missing"),
        ("[\"injury\"]", "[]", "origin-missing"),
        ("[readings.day_zero]\nwhy = \"w\"", "", "reading-missing"),
        ("gating = \"time\"", "gating = \"time_and_criterion\"", "time-and-criterion-without-criterion"),
        ("id = \"b\"", "id = \"b\"\nenter_when = [\"stands\"]", "criterion-in-time-protocol"),
        ("stretching = \"forbidden\"", "", "stretch-rule-missing"),
        ("stretching_from_day = 42", "stretching_from_day = 43", "stretch-before-allowed"),
        ("stretching_from_day = 42\n", "", "stretch-before-allowed"),
        ("stretching = \"forbidden\"", "stretching = \"gentle\"", "stretch-before-allowed"),
        ("weight_bearing = \"nwb\"", "", "silent-gap"),
        ("\"movement\", ", "\"movement\", \"weight_bearing\", ", "given-and-not-given"),
        ("[25, 50]", "[50, 25]", "weight-range"),
        ("[25, 50]", "[50, 125]", "weight-range"),
        ("id = \"b\"", "id = \"a\"", "phase-id-twice"),
        ("runnable = true", "runnable = false", "not-runnable-without-reason"),
        ("runnable = true", "runnable = false\nreason = \"x\"", "not-runnable-with-phases"),
        ("runnable = true", "runnable = true\nreason = \"x\"", "reason-on-runnable"),
        ("name = \"Sample\"", "name = \"Sample\"\nsafe_load = 3", "not-readable"),
        ("weight_bearing = \"nwb\"", "weight_bearing = \"some\"", "not-readable"),
    ];
    for (from, to, check) in cases {
        let (protocols, problems) = problems_of(&changed(from, to));
        assert!(problems.iter().any(|p| p.check == *check), "{from} -> {to}: wanted {check}, got {problems:?}");
        assert!(protocols.is_empty(), "{check}: a protocol with a problem was handed out");
        for p in &problems {
            assert!(p.line > 0 && p.what.ends_with('.') && !p.fix.is_empty(), "{p:?}");
        }
    }
}

#[test]
fn all_problems_of_a_file_are_reported_with_their_lines() {
    let text = changed("\"paper1\"", "\"paper2\"").replace("{ count = 2 }", "{ count = 4 }");
    let (_, problems) = problems_of(&text);
    let source = problems.iter().find(|p| p.check == "unknown-source").unwrap();
    assert_eq!(source.line, 3);
    let rise = problems.iter().find(|p| p.check == "wedges-rise").unwrap();
    let phase_b = text[..text.find("id = \"b\"").unwrap()].matches('\n').count();
    assert!(rise.line == phase_b || rise.line == phase_b + 1, "{rise}");
}

#[test]
fn a_transcription_may_run_when_it_says_so_but_not_reach_patients() {
    let text = changed("status = \"read\"", "status = \"secondary\"\ncheck_against_original = true");
    let (protocols, problems) = problems_of(&text);
    assert_eq!(problems, []);
    assert!(!protocols.get("sample").unwrap().for_patients());
}

#[test]
fn one_bad_file_does_not_hide_another() {
    let files = KnowledgeFiles::new([
        ("protocols/sample.toml".to_owned(), SOUND.to_owned()),
        ("protocols/broken.toml".to_owned(), "id = ".to_owned()),
    ]);
    let mut problems = Vec::new();
    let protocols = load(&files, &|_| true, &mut problems);
    assert_eq!(protocols.len(), 1);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].check, "not-readable");
}

/// A protocol with holes is listed with its reason; it carries no phases, so that nothing can be run of it.
#[test]
fn a_partial_protocol_cannot_run() {
    let start = SOUND.find("[[phases]]").unwrap();
    let listed = SOUND[..start].replace("runnable = true", "runnable = false\nreason = \"Weight-bearing is missing.\"");
    let (protocols, problems) = problems_of(&listed);
    assert_eq!(problems, []);
    let p = protocols.get("sample").unwrap();
    assert!(!p.runnable && p.phases.is_empty() && p.reason.is_some());
    assert_eq!(protocols.runnable().count(), 0);
    let (protocols, problems) = problems_of(&SOUND[..start]);
    assert!(protocols.is_empty() && problems.iter().any(|p| p.check == "phases-gap"), "{problems:?}");
    let (protocols, problems) = problems_of(&changed("runnable = true", "runnable = false\nreason = \"x\""));
    assert!(protocols.is_empty() && problems.iter().any(|p| p.check == "not-runnable-with-phases"));
}
