//! The rules made ready, and the walk over a note.
//!
//! A note is lower-cased once; a search for rare words (“anchors”, at least one in every phrase) says where to look; only
//! the sentences that hold one are cut into words, matched and read for context.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind, MatchKind};

use crate::context::{Context, CueRule, Marks, Resolver};
use crate::finding::{Finding, Says, When, Who};
use crate::lexicon::{Cache, Lexicon};
use crate::phrase::{self, Classes, Piece, Vocabulary};
use crate::rules::{Means, RuleError, RuleFile, Rules, Section};
use crate::sections::{Headings, Under, Walk};
use crate::sentence;
use crate::token::{self, Kind, Token};

/// The rules that are compiled in.
const BUILT_IN: &[(&str, &str)] = &[
    ("knowledge/notes/words.toml", include_str!("../../../knowledge/notes/words.toml")),
    ("knowledge/notes/signs.toml", include_str!("../../../knowledge/notes/signs.toml")),
    ("knowledge/notes/context.toml", include_str!("../../../knowledge/notes/context.toml")),
    ("knowledge/notes/sections.toml", include_str!("../../../knowledge/notes/sections.toml")),
];

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

struct SignPattern {
    sign: Arc<str>,
    says: Says,
    near: Vec<u32>,
}

/// The rules made ready for reading.
pub struct Engine {
    vocabulary: Vocabulary,
    anchors: AhoCorasick,
    patterns: Vec<SignPattern>,
    signs: Lexicon,
    resolver: Resolver,
    headings: Headings,
    full_stop: u32,
    rules: Vec<(RuleFile, Rules)>,
    classes: Classes,
}

/// Memory that is used again from note to note.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    lower: Vec<u8>,
    tokens: Vec<Token>,
    signs: Cache,
    cues: Cache,
    patterns: Vec<u32>,
}

static DEFAULT: LazyLock<Result<Engine, RuleError>> = LazyLock::new(|| Engine::new(&Engine::built_in()));

/// Finds the signs of a text with the built-in rules. The spans are byte places in `text`.
pub fn find_signs(text: &str) -> Vec<Finding> {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::default();
    }
    let Ok(engine) = DEFAULT.as_ref() else { return Vec::new() };
    SCRATCH.with_borrow_mut(|scratch| engine.find(text, scratch))
}

impl Engine {
    /// The files of rules that are compiled in.
    pub fn built_in() -> Vec<RuleFile> {
        BUILT_IN.iter().map(|(name, text)| RuleFile { name: (*name).to_owned(), text: (*text).to_owned() }).collect()
    }

    /// Makes the rules ready. The error names the file and line of the first rule that cannot be used.
    pub fn new(files: &[RuleFile]) -> Result<Self, RuleError> {
        let rules =
            files.iter().map(|file| Ok((file.clone(), Rules::read(file)?))).collect::<Result<Vec<_>, RuleError>>()?;
        let classes: Classes = rules.iter().flat_map(|(_, rules)| rules.classes()).collect();
        let mut vocabulary = Vocabulary::default();
        let mut made = Made { classes: &classes, vocabulary: &mut vocabulary, phrases: Vec::new() };
        let (mut patterns, mut signs) = (Vec::new(), Lexicon::default());
        let (mut cues, mut cue_lexicon) = (Vec::new(), Lexicon::default());
        let mut sections: Vec<Section> = Vec::new();
        for (file, rules) in &rules {
            for sign in &rules.sign {
                let name: Arc<str> = sign.id.as_str().into();
                for pattern in &sign.pattern {
                    let number = u32::try_from(patterns.len()).unwrap_or(u32::MAX);
                    let near = pattern.near.iter().flat_map(|word| made.near(word)).collect();
                    patterns.push(SignPattern { sign: Arc::clone(&name), says: pattern.says, near });
                    for phrase in &pattern.phrases {
                        made.add(file, phrase, number, &mut signs, true)?;
                    }
                }
            }
            for cue in &rules.cue {
                let number = u32::try_from(cues.len()).unwrap_or(u32::MAX);
                cues.push(CueRule {
                    means: cue.means,
                    looks: cue.looks,
                    reach: cue.reach.unwrap_or(usize::MAX),
                    list: cue.list,
                    weak: cue.weak,
                });
                for phrase in &cue.phrases {
                    made.add(file, phrase, number, &mut cue_lexicon, false)?;
                }
            }
            for section in &rules.section {
                let twin = |known: &&Section| {
                    known.headings.iter().any(|h| section.headings.iter().any(|new| new.eq_ignore_ascii_case(h)))
                };
                if let Some(twin) = sections.iter().find(twin) {
                    let what =
                        format!("the sections “{}” and “{}” share a heading; leave it in one", twin.id, section.id);
                    return Err(RuleError::at(file, None, what));
                }
                sections.push(section.clone());
            }
        }
        let phrases = std::mem::take(&mut made.phrases);
        let mark = |made: &mut Made, mark: &str| match phrase::number(&[mark.to_owned()], made.vocabulary).first() {
            Some(Piece::Word(word)) => *word,
            _ => 0,
        };
        let marks = Marks {
            comma: mark(&mut made, ","),
            semicolon: mark(&mut made, ";"),
            or: mark(&mut made, "or"),
            nor: mark(&mut made, "nor"),
            slash: mark(&mut made, "/"),
            colon: mark(&mut made, ":"),
            following: mark(&mut made, "following"),
        };
        let full_stop = mark(&mut made, ".");
        let anchors = AhoCorasickBuilder::new()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(anchors(&phrases))
            .map_err(|error| RuleError {
                file: "knowledge/notes".to_owned(),
                line: None,
                what: format!("the words cannot be searched for: {error}"),
            })?;
        let resolver = Resolver { cues, lexicon: cue_lexicon, marks };
        let headings = Headings::new(&sections);
        Ok(Self { vocabulary, anchors, patterns, signs, resolver, headings, full_stop, rules, classes })
    }

