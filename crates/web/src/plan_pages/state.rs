//! From the record to the plan: the choice as it was adopted, and what happened since, in order.

use heelrise_care::plan::{Plan, PlanChoice, PlanError, Reader, Road, Speech, make_plan};
use heelrise_knowledge::protocol::Protocol;
use heelrise_records::{CaseState, Event, EventKind, PlanAdoption};
use jiff::civil::Date;
use serde_json::Value;

use crate::App;

/// Why the plan of a case cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// No plan runs.
    None,
    /// Its protocol is no longer in the knowledge.
    Unknown,
    /// The choice in the record cannot be read.
    Unreadable,
    /// It cannot be made, with the reason.
    Refused(PlanError),
}

/// A plan as it runs.
#[derive(Debug, Clone)]
pub struct Running {
    /// The plan, with everything that happened to it.
    pub plan: Plan,
    /// Held since this day, and why.
    pub held: Option<(Date, String)>,
    /// The protocol's file is not the one the plan was adopted from.
    pub changed_file: bool,
}

/// The adoption as the record keeps it.
pub fn adoption(protocol: &Protocol, choice: &PlanChoice) -> PlanAdoption {
    let word = |value: Result<Value, serde_json::Error>| match value {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    };
    PlanAdoption {
        protocol: protocol.id.clone(),
        protocol_hash: protocol.hash.clone(),
        day0: choice.day0,
        origin: word(serde_json::to_value(choice.origin)),
        path: Some(word(serde_json::to_value(choice.path))),
        parameters: serde_json::to_value(choice).unwrap_or(Value::Null),
    }
}

/// The plan that runs on a case, as of a day.
pub fn running(app: &App, state: &CaseState, events: &[Event], today: Date) -> Result<Running, Trouble> {
    let kept = state.running_plan().ok_or(Trouble::None)?;
    let protocol = app.knowledge().protocols.get(&kept.adopted.protocol).ok_or(Trouble::Unknown)?;
    let choice: PlanChoice =
        serde_json::from_value(kept.adopted.parameters.clone()).map_err(|_| Trouble::Unreadable)?;
    let fresh = make_plan(protocol, &choice).map_err(Trouble::Refused)?;
    let since: Vec<&EventKind> =
        events.iter().filter(|event| event.seq > kept.since).map(|event| &event.kind).collect();
    let plan = replay(fresh, &since, today).map_err(Trouble::Refused)?;
    Ok(Running { plan, held: kept.held.clone(), changed_file: protocol.hash != kept.adopted.protocol_hash })
}

/// How far away the next step of a held plan is put: out of every calendar's sight. Pages say “on hold” in its place.
const HELD_YEARS: i32 = 10;

/// Lays what happened over a plan. While it is held, its next step has no day: a hold has no end until somebody lifts
/// it, and no calendar may announce a step meanwhile. When it is lifted, the next step begins on that day at the earliest.
fn replay(mut plan: Plan, since: &[&EventKind], today: Date) -> Result<Plan, PlanError> {
    let mut held: Option<Date> = None;
    for kind in since {
        match kind {
            EventKind::PlanHeld { on, .. } => held = Some(*on),
            EventKind::PlanMovedOn { phase, on, .. } => {
                let mut progress = plan.progress().clone();
                if needs_a_word(&plan, phase) {
                    progress.confirmed.insert(phase.clone(), *on);
                }
                if let Some(next) = held.take().and_then(|since| next_after(&plan, since)) {
                    progress.not_before.insert(next, *on);
                }
                plan = plan.with_progress(progress)?;
            }
            _ => {}
        }
    }
    if let Some(next) = held.and_then(|since| next_after(&plan, since)) {
        let mut progress = plan.progress().clone();
        progress.not_before.insert(next, today.checked_add(jiff::Span::new().years(HELD_YEARS)).unwrap_or(Date::MAX));
        plan = plan.with_progress(progress)?;
    }
    Ok(plan)
}

fn needs_a_word(plan: &Plan, phase: &str) -> bool {
    road(plan).steps.iter().any(|step| step.phase.id == phase && !step.phase.enter_when.is_empty())
}

/// The steps with their days, for counting: nobody reads this road.
fn road(plan: &Plan) -> Road {
    plan.whole_road(Speech::silent(Reader::Clinician))
}

/// The step that comes after the one of a day.
pub fn next_after(plan: &Plan, day: Date) -> Option<String> {
    road(plan)
        .steps
        .into_iter()
        .map(|step| step.phase)
        .find(|phase| phase.from.is_none_or(|from| from > day))
        .map(|phase| phase.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use heelrise_knowledge::protocol::{Origin, Path};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn plan_of(protocol: &str) -> Plan {
        let care = crate::test_site::care();
        let choice = PlanChoice {
            day0: day("2026-03-02"),
            origin: Origin::Injury,
            path: Path::NonOperative,
            adopted_on: day("2026-03-02"),
            treatment_started: None,
            parameters: std::collections::BTreeMap::default(),
            checked_against_original: None,
        };
        make_plan(care.knowledge().protocols.get(protocol).unwrap(), &choice).unwrap()
    }

    fn starts(plan: &Plan) -> Vec<Option<Date>> {
        road(plan).steps.iter().map(|step| step.phase.from).collect()
    }

    #[test]
    fn a_held_plan_waits_and_a_lifted_hold_shifts_what_follows() {
        let fresh = plan_of("willits");
        let before = starts(&fresh);
        assert_eq!(before[1], Some(day("2026-03-16")));
        let held = EventKind::PlanHeld { on: day("2026-03-10"), reason: "wound".to_owned() };
        let waiting = replay(fresh.clone(), &[&held], day("2026-03-20")).unwrap();
        assert_eq!(starts(&waiting)[1], Some(day("2036-03-20")), "no step is announced while it is held");
        let next = road(&fresh).steps[1].phase.id.clone();
        let lifted = EventKind::PlanMovedOn { phase: next, on: day("2026-03-23"), reason: "dry".to_owned() };
        let after = replay(fresh, &[&held, &lifted], day("2026-04-20")).unwrap();
        assert_eq!(starts(&after)[1], Some(day("2026-03-23")));
        for (late, plain) in starts(&after).iter().zip(&before) {
            assert!(late >= plain, "a hold never brings a step forward");
        }
    }

    #[test]
    fn a_hold_that_ends_before_the_next_step_costs_nothing() {
        let fresh = plan_of("willits");
        let held = EventKind::PlanHeld { on: day("2026-03-04"), reason: "wound".to_owned() };
        let next = road(&fresh).steps[1].phase.id.clone();
        let lifted = EventKind::PlanMovedOn { phase: next, on: day("2026-03-06"), reason: "dry".to_owned() };
        assert_eq!(starts(&replay(fresh.clone(), &[&held, &lifted], day("2026-03-07")).unwrap()), starts(&fresh));
    }
}
