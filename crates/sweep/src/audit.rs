//! The look back over a whole history: when the rupture was named, was there a benign visit before it? Missed, miscoded and
//! truly late are kept apart: the first is the hospital's, the second is the coder's, the third is the person's own delay.

use std::cmp::Reverse;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::Role;
use crate::judge::days;
use crate::listing::{MOST_LISTED, SPARE, add};
use crate::name::Names;
use crate::score::Points;
use crate::verdict::{Judged, is_sequela};
use crate::worklist::{CodeSeen, Entry, Known};

/// The look back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// People whose rupture was named at the first visit for it: none before it was filed under something else shortly
    /// before, and none told a sign in the year before.
    pub at_once: u64,
    /// People whose rupture or whose visit for something else has no day: which came first is not known.
    #[serde(skip_serializing_if = "is_none", default)]
    pub undated: u64,
    /// Sent home under something else first, and found later.
    pub missed: Vec<Missed>,
    /// The rupture's code beside a note that says strain or tendinitis, and no rupture named later.
    pub miscoded: Vec<Case>,
    /// First seen with a code of late care or long after the injury, as the note tells it, and no visit before it here.
    pub truly_late: Vec<Case>,
    /// How many more were missed than are told one by one; those that took the longest are told.
    #[serde(skip_serializing_if = "is_none", default)]
    pub missed_beyond: u64,
    /// Missed, as a part of missed and at once together, with its 95 % interval (Wilson); nothing when there is neither.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub missed_share: Option<Share>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_none(count: &u64) -> bool {
    *count == 0
}

/// A part of a whole with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The part, from 0 to 1.
    pub share: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A rupture that was missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Missed {
    /// The first benign visit, with its codes, its signs and its words.
    pub first: Entry,
    /// How many benign visits there were.
    pub visits: u64,
    /// When and by what the rupture was named.
    pub named: Known,
    /// Days from the first visit to that.
    pub days: i32,
}

/// A person in the look back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// The person.
    pub patient: String,
    /// The visit.
    pub encounter: String,
    /// Its day.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// What it was filed under.
    pub codes: Vec<CodeSeen>,
}

fn case(one: &Judged<'_>) -> Case {
    let visit = &one.facts.visit;
    let codes = one.codes(Role::is_in).into_iter().chain(one.codes(|role| !role.is_in())).collect();
    let (patient, encounter) = (visit.patient.clone().into_owned(), visit.id.clone().into_owned());
    Case { patient, encounter, date: visit.from, codes }
}

/// Adds one person, by the id where there is one: visits in the order of their days, and when the rupture was named. Nothing
/// when a line of the journal is damaged.
pub(crate) fn person(
    audit: &mut Audit,
    patient: &str,
    visits: &[Judged<'_>],
    named: &[Known],
    points: &Points,
    names: &mut Names,
) -> Option<()> {
    let first = named.iter().find_map(|known| known.date.map(|date| (known, date)));
    let Some((known, day)) = first else {
        audit.miscoded.extend(visits.iter().filter(|one| one.miscoded).map(case));
        audit.undated += u64::from(!named.is_empty());
        return Some(());
    };
    second(audit, visits, named, points, names)?;
    let before: Vec<_> =
        visits.iter().filter(|one| benign_before(one, day, points) && !is_other_leg(one, known)).collect();
    if !before.is_empty() {
        audit.add_missed(&before, known, day, points, names)?;
    } else if visits.iter().any(|one| one.facts.visit.from.is_none() && is_benign(one)) {
        audit.undated += 1;
    } else if known.late {
        let at = visits.iter().find(|one| one.facts.visit.id == known.encounter && !known.encounter.is_empty());
        audit.truly_late.push(at.map_or_else(
            || Case {
                patient: patient.to_owned(),
                encounter: known.encounter.clone(),
                date: known.date,
                codes: Vec::new(),
            },
            case,
        ));
    } else if !named_sequela(known) {
        // What an injury left behind was first seen somewhere else.
        audit.at_once += 1;
    }
    Some(())
}

/// Adds the ruptures that were missed in somebody who had had one: the other leg's, or one that was told of anew.
fn second(audit: &mut Audit, visits: &[Judged<'_>], named: &[Known], points: &Points, names: &mut Names) -> Option<()> {
    for (at, known) in named.iter().enumerate().skip(1) {
        let Some(day) = known.date.filter(|_| !known.late && !named_sequela(known)) else { continue };
        let is_before = |one: &&Judged<'_>| {
            let Some(from) = one.facts.visit.from else { return false };
            // Of all that was named before this visit, the last.
            let Some((last, earlier)) = named[..at].iter().rev().find_map(|old| Some((old, old.date?))) else {
                return false;
            };
            earlier < from
                && one.has(Role::Index)
                && (one.raises || is_other_leg(one, last))
                && benign_before(one, day, points)
                && !is_other_leg(one, known)
        };
        let before: Vec<_> = visits.iter().filter(is_before).collect();
        if !before.is_empty() {
            audit.add_missed(&before, known, day, points, names)?;
        }
    }
    Some(())
}

/// Whether what was named is what an old injury left behind.
fn named_sequela(known: &Known) -> bool {
    known.by.rsplit(' ').next().is_some_and(is_sequela)
}

/// The side that a code of ICD-10-CM names by its sixth character: right is 1, left is 2.
fn side(code: &str) -> Option<u8> {
    let letters: Vec<u8> = code.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let is_injury = letters.len() >= 6 && letters[0].eq_ignore_ascii_case(&b'S');
    letters.get(5).copied().filter(|side| is_injury && matches!(side, b'1' | b'2'))
}

/// Whether a visit was filed under an injury of one leg, and the rupture is the other one's.
fn is_other_leg(one: &Judged<'_>, known: &Known) -> bool {
    let Some(torn) = known.by.rsplit(' ').next().and_then(side) else { return false };
    let mut sides =
        one.facts.codes.iter().filter(|code| code.role.is_in()).filter_map(|code| side(&code.code)).peekable();
    sides.peek().is_some() && sides.all(|side| side != torn)
}

/// Whether a visit before that day was about this leg and ended without the rupture being named.
fn benign_before(one: &Judged<'_>, day: Date, points: &Points) -> bool {
    let Some(from) = one.facts.visit.from.filter(|date| *date < day) else { return false };
    let ago = days(from, day);
    let weak = one.has(Role::IndexWeak) || one.has(Role::IndexMimic) || one.benign;
    let told = one.reaches && one.raises && ago <= points.audit.told_days;
    let near = is_benign(one) && ago <= points.audit.days;
    one.named.is_none() && (told || near || (weak && ago <= points.audit.weak_days))
}

/// Whether a visit was filed under something else, or tells signs, and does not name the rupture.
fn is_benign(one: &Judged<'_>) -> bool {
    one.named.is_none() && (one.has(Role::Index) || one.miscoded || one.reaches)
}

/// What the order of those that were missed goes by: who took longest stands in front.
type Took<'a> = (Reverse<i32>, Option<Date>, &'a str);

