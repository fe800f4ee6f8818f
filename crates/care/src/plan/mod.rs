//! One person's dated plan of exactly one published protocol: what to do today, and when it changes. Pure: the date is
//! an argument, and a plan is made again from the same choice and progress with the same result, byte for byte.
//!
//! What keeps P9: a [`Plan`] owns one [`Protocol`] and has no way to take a phase of another; phases are dated by
//! `max(day the protocol allows, end of the phase before, day the team allows, day the criterion was confirmed)`, so none
//! starts early; a phase with a criterion never begins by date alone; stretching follows the strictest statement.
//!
//! Dates are civil dates. Which date "today" is belongs to the person's time zone and is settled by the caller; no
//! daylight-saving rule can move a step.

mod error;
mod ids;
mod make;
mod p9;
mod speech;
mod views;
mod words;

use std::collections::BTreeMap;

use heelrise_knowledge::protocol::{Degrees, Movement, Origin, Path, Phase, Protocol};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use error::PlanError;
pub use make::{LATE_PRESENTATION_DAYS, make_plan};
pub use p9::prove_p9;
pub use speech::Speech;
pub(crate) use speech::require_words;
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
    pub fn awaiting(&self, speech: Speech<'_>) -> Vec<(String, Vec<String>)> {
        self.steps
            .iter()
            .filter(|s| !s.phase.enter_when.is_empty() && !self.progress.confirmed.contains_key(&s.phase.id))
            .map(|s| (s.phase.id.clone(), words::all(&s.phase.enter_when, speech)))
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
mod said;
#[cfg(test)]
mod tests;
