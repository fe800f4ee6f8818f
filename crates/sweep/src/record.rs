//! What is kept of an input while it is read: one line each in the journal beside the worklist. A letter says what the line
//! holds. Visits are many and short, so they are written without JSON.

use heelrise_notes::{Says, When, Who};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::codes::Role;

/// A visit: who, from when to when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: String,
    /// The person.
    pub patient: String,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// A code that counts.
#[expect(clippy::struct_field_names, reason = "the code of a code has no other name")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The visit, or nothing.
    pub encounter: String,
    /// The person, or nothing.
    pub patient: String,
    /// The day, if it is known.
    pub date: Option<Date>,
    /// The system's name.
    pub system: String,
    /// The code as it stands.
    pub code: String,
    /// What it is, where that is ours to say.
    pub display: String,
    /// What it says.
    pub role: Role,
    /// A mere strain is filed here too.
    pub strain: bool,
}

/// An order of a medicine that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The visit, or nothing.
    pub encounter: String,
    /// The person, or nothing.
    pub patient: String,
    /// The day.
    pub date: Option<Date>,
    /// The class.
    pub drug: String,
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
#[expect(clippy::struct_field_names, reason = "the sign that a finding names has no other name")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sign {
    /// Its id.
    pub sign: String,
    /// What is said of it.
    pub says: Says,
    /// Of which time.
    pub when: When,
    /// Of whom.
    pub who: Who,
    /// Its bytes in the note.
    pub span: (usize, usize),
    /// The bytes of its sentence.
    pub sentence: (usize, usize),
    /// The sentence, when it was asked for.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
}

/// A note that names a sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The visit, or nothing.
    pub encounter: String,
    /// The person, or nothing.
    pub patient: String,
    /// The day.
    pub date: Option<Date>,
    /// The document's id.
    pub document: String,
    /// Who wrote it, as the record refers to them.
    pub author: String,
    /// Where it stands.
    pub place: Place,
    /// Its signs.
    pub signs: Vec<Sign>,
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
    /// Records that could not be used.
    pub bad: u64,
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
            (&mut self.bad, other.bad),
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
pub enum Line {
    /// A visit.
    Visit(Visit),
    /// A code.
    Code(Code),
    /// An order.
    Order(Order),
    /// A note.
    Note(Note),
    /// A line that could not be used.
    Bad(Bad),
    /// Everything before is complete.
    Done(Reached, Counts),
}

/// Lines of the journal as they grow.
#[derive(Debug, Default)]
pub struct Lines(pub Vec<u8>);

impl Lines {
    /// Adds a visit.
    pub fn visit(&mut self, id: &str, patient: &str, from: Option<Date>, to: Option<Date>) {
        let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let line = format!("V{}\t{}\t{}\t{}\n", clean(id), clean(patient), day(from), day(to));
        self.0.extend_from_slice(line.as_bytes());
    }

    /// Adds a code.
    pub fn code(&mut self, code: &Code) {
        self.json(b'C', code);
    }

    /// Adds an order.
    pub fn order(&mut self, order: &Order) {
        self.json(b'O', order);
    }

    /// Adds a note.
    pub fn note(&mut self, note: &Note) {
        self.json(b'N', note);
    }

    /// Adds a line that could not be used.
    pub fn bad(&mut self, bad: &Bad) {
        self.json(b'B', bad);
    }

    /// Says that everything before is complete.
    pub fn done(&mut self, reached: Reached, counts: Counts) {
        self.json(b'D', &(reached, counts));
    }

    fn json(&mut self, letter: u8, value: &impl Serialize) {
        self.0.push(letter);
        // Writing these types to memory cannot fail; if it ever did, reading names the line.
        let _ = serde_json::to_writer(&mut self.0, value);
        self.0.push(b'\n');
    }
}

impl Line {
    /// Reads a line of the journal, without its end; nothing when it is damaged.
    pub fn read(line: &[u8]) -> Option<Self> {
        let (letter, rest) = line.split_first()?;
        match letter {
            b'V' => {
                let text = std::str::from_utf8(rest).ok()?;
                let mut parts = text.split('\t');
                let (id, patient) = (parts.next()?.to_owned(), parts.next()?.to_owned());
                let (from, to) = (parts.next()?.parse().ok(), parts.next()?.parse().ok());
                Some(Self::Visit(Visit { id, patient, from, to }))
            }
            b'C' => serde_json::from_slice(rest).ok().map(Self::Code),
            b'O' => serde_json::from_slice(rest).ok().map(Self::Order),
            b'N' => serde_json::from_slice(rest).ok().map(Self::Note),
            b'B' => serde_json::from_slice(rest).ok().map(Self::Bad),
            b'D' => serde_json::from_slice(rest).ok().map(|(reached, counts)| Self::Done(reached, counts)),
            _ => None,
        }
    }
}
