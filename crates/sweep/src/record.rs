//! What is kept of an input while it is read: one line each in the journal beside the worklist. A letter says what the line
//! holds. Visits and notes are many, so they are written without JSON.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::Role;
use crate::score::Seen;

/// A visit: who, from when to when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit<'j> {
    /// Its id.
    pub id: Cow<'j, str>,
    /// The person.
    pub patient: Cow<'j, str>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// Which version of which record something was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Version<'j> {
    /// The record's type and id.
    #[serde(borrow)]
    pub id: Cow<'j, str>,
    /// When this version was made, in milliseconds since 1970.
    pub made: i64,
    /// This version says that the record does not count: the versions before it do not either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// A code that counts.
#[expect(clippy::struct_field_names, reason = "the code of a code has no other name")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code<'j> {
    /// The visit, or nothing.
    #[serde(borrow)]
    pub encounter: Cow<'j, str>,
    /// The person, or nothing.
    #[serde(borrow)]
    pub patient: Cow<'j, str>,
    /// The day, if it is known.
    pub date: Option<Date>,
    /// The system's name.
    #[serde(borrow)]
    pub system: Cow<'j, str>,
    /// The code as it stands.
    #[serde(borrow)]
    pub code: Cow<'j, str>,
    /// What it is, where that is ours to say.
    #[serde(borrow)]
    pub display: Cow<'j, str>,
    /// What it says.
    pub role: Role,
    /// A mere strain is filed here too.
    pub strain: bool,
    /// The version of its record, where that is told.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version<'j>>,
}

/// An order of a medicine that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order<'j> {
    /// The visit, or nothing.
    #[serde(borrow)]
    pub encounter: Cow<'j, str>,
    /// The person, or nothing.
    #[serde(borrow)]
    pub patient: Cow<'j, str>,
    /// The day.
    pub date: Option<Date>,
    /// The class.
    #[serde(borrow)]
    pub drug: Cow<'j, str>,
    /// How many days it counts.
    pub days: i32,
}

/// Where a note stands: file, line and the byte its line begins at, after unpacking.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The file as it was given; `-` is the standard input.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// The byte at which the line (or the CSV record) begins, counted from 0.
    pub byte: u64,
}

/// A sign in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign<'j> {
    /// What is said.
    pub seen: Seen<'j>,
    /// Its bytes in the note.
    pub span: (usize, usize),
    /// The bytes of its sentence.
    pub sentence: (usize, usize),
    /// The sentence as JSON, when it was asked for.
    pub text: Option<&'j str>,
}

/// A note that names a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'j> {
    /// The visit, or nothing.
    pub encounter: Cow<'j, str>,
    /// The person, or nothing.
    pub patient: Cow<'j, str>,
    /// The day.
    pub date: Option<Date>,
    /// The document's id.
    pub document: Cow<'j, str>,
    /// Who wrote it, as the record refers to them.
    pub author: Cow<'j, str>,
    /// The file it stands in.
    pub file: Cow<'j, str>,
    /// The line in it.
    pub line: u64,
    /// The byte at which the line begins.
    pub byte: u64,
    /// Its signs as they are written, a tab in front of each: many notes are never looked at more closely.
    pub(crate) signs: &'j str,
}

/// A line that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bad {
    /// The file.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u64,
    /// What is wrong, in a plain sentence.
    pub what: String,
}

/// An input, or the rest of one, that could not be read: whoever is in it is not on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unread {
    /// The input; nothing in a list with pseudonyms.
    pub file: String,
    /// The line from which on it was not read; 0 when nothing of it was.
    pub from_line: u64,
    /// Why not.
    pub why: String,
    /// What to do.
    pub mend: String,
}

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// A note of a kind that is not read.
    NotText,
    /// A note that stands at an address elsewhere.
    Elsewhere,
    /// A day that was not understood; the record was read without one.
    Day,
    /// A list of codes that is not known; its codes were not read.
    List,
    /// A kind of record that is not read.
    Kind,
}

/// Something in a record that was not read, though the rest of the record was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remark {
    /// What it is about.
    pub about: Topic,
    /// The file; nothing in a list with pseudonyms.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// What was not read, and why.
    pub what: String,
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines, CSV records and text files.
    pub records: u64,
    /// Bytes, after unpacking.
    pub bytes: u64,
    /// Notes whose text was read.
    pub notes: u64,
    /// Notes that name a sign.
    pub notes_with_signs: u64,
    /// Signs.
    pub signs: u64,
    /// Notes that are no plain text.
    pub not_text: u64,
    /// Notes that stand somewhere else, by their address.
    pub elsewhere: u64,
    /// Notes that are not in UTF-8 and were read as Latin-1.
    pub latin1: u64,
    /// Records withdrawn by those who made them (entered in error, refuted).
    pub withdrawn: u64,
    /// Records of days outside the window.
    pub outside: u64,
    /// Visits.
    pub visits: u64,
    /// Codes that count.
    pub codes: u64,
    /// Days that were not understood; their records were read without one.
    pub days_unclear: u64,
    /// Codes of lists that are not known.
    #[serde(default)]
    pub lists_unknown: u64,
    /// Records of a kind that is not read, and that may hold notes or diagnoses.
    #[serde(default)]
    pub kinds_unread: u64,
    /// Documents that refer to a text in a record of its own, and such texts that name signs.
    #[serde(default)]
    pub referred: u64,
    /// Records that could not be used.
    pub bad: u64,
    /// Inputs that could not be read, or not to their end.
    pub unread: u64,
}

impl Counts {
    /// Adds.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.records, other.records),
            (&mut self.bytes, other.bytes),
            (&mut self.notes, other.notes),
            (&mut self.notes_with_signs, other.notes_with_signs),
            (&mut self.signs, other.signs),
            (&mut self.not_text, other.not_text),
            (&mut self.elsewhere, other.elsewhere),
            (&mut self.latin1, other.latin1),
            (&mut self.withdrawn, other.withdrawn),
            (&mut self.outside, other.outside),
            (&mut self.visits, other.visits),
            (&mut self.codes, other.codes),
            (&mut self.days_unclear, other.days_unclear),
            (&mut self.lists_unknown, other.lists_unknown),
            (&mut self.kinds_unread, other.kinds_unread),
            (&mut self.referred, other.referred),
            (&mut self.bad, other.bad),
            (&mut self.unread, other.unread),
        ];
        for (sum, more) in pairs {
            *sum += more;
        }
    }
}

/// How far an input was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The number of the input.
    pub input: usize,
    /// The next byte, after unpacking.
    pub byte: u64,
    /// The next line, counted from 1.
    pub line: u64,
    /// The input is finished.
    pub end: bool,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq)]
pub enum Line<'j> {
    /// A visit.
    Visit(Visit<'j>),
    /// A code.
    Code(Code<'j>),
    /// An order.
    Order(Order<'j>),
    /// A note.
    Note(Note<'j>),
    /// A line that could not be used.
    Bad(Bad),
    /// An input that could not be read.
    Unread(Unread),
    /// Something that was not read.
    Remark(Remark),
    /// Everything before is complete.
    Done(Reached, Counts),
}

/// What is known of a note beside its text.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// The visit.
    pub encounter: &'a str,
    /// The person.
    pub patient: &'a str,
    /// The day.
    pub date: Option<Date>,
    /// The document.
    pub document: &'a str,
    /// Who wrote it.
    pub author: &'a str,
}
