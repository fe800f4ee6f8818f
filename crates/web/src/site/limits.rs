//! How much of anything a request may ask for.

use std::time::Duration;

use axum::{extract::Request, http::StatusCode, middleware::Next, response::Response};

use super::PageError;
use axum::response::IntoResponse as _;

/// The largest body a form may send, in bytes. The longest form, a whole case, needs about a tenth of it.
pub const BODY_BYTES: usize = 64 * 1024;

/// How long an answer may take before the request is given up.
pub const DEADLINE: Duration = Duration::from_secs(20);

/// Gives up on a request that takes too long, so that a slow sender cannot hold a place for ever.
pub async fn deadline(request: Request, next: Next) -> Response {
    tokio::time::timeout(DEADLINE, next.run(request))
        .await
        .unwrap_or_else(|_| PageError::new(StatusCode::REQUEST_TIMEOUT, "error-timeout").into_response())
}
