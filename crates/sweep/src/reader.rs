//! What every kind of input ends in: notes whose signs are found, codes and orders that are looked up, visits. One reader
//! works through one block and leaves the lines for the journal.

use std::borrow::Cow;

use base64_simd::{Out, STANDARD};
use heelrise_notes::{Engine, Scratch};
use jiff::civil::Date;

use crate::attached::Form;
use crate::codes::Codes;
use crate::input::Cause;
use crate::line::{Lines, write_sign};
use crate::record::{About, Bad, Code, Counts, Order, Place, Remark, Topic, Unread};
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
}

impl<'a> Reader<'a> {
    /// A reader that stands at the front of a block.
    pub fn new(rules: &'a Rules<'a>, memory: &'a mut Memory, file: &str) -> Self {
        let place = Place { file: file.to_owned(), line: 1, byte: 0 };
        Self { rules, memory, lines: Lines::default(), counts: Counts::default(), place }
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
        });
    }

    /// An order; kept when its medicine counts. Says whether it was.
    pub fn order(&mut self, medicine: &str, encounter: &str, patient: &str, date: Option<Date>) -> bool {
        let Some(drug) = self.rules.codes.drug(medicine) else { return false };
        self.lines.order(&Order {
            encounter: encounter.into(),
            patient: patient.into(),
            date,
            drug: drug.id.as_str().into(),
            days: drug.days,
        });
        true
    }

    /// A note in base64.
    pub fn encoded(&mut self, data: &[u8], latin1: bool, form: Form, meta: &About<'_>) -> Result<(), String> {
        let mut decoded = std::mem::take(&mut self.memory.decoded);
        let outcome = decode(data, self.memory.strict, &mut decoded);
        let outcome = outcome.map(|length| {
            let bytes = decoded.get(..length).unwrap_or_default();
            if form == Form::Plain {
                return self.bytes(bytes, latin1, meta);
            }
            let written = as_text(bytes, latin1);
            self.counts.latin1 += u64::from(is_latin1(bytes, matches!(written, Cow::Owned(_))));
            self.note(&form.text(&written), meta);
        });
        self.memory.decoded = decoded;
        outcome
    }

    /// A note in bytes: UTF-8, or else Latin-1, which every byte is a character of.
    pub fn bytes(&mut self, bytes: &[u8], latin1: bool, meta: &About<'_>) {
        let text = as_text(bytes, latin1);
        self.counts.latin1 += u64::from(is_latin1(bytes, matches!(text, Cow::Owned(_))));
        self.note(&text, meta);
    }

    /// A note. False friends are no signs.
    pub fn note(&mut self, text: &str, meta: &About<'_>) {
        self.counts.notes += 1;
        let Memory { scratch, signs, .. } = &mut *self.memory;
        signs.clear();
        let mut count = 0;
        self.rules.engine.each_sign(text, scratch, |one| {
            count += 1;
            let sentence = self.rules.sentences.then(|| text.get(one.sentence.clone()).unwrap_or_default());
            write_sign(signs, &one, sentence);
        });
        if count == 0 {
            return;
        }
        self.counts.notes_with_signs += 1;
        self.counts.signs += count;
        self.lines.note(meta, &self.place, signs);
    }
}

/// Bytes as text: UTF-8, UTF-16 that says so by its mark, or else Latin-1, which every byte is a character of. What was said to
/// be Latin-1 is.
pub(crate) fn as_text(bytes: &[u8], latin1: bool) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !latin1 || text.is_ascii() => Cow::Borrowed(text),
        // Neither mark is UTF-8.
        _ => match ByteOrder::of(bytes) {
            Some(order) => {
                let units = bytes.get(2..).unwrap_or_default().chunks(2).map(|pair| order.unit(pair));
                Cow::Owned(char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
            }
            None => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
        },
    }
}

/// Whether bytes that were read as something else than UTF-8 were read as Latin-1.
fn is_latin1(bytes: &[u8], decoded: bool) -> bool {
    decoded && ByteOrder::of(bytes).is_none()
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
