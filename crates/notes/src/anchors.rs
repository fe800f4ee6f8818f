//! Which words are searched for: few and rare ones, so that every phrase holds at least one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use crate::gate::run;
use crate::phrase::{Choices, Elements};

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
    "but",
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

/// How often the words of the rules stand in a million words of notes: of every specialty (2,377 transcribed ones of
/// mtsamples.com were counted), and of leg injuries (a cohort that we wrote). `scripts/word-counts` makes it; what is missing
/// is rare.
const COUNTED: &str = include_str!("words-per-million.tsv");

/// What a word of leg injuries counts against one of all notes: they are few, and every phrase is about them.
const LEG: f64 = 0.05;

static PER_MILLION: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let (word, all, leg) = (cells.next()?, cells.next()?.parse::<f64>().ok()?, cells.next()?.parse::<f64>().ok()?);
        Some((word, all + LEG * leg))
    };
    COUNTED.lines().filter_map(row).collect()
});

/// How many of a million words are this one, of lower-case letters; a guess where it was not counted.
fn per_million(word: &str) -> f64 {
    let unseen = match word.len() {
        ..=2 => 10.0,
        3 => 4.0,
        4 => 1.0,
        _ => 0.3,
    };
    PER_MILLION.get(word).copied().unwrap_or(0.0).max(unseen)
}

/// What it costs to search for one more word, against reading a sentence wherever it stands.
const NEW: f64 = 0.04;

/// A word that is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The word.
    pub word: String,
    /// What stands beside it in each phrase that it was chosen for; nothing where that may be anything in one of them.
    pub beside: Option<Vec<Beside>>,
}

/// What stands beside an anchor in a phrase; nothing on a side where anything may stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Beside {
    /// In front of it.
    pub before: Option<Arc<Near>>,
    /// Behind it.
    pub behind: Option<Arc<Near>>,
}

/// What stands on one side of an anchor. What is joined to it may always stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Near {
    /// One of these words of letters.
    pub words: BTreeSet<String>,
    /// Or a mark of [`is_stop`].
    pub stops: bool,
    /// Or a number.
    pub numbers: bool,
}

/// Marks that no phrase goes over from one word to the next, unless it has one there.
pub const fn is_stop(byte: u8) -> bool {
    matches!(byte, b'.' | b',' | b';' | b':' | b'(' | b')' | b'?' | b'!' | b'+' | b'=' | b'"')
}

/// How often a mark stands beside a word, and a number.
const STOPS: f64 = 0.15;
const NUMBERS: f64 = 0.06;

impl Near {
    /// How often it stands there by chance.
    fn chance(&self) -> f64 {
        let stops = if self.stops { STOPS } else { 0.0 };
        let numbers = if self.numbers { NUMBERS } else { 0.0 };
        let words: f64 = self.words.iter().map(|word| per_million(word) / 1e6).sum();
        (words + stops + numbers).min(1.0)
    }
}

/// What stands at one end of something, and how often it does by chance.
#[derive(Debug, Clone)]
struct End {
    /// Nothing where it may be anything.
    near: Option<Arc<Near>>,
    chance: f64,
}

impl End {
    fn new(near: Option<Near>) -> Self {
        let chance = near.as_ref().map_or(1.0, Near::chance);
        Self { near: near.map(Arc::new), chance }
    }
}

/// What is known of a word of the notation.
#[derive(Debug)]
struct Word {
    text: String,
    /// How dear it is to search for it; nothing when it is not to be searched for.
    cost: Option<f64>,
    /// Whether it is one word of letters.
    plain: bool,
    /// What a word in front of it sees, and one behind it.
    ends: [End; 2],
}

/// What is known of an element of phrases.
#[derive(Debug)]
struct Place {
    /// Its words, by their numbers.
    choices: Vec<Vec<usize>>,
    /// Whether each choice has a word that may be searched for.
    rare: bool,
    /// Whether nothing need stand there.
    empty: bool,
    /// What a word in front of it sees, and one behind it, as far as something stands there.
    ends: [End; 2],
}

/// A phrase, place by place, and of the places that hold a rare word whichever choice is written what stands in front of
/// them and behind.
#[derive(Debug)]
struct Phrase {
    places: Vec<usize>,
    rare: Vec<(usize, [End; 2])>,
    /// Whether it is a false friend.
    friend: bool,
}

/// Phrases whose anchors are to be chosen.
#[derive(Debug)]
pub struct Anchors {
    phrases: Vec<Phrase>,
    words: Vec<Word>,
    numbers: HashMap<String, usize>,
    /// By the numbers of their elements.
    places: Vec<Option<Place>>,
}

impl Anchors {
    /// None yet.
    pub fn new() -> Self {
        Self { phrases: Vec::new(), words: Vec::new(), numbers: HashMap::new(), places: Vec::new() }
    }

