//! What every kind of input ends in: notes whose signs are found, codes and orders that are looked up, visits. One reader
//! works through one block and leaves the lines for the journal.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64_simd::{Out, STANDARD};
use heelrise_notes::{Engine, Says, Scratch, Who};
use jiff::civil::Date;

use crate::attached::Form;
use crate::binaries;
use crate::codes::{Codes, Drug, Role};
use crate::input::Cause;
use crate::line::{Lines, write_sign};
use crate::medicines;
use crate::record::{About, Bad, Code, Counts, Order, Place, Remark, Topic, Unread, Version};
use crate::shape::Shape;
use crate::table::Map;
use crate::wide::ByteOrder;

/// How many things of one kind are located that were not read, of a block and of the whole sweep.
pub const REMARKS: u64 = 100;

/// The days of the records that are read; open where nothing is given. Records without a day are always read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Window {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Window {
    /// Whether a day is in it.
    pub fn has(self, date: Option<Date>) -> bool {
        date.is_none_or(|date| self.from.is_none_or(|from| date >= from) && self.to.is_none_or(|to| date <= to))
    }
}

/// What reading needs to know, the same for every block.
pub struct Rules<'a> {
    /// The text engine.
    pub engine: &'a Engine,
    /// The codes.
    pub codes: &'a Codes,
    /// The days that are wanted.
    pub window: Window,
    /// Whether the sentences are kept.
    pub sentences: bool,
    /// A rupture that happened more days ago than this came late.
    pub late_days: u32,
    /// Which column holds what.
    pub map: Option<&'a Map>,
}

/// Memory that is used again from block to block.
#[derive(Debug, Default)]
pub struct Memory {
    scratch: Scratch,
    decoded: Vec<u8>,
    signs: Vec<u8>,
    /// Shapes of lines that were read before.
    pub(crate) shapes: Vec<Shape>,
    /// Only base64 without white space is taken.
    pub(crate) strict: bool,
    /// Lists of codes that were told of in this block.
    strange: BTreeSet<String>,
}

/// A reader of one block.
pub struct Reader<'a> {
    /// The rules.
    pub rules: &'a Rules<'a>,
    pub(crate) memory: &'a mut Memory,
    /// What was kept.
    pub lines: Lines,
    /// What was counted.
    pub counts: Counts,
    /// Where the record that is being read stands.
    pub place: Place,
    /// The id of the note that is being read, when it is a record of its own to which documents refer.
    pub(crate) binary: Option<String>,
    /// Its version, where it tells one.
    pub version: Option<Version<'static>>,
}

impl<'a> Reader<'a> {
    /// A reader that stands at the front of a block.
    pub fn new(rules: &'a Rules<'a>, memory: &'a mut Memory, file: &str) -> Self {
        let place = Place { file: file.to_owned(), line: 1, byte: 0 };
        memory.strange.clear();
        Self { rules, memory, lines: Lines::default(), counts: Counts::default(), place, binary: None, version: None }
    }

    /// Whether a record of this day is wanted; one that is not is counted.
    pub fn wants(&mut self, date: Option<Date>) -> bool {
        let wanted = self.rules.window.has(date);
        self.counts.outside += u64::from(!wanted);
        wanted
    }

    /// A record that cannot be used.
    pub fn bad(&mut self, what: impl Into<String>) {
        self.counts.bad += 1;
        self.lines.bad(&Bad { file: self.place.file.clone(), line: self.place.line, what: what.into() });
    }

    /// An input that cannot be read from this line on; line 0: nothing of it.
    pub fn unread(&mut self, cause: Cause, from_line: u64) {
        self.counts.unread += 1;
        let Cause { why, mend } = cause;
        self.lines.unread(&Unread { file: self.place.file.clone(), from_line, why, mend });
    }

    /// Something of a record that is not read; counted already. The first ones of a block are located.
    pub fn remark(&mut self, about: Topic, what: impl FnOnce() -> String) {
        let count = match about {
            Topic::NotText => self.counts.not_text,
            Topic::Elsewhere => self.counts.elsewhere,
            Topic::Day => self.counts.days_unclear,
            // Each list is told once, and each kind.
            Topic::List | Topic::Kind => 0,
        };
        if count <= REMARKS {
            let Place { file, line, .. } = self.place.clone();
            self.lines.remark(&Remark { about, file, line, what: what() });
        }
    }

    /// A visit.
    pub fn visit(&mut self, id: &str, patient: &str, from: Option<Date>, to: Option<Date>) {
        self.counts.visits += 1;
        if self.wants(from) {
            self.lines.visit(id, patient, from, to);
        }
    }

