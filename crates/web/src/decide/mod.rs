//! The decision aid: an operation or not. The same outcomes for every option, out of the same number of people, with
//! the range drawn and every number open to its trials; what may bend them; what matters to the person; what to ask.
//!
//! It recommends nothing and keeps nothing: what a person marks travels in a form, is shown back, and is gone. All of it
//! works without scripts and on paper.

mod checklist;
mod numbers;
mod person;
pub(crate) mod summary;
mod values;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Form, Router};

use crate::App;
use crate::site::page::write;
use crate::site::{Lang, Page, PageError, Section, assets, html};
use checklist::{ChecklistView, checklist};
use numbers::{Pair, Row, numbers};
use person::{ModifierView, Said, modifiers, said};
use values::{Chosen, Reflection, Thing, WEIGHTS, reflection, things};

/// What is said of the months after the injury: claims, so that each has its verdict and sources.
const MONTHS: [&str; 7] = ["C49", "C37", "C50", "C88", "C81", "C82", "C71"];

/// Where the public page says something other than the trials: how many have a new tear without surgery, whether that gap
/// has closed, and how soon people are back at sport after surgery and without it.
const DISAGREE: [&str; 3] = ["C40", "C41", "C43"];

/// The options, as their sentences are named, in the order of the numbers.
const OPTIONS: [&str; 4] = ["open", "mis", "functional", "cast"];

/// What is said of each option: the same of all of them.
const FIELDS: [&str; 5] = ["what", "first", "feel", "good", "less"];

/// The questions to ask.
const QUESTIONS: [&str; 8] = ["which", "count", "me", "cuts", "plan", "clot", "work", "late"];

/// The parts of the page, in order: their ids are those of their headings' sentences.
const PARTS: [&str; 8] = ["decision", "options", "tear", "table", "months", "you", "values", "questions"];

/// The decision aid.
pub fn routes() -> Router<App> {
    Router::new().route("/decide", get(show).post(reflect)).merge(summary::routes())
}

#[derive(Template)]
#[template(path = "decide/page.html")]
struct Decide {
    page: Page,
    pair: Option<Pair>,
    rows: Vec<Row>,
    months: Vec<Said>,
    modifiers: Vec<ModifierView>,
    disagreements: Vec<Said>,
    things: Vec<Thing>,
    reflection: Option<Reflection>,
    checklist: ChecklistView,
}

impl Decide {
    /// The whole page; `None` when nobody has marked anything.
    fn of(app: &App, lang: &Lang, chosen: Option<&Chosen>) -> Result<Self, PageError> {
        let page = Page::new(app, lang, Section::Decide, "decide-title");
        let found = app.care.evidence().patient_numbers().map_err(|error| {
            tracing::error!(%error, "the trials give no numbers");
            PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside")
        })?;
        let (pair, rows) = numbers(&page, found);
        Ok(Self {
            months: said(&page, &MONTHS),
            modifiers: modifiers(&page),
            disagreements: said(&page, &DISAGREE),
            things: things(chosen),
            reflection: chosen.map(|chosen| reflection(&page, chosen, &rows)),
            checklist: checklist(&page),
            pair,
            rows,
            page,
        })
    }
}

/// The page as everybody gets it: it holds no answer, so it is made once and kept ready.
async fn show(State(app): State<App>, lang: Lang, headers: HeaderMap) -> Result<Response, PageError> {
    let page = away(app.clone(), move |app| {
        let key = format!("decide {}", lang.0);
        app.assets.ready(&key, || write(&Decide::of(app, &lang, None)?))
    })
    .await?;
    Ok(assets::send(&page, &headers, "no-store"))
}

/// The page with what a person marked shown back to them.
async fn reflect(
    State(app): State<App>,
    lang: Lang,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let chosen = Chosen::read(&fields).ok_or(PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "error-form"))?;
    let page = away(app, move |app| Decide::of(app, &lang, Some(&chosen))).await?;
    Ok(html(&page)?.into_response())
}

/// The first page after a start draws the numbers anew, which takes a while: not where other answers wait.
async fn away<T: Send + 'static>(
    app: App,
    make: impl FnOnce(&App) -> Result<T, PageError> + Send + 'static,
) -> Result<T, PageError> {
    tokio::task::spawn_blocking(move || make(&app)).await.unwrap_or_else(|error| {
        tracing::error!(%error, "the decision aid could not be made");
        Err(PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside"))
    })
}
