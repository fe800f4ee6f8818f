//! What we rely on, and how sure we are: every claim with its verdict, its evidence and what embodies it; and one page
//! for each claim, source and rule, so that no result on this site ends in a word that cannot be opened.

mod view;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use heelrise_knowledge::claim::Verdict;

use crate::App;
use crate::site::{Lang, Page, PageError, Section, html};
use view::{ClaimView, RuleView, SourceView};
pub use view::{Link, because, signed};

/// The pages of what we rely on.
pub fn routes() -> Router<App> {
    Router::new().route("/rely-on", get(all)).route("/rely-on/{id}", get(one))
}

/// All claims with one verdict.
struct ByVerdict {
    word: &'static str,
    claims: Vec<ClaimView>,
}

#[derive(Template)]
#[template(path = "rely_on/all.html")]
struct All {
    page: Page,
    groups: Vec<ByVerdict>,
    claims: usize,
    sources: usize,
    decisions: Vec<DecisionView>,
}

/// A decision and who has signed it.
struct DecisionView {
    title: String,
    signed: Option<String>,
    reviewed: String,
    rules: Vec<String>,
}

#[derive(Template)]
#[template(path = "rely_on/one.html")]
struct One {
    page: Page,
    what: What,
}

enum What {
    Claim(ClaimView),
    Source(SourceView),
    Rule(RuleView),
}

/// The order in which verdicts are shown: what we lean on first, what we contradict last.
const ORDER: [Verdict; 6] = [
    Verdict::Supported,
    Verdict::SupportedWithCaveat,
    Verdict::Weak,
    Verdict::Unsupported,
    Verdict::Contradicted,
    Verdict::Omission,
];

async fn all(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    let page = Page::new(&app, &lang, Section::RelyOn, "rely-title");
    let knowledge = app.knowledge();
    let groups = ORDER
        .iter()
        .map(|verdict| ByVerdict {
            word: verdict.word(),
            claims: knowledge
                .claims
                .iter()
                .filter(|claim| claim.verdict == *verdict)
                .map(|claim| ClaimView::of(&page, claim))
                .collect(),
        })
        .filter(|group| !group.claims.is_empty())
        .collect();
    let decisions = knowledge
        .decisions
        .values()
        .map(|decision| DecisionView {
            title: decision.title.clone(),
            signed: signed(&page, decision),
            reviewed: page.date(decision.reviewed_on),
            rules: decision.rules.iter().map(|rule| rule.id.clone()).collect(),
        })
        .collect();
    let (claims, sources) = (knowledge.claims.len(), knowledge.sources.len());
    html(&All { page: page.clone(), groups, claims, sources, decisions })
}

async fn one(State(app): State<App>, lang: Lang, Path(id): Path<String>) -> Result<Response, PageError> {
    let page = Page::new(&app, &lang, Section::RelyOn, "rely-title").titled(id.clone());
    let knowledge = app.knowledge();
    let what = if let Some(claim) = knowledge.claims.get(&id) {
        What::Claim(ClaimView::of(&page, claim))
    } else if let Some(source) = knowledge.sources.get(&id) {
        What::Source(SourceView::of(&page, source))
    } else if let Some(rule) = RuleView::find(&page, &id) {
        What::Rule(rule)
    } else {
        return Err(PageError::new(StatusCode::NOT_FOUND, "error-not-found"));
    };
    html(&One { page, what })
}
