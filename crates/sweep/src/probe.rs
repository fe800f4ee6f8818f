//! Reading from memory, without files, threads and a journal's file, for tests that try any bytes. No part of the library.

use std::borrow::Cow;
use std::io::Cursor;

use heelrise_notes::{Says, When, Who};

pub use jiff::civil::Date;

use crate::binaries;
pub use crate::blocks::Block;
use crate::blocks::Cutter;
use crate::medicines;
use crate::reader::{Memory, Reader, Rules, Window};
use crate::record::{self, About, Counts, Place};
use crate::run::{self, Knowledge};
use crate::score::Seen;

/// What was kept of some bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Lines of the journal.
    pub journal: Vec<u8>,
    /// What was counted.
    pub counts: Counts,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A note.
    Note(Note),
    /// Something else that can be read.
    Other,
}

/// A note that names a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The visit, the person, the document and who wrote it.
    pub names: [String; 4],
    /// The day.
    pub date: Option<Date>,
    /// Where it stands.
    pub place: Place,
    /// Its signs.
    pub signs: Vec<Sign>,
}

/// A sign in a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// Its id.
    pub sign: String,
    /// What is said of it, of which time and of whom.
    pub context: (Says, When, Who),
    /// Its bytes in the note.
    pub span: (usize, usize),
    /// The bytes of its sentence.
    pub sentence: (usize, usize),
    /// The sentence, when it was asked for.
    pub text: Option<String>,
}

impl Note {
    fn of(note: record::Note<'_>) -> Option<Self> {
        let sign = |one: Option<record::Sign<'_>>| {
            let one = one?;
            let Seen { sign, says, when, who } = one.seen;
            let (sign, context, text) = (sign.to_owned(), (says, when, who), one.sentence().ok()?);
            Some(Sign { sign, context, span: one.span, sentence: one.sentence, text })
        };
        let signs = note.signs().map(sign).collect::<Option<_>>()?;
        let names = [note.encounter, note.patient, note.document, note.author].map(Cow::into_owned);
        let place = Place { file: note.file.into_owned(), line: note.line, byte: note.byte };
        Some(Self { names, date: note.date, place, signs })
    }
}

impl Kept {
    /// The lines as they are read back; nothing for one that cannot be. Medicines and the orders that refer to them are left out.
    pub fn lines(&self) -> impl Iterator<Item = Option<Line>> {
        let lines = self.journal.split_inclusive(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !medicines::is_own(line) && !binaries::is_own(line));
        lines.map(|line| match record::Line::read(line.strip_suffix(b"\n")?)? {
            record::Line::Note(note) => Note::of(note).map(Line::Note),
            _ => Some(Line::Other),
        })
    }
}

/// A reader and the memory that it uses again.
pub struct Probe<'k> {
    knowledge: &'k Knowledge,
    memory: Memory,
    window: Window,
    sentences: bool,
}

impl<'k> Probe<'k> {
    /// With these days. `sentences`: whether they are kept.
    pub fn new(knowledge: &'k Knowledge, window: Window, sentences: bool) -> Self {
        Self { knowledge, memory: Memory::default(), window, sentences }
    }

    fn read(&mut self, read: impl FnOnce(&mut Reader<'_>)) -> Kept {
        let rules = Rules {
            engine: &self.knowledge.engine,
            codes: &self.knowledge.codes,
            window: self.window,
            sentences: self.sentences,
            late_days: self.knowledge.points.audit.late_days,
            map: None,
        };
        let mut reader = Reader::new(&rules, &mut self.memory, "file");
        read(&mut reader);
        Kept { journal: reader.lines.0, counts: reader.counts }
    }

    /// Reads lines of a FHIR export as a sweep does.
    pub fn lines(&mut self, blocks: &[Block]) -> Kept {
        self.read(|reader| blocks.iter().for_each(|block| run::one_block(block, None, reader)))
    }

    /// Reads lines of a FHIR export, every one in full, whatever the lines before were like; forgets what they were like.
    pub fn in_full(&mut self, blocks: &[Block]) -> Kept {
        self.read(|reader| {
            for block in blocks {
                let (mut line, mut byte) = (block.line, block.byte);
                for one in block.bytes.split_inclusive(|byte| *byte == b'\n') {
                    reader.memory.shapes.clear();
                    run::one_block(&Block { bytes: one.to_vec(), line, byte, ..Block::default() }, None, reader);
                    line += 1;
                    byte += u64::try_from(one.len()).unwrap_or(0);
                }
            }
            reader.memory.shapes.clear();
        })
    }

    /// Reads a note.
    pub fn note(&mut self, bytes: &[u8], latin1: bool, document: &str) -> Kept {
        self.read(|reader| reader.bytes(bytes, latin1, &About { document, ..About::default() }))
    }
}

/// Bytes cut as a sweep cuts them.
pub fn blocks(bytes: &[u8]) -> Vec<Block> {
    let mut cutter = Cutter::new(Box::new(Cursor::new(bytes.to_vec())), None);
    std::iter::from_fn(|| cutter.next(Vec::new())).collect()
}

/// The texts of the notes of a record that begins these bytes.
pub fn texts(bytes: &[u8]) -> Vec<String> {
    crate::place::texts(bytes.split(|byte| *byte == b'\n').next().unwrap_or_default())
}
