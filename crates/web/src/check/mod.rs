//! The public self-check: how soon must this person be seen, and what should they do and not do until then?
//!
//! The same questions, rules and sentences reach a person in two ways. Without scripts, each answer is a form post and
//! the next page is its answer (`pages`). With scripts, the first page carries every screen and every sentence, and
//! the browser evaluates the same table ([`pack`]) with nothing sent at all, with or without a network. Either way
//! nothing is stored, and answers stand in an address only after the `#` of a handover link ([`handover`]).

pub mod answers;
pub mod handover;
pub mod pack;
mod pages;
mod qr;
mod result;
pub mod screens;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

/// The pages of the self-check.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/check", get(pages::to_folder))
        .route("/check/", get(pages::start).post(pages::answer))
        .route("/check/show", post(pages::show))
        .route("/check/pack.json", get(pack::json))
        .route("/check/sw.js", get(pack::worker))
}
