//! Opening a file, making or bringing up its schema, and what can be wrong with it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use heelrise_records::StoreError;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqlSafeStr, SqliteConnection};

use crate::errors::{io_error, migrate_error, store_error};
use crate::sql;

/// The schema, step by step. A step that was released is never edited.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "log", include_str!("../migrations/0001_log.sql")),
    (2, "accounts", include_str!("../migrations/0002_accounts.sql")),
    (3, "reviews", include_str!("../migrations/0003_reviews.sql")),
];

fn newest_step() -> i64 {
    MIGRATIONS.iter().map(|step| step.0).max().unwrap_or(0)
}

/// `HEL1`, in the file's header since the first schema step.
const APPLICATION_ID: i64 = 1_212_501_041;

/// Says what is wrong with the place before SQLite touches it. Whether it can be written is asked of the system, whose
/// answer is exact; SQLite would say "unable to open" for most of it. A file of another program is left as it is.
async fn look_before_touching(place: &Path, options: &OpenOptions) -> Result<(), StoreError> {
    let probe =
        std::fs::OpenOptions::new().read(true).append(!options.read_only).create(!options.read_only).open(place);
    let size = probe.and_then(|file| file.metadata()).map_err(|why| io_error(place, &why))?.len();
    if size == 0 {
        return Ok(());
    }
    let said = |error| store_error(place, error);
    let connect = SqliteConnectOptions::new().filename(place).busy_timeout(options.wait).read_only(options.read_only);
    let mut connection = SqliteConnection::connect_with(&connect).await.map_err(said)?;
    let tables: i64 = sqlx::query_scalar(sql::MAGIC).fetch_one(&mut connection).await.map_err(said)?;
    let owner: i64 = sqlx::query_scalar(sql::APPLICATION_ID).fetch_one(&mut connection).await.map_err(said)?;
    connection.close().await.map_err(said)?;
    if tables > 0 && owner != APPLICATION_ID {
        return Err(StoreError::NotADatabase { place: place.display().to_string() });
    }
    Ok(())
}

/// How to open the records.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// Connections that read, 1 to 16.
    pub readers: u32,
    /// How long to wait for another program that holds the file.
    pub wait: Duration,
    /// The most pages of 4096 bytes the file may have; none for no limit but the disk's.
    pub max_pages: Option<u32>,
    /// Only read: a file that is not there is not made, its schema is not brought up, and every write is refused as on
    /// a read-only disk. For looking into a copy.
    pub read_only: bool,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { readers: 4, wait: Duration::from_secs(5), max_pages: None, read_only: false }
    }
}

/// The record store in one SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    pub(crate) place: PathBuf,
    pub(crate) writer: SqlitePool,
    pub(crate) readers: SqlitePool,
}

impl SqliteStore {
    /// Opens the records in a file, and makes the file when it is not there. The folder must exist.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_with(path, &OpenOptions::default()).await
    }

    /// Opens the records in a file, with options.
    pub async fn open_with(path: impl AsRef<Path>, options: &OpenOptions) -> Result<Self, StoreError> {
        let place = path.as_ref().to_path_buf();
        look_before_touching(&place, options).await?;
        let mut connect = SqliteConnectOptions::new()
            .filename(&place)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .read_only(options.read_only)
            .busy_timeout(options.wait);
        if !options.read_only {
            connect = connect.create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
        }
        if let Some(pages) = options.max_pages {
            connect = connect.pragma("max_page_count", pages.to_string());
        }
        let pool = |count: u32| {
            SqlitePoolOptions::new()
                .max_connections(count)
                .acquire_timeout(options.wait.saturating_add(Duration::from_secs(10)))
                .idle_timeout(None)
                .max_lifetime(None)
        };
        let writer = pool(1).connect_with(connect.clone()).await.map_err(|error| store_error(&place, error))?;
        let store = Self {
            readers: pool(options.readers.clamp(1, 16))
                .connect_lazy_with(connect.create_if_missing(false).pragma("query_only", "ON")),
            writer,
            place,
        };
        if options.read_only {
            store.check_schema().await?;
        } else {
            store.bring_up().await?;
        }
        Ok(store)
    }

    /// Records in memory only, gone when the store is dropped: for a demonstration or a test. One connection reads and
    /// writes.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let place = PathBuf::from("memory");
        let connect = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(connect)
            .await
            .map_err(|error| store_error(&place, error))?;
        let store = Self { readers: writer.clone(), writer, place };
        store.bring_up().await?;
        Ok(store)
    }

    /// Where the records are.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Writes a copy of everything, as of one moment, to a new file. Writing goes on meanwhile, and the copy can be opened
    /// like the file itself. A file that is there already is left as it is.
    pub async fn back_up(&self, to: impl AsRef<Path>) -> Result<(), StoreError> {
        let to = to.as_ref();
        if to.exists() {
            return Err(StoreError::CannotOpen {
                place: to.display().to_string(),
                why: "a copy is never written over a file that is there already".to_owned(),
            });
        }
        let path = to.to_str().ok_or_else(|| StoreError::CannotOpen {
            place: to.display().to_string(),
            why: "the name has characters that are not Unicode".to_owned(),
        })?;
        let copied = sqlx::query(sql::BACK_UP).bind(path).execute(&self.writer).await;
        copied.map(|_| ()).map_err(|error| store_error(to, error))
    }

    /// Closes all connections and folds the write-ahead log into the file. Calls after this fail.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    async fn bring_up(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await.map_err(|error| self.error(error))?;
        let steps = MIGRATIONS.iter().map(|(version, name, text)| {
            Migration::new(*version, (*name).into(), MigrationType::Simple, text.into_sql_str(), false)
        });
        let known = newest_step();
        Migrator::with_migrations(steps.collect())
            .run(&mut *connection)
            .await
            .map_err(|error| migrate_error(&self.place, known, error))
    }

    /// A file that is only read must have this release's schema already.
    async fn check_schema(&self) -> Result<(), StoreError> {
        let said = |error| self.error(error);
        let found: i64 = sqlx::query_scalar(sql::SCHEMA).fetch_one(&self.writer).await.map_err(said)?;
        let place = self.place.display().to_string();
        match found.cmp(&newest_step()) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Greater => Err(StoreError::NewerSchema { place, found, known: newest_step() }),
            std::cmp::Ordering::Less => Err(StoreError::CannotOpen {
                place,
                why: "an older release made them, and they may only be read; open them once for writing".to_owned(),
            }),
        }
    }

    pub(crate) fn error(&self, error: sqlx::Error) -> StoreError {
        store_error(&self.place, error)
    }
}
