//! Where a sentence of a clinical note begins and ends, found by hand around a word, never for the whole note.
//!
//! A full stop ends one, unless it belongs to a number or an abbreviation. A line's end does too, unless the line was
//! long and the next one goes on in lower case: then it was only wrapped. Question marks do not: “Snap felt? No”.

use std::ops::Range;

/// No sentence reaches further than this many bytes to either side of a word: a note without one full stop stays cheap.
const REACH: usize = 700;
/// A line shorter than this was ended on purpose.
const WRAPPED: usize = 55;
/// Words whose full stop ends nothing.
const SHORT: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "st", "pt", "approx", "e.g", "i.e", "eg", "ie", "vs", "cf", "fig", "wt", "ht",
    "temp", "resp", "dept", "ext", "inc", "jr", "sr", "q", "p.o", "b.i.d", "t.i.d", "a.m", "p.m",
];

/// The sentence that holds the byte `at`; the ends lie between characters.
pub fn around(text: &str, at: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let lowest = at.saturating_sub(REACH);
    let ends = |place: &usize| ends_at(bytes, *place);
    let before = memchr::memrchr3_iter(b'\n', b'.', b'!', &bytes[lowest..at]).map(|place| lowest + place).find(ends);
    let mut start = before.map_or(lowest, |place| place + 1);
    let highest = (at + REACH).min(bytes.len());
    let behind = memchr::memchr3_iter(b'\n', b'.', b'!', &bytes[at..highest]).map(|place| at + place).find(ends);
    let mut end = behind.map_or(highest, |place| place + 1);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    start..end.max(start)
}

/// Whether the byte `at` is the last one of a sentence.
fn ends_at(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'\n' => !wrapped(bytes, at),
        b'.' | b'!' => full_stop(bytes, at),
        _ => false,
    }
}

fn full_stop(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 1).copied();
    let before = if at == 0 { b' ' } else { bytes[at - 1] };
    match next {
        None => true,
        Some(next) if next.is_ascii_whitespace() || matches!(next, b'"' | b')') => {
            let word = word_before(bytes, at);
            let digits = !word.is_empty() && word.iter().all(u8::is_ascii_digit);
            // “1. Ankle sprain”: a number in a list, at the beginning of its line.
            let listed = digits && word.len() <= 2 && line_starts_with(bytes, at - word.len());
            !(listed || is_short(word))
        }
        // A space was forgotten: “ankle.No gap”.
        Some(next) => next.is_ascii_uppercase() && before.is_ascii_lowercase(),
    }
}

fn word_before(bytes: &[u8], at: usize) -> &[u8] {
    let low = at.saturating_sub(12);
    let start = (low..at)
        .rev()
        .find(|i| bytes[*i].is_ascii_whitespace() || matches!(bytes[*i], b'(' | b'[' | b',' | b'/'))
        .map_or(low, |i| i + 1);
    &bytes[start..at]
}

fn is_short(word: &[u8]) -> bool {
    if word.len() == 1 && word[0].is_ascii_uppercase() {
        // An initial, unless it is an answer: “Pop heard: N.” ends a sentence.
        return !matches!(word[0], b'N' | b'Y' | b'R' | b'L');
    }
    SHORT.iter().any(|short| word.eq_ignore_ascii_case(short.as_bytes()))
}

fn line_starts_with(bytes: &[u8], at: usize) -> bool {
    bytes[at.saturating_sub(8)..at]
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .all(|byte| matches!(byte, b' ' | b'\t'))
        && (at < 8 || bytes[at.saturating_sub(8)..at].contains(&b'\n'))
}

fn wrapped(bytes: &[u8], at: usize) -> bool {
    let next = bytes[at + 1..].iter().take(8).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    if !next.is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'(') {
        return false;
    }
    let line = bytes[at.saturating_sub(200)..at].iter().rev().take_while(|byte| **byte != b'\n').count();
    let last = bytes[at.saturating_sub(3)..at].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    line >= WRAPPED && !matches!(last, Some(b'.' | b':' | b';'))
}

#[cfg(test)]
mod tests {
    use super::around;

    fn sentence<'a>(text: &'a str, word: &str) -> &'a str {
        text[around(text, text.find(word).unwrap_or(0))].trim()
    }

    #[test]
    fn stops_lines_and_numbers() {
        assert_eq!(sentence("No # seen. Gap 2.5 cm. Home.", "Gap"), "Gap 2.5 cm.");
        assert_eq!(sentence("nil gap\nsimmonds abnormal\nhome", "simmonds"), "simmonds abnormal");
        assert_eq!(sentence("ankle.No gap", "gap"), "No gap");
        assert_eq!(sentence("Snap felt? No. Home.", "Snap"), "Snap felt? No.");
        assert_eq!(sentence("Seen by Dr. Jones, gap felt. Home", "gap"), "Seen by Dr. Jones, gap felt.");
        let long = "There was a great deal of swelling over the whole of the ankle and\nno gap was felt.";
        assert_eq!(sentence(long, "gap"), long);
    }

    #[test]
    fn a_note_without_a_full_stop_is_cut_between_characters() {
        let text = "é".repeat(2000) + " gap " + &"ü".repeat(2000);
        let found = around(&text, text.find("gap").unwrap_or(0));
        assert!(text.get(found.clone()).is_some_and(|cut| cut.contains("gap") && cut.len() < 1500));
    }
}
