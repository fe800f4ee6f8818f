//! What the decision aid shows: for each outcome and option a number per 100 people (or a score, or days) with its
//! interval, its set, its method, its certainty and the trials behind it; or plainly that it is not known, and why.
//!
//! Only randomised trials enter, only counts that were read or derived, and none that rests on memory. Re-rupture comes
//! from the posterior of the two patient sets; everything else is too thin to be pooled and shows the arms themselves.

use rand::SeedableRng;
use rand::rngs::StdRng;
use serde::Serialize;

use crate::bayes::{Baseline, NETWORK, Posterior, network, pairs};
pub use crate::certainty::Certainty;
use crate::certainty::{Ground, network_at_odds, pairs_agree};
use crate::means::Means;
use crate::posterior::{Priors, Summary};
use crate::proportion::pool_logits;
use crate::sets::{PatientSet, Sets, TrialSet};
use crate::single;
use crate::trials::{Status, Strategy, Trials};
use crate::window::follow_up;
use crate::{Interval, Tau2};

/// Draws taken for patients' numbers.
pub const DRAWS: usize = 100_000;
/// Where the generator starts, so that the same data give the same numbers everywhere.
pub const SEED: u64 = 1848;

/// Something a person may want to compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The tendon tears again.
    Rerupture,
    /// Deep wound infection.
    DeepInfection,
    /// Superficial wound infection.
    SuperficialInfection,
    /// Wound infection, depth not told apart.
    WoundInfection,
    /// Injury of a nerve.
    NerveInjury,
    /// Clot found by an ultrasound scan of everyone at eight weeks, most of them without symptoms.
    ClotOnScan,
    /// Clot that went to the lung, not fatal.
    LungClot,
    /// Any complication other than a re-rupture.
    OtherComplications,
    /// ATRS score at 3 months (0 to 100, higher is better).
    Function3Months,
    /// ATRS score at 6 months.
    Function6Months,
    /// ATRS score at 12 months.
    Function12Months,
    /// Return to the earlier sport.
    ReturnToSport,
    /// Days until work.
    DaysToWork,
}

impl Outcome {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 13] = [
        Self::Rerupture,
        Self::DeepInfection,
        Self::SuperficialInfection,
        Self::WoundInfection,
        Self::NerveInjury,
        Self::ClotOnScan,
        Self::LungClot,
        Self::OtherComplications,
        Self::Function3Months,
        Self::Function6Months,
        Self::Function12Months,
        Self::ReturnToSport,
        Self::DaysToWork,
    ];

    /// What it is called in the tables.
    pub(crate) fn counted_as(self) -> &'static str {
        match self {
            Self::Rerupture => "rerupture",
            Self::DeepInfection => "deep_infection",
            Self::SuperficialInfection => "superficial_infection",
            Self::WoundInfection => "wound_infection",
            Self::NerveInjury => "nerve_injury",
            Self::ClotOnScan => "dvt_ultrasound_8wk",
            Self::LungClot => "pe_nonfatal",
            Self::OtherComplications => "complications_excl_rerupture",
            Self::Function3Months | Self::Function6Months | Self::Function12Months => "ATRS",
            Self::ReturnToSport => "return_to_sport",
            Self::DaysToWork => "days_to_work",
        }
    }

    /// Months after the injury, for outcomes measured at a set time.
    pub(crate) fn at_months(self) -> Option<f64> {
        match self {
            Self::Function3Months => Some(3.0),
            Self::Function6Months => Some(6.0),
            Self::Function12Months => Some(12.0),
            _ => None,
        }
    }

    /// Wounds only come with surgery. Everything else can happen either way, and one side alone would mislead.
    pub(crate) fn needs_both_sides(self) -> bool {
        !matches!(self, Self::DeepInfection | Self::SuperficialInfection | Self::WoundInfection)
    }

    pub(crate) fn is_mean(self) -> bool {
        self.at_months().is_some() || self == Self::DaysToWork
    }
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// People out of 100.
    PeoplePer100,
    /// Points of the ATRS score.
    Points,
    /// Days.
    Days,
}

/// An arm behind a number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Behind {
    /// Id of the trial.
    pub trial: String,
    /// Its name and year.
    pub label: String,
    /// What was done.
    pub strategy: Strategy,
    /// People with the event; `None` for means.
    pub events: Option<u32>,
    /// People counted, where printed.
    pub people: Option<u32>,
    /// Months of follow-up, where stated.
    pub followup_months: Option<f64>,
    /// How well the numbers are known.
    pub status: Status,
    /// Line of the table.
    pub line: Option<u64>,
}

/// A number for patients.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// Its 95 % interval; `None` where the trial printed no spread.
    pub interval: Option<(f64, f64)>,
    /// What it counts.
    pub unit: Unit,
    /// Id of the set; `None` where one trial's arm stands for itself.
    pub set: Option<String>,
    /// How it was worked out.
    pub method: String,
    /// How far it can be trusted.
    pub certainty: Certainty,
    /// What it rests on.
    pub behind: Vec<Behind>,
    /// What else counts it for this treatment and is not in the number, because one trial stands here by itself.
    pub left_out: Vec<Behind>,
}

