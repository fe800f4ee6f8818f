//! Named sets of trials. A set says in data which trials it holds and which counts it takes of each; resolving it against
//! the table gives arms to analyse. What a patient may see is a type of its own, which only the sets file's two patient
//! sets (and other base sets) whose every count was read or derived can become.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::effect::Table;
use crate::trials::{Row, Status, Strategy, Trials};

/// What a set is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Main analysis.
    Base,
    /// What would change if other trials or counts were taken.
    Sensitivity,
    /// Rebuilds a published result.
    Reproduction,
}

/// How the arms of a set are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Surgery against none.
    #[default]
    Pairs,
    /// Four treatments, each with each.
    Network,
}

/// How a trial's people moved after the injury or the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rehabilitation {
    /// The arm without an operation moved early.
    Functional,
    /// Both arms in a cast.
    Cast,
    /// The arms differ.
    Differs,
    /// Not stated.
    NotStated,
}

/// Whether chance decided the treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Design {
    /// Randomised.
    Randomised,
    /// Not randomised: never pooled.
    Cohort,
}

/// What the sets file says of a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrialInfo {
    /// Id, as in the table.
    pub id: String,
    /// Name and year for a reader.
    pub label: String,
    /// Randomised or not.
    pub design: Design,
    /// Rehabilitation.
    pub rehabilitation: Rehabilitation,
}

/// Takes another row of a trial than the main one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Use {
    trial: String,
    arm: String,
    events: u32,
    n: u32,
    outcome: Option<String>,
}

/// Puts counts in that no row prints: events and people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppose {
    trial: String,
    surgery: [u32; 2],
    nonoperative: [u32; 2],
    because: String,
}

/// A set as written in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetDefinition {
    /// Id, for a command line.
    pub id: String,
    /// Name, for a reader.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// How its arms are compared.
    #[serde(default)]
    pub shape: Shape,
    /// What is counted.
    #[serde(default = "rerupture")]
    pub outcome: String,
    /// Ids of its trials.
    pub trials: Vec<String>,
    /// Why it exists and what to beware of.
    pub why: String,
    #[serde(default, rename = "use")]
    uses: Vec<Use>,
    #[serde(default, rename = "suppose")]
    supposes: Vec<Suppose>,
}

fn rerupture() -> String {
    "rerupture".into()
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Weak {
    trial: String,
    because: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct NeverTogether {
    trials: Vec<String>,
    because: String,
}

/// The file of sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sets {
    /// Id of the set that compares surgery with none for patients.
    pub patient_pairs: String,
    /// Id of the set that compares the four treatments for patients.
    pub patient_network: String,
    /// Trials.
    #[serde(rename = "trial")]
    pub trials: Vec<TrialInfo>,
    #[serde(default)]
    never_together: Vec<NeverTogether>,
    #[serde(default)]
    weak: Vec<Weak>,
    /// Sets, in the order of the file.
    #[serde(rename = "set")]
    pub sets: Vec<SetDefinition>,
}

/// One arm of a resolved set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    /// What was done.
    pub strategy: Strategy,
    /// People with the event.
    pub events: u32,
    /// People counted.
    pub people: u32,
    /// How well the two are known.
    pub status: Status,
    /// Line of the table; `None` for supposed counts.
    pub line: Option<u64>,
}

/// One trial of a resolved set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// Id.
    pub id: String,
    /// Name and year for a reader.
    pub label: String,
    /// Year of publication.
    pub year: Option<u16>,
    /// Rehabilitation.
    pub rehabilitation: Rehabilitation,
    /// Longest follow-up stated, in months.
    pub followup_months: Option<f64>,
    /// Its arms.
    pub arms: Vec<Arm>,
}

impl Trial {
    /// Surgery against none, arms of one kind summed.
    pub fn table(&self) -> Table {
        let sum = |surgery: bool| {
            let arms = self.arms.iter().filter(|a| a.strategy.is_surgery() == surgery);
            arms.fold((0, 0), |(e, n), a| (e + a.events, n + a.people))
        };
        let ((a, n1), (c, n2)) = (sum(true), sum(false));
        Table { a, n1, c, n2 }
    }
}

/// A set with its counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrialSet {
    /// Id.
    pub id: String,
    /// Name for a reader.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// How its arms are compared.
    pub shape: Shape,
    /// What is counted.
    pub outcome: String,
    /// Why it exists.
    pub why: String,
    /// Its trials.
    pub trials: Vec<Trial>,
    /// The least certain status among its rows.
    pub worst_status: Status,
    /// Labels of trials whose row is called derived but rests on a number from memory, with the reason.
    pub weak: Vec<(String, String)>,
}

impl TrialSet {
    /// The least certain standing among its counts: the least certain status, or memory, where a row that is called
    /// derived rests on it.
    pub fn least_certain(&self) -> Status {
        if self.weak.is_empty() { self.worst_status } else { self.worst_status.max(Status::Recalled) }
    }

    /// Surgery against none, trial by trial.
    pub fn tables(&self) -> Vec<Table> {
        self.trials.iter().map(Trial::table).collect()
    }

