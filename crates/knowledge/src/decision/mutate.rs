//! Changes every cell of a table, one at a time, and asks whether some example notices. A table whose examples notice
//! nothing is not tested, however many examples it has.

use super::{Cell, Compare, Decision, Example, InputKind, Rule, check};
use crate::Answer;

/// One change, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// Its name, for example `U3/pop: dropped`.
    pub name: String,
    /// The line of the rule it changes.
    pub line: usize,
}

/// What came of all changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutation {
    /// How many changes were tried.
    pub tried: usize,
    /// The changes that no example noticed.
    pub uncaught: Vec<Mutant>,
}

/// Tries every change.
///
/// An example can only judge a change differently from the table itself when the changed rule fires for it before or
/// after: all others are looked up, not evaluated again. Every start of the program does this.
pub fn run(decision: &Decision) -> Mutation {
    let mut tried = 0;
    let mut uncaught = Vec::new();
    let already_wrong =
        decision.examples.iter().any(|example| check::wrong(decision, &decision.rules, example).is_some());
    // One copy of the table for all changes: one rule at a time is exchanged or taken out, and put back.
    let mut rules = decision.rules.clone();
    for (index, rule) in decision.rules.iter().enumerate() {
        let fired: Vec<bool> = decision.examples.iter().map(|example| rule.fires(&example.values)).collect();
        for (name, changed) in mutants(decision, rule) {
            tried += 1;
            let touched = |(example, fired): &(&Example, &bool)| {
                **fired || changed.as_ref().is_some_and(|changed| changed.fires(&example.values))
            };
            let touched: Vec<&Example> =
                decision.examples.iter().zip(&fired).filter(touched).map(|(example, _)| example).collect();
            let original = rules.remove(index);
            let exchanged = changed.is_some();
            if let Some(changed) = changed {
                rules.insert(index, changed);
            }
            if !already_wrong && !touched.iter().any(|example| check::wrong(decision, &rules, example).is_some()) {
                uncaught.push(Mutant { name, line: rule.line });
            }
            if exchanged {
                rules.remove(index);
            }
            rules.insert(index, original);
        }
    }
    Mutation { tried, uncaught }
}

/// Every change of one rule; `None` takes the rule out.
fn mutants(decision: &Decision, rule: &Rule) -> Vec<(String, Option<Rule>)> {
    let mut all = Vec::new();
    // Without a catch-all rule the table has a gap, which the loader refuses on its own.
    if !rule.is_catch_all() {
        all.push((format!("{}: removed", rule.id), None));
    }
    for (outcome, name) in decision.outcomes.iter().enumerate().filter(|(outcome, _)| *outcome != rule.outcome) {
        all.push((format!("{}: says {name}", rule.id), Some(Rule { outcome, ..rule.clone() })));
    }
    for column in &rule.columns {
        let (Some(input), Some(cell)) = (decision.inputs.get(*column), rule.cells.get(*column)) else { continue };
        for (how, changed) in cell_mutants(&input.kind, cell) {
            let mut mutant = rule.clone();
            if let Some(slot) = mutant.cells.get_mut(*column) {
                *slot = changed;
            }
            all.push((format!("{}/{}: {how}", rule.id, input.id), Some(mutant)));
        }
    }
    all
}

fn cell_mutants(kind: &InputKind, cell: &Cell) -> Vec<(String, Cell)> {
    let mut all: Vec<(String, Cell)> = Vec::new();
    let present = Cell::Answers(vec![Answer::Unsure, Answer::Present]);
    let not_ruled_out = Cell::Answers(vec![Answer::NotAsked, Answer::Unsure, Answer::Present]);
    let absent = Cell::Answers(vec![Answer::Absent]);
    if *cell != Cell::Any {
        all.push(("dropped".to_owned(), Cell::Any));
    }
    match (kind, cell) {
        (InputKind::Sign, _) => {
            for (how, other) in [("present", present), ("not ruled out", not_ruled_out), ("absent", absent)] {
                if *cell != other {
                    all.push((format!("becomes {how}"), other));
                }
            }
        }
        (InputKind::Choice(values), Cell::Choices(chosen)) => {
            for value in values {
                if chosen.contains(value) {
                    if chosen.len() > 1 {
                        let rest = chosen.iter().filter(|v| *v != value).cloned().collect();
                        all.push((format!("without {value}"), Cell::Choices(rest)));
                    }
                } else {
                    let more = chosen.iter().chain([value]).cloned().collect();
                    all.push((format!("with {value}"), Cell::Choices(more)));
                }
            }
        }
        (InputKind::Choice(values), _) => {
            for value in values {
                let rest = values.iter().filter(|v| *v != value).cloned().collect();
                all.push((format!("without {value}"), Cell::Choices(rest)));
            }
        }
        (InputKind::Number { .. }, Cell::Numbers(compares)) => {
            for (index, compare) in compares.iter().enumerate() {
                let mut put = |how: String, with: Option<Compare>| {
                    let mut changed: Vec<Compare> = compares.clone();
                    match with {
                        Some(with) => {
                            if let Some(slot) = changed.get_mut(index) {
                                *slot = with;
                            }
                        }
                        None => {
                            changed.remove(index);
                        }
                    }
                    all.push((how, Cell::Numbers(changed)));
                };
                match *compare {
                    Compare::AtLeast(n) => {
                        put(format!(">= {n} becomes >= {}", n + 1), Some(Compare::AtLeast(n + 1)));
                        put(format!(">= {n} becomes >= {}", n - 1), Some(Compare::AtLeast(n - 1)));
                        put(format!(">= {n} becomes < {n}"), Some(Compare::Below(n)));
                    }
                    Compare::Below(n) => {
                        put(format!("< {n} becomes < {}", n + 1), Some(Compare::Below(n + 1)));
                        put(format!("< {n} becomes < {}", n - 1), Some(Compare::Below(n - 1)));
                        put(format!("< {n} becomes >= {n}"), Some(Compare::AtLeast(n)));
                    }
                    Compare::Equal(n) => {
                        put(format!("= {n} becomes = {}", n + 1), Some(Compare::Equal(n + 1)));
                        put(format!("= {n} becomes = {}", n - 1), Some(Compare::Equal(n - 1)));
                        put(format!("= {n} becomes >= {n}"), Some(Compare::AtLeast(n)));
                    }
                    Compare::Unknown => put("unknown dropped".to_owned(), None),
                }
            }
            if let InputKind::Number { may_be_unknown: true, .. } = kind
                && !compares.contains(&Compare::Unknown)
            {
                let more = compares.iter().copied().chain([Compare::Unknown]).collect();
                all.push(("with unknown".to_owned(), Cell::Numbers(more)));
            }
        }
        (InputKind::Number { may_be_unknown: true, min, .. }, _) => {
            all.push(("without unknown".to_owned(), Cell::Numbers(vec![Compare::AtLeast(*min)])));
        }
        _ => {}
    }
    all
}
