//! The call-back list in the browser: what `heelrise sweep` wrote, person by person, with the sentences where they stand in
//! their notes, and the answers of those who read them.
//!
//! The list is a file beside the records; the notes stay where they are and are read for one page at a time
//! (`note`). What is kept are answers ([`heelrise_records::reviews`]), and no word of a note. Nobody sees another's answer to
//! a visit, as a word or inside a number, before giving their own ([`answers`]).

mod agreement;
pub mod answers;
pub mod export;
pub mod figures;
mod list;
mod look_back;
mod note;
mod person;
pub mod shelf;
#[cfg(test)]
mod tests;
mod words;

use axum::Router;
use axum::routing::{get, post};

use crate::App;

pub use shelf::{ListError, Listed, Shelf};

/// The pages of the call-back list. All are closed.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/clinic/worklist", get(list::show))
        .route("/clinic/worklist/agreement", get(agreement::show))
        .route("/clinic/worklist/look-back", get(look_back::show))
        .route("/clinic/worklist/reviews.csv", post(export::download))
        .route("/clinic/worklist/person/{key}", get(person::show).post(person::answer))
}
