//! How old a reader has to be for an English sentence: the Flesch–Kincaid grade of the sentence by itself, plus five years.
//! It says nothing of sentences under five words (labels, buttons): there, every word may have at most three syllables.
//! Words in [`KNOWN`] are the ones a reader of these pages cannot do without or knows from daily life; they count as two
//! syllables.

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
pub fn syllables(word: &str) -> usize {
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
pub fn reading_age(sentence: &str) -> Option<f64> {
    let words: Vec<&str> = sentence.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    if words.len() < LABEL_BELOW {
        return None;
    }
    let (count, sounds) = (words.len() as f64, words.iter().map(|w| counted(w)).sum::<usize>() as f64);
    Some(0.39 * count + 11.8 * sounds / count - 15.59 + 5.0)
}

/// What is wrong with one sentence, if anything.
pub fn fault(sentence: &str) -> Option<String> {
    match reading_age(sentence) {
        Some(age) if age > MOST_YEARS => Some(format!("reading age {age:.1}")),
        Some(_) => None,
        None => sentence
            .split_whitespace()
            .find(|w| counted(w) > 3)
            .map(|w| format!("the word {w:?} has {} syllables", counted(w))),
    }
}

/// The sentences of a text.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ':', ';', '\n']).map(str::trim).filter(|s| s.chars().any(char::is_alphabetic))
}
