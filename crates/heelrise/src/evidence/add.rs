//! `heelrise evidence add`: a new trial in, everything worked out again, and what that changes for patients.

use std::io;
use std::path::Path;

use heelrise_evidence::addition::{About, Change, NewTrial, Seen, changes};
use heelrise_evidence::sensitivity::{Method, pool_set};
use heelrise_evidence::sets::{Shape, TrialSet};
use heelrise_evidence::summary::patient_numbers;
use heelrise_evidence::trial_file::Refused;
use heelrise_evidence::{Interval, Measure, Tau2};
use serde::Serialize;

use super::numbers::{amount, certainty_id, reason};
use super::{Desk, LEVEL, PooledView, decimals, refused, tables};
use crate::args::Global;
use crate::args::evidence::Add;
use crate::check::json_line;
use crate::exit::{Exit, Failure, put};
use crate::load;
use crate::page::Tone;
use crate::plan::word;
use crate::words::Words;

/// A trial that nobody made, to start from.
const EXAMPLE: &str = include_str!("example_trial.toml");

/// A set that the trial joins, before and after.
#[derive(Serialize)]
struct Moved {
    set: String,
    before: PooledView,
    after: PooledView,
}

/// The whole, for `--json`.
#[derive(Serialize)]
struct View<'a> {
    knowledge_version: &'a str,
    trial: &'a str,
    joins: &'a [&'a str],
    /// Risk ratios of the sets it joins.
    sets: Vec<Moved>,
    changes_for_patients: &'a [Change],
    /// The lines for the table of trials.
    lines: String,
    written: bool,
}

/// Runs it.
pub fn run(global: &Global, command: &Add) -> Result<Exit, Failure> {
    if command.example {
        put(EXAMPLE)?;
        return Ok(Exit::Ok);
    }
    let dir = command.write.as_ref().or(global.knowledge.as_ref());
    if command.write.is_some() && global.knowledge.is_some() {
        let sentence = "--write names the knowledge folder already. Leave --knowledge out.";
        return Err(Failure::usage(sentence));
    }
    let global = &Global { knowledge: dir.cloned(), ..global.clone() };
    let care = load::care(global)?;
    let desk = Desk::of(&care, global);
    let path = command.trial.as_deref().unwrap_or(Path::new("-"));
    let evidence = desk.evidence;
    let name = path.display().to_string();
    let faults = |found: Refused| Failure::usage(found.in_file(&name));
    let text = read(desk.words, path)?;
    let new = NewTrial::parse(&text, &evidence.trials, &evidence.sets).map_err(faults)?;
    let (trials, sets) = new.add_to(&evidence.trials, &evidence.sets).map_err(faults)?;
    let joined: Vec<&str> = evidence
        .sets
        .sets
        .iter()
        .zip(&sets.sets)
        .filter(|(old, new)| old.trials != new.trials)
        .map(|(old, _)| old.id.as_str())
        .collect();
    let before = evidence.patient_numbers().map_err(refused)?;
    let after = patient_numbers(&trials, &evidence.means, &sets, None).map_err(refused)?;
    let changed = changes(before, &after);
    let mut moved = Vec::new();
    for id in &joined {
        let (old, new) = (desk.resolve(id)?, sets.get(id, &trials).map_err(refused)?);
        if old.shape == Shape::Pairs {
            moved.push(Moved { set: old.id.clone(), before: pooled(&old)?, after: pooled(&new)? });
        }
    }
    if let Some(dir) = &command.write {
        tables::with_trial(&desk.knowledge.files, &new, (&trials, &sets), &joined)?.write(dir)?;
    }
    let (id, label) = sets.trials.last().map(|trial| (trial.id.as_str(), trial.label.as_str())).unwrap_or_default();
    if command.json {
        let view = View {
            knowledge_version: &desk.knowledge.version,
            trial: id,
            joins: &joined,
            sets: moved,
            changes_for_patients: &changed,
            lines: new.csv_lines().map_err(refused)?,
            written: command.write.is_some(),
        };
        put(&json_line(&view)?)?;
        return Ok(Exit::Ok);
    }
    let mut page = desk.page();
    let words = desk.words;
    let arguments = [("trial", label), ("sets", &joined.join(", "))];
    page.say(Tone::Strong, &words.say_with("trials-add-head", &arguments));
    for one in &moved {
        page.heading(&words.say_with("trials-add-set", &[("set", &one.set)]));
        for (name, result) in [("trials-before", &one.before), ("trials-after", &one.after)] {
            let effect = desk.exact(result.effect);
            page.pair(&desk.say(name), &format!("{} {effect}, {}", result.measure, desk.p(result.p)));
        }
    }
    page.heading(&words.say_with("trials-add-changes", &[("count", &changed.len().to_string())]));
    if changed.is_empty() {
        page.para(&desk.say("trials-add-no-change"));
    }
    for change in &changed {
        page.bullet(&format!("{}: {}", desk.outcome(&word(&change.outcome)), about(desk, change.option)));
        let before = change.before.as_ref().map_or_else(|| desk.say("trials-none"), |before| seen(desk, before));
        page.under(&format!("{}: {before}", desk.say("trials-before")));
        page.under(&format!("{}: {}", desk.say("trials-after"), seen(desk, &change.after)));
    }
    page.gap();
    match &command.write {
        Some(dir) => {
            let dir = dir.display().to_string();
            page.say(Tone::Good, &words.say_with("trials-add-written", &[("dir", &dir)]));
        }
        None => {
            page.para(&desk.say("trials-add-not-written"));
        }
    }
    desk.close(page)?;
    Ok(Exit::Ok)
}

