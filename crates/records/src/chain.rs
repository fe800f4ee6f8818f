//! The two chains of hashes, and how an event is written as bytes.
//!
//! Everything is hashed as a list of byte strings, each preceded by its length in eight bytes, big-endian
//! ([`Hash::of`]), with SHA-256.
//!
//! **Event hash** = hash of, in this order:
//! 1. the text `heelrise-event-1`,
//! 2. the case id (36 characters),
//! 3. the number in the case (eight bytes, big-endian),
//! 4. the time (RFC 3339 in UTC, as stored),
//! 5. the author (canonical JSON),
//! 6. the knowledge version,
//! 7. the payload (canonical JSON with `kind` and `v`),
//! 8. the hash of the event before (32 bytes); for the first event of a case the *genesis*: the hash of
//!    `heelrise-case-1` and the case id,
//! 9. the submission's key and 10. its digest, each empty when there is none.
//!
//! **Log hash** = hash of `heelrise-log-1`, the log hash of the position before (32 bytes; for position 1 the hash of
//! `heelrise-log-0`), the position (eight bytes), the case id, the number in the case (eight bytes), the event hash.
//!
//! Stored texts are hashed as they stand, not as a release would write them today: a later release that knows more
//! fields still verifies what an older one wrote.

use crate::canonical::{self, Hash};
use crate::event::{Author, Event, EventKind, PayloadError, Submission};
use crate::ids::{CaseId, Seq};
use crate::store::Append;

/// One row of the store-wide log, exactly as stored. A verifier reads these, so that damage is found and named instead
/// of failing on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRow {
    /// Place in the store-wide log, from 1, without gaps.
    pub position: u64,
    /// Running hash up to and with this row.
    pub log_hash: String,
    /// The case.
    pub case: String,
    /// Number in the case.
    pub seq: u64,
    /// Time, RFC 3339, UTC.
    pub at: String,
    /// Author, canonical JSON.
    pub author: String,
    /// Knowledge version.
    pub knowledge_version: String,
    /// The kind's name, a copy from the payload for people who look into the table.
    pub kind: String,
    /// Payload, canonical JSON.
    pub payload: String,
    /// Hash of the event before in the case.
    pub previous_hash: String,
    /// Hash of this event.
    pub hash: String,
    /// The submission's key.
    pub submission_key: Option<String>,
    /// The submission's digest.
    pub submission_digest: Option<String>,
}

/// Where the log ends: kept apart from the rows, so that a missing last row shows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LogHead {
    /// Position of the last row; 0 when nothing was ever written.
    pub position: u64,
    /// Log hash of the last row.
    pub hash: Hash,
}

impl LogHead {
    /// The head of a log in which nothing was ever written.
    pub fn empty() -> Self {
        Self { position: 0, hash: log_genesis() }
    }
}

impl std::fmt::Display for LogHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.position, self.hash)
    }
}

impl std::str::FromStr for LogHead {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.trim()
            .split_once(':')
            .and_then(|(position, hash)| Some(Self { position: position.parse().ok()?, hash: Hash::parse(hash)? }))
            .ok_or_else(|| {
                format!("“{text}” is not the end of a log. It looks like 42:9f86d0…, as `records verify` prints it.")
            })
    }
}

/// What the first event of a case chains from.
pub fn case_genesis(case: &str) -> Hash {
    Hash::of(&[b"heelrise-case-1", case.as_bytes()])
}

/// What the first row of the log chains from.
pub fn log_genesis() -> Hash {
    Hash::of(&[b"heelrise-log-0"])
}

/// The hash of an event, from its row and the hash of the one before it.
pub fn event_hash(row: &LogRow, previous: Hash) -> Hash {
    Hash::of(&[
        b"heelrise-event-1",
        row.case.as_bytes(),
        &row.seq.to_be_bytes(),
        row.at.as_bytes(),
        row.author.as_bytes(),
        row.knowledge_version.as_bytes(),
        row.payload.as_bytes(),
        &previous.0,
        row.submission_key.as_deref().unwrap_or_default().as_bytes(),
        row.submission_digest.as_deref().unwrap_or_default().as_bytes(),
    ])
}

/// The running hash of the log at a row.
pub fn log_hash(before: Hash, position: u64, case: &str, seq: u64, event: Hash) -> Hash {
    Hash::of(&[b"heelrise-log-1", &before.0, &position.to_be_bytes(), case.as_bytes(), &seq.to_be_bytes(), &event.0])
}

/// Builds the rows of an accepted batch. `last` is the hash of the case's last event (the genesis when it has none),
/// `head` the end of the log. Gives the rows and the new end.
pub fn link(append: &Append, last: Hash, head: &LogHead) -> Result<(Vec<LogRow>, LogHead), PayloadError> {
    let author = serde_json::to_value(&append.author).map_err(|e| PayloadError::Unreadable(e.to_string()))?;
    let author = canonical::text(&author);
    let case = append.accepted.case().to_string();
    let (mut previous, mut end) = (last, head.clone());
    let mut seq = append.accepted.after();
    let mut rows = Vec::with_capacity(append.accepted.kinds().len());
    for kind in append.accepted.kinds() {
        seq = seq.next();
        let mut row = LogRow {
            position: end.position + 1,
            log_hash: String::new(),
            case: case.clone(),
            seq: seq.0,
            at: append.at.to_string(),
            author: author.clone(),
            knowledge_version: append.knowledge_version.clone(),
            kind: kind.name().to_owned(),
            payload: kind.payload()?,
            previous_hash: previous.to_string(),
            hash: String::new(),
            submission_key: append.submission.as_ref().map(|s| s.key.clone()),
            submission_digest: append.submission.as_ref().map(|s| s.digest.to_string()),
        };
        let hash = event_hash(&row, previous);
        end = LogHead { position: row.position, hash: log_hash(end.hash, row.position, &case, row.seq, hash) };
        row.hash = hash.to_string();
        row.log_hash = end.hash.to_string();
        previous = hash;
        rows.push(row);
    }
    Ok((rows, end))
}

impl LogRow {
    /// Reads the row as an event. Says why when it cannot.
    pub fn event(&self) -> Result<Event, String> {
        let submission = match (&self.submission_key, &self.submission_digest) {
            (Some(key), Some(digest)) => Some(Submission {
                key: key.clone(),
                digest: Hash::parse(digest).ok_or("the submission's digest is not a hash")?,
            }),
            _ => None,
        };
        Ok(Event {
            case: self.case.parse::<CaseId>().map_err(|e| e.to_string())?,
            seq: Seq(self.seq),
            position: self.position,
            at: self.at.parse().map_err(|e: jiff::Error| e.to_string())?,
            author: serde_json::from_str::<Author>(&self.author).map_err(|e| e.to_string())?,
            knowledge_version: self.knowledge_version.clone(),
            kind: EventKind::from_payload(&self.payload).map_err(|e| e.to_string())?,
            previous_hash: Hash::parse(&self.previous_hash).ok_or("the hash of the event before is not a hash")?,
            hash: Hash::parse(&self.hash).ok_or("its hash is not a hash")?,
            submission,
        })
    }
}
