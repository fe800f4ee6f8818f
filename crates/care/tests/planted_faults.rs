//! Wrong rules, planted one at a time: each has to be caught by the loader under its own name, or by a proof under the
//! name of the property it breaks. A proof that catches nothing proves nothing.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use heelrise_care::{Care, prove};
use heelrise_knowledge::decision::{Cell, parse};
use heelrise_knowledge::{Answer, Decision, KnowledgeFiles, Problem};

/// The repository's knowledge with one text of one file replaced. The text has to be there.
fn with(file: &str, from: &str, to: &str) -> KnowledgeFiles {
    let mut files = heelrise_pack::embedded();
    let text = files.get(file).unwrap_or_else(|| panic!("no file {file}")).to_owned();
    assert!(text.contains(from), "{file} does not hold {from:?}");
    files.set(file, text.replacen(from, to, 1));
    files
}

/// What the loader says of planted files.
fn refused(files: KnowledgeFiles) -> Vec<Problem> {
    match Care::load(files) {
        Ok(_) => Vec::new(),
        Err(problems) => problems,
    }
}

/// Those of the expected properties that fail when a decision is changed behind the loader's back.
fn broken(id: &str, expected: &[&str], change: impl FnOnce(&mut Decision)) -> Vec<&'static str> {
    let files = heelrise_pack::embedded();
    let file = format!("decisions/{id}.md");
    let mut problems = Vec::new();
    let mut decision = parse::parse(&file, files.get(&file).unwrap(), &mut problems).unwrap();
    change(&mut decision);
    decision.recompile().unwrap();
    let care = Care::load(files).unwrap().with_decision_unchecked(decision).unwrap();
    let results = prove::run_only(&care, &|id| expected.contains(&id), &mut |_| {});
    results.iter().filter(|r| !r.holds()).map(|r| r.id).collect()
}

fn cell(decision: &mut Decision, rule: &str, input: &str, cell: Cell) {
    let column = decision.input_index(input).unwrap();
    let rule = decision.rules.iter_mut().find(|r| r.id == rule).unwrap();
    rule.cells[column] = cell;
}

/// A fault in the files, and the loader's check that has to name it at the line given by a text on it.
struct Planted {
    name: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    check: &'static str,
}

const IN_THE_FILES: &[Planted] = &[
    Planted {
        name: "a negated sign: breathless only counts when there was no pop",
        file: "decisions/urgency.md",
        from: "| S1 | not ruled out |",
        to: "| S1 | absent |",
        check: "negated-sign",
    },
    Planted {
        name: "unsure told from present",
        file: "decisions/urgency.md",
        from: "| S2 | - | not ruled out |",
        to: "| S2 | - | not asked |",
        check: "negated-sign",
    },
    Planted {
        name: "an emergency made a matter of the same day",
        file: "decisions/urgency.md",
        from: "| E1 | present | - | - | - | - | emergency |",
        to: "| E1 | present | - | - | - | - | same_day |",
        check: "example-fails",
    },
    Planted {
        name: "a rule taken out: nobody asks about the kick",
        file: "decisions/urgency.md",
        from: "| S2 | - | not ruled out | - | - | - | same_day | C5 C53 |\n",
        to: "",
        check: "example-fails",
    },
    Planted {
        name: "not asked read as absent",
        file: "decisions/urgency.md",
        from: "| S1 | not ruled out |",
        to: "| S1 | present |",
        check: "example-fails",
    },
    Planted {
        name: "two rules that answer the same examination",
        file: "decisions/verdict.md",
        from: "| V9 | moves_less, does_not_move | < 1 |",
        to: "| V9 | moves_less, does_not_move, moves | < 1 |",
        check: "overlap",
    },
    Planted {
        name: "an examination that no rule answers",
        file: "decisions/verdict.md",
        from: "| V11 | moves, not_done | < 1 | history, examination |",
        to: "| V11 | moves, not_done | < 1 | history |",
        check: "gap-in-table",
    },
    Planted {
        name: "a rule without a reason",
        file: "decisions/urgency.md",
        from: "| C5 C53 C64 |",
        to: "| |",
        check: "no-reason",
    },
    Planted {
        name: "a rule that rests on a source nobody listed",
        file: "decisions/urgency.md",
        from: "| C5 C53 C64 |",
        to: "| C5 C53 somebody2031 |",
        check: "unknown-source",
    },
    Planted {
        name: "an example taken out, so that a change goes unnoticed",
        file: "decisions/verdict.md",
        from: "| Clean in every respect, sixth day | moves | 0 | complete | none | none | 6 | no_rupture_found | V18 |\n",
        to: "",
        check: "bound-without-example",
    },
    Planted {
        name: "a sentence missing",
        file: "wording/en/patient/urgency.ftl",
        from: "reason-s1 =",
        to: "reason-s1-gone =",
        check: "missing-wording",
    },
    Planted {
        name: "counts that do not give the printed number",
        file: "accuracy.toml",
        from: "tp = 167",
        to: "tp = 157",
        check: "arithmetic",
    },
    Planted {
        name: "a claim bound to nothing",
        file: "claims.toml",
        from: "property:P2",
        to: "property:P22",
        check: "unknown-binding",
    },
    Planted {
        name: "a sign nobody can report",
        file: "decisions/urgency.md",
        from: "{ id = \"can_point_foot\", kind = \"sign\" },",
        to: "{ id = \"feels_lucky\", kind = \"sign\" },",
        check: "unknown-input",
    },
];

