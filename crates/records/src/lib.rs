//! What happened to a case, kept for ever.
//!
//! A case is an append-only list of [`Event`]s. Its [`CaseState`] is a fold over them; a list such as the worklist is a
//! *projection* that can be dropped and rebuilt. Nothing recorded is changed or lost: a correction is a new event that
//! points at the one it corrects.
//!
//! The way of one change:
//!
//! ```text
//! Command ── submit ──> load events ── fold ──> CaseState ── decide ──> Accepted ── Store::append ──> Appended
//! ```
//!
//! [`decide()`] holds every rule about what may happen next (P8 among them) and is the only maker of [`Accepted`], and a
//! [`Store`] takes nothing else: no caller can write past the rules.
//!
//! **Two chains.** Each event carries the hash of the one before it in its case ([`chain`]), and each also stands in one
//! store-wide log with a running hash, whose head is kept apart. So an altered event, a missing one, a missing *last*
//! one, a missing case and a changed order all show in [`verify()`]. What a database alone cannot show is somebody who
//! rewrites the whole log and its head consistently; against that, keep the head that [`verify()`] prints somewhere
//! else and hand it back as an anchor.
//!
//! This crate is pure: no clock, no randomness, no input or output. Time, ids and tokens come in as arguments. The
//! store traits return boxed futures, so that a web server can hold an `Arc<dyn Store>` and choose the engine at start;
//! one allocation a call is nothing beside one `fsync`.

pub mod accounts;
pub mod canonical;
pub mod chain;
pub mod command;
pub mod contract;
pub mod decide;
pub mod event;
pub mod ids;
pub mod prove;
pub mod refusal;
pub mod reviews;
pub mod shared;
pub mod state;
pub mod store;
pub mod submit;
pub mod verify;

pub use accounts::{Account, Accounts, FailedSignIns, NewAccount, Session, TokenHash};
pub use command::Command;
pub use decide::{Accepted, decide};
pub use event::{Assessment, Author, Event, EventKind, PlanAdoption, Recheck, Submission};
pub use ids::{AccountId, CaseId, EventId, IdError, Seq};
pub use refusal::Refusal;
pub use reviews::{NewReview, Review, ReviewAnswer, Reviews};
pub use shared::{Circumstance, Named, PATIENT, Present, SharedDecision, Shown, ShownNumber, ShownOutcome, Weighed};
pub use state::{CaseState, PlanState, Status, Verdict, fold};
pub use store::{
    Append, Appended, AuditAction, AuditEntry, AuditFilter, Pending, Rebuilt, Store, StoreError, Which, WorklistFilter,
    WorklistRow,
};
pub use submit::{Request, load, submit};
pub use verify::{Finding, Verification, verify};

/// The verdict that says "no rupture was found". It is never final: P8 asks for a recheck date with it.
pub const NO_RUPTURE_FOUND: &str = "no_rupture_found";