    /// Adds a phrase, as the numbers of its elements; false when all its words are common. A false friend is searched for
    /// only where somebody asks for those too.
    pub fn add(&mut self, places: &[usize], elements: &Elements<'_>, friend: bool) -> bool {
        for place in places {
            self.learn(*place, elements.choices(*place));
        }
        // “I squeezed the calf. The foot did not move”: the sentence that is read on from is the first one.
        let is_stop = |place: &usize| matches!(elements.choices(*place).as_slice(), [words] if *words == ["."]);
        let front = places.iter().position(is_stop).unwrap_or(places.len());
        let rare = (0..front).filter(|at| self.place(places[*at]).rare);
        let sides = |at: usize| (at, [self.end(places[..at].iter().rev(), 1), self.end(places[at + 1..].iter(), 0)]);
        let rare: Vec<_> = rare.map(sides).collect();
        let some = !rare.is_empty();
        self.phrases.push(Phrase { places: places.to_vec(), rare, friend });
        some
    }

    fn learn(&mut self, place: usize, choices: &Choices) {
        if self.places.len() <= place {
            self.places.resize_with(place + 1, || None);
        }
        if self.places[place].is_some() {
            return;
        }
        let choices: Vec<Vec<usize>> =
            choices.iter().map(|words| words.iter().map(|word| self.number(word)).collect()).collect();
        let words = |of: fn(&[usize]) -> Option<&usize>, end: usize| {
            let ends = choices.iter().filter_map(|words| of(words)).map(|word| &self.words[*word].ends[end]);
            End::new(joined(ends))
        };
        let learned = Place {
            rare: choices.iter().all(|words| words.iter().any(|word| self.words[*word].cost.is_some())),
            empty: choices.iter().any(Vec::is_empty),
            ends: [words(<[usize]>::first, 0), words(<[usize]>::last, 1)],
            choices,
        };
        self.places[place] = Some(learned);
    }

    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
        let ends = [first_letters, last_letters].map(|letters| End::new(near(text, letters)));
        self.words.push(Word { text: text.to_owned(), cost: cost(text), plain, ends });
        self.numbers.insert(text.to_owned(), self.words.len() - 1);
        self.words.len() - 1
    }

    /// A place that was learned.
    fn place(&self, place: usize) -> &Place {
        static NOTHING: Place = Place {
            choices: Vec::new(),
            rare: false,
            empty: true,
            ends: [const { End { near: None, chance: 1.0 } }, const { End { near: None, chance: 1.0 } }],
        };
        self.places.get(place).and_then(Option::as_ref).unwrap_or(&NOTHING)
    }

    /// What is seen of the places that follow one.
    fn end<'p>(&self, places: impl Iterator<Item = &'p usize>, end: usize) -> End {
        let mut seen: Vec<&End> = Vec::new();
        for place in places {
            let place = self.place(*place);
            seen.push(&place.ends[end]);
            if !place.empty {
                return if let [one] = *seen { one.clone() } else { End::new(joined(seen.into_iter())) };
            }
        }
        End::new(None)
    }

    /// What is searched for, sorted: in every phrase, whichever way it is written, stands one of these words with one of
    /// its words beside it. With the false friends or without.
    pub fn choose(&self, friends: bool) -> Vec<Anchor> {
        let mut chosen = vec![false; self.words.len()];
        let mut left: Vec<&Phrase> = self.phrases.iter().filter(|phrase| friends || !phrase.friend).collect();
        // Phrases with one place only have no choice; the others first look at what is searched for already.
        left.sort_by_key(|phrase| phrase.rare.len().min(2));
        for phrase in &left {
            let priced = phrase.rare.iter().map(|rare| self.needs(phrase, rare, &chosen));
            if let Some((_, words)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                for word in words {
                    chosen[word] = true;
                }
            }
        }
        // What stands on both sides, by its address: elements that are the same share it.
        type Sides = HashMap<[usize; 2], Beside>;
        let mut anchors: BTreeMap<&str, Option<Sides>> = BTreeMap::new();
        for phrase in left {
            // Of the places that are searched for, the one that is seen least often by chance.
            let covered = phrase.rare.iter().filter_map(|rare| Some((rare, self.covered(phrase, rare, &chosen)?)));
            let best = covered.min_by(|(_, (a, _)), (_, (b, _))| a.total_cmp(b));
            for (rare, choice, at) in
                best.iter().flat_map(|(rare, (_, all))| all.iter().map(|(c, at)| (*rare, *c, *at)))
            {
                let word = &self.words[self.place(phrase.places[rare.0]).choices[choice][at]];
                let known = anchors.entry(&word.text).or_insert_with(|| Some(Sides::new()));
                let [before, behind] = self.sides(phrase, rare, choice, at).map(|end| end.near.clone());
                if !word.plain || (before.is_none() && behind.is_none()) {
                    *known = None;
                } else if let Some(known) = known {
                    let address = |near: &Option<Arc<Near>>| near.as_ref().map_or(0, |near| Arc::as_ptr(near).addr());
                    known.entry([address(&before), address(&behind)]).or_insert(Beside { before, behind });
                }
            }
        }
        let anchor = |(word, beside): (&str, Option<Sides>)| {
            let mut beside: Option<Vec<Beside>> = beside.map(|all| all.into_values().collect());
            if let Some(all) = &mut beside {
                all.sort_unstable();
                all.dedup();
            }
            Anchor { word: word.to_owned(), beside }
        };
        anchors.into_iter().map(anchor).collect()
    }

    /// What stands in front of a word of a rare place, and behind it.
    fn sides<'a>(&'a self, phrase: &Phrase, rare: &'a (usize, [End; 2]), choice: usize, at: usize) -> [&'a End; 2] {
        let (place, [before, behind]) = rare;
        let words = &self.place(phrase.places[*place]).choices[choice];
        let inside = |word: Option<&usize>, end: usize| word.map(|word| &self.words[*word].ends[end]);
        [
            inside(at.checked_sub(1).and_then(|at| words.get(at)), 1).unwrap_or(before),
            inside(words.get(at + 1), 0).unwrap_or(behind),
        ]
    }

    /// How often what stands beside a word of a rare place does so by chance.
    fn chance(&self, phrase: &Phrase, rare: &(usize, [End; 2]), choice: usize, at: usize) -> f64 {
        let word = self.place(phrase.places[rare.0]).choices[choice][at];
        if !self.words[word].plain {
            return 1.0;
        }
        let [before, behind] = self.sides(phrase, rare, choice, at);
        before.chance * behind.chance
    }

    /// The words that a place adds to those that were chosen, and what searching for it costs.
    fn needs(&self, phrase: &Phrase, rare: &(usize, [End; 2]), chosen: &[bool]) -> (f64, Vec<usize>) {
        let mut new = Vec::new();
        let mut sum = 0.0;
        for (choice, words) in self.place(phrase.places[rare.0]).choices.iter().enumerate() {
            let priced = words.iter().enumerate().filter_map(|(at, word)| {
                let added = if chosen[*word] || new.contains(word) { 0.0 } else { NEW };
                Some((self.words[*word].cost? * (self.chance(phrase, rare, choice, at) + added), *word))
            });
            if let Some((cost, word)) = priced.min_by(|a, b| a.0.total_cmp(&b.0)) {
                sum += cost;
                if !chosen[word] {
                    new.push(word);
                }
            }
        }
        (sum, new)
    }

    /// For each choice of a place the word that is searched for, by its place in the choice, and what all of them cost;
    /// nothing when a choice has none.
    fn covered(
        &self,
        phrase: &Phrase,
        rare: &(usize, [End; 2]),
        chosen: &[bool],
    ) -> Option<(f64, Vec<(usize, usize)>)> {
        let mut sum = 0.0;
        let mut all = Vec::new();
        for (choice, words) in self.place(phrase.places[rare.0]).choices.iter().enumerate() {
            let known = words.iter().enumerate().filter(|(_, word)| chosen[**word]).map(|(at, word)| {
                let cost = self.words[*word].cost.unwrap_or(f64::MAX);
                (cost * self.chance(phrase, rare, choice, at), at)
            });
            let (cost, at) = known.min_by(|a, b| a.0.total_cmp(&b.0))?;
            sum += cost;
            all.push((choice, at));
        }
        Some((sum, all))
    }
}

