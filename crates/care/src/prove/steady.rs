//! The same case and the same knowledge give the same result: assessed twice, and once more after the case has been
//! written out and read in again, as every face does. These cases are a sample, spread evenly; the faces are compared by
//! their own tests. And the probability: made from three findings and a setting alone, over all of their combinations.

use heelrise_knowledge::Answer;

use super::PropertyResult;
use crate::Care;
use crate::case::{
    Case, Gap, HeelRise, PassiveDorsiflexion, PushOffStrength, ReportedSign, RestingAngle, RiskFactor, Squeeze,
    TearImage,
};
use crate::diagnosis::probability::ProbabilityInputs;

/// The name of the space.
pub const SPACE: &str = "cases spread evenly over all fields";

/// The properties checked here.
pub const IDS: [&str; 2] = ["P2", "P13"];

/// How many cases.
const CASES: u32 = 20_000;

/// Runs over the sample.
pub fn run(care: &Care, wanted: &dyn Fn(&str) -> bool, report: &mut dyn FnMut(PropertyResult)) {
    let mut unsteady = None;
    for index in (0..CASES).filter(|_| wanted("P13")) {
        let case = case(index);
        let Ok(first) = care.assess(&case) else {
            unsteady = Some(format!("case {index} was refused"));
            continue;
        };
        let bytes = serde_json::to_string(&first).ok();
        let again = serde_json::to_string(&case)
            .ok()
            .and_then(|text| serde_json::from_str::<Case>(&text).ok())
            .and_then(|case| care.assess(&case).ok())
            .and_then(|assessment| serde_json::to_string(&assessment).ok());
        if bytes.is_none() || bytes != again {
            unsteady
                .get_or_insert_with(|| format!("case {index}: {}", serde_json::to_string(&case).unwrap_or_default()));
        }
    }
    if wanted("P2") {
        report(probability_of_three_findings(care));
    }
    if wanted("P13") {
        report(PropertyResult {
            id: "P13",
            title: "the same case and knowledge give the same bytes, also after the case was written and read again",
            space: SPACE,
            checked: u128::from(CASES),
            stands_for: u128::from(CASES),
            sampled: true,
            counter_example: unsteady,
        });
    }
}

/// P2 for the probability. Its only inputs are three findings and the setting: that is a type,
/// [`ProbabilityInputs`]. Checked here: that these inputs do not change with what a person can do or does not feel, for
/// every combination of both, and that no abnormal finding makes the range lower than not having looked.
fn probability_of_three_findings(care: &Care) -> PropertyResult {
    const OTHERS: [ReportedSign; 5] = [
        ReportedSign::CanWalk,
        ReportedSign::CanTiptoe,
        ReportedSign::CanPointFoot,
        ReportedSign::Pop,
        ReportedSign::HeelBruiseSwelling,
    ];
    let mut checked = 0u128;
    let mut wrong = None;
    let settings: Vec<Option<String>> =
        care.knowledge().accuracy.settings.iter().map(|setting| Some(setting.id.clone())).chain([None]).collect();
    for setting in settings {
        let found = |squeeze, angle, gap| {
            let mut case = Case { setting: setting.clone(), own_estimate_percent: Some(20), ..Case::default() };
            case.examination.calf_squeeze = squeeze;
            case.examination.resting_angle = angle;
            case.examination.gap = gap;
            case
        };
        for squeeze in Squeeze::ALL {
            for angle in RestingAngle::ALL {
                for gap in Gap::ALL {
                    let plain = found(*squeeze, *angle, *gap);
                    let range = care.probability(&plain);
                    let mut other = plain.clone();
                    for index in 0..4u32.pow(6) {
                        let answer = |place: u32| (index / 4u32.pow(place) % 4) as usize;
                        for (place, sign) in (0u32..).zip(OTHERS) {
                            other.report.set(sign, Answer::ALL.get(answer(place)).copied().unwrap_or_default());
                        }
                        other.examination.heel_rise = HeelRise::ALL.get(answer(5)).copied().unwrap_or_default();
                        checked += 1;
                        if ProbabilityInputs::of(&other) != ProbabilityInputs::of(&plain) {
                            wrong.get_or_insert_with(|| serde_json::to_string(&other).unwrap_or_default());
                        }
                    }
                    let without = [
                        (*squeeze == Squeeze::FootDoesNotMove).then(|| found(Squeeze::NotDone, *angle, *gap)),
                        (*angle == RestingAngle::LessPointed).then(|| found(*squeeze, RestingAngle::NotDone, *gap)),
                        (*gap == Gap::Present).then(|| found(*squeeze, *angle, Gap::NotDone)),
                    ];
                    for less in without.into_iter().flatten() {
                        checked += 1;
                        let less = care.probability(&less);
                        if range.low < less.low || range.high < less.high {
                            wrong.get_or_insert_with(|| serde_json::to_string(&plain).unwrap_or_default());
                        }
                    }
                }
            }
        }
    }
    PropertyResult {
        id: "P2",
        title: "walking, tiptoe, pointing the foot, a heel rise, no pop and no bruise never move the probability, and no abnormal finding lowers it",
        space: "every result of squeeze, resting angle and gap, in every setting, with every such answer",
        checked,
        stands_for: checked,
        sampled: false,
        counter_example: wrong,
    }
}

/// The case with this number: every field turns at a pace of its own.
fn case(index: u32) -> Case {
    fn turn<T: Copy + Default>(all: &[T], index: u32, pace: u32) -> T {
        // Multiplying by an odd number and dropping low bits visits all values without a visible pattern.
        let mixed = index.wrapping_mul(2_654_435_761).rotate_left(pace).wrapping_mul(pace * 2 + 1) >> 8;
        let count = u32::try_from(all.len()).unwrap_or(1).max(1);
        all.get((mixed % count) as usize).copied().unwrap_or_default()
    }
    let mut case = Case { assessed_on: Some(jiff::civil::date(2026, 11, 22)), ..Case::default() };
    for (pace, sign) in (1u32..).zip(ReportedSign::ALL) {
        case.report.set(*sign, turn(&Answer::ALL, index, pace));
    }
    for (pace, factor) in (20u32..).zip(RiskFactor::ALL) {
        case.risk.set(*factor, turn(&Answer::ALL, index, pace));
    }
    case.examination.calf_squeeze = turn(Squeeze::ALL, index, 26);
    case.examination.resting_angle = turn(RestingAngle::ALL, index, 27);
    case.examination.gap = turn(Gap::ALL, index, 28);
    case.examination.push_off_strength = turn(PushOffStrength::ALL, index, 29);
    case.examination.passive_dorsiflexion = turn(PassiveDorsiflexion::ALL, index, 30);
    case.imaging.ultrasound = turn(TearImage::ALL, index, 31);
    case
}
