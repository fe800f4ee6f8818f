//! From the journal to the list: what belongs to one visit is brought together, the visits of one person are read in their
//! order, and each is judged: call back, miscoded, already known, or not listed.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use jiff::civil::Date;

use crate::SweepError;
use crate::audit::{self, Audit};
use crate::codes::Role;
use crate::journal::{self, damaged};
use crate::listing::Judgement;
use crate::parts::Parts;
use crate::reader::Window;
use crate::record::{Code, Line, Note, Order, Version, Visit};
use crate::score::{Mentions, Points};
use crate::verdict::{Judged, is_sequela, known_by};
use crate::worklist::{self, Known};

/// What belongs to one visit.
#[derive(Debug, Default)]
pub struct Facts<'j> {
    /// The visit's own record, with what its notes and codes say in its place.
    pub visit: Visit<'j>,
    /// Its codes.
    pub codes: Vec<Code<'j>>,
    /// Its notes that name signs.
    pub notes: Vec<Note<'j>>,
    /// Records of other people's visits that have the same id: two sites number theirs alike, or a number was used again.
    others: Vec<Visit<'j>>,
}

impl<'j> Facts<'j> {
    fn note(&mut self, note: Note<'j>) {
        if self.notes.capacity() == 0 {
            // Most visits have one.
            self.notes.reserve_exact(1);
        }
        self.notes.push(note);
    }

    /// Takes in the visit's own record.
    fn record(&mut self, visit: Visit<'j>) {
        let another =
            [&visit, &self.visit].iter().all(|one| !one.patient.is_empty()) && visit.patient != self.visit.patient;
        if another {
            self.others.push(visit);
        } else {
            self.visit = visit;
        }
    }

    /// The people that it names, each once.
    fn people(&self) -> Vec<Cow<'j, str>> {
        let written = self.notes.iter().map(|note| &note.patient).chain(self.codes.iter().map(|code| &code.patient));
        let recorded = [&self.visit].into_iter().chain(&self.others).map(|visit| &visit.patient);
        let mut people: Vec<Cow<'j, str>> = Vec::new();
        for person in recorded.chain(written).filter(|person| !person.is_empty()) {
            if !people.contains(person) {
                people.push(person.clone());
            }
        }
        people
    }

    /// One visit for each of the people that it names: one person's rupture says nothing of another's sprain. What names
    /// nobody stays with the first.
    fn apart(mut self, people: &[Cow<'j, str>]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for person in people.iter().skip(1) {
            let is_theirs = |patient: &Cow<'j, str>| patient == person;
            let visit = self.others.iter().rev().find(|visit| is_theirs(&visit.patient)).cloned();
            all.push(Self {
                visit: visit.unwrap_or_else(|| Visit { patient: person.clone(), ..Visit::default() }),
                codes: self.codes.extract_if(.., |code| is_theirs(&code.patient)).collect(),
                notes: self.notes.extract_if(.., |note| is_theirs(&note.patient)).collect(),
                others: Vec::new(),
            });
        }
        all.push(self);
        all
    }
}

