//! `heelrise worklist`: the list that a sweep wrote, with the answers of all who reviewed it. For the person who holds the
//! machine: in the browser, a reviewer sees less.

use std::path::Path;
use std::sync::Arc;

use heelrise_notes::Engine;
use heelrise_records::reviews::altered;
use heelrise_records::{Review, ReviewAnswer, Reviews};
use heelrise_records_sqlite::{OpenOptions, SqliteStore};
use heelrise_web::worklist::answers::Answers;
use heelrise_web::worklist::export::{self, throw_away_names};
use heelrise_web::worklist::figures::{Agreement, Tally, agreement, settled, tally};
use heelrise_web::worklist::shelf::file_in;
use heelrise_web::worklist::{ListError, Listed, Shelf};
use serde_json::{Value, json};

use crate::args::Global;
use crate::args::worklist::{Export, Place, Worklist};
use crate::check::json_line;
use crate::exit::{Exit, Failure, complain, put, write_file};
use crate::page::Page;
use crate::words::Words;
use crate::{load, records, sweep};

/// Runs it.
pub fn run(global: &Global, command: &Worklist) -> Result<Exit, Failure> {
    let wording = load::wording(global)?;
    let words = Words::new(&wording, &global.lang);
    let place = match command {
        Worklist::Figures { place, .. } => place,
        Worklist::Export(command) => &command.place,
    };
    let (shelf, reviews) = open(global, words, place)?;
    let list = shelf.list().map_err(|error| failure(words, &error))?;
    let broken = altered(&reviews);
    if let Some(number) = broken {
        complain(&words.say_with("records-review-altered", &[("number", &number.to_string())]));
    }
    match command {
        Worklist::Figures { json, .. } => figures(global, words, &list, &reviews, *json)?,
        Worklist::Export(command) => table(words, &shelf, &list, &reviews, command)?,
    }
    Ok(if broken.is_some() { Exit::Finding } else { Exit::Ok })
}

fn failure(words: Words<'_>, error: &ListError) -> Failure {
    let (id, values) = error.message();
    let exit = if matches!(error, ListError::Missing { .. }) { Exit::Storage } else { Exit::Usage };
    Failure::new(exit, words.say_with(id, &values))
}

/// The list of a folder, for looking whether it can be read.
pub fn listed(words: Words<'_>, place: &Path) -> Result<Listed, Failure> {
    Listed::open(&file_in(place)).map_err(|error| failure(words, &error))
}

/// The list of a folder with the words it was made with and a place for answers.
pub fn shelf(global: &Global, words: Words<'_>, place: &Path, reviews: Arc<dyn Reviews>) -> Result<Shelf, Failure> {
    let engine = Engine::new(&sweep::words(global)?);
    let engine = engine.map_err(|error| Failure::new(Exit::Knowledge, error.to_string()))?;
    Shelf::open(place, engine, reviews).map_err(|error| failure(words, &error))
}

fn open(global: &Global, words: Words<'_>, place: &Place) -> Result<(Shelf, Vec<Review>), Failure> {
    listed(words, &place.worklist)?;
    let file = records::existing(&place.data)?;
    records::runtime()?.block_on(async {
        let options = OpenOptions { read_only: true, ..OpenOptions::default() };
        let store = SqliteStore::open_with(&file, &options).await.map_err(|error| records::failure(&error))?;
        let reviews = store.reviews().await.map_err(|error| records::failure(&error))?;
        store.close().await;
        Ok((shelf(global, words, &place.worklist, Arc::new(store))?, reviews))
    })
}

fn table(words: Words<'_>, shelf: &Shelf, list: &Listed, reviews: &[Review], command: &Export) -> Result<(), Failure> {
    let names = match (&command.pseudonymise, command.ids) {
        (Some(file), _) => Some(sweep::key(file)?),
        (None, true) => None,
        (None, false) => Some(throw_away_names().map_err(|error| sweep::failure(&error))?),
    };
    let what =
        export::Export { viewer: None, names: names.as_ref(), sentences: command.spans, reasons: command.reasons };
    let bytes = export::csv(shelf, list, reviews, &what).map_err(|error| sweep::failure(&error))?;
    if command.output.as_os_str() == "-" {
        return put(&String::from_utf8_lossy(&bytes));
    }
    write_file(&command.output, &bytes)?;
    put(&format!("{}\n", words.say_with("wl-cli-written", &[("file", &command.output.display().to_string())])))
}

