//! How the four options stand among each other: the place of each with how much it scatters, and where the trials that
//! compare two options disagree with what the rest of the network says about them. A place is never given alone, because
//! it would be read as certain.

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;

use crate::bayes::{NETWORK, network, network_arms};
use crate::effect::Measure;
use crate::network::{Network, fit};
use crate::posterior::Priors;
use crate::sets::TrialSet;
use crate::special::normal_quantile;
use crate::split::splits;
use crate::summary::{DRAWS, SEED, SummaryError};
use crate::trials::Strategy;

/// Below this p-value, direct and indirect evidence are said to disagree. Splits have little power, so the usual 0.05
/// would call too much agreement.
pub const DISAGREES: f64 = 0.1;

/// The place of one option, fewest events first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// The option.
    pub option: Strategy,
    /// How probable each place is, 0 to 1; they sum to one.
    pub places: Vec<f64>,
    /// The standard error that drawing leaves in each of these.
    pub places_error: Vec<f64>,
    /// The median place, from 1.
    pub median: usize,
    /// The first place of the 95 % credible interval.
    pub low: usize,
    /// Its last place.
    pub high: usize,
    /// Mean certainty that it has fewer events than another option, 0 to 1, from the network's own estimates.
    pub p_score: f64,
}

/// Direct against indirect evidence on two options, as ratios (below one: fewer events with `option`).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// One option.
    pub option: Strategy,
    /// The other.
    pub with: Strategy,
    /// From the trials that compare the two.
    pub direct: f64,
    /// From all others.
    pub indirect: f64,
    /// Direct by indirect: one where they agree.
    pub ratio: f64,
    /// The lower end of the ratio's 95 % confidence interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// The p-value of the ratio.
    pub p: f64,
    /// Whether the two disagree: p below [`DISAGREES`].
    pub disagrees: bool,
}

/// All of it for one set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NetworkStanding {
    /// Id of the set.
    pub set: String,
    /// What direct and indirect evidence are compared in.
    pub measure: Measure,
    /// The options in the order of [`Strategy::FOUR`].
    pub standings: Vec<Standing>,
    /// Every two options with both kinds of evidence.
    pub agreements: Vec<Agreement>,
}

/// Works it out: the places from the same posterior as the numbers for patients, draw by draw; the agreement by
/// splitting each comparison. `measure` is the risk ratio or the odds ratio.
pub fn network_standing(set: &TrialSet, measure: Measure) -> Result<NetworkStanding, SummaryError> {
    let posterior = network(set, &Priors::default(), DRAWS, &mut StdRng::seed_from_u64(SEED))?;
    let arms = network_arms(set);
    let fitted = fit(&arms, NETWORK.len(), measure, 0.95)?;
    let ranks = posterior.ranks();
    let place = |s: Strategy| NETWORK.iter().position(|n| *n == s).unwrap_or(0);
    let standings = Strategy::FOUR
        .into_iter()
        .map(|s| standing(s, ranks[place(s)].clone(), posterior.draws.effective, &fitted, place(s)))
        .collect();
    let reach = normal_quantile(0.975);
    let agreements = splits(&arms, NETWORK.len(), measure)?
        .into_iter()
        .map(|s| Agreement {
            option: NETWORK[s.treatment],
            with: NETWORK[s.with],
            direct: measure.shown(s.direct),
            indirect: measure.shown(s.indirect),
            ratio: measure.shown(s.difference),
            low: measure.shown(s.difference - reach * s.se),
            high: measure.shown(s.difference + reach * s.se),
            p: s.p,
            disagrees: s.p < DISAGREES,
        })
        .collect();
    Ok(NetworkStanding { set: set.id.clone(), measure, standings, agreements })
}

fn standing(option: Strategy, places: Vec<f64>, effective: f64, fitted: &Network, place: usize) -> Standing {
    let [low, median, high] = [0.025, 0.5, 0.975].map(|share| reached(&places, share));
    let places_error = places.iter().map(|p| (p * (1.0 - p) / effective).max(0.0).sqrt()).collect();
    let p_score = fitted.p_scores.get(place).copied().unwrap_or(f64::NAN);
    Standing { option, places, places_error, median, low, high, p_score }
}

/// The first place by which this share of the probability is reached.
fn reached(places: &[f64], share: f64) -> usize {
    let mut sum = 0.0;
    let place = places.iter().position(|p| {
        sum += p;
        sum >= share
    });
    place.map_or(places.len(), |place| place + 1)
}

impl NetworkStanding {
    /// The two options on which direct and indirect evidence disagree most: the smallest p-value.
    pub fn most_at_odds(&self) -> Option<&Agreement> {
        self.agreements.iter().min_by(|a, b| a.p.total_cmp(&b.p))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_place_holds_what_it_says() {
        assert_eq!([0.025, 0.5, 0.975].map(|s| reached(&[0.6, 0.38, 0.02, 0.0], s)), [1, 1, 2]);
        assert_eq!([0.025, 0.5, 0.975].map(|s| reached(&[0.02, 0.3, 0.4, 0.28], s)), [2, 3, 4]);
        // What rounding leaves below one is the last place.
        assert_eq!(reached(&[0.5, 0.4, 0.05, 0.0], 0.975), 4);
    }
}
