//! What the words around a finding say about it: absent or possible, old, feared, somebody else's.
//!
//! After ConText (Harkema and others 2009), rebuilt for shorthand. A cue reaches forward, backward or both ways until
//! something ends its reach: a stop word, a semicolon, a comma under the rules for lists below. Among cues that say
//! whether a finding is there the nearest one wins; cues of time and person only have to reach it.

use std::ops::Range;

use crate::finding::{When, Who};
use crate::lexicon::{Accepted, Cache, Lexicon};
use crate::rules::{Looks, Means};
use crate::token::{CUE, Kind, Token};

/// What was read around a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Said to be absent.
    pub negated: bool,
    /// Said to be possible.
    pub possible: bool,
    /// Which time.
    pub when: When,
    /// Whom.
    pub who: Who,
}

/// A cue without its words.
#[derive(Debug, Clone)]
pub struct CueRule {
    pub means: Means,
    pub looks: Looks,
    pub reach: usize,
    pub list: bool,
    pub weak: bool,
}

/// Marks that the resolver asks for by name.
#[derive(Debug, Clone, Copy)]
pub struct Marks {
    pub comma: u32,
    pub semicolon: u32,
    pub or: u32,
    pub nor: u32,
    pub slash: u32,
    pub plus: u32,
    pub colon: u32,
    pub following: u32,
    pub heard: u32,
}

/// The cues and the tree that finds them.
#[derive(Debug, Clone)]
pub struct Resolver {
    pub cues: Vec<CueRule>,
    pub lexicon: Lexicon,
    pub marks: Marks,
}

#[derive(Debug, Clone, Copy)]
struct Hit {
    cue: u32,
    start: usize,
    end: usize,
}

/// How many words may stand between something and the time when it was.
const NEAR: usize = 4;

/// What is known of a sentence whatever is found in it: which cues begin where, how many words stand before each token.
/// Memory that is used again from sentence to sentence.
#[derive(Debug, Default, Clone)]
pub struct Cues {
    cache: Cache,
    /// For every token the longest cue that begins there.
    at: Vec<Option<Accepted>>,
    /// The tokens at which a cue begins.
    starts: Vec<usize>,
    /// How many words and numbers stand in front of each token, and in all.
    words: Vec<usize>,
    hyphen: bool,
    /// The tokens that are semicolons.
    semicolons: Vec<usize>,
    /// The tokens that are commas or stand for one.
    commas: Vec<usize>,
    /// The colons that open a new heading.
    headings: Vec<usize>,
    hits: Vec<Hit>,
}

/// What ends the reach of cues towards one finding, whatever the cue: looked for once a finding.
#[derive(Debug, Clone, Copy)]
struct Ends {
    /// The last semicolon in front of it.
    semicolon_before: Option<usize>,
    /// The first behind it.
    semicolon_behind: Option<usize>,
    /// The last colon in front of it that opens a heading.
    heading: Option<usize>,
    /// The first token of the last word in front of it that stops cues of each kind of [`stopped`].
    stop_before: [Option<usize>; 4],
    /// The token behind the first word behind it that does.
    stop_behind: [Option<usize>; 4],
}

/// The kinds of stops in [`Ends`]: which of them end a cue of this meaning.
const fn stopped(means: Means) -> usize {
    match means {
        Means::Negated | Means::Affirmed => 1,
        Means::Historical => 2,
        Means::Hypothetical => 3,
        _ => 0,
    }
}

/// A sentence with its cues.
struct Sentence<'s> {
    tokens: &'s [Token],
    cues: &'s mut Cues,
}

