//! What every page knows: its language, its words, where it stands, and the addresses of its assets.

use std::fmt::Display;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use jiff::civil::Date;

use super::{Lang, PageError};
use crate::App;

/// The part of the site a page belongs to; its door in the header is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The home page and pages about the site itself.
    Home,
    /// The public self-check.
    Check,
    /// The decision aid.
    Decide,
    /// What we rely on, and how sure we are.
    RelyOn,
    /// The clinician's pages.
    Clinic,
    /// One person's plan.
    Plan,
}

/// What every page knows. Templates hold one as `page`.
#[derive(Debug, Clone)]
pub struct Page {
    app: App,
    lang: Lang,
    title: String,
    section: Section,
}

impl Page {
    /// A page whose title is the message `title_id`.
    pub fn new(app: &App, lang: &Lang, section: Section, title_id: &str) -> Self {
        let title = app.knowledge().wording.say(&lang.0, title_id);
        Self { app: app.clone(), lang: lang.clone(), title, section }
    }

    /// The same page with another title, already in words.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The site behind this page.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// One message.
    pub fn say(&self, id: impl AsRef<str>) -> String {
        self.app.knowledge().wording.say(&self.lang.0, id.as_ref())
    }

    /// One message with one value in it.
    pub fn say1(&self, id: impl AsRef<str>, name: &str, value: impl Display) -> String {
        self.app.knowledge().wording.say_with(&self.lang.0, id.as_ref(), &[(name, &value.to_string())])
    }

    /// One message with two values in it.
    pub fn say2(
        &self,
        id: impl AsRef<str>,
        name: &str,
        value: impl Display,
        name2: &str,
        value2: impl Display,
    ) -> String {
        self.app.knowledge().wording.say_with(
            &self.lang.0,
            id.as_ref(),
            &[(name, &value.to_string()), (name2, &value2.to_string())],
        )
    }

    /// One message with any number of values in it.
    pub fn say_with(&self, id: impl AsRef<str>, values: &[(&str, &str)]) -> String {
        self.app.knowledge().wording.say_with(&self.lang.0, id.as_ref(), values)
    }

    /// A day in words: `22 November 2026`.
    pub fn date(&self, date: Date) -> String {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        let month = self.say(format!("month-{}", date.month()));
        self.say_with("date-long", &[("day", &day), ("month", &month), ("year", &year)])
    }

    /// Whether a message is there.
    pub fn has(&self, id: impl AsRef<str>) -> bool {
        self.app.knowledge().wording.has(&self.lang.0, id.as_ref())
    }

    /// A sentence of a piece of data, given in English, in the page's language.
    pub fn translated(&self, english: &str) -> String {
        self.app.knowledge().wording.translated(&self.lang.0, english).to_owned()
    }

    /// The language, as the `lang` attribute wants it.
    pub fn lang(&self) -> &str {
        &self.lang.0
    }

    /// The direction of the script.
    pub fn dir(&self) -> &'static str {
        self.lang.dir()
    }

    /// The page's own title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// `aria-current="page"` or nothing, for a door in the header.
    pub fn here(&self, section: &str) -> bool {
        matches!(
            (self.section, section),
            (Section::Check, "check")
                | (Section::Decide, "decide")
                | (Section::RelyOn, "rely-on")
                | (Section::Clinic | Section::Plan, "clinic")
        )
    }

    /// Whether this page is for clinicians, and so takes their style sheet too.
    pub fn for_clinicians(&self) -> bool {
        matches!(self.section, Section::Clinic | Section::Plan)
    }

    /// The address of an asset.
    pub fn asset(&self, path: &str) -> String {
        self.app.assets.url(path)
    }

    /// The first twelve digits of the knowledge version.
    pub fn version(&self) -> String {
        self.app.knowledge().short_version().to_owned()
    }

    /// Whether this is a throw-away site with invented cases.
    pub fn demo(&self) -> bool {
        self.app.config.demo
    }
}

/// A template as an answer, status 200.
pub fn html(template: &impl Template) -> Result<Response, PageError> {
    html_with(StatusCode::OK, template)
}

/// A template as an answer with a status of its own.
pub fn html_with(status: StatusCode, template: &impl Template) -> Result<Response, PageError> {
    Ok((status, Html(write(template)?)).into_response())
}

/// A template as text.
pub fn write(template: &impl Template) -> Result<String, PageError> {
    template.render().map_err(|error| {
        tracing::error!(%error, "a page could not be written");
        PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside")
    })
}
