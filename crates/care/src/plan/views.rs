//! What a plan says on a day, in a week, and on the whole road: plain data that pages, paper, calendars and `--json`
//! print alike (P13).

use heelrise_knowledge::protocol::{Degrees, Device, Origin, Path, Phase, WeightBearing};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;

use super::{Plan, Reader, Speech, Step, make, words};

/// The one protocol a plan follows, as every view names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProtocolRef {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// SHA-256 of its file: its version.
    pub hash: String,
    /// A warning that goes wherever the protocol is named.
    pub label: Option<String>,
    /// Source ids.
    pub sources: Vec<String>,
}

/// Where in the plan a date lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum State {
    /// Before day 0.
    BeforeStart {
        /// Days until day 0.
        days: i32,
    },
    /// After day 0, before the first day this protocol speaks of, or before its first step was let begin.
    NotCovered {
        /// First day of the first step, when it is known.
        first_day: Option<Date>,
    },
    /// In a step.
    InPhase,
    /// In a step whose days have passed, because the next one waits for a criterion that nobody confirmed.
    Held {
        /// First day on which the next step could have begun.
        since: Date,
        /// What must be confirmed.
        waits_for: Vec<String>,
    },
    /// After the last day of the protocol.
    Ended {
        /// First day after it.
        since: Date,
    },
    /// The protocol's numbers are not for the person (P12): the clinician shows the steps.
    Withheld,
}

/// Weight-bearing in one word of the field, for symbols and codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum WeightCode {
    /// Non weight-bearing.
    Nwb,
    /// Toe-touch.
    Ttwb,
    /// Partial, with or without a share.
    Pwb,
    /// Protected, on crutches.
    Protected,
    /// As tolerated.
    Wbat,
    /// Full.
    Fwb,
}

/// The facts behind the sentences, for drawings. A field is empty when the sheet does not give it or the reader is
/// not to see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// What the foot is in.
    pub device: Option<Device>,
    /// Wedges in the boot.
    pub wedges: Option<u8>,
    /// Degrees, of the protocol's `angle_kind`; for the person only when they are a hinge setting.
    pub degrees: Option<Degrees>,
    /// Notches the hinge was opened.
    pub hinge_notches: Option<u8>,
    /// Height of the heel lift, mm.
    pub lift_mm: Option<u16>,
    /// How much weight.
    pub weight: Option<WeightCode>,
}

/// Whether the calf may be stretched past neutral.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StretchingView {
    /// By the strictest rule of the protocol.
    pub allowed: bool,
    /// The same as a sentence.
    pub text: String,
}

/// One step for one reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhaseView {
    /// Stable id of the phase.
    pub id: String,
    /// A few words: "Boot with 2 wedges".
    pub title: String,
    /// First day the protocol allows, counted from day 0.
    pub first_day: u16,
    /// First date; none while a criterion on the way is not confirmed.
    pub from: Option<Date>,
    /// Earliest possible first date.
    pub earliest: Date,
    /// Last date; none when the sheet names no end, or while the next step waits to be confirmed.
    pub last: Option<Date>,
    /// The sheet names no end.
    pub open_ended: bool,
    /// What must be confirmed before it begins.
    pub enter_when: Vec<String>,
    /// For drawings.
    pub facts: Facts,
    /// What the foot is in.
    pub device: String,
    /// How much weight.
    pub weight: String,
    /// How far the foot may come up.
    pub movement: String,
    /// Stretching.
    pub stretching: StretchingView,
    /// What to practise.
    pub exercises: Vec<String>,
    /// What is forbidden.
    pub forbidden: Vec<String>,
    /// Night wear, where the question arises.
    pub night: Option<String>,
    /// What the published sheet does not say for this step.
    pub not_given: Vec<String>,
    /// Facts for the clinician alone; empty for the person.
    pub clinician_notes: Vec<String>,
}

