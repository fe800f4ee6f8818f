//! What may happen next. Every rule about the record's content is here, and nowhere else.
//!
//! P8 is held twice: a verdict that asks for a recheck is accepted only together with a later recheck date, and after
//! every change, whatever it is, such a verdict has a recheck waiting or an outcome after it.

use jiff::civil::Date;
use serde_json::Value;

use crate::canonical;
use crate::command::Command;
use crate::event::{EventKind, PlanAdoption, Recheck};
use crate::ids::{CaseId, Seq};
use crate::refusal::Refusal;
use crate::state::{CaseState, Status};

/// The most bytes of one event's payload: 256 KiB.
pub const MAX_PAYLOAD: usize = 256 * 1024;
/// The most characters of a label.
pub const MAX_LABEL: usize = 120;
/// The most characters of a reason, a remark or a finding.
pub const MAX_TEXT: usize = 20_000;
/// The most characters of an id of something else (a verdict, a score, a protocol).
pub const MAX_ID: usize = 200;

/// Events that may be appended to a case at one version of it. Only [`decide`] makes one, and a store takes nothing
/// else.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    case: CaseId,
    after: Seq,
    kinds: Vec<EventKind>,
}

impl Accepted {
    /// The case.
    pub const fn case(&self) -> CaseId {
        self.case
    }

    /// The version of the case these events come after.
    pub const fn after(&self) -> Seq {
        self.after
    }

    /// The events, in order; at least one.
    pub fn kinds(&self) -> &[EventKind] {
        &self.kinds
    }
}

/// Turns a command into the events to append, or says why not.
pub fn decide(state: &CaseState, command: &Command) -> Result<Accepted, Refusal> {
    let mut batch = Batch { ahead: state.clone(), kinds: Vec::new() };
    batch.step(command, 0)?;
    let Batch { ahead, kinds } = batch;
    if kinds.is_empty() {
        return Err(Refusal::Nothing);
    }
    guard_rechecks(&kinds)?;
    if !ahead.no_open_end() {
        return Err(Refusal::OpenEnd);
    }
    for kind in &kinds {
        let payload = kind.payload().map_err(|_| too_large())?;
        if payload.len() > MAX_PAYLOAD {
            return Err(too_large());
        }
    }
    Ok(Accepted { case: state.case, after: state.version, kinds })
}

const fn too_large() -> Refusal {
    Refusal::TooLarge { limit_kib: MAX_PAYLOAD / 1024 }
}

/// P8, first half: after each verdict that asks for it, the same command sets a recheck on a later day.
fn guard_rechecks(kinds: &[EventKind]) -> Result<(), Refusal> {
    for (n, kind) in kinds.iter().enumerate() {
        let EventKind::Assessed(assessment) = kind else { continue };
        if !assessment.needs_recheck() {
            continue;
        }
        let set = kinds.get(n + 1..).unwrap_or_default().iter().find_map(|later| match later {
            EventKind::RecheckSet(recheck) => Some(recheck.on),
            _ => None,
        });
        match set {
            None => return Err(Refusal::RecheckMissing),
            Some(on) => guard_later(on, assessment.on)?,
        }
    }
    Ok(())
}

fn guard_later(recheck: Date, assessed: Date) -> Result<(), Refusal> {
    if recheck > assessed { Ok(()) } else { Err(Refusal::RecheckTooEarly { recheck, assessed }) }
}

/// The events so far and the state they lead to.
struct Batch {
    ahead: CaseState,
    kinds: Vec<EventKind>,
}

impl Batch {
    fn push(&mut self, kind: EventKind) {
        self.ahead.apply_kind(&kind);
        self.kinds.push(kind);
    }

