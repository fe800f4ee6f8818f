//! One set pooled, drawn as a forest or as a funnel.

use std::path::Path;

use heelrise_evidence::Measure;
use heelrise_evidence::binomial_normal::{self, Fit, Model};
use heelrise_evidence::effect::{ZeroRule, effect};
use heelrise_evidence::plot::forest::{cumulative_forest, forest as draw_forest};
use heelrise_evidence::plot::funnel::funnel as draw_funnel;
use heelrise_evidence::plot::{About, Plot};
use heelrise_evidence::sensitivity::{Method, pool_set, weights};
use heelrise_evidence::sets::TrialSet;
use heelrise_evidence::special::normal_quantile;
use heelrise_evidence::{Zeros, words};
use serde::Serialize;

use super::{Desk, LEVEL, PERCENT, PooledView, SetView, Shown, Way, decimals, measure, refused};
use crate::args::evidence::{Forest, Funnel, Pool};
use crate::check::json_line;
use crate::exit::{Exit, Failure, put, write_file};
use crate::page::Page;

/// One trial of the table.
#[derive(Serialize)]
struct TrialRow<'a> {
    id: &'a str,
    label: &'a str,
    year: Option<u16>,
    /// Events and people after surgery.
    surgery: [u32; 2],
    /// Events and people without.
    no_surgery: [u32; 2],
    /// Nothing where the trial says nothing about the measure.
    effect: Option<Shown>,
    /// Share of the weight, 0 to 1; nothing for a model without weights.
    weight: Option<f64>,
}

/// A pooled set, for `--json`.
#[derive(Serialize)]
struct PoolView<'a> {
    knowledge_version: &'a str,
    set: SetView,
    /// The word of the option that asks for it.
    method: &'static str,
    interval: &'static str,
    level: f64,
    pooled: PooledView,
    zero_rule: Zeros,
    added_to: &'a [String],
    /// For the effects of single trials and Q only.
    added_apart: &'a [String],
    left_out: &'a [String],
    left_out_of_q: &'a [String],
    trials: Vec<TrialRow<'a>>,
}

/// A fitted model, for `--json`.
#[derive(Serialize)]
struct ModelView<'a> {
    knowledge_version: &'a str,
    set: SetView,
    method: &'static str,
    level: f64,
    measure: &'static str,
    #[serde(flatten)]
    effect: Shown,
    log_estimate: f64,
    se: f64,
    p: f64,
    tau2: f64,
    sigma2: Option<f64>,
    /// The variance between trials is estimated as zero, and taken as known.
    at_edge: bool,
    trials_in_it: usize,
    trials: Vec<TrialRow<'a>>,
}

/// Runs it.
pub fn run(desk: Desk<'_>, command: &Pool) -> Result<Exit, Failure> {
    let set = desk.set(&command.pooling.which)?;
    match desk.way(command.pooling.how)? {
        Way::Pool(measure, method) => by_weights(desk, &set, (measure, method), command.json),
        Way::Model(model) => by_model(desk, &set, model, command.json),
    }
}

fn rows<'a>(set: &'a TrialSet, measure: Measure, weights: Option<&[f64]>) -> Vec<TrialRow<'a>> {
    let reach = normal_quantile(0.5 * (1.0 + LEVEL));
    set.trials
        .iter()
        .enumerate()
        .map(|(i, trial)| {
            let t = trial.table();
            let e = effect(measure, t, ZeroRule::usual(measure));
            TrialRow {
                id: &trial.id,
                label: &trial.label,
                year: trial.year,
                surgery: [t.a, t.n1],
                no_surgery: [t.c, t.n2],
                effect: e.map(|e| Shown::new(measure, e.y, e.y - reach * e.v.sqrt(), e.y + reach * e.v.sqrt())),
                weight: weights.and_then(|weights| weights.get(i)).copied(),
            }
        })
        .collect()
}