impl Resolver {
    /// Looks for the cues of a sentence; false when it has none. What it leaves is for [`Resolver::read`].
    pub fn prepare(&self, cues: &mut Cues, tokens: &[Token]) -> bool {
        self.lexicon.ready(&mut cues.cache);
        cues.at.clear();
        cues.starts.clear();
        cues.at.resize(tokens.len(), None);
        for (at, _) in tokens.iter().enumerate().filter(|(_, token)| token.begins & CUE != 0) {
            cues.at[at] = self.lexicon.longest(&mut cues.cache, tokens, at);
            if cues.at[at].is_some() {
                cues.starts.push(at);
            }
        }
        if cues.starts.is_empty() {
            return false;
        }
        cues.words.clear();
        cues.words.resize(tokens.len() + 1, 0);
        let mut count = 0;
        cues.hyphen = false;
        cues.semicolons.clear();
        cues.commas.clear();
        cues.headings.clear();
        for (at, (token, words)) in tokens.iter().zip(&mut cues.words).enumerate() {
            *words = count;
            match token.kind {
                Kind::Word | Kind::Number => count += 1,
                Kind::Line => {}
                Kind::Mark => {
                    cues.hyphen |= token.word == crate::phrase::HYPHEN;
                    if token.word == self.marks.semicolon {
                        cues.semicolons.push(at);
                    } else if self.separates(tokens, at) {
                        cues.commas.push(at);
                    } else if token.word == self.marks.colon && self.heads(tokens, at) {
                        cues.headings.push(at);
                    }
                }
            }
        }
        if let Some(all) = cues.words.last_mut() {
            *all = count;
        }
        true
    }

    /// Whether a sentence that was prepared says of itself, outside the finding, that it is about now: “today”, “presents with”.
    pub fn is_now(&self, cues: &Cues, finding: &Range<usize>) -> bool {
        self.nows(cues).any(|(at, end, _)| end <= finding.start || at >= finding.end)
    }

    /// Whether a time that is now stands close behind the finding: “felt a pop at 3 pm today”.
    pub fn is_now_behind(&self, cues: &Cues, finding: &Range<usize>) -> bool {
        let near = |at: usize| cues.words[at].saturating_sub(cues.words[finding.end]) <= NEAR;
        let comma = cues.commas.iter().copied().find(|at| *at >= finding.end).unwrap_or(usize::MAX);
        self.nows(cues).any(|(at, _, cue)| cue.looks == Looks::Both && at >= finding.end && at < comma && near(at))
    }

