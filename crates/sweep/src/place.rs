//! Getting a note back from its place, so that a reader can see a sentence where it stands. Nothing of it is kept.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::SweepError;
use crate::blocks::LONGEST;
use crate::input::{self, Input, Kind};
use crate::reader::decode;
use crate::record::Place;

/// The text of the note at a place in a FHIR export or in a file of its own; spans of the worklist are bytes of it. A note
/// that stands in a cell of a table is not fetched.
pub fn note_at(place: &Place) -> Result<String, SweepError> {
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
    if !bytes.trim_ascii_start().starts_with(b"{") {
        line.read_to_end(&mut bytes).map_err(SweepError::reading(&path))?;
        return Ok(as_text(&bytes, false));
    }
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| gone())?;
    if let Some(conclusion) = value.get("conclusion").and_then(|text| text.as_str()) {
        return Ok(conclusion.to_owned());
    }
    let contents = value.get("content").and_then(|list| list.as_array()).into_iter().flatten();
    let attachments = contents.filter_map(|content| content.get("attachment"));
    let forms = value.get("presentedForm").and_then(|list| list.as_array()).into_iter().flatten();
    for one in attachments.chain(forms) {
        let kind = one.get("contentType").and_then(|kind| kind.as_str()).unwrap_or("text/plain");
        if let Some(data) = one.get("data").and_then(|data| data.as_str()).filter(|_| kind.starts_with("text/plain")) {
            let mut out = Vec::new();
            let length = decode(data.as_bytes(), false, &mut out).map_err(|_| gone())?;
            return Ok(as_text(out.get(..length).unwrap_or_default(), kind.to_ascii_lowercase().contains("8859-1")));
        }
    }
    Err(gone())
}

fn as_text(bytes: &[u8], latin1: bool) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if !latin1 || text.is_ascii() => text.to_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}
