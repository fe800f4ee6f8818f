//! A note once more, for somebody who reviews the list: fetched from where the sweep found it, and handed out only when it is
//! the same record and the engine finds in it exactly the signs that the list names, at the same bytes. So a changed
//! or moved input can never put a mark on the wrong words. Nothing of it is kept.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::SystemTime;

use heelrise_notes::{Engine, SINCE, Scratch, Seen};

use crate::attached::{cell_text, file_text};
use crate::blocks::LONGEST;
use crate::document;
use crate::fhir::{self, Held};
use crate::input::{self, Input, Kind};
use crate::place::{is_record, record};
use crate::worklist::{Entry, NoteSeen, SignSeen};

/// How far the record of a table is read: more than any note, less than a table.
const RECORD: u64 = 4 << 20;

/// A note that is the one on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Again {
    /// Its text; the spans of the list are bytes of it.
    pub text: String,
    /// When the file that holds it was last changed, where the system says.
    pub changed: Option<SystemTime>,
}

/// Why a note is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAgain {
    /// The list has pseudonyms, and so does not say where its notes stand.
    Withheld,
    /// It came from the standard input, which cannot be read twice.
    Streamed,
    /// The file is not there any more, or may not be read.
    Gone,
    /// At its place stands something else: another record, or none.
    OtherRecord,
    /// The record is there, but what the list names is not what stands in it now: the note has changed, or the words that are
    /// looked for have.
    OtherWords,
}

/// Fetches a note of a visit. `folders` are looked through in turn for a file that was named by a path from where the sweep
/// was started. `engine` must be the one that the list was made with.
pub fn note_again(entry: &Entry, note: &NoteSeen, folders: &[PathBuf], engine: &Engine) -> Result<Again, NotAgain> {
    if note.file.is_empty() {
        return Err(NotAgain::Withheld);
    }
    if note.file == "-" {
        return Err(NotAgain::Streamed);
    }
    let path = found(Path::new(&note.file), folders).ok_or(NotAgain::Gone)?;
    let changed = path.metadata().and_then(|about| about.modified()).ok();
    let mut scratch = Scratch::default();
    let mut same = |text: &String| is_same(engine, &note.signs, text, &mut scratch);
    if crate::parquet::is_parquet(&path) {
        let ids = [&entry.patient, &entry.encounter].into_iter().filter(|id| !id.is_empty()).cloned();
        let cells = crate::parquet::cells_of(&path, &ids.collect::<Vec<_>>()).filter(|cells| !cells.is_empty());
        let text = cells.ok_or(NotAgain::OtherRecord)?.into_iter().find(same);
        return text.map(|text| Again { text, changed }).ok_or(NotAgain::OtherWords);
    }
    let whole = note.document == *note.file;
    let bytes = bytes_at(&path, if whole { 0 } else { note.byte }, whole).map_err(|_| NotAgain::Gone)?;
    let texts = if whole {
        Vec::from_iter(file_text(&note.file, &bytes))
    } else if is_record(&bytes) {
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        in_record(line, entry, note).ok_or(NotAgain::OtherRecord)?
    } else {
        in_table(&bytes, entry).ok_or(NotAgain::OtherRecord)?
    };
    texts.into_iter().find(&mut same).map(|text| Again { text, changed }).ok_or(NotAgain::OtherWords)
}

fn found(path: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    let here = std::iter::once(path.to_owned());
    let there = folders.iter().filter(|_| path.is_relative()).map(|folder| folder.join(path));
    here.chain(there).find(|path| path.is_file())
}

/// The bytes from a place on: to the end of the note's file, or as far as one record may reach.
fn bytes_at(path: &Path, byte: u64, whole: bool) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let mut start = Vec::new();
    (&mut file).take(u64::try_from(document::FRONT).unwrap_or(u64::MAX)).read_to_end(&mut start)?;
    let from: Box<dyn Read + Send> = if input::is_changed(&start) {
        let name = path.display().to_string();
        let input = Input { path: Some(path.to_owned()), name, kind: Kind::Fhir, size: 0, changed: 0 };
        let mut from = input::open(&input, &Arc::new(AtomicU64::new(0)))?;
        io::copy(&mut (&mut from).take(byte), &mut io::sink())?;
        from
    } else {
        // A place far into a large file is not read up to.
        file.seek(SeekFrom::Start(byte))?;
        Box::new(file)
    };
    let mut from = BufReader::new(from.take(u64::try_from(LONGEST).unwrap_or(u64::MAX)));
    let mut bytes = Vec::new();
    from.read_until(b'\n', &mut bytes)?;
    if whole {
        from.read_to_end(&mut bytes)?;
    } else if !is_record(&bytes) {
        // Cells of a table may hold ends of lines.
        from.take(RECORD).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// The texts that one FHIR record holds; nothing when it is not the record that the list names.
fn in_record(line: &[u8], entry: &Entry, note: &NoteSeen) -> Option<Vec<String>> {
    fhir::all_held(record(line)).into_iter().find_map(|Held { id, patient, texts }| {
        let others = !patient.is_empty() && !entry.patient.is_empty() && !patient.ends_with(&entry.patient);
        (id == note.document && !others).then_some(texts)
    })
}

/// The cells of the record of a table that begins here; nothing when none of them names the person or the visit. Which column
/// holds the note need not be known: it is the cell in which the signs stand.
fn in_table(bytes: &[u8], entry: &Entry) -> Option<Vec<String>> {
    let named = |cell: &[u8]| {
        let cell = String::from_utf8_lossy(cell.trim_ascii());
        [&entry.patient, &entry.encounter].iter().any(|id| !id.is_empty() && **id == *cell)
    };
    b",;\t|".iter().find_map(|separator| {
        let mut table =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(*separator).from_reader(bytes);
        let mut record = csv::ByteRecord::new();
        let read = table.read_byte_record(&mut record).unwrap_or(false);
        (read && record.iter().any(named)).then(|| record.iter().filter_map(cell_text).collect())
    })
}

/// Whether a sweep finds in a text what is listed, no more and no less.
fn is_same(engine: &Engine, listed: &[SignSeen], text: &str, scratch: &mut Scratch) -> bool {
    let fits = |found: &Seen<'_>, listed: &SignSeen| {
        *found.sign == *listed.sign
            && (found.says, found.when, found.who) == (listed.says, listed.when, listed.who)
            && (found.span.start, found.span.end) == listed.span
            && (found.sentence.start, found.sentence.end) == listed.sentence
            && listed.text.as_deref().is_none_or(|kept| text.get(found.sentence.clone()) == Some(kept))
    };
    let mut rest = listed.iter();
    let mut same = true;
    engine.each_sign(text, scratch, |found| same &= rest.next().is_some_and(|listed| fits(&found, listed)));
    // How long ago it happened is listed last, where it is listed.
    if let Some(listed) = rest.as_slice().first().filter(|listed| *listed.sign == *SINCE) {
        same &= engine.since(text, scratch).is_some_and(|found| fits(&found.seen, listed));
        rest.next();
    }
    same && rest.next().is_none()
}
