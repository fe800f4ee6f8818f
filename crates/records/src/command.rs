//! What a person asks the system to record. A [`Command`] is a wish; [`crate::decide()`] turns it into events or
//! refuses it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::{self, Hash};
use crate::event::{Assessment, PlanAdoption, Recheck};
use crate::ids::Seq;
use crate::shared::SharedDecision;

/// A wish to record something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    /// Open the case.
    Open {
        /// A short label to find it by.
        label: String,
        /// What is known: a partial case document (an object).
        facts: Value,
    },
    /// Record what the person tells.
    Report {
        /// A merge patch (RFC 7386) to the facts.
        facts: Value,
    },
    /// Record what the examination finds.
    Examine {
        /// A merge patch to the facts.
        facts: Value,
    },
    /// Record what imaging shows.
    Image {
        /// A merge patch to the facts.
        facts: Value,
    },
    /// Record risks.
    RecordRisk {
        /// A merge patch to the facts.
        facts: Value,
    },
    /// Keep a score.
    Score {
        /// The score's id.
        score: String,
        /// Its result, an object.
        result: Value,
    },
    /// Give a verdict. One that needs a recheck is refused without a recheck date after the assessment.
    Assess {
        /// The verdict.
        assessment: Assessment,
        /// When to look again.
        recheck: Option<Recheck>,
    },
    /// Choose a treatment.
    Decide {
        /// The option's id.
        option: String,
        /// The day.
        on: Date,
        /// Who decided.
        who: String,
        /// What was said; may be empty.
        note: String,
    },
    /// Keep that the choice was talked over: with whom, what was shown, where the patient leans.
    ShareDecision(SharedDecision),
    /// Say that treatment began.
    StartTreatment {
        /// What.
        treatment: String,
        /// When.
        on: Date,
    },
    /// Choose a protocol. Refused while a plan is running.
    AdoptPlan(PlanAdoption),
    /// Hold the plan.
    HoldPlan {
        /// From this day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Move the plan on to a phase.
    MovePlanOn {
        /// The phase's id.
        phase: String,
        /// From this day.
        on: Date,
        /// What allows it.
        reason: String,
    },
    /// End the running plan and start another.
    ChangePlan {
        /// The new plan.
        adopted: PlanAdoption,
        /// Why.
        reason: String,
    },
    /// End the running plan.
    StopPlan {
        /// The day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Set the day to look again, or move it.
    SetRecheck(Recheck),
    /// Say that the leg was looked at again. After “no rupture found” this goes together with an outcome, a new
    /// assessment or a new recheck date.
    DoRecheck {
        /// The day.
        on: Date,
        /// What was found.
        found: String,
    },
    /// Say how it ended or what it was.
    RecordOutcome {
        /// The outcome's id.
        outcome: String,
        /// The day it was known.
        on: Date,
        /// More; may be empty.
        note: String,
    },
    /// Say that a letter was made.
    MakeLetter {
        /// Which letter.
        letter: String,
        /// Its language.
        language: String,
        /// Hash of its text.
        digest: Hash,
    },
    /// Correct an earlier entry. The entry stays.
    Correct {
        /// Which entry was wrong.
        corrects: Seq,
        /// What was wrong.
        reason: String,
        /// A merge patch to the facts; may be an empty object.
        facts: Value,
        /// A new label.
        label: Option<String>,
    },
    /// Close the case.
    Close {
        /// The day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Open a closed case again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Add a remark.
    Note {
        /// The text.
        text: String,
    },
    /// Several at once, in this order: all are recorded or none.
    Together {
        /// The commands.
        commands: Vec<Command>,
    },
}

impl Command {
    /// Hash of the command's canonical JSON: tells a double submit from a form that was sent twice with changes.
    pub fn digest(&self) -> Hash {
        let value = serde_json::to_value(self).unwrap_or(Value::Null);
        Hash::of(&[b"heelrise-command-1", canonical::text(&value).as_bytes()])
    }
}
