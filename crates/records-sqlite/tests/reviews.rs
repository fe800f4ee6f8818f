//! Answers of reviewers on SQLite: the contract, and that nothing takes them back.

use heelrise_records::reviews::{Reviews as _, altered, contract};
use heelrise_records_sqlite::SqliteStore;
use sqlx::{Connection as _, Executor as _, SqliteConnection};

#[tokio::test]
async fn on_a_file_and_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    contract(&SqliteStore::open(folder.path().join("r.db")).await.unwrap()).await;
    contract(&SqliteStore::in_memory().await.unwrap()).await;
}

#[tokio::test]
async fn an_answer_is_never_changed_or_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.db");
    let store = SqliteStore::open(&path).await.unwrap();
    contract(&store).await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    for statement in ["UPDATE reviews SET answer = 'unclear'", "DELETE FROM reviews"] {
        assert!(connection.execute(statement).await.is_err(), "{statement}");
    }
    // Somebody who takes the guards away is seen.
    connection.execute("DROP TRIGGER reviews_never_change").await.unwrap();
    connection.execute("UPDATE reviews SET reason = 'other' WHERE number = 2").await.unwrap();
    assert_eq!(altered(&store.reviews().await.unwrap()), Some(2));
}
