//! The plan in a calendar: as a file, and under an address that a calendar can subscribe to.
//!
//! The address holds a random token and nothing else; only the token's hash is kept, so a stolen database opens no
//! calendar, and an address can be taken back. Titles say nothing about health: a phone shows them on its lock screen.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use heelrise_care::plan::{Reader, Speech};
use heelrise_documents::calendar::{CalendarError, CalendarOptions, Privacy, calendar};
use heelrise_records::{AuditAction, CaseId, TokenHash, load};
use sha2::{Digest, Sha256};

use super::show::plan_page;
use super::speech;
use super::state::{self, Running};
use crate::App;
use crate::clinic::case::{Pairs, Said};
use crate::clinic::seat::{self, Seat};
use crate::clinic::token;
use crate::site::{Lang, PageError};

/// How often a subscribed calendar should look again.
const REFRESH_HOURS: u16 = 12;

fn as_text(
    app: &App,
    speech: Speech<'_>,
    case: CaseId,
    running: &Running,
    revision: u64,
) -> Result<String, CalendarError> {
    // A name that means nothing to others and never changes: it is not the case's number.
    let digest = Sha256::digest(format!("calendar {case}").as_bytes());
    let plan_id: String = heelrise_knowledge::files::hex(&digest).chars().take(24).collect();
    let options = CalendarOptions {
        plan_id: &plan_id,
        stamp: app.config.clock.timestamp(),
        revision: u32::try_from(revision).unwrap_or(u32::MAX),
        privacy: Privacy::Discreet,
        refresh_hours: REFRESH_HOURS,
    };
    calendar(&running.plan, speech, &options)
}

fn answer(text: String, attached: bool) -> Response {
    let mut response = ([(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if attached {
        let name = HeaderValue::from_static("attachment; filename=\"plan.ics\"");
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// The plan as a file, for somebody who is signed in.
pub async fn file(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, events) = seat.export(&id, "calendar file").await?;
    let page = seat.page("plan-title");
    let refused = |why: String| PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(why);
    let running =
        state::running(&seat.app, &state, &events, seat.today()).map_err(|_| refused(page.say("plan-not-now")))?;
    let words = speech(&page, Reader::Patient);
    let text =
        as_text(&seat.app, words, state.case, &running, state.version.0).map_err(|error| refused(error.say(words)))?;
    Ok(answer(text, true))
}

/// Makes a new calendar address and shows it once.
pub async fn open(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, events) = seat.read(&id, "new calendar address").await?;
    let running = state::running(&seat.app, &state, &events, seat.today()).map_err(|_| {
        let why = seat.page("plan-title").say("plan-not-now");
        PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(why)
    })?;
    let secret = token::fresh();
    seat.desk.accounts.open_feed(TokenHash::of(&secret), state.case, seat.now.timestamp()).await?;
    seat.audit(Some(state.case), AuditAction::Exported, "made a calendar address").await?;
    let base = seat.app.config.public_url.clone().unwrap_or_default();
    let address = format!("{base}/calendar/{secret}.ics");
    plan_page(&seat, &state, &running, &Said::default(), Some(address))
}

/// Takes back all calendar addresses of a case.
pub async fn close(seat: Seat, Path(id): Path<String>, Form(_): Form<Pairs>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "take calendar addresses back").await?;
    let closed = seat.desk.accounts.close_feeds(state.case).await?;
    seat.audit(Some(state.case), AuditAction::Wrote, &format!("took back {closed} calendar addresses")).await?;
    Ok(seat::see_other(&format!("/plan/{id}?said=feeds")))
}

/// What a subscribed calendar reads. Anything that is not a live address looks the same from outside.
pub async fn feed(State(app): State<App>, lang: Lang, Path(file): Path<String>) -> Result<Response, PageError> {
    let unknown = || PageError::new(StatusCode::NOT_FOUND, "error-not-found");
    let secret = file.strip_suffix(".ics").filter(|secret| token::looks_right(secret)).ok_or_else(unknown)?;
    let desk = seat::desk(&app)?;
    let case = desk.accounts.feed(TokenHash::of(secret)).await?.ok_or_else(unknown)?;
    let (state, events) = load(desk.store.as_ref(), case).await?;
    seat::audit(&desk, app.config.clock.timestamp(), None, Some(case), AuditAction::Exported, "calendar address")
        .await?;
    let running = state::running(&app, &state, &events, app.config.clock.today()).map_err(|_| unknown())?;
    let words = Speech::new(&app.knowledge().wording, &lang.0, Reader::Patient);
    let text = as_text(&app, words, case, &running, state.version.0).map_err(|_| unknown())?;
    Ok(answer(text, false))
}
