//! Random sequences of commands, good and bad. Whatever happens: what was recorded stays (P14), replaying gives the
//! same state, P8 holds, the worklist kept on the way equals the one made anew, and the log verifies. Sampled.

use heelrise_records::{
    Author, CaseState, Command, EventKind, NO_RUPTURE_FOUND, Recheck, Request, Seq, Status, Store, Which,
    WorklistFilter, contract, decide, fold, submit, verify,
};
use heelrise_records_sqlite::SqliteStore;
use proptest::prelude::*;
use serde_json::{Value, json};

fn days() -> impl Strategy<Value = i8> {
    1_i8..=28
}

fn patch() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), "[a-zé]{0,4}".prop_map(Value::from)];
    let inner =
        leaf.prop_recursive(3, 8, 3, |inner| prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(|m| json!(m)));
    prop_oneof![9 => prop::collection::btree_map("[a-c]", inner, 0..3).prop_map(|m| json!(m)), 1 => Just(json!([1]))]
}

fn one() -> impl Strategy<Value = Command> {
    let recheck = || days().prop_map(|on| Recheck { on: contract::day(on), reason: "look".to_owned() });
    prop_oneof![
        1 => patch().prop_map(|facts| Command::Open { label: "L".to_owned(), facts }),
        1 => patch().prop_map(|facts| Command::Report { facts }),
        1 => patch().prop_map(|facts| Command::Examine { facts }),
        3 => (prop::sample::select(vec!["rupture", NO_RUPTURE_FOUND]), days(), prop::option::weighted(0.8, -1_i8..20)).prop_map(
            |(verdict, on, later)| Command::Assess {
                assessment: contract::assessment(verdict, on),
                recheck: later.map(|later| Recheck { on: contract::day((on + later).clamp(1, 31)), reason: "look".to_owned() }),
            }
        ),
        1 => "[pq]".prop_map(|p| Command::AdoptPlan(contract::plan(&p))),
        1 => "[pq]".prop_map(|p| Command::ChangePlan { adopted: contract::plan(&p), reason: "r".to_owned() }),
        1 => days().prop_map(|on| Command::HoldPlan { on: contract::day(on), reason: "r".to_owned() }),
        1 => days().prop_map(|on| Command::MovePlanOn {
            phase: "w2".to_owned(),
            on: contract::day(on),
            reason: "r".to_owned()
        }),
        1 => days().prop_map(|on| Command::StopPlan { on: contract::day(on), reason: "r".to_owned() }),
        1 => recheck().prop_map(Command::SetRecheck),
        3 => days().prop_map(|on| Command::DoRecheck { on: contract::day(on), found: "f".to_owned() }),
        1 => days().prop_map(|on| Command::RecordOutcome {
            outcome: "o".to_owned(),
            on: contract::day(on),
            note: String::new()
        }),
        1 => (0_u64..12, patch()).prop_map(|(corrects, facts)| Command::Correct {
            corrects: Seq(corrects),
            reason: "r".to_owned(),
            facts,
            label: None
        }),
        3 => days().prop_map(|on| Command::Close { on: contract::day(on), reason: "r".to_owned() }),
        1 => Just(Command::Reopen { reason: "r".to_owned() }),
        1 => "[a-z]{0,5}".prop_map(|text| Command::Note { text }),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => one(),
        1 => prop::collection::vec(one(), 0..4).prop_map(|commands| Command::Together { commands }),
    ]
}

/// Commands for three cases, with the version the sender believes in (mostly the right one) and the form's key.
fn steps() -> impl Strategy<Value = Vec<(u8, Command, bool, Option<u8>)>> {
    let step = (1_u8..=3, any_command(), prop::bool::weighted(0.9), prop::option::weighted(0.3, 0_u8..6));
    prop::collection::vec(step, 1..40)
}

fn p8(state: &CaseState, events: &[heelrise_records::Event]) {
    assert!(state.no_open_end(), "no rupture found, with neither a recheck date nor an outcome");
    for (n, event) in events.iter().enumerate() {
        let EventKind::Assessed(assessment) = &event.kind else { continue };
        if assessment.verdict == NO_RUPTURE_FOUND {
            let set = events[n + 1..].iter().find_map(|later| match &later.kind {
                EventKind::RecheckSet(recheck) => Some(recheck.on),
                _ => None,
            });
            assert!(set.is_some_and(|on| on > assessment.on), "an assessment left no later recheck date");
        }
    }
    if state.status == Status::Closed && !state.on_worklist() {
        assert!(
            !state.verdict.as_ref().is_some_and(|v| v.needs_recheck) || state.outcome_after_verdict(),
            "closed and off the worklist without an outcome"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_keeps_what_must_hold(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let store = SqliteStore::in_memory().await.unwrap();
            let mut kept: Vec<Vec<heelrise_records::Event>> = vec![Vec::new(); 4];
            // Most sequences begin with open cases; the third is opened by chance or never.
            let opened = [1, 2].map(|n| (n, contract::open("L"), true, None));
            for (minute, (n, command, right, key)) in opened.into_iter().chain(steps).enumerate() {
                let case = contract::case(n);
                let before = store.events(case).await.unwrap();
                let version = before.last().map_or(0, |event| event.seq.0);
                let request = Request {
                    at: contract::at(i64::try_from(minute).unwrap()),
                    author: if right { contract::clinician() } else { Author::System },
                    knowledge_version: "k".to_owned(),
                    expected: Seq(if right { version } else { version + 1 }),
                    key: key.map(|key| format!("key {key}")),
                };
                let judged = decide(&fold(case, &before).unwrap(), &command);
                let done = submit(&store, case, &request, &command).await;
                let after = store.events(case).await.unwrap();
                prop_assert!(after.starts_with(&kept[usize::from(n)]), "something recorded was changed");
                match &done {
                    Ok(done) if !done.repeated => {
                        let accepted = judged.as_ref().unwrap();
                        prop_assert!(right);
                        let kinds: Vec<_> = after[before.len()..].iter().map(|event| event.kind.clone()).collect();
                        prop_assert_eq!(kinds.as_slice(), accepted.kinds());
                    }
                    Ok(_) => prop_assert_eq!(after.len(), before.len()),
                    Err(error) => {
                        prop_assert!(error.refusal().is_some(), "{}", error);
                        prop_assert_eq!(after.len(), before.len(), "a refused command wrote something");
                    }
                }
                // Step by step is the same as all at once.
                let mut stepwise = CaseState::new(case);
                for event in &after {
                    stepwise.apply(event).unwrap();
                }
                let state = fold(case, &after).unwrap();
                prop_assert_eq!(&stepwise, &state);
                p8(&state, &after);
                kept[usize::from(n)] = after;
            }
            let all = WorklistFilter { which: Which::All, ..WorklistFilter::default() };
            let on_the_way = store.worklist(&all).await.unwrap();
            store.rebuild_projections().await.unwrap();
            prop_assert_eq!(store.worklist(&all).await.unwrap(), on_the_way);
            let verified = verify(&store, None).await.unwrap();
            prop_assert!(verified.is_sound(), "{:?}", verified.findings);
            Ok(())
        })?;
    }
}
