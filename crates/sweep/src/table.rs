//! Tables: CSV with a map that says which column holds what.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::input::Cause;
use crate::quote;
use crate::reader::Reader;
use crate::record::{About, Topic};

/// What a column can hold.
pub const FIELDS: [&str; 8] = ["encounter", "patient", "date", "note", "code", "system", "medicine", "author"];

/// Which column holds what: `encounter=visit_id,patient=mrn,note=text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map {
    columns: BTreeMap<&'static str, String>,
    /// Which number of `03/04/2026` is the day, when that was said: `days=first` or `days=second`.
    days: Option<DayIs>,
}

/// Which number of a date between slashes is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayIs {
    /// 3 April is 03/04.
    First,
    /// 3 April is 04/03.
    Second,
}

impl Map {
    /// Reads a map as it is written on the command line. The error is a plain sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut map = BTreeMap::new();
        let mut days = None;
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let (field, column) = part.split_once('=').map(|(f, c)| (f.trim(), c.trim())).unwrap_or_default();
            if field == "days" {
                days = Some(match column {
                    "first" => DayIs::First,
                    "second" => DayIs::Second,
                    _ => {
                        return Err(format!(
                            "`{}` cannot be used; write days=first where 03/04/2026 is in April, days=second where it is in March.",
                            part.trim()
                        ));
                    }
                });
                continue;
            }
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
        Ok(Self { columns: map, days })
    }

    /// The columns that are named.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.columns.values().map(String::as_str)
    }

    /// The places of the columns in a table with this heading. The error names a column that is not there.
    pub fn columns(&self, heading: &csv::ByteRecord) -> Result<Columns, Cause> {
        let mut places = [None; FIELDS.len()];
        for (field, column) in &self.columns {
            let place = heading.iter().position(|cell| cell.trim_ascii() == column.as_bytes());
            // Where no other column could be meant, its capitals do not matter.
            let place = place.or_else(|| {
                let same = |cell: &[u8]| cell.trim_ascii().eq_ignore_ascii_case(column.trim().as_bytes());
                let mut all = heading.iter().enumerate().filter(|(_, cell)| same(cell));
                all.next().filter(|_| all.next().is_none()).map(|(place, _)| place)
            });
            let place = place.ok_or_else(|| {
                let there: Vec<_> = heading.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                no_column(column, &there.join(", "))
            })?;
            if let Some(index) = FIELDS.iter().position(|known| known == field) {
                places[index] = Some(place);
            }
        }
        let day = self.columns.get("date").cloned().unwrap_or_default();
        Ok(Columns { places, width: heading.len(), day, days: self.days })
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
        let parts = self.columns.iter().map(|(field, column)| format!("{field}={column}"));
        let days = self.days.map(|days| format!("days={}", if days == DayIs::First { "first" } else { "second" }));
        to.write_str(&parts.chain(days).collect::<Vec<_>>().join(","))
    }
}

/// Where the mapped columns stand in one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    places: [Option<usize>; FIELDS.len()],
    width: usize,
    /// The name of the column of days.
    day: String,
    days: Option<DayIs>,
}

impl Columns {
    fn cell<'r>(&self, record: &'r csv::ByteRecord, field: &str) -> Option<&'r [u8]> {
        let place = FIELDS.iter().position(|known| *known == field).and_then(|index| self.places[index])?;
        record.get(place)
    }

    /// Whether a line begins as a row does: it names a visit or a person, and a day where the table has days. Without days it
    /// must have all cells.
    fn begin(&self, line: &[u8], separator: u8) -> bool {
        let record = heading(line, separator);
        let named = |field| self.cell(&record, field).is_some_and(|cell| !cell.trim_ascii().is_empty());
        let dated = if named("date") {
            day(&self.text(&record, "date"), self.days.or(Some(DayIs::First))).is_some()
        } else {
            record.len() == self.width
        };
        dated && (named("encounter") || named("patient"))
    }

    fn text(&self, record: &csv::ByteRecord, field: &str) -> String {
        String::from_utf8_lossy(self.cell(record, field).unwrap_or_default().trim_ascii()).into_owned()
    }
}

