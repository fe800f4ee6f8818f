//! One person's dated plan of exactly one published protocol: what to do today, and when it changes. Pure: the date is
//! an argument, and a plan is made again from the same choice and progress with the same result, byte for byte.
//!
//! What keeps P9: a [`Plan`] owns one [`Protocol`] and has no way to take a phase of another; phases are dated by
//! `max(day the protocol allows, end of the phase before, day the team allows, day the criterion was confirmed)`, so none
//! starts early; a phase with a criterion never begins by date alone; stretching follows the strictest statement.
//!
//! Dates are civil dates. Which date "today" is belongs to the person's time zone and is settled by the caller; no
//! daylight-saving rule can move a step.

mod make;
mod p9;
mod views;
mod words;

use std::collections::BTreeMap;

use heelrise_knowledge::protocol::{Degrees, Movement, Origin, Path, Phase, Protocol};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use make::{LATE_PRESENTATION_DAYS, make_plan};
pub use p9::prove_p9;
pub use views::{
    DayLine, Facts, NextChange, PhaseView, ProtocolRef, Road, RoadStep, State, StretchingView, Today, Week, WeightCode,
};

/// Who reads. A person sees plain words and no nominal degrees; a clinician sees the field's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The person with the rupture.
    Patient,
    /// A clinician.
    Clinician,
}

/// Somebody's word, with the day it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// Who said so.
    pub by: String,
    /// On which day.
    pub on: Date,
}

/// What the treating team chose. With the protocol it makes the plan; records keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanChoice {
    /// Day 0, in the person's own calendar.
    pub day0: Date,
    /// Which event day 0 is.
    pub origin: Origin,
    /// With or without an operation.
    pub path: Path,
    /// The day the plan is adopted (or, for a preview, today).
    pub adopted_on: Date,
    /// The day the splint, cast or boot was first put on. Needed when day 0 is the injury and the plan is adopted more
    /// than [`LATE_PRESENTATION_DAYS`] days after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment_started: Option<Date>,
    /// What the protocol asks of the clinic, by parameter id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, u16>,
    /// The clinician who checked a transcribed protocol against its original. Needed by protocols marked
    /// `check_against_original`, ignored by others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_against_original: Option<Signed>,
}

/// What happened to the plan since: criteria confirmed, steps held back. By phase id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// Phases whose criteria somebody confirmed, and the day they did.
    #[serde(default)]
    pub confirmed: BTreeMap<String, Date>,
    /// Phases the team holds back: not before this day.
    #[serde(default)]
    pub not_before: BTreeMap<String, Date>,
}

