//! The decision aid: an operation or not. The same outcomes for every option, out of the same number of people, with
//! the range drawn and every number open to its trials; what may bend them; what matters to the person; what to ask.
//!
//! It recommends nothing and keeps nothing: what a person marks travels in a form, is shown back, and is gone. All of it
//! works without scripts and on paper.

mod checklist;
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
use heelrise_evidence::spare::{other_outcomes, pooled_only};
use heelrise_evidence::summary::OutcomeSummary;

use crate::App;
use crate::site::page::write;
use crate::site::{Lang, Page, PageError, Section, assets, html};
use checklist::{ChecklistView, checklist};
use numbers::{Pair, Row, numbers, without_posterior};
use person::{ModifierView, Said, modifiers, said};
use ranks::{Ranks, ranks};
use values::{Chosen, Reflection, Thing, WEIGHTS, reflection, things};

/// What is said of the months after the injury: claims, so that each has its verdict and sources.
pub const MONTHS: [&str; 6] = ["C37", "C50", "C88", "C81", "C82", "C71"];

/// How long the boot or the cast stays on: no trial that was read counts it, published plans say it.
pub const WEEKS: &str = "C49";

/// Where the public page says something other than the trials: how many have a new tear without surgery, whether that gap
/// has closed, and how soon people are back at sport after surgery and without it.
pub const DISAGREE: [&str; 3] = ["C40", "C41", "C43"];

/// The options, as their sentences are named, in the order of the numbers.
const OPTIONS: [&str; 4] = ["open", "mis", "functional", "cast"];

/// What is said of each option: the same of all of them.
const FIELDS: [&str; 5] = ["what", "first", "feel", "good", "less"];

/// The questions to ask.
const QUESTIONS: [&str; 8] = ["which", "count", "me", "cuts", "plan", "clot", "work", "late"];

/// The steps to a decision: each is the id of a part of the page and the end of its sentence's name.
const STEPS: [&str; 5] = ["options", "tear", "you", "values", "questions"];

/// The rule by which a number is called fairly sure or not very sure (`heelrise_evidence::summary::Certainty`): trials and
/// people with the event for the first, either for the second.
pub const CERTAINTY_RULE: [(&str, &str); 4] = [("trials", "4"), ("events", "30"), ("few", "2"), ("ten", "10")];

/// The decision aid.
pub fn routes() -> Router<App> {
    Router::new().route("/decide", get(show).post(reflect)).merge(summary::routes())
}

#[derive(Template)]
#[template(path = "decide/page.html")]
struct Decide {
    page: Page,
    pair: Option<Pair>,
    rows: Vec<Row>,
    ranks: Option<Ranks>,
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
        let evidence = page.app().care.evidence();
        let ((pair, rows), ranks) = match found {
            Ok(found) => (numbers(&page, found), evidence.network().ok().map(|network| ranks(&page, network))),
            Err(error) => {
                tracing::error!(%error, "the trials give no posterior; the page shows what simple pooling gives");
                let others = other_outcomes(&evidence.trials, &evidence.means, &evidence.sets);
                let pooled = pooled_only(&evidence.trials, &evidence.sets);
                (without_posterior(&page, pooled.as_ref(), &others), None)
            }
        };
        Self {
            ranks,
            priors: priors(&page),
            rule: ["moderate", "low", "very-low"]
                .map(|word| page.say_with(format!("decide-rule-{word}"), &CERTAINTY_RULE)),
            weeks: said(&page, &[WEEKS]),
            months: said(&page, &MONTHS),
            modifiers: modifiers(&page),
            disagreements: said(&page, &DISAGREE),
            things: things(chosen),
            reflection: chosen.map(|chosen| reflection(chosen, &rows)),
            checklist: checklist(&page),
            pair,
            rows,
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
        let pair = decide.pair.as_ref().unwrap();
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
        let (pair, rows) = without_posterior(&page, None, &[]);
        assert!(pair.is_none() && rows.len() == 1);
        let whole = Decide { pair, rows, ..Decide::from(page, Err("nothing"), None) };
        let text = write(&whole).unwrap();
        assert!(text.contains("is not known from trials we could check"), "said in words");
        assert!(text.contains("id=\"answer\"") && text.contains("id=\"values\"") && !text.contains("id=\"people-"));
    }
}