impl Number {
    /// The length of its range; not a number where it has none.
    pub fn width(&self) -> f64 {
        self.interval.map_or(f64::NAN, |(low, high)| high - low)
    }
}

/// Why there is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No randomised trial that was read counts it for this option.
    NotCounted,
    /// There is a count, but it was read in somebody else's report.
    OnlySecondHand,
    /// There is a zero, but only because the paper is silent.
    OnlySilence,
    /// There is a count, but from memory or in conflict.
    NotChecked,
    /// There is a count, but the trial's count for the other side is not sure enough: one without the other would mislead.
    OnlyOneSide,
}

impl Reason {
    /// A sentence for patients.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotCounted => "Not known from trials we could check.",
            Self::OnlySecondHand => "Not known from trials we could check: we saw a number in another report only.",
            Self::OnlySilence => "Not known from trials we could check: the report does not mention it.",
            Self::NotChecked => "Not known from trials we could check: the number we have is not sure enough to show.",
            Self::OnlyOneSide => {
                "Not known from trials we could check: we could check only one of the two numbers to compare."
            }
        }
    }
}

/// A number, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// A number.
    Known(Number),
    /// None.
    NotKnown(Reason),
}

impl Answer {
    /// The number, where there is one.
    pub fn known(&self) -> Option<&Number> {
        match self {
            Self::Known(number) => Some(number),
            Self::NotKnown(_) => None,
        }
    }
}

/// What one option means for one outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OptionSummary {
    /// The treatment.
    pub option: Strategy,
    /// The number or its absence.
    pub answer: Answer,
}

/// Surgery of any kind against none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SurgeryOrNot {
    /// With surgery.
    pub surgery: Number,
    /// Without.
    pub none: Number,
    /// How many fewer (below zero) or more people per 100 with surgery, and the 95 % interval.
    pub difference: (f64, f64, f64),
    /// How the difference was worked out.
    pub difference_method: String,
    /// How probable it is that surgery has fewer, 0 to 1.
    pub fewer_with_surgery: f64,
}

/// One outcome for all options.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutcomeSummary {
    /// The outcome.
    pub outcome: Outcome,
    /// Shortest and longest follow-up behind its numbers, in months.
    pub months: Option<(f64, f64)>,
    /// Surgery of any kind against none, where that could be pooled.
    pub surgery_or_not: Option<SurgeryOrNot>,
    /// The four treatments.
    pub options: Vec<OptionSummary>,
    /// How probable each place is for each of the options, fewest events first; only where the four were compared.
    pub ranks: Option<Vec<Vec<f64>>>,
}