/// The table of trials with all of them together in its last row.
fn table(desk: Desk<'_>, page: &mut Page, set: &TrialSet, m: Measure, rows: &[TrialRow<'_>], all: Shown) {
    let of = |[events, people]: [u32; 2]| format!("{events}/{people}");
    let weighted = rows.iter().any(|row| row.weight.is_some());
    let mut cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let effect = row.effect.map_or_else(|| desk.say("trials-says-nothing"), |shown| desk.effect(m, shown));
            let weight = row.weight.map(|weight| format!("{} %", decimals(100.0 * weight, 1)));
            let mut cells = vec![row.label.to_owned(), of(row.surgery), of(row.no_surgery), effect];
            cells.extend(weight);
            cells
        })
        .collect();
    let sums = set.sums();
    let mut last = vec![desk.say("trials-all"), of([sums.a, sums.n1]), of([sums.c, sums.n2]), desk.effect(m, all)];
    let measure = desk.measure(m);
    let mut head = vec![
        desk.say("trials-col-trial"),
        desk.say("trials-col-surgery"),
        desk.say("trials-col-none"),
        desk.words.say_with("trials-col-effect", &[("measure", &measure), ("level", PERCENT)]),
    ];
    if weighted {
        head.push(desk.say("trials-col-weight"));
        last.push("100 %".to_owned());
    }
    cells.push(last);
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    page.table(&head, &cells, &[1, 2, 3, 4]).gap();
}

fn by_weights(desk: Desk<'_>, set: &TrialSet, (m, method): (Measure, Method), json: bool) -> Result<Exit, Failure> {
    let pooled = pool_set(set, m, method, LEVEL).map_err(refused)?;
    let shares = weights(set, m, method, pooled.pooled.tau2);
    let trials = rows(set, m, Some(&shares));
    let result = PooledView::of(m, method, &pooled.pooled);
    if json {
        let view = PoolView {
            knowledge_version: &desk.knowledge.version,
            set: SetView::of(set),
            method: method.word(m),
            interval: method.interval().word(),
            level: LEVEL,
            pooled: result,
            zero_rule: pooled.zeros,
            added_to: &pooled.corrected,
            added_apart: &pooled.corrected_apart,
            left_out: &pooled.left_out,
            left_out_of_q: &pooled.left_out_of_q,
            trials,
        };
        put(&json_line(&view)?)?;
        return Ok(Exit::Ok);
    }
    let mut page = desk.page();
    desk.head(&mut page, set);
    table(desk, &mut page, set, m, &trials, result.effect);
    let effect = format!("{} {}, {}", m.short(), desk.exact(result.effect), desk.p(result.p));
    page.pair(&desk.say("trials-all"), &effect);
    page.pair(&desk.say("trials-method"), &desk.method(m, method));
    if result.q_df > 0 {
        let q = desk.q(result.q, result.q_df, result.q_p.unwrap_or(f64::NAN));
        let spread = format!("{q}; I² = {} %; τ² = {}", decimals(result.i2, 1), decimals(result.tau2, 6));
        page.pair(&desk.say("trials-between"), &spread);
    } else {
        page.pair(&desk.say("trials-between"), &desk.say("trials-one-trial"));
    }
    if let Some([low, high]) = result.prediction {
        let places = if m.is_ratio() { 6 } else { 4 };
        let ends = [decimals(low, places), decimals(high, places)];
        let range = desk.words.say_with("trials-range", &[("low", &ends[0]), ("high", &ends[1])]);
        page.pair(&desk.say("trials-prediction"), &range);
    }
    page.pair(&desk.say("trials-zeros"), &words::zeros(&desk.words, pooled.zeros));
    let none = desk.say("trials-none");
    let names = |names: &[String]| if names.is_empty() { none.clone() } else { names.join(", ") };
    page.pair(&desk.say("trials-added-to"), &names(&pooled.corrected));
    if !pooled.corrected_apart.is_empty() {
        page.pair(&desk.say("trials-added-apart"), &names(&pooled.corrected_apart));
    }
    page.pair(&desk.say("trials-left-out"), &names(&pooled.left_out));
    if !pooled.left_out_of_q.is_empty() {
        page.pair(&desk.say("trials-left-out-of-q"), &names(&pooled.left_out_of_q));
    }
    desk.least_certain(&mut page, set);
    desk.close(page)?;
    Ok(Exit::Ok)
}

