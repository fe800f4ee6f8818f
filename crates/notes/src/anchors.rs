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

/// A word that is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The word.
    pub word: String,
    /// What stands beside it in every phrase that it was chosen for; nothing where that may be anything.
    pub beside: Option<Beside>,
}

/// Words of letters of which one stands beside an anchor: behind it or in front of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Behind it.
    pub behind: BTreeSet<String>,
    /// In front of it.
    pub before: BTreeSet<String>,
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
            _ if self.leg.contains(word) => 0.2,
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
            let priced = phrase.rare.iter().map(|place| self.needs(&phrase.places[*place], &chosen));
            if let Some((_, words)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                chosen.extend(words);
            }
        }
        let mut anchors: BTreeMap<&str, Option<Beside>> = BTreeMap::new();
        for phrase in left {
            // Of the places that are searched for, the one of which most is known of what stands beside it.
            let covered = phrase.rare.iter().filter_map(|place| phrase.covered(*place, &chosen));
            let best = covered.min_by_key(|found| found.iter().filter(|(_, beside)| beside.is_none()).count());
            for (word, beside) in best.into_iter().flatten() {
                match (anchors.entry(word).or_insert_with(|| Some(Beside::default())), beside) {
                    (known, None) => *known = None,
                    (None, _) => {}
                    (Some(known), Some(Side::Behind(words))) => {
                        known.behind.extend(words.into_iter().map(str::to_owned));
                    }
                    (Some(known), Some(Side::Before(words))) => {
                        known.before.extend(words.into_iter().map(str::to_owned));
                    }
                }
            }
        }
        anchors.into_iter().map(|(word, beside)| Anchor { word: word.to_owned(), beside }).collect()
    }

    /// The words that a place adds to those that were chosen, and what they cost.
    fn needs<'p>(&self, place: &'p Choices, chosen: &BTreeSet<&str>) -> (f64, Vec<&'p str>) {
        let mut words = Vec::new();
        let mut sum = 0.0;
        for choice in place.iter().filter(|choice| !choice.iter().any(|word| chosen.contains(word.as_str()))) {
            let priced = choice.iter().filter_map(|word| Some((self.cost(word)?, word.as_str())));
            if let Some((cost, word)) = priced.min_by(|a, b| a.0.total_cmp(&b.0))
                && !words.contains(&word)
            {
                sum += cost;
                words.push(word);
            }
        }
        (sum, words)
    }
}

/// The words that may stand on one side.
enum Side<'p> {
    Behind(BTreeSet<&'p str>),
    Before(BTreeSet<&'p str>),
}

impl Phrase {
    /// For each choice of a place a word that is searched for, and what stands beside it; nothing when a choice has none.
    fn covered<'p>(&'p self, place: usize, chosen: &BTreeSet<&str>) -> Option<Vec<(&'p str, Option<Side<'p>>)>> {
        let anchor = |choice: usize| {
            let words = &self.places[place][choice];
            let known = (0..words.len()).filter(|at| chosen.contains(words[*at].as_str()));
            let known = known.map(|at| (words[at].as_str(), self.beside(place, choice, at)));
            known.min_by_key(|(_, beside)| beside.is_none())
        };
        (0..self.places[place].len()).map(anchor).collect()
    }

    /// What stands beside a word, on the side of which the rarer words are known.
    fn beside(&self, place: usize, choice: usize, at: usize) -> Option<Side<'_>> {
        let words = &self.places[place][choice];
        if !is_plain(&words[at]) {
            return None;
        }
        let (mut behind, mut before) = (BTreeSet::new(), BTreeSet::new());
        let after = |behind: &mut _| match words.get(at + 1) {
            Some(word) => plain(word, behind),
            None => Self::ends(self.places[place + 1..].iter(), <[String]>::first, behind),
        };
        let ahead = |before: &mut _| match at.checked_sub(1) {
            Some(at) => plain(&words[at], before),
            None => Self::ends(self.places[..place].iter().rev(), <[String]>::last, before),
        };
        let known = (after(&mut behind), ahead(&mut before));
        let common = |words: &BTreeSet<&str>| words.iter().filter(|word| is_common(word)).count();
        match known {
            (true, true) if common(&before) < common(&behind) => Some(Side::Before(before)),
            (true, _) => Some(Side::Behind(behind)),
            (false, true) => Some(Side::Before(before)),
            (false, false) => None,
        }
    }

    /// The words at the near end of the places that follow; false when something else than a plain word may stand there.
    fn ends<'p>(
        places: impl Iterator<Item = &'p Choices>,
        end: impl Fn(&'p [String]) -> Option<&'p String>,
        words: &mut BTreeSet<&'p str>,
    ) -> bool {
        for place in places {
            if !place.iter().filter_map(|choice| end(choice)).all(|word| plain(word, words)) {
                return false;
            }
            if !place.iter().any(Vec::is_empty) {
                return true;
            }
        }
        false
    }
}

/// Whether a word of the notation is one word of letters.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn plain<'p>(word: &'p str, words: &mut BTreeSet<&'p str>) -> bool {
    words.insert(word);
    is_plain(word)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_are_sorted() {
        assert!(super::COMMON.is_sorted() && super::FREQUENT.is_sorted());
    }
}