    /// One command, looked at from the state reached so far in the same batch.
    fn step(&mut self, command: &Command, depth: usize) -> Result<(), Refusal> {
        if let Command::Together { commands } = command {
            // Nesting has no use, and a deep one must not end in a stack overflow.
            if depth > 3 {
                return Err(too_large());
            }
            return commands.iter().try_for_each(|each| self.step(each, depth + 1));
        }
        guard_status(&self.ahead, command)?;
        match command {
            Command::Together { .. } => {}
            Command::Open { label, facts } => {
                text("label", label, MAX_LABEL)?;
                object("facts", facts)?;
                self.push(EventKind::Opened { label: label.trim().to_owned(), facts: facts.clone() });
            }
            Command::Report { facts } => self.push(EventKind::Reported { facts: object("facts", facts)? }),
            Command::Examine { facts } => self.push(EventKind::Examined { facts: object("facts", facts)? }),
            Command::Image { facts } => self.push(EventKind::Imaged { facts: object("facts", facts)? }),
            Command::RecordRisk { facts } => self.push(EventKind::RiskRecorded { facts: object("facts", facts)? }),
            Command::Score { score, result } => {
                text("score", score, MAX_ID)?;
                self.push(EventKind::Scored { score: score.clone(), result: object("score result", result)? });
            }
            Command::Assess { assessment, recheck } => {
                text("verdict", &assessment.verdict, MAX_ID)?;
                object_or_null("assessment", &assessment.result)?;
                if assessment.needs_recheck() && recheck.as_ref().is_some_and(|r| r.on <= assessment.on) {
                    guard_later(recheck.as_ref().map_or(assessment.on, |r| r.on), assessment.on)?;
                }
                self.push(EventKind::Assessed(assessment.clone()));
                if let Some(recheck) = recheck {
                    self.push(EventKind::RecheckSet(good_recheck(recheck)?));
                }
            }
            Command::Decide { option, on, who, note } => {
                text("choice", option, MAX_ID)?;
                text("who decided", who, MAX_TEXT)?;
                long("note", note)?;
                self.push(EventKind::Decided {
                    option: option.clone(),
                    on: Some(*on),
                    who: who.trim().to_owned(),
                    note: note.clone(),
                });
            }
            Command::ShareDecision(shared) => self.push(EventKind::DecisionShared(shared.checked()?)),
            Command::StartTreatment { treatment, on } => {
                text("treatment", treatment, MAX_ID)?;
                self.push(EventKind::TreatmentStarted { treatment: treatment.clone(), on: *on });
            }
            Command::AdoptPlan(adopted) => {
                if let Some(plan) = self.ahead.running_plan() {
                    return Err(Refusal::PlanRunning { protocol: plan.adopted.protocol.clone() });
                }
                self.push(EventKind::PlanAdopted(good_plan(adopted)?));
            }
            Command::HoldPlan { on, reason } => {
                running(&self.ahead)?;
                let reason = reason_of(reason)?;
                self.push(EventKind::PlanHeld { on: *on, reason });
            }
            Command::MovePlanOn { phase, on, reason } => {
                running(&self.ahead)?;
                text("phase", phase, MAX_ID)?;
                let reason = reason_of(reason)?;
                self.push(EventKind::PlanMovedOn { phase: phase.clone(), on: *on, reason });
            }
            Command::ChangePlan { adopted, reason } => {
                running(&self.ahead)?;
                let reason = reason_of(reason)?;
                let adopted = good_plan(adopted)?;
                self.push(EventKind::PlanChanged { adopted, reason });
            }
            Command::StopPlan { on, reason } => {
                running(&self.ahead)?;
                let reason = reason_of(reason)?;
                self.push(EventKind::PlanStopped { on: *on, reason });
            }
            Command::SetRecheck(recheck) => {
                if let Some(verdict) = self.ahead.verdict.as_ref().filter(|verdict| verdict.needs_recheck) {
                    guard_later(recheck.on, verdict.on)?;
                }
                self.push(EventKind::RecheckSet(good_recheck(recheck)?));
            }
            Command::DoRecheck { on, found } => {
                if self.ahead.recheck.is_none() {
                    return Err(Refusal::NoRecheckWaiting);
                }
                full("what was found", found)?;
                self.push(EventKind::RecheckDone { on: *on, found: found.clone() });
            }
            Command::RecordOutcome { outcome, on, note } => {
                text("outcome", outcome, MAX_ID)?;
                long("note", note)?;
                self.push(EventKind::Outcome { outcome: outcome.clone(), on: *on, note: note.clone() });
            }
            Command::MakeLetter { letter, language, digest } => {
                text("letter", letter, MAX_ID)?;
                text("language", language, MAX_ID)?;
                self.push(EventKind::LetterMade {
                    letter: letter.clone(),
                    language: language.clone(),
                    digest: *digest,
                });
            }
            Command::Correct { corrects, reason, facts, label } => {
                if corrects.0 == 0 || *corrects > self.ahead.version {
                    return Err(Refusal::NothingToCorrect { corrects: *corrects, last: self.ahead.version });
                }
                let reason = reason_of(reason)?;
                let facts = object("facts", facts)?;
                if let Some(label) = label {
                    text("label", label, MAX_LABEL)?;
                }
                if label.is_none() && facts.as_object().is_some_and(serde_json::Map::is_empty) {
                    return Err(Refusal::EmptyCorrection);
                }
                let label = label.as_ref().map(|label| label.trim().to_owned());
                self.push(EventKind::Corrected { corrects: *corrects, reason, facts, label });
            }
            Command::Close { on, reason } => self.push(EventKind::Closed { on: *on, reason: reason_of(reason)? }),
            Command::Reopen { reason } => self.push(EventKind::Reopened { reason: reason_of(reason)? }),
            Command::Note { text } => {
                full("note", text)?;
                self.push(EventKind::Note { text: text.clone() });
            }
        }
        Ok(())
    }
}

