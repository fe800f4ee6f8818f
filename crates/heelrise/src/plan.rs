//! `heelrise plan`: one published protocol with its day 0 as a dated plan, on the screen and as a calendar file.

use std::path::Path as FilePath;

use heelrise_care::plan::{
    NextChange, PhaseView, PlanChoice, PlanError, Reader, Road, Signed, Speech, Today, Week, make_plan,
};
use heelrise_documents::calendar::{CalendarOptions, Privacy, calendar};
use heelrise_knowledge::protocol::{Path, Protocol};
use jiff::civil::Date;
use serde::Serialize;

use crate::args::{self, Global, Plan};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put, write_file};
use crate::page::{Page, Tone};
use crate::result_page::signed;
use crate::words::Words;
use crate::{clock, load};

/// Runs it.
pub fn run(global: &Global, command: &Plan) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let words = Words::of(&care, &global.lang);
    let protocols = &care.knowledge().protocols;
    if command.list {
        return list(global, words, protocols.iter(), command.json);
    }
    let (Some(id), Some(day0)) = (&command.protocol, command.day0) else {
        return Err(Failure::usage(words.say("terminal-plan-needs")));
    };
    let Some(protocol) = protocols.get(id) else { return Err(unknown(words, id, protocols.iter())) };
    let choice = choice(words, protocol, command, day0)?;
    let reader = match command.reader {
        args::Who::Patient => Reader::Patient,
        args::Who::Clinician => Reader::Clinician,
    };
    let speech = Speech::new(&care.knowledge().wording, &global.lang, reader);
    let plan = make_plan(protocol, &choice).map_err(|error| {
        let option =
            if matches!(error, PlanError::TreatmentStartNeeded { .. }) { " (--treatment-started DATE)" } else { "" };
        Failure::usage(format!("{}{option}", error.say(speech)))
    })?;
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
    let mut page = page(global, words, &plan.this_week(today, speech), &plan.whole_road(speech));
    if let Some(file) = &command.ics {
        page.gap().line(&words.say_with("terminal-plan-calendar-written", &[("file", &file.display().to_string())]));
    }
    let (version, signed) = (words.say("terminal-version"), signed(words, care.knowledge().sign_off(protocol)));
    page.gap().say(Tone::Faint, &format!("{version} {}. {signed}", care.knowledge().short_version()));
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

fn list<'a>(
    global: &Global,
    words: Words<'_>,
    protocols: impl Iterator<Item = &'a Protocol>,
    json: bool,
) -> Result<Exit, Failure> {
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
    page.heading(&words.say_with("terminal-plan-list-can", &[("count", &can.len().to_string())]));
    for protocol in can {
        page.bullet(&format!("{}: {}", protocol.id, protocol.name));
        page.under(&facts(words, protocol).join("; "));
    }
    page.heading(&words.say_with("terminal-plan-list-cannot", &[("count", &cannot.len().to_string())]));
    for protocol in cannot {
        page.bullet(&format!("{}: {}", protocol.id, protocol.name));
        page.under(&why_not(words, protocol));
    }
    put(&page.finish())?;
    Ok(Exit::Ok)
}

/// Why no plan can be made of a protocol.
pub fn why_not(words: Words<'_>, protocol: &Protocol) -> String {
    let reason = protocol.reason.as_ref().map(|reason| words.translated(reason));
    reason.unwrap_or_else(|| words.say("terminal-plan-incomplete"))
}

/// What a plan of this protocol needs: the ways it serves with their day 0, and what it asks of the clinic.
pub fn facts(words: Words<'_>, protocol: &Protocol) -> Vec<String> {
    let or = format!(" {} ", words.say("terminal-plan-or"));
    let mut facts: Vec<String> = protocol
        .paths()
        .iter()
        .map(|path| {
            let origins = protocol.origins.of(*path).iter();
            let origins =
                origins.map(|origin| words.say(&format!("terminal-plan-origin-{}", word(origin)))).collect::<Vec<_>>();
            let path = words.say(&format!("terminal-plan-path-{}", word(path)));
            words.say_with("terminal-plan-day-zero-is", &[("path", &path), ("origin", &origins.join(&or))])
        })
        .collect();
    facts.extend(protocol.parameters.iter().map(|p| {
        let option = format!("--param {}={}..{}", p.id, p.min, p.max);
        if p.required { option } else { words.say_with("terminal-plan-may-be-left-out", &[("option", &option)]) }
    }));
    if protocol.check_against_original {
        facts.push(words.say("terminal-plan-copied"));
    }
    facts
}

/// A command line that makes a plan of this protocol, but for the day.
pub fn command(protocol: &Protocol) -> String {
    let mut line = format!("heelrise plan --protocol {}", protocol.id);
    if let Some(path) = protocol.paths().first() {
        line = format!("{line} --path {}", word(path));
        if let Some(origin) = protocol.origins.of(*path).first() {
            line = format!("{line} --origin {}", word(origin));
        }
    }
    for parameter in protocol.parameters.iter().filter(|parameter| parameter.required) {
        line = format!("{line} --param {}=…", parameter.id);
    }
    format!("{line} --day0 …")
}

/// A word as the protocol files write it, with hyphens as on the command line.
pub fn word(value: &impl Serialize) -> String {
    let text = serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned));
    text.unwrap_or_default().replace('_', "-")
}

fn unknown<'a>(words: Words<'_>, id: &str, protocols: impl Iterator<Item = &'a Protocol>) -> Failure {
    let mut near: Vec<(f64, &str)> = protocols.map(|p| (strsim::jaro_winkler(id, &p.id), p.id.as_str())).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let names: Vec<&str> = near.iter().take(3).map(|(_, id)| *id).collect();
    Failure::usage(words.say_with("terminal-plan-unknown", &[("id", id), ("near", &names.join(", "))]))
}

