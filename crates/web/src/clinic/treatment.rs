//! What is kept beside a verdict: the scores that are complete, and which treatment was chosen, on which day, by whom.
//!
//! The choice is the patient's and the treating team's; nothing is preset, and “not decided yet” is an answer of its own.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_care::first_aid::{FirstHour, Need};
use heelrise_records::{CaseState, Command};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::case::{Pairs, sent};
use super::seat::Seat;
use super::{date_short, fields, steps};
use crate::site::{Page, PageError};

/// What can be chosen; the names are wording (`treatment-ID`).
pub const OPTIONS: &[&str] = &["non_operative", "operative", "not_decided"];
/// The most characters of who decided, and of the remark.
const MAX_CHARS: usize = 300;

/// What the block about the treatment shows.
pub struct Treatment {
    /// What was chosen last, in words.
    pub chosen: String,
    /// The day and the people, as noted.
    pub note: String,
    /// Whether anything was recorded.
    pub recorded: bool,
    /// Whether the step of deciding together is open.
    pub together: bool,
    /// The last summary of it: the entry and its name.
    pub shared: Option<(String, String)>,
    /// What can be chosen: id and name.
    pub options: Vec<(&'static str, String)>,
}

impl Treatment {
    /// The block of a case.
    pub fn of(page: &Page, state: &CaseState) -> Self {
        let decision = state.decision.as_ref();
        Self {
            chosen: decision.map_or_else(|| page.say("treatment-none"), |said| name(page, &said.what)),
            note: decision.map(|said| noted(page, said.on, &said.who, &said.note)).unwrap_or_default(),
            together: super::shared::open_to(state),
            shared: state.shared.as_ref().map(|said| {
                let day = said.on.map(|on| date_short(page, on)).unwrap_or_default();
                (said.seq.to_string(), page.say1("shared-last", "date", day))
            }),
            recorded: decision.is_some(),
            options: OPTIONS.iter().map(|id| (*id, name(page, id))).collect(),
        }
    }
}

/// The name of an option; the id itself when another release or program wrote it.
pub fn name(page: &Page, option: &str) -> String {
    let id = format!("treatment-{}", fields::dashed(option));
    if OPTIONS.contains(&option) { page.say(id) } else { option.to_owned() }
}

/// The day, the people and the remark of a choice in one line. An older entry has all of them in its remark.
pub fn noted(page: &Page, on: Option<Date>, who: &str, note: &str) -> String {
    let Some(on) = on else { return note.to_owned() };
    let line = page.say2("treatment-noted", "date", date_short(page, on), "who", who);
    if note.is_empty() { line } else { format!("{line} {note}") }
}

/// Records the choice.
pub async fn choose(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let page = seat.page("treatment-title");
    let refused =
        |what: &str| PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(page.say(what));
    let option = sent(&pairs, "treatment");
    if !OPTIONS.contains(&option) {
        return Err(refused("treatment-missing"));
    }
    let on = steps::day(&page, sent(&pairs, "on"), Some(seat.today()))?;
    let (who, more) = (sent(&pairs, "who"), sent(&pairs, "note"));
    if who.is_empty() {
        return Err(refused("treatment-who-missing"));
    }
    if [who, more].iter().any(|text| text.chars().count() > MAX_CHARS || text.chars().any(char::is_control)) {
        return Err(refused("treatment-too-long"));
    }
    let command = Command::Decide { option: option.to_owned(), on, who: who.to_owned(), note: more.to_owned() };
    steps::keep(&seat, &id, &pairs, command, "treatment choice", &format!("/clinic/case/{id}")).await
}

/// One command for each score that is complete and is not on record with this result already.
pub fn complete_scores(state: &CaseState, first: &FirstHour) -> Vec<Command> {
    let settled = |missing: &[String], unsure: &[String]| missing.is_empty() && unsure.is_empty();
    let ottawa = first.ottawa.films.iter().all(|film| film.need != Need::NotKnown);
    let trip = &first.trip_cast.range;
    [
        keep("ottawa_ankle", ottawa, &first.ottawa),
        keep("wells_dvt", settled(&first.wells.missing, &first.wells.unsure), &first.wells),
        keep("trip_cast", settled(&trip.missing, &trip.unsure), &first.trip_cast),
    ]
    .into_iter()
    .flatten()
    .filter(|(id, result)| state.scores.get(*id) != Some(result))
    .map(|(id, result)| Command::Score { score: id.to_owned(), result })
    .collect()
}

fn keep(id: &'static str, complete: bool, result: &impl Serialize) -> Option<(&'static str, Value)> {
    complete.then(|| serde_json::to_value(result).ok().map(|result| (id, result))).flatten()
}