#[test]
fn every_planted_rule_is_caught() {
    for planted in IN_THE_FILES {
        let problems = refused(with(planted.file, planted.from, planted.to));
        assert!(
            problems.iter().any(|p| p.check == planted.check && p.line > 0),
            "{}: not caught as {}; the loader said: {:#?}",
            planted.name,
            planted.check,
            problems.iter().map(ToString::to_string).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_rule_that_a_walking_patient_can_wait_breaks_p2() {
    // Only a table of its own kind could say so: the pop counts unless the person can walk.
    let broken = broken("urgency", &["P2"], |d| {
        for rule in ["S1", "S2", "S3"] {
            cell(d, rule, "can_walk", Cell::Answers(vec![Answer::Absent, Answer::NotAsked]));
        }
    });
    assert!(broken.contains(&"P2"), "{broken:?}");
}

#[test]
fn a_missing_answer_read_as_no_breaks_p7() {
    let broken = broken("urgency", &["P7", "P4"], |d| {
        cell(d, "S3", "weak_push_off", Cell::Answers(vec![Answer::Unsure, Answer::Present]));
    });
    assert!(broken.contains(&"P7") && broken.contains(&"P4"), "{broken:?}");
}

#[test]
fn a_forgotten_same_day_sign_breaks_p1() {
    let broken = broken("urgency", &["P1"], |d| {
        let soon = d.outcome_index("soon").unwrap();
        d.rules.iter_mut().find(|r| r.id == "S4").unwrap().outcome = soon;
    });
    assert!(broken.contains(&"P1"), "{broken:?}");
}

#[test]
fn worry_that_lowers_urgency_breaks_p3() {
    let broken = broken("urgency", &["P3"], |d| {
        cell(d, "S8", "calf_clot_signs", Cell::Answers(vec![Answer::Absent, Answer::NotAsked]));
    });
    assert!(broken.contains(&"P3"), "{broken:?}");
}

#[test]
fn an_emergency_outvoted_breaks_p5() {
    let broken = broken("urgency", &["P5"], |d| cell(d, "E2", "pop", Cell::Answers(vec![Answer::Absent])));
    assert!(broken.contains(&"P5"), "{broken:?}");
}

#[test]
fn unsure_told_from_present_breaks_the_equivalence() {
    let broken = broken("urgency", &["unsure"], |d| cell(d, "E4", "open_wound", Cell::Answers(vec![Answer::Present])));
    assert!(broken.contains(&"unsure"), "{broken:?}");
}

#[test]
fn a_squeeze_that_closes_a_suspicious_case_breaks_p6() {
    let broken = broken("verdict", &["P6"], |d| {
        let fine = d.outcome_index("no_rupture_found").unwrap();
        d.rules.iter_mut().find(|r| r.id == "V11").unwrap().outcome = fine;
    });
    assert!(broken.contains(&"P6"), "{broken:?}");
}

#[test]
fn partial_on_a_scan_that_weakens_the_squeeze_breaks_p6() {
    let broken = broken("verdict", &["P6"], |d| {
        let suspected = d.outcome_index("suspected").unwrap();
        d.rules.iter_mut().find(|r| r.id == "V4").unwrap().outcome = suspected;
    });
    assert!(broken.contains(&"P6"), "{broken:?}");
}

#[test]
fn a_test_not_done_read_as_normal_breaks_p7() {
    let broken = broken("verdict", &["P7"], |d| {
        let fine = d.outcome_index("no_rupture_found").unwrap();
        d.rules.iter_mut().find(|r| r.id == "V16").unwrap().outcome = fine;
    });
    assert!(broken.contains(&"P7"), "{broken:?}");
}

#[test]
fn two_findings_made_too_little_break_the_clinical_rule() {
    let broken = broken("verdict", &["two of four"], |d| {
        let suspected = d.outcome_index("suspected").unwrap();
        d.rules.iter_mut().find(|r| r.id == "V2").unwrap().outcome = suspected;
    });
    assert!(broken.contains(&"two of four"), "{broken:?}");
}

#[test]
fn a_worse_finding_with_a_milder_verdict_breaks_p3() {
    let broken = broken("verdict", &["P3", "one of four"], |d| {
        let cannot = d.outcome_index("cannot_say_yet").unwrap();
        d.rules.iter_mut().find(|r| r.id == "V9").unwrap().outcome = cannot;
    });
    assert!(broken.contains(&"P3") && broken.contains(&"one of four"), "{broken:?}");
}