    /// Sum of events and people after surgery, and without.
    pub fn sums(&self) -> Table {
        self.trials.iter().map(Trial::table).fold(Table { a: 0, n1: 0, c: 0, n2: 0 }, |s, t| Table {
            a: s.a + t.a,
            n1: s.n1 + t.n1,
            c: s.c + t.c,
            n2: s.n2 + t.n2,
        })
    }
}

/// A set that a patient may see: every count in it was read or derived, and none rests on memory. There is no other way
/// to make one than [`PatientSet::check`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct PatientSet(TrialSet);

impl PatientSet {
    /// Takes a set for patients, or says why not.
    pub fn check(set: TrialSet) -> Result<Self, SetError> {
        let refuse = |why: WhyNot| Err(SetError::NotForPatients { set: set.id.clone(), why });
        if set.kind != Kind::Base {
            return refuse(WhyNot::NotBase);
        }
        if let Some((t, a)) = set
            .trials
            .iter()
            .flat_map(|t| t.arms.iter().map(move |a| (t, a)))
            .find(|(_, a)| !a.status.may_reach_patients())
        {
            return refuse(WhyNot::Count { trial: t.label.clone(), status: a.status });
        }
        if let Some((trial, because)) = set.weak.first() {
            return refuse(WhyNot::Memory { trial: trial.clone(), because: because.clone() });
        }
        Ok(Self(set))
    }

    /// The set.
    pub fn set(&self) -> &TrialSet {
        &self.0
    }
}

/// What is wrong with a set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetError {
    /// The file is no such file.
    #[error("This file cannot be read: {what}.")]
    Toml {
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// No set of this name.
    #[error("There is no set '{asked}'. The sets are: {known}.")]
    Unknown {
        /// What was asked for.
        asked: String,
        /// What there is.
        known: String,
    },
    /// Something in it does not fit the table.
    #[error("Set '{set}': {what}")]
    Unfit {
        /// The set.
        set: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// Not for patients.
    #[error("Set '{set}' is not for patients: {why}. It can only be shown as a sensitivity analysis.")]
    NotForPatients {
        /// The set.
        set: String,
        /// The reason.
        why: WhyNot,
    },
}

/// Why a set is not for patients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// It is no base set.
    NotBase,
    /// One of its counts was neither read nor derived.
    Count {
        /// Label of the trial.
        trial: String,
        /// How well the count is known.
        status: Status,
    },
    /// One of its trials rests on memory.
    Memory {
        /// Label of the trial.
        trial: String,
        /// What of it was read, and what was not.
        because: String,
    },
}

impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotBase => f.write_str("it is not a base set"),
            Self::Count { trial, status } => write!(f, "a count of {trial} is {}", status.word()),
            Self::Memory { trial, because } => write!(f, "{trial}: {}", because.trim_end_matches('.')),
        }
    }
}

impl SetError {
    /// Line of the file of sets, from 1; 0 where the file as a whole or no single line is meant.
    pub fn line(&self) -> usize {
        if let Self::Toml { line, .. } = self { *line } else { 0 }
    }
}

impl Sets {
    /// Reads the file and resolves every set against the table, so that a set that does not fit is found at once.
    pub fn parse(text: &str, trials: &Trials) -> Result<Self, SetError> {
        let sets: Self = toml::from_str(text).map_err(|e| {
            let start = e.span().map_or(0, |span| span.start);
            let line = text.bytes().take(start).filter(|b| *b == b'\n').count() + 1;
            SetError::Toml { line, what: e.message().trim_end_matches('.').to_owned() }
        })?;
        sets.check(trials)?;
        Ok(sets)
    }

    /// Resolves every set against the table and makes sure that what patients see is fit for them.
    pub fn check(&self, trials: &Trials) -> Result<(), SetError> {
        for (i, s) in self.sets.iter().enumerate() {
            if self.sets[..i].iter().any(|o| o.id == s.id) {
                return Err(unfit(s, "the name is taken twice. Rename one.".into()));
            }
            self.resolve(s, trials)?;
        }
        self.patients_pairs(trials)?;
        self.patients_network(trials)?;
        Ok(())
    }

    /// The counts of a set.
    pub fn get(&self, id: &str, trials: &Trials) -> Result<TrialSet, SetError> {
        let Some(s) = self.sets.iter().find(|s| s.id == id) else {
            let known: Vec<&str> = self.sets.iter().map(|s| s.id.as_str()).collect();
            return Err(SetError::Unknown { asked: id.into(), known: known.join(", ") });
        };
        self.resolve(s, trials)
    }

    /// The set that compares surgery with none for patients.
    pub fn patients_pairs(&self, trials: &Trials) -> Result<PatientSet, SetError> {
        PatientSet::check(self.get(&self.patient_pairs, trials)?)
    }

    /// The set that compares the four treatments for patients.
    pub fn patients_network(&self, trials: &Trials) -> Result<PatientSet, SetError> {
        PatientSet::check(self.get(&self.patient_network, trials)?)
    }

