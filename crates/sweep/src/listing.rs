//! The lists as they grow. They are never longer than somebody reads; of a visit behind their end no entry is made at all.

use std::cmp::Ordering;

use jiff::civil::Date;

use crate::audit::Audit;
use crate::name::Names;
use crate::record::Bad;
use crate::score::Points;
use crate::verdict::Judged;
use crate::worklist::{Entry, Flag, Known, Standing};

/// The most people on one list, and the most whose rupture is known: memory holds no more, and nobody reads further.
pub const MOST_LISTED: usize = 20_000;
/// How many more are gathered before the last are left out.
pub const SPARE: usize = 1_000;

/// Adds to a list that is never longer than it may be and a few more; so much room, and no more, is made for it.
pub fn add<T>(list: &mut Vec<T>, one: T) {
    if list.len() == list.capacity() {
        let most = (MOST_LISTED + SPARE + 1).saturating_sub(list.len()).max(1);
        list.reserve_exact(list.len().clamp(1 << 6, 1 << 12).min(most));
    }
    list.push(one);
}

/// What the journal comes to.
#[derive(Debug, Default)]
pub struct Judgement {
    /// People to look at, ranked.
    pub people: Vec<Entry>,
    /// Visits of people whose rupture is known.
    pub known: Vec<Entry>,
    /// Visits in the window that are not listed.
    pub not_listed: u64,
    /// Visits that would be listed, had the lists no end.
    pub beyond: u64,
    /// Ids of visits that name several people.
    pub shared: u64,
    /// Lines that could not be used; the first thousand.
    pub bad: Vec<Bad>,
    /// The look back.
    pub audit: Option<Audit>,
    /// The list of people was cut off: its last stands at the end of what may be listed, new ones behind.
    people_cut: bool,
    /// The list of known ones was cut off: the earliest stands in front.
    known_cut: bool,
    /// What its entries share.
    pub(crate) names: Names,
}

/// What the order of the list of people goes by.
#[derive(Clone, Copy)]
struct Rank<'a> {
    points: (i32, i32, Option<Date>),
    names: (&'a str, &'a str),
}

impl<'a> Rank<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self { points: (entry.score, entry.reach, entry.date), names: (&entry.encounter, &entry.patient) }
    }

    /// The more points and the later, the further in front.
    fn cmp(&self, other: &Self) -> Ordering {
        other.points.cmp(&self.points).then_with(|| self.names.cmp(&other.names))
    }
}

/// What the order of the list of known ones goes by.
fn day(entry: &Entry) -> (Option<Date>, &str, &str) {
    (entry.date, &entry.encounter, &entry.patient)
}

impl Judgement {
    /// Puts a visit on the list of people, unless the list is full of those in front of it. Of a follow-up it is said how
    /// the rupture was known before. Nothing when a line of the journal is damaged.
    pub(crate) fn list(&mut self, one: &Judged<'_>, known: Option<Known>, points: &Points) -> Option<()> {
        let visit = &one.facts.visit;
        let rank = Rank { points: (one.score, one.reach, visit.from), names: (&visit.id, &visit.patient) };
        let last = self.people.get(MOST_LISTED - 1).filter(|_| self.people_cut);
        if last.is_some_and(|last| rank.cmp(&Rank::of(last)).is_gt()) {
            self.beyond += 1;
            return Some(());
        }
        let mut entry = one.entry(points, &mut self.names)?;
        if known.is_some() {
            entry.flags.push(Flag::SignsAgain);
            entry.known = known;
        }
        add(&mut self.people, entry);
        self.rank(SPARE);
        Some(())
    }

    /// Puts a visit on the list of those whose rupture is known, unless the list is full of later ones. `again`: a sign is
    /// named after the rupture was known.
    pub(crate) fn list_known(&mut self, one: &Judged<'_>, known: Known, again: bool, points: &Points) -> Option<()> {
        let visit = &one.facts.visit;
        let first = self.known.first().filter(|_| self.known_cut);
        if first.is_some_and(|first| (visit.from, &*visit.id, &*visit.patient) < day(first)) {
            self.beyond += 1;
            return Some(());
        }
        let mut entry = one.entry(points, &mut self.names)?;
        entry.known = Some(known);
        entry.standing = Standing::AlreadyKnown;
        if again {
            entry.flags.push(Flag::SignsAgain);
        }
        add(&mut self.known, entry);
        self.rank(SPARE);
        Some(())
    }

