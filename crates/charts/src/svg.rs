//! The frame every drawing shares: accessible root element, escaping, wrapped text, leader lines, arrows.

use std::fmt::Write as _;

use crate::shape::{self, Pt, num};

/// What a drawing is called and what it shows, for people who do not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// Prefix of every `id` in the drawing; unique on the page. Characters other than ASCII letters, digits, `-` and
    /// `_` are replaced by `-`; an empty prefix becomes `ill`.
    pub id: &'a str,
    /// Short name, read out first.
    pub title: &'a str,
    /// What the drawing shows, in one or two sentences.
    pub desc: &'a str,
}

/// Text size in drawing units. Drawings are 320 units wide, so this is 12.25 px in a column of 280 px.
pub(crate) const TEXT: f64 = 14.0;
/// Distance between base lines.
pub(crate) const LEADING: f64 = 17.0;
/// Width of every drawing that must fit a phone.
pub(crate) const WIDTH: f64 = 320.0;

/// Escapes text for element content and attribute values; drops characters XML forbids.
pub(crate) fn escape(s: &str) -> String {
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

fn safe_id(id: &str) -> String {
    let s: String =
        id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' }).collect();
    // An XML id starts with a letter.
    if s.starts_with(|c: char| c.is_ascii_alphabetic()) { s } else { format!("ill{s}") }
}

/// A drawing under construction.
pub(crate) struct Canvas {
    id: String,
    title: String,
    desc: String,
    class: &'static str,
    width: f64,
    height: f64,
    defs: String,
    body: String,
    next: u32,
}

impl Canvas {
    pub(crate) fn new(about: &About<'_>, class: &'static str, width: f64, height: f64) -> Self {
        Self {
            id: safe_id(about.id),
            title: escape(about.title),
            desc: escape(about.desc),
            class,
            width,
            height,
            defs: String::new(),
            body: String::new(),
            next: 0,
        }
    }

    pub(crate) fn add(&mut self, s: &str) {
        self.body.push_str(s);
    }

    /// Sets the height once the length of the texts is known.
    pub(crate) fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    /// A rounded panel with `inner` clipped to it, so that legs and arms can run out of the picture.
    pub(crate) fn panel(&mut self, x: f64, y: f64, w: f64, h: f64, inner: &str) {
        self.next += 1;
        let id = format!("{}-clip{}", self.id, self.next);
        let rect = format!("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"12\"", num(x), num(y), num(w), num(h));
        let _ = write!(self.defs, "<clipPath id=\"{id}\"><rect {rect}/></clipPath>");
        let _ = write!(self.body, "<rect class=\"ill-panel\" {rect}/><g clip-path=\"url(#{id})\">{inner}</g>");
    }

    pub(crate) fn finish(self) -> String {
        let Self { id, title, desc, class, width, height, defs, body, .. } = self;
        let defs = if defs.is_empty() { defs } else { format!("<defs>{defs}</defs>") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ill {class}\" role=\"img\" \
             aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {} {}\">\
             <title id=\"{id}-title\">{title}</title><desc id=\"{id}-desc\">{desc}</desc>{defs}{body}</svg>",
            num(width),
            num(height)
        )
    }
}

/// A path with a class.
pub(crate) fn path(class: &str, d: &str) -> String {
    format!("<path class=\"{class}\" d=\"{d}\"/>")
}

/// A group with a class.
pub(crate) fn group(class: &str, inner: &str) -> String {
    format!("<g class=\"{class}\">{inner}</g>")
}

/// A group moved by (`x`, `y`).
pub(crate) fn shift(x: f64, y: f64, inner: &str) -> String {
    format!("<g transform=\"translate({} {})\">{inner}</g>", num(x), num(y))
}

pub(crate) fn circle(class: &str, c: Pt, r: f64) -> String {
    format!("<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", num(c.0), num(c.1), num(r))
}

pub(crate) fn rect(class: &str, x: f64, y: f64, w: f64, h: f64, r: f64) -> String {
    format!(
        "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
        num(x),
        num(y),
        num(w.max(0.0)),
        num(h.max(0.0)),
        num(r)
    )
}

pub(crate) fn segment(class: &str, a: Pt, b: Pt) -> String {
    path(class, &format!("M{} {}L{} {}", num(a.0), num(a.1), num(b.0), num(b.1)))
}

/// A thin line from a label to the thing it names, with a dot at the thing.
pub(crate) fn leader(from: Pt, to: Pt) -> String {
    segment("ill-lead", from, to) + &circle("ill-lead-dot", to, 2.6)
}

/// Solid arrow head at `tip`, pointing along `deg` (clockwise from +x).
pub(crate) fn arrow_head(tip: Pt, deg: f64) -> String {
    let p = |x: f64, y: f64| shape::turn((tip.0 + x, tip.1 + y), tip, deg);
    path("ill-arrow-head", &shape::poly(&[p(1.0, 0.0), p(-10.0, -6.0), p(-10.0, 6.0)]))
}

/// Straight arrow.
pub(crate) fn arrow(from: Pt, to: Pt) -> String {
    let deg = (to.1 - from.1).atan2(to.0 - from.0).to_degrees();
    let stop = shape::turn((to.0 - 7.0, to.1), to, deg);
    segment("ill-arrow", from, stop) + &arrow_head(to, deg)
}

/// Arrow along a circle, from one angle to another (degrees clockwise from +x).
pub(crate) fn arc_arrow(centre: Pt, r: f64, from: f64, to: f64) -> String {
    let back = (8.0 / r).to_degrees() * if to > from { 1.0 } else { -1.0 };
    let tip = shape::turn((centre.0 + r, centre.1), centre, to);
    let heading = to + if to > from { 90.0 } else { -90.0 } - back * 0.4;
    path("ill-arrow", &shape::arc(centre, r, from, to - back)) + &arrow_head(tip, heading)
}

/// Where a text block hangs: at its beginning or its middle.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
}

