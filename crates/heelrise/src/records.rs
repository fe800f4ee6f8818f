//! `heelrise records`: is everything that was written still there, and as it was written?

use std::path::{Path, PathBuf};

use heelrise_records::reviews::altered;
use heelrise_records::{Reviews as _, Store as _, StoreError, verify};
use heelrise_records_sqlite::{OpenOptions, SqliteStore};
use serde::Serialize;

use crate::args::{Global, Records};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::page::{Page, Tone};
use crate::words::Words;
use crate::{data_folder, load};

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
pub fn existing(data: &Path) -> Result<PathBuf, Failure> {
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
    let wording = load::wording(global)?;
    let words = Words::new(&wording, &global.lang);
    match command {
        Records::Verify { data, json } => runtime.block_on(check(global, words, &existing(data)?, *json)),
        Records::Rebuild { data } => {
            let file = existing(data)?;
            let held = data_folder::take_existing(data)?;
            let done = runtime.block_on(rebuild(words, &file));
            drop(held);
            done
        }
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

async fn check(global: &Global, words: Words<'_>, file: &Path, json: bool) -> Result<Exit, Failure> {
    let options = OpenOptions { read_only: true, ..OpenOptions::default() };
    let store = SqliteStore::open_with(file, &options).await.map_err(|error| failure(&error))?;
    let found = verify(&store, None).await.map_err(|error| failure(&error))?;
    let reviews = store.reviews().await.map_err(|error| failure(&error))?;
    store.close().await;
    let mut findings: Vec<String> = found.findings.iter().map(ToString::to_string).collect();
    if let Some(number) = altered(&reviews) {
        findings.push(words.say_with("records-review-altered", &[("number", &number.to_string())]));
    }
    let sound = findings.is_empty() && found.is_sound();
    let (events, cases, head) = (found.events, found.cases, found.head.to_string());
    if json {
        put(&json_line(&Verified { sound, events, cases, head, findings })?)?;
    } else {
        let mut page = Page::new(global.color);
        for finding in &findings {
            page.say(Tone::Alarm, finding);
        }
        page.pair(&words.say("records-entries"), &events.to_string());
        page.pair(&words.say("records-cases"), &cases.to_string());
        page.line(&format!("{}: {head}", words.say("records-head")));
        let (tone, sum) = if sound { (Tone::Good, "records-sound") } else { (Tone::Alarm, "records-unsound") };
        page.gap().say(tone, &words.say(sum));
        put(&page.finish())?;
    }
    Ok(if sound { Exit::Ok } else { Exit::Finding })
}

async fn rebuild(words: Words<'_>, file: &Path) -> Result<Exit, Failure> {
    let store = SqliteStore::open(file).await.map_err(|error| failure(&error))?;
    let rebuilt = store.rebuild_projections().await.map_err(|error| failure(&error))?;
    store.close().await;
    let (events, cases) = (rebuilt.events.to_string(), rebuilt.cases.to_string());
    let sentence = words.say_with("records-rebuilt", &[("events", &events), ("cases", &cases)]);
    put(&format!("{sentence}\n"))?;
    Ok(Exit::Ok)
}
