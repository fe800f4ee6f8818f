//! The one narrow door to a database. What a second engine has to do is this trait and [`crate::Accounts`]; the rules,
//! the chain, the fold and the verification are shared, and [`crate::contract::run`] says when it is done.

use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::chain::{LogHead, LogRow};
use crate::decide::Accepted;
use crate::event::{Author, Event, Submission};
use crate::ids::{AccountId, CaseId, Seq};
use crate::refusal::Refusal;
use crate::state::CaseState;

/// What a store call gives: a boxed future, so that a store can be held as `Arc<dyn Store>`.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Why a store could not do it. Each is a plain sentence with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A rule said no. Not a failure of the store.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nothing can be written there.
    #[error(
        "The records at {place} cannot be written: the disk or the folder is read-only. Nothing was saved. Make it writable for the account that runs Heelrise, or choose another folder, and start again."
    )]
    ReadOnly {
        /// Where.
        place: String,
    },
    /// No space left.
    #[error(
        "The disk that holds the records at {place} is full. Nothing of this entry was saved; everything saved before is safe. Free some space and save again."
    )]
    DiskFull {
        /// Where.
        place: String,
    },
    /// The file is something else.
    #[error(
        "The file at {place} is not a Heelrise database, so it was left as it is. Choose another file, or move this one away."
    )]
    NotADatabase {
        /// Where.
        place: String,
    },
    /// Another process holds it.
    #[error(
        "The records at {place} are in use by another program that did not let go in time. Nothing was saved. Close the other program, or wait, and try again."
    )]
    Locked {
        /// Where.
        place: String,
    },
    /// A newer release made it.
    #[error(
        "The records at {place} were made by a newer release of Heelrise (schema {found}; this one knows {known}). Nothing was changed. Start that release, or a later one."
    )]
    NewerSchema {
        /// Where.
        place: String,
        /// What was found.
        found: i64,
        /// The newest known here.
        known: i64,
    },
    /// It cannot be opened at all.
    #[error(
        "The records at {place} cannot be opened: {why}. Check that the folder is there and that the account that runs Heelrise may read and write it."
    )]
    CannotOpen {
        /// Where.
        place: String,
        /// What the system said.
        why: String,
    },
    /// The database file or its schema is damaged.
    #[error(
        "The records at {place} are damaged: {why}. Stop Heelrise, keep a copy of the file as it is, and restore the last backup."
    )]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// One stored entry cannot be read.
    #[error(
        "Entry {seq} of case {case} cannot be read: {why}. Nothing was changed. Run `heelrise records verify`, and restore a backup if it says so."
    )]
    Unreadable {
        /// The case, as stored.
        case: String,
        /// The number.
        seq: u64,
        /// What is wrong.
        why: String,
    },
    /// A one-time link that does not open anything.
    #[error(
        "This one-time link is not valid: it was used, it ran out, or it is not complete. Start Heelrise again to get a new one."
    )]
    TokenInvalid,
    /// The first account exists.
    #[error("The first account exists already. Sign in, or ask the person who has it.")]
    AlreadySetUp,
    /// The name is taken.
    #[error("There is an account with the name “{name}” already. Choose another name.")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// Anything else, with what the engine said.
    #[error(
        "The records could not be read or written: {0}. Nothing of this entry was saved. Try again, and look into the log if it stays."
    )]
    Other(String),
}

impl StoreError {
    /// The refusal inside, when a rule said no.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

/// An accepted batch with everything that is written beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Append {
    /// The events, from [`crate::decide()`].
    pub accepted: Accepted,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: Author,
    /// The knowledge the system has.
    pub knowledge_version: String,
    /// The form that caused it.
    pub submission: Option<Submission>,
}

/// What an append did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Appended {
    /// The case.
    pub case: CaseId,
    /// Number of the first event of the batch.
    pub first: Seq,
    /// Number of its last event: the case's version then.
    pub version: Seq,
    /// True when this was a double submit: the events were there already and nothing was added.
    pub repeated: bool,
}

/// What was done with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditAction {
    /// It was read.
    Read,
    /// It was written.
    Wrote,
    /// It was printed or exported.
    Exported,
    /// A write was refused.
    Refused,
}

impl AuditAction {
    /// The name as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Wrote => "wrote",
            Self::Exported => "exported",
            Self::Refused => "refused",
        }
    }

    /// The action of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Read, Self::Wrote, Self::Exported, Self::Refused].into_iter().find(|action| action.name() == name)
    }
}

/// One line of the audit log: who read or wrote which case, when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// The account; none for the system itself or a calendar feed.
    pub account: Option<AccountId>,
    /// The name then.
    pub name: String,
    /// The case; none for something that concerns no single case, for example the worklist.
    pub case: Option<CaseId>,
    /// What was done.
    pub action: AuditAction,
    /// Which page or command, for example `letter`. No health answers.
    pub detail: String,
}

/// Which lines of the audit log. Newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Only this case.
    pub case: Option<CaseId>,
    /// Only this account.
    pub account: Option<AccountId>,
    /// At most this many; 0 counts as 100.
    pub limit: u32,
}

