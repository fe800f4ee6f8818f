//! What the words around a finding say about it: absent or possible, old, feared, somebody else's.
//!
//! After ConText (Harkema and others 2009), rebuilt for shorthand. A cue reaches forward, backward or both ways until
//! something ends its reach: a stop word, a semicolon, a comma under the rules for lists below. Among cues that say
//! whether a finding is there the nearest one wins; cues of time and person only have to reach it.

use std::ops::Range;

use crate::finding::{When, Who};
use crate::lexicon::{Cache, Lexicon};
use crate::rules::{Looks, Means};
use crate::token::{Kind, Token};

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
    pub colon: u32,
    pub following: u32,
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

impl Resolver {
    /// Reads the context of the tokens `finding` in a sentence.
    pub fn read(&self, cache: &mut Cache, tokens: &[Token], finding: Range<usize>) -> Context {
        let hits = self.hits(cache, tokens, &finding);
        let marked = self.marked(tokens, &finding, &hits);
        let mut nearest: Option<(usize, Means)> = marked.map(|means| (0, means));
        let mut weakest: Option<(usize, Means)> = None;
        // A denial behind a doubt settles it: “?TA rupture - excluded”.
        let (mut verdict, mut doubt_behind) = (false, false);
        let mut context = Context { negated: false, possible: false, when: When::Recent, who: Who::Patient };
        for (at, hit) in hits.iter().enumerate() {
            let rule = &self.cues[hit.cue as usize];
            if marked.is_some() && matches!(rule.means, Means::Negated | Means::Affirmed) {
                continue;
            }
            let Some(distance) = self.reaches(cache, tokens, &finding, &hits, at) else { continue };
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
                Means::Nothing | Means::Stop | Means::Starts | Means::Asserts | Means::Filler | Means::Now => {}
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
    fn hits(&self, cache: &mut Cache, tokens: &[Token], finding: &Range<usize>) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut cues = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            if at == finding.start {
                at = finding.end.max(at + 1);
                continue;
            }
            let visible = if at < finding.start { &tokens[..finding.start] } else { tokens };
            match self.lexicon.longest(cache, visible, at, &mut cues) {
                Some(end) => {
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
                    at = if end > at + 1 && tokens[end - 1].kind == Kind::Mark { end - 1 } else { end };
                }
                None => at += 1,
            }
        }
        hits
    }

    /// How many tokens lie between a cue and the finding, when it reaches it.
    fn reaches(
        &self,
        cache: &mut Cache,
        tokens: &[Token],
        finding: &Range<usize>,
        hits: &[Hit],
        at: usize,
    ) -> Option<usize> {
        let hit = hits[at];
        let rule = &self.cues[hit.cue as usize];
        if hit.end <= finding.start {
            if rule.looks == Looks::Backward {
                return None;
            }
            let distance = words(&tokens[hit.end..finding.start]);
            (distance <= rule.reach && self.forward(cache, tokens, finding, hits, at)).then_some(distance)
        } else {
            if rule.looks == Looks::Forward {
                return None;
            }
            let distance = words(&tokens[finding.end..hit.start]);
            (distance <= rule.reach && self.backward(tokens, finding, hits, at)).then_some(distance)
        }
    }

