//! Points for a visit, from `knowledge/notes/score.toml`. Two sums: the *score* counts what the notes say and gives the
//! rank; the *reach* counts every sign that is named about this patient now as if it were present, and decides alone who
//! is on the list. A sign that is denied therefore never removes a person.

use std::cmp::Reverse;

use heelrise_notes::{Says, When, Who};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::SweepError;
use crate::codes::Role;
use crate::name::Name;

/// The file that is compiled in.
pub const BUILT_IN: &str = include_str!("../../../knowledge/notes/score.toml");

/// Where the list begins and its bands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The least reach of a visit on the list.
    pub reach: i32,
    /// The least score of “call back first”.
    pub first: i32,
    /// The least score of “look at the note”.
    pub look: i32,
}

/// How far is looked back and forward, in days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// From a benign visit to the rupture.
    pub days: i32,
    /// The same where the visit told or showed a sign.
    pub told_days: i32,
    /// The same from a weak label without a sign.
    pub weak_days: i32,
    /// From a known rupture to its follow-up.
    pub known_days: i32,
    /// From the injury, as the note of the visit tells it, to a visit that came late, not counting this day.
    pub late_days: u32,
}

/// Points for one sign by what is said of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignPoints {
    id: String,
    #[serde(skip)]
    part: Name,
    present: i32,
    possible: i32,
    ambiguous: i32,
    not_done: i32,
    absent: i32,
    /// Only an examination shows it: read as past or feared, it reaches the list all the same.
    #[serde(default)]
    examined: bool,
}

impl SignPoints {
    const fn of(&self, says: Says) -> i32 {
        match says {
            Says::Present => self.present,
            Says::Possible => self.possible,
            Says::Ambiguous => self.ambiguous,
            Says::NotDone => self.not_done,
            Says::Absent => self.absent,
        }
    }

    fn most(&self) -> i32 {
        [self.present, self.possible, self.ambiguous, self.not_done, self.absent, 0].into_iter().max().unwrap_or(0)
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodePoints {
    role: Role,
    #[serde(skip)]
    part: Name,
    points: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    points: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unmentioned {
    #[serde(skip)]
    part: Name,
    stories: Vec<String>,
    points: i32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Historical {
    part_in_100: i32,
}

/// All points.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Where the list begins.
    pub list: Limits,
    /// How far is looked.
    pub audit: Reach,
    sign: Vec<SignPoints>,
    code: Vec<CodePoints>,
    order: Order,
    squeeze_not_mentioned: Unmentioned,
    historical: Historical,
}

/// Being able to walk, tiptoe or point the foot, and the absence of a pop or of pain, lower nothing (P2).
const NEVER_LOWER: [&str; 5] = ["heel_raise", "pf_weakness", "pop", "kicked", "tendon_pain"];

/// One part of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// `sign:gap`, `code:index`, `order:fluoroquinolone` or `squeeze_not_mentioned`.
    #[schemars(with = "String")]
    pub what: Name,
    /// What the note says of the sign.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[schemars(with = "Option<String>")]
    pub says: Option<Says>,
    /// What it counts.
    pub points: i32,
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// The sign.
    pub sign: &'a str,
    /// What is said.
    pub says: Says,
    /// Of which time.
    pub when: When,
    /// Of whom.
    pub who: Who,
}

/// The ways in which a sign is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ways(u8);

impl Ways {
    /// Whether it is spoken of in this way.
    pub const fn has(self, says: Says) -> bool {
        self.0 & 1 << says as u8 != 0
    }

    /// Whether it is spoken of at all.
    pub const fn any(self) -> bool {
        self.0 != 0
    }

    /// The way that counts most, and of those that count the same the one that is said first in a list.
    fn best(self, counts: impl Fn(Says) -> i32) -> Option<(i32, Says)> {
        let all = [Says::Present, Says::Possible, Says::Ambiguous, Says::NotDone, Says::Absent];
        let mut best: Option<(i32, Says)> = None;
        for says in all.into_iter().filter(|says| self.has(*says)) {
            let counted = counts(says);
            if best.is_none_or(|(most, _)| counted > most) {
                best = Some((counted, says));
            }
        }
        best
    }
}

/// What the notes of a visit say of one sign of this patient.
#[derive(Debug, Clone, Copy)]
struct Mention<'a> {
    sign: &'a str,
    now: Ways,
    before: Ways,
    feared: Ways,
    /// The place of its points, if it has some.
    points: Option<usize>,
}

/// What the notes of a visit say of this patient: however often they say it, there is one mention a sign.
#[derive(Debug, Default)]
pub struct Mentions<'a>(Vec<Mention<'a>>);