/// One line of the worklist: a projection of a case's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorklistRow {
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub version: Seq,
    /// Its label.
    pub label: String,
    /// `open` or `closed`.
    pub status: String,
    /// The last verdict's id.
    pub verdict: Option<String>,
    /// The day of that verdict.
    pub verdict_on: Option<Date>,
    /// Whether facts changed after the verdict.
    pub verdict_out_of_date: bool,
    /// When to look again.
    pub recheck_on: Option<Date>,
    /// Why.
    pub recheck_reason: Option<String>,
    /// The running plan's protocol.
    pub protocol: Option<String>,
    /// Its branch.
    pub path: Option<String>,
    /// Its day 0.
    pub day0: Option<Date>,
    /// Since when it is held.
    pub held_on: Option<Date>,
    /// The last outcome's id.
    pub outcome: Option<String>,
    /// When the case was opened.
    pub opened_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Who changed it last.
    pub changed_by: String,
}

impl WorklistRow {
    /// The line of a case; none when nothing happened to it yet.
    pub fn of(state: &CaseState) -> Option<Self> {
        let plan = state.running_plan();
        Some(Self {
            case: state.case,
            version: state.version,
            label: state.label.clone(),
            status: state.status.name().to_owned(),
            verdict: state.verdict.as_ref().map(|v| v.verdict.clone()),
            verdict_on: state.verdict.as_ref().map(|v| v.on),
            verdict_out_of_date: state.verdict_out_of_date(),
            recheck_on: state.recheck.as_ref().map(|r| r.on),
            recheck_reason: state.recheck.as_ref().map(|r| r.reason.clone()),
            protocol: plan.map(|p| p.adopted.protocol.clone()),
            path: plan.and_then(|p| p.adopted.path.clone()),
            day0: plan.map(|p| p.adopted.day0),
            held_on: plan.and_then(|p| p.held.as_ref().map(|held| held.0)),
            outcome: state.outcome.as_ref().map(|o| o.what.clone()),
            opened_at: state.opened_at?,
            changed_at: state.changed_at?,
            changed_by: state.changed_by.clone(),
        })
    }
}

/// Which cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// Open ones, and closed ones with a recheck waiting.
    #[default]
    Worklist,
    /// Closed ones.
    Closed,
    /// All.
    All,
}

/// Which lines of the worklist, in this order: rechecks by day first, then the last changed first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorklistFilter {
    /// Which cases.
    pub which: Which,
    /// Only with a recheck on or before this day.
    pub recheck_until: Option<Date>,
    /// Only with this text in the label, small and capital letters (a–z) alike.
    pub label: Option<String>,
    /// At most this many; 0 counts as 500.
    pub limit: u32,
    /// Skip this many.
    pub offset: u32,
}

/// What a rebuild of the projections did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Cases in the log.
    pub cases: u64,
    /// Events read.
    pub events: u64,
}

/// An append-only log of events per case, its projections, and the audit log.
///
/// What an engine promises: an acknowledged append survives the sudden end of the process; a batch is written whole or
/// not at all; two writers never write the same version of a case; the log's head moves in the same transaction.
pub trait Store: Send + Sync {
    /// Appends a batch. In one transaction: gives the earlier result when the submission's key was used with the same
    /// digest, refuses with [`Refusal::SentBefore`] when with another, refuses with [`Refusal::Stale`] when the case is
    /// no longer at [`Accepted::after`], and else writes the rows of [`crate::chain::link`], the head and the worklist.
    fn append<'a>(&'a self, append: &'a Append) -> Pending<'a, Appended>;

    /// All events of a case in order; empty for a case that was never opened.
    fn events(&self, case: CaseId) -> Pending<'_, Vec<Event>>;

    /// What the form with this key led to, with the digest it had.
    fn submission<'a>(&'a self, key: &'a str) -> Pending<'a, Option<(Submission, Appended)>>;

    /// Lines of the worklist.
    fn worklist<'a>(&'a self, filter: &'a WorklistFilter) -> Pending<'a, Vec<WorklistRow>>;

    /// Adds a line to the audit log. Lines are never changed or taken out.
    fn audit<'a>(&'a self, entry: &'a AuditEntry) -> Pending<'a, ()>;

    /// Lines of the audit log, newest first.
    fn audit_log<'a>(&'a self, filter: &'a AuditFilter) -> Pending<'a, Vec<AuditEntry>>;

    /// Drops the projections and makes them anew from the events.
    fn rebuild_projections(&self) -> Pending<'_, Rebuilt>;

    /// The end of the log as kept apart, and the position of the last row really there, read at one moment.
    fn log_head(&self) -> Pending<'_, (LogHead, u64)>;

    /// Rows of the log as stored, after a position, in order, at most `limit`.
    fn log(&self, after: u64, limit: u32) -> Pending<'_, Vec<LogRow>>;

    /// What the engine's own check of its files finds; empty when all is well.
    fn storage_problems(&self) -> Pending<'_, Vec<String>>;
}
