//! Recognise: how soon must this person be seen, and what should they do and not do until then?

use heelrise_knowledge::decision::{Cell, Fired, InputKind, Point, Value};
use heelrise_knowledge::{Answer, Decision, Problem};
use serde::Serialize;

use crate::case::{Report, ReportedSign};

/// How soon. There is no milder answer than [`Urgency::Soon`]: nothing here says that nothing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Within a few days if it has not settled, and at once if anything changes.
    Soon,
    /// Today.
    SameDay,
    /// Now.
    Emergency,
}

impl Urgency {
    /// All levels, from the mildest.
    pub const ALL: [Self; 3] = [Self::Soon, Self::SameDay, Self::Emergency];

    /// The outcome's name in the decision table.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::SameDay => "same_day",
            Self::Emergency => "emergency",
        }
    }

    /// The name as it stands in message ids.
    pub const fn message_stem(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::SameDay => "same-day",
            Self::Emergency => "emergency",
        }
    }
}

/// Why: a rule that fired, the answers that made it fire, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The rule's id; its words are the message `reason-<id>` or `why-<id>`, in lower case.
    pub rule: String,
    /// What the rule says on its own.
    pub outcome: String,
    /// The answers it looked at.
    pub signs: Vec<SignAnswer>,
    /// Claims and sources it rests on.
    pub because: Vec<String>,
}

/// One answer that a rule looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignAnswer {
    /// The input's id.
    pub sign: String,
    /// Its value.
    pub answer: String,
}

/// How soon, why, and what to do until then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UrgencyResult {
    /// How soon.
    pub level: Urgency,
    /// Every rule that fired, those that decided first.
    pub reasons: Vec<Reason>,
    /// Signs that can raise the urgency and were not asked for.
    pub not_asked: Vec<String>,
    /// What to do, as message ids.
    pub do_now: Vec<String>,
    /// What not to do, as message ids.
    pub do_not: Vec<String>,
    /// For the mildest result: within how many days to be seen if it has not settled.
    pub review_by_days: Option<u16>,
}

/// The urgency table bound to the report's fields.
#[derive(Debug)]
pub struct UrgencyTable {
    /// For each reported sign, in the order of [`ReportedSign::ALL`], the bit of each answer, in the order of [`Answer::ALL`].
    bits: Vec<[u128; 4]>,
    review_by_days: u16,
}

impl UrgencyTable {
    /// Binds the decision to the report. A decision that asks for something nobody reports is a problem, and so is a
    /// sign that the decision forgets.
    pub fn bind(decision: &Decision, problems: &mut Vec<Problem>) -> Self {
        let mut say = |check, what: String, fix: &str| problems.push(Problem::new(&decision.file, 1, check, what, fix));
        let names: Vec<&str> = Urgency::ALL.iter().map(|level| level.id()).collect();
        if decision.outcomes != names {
            say(
                "wrong-outcomes",
                "The outcomes have to be soon, same_day, emergency, in this order.".to_owned(),
                "Restore them.",
            );
        }
        for input in &decision.inputs {
            if ReportedSign::from_id(&input.id).is_none() || input.kind != InputKind::Sign {
                say(
                    "unknown-input",
                    format!("`{}` is not a sign that a person can report.", input.id),
                    "Use the ids of the reported signs in signs.toml.",
                );
            }
        }
        let bits = ReportedSign::ALL
            .iter()
            .map(|sign| {
                let Some(input) = decision.inputs.iter().find(|input| input.id == sign.id()) else {
                    say(
                        "missing-input",
                        format!("The sign `{}` is not an input of this decision.", sign.id()),
                        "Declare it, even if no rule uses it.",
                    );
                    return [0; 4];
                };
                Answer::ALL.map(|answer| input.bit(&Value::Answer(answer)).unwrap_or_default())
            })
            .collect();
        let review_by_days = decision.settings.get("review_by_days").copied().and_then(|days| u16::try_from(days).ok());
        let review_by_days = review_by_days.filter(|days| (1..=14).contains(days)).unwrap_or_else(|| {
            say(
                "missing-setting",
                "review_by_days is missing or not between 1 and 14.".to_owned(),
                "Set it under [settings].",
            );
            1
        });
        Self { bits, review_by_days }
    }

