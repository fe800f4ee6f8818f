//! Does the log still say what was written? Reads every row as stored and checks both chains, the kept head, the
//! engine's own files and the worklist, and names each thing found.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::chain::{LogHead, LogRow};
use crate::store::{Store, StoreError, Which, WorklistFilter, WorklistRow};
use walk::Walk;

mod walk;

/// One thing that is wrong. Written out, it is a plain sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// A row's content is not what was written.
    #[error("Entry {seq} of case {case} was altered after it was written (log position {position}).")]
    Altered {
        /// Position.
        position: u64,
        /// Case.
        case: String,
        /// Number in the case.
        seq: u64,
    },
    /// An untouched event stands in the wrong place.
    #[error(
        "Entry {seq} of case {case} (log position {position}) was moved: it was written as entry {written} of the case."
    )]
    Moved {
        /// Position.
        position: u64,
        /// Case.
        case: String,
        /// Number it bears now.
        seq: u64,
        /// Number it was written with.
        written: u64,
    },
    /// A row does not belong at its place in the store-wide log.
    #[error(
        "Log position {position} does not hold what was written there (now: entry {seq} of case {case}): it was replaced, or the order was changed."
    )]
    OutOfPlace {
        /// Position.
        position: u64,
        /// Case there now.
        case: String,
        /// Its number.
        seq: u64,
    },
    /// An event does not follow from the one before it in its case.
    #[error("Entry {seq} of case {case} does not follow from the entry before it: one of the two was replaced.")]
    BrokenLink {
        /// Case.
        case: String,
        /// Number.
        seq: u64,
    },
    /// Events of a case are missing.
    #[error("Case {case}: entries {from} to {to} are missing.")]
    Missing {
        /// Case.
        case: String,
        /// First missing number.
        from: u64,
        /// Last missing number.
        to: u64,
    },
    /// A whole case is missing.
    #[error("Case {case} is missing whole: the worklist knows {entries} entries of it, the log has none.")]
    MissingCase {
        /// Case.
        case: String,
        /// How many entries it had.
        entries: u64,
    },
    /// Positions of the store-wide log are missing.
    #[error("Log positions {from} to {to} are missing: entries were taken out.")]
    LogGap {
        /// First missing position.
        from: u64,
        /// Last missing position.
        to: u64,
    },
    /// Rows stand past the kept head, or the head's hash differs.
    #[error("The log does not end where it should: it was written up to position {kept}, and its last row is {found}.")]
    HeadDiffers {
        /// Position the head says.
        kept: u64,
        /// Position of the last row.
        found: u64,
    },
    /// The head handed in does not fit.
    #[error(
        "The log is not the one whose end was noted ({noted}): what stands at that position differs, or it is gone."
    )]
    AnchorDiffers {
        /// What was handed in.
        noted: String,
    },
    /// A row's hashes fit, but it cannot be read.
    #[error("Entry {seq} of case {case} is as it was written, but cannot be read: {why}.")]
    Unreadable {
        /// Case.
        case: String,
        /// Number.
        seq: u64,
        /// Why.
        why: String,
    },
    /// The worklist is not what the events say.
    #[error("The worklist line of case {case} is not what its entries say. Run `heelrise records rebuild`.")]
    ProjectionDiffers {
        /// Case.
        case: String,
    },
    /// The engine found damage in its files.
    #[error("The database file is damaged: {said}.")]
    Storage {
        /// What it said.
        said: String,
    },
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Rows read.
    pub events: u64,
    /// Cases seen.
    pub cases: u64,
    /// The end of the log. Keep it elsewhere: handed back as an anchor, it shows even a log rewritten as a whole.
    pub head: LogHead,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Rows read at a time.
const PAGE: u32 = 500;

/// Reads the whole log and says what is wrong with it. `anchor` is a head noted at an earlier verification. Entries
/// may be written meanwhile; they are left for the next time.
pub async fn verify(store: &dyn Store, anchor: Option<&LogHead>) -> Result<Verification, StoreError> {
    let damage: Vec<Finding> =
        store.storage_problems().await?.into_iter().map(|said| Finding::Storage { said }).collect();
    // The worklist first: what is written meanwhile can then only be newer in the log than there, never older.
    let worklist = whole_worklist(store).await?;
    let (head, last_row) = store.log_head().await?;
    let mut walk = Walk::new(anchor, &worklist, damage);
    if last_row > head.position {
        walk.findings.push(Finding::HeadDiffers { kept: head.position, found: last_row });
    }
    loop {
        let rows = store.log(walk.position, PAGE).await?;
        rows.iter().filter(|row| row.position <= head.position).for_each(|row| walk.row(row));
        if rows.last().is_none_or(|row| row.position >= head.position) {
            break;
        }
    }
    let behind = walk.finish(&head);
    if !behind.is_empty() {
        let now = whole_worklist(store).await?;
        for (case, version) in behind {
            if now.get(&case).is_none_or(|line| line.version.0 < version) {
                walk.findings.push(Finding::ProjectionDiffers { case });
            }
        }
    }
    Ok(Verification { events: walk.events, cases: walk.case_count(), head, findings: walk.findings })
}

/// What is wrong with rows held against the kept end of the log: the part of [`verify`] that needs no store.
pub(crate) fn findings_in(rows: &[LogRow], head: &LogHead) -> Vec<Finding> {
    let worklist = BTreeMap::new();
    let mut walk = Walk::new(None, &worklist, Vec::new());
    for row in rows {
        walk.row(row);
    }
    walk.finish(head);
    walk.findings
}

async fn whole_worklist(store: &dyn Store) -> Result<BTreeMap<String, WorklistRow>, StoreError> {
    let mut lines = BTreeMap::new();
    let mut filter = WorklistFilter { which: Which::All, limit: PAGE, ..WorklistFilter::default() };
    loop {
        let page = store.worklist(&filter).await?;
        let last = page.len() < PAGE as usize;
        filter.offset = filter.offset.saturating_add(PAGE);
        lines.extend(page.into_iter().map(|row| (row.case.to_string(), row)));
        if last {
            return Ok(lines);
        }
    }
}
