//! The contract about single cases.

use serde_json::json;

use super::{at, case, clinician, day, must, no_rupture, open, plan, request, send, shared, version};
use crate::command::Command;
use crate::event::{EventKind, Recheck};
use crate::ids::Seq;
use crate::refusal::Refusal;
use crate::state::Status;
use crate::store::{Store, StoreError};
use crate::submit::{load, submit};

pub(super) async fn what_is_appended_is_read_back(store: &dyn Store) {
    let done = must(submit(store, case(1), &request(0, Some("form-1")), &open(" A. B. ")).await, "open");
    assert_eq!((done.case, done.first, done.version, done.repeated), (case(1), Seq(1), Seq(1), false));
    let both = Command::Together {
        commands: vec![
            Command::Report { facts: json!({"reported": {"pop": "present", "gap": "unsure"}}) },
            Command::Examine { facts: json!({"reported": {"gap": null}, "squeeze": "foot does not move"}) },
        ],
    };
    let done = must(send(store, case(1), 1, &both).await, "report and examine");
    assert_eq!((done.first, done.version), (Seq(2), Seq(3)));
    let (state, events) = must(load(store, case(1)).await, "load");
    assert_eq!(events.len(), 3);
    let first = &events[0];
    assert_eq!((first.case, first.seq, first.at, first.position), (case(1), Seq(1), at(0), 1));
    assert_eq!((&first.author, first.knowledge_version.as_str()), (&clinician(), "k1"));
    assert_eq!(first.submission.as_ref().map(|s| s.key.as_str()), Some("form-1"));
    assert!(matches!(&first.kind, EventKind::Opened { label, .. } if label == "A. B."), "{:?}", first.kind);
    assert_eq!((events[1].previous_hash, events[2].previous_hash), (events[0].hash, events[1].hash));
    assert_eq!(state.facts, json!({"side": "left", "reported": {"pop": "present"}, "squeeze": "foot does not move"}));
    assert_eq!((state.status, state.version, state.facts_since), (Status::Open, Seq(3), Seq(3)));
    assert_eq!((state.opened_at, state.changed_at), (Some(at(0)), Some(at(1))));
}

pub(super) async fn a_stale_form_is_refused(store: &dyn Store) {
    must(send(store, case(1), 0, &open("S")).await, "open");
    must(send(store, case(1), 1, &Command::Note { text: "first".to_owned() }).await, "note");
    let late = send(store, case(1), 1, &Command::Note { text: "late".to_owned() }).await;
    let Err(StoreError::Refused(Refusal::Stale { expected, found, changes })) = &late else {
        panic!("a stale form was not refused: {late:?}")
    };
    assert_eq!((*expected, *found, changes.as_str()), (Seq(1), Seq(2), "1 new entry, by Dr Ada Weber"));
    assert_eq!(version(store, case(1)).await, 2, "a stale form wrote something");
    let ahead = send(store, case(1), 9, &Command::Note { text: "ahead".to_owned() }).await;
    assert!(matches!(ahead, Err(StoreError::Refused(Refusal::Stale { .. }))), "{ahead:?}");

    // The store itself refuses too: two batches decided at the same version, one after the other.
    let (state, _) = must(load(store, case(1)).await, "load");
    let batch = |text: &str| crate::Append {
        accepted: match crate::decide(&state, &Command::Note { text: text.to_owned() }) {
            Ok(accepted) => accepted,
            Err(refusal) => panic!("decide: {refusal}"),
        },
        at: at(5),
        author: clinician(),
        knowledge_version: "k1".to_owned(),
        submission: None,
    };
    must(store.append(&batch("one")).await, "append");
    let second = store.append(&batch("two")).await;
    assert!(matches!(second, Err(StoreError::Refused(Refusal::Stale { .. }))), "{second:?}");
    assert_eq!(version(store, case(1)).await, 3);
}

