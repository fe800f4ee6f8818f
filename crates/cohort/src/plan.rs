//! Who comes when, with what: the visits of a cohort before a word of them is written.

use crate::compose::{About, NAMES};
use crate::rng::Rng;
use crate::stock::{Region, Stock};

/// What is true of a visit, whatever its code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    /// A rupture, present and not recognised.
    Missed,
    /// A rupture, recognised and acted on.
    Recognised,
    /// A rupture, recognised at the first contact, which the person sought only after weeks.
    KnownLate,
    /// The code and the note disagree: a rupture code without a rupture, or a recognised rupture under another code.
    Miscoded,
    /// No rupture.
    Benign,
}

impl Truth {
    /// The word in `truth.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Recognised => "recognised",
            Self::KnownLate => "known_late",
            Self::Miscoded => "miscoded",
            Self::Benign => "benign",
        }
    }
}

/// One visit.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Index of the person, see [`Person`].
    pub person: usize,
    /// Days since 1970-01-01.
    pub day: i64,
    /// Minute of that day.
    pub minute: usize,
    /// What is true.
    pub truth: Truth,
    /// What the note is about and for whom.
    pub about: About,
    /// Kind under which it is coded.
    pub coded: String,
    /// Index of the voice.
    pub voice: usize,
    /// Index of the story, for a note written as a whole.
    pub story: Option<usize>,
    /// Days until a rupture is coded in the same cohort, on a missed one.
    pub until_coded: Option<usize>,
}

/// One person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Family name.
    pub name: String,
    /// A woman.
    pub female: bool,
    /// Years at the visits.
    pub age: usize,
}

/// Kinds of benign visits with their share in a hundred, and the youngest and oldest age.
pub const MIX: [(&str, usize, usize, usize); 8] = [
    ("sprain", 56, 15, 62),
    ("calf", 12, 26, 68),
    ("contusion", 8, 14, 70),
    ("dvt", 7, 35, 88),
    ("tendon", 6, 26, 66),
    ("foot", 5, 16, 75),
    ("knee", 3, 16, 80),
    ("other", 3, 18, 90),
];

/// Ruptures that are recognised at their first visit.
pub const RECOGNISED: usize = 40;
/// Of these, how many had an unrelated visit long before: a trap for the look-back.
pub const EARLIER: usize = 4;
/// Days of one cohort.
pub const SPAN: usize = 365;

/// The smallest cohort that can be asked for: the stories, the recognised ruptures, and some benign visits.
pub const SMALLEST: usize = 200;

/// Plans `encounters` first visits, and the later ones at which a missed rupture was found, ending on day `until`.
pub fn plan(stock: &Stock, seed: u64, encounters: usize, until: i64) -> (Vec<Person>, Vec<Visit>) {
    let mut plan = Plan { stock, rng: Rng::part(seed, 1), until, people: Vec::new(), visits: Vec::new() };
    for at in 0..stock.stories.len() {
        plan.story(at);
    }
    for at in 0..RECOGNISED {
        plan.recognised(at < EARLIER);
    }
    let special = stock.stories.len() + RECOGNISED + EARLIER;
    for _ in special..encounters {
        plan.benign();
    }
    plan.visits.sort_by_key(|visit| (visit.day, visit.minute));
    (plan.people, plan.visits)
}

struct Plan<'a> {
    stock: &'a Stock,
    rng: Rng,
    until: i64,
    people: Vec<Person>,
    visits: Vec<Visit>,
}

impl Plan<'_> {
    fn person(&mut self, female: bool, age: usize) -> usize {
        let name = self.rng.pick(&NAMES).copied().unwrap_or("Hill").to_owned();
        self.people.push(Person { name, female, age });
        self.people.len() - 1
    }

    fn about(&self, person: usize, kind: &str, right: bool, days: usize) -> About {
        let Person { name, female, age } = self.people[person].clone();
        About { kind: kind.to_owned(), right, female, age, name, days }
    }

    /// A day within the span, at least `room` days before its end.
    fn day(&mut self, room: usize) -> i64 {
        self.until - self.rng.range(room, SPAN.max(room)).cast_signed() as i64
    }

    fn minute(&mut self) -> usize {
        // Most come in the day and evening.
        if self.rng.chance(85) { self.rng.range(8 * 60, 23 * 60) } else { self.rng.range(0, 8 * 60 - 1) }
    }

    fn any_voice(&mut self) -> usize {
        self.rng.below(self.stock.voices.len())
    }

    fn push(&mut self, day: i64, truth: Truth, about: About, person: usize, voice: usize) {
        let minute = self.minute();
        let coded = about.kind.clone();
        self.visits.push(Visit { person, day, minute, truth, about, coded, voice, story: None, until_coded: None });
    }

    fn story(&mut self, at: usize) {
        let stock = self.stock;
        let story = &stock.stories[at];
        let person = self.person(story.sex == 'f', story.age);
        let day = self.day(story.days.unwrap_or(0));
        let truth = match story.id.as_bytes().first() {
            Some(b'm') => Truth::Missed,
            Some(b'l') => Truth::KnownLate,
            _ => Truth::Miscoded,
        };
        let about = self.about(person, &story.coded, story.side == 'R', 0);
        self.push(day, truth, about, person, story.voice);
        if let Some(visit) = self.visits.last_mut() {
            visit.story = Some(at);
            visit.until_coded = story.days;
        }
        if let Some(days) = story.days {
            let region = stock.voices[story.voice].region;
            let voice = self.voice_of(region);
            let about = self.about(person, "after", story.side == 'R', days);
            self.push(day + days.cast_signed() as i64, Truth::Recognised, about, person, voice);
        }
    }

    fn voice_of(&mut self, region: Region) -> usize {
        loop {
            let voice = self.any_voice();
            if self.stock.voices[voice].region == region && self.stock.voices[voice].name != "telehealth" {
                return voice;
            }
        }
    }

    fn recognised(&mut self, earlier: bool) {
        let (female, age, right) = (self.rng.chance(25), self.rng.range(26, 68), self.rng.chance(50));
        let person = self.person(female, age);
        let day = self.day(0);
        let voice = self.any_voice();
        let about = self.about(person, "rupture", right, 0);
        self.push(day, Truth::Recognised, about, person, voice);
        if earlier {
            let voice = self.any_voice();
            let before = self.rng.range(120, 300);
            let about = self.about(person, "sprain", !right, 0);
            self.push(day - before.cast_signed() as i64, Truth::Benign, about, person, voice);
        }
    }

    fn benign(&mut self) {
        let mut draw = self.rng.below(100);
        let mut chosen = MIX[0];
        for kind in MIX {
            if draw < kind.1 {
                chosen = kind;
                break;
            }
            draw -= kind.1;
        }
        let (kind, _, young, old) = chosen;
        let (female, age) = (self.rng.chance(47), self.rng.range(young, old));
        // One visit in ten is by somebody who was here before with something else.
        let known = self.rng.chance(10).then(|| self.rng.below(self.visits.len()));
        let person = match known.map(|at| &self.visits[at]) {
            Some(visit) if visit.truth == Truth::Benign => visit.person,
            _ => self.person(female, age),
        };
        let (day, voice, right) = (self.day(0), self.any_voice(), self.rng.chance(50));
        let about = self.about(person, kind, right, 0);
        self.push(day, Truth::Benign, about, person, voice);
    }
}
