//! One's own account, and for an administrator the accounts of others.

use askama::Template;
use axum::Form;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::{Account, AccountId, AuditAction, NewAccount};
use serde::Deserialize;

use super::desk::{IDLE, LINK};
use super::seat::{self, ADMIN, CLINICIAN, Seat};
use super::sign_in::{hashed, invitation, name_in_records, password_problem, verified};
use super::{invite, words};
use crate::site::page::html_with;
use crate::site::{Page, PageError};

struct Row {
    id: String,
    name: String,
    display: String,
    role: String,
    since: String,
    state: String,
    active: bool,
}

/// One of one's own sessions.
struct SessionRow {
    id: String,
    began: String,
    used: String,
    this: bool,
}

struct Link {
    name: String,
    address: String,
    end: String,
}

#[derive(Template)]
#[template(path = "clinic/account.html")]
struct AccountPage {
    page: Page,
    who: String,
    admin: bool,
    you: String,
    idle: String,
    end: String,
    min: String,
    sessions: Vec<SessionRow>,
    rows: Vec<Row>,
    link: Option<Link>,
    problem: Option<String>,
    kept: bool,
}

async fn answer(
    seat: &Seat,
    status: StatusCode,
    link: Option<Link>,
    problem: Option<String>,
    kept: bool,
) -> Result<Response, PageError> {
    let page = seat.page("account-title");
    let zone = seat.now.time_zone();
    let accounts = if seat.is_admin() { seat.desk.accounts.accounts().await? } else { Vec::new() };
    let sessions = seat.desk.accounts.sessions_of(seat.account.id, seat.now.timestamp()).await?;
    let sessions = sessions
        .iter()
        .map(|session| SessionRow {
            id: session.id.0.to_string(),
            began: words::moment(&page, session.created, zone),
            used: words::moment(&page, session.last_seen, zone),
            this: session.id == seat.session.id,
        })
        .collect();
    let rows = accounts.iter().map(|account| row(&page, zone, account)).collect();
    html_with(
        status,
        &AccountPage {
            who: seat.account.display_name.clone(),
            admin: seat.is_admin(),
            you: seat.account.name.clone(),
            idle: IDLE.as_mins().to_string(),
            end: words::moment(&page, seat.session.expires, zone),
            min: super::password::MIN_CHARS.to_string(),
            page,
            sessions,
            rows,
            link,
            problem,
            kept,
        },
    )
}

fn row(page: &Page, zone: &jiff::tz::TimeZone, account: &Account) -> Row {
    let (state, active) = match account {
        Account { disabled: Some(_), .. } => ("account-state-disabled", false),
        account if invite::is_waiting(&account.password_hash) => ("account-state-invited", true),
        _ => ("account-state-active", true),
    };
    let role = if account.role == ADMIN { "account-role-admin" } else { "account-role-clinician" };
    Row {
        id: account.id.to_string(),
        name: account.name.clone(),
        display: account.display_name.clone(),
        role: page.say(role),
        since: words::moment(page, account.created, zone),
        state: page.say(state),
        active,
    }
}

/// The account page.
pub async fn show(seat: Seat) -> Result<Response, PageError> {
    answer(&seat, StatusCode::OK, None, None, false).await
}

/// A new password as it is sent.
#[derive(Deserialize)]
pub struct NewPassword {
    old: String,
    password: String,
    again: String,
}

/// Sets a new password; all other sessions end, and this browser gets a new one.
pub async fn change_password(seat: Seat, Form(sent): Form<NewPassword>) -> Result<Response, PageError> {
    let page = seat.page("account-title");
    let key = format!("name:{}", heelrise_records::accounts::sign_in_name(&seat.account.name));
    if seat.desk.name_waits_until(&key, seat.now.timestamp()).await?.is_some() {
        return Err(PageError::new(StatusCode::TOO_MANY_REQUESTS, "error-too-often"));
    }
    if !verified(sent.old, Some(seat.account.password_hash.clone())).await {
        seat.desk.accounts.sign_in_failed(&key, seat.now.timestamp()).await?;
        let problem = Some(page.say("account-old-wrong"));
        return answer(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, problem, false).await;
    }
    if let Some(problem) = password_problem(&page, &sent.password, &sent.again, &seat.account.name) {
        return answer(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, Some(problem), false).await;
    }
    seat.desk.accounts.sign_in_succeeded(&key).await?;
    seat.desk.accounts.set_password_hash(seat.account.id, &hashed(sent.password).await?).await?;
    seat.audit(None, AuditAction::Wrote, "changed the own password").await?;
    seat::open_session(&seat.app, &seat.desk, &seat.account, "/clinic/account").await
}

