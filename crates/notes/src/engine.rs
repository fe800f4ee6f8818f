//! The rules made ready, and the walk over a note.
//!
//! A search for rare words (“anchors”, at least one in every phrase) says where to look; only the sentences that hold one
//! are cut into words, matched and read for context.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use crate::anchors::Anchors;
use crate::context::{Context, CueRule, Cues, Marks, Resolver};
use crate::finding::{Finding, Says, When, Who};
use crate::forms;
use crate::gate::{Gate, Plain};
use crate::lexicon::{self, Cache, Lexicon, Place};
use crate::phrase::{self, Classes, Elements, Piece, Vocabulary};
use crate::rules::{Known, Means, RuleError, RuleFile, Rules, Section, SinceExample, SinceRule};
use crate::sections::{Above, Headings, Under, Walk};
use crate::sentence;
use crate::sides;
use crate::since::{self, SINCE, Since};
use crate::token::{self, CUE, Kind, SIGN, Token};

/// The rules that are compiled in.
const BUILT_IN: &[(&str, &str)] = &[
    ("knowledge/notes/words.toml", include_str!("../../../knowledge/notes/words.toml")),
    ("knowledge/notes/signs.toml", include_str!("../../../knowledge/notes/signs.toml")),
    ("knowledge/notes/context.toml", include_str!("../../../knowledge/notes/context.toml")),
    ("knowledge/notes/sections.toml", include_str!("../../../knowledge/notes/sections.toml")),
    ("knowledge/notes/since.toml", include_str!("../../../knowledge/notes/since.toml")),
];

struct SignPattern {
    sign: Arc<str>,
    says: Says,
    known: Known,
    /// For every word whether it is one of those that must stand near; empty when none must.
    near: Vec<bool>,
}

/// The sign that holds words which look like signs and are none.
const FALSE_FRIENDS: &str = "other";

/// What somebody did or asked for, when the next sentence tells what came of it.
const DOES: [&str; 3] = ["squeezed", "asked", "compressed"];

/// The rules made ready for reading.
pub struct Engine {
    vocabulary: Vocabulary,
    /// For every word what must stand behind it that the phrase of a sign may begin, and that of a cue.
    begins: Vec<[u64; 2]>,
    /// The same for any word, and for any number.
    any_begins: [[u64; 2]; 2],
    /// For every sign.
    gate: Gate,
    /// Without the false friends.
    sign_gate: Gate,
    patterns: Vec<SignPattern>,
    signs: Lexicon,
    /// The phrases of times since something happened.
    times: Lexicon,
    /// In front of them.
    time_gate: Gate,
    /// The phrases that say that help was sought before.
    sought: Lexicon,
    sought_gate: Gate,
    resolver: Resolver,
    headings: Headings,
    full_stop: u32,
    bar: u32,
    /// Words of an examination whose result may stand in the next sentence.
    does: [u32; DOES.len()],
    rules: Vec<(RuleFile, Rules)>,
    classes: Classes,
}

/// Memory that is used again from note to note.
#[derive(Debug, Default, Clone)]
pub struct Scratch {
    plain: Plain,
    lower: Vec<u8>,
    tokens: Vec<Token>,
    signs: Cache,
    times: Cache,
    sought: Cache,
    cues: Cues,
}

/// A sign that was seen: a [`Finding`] that borrows its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen<'e> {
    pattern: u32,
    /// The id of the sign.
    pub sign: &'e str,
    /// The bytes of the note that name it.
    pub span: Range<usize>,
    /// The bytes of the sentence around it.
    pub sentence: Range<usize>,
    /// Present, absent, or in between.
    pub says: Says,
    /// Now, then, or perhaps.
    pub when: When,
    /// The patient or somebody else.
    pub who: Who,
}

