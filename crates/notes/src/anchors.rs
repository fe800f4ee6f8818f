//! Which words are searched for: few and rare ones, so that every phrase holds at least one.

use std::collections::BTreeSet;

use crate::phrase::Choices;

/// Words too common to be searched for; a phrase made of these alone cannot be a rule.
const COMMON: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "in",
    "on",
    "to",
    "at",
    "and",
    "or",
    "no",
    "not",
    "nil",
    "is",
    "was",
    "with",
    "for",
    "he",
    "she",
    "his",
    "her",
    "it",
    "has",
    "had",
    "felt",
    "can",
    "cannot",
    "could",
    "did",
    "pain",
    "normal",
    "right",
    "left",
    "r",
    "l",
    "from",
    "up",
    "out",
    "as",
    "if",
    "like",
    "test",
    "positive",
    "negative",
    "neg",
    "pos",
    "ve",
    "+",
    "-",
    "(",
    ")",
    "?",
    "/",
    ".",
    ",",
    ":",
    "something",
    "someone",
    "full",
    "good",
    "over",
    "down",
    "weight",
    "one",
    "been",
    "being",
    "were",
    "reduced",
    "intact",
    "history",
];

/// Words that stand in more than one of twenty notes of every specialty (2,377 transcribed ones were counted), and those
/// of reports: searched for only where a phrase has nothing rarer.
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

/// The longest of these words, if any is more than a common one.
pub fn rarest(words: &[String]) -> Option<String> {
    let named =
        |word: &&String| !COMMON.contains(&word.as_str()) && word.bytes().filter(u8::is_ascii_alphabetic).count() > 1;
    words.iter().filter(named).max_by_key(|word| word.len()).cloned()
}

/// Phrases whose anchors are to be chosen.
#[derive(Debug)]
pub struct Anchors {
    /// Of each phrase the places that hold a rare word whichever choice is written.
    phrases: Vec<Vec<Choices>>,
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
        let rare = |place: &&Choices| place.iter().all(|words| words.iter().any(|word| self.cost(word).is_some()));
        let places: Vec<Choices> = places.iter().filter(rare).cloned().collect();
        let some = !places.is_empty();
        self.phrases.push(places);
        some
    }

    /// How dear it is to search for a word; nothing when it is not to be searched for.
    fn cost(&self, word: &str) -> Option<f64> {
        let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
        if COMMON.contains(&word) || word.starts_with("..") || word.contains(['#', '_']) || letters < 2 {
            return None;
        }
        Some(match word.len() {
            _ if self.leg.contains(word) => 0.2,
            _ if FREQUENT.contains(&word) => FREQUENT_COST,
            2 => 12.0,
            3 => 4.0,
            4 => 2.0,
            _ => 1.0,
        })
    }

    /// Of the phrases that have a place without a frequent word those words; the other phrases are left out.
    pub fn telling(mut self) -> Vec<String> {
        let rare =
            |words: &Vec<String>| words.iter().any(|word| self.cost(word).is_some_and(|cost| cost < FREQUENT_COST));
        let keep = |places: &Vec<Choices>| places.iter().filter(|place| place.iter().all(rare)).cloned().collect();
        let phrases = self.phrases.iter().map(keep).collect();
        self.phrases = phrases;
        self.choose()
    }

    /// The words that are searched for, sorted.
    pub fn choose(&self) -> Vec<String> {
        let mut chosen: BTreeSet<&str> = BTreeSet::new();
        let mut left: Vec<&Vec<Choices>> = self.phrases.iter().collect();
        // Phrases with one place only have no choice; the others first look at what is searched for already.
        left.sort_by_key(|places| places.len().min(2));
        for places in left {
            let priced = places.iter().map(|place| self.needs(place, &chosen));
            if let Some((_, words)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                chosen.extend(words);
            }
        }
        chosen.into_iter().map(str::to_owned).collect()
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
