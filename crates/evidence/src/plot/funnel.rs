//! The contour funnel: each trial's effect against its standard error, over regions of p. Trials missing only from the
//! region of no significance would hint at results that were never published.

use super::svg::{Anchor, Canvas, Scale};
use super::{About, Plot, TextTable, axis_name, p_value, shown};
use crate::bias::{EGGER_NEEDS, contours, egger};
use crate::effect::Measure;
use crate::pool::{Interval, PoolError, pool};
use crate::sensitivity::effects_of;
use crate::sets::TrialSet;
use crate::special::normal_two_sided;
use crate::tau2::Tau2;

const WIDTH: f64 = 560.0;
const HEIGHT: f64 = 420.0;
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
    for i in 0..=4 {
        let se = deepest * f64::from(i) / 4.0;
        c.text("ev-text", LEFT - 6.0, down(se) + 4.0, Anchor::End, &format!("{:.2}", se * per));
    }
    c.text("ev-text", 8.0, 14.0, Anchor::Start, "Standard error");
    c.text("ev-text", f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0, Anchor::Middle, axis_name(measure));

    let mut rows = Vec::with_capacity(e.y.len());
    for ((y, se), trial) in e.y.iter().zip(&errors).zip(&e.trial) {
        let label = &set.trials[*trial].label;
        let p = normal_two_sided(y / se);
        let text = format!("{label}: {}, {}", shown(measure, *y), p_value(p));
        c.circle("ev-point", scale.at(*y), down(*se), 4.5, &text);
        let region = match p {
            p if p < 0.01 => "below 0.01",
            p if p < 0.05 => "0.01 to 0.05",
            p if p < 0.10 => "0.05 to 0.10",
            _ => "above 0.10",
        };
        rows.push(vec![label.clone(), shown(measure, *y), format!("{:.3}", se * per), region.to_owned()]);
    }
    let test = egger(&e.y, &e.v);
    let enough = test.is_some_and(|t| t.k >= EGGER_NEEDS);
    let mut notes = vec![format!(
        "Set {}. Shaded from the middle outwards: p above 0.10, 0.05 to 0.10, 0.01 to 0.05, below 0.01.",
        set.id
    )];
    notes.push(match test {
        Some(t) if enough => {
            format!("Egger's test: t = {:.2} with {} degrees of freedom, {}.", t.t, t.k - 2, p_value(t.p))
        }
        Some(t) => format!("{} trials are too few to read small-trial effects from (at least {EGGER_NEEDS}).", t.k),
        None => "Too few trials to look for small-trial effects.".into(),
    });
    for (i, note) in notes.iter().enumerate() {
        c.text("ev-note", 8.0, BOTTOM + 60.0 + 18.0 * i as f64, Anchor::Start, note);
    }
    let head = ["Trial", axis_name(measure), "Standard error", "p-value"].map(str::to_owned).to_vec();
    let table = TextTable { caption: about.title.to_owned(), head, rows, notes };
    Ok(Plot { svg: c.finish(about, WIDTH + 60.0, HEIGHT), table })
}
