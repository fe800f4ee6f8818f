//! What programs write in their own way, made plain without moving a byte: ends of lines, tick boxes, answers to choose from.
//!
//! `Simmonds: ( ) normal (x) abnormal` is read as `Simmonds:                abnormal`. Nothing but space takes the place of
//! what was not chosen, so that every place in the plain text is the same place in the note.

use std::borrow::Cow;
use std::ops::Range;

/// Tags and marks that end a line.
const ENDS: &[&[u8]] = &[
    b"\\.br\\", b"<br>", b"<br/>", b"<br />", b"<p>", b"</p>", b"<div>", b"</div>", b"<li>", b"</li>", b"\\r\\n",
    b"\\n", b"\r",
];

/// Words that answer, and between which a form lets choose.
const ANSWERS: &[&[u8]] = &[
    b"+",
    b"+ve",
    b"-",
    b"-ve",
    b"able",
    b"abn",
    b"abnormal",
    b"absent",
    b"done",
    b"false",
    b"impaired",
    b"intact",
    b"moves",
    b"n",
    b"n/a",
    b"na",
    b"nad",
    b"neg",
    b"negative",
    b"nil",
    b"no",
    b"none",
    b"normal",
    b"not",
    b"pos",
    b"positive",
    b"present",
    b"reduced",
    b"tested",
    b"true",
    b"unable",
    b"weak",
    b"y",
    b"yes",
];

/// A space as long as a tick box.
const WIDE_SPACE: &[u8] = "\u{2003}".as_bytes();

/// A text in which ends of lines are such, and of the answers of a form only the chosen ones are left.
pub fn plain(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let (mut ended, mut plain) = (None, None);
    ends(bytes, &mut ended);
    boxes(ended.as_deref().unwrap_or(bytes), &mut plain);
    match plain.or(ended).map(String::from_utf8) {
        Some(Ok(plain)) => Cow::Owned(plain),
        _ => Cow::Borrowed(text),
    }
}

/// Puts space where `place` is, and begins a copy for it.
fn blank(bytes: &[u8], plain: &mut Option<Vec<u8>>, place: Range<usize>) {
    let plain = plain.get_or_insert_with(|| bytes.to_vec());
    let mut at = place.start;
    while at < place.end {
        // Letters of several bytes stay letters: they are no part of an answer.
        let wide = bytes[at] == 0xE2 && at + 3 <= place.end;
        if wide {
            plain[at..at + 3].copy_from_slice(WIDE_SPACE);
        } else if bytes[at].is_ascii() {
            plain[at] = b' ';
        }
        at += if wide { 3 } else { 1 };
    }
}

/// Makes ends of lines such that are written otherwise.
fn ends(bytes: &[u8], plain: &mut Option<Vec<u8>>) {
    for at in memchr::memchr3_iter(b'\r', b'\\', b'~', bytes) {
        if bytes[at] == b'~' {
            // Messages between systems: “No swelling~Simmonds positive”.
            let before = at.checked_sub(1).map(|before| bytes[before]);
            let ends = before.is_some_and(|before| before.is_ascii_alphanumeric() || before == b'.');
            if ends && bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase) {
                plain.get_or_insert_with(|| bytes.to_vec())[at] = b'\n';
            }
        } else {
            end(bytes, plain, at);
        }
    }
}

/// Makes an end of a line of what begins at a byte, if it is one.
fn end(bytes: &[u8], plain: &mut Option<Vec<u8>>, at: usize) {
    let rest = &bytes[at..];
    let starts = |end: &&&[u8]| rest.get(..end.len()).is_some_and(|there| there.eq_ignore_ascii_case(end));
    // Windows ends lines with both. What stands inside another one is part of it.
    let Some(end) = ENDS.iter().find(starts).filter(|_| !rest.starts_with(b"\r\n")) else { return };
    if plain.as_ref().is_some_and(|plain| plain[at] == b' ') {
        return;
    }
    blank(bytes, plain, at..at + end.len());
    if let Some(plain) = plain {
        plain[at] = b'\n';
    }
}