    /// Finds the signs of a note, in the order of their places.
    pub fn find(&self, text: &str, scratch: &mut Scratch) -> Vec<Finding> {
        let mut found = Vec::new();
        Self::lower(text, scratch);
        let Scratch { lower, tokens, signs, cues, patterns } = scratch;
        let mut done = 0;
        let mut walk = Walk::TOP;
        for hit in self.anchors.find_iter(lower.as_slice()) {
            if hit.start() < done || !is_whole(lower, hit.start(), hit.end()) {
                continue;
            }
            let sentence = sentence::around(text, hit.start());
            done = sentence.end.max(hit.end());
            self.cut(lower, sentence.clone(), tokens);
            let mut at = 0;
            while at < tokens.len() {
                let Some((pattern, end)) = self.sign(signs, patterns, tokens, at) else {
                    at += 1;
                    continue;
                };
                let span = tokens[at].span.start..tokens[end - 1].span.end;
                let under = walk.to(&self.headings, lower, span.start);
                let under = self.headings.inside(lower, sentence.clone(), span.start).unwrap_or(under);
                let context = self.resolver.read(cues, tokens, at..end);
                found.push(self.finding(pattern, span, sentence.clone(), context, under));
                at = end;
            }
        }
        found
    }

    /// What the words around the bytes `span` of a text say about it, whatever the span names.
    pub fn context(&self, text: &str, span: Range<usize>, scratch: &mut Scratch) -> Context {
        Self::lower(text, scratch);
        let Scratch { lower, tokens, cues, .. } = scratch;
        let sentence = sentence::around(text, span.start);
        let sentence = sentence.start..sentence.end.max(span.end);
        self.cut(lower, sentence.clone(), tokens);
        let first = tokens.iter().position(|token| token.span.end > span.start).unwrap_or(tokens.len());
        let end = tokens.iter().position(|token| token.span.start >= span.end).unwrap_or(tokens.len()).max(first);
        let mut context = self.resolver.read(cues, tokens, first..end);
        let mut walk = Walk::TOP;
        let under = walk.to(&self.headings, lower, span.start);
        let under = self.headings.inside(lower, sentence, span.start).unwrap_or(under);
        (context.when, context.who) = placed(context, under);
        context
    }

    fn lower(text: &str, scratch: &mut Scratch) {
        scratch.lower.clear();
        scratch.lower.extend_from_slice(text.as_bytes());
        scratch.lower.make_ascii_lowercase();
    }

    fn cut(&self, lower: &[u8], sentence: Range<usize>, tokens: &mut Vec<Token>) {
        tokens.clear();
        let end = sentence.end;
        token::cut(lower, sentence, |kind, span| {
            let word = if kind == Kind::Line { 0 } else { self.vocabulary.number(&lower[span.clone()]) };
            tokens.push(Token { kind, span, word });
        });
        while tokens.last().is_some_and(|token| token.kind == Kind::Line) {
            tokens.pop();
        }
        // Every sentence ends with a stop, written or not: “gap -” and “gap -.” are one rule.
        if tokens.last().is_none_or(|token| token.word != self.full_stop) {
            tokens.push(Token { kind: Kind::Mark, span: end..end, word: self.full_stop });
        }
    }

