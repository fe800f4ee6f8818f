//! Parquet files, as the tables they are: the mapped columns are written out as CSV, row group by row group, and go the way
//! of every table. A thread of its own unpacks, a few pieces ahead and no more, so that memory does not grow with the file;
//! and what the unpacking library does with a damaged file stays in that thread.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use parquet::basic::Compression;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use crate::attached::cell_text;
use crate::input::Cause;
use crate::table::Map;

/// How much CSV is handed over at a time.
const PIECE: usize = 1 << 18;
/// How many pieces wait.
const AHEAD: usize = 4;

/// Whether a file begins as Parquet files do.
pub fn is_parquet(path: &Path) -> bool {
    let mut start = [0; 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"PAR1"
}

/// The names of a file's columns; none when it cannot be read.
pub fn columns(path: &Path) -> Vec<String> {
    let file = File::open(path).ok().and_then(|file| SerializedFileReader::new(file).ok());
    let Some(file) = file else { return Vec::new() };
    file.metadata().file_metadata().schema().get_fields().iter().map(|field| field.name().to_owned()).collect()
}

/// Opens the mapped columns of a file as CSV with a heading; `read` counts its packed bytes. The error is a plain sentence.
pub fn open(path: &Path, map: &Map, read: &Arc<AtomicU64>) -> Result<Box<dyn Read + Send>, Cause> {
    let file = File::open(path).map_err(|error| Cause::of(&error))?;
    let file = SerializedFileReader::new(file).map_err(|_| broken())?;
    let schema = file.metadata().file_metadata().schema();
    let there = || schema.get_fields().iter().map(|field| field.name()).collect::<Vec<_>>().join(", ");
    let mut fields = Vec::new();
    for field in schema.get_fields() {
        if map.named().any(|column| column == field.name()) {
            if !field.is_primitive() {
                let why = format!("the column `{}` holds lists or records", field.name());
                return Err(Cause::new(why, "Name a column of plain values in --map."));
            }
            fields.push(Arc::clone(field));
        }
    }
    if let Some(missing) = map.named().find(|column| fields.iter().all(|field| field.name() != *column)) {
        return Err(crate::table::no_column(missing, &there()));
    }
    let groups = file.metadata().row_groups().iter().flat_map(RowGroupMetaData::columns);
    let mut codecs = groups.filter(|column| map.named().any(|name| name == column.column_path().string()));
    if let Some(name) = codecs.find_map(|column| not_unpacked(column.compression())) {
        let mend = "Write it anew with Snappy, zstd or gzip, and sweep that.";
        return Err(Cause::new(format!("its columns are packed with {name}, which is not read"), mend));
    }
    let wanted = Type::group_type_builder(schema.name()).with_fields(fields).build().map_err(|_| broken())?;
    let (to, from) = sync_channel(AHEAD);
    let read = Arc::clone(read);
    std::thread::Builder::new()
        .name("parquet".to_owned())
        .spawn(move || {
            let ended = write_out(&file, &wanted, &to, &read);
            // Nobody listens any more when the sweep has stopped.
            let _ = to.send(ended.map(|()| Vec::new()));
        })
        .map_err(|error| Cause::of(&error))?;
    Ok(Box::new(Pieces { from, piece: io::Cursor::new(Vec::new()), ended: false }))
}

/// The name of a packing that is not built in.
const fn not_unpacked(codec: Compression) -> Option<&'static str> {
    match codec {
        Compression::BROTLI(_) => Some("Brotli"),
        Compression::LZ4 | Compression::LZ4_RAW => Some("LZ4"),
        Compression::LZO => Some("LZO"),
        _ => None,
    }
}

/// What the library says of damage is in words of its own.
fn broken() -> Cause {
    Cause::new("it is not a whole Parquet file", "Write or fetch it anew, and sweep again.")
}

/// The same of a file whose rows up to `row` were read.
fn broken_behind(row: u64) -> Cause {
    Cause { why: format!("it is not a whole Parquet file; {row} rows of it were read"), ..broken() }
}

