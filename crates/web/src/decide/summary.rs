//! What was compared and what matters, on one or two pages: to read, to print, and as a PDF. The public page makes one
//! from its own form and keeps nothing; a case keeps one as an entry and shows it later as it was.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Form, Router};
use heelrise_documents::book::{Block, Book, led, plain, sheet};
use heelrise_records::{Named, Shown, ShownNumber, ShownOutcome, Weighed};

use super::figures::Figures;
use super::numbers::{Pair, Row};
use super::person::{ModifierView, modifiers};
use super::values::{Chosen, Thing, WEIGHTS, things};
use super::{QUESTIONS, away};
use crate::App;
use crate::site::{Lang, Page, PageError, Section, html};

/// The addresses of the summary.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/decide/summary", get(blank).post(show))
        .route("/decide/summary.pdf", get(blank_pdf).post(show_pdf))
}

/// Everything two people compare: the numbers, the things to weigh, and what may bend the numbers.
pub(crate) struct Compared {
    /// The numbers.
    pub figures: Figures,
    /// What may bend the numbers.
    pub modifiers: Vec<ModifierView>,
}

impl Compared {
    /// What the evidence gives today.
    pub fn of(page: &Page) -> Self {
        Self { figures: Figures::of(page), modifiers: modifiers(page) }
    }

    /// The same, away from where other answers wait: the first time after a start takes a while.
    pub async fn ready(page: &Page) -> Result<Self, PageError> {
        let page = page.clone();
        away(page.app().clone(), move |_| Ok(Self::of(&page))).await
    }

    /// The numbers in the words that are shown, to be kept.
    pub fn shown(&self, page: &Page) -> Shown {
        Shown {
            language: page.lang().to_owned(),
            evidence: self.figures.evidence,
            first: self.figures.pair.as_ref().map(|pair| first(page, pair, &self.figures)).unwrap_or_default(),
            outcomes: self.figures.rows.iter().map(|row| outcome(page, row)).collect(),
            circumstances: Vec::new(),
        }
    }
}

fn named(id: &str, words: String) -> Named {
    Named { id: id.to_owned(), words }
}

fn first(page: &Page, pair: &Pair, figures: &Figures) -> Vec<String> {
    let sides = pair.sides.iter().map(|side| {
        let name = page.say(format!("decide-tear-{}", side.key));
        format!("{name}: {} {} {}", side.happens, side.not, side.range)
    });
    let sets: Vec<&str> = pair.sides.iter().map(|side| side.number.set.as_str()).collect();
    let mut lines: Vec<String> = sides.collect();
    lines.push(pair.difference.clone());
    lines.push(format!("{} {}", pair.sure, page.say("decide-sure-but")));
    lines.push(format!("{}.", pair.window));
    lines.push(page.say1("decide-summary-set", "set", unique(sets).join("; ")));
    lines.extend(figures.apart.clone());
    lines
}

fn outcome(page: &Page, row: &Row) -> ShownOutcome {
    let options = row.cells.iter().map(|cell| ShownNumber {
        option: named(cell.option, page.say(format!("decide-opt-{}", cell.option))),
        said: cell
            .known
            .as_ref()
            .map_or_else(|| page.translated(&cell.not_known), |number| format!("{} {}", number.about, number.range)),
        exact: cell.known.as_ref().map(|number| number.exact.clone()),
        // A number of one trial names the trial, so that paper can be traced without the page.
        set: cell.known.as_ref().map(|number| match number.trials.as_slice() {
            [one] => format!("{}: {}", number.set, one.label()),
            _ => number.set.clone(),
        }),
    });
    ShownOutcome { outcome: named(row.key, row.name.clone()), window: row.window.clone(), options: options.collect() }
}

fn unique(all: Vec<&str>) -> Vec<&str> {
    let mut once: Vec<&str> = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}

/// What was marked in a form whose fields have the names of the things; none when it holds something else.
pub(crate) fn marked(fields: &[(String, String)]) -> Option<Marked> {
    Chosen::read(fields).map(Marked)
}

/// What was marked.
pub(crate) struct Marked(Chosen);