/// What was asked for, with what the protocol leaves no choice about filled in: a way or a day 0 that is the only one.
fn choice(words: Words<'_>, protocol: &Protocol, command: &Plan, day0: Date) -> Result<PlanChoice, Failure> {
    let paths = protocol.paths();
    let path = match (command.path, paths.as_slice()) {
        (Some(path), _) => path.into(),
        (None, [only]) => *only,
        (None, _) => {
            return Err(Failure::usage(words.say_with("terminal-plan-which-path", &[("id", &protocol.id)])));
        }
    };
    let origins = protocol.origins.of(path);
    let origin = match (command.origin, origins) {
        (Some(origin), _) => origin.into(),
        (None, [only]) => *only,
        (None, _) => {
            let options: Vec<String> = origins.iter().map(|origin| format!("--origin {}", word(origin))).collect();
            let options = options.join(&format!(" {} ", words.say("terminal-plan-or")));
            let arguments = [("id", protocol.id.as_str()), ("options", &options)];
            return Err(Failure::usage(words.say_with("terminal-plan-which-origin", &arguments)));
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

fn page(global: &Global, words: Words<'_>, week: &Week, road: &Road) -> Page {
    let mut page = Page::new(global.color);
    let today = &week.today;
    page.say(Tone::Strong, &today.protocol.name);
    if let Some(label) = &today.protocol.label {
        page.say(Tone::Warn, label);
    }
    let (date, day) = (today.date.to_string(), today.day.to_string());
    let arguments = [("date", date.as_str()), ("day", &day), ("elapsed", &today.elapsed)];
    page.heading(&words.say_with("terminal-plan-today", &arguments));
    self::today(&mut page, words, today);
    page.heading(&words.say("terminal-plan-this-week"));
    for day in &week.days {
        let title = day.title.as_deref().unwrap_or("-");
        let (date, number) = (day.date.to_string(), day.day.to_string());
        page.bullet(&words.say_with("terminal-plan-day", &[("date", &date), ("day", &number), ("title", title)]));
        for change in &day.changes {
            page.under(change);
        }
    }
    page.heading(&words.say("terminal-plan-whole-road"));
    if let Some(withheld) = &road.withheld {
        page.say(Tone::Warn, withheld);
    }
    for step in &road.steps {
        phase_head(&mut page, words, &step.phase);
        for change in &step.changes {
            page.under(change);
        }
        let listed =
            [("terminal-plan-exercises", &step.phase.exercises), ("terminal-plan-do-not", &step.phase.forbidden)];
        for (heading, lines) in listed.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            page.under(&format!("{}: {}", words.say(heading), lines.join(" ")));
        }
        for condition in &step.phase.enter_when {
            page.under(&words.say_with("terminal-plan-begins-when", &[("condition", condition)]));
        }
    }
    if let Some(after) = &road.after_end {
        page.gap().para(after);
    }
    if !road.readings.is_empty() {
        page.heading(&words.say("terminal-plan-readings"));
        for reading in &road.readings {
            page.bullet(reading);
        }
    }
    page
}

fn today(page: &mut Page, words: Words<'_>, today: &Today) {
    if let Some(message) = &today.message {
        page.say(Tone::Warn, message);
    }
    if let Some(phase) = &today.phase {
        self::phase(page, words, phase);
    }
    if let Some(next) = &today.next {
        self::next(page, words, next);
    }
    if !today.always.is_empty() {
        page.heading(&words.say("terminal-plan-always"));
        for rule in &today.always {
            page.bullet(rule);
        }
    }
}

/// A step with its days on one line.
fn phase_head(page: &mut Page, words: Words<'_>, phase: &PhaseView) {
    let not_before = |earliest: Date| words.say_with("terminal-plan-not-before", &[("date", &earliest.to_string())]);
    let from = phase.from.map_or_else(|| not_before(phase.earliest), |from| from.to_string());
    let days = match phase.last {
        Some(last) => words.say_with("terminal-plan-from-to", &[("from", &from), ("last", &last.to_string())]),
        None if phase.open_ended => words.say_with("terminal-plan-from-on", &[("from", &from)]),
        None => from,
    };
    page.bullet(&format!("{days}: {}", phase.title));
}

fn phase(page: &mut Page, words: Words<'_>, phase: &PhaseView) {
    page.say(Tone::Strong, &phase.title);
    for line in [&phase.device, &phase.weight, &phase.movement, &phase.stretching.text] {
        if !line.is_empty() {
            page.bullet(line);
        }
    }
    if let Some(night) = &phase.night {
        page.bullet(night);
    }
    for (heading, lines) in [("terminal-plan-exercises", &phase.exercises), ("terminal-plan-do-not", &phase.forbidden)]
    {
        if !lines.is_empty() {
            page.heading(&words.say(heading));
            for line in lines {
                page.bullet(line);
            }
        }
    }
    for note in &phase.clinician_notes {
        page.under(note);
    }
}

fn next(page: &mut Page, words: Words<'_>, next: &NextChange) {
    let when = match next.on {
        Some(on) => {
            words.say_with("terminal-plan-in-days", &[("date", &on.to_string()), ("days", &next.days.to_string())])
        }
        None => words.say_with("terminal-plan-not-before", &[("date", &next.earliest.to_string())]),
    };
    page.heading(&words.say_with("terminal-plan-next-change", &[("when", &when)]));
    for need in &next.needs {
        page.bullet(&words.say_with("terminal-plan-only-when", &[("need", need)]));
    }
    for change in &next.changes {
        page.bullet(change);
    }
}
