//! Which words are searched for: few and rare ones, so that every phrase holds at least one.

use std::collections::{BTreeMap, BTreeSet};

use crate::phrase::Choices;

/// Words too common to be searched for, sorted; a phrase made of these alone cannot be a rule.
const COMMON: &[&str] = &[
    "(",
    ")",
    "+",
    ",",
    "-",
    ".",
    "/",
    ":",
    "?",
    "a",
    "an",
    "and",
    "as",
    "at",
    "been",
    "being",
    "can",
    "cannot",
    "could",
    "did",
    "down",
    "felt",
    "for",
    "from",
    "full",
    "good",
    "had",
    "has",
    "he",
    "her",
    "his",
    "history",
    "if",
    "in",
    "intact",
    "is",
    "it",
    "l",
    "left",
    "like",
    "neg",
    "negative",
    "nil",
    "no",
    "normal",
    "not",
    "of",
    "on",
    "one",
    "or",
    "out",
    "over",
    "pain",
    "pos",
    "positive",
    "r",
    "reduced",
    "right",
    "she",
    "someone",
    "something",
    "test",
    "the",
    "to",
    "up",
    "ve",
    "was",
    "weight",
    "were",
    "with",
];

fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// Words that stand in more than one of twenty notes of every specialty (2,377 transcribed ones were counted), and those
/// of reports: searched for only where a phrase has nothing rarer. Sorted.
const FREQUENT: &[&str] = &[
    "able",
    "active",
    "around",
    "back",
    "clinic",
    "completed",
    "compression",
    "declined",
    "defect",
    "deferred",
    "depression",
    "difficulty",
    "direction",
    "divided",
    "documented",
    "done",
    "ejection",
    "elevated",
    "empty",
    "examined",
    "excessive",
    "follow",
    "forced",
    "gave",
    "give",
    "go",
    "gone",
    "greater",
    "head",
    "increased",
    "injection",
    "injury",
    "landed",
    "limited",
    "looked",
    "loss",
    "more",
    "mri",
    "near",
    "performed",
    "positive",
    "possible",
    "posterior",
    "power",
    "raised",
    "resting",
    "running",
    "scan",
    "side",
    "skin",
    "soft",
    "stairs",
    "stand",
    "step",
    "stone",
    "strength",
    "tablets",
    "tension",
    "tested",
    "there",
    "tight",
    "tolerated",
    "too",
    "train",
    "trauma",
    "turned",
    "ultrasound",
    "us",
    "walking",
    "weakness",
    "went",
];

/// What searching for such a word costs, against 1 for a long and rare one.
const FREQUENT_COST: f64 = 30.0;

/// The same for a word that a text about the leg has anyway.
const LEG_COST: f64 = 2.0;

/// What it costs to search for one more word, against finding it wherever it stands.
const NEW: f64 = 0.1;

/// A word that is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The word.
    pub word: String,
    /// What stands beside it in each phrase that it was chosen for; nothing where that may be anything in one of them.
    pub beside: Option<BTreeSet<Beside>>,
}

/// What stands beside an anchor in a phrase; nothing on a side where anything may stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beside {
    /// In front of it.
    pub before: Option<Near>,
    /// Behind it.
    pub behind: Option<Near>,
}

/// What stands on one side of an anchor. Numbers, and what is joined to it, may always stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// One of these words of letters.
    pub words: BTreeSet<String>,
    /// Or a mark of [`is_stop`].
    pub stops: bool,
}

/// Marks that no phrase goes over from one word to the next, unless it has one there.
pub const fn is_stop(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b';' | b':' | b'(' | b')' | b'?' | b'!' | b'+' | b'=' | b'"')
}

/// How often a mark stands beside a word.
const STOPS: f64 = 0.15;

