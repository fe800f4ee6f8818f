//! A choice talked over by two or more people: who was there, what they were shown, what matters to the patient, and
//! where the patient leans. What was shown is kept in the words and numbers of that day, so that later evidence changes
//! nothing of what was said then.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::canonical::{self, Hash};
use crate::decide::{MAX_ID, MAX_LABEL, MAX_TEXT, full, long, text};
use crate::refusal::Refusal;

/// The role of the person whose leg it is.
pub const PATIENT: &str = "patient";
/// The most people that can be named.
pub const MAX_PRESENT: usize = 12;
/// The most questions, and the most characters of one.
pub const MAX_QUESTIONS: usize = 30;
/// The most characters of one question.
pub const MAX_QUESTION: usize = 300;
/// The most outcomes, options, things that matter or circumstances in one entry.
pub const MAX_LIST: usize = 60;

/// An id with the words that were shown for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The words, in the language of [`Shown::language`].
    pub words: String,
}

/// Somebody who was there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// The name; only the patient, whose case it is, may be without one.
    pub name: String,
    /// The role's id, for example [`PATIENT`].
    pub role: String,
}

/// Something that matters to the patient, and how much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weighed {
    /// The thing.
    pub thing: Named,
    /// How much it matters.
    pub weight: Named,
}

/// What was shown of one option for one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownNumber {
    /// The option.
    pub option: Named,
    /// The number or its absence, in words with its range.
    pub said: String,
    /// The number with one more digit and its range; none when it is not known.
    #[serde(default)]
    pub exact: Option<String>,
    /// The set of trials it came from; none when it is not known.
    #[serde(default)]
    pub set: Option<String>,
}

/// One outcome as it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownOutcome {
    /// The outcome.
    pub outcome: Named,
    /// When it was counted, in words; may be empty.
    #[serde(default)]
    pub window: String,
    /// Each option, in the order shown.
    pub options: Vec<ShownNumber>,
}

/// Something known of this person that may bend the numbers, and what was said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstance {
    /// What bends them.
    pub what: Named,
    /// What the case knew of it.
    pub known: Vec<String>,
    /// How strong the evidence is, in words.
    pub strength: String,
    /// What was found, sentence by sentence, the findings against it among them.
    pub found: Vec<String>,
}

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The language, for example `en`.
    pub language: String,
    /// Hash of the evidence's summary then: another hash later means that the numbers have moved.
    pub evidence: Hash,
    /// The first comparison, sentence by sentence, with its set of trials last; may be empty.
    #[serde(default)]
    pub first: Vec<String>,
    /// Every outcome for every option; at least one.
    pub outcomes: Vec<ShownOutcome>,
    /// What the case knew that may bend the numbers.
    #[serde(default)]
    pub circumstances: Vec<Circumstance>,
}

impl Shown {
    /// Hash of everything shown, to tell whether a form was made from the same words and numbers.
    pub fn digest(&self) -> Hash {
        let value = serde_json::to_value(self).unwrap_or_default();
        Hash::of(&[b"heelrise-shown-1", canonical::text(&value).as_bytes()])
    }
}

/// A choice talked over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedDecision {
    /// The day.
    pub on: Date,
    /// Who was there; at least one.
    pub present: Vec<Present>,
    /// What matters to the patient; may be empty.
    pub values: Vec<Weighed>,
    /// What they want to ask; may be empty.
    pub questions: Vec<String>,
    /// Where the patient leans. Not the choice of treatment: that is an entry of its own.
    pub leaning: Named,
    /// What was shown.
    pub shown: Shown,
    /// More, if noted.
    pub note: String,
}

impl SharedDecision {
    /// Whether the patient was there.
    pub fn with_patient(&self) -> bool {
        self.present.iter().any(|person| person.role == PATIENT)
    }

    /// The entry as it may be kept, or why not.
    pub(crate) fn checked(&self) -> Result<Self, Refusal> {
        if self.present.is_empty() {
            return Err(Refusal::Empty { field: "who was there" });
        }
        at_most("who was there", self.present.len(), MAX_PRESENT)?;
        for person in &self.present {
            text("role", &person.role, MAX_ID)?;
            if person.role != PATIENT || !person.name.is_empty() {
                text("name", &person.name, MAX_LABEL)?;
            }
        }
        at_most("what matters", self.values.len(), MAX_LIST)?;
        for weighed in &self.values {
            named("what matters", &weighed.thing)?;
            named("how much it matters", &weighed.weight)?;
        }
        at_most("questions", self.questions.len(), MAX_QUESTIONS)?;
        self.questions.iter().try_for_each(|question| text("questions", question, MAX_QUESTION))?;
        named("where the patient leans", &self.leaning)?;
        long("note", &self.note)?;
        self.shown.check()?;
        Ok(self.clone())
    }
}

impl Shown {
    fn check(&self) -> Result<(), Refusal> {
        text("language", &self.language, MAX_ID)?;
        if self.outcomes.is_empty() {
            return Err(Refusal::Empty { field: "the numbers shown" });
        }
        at_most("the numbers shown", self.outcomes.len(), MAX_LIST)?;
        at_most("the numbers shown", self.first.len(), MAX_LIST)?;
        at_most("what bends the numbers", self.circumstances.len(), MAX_LIST)?;
        self.first.iter().try_for_each(|line| full("the numbers shown", line))?;
        for outcome in &self.outcomes {
            named("the numbers shown", &outcome.outcome)?;
            at_most("the numbers shown", outcome.options.len(), MAX_LIST)?;
            if outcome.options.is_empty() {
                return Err(Refusal::Empty { field: "the numbers shown" });
            }
            for option in &outcome.options {
                named("the numbers shown", &option.option)?;
                full("the numbers shown", &option.said)?;
                // A number without the trials it came from cannot be held against later ones.
                if option.exact.is_some() && option.set.as_ref().is_none_or(|set| set.trim().is_empty()) {
                    return Err(Refusal::Empty { field: "the set of trials" });
                }
            }
        }
        self.circumstances.iter().try_for_each(|one| named("what bends the numbers", &one.what))
    }
}

const fn at_most(field: &'static str, found: usize, limit: usize) -> Result<(), Refusal> {
    if found > limit { Err(Refusal::TooMany { field, limit }) } else { Ok(()) }
}

fn named(field: &'static str, value: &Named) -> Result<(), Refusal> {
    text(field, &value.id, MAX_ID)?;
    text(field, &value.words, MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use crate::chain::{self, LogHead};
    use crate::verify::findings_in;
    use crate::{Append, CaseState, Command, contract, decide};

    #[test]
    fn a_number_changed_after_it_was_shown_shows() {
        let both =
            Command::Together { commands: vec![contract::open("x"), Command::ShareDecision(contract::shared(4))] };
        let append = Append {
            accepted: decide(&CaseState::new(contract::case(1)), &both).unwrap(),
            at: contract::at(0),
            author: contract::clinician(),
            knowledge_version: "k1".to_owned(),
            submission: None,
        };
        let genesis = chain::case_genesis(&contract::case(1).to_string());
        let (mut rows, head) = chain::link(&append, genesis, &LogHead::empty()).unwrap();
        assert!(findings_in(&rows, &head).is_empty());
        rows[1].payload = rows[1].payload.replace("about 3 in 100", "about 9 in 100");
        assert!(!findings_in(&rows, &head).is_empty());
    }
}
