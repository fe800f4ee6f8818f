//! What all pages share: the layout, words, assets, headers, limits and error pages.

pub mod assets;
pub mod errors;
pub mod headers;
mod home;
pub mod lang;
mod licences;
pub mod limits;
pub mod page;

use axum::{Router, middleware, routing::get};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer};

use crate::App;

pub use errors::PageError;
pub use lang::Lang;
pub use page::{Page, Section, html};

/// The home page, the assets and what machines look for.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home::show))
        .route("/licences", get(licences::show))
        .route("/assets/{version}/{*path}", get(assets::serve))
        .route("/robots.txt", get(headers::robots))
        .route("/healthz", get(headers::health))
}

/// The layers that every answer passes through, outermost last: limits, error pages, headers, compression.
pub fn layers(pages: Router<App>, app: App) -> Router {
    pages
        .fallback(errors::unknown_path)
        .method_not_allowed_fallback(errors::wrong_method)
        .layer(middleware::from_fn(limits::deadline))
        .layer(RequestBodyLimitLayer::new(limits::BODY_BYTES))
        .layer(CatchPanicLayer::custom(errors::panicked))
        .layer(middleware::from_fn_with_state(app.clone(), errors::render))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .layer(CompressionLayer::new())
        .with_state(app)
}
