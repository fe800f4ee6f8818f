//! What every kind of input ends in: notes whose signs are found, codes and orders that are looked up, visits. One reader
//! works through one block and leaves the lines for the journal.

use base64_simd::{Out, STANDARD};
use heelrise_notes::{Engine, Scratch};
use jiff::civil::Date;

use crate::codes::Codes;
use crate::record::{Bad, Code, Counts, Lines, Note, Order, Place, Sign};
use crate::table::Map;

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

/// What is known of a note beside its text.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The visit.
    pub encounter: String,
    /// The person.
    pub patient: String,
    /// The day.
    pub date: Option<Date>,
    /// The document.
    pub document: String,
    /// Who wrote it.
    pub author: String,
}

/// Memory that is used again from block to block.
#[derive(Debug, Default)]
pub struct Memory {
    scratch: Scratch,
    decoded: Vec<u8>,
}

/// A reader of one block.
pub struct Reader<'a> {
    /// The rules.
    pub rules: &'a Rules<'a>,
    memory: &'a mut Memory,
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
            encounter: encounter.to_owned(),
            patient: patient.to_owned(),
            date,
            system: found.system.name.clone(),
            code: code.trim().to_owned(),
            display: found.display.to_owned(),
            role: found.group.role,
            strain: found.group.strain,
        });
    }

    /// An order; kept when its medicine counts. Says whether it was.
    pub fn order(&mut self, medicine: &str, encounter: &str, patient: &str, date: Option<Date>) -> bool {
        let Some(drug) = self.rules.codes.drug(medicine) else { return false };
        self.lines.order(&Order {
            encounter: encounter.to_owned(),
            patient: patient.to_owned(),
            date,
            drug: drug.id.clone(),
            days: drug.days,
        });
        true
    }

    /// A note in base64.
    pub fn encoded(&mut self, data: &str, latin1: bool, meta: &dyn Fn() -> Text) -> Result<(), String> {
        let mut decoded = std::mem::take(&mut self.memory.decoded);
        let outcome = decode(data.as_bytes(), &mut decoded);
        let outcome = outcome.map(|length| self.bytes(decoded.get(..length).unwrap_or_default(), latin1, meta));
        self.memory.decoded = decoded;
        outcome
    }

    /// A note in bytes: UTF-8, or else Latin-1, which every byte is a character of.
    pub fn bytes(&mut self, bytes: &[u8], latin1: bool, meta: &dyn Fn() -> Text) {
        match std::str::from_utf8(bytes) {
            Ok(text) if !latin1 || text.is_ascii() => self.note(text, meta),
            _ => {
                self.counts.latin1 += 1;
                let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
                self.note(&text, meta);
            }
        }
    }

    /// A note. What is known beside its text is only asked for when a sign is found.
    pub fn note(&mut self, text: &str, meta: &dyn Fn() -> Text) {
        self.counts.notes += 1;
        let found = self.rules.engine.find(text, &mut self.memory.scratch);
        // False friends are no signs.
        let signs: Vec<Sign> = found
            .into_iter()
            .filter(|finding| &*finding.sign != "other")
            .map(|finding| Sign {
                sign: finding.sign.to_string(),
                says: finding.says,
                when: finding.when,
                who: finding.who,
                text: self.rules.sentences.then(|| text.get(finding.sentence.clone()).unwrap_or_default().to_owned()),
                span: (finding.span.start, finding.span.end),
                sentence: (finding.sentence.start, finding.sentence.end),
            })
            .collect();
        if signs.is_empty() {
            return;
        }
        self.counts.notes_with_signs += 1;
        self.counts.signs += u64::try_from(signs.len()).unwrap_or(u64::MAX);
        let Text { encounter, patient, date, document, author } = meta();
        let place = self.place.clone();
        self.lines.note(&Note { encounter, patient, date, document, author, place, signs });
    }
}

/// Decodes base64 into `out`; gives back how many bytes it is. White space inside is passed over.
pub(crate) fn decode(data: &[u8], out: &mut Vec<u8>) -> Result<usize, String> {
    let room = data.len() / 4 * 3 + 3;
    if out.len() < room {
        out.resize(room, 0);
    }
    if let Ok(decoded) = STANDARD.decode(data, Out::from_slice(out)) {
        return Ok(decoded.len());
    }
    let mut tight: Vec<u8> = data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    while tight.last() == Some(&b'=') {
        tight.pop();
    }
    base64_simd::STANDARD_NO_PAD
        .decode(&tight, Out::from_slice(out))
        .map(|decoded| decoded.len())
        .map_err(|_| "the note's data is not base64".to_owned())
}
