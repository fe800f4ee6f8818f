//! The inputs: which files there are, what kind each is, and how it is opened. Packed files are known by their first bytes,
//! not by their names.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::SweepError;
use crate::document;
use crate::returns::{self, Returns};
use crate::wide::{ByteOrder, Wide};

/// What kind of input it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// FHIR, in lines or in JSON documents.
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
    /// Files in folders that are of no kind that is read, and licences beside an export.
    pub passed_over: Vec<String>,
    /// Folders and files in folders that could not be looked at.
    pub unread: Vec<(String, Cause)>,
}

/// Why an input cannot be read, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Why, as the rest of a sentence that begins with its name.
    pub why: String,
    /// What to do, as a sentence.
    pub mend: String,
}

impl Cause {
    /// With a sentence of one's own.
    pub fn new(why: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { why: why.into(), mend: mend.into() }
    }

    /// What the system or an unpacker said.
    pub fn of(error: &io::Error) -> Self {
        if let Some(cause) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return cause.clone();
        }
        match error.kind() {
            io::ErrorKind::PermissionDenied => {
                Self::new("this account may not read it", "Give this account the right to read it, and sweep again.")
            }
            io::ErrorKind::NotFound => Self::new("it is not there any more", "Put it back, and sweep again."),
            io::ErrorKind::UnexpectedEof => {
                Self::new("it is cut off in the middle", "Fetch it anew, whole, and sweep again.")
            }
            // What the unpackers say of damage is in words of their own.
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                Self::new("it is packed and damaged", "Fetch it anew, whole, and sweep again.")
            }
            _ => Self::new(why(error), "Check the disk it is on, and sweep again."),
        }
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}. {}", self.why, self.mend)
    }
}

impl std::error::Error for Cause {}

impl From<Cause> for io::Error {
    fn from(cause: Cause) -> Self {
        Self::new(io::ErrorKind::InvalidData, cause)
    }
}

/// What the names of packed files end in.
pub const PACKED: [&str; 3] = [".gz", ".zst", ".zstd"];

/// The kind by a name, past the endings of packed files.
fn kind_by_name(path: &Path) -> Option<Kind> {
    let name = path.file_name()?.to_str()?.to_lowercase();
    let name = PACKED.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "ndjson" | "jsonl" => Some(Kind::Fhir),
        "csv" | "tsv" | "parquet" => Some(Kind::Table),
        "txt" | "text" | "html" | "htm" | "xhtml" | "rtf" => Some(Kind::Note),
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
            let from = (inputs.files.len(), kind);
            walk(path, kind, &own, &mut inputs);
            pass_over_licences(from, &mut inputs);
        } else {
            // A file that cannot be looked into is named when it is its turn to be read.
            let by_content = || kind_by_content(path).unwrap_or(Kind::Note);
            let found = kind.or_else(|| kind_by_name(path)).unwrap_or_else(by_content);
            inputs.files.push(input(path, found, &about));
        }
    }
    // A file that is named twice, or beside the folder it is in, is read once.
    let mut known = HashSet::new();
    let same = |input: &Input| input.path.as_deref().and_then(|path| path.canonicalize().ok());
    inputs.files.retain(|input| same(input).is_none_or(|path| known.insert(path)));
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

fn walk(folder: &Path, kind: Option<Kind>, own: &[PathBuf], inputs: &mut Inputs) {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return inputs.unread.push((folder.display().to_string(), Cause::of(&error))),
    };
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden || path.canonicalize().is_ok_and(|path| own.contains(&path)) {
            continue;
        }
        let about = match path.metadata() {
            Ok(about) => about,
            Err(error) if kind_by_name(&path).is_some() => {
                inputs.unread.push((path.display().to_string(), Cause::of(&error)));
                continue;
            }
            Err(_) => {
                inputs.passed_over.push(path.display().to_string());
                continue;
            }
        };
        // A link to a folder may lead back to where it stands.
        if about.is_dir() && !entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
            walk(&path, kind, own, inputs);
        } else if let Some(found) = kind_by_name(&path).filter(|_| about.is_file()) {
            inputs.files.push(input(&path, kind.unwrap_or(found), &about));
        } else if about.is_file() && kind.is_none_or(|kind| kind == Kind::Fhir) && is_fhir(&path) {
            inputs.files.push(input(&path, Kind::Fhir, &about));
        } else {
            inputs.passed_over.push(path.display().to_string());
        }
    }
}

