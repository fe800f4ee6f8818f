//! A finished note: its text, and where the author put which sign.
//!
//! Fragments mark a sign as `<pop+ felt a pop>`: the sign's name, one character for its state, a space, the words.
//! The mark is taken out and becomes a [`Span`]; a voice's habits (capitals, dropped articles, slips of the key) are laid
//! over the text piece by piece, so that every span still covers exactly its own words.

use crate::rng::Rng;

/// How a sign stands in the note. The character is the one used in fragments and in `spans.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// `+` the note says it is there.
    Present,
    /// `-` the note says it is not there.
    Absent,
    /// `?` the words allow both readings ("Thompson negative") or leave it open.
    Unsure,
    /// `!` the note says it was not examined, or could not be.
    NotDone,
    /// `h` of an earlier time or an earlier injury.
    Historical,
    /// `y` advice or warning: what might happen.
    Hypothetical,
    /// `o` of another person.
    Other,
}

impl State {
    /// The state's character.
    pub fn mark(self) -> char {
        match self {
            Self::Present => '+',
            Self::Absent => '-',
            Self::Unsure => '?',
            Self::NotDone => '!',
            Self::Historical => 'h',
            Self::Hypothetical => 'y',
            Self::Other => 'o',
        }
    }

    /// Reads a state's character.
    pub fn from_mark(mark: u8) -> Option<Self> {
        Some(match mark {
            b'+' => Self::Present,
            b'-' => Self::Absent,
            b'?' => Self::Unsure,
            b'!' => Self::NotDone,
            b'h' => Self::Historical,
            b'y' => Self::Hypothetical,
            b'o' => Self::Other,
            _ => return None,
        })
    }
}

/// The names a mark may carry.
pub const SIGNS: [&str; 10] = ["pop", "kick", "squeeze", "heel", "gap", "weak", "rest", "local", "mech", "dx"];

/// One marked sign in a note: bytes `start..end` of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// One of [`SIGNS`].
    pub sign: &'static str,
    /// How it stands.
    pub state: State,
}

/// A note as it is exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// The text.
    pub text: String,
    /// Its marked signs, in order.
    pub spans: Vec<Span>,
}

/// A habit of a voice, laid over the whole note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Everything in small letters.
    Lower,
    /// Everything in capitals.
    Upper,
    /// No commas and full stops, one long line.
    Unpunctuated,
    /// Articles left out.
    NoArticles,
    /// Letters swapped or lost in about one word of eighty.
    Slips,
    /// American words for British ones.
    American,
}

impl Habit {
    /// Reads a habit's name as voice files write it.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "lower" => Self::Lower,
            "upper" => Self::Upper,
            "unpunctuated" => Self::Unpunctuated,
            "no-articles" => Self::NoArticles,
            "slips" => Self::Slips,
            "american" => Self::American,
            _ => return None,
        })
    }
}

/// Length of the mark's head (`<pop+ `) when `text` starts with one.
fn head(text: &str) -> Option<(usize, &'static str, State)> {
    let rest = text.strip_prefix('<')?;
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
    let after = &rest.as_bytes()[sign.len()..];
    let state = State::from_mark(*after.first()?)?;
    (after.get(1) == Some(&b' ')).then_some((sign.len() + 3, sign, state))
}

/// Turns marked text into a note. A `<` that opens no known mark stays text; a mark without its `>` runs to the end.
pub fn finish(marked: &str, habits: &[Habit], rng: &mut Rng) -> Note {
    let mut note = Note::default();
    let mut rest = marked;
    let mut plain = String::new();
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((skip, sign, state)) = head(rest) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        push(&mut note.text, &std::mem::take(&mut plain), habits, rng);
        rest = &rest[skip..];
        let close = rest.find('>').unwrap_or(rest.len());
        let start = note.text.len();
        push(&mut note.text, &rest[..close], habits, rng);
        let end = note.text.len();
        if end > start {
            note.spans.push(Span { start, end, sign, state });
        }
        rest = rest.get(close + 1..).unwrap_or("");
    }
    plain.push_str(rest);
    push(&mut note.text, &plain, habits, rng);
    note
}

