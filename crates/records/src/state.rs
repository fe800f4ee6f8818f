//! What is true of a case now: a fold over its events.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use crate::canonical;
use crate::event::{Event, EventKind, PlanAdoption, Recheck};
use crate::ids::{CaseId, Seq};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing has happened yet.
    NotOpened,
    /// Being looked after.
    Open,
    /// Closed. A waiting recheck still stands on the worklist.
    Closed,
}

impl Status {
    /// The name as stored in projections.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotOpened => "not_opened",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// The last verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// The event that gave it.
    pub seq: Seq,
    /// The verdict's id.
    pub verdict: String,
    /// Ids of the rules that gave it.
    pub rules: Vec<String>,
    /// The knowledge it was made with.
    pub knowledge_version: String,
    /// The day it was made.
    pub on: Date,
    /// Whether P8 asks for a recheck date or an outcome.
    pub needs_recheck: bool,
    /// The rest of the result, as shown then.
    pub result: Value,
}

/// The last plan. It runs until it is changed, stopped, or the case is closed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanState {
    /// The event that began it.
    pub since: Seq,
    /// Protocol, day 0, branch and choices.
    pub adopted: PlanAdoption,
    /// Held since this day, and why.
    pub held: Option<(Date, String)>,
    /// Phases a clinician moved it on to, in order, with the day.
    pub moved_on: Vec<(String, Date)>,
    /// Stopped on this day, and why.
    pub stopped: Option<(Date, String)>,
}

impl PlanState {
    fn begin(since: Seq, adopted: PlanAdoption) -> Self {
        Self { since, adopted, held: None, moved_on: Vec::new(), stopped: None }
    }

    /// Whether it runs (a held plan runs too: it only waits).
    pub const fn is_running(&self) -> bool {
        self.stopped.is_none()
    }
}

/// A correction: which entry, by which, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Correction {
    /// The correcting event.
    pub seq: Seq,
    /// The event that was wrong.
    pub corrects: Seq,
    /// What was wrong.
    pub reason: String,
}

/// Something said on a day, with the event that said it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The event.
    pub seq: Seq,
    /// The id of what was said (an outcome, an option, a treatment).
    pub what: String,
    /// The day, where one was given.
    pub on: Option<Date>,
    /// Who said it, where that was asked for; empty otherwise.
    pub who: String,
    /// More, where noted.
    pub note: String,
}

/// What is true of a case now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseState {
    /// The case.
    pub case: CaseId,
    /// Number of the last event; 0 when there is none.
    pub version: Seq,
    /// The label to find it by.
    pub label: String,
    /// Open or closed.
    pub status: Status,
    /// The case document: every patch merged in order.
    pub facts: Value,
    /// The last event that changed the facts.
    pub facts_since: Seq,
    /// The last verdict.
    pub verdict: Option<Verdict>,
    /// The recheck that is waiting.
    pub recheck: Option<Recheck>,
    /// The last plan.
    pub plan: Option<PlanState>,
    /// The last result of each score.
    pub scores: BTreeMap<String, Value>,
    /// The treatment chosen.
    pub decision: Option<Said>,
    /// When the choice was last talked over, and where the patient leaned (`what`).
    pub shared: Option<Said>,
    /// The treatment begun.
    pub treatment: Option<Said>,
    /// The last outcome.
    pub outcome: Option<Said>,
    /// All corrections, in order.
    pub corrections: Vec<Correction>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When the last event happened.
    pub changed_at: Option<Timestamp>,
    /// Who caused the last event.
    pub changed_by: String,
}

impl CaseState {
    /// A case in which nothing has happened yet.
    pub fn new(case: CaseId) -> Self {
        Self {
            case,
            version: Seq::NONE,
            label: String::new(),
            status: Status::NotOpened,
            facts: Value::Object(serde_json::Map::new()),
            facts_since: Seq::NONE,
            verdict: None,
            recheck: None,
            plan: None,
            scores: BTreeMap::new(),
            decision: None,
            shared: None,
            treatment: None,
            outcome: None,
            corrections: Vec::new(),
            opened_at: None,
            changed_at: None,
            changed_by: String::new(),
        }
    }

    /// The plan that runs now.
    pub fn running_plan(&self) -> Option<&PlanState> {
        self.plan.as_ref().filter(|plan| plan.is_running())
    }