/// The next step, and what it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextChange {
    /// Phase id; none when the protocol ends there.
    pub phase: Option<String>,
    /// The date, when nothing is to be confirmed first.
    pub on: Option<Date>,
    /// Earliest possible date.
    pub earliest: Date,
    /// Days until `on` or `earliest`; 0 when that day has passed and a criterion is awaited.
    pub days: i32,
    /// What must be confirmed first.
    pub needs: Vec<String>,
    /// What changes, the boot first.
    pub changes: Vec<String>,
}

/// What a plan says on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Today {
    /// The protocol.
    pub protocol: ProtocolRef,
    /// The date asked about.
    pub date: Date,
    /// Day of the plan; day 0 is 0.
    pub day: i32,
    /// The same in weeks and days: "2 weeks and 1 day after the operation".
    pub elapsed: String,
    /// Where in the plan.
    pub state: State,
    /// A sentence for the states that are not simply a step.
    pub message: Option<String>,
    /// The step of the day.
    pub phase: Option<PhaseView>,
    /// The next step.
    pub next: Option<NextChange>,
    /// What holds on every day.
    pub always: Vec<String>,
}

/// One line of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayLine {
    /// The date.
    pub date: Date,
    /// Day of the plan.
    pub day: i32,
    /// Phase id, when the date is in a step.
    pub phase: Option<String>,
    /// The step's title.
    pub title: Option<String>,
    /// What changes on this very day.
    pub changes: Vec<String>,
}

/// Seven days from a date on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Week {
    /// The first of them in full.
    pub today: Today,
    /// The seven days.
    pub days: Vec<DayLine>,
}

/// One step on the whole road.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoadStep {
    /// The step.
    pub phase: PhaseView,
    /// What it changes against the one before; empty for the first.
    pub changes: Vec<String>,
    /// A short neutral title of the change, for calendars: no diagnosis in it.
    pub change_title: String,
}

/// The whole plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Road {
    /// The protocol.
    pub protocol: ProtocolRef,
    /// Day 0.
    pub day0: Date,
    /// What day 0 is.
    pub origin: Origin,
    /// With or without an operation.
    pub path: Path,
    /// The steps, in order. Empty when withheld from the person.
    pub steps: Vec<RoadStep>,
    /// First date after the protocol, when it has an end and nothing on the way is to be confirmed.
    pub ends: Option<Date>,
    /// What the sheet says of the time after.
    pub after_end: Option<String>,
    /// How the traps of the sheet were read (clinicians only).
    pub readings: Vec<String>,
    /// Why the steps are not shown, when they are withheld.
    pub withheld: Option<String>,
    /// What holds on every day.
    pub always: Vec<String>,
}

impl Plan {
    /// What the plan says on a date.
    pub fn today(&self, date: Date, speech: Speech<'_>) -> Today {
        let reader = speech.reader();
        let day = self.day_number(date);
        let mut today = Today {
            protocol: self.protocol_ref(speech),
            date,
            day,
            elapsed: words::elapsed(day, self.choice.origin, speech),
            state: State::InPhase,
            message: None,
            phase: None,
            next: None,
            always: words::always(speech),
        };
        if self.withheld_from(reader) {
            today.state = State::Withheld;
            today.message = Some(speech.say("plan-message-withheld"));
            return today;
        }
        let Some(index) = self.step_at(date) else {
            self.outside(&mut today, speech);
            return today;
        };
        let Some(step) = self.steps.get(index) else { return today };
        today.phase = Some(self.phase_view(index, step, speech));
        today.next = self.next_change(index, date, speech);
        if let Some(next) = self.steps.get(index + 1)
            && next.entered.is_none()
            && next.earliest <= date
        {
            let waits_for = words::all(&next.phase.enter_when, speech);
            today.message = Some(speech.own("plan-message-waits"));
            today.state = State::Held { since: next.earliest, waits_for };
        }
        today
    }

