//! One visit, judged: whether it reaches the list, whether the rupture is named at it, and what to notice. What it stands on
//! borrows from the journal; the entry of a list is only made of a visit that comes on one.

use std::borrow::Cow;
use std::collections::HashSet;

use heelrise_notes::{SINCE, Says};
use jiff::civil::Date;

use crate::codes::Role;
use crate::judge::{Facts, days};
use crate::name::{Name, Names};
use crate::record::{Code, Note, Order};
use crate::score::{Mentions, Points, Score, Seen};
use crate::worklist::{Band, CodeSeen, Entry, Flag, Known, NoteSeen, SignSeen, Standing};

/// A visit with its judgement.
#[derive(Debug)]
pub struct Judged<'j> {
    /// What belongs to it, notes and codes in their order.
    pub facts: Facts<'j>,
    /// Classes of medicines ordered by then.
    medicines: Vec<Cow<'j, str>>,
    /// The points that give the rank.
    pub score: i32,
    /// The points that put it on the list.
    pub reach: i32,
    /// The rupture was named at this visit.
    pub named: Option<Known>,
    /// The code is the rupture's and the note says otherwise.
    pub miscoded: bool,
    /// Whether it reaches the list.
    pub reaches: bool,
    /// Nothing at this visit names the rupture, feared or said, and nobody acted on one.
    pub silent: bool,
    /// Another injury is named.
    pub benign: bool,
    /// A sign is there now that the person could have told or shown.
    pub raises: bool,
    /// A code names the rupture itself, and not only what it left behind.
    pub coded: bool,
    flags: [bool; FLAGS.len()],
}

/// In the order in which they are told.
const FLAGS: [Flag; 7] = [
    Flag::SqueezeNotDone,
    Flag::SqueezeNotMentioned,
    Flag::SqueezeAmbiguous,
    Flag::NotExamined,
    Flag::Conflicting,
    Flag::RuptureNotActedOn,
    Flag::DateUnknown,
];

/// Signs that the person could have told or shown.
const TELLING: [&str; 4] = ["pop", "kicked", "gap", "squeeze"];

/// Adds what all notes of a visit say; nothing when a line is damaged.
fn mention<'j>(facts: &Facts<'j>, points: &Points, mentions: &mut Mentions<'j>) -> Option<()> {
    mentions.clear();
    for one in facts.notes.iter().flat_map(Note::said) {
        mentions.add(points, one?);
    }
    Some(())
}

/// Leaves out what was read before: one document in two files, or in two exports.
fn once(notes: &mut Vec<Note<'_>>) {
    if notes.len() > 1 {
        let mut seen = HashSet::new();
        notes.retain(|note| note.document.is_empty() || seen.insert((note.document.clone(), note.signs)));
    }
}

/// When and by what a rupture was named.
pub fn known_by(code: &Code<'_>, encounter: &str) -> Known {
    let by = format!("{} {}", code.system, code.code);
    let late = code.role != Role::Answer && !is_sequela(&code.code);
    Known { date: code.date, encounter: encounter.to_owned(), by, late }
}

/// Whether a code of ICD-10-CM stands for what an injury left behind: its seventh character says so. The injury itself is old.
pub fn is_sequela(code: &str) -> bool {
    let letters = code.bytes().filter(u8::is_ascii_alphanumeric).count();
    letters == 7 && code.starts_with(['S', 's', 'T', 't']) && code.ends_with(['S', 's'])
}