    /// A code; kept when it says something.
    pub fn code(&mut self, system: &str, code: &str, encounter: &str, patient: &str, date: Option<Date>) {
        let Some(found) = self.rules.codes.find(Some(system), code) else { return };
        if !found.group.role.is_kept() || !self.rules.window.has(date) {
            return;
        }
        self.counts.codes += 1;
        self.lines.code(&Code {
            encounter: encounter.into(),
            patient: patient.into(),
            date,
            system: found.system.name.as_str().into(),
            code: code.trim().into(),
            display: found.display.into(),
            role: found.group.role,
            strain: found.group.strain,
            version: self.version.clone(),
        });
    }

    /// A record with codes that does not count; kept when it tells its version, because older versions of it do not count
    /// either.
    pub fn withdraw(&mut self, encounter: &str, patient: &str) {
        self.counts.withdrawn += 1;
        let Some(version) = self.version.take() else { return };
        self.lines.code(&Code {
            encounter: encounter.into(),
            patient: patient.into(),
            date: None,
            system: "".into(),
            code: "".into(),
            display: "".into(),
            role: Role::Context,
            strain: false,
            version: Some(Version { withdrawn: true, ..version }),
        });
    }

    /// Codes of a list that is not known, none of which are read; a list is located once in a block.
    pub fn strange(&mut self, list: &str, date: Option<Date>) {
        if !self.rules.window.has(date) {
            return;
        }
        self.counts.lists_unknown += 1;
        if self.memory.strange.insert(list.to_owned()) {
            self.remark(Topic::List, || {
                let named: String = list.chars().filter(|one| !one.is_control()).take(100).collect();
                format!("codes of the list {named}, which is not known")
            });
        }
    }

    /// A record of a kind that is not read; a kind is located once in a block.
    pub fn unread_kind(&mut self, kind: &str) {
        self.counts.kinds_unread += 1;
        if self.memory.strange.insert(kind.to_owned()) {
            self.remark(Topic::Kind, || {
                let named: String = kind.chars().filter(|one| !one.is_control()).take(60).collect();
                format!("records of the kind {named}, which is not read")
            });
        }
    }

    /// Whether a record may be wanted of which only a year or a month is told, as FHIR allows, or something else: if all of it
    /// lies outside, the record does. Otherwise it is counted, and read without a day.
    pub fn may_want(&mut self, written: &str) -> bool {
        if written.is_empty() {
            return true;
        }
        if let Some((first, last)) = days_in(written) {
            let Window { from, to } = self.rules.window;
            if from.is_some_and(|from| last < from) || to.is_some_and(|to| first > to) {
                self.counts.outside += 1;
                return false;
            }
        }
        self.counts.days_unclear += 1;
        self.remark(Topic::Day, || {
            let written: String = written.chars().filter(|one| !one.is_control()).take(40).collect();
            format!("`{written}` is no whole day")
        });
        true
    }

    /// An order of a medicine that counts.
    pub fn order(&mut self, drug: &Drug, encounter: &str, patient: &str, date: Option<Date>) {
        self.lines.order(&Order {
            encounter: encounter.into(),
            patient: patient.into(),
            date,
            drug: drug.id.as_str().into(),
            days: drug.days,
        });
    }

    /// An order of a medicine that has a record of its own, which may stand anywhere.
    pub fn order_of(&mut self, medicine: &str, encounter: &str, patient: &str, date: Option<Date>) {
        let (encounter, patient) = (encounter.into(), patient.into());
        let order = Order { encounter, patient, date, drug: "".into(), days: 0 };
        medicines::order(&mut self.lines, medicine, order);
    }

    /// A medicine that counts, in a record of its own.
    pub fn medicine(&mut self, id: &str, drug: &Drug) {
        medicines::medicine(&mut self.lines, id, drug);
    }

    /// A document whose note is a record of its own, which may stand anywhere; `about` is nothing when the document does not
    /// count.
    pub(crate) fn refer(&mut self, id: &str, about: Option<&About<'_>>) {
        self.counts.referred += 1;
        binaries::refer(&mut self.lines, id, about, &self.place);
    }

    /// A note in base64.
    pub fn encoded(&mut self, data: &[u8], latin1: bool, form: Form, meta: &About<'_>) -> Result<(), String> {
        let mut decoded = std::mem::take(&mut self.memory.decoded);
        let outcome = decode(data, self.memory.strict, &mut decoded);
        let outcome = outcome.map(|length| {
            let bytes = decoded.get(..length).unwrap_or_default();
            if let Err(what) = self.formed(bytes, latin1, form, meta) {
                self.counts.not_text += 1;
                self.remark(Topic::NotText, || format!("a note in {what}"));
            }
        });
        self.memory.decoded = decoded;
        outcome
    }

    /// A note in one of its forms. The error says what is not read, and why.
    fn formed(&mut self, bytes: &[u8], latin1: bool, form: Form, meta: &About<'_>) -> Result<(), String> {
        let written = as_text(bytes, latin1);
        let text = form.seen(written.as_bytes()).text(&written)?;
        self.counts.latin1 += u64::from(is_latin1(bytes, matches!(written, Cow::Owned(_))));
        self.note(&text, meta);
        Ok(())
    }

