//! From a wish to an acknowledged entry: the one way to change a case.

use jiff::Timestamp;

use crate::command::Command;
use crate::decide::decide;
use crate::event::{Author, Event, Submission};
use crate::ids::{CaseId, Seq};
use crate::refusal::Refusal;
use crate::state::{CaseState, fold};
use crate::store::{Append, Appended, Store, StoreError};

/// Who asks for a change, when, and from which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: Author,
    /// The knowledge the system has.
    pub knowledge_version: String,
    /// The version of the case that the form was made from; 0 to open a case.
    pub expected: Seq,
    /// A key made once when the form was shown (1 to 200 bytes); makes a double submit harmless.
    pub key: Option<String>,
}

/// Loads a case. A case that was never opened is [`Refusal::NoSuchCase`].
pub async fn load(store: &dyn Store, case: CaseId) -> Result<(CaseState, Vec<Event>), StoreError> {
    let events = store.events(case).await?;
    if events.is_empty() {
        return Err(Refusal::NoSuchCase { case }.into());
    }
    Ok((folded(case, &events)?, events))
}

fn folded(case: CaseId, events: &[Event]) -> Result<CaseState, StoreError> {
    fold(case, events).map_err(|why| StoreError::Damaged { place: "the event log".to_owned(), why: why.to_string() })
}

/// Records a command, or says why not. Nothing is half-written.
///
/// The order matters: a double submit is answered with the first result before anything is judged, because the first
/// sending has changed the case and would make the second look wrong.
pub async fn submit(
    store: &dyn Store,
    case: CaseId,
    request: &Request,
    command: &Command,
) -> Result<Appended, StoreError> {
    let submission = match &request.key {
        None => None,
        Some(key) if key.is_empty() || key.len() > 200 => return Err(Refusal::Empty { field: "form key" }.into()),
        Some(key) => Some(Submission { key: key.clone(), digest: command.digest() }),
    };
    if let Some(submission) = &submission
        && let Some((earlier, done)) = store.submission(&submission.key).await?
    {
        return repeated(&earlier, submission, done);
    }
    let events = store.events(case).await?;
    let state = folded(case, &events)?;
    if state.version == Seq::NONE && !matches!(command, Command::Open { .. } | Command::Together { .. }) {
        return Err(Refusal::NoSuchCase { case }.into());
    }
    if state.version != request.expected {
        return Err(stale(request.expected, &events).into());
    }
    let append = Append {
        accepted: decide(&state, command)?,
        at: request.at,
        author: request.author.clone(),
        knowledge_version: request.knowledge_version.clone(),
        submission,
    };
    store.append(&append).await
}

/// What a store answers when a submission's key was used before.
pub fn repeated(earlier: &Submission, now: &Submission, done: Appended) -> Result<Appended, StoreError> {
    if earlier.digest == now.digest {
        Ok(Appended { repeated: true, ..done })
    } else {
        Err(Refusal::SentBefore { case: done.case }.into())
    }
}

/// The refusal for a form made from an older version, with what happened since.
pub fn stale(expected: Seq, events: &[Event]) -> Refusal {
    let found = events.last().map_or(Seq::NONE, |event| event.seq);
    let since: Vec<&Event> = events.iter().filter(|event| event.seq > expected).collect();
    let mut names: Vec<&str> = Vec::new();
    for event in &since {
        if !names.contains(&event.author.name()) {
            names.push(event.author.name());
        }
    }
    let changes = match since.len() {
        0 => "the form counts more entries than the case has".to_owned(),
        1 => format!("1 new entry, by {}", names.join(", ")),
        n => format!("{n} new entries, by {}", names.join(", ")),
    };
    Refusal::Stale { expected, found, changes }
}
