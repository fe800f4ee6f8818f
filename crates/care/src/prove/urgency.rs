//! Properties of urgency, over every combination of answers to every reported sign.

use heelrise_knowledge::Answer;
use heelrise_knowledge::decision::Point;

use super::PropertyResult;
use super::walk::{Space, Table};
use crate::Care;
use crate::case::{Report, ReportedSign};
use crate::urgency::{Urgency, level_of};

/// The name of the space.
pub const SPACE: &str = "urgency: every answer to every reported sign";

/// The three answers that are left once `unsure` is proved to be the same as `present`.
const ANSWERS: [Answer; 3] = [Answer::Absent, Answer::NotAsked, Answer::Present];

const EMERGENCIES: [ReportedSign; 5] = [
    ReportedSign::BreathlessChestPain,
    ReportedSign::ColdNumbFoot,
    ReportedSign::SevereTenseCalf,
    ReportedSign::OpenWound,
    ReportedSign::BonyLumpSkin,
];

/// The five signs of the source page that call for the same day.
pub const SAME_DAY: [ReportedSign; 5] = [
    ReportedSign::Pop,
    ReportedSign::Kick,
    ReportedSign::WeakPushOff,
    ReportedSign::GapFelt,
    ReportedSign::HeelBruiseSwelling,
];

const ABILITIES: [ReportedSign; 3] = [ReportedSign::CanWalk, ReportedSign::CanTiptoe, ReportedSign::CanPointFoot];

const SOON: u8 = Urgency::Soon as u8;
const TODAY: u8 = Urgency::SameDay as u8;
const NOW: u8 = Urgency::Emergency as u8;

/// Walks the space and reports each property as it is found.
pub fn run(care: &Care, report: &mut dyn FnMut(PropertyResult)) {
    let signs = ReportedSign::ALL;
    let index = |sign: ReportedSign| signs.iter().position(|s| *s == sign).unwrap_or_default();
    let space =
        Space { inputs: signs.iter().map(|sign| (sign.id(), vec!["absent", "not asked", "present"])).collect() };
    let whole = 4u128.pow(u32::try_from(signs.len()).unwrap_or_default());
    let size = space.size() as u128;

    let equal = unsure_is_present(care);
    report(PropertyResult {
        id: "unsure",
        title: "unsure counts as present: three answers stand for four",
        space: "every cell of the urgency table",
        checked: (care.urgency_decision().rules.len() * signs.len()) as u128,
        stands_for: whole,
        sampled: false,
        counter_example: equal,
    });

    // One bit set an answer: a point is their union, and a rule fires when it has no bit outside the rule's set.
    let bits: Vec<[u128; 3]> = signs
        .iter()
        .map(|sign| {
            ANSWERS.map(|answer| {
                let mut own = Report::default();
                own.set(*sign, answer);
                let mut other = Report::default();
                other.set(*sign, if answer == Answer::Absent { Answer::Present } else { Answer::Absent });
                let (with, without) = (care.urgency_point(&own).0, care.urgency_point(&other).0);
                // What this answer adds to a point, whatever the other signs say.
                with & !without
            })
        })
        .collect();
    let decision = care.urgency_decision();
    let table = Table::fill(&space, |digits| {
        let point = digits.iter().zip(&bits).fold(0u128, |point, (digit, bits)| {
            let [absent, not_asked, present] = *bits;
            point | [absent, not_asked, present].get(usize::from(*digit)).copied().unwrap_or_default()
        });
        level_of(decision.decide(Point(point))) as u8
    });
    let mut say = |id, title, point: Option<usize>| {
        report(PropertyResult {
            id,
            title,
            space: SPACE,
            checked: size,
            stands_for: whole,
            sampled: false,
            counter_example: point.map(|p| words(&space, &table, p)),
        });
    };

    let same_day: Vec<usize> = SAME_DAY.map(index).to_vec();
    say(
        "P1",
        "each of the five same-day signs, alone or with anything, gives at least the same day",
        table.find(|digits, level| level < TODAY && same_day.iter().any(|i| digits.get(*i) == Some(&2))),
    );
    let abilities: Vec<usize> = ABILITIES.map(index).to_vec();
    let ability = abilities.iter().find_map(|input| {
        (0..3usize)
            .flat_map(|from| (0..3usize).map(move |to| (from, to)))
            .find_map(|(from, to)| table.find_step(*input, from, to, |before, after| before != after))
    });
    // What the answer to one sign says when everything else is absent.
    let alone: Vec<[u8; 3]> = (0..signs.len())
        .map(|input| {
            [0usize, 1, 2].map(|digit| table.bytes.get(digit * space.stride(input)).copied().unwrap_or_default())
        })
        .collect();
    let taken_back = table.find(|digits, level| {
        let most =
            digits.iter().zip(&alone).map(|(digit, own)| own.get(usize::from(*digit)).copied().unwrap_or(NOW)).max();
        level < most.unwrap_or_default()
    });
    say(
        "P2",
        "being able to walk, to tiptoe or to point the foot changes nothing, and no absent sign takes back what another answer raised",
        ability.or(taken_back),
    );
    let falls = (0..signs.len()).find_map(|input| {
        [(0usize, 1usize), (1, 2), (0, 2)]
            .into_iter()
            .find_map(|(from, to)| table.find_step(input, from, to, |before, after| after < before))
    });
    say("P3", "from absent to not asked to unsure to present, the urgency never falls", falls);
    let silent = care.urgency(&all_absent()).review_by_days.is_none();
    let asked: Vec<usize> = signs.iter().filter(|s| !ABILITIES.contains(s)).map(|s| index(*s)).collect();
    let mild = table.find(|digits, level| level == SOON && asked.iter().any(|i| digits.get(*i) != Some(&0)));
    say(
        "P4",
        "the mildest answer needs every question asked and answered no, and still says by when to be seen",
        if silent { Some(0) } else { mild },
    );
    let emergencies: Vec<usize> = EMERGENCIES.map(index).to_vec();
    say(
        "P5",
        "each emergency sign gives an emergency, whatever else is said",
        table.find(|digits, level| level != NOW && emergencies.iter().any(|i| digits.get(*i) == Some(&2))),
    );
    say(
        "P7",
        "a question that nobody asked is never read as no: the answer stays at least the same day",
        table.find(|digits, level| level < TODAY && asked.iter().any(|i| digits.get(*i) == Some(&1))),
    );
}

/// Checks, cell by cell, that no rule tells `unsure` from `present`.
fn unsure_is_present(care: &Care) -> Option<String> {
    let decision = care.urgency_decision();
    for (rule, mask) in decision.rules.iter().zip(&decision.masks) {
        for sign in ReportedSign::ALL {
            let mut unsure = all_absent();
            unsure.set(*sign, Answer::Unsure);
            let mut present = all_absent();
            present.set(*sign, Answer::Present);
            let (a, b) = (care.urgency_point(&unsure).0, care.urgency_point(&present).0);
            let (only_a, only_b) = (a & !b, b & !a);
            if (only_a & !mask == 0) != (only_b & !mask == 0) {
                return Some(format!("rule {} tells unsure from present in {}", rule.id, sign.id()));
            }
        }
    }
    None
}

fn all_absent() -> Report {
    let mut report = Report::default();
    for sign in ReportedSign::ALL {
        report.set(*sign, Answer::Absent);
    }
    report
}

fn words(space: &Space, table: &Table<'_>, point: usize) -> String {
    let level = table.bytes.get(point).and_then(|level| Urgency::ALL.get(usize::from(*level))).map_or("?", |l| l.id());
    format!("{} (everything else absent) gives {level}", space.describe(point))
}
