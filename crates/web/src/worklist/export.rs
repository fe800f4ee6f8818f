//! The answers as a table that may leave the machine: names replaced by keyed hashes unless ids are asked for, and no word of
//! a note and no reason unless those are asked for.

use axum::Form;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use heelrise_records::{AccountId, AuditAction, Review};
use heelrise_sweep::SweepError;
use heelrise_sweep::export::{Pseudonyms, told, word};
use heelrise_sweep::worklist::Entry;
use serde::Deserialize;

use super::answers::{Answers, Given};
use super::shelf::{Listed, Shelf};
use super::{note, person};
use crate::clinic::seat::Seat;
use crate::site::PageError;

/// What goes into the table.
pub struct Export<'a> {
    /// Whose view it is: answers of others only beside own ones. Nobody: the person who holds the machine, who sees all.
    pub viewer: Option<AccountId>,
    /// Names instead of ids; none leaves the ids as they are.
    pub names: Option<&'a Pseudonyms>,
    /// The sentences that name signs.
    pub sentences: bool,
    /// The reasons, in reviewers' own words: they may name a person.
    pub reasons: bool,
}

/// Names with a key made for one table and forgotten: nobody gets back from them, and no two tables have names in common.
pub fn throw_away_names() -> Result<Pseudonyms, SweepError> {
    Pseudonyms::new(&rand::random::<[u8; 32]>())
}

/// The table: a line for each answer that may be seen, and one for each person without any.
pub fn csv(shelf: &Shelf, listed: &Listed, reviews: &[Review], export: &Export<'_>) -> Result<Vec<u8>, SweepError> {
    let failed = |error: &dyn std::fmt::Display| SweepError::Input(format!("The table could not be made: {error}."));
    let answers = Answers::of(listed, reviews);
    let mut to = csv::Writer::from_writer(Vec::new());
    let mut head = vec![
        "rank",
        "standing",
        "band",
        "score",
        "patient",
        "encounter",
        "date",
        "signs",
        "reviewer",
        "answered_on",
        "answer",
        "counts",
    ];
    head.extend(export.reasons.then_some("reason"));
    head.extend(export.sentences.then_some("sentences"));
    to.write_record(&head).map_err(|error| failed(&error))?;
    for (place, entry) in listed.list.people.iter().enumerate() {
        let given = answers.visible(place, export.viewer);
        let sentences = if export.sentences && !given.is_empty() { sentences(shelf, entry) } else { Vec::new() };
        let lines: Vec<Option<&Given<'_>>> =
            if given.is_empty() { vec![None] } else { given.into_iter().map(Some).collect() };
        for given in lines {
            let mut row = line(listed, entry, given, export.names);
            let reason = given.map_or("", |given| &given.review.review.reason);
            row.extend(export.reasons.then(|| tame(reason)));
            row.extend(export.sentences.then(|| tame(&sentences.join(" | "))));
            to.write_record(&row).map_err(|error| failed(&error))?;
        }
    }
    to.into_inner().map_err(|error| failed(&error))
}

fn line(listed: &Listed, entry: &Entry, given: Option<&Given<'_>>, names: Option<&Pseudonyms>) -> Vec<String> {
    // A list that was swept with pseudonyms has them already.
    let name = |kind: &str, id: &str| match names {
        Some(names) if kind == "reviewer" || !listed.list.made.pseudonyms => names.name(kind, id),
        _ => tame(id),
    };
    let review = given.map(|given| &given.review.review);
    let reviewer = review.map(|review| match names {
        Some(_) => name("reviewer", &review.account.to_string()),
        None => tame(&review.name),
    });
    vec![
        entry.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        word(&entry.standing),
        word(&entry.band),
        entry.score.to_string(),
        name("patient", &entry.patient),
        name("encounter", &entry.encounter),
        entry.date.map(|date| date.to_string()).unwrap_or_default(),
        told(entry).join("; "),
        reviewer.unwrap_or_default(),
        review.map(|review| review.at.strftime("%Y-%m-%d").to_string()).unwrap_or_default(),
        review.map(|review| review.answer.name().to_owned()).unwrap_or_default(),
        given.map(|given| if given.counts { "yes" } else { "no" }.to_owned()).unwrap_or_default(),
    ]
}

/// The sentences of a visit, each once: from the list where it holds them, else from the notes.
fn sentences(shelf: &Shelf, entry: &Entry) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let fetched = note::fetch(shelf, entry);
    for (note, text) in entry.notes.iter().zip(note::texts(&fetched)) {
        for sign in &note.signs {
            let there = || text.and_then(|text| text.get(sign.sentence.0..sign.sentence.1));
            if let Some(sentence) = sign.text.as_deref().or_else(there)
                && !all.iter().any(|one| one == sentence)
            {
                all.push(sentence.to_owned());
            }
        }
    }
    all
}

/// A cell that a spreadsheet does not take for a formula.
fn tame(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// What was ticked.
#[derive(Debug, Deserialize)]
pub struct Ticked {
    #[serde(default)]
    ids: String,
    #[serde(default)]
    sentences: String,
    #[serde(default)]
    reasons: String,
}

/// The table as a file.
pub async fn download(seat: Seat, Form(ticked): Form<Ticked>) -> Result<Response, PageError> {
    let (shelf, listed) = person::shelf(&seat).await?;
    let reviews = shelf.reviews.reviews().await?;
    let with = |name: &str| name == "yes";
    let (ids, sentences, reasons) = (with(&ticked.ids), with(&ticked.sentences), with(&ticked.reasons));
    let mut what = "call-back list: table of answers".to_owned();
    for (on, word) in [(ids, " with ids"), (sentences, " with sentences"), (reasons, " with reasons")] {
        what.push_str(if on { word } else { "" });
    }
    seat.audit(None, AuditAction::Exported, &what).await?;
    let me = seat.account.id;
    let made = tokio::task::spawn_blocking(move || {
        let names = if ids { None } else { Some(throw_away_names()?) };
        let export = Export { viewer: Some(me), names: names.as_ref(), sentences, reasons };
        csv(&shelf, &listed, &reviews, &export)
    });
    let fault = || PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside");
    let table = made.await.map_err(|_| fault())?.map_err(|error| fault().detail(error.to_string()))?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"call-back-answers.csv\""),
    ];
    Ok((headers, table).into_response())
}
