//! What can happen to a case. An [`EventKind`] is what is kept; it is written once and never changed.
//!
//! A payload is canonical JSON with a `kind` and a version `v`. A later release may add optional fields under the same
//! `v`, or raise `v` and read both; what was written stays as it was.
//!
//! The versions so far: 1 is everything but what follows. 2 is `decided` with a day and who decided (in 1 both stood in
//! the note, where they stay), and `decision_shared`. A kind is written with the lowest version that can hold it, so a
//! case without entries of version 2 can still be read by the release before.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::canonical::{self, Hash};
use crate::ids::{AccountId, CaseId, EventId, Seq};
use crate::shared::SharedDecision;

/// The newest payload version this release writes and reads.
pub const PAYLOAD_VERSION: u64 = 2;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Author {
    /// Nobody in person: the system itself, for example while it sets up a demonstration.
    System,
    /// A person, named as they were named at that moment: a later change of name does not reach back.
    Person {
        /// The account, when the person signed in; none on the command line.
        account: Option<AccountId>,
        /// The name as shown.
        name: String,
        /// The role the person acted in, for example `clinician`.
        role: String,
    },
}

impl Author {
    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Self::System => "Heelrise",
            Self::Person { name, .. } => name,
        }
    }
}

/// The form that caused an event: a key made once when the form was shown, and a hash of what it sent. The same key
/// again with the same content is a double submit; with other content it is a form that was sent twice with changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// The key, 1 to 200 bytes, not to be guessed.
    pub key: String,
    /// Hash of the command's canonical JSON.
    pub digest: Hash,
}

/// What the examination was found to mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// The verdict's id, for example `rupture` or [`crate::NO_RUPTURE_FOUND`].
    pub verdict: String,
    /// Ids of the rules that gave it.
    pub rules: Vec<String>,
    /// Version of the knowledge it was made with.
    pub knowledge_version: String,
    /// The day it was made, where the patient is.
    pub on: Date,
    /// Whether the verdict must leave a recheck date. Always taken as true for [`crate::NO_RUPTURE_FOUND`].
    #[serde(default)]
    pub recheck_required: bool,
    /// The rest of the result, as shown then (probability range, mimics, orders). An object or null.
    #[serde(default)]
    pub result: Value,
}

impl Assessment {
    /// Whether P8 asks for a recheck date with this verdict.
    pub fn needs_recheck(&self) -> bool {
        self.recheck_required || self.verdict == crate::NO_RUPTURE_FOUND
    }
}

/// When the leg is to be looked at again, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recheck {
    /// The day.
    pub on: Date,
    /// Why, in a clinician's words.
    pub reason: String,
}

