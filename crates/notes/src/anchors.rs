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

/// Roughly how often a word stands beside another by chance.
fn chance(word: &str) -> f64 {
    if is_common(word) {
        0.05
    } else if FREQUENT.binary_search(&word).is_ok() {
        0.01
    } else {
        0.002
    }
}

/// What stands at one end of a place of a phrase, and how often it does by chance.
#[derive(Debug)]
struct End {
    near: Option<Near>,
    chance: f64,
}

impl End {
    fn new(near: Option<Near>) -> Self {
        let sum = |near: &Near| {
            let stops = if near.stops { STOPS } else { 0.0 };
            near.words.iter().map(|word| chance(word)).sum::<f64>() + stops
        };
        let chance = near.as_ref().map_or(1.0, sum).min(1.0);
        Self { near, chance }
    }
}

/// A phrase, place by place, and of the places that hold a rare word whichever choice is written what stands in front of
/// them and behind.
#[derive(Debug)]
struct Phrase {
    places: Vec<Choices>,
    rare: Vec<(usize, [End; 2])>,
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
        let rare = (0..places.len()).filter(|at| is_rare(&places[*at]));
        let sides = |at: usize| {
            let (mut before, mut behind) = (Near::default(), Near::default());
            let ahead = ends(places[..at].iter().rev(), <[String]>::last, last_letters, &mut before);
            let after = ends(places[at + 1..].iter(), <[String]>::first, first_letters, &mut behind);
            (at, [End::new(ahead.then_some(before)), End::new(after.then_some(behind))])
        };
        let rare: Vec<_> = rare.map(sides).collect();
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
            let priced = (0..phrase.rare.len()).map(|rare| self.needs(phrase, rare, &chosen));
            if let Some((_, words)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                chosen.extend(words);
            }
        }
        let mut anchors: BTreeMap<&str, Option<BTreeSet<Beside>>> = BTreeMap::new();
        for phrase in left {
            // Of the places that are searched for, the one that is seen least often by chance.
            let covered = (0..phrase.rare.len()).filter_map(|rare| Some((rare, self.covered(phrase, rare, &chosen)?)));
            let best = covered.min_by(|(_, (a, _)), (_, (b, _))| a.total_cmp(b));
            for (rare, choice, at) in
                best.iter().flat_map(|(rare, (_, all))| all.iter().map(|(c, at)| (*rare, *c, *at)))
            {
                let word = phrase.places[phrase.rare[rare].0][choice][at].as_str();
                let known = anchors.entry(word).or_insert_with(|| Some(BTreeSet::new()));
                let beside = phrase.beside(rare, choice, at);
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
    fn needs<'p>(&self, phrase: &'p Phrase, rare: usize, chosen: &BTreeSet<&str>) -> (f64, Vec<&'p str>) {
        let mut new = Vec::new();
        let mut sum = 0.0;
        for (choice, words) in phrase.places[phrase.rare[rare].0].iter().enumerate() {
            let priced = words.iter().enumerate().filter_map(|(at, word)| {
                let word = word.as_str();
                let added = if chosen.contains(word) || new.contains(&word) { 0.0 } else { NEW };
                Some((self.cost(word)? * (phrase.chance(rare, choice, at) + added), word))
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

    /// For each choice of a place the word that is searched for, by its place in the choice, and what all of them cost;
    /// nothing when a choice has none.
    fn covered(&self, phrase: &Phrase, rare: usize, chosen: &BTreeSet<&str>) -> Option<(f64, Vec<(usize, usize)>)> {
        let mut sum = 0.0;
        let mut all = Vec::new();
        for (choice, words) in phrase.places[phrase.rare[rare].0].iter().enumerate() {
            let known = words.iter().enumerate().filter(|(_, word)| chosen.contains(word.as_str()));
            let known = known
                .map(|(at, word)| (self.cost(word).unwrap_or(FREQUENT_COST) * phrase.chance(rare, choice, at), at));
            let (cost, at) = known.min_by(|a, b| a.0.total_cmp(&b.0))?;
            sum += cost;
            all.push((choice, at));
        }
        Some((sum, all))
    }
}

impl Phrase {
    /// How often what stands beside a word of a rare place does so by chance.
    fn chance(&self, rare: usize, choice: usize, at: usize) -> f64 {
        let (place, [before, behind]) = &self.rare[rare];
        let words = &self.places[*place][choice];
        let inside = |word: Option<&String>, letters: fn(&str) -> &str, end: &End| match word {
            None => end.chance,
            Some(word) => {
                let mut near = Near::default();
                End::new(near.add(word, letters).then_some(near)).chance
            }
        };
        if !is_plain(&words[at]) {
            return 1.0;
        }
        let ahead = at.checked_sub(1).and_then(|at| words.get(at));
        inside(ahead, last_letters, before) * inside(words.get(at + 1), first_letters, behind)
    }

    /// What stands beside a word of a rare place.
    fn beside(&self, rare: usize, choice: usize, at: usize) -> Beside {
        let (place, [before, behind]) = &self.rare[rare];
        let words = &self.places[*place][choice];
        let inside = |word: Option<&String>, letters: fn(&str) -> &str, end: &End| match word {
            None => end.near.clone(),
            Some(word) => {
                let mut near = Near::default();
                near.add(word, letters).then_some(near)
            }
        };
        if !is_plain(&words[at]) {
            return Beside::default();
        }
        let ahead = at.checked_sub(1).and_then(|at| words.get(at));
        Beside { before: inside(ahead, last_letters, before), behind: inside(words.get(at + 1), first_letters, behind) }
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
