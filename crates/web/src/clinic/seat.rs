//! The way into a closed page: the session behind the cookie, or the sign-in page.

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, LOCATION, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use heelrise_records::{
    Account, Appended, AuditAction, AuditEntry, Author, CaseId, CaseState, Command, Event, Refusal, Request, Seq,
    Session, StoreError, TokenHash, load, submit,
};
use jiff::Zoned;
use jiff::civil::Date;

use super::desk::{Desk, IDLE, LONGEST};
use super::token;
use crate::App;
use crate::site::{Lang, Page, PageError, Section};

/// The cookie over https: bound to this host and path by its name.
const COOKIE_HTTPS: &str = "__Host-heelrise";
/// The cookie over plain http, for a machine of one's own.
const COOKIE_HTTP: &str = "heelrise";

/// The role that may make accounts and read the whole audit log. More roles come later; this is their place.
pub const ADMIN: &str = "admin";
/// Everybody else.
pub const CLINICIAN: &str = "clinician";

/// Somebody who is signed in, at one moment.
#[derive(Debug, Clone)]
pub struct Seat {
    /// The site.
    pub app: App,
    /// The records.
    pub desk: Desk,
    /// The language of the page.
    pub lang: Lang,
    /// Who.
    pub account: Account,
    /// The session.
    pub session: Session,
    /// When, in the time zone of the site.
    pub now: Zoned,
}

impl FromRequestParts<App> for Seat {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let desk = desk(app).map_err(IntoResponse::into_response)?;
        let lang = Lang::from_request_parts(parts, app).await.unwrap_or_default();
        let now = app.config.clock.now();
        let secret = cookie(parts, cookie_name(app)).filter(|secret| token::looks_right(secret));
        let found = match secret {
            Some(secret) => desk
                .accounts
                .session(TokenHash::of(secret), now.timestamp())
                .await
                .map_err(|e| PageError::from(e).into_response())?,
            None => None,
        };
        match found {
            Some((session, account)) => Ok(Self { app: app.clone(), desk, lang, account, session, now }),
            None => Err(to_the_door(parts)),
        }
    }
}

/// The records of this site, or a page that says there are none.
pub fn desk(app: &App) -> Result<Desk, PageError> {
    app.desk.clone().ok_or_else(|| PageError::new(StatusCode::SERVICE_UNAVAILABLE, "clinic-closed"))
}

/// A page that was asked for leads to the sign-in page and back; a form that was sent says that nothing was saved.
fn to_the_door(parts: &Parts) -> Response {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return PageError::new(StatusCode::UNAUTHORIZED, "clinic-signed-out").into_response();
    }
    see_other(&format!("/clinic/sign-in?next={}", parts.uri.path()))
}

/// Answers with “look there”.
pub fn see_other(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/clinic"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// Where to go after signing in: only a plain path of a closed page, never another site.
pub fn safe_next(next: &str) -> &str {
    let plain = next.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-'));
    let closed = next == "/clinic" || next.starts_with("/clinic/") || next.starts_with("/plan/");
    let door = ["sign-in", "sign-out", "setup", "join"].iter().any(|page| next.starts_with(&format!("/clinic/{page}")));
    if plain && closed && !door && !next.contains("//") { next } else { "/clinic" }
}

const fn is_https(url: Option<&str>) -> bool {
    matches!(url, Some(url) if matches!(url.as_bytes(), [b'h', b't', b't', b'p', b's', b':', ..]))
}

fn cookie_name(app: &App) -> &'static str {
    if is_https(app.config.public_url.as_deref()) { COOKIE_HTTPS } else { COOKIE_HTTP }
}

fn cookie<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn set_cookie(app: &App, value: &str, seconds: i64) -> HeaderValue {
    let secure = if is_https(app.config.public_url.as_deref()) { "; Secure" } else { "" };
    let name = cookie_name(app);
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"))
        .unwrap_or(HeaderValue::from_static("heelrise=; Path=/; Max-Age=0"))
}

/// Opens a session for an account and answers with “look there” and its cookie.
pub async fn open_session(app: &App, desk: &Desk, account: &Account, next: &str) -> Result<Response, PageError> {
    let now = app.config.clock.timestamp();
    let secret = token::fresh();
    let expires = now.checked_add(LONGEST).unwrap_or(now);
    let session =
        Session { id: TokenHash::of(&secret), account: account.id, created: now, last_seen: now, idle: IDLE, expires };
    desk.accounts.sweep_sessions(now).await?;
    desk.accounts.open_session(&session).await?;
    audit(desk, now, Some(account), None, AuditAction::Read, "signed in").await?;
    let mut response = see_other(safe_next(next));
    response.headers_mut().insert(SET_COOKIE, set_cookie(app, &secret, LONGEST.as_secs()));
    Ok(response)
}

/// Takes the cookie back.
pub fn clear_cookie(app: &App, response: &mut Response) {
    response.headers_mut().insert(SET_COOKIE, set_cookie(app, "", 0));
}

