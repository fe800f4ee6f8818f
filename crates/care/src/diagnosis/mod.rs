//! Examine: is it a rupture, what is still missing, and how sure can one be? The clinical rule comes first
//! ([`VerdictTable`]); the probability ([`probability`]) explains it and never decides.

pub mod probability;

use heelrise_knowledge::decision::{Fired, Point, Value};
use heelrise_knowledge::{Answer, Decision, Problem};
use serde::Serialize;

use crate::case::{
    Case, Gap, HeelRise, PassiveDorsiflexion, PushOffStrength, Report, ReportedSign, RestingAngle, Squeeze, TearImage,
    Xray,
};
use crate::urgency::{Reason, SignAnswer};

/// What the examination amounts to, from the least to the most worrying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictOutcome {
    /// No rupture found. Always leaves a date for another look.
    NoRuptureFound,
    /// Something that decides has not been done or asked.
    CannotSayYet,
    /// Not excluded: ultrasound the same day, splint meanwhile.
    Suspected,
    /// Treat as a rupture.
    Rupture,
}

impl VerdictOutcome {
    /// All of them, from the least worrying, in the order of the decision table.
    pub const ALL: [Self; 4] = [Self::NoRuptureFound, Self::CannotSayYet, Self::Suspected, Self::Rupture];

    /// The outcome's name in the decision table.
    pub const fn id(self) -> &'static str {
        match self {
            Self::NoRuptureFound => "no_rupture_found",
            Self::CannotSayYet => "cannot_say_yet",
            Self::Suspected => "suspected",
            Self::Rupture => "rupture",
        }
    }

    /// Finds an outcome by its name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.id() == id)
    }
}

/// The verdict, why, and what is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What the examination amounts to.
    pub outcome: VerdictOutcome,
    /// The rule that decided (one, as the table is `unique`).
    pub rules: Vec<Reason>,
    /// What has not been done, asked or made clear, the squeeze first: ids of signs, of `story`, `injury_date`,
    /// `ultrasound` or `side`.
    pub missing: Vec<String>,
    /// Whether a date for another look has to be set before the case can be left.
    pub recheck_required: bool,
}

/// Why somebody should not yet be called unhurt, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suspicion {
    /// Everything asked, nothing found.
    None,
    /// Something of the story has not been asked.
    NotAsked,
    /// The story is suspicious.
    History,
    /// The examination is abnormal or doubtful beyond the four consensus findings.
    Examination,
}

impl Suspicion {
    const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NotAsked => "not_asked",
            Self::History => "history",
            Self::Examination => "examination",
        }
    }
}

/// The signs of the story that make it suspicious. What a person can still do is not among them, on purpose.
pub const STORY: [ReportedSign; 6] = [
    ReportedSign::Pop,
    ReportedSign::Kick,
    ReportedSign::WeakPushOff,
    ReportedSign::GapFelt,
    ReportedSign::HeelBruiseSwelling,
    ReportedSign::SuddenStart,
];

/// What the decision table is asked, counted from a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerdictInputs {
    /// The calf squeeze as recorded.
    pub squeeze: Squeeze,
    /// Gap, weak push-off, increased passive dorsiflexion: how many are there, 0 to 3.
    pub other_findings: u8,
    /// Whether those three have all been tested with a clear result.
    pub examined: bool,
    /// The strongest reason not to call it unhurt.
    pub suspicion: Suspicion,
    /// The worst that ultrasound or MRI showed; inconclusive counts as none.
    pub tear_image: TearImage,
    /// Whole days since the injury.
    pub days_since_injury: Option<u32>,
}

impl VerdictInputs {
    /// Counts the inputs from a case.
    pub fn of(case: &Case) -> Self {
        let exam = &case.examination;
        let other_findings = u8::from(exam.gap == Gap::Present)
            + u8::from(exam.push_off_strength == PushOffStrength::Weak)
            + u8::from(exam.passive_dorsiflexion == PassiveDorsiflexion::Increased);
        let examined = matches!(exam.gap, Gap::Absent | Gap::Present)
            && matches!(exam.push_off_strength, PushOffStrength::Same | PushOffStrength::Weak)
            && matches!(exam.passive_dorsiflexion, PassiveDorsiflexion::Same | PassiveDorsiflexion::Increased);
        Self {
            squeeze: exam.calf_squeeze,
            other_findings,
            examined,
            suspicion: suspicion(case),
            tear_image: worst_image(case.imaging.ultrasound, case.imaging.mri),
            days_since_injury: case.days_since_injury(),
        }
    }
}

