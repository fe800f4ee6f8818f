//! Literate decisions: one Markdown file holds the reason, the table and the examples of one decision. This module has
//! the types and the evaluation; [`parse`] reads the file, [`check`] refuses what is unsafe, [`mutate`] measures whether
//! the examples would notice a change.

pub mod check;
pub mod cover;
pub mod mutate;
pub mod parse;
mod table;

pub use table::{Fired, Point};

use jiff::civil::Date;

use crate::Answer;

/// How the rules that fire make one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HitPolicy {
    /// The most urgent outcome of all rules that fire. Cells may not negate a sign, so more worry never lowers it.
    MostUrgent,
    /// Exactly one rule fires for each input.
    Unique,
    /// The outcomes of all rules that fire.
    Collect,
}

impl HitPolicy {
    /// The word used in the file.
    pub const fn id(self) -> &'static str {
        match self {
            Self::MostUrgent => "most_urgent",
            Self::Unique => "unique",
            Self::Collect => "collect",
        }
    }
}

/// What an input can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputKind {
    /// A sign with its four answers.
    Sign,
    /// One of a fixed list of values.
    Choice(Vec<String>),
    /// A whole number with a unit and a range, and possibly unknown.
    Number {
        /// The unit, for example `day`.
        unit: String,
        /// The least possible value.
        min: i64,
        /// The greatest possible value.
        max: i64,
        /// Whether it can be unknown.
        may_be_unknown: bool,
    },
}

/// One input of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The id; for a sign, the sign's own.
    pub id: String,
    /// What it can be.
    pub kind: InputKind,
    /// For numbers: where classes begin, rising, without the minimum. Derived from the cells.
    pub cuts: Vec<i64>,
    /// The first bit of this input in a point.
    pub first_bit: u32,
    /// How many bits it takes.
    pub bits: u32,
}

impl Input {
    /// All bits of this input.
    pub const fn mask(&self) -> u128 {
        (if self.bits >= 128 { u128::MAX } else { (1u128 << self.bits) - 1 }) << self.first_bit
    }

    /// The bit that stands for a value; `None` when the value is not one of this input's.
    pub fn bit(&self, value: &Value) -> Option<u128> {
        let offset = match (&self.kind, value) {
            (InputKind::Sign, Value::Answer(answer)) => Answer::ALL.iter().position(|a| a == answer)?,
            (InputKind::Choice(values), Value::Choice(id)) => values.iter().position(|v| v == id)?,
            (InputKind::Number { min, max, .. }, Value::Number(Some(n))) => {
                if n < min || n > max {
                    return None;
                }
                self.cuts.iter().filter(|cut| *cut <= n).count()
            }
            (InputKind::Number { may_be_unknown: true, .. }, Value::Number(None)) => self.cuts.len() + 1,
            _ => return None,
        };
        Some(1 << (self.first_bit + u32::try_from(offset).ok()?))
    }

    /// A value for each bit: every answer, every choice, the smallest number of each class, unknown.
    pub fn representatives(&self) -> Vec<Value> {
        match &self.kind {
            InputKind::Sign => Answer::ALL.iter().map(|a| Value::Answer(*a)).collect(),
            InputKind::Choice(values) => values.iter().map(|v| Value::Choice(v.clone())).collect(),
            InputKind::Number { min, may_be_unknown, .. } => std::iter::once(*min)
                .chain(self.cuts.iter().copied())
                .map(|n| Value::Number(Some(n)))
                .chain(may_be_unknown.then_some(Value::Number(None)))
                .collect(),
        }
    }
}

/// A value of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// For signs.
    Answer(Answer),
    /// For choices.
    Choice(String),
    /// For numbers; `None` is unknown.
    Number(Option<i64>),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answer(answer) => f.write_str(answer.id()),
            Self::Choice(id) => f.write_str(id),
            Self::Number(Some(n)) => write!(f, "{n}"),
            Self::Number(None) => f.write_str("unknown"),
        }
    }
}

/// A comparison in a number cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// At least.
    AtLeast(i64),
    /// Less than.
    Below(i64),
    /// Equal.
    Equal(i64),
    /// Unknown.
    Unknown,
}

/// What a rule asks of one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Anything.
    Any,
    /// One of these answers.
    Answers(Vec<Answer>),
    /// One of these values.
    Choices(Vec<String>),
    /// Any of these comparisons holds.
    Numbers(Vec<Compare>),
}

