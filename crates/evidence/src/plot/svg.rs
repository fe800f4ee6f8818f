//! The few elements that the plots are made of, and scales.

use std::fmt::Write as _;

use super::About;
use crate::effect::Measure;

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

    pub(super) fn finish(self, about: &About<'_>, width: f64, height: f64) -> String {
        let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let id: String = about.id.chars().map(safe).collect();
        let id = if id.starts_with(|c: char| c.is_ascii_alphabetic()) { id } else { format!("ev{id}") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ev\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" font-size=\"13\">\
             <title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>{}</svg>",
            num(width),
            num(height),
            escape(about.title),
            escape(about.desc),
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

    /// Places and names of the ticks.
    pub(super) fn ticks(&self, measure: Measure) -> Vec<(f64, String)> {
        let of = |x: &f64| {
            let value = if measure.is_ratio() { x.ln() } else { x / 100.0 };
            (value, num(*x).replace('-', "\u{2212}"))
        };
        let ratios = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
        let step = if self.highest - self.lowest > 0.45 { 20.0 } else { 10.0 };
        let points: Vec<f64> =
            if measure.is_ratio() { ratios.to_vec() } else { (-10..=10).map(|i| f64::from(i) * step).collect() };
        let mut out: Vec<(f64, String)> = points.iter().map(of).filter(|(v, _)| self.holds(*v)).collect();
        // Names must not run into each other; no effect always keeps its own.
        while out.len() > 8 {
            let zero = out.iter().position(|(v, _)| v.abs() < 1e-9).unwrap_or(0);
            let mut i = 0usize;
            out.retain(|_| {
                i += 1;
                (i - 1).abs_diff(zero) % 2 == 0
            });
        }
        out
    }
}