impl<'j> Judged<'j> {
    /// Judges a visit. `mentions` is memory that is used again. Nothing when a line of the journal is damaged.
    pub fn new(
        mut facts: Facts<'j>,
        orders: &[Order<'j>],
        points: &Points,
        mentions: &mut Mentions<'j>,
    ) -> Option<Self> {
        facts.notes.sort_by(|a, b| (a.date, &a.file, a.line, a.byte).cmp(&(b.date, &b.file, b.line, b.byte)));
        once(&mut facts.notes);
        facts.codes.sort_by(|a, b| (a.role, &a.system, &a.code).cmp(&(b.role, &b.system, &b.code)));
        mention(&facts, points, mentions)?;
        let Facts { visit, codes, .. } = &facts;
        let counts = |order: &Order<'_>| {
            let ago = |(ordered, seen): (Date, Date)| (0..=order.days).contains(&days(ordered, seen));
            order.encounter == visit.id || order.date.zip(visit.from).is_some_and(ago)
        };
        let mut medicines: Vec<_> = orders.iter().filter(|order| counts(order)).map(|one| one.drug.clone()).collect();
        medicines.sort_unstable();
        medicines.dedup();
        let roles: Vec<Role> = codes.iter().map(|code| code.role).collect();
        let Score { score, reach, squeeze_not_mentioned, .. } = points.sums(mentions, &roles, medicines.len());

        let (rupture, squeeze) = (mentions.now("rupture"), mentions.now("squeeze"));
        let named_in_text = [Says::Present, Says::Possible, Says::Ambiguous].into_iter().any(|says| rupture.has(says));
        // “Old rupture” is no history where the note says how long ago it happened.
        let late = mentions.now(SINCE).any();
        let written = rupture.has(Says::Present) || (late && mentions.before("rupture").has(Says::Present));
        let acted = mentions.now("acted").has(Says::Present) || roles.contains(&Role::Acted);
        let answers = || codes.iter().filter(|code| code.role.names());
        let benign = mentions.now("benign").any();
        let reaches = reach >= points.list.reach;
        // The code of the rupture beside a note that speaks of a strain and names no rupture; or beside one that does not
        // say that it is one and with which nobody acted, though it has signs or a benign name. The code is named a strain:
        // it shows that a coder chose it, not that anybody thought of a rupture.
        let miscoded = answers().next().is_some()
            && answers().all(|code| code.strain)
            && ((benign && !named_in_text) || ((benign || reaches) && !written && !acted));
        // Whoever was told before that it is something else did not come late for want of asking.
        let came_late = late && !mentions.before("benign").any();
        let named = match answers().next() {
            Some(code) if !miscoded => {
                let known = known_by(code, &visit.id);
                Some(Known { date: visit.from.or(code.date), late: known.late || came_late, ..known })
            }
            _ if written && acted => {
                let by = "note".to_owned();
                Some(Known { date: visit.from, encounter: visit.id.clone().into_owned(), by, late: came_late })
            }
            _ => None,
        };
        let flags = [
            squeeze.has(Says::NotDone),
            squeeze_not_mentioned,
            squeeze.has(Says::Ambiguous),
            mentions.now("not_examined").any(),
            mentions.each_now().any(|ways| ways.has(Says::Present) && ways.has(Says::Absent)),
            written && named.is_none(),
            visit.from.is_none(),
        ];
        let raises = TELLING.into_iter().any(|sign| mentions.now(sign).has(Says::Present));
        let silent = !named_in_text && !acted;
        let coded = answers().any(|code| !is_sequela(&code.code));
        Some(Self { facts, medicines, score, reach, named, miscoded, reaches, silent, benign, raises, coded, flags })
    }

    /// Whether the visit has a code that says this.
    pub fn has(&self, role: Role) -> bool {
        self.facts.codes.iter().any(|code| code.role == role)
    }

    /// The codes of some roles, each once.
    pub fn codes(&self, wanted: impl Fn(Role) -> bool) -> Vec<CodeSeen> {
        let of = self.facts.codes.iter().filter(|code| wanted(code.role)).map(|code| CodeSeen {
            role: code.role,
            system: code.system.clone().into_owned(),
            code: code.code.clone().into_owned(),
            display: code.display.clone().into_owned(),
        });
        let mut codes: Vec<_> = of.collect();
        codes.sort();
        codes.dedup();
        codes.shrink_to_fit();
        codes
    }

    /// The visit as it stands on a list. Nothing when a line of the journal is damaged.
    pub fn entry(&self, points: &Points, names: &mut Names) -> Option<Entry> {
        let Facts { visit, codes, notes, .. } = &self.facts;
        let mut mentions = Mentions::default();
        mention(&self.facts, points, &mut mentions)?;
        let roles: Vec<Role> = codes.iter().map(|code| code.role).collect();
        let seen = notes.iter().map(|note| seen_note(note, names)).collect::<Option<Vec<_>>>()?;
        let flags = FLAGS.iter().zip(self.flags).filter(|(_, set)| *set).map(|(flag, _)| *flag);
        Some(Entry {
            rank: None,
            standing: if self.miscoded { Standing::Miscoded } else { Standing::CallBack },
            band: match self.score {
                score if score >= points.list.first => Band::First,
                score if score >= points.list.look => Band::Look,
                _ => Band::Low,
            },
            score: self.score,
            reach: self.reach,
            parts: points.parts(&mentions, &roles, &self.medicines),
            patient: visit.patient.clone().into_owned(),
            encounter: visit.id.clone().into_owned(),
            date: visit.from,
            flags: flags.collect(),
            codes_in: self.codes(Role::is_in),
            codes_out: self.codes(|role| !role.is_in()),
            medicines: self.medicines.iter().map(|drug| drug.clone().into_owned()).collect(),
            notes: seen,
            known: None,
            other_visits: Vec::new(),
        })
    }
}

fn seen_note(note: &Note<'_>, names: &mut Names) -> Option<NoteSeen> {
    let mut signs: Vec<SignSeen> = Vec::with_capacity(note.count());
    for one in note.signs() {
        let one = one?;
        let Seen { sign, says, when, who } = one.seen;
        // Several signs of one sentence share it.
        let text = match signs.last().filter(|last| last.sentence == one.sentence) {
            Some(last) => last.text.clone(),
            None => one.sentence().ok()?.map(Name::from),
        };
        let (span, sentence) = (one.span, one.sentence);
        signs.push(SignSeen { sign: names.name(sign), says, when, who, span, sentence, text });
    }
    Some(NoteSeen {
        document: note.document.clone().into_owned(),
        date: note.date,
        author: note.author.clone().into_owned(),
        file: names.name(&note.file),
        line: note.line,
        byte: note.byte,
        signs,
    })
}
