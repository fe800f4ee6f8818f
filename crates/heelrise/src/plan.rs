//! `heelrise plan`: one published protocol with its day 0 as a dated plan, on the screen and as a calendar file.

use std::path::Path as FilePath;

use heelrise_care::plan::{NextChange, PhaseView, PlanChoice, Reader, Road, Signed, Speech, Today, Week, make_plan};
use heelrise_documents::calendar::{CalendarOptions, Privacy, calendar};
use heelrise_knowledge::protocol::{Path, Protocol};
use jiff::civil::Date;
use serde::Serialize;

use crate::args::{self, Global, Plan};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put, write_file};
use crate::page::{Page, Tone};
use crate::{clock, load};

/// Runs it.
pub fn run(global: &Global, command: &Plan) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let protocols = &care.knowledge().protocols;
    if command.list {
        return list(global, protocols.iter(), command.json);
    }
    let (Some(id), Some(day0)) = (&command.protocol, command.day0) else {
        return Err(Failure::usage("A plan needs --protocol and --day0. `heelrise plan --list` shows the protocols."));
    };
    let Some(protocol) = protocols.get(id) else { return Err(unknown(id, protocols.iter())) };
    let choice = choice(protocol, command, day0)?;
    let reader = match command.reader {
        args::Who::Patient => Reader::Patient,
        args::Who::Clinician => Reader::Clinician,
    };
    let speech = Speech::new(&care.knowledge().wording, &global.lang, reader);
    let plan = make_plan(protocol, &choice).map_err(|error| Failure::usage(error.say(speech)))?;
    let today = command.today.unwrap_or_else(clock::today);
    if let Some(file) = &command.ics {
        let id = format!("{}-{day0}", protocol.id);
        let options = CalendarOptions {
            plan_id: &id,
            stamp: clock::now(),
            revision: 0,
            privacy: if command.plain { Privacy::Plain } else { Privacy::Discreet },
            refresh_hours: 24,
        };
        let text = calendar(&plan, speech, &options).map_err(|error| Failure::usage(error.say(speech)))?;
        if file.as_path() == FilePath::new("-") {
            put(&text)?;
            return Ok(Exit::Ok);
        }
        write_file(file, text.as_bytes())?;
    }
    if command.json {
        let view = View {
            knowledge_version: &care.knowledge().version,
            choice: &choice,
            week: plan.this_week(today, speech),
            road: plan.whole_road(speech),
        };
        put(&json_line(&view)?)?;
        return Ok(Exit::Ok);
    }
    let mut page = page(global, &plan.this_week(today, speech), &plan.whole_road(speech));
    if let Some(file) = &command.ics {
        page.gap().line(&format!("Calendar written: {}", file.display()));
    }
    // A signature covers a decision; no protocol carries one.
    let unsigned = care.knowledge().wording.say(&global.lang, "terminal-unsigned");
    page.gap().say(Tone::Faint, &format!("Knowledge version {}. {unsigned}", care.knowledge().short_version()));
    put(&page.finish())?;
    Ok(Exit::Ok)
}

/// What `--json` prints.
#[derive(Serialize)]
struct View<'a> {
    knowledge_version: &'a str,
    choice: &'a PlanChoice,
    week: Week,
    road: Road,
}

/// One line of `--list --json`.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    name: &'a str,
    runnable: bool,
    reason: Option<&'a str>,
    paths: Vec<Path>,
    sources: &'a [String],
}

fn list<'a>(global: &Global, protocols: impl Iterator<Item = &'a Protocol>, json: bool) -> Result<Exit, Failure> {
    let (can, cannot): (Vec<&Protocol>, Vec<&Protocol>) = protocols.partition(|protocol| protocol.runnable);
    if json {
        for protocol in can.into_iter().chain(cannot) {
            let Protocol { id, name, runnable, reason, sources, .. } = protocol;
            let reason = reason.as_deref();
            put(&json_line(&Listed { id, name, runnable: *runnable, reason, paths: protocol.paths(), sources })?)?;
        }
        return Ok(Exit::Ok);
    }
    let mut page = Page::new(global.color);
    page.heading(&format!("A plan can be made of these ({})", can.len()));
    for protocol in can {
        page.bullet(&format!("{}: {}", protocol.id, protocol.name));
        let mut facts: Vec<String> = protocol
            .paths()
            .iter()
            .map(|path| {
                let origins = protocol.origins.of(*path).iter().map(word);
                format!("{}, day 0 is {}", path_word(*path), origins.collect::<Vec<_>>().join(" or "))
            })
            .collect();
        facts.extend(protocol.parameters.iter().map(|p| {
            let need = if p.required { "" } else { " (may be left out)" };
            format!("--param {}={}..{}{need}", p.id, p.min, p.max)
        }));
        if protocol.check_against_original {
            facts.push("--checked-by NAME: its numbers were copied by others".to_owned());
        }
        page.under(&facts.join("; "));
    }
    page.heading(&format!("These are listed only ({})", cannot.len()));
    for protocol in cannot {
        page.bullet(&format!("{}: {}", protocol.id, protocol.name));
        page.under(protocol.reason.as_deref().unwrap_or("It is incomplete."));
    }
    put(&page.finish())?;
    Ok(Exit::Ok)
}

/// A word as the protocol files write it, with hyphens as on the command line.
fn word(value: &impl Serialize) -> String {
    let text = serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned));
    text.unwrap_or_default().replace('_', "-")
}