/// What may be done in which status.
fn guard_status(state: &CaseState, command: &Command) -> Result<(), Refusal> {
    match (state.status, command) {
        (Status::NotOpened, Command::Open { .. }) => Ok(()),
        (Status::NotOpened, _) => Err(Refusal::NoSuchCase { case: state.case }),
        (_, Command::Open { .. }) => Err(Refusal::AlreadyOpened),
        (Status::Open, Command::Reopen { .. }) => Err(Refusal::NotClosed),
        // What was wrong can always be corrected, and a waiting recheck must stay doable.
        (
            Status::Closed,
            Command::Reopen { .. }
            | Command::Correct { .. }
            | Command::Note { .. }
            | Command::MakeLetter { .. }
            | Command::SetRecheck(_)
            | Command::DoRecheck { .. }
            | Command::RecordOutcome { .. },
        )
        | (Status::Open, _) => Ok(()),
        (Status::Closed, _) => Err(Refusal::CaseClosed),
    }
}

fn running(state: &CaseState) -> Result<(), Refusal> {
    state.running_plan().map(|_| ()).ok_or(Refusal::NoPlan)
}

fn good_recheck(recheck: &Recheck) -> Result<Recheck, Refusal> {
    full("reason", &recheck.reason)?;
    Ok(recheck.clone())
}

fn good_plan(plan: &PlanAdoption) -> Result<PlanAdoption, Refusal> {
    text("protocol", &plan.protocol, MAX_ID)?;
    text("protocol hash", &plan.protocol_hash, MAX_ID)?;
    text("what day 0 is", &plan.origin, MAX_ID)?;
    if let Some(path) = &plan.path {
        text("path", path, MAX_ID)?;
    }
    object_or_null("plan choices", &plan.parameters)?;
    Ok(plan.clone())
}

fn reason_of(reason: &str) -> Result<String, Refusal> {
    full("reason", reason)?;
    Ok(reason.to_owned())
}

/// A short text on one line that may not be empty.
pub(crate) fn text(field: &'static str, value: &str, limit: usize) -> Result<(), Refusal> {
    if value.trim().is_empty() {
        return Err(Refusal::Empty { field });
    }
    if value.chars().count() > limit || value.chars().any(char::is_control) {
        return Err(Refusal::BadText { field, limit });
    }
    Ok(())
}

/// A longer text that may be empty and may have lines.
pub(crate) fn long(field: &'static str, value: &str) -> Result<(), Refusal> {
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if value.chars().count() > MAX_TEXT || value.chars().any(strange) {
        return Err(Refusal::BadText { field, limit: MAX_TEXT });
    }
    Ok(())
}

/// A longer text that may not be empty.
pub(crate) fn full(field: &'static str, value: &str) -> Result<(), Refusal> {
    if value.trim().is_empty() { Err(Refusal::Empty { field }) } else { long(field, value) }
}

fn object(field: &'static str, value: &Value) -> Result<Value, Refusal> {
    if !value.is_object() {
        return Err(Refusal::NotAnObject { field });
    }
    if canonical::depth(value) > canonical::MAX_DEPTH {
        return Err(too_large());
    }
    Ok(value.clone())
}

fn object_or_null(field: &'static str, value: &Value) -> Result<(), Refusal> {
    if value.is_null() { Ok(()) } else { object(field, value).map(|_| ()) }
}
