//! Properties of the examination, over every combination of findings, pictures, story, wound and delay.

use jiff::civil::{Date, date};

use super::PropertyResult;
use super::walk::{Space, Table};
use crate::Care;
use crate::case::{
    Answer, Case, Examination, Gap, HeelRise, Imaging, PassiveDorsiflexion, PushOffStrength, ReportedSign,
    RestingAngle, Squeeze, TearImage, VeinScan, Xray,
};
use crate::diagnosis::{STORY, VerdictInputs, VerdictOutcome};

/// The name of the space.
pub const SPACE: &str = "examination: every finding, picture, story, wound and delay";

/// The properties checked here.
pub const IDS: [&str; 9] = ["story", "delay", "P2", "P3", "P6", "P7", "P8", "two of four", "one of four"];

/// Where each input stands in the space.
mod at {
    pub const SQUEEZE: usize = 0;
    pub const ANGLE: usize = 1;
    pub const GAP: usize = 2;
    pub const STRENGTH: usize = 3;
    pub const DORSIFLEXION: usize = 4;
    pub const HEEL_RISE: usize = 5;
    pub const ULTRASOUND: usize = 6;
    pub const MRI: usize = 7;
    pub const XRAY: usize = 8;
    pub const VEINS: usize = 9;
    pub const STORY: usize = 10;
    pub const WOUND: usize = 11;
    pub const DELAY: usize = 12;
}

const NO_RUPTURE: u8 = VerdictOutcome::NoRuptureFound as u8;
const SUSPECTED: u8 = VerdictOutcome::Suspected as u8;
const RUPTURE: u8 = VerdictOutcome::Rupture as u8;

/// The day on which every case of the space is assessed.
const TODAY: Date = date(2026, 11, 22);

