//! What SQLite says, as the store's own errors. The primary result code is the low byte of the extended one
//! (<https://www.sqlite.org/rescode.html>).

use std::io::ErrorKind;
use std::path::Path;

use heelrise_records::StoreError;
use sqlx::migrate::MigrateError;

const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const READONLY: u32 = 8;
const IOERR: u32 = 10;
const CORRUPT: u32 = 11;
const FULL: u32 = 13;
const CANTOPEN: u32 = 14;
const NOTADB: u32 = 26;
/// Disk I/O error while writing, syncing or making a file longer: what a size limit of the system looks like.
const IOERR_WRITE: u32 = 778;
/// No room to make the index of the write-ahead log larger.
const IOERR_SHMSIZE: u32 = IOERR | (19 << 8);

/// Turns an error of the driver into one of the store.
pub(crate) fn store_error(place: &Path, error: sqlx::Error) -> StoreError {
    let place = place.display().to_string();
    let sqlx::Error::Database(said) = &error else {
        return match error {
            sqlx::Error::PoolTimedOut => StoreError::Locked { place },
            sqlx::Error::Io(why) => StoreError::CannotOpen { place, why: why.to_string() },
            other => StoreError::Other(other.to_string()),
        };
    };
    let code = said.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or(0);
    match (code & 0xff, code) {
        (READONLY, _) => StoreError::ReadOnly { place },
        (FULL, _) | (_, IOERR_WRITE | IOERR_SHMSIZE) => StoreError::DiskFull { place },
        (NOTADB, _) => StoreError::NotADatabase { place },
        (BUSY | LOCKED, _) => StoreError::Locked { place },
        (CORRUPT, _) => StoreError::Damaged { place, why: said.message().to_owned() },
        (CANTOPEN | IOERR, _) => StoreError::CannotOpen { place, why: said.message().to_owned() },
        _ => StoreError::Other(said.message().to_owned()),
    }
}

/// Turns an error of the system into one of the store.
pub(crate) fn io_error(place: &Path, error: &std::io::Error) -> StoreError {
    let place = place.display().to_string();
    match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { place },
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::DiskFull { place },
        ErrorKind::NotFound => StoreError::CannotOpen { place, why: "the file or its folder is not there".to_owned() },
        ErrorKind::IsADirectory => StoreError::CannotOpen { place, why: "it is a folder, not a file".to_owned() },
        _ => StoreError::CannotOpen { place, why: error.to_string() },
    }
}

/// Turns an error of the migration into one of the store.
pub(crate) fn migrate_error(place: &Path, known: i64, error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => store_error(place, error),
        MigrateError::VersionMissing(found) | MigrateError::VersionTooNew(found, _) => {
            StoreError::NewerSchema { place: place.display().to_string(), found, known }
        }
        MigrateError::VersionMismatch(version) => StoreError::Damaged {
            place: place.display().to_string(),
            why: format!("schema step {version} is not the one this release made"),
        },
        other => StoreError::Other(other.to_string()),
    }
}
