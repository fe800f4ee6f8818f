//! One person's plan: choosing a published protocol, the dated plan on screen, on paper and in a calendar, and what the
//! team does with it (hold, confirm, change, stop).
//!
//! A plan is never stored as dates. The record keeps the choice and what happened since; the plan is made again from
//! both (`state`), so that every page, paper and calendar says the same.

mod calendar;
mod choose;
mod show;
mod state;
mod steps;
mod timeline;

use axum::Router;
use axum::routing::{get, post};
use heelrise_care::plan::{Reader, Speech};
use heelrise_knowledge::protocol::Protocol;
use jiff::civil::Date;

use crate::App;
use crate::clinic::seat::Seat;
use crate::site::Page;

pub(crate) use state::adoption;

/// The plan's pages and the calendar address.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plan/{id}", get(show::show))
        .route("/plan/{id}/choose", get(choose::list))
        .route("/plan/{id}/draft", get(choose::blank).post(choose::draft))
        .route("/plan/{id}/adopt", post(choose::adopt))
        .route("/plan/{id}/hold", post(steps::hold))
        .route("/plan/{id}/move-on", post(steps::move_on))
        .route("/plan/{id}/stop", post(steps::stop))
        .route("/plan/{id}/print", get(show::print))
        .route("/plan/{id}/plan.ics", get(calendar::file))
        .route("/plan/{id}/feed", post(calendar::open))
        .route("/plan/{id}/feed/close", post(calendar::close))
        .route("/calendar/{file}", get(calendar::feed))
}

/// The words of a plan for one reader, in the language of a page.
pub fn speech(page: &Page, reader: Reader) -> Speech<'_> {
    Speech::new(&page.app().knowledge().wording, page.lang(), reader)
}

/// Who has signed a protocol as it stands now; the given sentence when nobody has.
fn signed(page: &Page, protocol: &Protocol, unsigned: &str) -> String {
    crate::rely_on::signed(page, protocol).unwrap_or_else(|| page.say(unsigned))
}

/// The name of a protocol; its id when it is no longer in the knowledge.
pub fn protocol_name(page: &Page, id: &str) -> String {
    page.app().knowledge().protocols.get(id).map_or_else(|| id.to_owned(), |protocol| protocol.name.clone())
}

/// What day 0 is, in words.
pub fn origin_in_words(page: &Page, origin: &str) -> String {
    let id = format!("plan-origin-{}", crate::clinic::fields::dashed(origin));
    if page.has(&id) { page.say(&id) } else { origin.to_owned() }
}

/// Where a plan stands, for the worklist: its protocol and the day.
pub fn where_it_stands(seat: &Seat, page: &Page, protocol: &str, day0: Date) -> String {
    let name = protocol_name(page, protocol);
    let day = (seat.today() - day0).get_days();
    let stands = if day < 0 {
        page.say1("worklist-plan-before", "date", crate::clinic::date_short(page, day0))
    } else {
        page.say2("worklist-plan-day", "week", day / 7 + 1, "day", day)
    };
    format!("{name}, {stands}")
}
