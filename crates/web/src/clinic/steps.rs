//! The small steps of a case beside its findings: notes, rechecks, outcomes, closing, opening again, its label.
//!
//! Each form carries the version it was made from and a key, as the findings do: a stale one is refused with what
//! happened since, a double one is kept once.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::{CaseState, Command, Recheck, Seq};
use jiff::civil::Date;

use super::case::{Pairs, sent};
use super::seat::{Seat, case_id, see_other};
use super::{date_short, fields, token};
use crate::site::{Page, PageError};

/// The outcomes that can be recorded; their names are wording (`outcome-ID`).
pub const OUTCOMES: &[&str] =
    &["rupture_treated", "rupture_transferred", "other_diagnosis", "not_rupture_confirmed", "lost"];

/// One outcome to choose.
pub struct Choice {
    /// Its id.
    pub id: &'static str,
    /// Its name.
    pub name: String,
}

/// What the block of small steps shows.
pub struct Steps {
    /// The recheck that waits, in words.
    pub recheck: Option<String>,
    /// The outcome, in words.
    pub outcome: Option<String>,
    /// Whether the case is closed.
    pub closed: bool,
    /// The outcomes to choose from.
    pub outcomes: Vec<Choice>,
    /// Today, as a form wants it.
    pub today: String,
    /// Tomorrow, as a form wants it.
    pub tomorrow: String,
    /// One key for each form.
    pub keys: [String; 7],
    /// The label.
    pub label: String,
}

impl Steps {
    /// The steps that are open to a case.
    pub fn of(page: &Page, state: &CaseState, today: Date) -> Self {
        let in_words = |what: &str| page.say(format!("outcome-{}", fields::dashed(what)));
        Self {
            recheck: state.recheck.as_ref().map(|recheck| {
                let date = date_short(page, recheck.on);
                page.say2("record-recheck-waiting", "date", &date, "reason", &recheck.reason)
            }),
            outcome: state.outcome.as_ref().map(|outcome| {
                let date = outcome.on.map(|on| date_short(page, on)).unwrap_or_default();
                format!("{}, {date}", in_words(&outcome.what))
            }),
            closed: super::case::is_closed(state),
            outcomes: OUTCOMES.iter().map(|id| Choice { id, name: in_words(id) }).collect(),
            today: today.to_string(),
            tomorrow: today.tomorrow().unwrap_or(today).to_string(),
            keys: std::array::from_fn(|_| token::fresh()),
            label: state.label.clone(),
        }
    }
}

fn refused(why: impl Into<String>) -> PageError {
    PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(why)
}

/// A day from a form: a real one, and not in the future unless it may be.
pub fn day(page: &Page, text: &str, latest: Option<Date>) -> Result<Date, PageError> {
    let day: Date = text.parse().map_err(|_| refused(page.say("wrong-day")))?;
    match latest {
        Some(latest) if day > latest => Err(refused(page.say("wrong-future"))),
        _ => Ok(day),
    }
}

/// Keeps a command and goes back to the case.
pub async fn keep(
    seat: &Seat,
    id: &str,
    pairs: &Pairs,
    command: Command,
    what: &str,
    back: &str,
) -> Result<Response, PageError> {
    let case = case_id(id)?;
    let version = sent(pairs, "version").parse().map_or(Seq::NONE, Seq);
    let done = seat.write(case, version, sent(pairs, "key"), &command, what).await?;
    let said = if done.repeated { "before" } else { "saved" };
    Ok(see_other(&format!("{back}?said={said}")))
}

fn back(id: &str) -> String {
    format!("/clinic/case/{id}")
}

/// Adds a note.
pub async fn note(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let command = Command::Note { text: sent(&pairs, "text").to_owned() };
    keep(&seat, &id, &pairs, command, "note", &back(&id)).await
}

/// Sets a recheck, or says that it was done and how it goes on.
pub async fn recheck(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let page = seat.page("recheck-title");
    let set = |on: &str, reason: &str| -> Result<Command, PageError> {
        let on = day(&page, on, None)?;
        if on <= seat.today() {
            return Err(refused(page.say("recheck-too-early")));
        }
        let reason = if reason.is_empty() { page.say("recheck-usual-reason") } else { reason.to_owned() };
        Ok(Command::SetRecheck(Recheck { on, reason }))
    };
    let mut commands = Vec::new();
    if sent(&pairs, "done") == "yes" {
        let on = day(&page, sent(&pairs, "on"), Some(seat.today()))?;
        if sent(&pairs, "next") == "outcome" {
            commands.push(an_outcome(&page, &pairs, on, "found")?);
        }
        commands.push(Command::DoRecheck { on, found: sent(&pairs, "found").to_owned() });
        if sent(&pairs, "next") == "date" {
            commands.push(set(sent(&pairs, "recheck_on"), sent(&pairs, "recheck_reason"))?);
        }
    } else {
        commands.push(set(sent(&pairs, "recheck_on"), sent(&pairs, "recheck_reason"))?);
    }
    keep(&seat, &id, &pairs, Command::Together { commands }, "recheck", &back(&id)).await
}

fn an_outcome(page: &Page, pairs: &Pairs, on: Date, note: &str) -> Result<Command, PageError> {
    let outcome = sent(pairs, "outcome");
    if !OUTCOMES.contains(&outcome) {
        return Err(refused(page.say("outcome-missing")));
    }
    Ok(Command::RecordOutcome { outcome: outcome.to_owned(), on, note: sent(pairs, note).to_owned() })
}

/// Records how it ended.
pub async fn outcome(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let page = seat.page("outcome-title");
    let on = day(&page, sent(&pairs, "on"), Some(seat.today()))?;
    let command = an_outcome(&page, &pairs, on, "note")?;
    keep(&seat, &id, &pairs, command, "outcome", &back(&id)).await
}

/// Closes the case.
pub async fn close(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let command = Command::Close { on: seat.today(), reason: sent(&pairs, "reason").to_owned() };
    keep(&seat, &id, &pairs, command, "close", &back(&id)).await
}

/// Opens it again.
pub async fn reopen(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let command = Command::Reopen { reason: sent(&pairs, "reason").to_owned() };
    keep(&seat, &id, &pairs, command, "reopen", &back(&id)).await
}

/// Corrects the label: the entry that was wrong is the one that opened the case, or the last correction of the label.
pub async fn label(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let command = Command::Correct {
        corrects: Seq(1),
        reason: sent(&pairs, "reason").to_owned(),
        facts: serde_json::json!({}),
        label: Some(sent(&pairs, "label").to_owned()),
    };
    keep(&seat, &id, &pairs, command, "label", &back(&id)).await
}
