//! The result as the pages show it: how soon, why, what to do and not to do, and what would change it. Everything comes
//! from `heelrise_care`; this only sorts it for a reader.

use heelrise_care::case::{Report, ReportedSign};
use heelrise_care::urgency::{Reason, Urgency, UrgencyResult};
use heelrise_knowledge::Answer;

use super::answers::{Answers, When};
use super::screens::Screen;
use crate::rely_on::{self, Link};
use crate::site::Page;

/// One rule that fired, for a reader.
#[derive(Debug)]
pub struct ReasonView {
    /// The rule's id.
    pub rule: String,
    /// The reason in words.
    pub sentence: String,
    /// The answers it looked at, in words.
    pub said: Vec<String>,
    /// What it rests on.
    pub because: Vec<Link>,
}

/// One answer in the list of all answers.
#[derive(Debug)]
pub struct Row {
    /// The sign's id, or `when`.
    pub id: &'static str,
    /// The screen that asks for it.
    pub screen: &'static str,
    /// Its short name.
    pub short: String,
    /// The answer in words; empty when there is none.
    pub answer: String,
}

/// A line of advice.
#[derive(Debug)]
pub struct Advice {
    /// The message id.
    pub id: String,
    /// The sign that has to be there for this line, when there is one.
    pub only_with: Option<&'static str>,
    /// Whether it is shown.
    pub shown: bool,
}

/// The result for a reader.
#[derive(Debug)]
pub struct ResultView {
    /// The level as it stands in message ids.
    pub level: &'static str,
    /// The answers as hidden fields.
    pub hidden: Vec<(&'static str, String)>,
    /// What decided.
    pub main: Vec<ReasonView>,
    /// What counts too.
    pub also: Vec<ReasonView>,
    /// Short names of signs that nobody knows yet and that would count.
    pub open: Vec<String>,
    /// What to do.
    pub do_now: Vec<Advice>,
    /// What not to do.
    pub do_not: Vec<Advice>,
    /// All answers.
    pub rows: Vec<Row>,
}

impl ResultView {
    /// The result of a set of answers.
    pub fn of(page: &Page, answers: &Answers) -> Self {
        let result = page.app().care.urgency(&answers.report);
        let (mut main, mut also, mut open): (Vec<ReasonView>, Vec<ReasonView>, Vec<String>) = Default::default();
        let mut shown: Vec<String> = Vec::new();
        for reason in &result.reasons {
            let known: Vec<&str> = known_signs(reason).collect();
            if !reason.signs.is_empty() && known.is_empty() {
                // One emergency sign is enough: what was left open after it is not held against anybody.
                if result.level != Urgency::Emergency {
                    open.extend(reason.signs.iter().map(|s| short(page, &s.sign)).filter(|s| !s.is_empty()));
                }
            } else if reason.outcome == result.level.id() {
                shown.extend(known.iter().map(ToString::to_string));
                main.push(reason_view(page, reason));
            } else if !known.iter().any(|sign| shown.iter().any(|s| s == sign)) {
                also.push(reason_view(page, reason));
            }
        }
        open.dedup();
        let plain = |ids: &[String]| {
            ids.iter().map(|id| Advice { id: id.clone(), only_with: None, shown: true }).collect::<Vec<_>>()
        };
        Self {
            level: result.level.message_stem(),
            hidden: answers.fields(),
            main,
            also,
            open,
            do_now: plain(&result.do_now),
            do_not: plain(&result.do_not),
            rows: rows(page, answers),
        }
    }

    /// The result of a level with nothing filled in, for the browser to fill.
    pub fn blank(page: &Page, level: Urgency) -> Self {
        let full = page.app().care.urgency(&report_for(level));
        let advice = |of: fn(&UrgencyResult) -> &Vec<String>| {
            of(&full)
                .iter()
                .map(|id| {
                    let only_with = sign_behind(page, level, id, of);
                    Advice { id: id.clone(), only_with, shown: only_with.is_none() }
                })
                .collect()
        };
        Self {
            level: level.message_stem(),
            hidden: vec![],
            main: vec![],
            also: vec![],
            open: vec![],
            do_now: advice(|r| &r.do_now),
            do_not: advice(|r| &r.do_not),
            rows: rows(page, &Answers::default()),
        }
    }

