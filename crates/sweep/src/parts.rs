//! A large journal is divided by people before it is judged, so that memory holds one part of them at a time. Everything of
//! one person, and everything of one visit, comes into one part.

use std::fs::File;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::SweepError;
use crate::journal;
use crate::judge::BAD_TOLD;
use crate::line::owner;

/// A journal of up to so many bytes is judged at once; a part has about as many.
const AT_ONCE: u64 = 3 << 20;
/// The most parts: each is an open file while the journal is divided.
const MOST: u64 = 200;

/// The parts of a journal; their files are removed when they are dropped.
#[derive(Debug)]
pub struct Parts {
    own: Vec<PathBuf>,
    journal: PathBuf,
}

impl Drop for Parts {
    fn drop(&mut self) {
        for path in &self.own {
            // What cannot be removed is written over by the next sweep to the same place.
            let _ = std::fs::remove_file(path);
        }
    }
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(text)
}

/// Who says to which part a visit belongs; the later the better.
#[derive(Debug, Clone, Copy)]
enum By {
    /// Nobody.
    Itself = 0,
    /// A note, a code or an order that names a person.
    Note = 1,
    /// Its own record.
    Record = 2,
}

/// The part of every visit with something kept, one number a visit, because there may be millions: most of the hash of its
/// id, then who says so, then the part in the lowest byte.
#[derive(Debug, Default)]
struct Visits(Vec<u64>);

/// The bits of a number in [`Visits`] that are the visit's.
const VISIT: u64 = u64::MAX << 10;

impl Visits {
    fn add(&mut self, visit: &str, part: u8, by: By) {
        if self.0.len() == self.0.capacity() {
            // Several lines of one visit say the same: room is only made for new ones.
            self.sort();
            self.0.reserve_exact((self.0.len() / 2).max(1 << 12));
        }
        self.0.push(hash(visit) & VISIT | (by as u64) << 8 | u64::from(part));
    }

    /// Sorts, and keeps of each visit what is said best.
    fn sort(&mut self) {
        self.0.sort_unstable_by_key(|one| std::cmp::Reverse(*one));
        self.0.dedup_by_key(|one| *one & VISIT);
    }

    /// The part of a visit; sorted before.
    fn part(&self, visit: &str) -> Option<u8> {
        let wanted = hash(visit) & VISIT;
        let at = self.0.binary_search_by(|one| wanted.cmp(&(one & VISIT))).ok()?;
        self.0.get(at).map(|one| one.to_le_bytes()[0])
    }
}

impl Parts {
    /// Divides a journal, when it is large.
    pub fn new(journal: &Path) -> Result<Self, SweepError> {
        let size = journal.metadata().map_err(SweepError::reading(journal))?.len();
        Self::of(journal, size.div_ceil(AT_ONCE).min(MOST))
    }

    /// Divides a part again, when it is larger than a part should be.
    pub fn finer(part: &Path) -> Result<Self, SweepError> {
        let size = part.metadata().map_err(SweepError::reading(part))?.len();
        let count = if size > 2 * AT_ONCE { size.div_ceil(AT_ONCE).min(MOST) } else { 1 };
        // What came into one part has the same remainder: other digits of the hash divide it.
        Self::by(part, count, |text| hash(text).rotate_left(32))
    }

    /// Divides a journal into so many parts.
    pub fn of(journal: &Path, count: u64) -> Result<Self, SweepError> {
        Self::by(journal, count, hash)
    }

    fn by(journal: &Path, count: u64, hash: impl Fn(&str) -> u64) -> Result<Self, SweepError> {
        let mut parts = Self { own: Vec::new(), journal: journal.to_owned() };
        if count < 2 {
            return Ok(parts);
        }
        let part = |text: &str| u8::try_from(hash(text) % count).unwrap_or(0);
        let mut visits = Visits::default();
        // The people of whom something names no visit: all their visits are asked whether it is theirs.
        let mut loose = Visits::default();
        journal::raw(journal, b"CNO", |line| {
            let (visit, patient) = owner(line)?;
            if visit.is_empty() {
                loose.add(&patient, 0, By::Itself);
            } else {
                let by = if patient.is_empty() { By::Itself } else { By::Note };
                visits.add(&visit, part(if patient.is_empty() { &visit } else { &patient }), by);
            }
            Some(())
        })?;
        visits.sort();
        loose.sort();
        let mut own = Visits::default();
        journal::raw(journal, b"V", |line| {
            let (visit, patient) = owner(line)?;
            if !patient.is_empty() && visits.part(&visit).is_some() {
                own.add(&visit, part(&patient), By::Record);
            }
            Some(())
        })?;
        visits.0.append(&mut own.0);
        visits.sort();
        let mut files = Vec::new();
        for number in 0..count {
            let mut name = journal.as_os_str().to_owned();
            name.push(format!("-{number}"));
            let path = PathBuf::from(name);
            let file = File::create(&path).map_err(SweepError::writing(&path))?;
            parts.own.push(path);
            files.push(BufWriter::with_capacity(1 << 14, file));
        }
        let mut failed = None;
        let mut bad = 0;
        journal::raw(journal, b"VCNOB", |line| {
            let to = if line.first() == Some(&b'B') {
                bad += 1;
                if bad > BAD_TOLD {
                    return Some(());
                }
                0
            } else {
                let (visit, patient) = owner(line)?;
                if line.first() == Some(&b'V') && visits.part(&visit).is_none() && loose.part(&patient).is_none() {
                    // Nothing is kept that this visit could say anything about.
                    return Some(());
                }
                let of_person = || part(if patient.is_empty() { &visit } else { &patient });
                // An order with a person belongs to the person, whatever its visit.
                let by_visit = line.first() != Some(&b'O') || patient.is_empty();
                let known = if by_visit && !visit.is_empty() { visits.part(&visit) } else { None };
                known.unwrap_or_else(of_person)
            };
            let written = files[usize::from(to)].write_all(line).and_then(|()| files[usize::from(to)].write_all(b"\n"));
            if let Err(error) = written {
                failed.get_or_insert(error);
            }
            Some(())
        })?;
        for (file, path) in files.iter_mut().zip(&parts.own) {
            let flushed = file.flush();
            flushed.map_err(SweepError::writing(path))?;
        }
        failed.map_or(Ok(parts), |error| Err(SweepError::writing(journal)(error)))
    }

