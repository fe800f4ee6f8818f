//! Coming in and going out: sign-in, sign-out, the first account, and the first password of a further one.

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use axum::Form;
use axum::extract::{ConnectInfo, FromRequestParts, Query, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use heelrise_records::accounts::sign_in_name;
use heelrise_records::{Account, AccountId, AuditAction, NewAccount, StoreError, TokenHash};
use serde::Deserialize;

use super::seat::{self, ADMIN, CLINICIAN, Seat};
use super::{invite, password, token};
use crate::App;
use crate::site::page::html_with;
use crate::site::{Lang, Page, PageError, Section, html};

/// The address a request came from; unknown when the server was not told.
pub struct From(pub Option<IpAddr>);

impl FromRequestParts<App> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip())))
    }
}

#[derive(Template)]
#[template(path = "clinic/sign_in.html")]
struct SignInPage {
    page: Page,
    next: String,
    name: String,
    problem: Option<String>,
    no_account: bool,
}

/// Where to go after signing in.
#[derive(Debug, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// A sign-in as it is sent.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

fn page(app: &App, lang: &Lang, title: &str) -> Page {
    Page::new(app, lang, Section::Clinic, title)
}

/// The sign-in page.
pub async fn show(
    State(app): State<App>,
    lang: Lang,
    Query(Next { next }): Query<Next>,
) -> Result<Response, PageError> {
    let desk = seat::desk(&app)?;
    let no_account = desk.accounts.account_count().await? == 0;
    let page = page(&app, &lang, "sign-in-title");
    let next = seat::safe_next(&next).to_owned();
    html(&SignInPage { page, next, name: String::new(), problem: None, no_account })
}

