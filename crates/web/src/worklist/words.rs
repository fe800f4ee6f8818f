//! The list in a clinician's words.

use heelrise_notes::{Says, When, Who};
use heelrise_records::ReviewAnswer;
use heelrise_sweep::audit::Share;
use heelrise_sweep::export::word;
use heelrise_sweep::score::Part;
use heelrise_sweep::worklist::{CodeSeen, Entry, OtherVisit, SignSeen};
use heelrise_sweep::{Unread, Worklist};
use jiff::civil::Date;

use super::figures::Need;
use crate::site::Page;

fn named(page: &Page, kind: &str, id: &str) -> String {
    let message = format!("wl-{kind}-{}", id.replace('_', "-"));
    // Knowledge of a clinic's own may name a sign or a medicine that the catalogs do not have.
    if page.has(&message) { page.say(message) } else { id.replace('_', " ") }
}

/// “gap: denied”, “pop: said, in the past”.
pub fn sign(page: &Page, sign: &SignSeen) -> String {
    let mut said = vec![says(page, &sign.sign, sign.says)];
    if sign.when != When::Recent {
        said.push(named(page, "when", &word(&sign.when)));
    }
    if sign.who != Who::Patient {
        said.push(page.say("wl-who-other"));
    }
    page.say2("wl-sign-said", "sign", named(page, "sign", &sign.sign), "said", said.join(", "))
}

/// What is said of a sign; what an examination showed has words of its own.
fn says(page: &Page, sign: &str, says: Says) -> String {
    let own = format!("wl-said-{}-{}", sign, word(&says)).replace('_', "-");
    if page.has(&own) { page.say(own) } else { named(page, "says", &word(&says)) }
}

/// All signs of a visit, each once.
pub fn signs(page: &Page, entry: &Entry) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for one in entry.notes.iter().flat_map(|note| &note.signs) {
        let one = sign(page, one);
        if !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// One part of a score: what it is, and its points with their sign.
pub fn part(page: &Page, part: &Part) -> (String, String) {
    let (kind, id) = part.what.split_once(':').unwrap_or(("part", &part.what));
    let name = named(page, kind, id);
    let name = match part.says {
        Some(said) => page.say2("wl-sign-said", "sign", name, "said", says(page, id, said)),
        None => name,
    };
    let points =
        if part.points < 0 { format!("−{}", part.points.unsigned_abs()) } else { format!("+{}", part.points) };
    (name, points)
}

/// What to notice.
pub fn flags(page: &Page, entry: &Entry) -> Vec<String> {
    entry.flags.iter().map(|flag| named(page, "flag", &word(flag))).collect()
}

/// Codes with what they are.
pub fn codes(codes: &[CodeSeen]) -> String {
    let one = |code: &CodeSeen| {
        let number = format!("{} {}", code.system, code.code);
        if code.display.is_empty() { number } else { format!("{} ({number})", code.display) }
    };
    codes.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// How long ago a visit was.
pub fn ago(page: &Page, date: Option<Date>, today: Date) -> String {
    let Some(date) = date else { return page.say("wl-ago-unknown") };
    match (today - date).get_days() {
        0 => page.say("wl-ago-today"),
        1 => page.say("wl-ago-one"),
        days if days < 0 => page.say("wl-ago-ahead"),
        days => page.say1("wl-ago", "days", days.to_string()),
    }
}

/// An answer.
pub fn answer(page: &Page, answer: ReviewAnswer) -> String {
    named(page, "answer", answer.name())
}

/// “8 of 10: 80 % (95 % interval 49 to 94 %)”.
pub fn share(page: &Page, share: &Share) -> String {
    let percent = |value: f64| format!("{:.0}", value * 100.0);
    page.say_with(
        "wl-share",
        &[
            ("count", &share.count.to_string()),
            ("of", &share.of.to_string()),
            ("percent", &percent(share.share)),
            ("low", &percent(share.low)),
            ("high", &percent(share.high)),
        ],
    )
}

/// “1.3 (95 % interval 1.1 to 2.0)”.
pub fn need(page: &Page, need: &Need) -> String {
    let number = |value: f64| format!("{value:.1}");
    match (need.estimate, need.high) {
        (Some(estimate), Some(high)) => page
            .say_with("wl-need", &[("number", &number(estimate)), ("low", &number(need.low)), ("high", &number(high))]),
        _ => page.say1("wl-need-open", "low", number(need.low)),
    }
}

/// How many inputs are named that could not be read.
const UNREAD: usize = 5;

/// What is missing from a list because it could not be read: a sentence, and what it is about.
pub struct Missing {
    pub said: String,
    pub named: Vec<String>,
}

/// What could not be read of the inputs, as wholes and as records; nothing when all was.
pub fn missing(page: &Page, list: &Worklist) -> Vec<Missing> {
    let read = &list.read;
    let withheld = list.made.pseudonyms;
    let mut missing = Vec::new();
    let count = read.unread.len();
    if count > 0 {
        let one = |one: &Unread| {
            let line = one.from_line.to_string();
            let values = [("file", one.file.as_str()), ("line", &line), ("why", &one.why), ("mend", &one.mend)];
            let id = match (withheld, one.from_line) {
                (true, _) => "wl-unread-withheld",
                (false, 0) => "wl-unread-file",
                (false, _) => "wl-unread-rest",
            };
            page.say_with(id, &values)
        };
        let mut named: Vec<String> = read.unread.iter().take(UNREAD).map(one).collect();
        if count > UNREAD {
            named.push(page.say1("wl-unread-more", "count", (count - UNREAD).to_string()));
        }
        let id = if count == 1 { "wl-unread-one" } else { "wl-unread" };
        missing.push(Missing { said: page.say1(id, "count", count.to_string()), named });
    }
    if read.bad > 0 {
        let first = read.bad_lines.first().filter(|_| !withheld).map(|bad| {
            let line = bad.line.to_string();
            page.say_with("wl-bad-at", &[("file", &bad.file), ("line", &line), ("what", &bad.what)])
        });
        let said = page.say1("wl-bad", "count", read.bad.to_string());
        missing.push(Missing { said, named: vec![first.unwrap_or_else(|| page.say("wl-bad-withheld"))] });
    }
    missing
}

/// “Same person: rank 3, 12 November 2026”.
pub fn same_person(page: &Page, other: &OtherVisit) -> String {
    let rank = other.rank.to_string();
    match other.date {
        Some(date) => page.say2("wl-same-person", "rank", rank, "date", page.date(date)),
        None => page.say1("wl-same-person-undated", "rank", rank),
    }
}