    /// Sorts the lists and cuts them off when they are longer than they may be and `spare` more.
    pub(crate) fn rank(&mut self, spare: usize) {
        if self.people.len() > MOST_LISTED + spare || spare == 0 {
            self.people.sort_by(|a, b| Rank::of(a).cmp(&Rank::of(b)));
            self.people_cut |= self.people.len() > MOST_LISTED;
            self.beyond += u64::try_from(self.people.len().saturating_sub(MOST_LISTED)).unwrap_or(0);
            self.people.truncate(MOST_LISTED);
        }
        if self.known.len() > MOST_LISTED + spare || spare == 0 {
            self.known.sort_by(|a, b| day(a).cmp(&day(b)));
            // The latest are the ones that somebody may still ask for.
            let early = self.known.len().saturating_sub(MOST_LISTED);
            self.known_cut |= early > 0;
            self.beyond += u64::try_from(early).unwrap_or(0);
            self.known.drain(..early);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::judge;
    use crate::line::Lines;
    use crate::reader::Window;
    use crate::record::{About, Code, Place};
    use crate::score::BUILT_IN;

    /// Visits of people who are to be called back, and of people who were missed and whose rupture is known.
    fn journal(numbers: std::ops::Range<u64>) -> Vec<u8> {
        let mut lines = Lines::default();
        for number in numbers {
            // Any order, and many on the same day.
            let mixed = number.wrapping_mul(7919) % 10_007;
            let day =
                |days: u64| jiff::civil::date(2020, 1, 1).saturating_add(jiff::Span::new().days(days.cast_signed()));
            let date = Some(day(mixed % 700));
            for (kind, days) in [("c", 0), ("m", mixed % 20 + 1)] {
                let (visit, patient) = (format!("{kind}{number}"), format!("p{kind}{number}"));
                let about = About { encounter: &visit, patient: &patient, date, document: "d", author: "" };
                let signs =
                    [&b"\tpop prp 1 4 0 9"[..], b"\tgap prp 1 4 0 9", b"\tsqueeze orp 5 8 0 9\tgap arp 1 2 0 9"];
                let place = Place { file: "f".to_owned(), line: number, byte: number };
                lines.note(&about, &place, signs[usize::try_from(mixed % 3).unwrap()]);
                if kind == "m" {
                    let (system, code, display) = ("s".into(), "c".into(), "".into());
                    let (date, role) = (date.map(|_| day(mixed % 700 + days)), crate::codes::Role::Answer);
                    let patient = patient.as_str().into();
                    lines.code(&Code {
                        encounter: "".into(),
                        patient,
                        date,
                        system,
                        code,
                        display,
                        role,
                        strain: false,
                        version: None,
                    });
                }
            }
        }
        lines.0
    }

    #[test]
    fn lists_that_were_cut_hold_the_same_as_the_front_of_a_whole_one() {
        let folder = tempfile::tempdir().unwrap();
        let points = Points::new(BUILT_IN).unwrap();
        let judged = |numbers| {
            let path = folder.path().join("journal");
            std::fs::write(&path, journal(numbers)).unwrap();
            judge(&[&path], &points, Window::default(), true).unwrap()
        };
        let all = u64::try_from(MOST_LISTED + 3 * SPARE).unwrap();
        let (mut cut, mut whole, rest) = (judged(0..all), judged(0..all / 2), judged(all / 2..all));
        assert_eq!(rest.beyond, 0);
        whole.people.extend(rest.people);
        whole.known.extend(rest.known);
        whole.audit.as_mut().unwrap().missed.extend(rest.audit.unwrap().missed);
        let listed = whole.people.len() + whole.known.len();
        whole.rank(0);
        whole.audit.as_mut().unwrap().finish();
        for list in [&mut cut, &mut whole] {
            list.people.iter_mut().for_each(|entry| entry.rank = None);
        }
        assert!(cut.people == whole.people && cut.known == whole.known);
        assert_eq!((cut.people.len(), cut.known.len()), (MOST_LISTED, MOST_LISTED));
        assert_eq!(cut.beyond, u64::try_from(listed - 2 * MOST_LISTED).unwrap());
        let (cut, whole) = (cut.audit.unwrap(), whole.audit.unwrap());
        assert!(cut.missed == whole.missed && cut.missed_beyond > 0);
        assert_eq!((cut.missed.len(), cut.missed_beyond), (MOST_LISTED, whole.missed_beyond));
    }
}
