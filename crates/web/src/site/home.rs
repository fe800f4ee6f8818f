//! The home page: two doors.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Lang, Page, PageError, Section, html};
use crate::App;

#[derive(Template)]
#[template(path = "site/home.html")]
struct Home {
    page: Page,
}

pub async fn show(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    html(&Home { page: Page::new(&app, &lang, Section::Home, "home-title") })
}
