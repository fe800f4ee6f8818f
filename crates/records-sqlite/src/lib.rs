//! The record store on SQLite: one file, its write-ahead log beside it, nothing else to install.
//!
//! `journal_mode = WAL` and `synchronous = FULL`: an append returns after its pages are in the write-ahead log on the
//! disk, so that what was acknowledged survives a `kill -9` or a power cut. One connection writes, a few read; a batch
//! is one `BEGIN IMMEDIATE … COMMIT`. Triggers refuse to change or delete events; somebody who drops the triggers is
//! found by [`heelrise_records::verify()`].
//!
//! Migrations are numbered files that are never edited after a release: a change is a new file.

mod accounts;
mod errors;
mod open;
mod reviews;
mod rows;
mod sql;
mod store;

pub use open::{OpenOptions, SqliteStore};
pub use sql::STATEMENTS;