/// Whose a visit is. One of nobody is a person of its own: two unnamed people are never taken for one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Person<'j> {
    /// Nobody's: the id of the visit.
    Nobody(Cow<'j, str>),
    /// Somebody's, by the id.
    Somebody(Cow<'j, str>),
}

/// How many bad lines are told one by one.
pub const BAD_TOLD: usize = 1000;

/// Days between two dates, from the first to the second.
pub fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// Judges a journal, part by part. `window` holds the visits that are listed.
pub fn judge(parts: &[&Path], points: &Points, window: Window, look_back: bool) -> Result<Judgement, SweepError> {
    let mut judgement = Judgement::default();
    judgement.audit = look_back.then(Audit::default);
    let mut bytes = Vec::new();
    for path in parts {
        for path in Parts::finer(path)?.paths() {
            load(path, &mut bytes).map_err(SweepError::reading(path))?;
            judge_part(&bytes, points, window, &mut judgement).ok_or_else(|| damaged(path))?;
        }
    }
    judgement.rank(0);
    for (place, entry) in judgement.people.iter_mut().enumerate() {
        entry.rank = u32::try_from(place + 1).ok();
    }
    worklist::join_visits(&mut judgement.people);
    if let Some(look) = &mut judgement.audit {
        look.finish();
    }
    Ok(judgement)
}

/// Reads a file into memory that is used again, and takes no more of it than the file needs.
fn load(path: &Path, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut file = File::open(path)?;
    bytes.clear();
    bytes.reserve_exact(usize::try_from(file.metadata()?.len()).unwrap_or(0).saturating_add(1));
    file.read_to_end(bytes).map(|_| ())
}

/// Judges one part of a journal. Nothing when a line of it is damaged.
fn judge_part<'j>(bytes: &'j [u8], points: &Points, window: Window, judgement: &mut Judgement) -> Option<()> {
    let mut visits: BTreeMap<Cow<'j, str>, Facts<'j>> = BTreeMap::new();
    // What names no visit, by person.
    let mut loose: BTreeMap<Cow<'j, str>, Facts<'j>> = BTreeMap::new();
    let mut orders: BTreeMap<Cow<'j, str>, Vec<Order<'j>>> = BTreeMap::new();
    let mut visit_orders: Vec<Order<'j>> = Vec::new();
    let mut newest: HashMap<Cow<'j, str>, (i64, bool)> = HashMap::new();
    for line in journal::lines(bytes, b"CNOB") {
        match line? {
            Line::Code(code) => {
                if let Some(Version { id, made, withdrawn }) = &code.version {
                    let known = newest.entry(id.clone()).or_default();
                    *known = (*made, *withdrawn).max(*known);
                    if *withdrawn {
                        continue;
                    }
                }
                home(&mut visits, &mut loose, &code.encounter, &code.patient).codes.push(code);
            }
            Line::Note(note) => home(&mut visits, &mut loose, &note.encounter, &note.patient).note(note),
            Line::Order(order) if order.patient.is_empty() => visit_orders.push(order),
            Line::Order(order) => orders.entry(order.patient.clone()).or_default().push(order),
            Line::Bad(bad) if judgement.bad.len() < BAD_TOLD => judgement.bad.push(bad),
            _ => {}
        }
    }
    let is_newest = |code: &Code<'_>| {
        let Some(Version { id, made, .. }) = &code.version else { return true };
        newest.get(id) == Some(&(*made, false))
    };
    if !newest.is_empty() {
        visits.values_mut().chain(loose.values_mut()).for_each(|facts| facts.codes.retain(is_newest));
    }
    for line in journal::lines(bytes, b"V") {
        let Line::Visit(visit) = line? else { continue };
        if let Some(facts) = loose.get_mut(&visit.patient).filter(|_| !visit.patient.is_empty()) {
            take_in(&visit, facts, &mut visits);
        }
        if let Some(facts) = visits.get_mut(&visit.id) {
            facts.record(visit);
        }
    }
    for order in visit_orders {
        if let Some(facts) = visits.get(&order.encounter).filter(|facts| !facts.visit.patient.is_empty()) {
            orders.entry(facts.visit.patient.clone()).or_default().push(order);
        }
    }
    let (visits, codes) = by_person(visits, loose, &mut judgement.shared);
    let (mut visits, mut codes) = (visits.into_iter().peekable(), codes.into_iter().peekable());
    let (mut here, mut mentions) = (Vec::new(), Mentions::default());
    loop {
        let of_both = visits.peek().map(|one| &one.0).into_iter().chain(codes.peek().map(|one| &one.0));
        let Some(person) = of_both.min().cloned() else { return Some(()) };
        let patient = if let Person::Somebody(id) = &person { &**id } else { "" };
        let orders = orders.get(patient).map(Vec::as_slice).unwrap_or_default();
        here.clear();
        while let Some((_, facts)) = visits.next_if(|one| one.0 == person) {
            here.push(Judged::new(facts, orders, points, &mut mentions)?);
        }
        here.sort_by(|a: &Judged<'_>, b| {
            let key = |visit: &Visit<'_>| (visit.from.is_none(), visit.from);
            let (a, b) = (&a.facts.visit, &b.facts.visit);
            key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
        });
        let mut named: Vec<Known> = here.iter().filter_map(|one| one.named.clone()).collect();
        while let Some((_, code)) = codes.next_if(|one| one.0 == person) {
            if code.role.names() {
                named.push(known_by(&code, ""));
            }
        }
        named.sort_by(|a, b| (a.date.is_none(), a).cmp(&(b.date.is_none(), b)));
        if let Some(look) = &mut judgement.audit {
            audit::person(look, patient, &here, &named, points, &mut judgement.names)?;
        }
        for one in here.iter().filter(|one| is_in(window, &one.facts)) {
            settle(one, &named, points, judgement)?;
        }
    }
}