/// Pairs of a British word and the American one in its place.
const AMERICAN: [(&str, &str); 25] = [
    ("haematoma", "hematoma"),
    ("oedema", "edema"),
    ("oedematous", "edematous"),
    ("orthopaedic", "orthopedic"),
    ("orthopaedics", "orthopedics"),
    ("paracetamol", "acetaminophen"),
    ("co-codamol", "hydrocodone/APAP"),
    ("physio", "PT"),
    ("physiotherapy", "physical therapy"),
    ("A&E", "the ER"),
    ("GP", "PCP"),
    ("Simmonds", "Thompson"),
    ("simmonds", "thompson"),
    ("tyre", "tire"),
    ("pavement", "sidewalk"),
    ("kerb", "curb"),
    ("netball", "volleyball"),
    ("cricket", "softball"),
    ("trainers", "sneakers"),
    ("analgesia", "pain control"),
    ("paediatric", "pediatric"),
    ("anaesthetic", "anesthetic"),
    ("tiptoe", "tiptoe"),
    ("tubigrip", "ACE wrap"),
    ("five-a-side", "pickup soccer"),
];

fn push(out: &mut String, piece: &str, habits: &[Habit], rng: &mut Rng) {
    if habits.is_empty() {
        out.push_str(piece);
        return;
    }
    let has = |habit| habits.contains(&habit);
    for token in piece.split_inclusive([' ', '\n']) {
        let word = token.trim_end_matches([' ', '\n']);
        let gap = &token[word.len()..];
        if has(Habit::NoArticles) && ["the", "a", "an", "The", "A", "An"].contains(&word) && rng.chance(60) {
            continue;
        }
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let mut text = word.to_owned();
        if has(Habit::American)
            && let Some((_, american)) = AMERICAN.iter().find(|(british, _)| *british == core)
        {
            text = word.replacen(core, american, 1);
        }
        if has(Habit::Slips) && core.len() > 5 && core.is_ascii() && rng.below(80) == 0 {
            text = slip(&text, rng);
        }
        if has(Habit::Unpunctuated) {
            text.retain(|c| !matches!(c, ',' | '.' | ';' | ':'));
        }
        if has(Habit::Lower) {
            text = text.to_lowercase();
        } else if has(Habit::Upper) {
            text = text.to_uppercase();
        }
        out.push_str(&text);
        if has(Habit::Unpunctuated) && gap.contains('\n') {
            out.push(' ');
        } else {
            out.push_str(gap);
        }
    }
}

/// Swaps two neighbouring letters, or loses one.
fn slip(word: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = rng.range(1, letters.len() - 2);
    if !(letters[at].is_alphabetic() && letters[at + 1].is_alphabetic()) {
        return word.to_owned();
    }
    if rng.chance(60) {
        letters.swap(at, at + 1);
    } else {
        letters.remove(at);
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_and_other_angles_stay() {
        let note = finish("CRT <2 s. <pop+ felt a pop>, <squeeze? Thompson neg>. SpO2 > 95", &[], &mut Rng::new(1));
        assert_eq!(note.text, "CRT <2 s. felt a pop, Thompson neg. SpO2 > 95");
        let words: Vec<_> = note.spans.iter().map(|s| (&note.text[s.start..s.end], s.sign, s.state)).collect();
        assert_eq!(words, [("felt a pop", "pop", State::Present), ("Thompson neg", "squeeze", State::Unsure)]);
    }

    #[test]
    fn habits_keep_spans_on_their_words() {
        let habits = [Habit::Unpunctuated, Habit::Lower, Habit::American];
        let note = finish("Seen in A&E.\nSlight oedema; <squeeze- Simmonds normal>.", &habits, &mut Rng::new(1));
        assert_eq!(note.text, "seen in the er slight edema thompson normal");
        assert_eq!(&note.text[note.spans[0].start..note.spans[0].end], "thompson normal");
    }

    #[test]
    fn a_mark_left_open_runs_to_the_end() {
        let note = finish("x <gap+ gap", &[], &mut Rng::new(1));
        assert_eq!((note.text.as_str(), note.spans[0].end), ("x gap", 5));
    }
}