/// One published protocol chosen for one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlanAdoption {
    /// The protocol's id.
    pub protocol: String,
    /// Hash of the protocol's file as it was then, so that a changed file shows.
    pub protocol_hash: String,
    /// Day 0 of the plan.
    pub day0: Date,
    /// What day 0 is: `injury`, `operation`, `cast`, … as the protocol names it.
    pub origin: String,
    /// The protocol's branch, if it has several.
    #[serde(default)]
    pub path: Option<String>,
    /// Choices the protocol leaves open. An object or null.
    #[serde(default)]
    pub parameters: Value,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The case was opened.
    Opened {
        /// A short label to find it by, as the clinic uses them (initials, a local number). No full name is asked for.
        label: String,
        /// What was known at the start: a partial case document.
        facts: Value,
    },
    /// What the person told: a merge patch (RFC 7386) to the facts.
    Reported {
        /// The patch, an object.
        facts: Value,
    },
    /// What the examination found: a merge patch to the facts.
    Examined {
        /// The patch, an object.
        facts: Value,
    },
    /// What imaging showed: a merge patch to the facts.
    Imaged {
        /// The patch, an object.
        facts: Value,
    },
    /// What raises or lowers risk: a merge patch to the facts.
    RiskRecorded {
        /// The patch, an object.
        facts: Value,
    },
    /// A score was worked out (Ottawa, Wells, TRiP(cast)).
    Scored {
        /// The score's id.
        score: String,
        /// Its result with its parts, an object.
        result: Value,
    },
    /// A verdict was given.
    Assessed(Assessment),
    /// Treatment was chosen by the patient and the clinician.
    Decided {
        /// The option's id.
        option: String,
        /// The day. None in entries of version 1, whose note names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Date>,
        /// Who decided. Empty in entries of version 1, whose note names them.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        who: String,
        /// What was said, if noted.
        note: String,
    },
    /// The choice was talked over with the numbers of that day. Since version 2.
    DecisionShared(SharedDecision),
    /// Treatment began.
    TreatmentStarted {
        /// What: `non-operative`, `operative`, …
        treatment: String,
        /// The day.
        on: Date,
    },
    /// A protocol was chosen and its plan began to run.
    PlanAdopted(PlanAdoption),
    /// The plan was held: its next phase waits.
    PlanHeld {
        /// From this day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// A clinician moved the plan on to a phase. Ends a hold.
    PlanMovedOn {
        /// The phase's id.
        phase: String,
        /// From this day.
        on: Date,
        /// What was seen that allows it.
        reason: String,
    },
    /// The running plan ended and another began. The rules of two protocols never mix.
    PlanChanged {
        /// The new plan.
        adopted: PlanAdoption,
        /// Why.
        reason: String,
    },
    /// The running plan ended and none follows.
    PlanStopped {
        /// The day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// A day was set to look at the leg again. Replaces an earlier day.
    RecheckSet(Recheck),
    /// The leg was looked at again.
    RecheckDone {
        /// The day.
        on: Date,
        /// What was found.
        found: String,
    },
    /// How it ended, or what it turned out to be.
    Outcome {
        /// The outcome's id.
        outcome: String,
        /// The day it was known.
        on: Date,
        /// More, if noted.
        note: String,
    },
    /// A letter or a sheet was made and handed over.
    LetterMade {
        /// Which letter.
        letter: String,
        /// Its language, for example `en`.
        language: String,
        /// Hash of its text.
        digest: Hash,
    },
    /// An earlier event was wrong. The earlier event stays; the patch is applied to the facts as they stand now.
    Corrected {
        /// The event that was wrong.
        corrects: Seq,
        /// What was wrong.
        reason: String,
        /// A merge patch to the facts; an empty object changes none.
        facts: Value,
        /// A new label, if the label was wrong.
        #[serde(default)]
        label: Option<String>,
    },
    /// The case was closed.
    Closed {
        /// The day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// A closed case was opened again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// A remark.
    Note {
        /// The text.
        text: String,
    },
}

impl EventKind {
    /// The kind's name as it is written.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Reported { .. } => "reported",
            Self::Examined { .. } => "examined",
            Self::Imaged { .. } => "imaged",
            Self::RiskRecorded { .. } => "risk_recorded",
            Self::Scored { .. } => "scored",
            Self::Assessed(_) => "assessed",
            Self::Decided { .. } => "decided",
            Self::DecisionShared(_) => "decision_shared",
            Self::TreatmentStarted { .. } => "treatment_started",
            Self::PlanAdopted(_) => "plan_adopted",
            Self::PlanHeld { .. } => "plan_held",
            Self::PlanMovedOn { .. } => "plan_moved_on",
            Self::PlanChanged { .. } => "plan_changed",
            Self::PlanStopped { .. } => "plan_stopped",
            Self::RecheckSet(_) => "recheck_set",
            Self::RecheckDone { .. } => "recheck_done",
            Self::Outcome { .. } => "outcome",
            Self::LetterMade { .. } => "letter_made",
            Self::Corrected { .. } => "corrected",
            Self::Closed { .. } => "closed",
            Self::Reopened { .. } => "reopened",
            Self::Note { .. } => "note",
        }
    }

    /// The lowest payload version that can hold it.
    const fn version(&self) -> u64 {
        match self {
            Self::DecisionShared(_) => 2,
            Self::Decided { on, who, .. } if on.is_some() || !who.is_empty() => 2,
            _ => 1,
        }
    }

    /// The payload as canonical JSON, with its `kind` and its version `v`.
    pub fn payload(&self) -> Result<String, PayloadError> {
        let mut value = serde_json::to_value(self).map_err(|e| PayloadError::Unreadable(e.to_string()))?;
        if let Value::Object(map) = &mut value {
            map.insert("v".to_owned(), self.version().into());
        }
        Ok(canonical::text(&value))
    }

    /// Reads a payload back.
    pub fn from_payload(payload: &str) -> Result<Self, PayloadError> {
        let mut value: Value = serde_json::from_str(payload).map_err(|e| PayloadError::Unreadable(e.to_string()))?;
        let version = value.as_object_mut().and_then(|map| map.remove("v")).and_then(|v| v.as_u64());
        match version {
            Some(version @ 1..=PAYLOAD_VERSION) => {
                let kind: Self = serde_json::from_value(value).map_err(|e| PayloadError::Unreadable(e.to_string()))?;
                // An entry that says another version than it would be written with was not written by a release.
                if kind.version() == version {
                    Ok(kind)
                } else {
                    Err(PayloadError::Unreadable(format!("it says version {version} and has the fields of another")))
                }
            }
            Some(newer) if newer > PAYLOAD_VERSION => Err(PayloadError::Newer(newer)),
            _ => Err(PayloadError::Unreadable("it has no version".to_owned())),
        }
    }
}

