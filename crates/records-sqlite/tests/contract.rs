//! The shared contract, on a file and in memory.

use heelrise_records::contract;
use heelrise_records_sqlite::{STATEMENTS, SqliteStore};
use sqlx::{Connection, Executor, SqlSafeStr, SqliteConnection};

#[tokio::test]
async fn on_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let count = std::sync::atomic::AtomicU32::new(0);
    contract::run(|| async {
        let n = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        SqliteStore::open(folder.path().join(format!("{n}.db"))).await.unwrap()
    })
    .await;
}

#[tokio::test]
async fn in_memory() {
    contract::run(|| async { SqliteStore::in_memory().await.unwrap() }).await;
}

#[tokio::test]
async fn every_statement_fits_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.db");
    SqliteStore::open(&path).await.unwrap().close().await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    assert!(STATEMENTS.len() > 30);
    for (name, text) in STATEMENTS {
        let prepared = connection.prepare(text.into_sql_str()).await;
        assert!(prepared.is_ok(), "{name}: {:?}", prepared.err());
    }
    // The test can fail: a text that does not fit is refused.
    assert!(connection.prepare("SELECT nothing FROM events".into_sql_str()).await.is_err());
}

#[tokio::test]
async fn what_was_written_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let opened = contract::open("R");
    heelrise_records::submit(&store, contract::case(1), &contract::request(0, None), &opened).await.unwrap();
    heelrise_records::Accounts::sign_in_failed(&store, "ada", contract::at(0)).await.unwrap();
    store.close().await;
    let store = SqliteStore::open(&path).await.unwrap();
    let (state, _) = heelrise_records::load(&store, contract::case(1)).await.unwrap();
    assert_eq!(state.label, "R");
    assert_eq!(heelrise_records::Accounts::failed_sign_ins(&store, "ada").await.unwrap().count, 1);
    assert!(heelrise_records::verify(&store, None).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_never_write_the_same_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.db");
    // Two stores on one file stand for two processes.
    let stores = [SqliteStore::open(&path).await.unwrap(), SqliteStore::open(&path).await.unwrap()];
    let opened = contract::open("C");
    heelrise_records::submit(&stores[0], contract::case(1), &contract::request(0, None), &opened).await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..16_usize {
        let store = stores[n % 2].clone();
        tasks.push(tokio::spawn(async move {
            let note = heelrise_records::Command::Note { text: format!("note {n}") };
            let mut tries = 0;
            loop {
                let (state, _) = heelrise_records::load(&store, contract::case(1)).await.unwrap();
                let request = contract::request(state.version.0, Some(&format!("key {n}")));
                match heelrise_records::submit(&store, contract::case(1), &request, &note).await {
                    Ok(_) => return tries,
                    Err(error) => {
                        assert!(matches!(error.refusal(), Some(heelrise_records::Refusal::Stale { .. })), "{error}");
                    }
                }
                tries += 1;
            }
        }));
    }
    let mut refused = 0;
    for task in tasks {
        refused += task.await.unwrap();
    }
    let (state, events) = heelrise_records::load(&stores[0], contract::case(1)).await.unwrap();
    assert_eq!((state.version.0, events.len()), (17, 17));
    assert!(refused > 0, "no two writers ever met: the test shows nothing");
    assert!(heelrise_records::verify(&stores[1], None).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_at_the_same_moment_twice_writes_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("d.db")).await.unwrap();
    for n in 0..20 {
        let key = format!("key {n}");
        let send = |id: u8| {
            let (store, key) = (store.clone(), key.clone());
            tokio::spawn(async move {
                let opened = contract::open("D");
                heelrise_records::submit(&store, contract::case(id), &contract::request(0, Some(&key)), &opened)
                    .await
                    .unwrap()
            })
        };
        let (one, two) = (send(2 * n), send(2 * n + 1));
        let (one, two) = (one.await.unwrap(), two.await.unwrap());
        assert_eq!(one.case, two.case, "both sendings lead to one case");
        assert!(one.repeated != two.repeated, "one wrote, the other did not");
    }
}

#[tokio::test]
async fn a_backup_is_whole_and_opens() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("b.db")).await.unwrap();
    heelrise_records::submit(&store, contract::case(1), &contract::request(0, None), &contract::open("B"))
        .await
        .unwrap();
    let copy = folder.path().join("copy.db");
    store.back_up(&copy).await.unwrap();
    assert!(store.back_up(&copy).await.is_err(), "a backup was written over");
    let copied = SqliteStore::open(&copy).await.unwrap();
    assert_eq!(heelrise_records::load(&copied, contract::case(1)).await.unwrap().0.label, "B");
    let (here, there) = (heelrise_records::verify(&store, None), heelrise_records::verify(&copied, None));
    let (here, there) = (here.await.unwrap(), there.await.unwrap());
    assert!(there.is_sound() && here.head == there.head, "{there:?}");
}