    fn sign(&self, cache: &mut Cache, patterns: &mut Vec<u32>, tokens: &[Token], at: usize) -> Option<(u32, usize)> {
        if tokens[at].word == 0 && tokens[at].kind != Kind::Number {
            return None;
        }
        let end = self.signs.longest(cache, tokens, at, patterns)?;
        let pattern = patterns[0];
        let near = &self.patterns[pattern as usize].near;
        (near.is_empty() || tokens.iter().any(|token| token.word != 0 && near.contains(&token.word)))
            .then_some((pattern, end))
    }

    fn finding(
        &self,
        pattern: u32,
        span: Range<usize>,
        sentence: Range<usize>,
        context: Context,
        under: Under,
    ) -> Finding {
        let pattern = &self.patterns[pattern as usize];
        let says = match (pattern.says, context) {
            (Says::Present, Context { negated: true, .. }) => Says::Absent,
            (Says::Present | Says::Absent, Context { possible: true, .. }) => Says::Possible,
            // What denies an absence raises: “achilles not intact”.
            (Says::Absent, Context { negated: true, .. }) => Says::Present,
            (says, _) => says,
        };
        let (when, who) = placed(context, under);
        Finding { sign: Arc::clone(&pattern.sign), span, sentence, says, when, who }
    }

    /// Tries every example of every rule; gives back what does not hold, each with file, line and what was found.
    pub fn check(&self) -> Vec<RuleError> {
        let mut wrong = Vec::new();
        let mut scratch = Scratch::default();
        for (file, rules) in &self.rules {
            for sign in &rules.sign {
                for pattern in &sign.pattern {
                    if pattern.examples.is_empty() {
                        wrong.push(RuleError::at(
                            file,
                            pattern.phrases.first().map(|p| p.span().start),
                            format!(
                                "a pattern of “{}” has no example; write one sentence with the words in braces",
                                sign.id
                            ),
                        ));
                    }
                    for example in &pattern.examples {
                        let (text, span) = marked(example.get_ref());
                        let found = self.find(&text, &mut scratch);
                        let holds = found.iter().any(|f| {
                            *f.sign == *sign.id
                                && f.says == pattern.says
                                && f.span.start < span.end
                                && span.start < f.span.end
                        });
                        if !holds {
                            wrong.push(RuleError::at(
                                file,
                                Some(example.span().start),
                                format!(
                                    "“{text}” should give {} {:?}; found {}",
                                    sign.id,
                                    pattern.says,
                                    tell(&text, &found)
                                ),
                            ));
                        }
                    }
                    for example in &pattern.not {
                        let found = self.find(example.get_ref(), &mut scratch);
                        if found.iter().any(|f| *f.sign == *sign.id) {
                            wrong.push(RuleError::at(
                                file,
                                Some(example.span().start),
                                format!(
                                    "“{}” should not give {}; found {}",
                                    example.get_ref(),
                                    sign.id,
                                    tell(example.get_ref(), &found)
                                ),
                            ));
                        }
                    }
                }
            }
            for cue in &rules.cue {
                if cue.examples.is_empty() {
                    wrong.push(RuleError::at(
                        file,
                        cue.phrases.first().map(|p| p.span().start),
                        format!("the cue “{}” has no example", cue.id),
                    ));
                }
                for phrase in &cue.phrases {
                    let plain = phrase::expand(phrase.get_ref(), &self.classes, 400).unwrap_or_default();
                    for words in plain {
                        for example in &cue.examples {
                            let written = words.iter().map(|word| spoken(word)).collect::<Vec<_>>().join(" ");
                            let (text, span) = marked(&example.get_ref().replace('~', &written));
                            let context = self.context(&text, span, &mut scratch);
                            if !holds(cue.means, context) {
                                wrong.push(RuleError::at(
                                    file,
                                    Some(phrase.span().start),
                                    format!("the cue “{}”: “{text}” was read as {context:?}", cue.id),
                                ));
                            }
                        }
                    }
                }
            }
        }
        wrong
    }
}

/// Where the heading above and the words around together place a finding.
fn placed(context: Context, under: Under) -> (When, Who) {
    let when = if context.when == When::Recent { under.when } else { context.when };
    let who = if context.who == Who::Patient { under.who } else { context.who };
    (when, who)
}

fn holds(means: Means, context: Context) -> bool {
    let here = context.when == When::Recent && context.who == Who::Patient;
    match means {
        Means::Negated | Means::Filler => context.negated,
        Means::Possible => context.possible,
        Means::Affirmed | Means::Nothing | Means::Starts | Means::Asserts => !context.negated && !context.possible,
        Means::Stop => !context.negated && !context.possible && here,
        Means::Historical => context.when == When::Historical,
        Means::Hypothetical => context.when == When::Hypothetical,
        Means::Other => context.who == Who::Other,
        Means::Now => here,
    }
}

