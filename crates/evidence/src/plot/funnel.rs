//! The contour funnel: each trial's effect against its standard error, over regions of p. Trials missing only from the
//! region of no significance would hint at results that were never published.

use super::svg::{Anchor, Canvas, Scale, from_zero, wrap};
use super::{About, Plot, TextTable, p_value, shown};
use crate::bias::{EGGER_NEEDS, contours, egger};
use crate::effect::Measure;
use crate::pool::{Interval, PoolError, pool};
use crate::sensitivity::effects_of;
use crate::sets::TrialSet;
use crate::special::normal_two_sided;
use crate::tau2::Tau2;
use crate::words;

const WIDTH: f64 = 620.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 540.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 330.0;

/// The contour funnel of a set.
pub fn funnel(about: &About<'_>, set: &TrialSet, measure: Measure) -> Result<Plot, PoolError> {
    let e = effects_of(set, measure);
    let pooled = pool(&e.y, &e.v, Tau2::Reml, Interval::Wald, 0.95)?;
    let errors: Vec<f64> = e.v.iter().map(|v| v.sqrt()).collect();
    let deepest = 1.1 * errors.iter().copied().fold(0.0, f64::max);
    let edges = contours().edges;
    let widest = edges.iter().map(|(_, z)| z * deepest).fold(0.0, f64::max);
    let reach = widest.max(e.y.iter().map(|y| 1.1 * y.abs()).fold(0.0, f64::max));
    let scale = Scale { lowest: -reach, highest: reach, left: LEFT, right: RIGHT };
    let down = |se: f64| TOP + se / deepest * (BOTTOM - TOP);

    let mut c = Canvas::new();
    // From the outermost region inwards: each is laid over the one before.
    let frame = [(LEFT, TOP), (RIGHT, TOP), (RIGHT, BOTTOM), (LEFT, BOTTOM)];
    c.polygon("ev-region ev-p01", &frame, 0.06);
    for (name, (_, z)) in ["ev-region ev-p05", "ev-region ev-p10", "ev-region ev-rest"].iter().zip(edges.iter().rev()) {
        let (a, b) = (scale.at(-z * deepest), scale.at(z * deepest));
        c.polygon(name, &[(scale.at(0.0), TOP), (b, BOTTOM), (a, BOTTOM)], 0.06);
    }
    c.line("ev-null", (scale.at(0.0), TOP), (scale.at(0.0), BOTTOM), 1.5, "");
    c.line("ev-pooled", (scale.at(pooled.estimate), TOP), (scale.at(pooled.estimate), BOTTOM), 1.0, "3 3");
    c.line("ev-axis", (LEFT, BOTTOM), (RIGHT, BOTTOM), 1.0, "");
    c.line("ev-axis", (LEFT, TOP), (LEFT, BOTTOM), 1.0, "");
    for (value, name) in scale.ticks(measure) {
        c.line("ev-axis", (scale.at(value), BOTTOM), (scale.at(value), BOTTOM + 5.0), 1.0, "");
        c.text("ev-text", scale.at(value), BOTTOM + 18.0, Anchor::Middle, &name);
    }
    let per = if measure.is_ratio() { 1.0 } else { 100.0 };
    let (ticks, decimals) = from_zero(deepest * per);
    for tick in ticks {
        let y = down(tick / per);
        c.line("ev-axis", (LEFT - 5.0, y), (LEFT, y), 1.0, "");
        c.text("ev-text", LEFT - 9.0, y + 4.0, Anchor::End, &format!("{tick:.decimals$}"));
    }
    let words = about.words;
    let (error, effect) = (words::standard_error(words, measure), words::measure(words, measure));
    c.text("ev-text", 8.0, 14.0, Anchor::Start, &error);
    c.text("ev-text", f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0, Anchor::Middle, &effect);

    let mut rows = Vec::with_capacity(e.y.len());
    for ((y, se), trial) in e.y.iter().zip(&errors).zip(&e.trial) {
        let label = &set.trials[*trial].label;
        let p = normal_two_sided(y / se);
        let text = format!("{label}: {}, {}", shown(measure, *y), p_value(p));
        c.circle("ev-point", scale.at(*y), down(*se), 4.5, &text);
        let region = match p {
            p if p < 0.01 => words.say("trials-plot-p-below", &[("p", "0.01")]),
            p if p < 0.05 => words.say("trials-range", &[("low", "0.01"), ("high", "0.05")]),
            p if p < 0.10 => words.say("trials-range", &[("low", "0.05"), ("high", "0.10")]),
            _ => words.say("trials-plot-p-above", &[("p", "0.10")]),
        };
        rows.push(vec![label.clone(), shown(measure, *y), format!("{:.3}", se * per), region]);
    }
    let test = egger(&e.y, &e.v);
    let enough = test.is_some_and(|t| t.k >= EGGER_NEEDS);
    let few = |k: usize| {
        let (count, needed) = (k.to_string(), EGGER_NEEDS.to_string());
        words.say("trials-plot-few", &[("count", &count), ("needed", &needed)])
    };
    let notes = vec![
        words.say("trials-plot-regions", &[("set", &set.id)]),
        match test {
            Some(t) if enough => {
                let (statistic, df) = (format!("{:.2}", t.t).replace('-', "\u{2212}"), (t.k - 2).to_string());
                words.say("trials-plot-egger", &[("t", &statistic), ("df", &df), ("p", &p_value(t.p))])
            }
            Some(t) => few(t.k),
            None => few(e.y.len()),
        },
    ];
    let mut y = BOTTOM + 60.0;
    for part in notes.iter().flat_map(|note| wrap(note, WIDTH - 16.0)) {
        c.text("ev-note", 8.0, y, Anchor::Start, &part);
        y += 18.0;
    }
    let head = vec![words.say("trials-col-trial", &[]), effect, error, words.say("trials-col-p", &[])];
    let table = TextTable { caption: about.title.to_owned(), head, rows, notes };
    Ok(Plot { svg: c.finish(about, &table, (WIDTH, y)), table })
}
