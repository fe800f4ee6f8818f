//! The self-check: by options, by questions, by files.

use crate::{run, run_with};

#[test]
fn a_pop_is_seen_today_even_when_walking() {
    let said = run(&["check", "--pop", "yes", "--walk", "yes"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("Be seen today\n"), "{}", said.out);
    assert!(said.out.contains("A sudden pop or snap – Yes"), "the own answer stands by its reason: {}", said.out);
    assert!(said.out.contains("Knowledge version "), "{}", said.out);
    assert!(!said.out.contains('⟦'), "a sentence is missing: {}", said.out);
    assert!(!said.out.contains('\u{1b}'), "no colour in a pipe");
}

#[test]
fn an_emergency_wins_and_json_says_the_same() {
    let said = run(&["check", "--cold-numb-foot", "unsure", "--pop", "yes", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["urgency"]["level"], "emergency");
    assert_eq!(value["urgency"]["reasons"][0]["rule"], "E2");
    assert_eq!(value["urgency"]["reasons"][0]["signs"][0]["answer"], "unsure");
    assert_eq!(value["knowledge_version"].as_str().map(str::len), Some(64));
}

#[test]
fn colour_is_given_when_it_is_asked_for() {
    assert!(run(&["--color", "always", "check", "--pop", "yes"]).out.contains("\u{1b}[1;33m"));
}

#[test]
fn all_no_is_still_not_nothing() {
    let said = run_with(&["check"], &"no\n".repeat(14));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("Be seen soon\n"), "{}", said.out);
    assert!(said.err.contains("Question 14 of 14"), "{}", said.err);
    assert!(!said.out.contains("Question"), "questions are not part of the result: {}", said.out);
    assert!(!said.err.contains('⟦') && !said.out.contains('⟦'), "{said:?}");
}

#[test]
fn going_back_changes_an_answer() {
    // Five times no, a pop, back, no pop after all, and no to all others.
    let typed = format!("{}y\nback\nno\n{}", "n\n".repeat(5), "n\n".repeat(8));
    let said = run_with(&["check", "--json"], &typed);
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["urgency"]["level"], "soon", "{said:?}");
}

#[test]
fn what_is_not_understood_is_asked_again_and_an_end_counts_on_the_safe_side() {
    let said = run_with(&["check", "--json"], "maybe\nno\n");
    assert!(said.err.contains("did not understand"), "{said:?}");
    let value: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(value["urgency"]["level"], "same_day");
    assert!(value["urgency"]["not_asked"].as_array().is_some_and(|list| list.len() > 10));
}

#[test]
fn an_emergency_is_said_without_asking_the_rest() {
    let said = run_with(&["check"], "yes\nno\nno\nno\nno\n");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("Get emergency help now\n"), "{}", said.out);
    assert!(!said.err.contains("Question 6"), "{}", said.err);
}

#[test]
fn no_answers_at_all_give_no_result() {
    for input in ["", "quit\n"] {
        let said = run_with(&["check"], input);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    }
}

#[test]
fn answers_from_a_file_give_the_same_as_options() {
    let by_option = run(&["check", "--pop", "yes", "--json"]).out;
    let by_file = run_with(&["check", "--answers", "-", "--json"], r#"{"report":{"pop":"present"}}"#).out;
    assert_eq!(by_option, by_file);
}

#[test]
fn mistakes_in_the_command_line_are_said_with_code_two() {
    for arguments in [&["check", "--pop", "perhaps"][..], &["check", "--nosuch", "yes"], &["nosuch"], &[]] {
        let said = run(arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {said:?}");
        assert!(!said.err.is_empty());
    }
    let said = run(&["check", "--pop", "yes", "--lang", "xx"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.contains("`xx`"), "{said:?}");
}
