//! Tables: CSV with a map that says which column holds what.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::input::Cause;
use crate::reader::Reader;
use crate::record::{About, Topic};

/// What a column can hold.
pub const FIELDS: [&str; 8] = ["encounter", "patient", "date", "note", "code", "system", "medicine", "author"];

/// Which column holds what: `encounter=visit_id,patient=mrn,note=text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map(BTreeMap<&'static str, String>);

impl Map {
    /// Reads a map as it is written on the command line. The error is a plain sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut map = BTreeMap::new();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let (field, column) = part.split_once('=').map(|(f, c)| (f.trim(), c.trim())).unwrap_or_default();
            let known = FIELDS.iter().find(|known| **known == field);
            let Some(known) = known.filter(|_| !column.is_empty()) else {
                return Err(format!(
                    "`{}` cannot be used; write field=column. The fields are {}.",
                    part.trim(),
                    FIELDS.join(", ")
                ));
            };
            if map.insert(*known, column.to_owned()).is_some() {
                return Err(format!("`{field}` is given twice. Give each field one column."));
            }
        }
        if !map.contains_key("note") && !map.contains_key("code") {
            return Err("name the column of the notes or of the codes: note=column or code=column.".to_owned());
        }
        if !map.contains_key("encounter") && !map.contains_key("patient") {
            return Err("name the column of the visit or of the person: encounter=column or patient=column.".to_owned());
        }
        Ok(Self(map))
    }

    /// The columns that are named.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }

    /// The places of the columns in a table with this heading. The error names a column that is not there.
    pub fn columns(&self, heading: &csv::ByteRecord) -> Result<Columns, Cause> {
        let mut places = [None; FIELDS.len()];
        for (field, column) in &self.0 {
            let place = heading.iter().position(|cell| cell.trim_ascii() == column.as_bytes());
            let place = place.ok_or_else(|| {
                let there: Vec<_> = heading.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                no_column(column, &there.join(", "))
            })?;
            if let Some(index) = FIELDS.iter().position(|known| known == field) {
                places[index] = Some(place);
            }
        }
        let day = self.0.get("date").cloned().unwrap_or_default();
        Ok(Columns { places, width: heading.len(), day })
    }
}

/// A mapped column that a table does not have.
pub fn no_column(missing: &str, there: &str) -> Cause {
    let why = if there.is_empty() {
        format!("there is no column `{missing}`, and no heading at all")
    } else {
        format!("there is no column `{missing}`; there are: {there}")
    };
    Cause::new(why, "Name its columns in --map, and sweep it again.")
}

impl std::fmt::Display for Map {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<String> = self.0.iter().map(|(field, column)| format!("{field}={column}")).collect();
        to.write_str(&parts.join(","))
    }
}

/// Where the mapped columns stand in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    places: [Option<usize>; FIELDS.len()],
    width: usize,
    /// The name of the column of days.
    day: String,
}

impl Columns {
    fn cell<'r>(&self, record: &'r csv::ByteRecord, field: &str) -> Option<&'r [u8]> {
        let place = FIELDS.iter().position(|known| *known == field).and_then(|index| self.places[index])?;
        record.get(place)
    }

    fn text(&self, record: &csv::ByteRecord, field: &str) -> String {
        String::from_utf8_lossy(self.cell(record, field).unwrap_or_default().trim_ascii()).into_owned()
    }
}

/// The separator of a table, by its heading: the commonest of comma, semicolon and tab.
pub fn separator(heading: &[u8]) -> u8 {
    let count = |byte: u8| memchr::memchr_iter(byte, heading).count();
    [b',', b'\t', b';'].into_iter().rev().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// The cells of a heading.
pub fn heading(line: &[u8], separator: u8) -> csv::ByteRecord {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(line);
    let mut record = csv::ByteRecord::new();
    // A heading that cannot be read has no columns, and says so when they are looked for.
    let _ = reader.read_byte_record(&mut record);
    record
}

/// Reads a block of whole records. `line` and `byte` are those of its first record.
pub fn read(block: &[u8], columns: &Columns, separator: u8, line: u64, byte: u64, reader: &mut Reader<'_>) {
    let mut csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(block);
    let mut record = csv::ByteRecord::new();
    loop {
        let at = (csv.position().line() - 1, csv.position().byte());
        match csv.read_byte_record(&mut record) {
            Ok(false) => return,
            Ok(true) => {
                let at = record.position().map_or(at, |place| (place.line() - 1, place.byte()));
                reader.place.line = line + at.0;
                reader.place.byte = byte + at.1;
                reader.counts.records += 1;
                if let Err(what) = one(&record, columns, reader) {
                    reader.bad(what);
                }
            }
            Err(error) => {
                reader.place.line = line + at.0;
                reader.bad(plain(&error));
                return;
            }
        }
    }
}

/// What is wrong with a record, without the reader's own words.
fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the record is not UTF-8".to_owned(),
        _ => "the record cannot be taken apart into cells".to_owned(),
    }
}

