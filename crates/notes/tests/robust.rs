//! Whatever the text: no panic, spans inside the text and between characters, in order, inside their sentence; and a text
//! twice as long takes about twice as long.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as expected")]

use std::time::{Duration, Instant};

use heelrise_notes::find_signs;
use proptest::prelude::*;

fn sound(text: &str) {
    let found = find_signs(text);
    let mut last = 0;
    for f in &found {
        assert!(text.get(f.span.clone()).is_some_and(|words| !words.is_empty()), "{f:?} in {text:?}");
        assert!(text.get(f.sentence.clone()).is_some(), "{f:?} in {text:?}");
        assert!(f.sentence.start <= f.span.start && f.span.end <= f.sentence.end, "{f:?} in {text:?}");
        assert!(f.span.start >= last, "not in order: {found:?} in {text:?}");
        last = f.span.start;
    }
}

/// Pieces that the rules look at, and pieces that break naive readers.
const PIECES: [&str; 30] = [
    "palpable gap",
    "Simmonds ",
    "Thompson",
    " +ve",
    " -ve",
    "negative",
    "no ",
    "not ",
    "?",
    "achilles ",
    "rupture",
    "calf squeeze",
    ". ",
    "\n",
    "\r\n",
    "\u{2028}",
    "\u{a0}",
    "ß",
    "İ",
    "ﬁ",
    "e\u{301}",
    "👟",
    "\u{200d}",
    "\u{feff}",
    "\0",
    "PMH: ",
    "if ",
    "mother ",
    "previous ",
    ";",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]
    #[test]
    fn any_text_is_read_soundly(text in any::<String>()) {
        sound(&text);
    }

    #[test]
    fn any_mixture_of_words_is_read_soundly(picked in prop::collection::vec(0..PIECES.len(), 0..60)) {
        sound(&picked.iter().map(|n| *PIECES.get(*n).unwrap()).collect::<String>());
    }

    #[test]
    fn bytes_that_are_no_text_are_read_soundly(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        sound(&String::from_utf8_lossy(&bytes));
        sound(&bytes.iter().map(|byte| char::from(*byte)).collect::<String>());
    }
}

fn time(text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        std::hint::black_box(find_signs(text));
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

/// A text sixteen times as long takes sixteen times as long when the work grows with the length, 256 times when it grows with
/// its square; the bound between leaves room for a busy machine, on which the longer run is interrupted and the shorter is not.
#[test]
fn work_grows_with_the_length() {
    find_signs("made ready");
    let patterns = [
        "palpable gap ",
        "no ",
        "not palpable gap. ",
        "a",
        "\n",
        " \n",
        "PMH:\n\n",
        ":",
        "? ",
        "Thompson ",
        "(",
        "1. ",
        "no gap, ",
        "👟",
        "-",
        "☐ ",
        "[x] yes [ ] no ",
        "(Y/N) ",
        "\\n",
        "<br>",
    ];
    let mut slow = Vec::new();
    for pattern in patterns {
        // With a finding at the end, everything in front of it is looked at.
        let text = |times| pattern.repeat(times) + " \nPalpable gap.";
        let (short, long) = (text(2 << 10), text(32 << 10));
        let (one, other) = (time(&short), time(&long));
        let ratio = other.as_secs_f64() / one.as_secs_f64().max(2e-5);
        if ratio > 128.0 {
            slow.push(format!("{pattern:?}: {one:?}, sixteen times as long {other:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
