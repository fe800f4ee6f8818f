//! The rare-word gate: where in a note it is worth looking at all.
//!
//! The first eight letters of every word are looked up in a small table: at least one word (“anchor”) of every phrase is in
//! it. What is found is held against the anchors as whole words, and against the words that stand beside them in the phrases
//! that they were chosen for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::anchors::{Anchor, Beside, Near, is_stop};
use crate::lexicon::Quick;
use crate::token::goes_on;

/// Spaces behind the text, so that no block reaches over the end.
const BEHIND: usize = 32;
/// How many bytes share one number of [`Plain::letters`].
const BLOCK: usize = 64;
/// The places of the table, each a bit; it stays in the nearest memory of a processor.
const PLACES: usize = 1 << 17;

/// A text made plain.
#[derive(Debug, Default, Clone)]
pub struct Plain {
    /// The letters of the text in lower case, a space for every other byte, a space in front and more behind.
    bytes: Vec<u8>,
    /// One bit for each of them: whether it is a letter.
    letters: Vec<u64>,
}

/// The highest bit of each byte that is a space, where bytes are spaces or letters.
const fn spaces(eight: u64) -> u64 {
    const EACH: u64 = u64::MAX / 255;
    // What is taken from one byte never reaches the next.
    !((eight ^ (EACH * 0x20)) | (EACH * 0x80)).wrapping_sub(EACH) & (EACH * 0x80)
}

