//! Every sentence a patient reads is held to a reading age of twelve.
//!
//! The measure is that of [`reading`], a formula for English, so it is applied to the English catalog.

#![expect(clippy::panic, reason = "a test may stop where it stands")]

mod reading;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use reading::{fault, reading_age, sentences, syllables};

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
