//! Which heading a place in a note stands under.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::finding::{When, Who};
use crate::lexicon::Quick;
use crate::rules::Section;

/// What a heading says about what stands under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Under {
    /// Which time.
    pub when: When,
    /// Whom.
    pub who: Who,
}

impl Under {
    /// No heading, or one that says nothing.
    pub const NONE: Self = Self { when: When::Recent, who: Who::Patient };
}

/// The heading above a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Above {
    /// What it says.
    pub under: Under,
    /// Whether it stands alone in its line: what it is about stands under it, and not behind it.
    pub alone: bool,
}

/// The headings that are known, lower-cased.
#[derive(Debug, Clone, Default)]
pub struct Headings {
    /// Longest first.
    known: Vec<(String, Under)>,
    by_name: HashMap<Box<[u8]>, Under, BuildHasherDefault<Quick>>,
    /// For every byte, the headings that end with it, longest first.
    by_end: Vec<Vec<u16>>,
}

/// The longest heading that is looked for.
const LONGEST: usize = 48;

impl Headings {
    /// From the rules.
    pub fn new(sections: &[Section]) -> Self {
        let mut known: Vec<_> = sections
            .iter()
            .flat_map(|section| {
                section
                    .headings
                    .iter()
                    .map(|heading| (heading.to_lowercase(), Under { when: section.when, who: section.who }))
            })
            .collect();
        known.sort_by_key(|(heading, _)| std::cmp::Reverse(heading.len()));
        let mut by_name = HashMap::default();
        let mut by_end = vec![Vec::new(); 256];
        for (number, (heading, under)) in known.iter().enumerate() {
            by_name.entry(heading.as_bytes().into()).or_insert(*under);
            if let (Some(last), Ok(number)) = (heading.bytes().last(), u16::try_from(number)) {
                by_end[usize::from(last)].push(number);
            }
        }
        Self { known, by_name, by_end }
    }

    fn under(&self, heading: &[u8]) -> Option<Under> {
        self.by_name.get(heading).copied()
    }

    /// The heading at the beginning of a lower-cased line, and the byte behind it. A line such as `something:` that is
    /// not known is a heading that says nothing: it ends the one above.
    fn at_line(&self, line: &[u8]) -> Option<Above> {
        let trimmed = line.trim_ascii_start();
        let trimmed = trimmed.strip_prefix(b"#").unwrap_or(trimmed).trim_ascii_start();
        let trimmed = trimmed.strip_prefix(b"**").unwrap_or(trimmed);
        let head = &trimmed[..trimmed.len().min(LONGEST)];
        if let Some(colon) = memchr::memchr(b':', head) {
            let name = head[..colon].trim_ascii_end();
            let name = name.strip_suffix(b"**").unwrap_or(name);
            let rest = &trimmed[colon + 1..];
            let alone = rest.iter().all(|byte| byte.is_ascii_whitespace() || *byte == b'*');
            let above = |under| Above { under, alone };
            if let Some(under) = self.under(name) {
                // “PMH: nil. Felt a pop”: the heading is answered and says nothing about what follows; what stands in
                // its own sentence is found by `inside`.
                return Some(above(if is_nil(rest) { Under::NONE } else { under }));
            }
            let words = name.split(|byte| *byte == b' ').count();
            let is_heading = words <= 4
                && !name.is_empty()
                && name.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'/' | b'&' | b'-'));
            return is_heading.then_some(above(Under::NONE));
        }
        let under = (trimmed.len() <= LONGEST).then(|| self.under(trimmed.trim_ascii_end())).flatten();
        under.map(|under| Above { under, alone: true })
    }

    /// Inside one sentence: the last known heading with a colon before `at` (“FH: father - TA rupture”).
    pub fn inside(&self, lower: &[u8], sentence: Range<usize>, at: usize) -> Option<Under> {
        let before = &lower[sentence.start..at];
        let mut found = None;
        for colon in memchr::memchr_iter(b':', before) {
            let head = before[..colon].trim_ascii_end();
            let last = head.last().map_or(0, |last| usize::from(*last));
            let likely = self.by_end.get(last).map(Vec::as_slice).unwrap_or_default();
            for (known, under) in likely.iter().filter_map(|number| self.known.get(usize::from(*number))) {
                let fits = head.ends_with(known.as_bytes())
                    && !head.len().checked_sub(known.len() + 1).is_some_and(|left| head[left].is_ascii_alphanumeric());
                if fits {
                    found = Some(*under);
                    break;
                }
            }
        }
        found
    }
}

/// What is written under a heading that has nothing to tell.
const NIL: &[&str] = &[
    "nil",
    "none",
    "nad",
    "no",
    "n/a",
    "nil of note",
    "none of note",
    "nothing of note",
    "nil significant",
    "nil else",
    "nil relevant",
    "none relevant",
    "unremarkable",
    "non-contributory",
    "noncontributory",
    "fit and well",
    "fit & well",
    "f&w",
    "well",
    "-",
];

/// Whether the lower-cased text behind a heading's colon says only that there is nothing, up to its end or a stop.
fn is_nil(rest: &[u8]) -> bool {
    let end = rest.iter().take(24).position(|byte| matches!(byte, b'.' | b';' | b'\r'));
    let said = match end {
        Some(end) => &rest[..end],
        None if rest.len() <= 24 => rest,
        None => return false,
    };
    NIL.iter().any(|nil| said.trim_ascii() == nil.as_bytes())
}

/// Walks down a note once, keeping the heading above.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    at: usize,
    above: Above,
    /// Whether the last line that is not empty ends with a colon: what stands under it may begin behind an empty line.
    open: bool,
}

impl Walk {
    /// At the top of a note.
    pub const TOP: Self = Self { at: 0, above: Above { under: Under::NONE, alone: false }, open: false };

    /// Goes on to the line that holds `to`.
    pub fn to(&mut self, headings: &Headings, lower: &[u8], to: usize) -> Above {
        while self.at <= to {
            let rest = &lower[self.at..];
            let end = memchr::memchr(b'\n', rest).map_or(lower.len(), |line| self.at + line);
            let line = &lower[self.at..end];
            let last = line.trim_ascii_end().last();
            if let Some(above) = headings.at_line(line) {
                self.above = above;
            } else if last.is_none() && self.at > 0 && !self.open {
                self.above.under = Under::NONE;
            }
            if let Some(last) = last {
                self.open = *last == b':';
            }
            if end >= lower.len() {
                self.at = lower.len() + 1;
                break;
            }
            self.at = end + 1;
        }
        self.above
    }
}