/// One bit for each byte of a block that is a letter and no space: letters have a bit that a space lacks.
fn letters(block: &[u8; BLOCK]) -> u64 {
    const EACH: u64 = u64::MAX / 255;
    let (eights, _) = block.as_chunks::<8>();
    eights.iter().rev().fold(0, |all, eight| {
        let bits = (u64::from_le_bytes(*eight) >> 6) & EACH;
        // The lowest bits of the eight bytes, moved together.
        all << 8 | bits.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

impl Plain {
    /// Of a text.
    pub fn set(&mut self, text: &[u8]) {
        // What is left of the text before is written over: filling would cost as much as reading.
        self.bytes.resize((text.len() + 1 + BEHIND).next_multiple_of(BLOCK) + BEHIND, b' ');
        self.bytes[0] = b' ';
        let (plain, behind) = self.bytes[1..].split_at_mut(text.len());
        for (plain, byte) in plain.iter_mut().zip(text) {
            let low = byte | 0x20;
            *plain = if low.wrapping_sub(b'a') < 26 { low } else { b' ' };
        }
        behind.fill(b' ');
        self.letters.clear();
        self.letters.extend(self.bytes.as_chunks::<BLOCK>().0.iter().map(letters));
    }

    /// The byte of the text behind the letters that stand at the byte `at` and behind it.
    pub fn letters_end(&self, mut at: usize) -> usize {
        while let Some(eight) = self.bytes.get(at + 1..).and_then(<[u8]>::first_chunk) {
            let spaces = spaces(u64::from_le_bytes(*eight));
            if spaces != 0 {
                return at + spaces.trailing_zeros() as usize / 8;
            }
            at += 8;
        }
        at
    }

    /// The letters that begin at the byte `at`, as two numbers, and how many they are; nothing when they are more than
    /// fifteen.
    pub fn word(&self, at: usize) -> Option<([u64; 2], usize)> {
        let (low, high) = self.bytes.get(at + 1..at + 17)?.split_first_chunk()?;
        let (low, high) = (u64::from_le_bytes(*low), u64::from_le_bytes(*high.first_chunk()?));
        let ends = spaces(low);
        if ends != 0 {
            let bits = ends.trailing_zeros() & !7;
            return Some(([low & ((1 << bits) - 1), 0], bits as usize / 8));
        }
        let ends = spaces(high);
        let bits = ends.trailing_zeros() & !7;
        (ends != 0).then(|| ([low, high & ((1 << bits) - 1)], 8 + bits as usize / 8))
    }

    /// The first of the letters that end in front of the byte `end`.
    fn letters_start(&self, end: usize) -> usize {
        self.bytes[..=end].iter().rposition(|byte| *byte == b' ').unwrap_or(0)
    }
}

/// The phrases that each word on one side of an anchor fits to, one bit for each of them (or for several, where there are
/// many).
#[derive(Debug, Clone, Default)]
struct Side {
    /// By their letters, as [`Plain::word`] gives them.
    words: HashMap<(u64, u64), u64, BuildHasherDefault<Quick>>,
    /// Those to which anything fits.
    any: u64,
    /// Those to which a stop fits.
    stops: u64,
    /// Those to which a number fits.
    numbers: u64,
}

impl Side {
    fn add(&mut self, near: Option<&Near>, bit: u64) {
        let Some(near) = near else {
            self.any |= bit;
            self.stops |= bit;
            self.numbers |= bit;
            return;
        };
        self.stops |= if near.stops { bit } else { 0 };
        self.numbers |= if near.numbers { bit } else { 0 };
        let mut plain = Plain::default();
        for word in &near.words {
            plain.set(word.as_bytes());
            if let Some(([low, high], _)) = plain.word(0) {
                *self.words.entry((low, high)).or_default() |= bit;
            }
        }
    }

    /// Those to which what begins or ends with a byte fits that is no letter.
    const fn beside(&self, byte: u8) -> u64 {
        if is_stop(byte) {
            self.stops
        } else if byte.is_ascii_digit() {
            self.numbers
        } else {
            u64::MAX
        }
    }

    /// Those to which the letters fit that begin at a byte.
    fn of(&self, plain: &Plain, at: usize) -> u64 {
        // Words of many letters were not written down.
        let Some(([low, high], _)) = plain.word(at) else { return u64::MAX };
        self.any | self.words.get(&(low, high)).copied().unwrap_or(0)
    }
}

/// What stands beside an anchor.
#[derive(Debug, Clone, Default)]
struct Neighbours {
    behind: Side,
    before: Side,
}

/// A word that is searched for.
#[derive(Debug, Clone)]
struct Word {
    /// Its letters with a space in front and behind.
    spaced: Box<[u8]>,
    /// The first sixteen bytes of them as a number, and which bits of it count.
    first: (u128, u128),
    /// What stands beside it, where that is known.
    beside: Option<Neighbours>,
}

impl Word {
    fn new(spaced: Box<[u8]>, beside: Option<Neighbours>) -> Self {
        let mut sixteen = [0; 16];
        let length = spaced.len().min(16);
        sixteen[..length].copy_from_slice(&spaced[..length]);
        Self { first: (u128::from_le_bytes(sixteen), u128::MAX >> (8 * (16 - length))), spaced, beside }
    }

    /// Whether the word stands at a place.
    fn is_at(&self, plain: &Plain, at: usize) -> bool {
        let Some(there) = plain.bytes.get(at..).and_then(<[u8]>::first_chunk) else { return false };
        let (word, counts) = self.first;
        (u128::from_le_bytes(*there) ^ word) & counts == 0
            && (self.spaced.len() <= 16 || plain.bytes.get(at..at + self.spaced.len()) == Some(&*self.spaced))
    }
}

/// What is searched for.
#[derive(Debug, Clone)]
pub struct Gate {
    /// One bit for each place: whether words belong there.
    table: Box<[u64]>,
    /// For each place the first of its words.
    first: Box<[u16]>,
    /// By their places.
    words: Vec<(usize, Word)>,
}

/// The longest piece of a word that consists of letters; all of it, spaced, when no two letters stand together.
pub fn run(word: &str) -> String {
    let longest = word.split(|c: char| !c.is_ascii_alphabetic()).max_by_key(|part| part.len()).unwrap_or_default();
    if longest.len() > 1 {
        return longest.to_owned();
    }
    word.chars().map(|c| if c.is_ascii_alphabetic() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

/// A number made of the first letters of a word: those behind the first space do not count.
const fn hash(eight: u64) -> u64 {
    const LETTER: u64 = u64::MAX / 255 * 0x40;
    let spaces = !eight & LETTER;
    (eight & (spaces & spaces.wrapping_neg()).wrapping_sub(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The place of a word: the upper bits of its number.
const fn place(hash: u64) -> usize {
    (hash >> 47) as usize
}

impl Gate {
    /// For anchors in lower case.
    pub fn new(anchors: &[Anchor]) -> Self {
        let mut runs: BTreeMap<String, Option<BTreeSet<&Beside>>> = BTreeMap::new();
        for Anchor { word, beside } in anchors {
            let run = run(word);
            let beside = beside.as_ref().filter(|_| run == *word);
            match (runs.entry(run).or_insert_with(|| Some(BTreeSet::new())), beside) {
                (known, None) => *known = None,
                (None, _) => {}
                (Some(known), Some(beside)) => known.extend(beside),
            }
        }
        let mut gate = Self { table: vec![0; PLACES / 64].into(), first: vec![0; PLACES].into(), words: Vec::new() };
        for (run, beside) in runs {
            let beside = beside.map(|all| {
                let mut neighbours = Neighbours::default();
                for (number, beside) in all.into_iter().enumerate() {
                    neighbours.behind.add(beside.behind.as_deref(), 1 << (number % 64));
                    neighbours.before.add(beside.before.as_deref(), 1 << (number % 64));
                }
                neighbours
            });
            let mut eight = [b' '; 8];
            eight.iter_mut().zip(run.bytes()).for_each(|(to, from)| *to = from);
            let place = place(hash(u64::from_le_bytes(eight)));
            gate.table[place / 64] |= 1 << (place % 64);
            let spaced = format!(" {run} ").into_bytes().into_boxed_slice();
            gate.words.push((place, Word::new(spaced, beside)));
        }
        gate.words.sort_by_key(|(place, _)| *place);
        for (number, (place, _)) in gate.words.iter().enumerate().rev() {
            gate.first[*place] = u16::try_from(number).unwrap_or(u16::MAX);
        }
        gate
    }

    /// The first byte of the next anchor that begins at the byte `from` of the text or behind it.
    pub fn next(&self, plain: &Plain, text: &[u8], from: usize) -> Option<usize> {
        let table = self.table.first_chunk::<{ PLACES / 64 }>()?;
        // Byte n of the text is byte n + 1 here, and no letter stands in front of the first one.
        let mut number = (from + 1) / BLOCK;
        let mut counts = u64::MAX << ((from + 1) % BLOCK);
        let before = number.checked_sub(1).and_then(|before| plain.letters.get(before));
        let mut last = before.map_or(0, |letters| letters >> (BLOCK - 1));
        while let Some(&letters) = plain.letters.get(number)
            && let Some(block) = plain.bytes.get(number * BLOCK..).and_then(<[u8]>::first_chunk::<{ BLOCK + 8 }>)
        {
            let mut starts = letters & !(letters << 1 | last) & counts;
            while starts != 0 {
                let at = starts.trailing_zeros() as usize % BLOCK;
                starts &= starts - 1;
                let place = place(hash(u64::from_le_bytes(*block[at..].first_chunk()?)));
                if table[place / 64] >> (place % 64) & 1 != 0 && self.is_at(place, plain, text, number * BLOCK + at - 1)
                {
                    return Some(number * BLOCK + at - 1);
                }
            }
            (last, counts) = (letters >> (BLOCK - 1), u64::MAX);
            number += 1;
        }
        None
    }

    /// Whether an anchor of a place of the table begins at a byte of the text, and fits to what stands beside it.
    #[inline(never)]
    fn is_at(&self, place: usize, plain: &Plain, text: &[u8], at: usize) -> bool {
        let all = self.words.get(usize::from(self.first[place])..).unwrap_or_default();
        all.iter().take_while(|(there, _)| *there == place).any(|(_, word)| {
            // The byte of the text behind a space stands where the space does here.
            let known = |beside: &Neighbours| beside.fit(plain, text, at..at + word.spaced.len() - 2);
            word.is_at(plain, at) && word.beside.as_ref().is_none_or(known)
        })
    }
}

/// The most white space between two words of a phrase.
const SPACE: usize = 4;

impl Neighbours {
    /// Whether the words beside the anchor fit to one phrase. Everything but a word of letters behind white space fits to
    /// all of them, unless it is a mark that no phrase goes over.
    fn fit(&self, plain: &Plain, text: &[u8], anchor: Range<usize>) -> bool {
        let behind = self.fits_behind(plain, text, anchor.end);
        behind != 0 && behind & self.fits_before(plain, text, anchor.start) != 0
    }

    fn fits_behind(&self, plain: &Plain, text: &[u8], anchor: usize) -> u64 {
        let mut start = anchor;
        while text.get(start).is_some_and(u8::is_ascii_whitespace) && start < anchor + SPACE {
            start += 1;
        }
        let Some(first) = text.get(start) else { return self.behind.any };
        if first.is_ascii_alphabetic() && start > anchor {
            let joined = text.get(plain.letters_end(start)).is_some_and(|next| goes_on(*next));
            return if joined { u64::MAX } else { self.behind.of(plain, start) };
        }
        self.behind.beside(*first)
    }

    fn fits_before(&self, plain: &Plain, text: &[u8], anchor: usize) -> u64 {
        let mut end = anchor;
        while end > 0 && text[end - 1].is_ascii_whitespace() && end + SPACE > anchor {
            end -= 1;
        }
        let Some(last) = end.checked_sub(1).map(|last| text[last]) else { return self.before.any };
        if last.is_ascii_alphabetic() && end < anchor {
            let start = plain.letters_start(end);
            let joined = start.checked_sub(1).is_some_and(|before| goes_on(text[before]));
            return if joined { u64::MAX } else { self.before.of(plain, start) };
        }
        self.before.beside(last)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn anchors_are_found_as_whole_words_whatever_stands_around_them() {
        let words = ["achilles", "simmond's", "ta", "t/a", "push-off", "x0", "pop"];
        let gate = Gate::new(&words.map(|word| Anchor { word: word.to_owned(), beside: None }));
        let mut plain = Plain::default();
        let all = |plain: &Plain, text: &str| {
            let mut places = Vec::new();
            while let Some(at) = gate.next(plain, text.as_bytes(), places.last().map_or(0, |last| last + 1)) {
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
        assert_eq!(all(&plain, text), expected);
    }

    #[test]
    fn an_anchor_counts_only_beside_its_words_or_where_nobody_can_tell() {
        let near = |words: &[&str], stops| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            Some(Arc::new(Near { words, stops, numbers: false }))
        };
        let squeeze = Beside { behind: near(&["squeeze", "test"], false), before: None };
        let left = Beside { behind: None, before: near(&["left"], true) };
        let pulled = Beside { behind: near(&["went"], false), before: near(&["his"], false) };
        let beside = Some(vec![squeeze, left, pulled]);
        let gate = Gate::new(&[Anchor { word: "calf".to_owned(), beside }]);
        let mut plain = Plain::default();
        let mut found = |text: &str| {
            plain.set(text.as_bytes());
            gate.next(&plain, text.as_bytes(), 0).is_some()
        };
        for text in [
            "calf squeeze",
            "Calf\n test",
            "LEFT CALF.",
            "his calf went",
            "calf-squeeze",
            "calf squeeze's",
            "left: calf",
            "calf – ok",
        ] {
            assert!(found(text), "{text}");
        }
        for text in ["calf", "calf soft", "calf, squeeze", "calves squeeze", "calf. Test", "calf went", "his calf"] {
            assert!(!found(text), "{text}");
        }
    }
}
