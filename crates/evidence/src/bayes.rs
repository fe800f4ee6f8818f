//! What each option means for 100 people: posterior effects applied to a chosen risk of the reference option.

use rand::Rng;
use serde::Serialize;

use crate::posterior::{ArmCounts, Draws, PosteriorError, Priors, Summary, draw, fill_normal, summarise};
use crate::proportion::{from_logit, to_logit};
use crate::sets::{Trial, TrialSet};
use crate::trials::Strategy;

/// The treatments of a network, the reference first. Trials without it hang on it through the others.
pub const NETWORK: [Strategy; 4] = [Strategy::NonopFunctional, Strategy::NonopCast, Strategy::Open, Strategy::Mis];

/// The risk of the reference option that effects are applied to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// Taken as known, 0 to 1.
    Known(f64),
    /// A logit with its standard error, as from pooled arms.
    Logit {
        /// The logit.
        mean: f64,
        /// Its standard error.
        se: f64,
    },
}

/// The posterior of a set.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Names of the options, the reference first.
    pub options: Vec<&'static str>,
    /// The priors.
    pub priors: Priors,
    /// The draws.
    pub draws: Draws,
}

/// The risk of one option.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Risk {
    /// The option.
    pub option: &'static str,
    /// People per 100: mean, standard deviation, median and 95 % credible interval.
    pub per_100: Summary,
}

/// The posterior of surgery against none.
pub fn pairs(set: &TrialSet, priors: &Priors, n: usize, rng: &mut impl Rng) -> Result<Posterior, PosteriorError> {
    let trials: Vec<Vec<ArmCounts>> = set.tables().iter().map(|t| vec![(0, t.c, t.n2), (1, t.a, t.n1)]).collect();
    let draws = draw(&trials, 2, priors, n, rng)?;
    Ok(Posterior { options: vec!["no operation", "surgery"], priors: *priors, draws })
}

/// The arms of a set as the network takes them: place of the treatment in [`NETWORK`], events, people. Arms whose
/// treatment is mixed are left out.
pub fn network_arms(set: &TrialSet) -> Vec<Vec<ArmCounts>> {
    let place = |s: Strategy| NETWORK.iter().position(|o| *o == s);
    let arms = |t: &Trial| t.arms.iter().filter_map(|a| place(a.strategy).map(|p| (p, a.events, a.people))).collect();
    set.trials.iter().map(arms).collect()
}

/// The posterior of the four treatments. Arms whose treatment is mixed are left out.
pub fn network(set: &TrialSet, priors: &Priors, n: usize, rng: &mut impl Rng) -> Result<Posterior, PosteriorError> {
    let trials = network_arms(set);
    let draws = draw(&trials, NETWORK.len(), priors, n, rng)?;
    Ok(Posterior { options: NETWORK.iter().map(|s| s.label()).collect(), priors: *priors, draws })
}

impl Posterior {
    /// The log odds ratio of an option (1, 2, …) against the reference.
    pub fn effect(&self, option: usize) -> Summary {
        summarise(self.draws.effect(option), &self.draws.weight)
    }

    /// The logit of the reference option's risk, once for each draw of the effects.
    pub fn baselines(&self, baseline: Baseline, rng: &mut impl Rng) -> Vec<f64> {
        let n = self.draws.tau.len();
        match baseline {
            Baseline::Known(p) => vec![to_logit(p); n],
            Baseline::Logit { mean, se } => {
                let mut z = vec![0.0; n];
                fill_normal(&mut z, rng);
                for x in &mut z {
                    *x = mean + se * *x;
                }
                z
            }
        }
    }

    fn risk_draws<'a>(&'a self, option: usize, baselines: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        self.draws.effect(option).zip(baselines).map(|(d, b)| 100.0 * from_logit(b + d))
    }

    /// The risk of each option per 100 people, at the same baselines for all.
    pub fn risks(&self, baselines: &[f64]) -> Vec<Risk> {
        let risk = |o: usize| summarise(self.risk_draws(o, baselines), &self.draws.weight);
        (0..self.draws.treatments).map(|o| Risk { option: self.options[o], per_100: risk(o) }).collect()
    }

    /// How many more people per 100 have the event with one option than with another.
    pub fn difference(&self, option: usize, with: usize, baselines: &[f64]) -> Summary {
        let pairs = self.risk_draws(option, baselines).zip(self.risk_draws(with, baselines));
        summarise(pairs.map(|(a, b)| a - b), &self.draws.weight)
    }

    /// How probable it is that each option takes each place, fewest events first: rows are options.
    pub fn ranks(&self) -> Vec<Vec<f64>> {
        let options = self.draws.treatments;
        let size = options - 1;
        let mut out = vec![vec![0.0; options]; options];
        for (d, w) in self.draws.effects.chunks_exact(size).zip(&self.draws.weight) {
            let of = |t: usize| if t == 0 { 0.0 } else { d[t - 1] };
            for (t, row) in out.iter_mut().enumerate() {
                let before = (0..options).filter(|o| *o != t && of(*o) < of(t)).count();
                row[before] += w;
            }
        }
        out
    }
}