fn space(delays: &[&'static str]) -> Space {
    fn ids<T: Copy>(all: &[T], id: impl Fn(T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(|x| id(*x)).collect()
    }
    Space {
        inputs: vec![
            ("squeeze", ids(Squeeze::ALL, Squeeze::id)),
            ("resting angle", ids(RestingAngle::ALL, RestingAngle::id)),
            ("gap", ids(Gap::ALL, Gap::id)),
            ("push-off", ids(PushOffStrength::ALL, PushOffStrength::id)),
            ("passive dorsiflexion", ids(PassiveDorsiflexion::ALL, PassiveDorsiflexion::id)),
            ("heel rise", ids(HeelRise::ALL, HeelRise::id)),
            ("ultrasound", ids(TearImage::ALL, TearImage::id)),
            ("MRI", ids(TearImage::ALL, TearImage::id)),
            ("X-ray", ids(Xray::ALL, Xray::id)),
            ("vein scan", ids(VeinScan::ALL, VeinScan::id)),
            ("story", vec!["absent", "not asked", "unsure", "present"]),
            ("wound", vec!["absent", "not asked", "unsure", "present"]),
            ("days since injury", delays.to_vec()),
        ],
    }
}

fn pick<T: Copy>(all: &[T], digits: &[u8], input: usize, otherwise: T) -> T {
    digits.get(input).and_then(|digit| all.get(usize::from(*digit))).copied().unwrap_or(otherwise)
}

/// The case at a point. The story stands in one sign: that is what the equivalence below allows.
fn case_at(digits: &[u8], delays: &[Option<i32>], case: &mut Case) {
    case.examination = Examination {
        calf_squeeze: pick(Squeeze::ALL, digits, at::SQUEEZE, Squeeze::NotDone),
        resting_angle: pick(RestingAngle::ALL, digits, at::ANGLE, RestingAngle::NotDone),
        gap: pick(Gap::ALL, digits, at::GAP, Gap::NotDone),
        push_off_strength: pick(PushOffStrength::ALL, digits, at::STRENGTH, PushOffStrength::NotDone),
        passive_dorsiflexion: pick(PassiveDorsiflexion::ALL, digits, at::DORSIFLEXION, PassiveDorsiflexion::NotDone),
        heel_rise: pick(HeelRise::ALL, digits, at::HEEL_RISE, HeelRise::NotDone),
        ..Examination::default()
    };
    case.imaging = Imaging {
        ultrasound: pick(TearImage::ALL, digits, at::ULTRASOUND, TearImage::NotDone),
        mri: pick(TearImage::ALL, digits, at::MRI, TearImage::NotDone),
        xray: pick(Xray::ALL, digits, at::XRAY, Xray::NotDone),
        vein_scan: pick(VeinScan::ALL, digits, at::VEINS, VeinScan::NotDone),
        ultrasound_gap_mm: None,
    };
    case.report.pop = pick(&Answer::ALL, digits, at::STORY, Answer::NotAsked);
    case.report.open_wound = pick(&Answer::ALL, digits, at::WOUND, Answer::NotAsked);
    let delay = pick(delays, digits, at::DELAY, None);
    case.injury.date = delay.and_then(|days| TODAY.checked_sub(jiff::Span::new().days(days)).ok());
}

/// A case in which the whole story has been asked and is plain.
fn plain_case() -> Case {
    let mut case = Case { assessed_on: Some(TODAY), ..Case::default() };
    for sign in STORY {
        case.report.set(sign, Answer::Absent);
    }
    case.report.tendon_medicine = Answer::Absent;
    case
}

/// Walks the space and reports each property as it is found.
pub fn run(care: &Care, wanted: &dyn Fn(&str) -> bool, report: &mut dyn FnMut(PropertyResult)) {
    let mut report = |result: PropertyResult| {
        if wanted(result.id) {
            report(result);
        }
    };
    report(story_is_its_worst_answer());
    let (delays, names, delay_result) = delay_classes(care);
    report(delay_result);

    let space = space(&names);
    let size = space.size() as u128;
    // 4^6 answers to the story, 4^3 for the medicines, and every day up to a hundred years or unknown.
    let whole = size / 4 / names.len() as u128 * 4u128.pow(9) * 36_502;
    let table = Table::fill(&space, || {
        // One case for each processor: only five parts of it ever change.
        let mut case = plain_case();
        let delays = &delays;
        move |digits: &[u8]| {
            case_at(digits, delays, &mut case);
            care.verdict_outcome(VerdictInputs::of(&case)).0 as u8
        }
    });
    let mut say = |id, title, point: Option<usize>| {
        let words = |p: usize| {
            let outcome =
                table.bytes.get(p).and_then(|o| VerdictOutcome::ALL.get(usize::from(*o))).map_or("?", |o| o.id());
            format!("{} gives {outcome}", describe(&space, p))
        };
        report(PropertyResult {
            id,
            title,
            space: SPACE,
            checked: size,
            stands_for: whole,
            sampled: false,
            counter_example: point.map(words),
        });
    };
    let is = |digits: &[u8], input: usize, value: u8| digits.get(input) == Some(&value);
    let done = |digits: &[u8], input: usize| digits.get(input).is_some_and(|d| *d < 2);
    let squeeze_abnormal = |digits: &[u8]| is(digits, at::SQUEEZE, 1) || is(digits, at::SQUEEZE, 2);
    let findings = |digits: &[u8]| {
        u8::from(squeeze_abnormal(digits))
            + u8::from(is(digits, at::GAP, 1))
            + u8::from(is(digits, at::STRENGTH, 1))
            + u8::from(is(digits, at::DORSIFLEXION, 1))
    };
    let image = |digits: &[u8], value: u8| is(digits, at::ULTRASOUND, value) || is(digits, at::MRI, value);

    // Heel rise: 0 able, 1 unable, 2 unsure, 3 not done.
    say(
        "P2",
        "being able to rise on the heel never makes the verdict milder than not having tried",
        table.find_step(at::HEEL_RISE, 3, 0, |not_done, able| able < not_done),
    );
    let by_itself = table.find(|digits, outcome| {
        let suspicious = is(digits, at::STORY, 2) || is(digits, at::STORY, 3);
        is(digits, at::SQUEEZE, 0) && suspicious && !image(digits, 2) && outcome < SUSPECTED
    });
    let xray = table.find_step(at::XRAY, 3, 0, |not_done, normal| normal < not_done);
    let veins =
        [0usize, 1].into_iter().find_map(|to| table.find_step(at::VEINS, 2, to, |not_done, done| done < not_done));
    let partial = table.find(|digits, outcome| squeeze_abnormal(digits) && image(digits, 1) && outcome < RUPTURE);
    say(
        "P6",
        "a squeeze that moves the foot, a normal X-ray, a vein scan or “partial” on a scan never closes a case by itself",
        by_itself.or(xray).or(veins).or(partial),
    );
    say(
        "P7",
        "nothing that was not done, not asked or unclear counts as normal: “no rupture found” needs squeeze, gap, push-off and dorsiflexion done, and the story or a picture",
        table.find(|digits, outcome| {
            let all_done = is(digits, at::SQUEEZE, 0)
                && done(digits, at::GAP)
                && done(digits, at::STRENGTH)
                && done(digits, at::DORSIFLEXION);
            let story = is(digits, at::STORY, 0) || image(digits, 2);
            outcome == NO_RUPTURE && !(all_done && story)
        }),
    );
    say(
        "two of four",
        "two of the four consensus findings are a rupture unless a picture shows no tear, and then still suspected",
        table.find(|digits, outcome| {
            let least = if image(digits, 2) && !image(digits, 0) && !image(digits, 1) { SUSPECTED } else { RUPTURE };
            findings(digits) >= 2 && outcome < least
        }),
    );
    say(
        "one of four",
        "one consensus finding, a reduced resting angle or a wound is never “no rupture found”",
        table.find(|digits, outcome| {
            let wound = is(digits, at::WOUND, 2) || is(digits, at::WOUND, 3);
            (findings(digits) >= 1 || is(digits, at::ANGLE, 1) || wound) && outcome < SUSPECTED
        }),
    );
    let worse = [(0usize, 1usize), (1, 2), (0, 2)]
        .into_iter()
        .find_map(|(from, to)| table.find_step(at::SQUEEZE, from, to, |before, after| after < before));
    let worse = worse.or_else(|| table.find_step(at::GAP, 0, 1, |b, a| a < b));
    let worse = worse.or_else(|| table.find_step(at::STRENGTH, 0, 1, |b, a| a < b));
    let worse = worse.or_else(|| table.find_step(at::DORSIFLEXION, 0, 1, |b, a| a < b));
    let worse = worse.or_else(|| table.find_step(at::ANGLE, 0, 1, |b, a| a < b));
    let worse = worse.or_else(|| {
        [(0usize, 2usize), (1, 2), (2, 3), (0, 3)]
            .into_iter()
            .find_map(|(f, t)| table.find_step(at::STORY, f, t, |b, a| a < b))
    });
    say("P3", "a more abnormal finding or a more worrying story never makes the verdict milder", worse);
    let recheck = table.find(|digits, outcome| {
        // The whole verdict is made only for the points that it concerns: they are few.
        outcome == NO_RUPTURE && {
            let mut case = plain_case();
            case_at(digits, &[Some(1), Some(7), None], &mut case);
            case.injury.date = TODAY.checked_sub(jiff::Span::new().days(1)).ok();
            let verdict = care.verdict(&case);
            verdict.outcome == VerdictOutcome::NoRuptureFound && !verdict.recheck_required
        }
    });
    say("P8", "every “no rupture found” demands a date for another look", recheck);
}

fn describe(space: &Space, point: usize) -> String {
    let digits = space.digits(point);
    let parts: Vec<String> = space
        .inputs
        .iter()
        .zip(&digits)
        .map(|((name, values), digit)| format!("{name}: {}", values.get(usize::from(*digit)).unwrap_or(&"?")))
        .collect();
    parts.join(", ")
}

/// The story counts by its most worrying answer: checked over every answer to its six signs and three medicine records.
fn story_is_its_worst_answer() -> PropertyResult {
    let total = 4u32.pow(9);
    let mut wrong = None;
    for index in 0..total {
        let answer = |place: u32| Answer::ALL.get((index / 4u32.pow(place) % 4) as usize).copied().unwrap_or_default();
        let mut case = plain_case();
        for (place, sign) in (0u32..).zip(STORY) {
            case.report.set(sign, answer(place));
        }
        case.report.tendon_medicine = answer(6);
        case.risk.fluoroquinolone = answer(7);
        case.risk.oral_steroid = answer(8);
        let signs = (0..6).map(answer).max().unwrap_or_default();
        let (one, two, three) = (answer(6), answer(7), answer(8));
        let any = [one, two, three].into_iter().any(Answer::counts_as_present);
        let asked = !one.is_not_asked() || (!two.is_not_asked() && !three.is_not_asked());
        let medicine = if any {
            Answer::Present
        } else if asked {
            Answer::Absent
        } else {
            Answer::NotAsked
        };
        let mut stand_in = plain_case();
        stand_in.report.set(ReportedSign::Pop, signs.max(medicine));
        if VerdictInputs::of(&case).suspicion != VerdictInputs::of(&stand_in).suspicion {
            wrong = Some(format!("story {signs:?}, medicines {one:?} {two:?} {three:?}"));
            break;
        }
    }
    PropertyResult {
        id: "story",
        title: "the story counts by its most worrying answer: one sign stands for all",
        space: "every answer to six signs and three medicine records",
        checked: u128::from(total),
        stands_for: u128::from(total),
        sampled: false,
        counter_example: wrong,
    }
}

/// Days since the injury fall into classes between the table's bounds: checked day by day over a hundred years.
fn delay_classes(care: &Care) -> (Vec<Option<i32>>, Vec<&'static str>, PropertyResult) {
    let decision = care.verdict_decision();
    let cuts: Vec<i64> = decision
        .inputs
        .iter()
        .find(|input| input.id == "days_since_injury")
        .map(|input| input.cuts.clone())
        .unwrap_or_default();
    let classes: Vec<i32> = std::iter::once(0).chain(cuts.iter().filter_map(|cut| i32::try_from(*cut).ok())).collect();
    let mut wrong = None;
    let inputs = |days: u32| VerdictInputs {
        squeeze: Squeeze::FootMoves,
        other_findings: 0,
        examined: true,
        suspicion: crate::diagnosis::Suspicion::None,
        tear_image: TearImage::NotDone,
        days_since_injury: Some(days),
    };
    for days in 0..=36_500u32 {
        let class =
            classes.iter().copied().filter(|c| u32::try_from(*c).is_ok_and(|c| c <= days)).max().unwrap_or_default();
        let stand_in = u32::try_from(class).unwrap_or_default();
        if care.verdict_point(inputs(days)) != care.verdict_point(inputs(stand_in)) {
            wrong = Some(format!("day {days} is not like day {stand_in}"));
            break;
        }
    }
    const NAMES: [&str; 8] = [
        "first class",
        "second class",
        "third class",
        "fourth class",
        "fifth class",
        "sixth class",
        "seventh class",
        "eighth class",
    ];
    let names: Vec<&'static str> = match classes.as_slice() {
        [0, 7] => vec!["0 to 6", "7 or more", "unknown"],
        other => NAMES.iter().take(other.len()).copied().chain(["unknown"]).collect(),
    };
    let delays: Vec<Option<i32>> = classes.into_iter().map(Some).chain([None]).take(names.len()).collect();
    let result = PropertyResult {
        id: "delay",
        title: "days between two bounds of the table are alike: one day stands for its class",
        space: "every day up to a hundred years",
        checked: 36_501,
        stands_for: 36_501,
        sampled: false,
        counter_example: wrong,
    };
    (delays, names, result)
}
