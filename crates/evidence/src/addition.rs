//! A new trial, written as a small file: put into the table and the sets it names, and what that changes for patients.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::sets::{Design, Rehabilitation, SetError, Sets, TrialInfo};
use crate::summary::{Answer, Number, Outcome, OutcomeSummary, Unit};
use crate::trials::{COLUMNS, Status, Strategy, Trials, TrialsError};

/// One arm of the new trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewArm {
    name: String,
    strategy: Strategy,
    #[serde(default)]
    rehab: String,
    randomised: Option<u32>,
    analysed: Option<u32>,
    followup_months: Option<f64>,
    status: Status,
    source: String,
    #[serde(default)]
    note: String,
    /// People with each outcome.
    counts: BTreeMap<String, u32>,
}

/// A new trial.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTrial {
    id: String,
    label: String,
    year: u16,
    design: Design,
    rehabilitation: Rehabilitation,
    /// Ids of the sets it joins.
    sets: Vec<String>,
    #[serde(rename = "arm")]
    arms: Vec<NewArm>,
}

/// Why a trial cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdditionError {
    /// The file is no such file.
    #[error("The trial's file cannot be read: {0}")]
    Toml(String),
    /// The trial is there already.
    #[error("There is a trial '{0}' already. Choose another id.")]
    Known(String),
    /// Lines that the table refuses. The line numbers are those the rows would have.
    #[error("The trial does not fit the table: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Rows(Vec<TrialsError>),
    /// A set that does not take it.
    #[error(transparent)]
    Set(#[from] SetError),
}

impl NewTrial {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, AdditionError> {
        toml::from_str(text).map_err(|e| AdditionError::Toml(e.to_string()))
    }

    /// The lines to append to the table.
    pub fn csv_lines(&self) -> Result<String, AdditionError> {
        let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
        let number = |n: Option<u32>| n.map(|n| n.to_string()).unwrap_or_default();
        for a in &self.arms {
            for (outcome, events) in &a.counts {
                let line = [
                    &self.id,
                    &self.year.to_string(),
                    &a.name,
                    a.strategy.word(),
                    &a.rehab,
                    outcome,
                    &events.to_string(),
                    &number(a.randomised),
                    &number(a.analysed),
                    &a.followup_months.map(|m| m.to_string()).unwrap_or_default(),
                    a.status.word(),
                    &a.source,
                    &a.note,
                ];
                out.write_record(line).map_err(|e| AdditionError::Toml(e.to_string()))?;
            }
        }
        let bytes = out.into_inner().map_err(|e| AdditionError::Toml(e.to_string()))?;
        String::from_utf8(bytes).map_err(|e| AdditionError::Toml(e.to_string()))
    }

    /// The table and the sets with the trial in them; every rule for both holds for it too.
    pub fn add_to(&self, trials: &Trials, sets: &Sets) -> Result<(Trials, Sets), AdditionError> {
        if sets.trial(&self.id).is_some() || trials.rows.iter().any(|r| r.trial == self.id) {
            return Err(AdditionError::Known(self.id.clone()));
        }
        let text = format!("{}\n{}", COLUMNS.join(","), self.csv_lines()?);
        let mut new = Trials::parse(&text).map_err(AdditionError::Rows)?;
        let last = trials.rows.iter().map(|r| r.line).max().unwrap_or(1);
        for r in &mut new.rows {
            r.line += last - 1;
        }
        let mut trials = trials.clone();
        trials.rows.append(&mut new.rows);
        let mut sets = sets.clone();
        sets.trials.push(TrialInfo {
            id: self.id.clone(),
            label: self.label.clone(),
            design: self.design,
            rehabilitation: self.rehabilitation,
        });
        for id in &self.sets {
            // An unknown set is the same mistake here as anywhere.
            sets.get(id, &trials)?;
            for s in sets.sets.iter_mut().filter(|s| s.id == *id) {
                s.trials.push(self.id.clone());
            }
        }
        sets.check(&trials)?;
        Ok((trials, sets))
    }
}

/// A number that a patient sees, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The outcome.
    pub outcome: Outcome,
    /// The option; `surgery`, `no surgery` or `difference` for surgery of any kind against none.
    pub option: String,
    /// As shown before.
    pub before: String,
    /// As shown after.
    pub after: String,
}

fn words(n: &Number) -> String {
    let decimals = usize::from(n.unit == Unit::PeoplePer100);
    let unit = match n.unit {
        Unit::PeoplePer100 => " per 100",
        Unit::Points => " points",
        Unit::Days => " days",
    };
    let interval = n.interval.map(|(lo, hi)| format!(" ({lo:.decimals$} to {hi:.decimals$})")).unwrap_or_default();
    let people: u32 = n.behind.iter().filter_map(|b| b.people).sum();
    format!("{:.decimals$}{unit}{interval}, {} arms, {people} people, {}", n.value, n.behind.len(), n.certainty.word())
}

fn shown(all: &[OutcomeSummary]) -> Vec<(Outcome, String, String)> {
    let mut out = Vec::new();
    for o in all {
        if let Some(s) = &o.surgery_or_not {
            let (d, lo, hi) = s.difference;
            out.push((o.outcome, "surgery".to_owned(), words(&s.surgery)));
            out.push((o.outcome, "no surgery".to_owned(), words(&s.none)));
            out.push((o.outcome, "difference".to_owned(), format!("{d:.1} per 100 ({lo:.1} to {hi:.1})")));
        }
        for x in &o.options {
            let text = match &x.answer {
                Answer::Known(n) => words(n),
                Answer::NotKnown(r) => r.sentence().to_owned(),
            };
            out.push((o.outcome, x.option.label().to_owned(), text));
        }
    }
    out
}

/// Every number that a patient sees differently.
pub fn changes(before: &[OutcomeSummary], after: &[OutcomeSummary]) -> Vec<Change> {
    let (old, new) = (shown(before), shown(after));
    new.into_iter()
        .filter_map(|(outcome, option, after)| {
            let before = old.iter().find(|(o, p, _)| *o == outcome && *p == option).map(|x| x.2.clone());
            let before = before.unwrap_or_default();
            (before != after).then_some(Change { outcome, option, before, after })
        })
        .collect()
}
