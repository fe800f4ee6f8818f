//! The headers every answer carries, and the two paths only machines ask for.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::App;

/// Nothing inline, nothing from elsewhere, nobody may frame us. Scripts, styles and pictures come from this site only.
pub const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

const COOP: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CORP: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");

/// Adds the headers. A page that has set its own `Cache-Control` or `Referrer-Policy` keeps it.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let closed = ["/clinic", "/plan"].iter().any(|start| request.uri().path().starts_with(start));
    // Without an origin, a browser that sends no `Sec-Fetch-Site` (plain HTTP inside a hospital) could not prove that a
    // form is ours. Closed pages therefore name themselves to themselves; the public ones name nothing to anybody.
    let referrer = if closed { "same-origin" } else { "no-referrer" };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(COOP, HeaderValue::from_static("same-origin"));
    headers.insert(CORP, HeaderValue::from_static("same-origin"));
    headers.insert(
        PERMISSIONS,
        HeaderValue::from_static("accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), usb=()"),
    );
    if app.config.public_url.as_deref().is_some_and(|url| url.starts_with("https://")) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static(referrer));
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.append(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// Only the public front is for search engines.
pub async fn robots() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], "User-agent: *\nDisallow: /clinic\nDisallow: /plan\n")
}

/// Says that the server answers, and with which knowledge.
pub async fn health(State(app): State<App>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], format!("ok {}\n", app.knowledge().version))
}