/// Somebody wants to sign in.
pub async fn enter(
    State(app): State<App>,
    lang: Lang,
    From(address): From,
    Form(sent): Form<SignIn>,
) -> Result<Response, PageError> {
    let desk = seat::desk(&app)?;
    let now = app.config.clock.now();
    let page = page(&app, &lang, "sign-in-title");
    let name: String = sent.name.trim().chars().take(200).collect();
    let again = |page: Page, status, problem: String| {
        let next = seat::safe_next(&sent.next).to_owned();
        html_with(status, &SignInPage { page, next, name: name.clone(), problem: Some(problem), no_account: false })
    };
    if !desk.address_may_try(address) {
        let problem = page.say("sign-in-wait-address");
        return again(page, StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let key = format!("name:{}", sign_in_name(&name));
    if let Some(until) = desk.name_waits_until(&key, now.timestamp()).await? {
        let until = until.to_zoned(now.time_zone().clone());
        let problem = page.say1("sign-in-wait", "time", format!("{:02}:{:02}", until.hour(), until.minute()));
        return again(page, StatusCode::TOO_MANY_REQUESTS, problem);
    }
    let account = desk.accounts.account_by_name(&name).await?.filter(|account| account.disabled.is_none());
    let stored = account.as_ref().map(|account| account.password_hash.clone());
    let right = sent.password.chars().count() <= password::MAX_CHARS && verified(sent.password.clone(), stored).await;
    let Some(account) = account.filter(|_| right) else {
        desk.accounts.sign_in_failed(&key, now.timestamp()).await?;
        let problem = page.say("sign-in-failed");
        return again(page, StatusCode::UNPROCESSABLE_ENTITY, problem);
    };
    desk.accounts.sign_in_succeeded(&key).await?;
    if password::is_outdated(&account.password_hash) {
        desk.accounts.set_password_hash(account.id, &hashed(sent.password).await?).await?;
    }
    seat::open_session(&app, &desk, &account, &sent.next).await
}

/// The sign-in name of the invented clinician of a demonstration.
const DEMO: &str = "demo";

/// Signs in as the invented clinician. Only a demonstration has this door: it stands in no other site's table of
/// addresses, and it looks again before it opens. No password opens that account.
pub async fn look_around(State(app): State<App>, From(address): From) -> Result<Response, PageError> {
    if !app.config.demo {
        return Err(PageError::new(StatusCode::NOT_FOUND, "error-not-found"));
    }
    let desk = seat::desk(&app)?;
    if !desk.address_may_try(address) {
        return Err(PageError::new(StatusCode::TOO_MANY_REQUESTS, "error-too-often"));
    }
    let now = app.config.clock.timestamp();
    let account = demo_account(&app, &desk, now).await?;
    seat::open_session(&app, &desk, &account, "/clinic").await
}

/// The account of the invented clinician, made when it is first needed.
async fn demo_account(app: &App, desk: &super::Desk, now: jiff::Timestamp) -> Result<Account, PageError> {
    if let Some(account) = desk.accounts.account_by_name(DEMO).await? {
        return Ok(account);
    }
    let account = NewAccount {
        id: fresh_account_id(now),
        name: DEMO.to_owned(),
        display_name: page(app, &Lang::default(), "sign-in-title").say("demo-clinician"),
        role: CLINICIAN.to_owned(),
        password_hash: "$none".to_owned(),
    };
    match desk.accounts.create_account(&account, now).await {
        // Somebody else came through at the same moment.
        Err(error @ StoreError::NameTaken { .. }) => {
            desk.accounts.account_by_name(DEMO).await?.ok_or_else(|| error.into())
        }
        made => Ok(made?),
    }
}

/// Compares on a thread that may be slow.
pub async fn verified(given: String, stored: Option<String>) -> bool {
    tokio::task::spawn_blocking(move || password::verify(&given, stored.as_deref())).await.unwrap_or(false)
}

/// Hashes on a thread that may be slow.
pub async fn hashed(given: String) -> Result<String, PageError> {
    let inside = |why: String| {
        tracing::error!(why, "a password could not be hashed");
        PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside")
    };
    tokio::task::spawn_blocking(move || password::hash(&given))
        .await
        .map_err(|e| inside(e.to_string()))?
        .map_err(|e| inside(e.to_string()))
}

#[derive(Template)]
#[template(path = "clinic/signed_out.html")]
struct SignedOutPage {
    page: Page,
}

/// Somebody goes.
pub async fn leave(seat: Seat) -> Result<Response, PageError> {
    seat.desk.accounts.end_session(seat.session.id).await?;
    seat.audit(None, AuditAction::Read, "signed out").await?;
    let mut response = html(&SignedOutPage { page: page(&seat.app, &seat.lang, "signed-out-title") })?;
    seat::clear_cookie(&seat.app, &mut response);
    Ok(response)
}

#[derive(Template)]
#[template(path = "clinic/one_time.html")]
struct OneTimePage {
    page: Page,
    lead: String,
    action: &'static str,
    button: String,
    asks_name: bool,
    typed: OneTime,
    problem: Option<String>,
}

/// A form behind a one-time link as it is sent.
#[derive(Clone, Default, Deserialize)]
pub struct OneTime {
    /// The code after the `#`.
    #[serde(default)]
    code: String,
    /// The sign-in name.
    #[serde(default)]
    name: String,
    /// The name in records.
    #[serde(default)]
    display: String,
    /// The role in records.
    #[serde(default)]
    role: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    again: String,
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    /// The very first account.
    Setup,
    /// The first password of a further one.
    Join,
}

impl Link {
    const fn title(self) -> &'static str {
        match self {
            Self::Setup => "setup-title",
            Self::Join => "join-title",
        }
    }

    /// Its form, with what was typed (but never a password) and what was wrong with it.
    fn form(self, app: &App, lang: &Lang, typed: OneTime, problem: Option<String>) -> OneTimePage {
        let page = page(app, lang, self.title());
        let (lead, button, action) = match self {
            Self::Setup => ("setup-lead", "account-create", "/clinic/setup"),
            Self::Join => ("join-lead", "account-set-password", "/clinic/join"),
        };
        let (lead, button) = (page.say(lead), page.say(button));
        let typed = OneTime { password: String::new(), again: String::new(), ..typed };
        OneTimePage { page, lead, action, button, asks_name: self == Self::Setup, typed, problem }
    }
}

/// The page of the very first link. It tells nothing: the code comes with the form.
pub async fn show_setup(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    seat::desk(&app)?;
    html(&Link::Setup.form(&app, &lang, OneTime::default(), None))
}

/// What the rules for a new password say, in words.
pub fn password_problem(page: &Page, password: &str, again: &str, name: &str) -> Option<String> {
    let weak = password::check_new(password, again, name).err()?;
    let (min, max) = (password::MIN_CHARS.to_string(), password::MAX_CHARS.to_string());
    Some(page.say_with(weak.wording(), &[("min", &min), ("max", &max)]))
}

/// “Dr A. Weber, emergency physician”, as it stands in records; none when something is missing or too long.
pub fn name_in_records(name: &str, display: &str, role: &str) -> Option<String> {
    let good = |text: &str| (1..=80).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
    (good(name) && good(display) && good(role)).then(|| format!("{}, {}", display.trim(), role.trim()))
}

/// A fresh account number.
pub fn fresh_account_id(now: jiff::Timestamp) -> AccountId {
    AccountId::from_parts(now, rand::random())
}

/// Makes the first account and signs it in.
pub async fn set_up(
    State(app): State<App>,
    lang: Lang,
    From(address): From,
    Form(sent): Form<OneTime>,
) -> Result<Response, PageError> {
    let desk = seat::desk(&app)?;
    if !desk.address_may_try(address) {
        return Err(PageError::new(StatusCode::TOO_MANY_REQUESTS, "error-too-often"));
    }
    let now = app.config.clock.timestamp();
    let code = TokenHash::of(sent.code.trim());
    if !desk.accounts.setup_token_is_good(code, now).await? {
        return Err(StoreError::TokenInvalid.into());
    }
    let display_name = name_in_records(&sent.name, &sent.display, &sent.role);
    let words = page(&app, &lang, "setup-title");
    let problem = match display_name {
        None => Some(words.say("account-name-missing")),
        Some(_) => password_problem(&words, &sent.password, &sent.again, &sent.name),
    };
    let (Some(display_name), None) = (display_name, problem.clone()) else {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &Link::Setup.form(&app, &lang, sent, problem));
    };
    let account = NewAccount {
        id: fresh_account_id(now),
        name: sent.name.trim().to_owned(),
        display_name,
        role: ADMIN.to_owned(),
        password_hash: hashed(sent.password).await?,
    };
    let account = desk.accounts.create_first_account(code, &account, now).await?;
    seat::open_session(&app, &desk, &account, "/clinic").await
}

