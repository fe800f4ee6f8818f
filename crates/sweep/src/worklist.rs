//! The worklist: who to call back, in which order, and why. One JSON document with a version; the same inputs, knowledge and
//! day give the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use heelrise_notes::{Says, When, Who};

use crate::audit::Audit;
use crate::codes::Role;
use crate::name::Name;
use crate::record::{Remark, Unread};
use crate::score::Part;

/// The version of the document. A reader refuses what it does not know.
pub const SCHEMA: &str = "heelrise-worklist/1";

/// A worklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Worklist {
    /// `heelrise-worklist/1`.
    pub schema: String,
    /// What it was made with.
    pub made: Made,
    /// What was read.
    pub read: Read,
    /// People to look at, by rank: those to call back and those whose code says more than their note.
    pub people: Vec<Entry>,
    /// Visits at which the rupture is already known, by date.
    pub already_known: Vec<Entry>,
    /// The look back, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub audit: Option<Audit>,
}

/// What a worklist was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Made {
    /// The day it was made for.
    #[schemars(with = "String")]
    pub today: Date,
    /// The first day of visits on the list; nothing for a whole history.
    #[schemars(with = "Option<String>")]
    pub since: Option<Date>,
    /// The program's version.
    pub program: String,
    /// The hash of the words, codes and points.
    pub rules: String,
    /// Whether the sentences are in it.
    pub sentences: bool,
    /// Whether ids were replaced by keyed hashes, and files taken out.
    pub pseudonyms: bool,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Read {
    /// The inputs.
    pub inputs: Vec<String>,
    /// How many inputs, also when their names were taken out.
    pub files: u64,
    /// Files in folders that are of no kind that is read; the first hundred by name.
    pub passed_over: Vec<String>,
    /// How many of those there are.
    pub passed_over_count: u64,
    /// Lines, CSV records and text files.
    pub records: u64,
    /// Bytes, after unpacking.
    pub bytes: u64,
    /// Visits.
    pub visits: u64,
    /// Notes whose text was read.
    pub notes: u64,
    /// Notes that name a sign.
    pub notes_with_signs: u64,
    /// Notes that are no plain text, and so were not read.
    pub notes_not_text: u64,
    /// Notes that stand at an address elsewhere, and so were not read.
    pub notes_elsewhere: u64,
    /// Notes not in UTF-8, read as Latin-1.
    pub notes_latin1: u64,
    /// Records withdrawn by those who made them.
    pub withdrawn: u64,
    /// Records of days that were not asked for.
    pub outside: u64,
    /// Visits of these days that name nothing that counts for the list, though a sign or a code was seen.
    pub not_listed: u64,
    /// Visits behind the end of a list that is too long to be read: the lowest ranks, and the oldest known ones.
    #[serde(skip_serializing_if = "is_none", default)]
    pub beyond: u64,
    /// Inputs that could not be read, or not to their end. People in them are not on the list.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unread: Vec<Unread>,
    /// Days that were not understood; their records were read without one.
    #[serde(skip_serializing_if = "is_none", default)]
    pub days_unclear: u64,
    /// Codes of lists that are not known, and so were not read.
    #[serde(skip_serializing_if = "is_none", default)]
    pub codes_of_unknown_lists: u64,
    /// Records of kinds that are not read, and that may hold notes or diagnoses.
    #[serde(skip_serializing_if = "is_none", default)]
    pub kinds_unread: u64,
    /// Ids of visits that name several people; each person has their own visit here.
    #[serde(skip_serializing_if = "is_none", default)]
    pub visits_shared: u64,
    /// The first hundred each of the notes, days and lists of codes that were not read, each with its place.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub remarks: Vec<Remark>,
    /// Records that could not be used.
    pub bad: u64,
    /// The first thousand of them, each with its place.
    pub bad_lines: Vec<BadLine>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
const fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A record that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BadLine {
    /// The file; nothing in a list with pseudonyms.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Signs, and nobody has named the rupture.
    CallBack,
    /// The code is the rupture's; the note says strain or tendinitis, or names no rupture and nothing that somebody did about one.
    Miscoded,
    /// The rupture is known.
    AlreadyKnown,
}

/// How soon to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Call back first.
    First,
    /// Look at the note.
    Look,
    /// At the end of the list.
    Low,
}

/// What a reader should notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The squeeze was not done, or could not be (unable to lie prone).
    SqueezeNotDone,
    /// The story fits and no note mentions the squeeze.
    SqueezeNotMentioned,
    /// “Negative”: used both ways.
    SqueezeAmbiguous,
    /// The examination was cut short.
    NotExamined,
    /// One sign is said to be there and not to be there.
    Conflicting,
    /// The rupture is written down, and at this visit nothing in these data says that anybody acted on it: no code of the
    /// rupture, no code and no word of a splint, a referral or imaging.
    RuptureNotActedOn,
    /// A sign is named again at a visit after the rupture was known.
    SignsAgain,
    /// The day of the visit is not known.
    DateUnknown,
}

