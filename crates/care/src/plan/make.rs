//! From a protocol and a choice to dated steps. Every refusal is a [`PlanError`] with a sentence that says what to do.

use heelrise_knowledge::protocol::{Day, Device, Movement, Origin, ParameterKind, Phase, Protocol, Stretching, Wedges};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Plan, PlanChoice, PlanError, Progress, Step};

/// Treatment that starts more than this many days after the injury counts from its own start (protocols reference,
/// trap 2: "diagnosed late, 14 to 42 days"; our reading of the sheets).
pub const LATE_PRESENTATION_DAYS: i32 = 14;

/// Makes the plan of one protocol. Refuses a protocol that is not runnable, a day 0 it does not count from, a late
/// start counted from the injury, missing or impossible parameters, and a transcription nobody checked.
pub fn make_plan(protocol: &Protocol, choice: &PlanChoice) -> Result<Plan, PlanError> {
    if !protocol.runnable {
        return Err(PlanError::NotRunnable {
            protocol: protocol.id.clone(),
            reason: protocol.reason.clone().unwrap_or_else(|| "It is incomplete.".to_owned()),
        });
    }
    check_origin(protocol, choice)?;
    check_dates(protocol, choice)?;
    check_parameters(protocol, choice)?;
    let signed = choice.checked_against_original.as_ref().is_some_and(|s| !s.by.trim().is_empty());
    if protocol.check_against_original && !signed {
        return Err(PlanError::CheckAgainstOriginal { protocol: protocol.id.clone() });
    }
    let steps = undated_steps(protocol, choice)?;
    Plan { protocol: protocol.clone(), choice: choice.clone(), progress: Progress::default(), steps }.dated()
}

impl Plan {
    /// The same plan with this progress in place of the one it had. Later steps shift with a step that began late; no
    /// step begins before its protocol allows, whatever the progress says.
    pub fn with_progress(mut self, progress: Progress) -> Result<Self, PlanError> {
        for (phase, on) in &progress.confirmed {
            let step = self.known(phase)?;
            if step.phase.enter_when.is_empty() {
                return Err(PlanError::NothingToConfirm { phase: phase.clone() });
            }
            if *on < self.choice.day0 {
                return Err(PlanError::ConfirmedTooEarly { phase: phase.clone(), on: *on, day0: self.choice.day0 });
            }
        }
        for phase in progress.not_before.keys() {
            self.known(phase)?;
        }
        self.progress = progress;
        self.dated()
    }

    /// Confirms the criteria of one step on a day.
    pub fn advance(self, phase: &str, on: Date) -> Result<Self, PlanError> {
        let mut progress = self.progress.clone();
        progress.confirmed.insert(phase.to_owned(), on);
        self.with_progress(progress)
    }

    /// Holds one step back: not before a day.
    pub fn hold(self, phase: &str, not_before: Date) -> Result<Self, PlanError> {
        let mut progress = self.progress.clone();
        progress.not_before.insert(phase.to_owned(), not_before);
        self.with_progress(progress)
    }