impl Marked {
    /// The form with what was marked.
    pub fn things(&self) -> Vec<Thing> {
        things(Some(&self.0))
    }

    /// What was marked, by how much it matters, the most first.
    pub fn weighed(&self, page: &Page) -> Vec<Weighed> {
        let things = self.things();
        let with =
            |weight: &'static str| things.iter().filter(move |thing| thing.has(weight)).map(move |t| (t, weight));
        let all = WEIGHTS.into_iter().flat_map(with);
        all.map(|(thing, weight)| Weighed {
            thing: named(thing.id, page.say(format!("decide-thing-{}", thing.id))),
            weight: named(weight, page.say(format!("decide-values-{weight}"))),
        })
        .collect()
    }
}

/// The questions to choose from: id and sentence.
pub(crate) fn questions(page: &Page) -> Vec<(&'static str, String)> {
    QUESTIONS.into_iter().map(|id| (id, page.say(format!("decide-question-{id}")))).collect()
}

/// A summary on paper.
pub(crate) struct Summary {
    /// The title.
    pub title: String,
    /// Under the title: the day, and of a case who was there and where the patient leans, as heading and text.
    pub facts: Vec<(String, String)>,
    /// What was shown.
    pub shown: Shown,
    /// What matters.
    pub values: Vec<Weighed>,
    /// The questions.
    pub questions: Vec<String>,
    /// What has to be said at the end.
    pub notes: Vec<String>,
}

/// What is said of an outcome on paper, with the sets its numbers came from.
pub(crate) struct Line {
    /// The outcome, with the time.
    pub name: String,
    /// When it was counted; may be empty.
    pub window: String,
    /// Each option with its number.
    pub numbers: Vec<(String, String)>,
    /// The sets; empty when nothing is known.
    pub sets: String,
}

impl Summary {
    /// The names of the options, as shown.
    pub fn options(&self) -> Vec<&str> {
        let first = self.shown.outcomes.first();
        first.map(|row| row.options.iter().map(|o| o.option.words.as_str()).collect()).unwrap_or_default()
    }

    /// The outcomes of which at least one number is known.
    pub fn lines(&self, page: &Page) -> Vec<Line> {
        let known = self.shown.outcomes.iter().filter(|row| row.options.iter().any(|o| o.exact.is_some()));
        known
            .map(|row| Line {
                name: row.outcome.words.clone(),
                window: row.window.clone(),
                numbers: row
                    .options
                    .iter()
                    .map(|o| {
                        let unknown = || page.say("decide-summary-unknown");
                        (o.option.words.clone(), o.exact.as_ref().map_or_else(unknown, |_| o.said.clone()))
                    })
                    .collect(),
                sets: unique(row.options.iter().filter_map(|o| o.set.as_deref()).collect()).join("; "),
            })
            .collect()
    }

    /// The outcomes of which nothing is known for any option.
    pub fn unknown(&self) -> Vec<&str> {
        let none = self.shown.outcomes.iter().filter(|row| row.options.iter().all(|o| o.exact.is_none()));
        none.map(|row| row.outcome.words.as_str()).collect()
    }

