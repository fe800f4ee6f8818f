//! `heelrise prove`: the safety properties over the whole space of inputs, with what was checked and how long it took.

use std::io::IsTerminal as _;

use heelrise_care::prove::{self, Progress, PropertyResult};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::args::{Global, Prove};
use crate::check::json_line;
use crate::clock::Watch;
use crate::exit::{Exit, Failure, put};
use crate::load;
use crate::page::{Page, Tone};
use crate::words::Words;

/// One property with the time it took.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    result: PropertyResult,
    holds: bool,
    seconds: f64,
}

/// The whole, for `--json`.
#[derive(Serialize)]
struct Proof<'a> {
    knowledge_version: &'a str,
    holds: bool,
    seconds: f64,
    properties: Vec<Row>,
}

/// A number with its digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Runs it.
pub fn run(global: &Global, command: &Prove) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let words = Words::of(&care, &global.lang);
    let is_property = |only: &str| heelrise_knowledge::PROPERTIES.iter().any(|known| only.eq_ignore_ascii_case(known));
    let no_such = |only: &str| {
        let known = heelrise_knowledge::PROPERTIES.join(", ");
        Failure::usage(words.say_with("prove-no-such", &[("id", only), ("known", &known)]))
    };
    // Said before the minutes that walking takes, where it can be: the steps between the properties have ids too.
    let numbered = |only: &str| only.starts_with(['P', 'p']) && only.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    if let Some(only) = command.only.iter().find(|only| numbered(only) && !is_property(only)) {
        return Err(no_such(only));
    }
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(120));
    let mut watch = Watch::start();
    let mut seconds = Vec::new();
    let wanted = |id: &str| command.only.is_empty() || command.only.iter().any(|only| only.eq_ignore_ascii_case(id));
    let mut results = prove::run_only(&care, &wanted, &mut |progress| match progress {
        Progress::Walking(space) => bar.set_message(space),
        Progress::Done(result) => {
            seconds.push(watch.lap().as_secs_f64());
            bar.set_message(format!("{}: {}", result.id, result.title));
        }
    });
    if wanted("P14") {
        bar.set_message("records: every short sequence of commands");
        results.push(records());
        seconds.push(watch.lap().as_secs_f64());
    }
    bar.finish_and_clear();
    for only in &command.only {
        if !results.iter().any(|result| only.eq_ignore_ascii_case(result.id)) {
            return Err(if is_property(only) {
                Failure::usage(words.say_with("prove-unknown", &[("id", only)]))
            } else {
                no_such(only)
            });
        }
    }
    let rows: Vec<Row> = results
        .into_iter()
        .zip(seconds.iter().copied())
        .map(|(result, seconds)| Row { holds: result.holds(), result, seconds: (seconds * 1e3).round() / 1e3 })
        .collect();
    let holds = rows.iter().all(|row| row.holds);
    let total = (seconds.iter().sum::<f64>() * 1e3).round() / 1e3;
    let exit = if holds { Exit::Ok } else { Exit::Finding };
    if command.json {
        let knowledge_version = &care.knowledge().version;
        put(&json_line(&Proof { knowledge_version, holds, seconds: total, properties: rows })?)?;
        return Ok(exit);
    }
    put(&table(global, words, care.knowledge().short_version(), &rows, total))?;
    Ok(exit)
}

/// P14, which the records prove: they stand beside the path, not on it.
fn records() -> PropertyResult {
    let kept = heelrise_records::prove::append_only();
    PropertyResult {
        id: "P14",
        title: "nothing recorded is ever changed or lost, and any one change to what was written shows",
        space: "every sequence of up to four commands after opening a case, and every single change to its log",
        checked: kept.sequences + kept.tampered,
        stands_for: kept.sequences + kept.tampered,
        sampled: false,
        counter_example: kept.counter_example,
    }
}

fn table(global: &Global, words: Words<'_>, version: &str, rows: &[Row], total: f64) -> String {
    let mut page = Page::new(global.color);
    for row in rows {
        let result = &row.result;
        let tone = if row.holds { Tone::Good } else { Tone::Alarm };
        let mark = page.toned(tone, &words.say(if row.holds { "prove-holds" } else { "prove-fails" }));
        let how = if result.sampled { "prove-sampled" } else { "prove-checked" };
        let mut counted = words.say_with(how, &[("count", &grouped(result.checked))]);
        if result.stands_for != result.checked {
            let stands_for = words.say_with("prove-stands-for", &[("count", &grouped(result.stands_for))]);
            counted = format!("{counted}, {stands_for}");
        }
        page.line(&format!("{mark}  {:<5} {}", result.id, result.title));
        page.line(&format!("             {}: {counted}; {:.2} s", result.space, row.seconds));
        if let Some(example) = &result.counter_example {
            page.line(&format!("             {}: {example}", words.say("prove-counter-example")));
        }
    }
    let failing = rows.iter().filter(|row| !row.holds).count();
    let (tone, sum) = if failing == 0 { (Tone::Good, "prove-all-hold") } else { (Tone::Alarm, "prove-some-fail") };
    let (failing, all, seconds) = (failing.to_string(), rows.len().to_string(), format!("{total:.2} s"));
    let arguments = [("failing", failing.as_str()), ("all", &all), ("seconds", &seconds)];
    page.gap().say(tone, &words.say_with(sum, &arguments));
    page.say(Tone::Faint, &format!("{} {version}.", words.say("terminal-version")));
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_are_grouped() {
        assert_eq!(["0", "999", "1,000", "1,234,567"], [0, 999, 1000, 1_234_567].map(grouped).as_slice());
    }
}
