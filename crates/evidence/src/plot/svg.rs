//! The few elements that the plots are made of, and scales.

use std::fmt::Write as _;

use super::{About, TextTable};
use crate::effect::Measure;

/// Size of all letters, in units of the drawing.
pub(super) const SIZE: f64 = 13.0;
/// Least room between two names on an axis.
const APART: f64 = 8.0;
/// More names than this on an axis are no longer read at a glance.
const MOST: usize = 7;

/// How wide a text can become: the drawing does not know the reader's font, so each letter is taken as wide as in the
/// wide ones among the usual sans-serif fonts.
pub(super) fn width(text: &str) -> f64 {
    let of = |c: char| match c {
        '0'..='9' => 0.64,
        '.' | ',' | ' ' | ':' | ';' | 'i' | 'l' | 'I' | 'j' | '\'' | '|' => 0.36,
        'm' | 'M' | 'w' | 'W' | '%' | '\u{2212}' | '@' => 1.0,
        _ => 0.62,
    };
    text.chars().map(of).sum::<f64>() * SIZE
}

/// Notes are long: broken before they become wider than this.
pub(super) fn wrap(line: &str, most: f64) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in line.split(' ') {
        let last = out.len() - 1;
        if !out[last].is_empty() && width(&out[last]) + width(" ") + width(word) > most {
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

/// A number with as many decimals as a drawing needs.
pub(super) fn num(x: f64) -> String {
    let s = format!("{x:.2}");
    let s = s.trim_end_matches('0').trim_end_matches('.');
    if s == "-0" { "0".into() } else { s.into() }
}

/// Escapes text for element content and attributes; drops characters XML forbids.
pub(super) fn escape(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    for c in s.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c < ' ' && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}

#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing under construction.
pub(super) struct Canvas {
    body: String,
}

impl Canvas {
    pub(super) fn new() -> Self {
        Self { body: String::new() }
    }

    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, s: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let weight = if class.contains("ev-strong") { " font-weight=\"bold\"" } else { "" };
        let _ = write!(
            self.body,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"currentColor\"{weight}>{}</text>",
            num(x),
            num(y),
            escape(s)
        );
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64), width: f64, dashes: &str) {
        let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
        let _ = write!(
            self.body,
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"currentColor\" stroke-width=\"{}\"{dashes}/>",
            num(from.0),
            num(from.1),
            num(to.0),
            num(to.1),
            num(width)
        );
    }

    pub(super) fn square(&mut self, class: &str, x: f64, y: f64, side: f64) {
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{2}\" height=\"{2}\" fill=\"currentColor\"/>",
            num(x - side / 2.0),
            num(y - side / 2.0),
            num(side)
        );
    }

    pub(super) fn circle(&mut self, class: &str, x: f64, y: f64, r: f64, title: &str) {
        let _ = write!(
            self.body,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"currentColor\"><title>{}</title></circle>",
            num(x),
            num(y),
            num(r),
            escape(title)
        );
    }

    pub(super) fn polygon(&mut self, class: &str, points: &[(f64, f64)], opacity: f64) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", num(*x), num(*y))).collect();
        let _ = write!(
            self.body,
            "<polygon class=\"{class}\" points=\"{}\" fill=\"currentColor\" fill-opacity=\"{}\"/>",
            points.join(" "),
            num(opacity)
        );
    }

    /// The whole drawing. The table stands in its description, so that the file alone says everything to a screen reader.
    pub(super) fn finish(self, about: &About<'_>, table: &TextTable, (width, height): (f64, f64)) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let id: String = about.id.chars().map(safe).collect();
        let id = if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id } else { format!("ev{id}") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ev\" role=\"img\" aria-labelledby=\"{id}-title\" \
             aria-describedby=\"{id}-desc\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"{SIZE}\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}{}</desc>{}</svg>",
            num(width),
            num(height),
            escape(about.title),
            escape(about.desc),
            escape(&table.spoken()),
            self.body
        )
    }
}

/// The place of a value on an axis from `left` to `right`.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    pub lowest: f64,
    pub highest: f64,
    pub left: f64,
    pub right: f64,
}

