//! Where a sentence of a clinical note begins and ends, found by hand around a word, never for the whole note.
//!
//! A full stop ends one, unless it belongs to a number or an abbreviation. A line's end does too, unless the line was
//! only wrapped: it is long and the next one goes on in lower case, or the lines around are all as full as they could be.
//! Question marks do not end one: “Snap felt? No”.

use std::ops::Range;

/// No sentence is longer than this many bytes; a longer one is cut at spaces, so that a note without one full stop stays
/// cheap. Where it is cut depends on the text alone.
const LONGEST: usize = 1400;
/// How much of what follows a cut is read for phrases that begin in front of it.
const BEYOND: usize = 80;
/// A line as long as this was wrapped when the next one goes on in lower case.
const WRAPPED: usize = 55;
/// No text is wrapped to fewer columns than this.
const NARROWEST: usize = 30;
/// How far the lines are looked at around a shorter one.
const AROUND: usize = 320;
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

/// Where the second sentence behind a place ends that is itself the end of one.
pub fn two_on(text: &str, end: usize) -> usize {
    (0..2).fold(end, |end, _| {
        let next = text.as_bytes()[end..].iter().position(|byte| !byte.is_ascii_whitespace());
        next.map_or(end, |next| around(text, end, end + next).end)
    })
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

/// Whether the end of a line at `at` is no end of what is said: the line was only wrapped there.
fn wrapped(bytes: &[u8], at: usize) -> bool {
    let next = bytes[at + 1..].iter().take(8).find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
    let Some(next) = next.filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'(' | b'"' | b'\'')) else {
        return false;
    };
    let line = &bytes[at.saturating_sub(WRAPPED)..at];
    let last = line.iter().rev().find(|byte| !byte.is_ascii_whitespace());
    if matches!(last, None | Some(b'.' | b'!' | b';')) {
        return false;
    }
    let goes_on = next.is_ascii_lowercase() || *next == b'(' || grade(bytes[at + 1..].trim_ascii_start());
    let wide = line.len() == WRAPPED && last != Some(&b':') && memchr::memrchr(b'\n', line).is_none();
    (goes_on && wide) || narrow(bytes, at, goes_on)
}

/// Whether the strength of a muscle follows, “2/5”, “4-/5”: no line of its own begins so.
fn grade(next: &[u8]) -> bool {
    let ([b'0'..=b'5', b'+' | b'-', rest @ ..] | [b'0'..=b'5', rest @ ..]) = next else { return false };
    matches!(rest, [b'/', b'5'] | [b'/', b'5', b' ' | b'.' | b',' | b';' | b')' | b'\n', ..])
}

/// The same for lines of any width, by the lines around it. Wrapping puts as many words on a line as there is room for: a
/// wrapped line could not have held the next one's first word. That has to be so for every line around that does not end
/// with a stop, and more than chance has to speak for it, or else they are separate lines.
fn narrow(bytes: &[u8], at: usize, goes_on: bool) -> bool {
    let around = at.saturating_sub(AROUND)..(at + AROUND).min(bytes.len());
    // Nearly every line had room for the next one's first word: nothing more is looked at then.
    let front = memchr::memrchr(b'\n', &bytes[around.start..at]).map_or(around.start, |line| around.start + line + 1);
    let next = bytes[at + 1..around.end].trim_ascii_start();
    let word = next.iter().position(u8::is_ascii_whitespace).unwrap_or(next.len());
    let full = columns(bytes[front..at].trim_ascii_end()) + 1 + columns(&next[..word]);
    if full <= NARROWEST {
        return false;
    }
    let lines = || bytes[around.clone()].split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let mut width = 0;
    for line in lines() {
        width = width.max(columns(line));
        if width >= full {
            return false;
        }
    }
    if width < NARROWEST {
        return false;
    }
    // `place` is where a line begins. The first one may be cut off, and is then at least so wide.
    let (mut place, mut evidence, mut opened, mut here) = (around.start, 0, false, false);
    for (line, next) in lines().zip(lines().skip(1)) {
        place += memchr::memchr(b'\n', &bytes[place..]).unwrap_or(0) + 1;
        let is_here = place == at + 1;
        let first = next.trim_ascii_start();
        let Some(letter) = first.first() else { continue };
        if matches!(line.last(), None | Some(b'.' | b'!' | b'?' | b':' | b';')) && !is_here {
            continue;
        }
        let word = first.iter().position(u8::is_ascii_whitespace).unwrap_or(first.len());
        let full = columns(line) + 1 + columns(&first[..word]) > width;
        let small = letter.is_ascii_lowercase() || *letter == b'(';
        let open = wants_more(line);
        if is_here {
            here = full;
        }
        // Prose: a line that ends in the middle of what is said, or with a sentence's end in it.
        opened |= full && (open || line.windows(3).any(|at| at.starts_with(b". ") && at[2].is_ascii_uppercase()));
        match (full, small) {
            (true, true) => evidence += if open { 3 } else { 1 },
            (true, false) => evidence += if open { 3 } else { 0 },
            (false, true) => evidence -= 2,
            (false, false) if letter.is_ascii_alphanumeric() => evidence -= 1,
            (false, false) => {}
        }
    }
    here && evidence >= if opened { 3 } else { 6 } + if goes_on { 0 } else { 2 }
}

/// How many characters a line has.
fn columns(line: &[u8]) -> usize {
    line.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Whether a line ends with a word behind which nothing that is said ends.
fn wants_more(line: &[u8]) -> bool {
    let start = line.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
    matches!(
        &line[start..],
        b"a" | b"an"
            | b"and"
            | b"as"
            | b"at"
            | b"but"
            | b"by"
            | b"for"
            | b"from"
            | b"had"
            | b"has"
            | b"he"
            | b"her"
            | b"his"
            | b"in"
            | b"is"
            | b"my"
            | b"of"
            | b"or"
            | b"she"
            | b"that"
            | b"the"
            | b"their"
            | b"to"
            | b"was"
            | b"were"
            | b"when"
            | b"which"
            | b"while"
            | b"with"
    )
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
    fn lines_that_were_wrapped_early_are_one_sentence() {
        let narrow = "He was seen after an injury to the\nleft heel at football. A squeeze of\nthe left calf gave no movement of\nthe \
                      foot. Thompson:\nabnormal. Home with\ncrutches.";
        assert_eq!(sentence(narrow, "squeeze"), "A squeeze of\nthe left calf gave no movement of\nthe foot.");
        assert_eq!(sentence(narrow, "Thompson"), "Thompson:", "there was room for another word");
        // Of the same width by chance, and each for itself.
        let apart = "felt a pop back of left heel at football\nno gap felt, simmonds squeeze abnormal\nunable to heel raise on the left side";
        assert_eq!(sentence(apart, "gap"), "no gap felt, simmonds squeeze abnormal");
        let listed = "seen with the mother of the player in\nno pain\nsimmonds abnormal\nno gap in the tendon of the leg was to\nbe felt";
        assert_eq!(sentence(listed, "simmonds"), "simmonds abnormal");
    }

    #[test]
    fn a_note_without_a_full_stop_is_cut_between_characters() {
        let text = "é".repeat(2000) + " gap " + &"ü".repeat(2000);
        let found = around(&text, 0, text.find("gap").unwrap_or(0));
        assert!(text.get(found.clone()).is_some_and(|cut| cut.contains("gap") && cut.len() < 1500));
    }
}