impl<'a> Mentions<'a> {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds what is said once.
    pub fn add(&mut self, points: &Points, seen: Seen<'a>) {
        if seen.who != Who::Patient {
            return;
        }
        let at = self.0.iter().position(|one| one.sign == seen.sign).unwrap_or_else(|| {
            let points = points.sign.iter().position(|points| points.id == seen.sign);
            let none = Ways::default();
            self.0.push(Mention { sign: seen.sign, now: none, before: none, feared: none, points });
            self.0.len() - 1
        });
        if let Some(one) = self.0.get_mut(at) {
            let ways = match seen.when {
                When::Recent => &mut one.now,
                When::Historical => &mut one.before,
                When::Hypothetical => &mut one.feared,
            };
            ways.0 |= 1 << seen.says as u8;
        }
    }

    /// How a sign is spoken of that is about this illness.
    pub fn now(&self, sign: &str) -> Ways {
        self.0.iter().find(|one| one.sign == sign).map_or_else(Ways::default, |one| one.now)
    }

    /// How a sign is spoken of that is about an earlier time.
    pub fn before(&self, sign: &str) -> Ways {
        self.0.iter().find(|one| one.sign == sign).map_or_else(Ways::default, |one| one.before)
    }

    /// How each sign is spoken of that is about this illness.
    pub fn each_now(&self) -> impl Iterator<Item = Ways> {
        self.0.iter().map(|one| one.now)
    }
}

/// The two sums and the parts of the first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Score {
    /// What gives the rank.
    pub score: i32,
    /// What decides whether the visit is on the list.
    pub reach: i32,
    /// The parts of the score, most points first.
    pub parts: Vec<Part>,
    /// The story fits and the squeeze is not mentioned.
    pub squeeze_not_mentioned: bool,
}

impl Points {
    /// Reads the points. The error names what is wrong.
    pub fn new(text: &str) -> Result<Self, SweepError> {
        let wrong = |what: String| SweepError::Knowledge(format!("notes/score.toml: {what}"));
        let mut points: Self = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for sign in points.sign.iter().filter(|sign| NEVER_LOWER.contains(&sign.id.as_str())) {
            if sign.absent < 0 {
                return Err(wrong(format!(
                    "`{}` said to be absent lowers the score, and must not: it rules nothing out. Write absent = 0.",
                    sign.id
                )));
            }
        }
        if !(0..=100).contains(&points.historical.part_in_100) {
            return Err(wrong("historical.part_in_100 is not from 0 to 100.".to_owned()));
        }
        for sign in &mut points.sign {
            sign.part = format!("sign:{}", sign.id).into();
        }
        for code in &mut points.code {
            code.part = format!("code:{}", crate::export::word(&code.role)).into();
        }
        points.squeeze_not_mentioned.part = "squeeze_not_mentioned".into();
        Ok(points)
    }

