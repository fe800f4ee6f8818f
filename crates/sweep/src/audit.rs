//! The look back over a whole history: when the rupture was named, was there a benign visit before it? Missed, miscoded and
//! truly late are kept apart: the first is the hospital's, the second is the coder's, the third is the person's own delay.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::Role;
use crate::judge::{Judged, MOST_LISTED, SPARE, days};
use crate::score::Points;
use crate::worklist::{CodeSeen, Entry, Known};

/// The look back.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Audit {
    /// People whose rupture was named at the first visit for it.
    pub at_once: u64,
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

fn case(entry: &Entry) -> Case {
    let codes = entry.codes_in.iter().chain(&entry.codes_out).cloned().collect();
    Case { patient: entry.patient.clone(), encounter: entry.encounter.clone(), date: entry.date, codes }
}

/// Adds one person, by the id where there is one: visits in the order of their days, and when the rupture was named.
pub fn person(audit: &mut Audit, patient: &str, visits: &[Judged], named: &[Known], points: &Points) {
    let first = named.iter().find_map(|known| known.date.map(|date| (known, date)));
    let Some((known, day)) = first else {
        audit.miscoded.extend(visits.iter().filter(|one| one.miscoded).map(|one| case(&one.entry)));
        // Named on a day that is not known: it cannot be looked back from, and it is not late.
        audit.at_once += u64::from(!named.is_empty());
        return;
    };
    let before: Vec<&Judged> = visits.iter().filter(|one| benign_before(one, day, points)).collect();
    if let Some(benign) = before.first() {
        audit.missed.push(Missed {
            first: benign.entry.clone(),
            visits: u64::try_from(before.len()).unwrap_or(u64::MAX),
            named: known.clone(),
            days: benign.entry.date.map_or(0, |from| days(from, day)),
        });
        audit.cut(SPARE);
    } else if known.late {
        let at = visits.iter().find(|one| one.entry.encounter == known.encounter && !known.encounter.is_empty());
        audit.truly_late.push(at.map_or_else(
            || Case {
                patient: patient.to_owned(),
                encounter: known.encounter.clone(),
                date: known.date,
                codes: Vec::new(),
            },
            |one| case(&one.entry),
        ));
    } else {
        audit.at_once += 1;
    }
}

/// Whether a visit before that day was about this leg and ended without the rupture being named.
fn benign_before(one: &Judged, day: Date, points: &Points) -> bool {
    let Some(from) = one.entry.date.filter(|date| *date < day) else { return false };
    let ago = days(from, day);
    if one.named.is_some() || ago > points.audit.days {
        return false;
    }
    let has = |role: Role| one.entry.codes_in.iter().any(|code| code.role == role);
    let label = one.entry.notes.iter().flat_map(|note| &note.signs);
    let label = label.filter(|sign| sign.is_about_now()).any(|sign| sign.sign == "benign");
    let weak = has(Role::IndexWeak) || has(Role::IndexMimic) || label;
    has(Role::Index) || one.miscoded || one.reaches || (weak && ago <= points.audit.weak_days)
}

impl Audit {
    /// Sorts those that were missed, and leaves the last out when there are more than may be and `spare` more.
    fn cut(&mut self, spare: usize) {
        if self.missed.len() > MOST_LISTED + spare || spare == 0 {
            self.missed.sort_by(|a, b| {
                let key = |m: &Missed| (std::cmp::Reverse(m.days), m.first.date);
                key(a).cmp(&key(b)).then_with(|| a.first.encounter.cmp(&b.first.encounter))
            });
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
