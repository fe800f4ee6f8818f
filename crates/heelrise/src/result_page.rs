//! The result of the self-check as text: how soon, why, what to do and not do, and what would change it.

use heelrise_care::case::{Report, ReportedSign};
use heelrise_care::urgency::{Urgency, UrgencyResult};
use heelrise_knowledge::signature::SignOff;
use heelrise_knowledge::{Answer, Knowledge};
use jiff::civil::Date;

use crate::args::Colour;
use crate::page::{Page, Tone};
use crate::words::Words;

/// Ids as they stand in message ids.
pub fn stem(id: &str) -> String {
    id.replace('_', "-").to_lowercase()
}

/// The result as a page.
pub fn page(
    knowledge: &Knowledge,
    lang: &str,
    colour: Colour,
    report: &Report,
    result: &UrgencyResult,
    today: Date,
) -> String {
    let say = |id: &str| knowledge.wording.say(lang, id);
    let with = |id: &str, arguments: &[(&str, &str)]| knowledge.wording.say_with(lang, id, arguments);
    let mut page = Page::new(colour);
    let level = result.level.message_stem();
    let tone = match result.level {
        Urgency::Emergency => Tone::Alarm,
        Urgency::SameDay => Tone::Warn,
        Urgency::Soon => Tone::Strong,
    };
    page.say(tone, &say(&format!("urgency-{level}-title"))).para(&say(&format!("urgency-{level}-lead")));

    page.heading(&say("terminal-why"));
    let open: Vec<_> = result.reasons.iter().filter(|reason| is_open(report, reason)).collect();
    for reason in result.reasons.iter().filter(|reason| !is_open(report, reason)) {
        page.bullet(&say(&format!("reason-{}", reason.rule.to_lowercase())));
        for sign in &reason.signs {
            let short = say(&format!("sign-{}-short", stem(&sign.sign)));
            let answer = say(&format!("answer-{}", stem(&sign.answer)));
            page.under(&with("terminal-your-answer", &[("question", &short), ("answer", &answer)]));
        }
    }
    if !open.is_empty() {
        page.bullet(&say("terminal-not-asked"));
        for id in &result.not_asked {
            page.under(&say(&format!("sign-{}-short", stem(id))));
        }
    }
    for (heading, ids) in [("terminal-do", &result.do_now), ("terminal-dont", &result.do_not)] {
        page.heading(&say(heading));
        for id in ids {
            page.bullet(&say(id));
        }
    }
    page.heading(&say("not-reassuring-title"));
    for id in ["walk", "tiptoe", "pain", "bruise", "xray"] {
        page.bullet(&say(&format!("not-reassuring-{id}")));
    }
    page.heading(&say("change-title"));
    for id in ["breath", "foot", "calf"] {
        page.bullet(&say(&format!("change-{id}")));
    }
    page.heading(&say("change-pop-title"));
    for id in ["pop", "swelling"] {
        page.bullet(&say(&format!("change-{id}")));
    }
    page.gap().para(&say("terminal-general"));
    let date = today.to_string();
    page.say(
        Tone::Faint,
        &format!("{} {}", with("terminal-made-on", &[("date", &date)]), foot(knowledge, lang, "urgency", today)),
    );
    page.finish()
}

/// Whether a reason speaks only of questions that nobody has answered.
fn is_open(report: &Report, reason: &heelrise_care::urgency::Reason) -> bool {
    !reason.signs.is_empty()
        && reason
            .signs
            .iter()
            .all(|s| ReportedSign::from_id(&s.sign).is_some_and(|id| report.get(id) == Answer::NotAsked))
}

/// Whether it is signed as it stands, and by whom.
pub fn signed(words: Words<'_>, sign_off: SignOff<'_>) -> String {
    match sign_off {
        SignOff::Signed(signature) => {
            let on = signature.on.to_string();
            format!("{} {} ({}), {on}.", words.say("terminal-signed"), signature.by, signature.role)
        }
        SignOff::Cleared(_) | SignOff::Unsigned => words.say("terminal-unsigned"),
    }
}

/// Which knowledge it was made with, whether it is signed, and whether it is stale.
pub fn foot(knowledge: &Knowledge, lang: &str, decision: &str, today: Date) -> String {
    let say = |id: &str| knowledge.wording.say(lang, id);
    // The version goes in as text: as an argument, one of digits only would be written as a number.
    let mut line = format!("{} {}.", say("terminal-version"), knowledge.short_version());
    let Some(decision) = knowledge.decision(decision) else { return line };
    line = format!("{line} {}", signed(Words::new(&knowledge.wording, lang), knowledge.sign_off(decision)));
    if today > decision.valid_until {
        let until = decision.valid_until.to_string();
        line.push(' ');
        line.push_str(&knowledge.wording.say_with(lang, "terminal-stale", &[("date", &until)]));
    }
    line
}