/// What a number is about.
fn about(desk: Desk<'_>, about: About) -> String {
    match about {
        About::Surgery => desk.say("trials-surgery"),
        About::NoSurgery => desk.say("trials-no-surgery"),
        About::Difference => desk.say("trials-difference"),
        About::Option(option) => desk.option(option),
    }
}

/// What a patient sees of a number.
fn seen(desk: Desk<'_>, seen: &Seen) -> String {
    match seen {
        Seen::Number { value, interval, unit, arms, people, certainty, one_trial, left_out } => {
            let number = amount(desk, *value, *interval, *unit);
            let people = desk.words.say_with("trials-people", &[("count", &people.to_string())]);
            let (arms, certainty) = (arms.to_string(), desk.say(certainty_id(*certainty)));
            let arguments =
                [("number", number.as_str()), ("arms", &arms), ("people", &people), ("certainty", &certainty)];
            let mut said = vec![desk.words.say_with("trials-add-number", &arguments)];
            if let Some(trial) = one_trial {
                said.push(desk.words.say_with("trials-add-one", &[("trial", trial)]));
            }
            if !left_out.is_empty() {
                said.push(desk.words.say_with("trials-add-left-out", &[("trials", &left_out.join(", "))]));
            }
            said.join("; ")
        }
        Seen::Difference(value, low, high) => {
            let [value, low, high] = [value, low, high].map(|x| decimals(*x, 1));
            desk.interval(&value, &low, &high)
        }
        Seen::NotKnown(why) => reason(desk, *why),
    }
}

/// The risk ratio of a set by REML.
fn pooled(set: &TrialSet) -> Result<PooledView, Failure> {
    let method = Method::Variance(Tau2::Reml, Interval::Wald);
    let result = pool_set(set, Measure::RiskRatio, method, LEVEL).map_err(refused)?;
    Ok(PooledView::of(Measure::RiskRatio, method, &result.pooled))
}

/// The text of the trial's file; `-` is the standard input.
fn read(words: Words<'_>, path: &Path) -> Result<String, Failure> {
    let text = if path == Path::new("-") { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(path) };
    text.map_err(|error| {
        let file = path.display().to_string();
        let arguments = [("file", file.as_str())];
        let id = match error.kind() {
            io::ErrorKind::InvalidData => {
                return Failure::usage(format!("{file}: {}", words.say("input-not-utf8")));
            }
            io::ErrorKind::NotFound => "input-file-missing",
            io::ErrorKind::IsADirectory => "input-file-folder",
            io::ErrorKind::PermissionDenied => "input-file-forbidden",
            _ => "input-file-broken",
        };
        Failure::new(Exit::Storage, words.say_with(id, &arguments))
    })
}
