//! Opening a case: blank, or from the code that a patient's self-check shows.
//!
//! The code stands after the `#` of its link, so it reaches the server only when somebody sends the form. Before a case
//! is opened from one, the page shows the answers and asks whether they are those of the person in front of one: the
//! wrong person's answers are the hazard here. The side is always chosen, never taken over.

use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_care::case::{Answer, Case};
use heelrise_records::{Command, Seq};
use serde_json::{Map, Value};

use super::case::{Pairs, sent};
use super::form::put;
use super::seat::{Seat, fresh_case_id, see_other};
use super::{date_long, fields, token};
use crate::check::answers::When;
use crate::check::handover::Handover;
use crate::site::page::html_with;
use crate::site::{Page, PageError};

#[derive(Template)]
#[template(path = "clinic/new.html")]
struct NewPage {
    page: Page,
    who: String,
    key: String,
    id: String,
    problem: Option<String>,
    code: String,
    label: String,
}

fn new_page(
    seat: &Seat,
    status: StatusCode,
    problem: Option<String>,
    code: &str,
    label: &str,
) -> Result<Response, PageError> {
    let page = seat.page("new-title");
    html_with(
        status,
        &NewPage {
            page,
            who: seat.account.display_name.clone(),
            key: token::fresh(),
            id: fresh_case_id(seat.now.timestamp()).to_string(),
            problem,
            code: code.to_owned(),
            label: label.to_owned(),
        },
    )
}

/// The page for a new case.
pub async fn show(seat: Seat) -> Result<Response, PageError> {
    new_page(&seat, StatusCode::OK, None, "", "")
}

struct Line {
    what: String,
    answer: String,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "clinic/confirm.html")]
struct ConfirmPage {
    page: Page,
    who: String,
    key: String,
    id: String,
    code: String,
    lines: Vec<Line>,
    injury: Option<String>,
    problem: Option<String>,
    label: String,
    side: String,
}

fn confirm(
    seat: &Seat,
    status: StatusCode,
    case: &Case,
    pairs: &Pairs,
    problem: Option<String>,
) -> Result<Response, PageError> {
    let page = seat.page("confirm-title");
    let lines = case
        .report
        .iter()
        .filter(|(_, answer)| *answer != Answer::NotAsked)
        .map(|(sign, answer)| Line {
            what: page.say(format!("find-{}-name", fields::dashed(sign.id()))),
            answer: page.say(format!("form-answer-{}", fields::dashed(answer.id()))),
            class: answer.id(),
        })
        .collect();
    let or_new = |name: &str, fresh: String| match sent(pairs, name) {
        "" => fresh,
        given => given.to_owned(),
    };
    html_with(
        status,
        &ConfirmPage {
            who: seat.account.display_name.clone(),
            key: or_new("key", token::fresh()),
            id: or_new("id", fresh_case_id(seat.now.timestamp()).to_string()),
            code: sent(pairs, "code").to_owned(),
            lines,
            injury: case.injury.date.map(|day| page.say1("new-seen", "when", date_long(&page, day))),
            problem,
            label: sent(pairs, "label").to_owned(),
            side: sent(pairs, "side").to_owned(),
            page,
        },
    )
}

/// Reads a code and asks whether it is the right person.
pub async fn read_code(seat: Seat, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let code = sent(&pairs, "code");
    match decode(&seat, code) {
        Ok(case) => confirm(&seat, StatusCode::OK, &case, &pairs, None),
        Err(why) => {
            let problem = seat.page("new-title").say1("new-code-bad", "why", &why);
            new_page(&seat, StatusCode::UNPROCESSABLE_ENTITY, Some(problem), code, "")
        }
    }
}

/// The answers in a code: the bare code, or a whole link that ends in one. “Today” and “yesterday” are counted from the
/// day on which the code was made, where this site is.
fn decode(seat: &Seat, code: &str) -> Result<Case, String> {
    let bare = code.rsplit_once('#').map_or(code, |(_, after)| after);
    let handover = Handover::decode(bare).map_err(|error| error.to_string())?;
    let made = handover.made_at.to_zoned(seat.now.time_zone().clone()).date();
    let mut case = Case { report: handover.answers.report, ..Case::default() };
    case.injury.date = match handover.answers.when {
        When::NotAsked | When::Unsure => None,
        When::On(day) => Some(day),
        When::Today => Some(made),
        When::Yesterday => made.yesterday().ok(),
    };
    let dated = Case { assessed_on: Some(seat.app.config.clock.latest_date_on_earth()), ..case.clone() };
    dated.check().map_err(|error| error.to_string())?;
    Ok(case)
}

/// Opens a case.
pub async fn open(seat: Seat, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let page = seat.page("new-title");
    let code = sent(&pairs, "code");
    let (label, side) = (sent(&pairs, "label"), sent(&pairs, "side"));
    let from_code = match code {
        "" => None,
        code => match decode(&seat, code) {
            Ok(case) => Some(case),
            Err(why) => {
                let problem = page.say1("new-code-bad", "why", &why);
                return new_page(&seat, StatusCode::UNPROCESSABLE_ENTITY, Some(problem), code, label);
            }
        },
    };
    let known_side = matches!(side, "left" | "right" | "both");
    let problem = if label.is_empty() {
        Some("new-label-missing")
    } else if !known_side {
        Some("new-side-missing")
    } else if from_code.is_some() && sent(&pairs, "confirmed") != "yes" {
        Some("confirm-person-missing")
    } else {
        None
    }
    .map(|id| page.say(id));
    if let Some(problem) = problem {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return match &from_code {
            Some(case) => confirm(&seat, status, case, &pairs, Some(problem)),
            None => new_page(&seat, status, Some(problem), "", label),
        };
    }
    let mut facts = from_code.as_ref().map_or_else(|| Value::Object(Map::new()), facts_of);
    put(&mut facts, "injury.side", Value::from(side));
    // What was told is of today. Where it is tomorrow already for the person, the day waits for the examination.
    if from_code.is_some_and(|case| case.injury.date.is_none_or(|injury| injury <= seat.today())) {
        put(&mut facts, "assessed_on", Value::from(seat.today().to_string()));
    }
    // The case's number was made with the form, so that a double submit opens one case and not two.
    let case = super::seat::case_id(sent(&pairs, "id"))?;
    let command = Command::Open { label: label.to_owned(), facts };
    seat.write(case, Seq::NONE, sent(&pairs, "key"), &command, "open").await?;
    Ok(see_other(&format!("/clinic/case/{case}")))
}

/// What a case document says, with nothing in it that was not asked.
fn facts_of(case: &Case) -> Value {
    let full = serde_json::to_value(case).unwrap_or_default();
    super::form::CaseForm::from_facts(&full)
        .facts(jiff::civil::Date::MAX, &[])
        .unwrap_or_else(|_| Value::Object(Map::new()))
}
