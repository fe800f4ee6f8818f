//! What is kept of an input while it is read: one line each in the journal beside the worklist. A letter says what the line
//! holds. Visits and notes are many, so they are written without JSON.

use heelrise_notes::{Says, Seen, When, Who};
use jiff::civil::Date;
use schemars::JsonSchema;
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub text: Option<String>,
}

/// A note that names a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
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

const SAYS: [(u8, Says); 5] = [
    (b'p', Says::Present),
    (b'o', Says::Possible),
    (b'a', Says::Ambiguous),
    (b'x', Says::NotDone),
    (b'n', Says::Absent),
];
const WHEN: [(u8, When); 3] = [(b'r', When::Recent), (b'h', When::Historical), (b'f', When::Hypothetical)];
const WHO: [(u8, Who); 2] = [(b'p', Who::Patient), (b'o', Who::Other)];

fn letter<T: PartialEq>(of: &[(u8, T)], value: &T) -> u8 {
    of.iter().find(|(_, one)| one == value).map_or(b'?', |(letter, _)| *letter)
}

fn meant<T: Copy>(of: &[(u8, T)], letter: u8) -> Option<T> {
    of.iter().find(|(one, _)| *one == letter).map(|(_, value)| *value)
}

/// Writes a sign, with its sentence when that is kept.
pub fn write_sign(into: &mut Vec<u8>, one: &Seen<'_>, text: Option<&str>) {
    into.push(b'\t');
    into.extend_from_slice(one.sign.as_bytes());
    into.extend_from_slice(&[b' ', letter(&SAYS, &one.says), letter(&WHEN, &one.when), letter(&WHO, &one.who)]);
    for place in [one.span.start, one.span.end, one.sentence.start, one.sentence.end] {
        into.push(b' ');
        number_into(into, u64::try_from(place).unwrap_or(u64::MAX));
    }
    if let Some(text) = text {
        into.push(b' ');
        let _ = serde_json::to_writer(into, text);
    }
}

/// Writes a number in decimal.
fn number_into(into: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    into.extend_from_slice(&digits[at..]);
}

fn date_into(into: &mut Vec<u8>, date: Option<Date>) {
    let Some(date) = date else { return };
    let (year, month, day) = (i32::from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    if let (Ok(month), Ok(day), 1000..=9999) = (month, day, year) {
        number_into(into, u64::from(year.unsigned_abs()));
        into.extend_from_slice(&[b'-', b'0' + month / 10, b'0' + month % 10, b'-', b'0' + day / 10, b'0' + day % 10]);
    } else {
        into.extend_from_slice(date.to_string().as_bytes());
    }
}

fn text_of(text: &str) -> Option<String> {
    if text.starts_with('"') { serde_json::from_str(text).ok() } else { Some(text.to_owned()) }
}

fn note(line: &str) -> Option<Note> {
    let mut parts = line.split('\t');
    let mut text = || text_of(parts.next()?);
    let (encounter, patient, document, author, file) = (text()?, text()?, text()?, text()?, text()?);
    let date = parts.next()?;
    let date = if date.is_empty() { None } else { Some(date.parse().ok()?) };
    let place = Place { file, line: parts.next()?.parse().ok()?, byte: parts.next()?.parse().ok()? };
    let signs = parts.map(sign).collect::<Option<Vec<_>>>()?;
    Some(Note { encounter, patient, date, document, author, place, signs })
}

fn sign(text: &str) -> Option<Sign> {
    let mut parts = text.splitn(7, ' ');
    let sign = parts.next()?.to_owned();
    let [says, when, who] = parts.next()?.as_bytes() else { return None };
    let (says, when, who) = (meant(&SAYS, *says)?, meant(&WHEN, *when)?, meant(&WHO, *who)?);
    let mut number = || parts.next()?.parse().ok();
    let (span, sentence) = ((number()?, number()?), (number()?, number()?));
    let text = parts.next().map(serde_json::from_str).transpose().ok()?;
    Some(Sign { sign, says, when, who, span, sentence, text })
}

/// Lines of the journal as they grow.
#[derive(Debug, Default)]
pub struct Lines(pub Vec<u8>);

impl Lines {
    /// Adds a visit.
    pub fn visit(&mut self, id: &str, patient: &str, from: Option<Date>, to: Option<Date>) {
        self.0.push(b'V');
        self.text(id);
        self.text(patient);
        date_into(&mut self.0, from);
        self.0.push(b'\t');
        date_into(&mut self.0, to);
        self.0.push(b'\n');
    }

    /// Adds a code.
    pub fn code(&mut self, code: &Code) {
        self.json(b'C', code);
    }

    /// Adds an order.
    pub fn order(&mut self, order: &Order) {
        self.json(b'O', order);
    }

    /// Adds a note whose signs were written with [`write_sign`].
    pub fn note(&mut self, about: &About<'_>, place: &Place, signs: &[u8]) {
        let About { encounter, patient, date, document, author } = *about;
        self.0.push(b'N');
        for text in [encounter, patient, document, author, &place.file] {
            self.text(text);
        }
        date_into(&mut self.0, date);
        self.0.push(b'\t');
        number_into(&mut self.0, place.line);
        self.0.push(b'\t');
        number_into(&mut self.0, place.byte);
        self.0.extend_from_slice(signs);
        self.0.push(b'\n');
    }

    /// A text and a tab; as JSON, which has no tab and no end of a line in it, where that is needed.
    fn text(&mut self, text: &str) {
        if text.bytes().any(|byte| matches!(byte, b'\t' | b'\n' | b'\r')) || text.starts_with('"') {
            let _ = serde_json::to_writer(&mut self.0, text);
        } else {
            self.0.extend_from_slice(text.as_bytes());
        }
        self.0.push(b'\t');
    }

    /// Adds a line that could not be used.
    pub fn bad(&mut self, bad: &Bad) {
        self.json(b'B', bad);
    }

    /// Adds an input that could not be read.
    pub fn unread(&mut self, unread: &Unread) {
        self.json(b'U', unread);
    }

    /// Adds something that was not read.
    pub fn remark(&mut self, remark: &Remark) {
        self.json(b'R', remark);
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

/// The visit and the person of a line that has them, without reading the rest.
pub fn owner(line: &[u8]) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Owner {
        encounter: String,
        patient: String,
    }
    let (letter, rest) = line.split_first()?;
    match letter {
        b'V' | b'N' => {
            let mut parts = std::str::from_utf8(rest).ok()?.split('\t');
            Some((text_of(parts.next()?)?, text_of(parts.next()?)?))
        }
        _ => serde_json::from_slice::<Owner>(rest).ok().map(|owner| (owner.encounter, owner.patient)),
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
                let (id, patient) = (text_of(parts.next()?)?, text_of(parts.next()?)?);
                let (from, to) = (parts.next()?.parse().ok(), parts.next()?.parse().ok());
                Some(Self::Visit(Visit { id, patient, from, to }))
            }
            b'C' => serde_json::from_slice(rest).ok().map(Self::Code),
            b'O' => serde_json::from_slice(rest).ok().map(Self::Order),
            b'N' => note(std::str::from_utf8(rest).ok()?).map(Self::Note),
            b'B' => serde_json::from_slice(rest).ok().map(Self::Bad),
            b'U' => serde_json::from_slice(rest).ok().map(Self::Unread),
            b'R' => serde_json::from_slice(rest).ok().map(Self::Remark),
            b'D' => serde_json::from_slice(rest).ok().map(|(reached, counts)| Self::Done(reached, counts)),
            _ => None,
        }
    }
}