    /// Whether facts changed after the verdict was given: then it must be given anew.
    pub fn verdict_out_of_date(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| verdict.seq < self.facts_since)
    }

    /// Whether an outcome was recorded after the verdict.
    pub fn outcome_after_verdict(&self) -> bool {
        match (&self.outcome, &self.verdict) {
            (Some(outcome), Some(verdict)) => outcome.seq > verdict.seq,
            (outcome, None) => outcome.is_some(),
            (None, Some(_)) => false,
        }
    }

    /// P8: a verdict that asks for it has a recheck waiting, or an outcome after it.
    pub fn no_open_end(&self) -> bool {
        !self.verdict.as_ref().is_some_and(|verdict| verdict.needs_recheck)
            || self.recheck.is_some()
            || self.outcome_after_verdict()
    }

    /// Whether it stands on the worklist: open, or closed with a recheck waiting.
    pub fn on_worklist(&self) -> bool {
        self.status == Status::Open || (self.status == Status::Closed && self.recheck.is_some())
    }

    /// Takes in one event. It must be the next of this case.
    pub fn apply(&mut self, event: &Event) -> Result<(), FoldError> {
        if event.case != self.case {
            return Err(FoldError::OtherCase { case: self.case, found: event.case });
        }
        if event.seq != self.version.next() {
            return Err(FoldError::Gap { case: self.case, expected: self.version.next(), found: event.seq });
        }
        self.apply_kind(&event.kind);
        if matches!(event.kind, EventKind::Opened { .. }) {
            self.opened_at = Some(event.at);
        }
        self.changed_at = Some(event.at);
        event.author.name().clone_into(&mut self.changed_by);
        Ok(())
    }

    /// Takes in what happens next, without time and author: what `decide` uses to look ahead.
    pub(crate) fn apply_kind(&mut self, kind: &EventKind) {
        let seq = self.version.next();
        self.version = seq;
        match kind {
            EventKind::Opened { label, facts } => {
                self.status = Status::Open;
                self.label.clone_from(label);
                self.patch(seq, facts);
            }
            EventKind::Reported { facts }
            | EventKind::Examined { facts }
            | EventKind::Imaged { facts }
            | EventKind::RiskRecorded { facts } => self.patch(seq, facts),
            EventKind::Scored { score, result } => {
                self.scores.insert(score.clone(), result.clone());
            }
            EventKind::Assessed(assessment) => {
                self.verdict = Some(Verdict {
                    seq,
                    verdict: assessment.verdict.clone(),
                    rules: assessment.rules.clone(),
                    knowledge_version: assessment.knowledge_version.clone(),
                    on: assessment.on,
                    needs_recheck: assessment.needs_recheck(),
                    result: assessment.result.clone(),
                });
            }
            EventKind::Decided { option, on, who, note } => {
                self.decision = Some(Said { seq, what: option.clone(), on: *on, who: who.clone(), note: note.clone() });
            }
            EventKind::DecisionShared(shared) => {
                let who = shared.present.iter().map(|person| person.name.as_str()).filter(|name| !name.is_empty());
                self.shared = Some(Said {
                    seq,
                    what: shared.leaning.id.clone(),
                    on: Some(shared.on),
                    who: who.collect::<Vec<_>>().join(", "),
                    note: shared.note.clone(),
                });
            }
            EventKind::TreatmentStarted { treatment, on } => {
                self.treatment =
                    Some(Said { seq, what: treatment.clone(), on: Some(*on), who: String::new(), note: String::new() });
            }
            EventKind::PlanAdopted(adopted) | EventKind::PlanChanged { adopted, .. } => {
                self.plan = Some(PlanState::begin(seq, adopted.clone()));
            }
            EventKind::PlanHeld { on, reason } => {
                if let Some(plan) = &mut self.plan {
                    plan.held = Some((*on, reason.clone()));
                }
            }
            EventKind::PlanMovedOn { phase, on, .. } => {
                if let Some(plan) = &mut self.plan {
                    plan.held = None;
                    plan.moved_on.push((phase.clone(), *on));
                }
            }
            EventKind::PlanStopped { on, reason } => {
                if let Some(plan) = &mut self.plan {
                    plan.stopped = Some((*on, reason.clone()));
                }
            }
            EventKind::RecheckSet(recheck) => self.recheck = Some(recheck.clone()),
            EventKind::RecheckDone { .. } => self.recheck = None,
            EventKind::Outcome { outcome, on, note } => {
                self.outcome =
                    Some(Said { seq, what: outcome.clone(), on: Some(*on), who: String::new(), note: note.clone() });
            }
            EventKind::Corrected { corrects, reason, facts, label } => {
                self.corrections.push(Correction { seq, corrects: *corrects, reason: reason.clone() });
                if let Some(label) = label {
                    self.label.clone_from(label);
                }
                if facts.as_object().is_some_and(|map| !map.is_empty()) {
                    self.patch(seq, facts);
                }
            }
            EventKind::Closed { .. } => {
                self.status = Status::Closed;
                // With an outcome nothing is left to look for; without one the recheck stays on the worklist.
                if self.outcome_after_verdict() {
                    self.recheck = None;
                }
            }
            EventKind::Reopened { .. } => self.status = Status::Open,
            EventKind::LetterMade { .. } | EventKind::Note { .. } => {}
        }
    }

    fn patch(&mut self, seq: Seq, facts: &Value) {
        canonical::merge(&mut self.facts, facts);
        self.facts_since = seq;
    }
}

/// The state after a list of events, which must be all events of one case, in order.
pub fn fold(case: CaseId, events: &[Event]) -> Result<CaseState, FoldError> {
    let mut state = CaseState::new(case);
    events.iter().try_for_each(|event| state.apply(event))?;
    Ok(state)
}

/// Why events do not add up to a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// An event is missing or out of order.
    #[error("Case {case}: entry {expected} should come next, but entry {found} does. Run `heelrise records verify`.")]
    Gap {
        /// The case.
        case: CaseId,
        /// The number that should come.
        expected: Seq,
        /// The number that came.
        found: Seq,
    },
    /// An event of another case.
    #[error("An entry of case {found} stands among those of case {case}. Run `heelrise records verify`.")]
    OtherCase {
        /// The case folded.
        case: CaseId,
        /// The case of the event.
        found: CaseId,
    },
}