/// Writes one line of the audit log.
pub async fn audit(
    desk: &Desk,
    at: jiff::Timestamp,
    who: Option<&Account>,
    case: Option<CaseId>,
    action: AuditAction,
    detail: &str,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        at,
        account: who.map(|account| account.id),
        name: who.map_or_else(String::new, |account| account.display_name.clone()),
        case,
        action,
        detail: detail.to_owned(),
    };
    desk.store.audit(&entry).await
}

impl Seat {
    /// A page of the clinic.
    pub fn page(&self, title_id: &str) -> Page {
        Page::new(&self.app, &self.lang, Section::Clinic, title_id)
    }

    /// Today, where the site is.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Whether this account may make accounts.
    pub fn is_admin(&self) -> bool {
        self.account.role == ADMIN
    }

    /// Refuses everybody but an administrator.
    pub fn only_admin(&self) -> Result<(), PageError> {
        if self.is_admin() { Ok(()) } else { Err(PageError::new(StatusCode::FORBIDDEN, "clinic-not-allowed")) }
    }

    /// The author of what this person records.
    pub fn author(&self) -> Author {
        Author::Person {
            account: Some(self.account.id),
            name: self.account.display_name.clone(),
            role: self.account.role.clone(),
        }
    }

    /// Writes one line of the audit log.
    pub async fn audit(&self, case: Option<CaseId>, action: AuditAction, detail: &str) -> Result<(), StoreError> {
        audit(&self.desk, self.now.timestamp(), Some(&self.account), case, action, detail).await
    }

    /// Reads a case, and says so in the audit log before anything of it is shown.
    pub async fn read(&self, id: &str, what: &str) -> Result<(CaseState, Vec<Event>), PageError> {
        self.read_as(id, AuditAction::Read, what).await
    }

    /// Reads a case for print or export, and says so in the audit log.
    pub async fn export(&self, id: &str, what: &str) -> Result<(CaseState, Vec<Event>), PageError> {
        self.read_as(id, AuditAction::Exported, what).await
    }

    async fn read_as(&self, id: &str, action: AuditAction, what: &str) -> Result<(CaseState, Vec<Event>), PageError> {
        let case = case_id(id)?;
        let found = load(self.desk.store.as_ref(), case).await?;
        self.audit(Some(case), action, what).await?;
        Ok(found)
    }

    /// Records a command, and says in the audit log that it was recorded or refused.
    pub async fn write(
        &self,
        case: CaseId,
        expected: Seq,
        key: &str,
        command: &Command,
        what: &str,
    ) -> Result<Appended, StoreError> {
        let request = Request {
            at: self.now.timestamp(),
            author: self.author(),
            knowledge_version: self.app.knowledge().version.clone(),
            expected,
            key: Some(key.to_owned()),
        };
        let done = submit(self.desk.store.as_ref(), case, &request, command).await;
        let action = if done.is_ok() { AuditAction::Wrote } else { AuditAction::Refused };
        self.audit(Some(case), action, what).await?;
        done
    }
}

/// Reads a case's number from an address; anything else is a case that is not there.
pub fn case_id(id: &str) -> Result<CaseId, PageError> {
    id.parse::<CaseId>()
        .map_err(|error| PageError::new(StatusCode::NOT_FOUND, "clinic-no-case").detail(error.to_string()))
}

/// A fresh case number.
pub fn fresh_case_id(now: jiff::Timestamp) -> CaseId {
    CaseId::from_parts(now, rand::random())
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        let (status, id) = match &error {
            StoreError::Refused(Refusal::NoSuchCase { .. }) => (StatusCode::NOT_FOUND, "clinic-no-case"),
            StoreError::Refused(
                Refusal::Stale { .. }
                | Refusal::SentBefore { .. }
                | Refusal::AlreadyOpened
                | Refusal::PlanRunning { .. },
            )
            | StoreError::NameTaken { .. }
            | StoreError::AlreadySetUp => (StatusCode::CONFLICT, "clinic-refused"),
            StoreError::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused"),
            StoreError::TokenInvalid => (StatusCode::GONE, "clinic-link"),
            _ => {
                tracing::error!(%error, "the records could not be reached");
                (StatusCode::SERVICE_UNAVAILABLE, "clinic-store")
            }
        };
        let error = error.to_string();
        Self::new(status, id).detail(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_stays_on_this_site() {
        assert_eq!(
            safe_next("/clinic/case/0198c0de-0000-7000-8000-000000000000"),
            "/clinic/case/0198c0de-0000-7000-8000-000000000000"
        );
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/clinic//evil.example",
            "/check",
            "/clinic\r\nx: y",
            "/clinic/sign-in",
            "/clinic/sign-out",
            "/clinicevil",
            "/clinic?x=1",
            "\\/evil",
        ] {
            assert_eq!(safe_next(elsewhere), "/clinic", "{elsewhere}");
        }
    }

    #[test]
    fn only_https_gets_the_host_cookie() {
        assert!(is_https(Some("https://heelrise.example.org")));
        assert!(!is_https(Some("http://localhost:8080")));
        assert!(!is_https(None));
    }
}
