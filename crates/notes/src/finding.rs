//! What is found: a sign, its place, and what the writer says about it.

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// What the writer says about a sign. A sign that is said to be absent is still a finding: it changes a rank, it never
/// removes a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// It is there.
    Present,
    /// It may be there, or could not be ruled out.
    Possible,
    /// The words are used both ways (“Thompson negative”).
    Ambiguous,
    /// It was not examined, or could not be.
    NotDone,
    /// It is not there.
    Absent,
}

/// Which time the words are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// This illness or injury.
    Recent,
    /// Before it.
    Historical,
    /// What may happen, a warning, advice.
    Hypothetical,
}

/// Whom the words are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The patient.
    Patient,
    /// Somebody else.
    Other,
}

/// One sign in one note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The id of the sign in `knowledge/notes/signs.toml`.
    #[serde(serialize_with = "as_text")]
    pub sign: Arc<str>,
    /// The bytes of the note that name the sign; they begin and end between characters.
    pub span: Range<usize>,
    /// The bytes of the sentence around it; they begin and end between characters.
    pub sentence: Range<usize>,
    /// Present, absent, or in between.
    pub says: Says,
    /// Now, then, or perhaps.
    pub when: When,
    /// The patient or somebody else.
    pub who: Who,
}

impl Finding {
    /// Whether the writer says that this patient has the sign, or may have it, in this illness.
    pub fn counts(&self) -> bool {
        self.when == When::Recent && self.who == Who::Patient && self.says != Says::Absent
    }
}

fn as_text<S: serde::Serializer>(text: &Arc<str>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(text)
}
