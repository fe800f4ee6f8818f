//! Notes in records of their own: a document says where its text lies, `Binary/b1`, and that record may stand in front of it
//! or behind it, in another file, read by another thread. Both are kept in the journal, and brought together when all is read.
//! Memory holds a part of the texts that name signs, and of the others a number.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::SweepError;
use crate::journal;
use crate::line::Lines;
use crate::reader::REMARKS;
use crate::record::{About, Place, Remark, Topic};

/// The letter of a text that names signs.
const TEXT: u8 = b'K';
/// The letter of one that names none, or was not read.
const OTHER: u8 = b'H';
/// The letter of a document that refers to one.
const REFERRED: u8 = b'Q';

/// Whether a line of the journal is one of these.
pub fn is_own(line: &[u8]) -> bool {
    matches!(line.first(), Some(&(TEXT | OTHER | REFERRED)))
}

/// The id of the record that an address leads to; nothing when it leads elsewhere.
pub fn id_at(address: &str) -> Option<&str> {
    if let Some(id) = address.strip_prefix("urn:uuid:") {
        return Some(id);
    }
    let rest = match address.rfind("Binary/") {
        Some(0) => address.get(7..)?,
        Some(at) => address.get(at..)?.strip_prefix("Binary/").filter(|_| address.as_bytes()[at - 1] == b'/')?,
        None => return None,
    };
    let (id, version) = rest.split_once('/').unwrap_or((rest, ""));
    (!id.is_empty() && (version.is_empty() || version.starts_with("_history/"))).then_some(id)
}

/// A document that refers to a text.
#[derive(Debug, Serialize, Deserialize)]
struct Referral {
    text: String,
    /// Nothing when the document does not count: withdrawn, or of a day that was not asked for.
    about: Option<Named>,
    place: Place,
}

/// What a document says of its note.
#[derive(Debug, Serialize, Deserialize)]
struct Named {
    encounter: String,
    patient: String,
    date: Option<Date>,
    author: String,
}

/// Keeps a text that was read: its id, where it stands, and its signs.
pub fn text(lines: &mut Lines, id: &str, place: &Place, signs: &[u8]) {
    if signs.is_empty() {
        line(lines, OTHER, &(id, true));
    } else {
        line(lines, TEXT, &(id, place, String::from_utf8_lossy(signs)));
    }
}

/// Keeps that something is there which was not read as text.
pub fn unread(lines: &mut Lines, id: &str) {
    line(lines, OTHER, &(id, false));
}

/// Keeps that a document refers to a text; `about` is nothing when the document does not count.
pub fn refer(lines: &mut Lines, id: &str, about: Option<&About<'_>>, place: &Place) {
    let about = about.map(|about| Named {
        encounter: about.encounter.to_owned(),
        patient: about.patient.to_owned(),
        date: about.date,
        author: about.author.to_owned(),
    });
    line(lines, REFERRED, &Referral { text: id.to_owned(), about, place: place.clone() });
}

fn line(lines: &mut Lines, letter: u8, value: &impl Serialize) {
    lines.0.push(letter);
    // Writing these types to memory cannot fail; if it ever did, reading says that the journal is damaged.
    let _ = serde_json::to_writer(&mut lines.0, value);
    lines.0.push(b'\n');
}

/// What became of the documents that refer to a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Joined {
    /// Their text is not here.
    pub elsewhere: u64,
    /// It is here, and no text.
    pub not_text: u64,
}

/// A text that names signs.
struct Held {
    place: Place,
    signs: String,
    referred: bool,
}

fn hash(id: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(id)
}

/// How many bytes of texts are brought together at once.
const AT_ONCE: u64 = 48 << 20;

/// Adds to a complete journal the notes whose texts were found. They stand behind its last place that is complete, so a sweep
/// that goes on with it reads them off again. A text that no document refers to is a note of nobody: it is not lost.
pub fn bring_together(journal: &Path) -> Result<Joined, SweepError> {
    let mut size = 0;
    journal::raw(journal, &[TEXT, OTHER], |line| {
        size += u64::try_from(line.len()).ok()?;
        Some(())
    })?;
    in_parts(journal, size.div_ceil(AT_ONCE).max(1))
}

/// The same in so many parts, each of its own ids: memory holds one of them at a time.
fn in_parts(journal: &Path, parts: u64) -> Result<Joined, SweepError> {
    let mut joined = Joined::default();
    for part in 0..parts {
        one_part(journal, |id| hash(id) % parts == part, &mut joined)?;
    }
    Ok(joined)
}

