//! Which language a page speaks: the first one the browser asks for that the wording has, else English.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::header::ACCEPT_LANGUAGE, http::request::Parts};

use crate::App;

/// The language of one answer, as the name of a folder in `knowledge/wording`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lang(pub String);

impl Default for Lang {
    fn default() -> Self {
        Self("en".to_owned())
    }
}

impl Lang {
    /// Chooses from what there is. Order of mention decides; browsers list what they like best first.
    pub fn choose(accept: &str, there: &[String]) -> Self {
        accept
            .split(',')
            .filter_map(|part| part.split(';').next())
            .map(str::trim)
            .find_map(|wanted| {
                let base = wanted.split('-').next().unwrap_or(wanted);
                there.iter().find(|have| have.eq_ignore_ascii_case(wanted) || have.eq_ignore_ascii_case(base))
            })
            .map_or_else(Self::default, |found| Self(found.clone()))
    }

    /// `rtl` for scripts written from right to left, else `ltr`.
    pub fn dir(&self) -> &'static str {
        match self.0.split('-').next() {
            Some("ar" | "fa" | "he" | "ur") => "rtl",
            _ => "ltr",
        }
    }
}

impl FromRequestParts<App> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let accept = parts.headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let there: Vec<String> = app.knowledge().wording.languages().map(str::to_owned).collect();
        Ok(Self::choose(accept, &there))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_there_is_chosen() {
        let there = ["de".to_owned(), "en".to_owned()];
        assert_eq!(Lang::choose("fr-CH, de-AT;q=0.9, en;q=0.8", &there).0, "de");
        assert_eq!(Lang::choose("EN-gb", &there).0, "en");
        assert_eq!(Lang::choose("xx", &there).0, "en");
        assert_eq!(Lang::choose("", &there).0, "en");
    }
}
