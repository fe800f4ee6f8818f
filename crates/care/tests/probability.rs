//! The probability is a range with its interval and its setting, over every combination of results and every setting; it
//! gives back what the sources printed, and agrees with a plain random simulation that shares no code with it.

mod common;

use common::CARE;
use heelrise_care::Case;
use heelrise_care::case::{Gap, RestingAngle, Squeeze};
use heelrise_care::diagnosis::probability::{Estimate, Probability};
use heelrise_knowledge::accuracy::{Pretest, TestId};

fn case(squeeze: Squeeze, angle: RestingAngle, gap: Gap) -> Case {
    let mut case = Case::default();
    case.examination.calf_squeeze = squeeze;
    case.examination.resting_angle = angle;
    case.examination.gap = gap;
    case
}

/// Every combination of results of the three tests: 4 × 4 × 4.
fn combinations() -> Vec<Case> {
    let mut all = Vec::new();
    for squeeze in Squeeze::ALL {
        for angle in RestingAngle::ALL {
            for gap in Gap::ALL {
                all.push(case(*squeeze, *angle, *gap));
            }
        }
    }
    all
}

/// Every setting, the clinician's own estimate at several values.
fn settings() -> Vec<(String, Option<u8>)> {
    let mut all = Vec::new();
    for setting in &CARE.knowledge().accuracy.settings {
        match setting.pretest {
            Pretest::Own => all.extend([1, 5, 20, 50, 99].map(|percent| (setting.id.clone(), Some(percent)))),
            Pretest::Counted { .. } => all.push((setting.id.clone(), None)),
        }
    }
    all
}

fn at(case: &Case, setting: &(String, Option<u8>)) -> Probability {
    let case = Case { setting: Some(setting.0.clone()), own_estimate_percent: setting.1, ..case.clone() };
    CARE.probability(&case)
}

fn is_interval(estimate: Estimate) -> bool {
    0.0 <= estimate.low && estimate.low <= estimate.middle && estimate.middle <= estimate.high && estimate.high <= 1.0
}

#[test]
fn always_a_range_with_interval_and_setting() {
    let (combinations, settings) = (combinations(), settings());
    assert_eq!((combinations.len(), settings.len()), (64, 8));
    for case in &combinations {
        for setting in &settings {
            let p = at(case, setting);
            let what = format!("{:?} in {setting:?}: {p:?}", case.examination);
            assert_eq!(p.setting, setting.0, "{what}");
            assert!(p.pretest > 0.0 && p.pretest < 1.0, "{what}");
            assert!(p.low95 <= p.low && p.low <= p.high && p.high <= p.high95, "{what}");
            assert!(is_interval(p.independent) && is_interval(p.overlapping), "{what}");
            assert!(p.used.iter().all(|test| !test.source.is_empty() && !test.caveat.is_empty()), "{what}");
            let clear = [
                matches!(case.examination.calf_squeeze, Squeeze::FootMoves | Squeeze::FootDoesNotMove),
                matches!(case.examination.resting_angle, RestingAngle::Same | RestingAngle::LessPointed),
                matches!(case.examination.gap, Gap::Absent | Gap::Present),
            ];
            assert_eq!(p.used.len(), clear.iter().filter(|clear| **clear).count(), "{what}");
            // A number that rests on a test is never a bare one: its interval is wider than nothing.
            assert!(p.used.is_empty() || p.low95 < p.high95, "{what}");
            if p.used.is_empty() {
                assert!([p.low95, p.low, p.high, p.high95].iter().all(|end| (end - p.pretest).abs() < 1e-9), "{what}");
            }
        }
    }
}

#[test]
fn an_unknown_setting_falls_back_to_the_named_default_one() {
    let case = Case { setting: Some("nowhere".to_owned()), ..Case::default() };
    let p = CARE.probability(&case);
    assert_eq!(p.setting, CARE.knowledge().accuracy.default_setting);
    assert!(p.pretest > 0.0);
    // The clinician's own estimate without a number is no estimate.
    let case = Case { setting: Some("own_estimate".to_owned()), ..Case::default() };
    assert_eq!(CARE.probability(&case).setting, CARE.knowledge().accuracy.default_setting);
}

/// For each test: the abnormal result, the normal one, and those that say nothing.
type Swap = fn(&Case, usize) -> Case;
const ABNORMAL: usize = 0;
const NORMAL: usize = 1;

fn with_squeeze(case: &Case, result: usize) -> Case {
    let mut case = case.clone();
    case.examination.calf_squeeze =
        [Squeeze::FootDoesNotMove, Squeeze::FootMoves, Squeeze::FootMovesLess, Squeeze::NotDone][result];
    case
}

