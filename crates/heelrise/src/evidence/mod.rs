//! `heelrise evidence`: what trials say of operating or not, worked out again from their counts. The engine is
//! `heelrise_evidence`; here is only which set is meant, and how a result is laid out for a terminal or a program.

mod add;
mod network;
mod numbers;
mod png;
mod pool;
mod published;
mod sensitivity;
mod sets;
mod tables;

use clap::ValueEnum as _;
use heelrise_care::{Care, Evidence};
use heelrise_evidence::binomial_normal::Model;
use heelrise_evidence::sensitivity::Method;
use heelrise_evidence::sets::{Kind, SetDefinition, SetError, Shape, TrialSet, WhyNot};
use heelrise_evidence::{Interval, Measure, PatientSet, Pooled, Status, Strategy, Tau2, words};
use heelrise_knowledge::Knowledge;
use serde::Serialize;

use crate::args::Global;
use crate::args::evidence::{self as args, How, IntervalWord, MeasureWord, MethodWord, Which};
use crate::exit::{Exit, Failure, put};
use crate::load;
use crate::page::{Page, Tone};
use crate::words::Words;

/// The confidence level of every interval.
const LEVEL: f64 = 0.95;
/// The same, as it is written.
const PERCENT: &str = "95";

/// Runs it.
pub fn run(global: &Global, command: &args::Evidence) -> Result<Exit, Failure> {
    if let args::Evidence::Add(command) = command {
        return add::run(global, command);
    }
    let care = load::care(global)?;
    let desk = Desk::of(&care, global);
    match command {
        args::Evidence::Pool(command) => pool::run(desk, command),
        args::Evidence::Forest(command) => pool::forest(desk, command),
        args::Evidence::Funnel(command) => pool::funnel(desk, command),
        args::Evidence::Network(command) => network::run(desk, command),
        args::Evidence::Sensitivity(command) => sensitivity::run(desk, command),
        args::Evidence::Numbers(command) => numbers::run(desk, command),
        args::Evidence::Reproductions { json } => published::run(desk, *json),
        args::Evidence::Sets { json } => sets::run(desk, *json),
        args::Evidence::Add(command) => add::run(global, command),
    }
}

/// What every part of the command works with.
#[derive(Debug, Clone, Copy)]
struct Desk<'a> {
    global: &'a Global,
    words: Words<'a>,
    knowledge: &'a Knowledge,
    evidence: &'a Evidence,
}

/// How a set is worked out.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// From the effects of single trials, or from counts without a model of them.
    Pool(Measure, Method),
    /// A binomial–normal model.
    Model(Model),
}

/// What a set is, as `--json` says it.
#[derive(Debug, Serialize)]
struct SetView {
    id: String,
    name: String,
    outcome: String,
    kind: Kind,
    why: String,
    /// Whether patients may be shown numbers from it.
    for_patients: bool,
    /// Why not.
    why_not: Option<String>,
    /// The least certain standing among its counts.
    least_certain: Status,
    /// The trials that rest on memory although their rows are called derived.
    from_memory: Vec<Memory>,
}

/// A trial that rests on memory, and what of it was read.
#[derive(Debug, Serialize)]
struct Memory {
    trial: String,
    because: String,
}

impl SetView {
    fn of(set: &TrialSet) -> Self {
        Self {
            id: set.id.clone(),
            name: set.name.clone(),
            outcome: set.outcome.clone(),
            kind: set.kind,
            why: set.why.clone(),
            for_patients: why_not(set).is_none(),
            why_not: why_not(set).map(|why| why.to_string()),
            least_certain: set.least_certain(),
            from_memory: set
                .weak
                .iter()
                .map(|(trial, because)| Memory { trial: trial.clone(), because: because.clone() })
                .collect(),
        }
    }
}

/// Why patients may not be shown numbers from a set; nothing where they may.
fn why_not(set: &TrialSet) -> Option<WhyNot> {
    match PatientSet::check(set.clone()) {
        Err(SetError::NotForPatients { why, .. }) => Some(why),
        _ => None,
    }
}