    /// Seven days from a date on.
    pub fn this_week(&self, date: Date, speech: Speech<'_>) -> Week {
        let reader = speech.reader();
        let hidden = self.withheld_from(reader);
        let days = (0..7_i64)
            .filter_map(|n| date.checked_add(n.days()).ok())
            .map(|date| {
                let index = if hidden { None } else { self.step_at(date) };
                let step = index.and_then(|i| self.steps.get(i));
                let before = index.and_then(|i| i.checked_sub(1)).and_then(|i| self.steps.get(i));
                let changes = match (before, step) {
                    (Some(a), Some(b)) if b.entered == Some(date) => {
                        words::changes(a, b, self.protocol.angle_kind, speech)
                    }
                    _ => Vec::new(),
                };
                DayLine {
                    date,
                    day: self.day_number(date),
                    phase: step.map(|s| s.phase.id.clone()),
                    title: step.map(|s| words::title(s, self.protocol.angle_kind, speech)),
                    changes,
                }
            })
            .collect();
        Week { today: self.today(date, speech), days }
    }

    /// All steps, with their dates as far as they are known.
    pub fn whole_road(&self, speech: Speech<'_>) -> Road {
        let reader = speech.reader();
        let hidden = self.withheld_from(reader);
        let kind = self.protocol.angle_kind;
        let steps = if hidden {
            Vec::new()
        } else {
            let before = std::iter::once(None).chain(self.steps.iter().map(Some));
            self.steps
                .iter()
                .enumerate()
                .zip(before)
                .map(|((index, step), before)| RoadStep {
                    phase: self.phase_view(index, step, speech),
                    changes: before.map(|b| words::changes(b, step, kind, speech)).unwrap_or_default(),
                    change_title: words::change_title(before, step, kind, speech),
                })
                .collect()
        };
        Road {
            protocol: self.protocol_ref(speech),
            day0: self.choice.day0,
            origin: self.choice.origin,
            path: self.choice.path,
            steps,
            ends: if hidden { None } else { self.steps.last().and_then(Step::end) },
            after_end: self.protocol.after_end.as_ref().filter(|_| !hidden).map(|w| words::pick(w, speech)),
            readings: if reader == Reader::Clinician { self.readings(speech) } else { Vec::new() },
            withheld: hidden.then(|| speech.say("plan-message-withheld")),
            always: words::always(speech),
        }
    }

    /// Whether the steps may not be shown to this reader (P12).
    pub fn withheld_from(&self, reader: Reader) -> bool {
        reader == Reader::Patient && !self.protocol.for_patients()
    }

    fn outside(&self, today: &mut Today, speech: Speech<'_>) {
        let first = self.steps.first();
        if today.day < 0 {
            today.state = State::BeforeStart { days: today.day.saturating_neg() };
            today.message = Some(speech.say("plan-message-before"));
        } else if first.is_none_or(|s| s.entered.is_none_or(|entered| entered > today.date)) {
            let first_day = first.and_then(|s| s.entered);
            today.message = Some(match first_day {
                Some(on) => speech.say_with("plan-message-not-before", &[("date", &on.to_string())]),
                None => speech.say("plan-message-first-waits"),
            });
            today.state = State::NotCovered { first_day };
        } else {
            let since = self.steps.last().and_then(Step::end).unwrap_or(today.date);
            let mut message = speech.say("plan-message-ended");
            if let Some(after) = &self.protocol.after_end {
                message = format!("{message} {}", words::pick(after, speech));
            }
            today.message = Some(message);
            today.state = State::Ended { since };
        }
    }

    fn next_change(&self, index: usize, date: Date, speech: Speech<'_>) -> Option<NextChange> {
        let step = self.steps.get(index)?;
        if let Some(next) = self.steps.get(index + 1) {
            let when = next.entered.unwrap_or(next.earliest);
            return Some(NextChange {
                phase: Some(next.phase.id.clone()),
                on: next.entered,
                earliest: next.earliest,
                days: make::days_between(date, when).max(0),
                needs: if next.entered.is_none() { words::all(&next.phase.enter_when, speech) } else { Vec::new() },
                changes: words::changes(step, next, self.protocol.angle_kind, speech),
            });
        }
        let end = step.end()?;
        Some(NextChange {
            phase: None,
            on: Some(end),
            earliest: end,
            days: make::days_between(date, end).max(0),
            needs: Vec::new(),
            changes: vec![speech.say("plan-change-end")],
        })
    }