/// How dear it is to search for a word; nothing when it is not to be searched for.
fn cost(word: &str) -> Option<f64> {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if is_common(word) || word.starts_with("..") || word.contains(['#', '_']) || letters < 2 {
        return None;
    }
    Some(per_million(&run(word)))
}

/// One or the other of these; nothing where one of them may be anything.
fn joined<'e>(ends: impl Iterator<Item = &'e End>) -> Option<Near> {
    let mut all = Near::default();
    for end in ends {
        let near = end.near.as_ref()?;
        all.stops |= near.stops;
        all.numbers |= near.numbers;
        all.words.extend(near.words.iter().cloned());
    }
    Some(all)
}

fn first_letters(word: &str) -> &str {
    &word[..word.bytes().take_while(u8::is_ascii_lowercase).count()]
}

fn last_letters(word: &str) -> &str {
    &word[word.len() - word.bytes().rev().take_while(u8::is_ascii_lowercase).count()..]
}

/// What a word of the notation has at its near end; nothing when that may be anything.
fn near(word: &str, letters: fn(&str) -> &str) -> Option<Near> {
    // “_#_” is the mark itself, “#” any number.
    let any_number = word == "#";
    let word = word.strip_prefix('_').and_then(|word| word.strip_suffix('_')).unwrap_or(word);
    let digits = [word.bytes().next(), word.bytes().last()].iter().flatten().any(u8::is_ascii_digit);
    let mut near = Near { numbers: any_number || digits, ..Near::default() };
    match letters(word) {
        _ if word.starts_with("..") => return None,
        // Beside letters that are not the whole word stands what joins it, or a mark: the gate asks nothing there.
        "" => near.stops = word.bytes().any(is_stop),
        letters => {
            near.words.insert(letters.to_owned());
        }
    }
    Some(near)
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_common_is_sorted_and_what_was_counted_is_read() {
        assert!(super::COMMON.is_sorted());
        assert_eq!(super::PER_MILLION.len(), super::COUNTED.lines().count());
        assert!(super::per_million("home") > super::per_million("simmonds") && super::per_million("zz") > 0.0);
    }
}