/// Why a payload cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// A newer release wrote it.
    #[error("it was written by a newer release (event version {0}). Start that release, or a later one.")]
    Newer(u64),
    /// It is not an event.
    #[error("it is not an event: {0}.")]
    Unreadable(String),
}

/// One thing that happened, as it stands in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The case.
    pub case: CaseId,
    /// Its number in the case, from 1.
    pub seq: Seq,
    /// Its place in the store-wide log, from 1.
    pub position: u64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub author: Author,
    /// The knowledge the system had then.
    pub knowledge_version: String,
    /// What.
    pub kind: EventKind,
    /// Hash of the event before it in the case, or the case's genesis for the first.
    pub previous_hash: Hash,
    /// Hash of this event (see [`crate::chain`]).
    pub hash: Hash,
    /// The form that caused it, if any.
    pub submission: Option<Submission>,
}

impl Event {
    /// Which event it is.
    pub const fn id(&self) -> EventId {
        EventId { case: self.case, seq: self.seq }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_payload_is_sorted_tagged_and_read_back() {
        let kind = EventKind::Examined { facts: json!({"b": 1, "a": null}) };
        let payload = kind.payload().unwrap();
        assert_eq!(payload, r#"{"facts":{"a":null,"b":1},"kind":"examined","v":1}"#);
        assert_eq!(EventKind::from_payload(&payload).unwrap(), kind);
        // A null in a patch means "remove" and must not be lost on the way.
    }

    #[test]
    fn a_newer_payload_is_named_as_such() {
        assert_eq!(EventKind::from_payload(r#"{"kind":"note","text":"x","v":3}"#), Err(PayloadError::Newer(3)));
        assert!(matches!(EventKind::from_payload(r#"{"kind":"note","text":"x"}"#), Err(PayloadError::Unreadable(_))));
        assert!(matches!(EventKind::from_payload(r#"{"kind":"gone","v":1}"#), Err(PayloadError::Unreadable(_))));
    }

    #[test]
    fn the_name_is_the_tag_and_no_recheck_can_be_talked_away() {
        let assessment = Assessment {
            verdict: crate::NO_RUPTURE_FOUND.to_owned(),
            rules: vec![],
            knowledge_version: String::new(),
            on: "2026-03-01".parse().unwrap(),
            recheck_required: false,
            result: Value::Null,
        };
        assert!(assessment.needs_recheck());
        let kind = EventKind::Assessed(assessment);
        let value: Value = serde_json::from_str(&kind.payload().unwrap()).unwrap();
        assert_eq!(value["kind"], kind.name());
    }
}
