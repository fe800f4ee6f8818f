//! What each way of pooling does about arms in which nobody had the event, or everybody. The same counts print other
//! numbers under another rule, so a result always says which one was its own.

use serde::Serialize;

use crate::effect::Measure;
use crate::sensitivity::Method;

/// A rule for zeros. A trial *says nothing* here when nobody in either group had the event, or everybody in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Zeros {
    /// 0.5 added to all four cells of a trial with a zero among them; a trial that says nothing is left out.
    HalfAdded,
    /// The same, but a trial that says nothing is kept.
    HalfAddedAllKept,
    /// Nothing added in the pooled estimate; 0.5 as above for the effects of single trials and for Q. A trial that says
    /// nothing is left out of all of it.
    NotInThePool,
    /// The same, but a trial that says nothing is kept in the pooled estimate. Q leaves it out.
    NotInThePoolAllKept,
    /// Nothing added anywhere; a trial that says nothing is left out.
    NothingAdded,
}

impl Zeros {
    /// The rule of a method for a measure.
    pub fn of(measure: Measure, method: Method) -> Self {
        match (measure, method) {
            (Measure::PetoOddsRatio, _) => Self::NothingAdded,
            (Measure::RiskDifference, Method::MantelHaenszel) => Self::NotInThePoolAllKept,
            (_, Method::MantelHaenszel) => Self::NotInThePool,
            (Measure::RiskDifference, Method::Variance(..)) => Self::HalfAddedAllKept,
            (_, Method::Variance(..)) => Self::HalfAdded,
        }
    }

    /// Whether 0.5 goes into the pooled estimate.
    pub fn adds_to_the_pool(self) -> bool {
        matches!(self, Self::HalfAdded | Self::HalfAddedAllKept)
    }

    /// Whether 0.5 goes into the effects of single trials and into Q.
    pub fn adds_to_single_trials(self) -> bool {
        self != Self::NothingAdded
    }

    /// Whether a trial that says nothing stays in the pooled estimate.
    pub fn keeps_all(self) -> bool {
        matches!(self, Self::HalfAddedAllKept | Self::NotInThePoolAllKept)
    }
}
