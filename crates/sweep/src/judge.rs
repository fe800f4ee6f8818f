//! From the journal to the list: what belongs to one visit is brought together, the visits of one person are read in their
//! order, and each is judged: call back, miscoded, already known, or not listed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use heelrise_notes::{SINCE, Says, When, Who};
use jiff::civil::Date;

use crate::SweepError;
use crate::audit::{self, Audit};
use crate::codes::Role;
use crate::journal;
use crate::parts::Parts;
use crate::reader::Window;
use crate::record::{Bad, Code, Line, Note, Order, Visit};
use crate::score::{Points, Score, Seen};
use crate::worklist::{self, Band, CodeSeen, Entry, Flag, Known, NoteSeen, SignSeen, Standing};

/// What belongs to one visit.
#[derive(Debug, Default)]
struct Facts {
    visit: Visit,
    codes: Vec<Code>,
    notes: Vec<Note>,
}

/// A visit with its judgement.
#[derive(Debug)]
pub struct Judged {
    /// As it would stand on the list.
    pub entry: Entry,
    /// The rupture was named at this visit.
    pub named: Option<Known>,
    /// The code is the rupture's and the note says otherwise.
    pub miscoded: bool,
    /// Whether it reaches the list.
    pub reaches: bool,
    /// Nothing at this visit names the rupture, feared or said, and nobody acted on one.
    silent: bool,
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
    /// Lines that could not be used; the first thousand.
    pub bad: Vec<Bad>,
    /// The look back.
    pub audit: Option<Audit>,
    /// The last of the list when it was cut off: who stands behind it is counted, not kept.
    last: Option<Place>,
}

/// What the order of the list goes by first: the higher, the further in front.
type Place = (i32, i32, Option<Date>);

fn place(entry: &Entry) -> Place {
    (entry.score, entry.reach, entry.date)
}

/// How many bad lines are told one by one.
const BAD_TOLD: usize = 1000;

/// Days between two dates, from the first to the second.
pub fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// The most people on one list, and the most whose rupture is known: memory holds no more, and nobody reads further.
pub const MOST_LISTED: usize = 20_000;
/// How many more are gathered before the last are left out.
pub const SPARE: usize = 1_000;

/// Judges a journal, part by part. `window` holds the visits that are listed.
pub fn judge(parts: &[&Path], points: &Points, window: Window, look_back: bool) -> Result<Judgement, SweepError> {
    let mut judgement = Judgement::default();
    let mut look = look_back.then(Audit::default);
    for path in parts {
        for path in Parts::finer(path)?.paths() {
            judge_part(path, points, window, &mut look, &mut judgement)?;
        }
    }
    judgement.rank(0);
    for (place, entry) in judgement.people.iter_mut().enumerate() {
        entry.rank = u32::try_from(place + 1).ok();
    }
    worklist::join_visits(&mut judgement.people);
    if let Some(look) = &mut look {
        look.finish();
    }
    judgement.audit = look;
    Ok(judgement)
}

impl Judgement {
    /// Puts a visit on the list of people, unless the list is full of those in front of it.
    fn list(&mut self, entry: Entry) {
        if self.last.is_some_and(|last| place(&entry) < last) {
            self.beyond += 1;
        } else {
            self.people.push(entry);
            self.rank(SPARE);
        }
    }

    /// Sorts the lists and cuts them off when they are longer than they may be and `spare` more.
    fn rank(&mut self, spare: usize) {
        if self.people.len() > MOST_LISTED + spare || spare == 0 {
            self.people.sort_by(|a, b| {
                place(b).cmp(&place(a)).then_with(|| (&a.encounter, &a.patient).cmp(&(&b.encounter, &b.patient)))
            });
            self.beyond += u64::try_from(self.people.len().saturating_sub(MOST_LISTED)).unwrap_or(0);
            self.people.truncate(MOST_LISTED);
            self.last = self.people.get(MOST_LISTED - 1).map(place);
        }
        if self.known.len() > MOST_LISTED + spare || spare == 0 {
            self.known.sort_by(|a, b| (a.date, &a.encounter, &a.patient).cmp(&(b.date, &b.encounter, &b.patient)));
            // The latest are the ones that somebody may still ask for.
            let early = self.known.len().saturating_sub(MOST_LISTED);
            self.beyond += u64::try_from(early).unwrap_or(0);
            self.known.drain(..early);
        }
    }
}