/// The separator of a table, by its heading: the commonest of comma, semicolon, tab and bar.
pub fn separator(heading: &[u8]) -> u8 {
    let count = |byte: u8| memchr::memchr_iter(byte, heading).count();
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// The separator that a line of its own tells in front of the heading, as spreadsheets write it: `sep=;`.
pub fn told_separator(line: &[u8]) -> Option<u8> {
    let (word, rest) = line.split_first_chunk::<4>()?;
    // The tab is a separator too.
    let rest = rest.strip_suffix(b"\n").unwrap_or(rest);
    match rest.strip_suffix(b"\r").unwrap_or(rest) {
        [separator] if word.eq_ignore_ascii_case(b"sep=") => Some(*separator),
        _ => None,
    }
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
    let mut shape = csv::ReaderBuilder::new();
    shape.has_headers(false).flexible(true).delimiter(separator);
    let mut record = csv::ByteRecord::new();
    // Where the last record began, and how many lines stand in front of it.
    let (mut begun, mut lines) = (0, 0);
    let mut from = 0;
    let mut csv = shape.from_reader(block);
    loop {
        let place = |csv: u64| usize::try_from(csv).map_or(block.len(), |at| (from + at).min(block.len()));
        let mut at = place(csv.position().byte());
        let read = csv.read_byte_record(&mut record);
        if let Some(position) = record.position().filter(|_| read.is_ok()) {
            at = place(position.byte());
        }
        // Windows ends lines with two characters, of which the reader leaves the second.
        at += block[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        lines += memchr::memchr_iter(b'\n', &block[begun..at.max(begun)]).count();
        begun = at.max(begun);
        reader.place.line = line + u64::try_from(lines).unwrap_or(0);
        reader.place.byte = byte + u64::try_from(begun).unwrap_or(0);
        match read {
            Ok(false) => return,
            Ok(true) => {
                reader.counts.records += 1;
                let end = place(csv.position().byte()).max(begun);
                if let Some(next) =
                    quote::swallowed(&block[begun..end], separator, |line| columns.begin(line, separator))
                {
                    reader.bad(OPEN_QUOTE);
                    from = begun + next;
                    csv = shape.from_reader(&block[from..]);
                } else if let Err(what) = one(&record, columns, reader) {
                    reader.bad(what);
                }
            }
            Err(error) => {
                reader.bad(plain(&error));
                return;
            }
        }
    }
}

/// What is said of a row that would take the next one with it.
const OPEN_QUOTE: &str = "a quotation mark opens a cell and does not close it before the next row begins";

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
    let date = day(&written, columns.days);
    if date.is_none() && !written.is_empty() {
        reader.counts.days_unclear += 1;
        reader.remark(Topic::Day, || {
            let mend = if day(&written, Some(DayIs::First)).is_some() {
                "can be read in two ways; say which number is the day: --map …,days=first or days=second"
            } else {
                "is not understood as a day; write days as 2026-11-20"
            };
            let written: String = written.chars().take(40).collect();
            format!("`{written}` in the column `{}` {mend}", columns.day)
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
    let written = columns.text(record, "code");
    // `["S86.011A"]`, `ICD10:S93.401A`, `S93.401A^M79.661`
    let marks = |one: char| one.is_whitespace() || ";|,[]{}\"'^~".contains(one);
    for code in written.split(marks).map(|code| code.rsplit(':').next().unwrap_or(code)).filter(|code| !code.is_empty())
    {
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
        reader.cell(note, &meta);
    }
    Ok(())
}

/// Months by their first letters.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day as tables write it, with or without a time behind it: 2026-11-20, 2026/11/20, 20261120, 20.11.2026, 20-Nov-2026; and
/// 20/11/2026 or 11/20/2026, where only one of them can be meant, or it was said which.
fn day(text: &str, days: Option<DayIs>) -> Option<Date> {
    let text = text.trim_ascii();
    if let Some(date) = text.get(..10).and_then(|day| day.parse().ok()) {
        return Some(date);
    }
    let make = |year: &str, month: i8, day: &str| {
        (year.len() == 4).then_some(())?;
        Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == text.len()
        && let Some(date) = number(text)
    {
        return Some(date);
    }
    if digits == 8 && matches!(text.as_bytes().get(8), None | Some(b' ' | b'T')) {
        return make(&text[..4], text[4..6].parse().ok()?, &text[6..8]);
    }
    let mut parts = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty());
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next()?);
    let name = |month: &str| {
        let low = month.to_ascii_lowercase();
        let number = MONTHS.iter().position(|name| low.len() >= 3 && low.starts_with(name))?;
        i8::try_from(number + 1).ok()
    };
    // A time may be joined to it.
    let year = three.get(..4).filter(|_| three.as_bytes().get(4).is_none_or(|next| *next == b'T')).unwrap_or(three);
    if one.len() == 4 {
        return make(one, two.parse().ok()?, year);
    }
    // With the month's name, two digits of a year can only be its last.
    let short = year.parse::<u8>().ok().filter(|_| year.len() == 2);
    let whole = short.map(|year| if year < 70 { format!("20{year:02}") } else { format!("19{year:02}") });
    if let Some(month) = name(two) {
        return make(whole.as_deref().unwrap_or(year), month, one);
    }
    if let Some(month) = name(one) {
        return make(whole.as_deref().unwrap_or(year), month, two);
    }
    let dots = text[one.len()..].starts_with('.');
    let (first, second): (i8, i8) = (one.parse().ok()?, two.parse().ok()?);
    match days {
        Some(DayIs::Second) if !dots => make(year, first, two),
        None if !dots && first <= 12 && second <= 12 && first != second => None,
        None if !dots && first <= 12 && second > 12 => make(year, first, two),
        _ => make(year, second, one),
    }
}

/// A day in digits alone: with the time behind it, or as the time since 1970 in thousandths, millionths or billionths of a
/// second, as programs write it.
fn number(text: &str) -> Option<Date> {
    let since = |unit: i128| {
        let time = jiff::Timestamp::from_nanosecond(text.parse::<i128>().ok()? * unit).ok()?;
        Some(time.to_zoned(jiff::tz::TimeZone::UTC).date())
    };
    match text.len() {
        12 | 14 => Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?).ok(),
        13 => since(1_000_000),
        16 => since(1_000),
        19 => since(1),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::{DayIs, day};

    #[test]
    fn a_day_is_read_as_tables_write_it_and_never_guessed() {
        for (written, days, expected) in [
            ("2026-11-20", None, "2026-11-20"),
            ("2026-11-20T08:15:00Z", None, "2026-11-20"),
            ("2026/11/20", None, "2026-11-20"),
            ("20261120", None, "2026-11-20"),
            ("20261120 0815", None, "2026-11-20"),
            ("20.11.2026", None, "2026-11-20"),
            ("3.4.2026", Some(DayIs::Second), "2026-04-03"),
            ("20-Nov-2026", None, "2026-11-20"),
            ("20-NOV-26", None, "2026-11-20"),
            ("05-MAR-99", None, "1999-03-05"),
            ("20261120103000", None, "2026-11-20"),
            ("1795217400000", None, "2026-11-20"),
            ("1795217400000000000", None, "2026-11-20"),
            ("1795217400", None, ""),
            ("20 November 2026", None, "2026-11-20"),
            ("Nov 20, 2026", None, "2026-11-20"),
            ("20/11/2026 14:05", None, "2026-11-20"),
            ("11/20/2026", None, "2026-11-20"),
            ("04/04/2026", None, "2026-04-04"),
            ("03/04/2026", None, ""),
            ("03/04/2026", Some(DayIs::First), "2026-04-03"),
            ("03/04/2026", Some(DayIs::Second), "2026-03-04"),
            ("31/02/2026", None, ""),
            ("20/11/26", None, ""),
            ("yesterday", None, ""),
            ("é0/11/2026", None, ""),
        ] {
            let found = day(written, days).map(|date| date.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{written}");
        }
    }
}
