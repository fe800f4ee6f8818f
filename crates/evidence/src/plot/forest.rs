//! Forest plots: a square for each trial (its area is the weight), a line for the interval, a diamond for the pooled
//! effect, a line at no effect, and the numbers beside them. The cumulative plot shows the diamond's way through the years.

use super::svg::{Anchor, Canvas, Scale};
use super::{About, Plot, TextTable, axis_name, p_value, shown, with_interval};
use crate::effect::{Measure, ZeroRule, effect};
use crate::pool::PoolError;
use crate::sensitivity::{Method, PooledSet, cumulative, pool_set, weights};
use crate::sets::TrialSet;
use crate::special::normal_quantile;
use crate::words::{self, Words};

const WIDTH: f64 = 760.0;
const ROW: f64 = 24.0;
/// Where the drawing part begins and ends.
const LEFT: f64 = 330.0;
const RIGHT: f64 = 580.0;
/// Side of the heaviest trial's square.
const LARGEST: f64 = 16.0;

/// One line of a forest.
struct Line {
    label: String,
    counts: [String; 2],
    /// Estimate and interval; `None` where the trial says nothing about the measure.
    effect: Option<(f64, f64, f64)>,
    /// Share of the weight, 0 to 1.
    weight: f64,
}

/// The forest of a set.
pub fn forest(
    about: &About<'_>,
    set: &TrialSet,
    measure: Measure,
    method: Method,
    level: f64,
) -> Result<Plot, PoolError> {
    let pooled = pool_set(set, measure, method, level)?;
    let rule = ZeroRule::usual(measure);
    let crit = normal_quantile(0.5 * (1.0 + level));
    let lines: Vec<Line> = set
        .trials
        .iter()
        .zip(weights(set, measure, method, pooled.pooled.tau2))
        .map(|(trial, weight)| {
            let t = trial.table();
            let e = effect(measure, t, rule);
            Line {
                label: trial.label.clone(),
                counts: [format!("{}/{}", t.a, t.n1), format!("{}/{}", t.c, t.n2)],
                effect: e.map(|e| (e.y, e.y - crit * e.v.sqrt(), e.y + crit * e.v.sqrt())),
                weight,
            }
        })
        .collect();
    let sums = set.sums();
    let sums = [format!("{}/{}", sums.a, sums.n1), format!("{}/{}", sums.c, sums.n2)];
    Ok(Plot { svg: draw(about, &lines, &sums, &pooled, true), table: table(about, &lines, &sums, &pooled) })
}

/// The pooled effect as it stood after each trial.
pub fn cumulative_forest(
    about: &About<'_>,
    set: &TrialSet,
    measure: Measure,
    method: Method,
    level: f64,
) -> Result<Plot, PoolError> {
    let pooled = pool_set(set, measure, method, level)?;
    let lines: Vec<Line> = cumulative(set, measure, method, level)?
        .into_iter()
        .map(|s| Line {
            label: format!("+ {}", s.label),
            counts: [String::new(), String::new()],
            effect: Some((s.pooled.estimate, s.pooled.lo, s.pooled.hi)),
            weight: 0.25,
        })
        .collect();
    let none = [String::new(), String::new()];
    Ok(Plot { svg: draw(about, &lines, &none, &pooled, false), table: table(about, &lines, &none, &pooled) })
}

fn summary_lines(words: &dyn Words, p: &PooledSet) -> Vec<String> {
    let r = &p.pooled;
    let percent = (100.0 * p.level).round();
    let mut out = vec![format!("Set {}, {}, {percent} % intervals.", p.set, words::method(words, p.method, p.measure))];
    if r.q_df > 0 {
        out.push(format!(
            "Q = {:.2} with {} degrees of freedom, {}; I² = {:.0} %; τ² = {:.3}.",
            r.q,
            r.q_df,
            p_value(r.q_p),
            r.i2,
            r.tau2
        ));
    } else {
        out.push("One trial: nothing to compare it with.".into());
    }
    let zeros = words::zeros(words, p.zeros);
    let mut line = |id: &str, of: &[String]| {
        if !of.is_empty() {
            out.push(format!("{}: {}.", words.say(id, &[]), of.join(", ")));
        }
    };
    line("trials-zeros", &[zeros]);
    line("trials-added-to", &p.corrected);
    line("trials-added-apart", &p.corrected_apart);
    line("trials-left-out", &p.left_out);
    line("trials-left-out-of-q", &p.left_out_of_q);
    out
}

