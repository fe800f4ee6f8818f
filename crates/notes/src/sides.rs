//! Whether a sentence about one leg is followed by one about the other, or by one that says the opposite of it.
//!
//! “Simmonds: R foot moves. L foot does not.” is a torn tendon in two sentences. The second one names nothing that could be
//! looked for, so the first one must not be read as the answer of both legs.

/// How much of what follows is looked at.
const FAR: usize = 80;

/// Words that say that something is not so, or not as it should be. Sorted.
const UNLIKE: &[&[u8]] = &[
    b"0",
    b"abn",
    b"abnl",
    b"abnormal",
    b"absent",
    b"cannot",
    b"cant",
    b"defect",
    b"didn",
    b"didnt",
    b"doesn",
    b"doesnt",
    b"fails",
    b"flicker",
    b"gap",
    b"less",
    b"lost",
    b"nil",
    b"no",
    b"none",
    b"not",
    b"nothing",
    b"poor",
    b"pos",
    b"positive",
    b"reduced",
    b"unable",
    b"weak",
    b"weaker",
    b"x0",
    b"zero",
];

/// Whether `said`, the rest of a sentence from a finding on, is about one leg, and `behind` goes on with the other one and
/// says that something is not so there. Both lower-cased.
pub fn turn(said: &[u8], behind: &[u8]) -> bool {
    let mut sides = words(said).filter_map(is_right);
    let Some(here) = sides.next() else { return false };
    let mut next = words(first_sentence(behind.trim_ascii_start())).skip_while(leads);
    let Some(first) = next.next() else { return false };
    sides.all(|side| side == here)
        && if is_right(first) == Some(!here) {
            next.any(is_unlike)
        } else {
            // “Abnormal left.”, “No movement on the left.”
            is_unlike(first) && next.take(SHORT).find_map(is_right) == Some(!here)
        }
}

/// Whether what follows goes on with one side: a line for it, “Right: able”, or a short sentence that says of it that something
/// is not so, “Left no movement.”, “Absent on the left.” Lower-cased.
pub fn follows(behind: &[u8]) -> bool {
    let behind = behind.trim_ascii_start();
    let side: &[&[u8]] = match behind.first() {
        Some(b'r') => &[b"right", b"rt", b"rhs", b"r"],
        Some(b'l') => &[b"left", b"lt", b"lhs", b"l"],
        _ => &[],
    };
    let rest = side.iter().find_map(|side| behind.strip_prefix(*side));
    if rest.is_some_and(|rest| matches!(rest.trim_ascii_start().first(), Some(b':' | b'-' | b'='))) {
        return true;
    }
    // Nearly every sentence begins with something else.
    let mut first = words(behind).skip_while(leads);
    let begins = |word: &&[u8]| is_right(word).is_some() || is_unlike(word);
    let Some(word) = first.next().filter(begins) else { return false };
    let mut next = words(first_sentence(behind)).skip_while(leads).skip(1).take(SHORT);
    if is_right(word).is_some() { next.any(is_unlike) } else { next.any(|word| is_right(word).is_some()) }
}

/// How many words such a sentence has at most.
const SHORT: usize = 8;

/// What stands in front of the other side.
fn leads(word: &&[u8]) -> bool {
    matches!(*word, b"the" | b"on" | b"but" | b"and" | b"whereas" | b"however")
}

fn is_unlike(word: &[u8]) -> bool {
    UNLIKE.binary_search(&word).is_ok() || word.ends_with(b"n't")
}

fn first_sentence(behind: &[u8]) -> &[u8] {
    let end = behind.iter().take(FAR).position(|byte| matches!(byte, b'.' | b'\n')).unwrap_or(behind.len().min(FAR));
    &behind[..end]
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'\'')).filter(|word| !word.is_empty())
}

fn is_right(word: &[u8]) -> Option<bool> {
    match word {
        b"r" | b"rt" | b"right" => Some(true),
        b"l" | b"lt" | b"left" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::turn;

    #[test]
    fn a_side_that_goes_on_is_seen() {
        for (behind, follows) in [
            ("\nright: able", true),
            ("\n r - 20 times", true),
            (" left no movement.", true),
            (" on the left it does not.", true),
            (" absent on the left", true),
            (" left knee normal.", false),
            (" rest, ice.", false),
            (" no bony tenderness.", false),
            (" the patient went home without a left boot", false),
            ("", false),
        ] {
            assert_eq!(super::follows(behind.as_bytes()), follows, "{behind}");
        }
    }

    #[test]
    fn only_the_other_leg_turns_it() {
        assert!(super::UNLIKE.is_sorted());
        for (said, behind, turns) in [
            ("simmonds: r foot moves.", " l foot does not.", true),
            ("simmonds r: moves\n", "l: no movement\n", true),
            ("simmonds normal on the right.", " no movement on the left.", true),
            ("simmonds normal right.", "\nabnormal left", true),
            ("simmonds normal right.", " no swelling right", false),
            ("simmonds normal on the left.", " on the right the foot doesn't move.", true),
            ("simmonds: r foot moves.", " l foot moves.", false),
            ("simmonds: r foot moves.", " r knee not swollen.", false),
            ("simmonds normal r and l.", " l knee not swollen.", false),
            ("simmonds normal.", " l knee not swollen.", false),
            ("simmonds normal r.", "", false),
            ("simmonds normal r.", " l knee fine. not swollen.", false),
        ] {
            assert_eq!(turn(said.as_bytes(), behind.as_bytes()), turns, "{said}{behind}");
        }
    }
}
