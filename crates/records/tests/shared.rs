//! A choice talked over, and the choice itself: what may be kept, and what is read of older entries.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use heelrise_records::canonical::Hash;
use heelrise_records::chain::{self, LogHead, LogRow};
use heelrise_records::event::PayloadError;
use heelrise_records::shared::MAX_PRESENT;
use heelrise_records::{
    Accepted, Append, CaseState, Command, EventKind, Present, Refusal, SharedDecision, contract, decide, fold,
};

fn opened() -> CaseState {
    let accepted = decide(&CaseState::new(contract::case(1)), &contract::open("x")).unwrap();
    let rows = linked(accepted);
    fold(contract::case(1), &[rows[0].event().unwrap()]).unwrap()
}

fn linked(accepted: Accepted) -> Vec<LogRow> {
    let append = Append {
        accepted,
        at: contract::at(0),
        author: contract::clinician(),
        knowledge_version: "k1".to_owned(),
        submission: None,
    };
    let genesis = chain::case_genesis(&contract::case(1).to_string());
    chain::link(&append, genesis, &LogHead::empty()).unwrap().0
}

fn refused(change: impl FnOnce(&mut SharedDecision)) -> Refusal {
    let mut shared = contract::shared(4);
    change(&mut shared);
    decide(&opened(), &Command::ShareDecision(shared)).unwrap_err()
}

#[test]
fn a_choice_talked_over_needs_somebody_there_and_the_numbers_that_were_shown() {
    assert!(decide(&opened(), &Command::ShareDecision(contract::shared(4))).is_ok());
    assert_eq!(refused(|s| s.present.clear()), Refusal::Empty { field: "who was there" });
    assert_eq!(refused(|s| s.present[1].name.clear()), Refusal::Empty { field: "name" });
    assert_eq!(refused(|s| s.present[0].role = " ".to_owned()), Refusal::Empty { field: "role" });
    assert_eq!(refused(|s| s.shown.outcomes.clear()), Refusal::Empty { field: "the numbers shown" });
    assert_eq!(refused(|s| s.shown.outcomes[0].options.clear()), Refusal::Empty { field: "the numbers shown" });
    assert_eq!(
        refused(|s| s.shown.outcomes[0].options[0].set = None),
        Refusal::Empty { field: "the set of trials" },
        "a number keeps its trials"
    );
    assert_eq!(
        refused(|s| s.leaning.id.clear()),
        Refusal::Empty { field: "where the patient leans" },
        "not sure is an answer, nothing is not"
    );
    let one = Present { name: "A".to_owned(), role: "family".to_owned() };
    let many = refused(|s| s.present = vec![one; MAX_PRESENT + 1]);
    assert_eq!(many, Refusal::TooMany { field: "who was there", limit: MAX_PRESENT });
}

#[test]
fn long_texts_and_control_characters_are_refused() {
    assert!(matches!(refused(|s| s.present[1].name = "x".repeat(121)), Refusal::BadText { field: "name", .. }));
    assert!(matches!(refused(|s| s.present[1].name = "a\u{7}".to_owned()), Refusal::BadText { field: "name", .. }));
    assert!(matches!(refused(|s| s.questions[0] = "x".repeat(301)), Refusal::BadText { field: "questions", .. }));
    assert!(matches!(refused(|s| s.questions[0] = "a\nb".to_owned()), Refusal::BadText { field: "questions", .. }));
    assert!(matches!(refused(|s| s.note = "x\u{0}".to_owned()), Refusal::BadText { field: "note", .. }));
    assert!(matches!(refused(|s| s.questions = vec!["?".to_owned(); 31]), Refusal::TooMany { .. }));
}

#[test]
fn what_was_shown_is_read_back_word_for_word() {
    let both = Command::Together { commands: vec![contract::open("x"), Command::ShareDecision(contract::shared(4))] };
    let accepted = decide(&CaseState::new(contract::case(1)), &both).unwrap();
    let rows = linked(accepted);
    let events: Vec<_> = rows.iter().map(|row| row.event().unwrap()).collect();
    let EventKind::DecisionShared(kept) = &events[1].kind else { panic!("{:?}", events[1].kind) };
    assert_eq!(*kept, contract::shared(4));
    assert!(rows[1].payload.contains(r#""v":2"#) && rows[0].payload.contains(r#""v":1"#));
    let state = fold(contract::case(1), &events).unwrap();
    let said = state.shared.unwrap();
    assert_eq!((said.seq.0, said.what.as_str(), said.on), (2, "no_operation", Some(contract::day(4))));
    assert_eq!(said.who, "Dr Ada Weber");
    assert_eq!(state.decision, None, "leaning is not choosing");
}

#[test]
fn an_entry_of_the_release_before_is_read_with_what_it_knew_and_stays_as_it_was_written() {
    let old = r#"{"kind":"decided","note":"On 9 March 2026, by the patient.","option":"operative","v":1}"#;
    let kind = EventKind::from_payload(old).unwrap();
    let wanted = EventKind::Decided {
        option: "operative".to_owned(),
        on: None,
        who: String::new(),
        note: "On 9 March 2026, by the patient.".to_owned(),
    };
    assert_eq!(kind, wanted, "no day is made up from the note");
    assert_eq!(kind.payload().unwrap(), old);
}

#[test]
fn a_choice_has_a_day_and_somebody_who_made_it() {
    let choose = |who: &str| Command::Decide {
        option: "operative".to_owned(),
        on: contract::day(4),
        who: who.to_owned(),
        note: String::new(),
    };
    assert_eq!(decide(&opened(), &choose(" ")).unwrap_err(), Refusal::Empty { field: "who decided" });
    let accepted = decide(&opened(), &choose("the patient")).unwrap();
    let payload = accepted.kinds()[0].payload().unwrap();
    assert_eq!(
        payload,
        r#"{"kind":"decided","note":"","on":"2026-03-04","option":"operative","v":2,"who":"the patient"}"#
    );
    assert_eq!(&EventKind::from_payload(&payload).unwrap(), &accepted.kinds()[0]);
    // A version that does not fit its fields was written by no release.
    let forged = payload.replace(r#""v":2"#, r#""v":1"#);
    assert!(matches!(EventKind::from_payload(&forged), Err(PayloadError::Unreadable(_))));
}

#[test]
fn the_hash_of_what_was_shown_moves_with_every_word() {
    let shown = contract::shared(4).shown;
    let mut other = shown.clone();
    other.outcomes[0].options[0].said.push('.');
    assert_ne!(shown.digest(), other.digest());
    let mut other = shown.clone();
    other.evidence = Hash::of(&[b"now"]);
    assert_ne!(shown.digest(), other.digest());
    assert_eq!(shown.digest(), shown.clone().digest());
}