pub(super) async fn a_double_submit_writes_once(store: &dyn Store) {
    let first = must(submit(store, case(1), &request(0, Some("k")), &open("D")).await, "open");
    // A browser that sends the form twice makes a new case number the second time: the first case is the answer.
    let again = must(submit(store, case(2), &request(0, Some("k")), &open("D")).await, "open again");
    assert_eq!((again.case, again.first, again.version, again.repeated), (case(1), first.first, first.version, true));
    assert_eq!(version(store, case(2)).await, 0, "a double submit opened a second case");

    // Adopting a plan twice would be refused by the rules; sent twice it is the same plan.
    let adopt = Command::AdoptPlan(plan("p"));
    let one = must(submit(store, case(1), &request(1, Some("k2")), &adopt).await, "adopt");
    let two = must(submit(store, case(1), &request(1, Some("k2")), &adopt).await, "adopt again");
    assert_eq!((one.version, two.version, two.repeated), (Seq(2), Seq(2), true));
    assert_eq!(version(store, case(1)).await, 2);

    // The same key with other content must not look as if it had been saved.
    let other = submit(store, case(1), &request(2, Some("k2")), &Command::AdoptPlan(plan("q"))).await;
    assert_eq!(other, Err(Refusal::SentBefore { case: case(1) }.into()));
    for bad in ["", &"x".repeat(201)] {
        let refused = submit(store, case(1), &request(2, Some(bad)), &adopt).await;
        assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    }
}

pub(super) async fn no_rupture_found_leaves_a_recheck(store: &dyn Store) {
    let refused = |result: Result<crate::Appended, StoreError>| match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    };
    must(send(store, case(1), 0, &open("N")).await, "open");
    assert_eq!(refused(send(store, case(1), 1, &no_rupture(4, None)).await), Refusal::RecheckMissing);
    assert_eq!(
        refused(send(store, case(1), 1, &no_rupture(4, Some(4))).await),
        Refusal::RecheckTooEarly { recheck: day(4), assessed: day(4) }
    );
    assert_eq!(version(store, case(1)).await, 1);
    must(send(store, case(1), 1, &no_rupture(4, Some(11))).await, "assess with a recheck");
    let close = Command::Close { on: day(5), reason: "sprain".to_owned() };
    let look = Command::DoRecheck { on: day(11), found: "pushes off".to_owned() };
    assert_eq!(refused(send(store, case(1), 3, &look).await), Refusal::OpenEnd);
    let early = Command::SetRecheck(Recheck { on: day(3), reason: "x".to_owned() });
    assert!(matches!(refused(send(store, case(1), 3, &early).await), Refusal::RecheckTooEarly { .. }));
    // Closed before the recheck: allowed, and the recheck still waits.
    must(send(store, case(1), 3, &close).await, "close");
    let (state, _) = must(load(store, case(1)).await, "load");
    assert!(state.status == Status::Closed && state.recheck.is_some() && state.on_worklist());
    assert_eq!(refused(send(store, case(1), 4, &look).await), Refusal::OpenEnd);
    let outcome = Command::RecordOutcome { outcome: "sprain".to_owned(), on: day(11), note: String::new() };
    must(send(store, case(1), 4, &Command::Together { commands: vec![look, outcome] }).await, "recheck and outcome");
    let (state, _) = must(load(store, case(1)).await, "load");
    assert!(!state.on_worklist() && state.no_open_end());
}

pub(super) async fn one_plan_at_a_time(store: &dyn Store) {
    must(send(store, case(1), 0, &open("P")).await, "open");
    let hold = Command::HoldPlan { on: day(2), reason: "wound".to_owned() };
    assert_eq!(send(store, case(1), 1, &hold).await, Err(Refusal::NoPlan.into()));
    must(send(store, case(1), 1, &Command::AdoptPlan(plan("one"))).await, "adopt");
    let second = send(store, case(1), 2, &Command::AdoptPlan(plan("two"))).await;
    assert_eq!(second, Err(Refusal::PlanRunning { protocol: "one".to_owned() }.into()));
    must(send(store, case(1), 2, &hold).await, "hold");
    let (state, _) = must(load(store, case(1)).await, "load");
    assert_eq!(state.plan.as_ref().and_then(|p| p.held.clone()), Some((day(2), "wound".to_owned())));
    let on = Command::MovePlanOn { phase: "w3".to_owned(), on: day(5), reason: "healed".to_owned() };
    must(send(store, case(1), 3, &on).await, "move on");
    let change = Command::ChangePlan { adopted: plan("two"), reason: "operated".to_owned() };
    must(send(store, case(1), 4, &change).await, "change");
    let (state, _) = must(load(store, case(1)).await, "load");
    let running =
        state.running_plan().map(|p| (p.adopted.protocol.as_str(), p.since, p.held.is_none(), p.moved_on.len()));
    assert_eq!(running, Some(("two", Seq(5), true, 0)));
    must(send(store, case(1), 5, &Command::StopPlan { on: day(9), reason: "wrong case".to_owned() }).await, "stop");
    must(send(store, case(1), 6, &Command::AdoptPlan(plan("three"))).await, "adopt after a stop");
}