fn has_prediction(p: &PooledSet) -> bool {
    matches!(p.method, Method::Variance(t, _) if t != crate::Tau2::Common) && p.pooled.k > 2
}

fn table(about: &About<'_>, lines: &[Line], sums: &[String; 2], p: &PooledSet) -> TextTable {
    let with_counts = !sums[0].is_empty();
    let name = axis_name(p.measure);
    let mut head = vec!["Trial".to_owned()];
    if with_counts {
        head.extend(["Surgery".to_owned(), "No surgery".to_owned()]);
    }
    head.push(format!("{name} ({:.0} % interval)", 100.0 * p.level));
    if with_counts {
        head.push("Weight".into());
    }
    let row = |label: &str, counts: &[String; 2], effect: String, weight: String| {
        let mut out = vec![label.to_owned()];
        if with_counts {
            out.extend(counts.iter().cloned());
        }
        out.push(effect);
        if with_counts {
            out.push(weight);
        }
        out
    };
    let mut rows: Vec<Vec<String>> = lines
        .iter()
        .map(|l| {
            let effect =
                l.effect.map_or_else(|| "says nothing".into(), |(y, lo, hi)| with_interval(p.measure, y, lo, hi));
            row(&l.label, &l.counts, effect, format!("{:.1} %", 100.0 * l.weight))
        })
        .collect();
    let r = &p.pooled;
    let all = with_interval(p.measure, r.estimate, r.lo, r.hi);
    rows.push(row("All together", sums, all, "100 %".into()));
    if has_prediction(p) {
        let (lo, hi) = r.prediction;
        let range = format!("{} to {}", shown(p.measure, lo), shown(p.measure, hi));
        let none = [String::new(), String::new()];
        rows.push(row("A further trial", &none, range, String::new()));
    }
    TextTable { caption: about.title.to_owned(), head, rows, notes: summary_lines(about.words, p) }
}