const fn path_word(path: Path) -> &'static str {
    match path {
        Path::NonOperative => "non-operative",
        Path::Operative => "operative",
    }
}

fn unknown<'a>(id: &str, protocols: impl Iterator<Item = &'a Protocol>) -> Failure {
    let mut near: Vec<(f64, &str)> = protocols.map(|p| (strsim::jaro_winkler(id, &p.id), p.id.as_str())).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<&str> = near.iter().take(3).map(|(_, id)| *id).collect();
    Failure::usage(format!(
        "There is no protocol `{id}`. Close to it: {}. `heelrise plan --list` shows all of them.",
        names.join(", ")
    ))
}

/// What was asked for, with what the protocol leaves no choice about filled in: a way or a day 0 that is the only one.
fn choice(protocol: &Protocol, command: &Plan, day0: Date) -> Result<PlanChoice, Failure> {
    let paths = protocol.paths();
    let path = match (command.path, paths.as_slice()) {
        (Some(path), _) => path.into(),
        (None, [only]) => *only,
        (None, _) => {
            return Err(Failure::usage(format!(
                "The protocol `{}` serves treatment with and without an operation. Say which: --path operative or --path \
                 non-operative.",
                protocol.id
            )));
        }
    };
    let origins = protocol.origins.of(path);
    let origin = match (command.origin, origins) {
        (Some(origin), _) => origin.into(),
        (None, [only]) => *only,
        (None, _) => {
            let words: Vec<String> = origins.iter().map(word).collect();
            return Err(Failure::usage(format!(
                "The protocol `{}` can count from more than one day. Say which day 0 is: --origin {}.",
                protocol.id,
                words.join(" or --origin ")
            )));
        }
    };
    let adopted_on = command.adopted.or(command.today).unwrap_or_else(clock::today);
    Ok(PlanChoice {
        day0,
        origin,
        path,
        adopted_on,
        treatment_started: command.treatment_started,
        parameters: command.param.iter().cloned().collect(),
        checked_against_original: command.checked_by.clone().map(|by| Signed { by, on: adopted_on }),
    })
}

fn page(global: &Global, week: &Week, road: &Road) -> Page {
    let mut page = Page::new(global.color);
    let today = &week.today;
    page.say(Tone::Strong, &today.protocol.name);
    if let Some(label) = &today.protocol.label {
        page.say(Tone::Warn, label);
    }
    page.heading(&format!("Today, {} (day {}, {})", today.date, today.day, today.elapsed));
    self::today(&mut page, today);
    page.heading("This week");
    for day in &week.days {
        let title = day.title.as_deref().unwrap_or("-");
        page.bullet(&format!("{} (day {}): {title}", day.date, day.day));
        for change in &day.changes {
            page.under(change);
        }
    }
    page.heading("The whole road");
    if let Some(withheld) = &road.withheld {
        page.say(Tone::Warn, withheld);
    }
    for step in &road.steps {
        phase_head(&mut page, &step.phase);
        for change in &step.changes {
            page.under(change);
        }
        for condition in &step.phase.enter_when {
            page.under(&format!("Begins only when: {condition}"));
        }
    }
    if let Some(after) = &road.after_end {
        page.gap().para(after);
    }
    if !road.readings.is_empty() {
        page.heading("How the sheet was read");
        for reading in &road.readings {
            page.bullet(reading);
        }
    }
    page
}

fn today(page: &mut Page, today: &Today) {
    if let Some(message) = &today.message {
        page.say(Tone::Warn, message);
    }
    if let Some(phase) = &today.phase {
        self::phase(page, phase);
    }
    if let Some(next) = &today.next {
        self::next(page, next);
    }
    if !today.always.is_empty() {
        page.heading("Always");
        for rule in &today.always {
            page.bullet(rule);
        }
    }
}

/// A step with its days on one line.
fn phase_head(page: &mut Page, phase: &PhaseView) {
    let from = phase.from.map_or_else(|| format!("not before {}", phase.earliest), |from| from.to_string());
    let last = match phase.last {
        Some(last) => format!(" to {last}"),
        None if phase.open_ended => " on".to_owned(),
        None => String::new(),
    };
    page.bullet(&format!("{from}{last}: {}", phase.title));
}

fn phase(page: &mut Page, phase: &PhaseView) {
    page.say(Tone::Strong, &phase.title);
    for line in [&phase.device, &phase.weight, &phase.movement, &phase.stretching.text] {
        if !line.is_empty() {
            page.bullet(line);
        }
    }
    if let Some(night) = &phase.night {
        page.bullet(night);
    }
    for (heading, lines) in [("Exercises", &phase.exercises), ("Do not", &phase.forbidden)] {
        if !lines.is_empty() {
            page.heading(heading);
            for line in lines {
                page.bullet(line);
            }
        }
    }
    for note in &phase.clinician_notes {
        page.under(note);
    }
}

fn next(page: &mut Page, next: &NextChange) {
    let when = match next.on {
        Some(on) => format!("{on} (in {} days)", next.days),
        None => format!("not before {}", next.earliest),
    };
    page.heading(&format!("Next change: {when}"));
    for need in &next.needs {
        page.bullet(&format!("Only when: {need}"));
    }
    for change in &next.changes {
        page.bullet(change);
    }
}