/// Takes out what lies beside a FHIR export and is no note: its licence, its notice, what to read first. Of the inputs from
/// `from` on, which are those of one folder.
fn pass_over_licences((from, kind): (usize, Option<Kind>), inputs: &mut Inputs) {
    let is_export = |input: &Input| input.path.as_deref().and_then(kind_by_name) == Some(Kind::Fhir);
    if kind == Some(Kind::Note) || !inputs.files.iter().skip(from).any(is_export) {
        return;
    }
    let is_licence = |input: &Input| {
        let path = input.path.as_deref().filter(|path| kind_by_name(path) == Some(Kind::Note));
        let name = path.and_then(Path::file_name).map(|name| name.to_string_lossy().to_uppercase());
        name.is_some_and(|name| ["LICENCE", "LICENSE", "README", "NOTICE"].iter().any(|front| name.starts_with(front)))
    };
    let found: Vec<Input> = inputs.files.drain(from..).collect();
    for input in found {
        if is_licence(&input) {
            inputs.passed_over.push(input.name);
        } else {
            inputs.files.push(input);
        }
    }
}

/// What a file with a name that says nothing holds: records begin with a brace, Parquet is a table.
fn kind_by_content(path: &Path) -> io::Result<Kind> {
    if crate::parquet::is_parquet(path) {
        return Ok(Kind::Table);
    }
    let start = start(path)?;
    let holds_records = start.trim_ascii_start().starts_with(b"{") || document::is_one(&start);
    Ok(if holds_records { Kind::Fhir } else { Kind::Note })
}

/// Whether a file in a folder, with a name that says nothing, says at its front that it holds FHIR records.
fn is_fhir(path: &Path) -> bool {
    let Ok(start) = start(path) else { return false };
    let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start).trim_ascii_start();
    (text.starts_with(b"{") || text.starts_with(b"[")) && memchr::memmem::find(text, b"\"resourceType\"").is_some()
}

/// How a file begins, unpacked.
fn start(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    unpack(BufReader::new(File::open(path)?))?.take(4096).read_to_end(&mut start)?;
    Ok(start)
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

/// How an input begins that is packed, not in UTF-8, or a JSON document: its bytes are not those that it is read as.
pub fn is_changed(start: &[u8]) -> bool {
    start.starts_with(&[0x1f, 0x8b])
        || start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
        || ByteOrder::of(start).is_some()
        || document::is_one(start)
}

/// Unpacks, and makes UTF-8 of UTF-16.
fn unpack(mut below: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(4);
    (&mut below).take(4).read_to_end(&mut start)?;
    let packed = start.clone();
    let whole = io::Cursor::new(start).chain(below);
    match packed.as_slice() {
        [0x1f, 0x8b, ..] => narrow(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole))),
        [0x28, 0xb5, 0x2f, 0xfd] => narrow(zstd::stream::read::Decoder::new(whole)?),
        b"PAR1" => {
            let cause = Cause::new(
                "it is Parquet packed once more or from a pipe",
                "Unpack it into a file of its own, and sweep that.",
            );
            Err(cause.into())
        }
        _ => narrow(whole),
    }
}

/// The same in UTF-8.
fn narrow(mut below: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    let mut start = Vec::with_capacity(2);
    (&mut below).take(2).read_to_end(&mut start)?;
    if let Some(order) = ByteOrder::of(&start) {
        return Ok(Box::new(Wide::new(below, order)));
    }
    Ok(Box::new(io::Cursor::new(start).chain(below)))
}

/// Opens an input; `read` counts its bytes as they lie there. FHIR comes as lines of one record each, a table with rows that end
/// with line feeds.
pub fn open(input: &Input, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
    let read = Arc::clone(read);
    let mut from = match &input.path {
        None => unpack(Counted { inner: io::stdin(), read }),
        Some(path) => unpack(Counted { inner: File::open(path)?, read }),
    }?;
    if input.kind == Kind::Note {
        return Ok(from);
    }
    let mut front = Vec::new();
    // Damage further on is met when it is read.
    let looked = (&mut from).take(u64::try_from(document::FRONT).unwrap_or(u64::MAX)).read_to_end(&mut front);
    let is_document = input.kind == Kind::Fhir && document::is_one(&front);
    if is_document && front.starts_with("\u{feff}".as_bytes()) {
        front.drain(..3);
    }
    let returns = returns::ends_rows(&front);
    let rest: Box<dyn Read + Send> = match looked {
        Ok(_) => from,
        Err(error) => Box::new(Failed(Cause::of(&error))),
    };
    let whole = io::Cursor::new(front).chain(rest);
    Ok(match input.kind {
        Kind::Fhir if is_document => Box::new(document::Lines::new(whole)),
        Kind::Table if returns => Box::new(Returns(whole)),
        _ => Box::new(whole),
    })
}

/// What reads on after an input failed: it fails again.
pub struct Failed(pub Cause);

impl Read for Failed {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.clone().into())
    }
}

/// What went wrong while reading, without the system's own numbers.
pub fn why(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
