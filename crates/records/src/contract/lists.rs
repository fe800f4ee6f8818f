//! The contract about projections, the audit log and verification.

use super::{assessment, at, case, day, must, no_rupture, open, plan, send};
use crate::chain::LogHead;
use crate::command::Command;
use crate::ids::AccountId;
use crate::store::{AuditAction, AuditEntry, AuditFilter, Store, Which, WorklistFilter, WorklistRow};
use crate::submit::load;
use crate::verify::{Finding, verify};

/// Four cases: 1 open with a rupture and a plan, 2 open with a recheck on the 20th, 3 closed with a recheck on the
/// 10th, 4 closed with nothing left.
async fn some_cases(store: &dyn Store) {
    let close = Command::Close { on: day(6), reason: "done".to_owned() };
    must(send(store, case(1), 0, &open("Left heel")).await, "open 1");
    let rupture = Command::Assess { assessment: assessment("rupture", 2), recheck: None };
    must(send(store, case(1), 1, &rupture).await, "assess 1");
    must(send(store, case(1), 2, &Command::AdoptPlan(plan("willits"))).await, "plan 1");
    must(send(store, case(2), 0, &open("Calf, right")).await, "open 2");
    must(send(store, case(2), 1, &no_rupture(4, Some(20))).await, "assess 2");
    must(send(store, case(3), 0, &open("Tennis 100%")).await, "open 3");
    must(send(store, case(3), 1, &no_rupture(4, Some(10))).await, "assess 3");
    must(send(store, case(3), 3, &close).await, "close 3");
    must(send(store, case(4), 0, &open("Old")).await, "open 4");
    must(send(store, case(4), 1, &close).await, "close 4");
}

async fn all(store: &dyn Store) -> Vec<WorklistRow> {
    must(store.worklist(&WorklistFilter { which: Which::All, ..WorklistFilter::default() }).await, "worklist")
}

async fn found(store: &dyn Store, filter: WorklistFilter) -> Vec<crate::CaseId> {
    must(store.worklist(&filter).await, "worklist").into_iter().map(|row| row.case).collect()
}

pub(super) async fn the_worklist_shows_what_waits(store: &dyn Store) {
    some_cases(store).await;
    let filter = WorklistFilter::default();
    assert_eq!(found(store, filter.clone()).await, [case(3), case(2), case(1)], "due rechecks first, closed ones too");
    let due = WorklistFilter { recheck_until: Some(day(10)), ..filter.clone() };
    assert_eq!(found(store, due).await, [case(3)]);
    let closed = WorklistFilter { which: Which::Closed, ..filter.clone() };
    assert_eq!(found(store, closed).await, [case(3), case(4)]);
    let label = |text: &str| WorklistFilter { which: Which::All, label: Some(text.to_owned()), ..filter.clone() };
    assert_eq!(found(store, label("RIGHT")).await, [case(2)]);
    assert_eq!(found(store, label("0%")).await, [case(3)], "a percent sign is a percent sign");
    assert!(found(store, label("_")).await.is_empty(), "an underscore is an underscore");
    let page = WorklistFilter { limit: 1, offset: 1, ..filter };
    assert_eq!(found(store, page).await, [case(2)]);

    let rows = all(store).await;
    assert_eq!(rows.len(), 4);
    for row in rows {
        let (state, _) = must(load(store, row.case).await, "load");
        assert_eq!(Some(row), WorklistRow::of(&state), "the worklist is what the events say");
    }
}

pub(super) async fn rebuilt_projections_are_the_same(store: &dyn Store) {
    some_cases(store).await;
    let before = all(store).await;
    let rebuilt = must(store.rebuild_projections().await, "rebuild");
    assert_eq!((rebuilt.cases, rebuilt.events), (4, 12));
    assert_eq!(all(store).await, before);
}

pub(super) async fn a_sound_log_verifies_and_anchors(store: &dyn Store) {
    let empty = must(verify(store, Some(&LogHead::empty())).await, "verify nothing");
    assert!(empty.is_sound() && empty.head == LogHead::empty(), "{empty:?}");
    some_cases(store).await;
    let first = must(verify(store, None).await, "verify");
    assert_eq!((first.findings.as_slice(), first.events, first.cases), ([].as_slice(), 12, 4));
    must(send(store, case(1), 3, &Command::Note { text: "more".to_owned() }).await, "note");
    let later = must(verify(store, Some(&first.head)).await, "verify with an anchor");
    assert!(later.is_sound() && later.head != first.head, "{later:?}");
    let noted: LogHead = match first.head.to_string().parse() {
        Ok(head) => head,
        Err(why) => panic!("a head does not survive writing and reading: {why}"),
    };
    assert_eq!(noted, first.head);
    let other = LogHead { position: 3, hash: first.head.hash };
    let wrong = must(verify(store, Some(&other)).await, "verify with a wrong anchor");
    assert_eq!(wrong.findings, [Finding::AnchorDiffers { noted: other.to_string() }]);
}

pub(super) async fn the_audit_log_keeps_order(store: &dyn Store) {
    let somebody = AccountId::from_parts(at(0), [5; 10]);
    let line = |minute, account, case, action| AuditEntry {
        at: at(minute),
        account,
        name: "ada".to_owned(),
        case,
        action,
        detail: "letter".to_owned(),
    };
    let lines = [
        line(1, Some(somebody), Some(case(1)), AuditAction::Read),
        line(2, None, None, AuditAction::Read),
        line(3, Some(somebody), Some(case(2)), AuditAction::Wrote),
        line(4, None, Some(case(1)), AuditAction::Exported),
    ];
    for line in &lines {
        must(store.audit(line).await, "audit");
    }
    let read = |case, account, limit| async move {
        let filter = AuditFilter { case, account, limit };
        must(store.audit_log(&filter).await, "audit log").iter().map(|l| l.at).collect::<Vec<_>>()
    };
    assert_eq!(read(None, None, 0).await, [at(4), at(3), at(2), at(1)]);
    assert_eq!(read(Some(case(1)), None, 0).await, [at(4), at(1)]);
    assert_eq!(read(None, Some(somebody), 1).await, [at(3)]);
    let all = must(store.audit_log(&AuditFilter::default()).await, "audit log");
    assert_eq!(all.first(), lines.last());
}