fn judge_part(
    path: &Path,
    points: &Points,
    window: Window,
    look: &mut Option<Audit>,
    judgement: &mut Judgement,
) -> Result<(), SweepError> {
    let mut visits: BTreeMap<String, Facts> = BTreeMap::new();
    // What names no visit, by person.
    let mut loose: BTreeMap<String, Facts> = BTreeMap::new();
    let mut orders: BTreeMap<String, Vec<Order>> = BTreeMap::new();
    let mut visit_orders: Vec<Order> = Vec::new();
    journal::read(path, b"CNOB", |line| match line {
        Line::Code(code) => home(&mut visits, &mut loose, &code.encounter, &code.patient).codes.push(code),
        Line::Note(note) => home(&mut visits, &mut loose, &note.encounter, &note.patient).notes.push(note),
        Line::Order(order) if order.patient.is_empty() => visit_orders.push(order),
        Line::Order(order) => orders.entry(order.patient.clone()).or_default().push(order),
        Line::Bad(bad) if judgement.bad.len() < BAD_TOLD => judgement.bad.push(bad),
        _ => {}
    })?;
    journal::read(path, b"V", |line| {
        let Line::Visit(visit) = line else { return };
        if let Some(facts) = loose.get_mut(&visit.patient).filter(|_| !visit.patient.is_empty()) {
            // Notes and codes that name the person and the day, but not the visit.
            let inside = |date: Option<Date>| {
                date.zip(visit.from).is_some_and(|(date, from)| date >= from && date <= visit.to.unwrap_or(from))
            };
            let (codes, left) = std::mem::take(&mut facts.codes).into_iter().partition(|code| inside(code.date));
            facts.codes = left;
            let (notes, left) = std::mem::take(&mut facts.notes).into_iter().partition(|note| inside(note.date));
            facts.notes = left;
            let (codes, notes): (Vec<Code>, Vec<Note>) = (codes, notes);
            if !codes.is_empty() || !notes.is_empty() {
                let facts = visits.entry(visit.id.clone()).or_default();
                facts.codes.extend(codes);
                facts.notes.extend(notes);
            }
        }
        if let Some(facts) = visits.get_mut(&visit.id) {
            facts.visit = visit;
        }
    })?;
    for order in visit_orders {
        if let Some(facts) = visits.get(&order.encounter).filter(|facts| !facts.visit.patient.is_empty()) {
            orders.entry(facts.visit.patient.clone()).or_default().push(order);
        }
    }
    let mut people: BTreeMap<String, (Vec<Facts>, Vec<Code>)> = BTreeMap::new();
    for (id, mut facts) in visits {
        complete(&id, &mut facts);
        // A visit of nobody is a person of its own: two unnamed people are never taken for one.
        let person = if facts.visit.patient.is_empty() { format!("\0{id}") } else { facts.visit.patient.clone() };
        people.entry(person).or_default().0.push(facts);
    }
    for (patient, mut facts) in loose {
        let person = people.entry(patient.clone()).or_default();
        to_visits(&mut facts.codes, &mut person.0);
        let (visits, codes) = by_day(&patient, facts);
        person.0.extend(visits);
        person.1.extend(codes);
    }
    for (person, (visits, codes)) in people {
        let orders = orders.get(&person).map(Vec::as_slice).unwrap_or_default();
        let mut judged: Vec<Judged> = visits.into_iter().map(|facts| one(facts, orders, points)).collect();
        judged.sort_by(|a, b| {
            let key = |j: &Judged| (j.entry.date.is_none(), j.entry.date, j.entry.encounter.clone());
            key(a).cmp(&key(b))
        });
        let mut named: Vec<Known> = judged.iter().filter_map(|one| one.named.clone()).collect();
        named.extend(codes.iter().filter(|code| code.role.names()).map(|code| known_by(code, "")));
        named.sort_by_key(|known| (known.date.is_none(), known.date, known.clone()));
        if let Some(look) = look {
            // Nobody's visit stands under its own id.
            let patient = if person.starts_with('\0') { "" } else { &person };
            audit::person(look, patient, &judged, &named, points);
        }
        for mut one in judged {
            if !window.has(one.entry.date) {
                continue;
            }
            let known = one.named.clone().or_else(|| known_at(one.entry.date, &named, points));
            if let Some(known) = known {
                let again = one.named.is_none() && known.date < one.entry.date && one.entry.notes.iter().any(raises);
                one.entry.known = Some(known);
                if again {
                    one.entry.flags.push(Flag::SignsAgain);
                }
                // A new tear, or the other leg: what was known before says nothing about it. A visit that speaks of the
                // rupture or acts on it is its follow-up.
                if again && one.silent && one.reaches {
                    judgement.list(one.entry);
                } else {
                    one.entry.standing = Standing::AlreadyKnown;
                    judgement.known.push(one.entry);
                    judgement.rank(SPARE);
                }
            } else if one.reaches || one.miscoded {
                judgement.list(one.entry);
            } else {
                judgement.not_listed += 1;
            }
        }
    }
    Ok(())
}

