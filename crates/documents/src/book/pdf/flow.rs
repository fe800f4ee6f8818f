//! Breaking text into lines.

use super::font::{Fonts, Weight};
use crate::book::blocks::{Span, Style};

/// A run of text in one weight on a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// From the left edge of the text, in points.
    pub x: f32,
    /// Which font.
    pub weight: Weight,
    /// The words; a line that goes on ends in a space, so that readers keep words apart.
    pub text: String,
}

/// A line.
pub type Line = Vec<Run>;

/// A word or a part of one that may stand at the end of a line.
struct Atom {
    text: String,
    weight: Weight,
    spaced: bool,
}

/// Where a long name may be broken: after these.
const BREAKS: [char; 8] = ['_', '/', '-', ':', '.', ',', '=', '|'];

/// Splits a word that is too wide: after a sign at which names may be broken, else anywhere.
fn pieces(fonts: &mut Fonts, weight: Weight, size: f32, width: f32, word: &str) -> Vec<String> {
    if fonts.width(weight, size, word) <= width {
        return vec![word.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    for c in word.chars() {
        part.push(c);
        if BREAKS.contains(&c) {
            parts.push(std::mem::take(&mut part));
        }
    }
    parts.push(part);
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !line.is_empty() && fonts.width(weight, size, &format!("{line}{part}")) > width {
            out.push(std::mem::take(&mut line));
        }
        for c in part.chars() {
            if !line.is_empty() && fonts.width(weight, size, &format!("{line}{c}")) > width {
                out.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    if !line.is_empty() {
        out.push(line);
    }
    out
}

/// The widest part of a text that cannot be broken at a space or in a name.
pub fn least_width(fonts: &mut Fonts, weight: Weight, size: f32, text: &str) -> f32 {
    let parts = text.split(|c: char| c.is_whitespace()).flat_map(|word| word.split_inclusive(BREAKS));
    parts.map(|part| fonts.width(weight, size, part)).fold(0.0, f32::max)
}

/// Breaks text into lines of at most `width` points. Strong and emphasised pieces are set bold; `base` is the weight of
/// all others.
pub fn lines(fonts: &mut Fonts, spans: &[Span], base: Weight, size: f32, width: f32) -> Vec<Line> {
    let space = fonts.width(base, size, " ");
    let mut atoms: Vec<Atom> = Vec::new();
    let mut spaced = false;
    for span in spans {
        let weight = if matches!(span.style, Style::Strong | Style::Emphasis) { Weight::Bold } else { base };
        let text = fonts.drawable(&span.text);
        for (index, word) in text.split(' ').enumerate() {
            spaced |= index > 0;
            if word.is_empty() {
                continue;
            }
            for (part, text) in pieces(fonts, weight, size, width, word).into_iter().enumerate() {
                atoms.push(Atom { text, weight, spaced: spaced && part == 0 });
            }
            spaced = false;
        }
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut line: Line = Vec::new();
    let mut x = 0.0f32;
    for atom in atoms {
        let own = fonts.width(atom.weight, size, &atom.text);
        let lead = if atom.spaced && !line.is_empty() { space } else { 0.0 };
        if !line.is_empty() && x + lead + own > width {
            if atom.spaced
                && let Some(run) = line.last_mut()
            {
                run.text.push(' ');
            }
            lines.push(std::mem::take(&mut line));
            x = 0.0;
        } else if lead > 0.0 {
            if let Some(run) = line.last_mut() {
                run.text.push(' ');
            }
            x += space;
        }
        match line.last_mut() {
            Some(run) if run.weight == atom.weight => run.text.push_str(&atom.text),
            _ => line.push(Run { x, weight: atom.weight, text: atom.text }),
        }
        x += own;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
