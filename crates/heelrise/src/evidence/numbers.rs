//! What patients are shown: for each outcome and option a number per 100 people, or why there is none.

use heelrise_evidence::Strategy;
use heelrise_evidence::summary::{
    Answer, Behind, Certainty, Number, OptionSummary, OutcomeSummary, Reason, SurgeryOrNot, Unit, patient_numbers,
};
use serde::Serialize;

use super::{Desk, decimals, refused};
use crate::args::evidence::Numbers;
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::page::Page;
use crate::plan::word;

/// The whole, for `--json`.
#[derive(Serialize)]
struct View<'a> {
    knowledge_version: &'a str,
    /// The chosen risk of a re-rupture without an operation, per 100 people; nothing: the pooled one.
    baseline: Option<f64>,
    outcomes: Vec<OutcomeView<'a>>,
}

/// One outcome, for `--json`.
#[derive(Serialize)]
struct OutcomeView<'a> {
    #[serde(flatten)]
    summary: &'a OutcomeSummary,
    /// Shortest and longest follow-up behind `surgery_or_not`; `months` is that behind the four options.
    surgery_or_not_months: Option<(f64, f64)>,
}

/// Runs it.
pub fn run(desk: Desk<'_>, command: &Numbers) -> Result<Exit, Failure> {
    let evidence = desk.evidence;
    let chosen;
    let outcomes: &[OutcomeSummary] = if command.baseline.is_some() {
        chosen =
            patient_numbers(&evidence.trials, &evidence.means, &evidence.sets, command.baseline).map_err(refused)?;
        &chosen
    } else {
        evidence.patient_numbers().map_err(refused)?
    };
    if command.json {
        let knowledge_version = &desk.knowledge.version;
        let months = |summary: &OutcomeSummary| summary.surgery_or_not.as_ref().and_then(SurgeryOrNot::months);
        let outcomes = outcomes.iter().map(|o| OutcomeView { summary: o, surgery_or_not_months: months(o) }).collect();
        put(&json_line(&View { knowledge_version, baseline: command.baseline, outcomes })?)?;
        return Ok(Exit::Ok);
    }
    let mut page = desk.page();
    page.para(&desk.say("trials-numbers-lead"));
    for outcome in outcomes {
        self::outcome(desk, &mut page, outcome, command.baseline);
    }
    desk.close(page)?;
    Ok(Exit::Ok)
}

fn outcome(desk: Desk<'_>, page: &mut Page, summary: &OutcomeSummary, baseline: Option<f64>) {
    let mut name = desk.outcome(&word(&summary.outcome));
    if let Some(both) = &summary.surgery_or_not {
        // The two comparisons rest on trials of their own, and these followed people for times of their own.
        page.heading(&after(desk, &name, both.months()));
        number(desk, page, &desk.say("trials-surgery"), (&both.surgery, baseline));
        number(desk, page, &desk.say("trials-no-surgery"), (&both.none, baseline));
        let (d, low, high) = both.difference;
        let [d, low, high] = [d, low, high].map(|x| decimals(x, 1));
        page.pair(&desk.say("trials-difference"), &desk.interval(&d, &low, &high));
        // Nothing is certain: what rounds to 100 is written as more than 99.9.
        let share = match 100.0 * both.fewer_with_surgery {
            high if high >= 99.95 => "> 99.9 %".to_owned(),
            share => format!("{} %", decimals(share, 1)),
        };
        page.pair(&desk.say("trials-fewer"), &share);
        name = desk.words.say_with("trials-four-options", &[("outcome", &name)]);
    }
    page.heading(&after(desk, &name, summary.months));
    for OptionSummary { option, answer } in &summary.options {
        match answer {
            Answer::Known(known) => number(desk, page, &desk.option(*option), (known, baseline)),
            Answer::NotKnown(why) => {
                page.bullet(&format!("{}: {}", desk.option(*option), reason(desk, *why)));
            }
        }
    }
    if let Some(ranks) = &summary.ranks {
        page.gap().para(&desk.say("trials-network-ranks-lead"));
        for (option, places) in Strategy::FOUR.into_iter().zip(ranks) {
            let places: Vec<String> = places
                .iter()
                .enumerate()
                .map(|(place, share)| format!("{}: {} %", place + 1, decimals(100.0 * share, 0)))
                .collect();
            page.bullet(&format!("{}: {}", desk.option(option), places.join("; ")));
        }
    }
}

