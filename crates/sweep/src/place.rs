//! Getting a note back from its place, so that a reader can see a sentence where it stands. Nothing of it is kept.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::SweepError;
use crate::attached::file_text;
use crate::blocks::LONGEST;
use crate::fhir;
use crate::input::{self, Input, Kind};
use crate::record::Place;

/// The texts of the notes at a place in a FHIR export, or the one of a file of its own. A record may hold several; the spans
/// of a note on the worklist are bytes of one of them. A note that stands in a cell of a table is not fetched.
pub fn notes_at(place: &Place) -> Result<Vec<String>, SweepError> {
    let path = PathBuf::from(&place.file);
    let gone =
        || SweepError::Input(format!("The note is no longer at line {} of {}. Sweep again.", place.line, place.file));
    let input = Input { path: Some(path.clone()), name: place.file.clone(), kind: Kind::Fhir, size: 0, changed: 0 };
    let from = input::open(&input, &Arc::new(AtomicU64::new(0))).map_err(SweepError::reading(&path))?;
    let mut from = BufReader::new(from);
    std::io::copy(&mut (&mut from).take(place.byte), &mut std::io::sink()).map_err(SweepError::reading(&path))?;
    let mut bytes = Vec::new();
    let limit = u64::try_from(LONGEST).unwrap_or(u64::MAX);
    let mut line = from.take(limit);
    line.read_until(b'\n', &mut bytes).map_err(SweepError::reading(&path))?;
    if !is_record(&bytes) {
        line.read_to_end(&mut bytes).map_err(SweepError::reading(&path))?;
        return Ok(Vec::from_iter(file_text(&place.file, &bytes)));
    }
    let texts = texts(&bytes);
    if texts.is_empty() { Err(gone()) } else { Ok(texts) }
}

/// Whether a line is a record of a FHIR export; the first may have a mark in front that some programs put there.
pub fn is_record(line: &[u8]) -> bool {
    record(line).starts_with(b"{")
}

/// The record of such a line.
pub fn record(line: &[u8]) -> &[u8] {
    line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).trim_ascii()
}

/// The texts of the notes of such a line.
pub fn texts(line: &[u8]) -> Vec<String> {
    fhir::held(record(line)).map(|held| held.texts).unwrap_or_default()
}