/// Whether a visit is one of the days that are listed: it began in them, ended in them, or something was written in them.
fn is_in(window: Window, facts: &Facts<'_>) -> bool {
    let Facts { visit, codes, notes, .. } = facts;
    let mut written = codes.iter().map(|code| code.date).chain(notes.iter().map(|note| note.date)).chain([visit.to]);
    window.has(visit.from) || written.any(|date| date.is_some() && window.has(date))
}

/// Puts a visit on the list that it belongs on. Nothing when a line of the journal is damaged.
fn settle(one: &Judged<'_>, named: &[Known], points: &Points, judgement: &mut Judgement) -> Option<()> {
    let date = one.facts.visit.from;
    match one.named.clone().or_else(|| known_at(date, named, points)) {
        Some(known) => {
            // The rupture was known before: from another visit, or as what it left behind.
            let before = |known: &&Known| known.date < date && known.encounter != one.facts.visit.id;
            let earlier = known_at(date, named, points).filter(|known| before(&known));
            let is_old =
                !one.coded && (earlier.is_some() || one.codes(Role::names).iter().any(|code| is_sequela(&code.code)));
            let again = one.raises && (is_old || (one.named.is_none() && known.date < date));
            // A new tear, or the other leg: what was known before says nothing about it. A visit that speaks of the
            // rupture or acts on it is its follow-up, unless it was filed under another injury.
            if again && one.reaches && (one.silent || (is_old && one.has(Role::Index))) {
                judgement.list(one, Some(earlier.unwrap_or(known)), points)
            } else {
                judgement.list_known(one, known, again, points)
            }
        }
        None if one.reaches || one.miscoded => judgement.list(one, None, points),
        None => {
            judgement.not_listed += 1;
            Some(())
        }
    }
}

fn home<'v, 'j>(
    visits: &'v mut BTreeMap<Cow<'j, str>, Facts<'j>>,
    loose: &'v mut BTreeMap<Cow<'j, str>, Facts<'j>>,
    encounter: &Cow<'j, str>,
    patient: &Cow<'j, str>,
) -> &'v mut Facts<'j> {
    if encounter.is_empty() {
        return loose.entry(patient.clone()).or_default();
    }
    visits.entry(encounter.clone()).or_default()
}

/// Notes and codes that name the person and the day, but not the visit.
fn take_in<'j>(visit: &Visit<'j>, loose: &mut Facts<'j>, visits: &mut BTreeMap<Cow<'j, str>, Facts<'j>>) {
    let inside = |date: Option<Date>| {
        date.zip(visit.from).is_some_and(|(date, from)| date >= from && date <= visit.to.unwrap_or(from))
    };
    let codes: Vec<Code<'_>> = loose.codes.extract_if(.., |code| inside(code.date)).collect();
    let notes: Vec<Note<'_>> = loose.notes.extract_if(.., |note| inside(note.date)).collect();
    if !codes.is_empty() || !notes.is_empty() {
        let facts = visits.entry(visit.id.clone()).or_default();
        facts.codes.extend(codes);
        facts.notes.extend(notes);
    }
}

type Of<'j, T> = Vec<(Person<'j>, T)>;

