//! The decision aid: an operation or not. The same outcomes for every option, out of the same number of people, with
//! the range drawn and every number open to its trials; what may bend them; what matters to the person; what to ask.
//!
//! It recommends nothing and keeps nothing: what a person marks travels in a form, is shown back, and is gone. All of it
//! works without scripts and on paper.

mod cards;
mod checklist;
mod figures;
mod numbers;
mod person;
mod ranks;
pub(crate) mod summary;
mod values;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Form, Router};
use heelrise_evidence::posterior::Priors;
use heelrise_evidence::summary::OutcomeSummary;

use crate::App;
use crate::site::page::write;
use crate::site::{Lang, Page, PageError, Section, assets, html};
use cards::{Card, cards};
use checklist::{ChecklistView, checklist};
use figures::Figures;
use person::{ModifierView, Said, modifiers, said};
pub(crate) use values::WEIGHTS;
use values::{Chosen, Reflection, Thing, reflection, things};

/// What is said of the months after the injury: claims, so that each has its verdict and sources.
pub const MONTHS: [&str; 6] = ["C37", "C50", "C88", "C81", "C82", "C71"];

/// How long the boot or the cast stays on: no trial that was read counts it, published plans say it.
pub const WEEKS: &str = "C49";

/// Where the public page says something other than the trials: how many have a new tear without surgery, whether that gap
/// has closed, and how soon people are back at sport after surgery and without it.
pub const DISAGREE: [&str; 3] = ["C40", "C41", "C43"];

/// The options, as their sentences are named, in the order of the numbers.
pub(crate) const OPTIONS: [&str; 4] = ["open", "mis", "functional", "cast"];

/// What is said of each option: the same of all of them.
const FIELDS: [&str; 5] = ["what", "first", "feel", "good", "less"];

/// The questions to ask.
const QUESTIONS: [&str; 8] = ["which", "count", "me", "cuts", "plan", "clot", "work", "late"];

/// The steps to a decision: each is the id of a part of the page and the end of its sentence's name.
const STEPS: [&str; 5] = ["options", "tear", "you", "values", "questions"];

/// The figures of the rule by which a number is called fairly sure or not very sure ([`heelrise_evidence::certainty`]).
pub fn certainty_rule() -> [(&'static str, String); 7] {
    use heelrise_evidence::certainty as rule;
    [
        ("trials", rule::MODERATE_TRIALS.to_string()),
        ("events", rule::MODERATE_EVENTS.to_string()),
        ("width", rule::MODERATE_WIDTH.to_string()),
        ("few", rule::LOW_TRIALS.to_string()),
        ("ten", rule::LOW_EVENTS.to_string()),
        ("wide", rule::LOW_WIDTH.to_string()),
        ("of", "100".to_owned()),
    ]
}

/// The decision aid.
pub fn routes() -> Router<App> {
    Router::new().route("/decide", get(show).post(reflect)).merge(summary::routes())
}

#[derive(Template)]
#[template(path = "decide/page.html")]
struct Decide {
    page: Page,
    figures: Figures,
    cards: Vec<Card>,
    priors: String,
    rule: [String; 3],
    weeks: Vec<Said>,
    months: Vec<Said>,
    modifiers: Vec<ModifierView>,
    disagreements: Vec<Said>,
    things: Vec<Thing>,
    reflection: Option<Reflection>,
    checklist: ChecklistView,
}

impl Decide {
    /// The whole page; `None` when nobody has marked anything.
    fn of(app: &App, lang: &Lang, chosen: Option<&Chosen>) -> Self {
        let found = app.care.evidence().patient_numbers();
        Self::from(Page::new(app, lang, Section::Decide, "decide-title"), found, chosen)
    }

    /// The page from what the trials give, or from what is left when they give no posterior: it is never refused.
    fn from<E: std::fmt::Display>(page: Page, found: Result<&[OutcomeSummary], E>, chosen: Option<&Chosen>) -> Self {
        let figures = Figures::from(&page, found);
        let rule = certainty_rule();
        let rule: Vec<(&str, &str)> = rule.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Self {
            priors: priors(&page),
            rule: ["moderate", "low", "very-low"].map(|word| page.say_with(format!("decide-rule-{word}"), &rule)),
            weeks: said(&page, &[WEEKS]),
            months: said(&page, &MONTHS),
            modifiers: modifiers(&page),
            disagreements: said(&page, &DISAGREE),
            things: things(chosen),
            reflection: chosen.map(|chosen| reflection(chosen, &figures.rows)),
            checklist: checklist(&page),
            cards: cards(&page, &figures),
            figures,
            page,
        }
    }
}

/// What the model holds for possible before it reads the trials, in the figures it uses.
fn priors(page: &Page) -> String {
    let priors = Priors::default();
    let text = |value: f64| format!("{value:.1}").replace('-', "\u{2212}");
    let values = [
        ("zero", "0".to_owned()),
        ("effect", text(priors.effect_sd)),
        ("spread", text(priors.tau_scale)),
        ("mean", text(priors.baseline_mean)),
        ("width", text(priors.baseline_sd)),
    ];
    page.say_with("decide-priors-exact", &values.each_ref().map(|(name, value)| (*name, value.as_str())))
}

/// The page as everybody gets it: it holds no answer, so it is made once and kept ready.
async fn show(State(app): State<App>, lang: Lang, headers: HeaderMap) -> Result<Response, PageError> {
    let page = away(app.clone(), move |app| {
        let key = format!("decide {}", lang.0);
        app.assets.ready(&key, || write(&Decide::of(app, &lang, None)))
    })
    .await?;
    Ok(assets::send(&page, &headers, "no-store"))
}

/// The page with what a person marked shown back to them.
async fn reflect(
    State(app): State<App>,
    lang: Lang,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let chosen = Chosen::read(&fields).ok_or(PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "error-form"))?;
    let page = away(app, move |app| Ok(Decide::of(app, &lang, Some(&chosen)))).await?;
    Ok(html(&page)?.into_response())
}

