//! What no sentence for patients may say, checked whenever knowledge is loaded: that all is well, and a number of its own.
//! Numbers come from claims, from protocols, from a decision's settings or from the case, each with its source; a sentence
//! only leaves a place for them. The phrases are English: another language's catalogs are held to the numbers alone.

use crate::Problem;
use crate::claim::{self, Claims};
use crate::protocol::Protocols;
use crate::wording::{Reader, SOURCE_LANGUAGE, Wording};

/// Phrases that soothe. In lower case; each is looked for in every sentence a person reads.
const SOOTHING: &[&str] = &[
    "nothing is wrong",
    "nothing wrong",
    "nothing to worry",
    "no need to worry",
    "do not worry",
    "don't worry",
    "you are fine",
    "you're fine",
    "it is fine",
    "is fine to",
    "be fine",
    "all clear",
    "all is well",
    "everything is ok",
    "you are ok",
    "not serious",
    "just a sprain",
    "only a sprain",
    "just a strain",
    "only a strain",
    "is not torn",
    "is not ruptured",
    "you do not have a",
    "can wait",
    "may wait",
    "no need to be seen",
    "do not need to be seen",
    "do not need a doctor",
    "no need to see",
    "will heal by itself",
    "will heal on its own",
    "will get better by itself",
    "will get better on its own",
    "unlikely to be torn",
    "probably not torn",
];

/// Phrases that hold one of those words and deny it.
const DENIED: [&str; 6] = [
    "does not mean nothing is wrong",
    "does not mean that nothing is wrong",
    "it never says that nothing is wrong",
    "no set of answers says that nothing is wrong",
    "do not decide alone that all is well",
    "before we can say it can wait",
];

/// Numbers in words. “One” and “two” stand in too many other places to count without what they count.
const NUMBER_WORDS: [&str; 14] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "few",
];
const SPANS: [&str; 6] = ["minute", "hour", "day", "week", "month", "year"];

/// The soothing phrase in a text, if there is one.
pub fn soothing(text: &str) -> Option<&'static str> {
    let mut text = text.to_lowercase().replace('’', "'");
    for denied in DENIED {
        text = text.replace(denied, "");
    }
    SOOTHING.iter().copied().find(|phrase| text.contains(phrase))
}

/// The number that a sentence states of its own, if it does: a digit or a percentage in any language, a span of time in
/// English words. What stands in braces is handed in from elsewhere; a digit inside a word is a name (`--day0`), and so is
/// “day 0”.
pub fn own_number(text: &str, english: bool) -> Option<String> {
    let text = text.to_lowercase().replace("day 0", "day zero");
    let mut depth = 0usize;
    let mut before = ' ';
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '%' => return Some("a percentage".to_owned()),
            c if c.is_numeric() && !before.is_alphanumeric() => return Some(format!("the number {c}…")),
            c => bare.push(c),
        }
        before = c;
    }
    if !english {
        return None;
    }
    let words: Vec<String> = bare.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    words.windows(2).find_map(|pair| {
        let [number, span] = pair else { return None };
        let counted = SPANS.iter().any(|s| span.strip_prefix(s).is_some_and(|rest| rest.is_empty() || rest == "s"));
        (counted && NUMBER_WORDS.contains(&number.as_str())).then(|| format!("“{number} {span}”"))
    })
}

/// Whether a sentence may state a number: questions about the past say how far back (their signs carry the sources), and
/// the names of licences have versions.
fn may_count(id: &str) -> bool {
    (id.starts_with("sign-") && (id.ends_with("-question") || id.ends_with("-help"))) || id.starts_with("licence-")
}

/// Reports each sentence for patients that soothes or states a number of its own.
pub fn check(wording: &Wording, claims: &Claims, protocols: &Protocols, problems: &mut Vec<Problem>) {
    let soothes = |file: &str, line, what: &str, phrase: &str| {
        Problem::new(
            file,
            line,
            "soothing",
            format!("{what} says “{phrase}”. No answer of ours can know that."),
            "Say what is known and what to do. A rupture must never be talked away.",
        )
    };
    for language in wording.languages() {
        let english = language == SOURCE_LANGUAGE;
        for message in wording.messages(language) {
            if english && let Some(phrase) = soothing(&message.text) {
                problems.push(soothes(&message.file, message.line, &format!("The sentence `{}`", message.id), phrase));
            }
            if message.reader == Reader::Patient
                && !may_count(&message.id)
                && let Some(number) = own_number(&message.text, english)
            {
                problems.push(Problem::new(
                    &message.file,
                    message.line,
                    "number-without-source",
                    format!("The sentence `{}` states {number}, which has no source there.", message.id),
                    "Leave a place for a number that a claim, a protocol or a decision's settings give, or say it without one.",
                ));
            }
        }
    }
    for claim in claims.iter() {
        if let Some(phrase) = soothing(&claim.we_say) {
            problems.push(soothes(claim::FILE, 0, &format!("Claim {}", claim.id), phrase));
        }
    }
    for protocol in protocols.iter() {
        for sentence in protocol.sentences() {
            if let Some(phrase) = soothing(sentence) {
                let file = format!("protocols/{}.toml", protocol.id);
                problems.push(soothes(&file, 0, &format!("“{sentence}”"), phrase));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soothing_words_are_told_from_their_denial() {
        assert_eq!(soothing("Do not worry, you are fine."), Some("do not worry"));
        assert_eq!(soothing("That does not mean nothing is wrong."), None);
        assert_eq!(soothing("Nothing is wrong with your leg. You can wait."), Some("nothing is wrong"));
        assert_eq!(soothing("It will heal on its own."), Some("will heal on its own"));
        assert_eq!(soothing("We need to know before we can say it can wait."), None);
    }

    #[test]
    fn a_number_of_its_own_is_told_from_one_that_is_handed_in() {
        for (text, english, found) in [
            ("Be seen within 10 days.", true, true),
            ("There is a 97 % chance.", true, true),
            ("Be seen within ten days.", true, true),
            ("Wait a few weeks.", true, true),
            ("Ihr Bein heilt in ２ Wochen.", false, true),
            ("Be seen within { $review_by_days } days.", true, false),
            ("Be seen within { days-to-be-seen } if it is not better.", true, false),
            ("Use --day0 to say when.", true, false),
            ("Take four steps on one leg, then one more.", true, false),
            ("Do this one day at a time.", true, true),
            ("Day 0 is the day of the injury.", true, false),
        ] {
            assert_eq!(own_number(text, english).is_some(), found, "{text}");
        }
    }
}