fn by_model(desk: Desk<'_>, set: &TrialSet, model: Model, json: bool) -> Result<Exit, Failure> {
    let fit: Fit = binomial_normal::fit(model, &set.tables(), LEVEL).map_err(refused)?;
    let m = Measure::OddsRatio;
    let effect = Shown::new(m, fit.estimate, fit.lo, fit.hi);
    let trials = rows(set, m, None);
    if json {
        let view = ModelView {
            knowledge_version: &desk.knowledge.version,
            set: SetView::of(set),
            method: model.name(),
            level: LEVEL,
            measure: m.short(),
            effect,
            log_estimate: fit.estimate,
            se: fit.se,
            p: fit.p,
            tau2: fit.tau2,
            sigma2: fit.sigma2,
            at_edge: fit.at_edge,
            trials_in_it: fit.k,
            trials,
        };
        put(&json_line(&view)?)?;
        return Ok(Exit::Ok);
    }
    let mut page = desk.page();
    desk.head(&mut page, set);
    table(desk, &mut page, set, m, &trials, effect);
    let text = format!("{} {}, {}", m.short(), desk.exact(effect), desk.p(fit.p));
    page.pair(&desk.say("trials-all"), &text);
    page.pair(&desk.say("trials-method"), &desk.words.say_with("trials-model", &[("model", model.name())]));
    page.pair(&desk.say("trials-between"), &format!("τ² = {}", decimals(fit.tau2, 6)));
    if fit.at_edge {
        page.para(&desk.say("trials-at-edge"));
    }
    page.pair(&desk.say("trials-zeros"), &desk.say("trials-model-zeros"));
    desk.least_certain(&mut page, set);
    desk.close(page)?;
    Ok(Exit::Ok)
}

/// `heelrise evidence forest`.
pub fn forest(desk: Desk<'_>, command: &Forest) -> Result<Exit, Failure> {
    let set = desk.set(&command.pooling.which)?;
    let (m, method) = desk.pooling(command.pooling.how)?;
    let (title, desc) = about(desk, &set, if command.cumulative { "cumulative" } else { "forest" });
    let about = About { id: "forest", title: &title, desc: &desc, words: &desk.words };
    let plot = if command.cumulative {
        cumulative_forest(&about, &set, m, method, LEVEL)
    } else {
        draw_forest(&about, &set, m, method, LEVEL)
    };
    let plot = plot.map_err(refused)?;
    deliver(desk, &plot, command.output.as_deref())
}

/// `heelrise evidence funnel`.
pub fn funnel(desk: Desk<'_>, command: &Funnel) -> Result<Exit, Failure> {
    let set = desk.set(&command.which)?;
    let (title, desc) = about(desk, &set, "funnel");
    let about = About { id: "funnel", title: &title, desc: &desc, words: &desk.words };
    let plot = draw_funnel(&about, &set, measure(command.measure)).map_err(refused)?;
    deliver(desk, &plot, command.output.as_deref())
}

/// What a drawing is called and what it shows.
fn about(desk: Desk<'_>, set: &TrialSet, kind: &str) -> (String, String) {
    let outcome = desk.outcome(&set.outcome);
    let name = desk.words.translated(&set.name);
    let arguments = [("outcome", outcome.as_str()), ("set", &set.id), ("name", &name)];
    let title = desk.words.say_with("trials-head", &arguments);
    (title, desk.say(&format!("trials-drawing-{kind}")))
}

/// The drawing to its file, the table to the terminal.
fn deliver(desk: Desk<'_>, plot: &Plot, output: Option<&Path>) -> Result<Exit, Failure> {
    let svg = format!("{}\n", plot.svg);
    let mut text = plot.table.text();
    match output {
        Some(file) if file == Path::new("-") => {
            put(&svg)?;
            return Ok(Exit::Ok);
        }
        Some(file) => {
            if file.extension().is_some_and(|end| end.eq_ignore_ascii_case("png")) {
                let picture = super::png::png(&svg);
                let picture = picture.ok_or_else(|| Failure::new(Exit::Storage, desk.say("trials-no-picture")))?;
                write_file(file, &picture)?;
            } else {
                write_file(file, svg.as_bytes())?;
            }
            let file = file.display().to_string();
            text = format!("{text}\n{}\n", desk.words.say_with("trials-written", &[("file", &file)]));
        }
        None => {}
    }
    put(&text)?;
    Ok(Exit::Ok)
}
