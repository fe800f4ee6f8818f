//! Phrases ready to be matched: the longest one that begins at a word.
//!
//! The phrases are one automaton over words. Its deterministic form is made as texts ask for it and kept in a [`Cache`],
//! so that reading costs one look-up a word, however many phrases there are.

use std::collections::HashMap;
use std::hash::Hasher;

use crate::phrase::{HYPHEN, Piece};
use crate::token::{Kind, Token};

/// What may stand at one place of a phrase.
pub type Place = Vec<Vec<Piece>>;

/// The state from which nothing is found.
const DEAD: u32 = 0;
/// The state in front of every phrase.
const START: u32 = 1;
/// Symbols of tokens that no rule knows by name; the numbers of known words stay far below.
const SOME_WORD: u32 = u32::MAX;
const SOME_NUMBER: u32 = u32::MAX - 1;
/// A cache with more states than this is emptied: a strange text must not take all memory.
const MOST_STATES: usize = 50_000;

#[derive(Debug, Clone, Default)]
struct Node {
    /// Sorted, once all phrases are known.
    word: Vec<(u32, u32)>,
    number: Vec<u32>,
    any: Vec<u32>,
    free: Vec<u32>,
    rule: Option<u32>,
}

/// Many phrases, each with the number of its rule.
#[derive(Debug, Clone)]
pub struct Lexicon {
    nodes: Vec<Node>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

/// A quick hash for small keys; the keys come from our own rules, not from an adversary.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(23) ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
}

/// Steps that are known: from a state with a symbol to a state. A key is never 0; the length is a power of two, and at least
/// half of the places are free.
#[derive(Debug, Default, Clone)]
struct Steps {
    places: Vec<(u64, u32)>,
    used: usize,
}

impl Steps {
    fn place(&self, key: u64) -> usize {
        let hash = (key ^ (key >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut at = usize::try_from(hash >> 40).unwrap_or(0) & (self.places.len() - 1);
        while self.places[at].0 != key && self.places[at].0 != 0 {
            at = (at + 1) & (self.places.len() - 1);
        }
        at
    }

    fn get(&self, key: u64) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        let (found, next) = self.places[self.place(key)];
        (found == key).then_some(next)
    }

    fn insert(&mut self, key: u64, next: u32) {
        if (self.used + 1) * 2 > self.places.len() {
            let larger = vec![(0, 0); (self.places.len() * 2).max(1024)];
            for (key, next) in std::mem::replace(&mut self.places, larger).into_iter().filter(|(key, _)| *key != 0) {
                let at = self.place(key);
                self.places[at] = (key, next);
            }
        }
        let at = self.place(key);
        self.used += usize::from(self.places[at].0 == 0);
        self.places[at] = (key, next);
    }
}

/// What is asked of a state at every word.
#[derive(Debug, Clone, Copy)]
struct Look {
    /// Which words may lead on from it, by the last six bits of their numbers.
    leads: u64,
    /// Whether a phrase ends there.
    accepts: bool,
}

/// The deterministic states that texts have asked for so far.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    /// The automaton's nodes of each state; state 0 is dead, state 1 the start.
    sets: Vec<Vec<u32>>,
    known: HashMap<Vec<u32>, u32>,
    next: Steps,
    rules: Vec<Vec<u32>>,
    looks: Vec<Look>,
    /// Where each known word leads from the start; most lead nowhere.
    first: Vec<u32>,
}

/// The longest phrases that begin at a token, all of the same length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// The token behind them.
    pub end: usize,
    state: u32,
}

/// What phrases may begin with: the bits of the tokens that may stand behind it, none where nothing begins so.
#[derive(Debug, Clone)]
pub struct Beginnings {
    /// For each word, by its number.
    pub words: Vec<u64>,
    /// For any number.
    pub number: u64,
    /// For any word or number.
    pub any: u64,
}

/// The bit of what phrases may pass over.
const PASSED: u8 = 0;

/// The bit of a token in [`Beginnings`]; a hyphen has that of its number.
pub const fn bit(kind: Kind, word: u32) -> u8 {
    match (word, kind) {
        (0, Kind::Word | Kind::Number) => symbol(word, kind).to_le_bytes()[0] & 63,
        (0, _) => PASSED,
        _ => word.to_le_bytes()[0] & 63,
    }
}

