//! Why a plan cannot be made or moved on: a stable name for logs and programs, and a sentence from the catalogs for the
//! person who asked.

use heelrise_knowledge::protocol::{Origin, Path};
use jiff::civil::Date;

use super::{Speech, words};

/// Why a plan cannot be made or moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanError {
    /// The protocol is listed only.
    NotRunnable {
        /// Protocol id.
        protocol: String,
        /// Its own reason.
        reason: String,
    },
    /// The protocol does not serve this way of treatment.
    PathNotServed {
        /// Protocol id.
        protocol: String,
        /// The way that was asked for.
        path: Path,
    },
    /// Day 0 is an event the protocol does not count from.
    OriginNotAllowed {
        /// Protocol id.
        protocol: String,
        /// The event that was asked for.
        origin: Origin,
        /// The events it allows.
        allowed: Vec<Origin>,
    },
    /// The injury lies after the day of adoption.
    InjuryInFuture {
        /// Day 0.
        day0: Date,
        /// Day of adoption.
        adopted_on: Date,
    },
    /// Treatment is said to have begun before the injury, or on another day than day 0 when that is day 0's meaning.
    TreatmentStartWrong {
        /// Day 0.
        day0: Date,
        /// The start given.
        started: Date,
    },
    /// Late adoption, and nobody said when treatment began.
    TreatmentStartNeeded {
        /// Days from the injury to adoption.
        days: i32,
    },
    /// Treatment began late: days must not count from the injury.
    LatePresentation {
        /// Days from injury to treatment.
        days: i32,
        /// The day to use as day 0.
        started: Date,
    },
    /// The part of the protocol that can be run begins later.
    TooEarly {
        /// Protocol id.
        protocol: String,
        /// First day it speaks of.
        from_day: u16,
        /// That day's date.
        first: Date,
    },
    /// A parameter is missing.
    ParameterMissing {
        /// Parameter id.
        id: String,
        /// The protocol's question.
        ask: String,
    },
    /// A parameter is outside the sheet's bounds.
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
    ParameterUnknown {
        /// Protocol id.
        protocol: String,
        /// Parameter id.
        id: String,
    },
    /// A transcribed protocol that nobody checked.
    CheckAgainstOriginal {
        /// Protocol id.
        protocol: String,
    },
    /// Progress names a phase this plan does not have.
    PhaseUnknown {
        /// The phase named.
        phase: String,
        /// The plan's phases.
        known: String,
    },
    /// A confirmation for a phase that has no criterion.
    NothingToConfirm {
        /// The phase named.
        phase: String,
    },
    /// A confirmation from before the first day of the plan.
    ConfirmedTooEarly {
        /// The phase named.
        phase: String,
        /// Day of the confirmation.
        on: Date,
        /// Day 0.
        day0: Date,
    },
    /// A date beyond the calendar.
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

impl PlanError {
    /// What happened and what to do, as a sentence for the clinician or for whoever runs the command.
    pub fn say(&self, speech: Speech<'_>) -> String {
        let event = |origin: Origin| speech.say_with("plan-c-error-origin", &[("origin", words::origin(origin))]);
        let say = |id: &str, values: &[(&str, &str)]| speech.say_with(id, values);
        match self {
            Self::NotRunnable { protocol, reason } => {
                say("plan-c-error-not-runnable", &[("protocol", protocol), ("reason", reason)])
            }
            Self::PathNotServed { protocol, path } => {
                let path = match path {
                    Path::Operative => "operative",
                    Path::NonOperative => "non-operative",
                };
                say("plan-c-error-path-not-served", &[("protocol", protocol), ("path", path)])
            }
            Self::OriginNotAllowed { protocol, origin, allowed } => {
                let allowed = allowed
                    .iter()
                    .map(|origin| event(*origin))
                    .reduce(|one, other| say("plan-c-error-or", &[("one", &one), ("other", &other)]))
                    .unwrap_or_default();
                let values = [("protocol", protocol.as_str()), ("origin", &event(*origin)), ("allowed", &allowed)];
                say("plan-c-error-origin-not-allowed", &values)
            }
            Self::InjuryInFuture { day0, adopted_on } => {
                let values = [("day0", &*day0.to_string()), ("adopted", &adopted_on.to_string())];
                say("plan-c-error-injury-in-future", &values)
            }
            Self::TreatmentStartWrong { day0, started } => {
                let values = [("day0", &*day0.to_string()), ("started", &started.to_string())];
                say("plan-c-error-treatment-start-wrong", &values)
            }
            Self::TreatmentStartNeeded { days } => {
                say("plan-c-error-treatment-start-needed", &[("days", &days.to_string())])
            }
            Self::LatePresentation { days, started } => {
                let values = [("days", &*days.to_string()), ("started", &started.to_string())];
                say("plan-c-error-late-presentation", &values)
            }
            Self::TooEarly { protocol, from_day, first } => {
                let values =
                    [("protocol", protocol.as_str()), ("day", &from_day.to_string()), ("first", &first.to_string())];
                say("plan-c-error-too-early", &values)
            }
            Self::ParameterMissing { id, ask } => say("plan-c-error-parameter-missing", &[("id", id), ("ask", ask)]),
            Self::ParameterOutOfRange { id, value, min, max, ask } => {
                let (value, min, max) = (value.to_string(), min.to_string(), max.to_string());
                let values = [("id", id.as_str()), ("value", &value), ("min", &min), ("max", &max), ("ask", ask)];
                say("plan-c-error-parameter-out-of-range", &values)
            }
            Self::ParameterUnknown { protocol, id } => {
                say("plan-c-error-parameter-unknown", &[("protocol", protocol), ("id", id)])
            }
            Self::CheckAgainstOriginal { protocol } => {
                say("plan-c-error-check-against-original", &[("protocol", protocol)])
            }
            Self::PhaseUnknown { phase, known } => {
                say("plan-c-error-phase-unknown", &[("phase", phase), ("known", known)])
            }
            Self::NothingToConfirm { phase } => say("plan-c-error-nothing-to-confirm", &[("phase", phase)]),
            Self::ConfirmedTooEarly { phase, on, day0 } => {
                let values = [("phase", phase.as_str()), ("on", &on.to_string()), ("day0", &day0.to_string())];
                say("plan-c-error-confirmed-too-early", &values)
            }
            Self::DateOutOfRange => say("plan-c-error-date-out-of-range", &[]),
        }
    }
}

impl std::error::Error for PlanError {}

/// The stable name alone: what people read is [`PlanError::say`].
impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "plan-error {}", self.code())
    }
}
