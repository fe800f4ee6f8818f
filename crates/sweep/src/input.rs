//! The inputs: which files there are, what kind each is, and how it is opened. Packed files are known by their first bytes,
//! not by their names.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::SweepError;

/// What kind of input it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// FHIR, one resource a line.
    Fhir,
    /// A table.
    Table,
    /// One note.
    Note,
}

/// One input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The path as it was given or found; nothing for the standard input.
    pub path: Option<PathBuf>,
    /// The name in messages and in the worklist.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its size as it lies there, if it is known.
    pub size: u64,
    /// When it was last changed, in seconds, for telling whether it is still the same.
    pub changed: u64,
}

/// What was found under the paths that were given.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// What is read, in the order it is read in.
    pub files: Vec<Input>,
    /// Files in folders that are of no kind that is read.
    pub passed_over: Vec<String>,
}

/// The kind by a name, past the endings of packed files.
fn kind_by_name(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let name = [".gz", ".zst", ".zstd"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(Kind::Fhir),
        "csv" | "tsv" | "parquet" => Some(Kind::Table),
        "txt" | "text" => Some(Kind::Note),
        _ => None,
    }
}

/// Looks at the paths. Folders are walked in the order of their names; hidden files and `own` are passed over.
pub fn discover(paths: &[PathBuf], kind: Option<Kind>, own: &[PathBuf]) -> Result<Inputs, SweepError> {
    let mut inputs = Inputs::default();
    let own: Vec<PathBuf> = own.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for path in paths {
        if path.as_os_str() == "-" {
            if inputs.files.iter().any(|input| input.path.is_none()) {
                return Err(SweepError::Input("The standard input is named twice. Name it once.".to_owned()));
            }
            let kind = kind.unwrap_or(Kind::Fhir);
            inputs.files.push(Input { path: None, name: "-".to_owned(), kind, size: 0, changed: 0 });
            continue;
        }
        let about = path.metadata().map_err(SweepError::reading(path))?;
        if about.is_dir() {
            walk(path, kind, &own, &mut inputs)?;
        } else {
            let found = match kind.or_else(|| kind_by_name(path)) {
                Some(kind) => kind,
                None => kind_by_content(path).map_err(SweepError::reading(path))?,
            };
            inputs.files.push(input(path, found, &about));
        }
    }
    Ok(inputs)
}

fn input(path: &Path, kind: Kind, about: &std::fs::Metadata) -> Input {
    let changed = about.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    Input {
        path: Some(path.to_owned()),
        name: path.display().to_string(),
        kind,
        size: about.len(),
        changed: changed.map_or(0, |time| time.as_secs()),
    }
}

fn walk(folder: &Path, kind: Option<Kind>, own: &[PathBuf], inputs: &mut Inputs) -> Result<(), SweepError> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = entries.map_err(SweepError::reading(folder))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let Ok(about) = path.metadata() else {
            inputs.passed_over.push(path.display().to_string());
            continue;
        };
        if hidden || path.canonicalize().is_ok_and(|path| own.contains(&path)) {
            continue;
        }
        // A link to a folder may lead back to where it stands.
        if about.is_dir() && !entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
            walk(&path, kind, own, inputs)?;
        } else if let Some(found) = kind_by_name(&path).filter(|_| about.is_file()) {
            inputs.files.push(input(&path, kind.unwrap_or(found), &about));
        } else {
            inputs.passed_over.push(path.display().to_string());
        }
    }
    Ok(())
}

/// What a file with a name that says nothing holds: a line that begins with a brace is FHIR, Parquet is a table.
fn kind_by_content(path: &Path) -> io::Result<Kind> {
    if crate::parquet::is_parquet(path) {
        return Ok(Kind::Table);
    }
    let mut start = Vec::new();
    unpack(BufReader::new(File::open(path)?))?.take(4096).read_to_end(&mut start)?;
    Ok(if start.trim_ascii_start().starts_with(b"{") { Kind::Fhir } else { Kind::Note })
}

/// Counts the bytes that are read from below.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.read.fetch_add(u64::try_from(read).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(read)
    }
}

/// Reads what `start` holds and then the rest.
fn unpack(mut below: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(4);
    (&mut below).take(4).read_to_end(&mut start)?;
    let packed = start.clone();
    let whole = io::Cursor::new(start).chain(below);
    Ok(match packed.as_slice() {
        [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::stream::read::Decoder::new(whole)?),
        b"PAR1" => {
            let what = "it is Parquet packed once more or from a pipe; unpack it into a file of its own";
            return Err(io::Error::new(io::ErrorKind::Unsupported, what));
        }
        _ => Box::new(whole),
    })
}

/// Opens an input; `read` counts its bytes as they lie there.
pub fn open(input: &Input, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let read = Arc::clone(read);
    match &input.path {
        None => unpack(Counted { inner: io::stdin(), read }),
        Some(path) => unpack(Counted { inner: File::open(path)?, read }),
    }
}

/// What went wrong while reading, without the system's own numbers.
pub fn why(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