    /// What the file says of a trial.
    pub fn trial(&self, id: &str) -> Option<&TrialInfo> {
        self.trials.iter().find(|t| t.id == id)
    }

    /// Why a trial's rows are weaker than their status says, if they are.
    pub fn weakness(&self, trial: &str) -> Option<&str> {
        self.weak.iter().find(|w| w.trial == trial).map(|w| w.because.as_str())
    }

    fn resolve(&self, s: &SetDefinition, all: &Trials) -> Result<TrialSet, SetError> {
        for n in &self.never_together {
            if n.trials.iter().filter(|t| s.trials.contains(t)).count() > 1 {
                return Err(unfit(s, format!("{} may not be together. {}", n.trials.join(" and "), n.because)));
            }
        }
        let strangers = s.uses.iter().map(|u| &u.trial).chain(s.supposes.iter().map(|p| &p.trial));
        if let Some(t) = strangers.into_iter().find(|t| !s.trials.contains(t)) {
            return Err(unfit(
                s,
                format!("changes counts of {t}, which is not in the set. Add it or drop the change."),
            ));
        }
        let mut trials = Vec::with_capacity(s.trials.len());
        for (i, id) in s.trials.iter().enumerate() {
            if s.trials[..i].contains(id) {
                return Err(unfit(s, format!("{id} is named twice. Name it once.")));
            }
            trials.push(self.resolve_trial(s, id, all)?);
        }
        let worst = trials.iter().flat_map(|t| &t.arms).map(|a| a.status).max();
        let Some(worst_status) = worst else {
            return Err(unfit(s, "has no trials. Name at least one.".into()));
        };
        let weak = self.weak.iter().filter(|w| s.trials.contains(&w.trial)).map(|w| {
            let label = self.trial(&w.trial).map_or(&w.trial, |info| &info.label);
            (label.clone(), w.because.clone())
        });
        Ok(TrialSet {
            id: s.id.clone(),
            name: s.name.clone(),
            kind: s.kind,
            shape: s.shape,
            outcome: s.outcome.clone(),
            why: s.why.clone(),
            weak: weak.collect(),
            trials,
            worst_status,
        })
    }

    fn resolve_trial(&self, s: &SetDefinition, id: &str, all: &Trials) -> Result<Trial, SetError> {
        let info = self
            .trial(id)
            .ok_or_else(|| unfit(s, format!("{id} has no [[trial]] entry. Add one with its label and design.")))?;
        if info.design == Design::Cohort {
            return Err(unfit(s, format!("{id} is a cohort, and cohorts are never pooled with trials. Leave it out.")));
        }
        let mut rows: Vec<&Row> = all.main_rows(id, &s.outcome).collect();
        let year = all.rows.iter().find(|r| r.trial == id).and_then(|r| r.year);
        for u in s.uses.iter().filter(|u| u.trial == id) {
            let outcome = u.outcome.as_deref().unwrap_or(&s.outcome);
            let other = all.rows.iter().find(|r| {
                r.trial == id && r.arm == u.arm && r.outcome == outcome && r.events == u.events && r.people() == u.n
            });
            let (Some(other), Some(place)) = (other, rows.iter().position(|r| r.arm == u.arm)) else {
                let what = format!("no row of {id} {} has {} of {}. Correct the `use`.", u.arm, u.events, u.n);
                return Err(unfit(s, what));
            };
            rows[place] = other;
        }
        let followup_months = rows.iter().filter_map(|r| r.followup_months).reduce(f64::max);
        let arms = if let Some(p) = s.supposes.iter().find(|p| p.trial == id) {
            let arm = |[events, people]: [u32; 2], strategy| Arm {
                strategy,
                events,
                people,
                status: Status::Supposed,
                line: None,
            };
            vec![arm(p.surgery, Strategy::Open), arm(p.nonoperative, Strategy::NonopFunctional)]
        } else {
            let arm = |r: &&Row| Arm {
                strategy: r.strategy,
                events: r.events,
                people: r.people(),
                status: r.status,
                line: Some(r.line),
            };
            rows.iter().map(arm).collect()
        };
        if arms.iter().any(|a| a.events > a.people || a.people == 0) {
            return Err(unfit(s, format!("{id} has more events than people. Correct the counts.")));
        }
        let trial = Trial {
            id: id.into(),
            label: info.label.clone(),
            year,
            rehabilitation: info.rehabilitation,
            followup_months,
            arms,
        };
        let t = trial.table();
        let kinds = Strategy::FOUR.iter().filter(|f| trial.arms.iter().any(|a| a.strategy == **f)).count();
        match s.shape {
            Shape::Pairs if t.n1 == 0 || t.n2 == 0 => {
                Err(unfit(s, format!("{id} does not count {} with and without surgery. Leave it out.", s.outcome)))
            }
            Shape::Network if kinds < 2 => {
                Err(unfit(s, format!("{id} does not compare two of the four treatments. Leave it out.")))
            }
            _ => Ok(trial),
        }
    }
}

fn unfit(s: &SetDefinition, what: String) -> SetError {
    SetError::Unfit { set: s.id.clone(), what }
}