impl Beside {
    /// Roughly how often one of these words stands there by chance.
    fn chance(&self) -> f64 {
        let of = |word: &String| {
            let (common, frequent) = (is_common(word), FREQUENT.binary_search(&word.as_str()).is_ok());
            if common { 0.05 } else { if frequent { 0.01 } else { 0.002 } }
        };
        let side = |near: &Option<Near>| {
            let Some(near) = near else { return 1.0 };
            (near.words.iter().map(of).sum::<f64>() + if near.stops { STOPS } else { 0.0 }).min(1.0)
        };
        side(&self.before) * side(&self.behind)
    }
}

/// A phrase, place by place, and which places hold a rare word whichever choice is written.
#[derive(Debug)]
struct Phrase {
    places: Vec<Choices>,
    rare: Vec<usize>,
}

/// Phrases whose anchors are to be chosen.
#[derive(Debug)]
pub struct Anchors {
    phrases: Vec<Phrase>,
    /// Words that a text about the leg has anyway.
    leg: BTreeSet<String>,
}

impl Anchors {
    /// `leg` are the words that are preferred.
    pub fn new(leg: &[String]) -> Self {
        Self { phrases: Vec::new(), leg: leg.iter().cloned().collect() }
    }

    /// Adds a phrase; false when all its words are common.
    pub fn add(&mut self, places: &[Choices]) -> bool {
        let is_rare = |place: &Choices| place.iter().all(|words| words.iter().any(|word| self.cost(word).is_some()));
        let rare: Vec<usize> = (0..places.len()).filter(|at| is_rare(&places[*at])).collect();
        let some = !rare.is_empty();
        self.phrases.push(Phrase { places: places.to_vec(), rare });
        some
    }

    /// How dear it is to search for a word; nothing when it is not to be searched for.
    fn cost(&self, word: &str) -> Option<f64> {
        let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
        if is_common(word) || word.starts_with("..") || word.contains(['#', '_']) || letters < 2 {
            return None;
        }
        Some(match word.len() {
            _ if self.leg.contains(word) => LEG_COST,
            _ if FREQUENT.binary_search(&word).is_ok() => FREQUENT_COST,
            2 => 12.0,
            3 => 4.0,
            4 => 2.0,
            _ => 1.0,
        })
    }

    /// What is searched for, sorted: in every phrase, whichever way it is written, stands one of these words with one of
    /// its words beside it.
    pub fn choose(&self) -> Vec<Anchor> {
        let mut chosen: BTreeSet<&str> = BTreeSet::new();
        let mut left: Vec<&Phrase> = self.phrases.iter().collect();
        // Phrases with one place only have no choice; the others first look at what is searched for already.
        left.sort_by_key(|phrase| phrase.rare.len().min(2));
        for phrase in &left {
            let priced = phrase.rare.iter().map(|place| self.needs(phrase, *place, &chosen));
            if let Some((_, words)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                chosen.extend(words);
            }
        }
        let mut anchors: BTreeMap<&str, Option<BTreeSet<Beside>>> = BTreeMap::new();
        for phrase in left {
            // Of the places that are searched for, the one that is seen least often by chance.
            let covered = phrase.rare.iter().filter_map(|place| phrase.covered(*place, &chosen));
            let chance = |found: &Vec<(&str, Beside)>| -> f64 {
                found.iter().map(|(word, beside)| self.cost(word).unwrap_or(FREQUENT_COST) * beside.chance()).sum()
            };
            let best = covered.min_by(|a, b| chance(a).total_cmp(&chance(b)));
            for (word, beside) in best.into_iter().flatten() {
                let known = anchors.entry(word).or_insert_with(|| Some(BTreeSet::new()));
                if beside == Beside::default() {
                    *known = None;
                } else if let Some(known) = known {
                    known.insert(beside);
                }
            }
        }
        anchors.into_iter().map(|(word, beside)| Anchor { word: word.to_owned(), beside }).collect()
    }

