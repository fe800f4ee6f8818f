//! The notation that phrases are written in, and its expansion into plain sequences of words.
//!
//! | written | read as |
//! |---|---|
//! | `felt a pop` | these words, in this order, whatever the case, the spaces, a hyphen or a wrapped line between them |
//! | `(felt\|heard) pop` | one of these; each may be several words |
//! | `felt [a] pop` | with or without |
//! | `<achilles>` | one of the words listed under that name |
//! | `#` | any number |
//! | `..3` | up to three words of any kind |
//! | `_#_` | the mark `#` itself |

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::lexicon::Quick;
use crate::token;

/// The number of the word `-`, known to every vocabulary.
pub const HYPHEN: u32 = 1;
/// The most choices at one place of a phrase.
const MOST: usize = 2_000;

/// One piece of a plain phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Piece {
    /// A word or mark, by its number.
    Word(u32),
    /// Any number.
    Number,
    /// Up to so many words of any kind.
    Gap(u8),
}

/// The words that the rules know, numbered.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    words: HashMap<Box<[u8]>, u32, BuildHasherDefault<Quick>>,
    /// The words of up to sixteen bytes once more, each as one number, where its hash says or behind it; the length is a
    /// power of two, and at least half of the places are free.
    short: Vec<([u64; 2], u32)>,
    /// A byte of the hash of what stands at each of these places, 0 where nothing does: nearly every word that is not known
    /// needs no more.
    marks: Vec<u8>,
    /// The numbers of the words of one byte.
    single: Vec<u32>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            words: std::iter::once((Box::from(b"-".as_slice()), HYPHEN)).collect(),
            short: vec![([0; 2], 0)],
            marks: vec![0],
            single: vec![0; 256],
        }
    }
}

/// The longest word that is looked up as a number.
const SHORT: usize = 16;

/// Where a short word is looked for first, and its mark.
fn place(word: [u64; 2], places: usize) -> (usize, u8) {
    let hash = (word[0] ^ word[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (usize::try_from(hash >> 40).unwrap_or(0) & (places - 1), hash.to_le_bytes()[4] | 1)
}

/// The word as two numbers; nothing when it is too long or not ASCII.
fn short(text: &[u8], span: &Range<usize>) -> Option<[u64; 2]> {
    let half = |from: usize, length: usize| {
        let mut bytes = [0; 8];
        if let Some(all) = text.get(from..from + 8) {
            bytes.copy_from_slice(all);
        } else {
            bytes[..length].copy_from_slice(&text[from..from + length]);
        }
        u64::from_le_bytes(bytes) & (u64::MAX >> (64 - 8 * length))
    };
    let length = span.len();
    let word = match length {
        1..=8 => [half(span.start, length), 0],
        9..=SHORT => [half(span.start, 8), half(span.start + 8, length - 8)],
        _ => return None,
    };
    ((word[0] | word[1]) & (u64::MAX / 255 * 128) == 0).then_some(word)
}

impl Vocabulary {
    /// Makes the words that were learned quick to look up.
    pub fn seal(&mut self) {
        let places = (self.words.len() * 4).next_power_of_two();
        self.short = vec![([0; 2], 0); places];
        self.marks = vec![0; places];
        for (word, number) in &self.words {
            if let [byte] = **word {
                self.single[usize::from(byte)] = *number;
            }
            let Some(key) = short(word, &(0..word.len())) else { continue };
            let (mut at, mark) = place(key, places);
            while self.marks[at] != 0 {
                at = (at + 1) & (places - 1);
            }
            self.short[at] = (key, *number);
            self.marks[at] = mark;
        }
    }

    /// The number of the lower-cased word that stands there; 0 when it is not known.
    pub fn number_at(&self, text: &[u8], span: Range<usize>) -> u32 {
        if span.len() == 1 {
            return self.single.get(usize::from(text[span.start])).copied().unwrap_or(0);
        }
        match short(text, &span) {
            Some(key) => self.number_of(key),
            None => self.number(&text[span]),
        }
    }

    /// How many words are known.
    pub fn len(&self) -> u32 {
        u32::try_from(self.words.len()).unwrap_or(u32::MAX)
    }

    /// The number of the lower-cased word with these bytes, as [`Vocabulary::seal`] made them quick to look up.
    pub fn number_of(&self, key: [u64; 2]) -> u32 {
        let (mut at, mark) = place(key, self.short.len());
        loop {
            let found = self.marks[at];
            if found == 0 {
                return 0;
            }
            if found == mark
                && let (word, number) = self.short[at]
                && word == key
            {
                return number;
            }
            at = (at + 1) & (self.short.len() - 1);
        }
    }

    /// The number of a lower-cased word; 0 when it is not known.
    pub fn number(&self, word: &[u8]) -> u32 {
        if word.is_ascii() {
            return self.words.get(word).copied().unwrap_or(0);
        }
        // Only a curly apostrophe or a long dash is worth the copy.
        let plain: Vec<u8> = String::from_utf8_lossy(word)
            .chars()
            .map(|c| match c {
                '\u{2018}' | '\u{2019}' | '\u{2032}' | '\u{B4}' => '\'',
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                '\u{201C}' | '\u{201D}' => '"',
                other => other,
            })
            .collect::<String>()
            .into_bytes();
        self.words.get(plain.as_slice()).copied().unwrap_or(0)
    }

    fn learn(&mut self, word: &[u8]) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX) + 1;
        *self.words.entry(word.into()).or_insert(next)
    }
}

/// Lists of words that phrases name as `<name>`.
pub type Classes = HashMap<String, Vec<String>>;

/// One place of a phrase: the word sequences that may stand there; an empty one means that nothing need stand there.
pub type Choices = Vec<Vec<String>>;