fn figures(global: &Global, words: Words<'_>, list: &Listed, reviews: &[Review], json: bool) -> Result<(), Failure> {
    let answers = Answers::of(list, reviews);
    let reviewers = answers.reviewers(None);
    let (alike, differ) = settled(&answers, None);
    let each: Vec<(&str, Tally)> =
        reviewers.iter().map(|(account, name)| (name.as_str(), tally(&answers, *account, None))).collect();
    let mut pairs = Vec::new();
    for (place, (one, name)) in reviewers.iter().enumerate() {
        for (two, other) in reviewers.iter().skip(place + 1) {
            pairs.push((name.as_str(), other.as_str(), agreement(&answers, *one, *two)));
        }
    }
    let done = (0..answers.len()).filter(|place| answers.how_many(*place) > 0).count();
    if json {
        let reviewers = each.iter().map(|(name, tally)| json!({ "reviewer": name, "answers": tally_json(tally) }));
        let pairs = pairs.iter().map(|(one, two, found)| pair_json(one, two, found));
        let all = json!({
            "people": answers.len(),
            "answered": done,
            "all_alike": tally_json(&alike),
            "differ": differ,
            "reviewers": reviewers.collect::<Vec<_>>(),
            "pairs": pairs.collect::<Vec<_>>(),
        });
        return put(&json_line(&all)?);
    }
    let mut page = Page::new(global.color);
    let (done, people) = (done.to_string(), answers.len().to_string());
    page.line(&words.say_with("wl-cli-progress", &[("done", &done), ("of", &people)]));
    tell(&mut page, words, &words.say("wl-settled-title"), &alike);
    if differ > 0 {
        page.para(&words.say_with("wl-differ", &[("count", &differ.to_string())]));
    }
    for (name, tally) in &each {
        tell(&mut page, words, name, tally);
    }
    for (one, two, found) in &pairs {
        page.heading(&words.say_with("wl-cli-pair", &[("one", one), ("two", two)]));
        let (same, both) = (found.same.to_string(), found.both.to_string());
        page.line(&words.say_with("wl-same", &[("same", &same), ("both", &both)]));
        let kappa = found.kappa.map_or_else(
            || words.say("wl-kappa-none"),
            |kappa| {
                let two = |value: f64| format!("{value:.2}");
                let values = [("kappa", two(kappa.kappa)), ("low", two(kappa.low)), ("high", two(kappa.high))];
                let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                words.say_with("wl-kappa", &values)
            },
        );
        page.line(&kappa);
    }
    page.gap().para(&words.say("wl-cli-counted"));
    put(&page.finish())
}

fn tell(page: &mut Page, words: Words<'_>, title: &str, tally: &Tally) {
    page.heading(title);
    for answer in ReviewAnswer::ALL {
        let name = words.say(&format!("wl-answer-{}", answer.name().replace('_', "-")));
        page.pair(&name, &tally.of(answer).to_string());
    }
    let ppv = tally.ppv().map_or_else(
        || words.say("wl-not-yet"),
        |share| {
            let percent = |value: f64| format!("{:.0}", value * 100.0);
            let values = [
                ("count", share.count.to_string()),
                ("of", share.of.to_string()),
                ("percent", percent(share.share)),
                ("low", percent(share.low)),
                ("high", percent(share.high)),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            words.say_with("wl-share", &values)
        },
    );
    page.pair(&words.say("wl-ppv"), &ppv);
    let need = tally.need().map_or_else(
        || words.say("wl-not-yet"),
        |need| {
            let number = |value: f64| format!("{value:.1}");
            match (need.estimate, need.high) {
                (Some(estimate), Some(high)) => words.say_with(
                    "wl-need",
                    &[("number", &number(estimate)), ("low", &number(need.low)), ("high", &number(high))],
                ),
                _ => words.say_with("wl-need-open", &[("low", &number(need.low))]),
            }
        },
    );
    page.pair(&words.say("wl-nnr"), &need);
}

fn tally_json(tally: &Tally) -> Value {
    let counts: serde_json::Map<String, Value> =
        ReviewAnswer::ALL.iter().map(|one| (one.name().to_owned(), tally.of(*one).into())).collect();
    let need = tally.need().map(|need| json!({ "number": need.estimate, "low": need.low, "high": need.high }));
    json!({ "counts": counts, "ppv": tally.ppv(), "number_needed_to_review": need })
}

fn pair_json(one: &str, two: &str, found: &Agreement) -> Value {
    let kappa = found.kappa.map(|kappa| json!({ "kappa": kappa.kappa, "low": kappa.low, "high": kappa.high }));
    let answers = ReviewAnswer::ALL.map(ReviewAnswer::name);
    json!({
        "reviewers": [one, two],
        "both": found.both,
        "same": found.same,
        "kappa": kappa,
        "answers": answers,
        "table": found.table,
    })
}
