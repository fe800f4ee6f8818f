//! Choosing one published protocol: the list with everything a clinician needs to choose, then day 0 and what the sheet
//! leaves open, then the dates to read once before the plan is adopted.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_care::plan::{Plan, PlanChoice, Reader, Signed, make_plan};
use heelrise_knowledge::protocol::{Gating, Origin, Path as Way, Protocol};
use heelrise_records::{CaseState, Command};
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::show::{RoadLine, road_lines};
use super::{origin_in_words, speech, state};
use crate::clinic::case::{Pairs, sent};
use crate::clinic::fields::dashed;
use crate::clinic::form::look;
use crate::clinic::seat::Seat;
use crate::clinic::steps::keep;
use crate::clinic::token;
use crate::clinic::view::Banner;
use crate::site::page::html_with;
use crate::site::{Page, PageError, html};

struct Listed {
    id: String,
    name: String,
    summary: String,
    sources: Vec<String>,
    ways: Vec<String>,
    origins: Vec<String>,
    gating: String,
    label: Option<String>,
    readings: Vec<String>,
    reason: Option<String>,
    status: String,
}

fn word<T: serde::Serialize>(value: T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn listed(page: &Page, protocol: &Protocol) -> Listed {
    let knowledge = page.app().knowledge();
    let mut origins: Vec<String> = protocol
        .paths()
        .iter()
        .flat_map(|way| protocol.origins.of(*way))
        .map(|origin| origin_in_words(page, &word(*origin)))
        .collect();
    origins.sort();
    origins.dedup();
    Listed {
        id: protocol.id.clone(),
        name: protocol.name.clone(),
        summary: page.translated(&protocol.summary.clinician),
        sources: protocol
            .sources
            .iter()
            .map(|id| knowledge.sources.get(id).map_or_else(|| id.clone(), |source| source.citation.clone()))
            .collect(),
        ways: protocol.paths().into_iter().map(|way| page.say(format!("plan-path-{}", dashed(&word(way))))).collect(),
        origins,
        gating: page.say(match protocol.gating {
            Gating::Time => "plan-gating-time",
            Gating::TimeAndCriterion => "plan-gating-criterion",
        }),
        label: protocol.label.as_ref().map(|label| page.translated(&label.clinician)),
        readings: readings(page, protocol),
        reason: protocol.reason.as_ref().map(|reason| page.translated(reason)),
        status: page.say(format!("plan-status-{}", dashed(&word(protocol.status)))),
    }
}

/// How each trap of the sheet was read, in words.
fn readings(page: &Page, protocol: &Protocol) -> Vec<String> {
    let Some(readings) = &protocol.readings else { return Vec::new() };
    [
        ("plan-reading-week", &readings.week_number.why),
        ("plan-reading-day0", &readings.day_zero.why),
        ("plan-reading-angle", &readings.angle_kind.why),
        ("plan-reading-wedge", &readings.wedge_order.why),
        ("plan-reading-gating", &readings.gating.why),
        ("plan-reading-stretching", &readings.stretching.why),
    ]
    .into_iter()
    .map(|(id, why)| page.say2("change-to", "what", page.say(id), "value", why))
    .collect()
}

#[derive(Template)]
#[template(path = "plan/choose.html")]
struct ChoosePage {
    page: Page,
    who: String,
    banner: Banner,
    runnable: Vec<Listed>,
    listed_only: Vec<Listed>,
    running: Option<String>,
}

/// The list of protocols.
pub async fn list(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "protocols").await?;
    list_page(&seat, &state)
}

/// The list of protocols for a case that was read already.
pub fn list_page(seat: &Seat, state: &CaseState) -> Result<Response, PageError> {
    let page = seat.page("plan-none-title");
    let banner = Banner::of(seat, &page, state, "plan");
    let (runnable, listed_only): (Vec<Listed>, Vec<Listed>) =
        seat.app.knowledge().protocols.iter().map(|protocol| listed(&page, protocol)).partition(|p| p.reason.is_none());
    let running = state.running_plan().map(|plan| super::protocol_name(&page, &plan.adopted.protocol));
    html(&ChoosePage { page, who: seat.account.display_name.clone(), banner, runnable, listed_only, running })
}

struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

struct Asked {
    id: String,
    ask: String,
    min: String,
    max: String,
    value: String,
    required: bool,
}

#[derive(Template)]
#[template(path = "plan/draft.html")]
struct DraftPage {
    page: Page,
    who: String,
    banner: Banner,
    protocol: Listed,
    signed: String,
    ways: Vec<Choice>,
    origins: Vec<Choice>,
    day0: String,
    treatment_started: String,
    asked: Vec<Asked>,
    check_original: bool,
    checked: bool,
    injury: Option<String>,
    problem: Option<String>,
    road: Vec<RoadLine>,
    version: String,
    key: String,
    changes: Option<String>,
    reason: String,
}

/// Which protocol.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    protocol: String,
}

fn protocol<'a>(seat: &'a Seat, id: &str) -> Result<&'a Protocol, PageError> {
    let known = seat.app.knowledge().protocols.get(id);
    known.ok_or_else(|| PageError::new(StatusCode::NOT_FOUND, "error-not-found"))
}

fn from_word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(text)).ok()
}

fn draft_page(
    seat: &Seat,
    state: &CaseState,
    protocol: &Protocol,
    pairs: &Pairs,
    status: StatusCode,
    problem: Option<String>,
    plan: Option<&Plan>,
) -> Result<Response, PageError> {
    let page = seat.page("plan-choose-title");
    let banner = Banner::of(seat, &page, state, "plan");
    let ways = protocol.paths();
    let choices = |words: Vec<String>, name: &str, prefix: &str| -> Vec<Choice> {
        let only = words.len() == 1;
        words
            .into_iter()
            .map(|value| Choice {
                label: page.say(format!("{prefix}-{}", dashed(&value))),
                chosen: only || sent(pairs, name) == value,
                value,
            })
            .collect()
    };
    let mut origins: Vec<String> =
        ways.iter().flat_map(|way| protocol.origins.of(*way)).map(|origin| word(*origin)).collect();
    origins.sort();
    origins.dedup();
    let injury = look(&state.facts, "injury.date").and_then(serde_json::Value::as_str).map(str::to_owned);
    html_with(
        status,
        &DraftPage {
            who: seat.account.display_name.clone(),
            ways: choices(ways.into_iter().map(word).collect(), "path", "plan-path"),
            origins: choices(origins, "origin", "plan-origin"),
            day0: sent(pairs, "day0").to_owned(),
            treatment_started: match sent(pairs, "treatment_started") {
                "" => look(&state.facts, "injury.treatment_started").and_then(|v| v.as_str()).unwrap_or("").to_owned(),
                given => given.to_owned(),
            },
            asked: protocol
                .parameters
                .iter()
                .map(|parameter| Asked {
                    id: parameter.id.clone(),
                    ask: page.translated(&parameter.ask),
                    min: parameter.min.to_string(),
                    max: parameter.max.to_string(),
                    value: sent(pairs, &format!("parameter.{}", parameter.id)).to_owned(),
                    required: parameter.required,
                })
                .collect(),
            check_original: protocol.check_against_original,
            checked: sent(pairs, "checked") == "yes",
            injury: injury
                .and_then(|day| day.parse().ok())
                .map(|day| page.say1("new-seen", "when", crate::clinic::date_long(&page, day))),
            problem,
            road: plan.map(|plan| road_lines(&page, plan, Reader::Clinician, seat.today())).unwrap_or_default(),
            version: match sent(pairs, "version") {
                "" => state.version.to_string(),
                given => given.to_owned(),
            },
            key: token::fresh(),
            changes: state.running_plan().map(|plan| super::protocol_name(&page, &plan.adopted.protocol)),
            reason: sent(pairs, "reason").to_owned(),
            protocol: listed(&page, protocol),
            signed: super::signed(&page, protocol, "plan-unsigned"),
            banner,
            page,
        },
    )
}

