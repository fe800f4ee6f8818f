//! Points for a visit, from `knowledge/notes/score.toml`. Two sums: the *score* counts what the notes say and gives the
//! rank; the *reach* counts every sign that is named about this patient now as if it were present, and decides alone who
//! is on the list. A sign that is denied therefore never removes a person.

use std::collections::BTreeMap;

use heelrise_notes::{Says, When, Who};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::SweepError;
use crate::codes::Role;

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
    present: i32,
    possible: i32,
    ambiguous: i32,
    not_done: i32,
    absent: i32,
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
    pub what: String,
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
        let points: Self = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
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
        Ok(points)
    }

    /// Scores a visit: its findings, the roles of its codes, the classes of its orders.
    pub fn score(&self, seen: &[Seen<'_>], roles: &[Role], orders: &[String]) -> Score {
        let about_leg = roles.iter().any(|role| role.is_in());
        let mut best: BTreeMap<&str, (i32, Says)> = BTreeMap::new();
        let mut named: BTreeMap<&str, i32> = BTreeMap::new();
        for one in seen.iter().filter(|one| one.who == Who::Patient) {
            let Some(points) = self.sign.iter().find(|points| points.id == one.sign) else { continue };
            let counted = match one.when {
                When::Recent => {
                    named.insert(&points.id, points.most());
                    points.of(one.says)
                }
                When::Historical if about_leg => points.of(one.says).max(0) * self.historical.part_in_100 / 100,
                _ => continue,
            };
            // What lowers is taken at its word once; of what raises, the strongest reading counts.
            let entry = best.entry(&points.id).or_insert((counted, one.says));
            if counted > entry.0 || (counted == entry.0 && one.says < entry.1) {
                *entry = (counted, one.says);
            }
        }
        let mut parts: Vec<Part> = best
            .iter()
            .filter(|(_, (points, _))| *points != 0)
            .map(|(sign, (points, says))| Part { what: format!("sign:{sign}"), says: Some(*says), points: *points })
            .collect();
        let mut reach: i32 = named.values().sum();
        for code in self.code.iter().filter(|code| roles.contains(&code.role)) {
            let role = serde_json::to_value(code.role).ok().and_then(|v| v.as_str().map(str::to_owned));
            parts.push(Part { what: format!("code:{}", role.unwrap_or_default()), says: None, points: code.points });
            reach += code.points.max(0);
        }
        for order in orders {
            parts.push(Part { what: format!("order:{order}"), says: None, points: self.order.points });
            reach += self.order.points.max(0);
        }
        let unmentioned = !named.contains_key("squeeze")
            && self.squeeze_not_mentioned.stories.iter().any(|story| named.contains_key(story.as_str()));
        if unmentioned {
            let points = self.squeeze_not_mentioned.points;
            parts.push(Part { what: "squeeze_not_mentioned".to_owned(), says: None, points });
        }
        parts.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.what.cmp(&b.what)));
        let score = parts.iter().map(|part| part.points).sum();
        Score { score, reach, parts, squeeze_not_mentioned: unmentioned }
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
