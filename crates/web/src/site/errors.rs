//! Error pages: what happened and what to do, in plain words, with the right status.
//!
//! A handler returns a [`PageError`]; one layer turns it, and every bare error a library makes (a form that cannot be
//! read, a body that is too large, a panic), into a page. Answers that are JSON are left as they are.

use std::any::Any;

use askama::Template;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Lang, Page, Section};
use crate::App;

/// An error as a page: a status, and the id of the messages that say it (`<id>-title`, `<id>-what`, `<id>-do`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The id in the wording, for example `error-not-found`.
    pub id: &'static str,
    /// One more sentence, already in words, for example what a case file got wrong.
    pub detail: Option<String>,
}

impl PageError {
    /// An error said by the wording alone.
    pub const fn new(status: StatusCode, id: &'static str) -> Self {
        Self { status, id, detail: None }
    }

    /// The same error with one more sentence.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "site/error.html")]
struct ErrorPage {
    page: Page,
    status: u16,
    what: String,
    act: String,
    detail: Option<String>,
}

/// Nothing is at this address.
pub async fn unknown_path() -> PageError {
    PageError::new(StatusCode::NOT_FOUND, "error-not-found")
}

/// Something is at this address, but it is not asked for that way.
pub async fn wrong_method() -> PageError {
    PageError::new(StatusCode::METHOD_NOT_ALLOWED, "error-wrong-method")
}

/// A panic: said in the log, never to a person.
pub fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let what = cause
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| cause.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap_or_default();
    tracing::error!(what, "a page panicked");
    PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside").into_response()
}

/// What the wording calls a status that a library set without more words.
fn id_of(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "error-not-found",
        StatusCode::METHOD_NOT_ALLOWED => "error-wrong-method",
        StatusCode::PAYLOAD_TOO_LARGE => "error-too-large",
        StatusCode::FORBIDDEN => "error-other-site",
        StatusCode::REQUEST_TIMEOUT => "error-timeout",
        StatusCode::TOO_MANY_REQUESTS => "error-too-often",
        status if status.is_server_error() => "error-inside",
        _ => "error-form",
    }
}

/// Turns errors into pages.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let lang = Lang::from_request_parts(&mut parts, &app).await.unwrap_or_default();
    let head = parts.method == Method::HEAD;
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let told = response.extensions_mut().remove::<PageError>();
    if told.is_none() && is_finished(response.headers()) {
        return response;
    }
    let error = told.unwrap_or_else(|| PageError::new(status, id_of(status)));
    let page = Page::new(&app, &lang, Section::Home, &format!("{}-title", error.id));
    let (what, act) = (page.say(format!("{}-what", error.id)), page.say(format!("{}-do", error.id)));
    let text = ErrorPage { page, status: status.as_u16(), what, act, detail: error.detail }.render();
    let mut headers = std::mem::take(response.headers_mut());
    headers.remove(CONTENT_LENGTH);
    headers.insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("text/html; charset=utf-8"));
    let text = if head { String::new() } else { text.unwrap_or_default() };
    (status, headers, text).into_response()
}

/// An error answer that already says what it means: a page of its own, or JSON for a machine.
fn is_finished(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/html") || kind.contains("json") || kind.starts_with("text/calendar"))
}