impl Scale {
    /// Room for the values, no effect always among them; ratios never beyond 1/100 and 100.
    pub(super) fn over(measure: Measure, values: impl Iterator<Item = f64>, left: f64, right: f64) -> Self {
        let (mut lowest, mut highest) = (0.0f64, 0.0f64);
        for v in values.filter(|v| v.is_finite()) {
            lowest = lowest.min(v);
            highest = highest.max(v);
        }
        let most = if measure.is_ratio() { 100f64.ln() } else { 1.0 };
        let margin = 0.04 * (highest - lowest).max(0.1);
        Self { lowest: (lowest - margin).max(-most), highest: (highest + margin).min(most), left, right }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        self.left + (value - self.lowest) / (self.highest - self.lowest) * (self.right - self.left)
    }

    pub(super) fn holds(&self, value: f64) -> bool {
        value >= self.lowest && value <= self.highest
    }

    /// Places and names of the ticks: round values, evenly spread, the finest series whose names stay apart. No effect is
    /// always among them.
    pub(super) fn ticks(&self, measure: Measure) -> Vec<(f64, String)> {
        let place = |x: f64| if measure.is_ratio() { x.ln() } else { x / 100.0 };
        let series = if measure.is_ratio() { ratios() } else { differences() };
        let ticks = |points: Vec<f64>| -> Vec<(f64, String)> {
            let all = points.into_iter().map(|x| (place(x), num(x).replace('-', "\u{2212}")));
            all.filter(|(value, _)| self.holds(*value)).collect()
        };
        let mut last = Vec::new();
        for points in series {
            last = ticks(points);
            if last.len() <= MOST && self.names_stay_apart(&last) {
                return last;
            }
        }
        last.retain(|(value, _)| value.abs() < 1e-9);
        last
    }

    fn names_stay_apart(&self, ticks: &[(f64, String)]) -> bool {
        ticks.windows(2).all(|two| {
            let [(a, left), (b, right)] = two else { return true };
            self.at(*b) - self.at(*a) >= f64::midpoint(width(left), width(right)) + APART
        })
    }
}

/// Series of round ratios, the finest first: tenths round one, then 1-2-5, 1-3, and powers of ten.
fn ratios() -> Vec<Vec<f64>> {
    let decades = |steps: &[f64]| -> Vec<f64> {
        let all = [0.01, 0.1, 1.0, 10.0].into_iter().flat_map(|ten| steps.iter().map(move |step| step * ten));
        all.chain([100.0]).collect()
    };
    let tenths = (1..=30).map(|i| f64::from(i) / 10.0).collect();
    vec![tenths, decades(&[1.0, 2.0, 5.0]), decades(&[1.0, 3.0]), decades(&[1.0])]
}

/// Series of round differences per 100, the finest first.
fn differences() -> Vec<Vec<f64>> {
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0]
        .into_iter()
        .map(|step| (-100..=100).map(|i| f64::from(i) * step).filter(|x| x.abs() <= 100.0).collect())
        .collect()
}

/// Round values from nothing up to the highest: three to six of them, and their decimals.
pub(super) fn from_zero(highest: f64) -> (Vec<f64>, usize) {
    let ten = 10f64.powf((highest / 5.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|s| s * ten).find(|s| highest / s < 6.0).unwrap_or(highest);
    let decimals = (0..6).find(|d| (step * 10f64.powi(*d)).fract().abs() < 1e-6).unwrap_or(6);
    let values = (0..7).map(|i| f64::from(i) * step).filter(|x| *x <= highest * (1.0 + 1e-9)).collect();
    (values, usize::try_from(decimals).unwrap_or(6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_from_zero_has_round_values() {
        for (highest, values, decimals) in [
            (1.62, &[0.0, 0.5, 1.0, 1.5][..], 1),
            (0.97, &[0.0, 0.2, 0.4, 0.6, 0.8], 1),
            (0.052, &[0.0, 0.01, 0.02, 0.03, 0.04, 0.05], 2),
            (5.4, &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 0),
            (14.0, &[0.0, 5.0, 10.0], 0),
        ] {
            let (found, places) = from_zero(highest);
            let same = found.iter().zip(values).all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(same && found.len() == values.len() && places == decimals, "{highest}: {found:?} {places}");
        }
    }
}
