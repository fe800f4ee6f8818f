//! Disks that are full or read-only, files that are something else: a plain sentence, and nothing half-written.

#![expect(clippy::unwrap_used, reason = "a test's helpers may stop the test")]

use std::path::Path;
use std::time::Duration;

use heelrise_records::{Command, Store, StoreError, contract, load, submit, verify};
use heelrise_records_sqlite::{OpenOptions, SqliteStore};
use sqlx::{Connection, Executor, SqliteConnection};

fn quick() -> OpenOptions {
    OpenOptions { wait: Duration::from_millis(100), ..OpenOptions::default() }
}

fn plain(error: &StoreError, place: &Path) {
    let sentence = error.to_string();
    assert!(sentence.contains(&place.display().to_string()), "says not where: {sentence}");
    assert!(sentence.matches(". ").count() >= 1, "says not what to do: {sentence}");
    assert!(!sentence.contains("SQLITE") && !sentence.contains("code:"), "{sentence}");
}

async fn with_one_case(path: &Path) {
    let store = SqliteStore::open(path).await.unwrap();
    submit(&store, contract::case(1), &contract::request(0, None), &contract::open("A")).await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_full_disk_writes_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.db");
    with_one_case(&path).await;
    let size = std::fs::metadata(&path).unwrap().len();
    let pages = u32::try_from(size / 4096).unwrap() + 40;
    let store = SqliteStore::open_with(&path, &OpenOptions { max_pages: Some(pages), ..quick() }).await.unwrap();
    let mut version = 1;
    let text = "x".repeat(15_000);
    let error = loop {
        let three = vec![Command::Note { text: text.clone() }; 3];
        let batch = Command::Together { commands: three };
        match submit(&store, contract::case(1), &contract::request(version, None), &batch).await {
            Ok(done) => version = done.version.0,
            Err(error) => break error,
        }
        assert!(version < 200, "the disk never filled");
    };
    assert_eq!(error, StoreError::DiskFull { place: path.display().to_string() });
    plain(&error, &path);
    let (state, _) = load(&store, contract::case(1)).await.unwrap();
    assert_eq!((state.version.0, version % 3), (version, 1), "half a batch was written");
    assert!(version > 1, "it was full from the start: nothing is shown");
    assert!(verify(&store, None).await.unwrap().is_sound());
    store.close().await;
    // With space again it goes on.
    let store = SqliteStore::open(&path).await.unwrap();
    let note = Command::Note { text };
    submit(&store, contract::case(1), &contract::request(version, None), &note).await.unwrap();
}

#[tokio::test]
async fn a_disk_with_no_space_at_all_is_named_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f.db");
    std::fs::write(&path, b"").unwrap();
    let error = SqliteStore::open_with(&path, &OpenOptions { max_pages: Some(2), ..quick() }).await.unwrap_err();
    assert_eq!(error, StoreError::DiskFull { place: path.display().to_string() });
    // What was begun was rolled back: with space it starts.
    SqliteStore::open(&path).await.unwrap();
}

#[tokio::test]
async fn a_read_only_file_is_named_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ro.db");
    with_one_case(&path).await;
    let before = std::fs::read(&path).unwrap();
    let store = SqliteStore::open_with(&path, &OpenOptions { read_only: true, ..quick() }).await.unwrap();
    let note = Command::Note { text: "x".to_owned() };
    let error = submit(&store, contract::case(1), &contract::request(1, None), &note).await.unwrap_err();
    assert_eq!(error, StoreError::ReadOnly { place: path.display().to_string() });
    plain(&error, &path);
    let error = store.rebuild_projections().await.unwrap_err();
    assert_eq!(error, StoreError::ReadOnly { place: path.display().to_string() });
    // Reading and verifying still work.
    assert_eq!(load(&store, contract::case(1)).await.unwrap().0.version.0, 1);
    assert!(verify(&store, None).await.unwrap().is_sound());
    store.close().await;
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// The part of the next test that must not run as root, whom no permission stops.
#[test]
#[ignore = "started by a_read_only_disk_is_named"]
fn as_nobody() {
    let Some(folder) = std::env::var_os("HEELRISE_READ_ONLY_FOLDER") else { return };
    let folder = Path::new(&folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for name in ["there.db", "not-there.db"] {
            let path = folder.join(name);
            let error = SqliteStore::open_with(&path, &quick()).await.unwrap_err();
            assert_eq!(error, StoreError::ReadOnly { place: path.display().to_string() });
            plain(&error, &path);
        }
    });
    println!("READ ONLY NAMED");
}

