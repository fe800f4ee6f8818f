//! The decisions in `knowledge/` hold as they stand.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once")]

use heelrise_knowledge::decision::{check, parse};

fn checked(name: &str) -> check::Report {
    let file = format!("decisions/{name}.md");
    let path = format!("{}/../../knowledge/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut problems = Vec::new();
    let decision = parse::parse(&file, &text, &mut problems).expect("readable");
    let report = check::check(&decision, &|_| true, &mut problems);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", said.join("\n"));
    report
}

#[test]
fn urgency_holds_and_every_change_is_noticed() {
    let report = checked("urgency");
    assert_eq!(report.mutants, report.caught);
    assert_eq!(report.points, 4u128.pow(17));
}

#[test]
fn verdict_holds_and_every_change_is_noticed() {
    let report = checked("verdict");
    assert_eq!(report.mutants, report.caught + report.excepted);
}
