//! The rare-word gate: where in a note it is worth looking at all.
//!
//! Every anchor leaves two runs of four letters that overlap by three, so that one of them stands at an even place whichever
//! way the word lies: half of the places are enough. They are looked up in a table of bits, many at a time; what is found is
//! held against the anchors as whole words.

use std::collections::{BTreeSet, HashSet};
use std::hash::BuildHasherDefault;

use crate::lexicon::Quick;

/// Spaces behind the text, so that no block reaches over the end.
const BEHIND: usize = 32;
/// What is looked at between two decisions, in bytes; each step of six bytes holds three windows.
const BLOCK: usize = 24;
/// The bits of the table.
const BITS: usize = 1 << 16;

/// The letters of a text in lower case, a space for every other byte, a space in front and more behind.
#[derive(Debug, Default, Clone)]
pub struct Plain(Vec<u8>);

impl Plain {
    /// Of a text.
    pub fn set(&mut self, text: &[u8]) {
        // What is left of the text before is written over: filling would cost as much as reading.
        self.0.resize(text.len() + 1 + BEHIND, b' ');
        self.0[0] = b' ';
        let (plain, behind) = self.0[1..].split_at_mut(text.len());
        for (plain, byte) in plain.iter_mut().zip(text) {
            let low = byte | 0x20;
            *plain = if low.wrapping_sub(b'a') < 26 { low } else { b' ' };
        }
        behind.fill(b' ');
    }
}

/// What is searched for.
#[derive(Debug, Clone)]
pub struct Gate {
    table: Box<[u64; BITS / 64]>,
    /// The letters of every anchor.
    runs: HashSet<Box<[u8]>, BuildHasherDefault<Quick>>,
}

/// The longest piece of a word that consists of letters; all of it, spaced, when no two letters stand together.
fn run(word: &str) -> String {
    let longest = word.split(|c: char| !c.is_ascii_alphabetic()).max_by_key(|part| part.len()).unwrap_or_default();
    if longest.len() > 1 {
        return longest.to_owned();
    }
    word.chars().map(|c| if c.is_ascii_alphabetic() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

/// The bit of four bytes.
const fn bit(window: u32) -> usize {
    (window.wrapping_mul(0x9E37_79B1) >> 16) as usize
}

impl Gate {
    /// For anchors in lower case.
    pub fn new(anchors: &[String]) -> Self {
        let spaced: BTreeSet<String> = anchors.iter().map(|word| format!(" {} ", run(word))).collect();
        let first = |word: &String| word.trim().split(' ').next().unwrap_or_default().as_bytes().into();
        let mut gate = Self { table: Box::new([0; BITS / 64]), runs: spaced.iter().map(first).collect() };
        for word in &spaced {
            let bytes = word.as_bytes();
            let rarest = bytes.windows(5).min_by(|a, b| frequency(a).total_cmp(&frequency(b)));
            if let Some([a, b, c, d, e]) = rarest {
                gate.add([*a, *b, *c, *d]);
                gate.add([*b, *c, *d, *e]);
            } else if let [a, b, c, d] = *bytes {
                // Two letters: at an even place either with both spaces or with whatever follows the second.
                gate.add([a, b, c, d]);
                for next in (b'a'..=b'z').chain([b' ']) {
                    gate.add([b, c, d, next]);
                }
            }
        }
        gate
    }

    fn add(&mut self, window: [u8; 4]) {
        let bit = bit(u32::from_le_bytes(window));
        self.table[bit / 64] |= 1 << (bit % 64);
    }

    fn has(&self, window: u32) -> u64 {
        let bit = bit(window);
        (self.table[bit / 64] >> (bit % 64)) & 1
    }

    /// The first byte of the next anchor that begins at the byte `from` of the text or behind it.
    pub fn next(&self, Plain(plain): &Plain, from: usize) -> Option<usize> {
        // Byte n of the text is byte n + 1 here, and the byte before a word belongs to it.
        let mut at = from;
        while let Some(block) = plain.get(at..at + BLOCK + 2) {
            let mut any = 0;
            for step in 0..BLOCK / 6 {
                let mut eight = [0; 8];
                eight.copy_from_slice(&block[step * 6..step * 6 + 8]);
                let eight = u64::from_le_bytes(eight);
                for shift in [0, 16, 32] {
                    any |= self.has((eight >> shift & 0xFFFF_FFFF) as u32);
                }
            }
            if any != 0
                && let Some(found) = self.inside(plain, at, from)
            {
                return Some(found);
            }
            at += BLOCK;
        }
        None
    }

    /// The first anchor of a block.
    fn inside(&self, plain: &[u8], block: usize, from: usize) -> Option<usize> {
        (block..block + BLOCK).step_by(2).find_map(|at| {
            let window: [u8; 4] = plain.get(at..at + 4)?.try_into().ok()?;
            if self.has(u32::from_le_bytes(window)) == 0 {
                return None;
            }
            let letter = at + window.iter().position(|byte| *byte != b' ')?;
            let start = plain[..letter].iter().rposition(|byte| *byte == b' ').map_or(0, |space| space + 1);
            let length = plain[letter..].iter().position(|byte| *byte == b' ').unwrap_or(0) + letter - start;
            (start > from && self.runs.contains(&plain[start..start + length])).then(|| start - 1)
        })
    }
}

/// Roughly how often these letters follow each other in English, spaces included.
fn frequency(piece: &[u8]) -> f64 {
    const PER_1000: [u8; 26] =
        [67, 13, 28, 38, 95, 16, 16, 38, 62, 2, 6, 38, 24, 60, 64, 19, 1, 55, 56, 75, 22, 8, 16, 2, 16, 1];
    let of = |byte: &u8| PER_1000.get(usize::from(byte.wrapping_sub(b'a'))).map_or(0.2, |n| f64::from(*n) / 1e3);
    piece.iter().map(of).product()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_found_as_whole_words_whatever_stands_around_them() {
        let words = ["achilles", "simmond's", "ta", "t/a", "push-off", "x0", "pop"].map(str::to_owned);
        let gate = Gate::new(&words);
        let mut plain = Plain::default();
        let all = |plain: &Plain| {
            let mut places = Vec::new();
            while let Some(at) = gate.next(plain, places.last().map_or(0, |last| last + 1)) {
                places.push(at);
            }
            places
        };
        let text = "TA? état, (T/A) 2pop poppy Simmond’s é-Achilles_achilless push-off ta";
        plain.set(text.as_bytes());
        let expected: Vec<usize> = ["TA", "T/A", "pop ", "Simmond", "Achilles_", "push", "ta"]
            .iter()
            .map(|w| if *w == "ta" { text.len() - 2 } else { text.find(w).unwrap() })
            .collect();
        assert_eq!(all(&plain), expected);
    }
}