/// An effect as a reader sees it: a ratio, or a difference per 100 people.
#[derive(Debug, Clone, Copy, Serialize)]
struct Shown {
    estimate: f64,
    low: f64,
    high: f64,
}

impl Shown {
    fn new(measure: Measure, estimate: f64, low: f64, high: f64) -> Self {
        Self { estimate: measure.shown(estimate), low: measure.shown(low), high: measure.shown(high) }
    }
}

/// A pooled effect, as `--json` says it.
#[derive(Debug, Serialize)]
struct PooledView {
    measure: &'static str,
    trials: usize,
    #[serde(flatten)]
    effect: Shown,
    /// On the scale it was worked out on: the logarithm of a ratio, a share of people for a difference.
    estimate_as_pooled: f64,
    se: f64,
    p: f64,
    tau2: f64,
    q: f64,
    q_df: usize,
    q_p: Option<f64>,
    i2: f64,
    h2: f64,
    /// Where the effect of a further trial is expected; random effects of three trials or more.
    prediction: Option<[f64; 2]>,
}

impl PooledView {
    fn of(measure: Measure, method: Method, p: &Pooled) -> Self {
        let random = matches!(method, Method::Variance(tau2, _) if tau2 != Tau2::Common);
        let (low, high) = p.prediction;
        Self {
            measure: measure.short(),
            trials: p.k,
            effect: Shown::new(measure, p.estimate, p.lo, p.hi),
            estimate_as_pooled: p.estimate,
            se: p.se,
            p: p.p,
            tau2: p.tau2,
            q: p.q,
            q_df: p.q_df,
            q_p: (p.q_df > 0).then_some(p.q_p),
            i2: p.i2,
            h2: p.h2,
            prediction: (random && p.k > 2).then(|| [measure.shown(low), measure.shown(high)]),
        }
    }
}

/// The measure of a word.
fn measure(word: MeasureWord) -> Measure {
    match word {
        MeasureWord::Rr => Measure::RiskRatio,
        MeasureWord::Or => Measure::OddsRatio,
        MeasureWord::Rd => Measure::RiskDifference,
    }
}

/// Something that the engine refuses because of what was asked.
fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string())
}

/// A number with a minus sign of its own width.
fn decimals(number: f64, places: usize) -> String {
    let text = format!("{number:.places$}");
    // A rounded nothing has no sign.
    let nothing = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    if nothing { text.trim_start_matches('-').to_owned() } else { text.replace('-', "\u{2212}") }
}

/// A ratio with two decimals, three below a tenth; a difference per 100 people with one.
fn short(measure: Measure, number: f64) -> String {
    match measure.is_ratio() {
        true if number < 0.0995 => decimals(number, 3),
        true => decimals(number, 2),
        false => decimals(number, 1),
    }
}

impl<'a> Desk<'a> {
    fn of(care: &'a Care, global: &'a Global) -> Self {
        let words = Words::of(care, &global.lang);
        Self { global, words, knowledge: care.knowledge(), evidence: care.evidence() }
    }

    fn say(self, id: &str) -> String {
        self.words.say(id)
    }

    fn page(self) -> Page {
        Page::new(self.global.color)
    }

    /// Prints a page, with the knowledge it was made with.
    fn close(self, mut page: Page) -> Result<(), Failure> {
        let version = format!("{} {}.", self.say("terminal-version"), self.knowledge.short_version());
        page.gap().say(Tone::Faint, &version);
        put(&page.finish())
    }

    /// The name of an outcome, or its id where there is none.
    fn outcome(self, id: &str) -> String {
        let name = self.words.maybe(&format!("trials-outcome-{}", id.replace('_', "-")));
        name.unwrap_or_else(|| id.to_owned())
    }

    fn option(self, strategy: Strategy) -> String {
        self.say(&format!("trials-option-{}", strategy.word().replace('_', "-")))
    }

    fn measure(self, measure: Measure) -> String {
        words::measure(&self.words, measure)
    }