/// A word of the notation as an example writes it.
fn spoken(word: &str) -> String {
    if word == "#" {
        "3".to_owned()
    } else if word.starts_with("..") {
        String::new()
    } else {
        word.trim_matches('_').to_owned()
    }
}

/// An example without its braces, and the place between them.
fn marked(example: &str) -> (String, Range<usize>) {
    let start = example.find('{').unwrap_or(0);
    let end = example.find('}').map_or(start, |end| end - 1);
    (example.replacen(['{'], "", 1).replacen(['}'], "", 1), start..end)
}

fn tell(text: &str, found: &[Finding]) -> String {
    if found.is_empty() {
        return "nothing".to_owned();
    }
    found
        .iter()
        .map(|f| format!("{} {:?} in “{}”", f.sign, f.says, &text[f.span.clone()]))
        .collect::<Vec<_>>()
        .join(", ")
}

fn is_whole(lower: &[u8], start: usize, end: usize) -> bool {
    let inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let before = start.checked_sub(1).and_then(|at| lower.get(at));
    !inside(before)
        || lower[start].is_ascii_alphabetic() && before.is_some_and(u8::is_ascii_digit) && !inside(lower.get(end))
}

/// Reads phrases into a tree and remembers their words, from which the anchors are chosen.
struct Made<'a> {
    classes: &'a Classes,
    vocabulary: &'a mut Vocabulary,
    phrases: Vec<Vec<String>>,
}

impl Made<'_> {
    fn near(&mut self, word: &str) -> Vec<u32> {
        let words = phrase::expand(word, self.classes, 100).unwrap_or_default();
        words
            .iter()
            .filter_map(|words| match phrase::number(words, self.vocabulary).first() {
                Some(Piece::Word(word)) => Some(*word),
                _ => None,
            })
            .collect()
    }

    fn add(
        &mut self,
        file: &RuleFile,
        written: &toml::Spanned<String>,
        rule: u32,
        lexicon: &mut Lexicon,
        anchored: bool,
    ) -> Result<(), RuleError> {
        let at = Some(written.span().start);
        let refuse = |what: String| RuleError::at(file, at, format!("the phrase “{}” {what}", written.get_ref()));
        let places = phrase::parse(written.get_ref(), self.classes).map_err(refuse)?;
        if anchored {
            // The place whose choices are all rare says where to look for the phrase.
            let anchor =
                places.iter().filter(|place| place.iter().all(|words| words.iter().any(|word| cost(word) < 1000.0)));
            let anchor = anchor.min_by(|a, b| weight(a).total_cmp(&weight(b)));
            let anchor =
                anchor.ok_or_else(|| refuse("has only very common words; add one that is rarer".to_owned()))?;
            self.phrases.extend(anchor.iter().cloned());
        }
        let places: Vec<_> = places
            .iter()
            .map(|place| place.iter().map(|words| phrase::number(words, self.vocabulary)).collect())
            .collect();
        lexicon.add(&places, rule);
        Ok(())
    }
}

/// How dear it is to look for one of these.
fn weight(place: &phrase::Choices) -> f64 {
    let cheapest = |words: &Vec<String>| words.iter().map(|word| cost(word)).fold(f64::INFINITY, f64::min);
    place.iter().map(cheapest).sum()
}

fn cost(word: &str) -> f64 {
    if COMMON.contains(&word) || word.starts_with("..") || word.contains(['#', '_']) {
        return 1000.0;
    }
    match word.len() {
        0..=1 => 1000.0,
        2 => 12.0,
        3 => 4.0,
        4 => 2.0,
        _ => 1.0,
    }
}

/// The fewest and rarest words so that every phrase holds at least one.
fn anchors(phrases: &[Vec<String>]) -> Vec<String> {
    let mut left: Vec<&Vec<String>> = phrases.iter().collect();
    let mut chosen: Vec<String> = Vec::new();
    while !left.is_empty() {
        let mut tally: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for words in &left {
            let mut once: Vec<&str> = words.iter().map(String::as_str).filter(|word| cost(word) < 1000.0).collect();
            once.sort_unstable();
            once.dedup();
            for word in once {
                *tally.entry(word).or_default() += 1;
            }
        }
        let best = tally
            .iter()
            .max_by(|a, b| (*a.1 as f64 / cost(a.0)).total_cmp(&(*b.1 as f64 / cost(b.0))))
            .map(|(word, _)| (*word).to_owned());
        let Some(best) = best else { break };
        left.retain(|words| !words.contains(&best));
        chosen.push(best);
    }
    chosen
}
