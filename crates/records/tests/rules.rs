//! The rules about what may happen next, without any store.

#![expect(clippy::unwrap_used, reason = "a test's helpers may stop the test")]

use heelrise_records::canonical::Hash;
use heelrise_records::{
    AccountId, Assessment, Author, CaseState, Command, EventKind, NO_RUPTURE_FOUND, Recheck, Refusal, Status, contract,
    decide,
};
use serde_json::{Value, json};

fn after(commands: &[Command]) -> CaseState {
    let case = contract::case(1);
    let mut state = CaseState::new(case);
    let mut position = 0;
    for command in commands {
        for kind in decide(&state, command).unwrap().kinds() {
            position += 1;
            let event = heelrise_records::Event {
                case,
                seq: state.version.next(),
                position,
                at: contract::at(0),
                author: Author::System,
                knowledge_version: String::new(),
                kind: kind.clone(),
                previous_hash: Hash::of(&[]),
                hash: Hash::of(&[]),
                submission: None,
            };
            state.apply(&event).unwrap();
        }
    }
    state
}

fn open() -> Command {
    contract::open("x")
}

#[test]
fn each_way_to_leave_an_open_end_is_refused() {
    let no_rupture = contract::no_rupture(4, Some(11));
    let look = Command::DoRecheck { on: contract::day(11), found: "f".to_owned() };
    let close = Command::Close { on: contract::day(12), reason: "r".to_owned() };
    let outcome = Command::RecordOutcome { outcome: "sprain".to_owned(), on: contract::day(11), note: String::new() };
    let rupture = Command::Assess { assessment: contract::assessment("rupture", 11), recheck: None };
    let again = Command::SetRecheck(Recheck { on: contract::day(20), reason: "again".to_owned() });
    let together =
        |commands: &[&Command]| Command::Together { commands: commands.iter().map(|c| (*c).clone()).collect() };

    let state = after(&[open(), no_rupture.clone()]);
    assert_eq!(decide(&state, &look), Err(Refusal::OpenEnd));
    assert_eq!(decide(&state, &together(&[&look, &close])), Err(Refusal::OpenEnd));
    for next in [&outcome, &rupture, &again] {
        assert!(decide(&state, &together(&[&look, next])).is_ok(), "{next:?}");
    }
    assert_eq!(decide(&after(&[open(), no_rupture.clone(), close.clone()]), &look), Err(Refusal::OpenEnd));
    // An outcome from before the verdict says nothing about the verdict.
    let state = after(&[open(), outcome.clone(), no_rupture.clone()]);
    assert_eq!(decide(&state, &look), Err(Refusal::OpenEnd));
    // A recheck set before the verdict is not the verdict's.
    let old = Command::SetRecheck(Recheck { on: contract::day(25), reason: "old".to_owned() });
    let state = after(&[open(), old.clone()]);
    assert_eq!(decide(&state, &contract::no_rupture(4, None)), Err(Refusal::RecheckMissing));
    let before = together(&[&old, &contract::no_rupture(4, None)]);
    assert_eq!(decide(&after(&[open()]), &before), Err(Refusal::RecheckMissing));
    let later = together(&[&contract::no_rupture(4, None), &old]);
    assert!(decide(&after(&[open()]), &later).is_ok());
    // Two verdicts in one go each need theirs.
    let two = together(&[&contract::no_rupture(4, Some(5)), &contract::no_rupture(6, None)]);
    assert_eq!(decide(&after(&[open()]), &two), Err(Refusal::RecheckMissing));
}

#[test]
fn a_verdict_that_says_it_needs_a_recheck_gets_one_whatever_its_name() {
    let assessment = Assessment { recheck_required: true, ..contract::assessment("suspected", 4) };
    let command = Command::Assess { assessment, recheck: None };
    assert_eq!(decide(&after(&[open()]), &command), Err(Refusal::RecheckMissing));
    let assessment = contract::assessment(NO_RUPTURE_FOUND, 4);
    assert!(!assessment.recheck_required && assessment.needs_recheck());
}

#[test]
fn an_outcome_takes_the_recheck_off_only_when_the_case_is_closed() {
    let outcome = Command::RecordOutcome { outcome: "sprain".to_owned(), on: contract::day(5), note: String::new() };
    let close = Command::Close { on: contract::day(6), reason: "r".to_owned() };
    let state = after(&[open(), contract::no_rupture(4, Some(11)), outcome.clone()]);
    assert!(state.recheck.is_some() && state.on_worklist());
    let state = after(&[open(), contract::no_rupture(4, Some(11)), outcome, close]);
    assert!(state.recheck.is_none() && !state.on_worklist() && state.status == Status::Closed);
}

#[test]
fn a_closed_case_takes_only_what_a_closed_case_may() {
    let state = after(&[open(), Command::Close { on: contract::day(5), reason: "r".to_owned() }]);
    let refused = [
        Command::Examine { facts: json!({}) },
        Command::AdoptPlan(contract::plan("p")),
        Command::Assess { assessment: contract::assessment("rupture", 5), recheck: None },
        Command::Close { on: contract::day(5), reason: "r".to_owned() },
    ];
    for command in refused {
        assert_eq!(decide(&state, &command), Err(Refusal::CaseClosed), "{command:?}");
    }
    let reopen = Command::Reopen { reason: "came back".to_owned() };
    let together = Command::Together { commands: vec![reopen.clone(), Command::Examine { facts: json!({"a": 1}) }] };
    assert_eq!(decide(&state, &together).unwrap().kinds().len(), 2);
    assert_eq!(decide(&after(&[open()]), &reopen), Err(Refusal::NotClosed));
}