fn one(record: &csv::ByteRecord, columns: &Columns, reader: &mut Reader<'_>) -> Result<(), String> {
    if record.len() != columns.width {
        return Err(format!("{} cells where the heading has {}", record.len(), columns.width));
    }
    let written = columns.text(record, "date");
    let date = day(&written);
    if date.is_none() && !written.is_empty() {
        reader.counts.days_unclear += 1;
        reader.remark(Topic::Day, || {
            let written: String = written.chars().take(40).collect();
            format!(
                "`{written}` in the column `{}` is not understood as a day; it is, written as 2026-11-20",
                columns.day
            )
        });
    }
    if !reader.wants(date) {
        return Ok(());
    }
    let (encounter, patient) = (columns.text(record, "encounter"), columns.text(record, "patient"));
    if encounter.is_empty() && patient.is_empty() {
        return Err("neither a visit nor a person is named".to_owned());
    }
    if !encounter.is_empty() {
        reader.visit(&encounter, &patient, date, date);
    }
    let system = columns.text(record, "system");
    for code in columns.text(record, "code").split([';', '|', ' ', ',']).filter(|code| !code.is_empty()) {
        reader.code(&system, code, &encounter, &patient, date);
    }
    let medicine = columns.text(record, "medicine");
    let codes = reader.rules.codes;
    if !codes.knows(&system) && columns.cell(record, "code").is_some_and(|code| !code.trim_ascii().is_empty()) {
        reader.strange(&system, date);
    }
    if let Some(drug) = codes.drug(&medicine).or_else(|| codes.drug_code("", &medicine)) {
        reader.order(drug, &encounter, &patient, date);
    }
    if let Some(note) = columns.cell(record, "note").filter(|note| !note.is_empty()) {
        let author = columns.text(record, "author");
        let meta = About { encounter: &encounter, patient: &patient, date, document: "", author: &author };
        reader.bytes(note, false, &meta);
    }
    Ok(())
}

/// A day as tables write it: 2026-11-20, with or without a time behind it.
fn day(text: &str) -> Option<Date> {
    text.get(..10).and_then(|day| day.parse().ok())
}

/// Where the last whole record ends in `bytes`, or nothing. A quoted cell may hold ends of lines; as in the reader, a quote
/// counts only at the front of a cell.
pub fn last_end(bytes: &[u8], separator: u8, state: &mut Scan) -> Option<usize> {
    let mut at = state.at;
    let mut quoted = state.quoted;
    while at < bytes.len() {
        if quoted {
            let Some(next) = memchr::memchr(b'"', &bytes[at..]) else {
                at = bytes.len();
                break;
            };
            at += next + 1;
            match bytes.get(at) {
                Some(b'"') => at += 1,
                Some(_) => quoted = false,
                // The byte behind decides: look at the quote again when it is there.
                None => {
                    at -= 1;
                    break;
                }
            }
        } else {
            let Some(next) = memchr::memchr3(b'\n', separator, b'"', &bytes[at..]) else {
                at = bytes.len();
                break;
            };
            let here = at + next;
            at = here + 1;
            match bytes[here] {
                b'\n' => state.end = Some(at),
                b'"' => {
                    let front = here.checked_sub(1).and_then(|before| bytes.get(before));
                    quoted = front.is_none_or(|byte| *byte == b'\n' || *byte == separator);
                }
                _ => {}
            }
        }
    }
    (state.at, state.quoted) = (at, quoted);
    state.end
}

/// How far the ends of records were looked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scan {
    at: usize,
    quoted: bool,
    end: Option<usize>,
}