/// The cells of all rows of which one is among `ids`. Read in a thread of its own, which a damaged file cannot take along.
pub fn cells_of(path: &Path, ids: &[String]) -> Option<Vec<String>> {
    let (path, ids) = (path.to_owned(), ids.to_owned());
    let read = std::thread::spawn(move || {
        let file = SerializedFileReader::new(File::open(path).ok()?).ok()?;
        let schema = file.metadata().file_metadata().schema();
        let plain = schema.get_fields().iter().filter(|field| field.is_primitive()).map(Arc::clone).collect();
        let wanted = Type::group_type_builder(schema.name()).with_fields(plain).build().ok()?;
        let mut found = Vec::new();
        for row in RowIter::from_file_into(Box::new(file)).project(Some(wanted)).ok()? {
            let row = row.ok()?;
            let cells: Vec<String> = row.get_column_iter().map(|(_, value)| text(value)).collect();
            if cells.iter().any(|cell| ids.iter().any(|id| id == cell.trim_ascii())) {
                found.extend(cells);
            }
        }
        Some(found)
    });
    read.join().ok().flatten()
}

fn text(value: &Field) -> String {
    match value {
        Field::Null => String::new(),
        Field::Str(text) => cell_text(text.as_bytes()).unwrap_or_default(),
        Field::Bytes(bytes) => cell_text(bytes.data()).unwrap_or_default(),
        other => bare(other),
    }
}

/// A value that is no text; a whole number, as ids are, without a point behind it.
fn bare(value: &Field) -> String {
    let text = value.to_string();
    match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') && !matches!(value, Field::Str(_)) => {
            whole.to_owned()
        }
        _ => text,
    }
}

/// Writes all rows to `to`, row group by row group, and those before a damage too.
fn write_out(
    file: &SerializedFileReader<File>,
    wanted: &Type,
    to: &SyncSender<Result<Vec<u8>, Cause>>,
    read: &AtomicU64,
) -> Result<(), Cause> {
    let mut csv = writer();
    let names: Vec<&str> = wanted.get_fields().iter().map(|field| field.name()).collect();
    csv.write_record(&names).map_err(|_| broken())?;
    let ended = rows(file, wanted, &mut csv, to, read);
    let rest = csv.into_inner().map_err(|_| broken())?;
    // An empty piece is the end.
    if !rest.is_empty() {
        let _ = to.send(Ok(rest));
    }
    ended
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::Writer::from_writer(Vec::with_capacity(PIECE * 2))
}

fn rows(
    file: &SerializedFileReader<File>,
    wanted: &Type,
    csv: &mut csv::Writer<Vec<u8>>,
    to: &SyncSender<Result<Vec<u8>, Cause>>,
    read: &AtomicU64,
) -> Result<(), Cause> {
    let mut number = 0;
    let mut cells: Vec<Vec<u8>> = vec![Vec::new(); wanted.get_fields().len()];
    for index in 0..file.num_row_groups() {
        let group = file.get_row_group(index).map_err(|_| broken_behind(number))?;
        let rows = RowIter::from_row_group(Some(wanted.clone()), group.as_ref());
        for row in rows.map_err(|_| broken_behind(number))? {
            let row = row.map_err(|_| broken_behind(number))?;
            for (cell, (_, value)) in cells.iter_mut().zip(row.get_column_iter()) {
                cell.clear();
                match value {
                    Field::Null => {}
                    Field::Str(text) => cell.extend_from_slice(text.as_bytes()),
                    Field::Bytes(bytes) => cell.extend_from_slice(bytes.data()),
                    other => cell.extend_from_slice(bare(other).as_bytes()),
                }
            }
            csv.write_record(&cells).map_err(|_| broken_behind(number))?;
            number += 1;
            if csv.get_ref().len() >= PIECE {
                let full = std::mem::replace(csv, writer()).into_inner().map_err(|_| broken_behind(number))?;
                if to.send(Ok(full)).is_err() {
                    return Ok(());
                }
            }
        }
        read.fetch_add(u64::try_from(group.metadata().compressed_size()).unwrap_or(0), Ordering::Relaxed);
    }
    Ok(())
}

/// What the other thread hands over, read as one.
struct Pieces {
    from: Receiver<Result<Vec<u8>, Cause>>,
    piece: io::Cursor<Vec<u8>>,
    ended: bool,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(into)?;
            if read > 0 || into.is_empty() || self.ended {
                return Ok(read);
            }
            match self.from.recv() {
                Ok(Ok(piece)) if piece.is_empty() => self.ended = true,
                Ok(Ok(piece)) => self.piece = io::Cursor::new(piece),
                Ok(Err(cause)) => {
                    self.ended = true;
                    return Err(cause.into());
                }
                // The thread is gone without a word: the library could not bear the file.
                Err(_) => {
                    self.ended = true;
                    return Err(broken().into());
                }
            }
        }
    }
}
