//! `heelrise check`: how soon must this leg be seen? Asked in the terminal, given as options, or taken from files.

use heelrise_care::Care;
use heelrise_care::case::Report;
use heelrise_care::urgency::UrgencyResult;
use serde::Serialize;

use crate::args::{Check, Global};
use crate::cases::{self, Tally};
use crate::exit::{Exit, Failure, put};
use crate::words::Words;
use crate::{ask, clock, load, result_page};

/// One line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    knowledge_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<&'a str>,
    urgency: &'a UrgencyResult,
}

/// Runs it.
pub fn run(global: &Global, command: Check) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let today = clock::today();
    let mut shown = 0usize;
    let mut show = |id: Option<&str>, report: &Report| {
        shown += 1;
        show(&care, global, command.json, (id, shown), report, today)
    };
    if let Some(file) = &command.answers {
        let mut tally = Tally::default();
        let words = Words::of(&care, &global.lang);
        cases::each(file, &care, words, today, &mut tally, &mut |case| show(case.id.as_deref(), &case.report))?;
        return Ok(tally.close(words));
    }
    match command.report.0 {
        Some(report) => show(None, &report)?,
        None => show(None, &ask::ask(&care, &global.lang, global.color, command.json)?)?,
    }
    Ok(Exit::Ok)
}

fn show(
    care: &Care,
    global: &Global,
    json: bool,
    (id, number): (Option<&str>, usize),
    report: &Report,
    today: jiff::civil::Date,
) -> Result<(), Failure> {
    let result = care.urgency(report);
    if json {
        let line = Line { knowledge_version: &care.knowledge().version, case_id: id, urgency: &result };
        return put(&json_line(&line)?);
    }
    let mut text = String::new();
    if number > 1 {
        text.push('\n');
    }
    if let Some(id) = id {
        let case = care.knowledge().wording.say(&global.lang, "terminal-case");
        text = format!("{text}{case} {id}\n");
    }
    text.push_str(&result_page::page(care.knowledge(), &global.lang, global.color, report, &result, today));
    put(&text)
}

/// A value as one line of JSON.
pub fn json_line(value: &impl Serialize) -> Result<String, Failure> {
    let line = serde_json::to_string(value);
    line.map(|line| line + "\n")
        .map_err(|error| Failure::new(Exit::Fault, format!("The result could not be written as JSON: {error}.")))
}