fn home<'v>(
    visits: &'v mut BTreeMap<String, Facts>,
    loose: &'v mut BTreeMap<String, Facts>,
    encounter: &str,
    patient: &str,
) -> &'v mut Facts {
    if encounter.is_empty() {
        return loose.entry(patient.to_owned()).or_default();
    }
    if !visits.contains_key(encounter) {
        visits.insert(encounter.to_owned(), Facts::default());
    }
    visits.entry(encounter.to_owned()).or_default()
}

/// Fills in from notes and codes what the visit's own record does not say, or when there is none.
fn complete(id: &str, facts: &mut Facts) {
    id.clone_into(&mut facts.visit.id);
    if facts.visit.patient.is_empty() {
        let named = facts.notes.iter().map(|n| &n.patient).chain(facts.codes.iter().map(|c| &c.patient));
        facts.visit.patient = named.filter(|patient| !patient.is_empty()).min().cloned().unwrap_or_default();
    }
    if facts.visit.from.is_none() {
        let dates = facts.notes.iter().filter_map(|n| n.date).min();
        facts.visit.from = dates.or_else(|| facts.codes.iter().filter_map(|c| c.date).min());
    }
}

/// Notes without a visit: those of one person and one day are one visit. Codes alone make none.
fn by_day(patient: &str, facts: Facts) -> (Vec<Facts>, Vec<Code>) {
    let mut days: BTreeMap<(Option<Date>, String), Facts> = BTreeMap::new();
    for note in facts.notes {
        // Without a person or a day, each document stands for itself.
        let alone = patient.is_empty() || note.date.is_none();
        let own = if alone { format!("{}\0{}", note.document, note.place.line) } else { String::new() };
        let day = days.entry((note.date, own)).or_default();
        day.visit = Visit { id: String::new(), patient: patient.to_owned(), from: note.date, to: note.date };
        day.notes.push(note);
    }
    let mut left = Vec::new();
    for code in facts.codes {
        match days.get_mut(&(code.date, String::new())).filter(|_| !patient.is_empty() && code.date.is_some()) {
            Some(day) => day.codes.push(code),
            None if patient.is_empty() => {}
            None => left.push(code),
        }
    }
    (days.into_values().collect(), left)
}

/// Gives codes that name the person and the day, but not the visit, to the visit of that day, also when it has no record of its
/// own.
fn to_visits(codes: &mut Vec<Code>, visits: &mut [Facts]) {
    codes.retain(|code| {
        let inside = |visit: &Visit| {
            let ends = visit.from.map(|from| (from, visit.to.unwrap_or(from)));
            code.date.zip(ends).is_some_and(|(date, (from, to))| date >= from && date <= to)
        };
        let at = visits.iter_mut().find(|facts| inside(&facts.visit));
        let loose = at.is_none();
        if let Some(facts) = at {
            facts.codes.push(code.clone());
        }
        loose
    });
}

fn known_by(code: &Code, encounter: &str) -> Known {
    let by = format!("{} {}", code.system, code.code);
    Known { date: code.date, encounter: encounter.to_owned(), by, late: code.role != Role::Answer }
}

/// When the rupture of this person is known at a visit of this day: named then, later, or not long before.
fn known_at(date: Option<Date>, named: &[Known], points: &Points) -> Option<Known> {
    let date = date?;
    let near = |known: &&Known| known.date.is_some_and(|named| days(named, date) <= points.audit.known_days);
    named.iter().find(near).cloned()
}

/// Whether a note names a sign of this patient now that the person could have told or shown.
fn raises(note: &NoteSeen) -> bool {
    let telling = ["pop", "kicked", "gap", "squeeze"];
    note.signs.iter().any(|s| s.is_about_now() && s.says == Says::Present && telling.contains(&s.sign.as_str()))
}