    /// The same as a document.
    pub fn book(&self, page: &Page) -> Book {
        let heading = |id: &str| Block::Heading(2, page.say(id));
        let paragraph = |text: &str| Block::Paragraph(plain(text));
        let list = |lines: Vec<String>| Block::List(lines.into_iter().map(plain).collect());
        let mut blocks: Vec<Block> = Vec::new();
        for (name, text) in &self.facts {
            blocks.push(Block::Paragraph(led(format!("{name}:"), text.clone())));
        }
        if !self.shown.first.is_empty() {
            blocks.push(heading("decide-tear"));
            blocks.push(list(self.shown.first.clone()));
        }
        blocks.push(heading("decide-table"));
        let mut head = vec![page.say("decide-table-outcome")];
        head.extend(self.options().into_iter().map(str::to_owned));
        head.push(page.say("decide-set"));
        let rows = self.lines(page).into_iter().map(|line| {
            let name = if line.window.is_empty() { line.name } else { format!("{} ({})", line.name, line.window) };
            let mut row = vec![name];
            row.extend(line.numbers.into_iter().map(|(_, number)| number));
            row.push(line.sets);
            row
        });
        blocks.push(Block::Table { summary: page.say("decide-table"), head, rows: rows.collect() });
        if !self.unknown().is_empty() {
            blocks.push(paragraph(&page.say1("decide-summary-nothing", "outcomes", self.unknown().join("; "))));
        }
        if !self.shown.circumstances.is_empty() {
            blocks.push(heading("shared-known"));
        }
        for one in &self.shown.circumstances {
            let said = format!("{}. {} ({})", one.known.join("; "), one.found.join(" "), one.strength);
            blocks.push(Block::Paragraph(led(format!("{}:", one.what.words), said)));
        }
        blocks.push(heading("decide-values"));
        if self.values.is_empty() {
            blocks.push(paragraph(&page.say("decide-reflect-none")));
        } else {
            let one = |value: &Weighed| format!("{}: {}", value.thing.words, value.weight.words);
            blocks.push(list(self.values.iter().map(one).collect()));
        }
        blocks.push(heading("decide-questions"));
        let mut questions = self.questions.clone();
        questions.push(format!("{} {}", page.say("decide-question-own"), "_".repeat(50)));
        blocks.push(list(questions));
        blocks.extend(self.notes.iter().map(|note| paragraph(note)));
        Book {
            title: self.title.clone(),
            subtitle: page.say("decide-reflect-lead"),
            language: self.shown.language.clone(),
            chapters: String::new(),
            foot: self.title.clone(),
            blocks,
        }
    }

    /// The same as a PDF, to be kept under this name.
    pub fn pdf(&self, page: &Page, name: &str) -> Result<Response, PageError> {
        let bytes = sheet(&self.book(page)).map_err(|error| {
            tracing::error!(%error, "the summary could not be set");
            PageError::new(StatusCode::INTERNAL_SERVER_ERROR, "error-inside")
        })?;
        let mut response = bytes.into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}.pdf\"")) {
            headers.insert(CONTENT_DISPOSITION, value);
        }
        Ok(response)
    }
}

#[derive(Template)]
#[template(path = "decide/summary.html")]
struct SummaryPage {
    page: Page,
    summary: Summary,
    hidden: Vec<(&'static str, &'static str)>,
}

/// The summary from the form of the public page. It names nobody and is kept nowhere.
fn public(app: &App, lang: &Lang, fields: &[(String, String)]) -> Result<SummaryPage, PageError> {
    let page = Page::new(app, lang, Section::Decide, "decide-summary-title");
    let marked = marked(fields).ok_or(PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "error-form"))?;
    let shown = Compared::of(&page).shown(&page);
    let today = page.date(app.config.clock.now().date());
    let summary = Summary {
        title: page.title().to_owned(),
        facts: vec![(page.say("decide-summary-made"), today)],
        shown,
        values: marked.weighed(&page),
        questions: questions(&page).into_iter().map(|(_, question)| question).collect(),
        notes: vec![
            page.say("site-general-information"),
            page.say1("decide-summary-version", "version", page.version()),
        ],
    };
    let hidden = marked.things().into_iter().filter_map(|thing| {
        let weight = WEIGHTS.into_iter().find(|weight| thing.has(weight))?;
        Some((thing.id, weight))
    });
    Ok(SummaryPage { hidden: hidden.collect(), page, summary })
}

type Fields = Vec<(String, String)>;

async fn blank(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    html(&away(app, move |app| public(app, &lang, &[])).await?)
}

async fn show(State(app): State<App>, lang: Lang, Form(fields): Form<Fields>) -> Result<Response, PageError> {
    html(&away(app, move |app| public(app, &lang, &fields)).await?)
}

async fn blank_pdf(State(app): State<App>, lang: Lang) -> Result<Response, PageError> {
    let made = away(app, move |app| public(app, &lang, &[])).await?;
    made.summary.pdf(&made.page, "operation-or-not")
}

async fn show_pdf(State(app): State<App>, lang: Lang, Form(fields): Form<Fields>) -> Result<Response, PageError> {
    let made = away(app, move |app| public(app, &lang, &fields)).await?;
    made.summary.pdf(&made.page, "operation-or-not")
}
