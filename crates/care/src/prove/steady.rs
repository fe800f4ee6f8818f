//! The same case and the same knowledge give the same result: assessed twice, and once more after the case has been
//! written out and read in again, as every face does. And the probability: what a person can do never lowers it, and no
//! result comes without its interval. These cases are a sample, spread evenly; the faces are compared by their own tests.

use heelrise_knowledge::Answer;

use super::PropertyResult;
use crate::Care;
use crate::case::{
    Case, Gap, HeelRise, PassiveDorsiflexion, PushOffStrength, ReportedSign, RestingAngle, RiskFactor, Squeeze,
    TearImage,
};

/// The name of the space.
pub const SPACE: &str = "cases spread evenly over all fields";

/// The properties checked here.
pub const IDS: [&str; 2] = ["P2", "P13"];

/// How many cases.
const CASES: u32 = 20_000;

/// Runs over the sample.
pub fn run(care: &Care, wanted: &dyn Fn(&str) -> bool, report: &mut dyn FnMut(PropertyResult)) {
    let mut unsteady = None;
    let mut lowered = None;
    for index in 0..CASES {
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
        let mut able = case.clone();
        for sign in [ReportedSign::CanWalk, ReportedSign::CanTiptoe, ReportedSign::CanPointFoot] {
            able.report.set(sign, Answer::Present);
        }
        for sign in [ReportedSign::Pop, ReportedSign::HeelBruiseSwelling] {
            if able.report.get(sign).is_not_asked() {
                able.report.set(sign, Answer::Absent);
            }
        }
        able.examination.heel_rise = HeelRise::Able;
        if care.probability(&able) != care.probability(&case) {
            lowered
                .get_or_insert_with(|| format!("case {index}: {}", serde_json::to_string(&case).unwrap_or_default()));
        }
    }
    let result = |id, title, counter_example| PropertyResult {
        id,
        title,
        space: SPACE,
        checked: u128::from(CASES),
        stands_for: u128::from(CASES),
        sampled: true,
        counter_example,
    };
    let results = [
        result(
            "P2",
            "walking, tiptoe, pointing the foot, a heel rise, no pop and no bruise never move the probability",
            lowered,
        ),
        result(
            "P13",
            "the same case and knowledge give the same bytes, also after the case was written and read again",
            unsteady,
        ),
    ];
    results.into_iter().filter(|result| wanted(result.id)).for_each(report);
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
