//! Evaluation. An input value is one bit, a point is one bit for each input, a rule is the set of bits it accepts: a rule
//! fires when the point has no bit outside its set.

use super::{Decision, HitPolicy, Value};

/// One value for each input, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point(pub u128);

impl Point {
    /// Adds the bit of one input's value.
    #[must_use]
    pub const fn with(self, bit: u128) -> Self {
        Self(self.0 | bit)
    }
}

/// Which rules fired, as a bit for each rule in the order of the file (at most 128 rules a decision).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fired {
    /// One bit a rule.
    pub rules: u128,
    /// For `most_urgent` and `unique`: the index of the outcome. For `collect`: the number of outcomes (see `rules`).
    pub outcome: usize,
}

impl Fired {
    /// The indices of the rules that fired.
    pub fn rule_indices(self) -> impl Iterator<Item = usize> {
        let mut left = self.rules;
        std::iter::from_fn(move || {
            let index = (left != 0).then(|| left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(index)
        })
    }
}

impl Decision {
    /// Evaluates one point. Total: the loader has proved that some rule fires for every point, unless the policy is
    /// `collect`, for which no rule may fire.
    #[inline]
    pub fn decide(&self, point: Point) -> Fired {
        let mut rules = 0u128;
        let mut outcome = 0usize;
        for (index, mask) in self.masks.iter().enumerate() {
            if point.0 & !mask == 0 {
                rules |= 1 << index;
                if let Some(rule) = self.rules.get(index) {
                    outcome = match self.hit {
                        HitPolicy::MostUrgent => outcome.max(rule.outcome),
                        HitPolicy::Unique => rule.outcome,
                        HitPolicy::Collect => self.outcomes.len(),
                    };
                }
            }
        }
        Fired { rules, outcome }
    }

    /// The point of a list of values, one an input; `None` when a value is not one of its input's.
    pub fn point(&self, values: &[Value]) -> Option<Point> {
        if values.len() != self.inputs.len() {
            return None;
        }
        self.inputs
            .iter()
            .zip(values)
            .try_fold(Point::default(), |point, (input, value)| Some(point.with(input.bit(value)?)))
    }

    /// The outcomes of a result, as sorted indices: one for `most_urgent` and `unique`, any number for `collect`.
    pub fn outcomes_of(&self, fired: Fired) -> Vec<usize> {
        match self.hit {
            HitPolicy::MostUrgent | HitPolicy::Unique => vec![fired.outcome],
            HitPolicy::Collect => {
                let mut outcomes: Vec<usize> =
                    fired.rule_indices().filter_map(|i| self.rules.get(i)).map(|rule| rule.outcome).collect();
                outcomes.sort_unstable();
                outcomes.dedup();
                outcomes
            }
        }
    }

    /// Compiles again after rules were changed in memory, as tests that plant faults do.
    pub fn recompile(&mut self) -> Result<(), String> {
        self.compile()
    }

    /// Fills cuts, bits and masks in from inputs and rules. Called by the parser once all cells are known.
    pub(super) fn compile(&mut self) -> Result<(), String> {
        use super::{Cell, Compare, InputKind};
        let mut next_bit = 0u32;
        for (index, input) in self.inputs.iter_mut().enumerate() {
            let mut count = match &input.kind {
                InputKind::Sign => 4,
                InputKind::Choice(values) => values.len(),
                InputKind::Number { min, max, may_be_unknown, .. } => {
                    let mut cuts: Vec<i64> = self
                        .rules
                        .iter()
                        .filter_map(|rule| match rule.cells.get(index) {
                            Some(Cell::Numbers(compares)) => Some(compares),
                            _ => None,
                        })
                        .flatten()
                        .flat_map(|compare| match compare {
                            Compare::AtLeast(n) | Compare::Below(n) => vec![*n],
                            Compare::Equal(n) => vec![*n, n + 1],
                            Compare::Unknown => vec![],
                        })
                        .filter(|cut| cut > min && cut <= max)
                        .collect();
                    cuts.sort_unstable();
                    cuts.dedup();
                    input.cuts = cuts;
                    input.cuts.len() + 1 + usize::from(*may_be_unknown)
                }
            };
            count = count.max(1);
            input.first_bit = next_bit;
            input.bits = u32::try_from(count).unwrap_or(u32::MAX);
            next_bit = next_bit.saturating_add(input.bits);
        }
        if next_bit > 128 {
            return Err(format!("The inputs have {next_bit} values in all; a decision can have 128."));
        }
        if self.rules.len() > 128 {
            return Err(format!("There are {} rules; a decision can have 128.", self.rules.len()));
        }
        self.masks = self
            .rules
            .iter()
            .map(|rule| {
                self.inputs.iter().zip(&rule.cells).fold(0u128, |mask, (input, cell)| {
                    input
                        .representatives()
                        .iter()
                        .filter(|value| cell.accepts(value))
                        .filter_map(|value| input.bit(value))
                        .fold(mask, |mask, bit| mask | bit)
                })
            })
            .collect();
        Ok(())
    }
}
