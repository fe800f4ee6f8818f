//! What the result hangs on: every set side by side, one trial left out at a time, by rehabilitation.

use heelrise_evidence::sensitivity::{
    AmongSets, Method, Step, Subgroups, across_sets, by_rehabilitation, leave_one_out,
};
use heelrise_evidence::sets::TrialSet;
use heelrise_evidence::{Interval, Measure, Pooled, Status, Tau2};
use serde::Serialize;

use super::{Desk, LEVEL, PERCENT, PooledView, decimals, refused};
use crate::args::evidence::Sensitivity;
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};

/// One set among the others.
#[derive(Serialize)]
struct SetLine<'a> {
    set: &'a str,
    name: &'a str,
    why: &'a str,
    for_patients: bool,
    least_certain: Status,
    pooled: Option<PooledView>,
    /// Why there is no result.
    refused: Option<&'a str>,
}

/// The result without one trial.
#[derive(Serialize)]
struct Without {
    trial: String,
    label: String,
    pooled: PooledView,
}

/// Early movement and cast apart.
#[derive(Serialize)]
struct Groups {
    functional: PooledView,
    cast: PooledView,
    in_neither: Vec<String>,
    q_between: f64,
    p_between: f64,
}

/// The whole, for `--json`.
#[derive(Serialize)]
struct View<'a> {
    knowledge_version: &'a str,
    outcome: &'a str,
    method: &'static str,
    interval: &'static str,
    level: f64,
    sets: Vec<SetLine<'a>>,
    /// The set that is taken apart below.
    base_set: &'a str,
    leave_one_out: Option<Vec<Without>>,
    by_rehabilitation: Option<Groups>,
}

/// Runs it.
pub fn run(desk: Desk<'_>, command: &Sensitivity) -> Result<Exit, Failure> {
    let (outcome, found) = desk.sets_of(&command.outcome)?;
    let (m, method) = desk.pooling(command.how)?;
    let evidence = desk.evidence;
    let all = across_sets(&evidence.trials, &evidence.sets, &outcome, m, method, LEVEL).map_err(refused)?;
    // The set for patients, or the first one of another outcome.
    let base = found.iter().find(|set| set.id == evidence.sets.patient_pairs).or_else(|| found.first());
    let base = desk.resolve(base.map_or("", |set| set.id.as_str()))?;
    // A set of one trial cannot be taken apart, nor one without trials of both kinds; that is no mistake of who asks.
    let without = leave_one_out(&base, m, method, LEVEL).ok();
    let tau2 = match method {
        Method::Variance(tau2, _) => tau2,
        Method::MantelHaenszel => Tau2::Reml,
    };
    let groups = by_rehabilitation(&base, m, tau2, LEVEL).ok();
    if !command.json {
        page(desk, (m, method), &all, &base, without.as_deref(), groups.as_ref())?;
        return Ok(Exit::Ok);
    }
    let by_group = Method::Variance(tau2, Interval::Wald);
    let view = View {
        knowledge_version: &desk.knowledge.version,
        outcome: &outcome,
        method: method.word(m),
        interval: method.interval().word(),
        level: LEVEL,
        sets: all.iter().map(|one| line(one, m, method)).collect(),
        base_set: &base.id,
        leave_one_out: without.map(|steps| {
            let without = |step: Step| Without {
                pooled: PooledView::of(m, method, &step.pooled),
                trial: step.trial,
                label: step.label,
            };
            steps.into_iter().map(without).collect()
        }),
        by_rehabilitation: groups.map(|groups| Groups {
            functional: PooledView::of(m, by_group, &groups.functional),
            cast: PooledView::of(m, by_group, &groups.cast),
            in_neither: groups.in_neither,
            q_between: groups.q_between,
            p_between: groups.p_between,
        }),
    };
    put(&json_line(&view)?)?;
    Ok(Exit::Ok)
}

fn line(one: &AmongSets, m: Measure, method: Method) -> SetLine<'_> {
    SetLine {
        set: &one.set,
        name: &one.name,
        why: &one.why,
        for_patients: one.for_patients,
        least_certain: one.least_certain,
        pooled: one.result.as_ref().ok().map(|result| PooledView::of(m, method, &result.pooled)),
        refused: one.result.as_ref().err().map(String::as_str),
    }
}

fn page(
    desk: Desk<'_>,
    (m, method): (Measure, Method),
    all: &[AmongSets],
    base: &TrialSet,
    without: Option<&[Step]>,
    groups: Option<&Subgroups>,
) -> Result<(), Failure> {
    let words = desk.words;
    let mut page = desk.page();
    let (name, measure) = (desk.method(m, method), desk.measure(m));
    let outcome = desk.outcome(&base.outcome);
    let arguments = [("outcome", outcome.as_str()), ("measure", &measure), ("method", &name)];
    page.heading(&words.say_with("trials-sensitivity-head", &arguments));
    page.para(&desk.say("trials-sensitivity-lead")).gap();
    let effect_head = words.say_with("trials-col-effect", &[("measure", &measure), ("level", PERCENT)]);
    let effect = |p: &Pooled| desk.effect(m, PooledView::of(m, method, p).effect);
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|one| {
            let (k, effect, i2) = match &one.result {
                Ok(result) => {
                    let p = &result.pooled;
                    (p.k.to_string(), effect(p), format!("{} %", decimals(p.i2, 0)))
                }
                Err(_) => (String::new(), desk.say("trials-says-nothing"), String::new()),
            };
            let patients = desk.say(if one.for_patients { "trials-yes" } else { "trials-no" });
            vec![one.set.clone(), k, effect, i2, desk.status(one.least_certain), patients]
        })
        .collect();
    let head = [
        desk.say("trials-set"),
        desk.say("trials-trials"),
        effect_head.clone(),
        "I²".to_owned(),
        desk.say("trials-least-certain"),
        desk.say("trials-col-patients"),
    ];
    page.table(&head.each_ref().map(String::as_str), &rows, &[1, 2, 3]);
    page.heading(&words.say_with("trials-leave-one-out", &[("set", &base.id)]));
    if let Some(steps) = without {
        let rows: Vec<Vec<String>> =
            steps.iter().map(|step| vec![step.label.clone(), effect(&step.pooled), desk.p(step.pooled.p)]).collect();
        let head = [desk.say("trials-col-without"), effect_head, String::new()];
        page.table(&head.each_ref().map(String::as_str), &rows, &[1]);
    } else {
        page.para(&desk.say("trials-cannot-take-apart"));
    }
    page.heading(&words.say_with("trials-by-rehabilitation", &[("set", &base.id)]));
    if let Some(groups) = groups {
        for (id, pooled) in [("trials-functional", &groups.functional), ("trials-cast", &groups.cast)] {
            let text = format!("{} {}, {}", m.short(), effect(pooled), desk.p(pooled.p));
            let count = words.say_with(id, &[("count", &pooled.k.to_string())]);
            page.pair(&count, &text);
        }
        if !groups.in_neither.is_empty() {
            page.pair(&desk.say("trials-in-neither"), &groups.in_neither.join(", "));
        }
        page.pair(&desk.say("trials-between-groups"), &desk.q(groups.q_between, 1, groups.p_between));
    } else {
        page.para(&desk.say("trials-cannot-take-apart"));
    }
    desk.close(page)
}