/// Why a plan cannot be made or moved on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The protocol is listed only.
    #[error("No plan can be made of the protocol \"{protocol}\": {reason} Choose another protocol.")]
    NotRunnable {
        /// Protocol id.
        protocol: String,
        /// Its own reason.
        reason: String,
    },
    /// The protocol does not serve this way of treatment.
    #[error("The protocol \"{protocol}\" is not made for treatment {} an operation. Choose another protocol.",
        if *.path == Path::Operative { "with" } else { "without" })]
    PathNotServed {
        /// Protocol id.
        protocol: String,
        /// The way that was asked for.
        path: Path,
    },
    /// Day 0 is an event the protocol does not count from.
    #[error("The protocol \"{protocol}\" does not count from {}. Count from {}.", words::origin(*.origin),
        words::any_of(.allowed))]
    OriginNotAllowed {
        /// Protocol id.
        protocol: String,
        /// The event that was asked for.
        origin: Origin,
        /// The events it allows.
        allowed: Vec<Origin>,
    },
    /// The injury lies after the day of adoption.
    #[error("The injury is dated {day0}, after {adopted_on}. Correct the date.")]
    InjuryInFuture {
        /// Day 0.
        day0: Date,
        /// Day of adoption.
        adopted_on: Date,
    },
    /// Treatment is said to have begun before the injury, or on another day than day 0 when that is day 0's meaning.
    #[error(
        "Treatment is said to have started on {started}, which does not fit day 0 ({day0}). Correct one of the dates."
    )]
    TreatmentStartWrong {
        /// Day 0.
        day0: Date,
        /// The start given.
        started: Date,
    },
    /// Late adoption, and nobody said when treatment began.
    #[error(
        "The injury was {days} days before this plan. Say on which day treatment (splint, cast or boot) started: after a late start the days count from there."
    )]
    TreatmentStartNeeded {
        /// Days from the injury to adoption.
        days: i32,
    },
    /// Treatment began late: days must not count from the injury.
    #[error(
        "Treatment started {days} days after the injury. Counting from the injury would skip protected weeks. Set day 0 to the start of treatment ({started})."
    )]
    LatePresentation {
        /// Days from injury to treatment.
        days: i32,
        /// The day to use as day 0.
        started: Date,
    },
    /// The part of the protocol that can be run begins later.
    #[error(
        "The protocol \"{protocol}\" can be followed only from day {from_day} ({first}). Until then the team's own plan holds."
    )]
    TooEarly {
        /// Protocol id.
        protocol: String,
        /// First day it speaks of.
        from_day: u16,
        /// That day's date.
        first: Date,
    },
    /// A parameter is missing.
    #[error("The protocol needs \"{id}\" from the clinic. {ask}")]
    ParameterMissing {
        /// Parameter id.
        id: String,
        /// The protocol's question.
        ask: String,
    },
    /// A parameter is outside the sheet's bounds.
    #[error("\"{id}\" is {value}; the protocol allows {min} to {max}. {ask}")]
    ParameterOutOfRange {
        /// Parameter id.
        id: String,
        /// Value given.
        value: u16,
        /// Least.
        min: u16,
        /// Greatest.
        max: u16,
        /// The protocol's question.
        ask: String,
    },
    /// A parameter the protocol does not have.
    #[error("The protocol \"{protocol}\" does not ask for \"{id}\". Leave it out.")]
    ParameterUnknown {
        /// Protocol id.
        protocol: String,
        /// Parameter id.
        id: String,
    },
    /// A transcribed protocol that nobody checked.
    #[error(
        "The numbers of \"{protocol}\" were copied by others. A clinician must check them against the original sheet and be named before a plan is made."
    )]
    CheckAgainstOriginal {
        /// Protocol id.
        protocol: String,
    },
    /// Progress names a phase this plan does not have.
    #[error("This plan has no step \"{phase}\". Its steps are: {known}.")]
    PhaseUnknown {
        /// The phase named.
        phase: String,
        /// The plan's phases.
        known: String,
    },
    /// A confirmation for a phase that has no criterion.
    #[error(
        "The step \"{phase}\" has no criterion to confirm; it begins by its day. To hold it back, give a \"not before\" day."
    )]
    NothingToConfirm {
        /// The phase named.
        phase: String,
    },
    /// A confirmation from before the first day of the plan.
    #[error("The step \"{phase}\" is said to be confirmed on {on}, before day 0 ({day0}). Correct the date.")]
    ConfirmedTooEarly {
        /// The phase named.
        phase: String,
        /// Day of the confirmation.
        on: Date,
        /// Day 0.
        day0: Date,
    },
    /// A date beyond the calendar.
    #[error("A date of this plan lies beyond the calendar. Correct day 0.")]
    DateOutOfRange,
}

impl PlanError {
    /// A short stable name, for exit codes, APIs and tests.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotRunnable { .. } => "not-runnable",
            Self::PathNotServed { .. } => "path-not-served",
            Self::OriginNotAllowed { .. } => "origin-not-allowed",
            Self::InjuryInFuture { .. } => "injury-in-future",
            Self::TreatmentStartWrong { .. } => "treatment-start-wrong",
            Self::TreatmentStartNeeded { .. } => "treatment-start-needed",
            Self::LatePresentation { .. } => "late-presentation",
            Self::TooEarly { .. } => "too-early",
            Self::ParameterMissing { .. } => "parameter-missing",
            Self::ParameterOutOfRange { .. } => "parameter-out-of-range",
            Self::ParameterUnknown { .. } => "parameter-unknown",
            Self::CheckAgainstOriginal { .. } => "check-against-original",
            Self::PhaseUnknown { .. } => "phase-unknown",
            Self::NothingToConfirm { .. } => "nothing-to-confirm",
            Self::ConfirmedTooEarly { .. } => "confirmed-too-early",
            Self::DateOutOfRange => "date-out-of-range",
        }
    }
}

