//! Forest plots: a square for each trial (its area is the weight), a line for the interval, a diamond for the pooled
//! effect, a line at no effect, and the numbers beside them. The cumulative plot shows the diamond's way through the years.

use super::svg::{Anchor, Canvas, Scale, wrap};
use super::{About, Plot, TextTable, p_value, shown, with_interval};
use crate::effect::{Measure, ZeroRule, effect};
use crate::pool::PoolError;
use crate::sensitivity::{Method, PooledSet, cumulative, pool_set, weights};
use crate::sets::TrialSet;
use crate::special::normal_quantile;
use crate::words::{self, Words};

const WIDTH: f64 = 840.0;
const ROW: f64 = 24.0;
/// Where the columns of the counts end.
const COUNTS: [f64; 2] = [240.0, 322.0];
/// Where the drawing part begins and ends.
const LEFT: f64 = 338.0;
const RIGHT: f64 = 584.0;
/// Where the column of the weights ends, and that of the effects.
const WEIGHT: f64 = 646.0;
const EFFECT: f64 = WIDTH - 8.0;
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

impl Line {
    /// Its effect as it is written.
    fn effect(&self, words: &dyn Words, measure: Measure) -> String {
        let none = || words.say("trials-says-nothing", &[]);
        self.effect.map_or_else(none, |(y, lo, hi)| with_interval(words, measure, y, lo, hi))
    }

    fn share(&self) -> String {
        format!("{:.1} %", 100.0 * self.weight)
    }
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
    Ok(plot(about, &lines, &sums, &pooled))
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
            label: about.words.say("trials-plot-added", &[("trial", &s.label)]),
            counts: [String::new(), String::new()],
            effect: Some((s.pooled.estimate, s.pooled.lo, s.pooled.hi)),
            weight: 0.25,
        })
        .collect();
    let none = [String::new(), String::new()];
    Ok(plot(about, &lines, &none, &pooled))
}

fn plot(about: &About<'_>, lines: &[Line], sums: &[String; 2], p: &PooledSet) -> Plot {
    let table = table(about, lines, sums, p);
    Plot { svg: draw(about, lines, sums, p, &table), table }
}

fn summary_lines(words: &dyn Words, p: &PooledSet) -> Vec<String> {
    let r = &p.pooled;
    let (method, level) = (words::method(words, p.method, p.measure), percent(p.level));
    let named = [("set", p.set.as_str()), ("method", &method), ("level", &level)];
    let mut out = vec![words.say("trials-plot-set", &named)];
    if r.q_df > 0 {
        let (q, df) = (format!("{:.2}", r.q), r.q_df.to_string());
        let q = words.say("trials-q", &[("q", &q), ("df", &df), ("p", &p_value(r.q_p))]);
        let (i2, tau2) = (format!("{:.0}", r.i2), format!("{:.3}", r.tau2));
        out.push(words.say("trials-plot-spread", &[("q", &q), ("i2", &i2), ("tau2", &tau2)]));
    } else {
        out.push(words.say("trials-plot-one-trial", &[]));
    }
    let zeros = words::zeros(words, p.zeros);
    let mut line = |id: &str, of: &[String]| {
        if !of.is_empty() {
            let (name, what) = (words.say(id, &[]), of.join(", "));
            out.push(words.say("trials-plot-line", &[("name", &name), ("what", &what)]));
        }
    };
    line("trials-zeros", &[zeros]);
    line("trials-added-to", &p.corrected);
    line("trials-added-apart", &p.corrected_apart);
    line("trials-left-out", &p.left_out);
    line("trials-left-out-of-q", &p.left_out_of_q);
    out
}

fn percent(level: f64) -> String {
    format!("{:.0}", 100.0 * level)
}

/// The head of the column of effects.
fn effect_head(words: &dyn Words, p: &PooledSet) -> String {
    let (measure, level) = (words::measure(words, p.measure), percent(p.level));
    words.say("trials-col-effect", &[("measure", &measure), ("level", &level)])
}

/// Where a further trial is expected, as it is written.
fn expected(words: &dyn Words, p: &PooledSet) -> String {
    let (lo, hi) = p.pooled.prediction;
    words.say("trials-range", &[("low", &shown(p.measure, lo)), ("high", &shown(p.measure, hi))])
}

fn has_prediction(p: &PooledSet) -> bool {
    matches!(p.method, Method::Variance(t, _) if t != crate::Tau2::Common) && p.pooled.k > 2
}

