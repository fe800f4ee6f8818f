//! Words, numbers and marks of a sentence, with their places.
//!
//! Made for shorthand: `s/p`, `o/e`, `w/o` are one word, `3/5` and `2.5` one number, `2cm` a number and a word, `x0` a
//! word, `-ve` a mark and a word; a curly apostrophe is the straight one.

use std::ops::Range;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with digits after them, an apostrophe inside or behind, or single letters joined by a slash.
    Word,
    /// Digits, with points, slashes or commas between them.
    Number,
    /// One other character.
    Mark,
    /// A line's end.
    Line,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands in the note.
    pub span: Range<usize>,
    /// Its number among the words of the rules; 0 when no rule knows it.
    pub word: u32,
    /// Its bit among those of [`crate::lexicon::Beginnings`].
    pub bit: u8,
    /// What may begin with it: [`SIGN`], [`CUE`], both or nothing.
    pub begins: u8,
}

/// The phrase of a sign may begin with this token.
pub const SIGN: u8 = 1;
/// The phrase of a cue may begin with it.
pub const CUE: u8 = 2;

/// Whether a byte belongs to a word: letters, and every byte of a character beyond ASCII that is not punctuation.
pub fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// General punctuation (`U+2000`–`U+206F`: dashes, quotes, bullets) starts with `E2 80` and `E2 81`, arrows with `E2 86` and
/// `E2 87`, signs such as `−` with `E2 88`, boxes and ticks (`☐`, `☒`, `✓`, `✗`) with `E2 98` and `E2 9C`: “gap✗” and “Simmonds→absent” are words and
/// their answers.
fn is_wide_mark(text: &[u8], at: usize) -> bool {
    text[at] == 0xE2
        && text.get(at + 1).is_some_and(|next| matches!(next, 0x80 | 0x81 | 0x86..=0x88 | 0x98 | 0x9C))
        && text.len() > at + 2
}

/// How long the curly apostrophe at a place is, or the accent that stands for one; 0 when there is none.
fn wide_apostrophe(text: &[u8], at: usize) -> usize {
    match text[at..] {
        [0xE2, 0x80, 0x99 | 0xB2, ..] => 3,
        [0xC2, 0xB4, ..] => 2,
        _ => 0,
    }
}

pub fn is_space(text: &[u8], at: usize) -> usize {
    match text[at] {
        b' ' | b'\t' | b'\r' | 0x0B | 0x0C => 1,
        0xC2 if text.get(at + 1) == Some(&0xA0) => 2,
        // Spaces of other widths, U+2000 to U+200A and U+202F.
        0xE2 if matches!(text[at..], [_, 0x80, 0x80..=0x8A | 0xAF, ..]) => 3,
        _ => 0,
    }
}

/// Whether a tab parts two cells of a table: its line has a second one, and neither stands at the line's beginning. Such a tab
/// is read as the bar that other tables are drawn with.
pub fn between_cells(text: &[u8], at: usize) -> bool {
    // A row is not longer: looking further for its ends would take the square of a line without one.
    const ROW: usize = 400;
    let (from, to) = (at.saturating_sub(ROW), (at + ROW).min(text.len()));
    let start = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |line| from + line + 1);
    let end = memchr::memchr(b'\n', &text[at..to]).map_or(to, |line| at + line);
    let line = text[start..end].trim_ascii_start();
    at >= end - line.len() && memchr::memchr_iter(b'\t', line.trim_ascii_end()).nth(1).is_some()
}

/// Cuts the lower-cased bytes `text[range]` into pieces and calls `each` with kind and place.
pub fn cut(text: &[u8], range: Range<usize>, mut each: impl FnMut(Kind, Range<usize>)) {
    let end = range.end.min(text.len());
    let text = &text[..end];
    let mut at = range.start;
    while at < end {
        let space = is_space(text, at);
        if space > 0 {
            at += space;
            continue;
        }
        let start = at;
        if text[at].is_ascii_lowercase() {
            at = letters_end(text, at);
            // Nearly every word is letters and then a space or a mark.
            if text.get(at).is_some_and(|next| goes_on(*next)) {
                at = word_end(text, start);
            }
            each(Kind::Word, start..at);
            continue;
        }
        let kind;
        (kind, at) = other(text, at);
        each(kind, start..at.min(end));
    }
}

/// What a place that is neither a space nor a letter from a to z holds, and where it ends.
pub fn other(text: &[u8], at: usize) -> (Kind, usize) {
    let byte = text[at];
    if byte == b'\n' {
        (Kind::Line, at + 1)
    } else if byte.is_ascii_digit() {
        (Kind::Number, number_end(text, at))
    } else if is_wide_mark(text, at) {
        (Kind::Mark, at + 3)
    } else if wide_apostrophe(text, at) > 0 {
        (Kind::Mark, at + wide_apostrophe(text, at))
    } else if is_letter(byte) {
        (Kind::Word, word_end(text, at))
    } else {
        (Kind::Mark, at + 1)
    }
}

fn number_end(text: &[u8], mut at: usize) -> usize {
    while at < text.len() {
        let joined = matches!(text[at], b'.' | b'/' | b',') && text.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !(text[at].is_ascii_digit() || joined) {
            break;
        }
        at += 1;
    }
    at
}

/// Whether a word of letters may go on with this byte.
pub const fn goes_on(byte: u8) -> bool {
    byte.is_ascii_digit() || byte >= 0x80 || matches!(byte, b'\'' | b'/')
}

/// Where the letters end that begin at a place.
fn letters_end(text: &[u8], at: usize) -> usize {
    text[at..].iter().position(|byte| !byte.is_ascii_alphabetic()).map_or(text.len(), |length| at + length)
}

pub fn word_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        while at < text.len()
            && (text[at].is_ascii_digit() || is_letter(text[at]))
            && !is_wide_mark(text, at)
            && wide_apostrophe(text, at) == 0
            && is_space(text, at) == 0
        {
            at += 1;
        }
        if at >= text.len() {
            return at;
        }
        if text[at] == b'\'' {
            // Inside a word, or behind the s of a name; never the quote that closes a citation.
            let inside = text.get(at + 1).is_some_and(|next| is_letter(*next) && *next < 0x80);
            if inside {
                at += 1;
                continue;
            }
            return at;
        }
        let wide = wide_apostrophe(text, at);
        if wide > 0 && text.get(at + wide).is_some_and(u8::is_ascii_alphabetic) {
            at += wide;
            continue;
        }
        // Single letters joined by slashes: s/p, o/e, n/v/d.
        if text[at] == b'/' && at - start == 1 || text[at] == b'/' && at >= 2 && at - start >= 3 && text[at - 2] == b'/'
        {
            let single = text.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
                && !text.get(at + 2).is_some_and(|next| is_letter(*next) || next.is_ascii_digit());
            if single {
                at += 2;
                continue;
            }
        }
        return at;
    }
}
