//! The history of a case: every entry as it was made, in words.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use heelrise_records::{Author, Event, EventKind, PlanAdoption, Seq};

use super::change;
use super::fields;
use super::form::look;
use super::seat::Seat;
use super::view::{Banner, value_in_words};
use super::words::{date_short, moment};
use crate::site::{Page, PageError, html};

/// One entry in words.
pub struct Entry {
    /// Its number.
    pub seq: u64,
    /// When.
    pub when: String,
    /// Who.
    pub who: String,
    /// What, in a few words.
    pub what: String,
    /// What exactly, line by line.
    pub lines: Vec<String>,
    /// “corrects entry 3”, if it does.
    pub corrects: Option<String>,
    /// “corrected by entry 7”, if it was.
    pub corrected: Option<String>,
    /// Where the whole of it can be read, if there is more than the lines.
    pub link: Option<String>,
    /// The knowledge then, first twelve digits.
    pub version: String,
}

#[derive(Template)]
#[template(path = "clinic/history.html")]
struct HistoryPage {
    page: Page,
    who: String,
    banner: Banner,
    entries: Vec<Entry>,
}

/// The history page.
pub async fn show(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, events) = seat.read(&id, "history").await?;
    let page = seat.page("history-title");
    let banner = Banner::of(&seat, &page, &state, "history");
    let entries = entries(&seat, &page, &events);
    html(&HistoryPage { page, who: seat.account.display_name, banner, entries })
}

/// All entries in words, oldest first.
pub fn entries(seat: &Seat, page: &Page, events: &[Event]) -> Vec<Entry> {
    let corrected: BTreeMap<Seq, Seq> = events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Corrected { corrects, .. } => Some((*corrects, event.seq)),
            _ => None,
        })
        .collect();
    events
        .iter()
        .map(|event| Entry {
            seq: event.seq.0,
            when: moment(page, event.at, seat.now.time_zone()),
            who: match &event.author {
                Author::System => page.say("audit-nobody"),
                Author::Person { name, .. } => name.clone(),
            },
            what: page.say(format!("event-{}", fields::dashed(event.kind.name()))),
            lines: lines(page, &event.kind),
            link: matches!(event.kind, EventKind::DecisionShared(_))
                .then(|| format!("/clinic/case/{}/decide/{}", event.case, event.seq)),
            corrects: match &event.kind {
                EventKind::Corrected { corrects, .. } => {
                    Some(page.say1("history-corrects", "seq", corrects.to_string()))
                }
                _ => None,
            },
            corrected: corrected.get(&event.seq).map(|by| page.say1("history-corrected", "seq", by.to_string())),
            version: event.knowledge_version.chars().take(12).collect(),
        })
        .collect()
}

fn lines(page: &Page, kind: &EventKind) -> Vec<String> {
    let mut lines = own_lines(page, kind);
    if let Some(facts) = change::patch(kind) {
        for field in fields::all() {
            let Some(value) = look(facts, &field.path) else { continue };
            let what = page.say(field.label_id());
            lines.push(if value.is_null() {
                page.say1("change-removed", "what", &what)
            } else {
                page.say2("change-to", "what", &what, "value", value_in_words(page, &field.path, Some(value)))
            });
        }
    }
    lines
}

fn score_name(page: &Page, score: &str) -> String {
    match score {
        "ottawa_ankle" => page.say("section-ottawa"),
        "wells_dvt" => page.say("section-wells"),
        "trip_cast" => page.say("section-trip"),
        other => other.to_owned(),
    }
}

fn own_lines(page: &Page, kind: &EventKind) -> Vec<String> {
    let to = |what: &str, value: &str| page.say2("change-to", "what", page.say(what), "value", value);
    let on = |day: &jiff::civil::Date, text: &str| format!("{}: {text}", date_short(page, *day));
    let plan = |plan: &PlanAdoption| {
        let origin = crate::plan_pages::origin_in_words(page, &plan.origin);
        vec![
            to("plan-protocol", &crate::plan_pages::protocol_name(page, &plan.protocol)),
            to("plan-day0", &format!("{} ({origin})", date_short(page, plan.day0))),
        ]
    };
    match kind {
        EventKind::Opened { label, .. } => vec![to("field-label", label)],
        EventKind::Assessed(assessment) => {
            let verdict = page.say(format!("verdict-{}-title", fields::dashed(&assessment.verdict)));
            vec![verdict, page.say1("answer-rule", "rule", assessment.rules.join(", "))]
        }
        EventKind::Scored { score, .. } => vec![score_name(page, score)],
        EventKind::Decided { option, on, who, note } => {
            vec![super::treatment::name(page, option), super::treatment::noted(page, *on, who, note)]
        }
        EventKind::DecisionShared(shared) => super::shared::lines(page, shared),
        EventKind::TreatmentStarted { treatment, on: day } => vec![on(day, treatment)],
        EventKind::PlanAdopted(adopted) => plan(adopted),
        EventKind::PlanChanged { adopted, reason } => {
            let mut lines = plan(adopted);
            lines.push(reason.clone());
            lines
        }
        EventKind::PlanHeld { on: day, reason }
        | EventKind::PlanStopped { on: day, reason }
        | EventKind::Closed { on: day, reason } => vec![on(day, reason)],
        EventKind::PlanMovedOn { phase, on: day, reason } => vec![on(day, phase), reason.clone()],
        EventKind::RecheckSet(recheck) => vec![on(&recheck.on, &recheck.reason)],
        EventKind::RecheckDone { on: day, found } => vec![on(day, found)],
        EventKind::Outcome { outcome, on: day, note } => {
            vec![on(day, &page.say(format!("outcome-{}", fields::dashed(outcome)))), note.clone()]
        }
        EventKind::LetterMade { letter, language, .. } => vec![format!("{letter} ({language})")],
        EventKind::Corrected { reason, label, .. } => {
            let mut lines = vec![page.say1("history-wrong", "reason", reason)];
            lines.extend(label.iter().map(|label| to("field-label", label)));
            lines
        }
        EventKind::Reopened { reason } => vec![reason.clone()],
        EventKind::Note { text } => vec![text.clone()],
        EventKind::Reported { .. }
        | EventKind::Examined { .. }
        | EventKind::Imaged { .. }
        | EventKind::RiskRecorded { .. } => vec![],
    }
    .into_iter()
    .filter(|line| !line.trim().is_empty())
    .collect()
}