/// The page of a further link.
pub async fn show_join(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    seat::desk(&app)?;
    html(&Link::Join.form(&app, &lang, OneTime::default(), None))
}

/// The account behind a further link's code, `NUMBER.SECRET`.
async fn invited(desk: &super::Desk, code: &str, now: jiff::Timestamp) -> Result<Account, PageError> {
    let refused = || PageError::from(StoreError::TokenInvalid);
    let (id, secret) = code.trim().split_once('.').ok_or_else(refused)?;
    let id: AccountId = id.parse().map_err(|_| refused())?;
    let account = desk.accounts.account(id).await?.ok_or_else(refused)?;
    let opens = account.disabled.is_none() && invite::opens(&account.password_hash, secret, now);
    if opens { Ok(account) } else { Err(refused()) }
}

/// Sets the first password of a further account and signs it in.
pub async fn join(
    State(app): State<App>,
    lang: Lang,
    From(address): From,
    Form(sent): Form<OneTime>,
) -> Result<Response, PageError> {
    let desk = seat::desk(&app)?;
    if !desk.address_may_try(address) {
        return Err(PageError::new(StatusCode::TOO_MANY_REQUESTS, "error-too-often"));
    }
    let now = app.config.clock.timestamp();
    let account = invited(&desk, &sent.code, now).await?;
    if let Some(problem) =
        password_problem(&page(&app, &lang, "join-title"), &sent.password, &sent.again, &account.name)
    {
        return html_with(StatusCode::UNPROCESSABLE_ENTITY, &Link::Join.form(&app, &lang, sent, Some(problem)));
    }
    // The code is used up only where it still stands: of two that come at once, one sets the password.
    let hash = hashed(sent.password).await?;
    if !desk.accounts.replace_password_hash(account.id, &account.password_hash, &hash).await? {
        return Err(StoreError::TokenInvalid.into());
    }
    seat::open_session(&app, &desk, &account, "/clinic").await
}

/// A one-time code for an account and what is stored of it.
pub fn invitation(account: AccountId, expires: jiff::Timestamp) -> (String, String) {
    let secret = token::fresh();
    (format!("{account}.{secret}"), invite::stored(&secret, expires))
}
