//! The list in a clinician's words.

use heelrise_notes::{Says, When, Who};
use heelrise_records::ReviewAnswer;
use heelrise_sweep::audit::Share;
use heelrise_sweep::export::word;
use heelrise_sweep::score::Part;
use heelrise_sweep::worklist::{CodeSeen, Entry, SignSeen};
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