/// What is read where no word around a finding says anything about it.
const NOTHING_SAID: Context = Context { negated: false, possible: false, when: When::Recent, who: Who::Patient };

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
        let mut made = Made {
            classes: &classes,
            vocabulary: &mut vocabulary,
            elements: Elements::new(&classes),
            places: HashMap::new(),
        };
        let mut anchors = Anchors::new();
        let (mut patterns, mut signs) = (Vec::new(), Lexicon::default());
        let (mut cues, mut cue_lexicon) = (Vec::new(), Lexicon::default());
        let mut sections: Vec<Section> = Vec::new();
        let (mut times, mut sought) = (Lexicon::default(), Lexicon::default());
        let mut sought_anchors = Anchors::new();
        for (file, rules) in &rules {
            for sign in &rules.sign {
                let name: Arc<str> = sign.id.as_str().into();
                for pattern in &sign.pattern {
                    let number = u32::try_from(patterns.len()).unwrap_or(u32::MAX);
                    let mut near = Vec::new();
                    for word in pattern.near.iter().flat_map(|word| made.near(word)) {
                        near.resize(near.len().max(word as usize + 1), false);
                        near[word as usize] = true;
                    }
                    patterns.push(SignPattern { sign: Arc::clone(&name), says: pattern.says, known: sign.known, near });
                    for phrase in &pattern.phrases {
                        made.add(file, phrase, number, &mut signs, Some((&mut anchors, sign.id == FALSE_FRIENDS)))?;
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
                    made.add(file, phrase, number, &mut cue_lexicon, None)?;
                }
            }
            for since in &rules.since {
                for phrase in &since.phrases {
                    if since.sought {
                        made.add(file, phrase, 0, &mut sought, Some((&mut sought_anchors, false)))?;
                    } else {
                        made.add(file, phrase, 0, &mut times, None)?;
                    }
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
            plus: mark(&mut made, "+"),
            colon: mark(&mut made, ":"),
            following: mark(&mut made, "following"),
            heard: mark(&mut made, "heard"),
        };
        let (full_stop, bar) = (mark(&mut made, "."), mark(&mut made, "|"));
        let does = DOES.map(|word| mark(&mut made, word));
        let [gate, sign_gate] = [true, false].map(|friends| Gate::new(&anchors.choose(friends)));
        vocabulary.seal();
        signs.seal();
        cue_lexicon.seal();
        times.seal();
        sought.seal();
        let sought_gate = Gate::new(&sought_anchors.choose(true));
        let [sign_words, cue_words] = [&signs, &cue_lexicon].map(|lexicon| lexicon.beginnings(vocabulary.len()));
        let any_begins =
            [[sign_words.any, cue_words.any], [sign_words.any | sign_words.number, cue_words.any | cue_words.number]];
        let begins = sign_words.words.into_iter().zip(cue_words.words).map(|(sign, cue)| [sign, cue]).collect();
        let resolver = Resolver { cues, lexicon: cue_lexicon, marks };
        let headings = Headings::new(&sections);
        Ok(Self {
            vocabulary,
            begins,
            any_begins,
            gate,
            sign_gate,
            patterns,
            signs,
            times,
            time_gate: since::gate(),
            sought,
            sought_gate,
            resolver,
            headings,
            full_stop,
            bar,
            does,
            rules,
            classes,
        })
    }

    /// Finds the signs of a note, in the order of their places.
    pub fn find(&self, text: &str, scratch: &mut Scratch) -> Vec<Finding> {
        let mut found = Vec::new();
        self.walk(
            |plain, text, from| self.gate.next(plain, text, from),
            text,
            scratch,
            |one| {
                let Seen { span, sentence, says, when, who, .. } = one;
                found.push(Finding {
                    sign: Arc::clone(&self.patterns[one.pattern as usize].sign),
                    span,
                    sentence,
                    says,
                    when,
                    who,
                });
            },
        );
        found
    }

    /// Hands every sign of a note to `each`, in the order of their places: those of [`Engine::find`] without the sign
    /// “other”, which holds false friends. Quicker, because notes in which only those would be found need not be read.
    pub fn each_sign(&self, text: &str, scratch: &mut Scratch, mut each: impl FnMut(Seen<'_>)) {
        self.walk(
            |plain, text, from| self.sign_gate.next(plain, text, from),
            text,
            scratch,
            |one| {
                if one.sign != FALSE_FRIENDS {
                    each(one);
                }
            },
        );
    }

    /// Reads the sentences of the places that `next` names, each from where it may look on.
    fn walk<'e>(
        &'e self,
        next: impl Fn(&Plain, &[u8], usize) -> Option<usize>,
        text: &str,
        scratch: &mut Scratch,
        mut each: impl FnMut(Seen<'e>),
    ) {
        let text = &*forms::plain(text);
        scratch.plain.set(text.as_bytes());
        let Some(mut hit) = next(&scratch.plain, text.as_bytes(), 0) else { return };
        Self::lower(text, scratch);
        let Scratch { plain, lower, tokens, signs, cues, .. } = scratch;
        let mut walk = Walk::TOP;
        let (mut read_to, mut found_to) = (0, 0);
        loop {
            let sentence = sentence::first(text, read_to, hit);
            read_to = sentence.end;
            self.cut(lower, plain, sentence.start..sentence::reach(text, &sentence), tokens);
            self.signs.ready(signs);
            let mut beyond = None;
            if tokens.iter().any(|token| self.does.contains(&token.word)) || sides::follows(&lower[sentence.end..]) {
                let end = sentence::two_on(text, sentence.end);
                self.cut(lower, plain, sentence.start..end, tokens);
                beyond = self.beyond(signs, tokens, &sentence);
                self.cut(lower, plain, sentence.start..sentence::reach(text, &sentence), tokens);
            }
            let own_end = beyond.as_ref().map_or(sentence.end, |(_, span)| span.start);
            let mut with_cues = None;
            let mut at = 0;
            while let Some(token) = tokens.get(at) {
                if token.begins & SIGN == 0 {
                    at += 1;
                    continue;
                }
                if token.span.start >= own_end {
                    break;
                }
                let Some((pattern, end)) = self.sign(signs, tokens, at) else {
                    at += 1;
                    continue;
                };
                let span = tokens[at].span.start..tokens[end - 1].span.end;
                if span.start < found_to {
                    // A phrase that went over the cut in front has it.
                    at += 1;
                    continue;
                }
                found_to = span.end;
                let above = walk.to(&self.headings, lower, span.start);
                let own = self.headings.inside(lower, sentence.clone(), span.start);
                let known = self.patterns[pattern as usize].known;
                let read = *with_cues.get_or_insert_with(|| self.resolver.prepare(cues, tokens));
                let mut context = if read { self.resolver.read(cues, tokens, at..end) } else { NOTHING_SAID };
                if context.when == When::Historical
                    && known != Known::Name
                    && self.resolver.is_now_behind(cues, &(at..end))
                {
                    context.when = When::Recent;
                }
                let mut under = under(known, own, above);
                if under != Under::NONE && read && self.resolver.is_now(cues, &(at..end)) {
                    under.when = When::Recent;
                }
                let said = span.start..sentence.end.max(found_to);
                let mut one = self.seen(pattern, span, sentence.start..said.end, context, under);
                // “Simmonds: R foot moves. L foot does not.”
                let sound = one.says == Says::Absent && self.patterns[pattern as usize].says == Says::Absent;
                if sound && sides::turn(&lower[said.clone()], &lower[said.end..]) {
                    one.says = Says::Ambiguous;
                }
                each(one);
                at = end;
            }
            if let Some((pattern, span)) = beyond.filter(|(_, span)| span.start >= found_to) {
                found_to = span.end;
                let above = walk.to(&self.headings, lower, span.start);
                let own = self.headings.inside(lower, sentence.clone(), span.start);
                let under = under(self.patterns[pattern as usize].known, own, above);
                each(self.seen(pattern, span.clone(), sentence.start..span.end, NOTHING_SAID, under));
            }
            let Some(found) = next(plain, text.as_bytes(), read_to) else { return };
            hit = found;
        }
    }

    /// What the words around the bytes `span` of a text say about it, whatever the span names. A span behind the text is taken
    /// to its end.
    pub fn context(&self, text: &str, span: Range<usize>, scratch: &mut Scratch) -> Context {
        let text = &*forms::plain(text);
        scratch.plain.set(text.as_bytes());
        Self::lower(text, scratch);
        self.context_of(text, span, scratch)
    }

    /// The same where the scratch holds the text already.
    fn context_of(&self, text: &str, span: Range<usize>, scratch: &mut Scratch) -> Context {
        let Scratch { plain, lower, tokens, cues, .. } = scratch;
        let span = span.start.min(text.len())..span.end.min(text.len());
        let sentence = sentence::around(text, 0, span.start);
        let sentence = sentence.start..sentence::reach(text, &sentence).max(span.end);
        self.cut(lower, plain, sentence.clone(), tokens);
        let first = tokens.iter().position(|token| token.span.end > span.start).unwrap_or(tokens.len());
        let end = tokens.iter().position(|token| token.span.start >= span.end).unwrap_or(tokens.len()).max(first);
        let read = self.resolver.prepare(cues, tokens);
        let mut context = if read { self.resolver.read(cues, tokens, first..end) } else { NOTHING_SAID };
        let mut walk = Walk::TOP;
        let above = walk.to(&self.headings, lower, span.start);
        let own = self.headings.inside(lower, sentence, span.start);
        let under = under(Known::Name, own, above);
        (context.when, context.who) = placed(context, under);
        context
    }

    /// The shortest time since something happened that a note names of the patient. Nothing when it names none, or only
    /// plans and old illnesses, or says that help was sought before.
    pub fn since(&self, text: &str, scratch: &mut Scratch) -> Option<Since<'static>> {
        let time = |plain: &Plain, text: &[u8], from| since::next_unit(&self.time_gate, plain, text, from);
        let sought = |plain: &Plain, text: &[u8], from| self.sought_gate.next(plain, text, from);
        self.since_by(time, sought, text, scratch)
    }

    /// Reads the sentences of the places that are named, the one for times, the other for where help was sought.
    fn since_by(
        &self,
        next_time: impl Fn(&Plain, &[u8], usize) -> Option<usize>,
        next_sought: impl Fn(&Plain, &[u8], usize) -> Option<usize>,
        text: &str,
        scratch: &mut Scratch,
    ) -> Option<Since<'static>> {
        let text = &*forms::plain(text);
        scratch.plain.set(text.as_bytes());
        Self::lower(text, scratch);
        let mut times = Vec::new();
        let Scratch { plain, lower, tokens, times: cache, .. } = &mut *scratch;
        let mut walk = Walk::TOP;
        self.each_phrase(&self.times, cache, next_time, (text, lower, plain), tokens, |span, sentence| {
            let Some(days) = since::days(&text[span.clone()]) else { return };
            let above = walk.to(&self.headings, lower, span.start);
            let own = self.headings.inside(lower, sentence.clone(), span.start);
            let under = under(Known::Name, own, above);
            if (under.when, under.who) == (When::Recent, Who::Patient) {
                times.push((days, span, sentence));
            }
        });
        times.sort_by_key(|(days, ..)| *days);
        let (days, span, sentence) = times.into_iter().find(|(_, span, _)| {
            let Context { when, who, .. } = self.context_of(text, span.clone(), scratch);
            who == Who::Patient && when != When::Hypothetical
        })?;
        let mut sought = Vec::new();
        let Scratch { plain, lower, tokens, sought: cache, .. } = &mut *scratch;
        self.each_phrase(&self.sought, cache, next_sought, (text, lower, plain), tokens, |span, _| sought.push(span));
        let asked = |span: Range<usize>| {
            let Context { negated, who, when, .. } = self.context_of(text, span, scratch);
            !negated && who == Who::Patient && when != When::Hypothetical
        };
        if sought.into_iter().any(asked) {
            return None;
        }
        let (says, when, who) = (Says::Present, When::Recent, Who::Patient);
        Some(Since { seen: Seen { pattern: 0, sign: SINCE, span, sentence, says, when, who }, days })
    }

    /// Hands the phrases of a lexicon to `each`, with the sentences that they stand in: those of the places that `next` names.
    fn each_phrase(
        &self,
        lexicon: &Lexicon,
        cache: &mut Cache,
        next: impl Fn(&Plain, &[u8], usize) -> Option<usize>,
        (text, lower, plain): (&str, &[u8], &Plain),
        tokens: &mut Vec<Token>,
        mut each: impl FnMut(Range<usize>, Range<usize>),
    ) {
        let mut read_to = 0;
        while let Some(hit) = next(plain, text.as_bytes(), read_to) {
            let sentence = sentence::around(text, read_to, hit);
            read_to = sentence.end;
            self.cut(lower, plain, sentence.clone(), tokens);
            lexicon.ready(cache);
            let mut at = 0;
            while at < tokens.len() {
                let found = lexicon.longest(cache, tokens, at);
                if let Some(found) = found {
                    each(tokens[at].span.start..tokens[found.end - 1].span.end, sentence.clone());
                }
                at = found.map_or(at + 1, |found| found.end);
            }
        }
    }

    fn lower(text: &str, scratch: &mut Scratch) {
        scratch.lower.clear();
        scratch.lower.extend_from_slice(text.as_bytes());
        scratch.lower.make_ascii_lowercase();
    }

    fn cut(&self, lower: &[u8], plain: &Plain, sentence: Range<usize>, tokens: &mut Vec<Token>) {
        tokens.clear();
        let end = sentence.end;
        let text = &lower[..end];
        let mut at = sentence.start;
        while let Some(byte) = text.get(at) {
            if *byte == b' ' {
                at += 1;
                continue;
            }
            // Nearly every word is a few letters and then a space or a mark.
            if byte.is_ascii_lowercase()
                && let Some((key, length)) = plain.word(at)
                && text.get(at + length).is_none_or(|next| !token::goes_on(*next))
                && at + length <= end
            {
                tokens.push(Self::token(Kind::Word, at..at + length, self.vocabulary.number_of(key)));
                at += length;
                continue;
            }
            let space = token::is_space(text, at);
            if space > 0 {
                if *byte == b'\t' && token::between_cells(text, at) {
                    tokens.push(Self::token(Kind::Mark, at..at + 1, self.bar));
                }
                at += space;
                continue;
            }
            let (kind, behind) = if byte.is_ascii_lowercase() {
                (Kind::Word, token::word_end(text, at))
            } else {
                token::other(text, at)
            };
            let span = at..behind.min(end);
            let word = if kind == Kind::Line { 0 } else { self.vocabulary.number_at(text, span.clone()) };
            tokens.push(Self::token(kind, span, word));
            at = behind;
        }
        while tokens.last().is_some_and(|token| token.kind == Kind::Line) {
            tokens.pop();
        }
        // Every sentence ends with a stop, written or not: “gap -” and “gap -.” are one rule.
        if tokens.last().is_none_or(|token| token.word != self.full_stop) {
            tokens.push(Self::token(Kind::Mark, end..end, self.full_stop));
        }
        self.mark(tokens);
    }

    fn token(kind: Kind, span: Range<usize>, word: u32) -> Token {
        Token { kind, span, word, bit: lexicon::bit(kind, word), begins: 0 }
    }

    /// Marks the tokens with which the phrase of a sign or a cue may begin, as far as two of them tell.
    fn mark(&self, tokens: &mut [Token]) {
        let mut next = 0;
        for token in tokens.iter_mut().rev() {
            let mut begins = self.begins.get(token.word as usize).copied().unwrap_or_default();
            let any = match token.kind {
                Kind::Word => self.any_begins[0],
                Kind::Number => self.any_begins[1],
                Kind::Mark | Kind::Line => [0; 2],
            };
            begins = [begins[0] | any[0], begins[1] | any[1]];
            let may = |bits: u64, what: u8| u8::from((bits >> next) & 1 != 0) * what;
            token.begins = may(begins[0], SIGN) | may(begins[1], CUE);
            next = token.bit;
        }
    }

    fn sign(&self, cache: &mut Cache, tokens: &[Token], at: usize) -> Option<(u32, usize)> {
        let found = self.signs.longest(cache, tokens, at)?;
        let (pattern, end) = (*cache.rules(found).first()?, found.end);
        let near = &self.patterns[pattern as usize].near;
        (near.is_empty() || tokens.iter().any(|token| near.get(token.word as usize).is_some_and(|is| *is)))
            .then_some((pattern, end))
    }

    /// The first sign that begins in a sentence and ends in one behind it: “I squeezed the calf. The foot did not move.”; the
    /// name of a test, and a line for each side.
    fn beyond(&self, cache: &mut Cache, tokens: &[Token], sentence: &Range<usize>) -> Option<(u32, Range<usize>)> {
        let here = tokens.iter().take_while(|token| token.span.start < sentence.end).count();
        (0..here).filter(|at| tokens[*at].begins & SIGN != 0).find_map(|at| {
            let (pattern, end) = self.sign(cache, tokens, at)?;
            let span = tokens[at].span.start..tokens[end - 1].span.end;
            (span.end > sentence.end).then_some((pattern, span))
        })
    }

    fn seen(
        &self,
        number: u32,
        span: Range<usize>,
        sentence: Range<usize>,
        context: Context,
        under: Under,
    ) -> Seen<'_> {
        let pattern = &self.patterns[number as usize];
        let says = match (pattern.says, context) {
            (Says::Present, Context { negated: true, .. }) => Says::Absent,
            (Says::Present | Says::Absent, Context { possible: true, .. }) => Says::Possible,
            // What denies an absence raises: “achilles not intact”.
            (Says::Absent, Context { negated: true, .. }) => Says::Present,
            (says, _) => says,
        };
        let (when, who) = placed(context, under);
        Seen { pattern: number, sign: &pattern.sign, span, sentence, says, when, who }
    }

    fn check_since(&self, file: &RuleFile, times: &SinceRule, scratch: &mut Scratch, wrong: &mut Vec<RuleError>) {
        for SinceExample { text: example, days } in &times.examples {
            let (text, span) = marked(example.get_ref());
            let found = self.since(&text, scratch);
            let over = |seen: &Seen<'_>| seen.span.start < span.end && span.start < seen.span.end;
            let right = match &found {
                Some(found) => Some(found.days) == *days && over(&found.seen),
                // Without the words it would be a time.
                None => times.sought && self.since(&text.replace(&text[span.clone()], ""), scratch).is_some(),
            };
            if !right {
                let found = found.map_or_else(|| "no time".to_owned(), |found| format!("{} days", found.days));
                let what = match days {
                    Some(days) => format!("“{text}” should be {days} days; found {found}"),
                    None => format!("“{text}” should say that help was sought; found {found}"),
                };
                wrong.push(RuleError::at(file, Some(example.span().start), what));
            }
        }
        for example in &times.not {
            let found = self.since(example.get_ref(), scratch);
            if found.is_some() != times.sought {
                let what = format!("“{}” was read as these words, and must not be", example.get_ref());
                wrong.push(RuleError::at(file, Some(example.span().start), what));
            }
        }
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
            for times in &rules.since {
                self.check_since(file, times, &mut scratch, &mut wrong);
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

/// What headings say about a finding: the one in its own sentence, if there is one, and the one above.
fn under(known: Known, own: Option<Under>, above: Above) -> Under {
    match known {
        Known::Examined => Under::NONE,
        Known::Told => own.unwrap_or(if above.alone { above.under } else { Under::NONE }),
        // An old illness is named under its heading, but advice ends with its sentence.
        Known::Name if above.under.when != When::Hypothetical || above.alone => own.unwrap_or(above.under),
        Known::Name => own.unwrap_or(Under::NONE),
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
        Means::Now | Means::Tells => here,
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

/// Reads phrases into a tree and remembers their words.
struct Made<'a> {
    classes: &'a Classes,
    vocabulary: &'a mut Vocabulary,
    elements: Elements<'a>,
    /// The elements with their words numbered.
    places: HashMap<usize, Place>,
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

    /// Adds a phrase, also to those that anchors are chosen for; of these it is said whether it is a false friend.
    fn add(
        &mut self,
        file: &RuleFile,
        written: &toml::Spanned<String>,
        rule: u32,
        lexicon: &mut Lexicon,
        anchors: Option<(&mut Anchors, bool)>,
    ) -> Result<(), RuleError> {
        let at = Some(written.span().start);
        let refuse = |what: String| RuleError::at(file, at, format!("the phrase “{}” {what}", written.get_ref()));
        let places = self.elements.parse(written.get_ref()).map_err(refuse)?;
        if let Some((anchors, friend)) = anchors
            && !anchors.add(&places, &self.elements, friend)
        {
            return Err(refuse("has only very common words; add one that is rarer".to_owned()));
        }
        for place in &places {
            let choices = self.elements.choices(*place);
            let numbered = || choices.iter().map(|words| phrase::number(words, self.vocabulary)).collect();
            self.places.entry(*place).or_insert_with(numbered);
        }
        let places: Vec<_> = places.iter().filter_map(|place| self.places.get(place)).collect();
        lexicon.add(&places, rule);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every sentence read, whatever the gates say.
    fn everywhere(engine: &Engine, text: &str, scratch: &mut Scratch) -> Vec<(u32, Range<usize>)> {
        let mut found = Vec::new();
        let next = |_: &Plain, text: &[u8], from: usize| (from < text.len()).then_some(from);
        engine.walk(next, text, scratch, |one| found.push((one.pattern, one.span)));
        found
    }

    #[test]
    fn the_gates_keep_nothing_back() {
        let engine = Engine::new(&Engine::built_in()).unwrap();
        let mut scratch = Scratch::default();
        let rules = Engine::built_in().into_iter().map(|file| file.text).collect::<String>();
        let lines =
            concat!(include_str!("../tests/data/shorthand-dev.tsv"), include_str!("../tests/data/labels-1.tsv"));
        let phrases = engine.rules.iter().flat_map(|(_, rules)| &rules.sign).flat_map(|sign| &sign.pattern);
        let written: Vec<String> = phrases
            .flat_map(|pattern| &pattern.phrases)
            .flat_map(|phrase| phrase::expand(phrase.get_ref(), &engine.classes, 60).unwrap())
            .map(|words| words.iter().map(|word| spoken(word)).collect::<Vec<_>>().join(" "))
            .collect();
        let mut count = 0;
        for text in written.iter().map(String::as_str).chain(rules.lines()).chain(lines.lines()).chain([
            &*rules,
            lines,
            &*lines.replace('\n', " "),
        ]) {
            let all = everywhere(&engine, text, &mut scratch);
            count += all.len();
            let mut some = Vec::new();
            engine.walk(
                |plain, text, from| engine.gate.next(plain, text, from),
                text,
                &mut scratch,
                |one| some.push((one.pattern, one.span)),
            );
            assert_eq!(some, all, "{text}");
            let mut signs = Vec::new();
            engine.each_sign(text, &mut scratch, |one| signs.push((one.pattern, one.span)));
            let is_sign = |(pattern, _): &(u32, _)| *engine.patterns[*pattern as usize].sign != *FALSE_FRIENDS;
            assert_eq!(signs, all.into_iter().filter(is_sign).collect::<Vec<_>>(), "{text}");
        }
        assert!(count > 8_000, "{count}");
    }

    #[test]
    fn the_gates_keep_no_time_back() {
        let engine = Engine::new(&Engine::built_in()).unwrap();
        let mut scratch = Scratch::default();
        let written = |sought: bool| -> Vec<String> {
            let rules = engine.rules.iter().flat_map(|(_, rules)| &rules.since).filter(|since| since.sought == sought);
            let phrases = rules.flat_map(|since| &since.phrases);
            let plain = phrases.flat_map(|phrase| phrase::expand(phrase.get_ref(), &engine.classes, 300).unwrap());
            plain.map(|words| words.iter().map(|word| spoken(word)).collect::<Vec<_>>().join(" ")).collect()
        };
        let rules = Engine::built_in().into_iter().map(|file| file.text).collect::<String>();
        let times = written(false).into_iter().flat_map(|said| {
            [said.replace('3', "3/52"), said.replace("3 ", "3"), format!("Fell, {said}."), said.to_uppercase(), said]
        });
        let sought = written(true).into_iter().map(|said| format!("Fell 5 weeks ago. He {said}."));
        let texts: Vec<String> =
            times.chain(sought).chain(rules.lines().map(str::to_owned)).chain([rules.clone()]).collect();
        let (mut some, mut none) = (0, 0);
        for text in &texts {
            let next = |_: &Plain, text: &[u8], from: usize| (from < text.len()).then_some(from);
            let all = engine.since_by(next, next, text, &mut scratch);
            assert_eq!(engine.since(text, &mut scratch), all, "{text}");
            *if all.is_some() { &mut some } else { &mut none } += 1;
        }
        assert!(some > 1_000 && none > 100, "{some} {none}");
    }
}
