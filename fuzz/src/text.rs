//! What holds of every text: findings lie in it between characters, in order, each in its sentence, whatever was read before
//! and whatever follows. Called by the fuzz target `text` and by a test that replays its seeds.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use heelrise_notes::{Engine, Finding, Scratch, When, Who, find_signs};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(&Engine::built_in()).expect("the rules can be read"));

/// No sentence is longer: 1400 bytes, and what a phrase takes of the 80 behind them that are read with them.
const LONGEST: usize = 1480;
/// What follows on a text, with signs and a heading of its own.
const BEHIND: &str = "\n\nPMH: no palpable gap. Simmonds positive, felt a pop.";

/// Any bytes; what is no UTF-8 is replaced.
pub fn text(bytes: &[u8]) {
    thread_local! {
        // Used again from text to text, as a sweep does.
        static USED: RefCell<Scratch> = RefCell::default();
    }
    let text = String::from_utf8_lossy(bytes);
    USED.with_borrow_mut(|used| {
        sound(&text, used);
    });
}

/// Whether both ends of a range lie in a text, between characters.
fn slices(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_some()
}

fn sound(text: &str, used: &mut Scratch) {
    let found = ENGINE.find(text, used);
    let mut last = 0..0;
    for f in &found {
        assert!(slices(text, &f.span) && !f.span.is_empty(), "a span is no piece of the text: {f:?}");
        assert!(slices(text, &f.sentence), "a sentence is no piece of the text: {f:?}");
        assert!(f.sentence.start <= f.span.start && f.span.end <= f.sentence.end, "not in its sentence: {f:?}");
        assert!(f.sentence.len() <= LONGEST, "a long sentence: {f:?}");
        assert!(f.span.start >= last.end, "findings overlap or are out of order: {last:?}, then {f:?}");
        last = f.span.clone();
    }
    assert_eq!(found, ENGINE.find(text, used), "read twice");
    assert_eq!(found, ENGINE.find(text, &mut Scratch::default()), "with new memory");
    assert_eq!(found, find_signs(text), "by the short way");
    signs(text, &found, used);
    since(text, used);
    contexts(text, &found, used);
    followed(text, &found, used);
}

/// Signs are the findings that are no false friends.
fn signs(text: &str, found: &[Finding], used: &mut Scratch) {
    let mut signs = Vec::new();
    ENGINE.each_sign(text, used, |f| {
        let sign = f.sign.into();
        signs.push(Finding { sign, span: f.span, sentence: f.sentence, says: f.says, when: f.when, who: f.who });
    });
    let expected: Vec<_> = found.iter().filter(|f| &*f.sign != "other").cloned().collect();
    assert_eq!(signs, expected, "each_sign and find");
}

/// How long ago it happened is a piece of the text.
fn since(text: &str, used: &mut Scratch) {
    let since = ENGINE.since(text, used);
    assert_eq!(since, ENGINE.since(text, &mut Scratch::default()), "with new memory");
    if let Some(since) = since {
        let (span, sentence) = (since.seen.span, since.seen.sentence);
        assert!(slices(text, &span) && !span.is_empty() && slices(text, &sentence), "{span:?} of {sentence:?}");
        assert!(sentence.start <= span.start && span.end <= sentence.end, "{span:?} of {sentence:?}");
    }
}

fn contexts(text: &str, found: &[Finding], used: &mut Scratch) {
    for f in found {
        let context = ENGINE.context(text, f.span.clone(), used);
        // Headings do not speak of every sign.
        let fits =
            (f.when == context.when || f.when == When::Recent) && (f.who == context.who || f.who == Who::Patient);
        assert!(fits, "{context:?} of {f:?}");
    }
    // Any place has a context, and it is the same however often it is asked for.
    let step = text.len() / 3 + 1;
    let places: Vec<usize> = (0..=text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)).collect();
    for (at, start) in places.iter().enumerate() {
        for end in &places[at..] {
            let context = ENGINE.context(text, *start..*end, used);
            assert_eq!(context, ENGINE.context(text, *start..*end, used), "{start}..{end}");
        }
    }
}

/// What follows behind an empty line changes nothing above it.
fn followed(text: &str, found: &[Finding], used: &mut Scratch) {
    let mut above = ENGINE.find(&format!("{text}{BEHIND}"), used);
    above.retain(|f| f.sentence.start < text.len());
    for f in &mut above {
        // The end of the last line now belongs to its sentence.
        f.sentence.end = f.sentence.end.min(text.len());
    }
    assert_eq!(above, found, "with more text behind it");
}