fn one_part(journal: &Path, here: impl Fn(&str) -> bool, joined: &mut Joined) -> Result<(), SweepError> {
    let mut texts: HashMap<String, Held> = HashMap::new();
    let mut others: HashMap<u64, bool> = HashMap::new();
    journal::raw(journal, &[TEXT, OTHER], |line| {
        let (letter, rest) = line.split_first()?;
        if *letter == TEXT {
            let (id, place, signs): (String, _, _) = serde_json::from_slice(rest).ok()?;
            if here(&id) {
                texts.insert(id, Held { place, signs, referred: false });
            }
        } else {
            let (id, read): (String, bool) = serde_json::from_slice(rest).ok()?;
            if here(&id) {
                others.insert(hash(&id), read);
            }
        }
        Some(())
    })?;
    let mut lines = Lines::default();
    let add = OpenOptions::new().append(true).open(journal).map_err(SweepError::writing(journal))?;
    let mut add = BufWriter::new(add);
    let mut written = Ok(());
    // What is added has other letters: reading on into it finds no more of these.
    journal::raw(journal, &[REFERRED], |line| {
        let Referral { text, about, place } = serde_json::from_slice(line.get(1..)?).ok()?;
        if !here(&text) {
            return Some(());
        }
        let held = texts.get_mut(&text);
        let Some(Named { encounter, patient, date, author }) = about else {
            if let Some(held) = held {
                held.referred = true;
            }
            return Some(());
        };
        match (held, others.get(&hash(&text))) {
            (Some(held), _) => {
                held.referred = true;
                let about = About { encounter: &encounter, patient: &patient, date, document: &text, author: &author };
                lines.note(&about, &held.place, held.signs.as_bytes());
            }
            (None, Some(true)) => {}
            (None, Some(false)) => joined.not_text += 1,
            (None, None) => {
                joined.elsewhere += 1;
                if joined.elsewhere <= REMARKS {
                    let what = "a note that stands in a Binary, which is not in this export".to_owned();
                    lines.remark(&Remark { about: Topic::Elsewhere, file: place.file, line: place.line, what });
                }
            }
        }
        if written.is_ok() {
            written = add.write_all(&lines.0);
        }
        lines.0.clear();
        Some(())
    })?;
    let mut nobodys: Vec<(&String, &Held)> = texts.iter().filter(|(_, held)| !held.referred).collect();
    nobodys.sort_by(|a, b| (&a.1.place, a.0).cmp(&(&b.1.place, b.0)));
    for (id, held) in nobodys {
        let about = About { encounter: "", patient: "", date: None, document: id, author: "" };
        lines.note(&about, &held.place, held.signs.as_bytes());
    }
    written.and_then(|()| add.write_all(&lines.0)).and_then(|()| add.flush()).map_err(SweepError::writing(journal))
}

#[cfg(test)]
mod tests {
    use super::{Joined, id_at, in_parts, refer, text, unread};
    use crate::line::Lines;
    use crate::record::{About, Place};

    #[test]
    fn parts_come_to_the_same_as_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = Lines::default();
        for number in 0..300_u64 {
            let place = Place { file: "f".to_owned(), line: number, byte: number };
            let id = format!("b{}", number / 2);
            if number % 2 == 0 {
                match number % 3 {
                    0 => text(&mut lines, &id, &place, b"\tpop prp 1 4 0 9"),
                    1 => text(&mut lines, &id, &place, b""),
                    _ => unread(&mut lines, &id),
                }
            } else if number % 5 > 0 {
                let about = About { encounter: "e", patient: "p", date: None, document: "d", author: "" };
                let id = if number % 7 == 0 { "nowhere" } else { &id };
                refer(&mut lines, id, (number % 11 > 0).then_some(&about), &place);
            }
        }
        let brought = |parts| {
            let path = folder.path().join(format!("journal-{parts}"));
            std::fs::write(&path, &lines.0).unwrap();
            let joined = in_parts(&path, parts).unwrap();
            let text = std::fs::read_to_string(&path).unwrap();
            let mut notes: Vec<String> =
                text.lines().skip_while(|line| !line.starts_with(['N', 'R'])).map(str::to_owned).collect();
            notes.sort_unstable();
            (joined, notes)
        };
        let whole = brought(1);
        assert!(whole.1.len() > 40 && whole.0 != Joined::default(), "{whole:?}");
        assert_eq!(brought(2), whole);
        assert_eq!(brought(17), whole);
    }

    #[test]
    fn an_address_leads_to_a_record_of_this_export_or_elsewhere() {
        for (address, id) in [
            ("Binary/b1", Some("b1")),
            ("/Binary/b1", Some("b1")),
            ("https://ehr.example/fhir/Binary/b1", Some("b1")),
            ("Binary/b1/_history/2", Some("b1")),
            ("urn:uuid:b1", Some("b1")),
            ("https://ehr.example/files/b1", None),
            ("https://ehr.example/NoBinary/b1", None),
            ("Binary/", None),
            ("Binary/b1/$read", None),
            ("", None),
        ] {
            assert_eq!(id_at(address), id, "{address}");
        }
    }
}