    fn method(self, measure: Measure, method: Method) -> String {
        words::method(&self.words, method, measure)
    }

    /// A value with its interval, as texts.
    fn interval(self, value: &str, low: &str, high: &str) -> String {
        self.words.say_with("trials-interval", &[("value", value), ("low", low), ("high", high)])
    }

    /// An effect with its interval, short.
    fn effect(self, measure: Measure, shown: Shown) -> String {
        let [value, low, high] = [shown.estimate, shown.low, shown.high].map(|x| short(measure, x));
        self.interval(&value, &low, &high)
    }

    /// An effect with its interval, with the six decimals that reference programs print.
    fn exact(self, shown: Shown) -> String {
        let [value, low, high] = [shown.estimate, shown.low, shown.high].map(|x| decimals(x, 6));
        self.interval(&value, &low, &high)
    }

    /// A p-value.
    fn p(self, p: f64) -> String {
        if p.is_nan() {
            self.say("trials-p-none")
        } else if p < 0.001 {
            "p < 0.001".to_owned()
        } else {
            format!("p = {p:.3}")
        }
    }

    /// Cochran's Q in words.
    fn q(self, q: f64, df: usize, p: f64) -> String {
        let arguments = [("q", decimals(q, 3)), ("df", df.to_string()), ("p", self.p(p))];
        let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.words.say_with("trials-q", &arguments)
    }

    /// The definitions of the sets that compare surgery with none for an outcome, and the outcome's id.
    fn sets_of(self, typed: &str) -> Result<(String, Vec<&'a SetDefinition>), Failure> {
        let outcome = typed.trim().to_lowercase().replace('-', "_");
        let pairs = || self.evidence.sets.sets.iter().filter(|set| set.shape == Shape::Pairs);
        let found: Vec<&SetDefinition> = pairs().filter(|set| set.outcome == outcome).collect();
        if found.is_empty() {
            let mut known: Vec<&str> = Vec::new();
            for set in pairs() {
                if !known.contains(&set.outcome.as_str()) {
                    known.push(&set.outcome);
                }
            }
            let arguments = [("outcome", typed), ("known", &known.join(", "))];
            return Err(Failure::usage(self.words.say_with("trials-unknown-outcome", &arguments)));
        }
        Ok((outcome, found))
    }

    /// The set that was asked for, or the one that is meant when none was.
    fn set(self, which: &Which) -> Result<TrialSet, Failure> {
        let (outcome, found) = self.sets_of(&which.outcome)?;
        let ids: Vec<&str> = found.iter().map(|set| set.id.as_str()).collect();
        let known = ids.join(", ");
        let id = match (which.set.as_deref(), ids.as_slice()) {
            (Some(asked), _) => ids.iter().find(|id| id.eq_ignore_ascii_case(asked)).copied().ok_or_else(|| {
                let arguments = [("set", asked), ("outcome", &outcome), ("known", &known)];
                self.words.say_with("trials-unknown-set", &arguments)
            }),
            (None, [only]) => Ok(*only),
            (None, _) => {
                let patients = ids.iter().find(|id| **id == self.evidence.sets.patient_pairs).copied();
                patients.ok_or_else(|| self.words.say_with("trials-which-set", &[("known", &known)]))
            }
        };
        self.resolve(id.map_err(Failure::usage)?)
    }

    /// A set with its counts.
    fn resolve(self, id: &str) -> Result<TrialSet, Failure> {
        self.evidence.sets.get(id, &self.evidence.trials).map_err(refused)
    }