/// What was counted and when.
fn after(desk: Desk<'_>, outcome: &str, months: Option<(f64, f64)>) -> String {
    let Some((from, to)) = months else { return outcome.to_owned() };
    let [from, to] = [from, to].map(|months| decimals(months, usize::from(months.fract() > 0.0)));
    let months = if from == to { from } else { desk.words.say_with("trials-range", &[("low", &from), ("high", &to)]) };
    desk.words.say_with("trials-after-months", &[("outcome", outcome), ("months", &months)])
}

fn number(desk: Desk<'_>, page: &mut Page, name: &str, (number, baseline): (&Number, Option<f64>)) {
    let value = amount(desk, number.value, number.interval, number.unit);
    page.bullet(&format!("{name}: {value}; {}", desk.say(certainty_id(number.certainty))));
    let set = number.set.as_ref().map(|set| format!("{} {set}. ", desk.say("trials-set"))).unwrap_or_default();
    page.under(&format!("{set}{}.", how(desk, number, baseline)));
    let behind: Vec<String> = number.behind.iter().map(|arm| arm_text(desk, arm)).collect();
    page.under(&format!("{}: {}", desk.say("trials-trials"), behind.join("; ")));
    if !number.left_out.is_empty() {
        let others: Vec<String> = number.left_out.iter().map(|arm| arm_text(desk, arm)).collect();
        page.under(&desk.words.say_with("trials-add-left-out", &[("trials", &others.join("; "))]));
    }
}

/// How a number was worked out: from the model where it comes from a set, else from what one trial counted or measured.
fn how(desk: Desk<'_>, number: &Number, baseline: Option<f64>) -> String {
    match (&number.set, number.unit, baseline) {
        (Some(_), _, Some(risk)) => desk.words.say_with("trials-how-model-chosen", &[("risk", &risk.to_string())]),
        (Some(_), _, None) => desk.say("trials-how-model"),
        (None, Unit::PeoplePer100, _) => desk.say("trials-how-counts"),
        (None, Unit::Points | Unit::Days, _) => desk.say("trials-how-mean"),
    }
}

/// A number with its interval and its unit.
pub fn amount(desk: Desk<'_>, value: f64, interval: Option<(f64, f64)>, unit: Unit) -> String {
    let places = unit.decimals();
    let value = decimals(value, places);
    let value = interval.map_or_else(
        || value.clone(),
        |(low, high)| desk.interval(&value, &decimals(low, places), &decimals(high, places)),
    );
    let unit = match unit {
        Unit::PeoplePer100 => "trials-per-100",
        Unit::Points => "trials-points",
        Unit::Days => "trials-days",
    };
    desk.words.say_with(unit, &[("value", &value)])
}

/// The sentence of a certainty.
pub fn certainty_id(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::VeryLow => "trials-certainty-very-low",
        Certainty::Low => "trials-certainty-low",
        Certainty::Moderate => "trials-certainty-moderate",
    }
}

/// An arm behind a number: its trial and its counts.
fn arm_text(desk: Desk<'_>, arm: &Behind) -> String {
    let status = desk.status(arm.status);
    match (arm.events, arm.people) {
        (Some(events), Some(people)) => format!("{} {events}/{people} ({status})", arm.label),
        (None, Some(people)) => {
            let people = desk.words.say_with("trials-people", &[("count", &people.to_string())]);
            format!("{}, {people} ({status})", arm.label)
        }
        _ => format!("{} ({status})", arm.label),
    }
}

/// Why there is no number.
pub fn reason(desk: Desk<'_>, reason: Reason) -> String {
    desk.say(match reason {
        Reason::NotCounted => "trials-unknown-not-counted",
        Reason::OnlySecondHand => "trials-unknown-second-hand",
        Reason::OnlySilence => "trials-unknown-silence",
        Reason::NotChecked => "trials-unknown-not-checked",
        Reason::OnlyOneSide => "trials-unknown-one-side",
    })
}
