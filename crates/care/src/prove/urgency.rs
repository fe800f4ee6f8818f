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

/// The properties checked here.
pub const IDS: [&str; 7] = ["unsure", "P1", "P2", "P3", "P4", "P5", "P7"];

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
pub fn run(care: &Care, wanted: &dyn Fn(&str) -> bool, report: &mut dyn FnMut(PropertyResult)) {
    let all = ReportedSign::ALL;
    let whole = 4u128.pow(u32::try_from(all.len()).unwrap_or_default());
    let three = 3u128.pow(u32::try_from(all.len()).unwrap_or_default());
    let decision = care.urgency_decision();
    let mut report = |result: PropertyResult| {
        if wanted(result.id) {
            report(result);
        }
    };
    report(PropertyResult {
        id: "unsure",
        title: "unsure counts as present: three answers stand for four",
        space: "every cell of the urgency table",
        checked: (decision.rules.len() * all.len()) as u128,
        stands_for: whole,
        sampled: false,
        counter_example: unsure_is_present(care),
    });

    // The space without the three abilities comes first; each of its points is then met with every answer to them.
    let signs: Vec<ReportedSign> = all.iter().copied().filter(|sign| !ABILITIES.contains(sign)).collect();
    let index = |sign: ReportedSign| signs.iter().position(|s| *s == sign).unwrap_or(usize::MAX);
    let space =
        Space { inputs: signs.iter().map(|sign| (sign.id(), vec!["absent", "not asked", "present"])).collect() };
    let bits: Vec<[u128; 3]> = signs.iter().map(|sign| answer_bits(care, *sign)).collect();
    let abilities: Vec<u128> = (0..27usize)
        .map(|n| {
            let own = |place: usize, sign| {
                answer_bits(care, sign)
                    .get(n / 3usize.pow(u32::try_from(place).unwrap_or_default()) % 3)
                    .copied()
                    .unwrap_or_default()
            };
            ABILITIES.into_iter().enumerate().fold(0, |point, (place, sign)| point | own(place, sign))
        })
        .collect();
    let point = |digits: &[u8]| {
        digits
            .iter()
            .zip(&bits)
            .fold(0u128, |point, (digit, bits)| point | bits.get(usize::from(*digit)).copied().unwrap_or_default())
    };
    let none_able = abilities.first().copied().unwrap_or_default();
    let table =
        Table::fill(&space, || |digits: &[u8]| level_of(decision.decide(Point(point(digits) | none_able))) as u8);

    let size = space.size() as u128;
    let mut say = |id, title, checked: u128, found: Option<usize>| {
        report(PropertyResult {
            id,
            title,
            space: SPACE,
            checked,
            stands_for: whole,
            sampled: false,
            counter_example: found.map(|p| words(&space, &table, p)),
        });
    };

    if wanted("P2") {
        let moved_by_ability = || {
            table.find(|digits, level| {
                let rest = point(digits);
                abilities.iter().any(|able| level_of(decision.decide(Point(rest | able))) as u8 != level)
            })
        };
        // What the answer to one sign says when everything else is absent.
        let alone: Vec<[u8; 3]> = (0..signs.len())
            .map(|input| {
                [0usize, 1, 2].map(|digit| table.bytes.get(digit * space.stride(input)).copied().unwrap_or_default())
            })
            .collect();
        let taken_back = table.find(|digits, level| {
            let most = digits
                .iter()
                .zip(&alone)
                .map(|(digit, own)| own.get(usize::from(*digit)).copied().unwrap_or(NOW))
                .max();
            level < most.unwrap_or_default()
        });
        say(
            "P2",
            "being able to walk, to tiptoe or to point the foot changes nothing, and no absent sign takes back what another answer raised",
            three,
            moved_by_ability().or(taken_back),
        );
    }
    let same_day: Vec<usize> = SAME_DAY.map(index).to_vec();
    say(
        "P1",
        "each of the five same-day signs, alone or with anything, gives at least the same day",
        size,
        table.find(|digits, level| level < TODAY && same_day.iter().any(|i| digits.get(*i) == Some(&2))),
    );
    let falls = (0..signs.len()).find_map(|input| {
        let steps = [(0usize, 1usize), (1, 2)];
        steps.into_iter().find_map(|(from, to)| table.find_step(input, from, to, |before, after| after < before))
    });
    say("P3", "from absent to not asked to unsure to present, the urgency never falls", size, falls);
    let silent = care.urgency(&all_absent()).review_by_days.is_none();
    let mild = table.find(|digits, level| level == SOON && digits.iter().any(|digit| *digit != 0));
    say(
        "P4",
        "the mildest answer needs every question asked and answered no, and still says by when to be seen",
        size,
        if silent { Some(0) } else { mild },
    );
    let emergencies: Vec<usize> = EMERGENCIES.map(index).to_vec();
    say(
        "P5",
        "each emergency sign gives an emergency, whatever else is said",
        size,
        table.find(|digits, level| level != NOW && emergencies.iter().any(|i| digits.get(*i) == Some(&2))),
    );
    say(
        "P7",
        "a question that nobody asked is never read as no: the answer stays at least the same day",
        size,
        table.find(|digits, level| level < TODAY && digits.contains(&1)),
    );
}

/// What each answer to one sign adds to a point, whatever the other signs say.
fn answer_bits(care: &Care, sign: ReportedSign) -> [u128; 3] {
    ANSWERS.map(|answer| {
        let mut own = Report::default();
        own.set(sign, answer);
        let mut other = Report::default();
        other.set(sign, if answer == Answer::Absent { Answer::Present } else { Answer::Absent });
        care.urgency_point(&own).0 & !care.urgency_point(&other).0
    })
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