fn took(missed: &Missed) -> Took<'_> {
    (Reverse(missed.days), missed.first.date, &missed.first.encounter)
}

impl Audit {
    /// Adds a rupture that was missed at these visits, in their order, and named on that day.
    fn add_missed(
        &mut self,
        before: &[&Judged<'_>],
        known: &Known,
        day: Date,
        points: &Points,
        names: &mut Names,
    ) -> Option<()> {
        let first = before.first()?;
        let took = first.facts.visit.from.map_or(0, |from| days(from, day));
        if self.is_beyond(first, took) {
            self.missed_beyond += 1;
            return Some(());
        }
        let missed = Missed {
            first: first.entry(points, names)?,
            visits: u64::try_from(before.len()).unwrap_or(u64::MAX),
            named: known.clone(),
            days: took,
        };
        add(&mut self.missed, missed);
        self.cut(SPARE);
        Some(())
    }

    /// Whether the list of those that were missed was cut off in front of this one.
    fn is_beyond(&self, first: &Judged<'_>, days: i32) -> bool {
        // Those behind the last that may be listed came after it was cut off.
        let last = self.missed.get(MOST_LISTED - 1).filter(|_| self.missed_beyond > 0);
        let visit = &first.facts.visit;
        last.is_some_and(|last| (Reverse(days), visit.from, &*visit.id) > took(last))
    }

    /// Sorts those that were missed, and leaves the last out when there are more than may be and `spare` more.
    fn cut(&mut self, spare: usize) {
        if self.missed.len() > MOST_LISTED + spare || spare == 0 {
            self.missed.sort_by(|a, b| took(a).cmp(&took(b)));
            self.missed_beyond += u64::try_from(self.missed.len().saturating_sub(MOST_LISTED)).unwrap_or(0);
            self.missed.truncate(MOST_LISTED);
        }
    }

    /// Sorts, and works out the share.
    pub(crate) fn finish(&mut self) {
        self.cut(0);
        for list in [&mut self.miscoded, &mut self.truly_late] {
            list.sort_by(|a, b| (a.date, &a.encounter, &a.patient).cmp(&(b.date, &b.encounter, &b.patient)));
        }
        let missed = u64::try_from(self.missed.len()).unwrap_or(u64::MAX).saturating_add(self.missed_beyond);
        self.missed_share = wilson(missed, missed + self.at_once);
    }
}

/// A share with its Wilson interval at 95 %.
pub fn wilson(count: u64, of: u64) -> Option<Share> {
    if of == 0 {
        return None;
    }
    let (x, n, z) = (count as f64, of as f64, 1.959_963_984_540_054_f64);
    let p = x / n;
    let middle = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let round = |value: f64| (value * 1e6).round() / 1e6;
    Some(Share {
        count,
        of,
        share: round(p),
        low: round((middle - half).max(0.0)),
        high: round((middle + half).min(1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::wilson;

    #[test]
    fn the_interval_is_wilsons() {
        // 96 of 406: 20 to 28 %, and 66 of 66: from 94.5 %.
        let share = wilson(96, 406).unwrap();
        assert!((share.low - 0.1978).abs() < 5e-4 && (share.high - 0.2801).abs() < 5e-4, "{share:?}");
        assert!((wilson(66, 66).unwrap().low - 0.945).abs() < 5e-4);
        assert!(wilson(0, 0).is_none());
    }
}