/// Ends one of one's own sessions on another device. A session of somebody else, or one that ended already, is not there.
pub async fn end_session(seat: Seat, Form(Which { id }): Form<Which>) -> Result<Response, PageError> {
    let own = seat.desk.accounts.sessions_of(seat.account.id, seat.now.timestamp()).await?;
    let Some(session) = own.into_iter().find(|session| session.id.0.to_string() == id) else {
        let problem = Some(seat.page("account-title").say("account-session-gone"));
        return answer(&seat, StatusCode::NOT_FOUND, None, problem, false).await;
    };
    seat.desk.accounts.end_session(session.id).await?;
    seat.audit(None, AuditAction::Wrote, "ended an own session").await?;
    if session.id == seat.session.id {
        let mut response = seat::see_other("/clinic/sign-in");
        seat::clear_cookie(&seat.app, &mut response);
        return Ok(response);
    }
    answer(&seat, StatusCode::OK, None, None, true).await
}

/// Which of one's own sessions to end.
#[derive(Deserialize)]
pub struct Ending {
    #[serde(default)]
    which: String,
}

/// Ends every session of this account, or every one but this.
pub async fn end_sessions(seat: Seat, Form(Ending { which }): Form<Ending>) -> Result<Response, PageError> {
    if which == "others" {
        for session in seat.desk.accounts.sessions_of(seat.account.id, seat.now.timestamp()).await? {
            if session.id != seat.session.id {
                seat.desk.accounts.end_session(session.id).await?;
            }
        }
        seat.audit(None, AuditAction::Wrote, "ended all other own sessions").await?;
        return answer(&seat, StatusCode::OK, None, None, true).await;
    }
    seat.desk.accounts.end_sessions_of(seat.account.id).await?;
    seat.audit(None, AuditAction::Wrote, "ended all own sessions").await?;
    let mut response = seat::see_other("/clinic/sign-in");
    seat::clear_cookie(&seat.app, &mut response);
    Ok(response)
}

/// A new account as it is sent.
#[derive(Deserialize)]
pub struct Create {
    name: String,
    display: String,
    role: String,
    #[serde(default)]
    admin: String,
}

/// Makes an account that waits for its first password.
pub async fn create(seat: Seat, Form(sent): Form<Create>) -> Result<Response, PageError> {
    seat.only_admin()?;
    let page = seat.page("account-title");
    let Some(display_name) = name_in_records(&sent.name, &sent.display, &sent.role) else {
        let problem = Some(page.say("account-name-missing"));
        return answer(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, problem, false).await;
    };
    let now = seat.now.timestamp();
    let id = super::sign_in::fresh_account_id(now);
    let expires = now.checked_add(LINK).unwrap_or(now);
    let (code, password_hash) = invitation(id, expires);
    let role = if sent.admin == "yes" { ADMIN } else { CLINICIAN };
    let account =
        NewAccount { id, name: sent.name.trim().to_owned(), display_name, role: role.to_owned(), password_hash };
    let account = seat.desk.accounts.create_account(&account, now).await?;
    seat.audit(None, AuditAction::Wrote, &format!("made the account {}", account.name)).await?;
    let link = link(&seat, &page, &account, &code, expires);
    answer(&seat, StatusCode::OK, Some(link), None, false).await
}

fn link(seat: &Seat, page: &Page, account: &Account, code: &str, expires: jiff::Timestamp) -> Link {
    let base = seat.app.config.public_url.clone().unwrap_or_default();
    Link {
        name: account.display_name.clone(),
        address: format!("{base}/clinic/join#{code}"),
        end: words::moment(page, expires, seat.now.time_zone()),
    }
}

/// Which account.
#[derive(Deserialize)]
pub struct Which {
    id: String,
}

async fn found(seat: &Seat, id: &str) -> Result<Account, PageError> {
    let nobody = || PageError::new(StatusCode::NOT_FOUND, "error-not-found");
    let id: AccountId = id.parse().map_err(|_| nobody())?;
    seat.desk.accounts.account(id).await?.ok_or_else(nobody)
}

/// A new one-time link for an account: its password no longer opens anything.
pub async fn new_link(seat: Seat, Form(Which { id }): Form<Which>) -> Result<Response, PageError> {
    seat.only_admin()?;
    let page = seat.page("account-title");
    let account = found(&seat, &id).await?;
    let now = seat.now.timestamp();
    let expires = now.checked_add(LINK).unwrap_or(now);
    let (code, stored) = invitation(account.id, expires);
    seat.desk.accounts.set_password_hash(account.id, &stored).await?;
    seat.audit(None, AuditAction::Wrote, &format!("made a one-time link for {}", account.name)).await?;
    let link = link(&seat, &page, &account, &code, expires);
    answer(&seat, StatusCode::OK, Some(link), None, false).await
}

/// Switches an account off.
pub async fn disable(seat: Seat, Form(Which { id }): Form<Which>) -> Result<Response, PageError> {
    seat.only_admin()?;
    let account = found(&seat, &id).await?;
    if account.id == seat.account.id {
        let problem = Some(seat.page("account-title").say("account-no-self"));
        return answer(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, problem, false).await;
    }
    seat.desk.accounts.disable_account(account.id, seat.now.timestamp()).await?;
    seat.audit(None, AuditAction::Wrote, &format!("switched off the account {}", account.name)).await?;
    answer(&seat, StatusCode::OK, None, None, true).await
}
