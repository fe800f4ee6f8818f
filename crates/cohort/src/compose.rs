//! Turns templates into notes about one person.
//!
//! In a template `{a|b|}` chooses among texts (an empty one leaves it out), `{#10-40}` is a number, `{side}`, `{he}` and
//! their like are about the person, and any other `{key}` is a section of the stock. Braces nest.

use crate::note::{Note, finish};
use crate::rng::Rng;
use crate::stock::{Stock, Voice};

/// The person and the visit a note is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Kind of visit: `sprain`, `calf`, `contusion`, `dvt`, `tendon`, `foot`, `knee`, `other`, `rupture`, `after`.
    pub kind: String,
    /// The injured side is the right one.
    pub right: bool,
    /// The person is a woman.
    pub female: bool,
    /// Years.
    pub age: usize,
    /// Family name.
    pub name: String,
    /// Days since the first visit, on a later one.
    pub days: usize,
}

/// Family names, the eponyms of the squeeze test among them.
pub const NAMES: [&str; 40] = [
    "Thompson", "Simmonds", "Okafor", "Patel", "Nowak", "Murphy", "Garcia", "Nguyen", "Brown", "Khan", "Silva",
    "Evans", "Kowalski", "Byrne", "Jensen", "Ali", "Martin", "Costa", "Hughes", "Schmidt", "Ferreira", "Ito", "Walker",
    "Ionescu", "Cohen", "Reilly", "Haddad", "Larsen", "Moore", "Singh", "Rossi", "Adeyemi", "Clarke", "Dubois", "Hill",
    "Novak", "Park", "Ryan", "Stone", "Achebe",
];

/// Deepest nesting of sections; the stock needs four.
const DEPTH: usize = 8;

/// Writes notes from the stock.
#[derive(Debug, Clone, Copy)]
pub struct Composer<'a> {
    /// What was written.
    pub stock: &'a Stock,
}

impl Composer<'_> {
    /// A note of `voice` from its skeleton.
    pub fn note(self, voice: &Voice, about: &About, rng: &mut Rng) -> Note {
        self.from(voice, about, "{note}", rng)
    }

    /// A note of `voice` from a template.
    pub fn from(self, voice: &Voice, about: &About, template: &str, rng: &mut Rng) -> Note {
        let mut marked = String::new();
        self.expand(voice, about, template, rng, 0, &mut marked);
        finish(&tidy(&marked), &voice.habits, rng)
    }

    fn expand(self, voice: &Voice, about: &About, template: &str, rng: &mut Rng, depth: usize, out: &mut String) {
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let Some(length) = closing(&rest[open..]) else {
                out.push_str(&rest[open..]);
                return;
            };
            let inner = &rest[open + 1..open + length];
            rest = &rest[open + length + 1..];
            if depth < DEPTH {
                self.slot(voice, about, inner, rng, depth, out);
            }
        }
        out.push_str(rest);
    }

    fn slot(self, voice: &Voice, about: &About, inner: &str, rng: &mut Rng, depth: usize, out: &mut String) {
        let choices = split(inner);
        if choices.len() > 1 {
            let choice = choices[rng.below(choices.len())];
            return self.expand(voice, about, choice, rng, depth + 1, out);
        }
        if let Some((low, high)) = inner.strip_prefix('#').and_then(|range| range.split_once('-')) {
            let number = rng.range(low.parse().unwrap_or(1), high.parse().unwrap_or(9));
            out.push_str(&number.to_string());
            return;
        }
        if let Some(word) = person(about, inner) {
            out.push_str(&word);
            return;
        }
        let found = match self.stock.find(voice, &about.kind, inner) {
            [Some(own), Some(common)] => Some(if rng.chance(50) { own } else { common }),
            [own, common] => own.or(common),
        };
        if let Some(line) = found.and_then(|lines| rng.pick(lines)) {
            self.expand(voice, about, line, rng, depth + 1, out);
        }
    }
}

/// Where the brace at the start of `text` closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Splits at the bars outside inner braces.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut out) = (0_usize, 0, Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => {
                out.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(&text[start..]);
    out
}