/// A tick box, or a bracket with an answer in it.
#[derive(Debug, Clone)]
struct Ticked {
    place: Range<usize>,
    what: Tick,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tick {
    Yes,
    No,
    /// One answer: “[+]”.
    Answer,
    /// Several to choose from: “(Pos/Neg)”.
    Choice,
}

/// The box that begins at a byte.
fn ticked(line: &[u8], at: usize) -> Option<Ticked> {
    if line[at] == 0xE2 {
        let what = match line.get(at + 1..at + 3)? {
            [0x98, 0x90] => Tick::No,
            [0x98, 0x91 | 0x92] => Tick::Yes,
            _ => return None,
        };
        return Some(Ticked { place: at..at + 3, what });
    }
    let close = if line[at] == b'[' { b']' } else { b')' };
    // No list of answers is longer.
    let inside = &line[at + 1..line.len().min(at + 40)];
    let length = inside.iter().position(|byte| *byte == close || *byte == b'\n')?;
    if inside[length] != close {
        return None;
    }
    let inside = &inside[..length];
    let place = at..at + length + 2;
    let said = inside.trim_ascii();
    let what = match said {
        b"" if line[at] != b'(' || length > 0 => Tick::No,
        b"x" | b"X" | b"*" | b"\xE2\x9C\x93" | b"\xE2\x9C\x94" => Tick::Yes,
        _ if line[at] == b'[' && is_answer(said) => Tick::Answer,
        _ => {
            let mut choices = said.split(|byte| matches!(byte, b'/' | b'|' | b',')).map(<[u8]>::trim_ascii);
            let several = said.iter().any(|byte| matches!(byte, b'/' | b'|' | b','));
            if !(several && !is_answer(said) && choices.all(is_answer)) {
                return None;
            }
            Tick::Choice
        }
    };
    Some(Ticked { place, what })
}

/// Whether these are words of an answer and nothing else.
fn is_answer(said: &[u8]) -> bool {
    let mut words = said.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| {
            let bare = word.strip_suffix(b",").or_else(|| word.strip_suffix(b".")).unwrap_or(word);
            ANSWERS.iter().any(|answer| answer.eq_ignore_ascii_case(bare))
        })
}

/// Leaves of the answers of a form only the chosen ones, and makes ends of lines of tags.
fn boxes(bytes: &[u8], plain: &mut Option<Vec<u8>>) {
    let mut ascii = memchr::memchr3_iter(b'[', b'(', b'<', bytes).peekable();
    let with_wide = if bytes.is_ascii() { b"".as_slice() } else { bytes };
    let mut wide = memchr::memmem::find_iter(with_wide, b"\xE2\x98").peekable();
    let mut line = 0..0;
    let mut all: Vec<Ticked> = Vec::new();
    loop {
        let at = match (ascii.peek(), wide.peek()) {
            (Some(one), Some(other)) if other < one => wide.next(),
            (None, _) => wide.next(),
            _ => ascii.next(),
        };
        let Some(at) = at else { break };
        if bytes[at] == b'<' {
            end(bytes, plain, at);
            continue;
        }
        if all.last().is_some_and(|last| at < line.start + last.place.end) {
            continue;
        }
        let Some(Ticked { place, what }) = ticked(bytes, at) else { continue };
        if at >= line.end {
            one_line(bytes, line.clone(), &all, plain);
            all.clear();
            let start = memchr::memrchr(b'\n', &bytes[line.end..at]).map_or(line.end, |end| line.end + end + 1);
            line = start..memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end);
        }
        all.push(Ticked { place: place.start - line.start..place.end - line.start, what });
    }
    one_line(bytes, line, &all, plain);
}

