//! The worklist that this site shows: read when it is asked for, read again when the sweep has written a new one, and refused
//! in plain words when it is missing, damaged or of a release that is not known.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use heelrise_notes::Engine;
use heelrise_records::Reviews;
use heelrise_records::canonical::Hash;
use heelrise_sweep::Worklist;
use heelrise_sweep::export::word;
use heelrise_sweep::worklist::{Entry, SCHEMA};

/// The name of the file in the folder.
pub const FILE: &str = "worklist.json";

/// Why there is no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListError {
    /// It is not there, or may not be read.
    Missing {
        /// Where it was looked for.
        file: String,
    },
    /// It is no worklist, or only a part of one.
    Damaged {
        /// Where it is.
        file: String,
    },
    /// Another release wrote it.
    Version {
        /// Where it is.
        file: String,
        /// What it says of itself.
        found: String,
    },
}

impl ListError {
    /// The sentence in the catalogs, and what it needs to know.
    pub fn message(&self) -> (&'static str, Vec<(&'static str, &str)>) {
        match self {
            Self::Missing { file } => ("wl-list-missing", vec![("file", file)]),
            Self::Damaged { file } => ("wl-list-damaged", vec![("file", file)]),
            Self::Version { file, found } => {
                ("wl-list-version", vec![("file", file), ("found", found), ("known", SCHEMA)])
            }
        }
    }
}

/// What tells one visit of the list from another, and one state of it from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The visit: a hash of its ids, the same in every sweep of the same records.
    pub subject: Hash,
    /// What the list says of it: a hash of its signs. New notes make another; a rank alone does not.
    pub seen: Hash,
    /// The visit in an address.
    pub key: String,
}

/// A list that was read.
#[derive(Debug)]
pub struct Listed {
    /// The list.
    pub list: Worklist,
    /// One for each of its people, in the same order.
    pub marks: Vec<Mark>,
    /// When the file was written, where the system says.
    pub written: Option<SystemTime>,
    size: u64,
    places: BTreeMap<String, usize>,
}

impl Listed {
    /// Reads a list.
    pub fn open(file: &Path) -> Result<Self, ListError> {
        let name = || file.display().to_string();
        let about = file.metadata().map_err(|_| ListError::Missing { file: name() })?;
        let bytes = std::fs::read(file).map_err(|_| ListError::Missing { file: name() })?;
        let damaged = || ListError::Damaged { file: name() };
        let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let found = value.get("schema").and_then(|schema| schema.as_str()).ok_or_else(damaged)?;
        if found != SCHEMA {
            return Err(ListError::Version { file: name(), found: found.chars().take(60).collect() });
        }
        let list: Worklist = serde_json::from_value(value).map_err(|_| damaged())?;
        let mut listed = Self::of(list);
        listed.written = about.modified().ok();
        listed.size = about.len();
        Ok(listed)
    }

    /// A list with its marks.
    pub fn of(list: Worklist) -> Self {
        let (mut marks, mut places) = (Vec::with_capacity(list.people.len()), BTreeMap::new());
        for (place, entry) in list.people.iter().enumerate() {
            let mut again = 0_u64;
            let mark = loop {
                let mark = mark(entry, again);
                if !places.contains_key(&mark.key) {
                    places.insert(mark.key.clone(), place);
                    break mark;
                }
                // Two visits that no id tells apart are counted through.
                again += 1;
            };
            marks.push(mark);
        }
        Self { list, marks, written: None, size: 0, places }
    }

    /// The place of a visit on the list, by its key in an address.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.places.get(key).copied()
    }

    /// People with their marks, in order of rank.
    pub fn people(&self) -> impl Iterator<Item = (&Entry, &Mark)> {
        self.list.people.iter().zip(&self.marks)
    }
}

fn mark(entry: &Entry, again: u64) -> Mark {
    let date = entry.date.map(|date| date.to_string()).unwrap_or_default();
    let mut ids = vec!["visit", &entry.patient, &entry.encounter];
    if entry.encounter.is_empty() {
        // Without a visit's id, a person's day is a visit; without a person, a document is.
        ids.push(&date);
        if entry.patient.is_empty() || entry.date.is_none() {
            ids.extend(entry.notes.iter().map(|note| note.document.as_str()));
        }
    }
    let again = if again == 0 { String::new() } else { again.to_string() };
    ids.push(&again);
    let subject = Hash::of(&ids.iter().map(|id| id.as_bytes()).collect::<Vec<_>>());
    let signs: Vec<String> = entry
        .notes
        .iter()
        .flat_map(|note| note.signs.iter().map(move |sign| (note, sign)))
        .map(|(note, sign)| {
            let said = [word(&sign.says), word(&sign.when), word(&sign.who)].join(" ");
            format!("{}\n{} {said}", note.document, sign.sign)
        })
        .collect();
    let seen = Hash::of(&signs.iter().map(String::as_bytes).collect::<Vec<_>>());
    Mark { key: subject.to_string().chars().take(32).collect(), subject, seen }
}

/// Where the list is, the words it was made with, and where answers go.
pub struct Shelf {
    file: PathBuf,
    /// Folders in which the notes' files are looked for, when their paths begin where the sweep was started.
    pub folders: Vec<PathBuf>,
    /// The words that the sweep looks for.
    pub engine: Engine,
    /// The answers.
    pub reviews: Arc<dyn Reviews>,
    held: Mutex<Option<Arc<Listed>>>,
}

impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("file", &self.file).finish_non_exhaustive()
    }
}

/// The file of a list: in the folder, or the file itself.
pub fn file_in(place: &Path) -> PathBuf {
    if place.is_dir() { place.join(FILE) } else { place.to_owned() }
}

impl Shelf {
    /// A shelf with the list of a folder, which has to be there and readable.
    pub fn open(place: &Path, engine: Engine, reviews: Arc<dyn Reviews>) -> Result<Self, ListError> {
        let file = file_in(place);
        let whole = file.canonicalize().unwrap_or_else(|_| file.clone());
        let folders = whole.ancestors().skip(1).map(Path::to_owned).collect();
        let shelf = Self { file, folders, engine, reviews, held: Mutex::default() };
        shelf.list()?;
        Ok(shelf)
    }

    /// The list as it stands now.
    pub fn list(&self) -> Result<Arc<Listed>, ListError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let about = self.file.metadata().ok().map(|about| (about.modified().ok(), about.len()));
        if let Some(listed) = held.as_ref()
            && about == Some((listed.written, listed.size))
        {
            return Ok(Arc::clone(listed));
        }
        let listed = Arc::new(Listed::open(&self.file)?);
        *held = Some(Arc::clone(&listed));
        Ok(listed)
    }
}
