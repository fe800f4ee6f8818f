//! Plots of the field as SVG texts: forest, cumulative forest, contour funnel. Each comes with the table behind it, for
//! terminals, for paper and for people who do not see the drawing. Colours are the page's own (`currentColor`), so that
//! both themes and print work without a style sheet; the classes are there for one.

pub mod forest;
pub mod funnel;
mod svg;

use std::fmt::Write as _;

use serde::Serialize;

use crate::effect::Measure;
use crate::words::Words;

/// A drawing and the table that says the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plot {
    /// The drawing.
    pub svg: String,
    /// The table behind it.
    pub table: TextTable,
}

/// What a drawing is called and what it shows, for people who do not see it.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// Prefix of every id in the drawing; unique on the page.
    pub id: &'a str,
    /// Short name, read out first.
    pub title: &'a str,
    /// What it shows, in one or two sentences.
    pub desc: &'a str,
    /// The language of everything in it.
    pub words: &'a dyn Words,
}

/// A table of texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextTable {
    /// What it shows.
    pub caption: String,
    /// Names of the columns.
    pub head: Vec<String>,
    /// Rows, as long as the head.
    pub rows: Vec<Vec<String>>,
    /// Lines below it: method, set, rule for zeros.
    pub notes: Vec<String>,
}

impl TextTable {
    /// The table as sentences, a row each, for people who hear the drawing.
    pub(crate) fn spoken(&self) -> String {
        let mut out = String::new();
        for row in &self.rows {
            let cells: Vec<String> = self
                .head
                .iter()
                .zip(row)
                .skip(1)
                .filter(|(_, cell)| !cell.is_empty())
                .map(|(head, cell)| format!("{head} {cell}"))
                .collect();
            let _ = write!(out, " {}: {}.", row.first().map_or("", String::as_str), cells.join(", "));
        }
        for note in &self.notes {
            let _ = write!(out, " {note}");
        }
        out
    }

    /// The table for a terminal: columns aligned, the first to the left and the others to the right.
    pub fn text(&self) -> String {
        let mut widths: Vec<usize> = self.head.iter().map(|h| h.chars().count()).collect();
        for row in &self.rows {
            for (w, cell) in widths.iter_mut().zip(row) {
                *w = (*w).max(cell.chars().count());
            }
        }
        let mut out = format!("{}\n\n", self.caption);
        for row in std::iter::once(&self.head).chain(&self.rows) {
            for (i, (cell, w)) in row.iter().zip(&widths).enumerate() {
                let _ = if i == 0 { write!(out, "{cell:<w$}") } else { write!(out, "  {cell:>w$}") };
            }
            out.truncate(out.trim_end_matches(' ').len());
            out.push('\n');
        }
        out.push('\n');
        for n in &self.notes {
            let _ = writeln!(out, "{n}");
        }
        out
    }
}

/// An estimate as a reader sees it: a ratio with two decimals (three below a tenth, none from a hundred), a difference per 100 with one.
pub(crate) fn shown(measure: Measure, estimate: f64) -> String {
    let x = measure.shown(estimate);
    let text = match measure.is_ratio() {
        true if x < 0.0995 => format!("{x:.3}"),
        true if x >= 99.5 => format!("{x:.0}"),
        true => format!("{x:.2}"),
        false => format!("{x:.1}"),
    };
    // A rounded nothing has no sign.
    let nothing = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if nothing { text.trim_start_matches('-').to_owned() } else { text.replace('-', "\u{2212}") }
}

/// An estimate with its interval.
pub(crate) fn with_interval(words: &dyn Words, measure: Measure, estimate: f64, lo: f64, hi: f64) -> String {
    let [value, low, high] = [estimate, lo, hi].map(|x| shown(measure, x));
    words.say("trials-interval", &[("value", &value), ("low", &low), ("high", &high)])
}

/// A p-value.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 { "p < 0.001".into() } else { format!("p = {p:.3}") }
}