fn table(about: &About<'_>, lines: &[Line], sums: &[String; 2], p: &PooledSet) -> TextTable {
    let words = about.words;
    let say = |id| words.say(id, &[]);
    let with_counts = !sums[0].is_empty();
    let mut head = vec![say("trials-col-trial")];
    if with_counts {
        head.extend([say("trials-col-surgery"), say("trials-col-none"), say("trials-col-weight")]);
    }
    head.push(effect_head(words, p));
    let row = |label: &str, counts: &[String; 2], effect: String, weight: String| {
        let mut out = vec![label.to_owned()];
        if with_counts {
            out.extend(counts.iter().cloned());
            out.push(weight);
        }
        out.push(effect);
        out
    };
    let mut rows: Vec<Vec<String>> =
        lines.iter().map(|l| row(&l.label, &l.counts, l.effect(words, p.measure), l.share())).collect();
    let r = &p.pooled;
    let all = with_interval(words, p.measure, r.estimate, r.lo, r.hi);
    rows.push(row(&say("trials-all"), sums, all, "100 %".into()));
    if has_prediction(p) {
        let none = [String::new(), String::new()];
        rows.push(row(&say("trials-plot-further"), &none, expected(words, p), String::new()));
    }
    TextTable { caption: about.title.to_owned(), head, rows, notes: summary_lines(about.words, p) }
}

fn draw(about: &About<'_>, lines: &[Line], sums: &[String; 2], p: &PooledSet, table: &TextTable) -> String {
    let (measure, r, words) = (p.measure, &p.pooled, about.words);
    let say = |id| words.say(id, &[]);
    let with_counts = !sums[0].is_empty();
    let values = lines.iter().filter_map(|l| l.effect).flat_map(|(y, lo, hi)| [y, lo, hi]);
    let scale = Scale::over(measure, values.chain([r.lo, r.hi]), LEFT, RIGHT);
    let mut c = Canvas::new();
    let mut y = 22.0;
    let strong = "ev-text ev-strong";
    c.text(
        strong,
        8.0,
        y,
        Anchor::Start,
        &say(if with_counts { "trials-col-trial" } else { "trials-plot-after-adding" }),
    );
    if with_counts {
        for (x, head) in COUNTS.into_iter().zip(["trials-col-surgery", "trials-col-none"]) {
            c.text(strong, x, y, Anchor::End, &say(head));
        }
        c.text(strong, WEIGHT, y, Anchor::End, &say("trials-col-weight"));
    }
    c.text(strong, EFFECT, y, Anchor::End, &effect_head(words, p));
    let top = y + 8.0;
    let heaviest = lines.iter().map(|l| l.weight).fold(0.0, f64::max);
    for l in lines {
        y += ROW;
        c.text("ev-text", 8.0, y, Anchor::Start, &l.label);
        if with_counts {
            for (x, count) in COUNTS.into_iter().zip(&l.counts) {
                c.text("ev-text", x, y, Anchor::End, count);
            }
            c.text("ev-text", WEIGHT, y, Anchor::End, &l.share());
        }
        c.text("ev-text", EFFECT, y, Anchor::End, &l.effect(words, measure));
        let Some((e, lo, hi)) = l.effect else { continue };
        interval(&mut c, &scale, lo, hi, y - 4.0);
        if scale.holds(e) {
            c.square("ev-square", scale.at(e), y - 4.0, LARGEST * (l.weight / heaviest).sqrt());
        }
    }
    y += ROW + 6.0;
    c.text(strong, 8.0, y, Anchor::Start, &say("trials-all"));
    if with_counts {
        for (x, sum) in COUNTS.into_iter().zip(sums) {
            c.text(strong, x, y, Anchor::End, sum);
        }
        c.text(strong, WEIGHT, y, Anchor::End, "100 %");
    }
    let inside = |v: f64| scale.at(v.clamp(scale.lowest, scale.highest));
    let middle = y - 4.0;
    let (lo, mid, hi) = (inside(r.lo), inside(r.estimate), inside(r.hi));
    c.polygon("ev-diamond", &[(lo, middle), (mid, middle - 8.0), (hi, middle), (mid, middle + 8.0)], 1.0);
    c.text(strong, EFFECT, y, Anchor::End, &with_interval(words, measure, r.estimate, r.lo, r.hi));
    if has_prediction(p) {
        y += ROW;
        let (lo, hi) = r.prediction;
        c.text("ev-text", 8.0, y, Anchor::Start, &say("trials-plot-further"));
        interval(&mut c, &scale, lo, hi, y - 4.0);
        c.text("ev-text", EFFECT, y, Anchor::End, &expected(words, p));
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
    c.text("ev-text", zero - 20.0, y, Anchor::End, &say("trials-plot-fewer"));
    c.text("ev-text", zero + 20.0, y, Anchor::Start, &say("trials-plot-more"));
    for line in &table.notes {
        for part in wrap(line, WIDTH - 16.0) {
            y += 18.0;
            c.text("ev-note", 8.0, y, Anchor::Start, &part);
        }
    }
    c.finish(about, table, (WIDTH, y + 12.0))
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
