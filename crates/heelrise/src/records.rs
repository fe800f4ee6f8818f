//! `heelrise records`: is everything that was written still there, and as it was written?

use std::path::{Path, PathBuf};

use heelrise_records::{Store as _, StoreError, verify};
use heelrise_records_sqlite::{OpenOptions, SqliteStore};
use serde::Serialize;

use crate::args::{Global, Records};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::page::{Page, Tone};

/// The file in the data folder that holds the records.
pub const FILE: &str = "heelrise.db";

/// A failure of the store, as it is said and with its exit code.
pub fn failure(error: &StoreError) -> Failure {
    Failure::new(Exit::Storage, error.to_string())
}

/// A runtime for the store.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Fault, format!("The program could not start its workers: {error}.")))
}

/// The records in a folder, which have to be there.
fn existing(data: &Path) -> Result<PathBuf, Failure> {
    let file = data.join(FILE);
    if file.is_file() {
        return Ok(file);
    }
    let message = format!("There are no records in {}: the file {FILE} is not there. Check --data.", data.display());
    Err(Failure::new(Exit::Storage, message))
}

/// Runs it.
pub fn run(global: &Global, command: &Records) -> Result<Exit, Failure> {
    let runtime = runtime()?;
    match command {
        Records::Verify { data, json } => runtime.block_on(check(global, &existing(data)?, *json)),
        Records::Rebuild { data } => runtime.block_on(rebuild(&existing(data)?)),
    }
}

/// What `verify --json` prints.
#[derive(Serialize)]
struct Verified {
    sound: bool,
    events: u64,
    cases: u64,
    head: String,
    findings: Vec<String>,
}

async fn check(global: &Global, file: &Path, json: bool) -> Result<Exit, Failure> {
    let options = OpenOptions { read_only: true, ..OpenOptions::default() };
    let store = SqliteStore::open_with(file, &options).await.map_err(|error| failure(&error))?;
    let found = verify(&store, None).await.map_err(|error| failure(&error))?;
    store.close().await;
    let sound = found.is_sound();
    let findings: Vec<String> = found.findings.iter().map(ToString::to_string).collect();
    let (events, cases, head) = (found.events, found.cases, found.head.to_string());
    if json {
        put(&json_line(&Verified { sound, events, cases, head, findings })?)?;
    } else {
        let mut page = Page::new(global.color);
        for finding in &findings {
            page.say(Tone::Alarm, finding);
        }
        page.pair("Entries", &events.to_string()).pair("Cases", &cases.to_string());
        page.line(&format!("End of the log: {head}"));
        let (tone, sum) = if sound {
            (Tone::Good, "Everything written is there, as it was written.")
        } else {
            (Tone::Alarm, "The records are not as they were written. Keep a copy of the file and ask for help.")
        };
        page.gap().say(tone, sum);
        put(&page.finish())?;
    }
    Ok(if sound { Exit::Ok } else { Exit::Finding })
}

async fn rebuild(file: &Path) -> Result<Exit, Failure> {
    let store = SqliteStore::open(file).await.map_err(|error| failure(&error))?;
    let rebuilt = store.rebuild_projections().await.map_err(|error| failure(&error))?;
    store.close().await;
    put(&format!("The worklist was made anew from {} entries of {} cases.\n", rebuilt.events, rebuilt.cases))?;
    Ok(Exit::Ok)
}