/// The first page after a start draws the numbers anew, which takes a while: not where other answers wait.
async fn away<T: Send + 'static>(
    app: App,
    make: impl FnOnce(&App) -> Result<T, PageError> + Send + 'static,
) -> Result<T, PageError> {
    tokio::task::spawn_blocking(move || make(&app)).await.unwrap_or_else(|error| {
        tracing::error!(%error, "the decision aid could not be made");
        Err(PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside"))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use heelrise_care::Care;
    use heelrise_evidence::posterior::PosteriorError;
    use heelrise_evidence::summary::SummaryError;

    use super::*;
    use crate::Config;

    /// The page's frame over the built-in knowledge.
    pub fn page() -> Page {
        let care = Arc::new(Care::load(heelrise_pack::embedded()).unwrap());
        Page::new(&App::new(Config::default(), care), &Lang("en".to_owned()), Section::Decide, "decide-title")
    }

    #[test]
    fn without_a_posterior_the_pooled_numbers_and_everything_else_stay() {
        let lost = SummaryError::from(PosteriorError::Unsettled { effective: 3, drawn: 100_000 });
        let decide = Decide::from(page(), Err(lost), None);
        let pair = decide.figures.pair.as_ref().unwrap();
        assert!(pair.difference.contains("fewer of 100 people"), "{}", pair.difference);
        let text = write(&decide).unwrap();
        assert!(!text.contains('⟦'));
        assert!(text.contains("About 3 of 100 people tear it again."), "the pooled number that is known stays");
        assert!(text.contains("could not work out how sure"), "no chance is made up");
        let row = text.split("id=\"row-rerupture\"").nth(1).unwrap().split("</tr>").next().unwrap();
        assert!(row.contains("Not known from trials we could check") && !row.contains("decide-about"), "{row}");
        assert!(text.contains("id=\"row-nerve-injury\"") && text.contains("about 5 in 100"), "other outcomes stay");
        assert!(!text.contains("id=\"ranks\"") && text.contains("id=\"questions\""));
    }

    #[test]
    fn without_even_a_pooled_number_the_page_says_so_and_stays() {
        let page = page();
        let (pair, rows) = figures::without_posterior(&page, None, &[]);
        assert!(pair.is_none() && rows.len() == 1);
        let mut whole = Decide::from(page, Err("nothing"), None);
        (whole.figures.pair, whole.figures.rows) = (pair, rows);
        whole.cards = cards(&whole.page, &whole.figures);
        let text = write(&whole).unwrap();
        assert!(text.contains("is not known from trials we could check"), "said in words");
        assert!(text.contains("id=\"answer\"") && text.contains("id=\"values\"") && !text.contains("id=\"people-"));
    }
}