    fn phase_view(&self, index: usize, step: &Step, speech: Speech<'_>) -> PhaseView {
        let reader = speech.reader();
        let kind = self.protocol.angle_kind;
        let phase: &Phase = &step.phase;
        let exercises = phase.exercises.iter().flatten().map(|e| {
            let todo = words::pick(&e.words, speech);
            match &e.only_when {
                Some(when) => {
                    let when = words::pick(when, speech);
                    let when = when.trim_end_matches('.');
                    speech.say_with("plan-exercise-when", &[("todo", &todo), ("when", when)])
                }
                None => todo,
            }
        });
        PhaseView {
            id: phase.id.clone(),
            title: words::title(step, kind, speech),
            first_day: step.allowed_day,
            from: step.entered,
            earliest: step.earliest,
            last: self.end_of(index).and_then(|end| end.yesterday().ok()),
            open_ended: step.days.is_none(),
            enter_when: words::all(&phase.enter_when, speech),
            facts: Facts {
                device: phase.device,
                wedges: step.wedges,
                degrees: step.degrees_for(reader, kind),
                hinge_notches: phase.hinge_notches,
                lift_mm: phase.lift_mm,
                weight: phase.weight_bearing.as_ref().map(WeightCode::from),
            },
            device: words::device(step, kind, speech),
            weight: words::weight(step, speech),
            movement: words::movement(step, speech),
            stretching: StretchingView { allowed: step.may_stretch, text: words::stretching(step, speech) },
            exercises: exercises.collect(),
            forbidden: phase.forbidden.iter().flatten().map(|w| words::pick(w, speech)).collect(),
            night: words::night(step, speech),
            not_given: phase.not_given.iter().map(|f| words::fact(*f, speech)).collect(),
            clinician_notes: if reader == Reader::Clinician {
                phase.clinician_notes.iter().map(|note| speech.translated(note)).collect()
            } else {
                Vec::new()
            },
        }
    }

    fn protocol_ref(&self, speech: Speech<'_>) -> ProtocolRef {
        ProtocolRef {
            id: self.protocol.id.clone(),
            name: self.protocol.name.clone(),
            hash: self.protocol.hash.clone(),
            label: self.protocol.label.as_ref().map(|w| words::pick(w, speech)),
            sources: self.protocol.sources.clone(),
        }
    }

    fn readings(&self, speech: Speech<'_>) -> Vec<String> {
        self.protocol.readings.iter().fold(Vec::new(), |mut out, r| {
            for (id, why) in [
                ("plan-c-read-weeks", &r.week_number.why),
                ("plan-c-read-day0", &r.day_zero.why),
                ("plan-c-read-angle", &r.angle_kind.why),
                ("plan-c-read-wedges", &r.wedge_order.why),
                ("plan-c-read-gating", &r.gating.why),
                ("plan-c-read-stretching", &r.stretching.why),
            ] {
                out.push(speech.say_with(id, &[("why", &speech.translated(why))]));
            }
            out
        })
    }
}

impl From<&WeightBearing> for WeightCode {
    fn from(w: &WeightBearing) -> Self {
        match w {
            WeightBearing::Nwb => Self::Nwb,
            WeightBearing::Ttwb => Self::Ttwb,
            WeightBearing::Pwb | WeightBearing::PwbPercent(_) => Self::Pwb,
            WeightBearing::Protected => Self::Protected,
            WeightBearing::Wbat => Self::Wbat,
            WeightBearing::Fwb => Self::Fwb,
        }
    }
}