fn suspicion(case: &Case) -> Suspicion {
    let exam = &case.examination;
    let examination = matches!(exam.resting_angle, RestingAngle::LessPointed | RestingAngle::Unsure)
        || matches!(exam.heel_rise, HeelRise::Unable | HeelRise::Unsure)
        || exam.gap == Gap::Unsure
        || exam.push_off_strength == PushOffStrength::Unsure
        || exam.passive_dorsiflexion == PassiveDorsiflexion::Unsure
        || case.report.get(ReportedSign::OpenWound).counts_as_present()
        || case.imaging.xray == Xray::HeelAvulsion;
    if examination { Suspicion::Examination } else { story_suspicion(case) }
}

/// What the story alone amounts to: the strongest answer among its signs and the medicines.
fn story_suspicion(case: &Case) -> Suspicion {
    // The medicines can be recorded as one reported sign or as two risk factors; the more worrying record counts.
    let risks = case.risk.fluoroquinolone.max(case.risk.oral_steroid);
    let both_asked = !case.risk.fluoroquinolone.is_not_asked() && !case.risk.oral_steroid.is_not_asked();
    let reported = case.report.tendon_medicine;
    let medicine = if risks.counts_as_present() || reported.counts_as_present() {
        risks.max(reported)
    } else if both_asked || !reported.is_not_asked() {
        Answer::Absent
    } else {
        Answer::NotAsked
    };
    let worst = worst_story(&case.report).max(medicine);
    match worst {
        Answer::Absent => Suspicion::None,
        Answer::NotAsked => Suspicion::NotAsked,
        Answer::Unsure | Answer::Present => Suspicion::History,
    }
}

fn worst_story(report: &Report) -> Answer {
    STORY.iter().map(|sign| report.get(*sign)).max().unwrap_or_default()
}

/// The worse of two pictures: complete, partial, no tear. Inconclusive and not done say nothing.
fn worst_image(a: TearImage, b: TearImage) -> TearImage {
    let rank = |image| match image {
        TearImage::Complete => 3,
        TearImage::Partial => 2,
        TearImage::NoTear => 1,
        TearImage::Inconclusive | TearImage::NotDone => 0,
    };
    let worst = if rank(a) >= rank(b) { a } else { b };
    if rank(worst) == 0 { TearImage::NotDone } else { worst }
}

/// The verdict table bound to a case.
#[derive(Debug)]
pub struct VerdictTable {
    squeeze: [u128; 4],
    /// Bits for 0, 1, 2 and 3 findings.
    findings: [u128; 4],
    examined: [u128; 2],
    suspicion: [u128; 4],
    /// Complete, partial, no tear, none.
    image: [u128; 4],
    /// Where classes of days begin, rising, without day 0.
    days_cuts: Vec<u32>,
    /// The bit of each class of days, the last for an unknown day.
    days: Vec<u128>,
}

impl VerdictTable {
    /// Binds the decision to the case. A decision with other inputs, values or outcomes is a problem.
    pub fn bind(decision: &Decision, problems: &mut Vec<Problem>) -> Self {
        let known = ["squeeze", "other_findings", "examined", "suspicion", "tear_image", "days_since_injury"];
        let mut say = |check, what: String, fix: &str| problems.push(Problem::new(&decision.file, 1, check, what, fix));
        for input in decision.inputs.iter().filter(|input| !known.contains(&input.id.as_str())) {
            say(
                "unknown-input",
                format!("`{}` is not counted from a case.", input.id),
                "Use the inputs that this file describes.",
            );
        }
        let names: Vec<&str> = VerdictOutcome::ALL.iter().map(|outcome| outcome.id()).collect();
        if decision.outcomes != names {
            say(
                "wrong-outcomes",
                format!("The outcomes have to be {}, in this order.", names.join(", ")),
                "Restore them.",
            );
        }
        let mut bit = |id: &str, value: Value| {
            let bit = decision.inputs.iter().find(|input| input.id == id).and_then(|input| input.bit(&value));
            bit.unwrap_or_else(|| {
                say(
                    "missing-input",
                    format!("The input {id} with the value {value} is missing."),
                    "Declare it as this file describes.",
                );
                0
            })
        };
        let choice = |text: &str| Value::Choice(text.to_owned());
        let days_cuts: Vec<u32> = decision
            .inputs
            .iter()
            .filter(|input| input.id == "days_since_injury")
            .flat_map(|input| input.cuts.iter())
            .filter_map(|cut| u32::try_from(*cut).ok())
            .collect();
        Self {
            squeeze: ["moves", "moves_less", "does_not_move", "not_done"].map(|v| bit("squeeze", choice(v))),
            findings: [0, 1, 2, 3].map(|n| bit("other_findings", Value::Number(Some(n)))),
            examined: ["complete", "incomplete"].map(|v| bit("examined", choice(v))),
            suspicion: ["none", "not_asked", "history", "examination"].map(|v| bit("suspicion", choice(v))),
            image: ["complete", "partial", "no_tear", "none"].map(|v| bit("tear_image", choice(v))),
            days: days_cuts
                .iter()
                .map(|day| Value::Number(Some(i64::from(*day))))
                .fold(vec![Value::Number(Some(0))], |mut all, day| {
                    all.push(day);
                    all
                })
                .into_iter()
                .chain([Value::Number(None)])
                .map(|value| bit("days_since_injury", value))
                .collect(),
            days_cuts,
        }
    }