impl Cell {
    /// Whether a value satisfies this cell: the plain reading of the table, which the compiled form is tested against.
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Any, _) => true,
            (Self::Answers(answers), Value::Answer(answer)) => answers.contains(answer),
            (Self::Choices(ids), Value::Choice(id)) => ids.contains(id),
            (Self::Numbers(compares), Value::Number(n)) => compares.iter().any(|compare| match (compare, n) {
                (Compare::AtLeast(bound), Some(n)) => n >= bound,
                (Compare::Below(bound), Some(n)) => n < bound,
                (Compare::Equal(bound), Some(n)) => n == bound,
                (Compare::Unknown, None) => true,
                _ => false,
            }),
            _ => false,
        }
    }

    /// The word or words as the table shows them.
    pub fn text(&self) -> String {
        match self {
            Self::Any => "-".to_owned(),
            Self::Answers(answers) => match answers.as_slice() {
                [Answer::Unsure, Answer::Present] => "present".to_owned(),
                [Answer::NotAsked, Answer::Unsure, Answer::Present] => "not ruled out".to_owned(),
                other => other.iter().map(|a| a.id().replace('_', " ")).collect::<Vec<_>>().join(", "),
            },
            Self::Choices(ids) => ids.join(", "),
            Self::Numbers(compares) => compares
                .iter()
                .map(|compare| match compare {
                    Compare::AtLeast(n) => format!(">= {n}"),
                    Compare::Below(n) => format!("< {n}"),
                    Compare::Equal(n) => format!("= {n}"),
                    Compare::Unknown => "unknown".to_owned(),
                })
                .collect::<Vec<_>>()
                .join(" or "),
        }
    }
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The id, unique in its decision, for example `U3`.
    pub id: String,
    /// One cell an input, in the order of the decision's inputs.
    pub cells: Vec<Cell>,
    /// Which inputs have a column in this rule's table.
    pub columns: Vec<usize>,
    /// Index into the decision's outcomes.
    pub outcome: usize,
    /// Claims and sources that say why.
    pub because: Vec<String>,
    /// The line in the file.
    pub line: usize,
}

impl Rule {
    /// Whether this rule asks for nothing, and so always fires.
    pub fn is_catch_all(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Any)
    }

    /// Whether it fires, by the plain reading of its cells.
    pub fn fires(&self, values: &[Value]) -> bool {
        self.cells.iter().zip(values).all(|(cell, value)| cell.accepts(value))
    }
}

/// One example: a test in a clinician's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it describes.
    pub text: String,
    /// One value an input.
    pub values: Vec<Value>,
    /// The outcomes that have to come out, as indices, sorted.
    pub outcomes: Vec<usize>,
    /// The rules that have to fire (without catch-all rules), sorted by id.
    pub rules: Vec<String>,
    /// The line in the file.
    pub line: usize,
}

/// A heading of the file with its reason, its rules and its examples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub heading: String,
    /// The reason, as Markdown.
    pub prose: String,
    /// The rules, as indices into the decision's rules.
    pub rules: Vec<usize>,
    /// The examples, as indices into the decision's examples.
    pub examples: Vec<usize>,
}

/// A change that no example can catch, with the reason. Stale when an example does catch it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The mutant's name as the check prints it.
    pub mutant: String,
    /// Why it cannot be caught.
    pub reason: String,
    /// The line in the file.
    pub line: usize,
}

/// One decision, read and compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The id, for example `urgency`.
    pub id: String,
    /// The title a reader sees.
    pub title: String,
    /// The path in the knowledge folder.
    pub file: String,
    /// How rules make a result.
    pub hit: HitPolicy,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The outcomes; for `most_urgent` from the mildest to the most urgent.
    pub outcomes: Vec<String>,
    /// Introduction before the first heading, as Markdown.
    pub intro: String,
    /// The headings.
    pub groups: Vec<Group>,
    /// All rules, in the order of the file.
    pub rules: Vec<Rule>,
    /// All examples, in the order of the file.
    pub examples: Vec<Example>,
    /// Changes that cannot be caught.
    pub exceptions: Vec<Exception>,
    /// When the content was last looked through.
    pub reviewed_on: Date,
    /// Until when it may be shown without a warning.
    pub valid_until: Date,
    /// SHA-256 of the file, 64 hexadecimal digits: what a signature covers.
    pub hash: String,
    /// Whole numbers that the decision sets, for example by how many days to be seen again.
    pub settings: std::collections::BTreeMap<String, i64>,
    /// Each rule compiled: the bits it accepts. A rule fires when the point has no bit outside.
    pub masks: Vec<u128>,
}

impl Decision {
    /// The index of an input.
    pub fn input_index(&self, id: &str) -> Option<usize> {
        self.inputs.iter().position(|input| input.id == id)
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The index of an outcome.
    pub fn outcome_index(&self, id: &str) -> Option<usize> {
        self.outcomes.iter().position(|outcome| outcome == id)
    }
}
