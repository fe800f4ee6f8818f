//! The public self-check: how soon must this person be seen, and what should they do and not do until then?

use axum::Router;

use crate::App;

/// The pages of the self-check.
pub fn routes() -> Router<App> {
    Router::new()
}
