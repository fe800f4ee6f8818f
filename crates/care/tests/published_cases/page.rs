//! What Heelrise says of each published case beside what it was: the page `docs/published-cases.md`.

use std::fmt::Write as _;

use heelrise_care::Care;
use heelrise_care::case::{Answer, Report, ReportedSign};
use heelrise_care::urgency::{Reason, Urgency};

use super::fixtures::{CASES, Kind, Published, Stage, of_kind};

/// Why a case has the urgency it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// A sign that was reported is enough by itself.
    Reported,
    /// Only because something that could raise it was not reported, and so counts as not asked.
    NotAsked,
}

/// The report with every open question answered with no: the least worrying person who fits the text.
pub fn all_open_answered_no(report: &Report) -> Report {
    let mut all = report.clone();
    for sign in ReportedSign::ALL {
        if all.get(*sign).is_not_asked() {
            all.set(*sign, Answer::Absent);
        }
    }
    all
}

/// Whether the urgency rests on something reported.
pub fn because(care: &Care, report: &Report) -> Because {
    let stands = care.urgency(&all_open_answered_no(report)).level == care.urgency(report).level;
    if stands { Because::Reported } else { Because::NotAsked }
}

/// How a person reads the level.
fn level(care: &Care, level: Urgency) -> String {
    care.knowledge().wording.say("en", &format!("urgency-{}-title", level.message_stem()))
}

/// The signs behind the deciding reasons, by their short names; empty when only open questions decide.
fn signs(care: &Care, reasons: &[Reason], decided: Urgency) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let deciding = reasons.iter().filter(|reason| reason.outcome == decided.id());
    for sign in deciding.flat_map(|reason| &reason.signs) {
        let name = care.knowledge().wording.say("en", &format!("sign-{}-short", sign.sign.replace('_', "-")));
        if ["present", "unsure"].contains(&sign.answer.as_str()) && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What the page said: the level and what it rests on.
fn page_said(care: &Care, stage: &Stage<'_>) -> String {
    let result = care.urgency(&stage.case.report);
    let why = match signs(care, &result.reasons, result.level) {
        names if names.is_empty() => format!("nothing reported decides; {} questions open", result.not_asked.len()),
        names => names.join("; "),
    };
    format!("{} ({why})", level(care, result.level))
}

/// What the examination said: the verdict with its rule and the first thing missing.
fn exam_said(care: &Care, stage: &Stage<'_>) -> String {
    let verdict = care.verdict(&stage.case);
    let title =
        care.knowledge().wording.say("en", &format!("verdict-{}-title", verdict.outcome.id().replace('_', "-")));
    let rules: Vec<&str> = verdict.rules.iter().map(|rule| rule.rule.as_str()).collect();
    let next =
        verdict.missing.first().map(|id| format!("; missing first: {}", id.replace('_', " "))).unwrap_or_default();
    format!("{title} ({}{next})", rules.join(", "))
}

/// What one case reads like, as Markdown.
pub fn entry(care: &Care, case: &Published) -> String {
    let mut text = format!("### {}: {}\n\n{}\n\n", case.id, case.final_, case.what);
    let mut line = |name: &str, what: &str| {
        let _ = writeln!(text, "- **{name}**: {what}");
    };
    if let Some(label) = &case.first_label {
        line("First called, or first done", label);
    }
    if let Some(delay) = &case.delay {
        line("Time", delay);
    }
    let reported = case.reported();
    line("The page said", &page_said(care, &reported));
    let stages = case.examined();
    for (index, stage) in stages.iter().enumerate() {
        if index == 0 {
            let examined =
                if case.exam_first.is_empty() { "The exam said (nothing examined)" } else { "The exam said" };
            line(examined, &exam_said(care, stage));
        } else {
            line(
                &format!("Later ({})", stage.when),
                &format!("{}. {}.", page_said(care, stage), exam_said(care, stage)),
            );
        }
    }
    line("What it was", &case.final_);
    let readings = case.reading.iter().chain(case.later.iter().filter_map(|later| later.reading.as_ref()));
    for reading in readings {
        line("How we read it", reading);
    }
    let left_out = case.no_place.iter().chain(case.later.iter().filter_map(|later| later.no_place.as_ref()));
    for rest in left_out {
        line("Reported, but in no field", rest);
    }
    line("Source", &format!("{} ({})", case.source, case.source_type.words()));
    text
}

/// How many cases of a kind get each level, and how many of them by something reported.
pub struct Count {
    pub all: usize,
    pub emergency: usize,
    pub same_day: usize,
    pub soon: usize,
    pub by_a_reported_sign: usize,
    pub only_not_asked: Vec<&'static str>,
}

/// Counts the cases of a kind at the first contact, before examination.
pub fn count(care: &Care, kind: Kind) -> Count {
    let mut count =
        Count { all: 0, emergency: 0, same_day: 0, soon: 0, by_a_reported_sign: 0, only_not_asked: Vec::new() };
    for case in of_kind(kind) {
        let report = case.reported().case.report;
        count.all += 1;
        match care.urgency(&report).level {
            Urgency::Emergency => count.emergency += 1,
            Urgency::SameDay => count.same_day += 1,
            Urgency::Soon => count.soon += 1,
        }
        match because(care, &report) {
            Because::Reported => count.by_a_reported_sign += 1,
            Because::NotAsked => count.only_not_asked.push(case.id.as_str()),
        }
    }
    count
}

/// The whole page.
pub fn page(care: &Care) -> String {
    let mut text = String::from(
        "# Published cases\n\n\
         What Heelrise says of published ruptures, and of published cases that look like one, beside what each really \
         was. This page is written by a test from `crates/care/tests/published_cases/cases.toml` and the knowledge; the \
         test fails when it is not current.\n\n\
         These cases show whether somebody in that situation would have been told to wait. They say nothing about \
         accuracy: cases are published because they are unusual, mostly only the abstract was read, and legal \
         narratives are one-sided. What a source does not report stays *not asked*; it is never read as *no*.\n\n\
         ## In numbers\n\n\
         At the first contact, before anybody examined the leg:\n\n\
         | | cases | emergency | same day | soon | by a reported sign | only because something was not asked |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (name, kind) in [("ruptures", Kind::Rupture), ("look like one", Kind::Mimic)] {
        let n = count(care, kind);
        let ids = if n.only_not_asked.is_empty() { "-".to_owned() } else { n.only_not_asked.join(" ") };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {}: {ids} |",
            n.all,
            n.emergency,
            n.same_day,
            n.soon,
            n.by_a_reported_sign,
            n.only_not_asked.len()
        );
    }
    text.push_str(
        "\n*By a reported sign* means that the level stays the same when every open question is answered with no. The \
         cases in the last column would be told to be seen soon, not today, if each of those questions had been asked \
         and answered with no: the text does not say what the answers would have been.\n",
    );
    for (title, kind) in [("Ruptures", Kind::Rupture), ("Conditions that look like one", Kind::Mimic)] {
        let _ = write!(text, "\n## {title}\n");
        for case in CASES.iter().filter(|case| case.kind == kind) {
            let _ = write!(text, "\n{}", entry(care, case));
        }
    }
    text
}