/// What a plan is made of, for records and for telling two plans apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanIdentity {
    /// Protocol id.
    pub protocol: String,
    /// SHA-256 of the protocol's file when the plan was made.
    pub protocol_hash: String,
    /// The team's choice.
    pub choice: PlanChoice,
    /// What happened since.
    pub progress: Progress,
}

/// A dated plan. It owns one protocol; its steps cannot be taken apart, merged or replaced from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    protocol: Protocol,
    choice: PlanChoice,
    progress: Progress,
    steps: Vec<Step>,
}

/// One phase with the clinic's parameters put in, the strictest rules worked out, and its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    phase: Phase,
    /// First day the protocol allows, counted from day 0.
    allowed_day: u16,
    /// Days it lasts; none when the sheet names no end.
    days: Option<u16>,
    /// Wedges in the boot, when known.
    wedges: Option<u8>,
    /// The limit that holds, and whether it was carried from an earlier phase because this one is silent.
    movement: Option<(Movement, bool)>,
    /// Whether the calf may be stretched past neutral.
    may_stretch: bool,
    /// Earliest possible first day, given what is known.
    earliest: Date,
    /// First day, when nothing is still to be confirmed.
    entered: Option<Date>,
}

impl Step {
    fn degrees_for(&self, reader: Reader, kind: heelrise_knowledge::protocol::AngleKind) -> Option<Degrees> {
        use heelrise_knowledge::protocol::AngleKind;
        match reader {
            Reader::Clinician => self.phase.degrees,
            Reader::Patient => self.phase.degrees.filter(|_| kind == AngleKind::Hinge),
        }
    }

    /// First day after the step, when both its start and its length are known.
    fn end(&self) -> Option<Date> {
        make::plus(self.entered?, self.days?).ok()
    }
}

impl Plan {
    /// The one protocol of this plan.
    pub fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// The team's choice.
    pub fn choice(&self) -> &PlanChoice {
        &self.choice
    }

    /// What happened since the plan was made.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// What the plan is made of: store this, and make the plan again from it.
    pub fn identity(&self) -> PlanIdentity {
        PlanIdentity {
            protocol: self.protocol.id.clone(),
            protocol_hash: self.protocol.hash.clone(),
            choice: self.choice.clone(),
            progress: self.progress.clone(),
        }
    }

    /// The day of the plan that a date is; negative before day 0.
    pub fn day_number(&self, date: Date) -> i32 {
        make::days_between(self.choice.day0, date)
    }

    /// The steps that wait for somebody to confirm a criterion, with the criteria in a reader's words, in order.
    pub fn awaiting(&self, reader: Reader) -> Vec<(String, Vec<String>)> {
        self.steps
            .iter()
            .filter(|s| !s.phase.enter_when.is_empty() && !self.progress.confirmed.contains_key(&s.phase.id))
            .map(|s| (s.phase.id.clone(), words::all(&s.phase.enter_when, reader)))
            .collect()
    }

    /// First day after a step: the day the next one begins, or for the last one its own end. None while that is unknown.
    fn end_of(&self, index: usize) -> Option<Date> {
        match self.steps.get(index + 1) {
            Some(next) => next.entered,
            None => self.steps.get(index).and_then(Step::end),
        }
    }

    /// The step a date falls in: none before the first and after the last.
    fn step_at(&self, date: Date) -> Option<usize> {
        let index = self.steps.iter().rposition(|s| s.entered.is_some_and(|entered| entered <= date))?;
        let step = self.steps.get(index)?;
        let over = index + 1 == self.steps.len() && step.end().is_some_and(|end| date >= end);
        (!over).then_some(index)
    }
}

#[cfg(test)]
mod tests;