    /// Scores a visit: its findings, the roles of its codes, the classes of its orders.
    pub fn score(&self, seen: &[Seen<'_>], roles: &[Role], orders: &[&str]) -> Score {
        let mut mentions = Mentions::default();
        for one in seen {
            mentions.add(self, *one);
        }
        let parts = self.parts(&mentions, roles, orders);
        Score { parts, ..self.sums(&mentions, roles, orders.len()) }
    }

    /// The two sums alone, without their parts. Of the orders their number is enough.
    pub(crate) fn sums(&self, mentions: &Mentions<'_>, roles: &[Role], orders: usize) -> Score {
        let squeeze_not_mentioned = self.unmentioned(mentions);
        let signs = self.signs(mentions, roles).map(|(_, points, _)| points).sum::<i32>();
        let codes = || self.code.iter().filter(|code| roles.contains(&code.role)).map(|code| code.points);
        let orders = || std::iter::repeat_n(self.order.points, orders);
        let squeeze = if squeeze_not_mentioned { self.squeeze_not_mentioned.points } else { 0 };
        let named = mentions.0.iter().filter_map(|one| {
            let sign = self.sign.get(one.points?)?;
            let read_otherwise = sign.examined && (one.before.any() || one.feared.any());
            (one.now.any() || read_otherwise).then_some(sign)
        });
        let most = named.map(SignPoints::most).sum::<i32>();
        Score {
            score: signs + codes().chain(orders()).sum::<i32>() + squeeze,
            reach: most + codes().chain(orders()).map(|points| points.max(0)).sum::<i32>(),
            parts: Vec::new(),
            squeeze_not_mentioned,
        }
    }

    /// The parts of the score, most points first.
    pub(crate) fn parts(&self, mentions: &Mentions<'_>, roles: &[Role], orders: &[impl AsRef<str>]) -> Vec<Part> {
        let mut parts = Vec::with_capacity(mentions.0.len() + self.code.len().min(roles.len()) + orders.len() + 1);
        let signs = self.signs(mentions, roles).filter(|(_, points, _)| *points != 0);
        parts.extend(signs.map(|(sign, points, says)| Part { what: sign.part.clone(), says: Some(says), points }));
        let codes = self.code.iter().filter(|code| roles.contains(&code.role));
        parts.extend(codes.map(|code| Part { what: code.part.clone(), says: None, points: code.points }));
        parts.extend(orders.iter().map(|order| Part {
            what: format!("order:{}", order.as_ref()).into(),
            says: None,
            points: self.order.points,
        }));
        if self.unmentioned(mentions) {
            let Unmentioned { part, points, .. } = &self.squeeze_not_mentioned;
            parts.push(Part { what: part.clone(), says: None, points: *points });
        }
        parts.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.what.cmp(&b.what)));
        // Thousands of these are kept.
        parts.shrink_to_fit();
        parts
    }

    /// What each sign counts, and by what is said of it.
    fn signs(&self, mentions: &Mentions<'_>, roles: &[Role]) -> impl Iterator<Item = (&SignPoints, i32, Says)> {
        let about_leg = roles.iter().any(|role| role.is_in());
        let part = self.historical.part_in_100;
        mentions.0.iter().filter_map(move |one| {
            let sign = self.sign.get(one.points?)?;
            // What lowers is taken at its word once; of what raises, the strongest reading counts.
            let now = one.now.best(|says| sign.of(says));
            let before = if about_leg && one.before.any() {
                one.before.best(|says| sign.of(says).max(0) * part / 100)
            } else {
                None
            };
            let both = now.into_iter().chain(before);
            let (points, says) = both.max_by_key(|(points, says)| (*points, Reverse(*says)))?;
            Some((sign, points, says))
        })
    }

    /// Whether the story fits and nothing is said of the squeeze.
    fn unmentioned(&self, mentions: &Mentions<'_>) -> bool {
        // A sign without points, or one that is only history, is not named.
        let named = |sign: &str| mentions.0.iter().any(|one| one.sign == sign && one.now.any() && one.points.is_some());
        !named("squeeze") && self.squeeze_not_mentioned.stories.iter().any(|story| named(story))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn points() -> Points {
        Points::new(BUILT_IN).unwrap()
    }

    const SIGNS: [&str; 14] = [
        "pop",
        "kicked",
        "gap",
        "squeeze",
        "not_examined",
        "heel_raise",
        "pf_weakness",
        "resting_posture",
        "tendon_pain",
        "mechanism",
        "rupture",
        "benign",
        "acted",
        "drug",
    ];
    const SAYS: [Says; 5] = [Says::Present, Says::Possible, Says::Ambiguous, Says::NotDone, Says::Absent];

    fn seen(signs: &[(usize, usize)]) -> Vec<Seen<'static>> {
        let one = |(sign, says): &(usize, usize)| Seen {
            sign: SIGNS[*sign],
            says: SAYS[*says],
            when: When::Recent,
            who: Who::Patient,
        };
        signs.iter().map(one).collect()
    }

    #[test]
    fn every_sign_of_the_text_engine_but_false_friends_has_points() {
        let points = points();
        assert_eq!(points.sign.len(), SIGNS.len());
        assert!(SIGNS.iter().all(|sign| points.sign.iter().any(|one| one.id == *sign)));
    }

    #[test]
    fn an_absence_that_rules_nothing_out_may_not_lower() {
        let text = BUILT_IN.replacen("not_done = 6\nabsent = 0", "not_done = 6\nabsent = -5", 1);
        assert!(Points::new(&text).unwrap_err().to_string().contains("heel_raise"));
    }

    #[test]
    fn one_strong_sign_is_enough_and_pain_alone_is_not() {
        let reach = |signs: &[(usize, usize)], roles: &[Role]| points().score(&seen(signs), roles, &[]).reach;
        for strong in [0, 1, 2, 3, 5, 6, 7, 10] {
            assert!(reach(&[(strong, 4)], &[]) >= points().list.reach, "{}", SIGNS[strong]);
        }
        assert!(reach(&[(8, 0)], &[Role::Index]) < points().list.reach);
    }

    #[test]
    fn denied_ranks_below_doubted_and_doubted_below_said() {
        for (sign, name) in SIGNS.iter().enumerate().take(8) {
            let score = |says| points().score(&seen(&[(sign, says)]), &[Role::Index], &[]).score;
            assert!(score(0) >= score(1) && score(1) > score(4), "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_is_said_never_changes_who_is_on_the_list(
            signs in prop::collection::vec((0_usize..14, 0_usize..5), 0..12),
            other in prop::collection::vec(0_usize..5, 12),
        ) {
            let turned: Vec<_> = signs.iter().zip(&other).map(|((sign, _), says)| (*sign, *says)).collect();
            let reach = |signs: &[(usize, usize)]| points().score(&seen(signs), &[Role::Index], &[]).reach;
            prop_assert_eq!(reach(&signs), reach(&turned));
        }
    }
}