    /// The point of counted inputs.
    #[inline]
    pub fn point(&self, inputs: VerdictInputs) -> Point {
        let pick = |bits: &[u128], index: usize| bits.get(index).copied().unwrap_or_default();
        let class = inputs.days_since_injury.map_or(self.days.len().saturating_sub(1), |days| {
            self.days_cuts.iter().filter(|cut| **cut <= days).count()
        });
        Point::default()
            .with(pick(
                &self.squeeze,
                match inputs.squeeze {
                    Squeeze::FootMoves => 0,
                    Squeeze::FootMovesLess => 1,
                    Squeeze::FootDoesNotMove => 2,
                    Squeeze::NotDone => 3,
                },
            ))
            .with(pick(&self.findings, usize::from(inputs.other_findings.min(3))))
            .with(pick(&self.examined, usize::from(!inputs.examined)))
            .with(pick(&self.suspicion, inputs.suspicion as usize))
            .with(pick(
                &self.image,
                match inputs.tear_image {
                    TearImage::Complete => 0,
                    TearImage::Partial => 1,
                    TearImage::NoTear => 2,
                    TearImage::Inconclusive | TearImage::NotDone => 3,
                },
            ))
            .with(pick(&self.days, class))
    }

    /// The outcome alone.
    #[inline]
    pub fn outcome(&self, decision: &Decision, inputs: VerdictInputs) -> (VerdictOutcome, Fired) {
        let fired = decision.decide(self.point(inputs));
        (VerdictOutcome::ALL.get(fired.outcome).copied().unwrap_or(VerdictOutcome::CannotSayYet), fired)
    }

    /// The verdict with its reasons and what is missing.
    pub fn verdict(&self, decision: &Decision, case: &Case) -> Verdict {
        let inputs = VerdictInputs::of(case);
        let (outcome, fired) = self.outcome(decision, inputs);
        let values = [
            ("squeeze", inputs.squeeze.id().to_owned()),
            ("other_findings", inputs.other_findings.to_string()),
            ("examined", if inputs.examined { "complete" } else { "incomplete" }.to_owned()),
            ("suspicion", inputs.suspicion.id().to_owned()),
            ("tear_image", if inputs.tear_image.is_done() { inputs.tear_image.id() } else { "none" }.to_owned()),
            ("days_since_injury", inputs.days_since_injury.map_or_else(|| "unknown".to_owned(), |d| d.to_string())),
        ];
        let rules = fired
            .rule_indices()
            .filter_map(|index| decision.rules.get(index))
            .map(|rule| Reason {
                rule: rule.id.clone(),
                outcome: outcome.id().to_owned(),
                signs: values
                    .iter()
                    .map(|(id, value)| SignAnswer { sign: (*id).to_owned(), answer: value.clone() })
                    .collect(),
                because: rule.because.clone(),
            })
            .collect();
        Verdict {
            outcome,
            rules,
            missing: missing(case, outcome),
            recheck_required: outcome == VerdictOutcome::NoRuptureFound,
        }
    }
}

/// What has not been done, asked or made clear, in the order in which to do it: the squeeze first.
fn missing(case: &Case, outcome: VerdictOutcome) -> Vec<String> {
    let exam = &case.examination;
    let mut missing: Vec<&str> = Vec::new();
    let mut want = |open: bool, id: &'static str| {
        if open {
            missing.push(id);
        }
    };
    want(!exam.calf_squeeze.is_done(), "calf_squeeze");
    want(!matches!(exam.gap, Gap::Absent | Gap::Present), "gap");
    want(!matches!(exam.push_off_strength, PushOffStrength::Same | PushOffStrength::Weak), "push_off_strength");
    want(
        !matches!(exam.passive_dorsiflexion, PassiveDorsiflexion::Same | PassiveDorsiflexion::Increased),
        "passive_dorsiflexion",
    );
    want(!matches!(exam.resting_angle, RestingAngle::Same | RestingAngle::LessPointed), "resting_angle");
    want(story_suspicion(case) == Suspicion::NotAsked || worst_story(&case.report) == Answer::NotAsked, "story");
    want(case.days_since_injury().is_none(), "injury_date");
    want(case.injury.side == crate::case::Side::NotRecorded, "side");
    let no_picture = !worst_image(case.imaging.ultrasound, case.imaging.mri).is_done();
    let late = case.days_since_injury().is_none_or(|days| days >= 7);
    want(
        no_picture && (outcome == VerdictOutcome::Suspected || (outcome == VerdictOutcome::CannotSayYet && late)),
        "ultrasound",
    );
    missing.into_iter().map(str::to_owned).collect()
}