pub(super) async fn a_correction_points_at_what_it_corrects(store: &dyn Store) {
    must(send(store, case(1), 0, &open("C")).await, "open");
    let correct = |corrects, facts, label: Option<&str>| Command::Correct {
        corrects: Seq(corrects),
        reason: "wrong side".to_owned(),
        facts,
        label: label.map(ToOwned::to_owned),
    };
    for nowhere in [0, 2] {
        let refused = send(store, case(1), 1, &correct(nowhere, json!({"side": "right"}), None)).await;
        assert_eq!(refused, Err(Refusal::NothingToCorrect { corrects: Seq(nowhere), last: Seq(1) }.into()));
    }
    let nothing = send(store, case(1), 1, &correct(1, json!({}), None)).await;
    assert_eq!(nothing, Err(Refusal::EmptyCorrection.into()));
    must(send(store, case(1), 1, &correct(1, json!({"side": "right"}), Some("C2"))).await, "correct");
    let (state, events) = must(load(store, case(1)).await, "load");
    assert_eq!((state.facts, state.label.as_str()), (json!({"side": "right"}), "C2"));
    assert_eq!(state.corrections.first().map(|c| (c.seq, c.corrects)), Some((Seq(2), Seq(1))));
    assert!(
        matches!(&events[0].kind, EventKind::Opened { facts, .. } if facts["side"] == "left"),
        "the corrected entry was changed"
    );
}

pub(super) async fn a_case_nobody_opened_is_named(store: &dyn Store) {
    let nobody = Err(StoreError::Refused(Refusal::NoSuchCase { case: case(9) }));
    assert_eq!(load(store, case(9)).await.map(|_| ()), nobody);
    let note = send(store, case(9), 0, &Command::Note { text: "x".to_owned() }).await;
    assert_eq!(note.map(|_| ()), nobody);
    assert!(must(store.events(case(9)).await, "read events").is_empty());
    must(send(store, case(9), 0, &open("E")).await, "open");
    // Somebody with the opening form of a case that is open already.
    let again = send(store, case(9), 1, &open("E")).await;
    assert_eq!(again, Err(Refusal::AlreadyOpened.into()));
}

pub(super) async fn strange_texts_survive(store: &dyn Store) {
    let facts = json!({"'; DROP TABLE events; --": "“é\u{1F9B6}\u{0}\r\n\t\\\"", "n": [1.5, -0.0, 1e300, 9_007_199_254_740_993_u64]});
    must(
        send(store, case(1), 0, &Command::Open { label: "O'Brien; --".to_owned(), facts: facts.clone() }).await,
        "open",
    );
    let (state, _) = must(load(store, case(1)).await, "load");
    assert_eq!((state.label.as_str(), &state.facts), ("O'Brien; --", &facts));
    let deep = (0..200).fold(json!({}), |inner, _| json!({"a": inner}));
    let refused = send(store, case(1), 1, &Command::Examine { facts: deep }).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::TooLarge { .. }))), "{refused:?}");
    let large = json!({"a": "x".repeat(300 * 1024)});
    let refused = send(store, case(1), 1, &Command::Examine { facts: large }).await;
    assert!(matches!(refused, Err(StoreError::Refused(Refusal::TooLarge { .. }))), "{refused:?}");
    let list = send(store, case(1), 1, &Command::Examine { facts: json!([1]) }).await;
    assert_eq!(list, Err(Refusal::NotAnObject { field: "facts" }.into()));
    assert_eq!(send(store, case(1), 1, &Command::Together { commands: vec![] }).await, Err(Refusal::Nothing.into()));
    assert_eq!(version(store, case(1)).await, 1);
}

/// A choice talked over is read back with the numbers that were shown, and the log verifies with it.
pub(super) async fn a_choice_talked_over_keeps_what_was_shown(store: &dyn Store) {
    must(send(store, case(1), 0, &open("x")).await, "open");
    must(send(store, case(1), 1, &Command::ShareDecision(shared(4))).await, "share");
    let events = must(store.events(case(1)).await, "read events");
    let kinds: Vec<&EventKind> = events.iter().map(|event| &event.kind).collect();
    assert!(
        matches!(kinds.as_slice(), [EventKind::Opened { .. }, EventKind::DecisionShared(kept)] if *kept == shared(4))
    );
    let verification = must(crate::verify(store, None).await, "verify");
    assert!(verification.findings.is_empty(), "{:?}", verification.findings);
}