/// Width of a character in ems, on the generous side of common sans-serif faces.
fn em(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '!' | '|' | '\'' | '’' => 0.3,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '-' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
        c if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '–' => 0.58,
        c if c.is_ascii_uppercase() => 0.7,
        // East Asian scripts are drawn on a full square.
        c if ('\u{1100}'..='\u{11FF}').contains(&c) || ('\u{2E80}'..='\u{FFEF}').contains(&c) => 1.0,
        _ => 0.62,
    }
}

/// Estimated width of `s` in drawing units at the normal text size.
pub(crate) fn width_of(s: &str) -> f64 {
    s.chars().map(em).sum::<f64>() * TEXT
}

/// Breaks `s` into lines no wider than `max`; a longer word stands alone on its line.
pub(crate) fn wrap(s: &str, max: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    // A no-break space holds a number to its unit, so only breaking white space counts.
    for word in s.split([' ', '\t', '\n', '\r']).filter(|w| !w.is_empty()) {
        match lines.last_mut() {
            Some(last) if width_of(last) + width_of(" ") + width_of(word) <= max => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A wrapped text block; `y` is the first base line. Returns the element and the height it takes.
pub(crate) fn text(class: &str, x: f64, y: f64, max: f64, anchor: Anchor, s: &str) -> (String, f64) {
    let lines = wrap(s.trim(), max);
    if lines.is_empty() {
        return (String::new(), 0.0);
    }
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
    };
    let mut out = format!("<text class=\"{class}\" font-size=\"{}\" text-anchor=\"{anchor}\">", num(TEXT));
    let mut base = y;
    for l in &lines {
        let _ = write!(out, "<tspan x=\"{}\" y=\"{}\">{}</tspan>", num(x), num(base), escape(l));
        base += LEADING;
    }
    out.push_str("</text>");
    (out, base - y)
}

/// A warning triangle with an exclamation mark; `c` is its middle, `r` its size.
pub(crate) fn caution(c: Pt, r: f64) -> String {
    let tri = format!(
        "M{} {}L{} {}L{} {}Z",
        num(c.0),
        num(c.1 - r),
        num(c.0 + r),
        num(c.1 + r * 0.75),
        num(c.0 - r),
        num(c.1 + r * 0.75)
    );
    path("ill-warn", &tri)
        + &segment("ill-warn-mark", (c.0, c.1 - r * 0.35), (c.0, c.1 + r * 0.2))
        + &circle("ill-warn-dot", (c.0, c.1 + r * 0.48), r * 0.1)
}

/// A caution note: triangle and wrapped text in a framed strip as wide as the drawing. Returns its height.
pub(crate) fn caution_note(y: f64, s: &str) -> (String, f64) {
    if s.trim().is_empty() {
        return (String::new(), 0.0);
    }
    let (t, h) = text("ill-text ill-strong", 50.0, y + 23.0, WIDTH - 50.0 - 16.0, Anchor::Start, s);
    let height = h + 18.0;
    let frame = rect("ill-note", 4.0, y, WIDTH - 8.0, height, 10.0);
    (frame + &caution((27.0, y + height / 2.0 + 1.0), 12.0) + &t, height)
}