fn with_angle(case: &Case, result: usize) -> Case {
    let mut case = case.clone();
    case.examination.resting_angle =
        [RestingAngle::LessPointed, RestingAngle::Same, RestingAngle::Unsure, RestingAngle::NotDone][result];
    case
}

fn with_gap(case: &Case, result: usize) -> Case {
    let mut case = case.clone();
    case.examination.gap = [Gap::Present, Gap::Absent, Gap::Unsure, Gap::NotDone][result];
    case
}

const SWAPS: [(&str, Swap); 3] = [("squeeze", with_squeeze), ("resting angle", with_angle), ("gap", with_gap)];

#[test]
fn an_abnormal_result_never_lowers_and_an_unclear_one_changes_nothing() {
    for setting in settings() {
        for base in combinations() {
            for (name, swap) in SWAPS {
                let [abnormal, normal, unclear, not_done] =
                    [0, 1, 2, 3].map(|result| at(&swap(&base, result), &setting));
                let what = format!("{name} beside {:?} in {setting:?}", base.examination);
                for (high, low) in [(&abnormal, &not_done), (&abnormal, &normal), (&not_done, &normal)] {
                    assert!(high.independent.middle >= low.independent.middle, "{what}");
                    assert!(high.overlapping.middle >= low.overlapping.middle, "{what}");
                    assert!(high.low >= low.low && high.high >= low.high, "{what}: {high:?} under {low:?}");
                }
                let numbers = |p: &Probability| (p.pretest, p.independent, p.overlapping, p.used.clone());
                assert_eq!(numbers(&unclear), numbers(&not_done), "{what}");
            }
        }
    }
}

/// The ends of the interval may move the wrong way by a little when a second test of almost the same strength takes over
/// as the strongest of the overlapping ones: it has a wider interval. How far, over everything, is held here.
#[test]
fn an_abnormal_result_moves_no_end_of_the_interval_down_by_more_than_a_little() {
    let mut worst = (0.0, String::new());
    for setting in settings() {
        for base in combinations() {
            for (name, swap) in SWAPS {
                let (abnormal, not_done) = (at(&swap(&base, ABNORMAL), &setting), at(&swap(&base, 3), &setting));
                for drop in [not_done.low95 - abnormal.low95, not_done.high95 - abnormal.high95] {
                    if drop > worst.0 {
                        worst = (drop, format!("{name} beside {:?} in {setting:?}", base.examination));
                    }
                }
            }
        }
    }
    println!("greatest step down of an end of the interval: {:.3}, {}", worst.0, worst.1);
    assert!(worst.0 <= 0.03, "{worst:?}");
}

/// What the source's counts give for one result of one test, as the result shows it.
fn ratio(swap: Swap, result: usize) -> f64 {
    let none = case(Squeeze::NotDone, RestingAngle::NotDone, Gap::NotDone);
    let p = CARE.probability(&swap(&none, result));
    assert_eq!(p.used.len(), 1);
    p.used[0].likelihood_ratio
}

#[test]
fn the_published_likelihood_ratios_come_out_to_the_printed_digits() {
    for (swap, abnormal, normal) in
        [(with_squeeze as Swap, "13.4", "0.04"), (with_angle, "6.2", "0.14"), (with_gap, "6.8", "0.30")]
    {
        assert_eq!(format!("{:.1}", ratio(swap, ABNORMAL)), abnormal);
        assert_eq!(format!("{:.2}", ratio(swap, NORMAL)), normal);
    }
}

/// The probability after a result, by plain arithmetic.
fn after(pretest: f64, ratio: f64) -> f64 {
    let odds = pretest / (1.0 - pretest) * ratio;
    odds / (1.0 + odds)
}