    /// What the options of a pooling ask for.
    fn way(self, how: How) -> Result<Way, Failure> {
        let interval = match how.interval {
            IntervalWord::Wald => Interval::Wald,
            IntervalWord::KnappHartung => Interval::KnappHartung,
        };
        let wanted = how.measure.map_or(Measure::RiskRatio, measure);
        let way = match how.method {
            MethodWord::Mh => Way::Pool(wanted, Method::MantelHaenszel),
            MethodWord::Peto => Way::Pool(Measure::PetoOddsRatio, Method::MantelHaenszel),
            MethodWord::Iv => Way::Pool(wanted, Method::Variance(Tau2::Common, interval)),
            MethodWord::Dl => Way::Pool(wanted, Method::Variance(Tau2::DerSimonianLaird, interval)),
            MethodWord::Pm => Way::Pool(wanted, Method::Variance(Tau2::PauleMandel, interval)),
            MethodWord::Reml => Way::Pool(wanted, Method::Variance(Tau2::Reml, interval)),
            MethodWord::UmFs => Way::Model(Model::UmFs),
            MethodWord::UmRs => Way::Model(Model::UmRs),
            MethodWord::CmAl => Way::Model(Model::CmAl),
            MethodWord::CmEl => Way::Model(Model::CmEl),
        };
        let name = how.method.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let refuse = |id: &str| Err(Failure::usage(self.words.say_with(id, &[("method", &name)])));
        let odds_only = matches!(way, Way::Model(_) | Way::Pool(Measure::PetoOddsRatio, _));
        if odds_only && how.measure.is_some_and(|word| word != MeasureWord::Or) {
            return refuse("trials-odds-only");
        }
        let from_variances = matches!(way, Way::Pool(_, Method::Variance(..)));
        if interval == Interval::KnappHartung && !from_variances {
            return refuse("trials-no-knapp-hartung");
        }
        Ok(way)
    }

    /// The same where only effects can be pooled.
    fn pooling(self, how: How) -> Result<(Measure, Method), Failure> {
        match self.way(how)? {
            Way::Pool(measure, method) => Ok((measure, method)),
            Way::Model(model) => {
                let name = model.name().to_lowercase();
                Err(Failure::usage(self.words.say_with("trials-model-only-pool", &[("method", &name)])))
            }
        }
    }

    /// The lines over a result: which set, why it exists, whether it may reach patients.
    fn head(self, page: &mut Page, set: &TrialSet) {
        let outcome = self.outcome(&set.outcome);
        let name = self.words.translated(&set.name);
        let arguments = [("outcome", outcome.as_str()), ("set", &set.id), ("name", &name)];
        page.say(Tone::Strong, &self.words.say_with("trials-head", &arguments));
        page.para(&self.words.translated(&set.why));
        let tone = if why_not(set).is_none() { Tone::Good } else { Tone::Warn };
        page.say(tone, &self.patients(set)).gap();
    }

    /// Whether a set may reach patients, and why not.
    fn patients(self, set: &TrialSet) -> String {
        let why = match why_not(set) {
            None => return self.say("trials-for-patients"),
            Some(WhyNot::NotBase) => self.say("trials-why-not-base"),
            Some(WhyNot::Count { trial, status }) => {
                let status = self.status(status);
                self.words.say_with("trials-why-not-count", &[("trial", &trial), ("status", &status)])
            }
            Some(WhyNot::Memory { trial, .. }) => self.words.say_with("trials-why-not-memory", &[("trial", &trial)]),
        };
        self.words.say_with("trials-not-for-patients", &[("why", &why)])
    }

    /// How well a number is known.
    fn status(self, status: Status) -> String {
        self.say(&format!("trials-status-{}", status.word().replace('_', "-")))
    }

    /// The least certain standing of a set's counts. Where rows that are called derived rest on memory, that is what is
    /// said of them, with what was read: one trial cannot be both.
    fn least_certain(self, page: &mut Page, set: &TrialSet) {
        page.pair(&self.say("trials-least-certain"), &self.status(set.least_certain()));
        for (trial, because) in &set.weak {
            page.pair(trial, &self.words.translated(because));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_readers() {
        assert_eq!(decimals(-0.001, 1), "0.0");
        assert_eq!(decimals(-6.29, 1), "\u{2212}6.3");
        assert_eq!(short(Measure::RiskRatio, 0.0817), "0.082");
        assert_eq!(short(Measure::OddsRatio, 0.3175), "0.32");
    }
}
