//! Whether a sentence about one leg is followed by one that says the opposite of the other.
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
    let behind = behind.trim_ascii_start();
    let end = behind.iter().take(FAR).position(|byte| matches!(byte, b'.' | b'\n')).unwrap_or(behind.len().min(FAR));
    let leads = |word: &&[u8]| matches!(*word, b"the" | b"on" | b"but" | b"and" | b"whereas" | b"however");
    let mut next = words(&behind[..end]).skip_while(leads);
    sides.all(|side| side == here)
        && next.next().and_then(is_right) == Some(!here)
        && next.any(|word| UNLIKE.binary_search(&word).is_ok() || word.ends_with(b"n't"))
}

/// Whether a line for one side follows: “Right: able”. Lower-cased.
pub fn rows(behind: &[u8]) -> bool {
    let line = behind.trim_ascii_start();
    let side: &[&[u8]] = match line.first() {
        Some(b'r') => &[b"right", b"rt", b"rhs", b"r"],
        Some(b'l') => &[b"left", b"lt", b"lhs", b"l"],
        _ => return false,
    };
    let rest = side.iter().find_map(|side| line.strip_prefix(*side));
    rest.is_some_and(|rest| matches!(rest.trim_ascii_start().first(), Some(b':' | b'-' | b'=')))
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
    fn only_the_other_leg_turns_it() {
        assert!(super::UNLIKE.is_sorted());
        for (said, behind, turns) in [
            ("simmonds: r foot moves.", " l foot does not.", true),
            ("simmonds r: moves\n", "l: no movement\n", true),
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
