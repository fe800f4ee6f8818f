//! The clinician's pages: closed, logged, and never kept by a browser.
//!
//! A request for one of them passes [`seat::Seat`] first: it finds the session or shows the way to the sign-in page.
//! Reading a case and changing it both go through [`seat::Seat`], which writes the audit log, and every change is a
//! command that `heelrise_records` accepts or refuses. No medical rule stands here.

mod account;
mod answer;
mod audit;
pub(crate) mod case;
mod change;
mod demo;
mod desk;
pub(crate) mod drawings;
mod entries;
pub mod fields;
mod first_hour;
pub mod form;
mod invite;
mod new_case;
pub mod password;
pub mod seat;
mod shared;
mod sign_in;
pub(crate) mod steps;
#[cfg(test)]
mod tests;
pub mod token;
mod treatment;
pub(crate) mod view;
mod words;
mod worklist;

use axum::Router;
use axum::routing::{get, post};

use tower_http::csrf::CsrfLayer;

use crate::{App, Config};

pub use demo::{DemoError, demo_cases};
pub use desk::{Desk, SetupLink, setup_link};
pub(crate) use words::{date_long, date_short};

/// Refuses a form that another site sent (by `Sec-Fetch-Site`, then `Origin`). The public address is trusted by name, for
/// servers behind a proxy that changes the host.
pub fn same_site(config: &Config) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &config.public_url {
        Some(url) => layer.clone().add_trusted_origin(url).unwrap_or(layer),
        None => layer,
    }
}

/// What only a demonstration has: the door without a password.
pub fn demo_routes(config: &Config) -> Router<App> {
    let routes = Router::new();
    if config.demo { routes.route("/clinic/demo", post(sign_in::look_around)) } else { routes }
}

/// All closed pages except the plan's.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/clinic", get(worklist::show))
        .route("/clinic/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/clinic/sign-out", post(sign_in::leave))
        .route("/clinic/setup", get(sign_in::show_setup).post(sign_in::set_up))
        .route("/clinic/join", get(sign_in::show_join).post(sign_in::join))
        .route("/clinic/account", get(account::show))
        .route("/clinic/account/password", post(account::change_password))
        .route("/clinic/account/end-sessions", post(account::end_sessions))
        .route("/clinic/account/end-session", post(account::end_session))
        .route("/clinic/account/new", post(account::create))
        .route("/clinic/account/link", post(account::new_link))
        .route("/clinic/account/disable", post(account::disable))
        .route("/clinic/audit", get(audit::show))
        .route("/clinic/new", get(new_case::show).post(new_case::read_code))
        .route("/clinic/open", post(new_case::open))
        .route("/clinic/case/{id}", get(case::show).post(case::save))
        .route("/clinic/case/{id}/preview", post(case::preview))
        .route("/clinic/case/{id}/history", get(entries::show))
        .route("/clinic/case/{id}/letter", get(case::letter))
        .route("/clinic/case/{id}/handout", get(case::handout))
        .route("/clinic/case/{id}/note", post(steps::note))
        .route("/clinic/case/{id}/recheck", post(steps::recheck))
        .route("/clinic/case/{id}/outcome", post(steps::outcome))
        .route("/clinic/case/{id}/close", post(steps::close))
        .route("/clinic/case/{id}/reopen", post(steps::reopen))
        .route("/clinic/case/{id}/label", post(steps::label))
        .route("/clinic/case/{id}/treatment", post(treatment::choose))
        .route("/clinic/case/{id}/decide", get(shared::show).post(shared::save))
        .route("/clinic/case/{id}/decide/{seq}", get(shared::summary))
        .route("/clinic/case/{id}/decide/{seq}/summary.pdf", get(shared::pdf))
}