    /// The words that a place adds to those that were chosen, and what searching for it costs.
    fn needs<'p>(&self, phrase: &'p Phrase, place: usize, chosen: &BTreeSet<&str>) -> (f64, Vec<&'p str>) {
        let mut new = Vec::new();
        let mut sum = 0.0;
        for (choice, words) in phrase.places[place].iter().enumerate() {
            let priced = words.iter().enumerate().filter_map(|(at, word)| {
                let word = word.as_str();
                let added = if chosen.contains(word) || new.contains(&word) { 0.0 } else { NEW };
                Some((self.cost(word)? * (phrase.beside(place, choice, at).chance() + added), word))
            });
            if let Some((cost, word)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                sum += cost;
                if !chosen.contains(word) {
                    new.push(word);
                }
            }
        }
        (sum, new)
    }
}

impl Phrase {
    /// For each choice of a place a word that is searched for, and what stands beside it; nothing when a choice has none.
    fn covered<'p>(&'p self, place: usize, chosen: &BTreeSet<&str>) -> Option<Vec<(&'p str, Beside)>> {
        let anchor = |choice: usize| {
            let words = &self.places[place][choice];
            let known = (0..words.len()).filter(|at| chosen.contains(words[*at].as_str()));
            let known = known.map(|at| (words[at].as_str(), self.beside(place, choice, at)));
            known.min_by(|(_, a), (_, b)| a.chance().total_cmp(&b.chance()))
        };
        (0..self.places[place].len()).map(anchor).collect()
    }

    /// What stands beside a word.
    fn beside(&self, place: usize, choice: usize, at: usize) -> Beside {
        let words = &self.places[place][choice];
        if !is_plain(&words[at]) {
            return Beside::default();
        }
        let (mut behind, mut before) = (Near::default(), Near::default());
        let after = match words.get(at + 1) {
            Some(word) => behind.add(word, first_letters),
            None => ends(self.places[place + 1..].iter(), <[String]>::first, first_letters, &mut behind),
        };
        let ahead = match at.checked_sub(1) {
            Some(at) => before.add(&words[at], last_letters),
            None => ends(self.places[..place].iter().rev(), <[String]>::last, last_letters, &mut before),
        };
        Beside { before: ahead.then_some(before), behind: after.then_some(behind) }
    }
}

/// The words at the near end of the places that follow; false when anything may stand there.
fn ends<'p>(
    places: impl Iterator<Item = &'p Choices>,
    end: impl Fn(&'p [String]) -> Option<&'p String>,
    letters: impl Fn(&str) -> &str,
    near: &mut Near,
) -> bool {
    for place in places {
        if !place.iter().filter_map(|choice| end(choice)).all(|word| near.add(word, &letters)) {
            return false;
        }
        if !place.iter().any(Vec::is_empty) {
            return true;
        }
    }
    false
}

fn first_letters(word: &str) -> &str {
    &word[..word.bytes().take_while(u8::is_ascii_lowercase).count()]
}

fn last_letters(word: &str) -> &str {
    &word[word.len() - word.bytes().rev().take_while(u8::is_ascii_lowercase).count()..]
}

impl Near {
    /// Adds what a word of the notation has at its near end; false when that may be anything.
    fn add(&mut self, word: &str, letters: impl Fn(&str) -> &str) -> bool {
        // “_#_” is the mark itself, “#” any number.
        let word = word.strip_prefix('_').and_then(|word| word.strip_suffix('_')).unwrap_or(word);
        match letters(word) {
            _ if word.starts_with("..") => return false,
            // Beside letters that are not the whole word stands what joins it, or a mark: the gate asks nothing there.
            "" => self.stops |= word.bytes().any(is_stop),
            letters => {
                self.words.insert(letters.to_owned());
            }
        }
        true
    }
}

/// Whether a word of the notation is one word of letters.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_are_sorted() {
        assert!(super::COMMON.is_sorted() && super::FREQUENT.is_sorted());
    }
}
