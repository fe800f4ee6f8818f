//! The rare-word gate: where in a note it is worth looking at all.
//!
//! Every anchor leaves two runs of five letters that overlap by four, so that one of them stands at an even place whichever
//! way the word lies: half of the places are enough. They are looked up in a table. What is found is held against the
//! anchors as whole words, and against the words that stand beside them in the phrases that they were chosen for.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::anchors::{Anchor, Beside, Near, is_stop};
use crate::frequent::Runs;
use crate::lexicon::Quick;
use crate::token::goes_on;

/// Spaces behind the text, so that no block reaches over the end.
const BEHIND: usize = 32;
/// What is looked at between two decisions, in bytes; each step of four bytes holds two windows.
const BLOCK: usize = 24;
/// The letters that are looked up together.
const WINDOW: usize = 5;
/// The places of the table.
const PLACES: usize = 1 << 17;

/// The letters of a text in lower case, a space for every other byte, a space in front and more behind.
#[derive(Debug, Default, Clone)]
pub struct Plain(Vec<u8>);

/// The highest bit of each byte that is a space, where bytes are spaces or letters.
const fn spaces(eight: u64) -> u64 {
    const EACH: u64 = u64::MAX / 255;
    // What is taken from one byte never reaches the next.
    !((eight ^ (EACH * 0x20)) | (EACH * 0x80)).wrapping_sub(EACH) & (EACH * 0x80)
}

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

    /// The byte of the text behind the letters that stand at the byte `at` and behind it.
    pub fn letters_end(&self, mut at: usize) -> usize {
        while let Some(eight) = self.0.get(at + 1..).and_then(<[u8]>::first_chunk) {
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
        let (low, high) = self.0.get(at + 1..at + 17)?.split_first_chunk()?;
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
        self.0[..=end].iter().rposition(|byte| *byte == b' ').unwrap_or(0)
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
}

impl Side {
    fn add(&mut self, near: Option<Near>, bit: u64) {
        let Some(near) = near else {
            self.any |= bit;
            self.stops |= bit;
            return;
        };
        self.stops |= if near.stops { bit } else { 0 };
        let mut plain = Plain::default();
        for word in near.words {
            plain.set(word.as_bytes());
            if let Some(([low, high], _)) = plain.word(0) {
                *self.words.entry((low, high)).or_default() |= bit;
            }
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
        let Some(there) = plain.0.get(at..).and_then(<[u8]>::first_chunk) else { return false };
        let (word, counts) = self.first;
        (u128::from_le_bytes(*there) ^ word) & counts == 0
            && (self.spaced.len() <= 16 || plain.0.get(at..at + self.spaced.len()) == Some(&*self.spaced))
    }
}

/// A word that may stand where a window was seen.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    /// The place of the window.
    place: usize,
    word: usize,
    /// How many bytes behind the window it begins; in front of it, where this is below 0.
    begins: isize,
}

/// What is searched for.
#[derive(Debug, Clone)]
pub struct Gate {
    /// Of length [`PLACES`]: the mark of the window that belongs there, 0 where none does.
    table: Box<[u8]>,
    /// For each place the first of its candidates.
    first: Box<[u16]>,
    /// By their places.
    candidates: Vec<Candidate>,
    words: Vec<Word>,
}

/// The longest piece of a word that consists of letters; all of it, spaced, when no two letters stand together.
fn run(word: &str) -> String {
    let longest = word.split(|c: char| !c.is_ascii_alphabetic()).max_by_key(|part| part.len()).unwrap_or_default();
    if longest.len() > 1 {
        return longest.to_owned();
    }
    word.chars().map(|c| if c.is_ascii_alphabetic() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

/// A number made of the five bytes that stand lowest: its upper bits are their place in the table, those below their mark.
const fn hash(window: u64) -> u64 {
    (window << 24).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

const fn place(hash: u64) -> usize {
    (hash >> 47) as usize
}

/// Never 0.
const fn mark(hash: u64) -> u8 {
    hash.to_le_bytes()[4] | 1
}

/// The mark of a place that several windows share: it may be any of them.
const SHARED: u8 = u8::MAX;

/// Eight bytes of a block.
fn eight(block: &[u8; BLOCK + 4], at: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&block[at..at + 8]);
    u64::from_le_bytes(eight)
}

impl Gate {
    /// For anchors in lower case.
    pub fn new(anchors: &[Anchor]) -> Self {
        let mut runs: BTreeMap<String, Option<BTreeSet<Beside>>> = BTreeMap::new();
        for Anchor { word, beside } in anchors {
            let run = run(word);
            let beside = beside.clone().filter(|_| run == *word);
            match (runs.entry(run).or_insert_with(|| Some(BTreeSet::new())), beside) {
                (known, None) => *known = None,
                (None, _) => {}
                (Some(known), Some(beside)) => known.extend(beside),
            }
        }
        let mut gate = Self {
            table: vec![0; PLACES].into(),
            first: vec![0; PLACES].into(),
            candidates: Vec::new(),
            words: Vec::new(),
        };
        let frequent = Runs::new();
        for (run, beside) in runs {
            let beside = beside.map(|all| {
                let mut neighbours = Neighbours::default();
                for (number, beside) in all.into_iter().enumerate() {
                    neighbours.behind.add(beside.behind, 1 << (number % 64));
                    neighbours.before.add(beside.before, 1 << (number % 64));
                }
                neighbours
            });
            let spaced = format!(" {run} ").into_bytes().into_boxed_slice();
            gate.search(&spaced, &frequent);
            gate.words.push(Word::new(spaced, beside));
        }
        gate.candidates.sort_by_key(|candidate| candidate.place);
        for (number, candidate) in gate.candidates.iter().enumerate().rev() {
            gate.first[candidate.place] = u16::try_from(number).unwrap_or(u16::MAX);
        }
        gate
    }

    /// Marks the two runs of a spaced word by which it is found, whichever of two neighbouring places is the even one.
    fn search(&mut self, spaced: &[u8], frequent: &Runs<WINDOW>) {
        let any = || (b'a'..=b'z').chain([b' ']);
        let pieces = spaced.windows(WINDOW + 1).enumerate();
        let rarest = pieces.min_by(|(_, a), (_, b)| frequency(a, frequent).total_cmp(&frequency(b, frequent)));
        if let Some((at, &[a, b, c, d, e, f])) = rarest {
            let at = at.cast_signed();
            self.add([a, b, c, d, e], -at);
            self.add([b, c, d, e, f], -at - 1);
        } else if let [a, b, c, d, e] = *spaced {
            self.add([a, b, c, d, e], 0);
            any().for_each(|before| self.add([before, a, b, c, d], 1));
        } else if let [a, b, c, d] = *spaced {
            any().for_each(|behind| self.add([a, b, c, d, behind], 0));
            any().for_each(|before| self.add([before, a, b, c, d], 1));
        }
    }

    /// Marks a window of the next word, which begins so many bytes behind it.
    fn add(&mut self, letters: [u8; WINDOW], begins: isize) {
        let mut eight = [0; 8];
        eight[..WINDOW].copy_from_slice(&letters);
        let window = u64::from_le_bytes(eight);
        let hash = hash(window);
        let known = &mut self.table[place(hash)];
        *known = if *known == 0 || *known == mark(hash) { mark(hash) } else { SHARED };
        self.candidates.push(Candidate { place: place(hash), word: self.words.len(), begins });
    }

    /// The first byte of the next anchor that begins at the byte `from` of the text or behind it.
    pub fn next(&self, plain: &Plain, text: &[u8], from: usize) -> Option<usize> {
        let table = self.table.first_chunk::<PLACES>()?;
        // Byte n of the text is byte n + 1 here, and the byte before a word belongs to it.
        let mut at = from;
        while let Some(block) = plain.0.get(at..).and_then(<[u8]>::first_chunk) {
            let mut any = 0;
            for step in 0..BLOCK / 4 {
                let eight = eight(block, step * 4);
                any |= table[place(hash(eight))] | table[place(hash(eight >> 16))];
            }
            if any != 0
                && let Some(found) = self.inside(table, block, plain, text, (at, from))
            {
                return Some(found);
            }
            at += BLOCK;
        }
        None
    }

    /// The first anchor of a block that stands at a place, none in front of another place.
    #[inline(never)]
    fn inside(
        &self,
        table: &[u8; PLACES],
        block: &[u8; BLOCK + 4],
        plain: &Plain,
        text: &[u8],
        (at, from): (usize, usize),
    ) -> Option<usize> {
        // One bit for each window, so that only one branch in the block depends on what is read.
        let mut seen = 0_u32;
        for step in (0..BLOCK / 4).rev() {
            let eight = eight(block, step * 4);
            let known = |window: u64| u32::from(table[place(hash(window))] != 0);
            seen = seen << 2 | known(eight >> 16) << 1 | known(eight);
        }
        while seen != 0 {
            let here = at + seen.trailing_zeros() as usize * 2;
            seen &= seen - 1;
            let hash = hash(u64::from_le_bytes(*plain.0.get(here..).and_then(<[u8]>::first_chunk)?));
            let known = table[place(hash)];
            if known != mark(hash) && known != SHARED {
                continue;
            }
            let all = self.candidates.get(usize::from(self.first[place(hash)])..).unwrap_or_default();
            let mut all = all.iter().take_while(|candidate| candidate.place == place(hash));
            if let Some(found) = all.find_map(|candidate| self.found(*candidate, plain, text, here, from)) {
                return Some(found);
            }
        }
        None
    }

    /// Where a word begins whose window was seen at a place.
    fn found(&self, one: Candidate, plain: &Plain, text: &[u8], at: usize, from: usize) -> Option<usize> {
        let word = &self.words[one.word];
        // The byte of the text behind a space stands where the space does here.
        let start = at.checked_add_signed(one.begins).filter(|start| *start >= from && word.is_at(plain, *start))?;
        let known = |beside: &Neighbours| beside.fit(plain, text, start..start + word.spaced.len() - 2);
        word.beside.as_ref().is_none_or(known).then_some(start)
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
        if is_stop(*first) { self.behind.stops } else { u64::MAX }
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
        if is_stop(last) { self.before.stops } else { u64::MAX }
    }
}

/// Roughly how often these letters stand in notes, spaces included; above 1 when the most frequent words hold a run of them.
fn frequency(piece: &[u8], frequent: &Runs<WINDOW>) -> f64 {
    const PER_1000: [u8; 26] =
        [67, 13, 28, 38, 95, 16, 16, 38, 62, 2, 6, 38, 24, 60, 64, 19, 1, 55, 56, 75, 22, 8, 16, 2, 16, 1];
    let of = |byte: &u8| PER_1000.get(usize::from(byte.wrapping_sub(b'a'))).map_or(0.2, |n| f64::from(*n) / 1e3);
    piece.iter().map(of).product::<f64>() + frequent.of(piece) as f64
}

#[cfg(test)]
mod tests {
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
            Some(Near { words, stops })
        };
        let squeeze = Beside { behind: near(&["squeeze", "test"], false), before: None };
        let left = Beside { behind: None, before: near(&["left"], true) };
        let pulled = Beside { behind: near(&["went"], false), before: near(&["his"], false) };
        let beside = Some([squeeze, left, pulled].into());
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