    /// A note that is a file of its own.
    pub fn file(&mut self, bytes: &[u8], meta: &About<'_>) {
        if let Err(what) = self.formed(bytes, false, Form::of_file(meta.document, bytes), meta) {
            let mend = "Save it as plain text or as RTF with \\ansicpg1252, and sweep again.";
            self.unread(Cause::new(format!("it is {what}"), mend), 0);
        }
    }

    /// A note in bytes, as they stand: UTF-8, or else Latin-1, which every byte is a character of.
    pub fn bytes(&mut self, bytes: &[u8], latin1: bool, meta: &About<'_>) {
        let text = as_text(bytes, latin1);
        self.counts.latin1 += u64::from(is_latin1(bytes, matches!(text, Cow::Owned(_))));
        self.note(&text, meta);
    }

    /// A note in the cell of a table.
    pub fn cell(&mut self, bytes: &[u8], meta: &About<'_>) {
        if let Err(what) = self.formed(bytes, false, Form::Plain, meta) {
            self.counts.not_text += 1;
            self.remark(Topic::NotText, || format!("a note in {what}"));
        }
    }

    /// A note. False friends are no signs.
    pub fn note(&mut self, text: &str, meta: &About<'_>) {
        self.counts.notes += 1;
        let Memory { scratch, signs, .. } = &mut *self.memory;
        signs.clear();
        let mut count = 0;
        let mut ruptured = false;
        self.rules.engine.each_sign(text, scratch, |one| {
            count += 1;
            ruptured |= one.sign == "rupture" && one.who == Who::Patient && one.says != Says::Absent;
            let sentence = self.rules.sentences.then(|| text.get(one.sentence.clone()).unwrap_or_default());
            write_sign(signs, &one, sentence);
        });
        if count == 0 {
            if let Some(id) = self.binary.take() {
                binaries::text(&mut self.lines, &id, &self.place, signs);
            }
            return;
        }
        self.counts.notes_with_signs += 1;
        self.counts.signs += count;
        // Who came late is asked only of those whose rupture is named.
        if ruptured
            && let Some(since) = self.rules.engine.since(text, scratch)
            && since.days > self.rules.late_days
        {
            let sentence = self.rules.sentences.then(|| text.get(since.seen.sentence.clone()).unwrap_or_default());
            write_sign(signs, &since.seen, sentence);
        }
        match self.binary.take() {
            Some(id) => {
                self.counts.referred += 1;
                binaries::text(&mut self.lines, &id, &self.place, signs);
            }
            None => self.lines.note(meta, &self.place, signs),
        }
    }
}

/// The first and the last day of a year or a month as FHIR writes them: `2015`, `2015-06`.
fn days_in(written: &str) -> Option<(Date, Date)> {
    let (year, month) = written.split_once('-').unwrap_or((written, ""));
    let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let (first, last) = if month.is_empty() { (1, 12) } else { (month.parse().ok()?, month.parse().ok()?) };
    Some((Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month()))
}

/// Bytes as text: UTF-8, UTF-16 that says so by its mark or its zeros, or else Latin-1, which every byte is a character of. What was said to
/// be Latin-1 is.
pub(crate) fn as_text(bytes: &[u8], latin1: bool) -> Cow<'_, str> {
    let order = ByteOrder::of_note(bytes);
    match (order, std::str::from_utf8(bytes)) {
        (None, Ok(text)) if !latin1 || text.is_ascii() => Cow::Borrowed(text),
        (Some(order), _) => {
            let marked = ByteOrder::of(bytes).is_some();
            let units =
                bytes.get(if marked { 2 } else { 0 }..).unwrap_or_default().chunks(2).map(|pair| order.unit(pair));
            Cow::Owned(char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        }
        _ => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    }
}

/// Whether bytes that were read as something else than UTF-8 were read as Latin-1.
fn is_latin1(bytes: &[u8], decoded: bool) -> bool {
    decoded && ByteOrder::of_note(bytes).is_none()
}

/// Decodes base64 into `out`; gives back how many bytes it is. White space inside is passed over, if that is allowed.
pub(crate) fn decode(data: &[u8], strict: bool, out: &mut Vec<u8>) -> Result<usize, String> {
    let room = data.len() / 4 * 3 + 3;
    if out.len() < room {
        out.resize(room, 0);
    }
    if let Ok(decoded) = STANDARD.decode(data, Out::from_slice(out)) {
        return Ok(decoded.len());
    }
    let wrong = || "the note's data is not base64".to_owned();
    if strict {
        return Err(wrong());
    }
    let mut tight: Vec<u8> = data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    while tight.last() == Some(&b'=') {
        tight.pop();
    }
    base64_simd::STANDARD_NO_PAD.decode(&tight, Out::from_slice(out)).map(|decoded| decoded.len()).map_err(|_| wrong())
}