    fn known(&self, phase: &str) -> Result<&Step, PlanError> {
        self.steps.iter().find(|s| s.phase.id == phase).ok_or_else(|| PlanError::PhaseUnknown {
            phase: phase.to_owned(),
            known: self.steps.iter().map(|s| s.phase.id.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    /// Works out the dates of all steps from the choice and the progress.
    fn dated(mut self) -> Result<Self, PlanError> {
        let mut earliest_end: Option<Date> = None;
        let mut entered_end: Option<Option<Date>> = None;
        for step in &mut self.steps {
            let allowed = plus(self.choice.day0, step.allowed_day)?;
            let floor = self.progress.not_before.get(&step.phase.id).map_or(allowed, |held| allowed.max(*held));
            let confirmed = self.progress.confirmed.get(&step.phase.id).copied();
            let possible = earliest_end.map_or(floor, |end| floor.max(end));
            step.earliest = confirmed.map_or(possible, |on| possible.max(on));
            // The first step waits for nothing before it; the others for a known end of the step before.
            let ready = match entered_end {
                None => Some(floor),
                Some(end) => end.map(|end| floor.max(end)),
            };
            step.entered = if step.phase.enter_when.is_empty() {
                ready
            } else {
                ready.zip(confirmed).map(|(ready, on)| ready.max(on))
            };
            earliest_end = step.days.map(|days| plus(step.earliest, days)).transpose()?;
            entered_end = Some(match (step.entered, step.days) {
                (Some(entered), Some(days)) => Some(plus(entered, days)?),
                _ => None,
            });
        }
        Ok(self)
    }
}

fn check_origin(protocol: &Protocol, choice: &PlanChoice) -> Result<(), PlanError> {
    let allowed = protocol.origins.of(choice.path);
    if allowed.is_empty() {
        return Err(PlanError::PathNotServed { protocol: protocol.id.clone(), path: choice.path });
    }
    if !allowed.contains(&choice.origin) {
        return Err(PlanError::OriginNotAllowed {
            protocol: protocol.id.clone(),
            origin: choice.origin,
            allowed: allowed.to_vec(),
        });
    }
    Ok(())
}

fn check_dates(protocol: &Protocol, choice: &PlanChoice) -> Result<(), PlanError> {
    let PlanChoice { day0, adopted_on, .. } = *choice;
    match choice.origin {
        Origin::Injury => {
            if day0 > adopted_on {
                return Err(PlanError::InjuryInFuture { day0, adopted_on });
            }
            match choice.treatment_started {
                Some(started) if started < day0 => {
                    return Err(PlanError::TreatmentStartWrong { day0, started });
                }
                Some(started) => {
                    let days = days_between(day0, started);
                    if days > LATE_PRESENTATION_DAYS {
                        return Err(PlanError::LatePresentation { days, started });
                    }
                }
                None => {
                    let days = days_between(day0, adopted_on);
                    if days > LATE_PRESENTATION_DAYS {
                        return Err(PlanError::TreatmentStartNeeded { days });
                    }
                }
            }
        }
        Origin::TreatmentStart => {
            if let Some(started) = choice.treatment_started.filter(|s| *s != day0) {
                return Err(PlanError::TreatmentStartWrong { day0, started });
            }
        }
        Origin::Surgery => {}
    }
    let first = plus(day0, protocol.from_day)?;
    if protocol.from_day > 0 && adopted_on < first {
        return Err(PlanError::TooEarly { protocol: protocol.id.clone(), from_day: protocol.from_day, first });
    }
    Ok(())
}

fn check_parameters(protocol: &Protocol, choice: &PlanChoice) -> Result<(), PlanError> {
    if let Some(id) = choice.parameters.keys().find(|id| protocol.parameters.iter().all(|p| p.id != **id)) {
        return Err(PlanError::ParameterUnknown { protocol: protocol.id.clone(), id: id.clone() });
    }
    for p in &protocol.parameters {
        match choice.parameters.get(&p.id) {
            None if p.required => {
                return Err(PlanError::ParameterMissing { id: p.id.clone(), ask: p.ask.clone() });
            }
            Some(value) if !(p.min..=p.max).contains(value) => {
                return Err(PlanError::ParameterOutOfRange {
                    id: p.id.clone(),
                    value: *value,
                    min: p.min,
                    max: p.max,
                    ask: p.ask.clone(),
                });
            }
            _ => {}
        }
    }
    Ok(())
}

/// The phases with parameters put in and the strictest rules worked out; dates still to come.
fn undated_steps(protocol: &Protocol, choice: &PlanChoice) -> Result<Vec<Step>, PlanError> {
    let day = |day: &Day| match day {
        Day::Number(n) => Ok(*n),
        Day::Parameter(id) => choice
            .parameters
            .get(id)
            .copied()
            .ok_or_else(|| PlanError::ParameterMissing { id: id.clone(), ask: String::new() }),
    };
    let fitted = protocol
        .parameters
        .iter()
        .find(|p| p.kind == ParameterKind::Wedges)
        .and_then(|p| choice.parameters.get(&p.id))
        .and_then(|n| u8::try_from(*n).ok());
    let mut steps: Vec<Step> = Vec::with_capacity(protocol.phases.len());
    let mut last_movement: Option<Movement> = None;
    for phase in &protocol.phases {
        let from = day(&phase.from_day)?;
        let to = phase.to_day.as_ref().map(day).transpose()?;
        let wedges = match phase.wedges {
            Some(Wedges::Count(n)) => Some(n),
            Some(Wedges::Removed(n)) => fitted.map(|f| f.saturating_sub(n)),
            None => None,
        };
        last_movement = phase.movement.or(last_movement.filter(|m| still_holds(*m, phase)));
        let step = Step {
            allowed_day: from,
            days: to.map(|to| to.saturating_sub(from)),
            wedges,
            movement: last_movement.map(|m| (m, phase.movement.is_none())),
            may_stretch: phase.stretching == Some(Stretching::Gentle)
                && protocol.stretching_from_day.is_some_and(|allowed| from >= allowed),
            earliest: choice.day0,
            entered: None,
            phase: phase.clone(),
        };
        // With three wedges fitted, "the fourth comes out" changes nothing: one step, not two.
        match steps.last_mut() {
            Some(last) if same_orders(last, &step) => {
                last.days = last.days.zip(step.days).map(|(a, b)| a.saturating_add(b));
                last.phase.to_day.clone_from(&step.phase.to_day);
            }
            _ => steps.push(step),
        }
    }
    Ok(steps)
}

/// A limit that speaks of the boot ends with the boot; one in degrees stands until the sheet lifts it.
fn still_holds(movement: Movement, phase: &Phase) -> bool {
    let in_boot =
        matches!(phase.device, Some(d) if !matches!(d, Device::Shoe | Device::LeavingBoot | Device::BootOrShoe));
    match movement {
        Movement::Still | Movement::InsideHinge | Movement::BootPosition => in_boot,
        Movement::UpTo(_) | Movement::LimitLifted => true,
    }
}

/// Whether two neighbouring steps tell the person the very same, so that there is no change to announce.
fn same_orders(a: &Step, b: &Step) -> bool {
    if a.wedges.is_none() || a.wedges != b.wedges || a.may_stretch != b.may_stretch {
        return false;
    }
    let mut renamed = b.phase.clone();
    renamed.id.clone_from(&a.phase.id);
    renamed.from_day = a.phase.from_day.clone();
    renamed.to_day.clone_from(&a.phase.to_day);
    renamed.wedges = a.phase.wedges;
    renamed == a.phase && b.phase.enter_when.is_empty()
}

/// Whole days from one date to another, negative when the second is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// A date some days later.
pub(super) fn plus(date: Date, days: u16) -> Result<Date, PlanError> {
    date.checked_add(i64::from(days).days()).map_err(|_| PlanError::DateOutOfRange)
}
