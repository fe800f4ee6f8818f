//! What holds of all bytes that a sweep reads: lines read by their shape and lines read in full leave the same journal, the
//! journal can be read back, and every sign in it lies in its note between characters. Called by the fuzz targets `ndjson`,
//! `base64` and `utf8`, and by a test that replays their seeds.

use std::cell::RefCell;
use std::sync::LazyLock;

use heelrise_notes::{Engine, SINCE, Scratch};
use heelrise_sweep::probe::{Block, Date, Kept, Line, Note, Probe, blocks, texts};
use heelrise_sweep::{Counts, Knowledge, Window};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::built_in().expect("the rules can be read"));
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&Engine::built_in()).expect("the rules can be read"));

/// Readers with their memory, used again from input to input as a sweep does from block to block.
struct Readers {
    all: Probe<'static>,
    without_sentences: Probe<'static>,
    some_days: Probe<'static>,
}

thread_local! {
    static READERS: RefCell<Readers> = RefCell::new(Readers {
        all: Probe::new(&KNOWLEDGE, Window::default(), true),
        without_sentences: Probe::new(&KNOWLEDGE, Window::default(), false),
        some_days: Probe::new(&KNOWLEDGE, SOME_DAYS, true),
    });
}

const SOME_DAYS: Window = Window { from: Some(Date::constant(2026, 11, 6)), to: Some(Date::constant(2026, 11, 20)) };

/// Bytes as an export.
pub fn ndjson(bytes: &[u8]) {
    READERS.with_borrow_mut(|readers| export(bytes, readers));
}

fn export(bytes: &[u8], Readers { all, without_sentences, some_days }: &mut Readers) {
    let blocks = blocks(bytes);
    let full = all.in_full(&blocks);
    assert_same(&all.lines(&blocks), &full, "read once");
    // Now the shapes of all its lines are known.
    assert_same(&all.lines(&blocks), &full, "read again");
    let notes = read_back(&full);
    within(bytes, &full.counts, &notes);
    for note in &notes {
        in_record(bytes, note);
    }
    let bare: Vec<Note> = notes.iter().cloned().map(bare).collect();
    assert_eq!(read_back(&without_sentences.in_full(&blocks)), bare, "without sentences");
    // With some days only, a note may be passed over before its data is decoded: that must not hide a damaged line.
    let full = some_days.in_full(&blocks);
    assert_same(&some_days.lines(&blocks), &full, "some days");
    assert_same(&some_days.lines(&blocks), &full, "some days, read again");
}

fn assert_same(one: &Kept, other: &Kept, what: &str) {
    let text = |kept: &Kept| String::from_utf8_lossy(&kept.journal).into_owned();
    assert_eq!(text(one), text(other), "{what}");
    assert_eq!(one, other, "{what}");
}

/// The notes of a journal, whose every line must be one that can be read.
fn read_back(kept: &Kept) -> Vec<Note> {
    let lines = kept.lines().map(|line| line.expect("a line of the journal cannot be read back"));
    let notes: Vec<Note> =
        lines.filter_map(|line| if let Line::Note(note) = line { Some(note) } else { None }).collect();
    assert_eq!(u64::try_from(notes.len()), Ok(kept.counts.notes_with_signs));
    // How long ago it happened stands behind the signs, and is none.
    let signs = notes.iter().flat_map(|note| &note.signs).filter(|sign| *sign.sign != *SINCE).count();
    assert_eq!(signs, usize::try_from(kept.counts.signs).unwrap());
    notes
}

fn bare(mut note: Note) -> Note {
    note.signs.iter_mut().for_each(|sign| sign.text = None);
    note
}

/// Whether lines and counts fit the bytes.
fn within(bytes: &[u8], counts: &Counts, notes: &[Note]) {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    assert!(counts.records <= lines as u64 && counts.bad <= counts.records, "{counts:?}");
    assert_eq!(counts.bytes, bytes.len() as u64);
    for note in notes {
        let byte = usize::try_from(note.place.byte).expect("a place in memory");
        let before = bytes.get(..byte).expect("a note behind the end");
        assert!(byte == 0 || before.ends_with(b"\n"), "not the front of a line: {byte}");
        assert_eq!(note.place.line, before.split(|byte| *byte == b'\n').count() as u64);
    }
}

/// Whether a note can be shown again: one of the texts at its place has every sentence where it is said to stand.
fn in_record(bytes: &[u8], note: &Note) {
    let texts = texts(&bytes[usize::try_from(note.place.byte).expect("a place in memory")..]);
    assert!(texts.iter().any(|text| in_text(text, note)), "{note:?} is none of {texts:?}");
}

/// Whether every sign of a note lies in a text between characters, inside its sentence, and in order; behind them, how long
/// ago it happened.
fn in_text(text: &str, note: &Note) -> bool {
    let mut last = 0;
    note.signs.iter().enumerate().all(|(number, sign)| {
        let ((start, end), sentence) = (sign.span, sign.sentence);
        let in_order = start >= last || (*sign.sign == *SINCE && number + 1 == note.signs.len());
        last = end;
        in_order
            && text.get(start..end).is_some_and(|words| !words.is_empty())
            && (sentence.0 <= start && end <= sentence.1)
            && text.get(sentence.0..sentence.1) == sign.text.as_deref()
    })
}