    /// Whether it is this level.
    pub fn is(&self, level: &str) -> bool {
        self.level == level
    }

    /// The reasons as single lines with their rules, for the page to show.
    pub fn why(&self) -> Vec<String> {
        self.main.iter().chain(&self.also).map(|r| format!("{} ({})", r.sentence, r.rule)).collect()
    }
}

/// A report of a level in which every sign that the level allows is there.
fn report_for(level: Urgency) -> Report {
    let mut report = Report::default();
    for sign in ReportedSign::ALL {
        let emergency = Screen::emergencies().contains(sign);
        let there = match level {
            Urgency::Soon => false,
            Urgency::SameDay => !emergency,
            Urgency::Emergency => true,
        };
        report.set(*sign, if there { Answer::Present } else { Answer::Absent });
    }
    report
}

/// The one sign without which a line of advice is not given at this level.
fn sign_behind(page: &Page, level: Urgency, id: &str, of: fn(&UrgencyResult) -> &Vec<String>) -> Option<&'static str> {
    ReportedSign::ALL.iter().find_map(|sign| {
        let mut report = report_for(level);
        report.set(*sign, Answer::Absent);
        let result = page.app().care.urgency(&report);
        (result.level == level && !of(&result).iter().any(|other| other == id)).then(|| sign.id())
    })
}

/// Every rule as a reader may meet it, with no answers in it, for the browser to fill.
pub fn blank_reasons(page: &Page) -> Vec<ReasonView> {
    let rules = &page.app().care.urgency_decision().rules;
    rules
        .iter()
        .map(|rule| ReasonView {
            rule: rule.id.clone(),
            sentence: page.say(format!("reason-{}", rule.id.to_lowercase())),
            said: vec![],
            because: because(page, &rule.because),
        })
        .collect()
}

fn known_signs(reason: &Reason) -> impl Iterator<Item = &str> {
    let counts = |answer: &str| Answer::from_id(answer).is_some_and(Answer::counts_as_present);
    reason.signs.iter().filter(move |s| counts(&s.answer)).map(|s| s.sign.as_str())
}

fn reason_view(page: &Page, reason: &Reason) -> ReasonView {
    let said = reason
        .signs
        .iter()
        .filter_map(|s| Some((&s.sign, Answer::from_id(&s.answer)?)))
        .filter(|(_, answer)| answer.counts_as_present())
        .map(|(sign, answer)| page.say2("check-said", "sign", short(page, sign), "answer", answer_word(page, answer)))
        .collect();
    ReasonView {
        rule: reason.rule.clone(),
        sentence: page.say(format!("reason-{}", reason.rule.to_lowercase())),
        said,
        because: because(page, &reason.because),
    }
}

fn because(page: &Page, ids: &[String]) -> Vec<Link> {
    ids.iter().map(|id| rely_on::because(page, id)).collect()
}

/// The stem of a sign's messages.
pub fn stem(sign: &str) -> String {
    sign.replace('_', "-")
}

/// The short name of a sign.
pub fn short(page: &Page, sign: &str) -> String {
    page.say(format!("sign-{}-short", stem(sign)))
}

/// An answer in a word.
pub fn answer_word(page: &Page, answer: Answer) -> String {
    page.say(format!("answer-{}", answer.id().replace('_', "-")))
}

fn rows(page: &Page, answers: &Answers) -> Vec<Row> {
    let mut rows = Vec::new();
    for screen in Screen::ALL {
        for sign in screen.signs() {
            let answer = answers.report.get(*sign);
            let answer = if answer.is_not_asked() { String::new() } else { answer_word(page, answer) };
            rows.push(Row { id: sign.id(), screen: screen.id(), short: short(page, sign.id()), answer });
        }
    }
    let answer = when_words(page, answers.when);
    rows.push(Row { id: "when", screen: "when", short: page.say("check-when-short"), answer });
    rows
}

/// When it happened, in words; empty when it was not asked.
pub fn when_words(page: &Page, when: When) -> String {
    match when {
        When::NotAsked => String::new(),
        When::Unsure => page.say("check-when-unsure"),
        When::Today => page.say("check-when-today"),
        When::Yesterday => page.say("check-when-yesterday"),
        When::On(date) => page.date(date),
    }
}