/// The visits, and the codes that belong to none, each with its person and in the order of the people.
fn by_person<'j>(
    visits: BTreeMap<Cow<'j, str>, Facts<'j>>,
    loose: BTreeMap<Cow<'j, str>, Facts<'j>>,
    shared: &mut u64,
) -> (Of<'j, Facts<'j>>, Of<'j, Code<'j>>) {
    let mut all: Of<'j, Facts<'j>> = Vec::with_capacity(visits.len());
    let mut codes: Of<'j, Code<'j>> = Vec::new();
    let mut add = |id: Cow<'j, str>, mut facts: Facts<'j>| {
        complete(id.clone(), &mut facts);
        let patient = &facts.visit.patient;
        all.push((if patient.is_empty() { Person::Nobody(id) } else { Person::Somebody(patient.clone()) }, facts));
    };
    for (id, facts) in visits {
        let people = facts.people();
        if people.len() < 2 {
            add(id, facts);
            continue;
        }
        *shared += 1;
        for facts in facts.apart(&people) {
            add(id.clone(), facts);
        }
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let mut days: Of<'j, Facts<'j>> = Vec::new();
    for (patient, mut facts) in loose {
        let person = Person::Somebody(patient.clone());
        let from = all.partition_point(|one| one.0 < person);
        let count = all[from..].partition_point(|one| one.0 == person);
        to_visits(&mut facts.codes, &mut all[from..from + count]);
        let (visits, left) = by_day(&patient, facts);
        days.extend(visits.into_iter().map(|facts| (person.clone(), facts)));
        codes.extend(left.into_iter().map(|code| (person.clone(), code)));
    }
    all.extend(days);
    all.sort_by(|a, b| a.0.cmp(&b.0));
    codes.sort_by(|a, b| a.0.cmp(&b.0));
    (all, codes)
}

/// Fills in from notes and codes what the visit's own record does not say, or when there is none.
fn complete<'j>(id: Cow<'j, str>, facts: &mut Facts<'j>) {
    let Facts { visit, codes, notes, .. } = facts;
    visit.id = id;
    if visit.patient.is_empty() {
        let named = notes.iter().map(|note| &note.patient).chain(codes.iter().map(|code| &code.patient));
        visit.patient = named.filter(|patient| !patient.is_empty()).min().cloned().unwrap_or_default();
    }
    if visit.from.is_none() {
        let dates = notes.iter().filter_map(|note| note.date).min();
        visit.from = dates.or_else(|| codes.iter().filter_map(|code| code.date).min());
    }
}

/// Notes without a visit: those of one person and one day are one visit. Codes alone make none.
fn by_day<'j>(patient: &Cow<'j, str>, facts: Facts<'j>) -> (Vec<Facts<'j>>, Vec<Code<'j>>) {
    let mut days: BTreeMap<(Option<Date>, String), Facts<'j>> = BTreeMap::new();
    for note in facts.notes {
        // Without a person or a day, each document stands for itself.
        let alone = patient.is_empty() || note.date.is_none();
        let own = if alone { format!("{}\0{}", note.document, note.line) } else { String::new() };
        let day = days.entry((note.date, own)).or_default();
        day.visit = Visit { id: Cow::default(), patient: patient.clone(), from: note.date, to: note.date };
        day.note(note);
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
fn to_visits<'j>(codes: &mut Vec<Code<'j>>, visits: &mut [(Person<'j>, Facts<'j>)]) {
    let inside = |visit: &Visit<'_>, date: Option<Date>| {
        let ends = visit.from.map(|from| (from, visit.to.unwrap_or(from)));
        date.zip(ends).is_some_and(|(date, (from, to))| date >= from && date <= to)
    };
    for (_, facts) in visits {
        facts.codes.extend(codes.extract_if(.., |code| inside(&facts.visit, code.date)));
    }
}

/// When the rupture of this person is known at a visit of this day: named then, later, or not long before.
fn known_at(date: Option<Date>, named: &[Known], points: &Points) -> Option<Known> {
    let date = date?;
    let near = |known: &&Known| known.date.is_some_and(|named| days(named, date) <= points.audit.known_days);
    named.iter().find(near).cloned()
}