#[test]
fn facts_after_the_verdict_make_it_out_of_date() {
    let assess = Command::Assess { assessment: contract::assessment("rupture", 4), recheck: None };
    let state = after(&[open(), assess.clone()]);
    assert!(!state.verdict_out_of_date());
    let note = Command::Note { text: "x".to_owned() };
    assert!(!after(&[open(), assess.clone(), note]).verdict_out_of_date());
    let image = Command::Image { facts: json!({"imaging": "gap"}) };
    assert!(after(&[open(), assess, image]).verdict_out_of_date());
}

#[test]
fn bad_texts_are_refused_by_field() {
    let state = after(&[open()]);
    let label = |label: &str| decide(&CaseState::new(contract::case(1)), &contract::open(label)).map(|_| ());
    assert_eq!(label("  "), Err(Refusal::Empty { field: "label" }));
    assert_eq!(label("a\u{0}b"), Err(Refusal::BadText { field: "label", limit: 120 }));
    assert_eq!(label(&"é".repeat(121)), Err(Refusal::BadText { field: "label", limit: 120 }));
    assert!(label(&"é".repeat(120)).is_ok());
    let note = |text: &str| decide(&state, &Command::Note { text: text.to_owned() }).map(|_| ());
    assert_eq!(note("\n"), Err(Refusal::Empty { field: "note" }));
    assert!(note("two\nlines").is_ok());
    assert!(matches!(note("\u{1b}[31m"), Err(Refusal::BadText { .. })));
    let nested =
        (0..6).fold(Command::Note { text: "x".to_owned() }, |inner, _| Command::Together { commands: vec![inner] });
    assert!(matches!(decide(&state, &nested), Err(Refusal::TooLarge { .. })));
}

#[test]
fn every_refusal_is_plain() {
    let case = contract::case(1);
    let all = [
        Refusal::Stale { expected: heelrise_records::Seq(1), found: heelrise_records::Seq(2), changes: "x".to_owned() },
        Refusal::SentBefore { case },
        Refusal::NoSuchCase { case },
        Refusal::AlreadyOpened,
        Refusal::CaseClosed,
        Refusal::NotClosed,
        Refusal::RecheckMissing,
        Refusal::RecheckTooEarly { recheck: contract::day(1), assessed: contract::day(2) },
        Refusal::OpenEnd,
        Refusal::NoRecheckWaiting,
        Refusal::PlanRunning { protocol: "p".to_owned() },
        Refusal::NoPlan,
        Refusal::EmptyCorrection,
        Refusal::Empty { field: "label" },
        Refusal::NotAnObject { field: "facts" },
        Refusal::TooLarge { limit_kib: 256 },
    ];
    for refusal in all {
        let sentence = refusal.to_string();
        assert!(sentence.ends_with('.') && !sentence.contains("Error") && sentence.len() > 20, "{sentence}");
    }
}

/// What is on a disk today must be readable and verifiable for ever: these bytes may never change. The last hash was also
/// worked out by a separate program written from the description in `chain.rs`.
#[test]
fn the_written_form_is_fixed() {
    let state = CaseState::new(contract::case(1));
    let append = heelrise_records::Append {
        accepted: decide(&state, &Command::Together { commands: vec![open(), contract::no_rupture(4, Some(11))] })
            .unwrap(),
        at: contract::at(0),
        author: Author::Person {
            account: Some(AccountId::from_parts(contract::at(0), [2; 10])),
            name: "Ada".to_owned(),
            role: "clinician".to_owned(),
        },
        knowledge_version: "k1".to_owned(),
        submission: None,
    };
    let genesis = heelrise_records::chain::case_genesis(&contract::case(1).to_string());
    let head = heelrise_records::chain::LogHead::empty();
    let (rows, end) = heelrise_records::chain::link(&append, genesis, &head).unwrap();
    assert_eq!(rows[0].payload, r#"{"facts":{"side":"left"},"kind":"opened","label":"x","v":1}"#);
    assert_eq!(
        rows[1].payload,
        r#"{"kind":"assessed","knowledge_version":"k1","on":"2026-03-04","recheck_required":false,"result":null,"rules":["V1"],"v":1,"verdict":"no_rupture_found"}"#
    );
    assert_eq!(rows[2].payload, r#"{"kind":"recheck_set","on":"2026-03-11","reason":"look again","v":1}"#);
    assert_eq!(rows[0].at, "2026-03-01T09:00:00Z");
    assert_eq!(end.to_string(), "3:5b4ebaa05a69a7486a0ba823d47d04103bd3db30d9c18a2cdafd15e94125c08d");
    for row in &rows {
        assert_eq!(row.event().unwrap().kind.payload().unwrap(), row.payload);
    }
    assert!(matches!(rows[2].event().unwrap().kind, EventKind::RecheckSet(_)));
    let odd: Value = serde_json::from_str(&rows[0].author).unwrap();
    assert_eq!(odd["by"], "person");
}