fn one(facts: Facts, orders: &[Order], points: &Points) -> Judged {
    let Facts { visit, mut codes, mut notes } = facts;
    notes.sort_by(|a, b| (a.date, &a.place).cmp(&(b.date, &b.place)));
    codes.sort_by(|a, b| (a.role, &a.system, &a.code).cmp(&(b.role, &b.system, &b.code)));
    let signs = || notes.iter().flat_map(|note| &note.signs);
    let now = |sign: &str| {
        let is = sign.to_owned();
        signs().filter(move |one| one.sign == is && one.when == When::Recent && one.who == Who::Patient)
    };
    let medicines: BTreeSet<String> = orders
        .iter()
        .filter(|order| {
            let counts = |(ordered, seen): (Date, Date)| (0..=order.days).contains(&days(ordered, seen));
            order.encounter == visit.id || order.date.zip(visit.from).is_some_and(counts)
        })
        .map(|order| order.drug.clone())
        .collect();
    let medicines: Vec<String> = medicines.into_iter().collect();
    let roles: Vec<Role> = codes.iter().map(|code| code.role).collect();
    let seen: Vec<Seen<'_>> =
        signs().map(|one| Seen { sign: &one.sign, says: one.says, when: one.when, who: one.who }).collect();
    let Score { score, reach, parts, squeeze_not_mentioned } = points.score(&seen, &roles, &medicines);

    let named_in_text = now("rupture").any(|one| matches!(one.says, Says::Present | Says::Possible | Says::Ambiguous));
    let written = now("rupture").any(|one| one.says == Says::Present);
    let acted = now("acted").any(|one| one.says == Says::Present) || roles.contains(&Role::Acted);
    let answers: Vec<&Code> = codes.iter().filter(|code| code.role.names()).collect();
    let benign = now("benign").next().is_some();
    let reaches = reach >= points.list.reach;
    // The code of the rupture beside a note that speaks of a strain and names no rupture; or beside one that does not say
    // that it is one and with which nobody acted, though it has signs or a benign name. The code is named a strain: it
    // shows that a coder chose it, not that anybody thought of a rupture.
    let miscoded = !answers.is_empty()
        && answers.iter().all(|code| code.strain)
        && ((benign && !named_in_text) || ((benign || reaches) && !written && !acted));
    // Whoever was told before that it is something else did not come late for want of asking.
    let told_otherwise = signs().any(|one| one.sign == "benign" && one.when == When::Historical);
    let came_late = now(SINCE).next().is_some() && !told_otherwise;
    let named = match answers.first() {
        Some(code) if !miscoded => {
            let known = known_by(code, &visit.id);
            Some(Known { date: visit.from.or(code.date), late: known.late || came_late, ..known })
        }
        _ if written && acted => {
            Some(Known { date: visit.from, encounter: visit.id.clone(), by: "note".to_owned(), late: came_late })
        }
        _ => None,
    };

    let mut flags = Vec::new();
    let mut flag = |set: bool, flag: Flag| {
        if set {
            flags.push(flag);
        }
    };
    flag(now("squeeze").any(|one| one.says == Says::NotDone), Flag::SqueezeNotDone);
    flag(squeeze_not_mentioned, Flag::SqueezeNotMentioned);
    flag(now("squeeze").any(|one| one.says == Says::Ambiguous), Flag::SqueezeAmbiguous);
    flag(now("not_examined").next().is_some(), Flag::NotExamined);
    let both =
        |sign: &str| now(sign).any(|one| one.says == Says::Present) && now(sign).any(|one| one.says == Says::Absent);
    let all: BTreeSet<&str> = signs().map(|one| one.sign.as_str()).collect();
    flag(all.iter().any(|sign| both(sign)), Flag::Conflicting);
    flag(written && named.is_none(), Flag::RuptureNotActedOn);
    flag(visit.from.is_none(), Flag::DateUnknown);

    let codes_of = |wanted: &dyn Fn(Role) -> bool| {
        let of = codes.iter().filter(|code| wanted(code.role)).map(|code| CodeSeen {
            role: code.role,
            system: code.system.clone(),
            code: code.code.clone(),
            display: code.display.clone(),
        });
        of.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    let (codes_in, codes_out) = (codes_of(&Role::is_in), codes_of(&|role| !role.is_in()));
    let band = match score {
        score if score >= points.list.first => Band::First,
        score if score >= points.list.look => Band::Look,
        _ => Band::Low,
    };
    let entry = Entry {
        rank: None,
        standing: if miscoded { Standing::Miscoded } else { Standing::CallBack },
        band,
        score,
        reach,
        parts,
        patient: visit.patient,
        encounter: visit.id,
        date: visit.from,
        flags,
        codes_in,
        codes_out,
        medicines,
        notes: notes.into_iter().map(seen_note).collect(),
        known: None,
        other_visits: Vec::new(),
    };
    Judged { entry, named, miscoded, reaches, silent: !named_in_text && !acted }
}

fn seen_note(note: Note) -> NoteSeen {
    let signs = note.signs.into_iter().map(|one| SignSeen {
        sign: one.sign,
        says: one.says,
        when: one.when,
        who: one.who,
        span: one.span,
        sentence: one.sentence,
        text: one.text,
    });
    NoteSeen {
        document: note.document,
        date: note.date,
        author: note.author,
        file: note.place.file,
        line: note.place.line,
        byte: note.place.byte,
        signs: signs.collect(),
    }
}
