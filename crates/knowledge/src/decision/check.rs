//! What makes a decision safe to use: complete, without overlap where one answer is wanted, every rule decisive
//! somewhere, every example right, every bound with examples on it and on both sides, every change noticed.

use std::collections::BTreeSet;

use super::{Cell, Compare, Decision, Example, HitPolicy, InputKind, Rule, Value, cover, mutate};
use crate::Problem;

/// Figures of one decision's check, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Rules in the table.
    pub rules: usize,
    /// Examples.
    pub examples: usize,
    /// Points of the input space, one a combination of input values (numbers by their classes).
    pub points: u128,
    /// Changes tried.
    pub mutants: usize,
    /// Changes that an example noticed.
    pub caught: usize,
    /// Changes listed as impossible to notice, with a reason.
    pub excepted: usize,
}

/// Checks a decision; `is_reason` tells whether a word under `because` is a known claim or source.
pub fn check(decision: &Decision, is_reason: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) -> Report {
    let say = |problems: &mut Vec<Problem>, line, check, what: String, fix: &str| {
        problems.push(Problem::new(&decision.file, line, check, what, fix));
    };
    for rule in &decision.rules {
        for reason in rule.because.iter().filter(|reason| !is_reason(reason)) {
            say(
                problems,
                rule.line,
                "unknown-source",
                format!("Rule {} rests on `{reason}`, which is neither a claim nor a source.", rule.id),
                "Correct the id, or add the source to sources.toml.",
            );
        }
    }
    let mask = |index: usize| decision.masks.get(index).copied().unwrap_or_default();
    if decision.hit != HitPolicy::Collect {
        let open = cover::remainder(decision, cover::everything(decision), decision.masks.iter().copied());
        if let Some(cube) = open.first() {
            say(
                problems,
                1,
                "gap-in-table",
                format!("No rule says what happens for: {}.", cover::describe(decision, *cube)),
                "Add a rule for it, or widen one.",
            );
        }
    }
    if decision.hit == HitPolicy::Unique {
        for (i, a) in decision.rules.iter().enumerate() {
            for (j, b) in decision.rules.iter().enumerate().skip(i + 1) {
                let both = mask(i) & mask(j);
                if !cover::is_empty(decision, both) {
                    say(
                        problems,
                        b.line,
                        "overlap",
                        format!("Rules {} and {} both answer: {}.", a.id, b.id, cover::describe(decision, both)),
                        "Narrow one of the two.",
                    );
                }
            }
        }
    }
    if decision.hit == HitPolicy::MostUrgent {
        for (i, rule) in decision.rules.iter().enumerate() {
            let stronger =
                decision.rules.iter().enumerate().filter(|(j, other)| *j != i && other.outcome >= rule.outcome);
            if cover::remainder(decision, mask(i), stronger.map(|(j, _)| mask(j))).is_empty() {
                say(
                    problems,
                    rule.line,
                    "unreachable-rule",
                    format!("Rule {} never decides: other rules always say at least as much.", rule.id),
                    "Remove it, or narrow the others.",
                );
            }
        }
    }
    for example in &decision.examples {
        if let Some(got) = wrong(decision, &decision.rules, example) {
            say(
                problems,
                example.line,
                "example-fails",
                format!("The example “{}” does not hold: the table says {got}.", example.text),
                "Correct the rule or the example, whichever is wrong.",
            );
        }
    }
    for rule in &decision.rules {
        let exercised = decision.examples.iter().any(|example| rule.fires(&example.values));
        if !exercised {
            say(
                problems,
                rule.line,
                "rule-without-example",
                format!("No example reaches rule {}.", rule.id),
                "Add an example for it.",
            );
        }
    }
    check_bounds(decision, problems);
    let outcome = mutate::run(decision);
    let excepted: BTreeSet<&str> = decision.exceptions.iter().map(|e| e.mutant.as_str()).collect();
    for mutant in outcome.uncaught.iter().filter(|m| !excepted.contains(m.name.as_str())) {
        say(
            problems,
            mutant.line,
            "uncaught-change",
            format!("If somebody changed `{}`, no example would notice.", mutant.name),
            "Add an example that would, or list it under exceptions with the reason.",
        );
    }
    for exception in &decision.exceptions {
        if !outcome.uncaught.iter().any(|m| m.name == exception.mutant) {
            say(
                problems,
                exception.line,
                "stale-exception",
                format!(
                    "The exception `{}` is no longer needed: an example notices it, or it no longer exists.",
                    exception.mutant
                ),
                "Remove it.",
            );
        }
    }
    Report {
        rules: decision.rules.len(),
        examples: decision.examples.len(),
        points: decision.inputs.iter().map(|input| u128::from(input.bits)).product(),
        mutants: outcome.tried,
        caught: outcome.tried - outcome.uncaught.len(),
        excepted: excepted.len(),
    }
}

/// What the given rules say of an example, by the plain reading of the table, when it is not what the example says.
pub(super) fn wrong(decision: &Decision, rules: &[Rule], example: &Example) -> Option<String> {
    let fired: Vec<&Rule> = rules.iter().filter(|rule| rule.fires(&example.values)).collect();
    let mut outcomes: Vec<usize> = match decision.hit {
        HitPolicy::MostUrgent => fired.iter().map(|rule| rule.outcome).max().into_iter().collect(),
        HitPolicy::Unique | HitPolicy::Collect => fired.iter().map(|rule| rule.outcome).collect(),
    };
    outcomes.sort_unstable();
    outcomes.dedup();
    let mut ids: Vec<&str> = fired.iter().filter(|rule| !rule.is_catch_all()).map(|rule| rule.id.as_str()).collect();
    ids.sort_unstable();
    if outcomes == example.outcomes && ids == example.rules {
        return None;
    }
    let names: Vec<&str> = outcomes.iter().filter_map(|i| decision.outcomes.get(*i)).map(String::as_str).collect();
    Some(format!("{} by {}", names.join(" "), if ids.is_empty() { "no rule".to_owned() } else { ids.join(" ") }))
}

/// Every numeric bound has an example on it, one below and one above.
fn check_bounds(decision: &Decision, problems: &mut Vec<Problem>) {
    for (index, input) in decision.inputs.iter().enumerate() {
        let InputKind::Number { min, max, .. } = &input.kind else { continue };
        let seen: BTreeSet<i64> = decision
            .examples
            .iter()
            .filter_map(|example| match example.values.get(index) {
                Some(Value::Number(Some(n))) => Some(*n),
                _ => None,
            })
            .collect();
        let mut done = BTreeSet::new();
        for rule in &decision.rules {
            let Some(Cell::Numbers(compares)) = rule.cells.get(index) else { continue };
            for compare in compares {
                let (Compare::AtLeast(n) | Compare::Below(n) | Compare::Equal(n)) = compare else { continue };
                for want in [n - 1, *n, n + 1].into_iter().filter(|w| w >= min && w <= max) {
                    if !seen.contains(&want) && done.insert(want) {
                        problems.push(Problem::new(
                            &decision.file,
                            rule.line,
                            "bound-without-example",
                            format!("The bound {n} of {} has no example at {want}.", input.id),
                            "Give each bound an example on it, one below and one above.",
                        ));
                    }
                }
            }
        }
    }
}
