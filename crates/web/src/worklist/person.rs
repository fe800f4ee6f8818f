//! One person on the list: the notes with the words that put them there, and four answers. Answering leads to the next one
//! that is open; answering again takes the place of the answer before, which is kept.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::reviews::REASON;
use heelrise_records::{AccountId, AuditAction, NewReview, ReviewAnswer};
use heelrise_sweep::export::word;
use heelrise_sweep::worklist::{Entry, OtherVisit, Standing};
use serde::Deserialize;

use super::answers::Answers;
use super::list::letter;
use super::note::{self, NoteView};
use super::{Listed, Shelf, words};
use crate::clinic::seat::{Seat, see_other};
use crate::site::{Page, PageError, html};

/// An answer that was just saved.
pub struct Saved {
    /// The visit.
    pub key: String,
    /// “Saved for rank 3: call back.”
    pub said: String,
}

struct Choice {
    name: &'static str,
    letter: &'static str,
    words: String,
    mine: bool,
}

struct Other {
    name: String,
    answer: String,
    reason: String,
    outdated: bool,
}

#[derive(Template)]
#[template(path = "worklist/person.html")]
struct PersonPage {
    page: Page,
    who: String,
    key: String,
    seen: String,
    patient: String,
    encounter: String,
    ago: String,
    date: String,
    band: String,
    miscoded: bool,
    filed: String,
    others_codes: String,
    medicines: String,
    same: Vec<(String, String)>,
    flags: Vec<String>,
    score: String,
    parts: Vec<(String, String)>,
    notes: Vec<NoteView>,
    choices: Vec<Choice>,
    reason: String,
    max_reason: usize,
    own: Option<String>,
    outdated: bool,
    others: Vec<Other>,
    waiting: Option<String>,
    saved: Option<Saved>,
    before: Option<String>,
    after: Option<String>,
    is_call_back: bool,
}

/// What led here.
#[derive(Debug, Deserialize)]
pub struct Came {
    /// The visit whose answer was just saved.
    #[serde(default)]
    saved: String,
}

/// The form.
#[derive(Debug, Deserialize)]
pub struct Sent {
    #[serde(default)]
    answer: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    seen: String,
}

/// The shelf of this site and the list on it, or a page that says why there is none.
pub async fn shelf(seat: &Seat) -> Result<(Arc<Shelf>, Arc<Listed>), PageError> {
    let none = || PageError::new(StatusCode::NOT_FOUND, "wl-none");
    let shelf = seat.app.config.worklist.clone().ok_or_else(none)?;
    let reading = Arc::clone(&shelf);
    let list = tokio::task::spawn_blocking(move || reading.list()).await.map_err(|_| none())?;
    let listed = list.map_err(|error| {
        let (id, values) = error.message();
        PageError::new(StatusCode::SERVICE_UNAVAILABLE, "wl-broken").detail(seat.page("wl-title").say_with(id, &values))
    })?;
    Ok((shelf, listed))
}

/// What was saved just now, from the address of a page; only one's own newest answer is ever told.
pub fn saved(page: &Page, listed: &Listed, answers: &Answers<'_>, me: AccountId, key: &str) -> Option<Saved> {
    let place = listed.place(key)?;
    let answer = answers.counting(place, me)?;
    let rank = (place + 1).to_string();
    let said = page.say2("wl-saved", "rank", rank, "answer", words::answer(page, answer));
    Some(Saved { key: key.to_owned(), said })
}

/// Other visits of the same person on the list: the key of each, and what is said of it.
pub fn same(page: &Page, listed: &Listed, entry: &Entry) -> Vec<(String, String)> {
    let key = |other: &OtherVisit| {
        let place = usize::try_from(other.rank).ok()?.checked_sub(1)?;
        listed.marks.get(place).map(|mark| (mark.key.clone(), words::same_person(page, other)))
    };
    entry.other_visits.iter().filter_map(key).collect()
}

fn place(listed: &Listed, key: &str) -> Result<usize, PageError> {
    listed.place(key).ok_or_else(|| PageError::new(StatusCode::NOT_FOUND, "wl-nobody"))
}

/// The first digits of a visit's hash, for the audit log: the same visit can be told there, and nobody gets back from it.
fn short(key: &str) -> String {
    key.chars().take(12).collect()
}