const FRONT: &str = r#"{"resourceType":"DocumentReference","id":"d","status":"current","content":[{"attachment":{"contentType":"text/plain","data":"#;
const BEHIND: &str = "}}]}\n";
/// A line of the same shape, with “Felt a pop.”.
const KNOWN: &str = r#"{"resourceType":"DocumentReference","id":"d","status":"current","content":[{"attachment":{"contentType":"text/plain","data":"RmVsdCBhIHBvcC4="}}]}"#;

/// Bytes as the data of an attachment, and as the note in it.
pub fn base64(bytes: &[u8]) {
    // As they are, in a line of a shape that is known.
    ndjson(&[KNOWN.as_bytes(), b"\n", FRONT.as_bytes(), b"\"", bytes, b"\"", BEHIND.as_bytes()].concat());
    READERS.with_borrow_mut(|Readers { all, .. }| {
        let data = String::from_utf8_lossy(bytes);
        let kept = sweep(&data, all);
        match decoded(data.as_bytes()) {
            Some(note) => assert_note(&kept, &note, all),
            None => assert_eq!((kept.counts.bad, kept.counts.notes), (1, 0), "base64 that is none: {data:?}"),
        }
        let code = encoded(bytes);
        let wrapped: Vec<&str> = code.as_bytes().chunks(76).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        for code in [&code, code.trim_end_matches('='), &wrapped.join("\r\n")] {
            assert_note(&sweep(code, all), bytes, all);
        }
    });
}

/// Reads a line with this data, behind one of its shape and without one.
fn sweep(data: &str, all: &mut Probe<'_>) -> Kept {
    let data = serde_json::to_string(data).expect("a string");
    let block = |bytes: Vec<u8>| [Block { bytes, line: 1, ..Block::default() }];
    let line = block(format!("{FRONT}{data}{BEHIND}").into_bytes());
    let full = all.in_full(&line);
    all.lines(&block(KNOWN.as_bytes().to_vec()));
    assert_same(&all.lines(&line), &full, "by its shape");
    full
}

/// Whether what was kept of a line is what is kept of the note in it.
fn assert_note(kept: &Kept, bytes: &[u8], all: &mut Probe<'_>) {
    let note = all.note(bytes, false, "d");
    assert_eq!(kept.counts.bad, 0, "a note was refused");
    assert_eq!(read_back(kept), read_back(&note));
    let (notes, latin1) = (note.counts.notes, note.counts.latin1);
    assert_eq!((kept.counts.notes, kept.counts.latin1), (notes, latin1));
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encoded(bytes: &[u8]) -> String {
    let mut code = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let six = usize::try_from(bits >> (18 - 6 * at) & 63).unwrap_or(0);
            code.push(if at <= three.len() { char::from(ALPHABET[six]) } else { '=' });
        }
    }
    code
}

/// Base64 by the letter of its definition: white space means nothing, padding may be missing, bits that are left over are 0.
fn decoded(data: &[u8]) -> Option<Vec<u8>> {
    let value = |letter: &u8| (0..).zip(ALPHABET).find(|(_, known)| *known == letter).map(|(value, _): (u32, _)| value);
    let mut tight: Vec<u8> = data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    while tight.last() == Some(&b'=') {
        tight.pop();
    }
    let mut bytes = Vec::new();
    for four in tight.chunks(4) {
        let bits = four.iter().try_fold(0, |bits, letter| Some(bits << 6 | value(letter)?))?;
        let (bits, count) = match four.len() {
            4 => (bits, 3),
            3 if bits.trailing_zeros() >= 2 => (bits << 6, 2),
            2 if bits.trailing_zeros() >= 4 => (bits << 12, 1),
            _ => return None,
        };
        bytes.extend_from_slice(&bits.to_be_bytes()[1..=count]);
    }
    Some(bytes)
}

/// Bytes as a note.
pub fn utf8(bytes: &[u8]) {
    READERS.with_borrow_mut(|readers| note(bytes, &mut readers.all));
}

/// What has the mark of UTF-16 at its front is that.
fn utf16(bytes: &[u8]) -> Option<String> {
    let big = match bytes {
        [0xff, 0xfe, ..] => false,
        [0xfe, 0xff, ..] => true,
        _ => return None,
    };
    let unit = |pair: &[u8]| match *pair {
        [one, other] if big => u16::from_be_bytes([one, other]),
        [one, other] => u16::from_le_bytes([one, other]),
        _ => 0xfffd,
    };
    let units: Vec<u16> = bytes.get(2..)?.chunks(2).map(unit).collect();
    Some(String::from_utf16_lossy(&units))
}

fn note(bytes: &[u8], all: &mut Probe<'_>) {
    for latin1 in [false, true] {
        let wide = utf16(bytes);
        let is_wide = wide.is_some();
        let text = match (std::str::from_utf8(bytes), wide) {
            (Ok(text), _) if !latin1 => text.to_owned(),
            (_, Some(wide)) => wide,
            _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
        };
        let kept = all.note(bytes, latin1, "d");
        assert_eq!(kept.counts.notes, 1);
        assert_eq!(kept.counts.latin1, u64::from(!is_wide && text.len() != bytes.len()));
        let notes = read_back(&kept);
        let mut signs = 0;
        ENGINE.each_sign(&text, &mut Scratch::default(), |_| signs += 1);
        assert_eq!(kept.counts.signs, signs);
        assert!(notes.iter().all(|note| in_text(&text, note)), "{notes:?} in {text:?}");
    }
}