    /// The files to judge.
    pub fn paths(&self) -> Vec<&Path> {
        if self.own.is_empty() { vec![&self.journal] } else { self.own.iter().map(PathBuf::as_path).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::judge;
    use crate::line::Lines;
    use crate::reader::Window;
    use crate::record::{About, Bad, Code, Order, Place};
    use crate::score::{BUILT_IN, Points};

    /// Some hundred people: visits with and without a record of their own, notes without a visit, codes of the person.
    fn journal() -> Vec<u8> {
        let mut lines = Lines::default();
        for number in 0..600_u64 {
            let (visit, patient) = (format!("e{number}"), format!("p{}", number % 170));
            let day =
                jiff::civil::date(2026, 1, 1).checked_add(jiff::Span::new().days(i64::try_from(number % 90).unwrap()));
            let date = day.ok();
            let named = if number % 7 == 0 { "" } else { &patient };
            let about = About {
                encounter: if number % 11 == 0 { "" } else { &visit },
                patient: named,
                date,
                document: "d",
                author: "",
            };
            let place = Place { file: "f".to_owned(), line: number, byte: number };
            let sign: &[u8] =
                if number % 3 == 0 { b"\tpop prp 1 4 0 9" } else { b"\tsqueeze nrp 1 4 0 9\tgap orp 5 8 0 9" };
            lines.note(&about, &place, sign);
            let role = if number % 5 == 0 { crate::codes::Role::Answer } else { crate::codes::Role::Index };
            let (system, code, display) = ("s".into(), "c".into(), "".into());
            let (encounter, patient_of) = (about.encounter.into(), named.into());
            if number % 4 == 0 {
                lines.code(&Code {
                    encounter,
                    patient: patient_of,
                    date,
                    system,
                    code,
                    display,
                    role,
                    strain: false,
                    version: None,
                });
            } else if number % 9 == 0 {
                lines.order(&Order { encounter, patient: patient_of, date, drug: "steroid".into(), days: 90 });
            }
            if number % 2 == 0 {
                lines.visit(&visit, &patient, date, date);
            }
        }
        lines.0
    }

    #[test]
    fn parts_come_to_the_same_as_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        std::fs::write(&path, journal()).unwrap();
        let points = Points::new(BUILT_IN).unwrap();
        let judged = |count| {
            let parts = Parts::of(&path, count).unwrap();
            judge(&parts.paths(), &points, Window::default(), true).unwrap()
        };
        let whole = judged(1);
        assert!(whole.people.len() > 100 && whole.known.len() > 50, "{} {}", whole.people.len(), whole.known.len());
        let twice = || {
            // Parts of parts: each is divided once more.
            let parts = Parts::of(&path, 5).unwrap();
            let finer = |part: &&Path| Parts::by(part, 3, |text| hash(text).rotate_left(32)).unwrap();
            let finer: Vec<Parts> = parts.paths().iter().map(finer).collect();
            let paths: Vec<&Path> = finer.iter().flat_map(Parts::paths).collect();
            judge(&paths, &points, Window::default(), true).unwrap()
        };
        for parted in [judged(2), judged(7), judged(60), twice()] {
            assert_eq!((&whole.people, &whole.known), (&parted.people, &parted.known));
            assert_eq!((whole.not_listed, &whole.audit), (parted.not_listed, &parted.audit));
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "the parts are gone");
    }

    #[test]
    fn what_says_nothing_of_anybody_kept_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let count = |journal: &[u8]| {
            std::fs::write(&path, journal).unwrap();
            let parts = Parts::of(&path, 4).unwrap();
            let lines = |path: &&Path| std::fs::read_to_string(path).unwrap().lines().count();
            parts.paths().iter().map(lines).sum::<usize>()
        };
        let mut lines = Lines(journal());
        let kept = count(&lines.0);
        for number in 0..500_u64 {
            lines.visit(&format!("x{number}"), &format!("y{number}"), None, None);
            for _ in 0..3 {
                lines.bad(&Bad { file: "f".to_owned(), line: number, what: "w".to_owned() });
            }
        }
        assert_eq!(count(&lines.0), kept + BAD_TOLD);
    }
}
