//! How far a number can be trusted: a rule of this program in four figures, not a panel's rating. It can only fall: many
//! people and trials are not enough where the range is wide or the trials disagree. Nothing is called high, because nobody
//! in these trials could be blind to the treatment, and most of them are small.

use serde::Serialize;

use crate::bayes::{NETWORK, network_arms};
use crate::effect::Measure;
use crate::network::fit;
use crate::pool::{Interval, pool};
use crate::sensitivity::effects_of;
use crate::sets::TrialSet;
use crate::split::splits;
use crate::standing::DISAGREES;
use crate::tau2::Tau2;
use crate::trials::Strategy;

/// Trials that a moderate certainty needs at least.
pub const MODERATE_TRIALS: usize = 4;
/// People with the event that a moderate certainty needs at least.
pub const MODERATE_EVENTS: u32 = 30;
/// The widest 95 % range of a moderate certainty, in people per 100 from end to end.
pub const MODERATE_WIDTH: f64 = 10.0;
/// Trials that a low certainty needs at least, unless there are [`LOW_EVENTS`].
pub const LOW_TRIALS: usize = 2;
/// People with the event that a low certainty needs at least, unless there are [`LOW_TRIALS`].
pub const LOW_EVENTS: u32 = 10;
/// The widest 95 % range of a low certainty, in people per 100 from end to end.
pub const LOW_WIDTH: f64 = 30.0;
/// From this I² on, trials are said to disagree, in percent of the variation that is not chance.
pub const DISAGREE_I2: f64 = 50.0;

/// How far a number can be trusted. Moderate: at least [`MODERATE_TRIALS`] randomised trials with [`MODERATE_EVENTS`]
/// events that agree, and a range of at most [`MODERATE_WIDTH`]. Low: at least [`LOW_TRIALS`] trials or [`LOW_EVENTS`]
/// events, and a range of at most [`LOW_WIDTH`]. Very low: less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// One small trial, or a range so wide that it says little.
    VeryLow,
    /// A few trials or events, or trials that disagree.
    Low,
    /// Several trials that agree, and a narrow range.
    Moderate,
}

/// What a number rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground {
    /// Randomised trials.
    pub trials: usize,
    /// People with the event.
    pub events: u32,
    /// The widest of the number's own 95 % ranges, in people per 100 from end to end.
    pub width: f64,
    /// Whether the trials agree.
    pub agree: bool,
}

impl Certainty {
    /// Words for a reader.
    pub fn word(self) -> &'static str {
        match self {
            Self::VeryLow => "very low certainty",
            Self::Low => "low certainty",
            Self::Moderate => "moderate certainty",
        }
    }

    /// The rule.
    pub fn of(ground: Ground) -> Self {
        let Ground { trials, events, width, agree } = ground;
        // A range that cannot be said (not a number) is never narrow.
        if trials >= MODERATE_TRIALS && events >= MODERATE_EVENTS && width <= MODERATE_WIDTH && agree {
            Self::Moderate
        } else if (trials >= LOW_TRIALS || events >= LOW_EVENTS) && width <= LOW_WIDTH {
            Self::Low
        } else {
            Self::VeryLow
        }
    }
}

/// Whether the trials of surgery against none agree: I² of their risk ratios below [`DISAGREE_I2`]. Nothing that can be
/// pooled is nothing to disagree.
pub(crate) fn pairs_agree(set: &TrialSet) -> bool {
    let effects = effects_of(set, Measure::RiskRatio);
    let pooled = pool(&effects.y, &effects.v, Tau2::DerSimonianLaird, Interval::Wald, 0.95);
    pooled.map_or(true, |p| p.i2 < DISAGREE_I2)
}

/// The treatments of a network whose trials disagree: all of them where the whole network does, else those on which direct
/// and indirect evidence part.
pub(crate) fn network_at_odds(set: &TrialSet) -> Vec<Strategy> {
    let arms = network_arms(set);
    let whole = fit(&arms, NETWORK.len(), Measure::OddsRatio, 0.95);
    let i2 = whole.map_or(0.0, |n| if n.q.0 > 0.0 { 100.0 * (n.q.0 - n.q.1 as f64) / n.q.0 } else { 0.0 });
    if i2 >= DISAGREE_I2 {
        return NETWORK.to_vec();
    }
    let parted = splits(&arms, NETWORK.len(), Measure::OddsRatio).unwrap_or_default();
    let parted = parted.into_iter().filter(|s| s.p < DISAGREES);
    parted.flat_map(|s| [NETWORK[s.treatment], NETWORK[s.with]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certainty_falls_with_each_thing_that_speaks_against_it_and_never_rises() {
        let best = Ground { trials: 6, events: 50, width: 6.0, agree: true };
        assert_eq!(Certainty::of(best), Certainty::Moderate);
        for worse in [
            Ground { trials: 3, ..best },
            Ground { events: 29, ..best },
            Ground { width: 10.1, ..best },
            Ground { agree: false, ..best },
        ] {
            assert_eq!(Certainty::of(worse), Certainty::Low, "{worse:?}");
        }
        assert_eq!(Certainty::of(Ground { width: 67.2, ..best }), Certainty::VeryLow);
        assert_eq!(Certainty::of(Ground { width: f64::NAN, ..best }), Certainty::VeryLow);
        // Wherever one thing gets worse, the word stays or falls.
        for trials in 0..6 {
            for events in [0, 9, 10, 29, 30, 60] {
                for width in [1.0, 10.0, 11.0, 30.0, 31.0] {
                    for agree in [true, false] {
                        let here = Ground { trials, events, width, agree };
                        let word = Certainty::of(here);
                        assert!(Certainty::of(Ground { width: width + 15.0, ..here }) <= word, "{here:?}");
                        assert!(Certainty::of(Ground { agree: false, ..here }) <= word, "{here:?}");
                        assert!(Certainty::of(Ground { events: events / 2, ..here }) <= word, "{here:?}");
                        assert!(Certainty::of(Ground { trials: trials / 2, ..here }) <= word, "{here:?}");
                    }
                }
            }
        }
    }
}