/// The page for day 0 and choices, empty.
pub async fn blank(seat: Seat, Path(id): Path<String>, Query(which): Query<Which>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "plan draft").await?;
    draft_page(&seat, &state, protocol(&seat, &which.protocol)?, &Pairs::new(), StatusCode::OK, None, None)
}

/// Reads the choice, or says in words what is missing.
fn choice(seat: &Seat, page: &Page, protocol: &Protocol, pairs: &Pairs) -> Result<PlanChoice, String> {
    let day = |name: &str| -> Result<Option<Date>, String> {
        match sent(pairs, name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| page.say("wrong-day")),
        }
    };
    let mut parameters = BTreeMap::new();
    for parameter in &protocol.parameters {
        match sent(pairs, &format!("parameter.{}", parameter.id)) {
            "" => {}
            text => {
                let (min, max) = (parameter.min.to_string(), parameter.max.to_string());
                let number = text.parse().map_err(|_| page.say2("wrong-number", "min", &min, "max", &max))?;
                parameters.insert(parameter.id.clone(), number);
            }
        }
    }
    let checked = sent(pairs, "checked") == "yes";
    Ok(PlanChoice {
        day0: day("day0")?.ok_or_else(|| page.say("plan-day0-missing"))?,
        origin: from_word::<Origin>(sent(pairs, "origin")).ok_or_else(|| page.say("plan-origin-missing"))?,
        path: from_word::<Way>(sent(pairs, "path")).ok_or_else(|| page.say("plan-path-missing"))?,
        adopted_on: seat.today(),
        treatment_started: day("treatment_started")?,
        parameters,
        checked_against_original: checked.then(|| Signed { by: seat.account.display_name.clone(), on: seat.today() }),
    })
}

/// Day 0 of an injury is the injury: another day there is a mistake in one of the two.
fn fits_the_case(page: &Page, state: &CaseState, choice: &PlanChoice) -> Result<(), String> {
    let injury: Option<Date> =
        look(&state.facts, "injury.date").and_then(serde_json::Value::as_str).and_then(|day| day.parse().ok());
    match injury {
        Some(injury) if choice.origin == Origin::Injury && choice.day0 != injury => {
            Err(page.say1("plan-day0-not-injury", "date", crate::clinic::date_long(page, injury)))
        }
        Some(injury) if choice.day0 < injury => {
            Err(page.say1("plan-day0-before-injury", "date", crate::clinic::date_long(page, injury)))
        }
        _ => Ok(()),
    }
}

fn made(seat: &Seat, page: &Page, state: &CaseState, protocol: &Protocol, pairs: &Pairs) -> Result<Plan, String> {
    let choice = choice(seat, page, protocol, pairs)?;
    fits_the_case(page, state, &choice)?;
    make_plan(protocol, &choice).map_err(|error| error.say(speech(page, Reader::Clinician)))
}

/// Shows the dates before anything is kept.
pub async fn draft(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "plan draft").await?;
    let protocol = protocol(&seat, sent(&pairs, "protocol"))?;
    let page = seat.page("plan-choose-title");
    match made(&seat, &page, &state, protocol, &pairs) {
        Ok(plan) => draft_page(&seat, &state, protocol, &pairs, StatusCode::OK, None, Some(&plan)),
        Err(problem) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            draft_page(&seat, &state, protocol, &pairs, status, Some(problem), None)
        }
    }
}

/// Adopts the plan, or changes the running one to it.
pub async fn adopt(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let (case, _) = seat.read(&id, "adopt a plan").await?;
    let protocol = protocol(&seat, sent(&pairs, "protocol"))?;
    let page = seat.page("plan-choose-title");
    let plan = match made(&seat, &page, &case, protocol, &pairs) {
        Ok(plan) => plan,
        Err(problem) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return draft_page(&seat, &case, protocol, &pairs, status, Some(problem), None);
        }
    };
    let adopted = state::adoption(protocol, plan.choice());
    let command = if sent(&pairs, "change") == "yes" {
        Command::ChangePlan { adopted, reason: sent(&pairs, "reason").to_owned() }
    } else {
        Command::AdoptPlan(adopted)
    };
    keep(&seat, &id, &pairs, command, "plan", &format!("/plan/{id}")).await
}
