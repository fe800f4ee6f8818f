//! The effect of surgery in one trial: ratio of risks or odds, difference of risks, Peto's odds ratio; with its variance
//! and with the rule for arms without events spelt out. Ratios are on the log scale throughout. Below zero is fewer
//! events after surgery.

use serde::Serialize;

/// Counts of one trial: `a` events among `n1` after surgery, `c` among `n2` without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Table {
    /// Events after surgery.
    pub a: u32,
    /// People after surgery.
    pub n1: u32,
    /// Events without surgery.
    pub c: u32,
    /// People without surgery.
    pub n2: u32,
}

impl Table {
    /// The four cells as numbers: events and others after surgery, events and others without.
    pub fn cells(&self) -> [f64; 4] {
        let f = f64::from;
        [f(self.a), f(self.n1) - f(self.a), f(self.c), f(self.n2) - f(self.c)]
    }

    /// Whether no one in either arm had the event, or everyone in both: nothing to learn about a ratio.
    pub fn is_double_zero(&self) -> bool {
        (self.a == 0 && self.c == 0) || (self.a == self.n1 && self.c == self.n2)
    }

    /// Whether one of the four cells is empty: an arm in which nobody had the event, or everybody.
    pub fn has_zero(&self) -> bool {
        self.a == 0 || self.c == 0 || self.a == self.n1 || self.c == self.n2
    }
}

/// How two risks are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Log of the ratio of risks.
    RiskRatio,
    /// Log of the ratio of odds.
    OddsRatio,
    /// Difference of risks, as a share (0.01 is one in a hundred).
    RiskDifference,
    /// Log of Peto's one-step odds ratio.
    PetoOddsRatio,
}

impl Measure {
    /// Whether the estimate is a logarithm, to be shown as a ratio.
    pub fn is_ratio(self) -> bool {
        !matches!(self, Self::RiskDifference)
    }

    /// What a reader sees: the ratio itself, or the difference in points per 100.
    pub fn shown(self, estimate: f64) -> f64 {
        if self.is_ratio() { estimate.exp() } else { 100.0 * estimate }
    }

    /// Short name of the field: RR, OR, RD, Peto OR.
    pub fn short(self) -> &'static str {
        match self {
            Self::RiskRatio => "RR",
            Self::OddsRatio => "OR",
            Self::RiskDifference => "RD",
            Self::PetoOddsRatio => "Peto OR",
        }
    }
}

/// What happens to arms without events.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ZeroRule {
    /// Added to all four cells of a trial that has a zero.
    pub add: f64,
    /// Whether a trial is left out in which nobody in either arm had the event, or everybody in both.
    pub leave_out_double_zero: bool,
}

impl ZeroRule {
    /// The field's usual rule: a half where there is a zero (Peto's measure takes none); a trial in which nobody in either
    /// arm had the event, or everybody in both, says nothing about a ratio, but does about a difference.
    pub fn usual(measure: Measure) -> Self {
        Self { add: 0.5, leave_out_double_zero: measure.is_ratio() }
    }
}

/// An estimate and its variance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Effect {
    /// The estimate; a logarithm for ratios.
    pub y: f64,
    /// Its variance.
    pub v: f64,
}

/// The effect in one trial, or `None` where it is left out or cannot be worked out.
pub fn effect(measure: Measure, table: Table, rule: ZeroRule) -> Option<Effect> {
    if rule.leave_out_double_zero && table.is_double_zero() {
        return None;
    }
    if measure == Measure::PetoOddsRatio {
        let (o_e, v) = peto_parts(table);
        return (v > 0.0).then(|| Effect { y: o_e / v, v: 1.0 / v });
    }
    let add = if table.has_zero() { rule.add } else { 0.0 };
    let [a, b, c, d] = table.cells().map(|x| x + add);
    let (n1, n2) = (a + b, c + d);
    let e = match measure {
        Measure::RiskRatio => Effect { y: ((a / n1) / (c / n2)).ln(), v: 1.0 / a - 1.0 / n1 + 1.0 / c - 1.0 / n2 },
        Measure::OddsRatio => Effect { y: (a * d / (b * c)).ln(), v: 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d },
        Measure::RiskDifference | Measure::PetoOddsRatio => {
            Effect { y: a / n1 - c / n2, v: a * b / (n1 * n1 * n1) + c * d / (n2 * n2 * n2) }
        }
    };
    (e.y.is_finite() && e.v.is_finite() && e.v > 0.0).then_some(e)
}

/// Peto's observed minus expected events, and the hypergeometric variance.
pub(crate) fn peto_parts(table: Table) -> (f64, f64) {
    let [a, b, c, d] = table.cells();
    let (n1, n2, events) = (a + b, c + d, a + c);
    let n = n1 + n2;
    let expected = n1 * events / n;
    let v = n1 * n2 * events * (n - events) / (n * n * (n - 1.0));
    (a - expected, v)
}

/// Difference of two means and its variance (each arm with its own spread).
pub fn mean_difference(mean1: f64, sd1: f64, n1: f64, mean2: f64, sd2: f64, n2: f64) -> Option<Effect> {
    let e = Effect { y: mean1 - mean2, v: sd1 * sd1 / n1 + sd2 * sd2 / n2 };
    (e.y.is_finite() && e.v.is_finite() && e.v > 0.0 && n1 >= 2.0 && n2 >= 2.0).then_some(e)
}

/// Effects of several trials, and what the rule for zeros did to which of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Effects {
    /// The measure.
    pub measure: Measure,
    /// Estimates in the order of the trials, without those left out.
    pub y: Vec<f64>,
    /// Their variances.
    pub v: Vec<f64>,
    /// Position of each estimate's trial in the input.
    pub trial: Vec<usize>,
    /// The rule for arms without events.
    pub rule: ZeroRule,
    /// Positions of trials to whose cells something was added.
    pub corrected: Vec<usize>,
    /// Positions of trials left out.
    pub left_out: Vec<usize>,
}

/// The effects of several trials.
pub fn effects(measure: Measure, tables: &[Table], rule: ZeroRule) -> Effects {
    let mut out = Effects {
        measure,
        y: Vec::with_capacity(tables.len()),
        v: Vec::with_capacity(tables.len()),
        trial: Vec::with_capacity(tables.len()),
        rule,
        corrected: Vec::new(),
        left_out: Vec::new(),
    };
    for (i, t) in tables.iter().enumerate() {
        match effect(measure, *t, rule) {
            Some(e) => {
                out.y.push(e.y);
                out.v.push(e.v);
                out.trial.push(i);
                if measure != Measure::PetoOddsRatio && t.has_zero() && rule.add > 0.0 {
                    out.corrected.push(i);
                }
            }
            None => out.left_out.push(i),
        }
    }
    out
}