/// A phrase as written, place by place.
fn parse(written: &str, classes: &Classes) -> Result<Vec<Choices>, String> {
    let mut elements = Elements::new(classes);
    let places = elements.parse(written)?;
    Ok(places.into_iter().map(|place| elements.all[place].clone()).collect())
}

/// The elements that phrases are made of, each of them read once.
#[derive(Debug)]
pub struct Elements<'c> {
    classes: &'c Classes,
    known: HashMap<String, usize>,
    all: Vec<Choices>,
}

impl<'c> Elements<'c> {
    /// None yet.
    pub fn new(classes: &'c Classes) -> Self {
        Self { classes, known: HashMap::new(), all: Vec::new() }
    }

    /// What may stand in the place of an element.
    pub fn choices(&self, element: usize) -> &Choices {
        &self.all[element]
    }

    /// A phrase as written, place by place: the number of the element that stands in each.
    pub fn parse(&mut self, written: &str) -> Result<Vec<usize>, String> {
        let mut rest = written.trim();
        let mut places = Vec::new();
        while !rest.is_empty() {
            let (element, behind) = cut(rest)?;
            let place = if let Some(place) = self.known.get(element) {
                *place
            } else {
                self.all.push(choices(element, self.classes)?);
                self.known.insert(element.to_owned(), self.all.len() - 1);
                self.all.len() - 1
            };
            places.push(place);
            rest = behind.trim_start();
        }
        if places.iter().all(|place| self.all[*place].iter().any(Vec::is_empty)) {
            return Err("can be empty; at least one word must always be there".to_owned());
        }
        Ok(places)
    }
}

/// Every plain phrase that a written one stands for, or the first `most` of them, evenly taken from all.
pub fn expand(written: &str, classes: &Classes, most: usize) -> Result<Vec<Vec<String>>, String> {
    Ok(spelled(&parse(written, classes)?, most))
}

/// Every plain phrase that part of a written one stands for; refused where [`expand`] would leave some out, so that no
/// spelling is lost unseen.
fn every(written: &str, classes: &Classes) -> Result<Vec<Vec<String>>, String> {
    let places = parse(written, classes)?;
    let count = count(&places);
    if count >= MOST {
        return Err(format!(
            "stands for {count} phrases in “{written}”, more than the {MOST} of one place; write it as several"
        ));
    }
    Ok(spelled(&places, MOST))
}

fn count(places: &[Choices]) -> usize {
    places.iter().fold(1, |product: usize, choices| product.saturating_mul(choices.len()))
}

fn spelled(places: &[Choices], most: usize) -> Vec<Vec<String>> {
    let total = count(places);
    let step = total.div_ceil(most.max(1)).max(1);
    let mut all = Vec::new();
    let mut number = 0;
    while number < total {
        let mut left = number;
        let mut words = Vec::new();
        for choices in places {
            words.extend(choices[left % choices.len()].iter().cloned());
            left /= choices.len();
        }
        if !words.is_empty() {
            all.push(words);
        }
        // A step that shares no factor with the counts of choices visits all of them.
        number = number.saturating_add(if step > 1 { step | 1 } else { 1 });
    }
    all
}

/// The mark that closes what this one opens.
const fn closing(first: u8) -> Option<char> {
    match first {
        b'(' => Some(')'),
        b'[' => Some(']'),
        b'<' => Some('>'),
        _ => None,
    }
}

/// The first element of what is left of a phrase, and what stands behind it.
fn cut(rest: &str) -> Result<(&str, &str), String> {
    let end = match closing(rest.as_bytes()[0]).filter(|_| rest.len() > 1) {
        Some(close) => 1 + matching(rest, close).ok_or_else(|| format!("has a “{}” that is not closed", &rest[..1]))?,
        None => rest.find(|c: char| c.is_whitespace()).unwrap_or(rest.len()),
    };
    Ok(rest.split_at(end))
}

/// What an element stands for.
fn choices(element: &str, classes: &Classes) -> Result<Choices, String> {
    let Some(close) = closing(element.as_bytes()[0]).filter(|_| element.len() > 1) else {
        return Ok(vec![vec![element.to_lowercase()]]);
    };
    let inside = &element[1..element.len() - 1];
    let mut choices = Vec::new();
    if close == '>' {
        let class =
            classes.get(inside).ok_or_else(|| format!("names <{inside}>, and no list of words has that name"))?;
        for word in class {
            choices.extend(every(word, classes)?);
        }
    } else {
        for part in split_top(inside) {
            if part.trim().is_empty() {
                return Err("has a choice with nothing in it; write [a|b] for words that may be missing".to_owned());
            }
            choices.extend(every(part, classes)?);
        }
    }
    if choices.len() >= MOST {
        return Err(format!("has more than {MOST} choices at one place; write it as several phrases"));
    }
    if close == ']' {
        choices.push(Vec::new());
    }
    Ok(choices)
}

fn matching(text: &str, close: char) -> Option<usize> {
    let open = text.chars().next()?;
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

fn split_top(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// A plain phrase as numbered pieces; unknown words are learned.
pub fn number(words: &[String], vocabulary: &mut Vocabulary) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for word in words {
        if word == "#" {
            pieces.push(Piece::Number);
        } else if let Some(most) = word.strip_prefix("..").and_then(|most| most.parse().ok()) {
            pieces.push(Piece::Gap(most));
        } else {
            let plain = word.strip_prefix('_').and_then(|word| word.strip_suffix('_')).unwrap_or(word);
            let bytes = plain.as_bytes();
            token::cut(bytes, 0..bytes.len(), |_, span| pieces.push(Piece::Word(vocabulary.learn(&bytes[span]))));
        }
    }
    pieces
}
