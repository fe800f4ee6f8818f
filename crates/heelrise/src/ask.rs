//! The questions of the self-check, one after the other, in the terminal. What may be typed stands in the catalogs, beside
//! the questions.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use heelrise_care::Care;
use heelrise_care::case::{Report, ReportedSign};
use heelrise_care::urgency::Urgency;
use heelrise_knowledge::decision::Cell;
use heelrise_knowledge::sign::SignKind;
use heelrise_knowledge::{Answer, Knowledge};

use crate::args::Colour;
use crate::exit::{Exit, Failure};
use crate::page::{Page, Tone};
use crate::result_page::stem;

/// What somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Typed {
    Answer(Answer),
    Back,
    Quit,
}

/// The words that are understood, by message id.
const KEYS: [(&str, Typed); 6] = [
    ("terminal-keys-yes", Typed::Answer(Answer::Present)),
    ("terminal-keys-no", Typed::Answer(Answer::Absent)),
    ("terminal-keys-unsure", Typed::Answer(Answer::Unsure)),
    ("terminal-keys-skip", Typed::Answer(Answer::NotAsked)),
    ("terminal-keys-back", Typed::Back),
    ("terminal-keys-quit", Typed::Quit),
];

fn understand(knowledge: &Knowledge, lang: &str, typed: &str) -> Option<Typed> {
    let typed = typed.trim().to_lowercase();
    KEYS.iter()
        .find(|(id, _)| knowledge.wording.say(lang, id).split_whitespace().any(|word| word == typed))
        .map(|(_, t)| *t)
}

/// The signs to ask for, in order, and how many of them are emergencies at the front.
fn questions(care: &Care) -> (Vec<ReportedSign>, usize) {
    let signs: Vec<ReportedSign> = care
        .knowledge()
        .signs
        .iter()
        .filter(|sign| sign.kind == SignKind::Reported)
        .filter_map(|sign| ReportedSign::from_id(&sign.id))
        .collect();
    let decision = care.urgency_decision();
    let is_emergency = |sign: &ReportedSign| {
        let Some(input) = decision.input_index(sign.id()) else { return false };
        let mut rules = decision.rules.iter().filter(|rule| rule.outcome == Urgency::Emergency as usize);
        rules.any(|rule| rule.cells.get(input).is_some_and(|cell| *cell != Cell::Any))
    };
    let front = signs.iter().rposition(is_emergency).map_or(0, |last| last + 1);
    (signs, front)
}

/// Asks. When the emergencies have been asked and one is there, no time is lost with the rest.
pub fn ask(care: &Care, lang: &str, colour: Colour, json: bool) -> Result<Report, Failure> {
    let knowledge = care.knowledge();
    let say = |id: &str| knowledge.wording.say(lang, id);
    let with = |id: &str, arguments: &[(&str, &str)]| knowledge.wording.say_with(lang, id, arguments);
    let (signs, front) = questions(care);
    let total = signs.len().to_string();
    let mut report = Report::default();
    let mut lines = io::stdin().lock().lines();
    let mut at = 0usize;
    let mut heard = 0usize;
    let mut hint = Some(say("terminal-intro"));
    while let Some(sign) = signs.get(at) {
        if at >= front && care.urgency_level(&report).0 == Urgency::Emergency {
            break;
        }
        let mut page = Page::new(colour);
        page.line("");
        if let Some(hint) = hint.take() {
            page.para(&hint).line("");
        }
        let number = (at + 1).to_string();
        page.say(Tone::Faint, &with("terminal-question", &[("number", &number), ("total", &total)]));
        page.say(Tone::Strong, &say(&format!("sign-{}-question", stem(sign.id()))));
        page.para(&say(&format!("sign-{}-help", stem(sign.id()))));
        page.say(Tone::Faint, &say("terminal-choices"));
        prompt(&page.finish(), json)?;
        let typed = match lines.next() {
            Some(Ok(line)) => line,
            // Something that is not text is an answer that is not understood.
            Some(Err(error)) if error.kind() == io::ErrorKind::InvalidData => String::new(),
            Some(Err(_)) => return Err(Failure::new(Exit::Storage, say("terminal-answer-unreadable"))),
            None if heard == 0 => return Err(Failure::usage(say("terminal-no-answers"))),
            // The rest stays not asked, which counts on the safe side.
            None => break,
        };
        match understand(knowledge, lang, &typed) {
            Some(Typed::Answer(answer)) => {
                report.set(*sign, answer);
                heard += 1;
                at += 1;
            }
            Some(Typed::Back) => at = at.saturating_sub(1),
            Some(Typed::Quit) => return Err(Failure::usage(say("terminal-stopped"))),
            None => hint = Some(say("terminal-not-understood")),
        }
    }
    prompt("\n", json)?;
    Ok(report)
}

/// Shows a question: on the output, or beside it when the output is for a program.
fn prompt(text: &str, json: bool) -> Result<(), Failure> {
    let arrow = if text == "\n" { "" } else { "> " };
    let text = format!("{text}{arrow}");
    let written = if json || !io::stdout().is_terminal() {
        let mut out = io::stderr().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush())
    } else {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush())
    };
    written.map_err(|error| Failure::output(&error))
}
