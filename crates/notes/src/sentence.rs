//! Where a sentence of a clinical note begins and ends, found by hand around a word, never for the whole note.
//!
//! A full stop ends one, unless it belongs to a number or an abbreviation. A line's end does too, unless the line was
//! long and the next one goes on in lower case: then it was only wrapped. Question marks do not: “Snap felt? No”.

use std::ops::Range;

/// No sentence is longer than this many bytes; a longer one is cut at spaces, so that a note without one full stop stays
/// cheap. Where it is cut depends on the text alone.
const LONGEST: usize = 1400;
/// How much of what follows a cut is read for phrases that begin in front of it.
const BEYOND: usize = 80;
/// A line shorter than this was ended on purpose.
const WRAPPED: usize = 55;
/// The sentence that holds the byte `at`, looked for behind `from`, the end of another sentence that lies before it; the
/// ends lie between characters.
pub fn around(text: &str, from: usize, at: usize) -> Range<usize> {
    pieces(text, from, at).1
}

/// The first sentence to be read for what may be a word of a phrase: that of the byte `at`, or the one that was cut off in
/// front of it, where a phrase may begin.
pub fn first(text: &str, from: usize, at: usize) -> Range<usize> {
    match pieces(text, from, at) {
        (Some(before), sentence) if at - sentence.start < BEYOND => before,
        (_, sentence) => sentence,
    }
}

/// The sentence that holds the byte `at`, and what was cut off in front of it.
fn pieces(text: &str, from: usize, at: usize) -> (Option<Range<usize>>, Range<usize>) {
    let bytes = text.as_bytes();
    let ends = |place: &usize| ends_at(bytes, *place);
    let before = memchr::memrchr3_iter(b'\n', b'.', b'!', &bytes[from..at]).map(|place| from + place).find(ends);
    let mut start = before.map_or(from, |place| place + 1);
    let mut cut_off = None;
    loop {
        let highest = (start + LONGEST).min(bytes.len());
        let open = start.max(at).min(highest);
        let behind =
            memchr::memchr3_iter(b'\n', b'.', b'!', &bytes[open..highest]).map(|place| open + place).find(ends);
        let end = match behind {
            Some(place) => place + 1,
            // One as long as may be is cut at the end of the text too: what follows there must change nothing.
            None if highest == bytes.len() && highest - start < LONGEST => highest,
            None => cut(text, start, highest),
        };
        if at < end || end == bytes.len() {
            return (cut_off, start..end);
        }
        cut_off = Some(start..end);
        start = end;
    }
}

/// How far the words reach that belong to a sentence: beyond the place where it was cut, so that no phrase is cut with it.
pub fn reach(text: &str, sentence: &Range<usize>) -> usize {
    let bytes = text.as_bytes();
    let Range { end, .. } = *sentence;
    if sentence.len() + BEYOND < LONGEST / 2 || end == bytes.len() || ends_at(bytes, end - 1) {
        return end;
    }
    let highest = text.floor_char_boundary(end + BEYOND);
    let mut ends = memchr::memchr3_iter(b'\n', b'.', b'!', &bytes[end..highest]).map(|place| end + place);
    ends.find(|place| ends_at(bytes, *place)).map_or(highest, |place| place + 1)
}

/// Where a sentence is cut that is too long: behind the last mark or line in its second half, which words that belong
/// together seldom go over; or else behind its last space.
fn cut(text: &str, start: usize, highest: usize) -> usize {
    let bytes = &text.as_bytes()[start..highest];
    let parts = |byte: &u8| matches!(byte, b'\n' | b';' | b',' | b'?' | b':');
    let mark = bytes.iter().rposition(parts).filter(|at| *at > bytes.len() / 2);
    let space = || bytes.iter().rposition(u8::is_ascii_whitespace).filter(|at| *at > 0);
    mark.or_else(space).map_or_else(|| text.floor_char_boundary(highest), |at| start + at + 1)
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

/// Whether a word's full stop ends nothing.
fn is_short(word: &[u8]) -> bool {
    if word.len() == 1 && word[0].is_ascii_uppercase() {
        // An initial, unless it is an answer: “Pop heard: N.” ends a sentence.
        return !matches!(word[0], b'N' | b'Y' | b'R' | b'L');
    }
    let mut low = [0; 6];
    let Some(low) = low.get_mut(..word.len()) else { return false };
    low.copy_from_slice(word);
    low.make_ascii_lowercase();
    matches!(
        &*low,
        b"dr"
            | b"mr"
            | b"mrs"
            | b"ms"
            | b"prof"
            | b"st"
            | b"pt"
            | b"approx"
            | b"e.g"
            | b"i.e"
            | b"eg"
            | b"ie"
            | b"vs"
            | b"cf"
            | b"fig"
            | b"wt"
            | b"ht"
            | b"temp"
            | b"resp"
            | b"dept"
            | b"ext"
            | b"inc"
            | b"jr"
            | b"sr"
            | b"q"
            | b"p.o"
            | b"incl"
            | b"prev"
            | b"poss"
            | b"prob"
            | b"diff"
            | b"assoc"
            | b"b.i.d"
            | b"t.i.d"
            | b"a.m"
            | b"p.m"
    )
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
    let line = &bytes[at.saturating_sub(WRAPPED)..at];
    let last = bytes[at.saturating_sub(3)..at].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    line.len() == WRAPPED && memchr::memrchr(b'\n', line).is_none() && !matches!(last, Some(b'.' | b':' | b';'))
}

#[cfg(test)]
mod tests {
    use super::around;

    fn sentence<'a>(text: &'a str, word: &str) -> &'a str {
        text[around(text, 0, text.find(word).unwrap_or(0))].trim()
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
        let found = around(&text, 0, text.find("gap").unwrap_or(0));
        assert!(text.get(found.clone()).is_some_and(|cut| cut.contains("gap") && cut.len() < 1500));
    }
}
