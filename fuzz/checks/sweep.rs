//! What holds of all bytes that a sweep reads: lines read by their shape and lines read in full leave the same journal, the
//! journal can be read back, and every sign in it lies in its note between characters. Called by the fuzz targets `ndjson`,
//! `base64` and `utf8`, and by a test that replays their seeds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use heelrise_notes::{Engine, Scratch};
use heelrise_sweep::probe::{Kept, Line, Note, Probe, texts};
use heelrise_sweep::{Counts, Knowledge, Window};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::built_in().expect("the rules can be read"));
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&Engine::built_in()).expect("the rules can be read"));

fn probe(sentences: bool) -> Probe<'static> {
    Probe::new(&KNOWLEDGE, Window::default(), sentences, false)
}

/// Bytes as an export.
pub fn ndjson(bytes: &[u8]) {
    let full = probe(true).export_in_full(bytes);
    let mut again = probe(true);
    assert_same(&again.export(bytes), &full, "read once");
    // Now the shapes of all its lines are known.
    assert_same(&again.export(bytes), &full, "read again");
    let notes = read_back(&full);
    within(bytes, &full.counts, &notes);
    for note in &notes {
        in_record(bytes, note);
    }
    let without: Vec<Note> = notes.iter().cloned().map(without_sentences).collect();
    assert_eq!(read_back(&probe(false).export(bytes)), without, "without sentences");
    // With some days only, a note may be passed over before its data is decoded: that must not hide a damaged line.
    let window = Window { from: "2026-11-06".parse().ok(), to: "2026-11-20".parse().ok() };
    let mut some = Probe::new(&KNOWLEDGE, window, true, false);
    let full = some.export_in_full(bytes);
    assert_same(&some.export(bytes), &full, "some days");
    assert_same(&some.export(bytes), &full, "some days, read again");
    let mut quick = Probe::new(&KNOWLEDGE, Window::default(), true, true);
    passes_over_only_others(&notes, &read_back(&quick.export(bytes)));
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
    assert_eq!(notes.iter().map(|note| note.signs.len()).sum::<usize>(), usize::try_from(kept.counts.signs).unwrap());
    notes
}

fn without_sentences(mut note: Note) -> Note {
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
        assert_eq!(note.place.line, before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1);
    }
}

/// Whether a note can be shown again: one of the texts at its place has every sentence where it is said to stand.
fn in_record(bytes: &[u8], note: &Note) {
    let texts = texts(&bytes[usize::try_from(note.place.byte).expect("a place in memory")..]);
    assert!(texts.iter().any(|text| in_text(text, note)), "{note:?} is none of {texts:?}");
}

/// Whether every sign of a note lies in a text between characters, inside its sentence, and in order.
fn in_text(text: &str, note: &Note) -> bool {
    let mut last = 0;
    note.signs.iter().all(|sign| {
        let ((start, end), sentence) = (sign.span, sign.sentence);
        let in_order = start >= last;
        last = end;
        in_order
            && text.get(start..end).is_some_and(|words| !words.is_empty())
            && (sentence.0 <= start && end <= sentence.1)
            && text.get(sentence.0..sentence.1) == sign.text.as_deref()
    })
}

/// A quick sweep reads fewer notes, and loses none with a sign that speaks of the leg by itself.
fn passes_over_only_others(all: &[Note], quick: &[Note]) {
    for note in all {
        let told = note.signs.iter().any(|sign| matches!(sign.sign.as_str(), "pop" | "kicked"));
        assert!(!told || quick.contains(note), "passed over: {note:?}");
    }
    assert!(quick.iter().all(|note| all.contains(note)), "made up: {quick:?}");
}

const FRONT: &str = r#"{"resourceType":"DocumentReference","id":"d","status":"current","content":[{"attachment":{"contentType":"text/plain","data":"#;
const BEHIND: &str = "}}]}\n";
/// A line of the same shape, with “Felt a pop.”.
const KNOWN: &str = r#"{"resourceType":"DocumentReference","id":"d","status":"current","content":[{"attachment":{"contentType":"text/plain","data":"RmVsdCBhIHBvcC4="}}]}"#;

/// Bytes as the data of an attachment, and as the note in it.
pub fn base64(bytes: &[u8]) {
    // As they are, in a line of a shape that is known.
    ndjson(&[KNOWN.as_bytes(), b"\n", FRONT.as_bytes(), b"\"", bytes, b"\"", BEHIND.as_bytes()].concat());
    let data = String::from_utf8_lossy(bytes);
    let kept = sweep(&data);
    match decoded(data.as_bytes()) {
        Some(note) => assert_note(&kept, &note),
        None => assert_eq!((kept.counts.bad, kept.counts.notes), (1, 0), "base64 that is none: {data:?}"),
    }
    let code = encoded(bytes);
    assert_note(&sweep(&code), bytes);
    let mut wrapped = String::new();
    for (at, c) in code.chars().enumerate() {
        if at > 0 && at % 76 == 0 {
            wrapped.push_str("\r\n");
        }
        wrapped.push(c);
    }
    assert_note(&sweep(&wrapped), bytes);
    assert_note(&sweep(code.trim_end_matches('=')), bytes);
}

/// Reads a line with this data, behind one of its shape and without one.
fn sweep(data: &str) -> Kept {
    let data = serde_json::to_string(data).expect("a string");
    let line = format!("{FRONT}{data}{BEHIND}");
    let mut used = probe(true);
    used.export(format!("{KNOWN}\n").as_bytes());
    let kept = used.export(line.as_bytes());
    assert_same(&kept, &probe(true).export_in_full(line.as_bytes()), "by its shape");
    kept
}

/// Whether what was kept of a line is what is kept of the note in it.
fn assert_note(kept: &Kept, bytes: &[u8]) {
    let note = probe(true).note(bytes, false, "d");
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
    let values: BTreeMap<u8, u32> = ALPHABET.iter().copied().zip(0..).collect();
    let mut tight: Vec<u8> = data.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    while tight.last() == Some(&b'=') {
        tight.pop();
    }
    let mut bytes = Vec::new();
    for four in tight.chunks(4) {
        let bits = four.iter().try_fold(0, |bits, letter| Some(bits << 6 | values.get(letter)?))?;
        let (bits, count) = match four.len() {
            4 => (bits, 3),
            3 if bits & 0b11 == 0 => (bits << 6, 2),
            2 if bits & 0b1111 == 0 => (bits << 12, 1),
            _ => return None,
        };
        bytes.extend_from_slice(&bits.to_be_bytes()[1..=count]);
    }
    Some(bytes)
}

/// Bytes as a note.
pub fn utf8(bytes: &[u8]) {
    for latin1 in [false, true] {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) if !latin1 => text.to_owned(),
            _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
        };
        let kept = probe(true).note(bytes, latin1, "d");
        assert_eq!(kept.counts.notes, 1);
        assert_eq!(kept.counts.latin1, u64::from(text.len() != bytes.len()));
        let notes = read_back(&kept);
        let mut signs = 0;
        ENGINE.each_sign(&text, &mut Scratch::default(), |_| signs += 1);
        assert_eq!(kept.counts.signs, signs);
        assert!(notes.iter().all(|note| in_text(&text, note)), "{notes:?} in {text:?}");
        let quick = Probe::new(&KNOWLEDGE, Window::default(), true, true).note(bytes, latin1, "d");
        passes_over_only_others(&notes, &read_back(&quick));
    }
}