/// The page.
pub async fn show(seat: Seat, Path(key): Path<String>, Query(from): Query<Came>) -> Result<Response, PageError> {
    let (shelf, listed) = shelf(&seat).await?;
    let place = place(&listed, &key)?;
    let reviews = shelf.reviews.reviews().await?;
    let answers = Answers::of(&listed, &reviews);
    seat.audit(None, AuditAction::Read, &format!("call-back list: visit {}", short(&key))).await?;
    let fetched = {
        let (shelf, listed) = (Arc::clone(&shelf), Arc::clone(&listed));
        tokio::task::spawn_blocking(move || {
            listed.list.people.get(place).map(|entry| note::fetch(&shelf, entry)).unwrap_or_default()
        })
    };
    let fetched = fetched.await.map_err(|_| PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside"))?;
    let nobody = || PageError::new(StatusCode::NOT_FOUND, "wl-nobody");
    let (entry, mark) = listed.people().nth(place).ok_or_else(nobody)?;
    let me = seat.account.id;
    let own = answers.own(place, me);
    let mine = own.filter(|given| given.counts).map(|given| given.review.review.answer);
    let page = seat.page("wl-title");
    let title =
        page.say2("wl-person-title", "rank", (place + 1).to_string(), "of", listed.list.people.len().to_string());
    let page = page.titled(title);
    let others: Vec<Other> = answers
        .visible(place, Some(me))
        .into_iter()
        .filter(|given| given.review.review.account != me)
        .map(|given| Other {
            name: given.review.review.name.clone(),
            answer: words::answer(&page, given.review.review.answer),
            reason: given.review.review.reason.clone(),
            outdated: !given.counts,
        })
        .collect();
    let hidden = if mine.is_none() { answers.how_many(place) } else { 0 };
    let key_at = |place: usize| listed.marks.get(place).map(|mark| mark.key.clone());
    let medicines: Vec<String> = entry.medicines.iter().map(|id| words::part(&page, &order(id)).0).collect();
    html(&PersonPage {
        who: seat.account.display_name.clone(),
        key: mark.key.clone(),
        seen: mark.seen.to_string(),
        patient: if entry.patient.is_empty() { page.say("wl-person-unknown") } else { entry.patient.clone() },
        encounter: entry.encounter.clone(),
        ago: words::ago(&page, entry.date, seat.today()),
        date: entry.date.map(|date| page.date(date)).unwrap_or_default(),
        band: page.say(format!("wl-band-{}", word(&entry.band))),
        miscoded: entry.standing == Standing::Miscoded,
        filed: words::codes(&entry.codes_in),
        others_codes: words::codes(&entry.codes_out),
        medicines: medicines.join(", "),
        same: same(&page, &listed, entry),
        flags: words::flags(&page, entry),
        score: entry.score.to_string(),
        parts: entry.parts.iter().map(|part| words::part(&page, part)).collect(),
        notes: note::views(&page, &listed, entry, &fetched),
        choices: ReviewAnswer::ALL
            .iter()
            .map(|answer| Choice {
                name: answer.name(),
                letter: letter(*answer),
                words: words::answer(&page, *answer),
                mine: mine == Some(*answer),
            })
            .collect(),
        reason: own.map(|given| given.review.review.reason.clone()).unwrap_or_default(),
        max_reason: REASON,
        own: own.map(|given| words::answer(&page, given.review.review.answer)),
        outdated: own.is_some_and(|given| !given.counts),
        others,
        waiting: (hidden > 0).then(|| page.say1("wl-others-hidden", "count", hidden.to_string())),
        saved: saved(&page, &listed, &answers, me, &from.saved),
        before: place.checked_sub(1).and_then(key_at),
        after: key_at(place + 1),
        is_call_back: mine == Some(ReviewAnswer::CallBack),
        page,
    })
}

fn order(id: &str) -> heelrise_sweep::score::Part {
    heelrise_sweep::score::Part { what: format!("order:{id}").into(), says: None, points: 0 }
}

/// Keeps an answer, and leads to the next person who is open.
pub async fn answer(seat: Seat, Path(key): Path<String>, Form(sent): Form<Sent>) -> Result<Response, PageError> {
    let (shelf, listed) = shelf(&seat).await?;
    let place = place(&listed, &key)?;
    let mark = listed.marks.get(place).ok_or_else(|| PageError::new(StatusCode::NOT_FOUND, "wl-nobody"))?;
    let page = seat.page("wl-title");
    let refused = |status, id: &str| PageError::new(status, "clinic-refused").detail(page.say(id));
    let action = format!("call-back list: answer for visit {}", short(&key));
    let found = ReviewAnswer::parse(&sent.answer).zip(NewReview::reason(&sent.reason));
    let Some((answer, reason)) = found else {
        seat.audit(None, AuditAction::Refused, &action).await?;
        let id = if ReviewAnswer::parse(&sent.answer).is_none() { "wl-answer-missing" } else { "wl-reason-long" };
        return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, id));
    };
    if sent.seen != mark.seen.to_string() {
        seat.audit(None, AuditAction::Refused, &action).await?;
        return Err(refused(StatusCode::CONFLICT, "wl-changed-since"));
    }
    let reviews = shelf.reviews.reviews().await?;
    let me = seat.account.id;
    let last = Answers::of(&listed, &reviews).own(place, me).map(|given| given.review.review.clone());
    let review = NewReview {
        at: seat.now.timestamp(),
        account: me,
        name: seat.account.display_name.clone(),
        subject: mark.subject,
        seen: mark.seen,
        answer,
        reason,
    };
    // A form that was sent twice says nothing new.
    let again =
        last.is_some_and(|last| (last.answer, &last.reason, last.seen) == (review.answer, &review.reason, review.seen));
    if !again {
        shelf.reviews.put_review(&review).await?;
        seat.audit(None, AuditAction::Wrote, &action).await?;
    }
    let reviews = shelf.reviews.reviews().await?;
    let next = Answers::of(&listed, &reviews).next_open(place + 1, me);
    let next = next.and_then(|place| listed.marks.get(place));
    Ok(see_other(&next.map_or_else(
        || format!("/clinic/worklist?saved={key}"),
        |next| format!("/clinic/worklist/person/{}?saved={key}", next.key),
    )))
}
