//! The list: who is on it, in which order, and what the reader of this page has answered.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use heelrise_records::{AuditAction, ReviewAnswer};
use heelrise_sweep::export::word;
use heelrise_sweep::worklist::Standing;
use serde::Deserialize;

use super::answers::Answers;
use super::{person, words};
use crate::clinic::seat::Seat;
use crate::site::{Page, PageError, html};

/// People on one page.
const LIMIT: usize = 50;
/// Signs named on a line before “and more”.
const SIGNS: usize = 4;

struct Row {
    rank: String,
    key: String,
    who: String,
    ago: String,
    date: String,
    band: String,
    band_class: String,
    miscoded: bool,
    signs: Vec<String>,
    more: Option<String>,
    answer: Option<&'static str>,
    own: String,
    outdated: bool,
    reviewers: String,
    same: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "worklist/list.html")]
struct ListPage {
    page: Page,
    who: String,
    made: String,
    saved: Option<person::Saved>,
    rows: Vec<Row>,
    show: &'static str,
    views: Vec<(&'static str, String)>,
    nobody: bool,
    missing: Vec<words::Missing>,
    progress: String,
    next: Option<String>,
    known: String,
    not_listed: String,
    before: Option<usize>,
    after: Option<usize>,
    shown: String,
    pseudonyms: bool,
    look_back: bool,
}

/// What is shown.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// `open`: not answered by this person; `answered`: answered; else all.
    #[serde(default)]
    show: String,
    /// The page, from 1.
    #[serde(default)]
    page: String,
    /// The visit whose answer was just saved.
    #[serde(default)]
    saved: String,
}

/// The list.
pub async fn show(seat: Seat, Query(query): Query<Wanted>) -> Result<Response, PageError> {
    let (shelf, listed) = person::shelf(&seat).await?;
    let reviews = shelf.reviews.reviews().await?;
    let answers = Answers::of(&listed, &reviews);
    seat.audit(None, AuditAction::Read, "call-back list").await?;
    let page = seat.page("wl-title");
    let me = seat.account.id;
    let show = match query.show.as_str() {
        "open" => "open",
        "answered" => "answered",
        _ => "all",
    };
    let is_done = |place: usize| answers.counting(place, me).is_some();
    let wanted: Vec<usize> = (0..answers.len())
        .filter(|place| match show {
            "open" => !is_done(*place),
            "answered" => is_done(*place),
            _ => true,
        })
        .collect();
    let done = (0..answers.len()).filter(|place| is_done(*place)).count();
    let all = answers.len();
    let pages = wanted.len().div_ceil(LIMIT).max(1);
    let number = query.page.parse::<usize>().unwrap_or(1).clamp(1, pages);
    let from = (number - 1) * LIMIT;
    let rows: Vec<Row> = wanted
        .iter()
        .skip(from)
        .take(LIMIT)
        .filter_map(|place| {
            let (entry, mark) = (listed.list.people.get(*place)?, listed.marks.get(*place)?);
            let mut signs = words::signs(&page, entry);
            let more = signs.len().checked_sub(SIGNS).filter(|more| *more > 0);
            signs.truncate(SIGNS);
            let own = answers.own(*place, me);
            Some(Row {
                rank: entry.rank.map(|rank| rank.to_string()).unwrap_or_default(),
                key: mark.key.clone(),
                who: if entry.patient.is_empty() { page.say("wl-person-unknown") } else { entry.patient.clone() },
                ago: words::ago(&page, entry.date, seat.today()),
                date: entry.date.map(|date| page.date(date)).unwrap_or_default(),
                band: page.say(format!("wl-band-{}", word(&entry.band))),
                band_class: word(&entry.band),
                miscoded: entry.standing == Standing::Miscoded,
                signs,
                more: more.map(|more| page.say1("wl-more-signs", "count", more.to_string())),
                answer: own.map(|given| given.review.review.answer.name()),
                own: own.map_or_else(String::new, |given| words::answer(&page, given.review.review.answer)),
                outdated: own.is_some_and(|given| !given.counts),
                reviewers: answers.how_many(*place).to_string(),
                same: person::same(&page, &listed, entry),
            })
        })
        .collect();
    let made = &listed.list.made;
    let made = match made.since {
        Some(since) => page.say_with(
            "wl-made",
            &[("from", &page.date(since)), ("to", &page.date(made.today)), ("made", &page.date(made.today))],
        ),
        None => page.say1("wl-made-all", "made", page.date(made.today)),
    };
    let shown = page.say_with(
        "wl-shown",
        &[
            ("from", &(from + usize::from(!rows.is_empty())).to_string()),
            ("to", &(from + rows.len()).to_string()),
            ("of", &wanted.len().to_string()),
        ],
    );
    html(&ListPage {
        who: seat.account.display_name.clone(),
        made,
        saved: person::saved(&page, &listed, &answers, me, &query.saved),
        rows,
        show,
        views: [("all", all), ("open", all - done), ("answered", done)]
            .map(|(id, count)| (id, page.say1(format!("wl-show-{id}"), "count", count.to_string())))
            .to_vec(),
        nobody: all == 0,
        missing: words::missing(&page, &listed.list),
        progress: page.say2("wl-progress", "done", done.to_string(), "of", all.to_string()),
        next: answers.next_open(0, me).and_then(|place| listed.marks.get(place)).map(|mark| mark.key.clone()),
        known: page.say1("wl-known", "count", listed.list.already_known.len().to_string()),
        not_listed: page.say1("wl-not-listed", "count", listed.list.read.not_listed.to_string()),
        before: (number > 1).then(|| number - 1),
        after: (number < pages).then(|| number + 1),
        shown,
        pseudonyms: listed.list.made.pseudonyms,
        look_back: listed.list.audit.is_some(),
        page,
    })
}

/// The shape of an answer's mark: a letter, so that it is told apart without colour.
pub fn letter(answer: ReviewAnswer) -> &'static str {
    match answer {
        ReviewAnswer::CallBack => "c",
        ReviewAnswer::AlreadyKnown => "k",
        ReviewAnswer::NotARupture => "n",
        ReviewAnswer::Unclear => "u",
    }
}
