//! How long ago something happened, in the words of a note: “five weeks ago”, “7/52 limp”.

use crate::anchors::Anchor;
use crate::engine::Seen;
use crate::gate::{Gate, Plain};

/// A time that is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since<'e> {
    /// Where it stands, as a sign with the name [`SINCE`].
    pub seen: Seen<'e>,
    /// How many days it is at least: a month counts 30, a year 365, “a few” 3.
    pub days: u32,
}

/// The name of the times that are found.
pub const SINCE: &str = "since";

/// The days that a phrase names at least; nothing when its number has no unit.
pub fn days(said: &str) -> Option<u32> {
    let said = said.to_ascii_lowercase();
    if let "yesterday" | "last night" = &*said {
        return Some(1);
    }
    if let "this morning" | "earlier today" = &*said {
        return Some(0);
    }
    let mut count = None;
    for word in said.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '.'))) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if let (Ok(number), rest) = (word[..digits].parse::<u32>(), &word[digits..]) {
            match rest.strip_prefix('/') {
                Some("7") => return Some(number),
                Some("52") => return number.checked_mul(7),
                Some("12") => return number.checked_mul(30),
                Some(_) => return None,
                // “5-6 weeks”: at least five. “4wks” is one word here.
                None => count = count.or(Some(number)),
            }
            if let Some(unit) = unit(rest) {
                return count?.checked_mul(unit);
            }
        } else if let Some(unit) = unit(word) {
            if let Some(count) = count {
                return count.checked_mul(unit);
            }
        } else {
            count = count.or(match word {
                "a" | "an" | "one" => Some(1),
                "two" | "couple" => Some(2),
                "three" | "few" | "several" => Some(3),
                "four" => Some(4),
                "five" => Some(5),
                "six" => Some(6),
                "seven" => Some(7),
                "eight" => Some(8),
                "nine" => Some(9),
                "ten" => Some(10),
                "eleven" => Some(11),
                "twelve" => Some(12),
                _ => None,
            });
            // “a couple of”, “a few”: the article counts nothing.
            if let (Some(1), "couple" | "few") = (count, word) {
                count = Some(if word == "few" { 3 } else { 2 });
            }
        }
    }
    None
}

/// Units and the days of each.
const UNITS: &[(&str, u32)] = &[
    ("hour", 0),
    ("hours", 0),
    ("hr", 0),
    ("hrs", 0),
    ("h", 0),
    ("minutes", 0),
    ("mins", 0),
    ("day", 1),
    ("days", 1),
    ("d", 1),
    ("week", 7),
    ("weeks", 7),
    ("wk", 7),
    ("wks", 7),
    ("fortnight", 14),
    ("month", 30),
    ("months", 30),
    ("mth", 30),
    ("mths", 30),
    ("mo", 30),
    ("year", 365),
    ("years", 365),
    ("yr", 365),
    ("yrs", 365),
];

fn unit(word: &str) -> Option<u32> {
    UNITS.iter().find(|(unit, _)| *unit == word).map(|(_, days)| *days)
}

/// The gate in front of [`days`]: words without which it gives nothing, but for numbers such as “7/52”.
pub fn gate() -> Gate {
    let others = ["yesterday", "night", "morning", "today"];
    let words = UNITS.iter().map(|(unit, _)| *unit).chain(others);
    Gate::new(&words.map(|word| Anchor { word: word.to_owned(), beside: None }).collect::<Vec<_>>())
}

/// The first byte from `from` on where a unit stands.
pub fn next_unit(gate: &Gate, plain: &Plain, text: &[u8], from: usize) -> Option<usize> {
    let slash = memchr::memchr_iter(b'/', text.get(from..)?).map(|at| from + at).find(|at| {
        let behind = &text[at + 1..];
        let unit = [b"7".as_slice(), b"52", b"12"].iter().any(|unit| behind.starts_with(unit));
        unit && at.checked_sub(1).is_some_and(|before| text[before].is_ascii_digit())
    });
    let word = gate.next(plain, text, from);
    slash.into_iter().chain(word).min()
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn a_number_and_its_unit_are_days() {
        for (said, expected) in [
            ("five weeks ago", Some(35)),
            ("7/52 limp", Some(49)),
            ("3/12 since", Some(90)),
            ("24/7 ago", Some(24)),
            ("4wks ago", Some(28)),
            ("5-6 weeks ago", Some(35)),
            ("a couple of months ago", Some(60)),
            ("a few days ago", Some(3)),
            ("2.5 weeks ago", Some(14)),
            ("A fortnight ago", Some(14)),
            ("6 hours ago", Some(0)),
            ("3/5 after", None),
            ("2 after", None),
            ("4294967295 years ago", None),
            ("é weeks", None),
        ] {
            assert_eq!(days(said), expected, "{said}");
        }
    }
}
