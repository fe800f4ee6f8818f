//! The licences: of this project, of what it believes, of the letters it prints with, and of everything it is built from.
//! The page is the same for everybody, so it is made once and kept ready.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::page::write;
use super::{Lang, Page, PageError, Section, assets};
use crate::App;

/// Libraries, with their licences and the texts; written by `scripts/licences.mjs`.
const LIBRARIES: &str = include_str!("../../../../THIRD-PARTY.md");

/// A licence with its text.
struct Licence {
    id: &'static str,
    text: &'static str,
}

/// Our own licences and that of the fonts; their names are wording (`licence-ID`).
const OWN: &[Licence] = &[
    Licence { id: "mit", text: include_str!("../../../../LICENSE-MIT") },
    Licence { id: "apache", text: include_str!("../../../../LICENSE-APACHE") },
    Licence { id: "knowledge", text: include_str!("../../../../knowledge/LICENSE-CC-BY-4.0.txt") },
    Licence { id: "fonts", text: include_str!("../../../documents/assets/fonts/OFL.txt") },
];

#[derive(Template)]
#[template(path = "site/licences.html")]
struct Licences {
    page: Page,
    own: &'static [Licence],
    libraries: String,
}

/// The page.
pub async fn show(State(app): State<App>, lang: Lang, headers: HeaderMap) -> Result<Response, PageError> {
    let key = format!("licences {}", lang.0);
    let page = app.assets.ready(&key, || {
        let page = Page::new(&app, &lang, Section::Home, "licences-title");
        write(&Licences { page, own: OWN, libraries: libraries(LIBRARIES) })
    })?;
    Ok(assets::send(&page, &headers, "public, max-age=3600"))
}

/// The list as HTML, one level of headings below the page's own. Raw HTML in it is shown as text.
fn libraries(markdown: &str) -> String {
    let lower = |level: HeadingLevel| match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    };
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: lower(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_go_one_level_down_and_html_is_text() {
        let html = libraries("# A\n\n## B\n\n<b>x</b>\n");
        assert!(html.contains("<h2>A</h2>") && html.contains("<h3>B</h3>") && html.contains("&lt;b&gt;"), "{html}");
    }

    #[test]
    fn every_licence_is_there_in_full() {
        let start = ["Permission is hereby granted", "Apache License", "Creative Commons", "SIL OPEN FONT LICENSE"];
        for (licence, words) in OWN.iter().zip(start) {
            assert!(licence.text.contains(words), "{}", licence.id);
        }
        assert!(libraries(LIBRARIES).contains("<table>"));
    }
}