fn one_line(bytes: &[u8], line: Range<usize>, all: &[Ticked], plain: &mut Option<Vec<u8>>) {
    let text = &bytes[line.clone()];
    let in_text = |place: Range<usize>| line.start + place.start..line.start + place.end;
    for (number, one) in all.iter().enumerate() {
        let behind = &text[one.place.end..all.get(number + 1).map_or(text.len(), |next| next.place.start)];
        match one.what {
            Tick::Answer => {
                blank(bytes, plain, in_text(one.place.start..one.place.start + 1));
                blank(bytes, plain, in_text(one.place.end - 1..one.place.end));
                // The next question is another matter.
                if let Some(plain) = plain.as_mut().filter(|_| behind.iter().any(u8::is_ascii_alphanumeric)) {
                    plain[line.start + one.place.end - 1] = b';';
                }
            }
            // What is chosen stands behind it.
            Tick::Choice => {
                let value = behind.trim_ascii_start();
                let value = value
                    .strip_prefix(b":")
                    .or_else(|| value.strip_prefix(b"="))
                    .unwrap_or_default()
                    .trim_ascii_start();
                let word =
                    value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'/')));
                if is_answer(&value[..word.unwrap_or(value.len())]) {
                    blank(bytes, plain, in_text(one.place.clone()));
                }
            }
            Tick::Yes | Tick::No => {}
        }
    }
    let has = |what| all.iter().any(|one| one.what == what);
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return };
    if !(has(Tick::Yes) && has(Tick::No)) {
        return;
    }
    let is_blank = |part: &[u8]| !part.iter().any(u8::is_ascii_alphanumeric);
    let colon = text[..first.place.start].iter().rposition(|byte| *byte == b':').map_or(0, |colon| colon + 1);
    let trailing = is_blank(&text[last.place.end..]) && !is_blank(&text[colon..first.place.start]);
    let boxes = || all.iter().enumerate().filter(|(_, one)| matches!(one.what, Tick::Yes | Tick::No));
    let label = |number: usize, one: &Ticked| {
        if !trailing {
            return one.place.end..all.get(number + 1).map_or(text.len(), |next| next.place.start);
        }
        let from = number.checked_sub(1).map_or(colon, |before| all[before].place.end);
        let words = &text[from..one.place.start];
        // Without a colon the question stands in front of the first answer.
        let space = || words.trim_ascii_end().iter().rposition(u8::is_ascii_whitespace);
        let answer = if is_answer(words) { 0 } else { space().map_or(0, |space| space + 1) };
        from + answer..one.place.start
    };
    let said = |number: usize, one: &Ticked| {
        let said = text[label(number, one)].trim_ascii();
        said.strip_suffix(b".").unwrap_or(said)
    };
    // Where something else can be ticked the boxes are read as they stand. “Unable” is no answer to yes or no.
    let is_yes_or_no =
        |said: &[u8]| [b"yes".as_slice(), b"no", b"y", b"n"].iter().any(|one| said.eq_ignore_ascii_case(one));
    let unable =
        boxes().any(|(number, one)| one.what == Tick::Yes && said(number, one).eq_ignore_ascii_case(b"unable"));
    if !boxes().all(|(number, one)| is_answer(said(number, one)))
        || (unable && boxes().any(|(number, one)| is_yes_or_no(said(number, one))))
    {
        return;
    }
    for (number, one) in boxes() {
        blank(bytes, plain, in_text(one.place.clone()));
        if one.what == Tick::No {
            blank(bytes, plain, in_text(label(number, one)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn only_what_was_chosen_is_left_and_nothing_moves() {
        for (text, expected) in [
            ("Thompson: ( ) normal (x) abnormal ( ) not done", "Thompson: abnormal"),
            ("Gap: (x) yes ( ) no", "Gap: yes"),
            ("Simmonds: Positive ☐ Negative ☑", "Simmonds: Negative"),
            ("Palpable gap Yes ☑ No ☐", "Palpable gap Yes"),
            ("Palpable gap: [X] Yes [ ] No [ ] N/A", "Palpable gap: Yes"),
            ("Thompson test (Pos/Neg): Pos", "Thompson test : Pos"),
            ("Simmonds (normal/abnormal): abnormal", "Simmonds : abnormal"),
            ("gap [Y] Simmonds [+] heel raise [N]", "gap Y; Simmonds +; heel raise N"),
            ("No swelling\\.br\\Gap<br/>Pop\\nSnap\rHome~Later", "No swelling Gap Pop Snap Home Later"),
            // Nothing is chosen, or there is nothing to choose from.
            ("[x] Swelling [ ] Palpable gap", "[x] Swelling [ ] Palpable gap"),
            ("Gap: [ ] yes [ ] no", "Gap: [ ] yes [ ] no"),
            ("Thompson test (Pos/Neg)", "Thompson test (Pos/Neg)"),
            ("Gap: (x) yes ( ) no\\.br\\Pulse: ( ) no (x) yes", "Gap: yes Pulse: yes"),
            ("Simmonds (prone): abnormal (foot still)", "Simmonds (prone): abnormal (foot still)"),
            ("gap ~4cm <2 cm", "gap ~4cm <2 cm"),
        ] {
            let found = plain(text);
            assert_eq!(found.split_whitespace().collect::<Vec<_>>().join(" "), expected, "{text}");
            assert_eq!(found.len(), text.len(), "{text}");
            // Whatever ends between characters there does so here.
            assert!((0..=text.len()).all(|at| !found.is_char_boundary(at) || text.is_char_boundary(at)), "{text}");
        }
    }
}