#[tokio::test]
async fn a_read_only_disk_is_named() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;

    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("records");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("there.db");
    with_one_case(&path).await;
    let before = std::fs::read(&path).unwrap();
    // A copy of this test that anybody may start, wherever the build stands.
    let program = outer.path().join("test");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    set(outer.path(), 0o755);
    set(&program, 0o755);
    set(&path, 0o444);
    set(&folder, 0o555);
    let mut process = std::process::Command::new(&program);
    process.args(["--exact", "as_nobody", "--ignored", "--nocapture"]).env("HEELRISE_READ_ONLY_FOLDER", &folder);
    if std::fs::metadata(&program).unwrap().uid() == 0 {
        process.uid(65_534);
    }
    let done = process.current_dir("/").output().unwrap();
    set(&folder, 0o755);
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success() && said.contains("READ ONLY NAMED"),
        "{said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "something was left beside");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("none/x.db"), folder.path().to_path_buf()] {
        let error = SqliteStore::open_with(&path, &quick()).await.unwrap_err();
        assert!(matches!(error, StoreError::CannotOpen { .. }), "{error:?}");
        plain(&error, &path);
    }
}

#[tokio::test]
async fn a_file_of_another_program_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "These are my notes. ".repeat(500)).unwrap();
    let other = folder.path().join("other.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}?mode=rwc", other.display())).await.unwrap();
    connection.execute("CREATE TABLE theirs (a)").await.unwrap();
    connection.close().await.unwrap();
    for path in [text, other] {
        let before = std::fs::read(&path).unwrap();
        let error = SqliteStore::open_with(&path, &quick()).await.unwrap_err();
        assert_eq!(error, StoreError::NotADatabase { place: path.display().to_string() });
        plain(&error, &path);
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "something was left beside");
}

#[tokio::test]
async fn a_torn_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("torn.db");
    with_one_case(&path).await;
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = 4096;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let result = match SqliteStore::open_with(&path, &quick()).await {
        Ok(store) => verify(&store, None).await.map(|verified| assert!(!verified.is_sound())),
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
        plain(&error, &path);
    }
}

#[tokio::test]
async fn a_newer_schema_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    with_one_case(&path).await;
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    connection
        .execute(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (99, 'later', 1, x'00', 0)",
        )
        .await
        .unwrap();
    connection.close().await.unwrap();
    let error = SqliteStore::open_with(&path, &quick()).await.unwrap_err();
    assert!(matches!(error, StoreError::NewerSchema { found: 99, known: 3, .. }), "{error:?}");
    plain(&error, &path);
}

#[tokio::test]
async fn a_file_that_another_program_holds_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("held.db");
    with_one_case(&path).await;
    let store = SqliteStore::open_with(&path, &quick()).await.unwrap();
    let mut other = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    let note = Command::Note { text: "x".to_owned() };
    let error = submit(&store, contract::case(1), &contract::request(1, None), &note).await.unwrap_err();
    assert_eq!(error, StoreError::Locked { place: path.display().to_string() });
    plain(&error, &path);
    // Reading goes on meanwhile, and writing goes on after.
    assert_eq!(load(&store, contract::case(1)).await.unwrap().0.version.0, 1);
    other.execute("ROLLBACK").await.unwrap();
    submit(&store, contract::case(1), &contract::request(1, None), &note).await.unwrap();
}