/// What leads from a state to another: the number of a word, or one of those for what has none.
const fn symbol(word: u32, kind: Kind) -> u32 {
    match (word, kind) {
        (0, Kind::Word) => SOME_WORD,
        (0, _) => SOME_NUMBER,
        _ => word,
    }
}

impl Cache {
    /// The rules of phrases that were found; valid until the cache is made ready for the next sentence.
    pub fn rules(&self, found: Accepted) -> &[u32] {
        self.rules.get(found.state as usize).map_or(&[], Vec::as_slice)
    }
}

/// A first step that no text has asked for.
const UNKNOWN: u32 = u32::MAX;

impl Lexicon {
    fn node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).unwrap_or(u32::MAX)
    }

    /// Adds a phrase.
    pub fn add(&mut self, places: &[&Place], rule: u32) {
        let mut from = 0;
        for place in places {
            let to = self.node();
            for choice in *place {
                let mut here = from;
                for (at, piece) in choice.iter().enumerate() {
                    let next = if at + 1 == choice.len() { to } else { self.node() };
                    self.edge(here, piece, next);
                    here = next;
                }
                if choice.is_empty() {
                    self.nodes[from as usize].free.push(to);
                }
            }
            from = to;
        }
        self.nodes[from as usize].rule = Some(rule);
    }

    /// Makes it ready, when all phrases were added.
    pub fn seal(&mut self) {
        for node in &mut self.nodes {
            node.word.sort_unstable();
        }
    }

    fn edge(&mut self, from: u32, piece: &Piece, to: u32) {
        match piece {
            Piece::Word(word) => self.nodes[from as usize].word.push((*word, to)),
            Piece::Number => self.nodes[from as usize].number.push(to),
            Piece::Gap(most) => {
                let mut here = from;
                for _ in 0..*most {
                    let next = self.node();
                    self.nodes[here as usize].free.push(to);
                    self.nodes[here as usize].any.push(next);
                    here = next;
                }
                self.nodes[here as usize].free.push(to);
            }
        }
    }

    fn state(&self, cache: &mut Cache, nodes: Vec<u32>) -> u32 {
        let mut nodes = self.free(nodes);
        nodes.sort_unstable();
        nodes.dedup();
        if let Some(state) = cache.known.get(&nodes) {
            return *state;
        }
        let state = u32::try_from(cache.sets.len()).unwrap_or(u32::MAX);
        let mut rules: Vec<u32> = nodes.iter().filter_map(|node| self.nodes[*node as usize].rule).collect();
        rules.sort_unstable();
        rules.dedup();
        let accepts = !rules.is_empty();
        cache.rules.push(rules);
        let leads = self.leads(&nodes);
        cache.looks.push(Look { leads, accepts });
        cache.sets.push(nodes.clone());
        cache.known.insert(nodes, state);
        state
    }

    /// Makes a cache ready for a sentence: nothing that was found in the one before may be asked for any more.
    pub fn ready(&self, cache: &mut Cache) {
        if cache.sets.len() > MOST_STATES {
            *cache = Cache::default();
        }
        if cache.sets.is_empty() {
            self.state(cache, Vec::new());
            self.state(cache, vec![0]);
        }
    }

    /// What phrases may begin with, for words with numbers up to `most`.
    pub fn beginnings(&self, most: u32) -> Beginnings {
        let mut all = Beginnings { words: vec![0; most as usize + 1], number: 0, any: 0 };
        for node in self.free(vec![0]).iter().map(|node| &self.nodes[*node as usize]) {
            for (word, to) in &node.word {
                all.words[*word as usize] |= self.behind(*to);
            }
            all.number |= node.number.iter().fold(0, |bits, to| bits | self.behind(*to));
            all.any |= node.any.iter().fold(0, |bits, to| bits | self.behind(*to));
        }
        all
    }

    /// The bits of the tokens that may stand behind the first one of a phrase, which leads to this node: all where the phrase
    /// may end there; always those that phrases pass over.
    fn behind(&self, node: u32) -> u64 {
        let nodes = self.free(vec![node]);
        let ends = nodes.iter().any(|node| self.nodes[*node as usize].rule.is_some());
        if ends { u64::MAX } else { self.leads(&nodes) | 1 << PASSED | 1 << (HYPHEN & 63) }
    }

    /// Which words may lead on from these nodes, by the last six bits of their numbers.
    fn leads(&self, nodes: &[u32]) -> u64 {
        let leads = |node: &Node| {
            let anything = if node.any.is_empty() && node.number.is_empty() { 0 } else { u64::MAX };
            node.word.iter().fold(anything, |leads, (word, _)| leads | 1 << (word & 63))
        };
        nodes.iter().fold(0, |all, node| all | leads(&self.nodes[*node as usize]))
    }

    /// The nodes and all that are reached from them without a word.
    fn free(&self, mut nodes: Vec<u32>) -> Vec<u32> {
        let mut at = 0;
        while at < nodes.len() {
            for free in &self.nodes[nodes[at] as usize].free {
                if !nodes.contains(free) {
                    nodes.push(*free);
                }
            }
            at += 1;
        }
        nodes
    }

    /// Where a phrase that begins with this word leads.
    #[inline]
    fn first(&self, cache: &mut Cache, token: &Token) -> u32 {
        let word = token.word as usize;
        if let Some(next) = cache.first.get(word).filter(|next| word > 0 && **next != UNKNOWN) {
            return *next;
        }
        let next = self.step(cache, START, token);
        if word > 0 {
            if cache.first.len() <= word {
                cache.first.resize(word + 1, UNKNOWN);
            }
            // Words that are numbers too may be read either way by their kind, which belongs to the word.
            cache.first[word] = next;
        }
        next
    }

    #[inline]
    fn step(&self, cache: &mut Cache, state: u32, token: &Token) -> u32 {
        if token.word == 0 && matches!(token.kind, Kind::Mark | Kind::Line) {
            return DEAD;
        }
        let symbol = symbol(token.word, token.kind);
        if cache.looks[state as usize].leads >> (symbol & 63) & 1 == 0 {
            return DEAD;
        }
        let key = u64::from(state) << 32 | u64::from(symbol);
        cache.next.get(key).unwrap_or_else(|| self.step_new(cache, state, token, key))
    }

    #[cold]
    fn step_new(&self, cache: &mut Cache, state: u32, token: &Token, key: u64) -> u32 {
        let mut nodes = Vec::new();
        for node in &cache.sets[state as usize] {
            let node = &self.nodes[*node as usize];
            let first = node.word.partition_point(|(word, _)| *word < token.word);
            nodes.extend(node.word[first..].iter().take_while(|(word, _)| *word == token.word).map(|(_, to)| *to));
            if token.kind == Kind::Number {
                nodes.extend(&node.number);
            }
            if matches!(token.kind, Kind::Word | Kind::Number) {
                nodes.extend(&node.any);
            }
        }
        nodes.sort_unstable();
        nodes.dedup();
        let next = if nodes.is_empty() { DEAD } else { self.state(cache, nodes) };
        cache.next.insert(key, next);
        next
    }

    /// The longest phrases that begin at `tokens[at]`. The cache was made ready for this sentence.
    #[inline]
    pub fn longest(&self, cache: &mut Cache, tokens: &[Token], at: usize) -> Option<Accepted> {
        let state = self.first(cache, tokens.get(at)?);
        if state == DEAD { None } else { self.longest_from(cache, tokens, at, state) }
    }

    fn longest_from(&self, cache: &mut Cache, tokens: &[Token], at: usize, mut state: u32) -> Option<Accepted> {
        let mut here = at + 1;
        let mut look = cache.looks[state as usize];
        let mut best = look.accepts.then_some(Accepted { end: here, state });
        while look.leads != 0
            && let Some(token) = tokens.get(here)
        {
            let next = self.step(cache, state, token);
            here += 1;
            if next != DEAD {
                state = next;
                look = cache.looks[state as usize];
                if look.accepts {
                    best = Some(Accepted { end: here, state });
                }
            } else if !passes(tokens, here - 1) {
                break;
            }
        }
        best
    }
}

/// A hyphen inside a word, or a wrapped line, between two words of a phrase changes nothing.
fn passes(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let Some(next) = tokens.get(at + 1) else { return false };
    match token.kind {
        // “power⏎2/5”
        Kind::Line => matches!(next.kind, Kind::Word | Kind::Number),
        _ => token.word == HYPHEN && tokens[at - 1].span.end == token.span.start && next.kind == Kind::Word,
    }
}
