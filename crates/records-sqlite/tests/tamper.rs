//! Somebody with the file and a SQLite shell changes what was recorded. Each change is found and named.

#![expect(clippy::unwrap_used, reason = "a test's helpers may stop the test")]

use std::path::{Path, PathBuf};

use heelrise_records::chain::LogHead;
use heelrise_records::{Command, Finding, Store, Verification, contract, submit, verify};
use heelrise_records_sqlite::SqliteStore;
use sqlx::{Connection, Executor, SqliteConnection};

/// Three cases, interleaved: case 1 at positions 1, 4, 5, 6, 7; case 2 at 2, 8, 9; case 3 at 3, 10.
async fn recorded(folder: &Path) -> (PathBuf, LogHead) {
    let path = folder.join("t.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let note = |n: u64| Command::Note { text: format!("note {n}") };
    for n in 1..=3 {
        submit(&store, contract::case(n), &contract::request(0, None), &contract::open("T")).await.unwrap();
    }
    for (case, version) in [(1, 1), (1, 2), (1, 3), (1, 4), (2, 1), (2, 2), (3, 1)] {
        submit(&store, contract::case(case), &contract::request(version, None), &note(version)).await.unwrap();
    }
    let verified = verify(&store, None).await.unwrap();
    assert!(verified.is_sound() && verified.events == 10, "{verified:?}");
    store.close().await;
    (path, verified.head)
}

const DROP_TRIGGERS: &str = "DROP TRIGGER events_never_change; DROP TRIGGER events_never_go; \
    DROP TRIGGER log_head_never_goes; DROP TRIGGER log_head_never_goes_back;";

async fn tamper(path: &Path, sql: &'static str) {
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    connection.execute(sqlx::raw_sql(DROP_TRIGGERS)).await.unwrap();
    connection.execute(sqlx::raw_sql(sql)).await.unwrap();
    connection.close().await.unwrap();
}

async fn found_after(sql: &'static str) -> Vec<Finding> {
    found_with(sql, false).await.findings
}

async fn found_with(sql: &'static str, anchored: bool) -> Verification {
    let folder = tempfile::tempdir().unwrap();
    let (path, head) = recorded(folder.path()).await;
    tamper(&path, sql).await;
    let store = SqliteStore::open(&path).await.unwrap();
    let verified = verify(&store, anchored.then_some(&head)).await.unwrap();
    assert!(!verified.is_sound(), "not found: {sql}");
    for finding in &verified.findings {
        let sentence = finding.to_string();
        assert!(sentence.ends_with('.') && sentence.len() > 20, "{sentence}");
    }
    store.close().await;
    verified
}

fn case(n: u8) -> String {
    contract::case(n).to_string()
}

#[tokio::test]
async fn every_altered_column_is_found() {
    for sql in [
        "UPDATE events SET payload = replace(payload, 'note 3', 'note 4') WHERE position = 6",
        "UPDATE events SET at = '2026-03-01T09:00:01Z' WHERE position = 6",
        "UPDATE events SET author = replace(author, 'Ada', 'Eve') WHERE position = 6",
        "UPDATE events SET knowledge_version = 'k2' WHERE position = 6",
        "UPDATE events SET submission_key = 'x', submission_digest = hash WHERE position = 6",
        "UPDATE events SET kind = 'examined' WHERE position = 6",
        "UPDATE events SET hash = log_hash WHERE position = 6",
        "UPDATE events SET previous_hash = log_hash WHERE position = 6",
    ] {
        let findings = found_after(sql).await;
        assert!(findings.contains(&Finding::Altered { position: 6, case: case(1), seq: 4 }), "{sql}: {findings:?}");
        assert!(
            findings.iter().all(|f| named(f) == Some((case(1), 4)) || named(f) == Some((case(1), 5))),
            "{findings:?}"
        );
    }
    let log = found_after("UPDATE events SET log_hash = hash WHERE position = 6").await;
    assert_eq!(log, [Finding::OutOfPlace { position: 6, case: case(1), seq: 4 }]);
}

fn named(finding: &Finding) -> Option<(String, u64)> {
    match finding {
        Finding::Altered { case, seq, .. }
        | Finding::OutOfPlace { case, seq, .. }
        | Finding::BrokenLink { case, seq } => Some((case.clone(), *seq)),
        _ => None,
    }
}

#[tokio::test]
async fn an_event_given_to_another_case_is_found() {
    let findings = found_after(
        "UPDATE events SET case_id = (SELECT case_id FROM events WHERE position = 3), seq = 3 WHERE position = 7",
    )
    .await;
    assert!(findings.contains(&Finding::Altered { position: 7, case: case(3), seq: 3 }), "{findings:?}");
    assert!(findings.contains(&Finding::Missing { case: case(1), from: 5, to: 5 }), "{findings:?}");
}

#[tokio::test]
async fn a_deleted_event_in_the_middle_is_found() {
    let findings = found_after("DELETE FROM events WHERE position = 5").await;
    assert_eq!(findings, [Finding::LogGap { from: 5, to: 5 }, Finding::Missing { case: case(1), from: 3, to: 3 }]);
}

#[tokio::test]
async fn a_deleted_last_event_is_found() {
    // The last of its case, and of the whole log.
    let findings = found_after("DELETE FROM events WHERE position = 10").await;
    assert_eq!(findings, [Finding::LogGap { from: 10, to: 10 }, Finding::Missing { case: case(3), from: 2, to: 2 }]);
    // The last of its case only.
    let findings = found_after("DELETE FROM events WHERE position = 7").await;
    assert_eq!(findings, [Finding::LogGap { from: 7, to: 7 }, Finding::Missing { case: case(1), from: 5, to: 5 }]);
}

#[tokio::test]
async fn a_deleted_case_is_found() {
    let findings =
        found_after("DELETE FROM events WHERE case_id = (SELECT case_id FROM events WHERE position = 2)").await;
    assert_eq!(
        findings,
        [
            Finding::LogGap { from: 2, to: 2 },
            Finding::LogGap { from: 8, to: 9 },
            Finding::MissingCase { case: case(2), entries: 3 }
        ]
    );
    // With its worklist line gone too, the log still shows that something is missing.
    let findings = found_after(
        "DELETE FROM worklist WHERE case_id = (SELECT case_id FROM events WHERE position = 2); \
         DELETE FROM events WHERE case_id = (SELECT case_id FROM events WHERE position = 2)",
    )
    .await;
    assert_eq!(findings, [Finding::LogGap { from: 2, to: 2 }, Finding::LogGap { from: 8, to: 9 }]);
}

#[tokio::test]
async fn swapped_events_are_found() {
    // Two events of a case change their numbers.
    let findings = found_after(
        "UPDATE events SET seq = 99 WHERE position = 5; UPDATE events SET seq = 3 WHERE position = 6; \
         UPDATE events SET seq = 4 WHERE position = 5",
    )
    .await;
    assert!(findings.contains(&Finding::Moved { position: 5, case: case(1), seq: 4, written: 3 }), "{findings:?}");
    assert!(findings.contains(&Finding::Moved { position: 6, case: case(1), seq: 3, written: 4 }), "{findings:?}");
    // Two events of different cases change their places in the log.
    let findings = found_after(
        "UPDATE events SET position = 99 WHERE position = 5; UPDATE events SET position = 5 WHERE position = 9; \
         UPDATE events SET position = 9 WHERE position = 99",
    )
    .await;
    assert!(findings.contains(&Finding::OutOfPlace { position: 5, case: case(2), seq: 3 }), "{findings:?}");
    assert!(findings.contains(&Finding::OutOfPlace { position: 9, case: case(1), seq: 3 }), "{findings:?}");
}

#[tokio::test]
async fn an_event_put_in_by_hand_is_found() {
    let findings = found_after(
        "INSERT INTO events SELECT 11, log_hash, case_id, seq + 1, at, author, knowledge_version, kind, payload, hash, \
         hash, NULL, NULL FROM events WHERE position = 10",
    )
    .await;
    assert!(findings.contains(&Finding::HeadDiffers { kept: 10, found: 11 }), "{findings:?}");
    let findings = found_after("UPDATE log_head SET hash = (SELECT hash FROM events WHERE position = 10)").await;
    assert_eq!(findings, [Finding::HeadDiffers { kept: 10, found: 10 }]);
}

#[tokio::test]
async fn a_log_cut_short_with_its_head_is_found_by_the_noted_end() {
    let cut = "DELETE FROM events WHERE position = 10; \
        UPDATE log_head SET position = 9, hash = (SELECT log_hash FROM events WHERE position = 9); \
        UPDATE worklist SET version = 1 WHERE case_id = (SELECT case_id FROM events WHERE position = 3)";
    let verified = found_with(cut, true).await;
    assert!(verified.findings.iter().any(|f| matches!(f, Finding::AnchorDiffers { .. })), "{verified:?}");
}

#[tokio::test]
async fn a_changed_worklist_line_is_found_and_rebuilt() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = recorded(folder.path()).await;
    for sql in [
        "UPDATE worklist SET label = 'X' WHERE version = 5",
        "UPDATE worklist SET recheck_on = '2030-01-01' WHERE version = 5",
        "UPDATE worklist SET version = 4 WHERE version = 5",
        "DELETE FROM worklist WHERE version = 5",
        // Dropped whole.
        "DELETE FROM worklist",
    ] {
        let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
        connection.execute(sqlx::raw_sql(sql)).await.unwrap();
        connection.close().await.unwrap();
        let store = SqliteStore::open(&path).await.unwrap();
        let findings = verify(&store, None).await.unwrap().findings;
        assert!(findings.contains(&Finding::ProjectionDiffers { case: case(1) }), "{sql}: {findings:?}");
        store.rebuild_projections().await.unwrap();
        let findings = verify(&store, None).await.unwrap().findings;
        assert!(findings.is_empty(), "{sql}: {findings:?}");
        store.close().await;
    }
}

#[tokio::test]
async fn a_flipped_byte_in_the_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = recorded(folder.path()).await;
    let mut bytes = std::fs::read(&path).unwrap();
    let at = bytes.windows(6).position(|w| w == b"note 3").unwrap();
    bytes[at + 5] = b'9';
    std::fs::write(&path, bytes).unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    let findings = verify(&store, None).await.unwrap().findings;
    assert_eq!(findings, [Finding::Altered { position: 6, case: case(1), seq: 4 }]);
}

#[tokio::test]
async fn the_file_itself_refuses_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = recorded(folder.path()).await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    for sql in [
        "UPDATE events SET payload = '{}' WHERE position = 1",
        "DELETE FROM events WHERE position = 10",
        "DELETE FROM log_head",
        "UPDATE log_head SET position = 9",
        "UPDATE audit SET name = 'x'",
        "DELETE FROM audit",
    ] {
        if sql.contains("audit") {
            connection
                .execute(sqlx::raw_sql("INSERT INTO audit (at, name, action, detail) VALUES ('', '', 'read', '')"))
                .await
                .unwrap();
        }
        let refused = connection.execute(sqlx::raw_sql(sql)).await;
        assert!(refused.is_err(), "{sql} went through");
    }
}
