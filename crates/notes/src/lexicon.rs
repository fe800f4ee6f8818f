//! Phrases ready to be matched: the longest one that begins at a word.

use std::collections::HashMap;

use crate::phrase::{HYPHEN, Piece};
use crate::token::{Kind, Token};

/// What may stand at one place of a phrase.
pub type Place = Vec<Vec<Piece>>;

#[derive(Debug, Clone)]
struct Phrase {
    rule: u32,
    places: Vec<Place>,
}

/// Many phrases, each with the number of its rule, found by their first word.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    phrases: Vec<Phrase>,
    by_word: HashMap<u32, Vec<u32>>,
    by_number: Vec<u32>,
}

impl Lexicon {
    /// Adds a phrase.
    pub fn add(&mut self, places: Vec<Place>, rule: u32) {
        let number = u32::try_from(self.phrases.len()).unwrap_or(u32::MAX);
        let mut firsts = Vec::new();
        for place in &places {
            firsts.extend(place.iter().filter_map(|choice| choice.first().cloned()));
            if place.iter().all(|choice| !choice.is_empty()) {
                break;
            }
        }
        for first in firsts {
            let list = match first {
                Piece::Word(word) => self.by_word.entry(word).or_default(),
                Piece::Number | Piece::Gap(_) => &mut self.by_number,
            };
            if list.last() != Some(&number) {
                list.push(number);
            }
        }
        self.phrases.push(Phrase { rule, places });
    }

    /// Puts the rules of the longest phrases that begin at `tokens[at]` into `rules`, and gives the token behind them.
    pub fn longest(&self, tokens: &[Token], at: usize, rules: &mut Vec<u32>) -> Option<usize> {
        rules.clear();
        let first = &tokens[at];
        let known = if first.word == 0 { None } else { self.by_word.get(&first.word) };
        let numbers: &[u32] = if first.kind == Kind::Number { &self.by_number } else { &[] };
        let mut best = 0;
        for number in known.into_iter().flatten().chain(numbers) {
            let phrase = &self.phrases[*number as usize];
            let mut end = 0;
            places(&phrase.places, tokens, at, at, &mut end);
            if end > best {
                best = end;
                rules.clear();
            }
            if end == best && end > at && !rules.contains(&phrase.rule) {
                rules.push(phrase.rule);
            }
        }
        (best > at).then_some(best)
    }
}

/// Walks the places of a phrase from `at`; keeps the furthest end.
fn places(left: &[Place], tokens: &[Token], from: usize, at: usize, best: &mut usize) {
    let Some((place, rest)) = left.split_first() else {
        *best = (*best).max(at);
        return;
    };
    for choice in place {
        pieces(choice, rest, tokens, from, at, best);
    }
}

fn pieces(left: &[Piece], rest: &[Place], tokens: &[Token], from: usize, at: usize, best: &mut usize) {
    let Some((piece, later)) = left.split_first() else {
        places(rest, tokens, from, at, best);
        return;
    };
    let Some(token) = tokens.get(at) else { return };
    match piece {
        Piece::Word(word) => {
            if token.word == *word {
                pieces(later, rest, tokens, from, at + 1, best);
            } else if at > from && passes(tokens, at) && tokens[at + 1].word == *word {
                pieces(later, rest, tokens, from, at + 2, best);
            }
        }
        Piece::Number => {
            if token.kind == Kind::Number {
                pieces(later, rest, tokens, from, at + 1, best);
            }
        }
        Piece::Gap(most) => {
            for skipped in 0..=usize::from(*most) {
                if skipped > 0
                    && !tokens
                        .get(at + skipped - 1)
                        .is_some_and(|token| matches!(token.kind, Kind::Word | Kind::Number))
                {
                    break;
                }
                pieces(later, rest, tokens, from, at + skipped, best);
            }
        }
    }
}

/// A hyphen inside a word, or a wrapped line, between two words of a phrase changes nothing.
fn passes(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let joins = token.kind == Kind::Line || (token.word == HYPHEN && tokens[at - 1].span.end == token.span.start);
    joins && tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Word)
}