    /// The point of a report.
    #[inline]
    pub fn point(&self, report: &Report) -> Point {
        let mut point = Point::default();
        for (sign, bits) in ReportedSign::ALL.iter().zip(&self.bits) {
            let [absent, not_asked, unsure, present] = *bits;
            point = point.with(match report.get(*sign) {
                Answer::Absent => absent,
                Answer::NotAsked => not_asked,
                Answer::Unsure => unsure,
                Answer::Present => present,
            });
        }
        point
    }

    /// How soon, and which rules fired, without the words: well under a microsecond.
    #[inline]
    pub fn level(&self, decision: &Decision, report: &Report) -> (Urgency, Fired) {
        let fired = decision.decide(self.point(report));
        (level_of(fired), fired)
    }

    /// How soon, why, and what to do until then.
    pub fn result(&self, decision: &Decision, report: &Report) -> UrgencyResult {
        let (level, fired) = self.level(decision, report);
        let mut reasons: Vec<(usize, Reason)> = fired
            .rule_indices()
            .filter_map(|index| decision.rules.get(index))
            .filter(|rule| level == Urgency::Soon || !rule.is_catch_all())
            .map(|rule| {
                let signs = decision
                    .inputs
                    .iter()
                    .zip(&rule.cells)
                    .filter(|(_, cell)| **cell != Cell::Any)
                    .filter_map(|(input, _)| ReportedSign::from_id(&input.id))
                    .map(|sign| SignAnswer { sign: sign.id().to_owned(), answer: report.get(sign).id().to_owned() })
                    .collect();
                let outcome = decision.outcomes.get(rule.outcome).cloned().unwrap_or_default();
                (rule.outcome, Reason { rule: rule.id.clone(), outcome, signs, because: rule.because.clone() })
            })
            .collect();
        // A sign that is present already speaks through its own rule; the rule for “nobody asked” says no more.
        let asked: Vec<String> = reasons
            .iter()
            .filter(|(outcome, _)| *outcome == Urgency::Emergency as usize)
            .flat_map(|(_, reason)| reason.signs.iter().map(|s| s.sign.clone()))
            .collect();
        reasons.retain(|(outcome, reason)| {
            let spoken = !reason.signs.is_empty() && reason.signs.iter().all(|s| asked.contains(&s.sign));
            *outcome == Urgency::Emergency as usize || !spoken
        });
        // The deciding reasons first; within a level, answers before questions that are still open.
        reasons.sort_by_key(|(outcome, reason)| {
            let open = reason.signs.iter().all(|s| s.answer == Answer::NotAsked.id());
            (std::cmp::Reverse(*outcome), open)
        });
        let not_asked = decision
            .inputs
            .iter()
            .enumerate()
            .filter(|(index, _)| {
                decision.rules.iter().any(|rule| rule.cells.get(*index).is_some_and(|c| *c != Cell::Any))
            })
            .filter_map(|(_, input)| ReportedSign::from_id(&input.id))
            .filter(|sign| report.get(*sign).is_not_asked())
            .map(|sign| sign.id().to_owned())
            .collect();
        let (do_now, do_not) = advice(level, report);
        UrgencyResult {
            level,
            reasons: reasons.into_iter().map(|(_, reason)| reason).collect(),
            not_asked,
            do_now,
            do_not,
            review_by_days: (level == Urgency::Soon).then_some(self.review_by_days),
        }
    }
}

/// The level of a result; anything above the table's range counts as the most urgent.
pub fn level_of(fired: Fired) -> Urgency {
    Urgency::ALL.get(fired.outcome).copied().unwrap_or(Urgency::Emergency)
}

/// What to do and not to do until seen, as message ids (claim C79).
fn advice(level: Urgency, report: &Report) -> (Vec<String>, Vec<String>) {
    let mut do_now: Vec<&str> = Vec::new();
    if level == Urgency::Emergency {
        do_now.push("do-call-now");
    }
    if report.get(ReportedSign::OpenWound).counts_as_present() {
        do_now.push("do-cover-wound");
    }
    do_now.extend(["do-off-the-leg", "do-toes-down"]);
    match level {
        Urgency::Emergency => do_now.push("do-show-page"),
        Urgency::SameDay => do_now.extend(["do-be-seen-today", "do-show-page"]),
        Urgency::Soon => do_now.extend(["do-be-seen-soon", "do-come-back"]),
    }
    let mut do_not = vec!["dont-stretch", "dont-test"];
    if level != Urgency::Soon {
        do_not.extend(["dont-walk-it-off", "dont-drive"]);
    }
    let owned = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect();
    (owned(do_now), owned(do_not))
}