/// Why there are no numbers at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// A set is not fit for patients or for the data.
    #[error(transparent)]
    Set(#[from] crate::sets::SetError),
    /// The posterior failed.
    #[error(transparent)]
    Posterior(#[from] crate::posterior::PosteriorError),
    /// The baseline failed.
    #[error(transparent)]
    Pool(#[from] crate::pool::PoolError),
    /// The network failed.
    #[error(transparent)]
    Network(#[from] crate::network::NetworkError),
}

/// The numbers for patients. `baseline` is the risk of a re-rupture per 100 people without surgery (with early movement)
/// that the effects are applied to; `None` takes the pooled risk of the trials, with its uncertainty.
pub fn patient_numbers(
    trials: &Trials,
    means: &Means,
    sets: &Sets,
    baseline: Option<f64>,
) -> Result<Vec<OutcomeSummary>, SummaryError> {
    Outcome::ALL
        .into_iter()
        .map(|o| match o {
            Outcome::Rerupture => rerupture(trials, sets, baseline),
            o => Ok(other_outcome(o, trials, means, sets)),
        })
        .collect()
}

/// An outcome that rests on single trials.
pub(crate) fn other_outcome(o: Outcome, trials: &Trials, means: &Means, sets: &Sets) -> OutcomeSummary {
    if o.is_mean() {
        outcome(o, |s| single::mean_answer(o, s, means, sets))
    } else {
        outcome(o, |s| single::arm_answer(o, s, trials, sets))
    }
}

fn outcome(o: Outcome, answer: impl Fn(Strategy) -> Answer) -> OutcomeSummary {
    let options: Vec<OptionSummary> =
        Strategy::FOUR.into_iter().map(|option| OptionSummary { option, answer: answer(option) }).collect();
    let known = options.iter().filter_map(|o| match &o.answer {
        Answer::Known(n) => Some(&n.behind),
        Answer::NotKnown(_) => None,
    });
    let months = follow_up(known.flatten());
    OutcomeSummary { outcome: o, months, surgery_or_not: None, options, ranks: None }
}

pub(crate) fn behind(set: &TrialSet, wanted: impl Fn(Strategy) -> bool) -> Vec<Behind> {
    let arms = set.trials.iter().flat_map(|t| t.arms.iter().map(move |a| (t, a)));
    arms.filter(|(_, a)| wanted(a.strategy))
        .map(|(t, a)| Behind {
            trial: t.id.clone(),
            label: t.label.clone(),
            strategy: a.strategy,
            events: Some(a.events),
            people: Some(a.people),
            followup_months: t.followup_months,
            status: a.status,
            line: a.line,
        })
        .collect()
}

/// The risk without surgery that effects are applied to, and how it was worked out.
fn reference(
    set: &TrialSet,
    wanted: impl Fn(Strategy) -> bool,
    chosen: Option<f64>,
) -> Result<(Baseline, String), SummaryError> {
    if let Some(p) = chosen.filter(|p| *p > 0.0 && *p < 100.0) {
        return Ok((Baseline::Known(p / 100.0), format!("applied to a chosen risk of {p} in 100")));
    }
    let arms: Vec<(u32, u32)> =
        behind(set, wanted).iter().map(|b| (b.events.unwrap_or(0), b.people.unwrap_or(0))).collect();
    let p = pool_logits(&arms, Tau2::Reml, Interval::Wald, 0.95)?;
    let method = "applied to the pooled risk of the same trials without surgery (logits, REML)".to_owned();
    Ok((Baseline::Logit { mean: p.estimate, se: p.se }, method))
}

fn rerupture(trials: &Trials, sets: &Sets, chosen: Option<f64>) -> Result<OutcomeSummary, SummaryError> {
    let mut rng = StdRng::seed_from_u64(SEED);
    let priors = Priors::default();
    let model = "Bayesian random-effects model of the counts";

    let two: PatientSet = sets.patients_pairs(trials)?;
    let set = two.set();
    let posterior = pairs(set, &priors, DRAWS, &mut rng)?;
    let (baseline, how) = reference(set, |s| !s.is_surgery(), chosen)?;
    let baselines = posterior.baselines(baseline, &mut rng);
    let risks = posterior.risks(&baselines);
    let number = |s: Summary, set: &TrialSet, how: &str, behind: Vec<Behind>, certainty: Certainty| Number {
        value: s.median,
        interval: Some((s.low, s.high)),
        unit: Unit::PeoplePer100,
        set: Some(set.id.clone()),
        method: format!("{model}, {how}; median and 95 % credible interval"),
        certainty,
        behind,
        left_out: Vec::new(),
    };
    let d = posterior.difference(1, 0, &baselines);
    // Both arms carry the comparison, so both share its certainty: that of the widest range.
    let (with, without) = (risks[1].per_100, risks[0].per_100);
    let width = [with, without, d].map(|s| s.high - s.low).into_iter().fold(0.0, f64::max);
    let shared = certainty_of_pairs(set, width);
    let side =
        |risk: Summary, surgery: bool| number(risk, set, &how, behind(set, |s| s.is_surgery() == surgery), shared);
    let surgery_or_not = SurgeryOrNot {
        surgery: side(with, true),
        none: side(without, false),
        difference: (d.median, d.low, d.high),
        difference_method: format!(
            "{model}, {how}; the two risks of each draw subtracted; median and 95 % credible interval"
        ),
        fewer_with_surgery: share_below_zero(&posterior),
    };

    let four = sets.patients_network(trials)?;
    let net = four.set();
    // Its draws start anew, so that they are those of the network's places wherever these are worked out.
    let mut rng = StdRng::seed_from_u64(SEED);
    let posterior = network(net, &priors, DRAWS, &mut rng)?;
    let (baseline, how) = reference(net, |s| s == NETWORK[0], chosen)?;
    let baselines = posterior.baselines(baseline, &mut rng);
    let risks = posterior.risks(&baselines);
    let place = |s: Strategy| NETWORK.iter().position(|n| *n == s).unwrap_or(0);
    let at_odds = network_at_odds(net);
    let options = Strategy::FOUR
        .into_iter()
        .map(|option| {
            let (risk, behind) = (risks[place(option)].per_100, behind(net, |s| s == option));
            let certainty = Certainty::of(Ground {
                trials: behind.len(),
                events: behind.iter().filter_map(|b| b.events).sum(),
                width: risk.high - risk.low,
                agree: !at_odds.contains(&option),
            });
            let number = number(risk, net, &how, behind, certainty);
            OptionSummary { option, answer: Answer::Known(number) }
        })
        .collect();
    let by_network = posterior.ranks();
    let ranks = Strategy::FOUR.into_iter().map(|s| by_network[place(s)].clone()).collect();
    Ok(OutcomeSummary {
        outcome: Outcome::Rerupture,
        months: follow_up(behind(net, |_| true).iter().chain(&behind(set, |_| true))),
        surgery_or_not: Some(surgery_or_not),
        options,
        ranks: Some(ranks),
    })
}

/// The certainty of surgery against none, from the trials of the comparison and its widest range.
pub(crate) fn certainty_of_pairs(set: &TrialSet, width: f64) -> Certainty {
    let events = set.sums().a + set.sums().c;
    Certainty::of(Ground { trials: set.trials.len(), events, width, agree: pairs_agree(set) })
}

fn share_below_zero(posterior: &Posterior) -> f64 {
    posterior.draws.effect(1).zip(&posterior.draws.weight).filter(|(d, _)| *d < 0.0).map(|(_, w)| w).sum()
}