/// The table of what a squeeze does to 1, 5, 20 and 50 %. The table is arithmetic with the ratios as printed (13.4, 0.04);
/// its last cell is given with the unrounded 0.0433, as 4.2 %. What we show is the middle of a posterior from the same
/// counts, which differs from the plain point because 28 intact tendons are few: each is held to its own.
#[test]
fn the_table_of_squeeze_results_comes_out() {
    let printed = [(1, "12", "0.04"), (5, "41", "0.2"), (20, "77", "1.0"), (50, "93", "4.2")];
    for (percent, abnormal, normal) in printed {
        let before = f64::from(percent) / 100.0;
        let by_hand = after(before, ratio(with_squeeze, ABNORMAL)) * 100.0;
        assert_eq!(format!("{by_hand:.0}"), abnormal);
        let unrounded = if percent == 50 { (7.0 / 174.0) / (26.0 / 28.0) } else { ratio(with_squeeze, NORMAL) };
        let by_hand_normal = after(before, unrounded) * 100.0;
        let digits = normal.split('.').nth(1).map_or(0, str::len);
        assert_eq!(format!("{by_hand_normal:.digits$}"), normal);

        let setting = ("own_estimate".to_owned(), Some(percent));
        let none = case(Squeeze::NotDone, RestingAngle::NotDone, Gap::NotDone);
        for (result, point) in [(ABNORMAL, by_hand / 100.0), (NORMAL, by_hand_normal / 100.0)] {
            let p = at(&with_squeeze(&none, result), &setting);
            println!("{percent} %: point {point:.4}, shown {:?}", p.independent);
            assert!((p.pretest - before).abs() < 1e-9);
            assert!((p.independent.middle - point).abs() < 0.05, "{percent} %: {point:.4} against {:?}", p.independent);
            let (low, high) = (p.independent.low - 0.0005, p.independent.high + 0.0005);
            assert!((low..=high).contains(&point), "{percent} %: {point:.4} outside {:?}", p.independent);
            assert_eq!(p.independent, p.overlapping);
        }
    }
}

/// A generator that shares nothing with the engine's lattice (SplitMix64).
struct Random(u64);

impl Random {
    /// Strictly between 0 and 1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + 1e-17
    }

    fn normal(&mut self) -> f64 {
        let (radius, turn) = ((-2.0 * self.share().ln()).sqrt(), std::f64::consts::TAU * self.share());
        radius * turn.cos()
    }

    /// Marsaglia and Tsang's method, for a shape of at least one.
    fn gamma(&mut self, shape: f64) -> f64 {
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.share().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        x / (x + y)
    }
}

/// The independent bound by drawing each sensitivity and specificity at random from its posterior.
fn simulated(pretest: f64, results: &[(TestId, bool)], random: &mut Random) -> [f64; 3] {
    const DRAWS: usize = 40_000;
    let mut all: Vec<f64> = (0..DRAWS)
        .map(|_| {
            let mut odds = pretest / (1.0 - pretest);
            for (id, abnormal) in results {
                let test = CARE.knowledge().accuracy.test(*id).unwrap_or_else(|| panic!("no counts for {id:?}"));
                let sens = random.beta(f64::from(test.tp) + 0.5, f64::from(test.fn_) + 0.5);
                let spec = random.beta(f64::from(test.tn) + 0.5, f64::from(test.fp) + 0.5);
                odds *= if *abnormal { sens / (1.0 - spec) } else { (1.0 - sens) / spec };
            }
            odds / (1.0 + odds)
        })
        .collect();
    all.sort_unstable_by(f64::total_cmp);
    [25, 500, 975].map(|per_mille| all[DRAWS * per_mille / 1000])
}

#[test]
fn the_independent_bound_agrees_with_a_plain_simulation() {
    let mut random = Random(20_261_122);
    let mut worst = 0.0_f64;
    for percent in [5, 50] {
        for results in 1..27_usize {
            let digits = [results % 3, results / 3 % 3, results / 9];
            let mut case = case(Squeeze::NotDone, RestingAngle::NotDone, Gap::NotDone);
            let mut counted = Vec::new();
            for ((digit, (_, swap)), id) in digits.into_iter().zip(SWAPS).zip(TestId::ALL) {
                if digit > 0 {
                    case = swap(&case, digit - 1);
                    counted.push((id, digit == 1));
                }
            }
            let shown = at(&case, &("own_estimate".to_owned(), Some(percent))).independent;
            let drawn = simulated(f64::from(percent) / 100.0, &counted, &mut random);
            for (own, theirs) in [shown.low, shown.middle, shown.high].into_iter().zip(drawn) {
                worst = worst.max((own - theirs).abs());
                assert!((own - theirs).abs() < 0.012, "{percent} %, {counted:?}: {shown:?} against {drawn:?}");
            }
        }
    }
    println!("greatest difference to the simulation: {worst:.4}");
}

#[test]
fn neither_the_day_nor_what_a_person_can_do_enters() {
    use heelrise_care::case::{Answer, HeelRise, ReportedSign};
    for base in combinations() {
        let plain = CARE.probability(&base);
        let mut other = base.clone();
        for sign in ReportedSign::ALL {
            other.report.set(*sign, if sign.id().starts_with("can_") { Answer::Present } else { Answer::Absent });
        }
        other.examination.heel_rise = HeelRise::Able;
        other.injury.date = Some(jiff::civil::date(2026, 1, 1));
        other.assessed_on = Some(jiff::civil::date(2026, 11, 22));
        assert_eq!(CARE.probability(&other), plain);
    }
}
