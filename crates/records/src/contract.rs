//! What every store must do, as one suite that each engine runs against itself. A new engine is done when
//! [`run`] passes, and its own tests of crashes and damage do.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::canonical::Hash;
use crate::command::Command;
use crate::event::{Assessment, Author, PlanAdoption, Recheck};
use crate::ids::{CaseId, Seq};
use crate::shared::{Named, PATIENT, Present, SharedDecision, Shown, ShownNumber, ShownOutcome, Weighed};
use crate::store::{Appended, Store, StoreError};
use crate::submit::{Request, submit};
use crate::{Accounts, NO_RUPTURE_FOUND};

mod cases;
mod lists;
mod people;

/// Runs the whole suite. `fresh` gives a new, empty store each time it is called.
///
/// # Panics
///
/// When the store does not keep the contract: the message says which part.
pub async fn run<S, F, Fut>(fresh: F)
where
    S: Store + Accounts,
    F: Fn() -> Fut,
    Fut: Future<Output = S>,
{
    cases::what_is_appended_is_read_back(&fresh().await).await;
    cases::a_stale_form_is_refused(&fresh().await).await;
    cases::a_double_submit_writes_once(&fresh().await).await;
    cases::no_rupture_found_leaves_a_recheck(&fresh().await).await;
    cases::one_plan_at_a_time(&fresh().await).await;
    cases::a_correction_points_at_what_it_corrects(&fresh().await).await;
    cases::a_case_nobody_opened_is_named(&fresh().await).await;
    cases::a_choice_talked_over_keeps_what_was_shown(&fresh().await).await;
    cases::strange_texts_survive(&fresh().await).await;
    lists::the_worklist_shows_what_waits(&fresh().await).await;
    lists::rebuilt_projections_are_the_same(&fresh().await).await;
    lists::a_sound_log_verifies_and_anchors(&fresh().await).await;
    lists::the_audit_log_keeps_order(&fresh().await).await;
    people::the_first_account_is_made_once(&fresh().await).await;
    people::accounts_are_found_and_switched_off(&fresh().await).await;
    people::sessions_end(&fresh().await).await;
    people::failed_sign_ins_are_counted(&fresh().await).await;
    people::calendar_addresses_open_and_close(&fresh().await).await;
}

/// A fixed moment, some minutes after the suite's own beginning.
pub fn at(minutes: i64) -> Timestamp {
    // 2026-03-01T09:00:00Z; a time that cannot be reached is the beginning.
    let start = Timestamp::new(1_772_355_600, 0).unwrap_or(Timestamp::UNIX_EPOCH);
    start.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(start)
}

/// The n-th case of the suite.
pub fn case(n: u8) -> CaseId {
    CaseId::from_parts(at(0), [n; 10])
}

/// A clinician.
pub fn clinician() -> Author {
    Author::Person { account: None, name: "Dr Ada Weber".to_owned(), role: "clinician".to_owned() }
}

/// A request from a form made at a version of the case.
pub fn request(expected: u64, key: Option<&str>) -> Request {
    Request {
        at: at(i64::try_from(expected).unwrap_or(0)),
        author: clinician(),
        knowledge_version: "k1".to_owned(),
        expected: Seq(expected),
        key: key.map(ToOwned::to_owned),
    }
}

/// Opens a case.
pub fn open(label: &str) -> Command {
    Command::Open { label: label.to_owned(), facts: json!({"side": "left"}) }
}

/// A day of March 2026, 1 to 31 (outside of it: the first).
pub fn day(day: i8) -> jiff::civil::Date {
    jiff::civil::Date::new(2026, 3, day).unwrap_or(jiff::civil::Date::ZERO)
}

/// A verdict given on a day.
pub fn assessment(verdict: &str, on: i8) -> Assessment {
    Assessment {
        verdict: verdict.to_owned(),
        rules: vec!["V1".to_owned()],
        knowledge_version: "k1".to_owned(),
        on: day(on),
        recheck_required: false,
        result: Value::Null,
    }
}

/// “No rupture found” on a day, with a recheck on another.
pub fn no_rupture(on: i8, recheck: Option<i8>) -> Command {
    Command::Assess {
        assessment: assessment(NO_RUPTURE_FOUND, on),
        recheck: recheck.map(|on| Recheck { on: day(on), reason: "look again".to_owned() }),
    }
}

/// A plan.
pub fn plan(protocol: &str) -> PlanAdoption {
    PlanAdoption {
        protocol: protocol.to_owned(),
        protocol_hash: "ab".repeat(32),
        day0: day(1),
        origin: "injury".to_owned(),
        path: None,
        parameters: json!({"boot": "wedges"}),
    }
}

/// A choice talked over on a day by the patient and a clinician, with one number shown.
pub fn shared(on: i8) -> SharedDecision {
    let named = |id: &str, words: &str| Named { id: id.to_owned(), words: words.to_owned() };
    let number = ShownNumber {
        option: named("open", "Open repair"),
        said: "about 3 in 100 (1 to 5)".to_owned(),
        exact: Some("2.9 (1.3 to 4.8)".to_owned()),
        set: Some("B: the set".to_owned()),
    };
    SharedDecision {
        on: day(on),
        present: vec![
            Present { name: String::new(), role: PATIENT.to_owned() },
            Present { name: "Dr Ada Weber".to_owned(), role: "clinician".to_owned() },
        ],
        values: vec![Weighed { thing: named("tear", "A new tear"), weight: named("lot", "A lot") }],
        questions: vec!["How many do you do a year?".to_owned()],
        leaning: named("no_operation", "No operation"),
        shown: Shown {
            language: "en".to_owned(),
            evidence: Hash::of(&[b"then"]),
            first: vec!["About 3 of 100 people tear it again.".to_owned()],
            outcomes: vec![ShownOutcome {
                outcome: named("rerupture", "A new tear"),
                window: String::new(),
                options: vec![number],
            }],
            circumstances: vec![],
        },
        note: String::new(),
    }
}

async fn send(store: &dyn Store, case: CaseId, expected: u64, command: &Command) -> Result<Appended, StoreError> {
    submit(store, case, &request(expected, None), command).await
}

fn must<T>(result: Result<T, StoreError>, doing: &str) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{doing}: {error}"),
    }
}

async fn version(store: &dyn Store, case: CaseId) -> u64 {
    must(store.events(case).await, "read events").last().map_or(0, |event| event.seq.0)
}