fn draw(about: &About<'_>, lines: &[Line], sums: &[String; 2], p: &PooledSet, with_counts: bool) -> String {
    let (measure, r) = (p.measure, &p.pooled);
    let values = lines.iter().filter_map(|l| l.effect).flat_map(|(y, lo, hi)| [y, lo, hi]);
    let scale = Scale::over(measure, values.chain([r.lo, r.hi]), LEFT, RIGHT);
    let mut c = Canvas::new();
    let mut y = 22.0;
    c.text("ev-text ev-strong", 8.0, y, Anchor::Start, if with_counts { "Trial" } else { "After adding" });
    if with_counts {
        c.text("ev-text ev-strong", 240.0, y, Anchor::End, "Surgery");
        c.text("ev-text ev-strong", 320.0, y, Anchor::End, "No surgery");
    }
    let head = format!("{} ({:.0} %)", axis_name(measure), 100.0 * p.level);
    c.text("ev-text ev-strong", WIDTH - 8.0, y, Anchor::End, &head);
    let top = y + 8.0;
    let heaviest = lines.iter().map(|l| l.weight).fold(0.0, f64::max);
    for l in lines {
        y += ROW;
        c.text("ev-text", 8.0, y, Anchor::Start, &l.label);
        if with_counts {
            c.text("ev-text", 240.0, y, Anchor::End, &l.counts[0]);
            c.text("ev-text", 320.0, y, Anchor::End, &l.counts[1]);
        }
        let Some((e, lo, hi)) = l.effect else {
            c.text("ev-text", WIDTH - 8.0, y, Anchor::End, "says nothing");
            continue;
        };
        interval(&mut c, &scale, lo, hi, y - 4.0);
        if scale.holds(e) {
            c.square("ev-square", scale.at(e), y - 4.0, LARGEST * (l.weight / heaviest).sqrt());
        }
        c.text("ev-text", WIDTH - 8.0, y, Anchor::End, &with_interval(measure, e, lo, hi));
    }
    y += ROW + 6.0;
    c.text("ev-text ev-strong", 8.0, y, Anchor::Start, "All together");
    if with_counts {
        c.text("ev-text ev-strong", 240.0, y, Anchor::End, &sums[0]);
        c.text("ev-text ev-strong", 320.0, y, Anchor::End, &sums[1]);
    }
    let inside = |v: f64| scale.at(v.clamp(scale.lowest, scale.highest));
    let middle = y - 4.0;
    let (lo, mid, hi) = (inside(r.lo), inside(r.estimate), inside(r.hi));
    c.polygon("ev-diamond", &[(lo, middle), (mid, middle - 8.0), (hi, middle), (mid, middle + 8.0)], 1.0);
    c.text("ev-text ev-strong", WIDTH - 8.0, y, Anchor::End, &with_interval(measure, r.estimate, r.lo, r.hi));
    if has_prediction(p) {
        y += ROW;
        let (lo, hi) = r.prediction;
        c.text("ev-text", 8.0, y, Anchor::Start, "Where a further trial is expected");
        interval(&mut c, &scale, lo, hi, y - 4.0);
        let range = format!("{} to {}", shown(measure, lo), shown(measure, hi));
        c.text("ev-text", WIDTH - 8.0, y, Anchor::End, &range);
    }
    let bottom = y + 12.0;
    c.line("ev-null", (scale.at(0.0), top), (scale.at(0.0), bottom), 1.5, "");
    c.line("ev-pooled", (mid, top), (mid, middle - 8.0), 1.0, "3 3");
    c.line("ev-axis", (LEFT, bottom), (RIGHT, bottom), 1.0, "");
    for (value, name) in scale.ticks(measure) {
        c.line("ev-axis", (scale.at(value), bottom), (scale.at(value), bottom + 5.0), 1.0, "");
        c.text("ev-text", scale.at(value), bottom + 18.0, Anchor::Middle, &name);
    }
    y = bottom + 36.0;
    // Drawn, not typed: a font without arrows would show boxes.
    let (zero, middle) = (scale.at(0.0), y - 4.5);
    for side in [-1.0, 1.0] {
        let (base, tip) = (zero + 6.0 * side, zero + 14.0 * side);
        c.polygon("ev-arrow", &[(base, middle - 4.0), (tip, middle), (base, middle + 4.0)], 1.0);
    }
    c.text("ev-text", zero - 20.0, y, Anchor::End, "fewer with surgery");
    c.text("ev-text", zero + 20.0, y, Anchor::Start, "more with surgery");
    for line in summary_lines(about.words, p) {
        for part in wrap(&line) {
            y += 18.0;
            c.text("ev-note", 8.0, y, Anchor::Start, &part);
        }
    }
    c.finish(about, WIDTH, y + 12.0)
}

/// Notes are long: broken at about the width of the drawing.
fn wrap(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in line.split(' ') {
        let last = out.len() - 1;
        if out[last].chars().count() + word.chars().count() > 105 {
            out.push(word.to_owned());
        } else {
            if !out[last].is_empty() {
                out[last].push(' ');
            }
            out[last].push_str(word);
        }
    }
    out
}

/// A line for an interval; an arrow head where it runs out of the drawing.
fn interval(c: &mut Canvas, scale: &Scale, lo: f64, hi: f64, y: f64) {
    let (a, b) = (scale.at(lo.clamp(scale.lowest, scale.highest)), scale.at(hi.clamp(scale.lowest, scale.highest)));
    c.line("ev-interval", (a, y), (b, y), 1.5, "");
    if lo < scale.lowest {
        c.polygon("ev-arrow", &[(a - 2.0, y), (a + 6.0, y - 4.0), (a + 6.0, y + 4.0)], 1.0);
    }
    if hi > scale.highest {
        c.polygon("ev-arrow", &[(b + 2.0, y), (b - 6.0, y - 4.0), (b - 6.0, y + 4.0)], 1.0);
    }
}
