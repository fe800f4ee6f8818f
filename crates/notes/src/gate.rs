//! The rare-word gate: where in a note it is worth looking at all.
//!
//! The letters of a note are searched for pieces of four letters and more that between them stand in every anchor, all at
//! once and a vector of bytes at a time. What is found is held against the anchors as whole words, so that the gate lets
//! through every word that could begin a finding and next to nothing else.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, Input};

/// The most pieces that the search takes at once before it is slower than an automaton.
const MOST: usize = 110;
/// The longest piece; a longer one is not rarer enough to matter.
const LONGEST: usize = 6;

/// The letters of a text in lower case, a space for every other byte, and a space at either end.
#[derive(Debug, Default, Clone)]
pub struct Plain(Vec<u8>);

impl Plain {
    /// Of a text.
    pub fn set(&mut self, text: &[u8]) {
        // What is left of the text before is written over: filling would cost as much as reading.
        self.0.resize(text.len() + 2, b' ');
        for (plain, byte) in self.0[1..].iter_mut().zip(text) {
            let low = byte | 0x20;
            *plain = if low.wrapping_sub(b'a') < 26 { low } else { b' ' };
        }
        if let Some(last) = self.0.last_mut() {
            *last = b' ';
        }
    }
}

/// What is searched for.
#[derive(Debug, Clone)]
pub struct Gate {
    search: Search,
    /// The letters of every anchor.
    runs: HashSet<Box<[u8]>, std::hash::BuildHasherDefault<crate::lexicon::Quick>>,
}

#[derive(Debug, Clone)]
enum Search {
    Packed(Searcher),
    /// For machines without vectors, and for rules with too many anchors.
    Plain(Box<AhoCorasick>),
}

/// The longest piece of a word that consists of letters; all of it, spaced, when no two letters stand together.
fn run(word: &str) -> String {
    let longest = word.split(|c: char| !c.is_ascii_alphabetic()).max_by_key(|part| part.len()).unwrap_or_default();
    if longest.len() > 1 {
        return longest.to_owned();
    }
    word.chars().map(|c| if c.is_ascii_alphabetic() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

impl Gate {
    /// For anchors in lower case. The error is of the search.
    pub fn new(anchors: &[String]) -> Result<Self, aho_corasick::BuildError> {
        let spaced: BTreeSet<String> = anchors.iter().map(|word| format!(" {} ", run(word))).collect();
        let runs =
            spaced.iter().map(|run| run.trim().split(' ').next().unwrap_or_default().as_bytes().into()).collect();
        let packed = pieces(&spaced).and_then(|pieces| {
            Config::new()
                .match_kind(MatchKind::LeftmostFirst)
                .heuristic_pattern_limits(false)
                .builder()
                .extend(pieces)
                .build()
        });
        let search = match packed {
            Some(search) => Search::Packed(search),
            None => Search::Plain(Box::new(AhoCorasickBuilder::new().kind(Some(AhoCorasickKind::DFA)).build(&spaced)?)),
        };
        Ok(Self { search, runs })
    }

    /// The first byte of the next anchor that begins at the byte `from` of the text or behind it.
    pub fn next(&self, Plain(plain): &Plain, from: usize) -> Option<usize> {
        // Byte n of the text is byte n + 1 here, and the byte before a word belongs to it.
        let mut at = from;
        while at < plain.len() {
            let found = match &self.search {
                Search::Packed(search) => search.find_in(plain, (at..plain.len()).into()).map(|found| found.start()),
                Search::Plain(search) => search.find(Input::new(plain).range(at..)).map(|found| found.start()),
            }?;
            let letter = found + usize::from(plain[found] == b' ');
            let start = plain[..letter].iter().rposition(|byte| *byte == b' ').map_or(0, |space| space + 1);
            let length = plain[letter..].iter().position(|byte| *byte == b' ').unwrap_or(0) + letter - start;
            if start > from && self.runs.contains(&plain[start..start + length]) {
                return Some(start - 1);
            }
            at = found + 1;
        }
        None
    }
}

/// Few pieces, rare ones, so that each of the words holds at least one; nothing when there would be too many.
fn pieces(words: &BTreeSet<String>) -> Option<Vec<String>> {
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, word) in words.iter().enumerate() {
        for start in 0..word.len() {
            for length in 4..=LONGEST {
                if let Some(piece) = word.get(start..start + length) {
                    let list = holders.entry(piece).or_default();
                    if list.last() != Some(&number) {
                        list.push(number);
                    }
                }
            }
        }
    }
    // The dearer a common piece is, the more pieces there are.
    [3e5, 1e5, 3e4, 1e4, 3e3, 1e3, 1e2, 0.0]
        .into_iter()
        .map(|dear| cover(words.len(), &holders, dear))
        .find(|pieces| pieces.as_ref().is_some_and(|pieces| pieces.len() <= MOST))?
}

fn cover(words: usize, holders: &BTreeMap<&str, Vec<usize>>, dear: f64) -> Option<Vec<String>> {
    let prices: Vec<f64> = holders.keys().map(|piece| 1.0 + dear * frequency(piece)).collect();
    let mut covered = vec![false; words];
    let mut chosen = Vec::new();
    while covered.iter().any(|is| !is) {
        let worth = |list: &Vec<usize>| list.iter().filter(|number| !covered[**number]).count();
        let best = holders.iter().zip(&prices).map(|((piece, list), price)| (worth(list) as f64 / price, *piece, list));
        let (value, piece, list) = best.max_by(|a, b| a.0.total_cmp(&b.0))?;
        if value <= 0.0 || chosen.len() > MOST {
            return None;
        }
        for number in list {
            covered[*number] = true;
        }
        chosen.push(piece.to_owned());
    }
    Some(chosen)
}

/// Roughly how often these letters follow each other in English, spaces included.
fn frequency(piece: &str) -> f64 {
    const PER_1000: [u8; 26] =
        [67, 13, 28, 38, 95, 16, 16, 38, 62, 2, 6, 38, 24, 60, 64, 19, 1, 55, 56, 75, 22, 8, 16, 2, 16, 1];
    piece
        .bytes()
        .map(|byte| PER_1000.get(usize::from(byte.wrapping_sub(b'a'))).map_or(0.2, |n| f64::from(*n) / 1e3))
        .product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_found_as_whole_words_whatever_stands_around_them() {
        let words = ["achilles", "simmond's", "ta", "t/a", "push-off", "x0", "pop"].map(str::to_owned);
        let gate = Gate::new(&words).unwrap();
        let mut plain = Plain::default();
        let all = |plain: &Plain| {
            let mut places = Vec::new();
            while let Some(at) = gate.next(plain, places.last().map_or(0, |last| last + 1)) {
                places.push(at);
            }
            places
        };
        plain.set("TA? état, (T/A) 2pop poppy Simmond’s é-Achilles_achilless push-off ta".as_bytes());
        let text = "TA? état, (T/A) 2pop poppy Simmond’s é-Achilles_achilless push-off ta";
        let expected: Vec<usize> = ["TA", "T/A", "pop ", "Simmond", "Achilles_", "push", "ta"]
            .iter()
            .map(|w| if *w == "ta" { text.len() - 2 } else { text.find(w).unwrap() })
            .collect();
        assert_eq!(all(&plain), expected);
    }
}
