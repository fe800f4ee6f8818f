//! Every sentence a patient reads is held to a reading age of twelve.
//!
//! Measure: the Flesch–Kincaid grade of each sentence by itself, plus five years. It is a formula for English, so it is
//! applied to the English catalog. It says nothing of sentences under five words (labels, buttons): there, every word
//! may have at most three syllables. Words in [`KNOWN`] are the ones a reader of these pages cannot do without or
//! knows from daily life; they count as two syllables.

#![expect(clippy::panic, reason = "a test may stop where it stands")]

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// The highest reading age allowed, in years.
const MOST_YEARS: f64 = 12.0;
/// Sentences shorter than this, in words, are labels.
const LABEL_BELOW: usize = 5;

/// Words that count as two syllables: the name of the injury, the people and places of care, and daily words that are
/// long but known to every child of eleven. Plurals with `s` are covered.
const KNOWN: &[&str] = &[
    // the injury and the care around it
    "achilles",
    "antibiotic",
    "appointment",
    "clinician",
    "emergency",
    "heelrise",
    "hospital",
    "medicine",
    "operation",
    "physiotherapist",
    "department",
    "ambulance",
    // daily words
    "answer",
    "area",
    "another",
    "anything",
    "any",
    "before",
    "calendar",
    "day",
    "every",
    "everything",
    "internet",
    "january",
    "february",
    "minute",
    "nobody",
    "somebody",
    "yesterday",
    "exercise",
    "information",
    "address",
    "computer",
    "telephone",
    "number",
];

/// Vowel groups, with the usual English corrections. Right to within one syllable on nearly every common word.
fn syllables(word: &str) -> usize {
    let w: Vec<char> = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let text: String = w.iter().collect();
    let vowel = |c: char| "aeiouy".contains(c);
    let mut count = 0;
    let mut before = false;
    for (i, c) in w.iter().enumerate() {
        let now = vowel(*c);
        if now && !before {
            count += 1;
        }
        // "io" in "physio", "ia" in "clinician" sound apart except in -tion, -sion, -cian, -ious.
        if now
            && before
            && i > 0
            && w[i - 1] == 'i'
            && matches!(c, 'a' | 'o')
            && i > 1
            && !matches!(w[i - 2], 't' | 's' | 'c' | 'g' | 'x')
        {
            count += 1;
        }
        before = now;
    }
    let ends = |tail: &str| text.ends_with(tail);
    let consonant_le = ends("le") && w.len() > 2 && !vowel(w[w.len() - 3]);
    let silent_e = ends("e") && !ends("ee") && !consonant_le && w.len() > 2;
    let silent_ed = ends("ed") && w.len() > 3 && !matches!(w[w.len() - 3], 't' | 'd') && !vowel(w[w.len() - 3]);
    let silent_es = ends("es")
        && w.len() > 3
        && !matches!(w[w.len() - 3], 's' | 'x' | 'z' | 'h' | 'c' | 'g')
        && !vowel(w[w.len() - 3]);
    if (silent_e || silent_ed || silent_es) && count > 1 {
        count -= 1;
    }
    count.max(1)
}

fn counted(word: &str) -> usize {
    let plain: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let one = plain.strip_suffix('s').unwrap_or(&plain);
    let most = if KNOWN.contains(&plain.as_str()) || KNOWN.contains(&one) { 2 } else { usize::MAX };
    word.split(['-', '–', '/'])
        .filter(|p| p.chars().any(char::is_alphanumeric))
        .map(syllables)
        .sum::<usize>()
        .clamp(1, most)
}

/// The reading age of one sentence in years, or none for a label.
fn reading_age(sentence: &str) -> Option<f64> {
    let words: Vec<&str> = sentence.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    if words.len() < LABEL_BELOW {
        return None;
    }
    let (count, sounds) = (words.len() as f64, words.iter().map(|w| counted(w)).sum::<usize>() as f64);
    Some(0.39 * count + 11.8 * sounds / count - 15.59 + 5.0)
}

/// What is wrong with one sentence, if anything.
fn fault(sentence: &str) -> Option<String> {
    match reading_age(sentence) {
        Some(age) if age > MOST_YEARS => Some(format!("reading age {age:.1}")),
        Some(_) => None,
        None => sentence
            .split_whitespace()
            .find(|w| counted(w) > 3)
            .map(|w| format!("the word {w:?} has {} syllables", counted(w))),
    }
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ':', ';', '\n']).map(str::trim).filter(|s| s.chars().any(char::is_alphabetic))
}

fn append(all: &mut [String], text: &str) {
    for one in all {
        one.push_str(text);
    }
}

/// All texts a pattern can become: each variant of a selection by itself, a value as the word `it`.
fn texts(pattern: &Pattern<&str>) -> Vec<String> {
    let mut all = vec![String::new()];
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => append(&mut all, value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Select { variants, .. } => {
                    let inner: Vec<String> = variants.iter().flat_map(|v| texts(&v.value)).collect();
                    all = all.iter().flat_map(|t| inner.iter().map(move |i| format!("{t}{i}"))).collect();
                }
                Expression::Inline(InlineExpression::StringLiteral { value }) => append(&mut all, value),
                Expression::Inline(_) => append(&mut all, "it"),
            },
        }
    }
    all
}

#[test]
fn every_patient_sentence_reads_at_twelve_or_below() {
    let files = heelrise_pack::embedded();
    let mut faults = Vec::new();
    let mut seen = 0_usize;
    for (path, text) in files.under("wording/en/patient", "ftl") {
        let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, e)| panic!("{path}: {e:?}"));
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            for text in message.value.iter().flat_map(texts) {
                for sentence in sentences(&text) {
                    seen += 1;
                    if let Some(what) = fault(sentence) {
                        faults.push(format!("{path}: {}: {what}: {sentence}", message.id.name));
                    }
                }
            }
        }
    }
    assert!(seen > 0, "no patient sentence was found");
    assert!(faults.is_empty(), "{} of {seen} sentences are too hard:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn the_measure_tells_hard_from_easy() {
    let easy = "Keep your toes down and keep the weight off your leg.";
    let hard = "Immobilisation in plantarflexion should be maintained pending orthopaedic evaluation of the injured extremity.";
    assert!(reading_age(easy).expect("long enough") < 9.0);
    assert!(reading_age(hard).expect("long enough") > 16.0);
    assert!(fault("Contraindications").is_some());
    assert!(fault("Not sure").is_none());
}

#[test]
fn syllables_of_common_words() {
    for (word, count) in [
        ("leg", 1),
        ("tendon", 2),
        ("heel", 1),
        ("because", 2),
        ("ankle", 2),
        ("walked", 1),
        ("weighted", 2),
        ("swelling", 2),
        ("injury", 3),
        ("medicine", 3),
        ("times", 1),
    ] {
        assert_eq!(syllables(word), count, "{word}");
    }
}