/// A visit on the worklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// Its place on the list, from 1; nothing when the rupture is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rank: Option<u32>,
    /// Where it stands.
    pub standing: Standing,
    /// How soon to look.
    pub band: Band,
    /// The points that give the rank.
    pub score: i32,
    /// The points that put it on the list: every sign that is named, said or denied.
    pub reach: i32,
    /// What the score is made of.
    pub parts: Vec<Part>,
    /// The person; empty when the record does not say.
    pub patient: String,
    /// The visit; empty when the notes belong to none.
    pub encounter: String,
    /// Its day.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// What to notice.
    pub flags: Vec<Flag>,
    /// What the visit was filed under.
    pub codes_in: Vec<CodeSeen>,
    /// What names the rupture or acts on it, at this visit.
    pub codes_out: Vec<CodeSeen>,
    /// Classes of medicines ordered by then.
    pub medicines: Vec<String>,
    /// The notes that name signs.
    pub notes: Vec<NoteSeen>,
    /// When the rupture was named, by what, if it was.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub known: Option<Known>,
    /// Other visits of the same person among the people of this list, by rank.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub other_visits: Vec<OtherVisit>,
}

/// Another visit of the same person on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherVisit {
    /// Its place on the list, from 1.
    pub rank: u32,
    /// The visit; empty when its notes belong to none.
    pub encounter: String,
    /// Its day.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
}

/// Tells of each visit which others of the list are of the same person. Two people who are not named are never taken for one.
pub fn join_visits(people: &mut [Entry]) {
    let mut of: BTreeMap<String, Vec<OtherVisit>> = BTreeMap::new();
    for entry in people.iter().filter(|entry| !entry.patient.is_empty()) {
        let rank = entry.rank.unwrap_or_default();
        let visit = OtherVisit { rank, encounter: entry.encounter.clone(), date: entry.date };
        of.entry(entry.patient.clone()).or_default().push(visit);
    }
    of.retain(|_, visits| visits.len() > 1);
    for entry in people {
        let others = of.get(&entry.patient).into_iter().flatten();
        entry.other_visits = others.filter(|other| Some(other.rank) != entry.rank).cloned().collect();
    }
}

/// How the rupture came to be known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// The day.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// The visit, where one is given.
    pub encounter: String,
    /// The code, or `note`.
    pub by: String,
    /// The code is one of a later visit or a late operation, or the note says that the injury was long ago.
    pub late: bool,
}

/// A code at a visit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct CodeSeen {
    /// What it says.
    pub role: Role,
    /// The system.
    pub system: String,
    /// The code.
    pub code: String,
    /// What it is, where that is ours to say.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub display: String,
}

/// A note that names signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoteSeen {
    /// The document's id.
    pub document: String,
    /// Its day.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// Who wrote it, as the record refers to them.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub author: String,
    /// The file; nothing in a list with pseudonyms.
    #[schemars(with = "String")]
    pub file: Name,
    /// The line in it, counted from 1; 0 in a list with pseudonyms.
    pub line: u64,
    /// The byte of that line, counted from 0; 0 in a list with pseudonyms.
    pub byte: u64,
    /// The signs, in the order of the text.
    pub signs: Vec<SignSeen>,
}

/// A sign in a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignSeen {
    /// Its id.
    #[schemars(with = "String")]
    pub sign: Name,
    /// `present`, `possible`, `ambiguous`, `not_done` or `absent`.
    #[schemars(with = "String")]
    pub says: Says,
    /// `recent`, `historical` or `hypothetical`.
    #[schemars(with = "String")]
    pub when: When,
    /// `patient` or `other`.
    #[schemars(with = "String")]
    pub who: Who,
    /// Its bytes in the note, from and to.
    pub span: (usize, usize),
    /// The bytes of its sentence, from and to.
    pub sentence: (usize, usize),
    /// The sentence, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub text: Option<Name>,
}

impl SignSeen {
    /// The words of the sign inside its sentence, when that is there.
    pub fn words(&self) -> Option<&str> {
        let text = self.text.as_deref()?;
        text.get(self.span.0.checked_sub(self.sentence.0)?..self.span.1.checked_sub(self.sentence.0)?)
    }

    /// Whether it is about this patient and this illness.
    pub fn is_about_now(&self) -> bool {
        self.when == When::Recent && self.who == Who::Patient
    }
}

impl Worklist {
    /// Writes the document as JSON, with an end of line: a long list is never in memory as a text too.
    pub fn write(&self, into: impl Write) -> io::Result<()> {
        let mut into = io::BufWriter::new(into);
        serde_json::to_writer_pretty(&mut into, self)?;
        into.write_all(b"\n")?;
        into.flush()
    }

    /// The document as JSON, with an end of line.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }

    /// The JSON Schema of the document.
    pub fn schema() -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&schemars::schema_for!(Self)).map(|text| text + "\n")
    }
}