fn person(about: &About, slot: &str) -> Option<String> {
    let by_sex = |female: &str, male: &str| (if about.female { female } else { male }).to_owned();
    let by_side = |right: &str, left: &str| (if about.right { right } else { left }).to_owned();
    Some(match slot {
        "side" => by_side("right", "left"),
        "Side" => by_side("Right", "Left"),
        "other" => by_side("left", "right"),
        "R" => by_side("R", "L"),
        "O" => by_side("L", "R"),
        "Rt" => by_side("Rt", "Lt"),
        "he" => by_sex("she", "he"),
        "He" => by_sex("She", "He"),
        "his" => by_sex("her", "his"),
        "His" => by_sex("Her", "His"),
        "him" => by_sex("her", "him"),
        "man" => by_sex("woman", "man"),
        "male" => by_sex("female", "male"),
        "gentleman" => by_sex("lady", "gentleman"),
        "pill" => by_sex("takes the combined pill", "drives long distances"),
        "MF" => by_sex("F", "M"),
        "Mr" => by_sex("Ms", "Mr"),
        "age" => about.age.to_string(),
        "name" => about.name.clone(),
        "days" => about.days.to_string(),
        "ago" => match about.days {
            0..=13 => format!("{} days ago", about.days),
            14..=60 => format!("{} weeks ago", about.days / 7),
            days => format!("{} months ago", days / 30),
        },
        _ => return None,
    })
}

/// Removes what left-out parts leave behind: double spaces, blank line runs, a space before a full stop.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' if out.is_empty() || out.ends_with([' ', '\n']) => {}
            '.' | ',' if out.ends_with(' ') => {
                out.pop();
                if !out.ends_with(['.', ',', '\n']) {
                    out.push(c);
                }
            }
            '\n' => {
                while out.ends_with(' ') {
                    out.pop();
                }
                if !out.ends_with("\n\n") && !out.is_empty() {
                    out.push(c);
                }
            }
            _ => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn braces_nest_and_bars_split_at_the_top() {
        assert_eq!(closing("{a{b}c}d"), Some(6));
        assert_eq!(closing("{a{b}"), None);
        assert_eq!(split("a{x|y}|b|"), ["a{x|y}", "b", ""]);
    }

    #[test]
    fn left_out_parts_leave_no_holes() {
        assert_eq!(tidy("  a  b .\n\n\n c , d\n "), "a b.\n\nc, d");
    }

    /// Slots reachable from a template that neither the person nor the stock can fill.
    fn unknown(
        stock: &Stock,
        voice: &Voice,
        about: &About,
        template: &str,
        seen: &mut BTreeSet<String>,
        out: &mut Vec<String>,
    ) {
        let mut rest = template;
        while let Some(open) = rest.find('{') {
            let Some(length) = closing(&rest[open..]) else { return out.push(format!("{template}: a brace is open")) };
            let inner = &rest[open + 1..open + length];
            rest = &rest[open + length + 1..];
            let choices = split(inner);
            if choices.len() > 1 {
                for choice in choices {
                    unknown(stock, voice, about, choice, seen, out);
                }
            } else if !inner.is_empty()
                && !inner.starts_with('#')
                && person(about, inner).is_none()
                && seen.insert(inner.to_owned())
            {
                let found = stock.find(voice, &about.kind, inner);
                if found == [None, None] {
                    out.push(format!("{} {}: {{{inner}}}", voice.name, about.kind));
                }
                let lines = found.into_iter().flatten().flatten();
                for line in lines {
                    unknown(stock, voice, about, line, seen, out);
                }
            }
        }
    }

    #[test]
    fn every_slot_of_every_voice_and_kind_is_filled() {
        let stock = Stock::load().unwrap();
        let mut out = Vec::new();
        for voice in &stock.voices {
            for kind in ["sprain", "calf", "contusion", "dvt", "tendon", "foot", "knee", "other", "rupture", "after"] {
                let about =
                    About { kind: kind.into(), right: true, female: true, age: 40, name: String::new(), days: 9 };
                let mut seen = BTreeSet::new();
                for template in
                    ["{note}", "{triage}", "{report}", "{g.open}{g.history}{g.exam}{g.results}{g.plan}{g.leg}{g.odd}"]
                {
                    unknown(&stock, voice, &about, template, &mut seen, &mut out);
                }
                for story in stock.stories.iter().filter(|story| stock.voices[story.voice].name == voice.name) {
                    for (_, text) in &story.documents {
                        unknown(&stock, voice, &about, text, &mut seen, &mut out);
                    }
                }
            }
        }
        out.dedup();
        assert!(out.is_empty(), "{out:#?}");
    }
}