    /// Whether a word ends the reach of a cue with this meaning. A stop that looks forward only (“he”, “which”) opens a
    /// new clause: it ends a denial, but not a doubt, a warning or a relative.
    fn stops(&self, hit: &Hit, means: Means, forward: bool) -> bool {
        let rule = &self.cues[hit.cue as usize];
        match rule.means {
            Means::Stop if rule.looks == Looks::Both => true,
            Means::Stop => forward && matches!(means, Means::Negated | Means::Affirmed),
            Means::Now => matches!(means, Means::Historical | Means::Hypothetical),
            _ => false,
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

    fn forward(&self, cache: &mut Cache, tokens: &[Token], finding: &Range<usize>, hits: &[Hit], at: usize) -> bool {
        let hit = hits[at];
        let rule = &self.cues[hit.cue as usize];
        if hits[at + 1..]
            .iter()
            .any(|other| other.start >= hit.end && other.start < finding.start && self.stops(other, rule.means, true))
        {
            return false;
        }
        let gap = &tokens[hit.end..finding.start];
        if gap.iter().any(|token| token.word == self.marks.semicolon) || self.headed(gap) {
            return false;
        }
        if rule.means == Means::Negated
            && (self.asserts(cache, tokens, finding, hit.end) || self.runs_on(cache, tokens, finding, hit))
        {
            return false;
        }
        let Some(comma) = (hit.end..finding.start).rfind(|at| self.separates(tokens, *at)) else {
            return !self.answered(hits, at, finding);
        };
        if !matches!(rule.means, Means::Negated | Means::Possible) {
            return rule.list;
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
        self.goes_on(cache, tokens, finding, hits, comma + 1, listed)
    }

    /// A finding that is a clause of its own, or stands in one, with other words between it and the denial, is not what
    /// is denied: “no warmth unable to heel raise”, “no contact heard a pop”.
    fn asserts(&self, cache: &mut Cache, tokens: &[Token], finding: &Range<usize>, from: usize) -> bool {
        let first = (from..finding.end).find(|at| self.opens(cache, &tokens[..finding.end], *at, Means::Asserts));
        let tied = || self.or_in(&tokens[from..finding.start]);
        first.is_some_and(|first| {
            (first >= finding.start || !tied())
                && (from..first.min(finding.start)).any(|at| self.counts(cache, tokens, at))
        })
    }

    /// Whether a cue with this meaning begins at a token.
    fn opens(&self, cache: &mut Cache, tokens: &[Token], at: usize, means: Means) -> bool {
        let mut cues = Vec::new();
        self.lexicon.longest(cache, tokens, at, &mut cues).is_some()
            && cues.iter().any(|cue| self.cues[*cue as usize].means == means)
    }

    /// A word that stands for something, and does not only lead from a denial to what it denies.
    fn counts(&self, cache: &mut Cache, tokens: &[Token], at: usize) -> bool {
        tokens[at].kind == Kind::Word && !self.opens(cache, &tokens[..=at], at, Means::Filler)
    }

    /// “no contact no twist pop”: every item has a “no” of its own and takes one word; what follows has none.
    fn runs_on(&self, cache: &mut Cache, tokens: &[Token], finding: &Range<usize>, hit: Hit) -> bool {
        let bare = hit.end == hit.start + 1 && self.cues[hit.cue as usize].means == Means::Negated;
        let before = tokens[..hit.start].iter().rev().take_while(|token| token.kind == Kind::Word);
        let chain = bare && before.skip(1).any(|token| token.word == tokens[hit.start].word);
        chain
            && tokens[hit.end..finding.start].iter().all(|token| token.kind == Kind::Word)
            && !self.or_in(&tokens[hit.end..finding.start])
            && (hit.end..finding.start).any(|at| self.counts(cache, tokens, at))
    }

    /// A colon behind a word opens a new heading: “None. Findings: gap”. “The following:” does not.
    fn headed(&self, gap: &[Token]) -> bool {
        gap.iter().enumerate().any(|(at, token)| {
            token.word == self.marks.colon
                && at > 0
                && gap[at - 1].kind == Kind::Word
                && gap[at - 1].word != self.marks.following
        })
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
        cache: &mut Cache,
        tokens: &[Token],
        finding: &Range<usize>,
        hits: &[Hit],
        first: usize,
        listed: bool,
    ) -> bool {
        let ends = |at: &usize| self.separates(tokens, *at) || tokens[*at].word == self.marks.semicolon;
        let end = (finding.end..tokens.len()).find(ends).unwrap_or(tokens.len());
        let own = |hit: &&Hit| hit.start >= first && hit.end <= end + 1;
        // The part says itself that it is there, and no “or” ties it to the list.
        let mut cues = Vec::new();
        let affirms = |cue: u32| self.cues[cue as usize].means == Means::Affirmed;
        let affirmed = hits.iter().filter(own).any(|hit| affirms(hit.cue))
            || finding.clone().any(|at| {
                let inside = &tokens[..finding.end];
                self.lexicon.longest(cache, inside, at, &mut cues).is_some() && cues.iter().any(|cue| affirms(*cue))
            });
        if affirmed && !listed {
            return false;
        }
        // It opens with a word that begins something new; the word may belong to the finding itself.
        self.lexicon.longest(cache, tokens, first, &mut cues).is_none()
            || !cues.iter().any(|cue| matches!(self.cues[*cue as usize].means, Means::Starts | Means::Stop))
    }

    fn backward(&self, tokens: &[Token], finding: &Range<usize>, hits: &[Hit], at: usize) -> bool {
        let hit = hits[at];
        let rule = &self.cues[hit.cue as usize];
        let gap = &tokens[finding.end..hit.start];
        if hits[..at]
            .iter()
            .any(|other| other.start >= finding.end && other.end <= hit.start && self.stops(other, rule.means, false))
        {
            return false;
        }
        if gap.iter().any(|token| token.word == self.marks.semicolon) {
            return false;
        }
        let comma = gap.iter().any(|token| token.word == self.marks.comma);
        if comma && !rule.list {
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

fn words(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Number)).count()
}
