//! The look back over a whole history (`heelrise sweep --audit`): whose rupture was missed, for how long, and in whose words;
//! and apart from those, whose code and note disagree, and who came late.

use std::sync::Arc;

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::AuditAction;
use heelrise_sweep::audit::{Case, Missed};
use serde::Deserialize;

use super::{note, person, words};
use crate::clinic::seat::Seat;
use crate::site::{Page, PageError, html};

/// People on one page: their notes are read for it.
const LIMIT: usize = 10;
/// Lines of the other lists.
const MOST: usize = 500;

struct One {
    number: usize,
    title: String,
    facts: Vec<(String, String)>,
    signs: Vec<String>,
    notes: Vec<note::NoteView>,
}

struct List {
    id: &'static str,
    title: String,
    lead: String,
    rows: Vec<[String; 4]>,
    more: Option<String>,
}

#[derive(Template)]
#[template(path = "worklist/look_back.html")]
struct LookBackPage {
    page: Page,
    who: String,
    counts: Vec<(String, String)>,
    share: Option<String>,
    beyond: Option<String>,
    missed: Vec<One>,
    before: Option<usize>,
    after: Option<usize>,
    shown: String,
    lists: Vec<List>,
}

/// Which page is shown.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// From 1.
    #[serde(default)]
    page: String,
}

/// The page.
pub async fn show(seat: Seat, Query(query): Query<Wanted>) -> Result<Response, PageError> {
    let (shelf, listed) = person::shelf(&seat).await?;
    let none = || PageError::new(StatusCode::NOT_FOUND, "wl-look-not-made");
    if listed.list.audit.is_none() {
        return Err(none());
    }
    seat.audit(None, AuditAction::Read, "call-back list: look back").await?;
    let all = listed.list.audit.as_ref().map_or(0, |look| look.missed.len());
    let pages = all.div_ceil(LIMIT).max(1);
    let number = query.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let from = (number - 1) * LIMIT;
    let fetched = {
        let (shelf, listed) = (Arc::clone(&shelf), Arc::clone(&listed));
        tokio::task::spawn_blocking(move || {
            let missed = listed.list.audit.iter().flat_map(|look| look.missed.iter().skip(from).take(LIMIT));
            missed.map(|missed| note::fetch(&shelf, &missed.first)).collect::<Vec<_>>()
        })
    };
    let fetched = fetched.await.map_err(|_| PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside"))?;
    let look = listed.list.audit.as_ref().ok_or_else(none)?;
    let page = seat.page("wl-look-title");
    let missed: Vec<One> = look
        .missed
        .iter()
        .enumerate()
        .skip(from)
        .take(LIMIT)
        .zip(&fetched)
        .map(|((place, missed), fetched)| One {
            notes: note::views(&page, &listed, &missed.first, fetched),
            ..one(&page, place + 1, missed)
        })
        .collect();
    let count = |id: &str, count: u64| (page.say(id), count.to_string());
    let len = |list: &[Case]| u64::try_from(list.len()).unwrap_or(u64::MAX);
    let told = u64::try_from(all).unwrap_or(u64::MAX).saturating_add(look.missed_beyond);
    let numbers = [("from", from + usize::from(all > 0)), ("to", from + missed.len()), ("of", all)];
    let numbers = numbers.map(|(name, value)| (name, value.to_string()));
    let numbers: Vec<(&str, &str)> = numbers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    html(&LookBackPage {
        who: seat.account.display_name.clone(),
        counts: [
            Some(count("wl-look-missed", told)),
            Some(count("wl-look-at-once", look.at_once)),
            Some(count("wl-look-miscoded", len(&look.miscoded))),
            Some(count("wl-look-late", len(&look.truly_late))),
            (look.undated > 0).then(|| count("wl-look-undated", look.undated)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        share: look.missed_share.map(|share| page.say1("wl-look-share", "share", words::share(&page, &share))),
        beyond: (look.missed_beyond > 0).then(|| page.say1("wl-look-beyond", "count", look.missed_beyond.to_string())),
        missed,
        before: (number > 1).then(|| number - 1),
        after: (number < pages).then(|| number + 1),
        shown: page.say_with("wl-shown", &numbers),
        lists: vec![
            list(&page, "miscoded", "wl-look-miscoded", &look.miscoded),
            list(&page, "late", "wl-look-late", &look.truly_late),
        ],
        page,
    })
}

fn who(page: &Page, patient: &str) -> String {
    if patient.is_empty() { page.say("wl-person-unknown") } else { patient.to_owned() }
}

fn one(page: &Page, number: usize, missed: &Missed) -> One {
    let first = &missed.first;
    let patient = who(page, &first.patient);
    let title = page.say2("wl-look-person", "person", patient, "days", missed.days.to_string());
    let mut facts = Vec::new();
    let mut fact = |id: &str, value: String| {
        if !value.is_empty() {
            facts.push((page.say(id), value));
        }
    };
    fact("wl-look-first", first.date.map(|date| page.date(date)).unwrap_or_default());
    fact("wl-visit", first.encounter.clone());
    fact("wl-filed", words::codes(&first.codes_in));
    fact("wl-look-visits", missed.visits.to_string());
    fact("wl-look-named", missed.named.date.map(|date| page.date(date)).unwrap_or_default());
    let by_note = missed.named.by == "note";
    fact("wl-look-by", if by_note { page.say("wl-look-by-note") } else { missed.named.by.clone() });
    One { number, title, facts, signs: words::signs(page, first), notes: Vec::new() }
}

fn list(page: &Page, id: &'static str, title: &str, cases: &[Case]) -> List {
    let row = |case: &Case| {
        let date = case.date.map(|date| page.date(date)).unwrap_or_default();
        [who(page, &case.patient), case.encounter.clone(), date, words::codes(&case.codes)]
    };
    List {
        id,
        title: page.say(title),
        lead: page.say(format!("{title}-lead")),
        rows: cases.iter().take(MOST).map(row).collect(),
        more: (cases.len() > MOST).then(|| page.say1("wl-look-more", "count", (cases.len() - MOST).to_string())),
    }
}