    /// Where the words for now begin and end that are no items of lists, with their cues.
    fn nows<'c>(&'c self, cues: &'c Cues) -> impl Iterator<Item = (usize, usize, &'c CueRule)> {
        let found = cues.starts.iter().filter_map(|at| Some((*at, cues.at.get(*at).copied()??)));
        found.flat_map(|(at, found)| {
            let rules = cues.cache.rules(found).iter().map(|cue| &self.cues[*cue as usize]);
            let now = rules.filter(|cue| cue.means == Means::Now && !cue.list);
            now.map(move |cue| (at, found.end, cue))
        })
    }

    /// Reads the context of the tokens `finding` in a sentence that was prepared.
    pub fn read(&self, cues: &mut Cues, tokens: &[Token], finding: Range<usize>) -> Context {
        let mut hits = std::mem::take(&mut cues.hits);
        let mut sentence = Sentence { tokens, cues };
        self.hits(&mut sentence, &finding, &mut hits);
        let context = self.weigh(&mut sentence, &finding, &hits);
        cues.hits = hits;
        context
    }

    fn weigh(&self, sentence: &mut Sentence<'_>, finding: &Range<usize>, hits: &[Hit]) -> Context {
        let marked = if sentence.cues.hyphen { self.marked(sentence.tokens, finding, hits) } else { None };
        let mut nearest: Option<(usize, Means)> = marked.map(|means| (0, means));
        let mut weakest: Option<(usize, Means)> = None;
        // A denial behind a doubt settles it: “?TA rupture - excluded”.
        let (mut verdict, mut doubt_behind) = (false, false);
        let mut context = Context { negated: false, possible: false, when: When::Recent, who: Who::Patient };
        let ends = self.ends(sentence, finding, hits);
        for (at, hit) in hits.iter().enumerate() {
            let rule = &self.cues[hit.cue as usize];
            let taken = match rule.means {
                Means::Negated | Means::Affirmed => marked.is_none(),
                Means::Possible | Means::Historical | Means::Hypothetical | Means::Other => true,
                Means::Nothing
                | Means::Stop
                | Means::Starts
                | Means::Asserts
                | Means::Filler
                | Means::Now
                | Means::Tells => false,
            };
            if !taken {
                continue;
            }
            // Whoever heard it, the leg is the patient's: “wife heard a snap”.
            let witness = rule.means == Means::Other
                && hit.end == finding.start
                && sentence.tokens[finding.start].word == self.marks.heard;
            if witness {
                continue;
            }
            let Some(distance) = self.reaches(sentence, finding, hits, at, &ends) else { continue };
            match rule.means {
                Means::Negated | Means::Possible | Means::Affirmed => {
                    let best = if rule.weak { &mut weakest } else { &mut nearest };
                    // At the same distance the word behind the finding is its answer, and nothing takes back a plus.
                    if best.is_none_or(|(old, means)| distance < old || (distance == old && means != Means::Affirmed)) {
                        *best = Some((distance, rule.means));
                    }
                    doubt_behind |= rule.means == Means::Possible && hit.start >= finding.end;
                    verdict |= rule.means == Means::Negated && hit.start >= finding.end;
                }
                Means::Historical => {
                    if context.when == When::Recent {
                        context.when = When::Historical;
                    }
                }
                Means::Hypothetical => context.when = When::Hypothetical,
                Means::Other => context.who = Who::Other,
                Means::Nothing
                | Means::Stop
                | Means::Starts
                | Means::Asserts
                | Means::Filler
                | Means::Now
                | Means::Tells => {}
            }
        }
        match nearest.or(weakest) {
            Some((_, Means::Negated)) => context.negated = true,
            Some((_, Means::Possible)) if verdict && !doubt_behind => context.negated = true,
            Some((_, Means::Possible)) => context.possible = true,
            _ => {}
        }
        context
    }

    /// What the mark in front of a finding says where every item of a row has its mark in front: “ROS: (+) pain (-) pop”,
    /// “ROS: -snap +stiffness”. The row shows it by beginning with a mark and having both kinds; a dash at the beginning of
    /// a line is no such mark.
    fn marked(&self, tokens: &[Token], finding: &Range<usize>, hits: &[Hit]) -> Option<Means> {
        let glued =
            |at: usize| at > 0 && tokens.get(at).is_some_and(|token| token.span.start == tokens[at - 1].span.end);
        let mark = |at: usize| tokens[at].kind == Kind::Mark;
        let plus = |at: usize| {
            let affirms = |hit: &Hit| self.cues[hit.cue as usize].means == Means::Affirmed;
            hits.iter().any(|hit| hit.start == at && (at..hit.end).all(mark) && affirms(hit))
        };
        let minus = |at: usize| {
            let in_brackets = at > 0 && mark(at - 1) && glued(at) && at + 1 < tokens.len() && mark(at + 1);
            tokens[at].word == crate::phrase::HYPHEN && (in_brackets || !glued(at)) && glued(at + 1)
        };
        if !hits.iter().any(|hit| mark(hit.start) && plus(hit.start)) {
            return None;
        }
        let of = |at: usize| if plus(at) { Some(Means::Affirmed) } else { minus(at).then_some(Means::Negated) };
        let row: Vec<(usize, Means)> = (0..tokens.len())
            .filter(|at| mark(*at) && !finding.contains(at))
            .filter_map(|at| of(at).map(|means| (at, means)))
            .collect();
        let both = [Means::Affirmed, Means::Negated].iter().all(|wanted| row.iter().any(|(_, means)| means == wanted));
        let (first, _) = *row.first().filter(|_| both)?;
        let bracket = plus(first) || (first > 0 && mark(first - 1) && glued(first));
        let opens = first - usize::from(bracket && !plus(first));
        let heads = if opens == 0 { bracket } else { tokens[opens - 1].word == self.marks.colon };
        let (last, means) = *row.iter().rfind(|(at, _)| *at < finding.start)?;
        let between = last + 1..finding.start;
        let near = between.len() <= 5
            && between.clone().all(|at| tokens[at].kind == Kind::Word || (at <= last + 2 && glued(at) && mark(at)));
        (heads && near).then_some(means)
    }

    /// Every cue outside the finding, the longest at each place, none inside another.
    fn hits(&self, sentence: &mut Sentence<'_>, finding: &Range<usize>, hits: &mut Vec<Hit>) {
        hits.clear();
        let inside = finding.start..finding.end.max(finding.start + 1);
        let mut next = 0;
        let mut at = 0;
        loop {
            if inside.contains(&at) {
                at = inside.end;
            }
            while sentence.cues.starts.get(next).is_some_and(|start| *start < at) {
                next += 1;
            }
            let Some(&start) = sentence.cues.starts.get(next) else { return };
            if start > at {
                at = start;
                continue;
            }
            let limit = if at < finding.start { finding.start } else { sentence.tokens.len() };
            let Some(found) = self.cue(sentence, at, limit) else {
                at += 1;
                continue;
            };
            let end = found.end;
            let cues = sentence.cues.cache.rules(found);
            hits.extend(cues.iter().map(|cue| Hit { cue: *cue, start: at, end }));
            // In front of the finding, words that only look back (“: denies”) must not hide one that looks on.
            let only_back = |cue: &u32| {
                let rule = &self.cues[*cue as usize];
                rule.looks == Looks::Backward && rule.means != Means::Affirmed
            };
            if at < finding.start && cues.iter().all(only_back) {
                at += 1;
                continue;
            }
            // Marks at the end of a cue (“: no ,”) still separate what follows.
            at = if end > at + 1 && sentence.tokens[end - 1].kind == Kind::Mark { end - 1 } else { end };
        }
    }

    /// The longest cue that begins at a token and ends in front of another.
    fn cue(&self, sentence: &mut Sentence<'_>, at: usize, limit: usize) -> Option<Accepted> {
        let longest = sentence.cues.at.get(at).copied()??;
        if longest.end <= limit {
            return Some(longest);
        }
        self.lexicon.longest(&mut sentence.cues.cache, &sentence.tokens[..limit], at)
    }

    fn ends(&self, sentence: &Sentence<'_>, finding: &Range<usize>, hits: &[Hit]) -> Ends {
        let Cues { semicolons, headings, .. } = &*sentence.cues;
        let before = |places: &[usize]| places.iter().rev().copied().find(|at| *at < finding.start);
        let mut ends = Ends {
            semicolon_before: before(semicolons),
            semicolon_behind: semicolons.iter().copied().find(|at| *at >= finding.end),
            heading: before(headings),
            stop_before: [None; 4],
            stop_behind: [None; 4],
        };
        for hit in hits {
            let rule = &self.cues[hit.cue as usize];
            // A stop that looks forward only (“he”, “which”) opens a new clause: it ends a denial, but not a doubt, a warning
            // or a relative.
            let stops = match rule.means {
                Means::Stop if rule.looks == Looks::Both => [true; 4],
                Means::Stop => [false, hit.start < finding.start, false, false],
                // “Return if pain, new weakness, pop”: what is feared may be new, what was is over.
                Means::Now => [false, false, true, !rule.list],
                _ => continue,
            };
            for kind in (0..4).filter(|kind| stops[*kind]) {
                if hit.start < finding.start {
                    ends.stop_before[kind] = ends.stop_before[kind].max(Some(hit.start));
                } else {
                    let known = ends.stop_behind[kind].unwrap_or(usize::MAX);
                    ends.stop_behind[kind] = Some(known.min(hit.end));
                }
            }
        }
        ends
    }

    /// How many tokens lie between a cue and the finding, when it reaches it.
    fn reaches(
        &self,
        sentence: &mut Sentence<'_>,
        finding: &Range<usize>,
        hits: &[Hit],
        at: usize,
        ends: &Ends,
    ) -> Option<usize> {
        let hit = hits[at];
        let rule = &self.cues[hit.cue as usize];
        let kind = stopped(rule.means);
        if hit.end <= finding.start {
            let ended = ends.stop_before[kind].max(ends.semicolon_before).is_some_and(|end| end >= hit.end)
                || ends.heading.is_some_and(|colon| colon > hit.end);
            if rule.looks == Looks::Backward || ended {
                return None;
            }
            let distance = sentence.words(hit.end..finding.start);
            (distance <= rule.reach && self.forward(sentence, finding, hits, at)).then_some(distance)
        } else {
            let ended = ends.stop_behind[kind].is_some_and(|end| end <= hit.start)
                || ends.semicolon_behind.is_some_and(|at| at < hit.start);
            if rule.looks == Looks::Forward || ended {
                return None;
            }
            let distance = sentence.words(finding.end..hit.start);
            (distance <= rule.reach && self.backward(sentence.tokens, finding, hits, at)).then_some(distance)
        }
    }

    /// A comma, or a slash or dash with space on both sides, which shorthand uses for one.
    fn separates(&self, tokens: &[Token], at: usize) -> bool {
        let token = &tokens[at];
        if token.word == self.marks.comma {
            return true;
        }
        let spaced = |at: usize| {
            at > 0
                && tokens[at - 1].span.end < tokens[at].span.start
                && tokens.get(at + 1).is_some_and(|next| next.span.start > tokens[at].span.end)
        };
        (token.word == self.marks.slash || token.word == crate::phrase::HYPHEN) && spaced(at)
    }

    fn forward(&self, sentence: &mut Sentence<'_>, finding: &Range<usize>, hits: &[Hit], at: usize) -> bool {
        let tokens = sentence.tokens;
        let hit = hits[at];
        let rule = &self.cues[hit.cue as usize];
        if rule.means == Means::Negated
            && (self.asserts(sentence, finding, hit.end) || self.runs_on(sentence, finding, hit))
        {
            return false;
        }
        let before = sentence.cues.commas.iter().rev().find(|at| **at < finding.start);
        let Some(comma) = before.copied().filter(|at| *at >= hit.end) else {
            return !self.answered(hits, at, finding);
        };
        if matches!(rule.means, Means::Historical | Means::Hypothetical) {
            // History goes over a comma, and so does what is feared, but not to what has a beginning or a day of its own: “hx of
            // tendinopathy, pop at tennis today”, “to return if worse, felt a snap last night”.
            let behind = sentence.cues.commas.iter().copied().find(|at| *at >= finding.end).unwrap_or(tokens.len());
            let is_now = |cue: u32| {
                let cue = &self.cues[cue as usize];
                cue.means == Means::Now && !(cue.list && rule.means == Means::Hypothetical)
            };
            let now = |hit: &Hit| hit.start >= finding.end && hit.end <= behind && is_now(hit.cue);
            if !rule.list || hits.iter().any(now) {
                return false;
            }
            if rule.means == Means::Historical {
                return self.goes_on(sentence, finding, hits, comma + 1, false);
            }
            // Any part in between that tells what happened ends it for those behind it too.
            let tells = |cue: &u32| is_now(*cue) || self.cues[*cue as usize].means == Means::Tells;
            let parts: Vec<usize> =
                sentence.cues.commas.iter().copied().filter(|at| (hit.end..=comma).contains(at)).collect();
            return !parts.into_iter().any(|comma| {
                let opening = self.cue(sentence, comma + 1, tokens.len());
                opening.is_some_and(|cue| sentence.cues.cache.rules(cue).iter().any(tells))
            });
        }
        if !matches!(rule.means, Means::Negated | Means::Possible) {
            // “Son kicked the ball, she felt a snap.”
            return rule.list
                && !(rule.means == Means::Other && self.opens(sentence, comma + 1, tokens.len(), Means::Tells));
        }
        if rule.means == Means::Possible && !rule.list {
            return false;
        }
        // Where every item has a “no” of its own, one without it is another matter: “no fall, no twist, pop”.
        let is_no = |hit: &Hit| {
            let cue = &self.cues[hit.cue as usize];
            cue.means == Means::Negated && cue.looks != Looks::Backward
        };
        let same_part =
            |other: &Hit| !tokens[other.end..hit.start].iter().any(|token| token.word == self.marks.semicolon);
        if hits[..at].iter().any(|other| other.end <= hit.start && is_no(other) && same_part(other))
            && !self.or_in(&tokens[comma..finding.start])
        {
            return false;
        }
        // A bare “no” passes a comma only where an “or” shows the list: reading too much as absent is the worse mistake.
        let listed = self.or_in(&tokens[comma..]);
        if rule.means == Means::Negated && !rule.list && !listed {
            return false;
        }
        // Behind a comma a negation goes on only through a list.
        self.goes_on(sentence, finding, hits, comma + 1, listed)
    }

    /// A finding that is a clause of its own, or stands in one, with other words between it and the denial, is not what
    /// is denied: “no warmth unable to heel raise”, “no contact heard a pop”.
    fn asserts(&self, sentence: &mut Sentence<'_>, finding: &Range<usize>, from: usize) -> bool {
        let first = (from..finding.end).find(|at| self.opens(sentence, *at, finding.end, Means::Asserts));
        first.is_some_and(|first| {
            // “or” ties it to what is denied: at once in front of it, or anywhere before another clause.
            let tied = if first < finding.start { from } else { from.max(finding.start.saturating_sub(1)) };
            !self.or_in(&sentence.tokens[tied..finding.start])
                && (from..first.min(finding.start)).any(|at| self.counts(sentence, at))
        })
    }

    /// Whether a cue with this meaning begins at a token and ends in front of another.
    fn opens(&self, sentence: &mut Sentence<'_>, at: usize, limit: usize, means: Means) -> bool {
        let cue = self.cue(sentence, at, limit);
        cue.is_some_and(|cue| self.has(&sentence.cues.cache, cue, |one| one == means))
    }

    /// Whether one of the cues that were found there together has such a meaning.
    fn has(&self, cache: &Cache, cue: Accepted, means: impl Fn(Means) -> bool) -> bool {
        cache.rules(cue).iter().any(|cue| means(self.cues[*cue as usize].means))
    }

    /// A word that stands for something, and does not only lead from a denial to what it denies.
    fn counts(&self, sentence: &mut Sentence<'_>, at: usize) -> bool {
        sentence.tokens[at].kind == Kind::Word && !self.opens(sentence, at, at + 1, Means::Filler)
    }

    /// “no contact no twist pop”: every item has a “no” of its own and takes one word; what follows has none.
    fn runs_on(&self, sentence: &mut Sentence<'_>, finding: &Range<usize>, hit: Hit) -> bool {
        let tokens = sentence.tokens;
        let bare = hit.end == hit.start + 1 && self.cues[hit.cue as usize].means == Means::Negated;
        let before = tokens[..hit.start].iter().rev().take_while(|token| token.kind == Kind::Word);
        let chain = bare && before.skip(1).any(|token| token.word == tokens[hit.start].word);
        chain
            && tokens[hit.end..finding.start].iter().all(|token| token.kind == Kind::Word)
            && !self.or_in(&tokens[hit.end..finding.start])
            && (hit.end..finding.start).any(|at| self.counts(sentence, at))
    }

    /// A colon behind a word opens a new heading: “None. Findings: gap”. “The following:” does not.
    fn heads(&self, tokens: &[Token], colon: usize) -> bool {
        colon.checked_sub(1).is_some_and(|at| tokens[at].kind == Kind::Word && tokens[at].word != self.marks.following)
    }

    /// A cue that affirms between a negation and the finding ends the negation: “no swelling noted gap”.
    fn answered(&self, hits: &[Hit], at: usize, finding: &Range<usize>) -> bool {
        let means = self.cues[hits[at].cue as usize].means;
        means == Means::Negated
            && hits[at + 1..].iter().any(|other| {
                other.start > hits[at].end && other.end <= finding.start && {
                    let rule = &self.cues[other.cue as usize];
                    rule.means == Means::Affirmed && rule.looks != Looks::Forward
                }
            })
    }

    /// Whether an “or” or “nor” ties these words into a list.
    fn or_in(&self, tokens: &[Token]) -> bool {
        tokens.iter().any(|token| token.word == self.marks.or || token.word == self.marks.nor)
    }

    /// Whether the part of the sentence that holds the finding only continues a list that a negation opened.
    fn goes_on(
        &self,
        sentence: &mut Sentence<'_>,
        finding: &Range<usize>,
        hits: &[Hit],
        first: usize,
        listed: bool,
    ) -> bool {
        let tokens = sentence.tokens;
        let behind = |places: &[usize]| places.iter().copied().find(|at| *at >= finding.end).unwrap_or(tokens.len());
        let end = behind(&sentence.cues.commas).min(behind(&sentence.cues.semicolons));
        let own = |hit: &&Hit| hit.start >= first && hit.end <= end + 1;
        // The part says itself that it is there, and no “or” ties it to the list.
        let affirmed = hits.iter().filter(own).any(|hit| self.cues[hit.cue as usize].means == Means::Affirmed)
            || finding.clone().any(|at| self.opens(sentence, at, finding.end, Means::Affirmed));
        if affirmed && !listed {
            return false;
        }
        // It opens with a word that begins something new; the word may belong to the finding itself.
        let opening = self.cue(sentence, first, tokens.len());
        let new = |means| matches!(means, Means::Starts | Means::Stop);
        !opening.is_some_and(|cue| self.has(&sentence.cues.cache, cue, new))
    }

    fn backward(&self, tokens: &[Token], finding: &Range<usize>, hits: &[Hit], at: usize) -> bool {
        let hit = hits[at];
        let rule = &self.cues[hit.cue as usize];
        let gap = &tokens[finding.end..hit.start];
        let comma = gap.iter().any(|token| token.word == self.marks.comma);
        if comma && !rule.list {
            return false;
        }
        // “Thompson + / tiptoe -”: what has a mark of its own is not denied by that of the next item.
        let marked = finding.end > finding.start && tokens[finding.end - 1].word == self.marks.plus;
        if marked && rule.means == Means::Negated && gap.iter().any(|token| token.word == self.marks.slash) {
            return false;
        }
        // Between the finding and a word that denies it nothing else may be denied or affirmed on its own.
        !hits[..at].iter().any(|other| {
            other.start >= finding.end && other.end <= hit.start && {
                let between = &self.cues[other.cue as usize];
                matches!(between.means, Means::Negated | Means::Affirmed | Means::Possible)
                    && (between.looks == Looks::Forward || comma)
                    && matches!(rule.means, Means::Negated | Means::Affirmed | Means::Possible)
            }
        })
    }
}

impl Sentence<'_> {
    /// How many words and numbers these tokens hold.
    fn words(&self, tokens: Range<usize>) -> usize {
        self.cues.words[tokens.end] - self.cues.words[tokens.start]
    }
}
