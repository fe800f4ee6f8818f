//! P9 by walking every plan there is: each runnable protocol, each way to choose it (path, day 0, every value of every
//! parameter), nothing confirmed and everything confirmed, each day from 0 to 400. What the plan says on the day is held
//! against the protocol's own file, not against the dating code.

use std::collections::BTreeMap;

use heelrise_knowledge::protocol::{Day, Protocol, Protocols, Stretching, Wedges};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use super::{Plan, PlanChoice, Progress, Reader, Signed, Speech, State, Today, make_plan};
use crate::prove::PropertyResult;

/// Last day that is walked, counted from day 0.
const LAST_DAY: i64 = 400;
/// A leap day, so that the walk crosses the end of a February.
const DAY0: Date = date(2024, 2, 29);

/// Proves P9 over all runnable protocols.
pub fn prove_p9(protocols: &Protocols) -> PropertyResult {
    let mut checked = 0_u128;
    let mut counter_example = None;
    for protocol in protocols.runnable() {
        if let Err(found) = walk(protocol, protocol, &mut checked) {
            counter_example.get_or_insert(found);
        }
    }
    PropertyResult {
        id: "P9",
        title: "one protocol a plan, explicit days, no step before its day or its check, the strictest rule on stretching",
        space: "every runnable protocol, every choice, days 0 to 400, nothing and everything confirmed",
        checked,
        stands_for: checked,
        sampled: false,
        counter_example,
    }
}

/// Every choice of a protocol: path, day 0, and every value of every parameter.
pub(super) fn choices(protocol: &Protocol, day0: Date) -> Vec<PlanChoice> {
    let mut sets: Vec<BTreeMap<String, u16>> = vec![BTreeMap::new()];
    for p in &protocol.parameters {
        let mut next = if p.required { Vec::new() } else { sets.clone() };
        for set in &sets {
            next.extend((p.min..=p.max).map(|value| {
                let mut with = set.clone();
                with.insert(p.id.clone(), value);
                with
            }));
        }
        sets = next;
    }
    let adopted_on = day0.checked_add(i64::from(protocol.from_day).days()).unwrap_or(day0);
    let mut all = Vec::new();
    for path in protocol.paths() {
        for origin in protocol.origins.of(path) {
            all.extend(sets.iter().map(|parameters| PlanChoice {
                day0,
                origin: *origin,
                path,
                adopted_on,
                treatment_started: Some(day0),
                parameters: parameters.clone(),
                checked_against_original: Some(Signed { by: "proof".to_owned(), on: day0 }),
            }));
        }
    }
    all
}

/// Walks all plans made from one protocol and judges them by the text of another (the same one, but for tests).
pub(super) fn walk(made_from: &Protocol, judge: &Protocol, checked: &mut u128) -> Result<(), String> {
    for choice in choices(made_from, DAY0) {
        let bare = make_plan(made_from, &choice).map_err(|e| format!("{}: {e}", made_from.id))?;
        let mut progress = Progress::default();
        for (phase, _) in bare.awaiting(Speech::silent(Reader::Clinician)) {
            progress.confirmed.insert(phase, DAY0);
        }
        let confirmed = bare.clone().with_progress(progress).map_err(|e| format!("{}: {e}", made_from.id))?;
        for plan in [&bare, &confirmed] {
            walk_plan(plan, judge, checked)?;
        }
    }
    Ok(())
}

fn walk_plan(plan: &Plan, judge: &Protocol, checked: &mut u128) -> Result<(), String> {
    let mut last_index = None;
    let mut last_wedges = None;
    for n in 0..=LAST_DAY {
        let Ok(date) = DAY0.checked_add(n.days()) else { break };
        let today = plan.today(date, Speech::silent(Reader::Clinician));
        *checked += 1;
        judge_day(plan, judge, n, &today, &mut last_index, &mut last_wedges)
            .map_err(|what| format!("{} {:?} day {n}: {what}", judge.id, plan.choice().parameters))?;
    }
    Ok(())
}

fn judge_day(
    plan: &Plan,
    judge: &Protocol,
    n: i64,
    today: &Today,
    last_index: &mut Option<usize>,
    last_wedges: &mut Option<u8>,
) -> Result<(), String> {
    if today.protocol.id != judge.id {
        return Err("the day speaks for another protocol".to_owned());
    }
    let day_of = |day: &Day| match day {
        Day::Number(d) => Some(i64::from(*d)),
        Day::Parameter(id) => plan.choice().parameters.get(id).map(|d| i64::from(*d)),
    };
    let Some(view) = &today.phase else {
        let first = judge.phases.first().and_then(|p| day_of(&p.from_day)).unwrap_or(0);
        let end = judge.phases.last().and_then(|p| p.to_day.as_ref()).and_then(day_of);
        return match today.state {
            State::NotCovered { .. } if n < first => Ok(()),
            State::Ended { .. } if end.is_some_and(|end| n >= end) => Ok(()),
            _ => Err(format!("no step, in state {:?}", today.state)),
        };
    };
    let Some(index) = judge.phases.iter().position(|p| p.id == view.id) else {
        return Err(format!("the step \"{}\" is not in the protocol", view.id));
    };
    let Some(phase) = judge.phases.get(index) else { return Ok(()) };
    if day_of(&phase.from_day).is_none_or(|from| n < from) {
        return Err(format!("\"{}\" has begun before its day", phase.id));
    }
    if last_index.is_some_and(|last| index < last) {
        return Err(format!("\"{}\" comes after a later step", phase.id));
    }
    let unconfirmed = |p: &str| !plan.progress().confirmed.contains_key(p);
    if let Some(gate) = judge.phases.iter().take(index + 1).find(|p| !p.enter_when.is_empty() && unconfirmed(&p.id)) {
        return Err(format!("\"{}\" is behind \"{}\", which nobody confirmed", phase.id, gate.id));
    }
    if view.stretching.allowed
        && (phase.stretching != Some(Stretching::Gentle)
            || judge.stretching_from_day.is_none_or(|from| n < i64::from(from)))
    {
        return Err("stretching is allowed against the strictest rule".to_owned());
    }
    if let Some(Wedges::Count(count)) = phase.wedges
        && view.facts.wedges != Some(count)
    {
        return Err(format!("{:?} wedges, the sheet says {count}", view.facts.wedges));
    }
    if view.facts.wedges > *last_wedges && last_wedges.is_some() {
        return Err("wedges rise".to_owned());
    }
    *last_wedges = view.facts.wedges.or(*last_wedges);
    *last_index = Some(index);
    Ok(())
}
