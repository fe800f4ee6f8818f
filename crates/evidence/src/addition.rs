//! A new trial, written as a small file: put into the table and the sets it names, and what that changes for patients.

use serde::Serialize;

use crate::sets::{Design, Rehabilitation, Sets, TrialInfo};
use crate::summary::{Answer, Certainty, Number, Outcome, OutcomeSummary, Reason, Unit};
use crate::trial_file::{At, Fault, Fields, Reading, Refused, clip, meant};
use crate::trials::{COLUMNS, Column, Row, Status, Strategy, Trials, row};

/// One arm of the new trial.
#[derive(Debug, Clone, PartialEq)]
struct NewArm {
    name: At<String>,
    strategy: Strategy,
    rehab: String,
    randomised: Option<At<String>>,
    analysed: Option<At<String>>,
    followup_months: Option<At<String>>,
    status: At<Status>,
    source: String,
    note: String,
    /// People with each outcome.
    counts: Vec<(At<String>, At<String>)>,
    /// Line on which it begins.
    line: usize,
}

/// A new trial, every field of which fits the table of trials and names what there is.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTrial {
    id: At<String>,
    label: String,
    year: At<String>,
    design: Design,
    rehabilitation: Rehabilitation,
    /// Ids of the sets it joins.
    sets: At<Vec<At<String>>>,
    arms: Vec<NewArm>,
    /// Its rows, without their place in the table.
    rows: Vec<Row>,
}

const TRIAL_FIELDS: [&str; 7] = ["id", "label", "year", "design", "rehabilitation", "sets", "arm"];
const ARM_FIELDS: [&str; 10] =
    ["name", "strategy", "rehab", "randomised", "analysed", "followup_months", "status", "source", "note", "counts"];
const DESIGNS: [(&str, Design); 2] = [("randomised", Design::Randomised), ("cohort", Design::Cohort)];
const REHABILITATIONS: [(&str, Rehabilitation); 4] = [
    ("functional", Rehabilitation::Functional),
    ("cast", Rehabilitation::Cast),
    ("differs", Rehabilitation::Differs),
    ("not_stated", Rehabilitation::NotStated),
];

/// Every outcome that can be counted: those of the table, of the sets, and of what patients are shown.
fn outcomes<'a>(trials: &'a Trials, sets: &'a Sets) -> Vec<&'a str> {
    let shown = Outcome::ALL.into_iter().filter(|o| !o.is_mean()).map(Outcome::counted_as);
    let mut all: Vec<&str> = shown.collect();
    all.extend(trials.rows.iter().map(|r| r.outcome.as_str()));
    all.extend(sets.sets.iter().map(|s| s.outcome.as_str()));
    all.sort_unstable();
    all.dedup();
    all
}

impl NewArm {
    fn read<'t>(reading: &mut Reading<'t>, of: &Fields<'_, 't>, outcomes: &[&str]) -> Option<Self> {
        let statuses = Status::IN_THE_TABLE.map(|s| (s.word(), s));
        let strategies = Strategy::ALL.map(|s| (s.word(), s));
        let name = reading.text(of, "name", "\"open\"", true);
        let strategy = reading.word(of, "strategy", &strategies, "\"open\"");
        let rehab = reading.text(of, "rehab", "\"brace from week 2\"", false);
        let randomised = reading.number(of, "randomised", ("305", false, true));
        let analysed = reading.number(of, "analysed", ("300", false, true));
        let followup_months = reading.number(of, "followup_months", ("12", false, false));
        let status = reading.word(of, "status", &statuses, "\"read\"");
        let source = reading.text(of, "source", "\"example2027; https://example.org\"", true);
        let note = reading.text(of, "note", "\"\"", false);
        let counts = reading.counts(of, "counts", "{ rerupture = 3 }");
        for (name, _) in &counts {
            if !outcomes.contains(&name.value.as_str()) {
                let what = format!(
                    "`{}` is no outcome. {}The outcomes are: {}. What nobody has counted yet goes into \
                     evidence/trials.csv first.",
                    clip(&name.value),
                    meant(&name.value, outcomes),
                    outcomes.join(", ")
                );
                reading.fault(name.line, what);
            }
        }
        Some(Self {
            name: name?,
            strategy: strategy?.value,
            rehab: rehab.map(|r| r.value).unwrap_or_default(),
            randomised,
            analysed,
            followup_months,
            status: status?,
            source: source?.value,
            note: note.map(|n| n.value).unwrap_or_default(),
            counts,
            line: of.line,
        })
    }

    /// The line of the file on which a column of the table comes from.
    fn line_of(&self, column: Column, count: &At<String>) -> usize {
        let of = |field: &Option<At<String>>| field.as_ref().map_or(self.line, |f| f.line);
        match column {
            Column::Randomised => of(&self.randomised),
            Column::Analysed => of(&self.analysed),
            Column::FollowupMonths => of(&self.followup_months),
            Column::Status => self.status.line,
            Column::Arm => self.name.line,
            Column::Events | Column::Outcome => count.line,
            _ => self.line,
        }
    }
}

impl NewTrial {
    /// Reads the file. Every mistake in it is told, not only the first: what is no field and what is no outcome, numbers
    /// that cannot be, a trial that is there already, a set that is not.
    pub fn parse(text: &str, trials: &Trials, sets: &Sets) -> Result<Self, Refused> {
        let mut reading = Reading::new(text);
        let trial = reading.document().and_then(|document| {
            let of = reading.fields(document.get_ref(), 1, "a trial", &TRIAL_FIELDS);
            Self::read(&mut reading, &of, (trials, sets))
        });
        let missing = || Refused(vec![Fault { line: 1, what: "The file holds no trial.".into() }]);
        match (trial, reading.refused()) {
            (_, Some(refused)) => Err(refused),
            (trial, None) => trial.ok_or_else(missing),
        }
    }

    fn read<'t>(reading: &mut Reading<'t>, of: &Fields<'_, 't>, (trials, sets): (&Trials, &Sets)) -> Option<Self> {
        let id = reading.text(of, "id", "\"example2027\"", true);
        let label = reading.text(of, "label", "\"Example 2027\"", true);
        let year = reading.number(of, "year", ("2027", true, true));
        let design = reading.word(of, "design", &DESIGNS, "\"randomised\"");
        let rehabilitation = reading.word(of, "rehabilitation", &REHABILITATIONS, "\"functional\"");
        let joins = reading.texts(of, "sets", "[\"B\", \"N\"]");
        let tables = reading.tables(of, "arm");
        let outcomes = outcomes(trials, sets);
        let mut arms: Vec<NewArm> = Vec::new();
        let mut whole = true;
        for (table, line) in tables {
            let of = reading.fields(table, line, "an arm", &ARM_FIELDS);
            let Some(arm) = NewArm::read(reading, &of, &outcomes) else {
                whole = false;
                continue;
            };
            if let Some(first) = arms.iter().find(|other| other.name.value == arm.name.value) {
                let what =
                    format!("The arm on line {} is called “{}” too. Rename one.", first.line, clip(&arm.name.value));
                reading.fault(arm.name.line, what);
            }
            arms.push(arm);
        }
        if let Some(id) = id.as_ref().filter(|id| known(&id.value, trials, sets)) {
            reading.fault(id.line, format!("There is a trial “{}” already. Choose another id.", clip(&id.value)));
        }
        let ids: Vec<&str> = sets.sets.iter().map(|s| s.id.as_str()).collect();
        for set in joins.iter().flat_map(|joins| &joins.value).filter(|set| !ids.contains(&set.value.as_str())) {
            let what = format!(
                "There is no set “{}”. {}The sets are: {}.",
                clip(&set.value),
                meant(&set.value, &ids),
                ids.join(", ")
            );
            reading.fault(set.line, what);
        }
        let mut trial = Self {
            id: id?,
            label: label?.value,
            year: year?,
            design: design?.value,
            rehabilitation: rehabilitation?.value,
            sets: joins?,
            arms,
            rows: Vec::new(),
        };
        for arm in &trial.arms {
            for count in &arm.counts {
                let record = csv::StringRecord::from(trial.fields(arm, count).to_vec());
                match row(&record, 0) {
                    Ok(row) => trial.rows.push(row),
                    Err((Column::Year, what)) => reading.fault(trial.year.line, what),
                    Err((column, what)) => reading.fault(arm.line_of(column, &count.1), what),
                }
            }
        }
        whole.then_some(trial)
    }

    /// One row of the table, field by field.
    fn fields(&self, arm: &NewArm, (outcome, events): &(At<String>, At<String>)) -> [String; COLUMNS.len()] {
        let number = |n: &Option<At<String>>| n.as_ref().map(|n| n.value.clone()).unwrap_or_default();
        [
            self.id.value.clone(),
            self.year.value.clone(),
            arm.name.value.clone(),
            arm.strategy.word().to_owned(),
            arm.rehab.clone(),
            outcome.value.clone(),
            events.value.clone(),
            number(&arm.randomised),
            number(&arm.analysed),
            number(&arm.followup_months),
            arm.status.value.word().to_owned(),
            arm.source.clone(),
            arm.note.clone(),
        ]
    }

    /// The lines to append to the table.
    pub fn csv_lines(&self) -> Result<String, csv::Error> {
        let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
        for arm in &self.arms {
            for count in &arm.counts {
                out.write_record(self.fields(arm, count))?;
            }
        }
        let bytes = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The table and the sets with the trial in them; every rule for both holds for it too.
    pub fn add_to(&self, trials: &Trials, sets: &Sets) -> Result<(Trials, Sets), Refused> {
        let last = trials.rows.iter().map(|r| r.line).max().unwrap_or(1);
        let mut trials = trials.clone();
        let placed = self.rows.iter().zip(last + 1..).map(|(row, line)| Row { line, ..row.clone() });
        trials.rows.extend(placed);
        let mut sets = sets.clone();
        sets.trials.push(TrialInfo {
            id: self.id.value.clone(),
            label: self.label.clone(),
            design: self.design,
            rehabilitation: self.rehabilitation,
        });
        for s in sets.sets.iter_mut().filter(|s| self.sets.value.iter().any(|id| id.value == s.id)) {
            s.trials.push(self.id.value.clone());
        }
        // What is wrong now was right without the trial: the sets it names do not take it.
        let refuse = |what: String| Refused(vec![Fault { line: self.sets.line, what }]);
        sets.check(&trials).map_err(|error| refuse(error.to_string()))?;
        Ok((trials, sets))
    }
}

fn known(id: &str, trials: &Trials, sets: &Sets) -> bool {
    sets.trial(id).is_some() || trials.rows.iter().any(|r| r.trial == id)
}

/// What a number of a [`Change`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Surgery of any kind.
    Surgery,
    /// No surgery.
    NoSurgery,
    /// How many fewer or more with surgery.
    Difference,
    /// One of the four options.
    #[serde(untagged)]
    Option(Strategy),
}

/// What a patient sees of a number, as rounded as it is shown: what is shown alike has not changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Seen {
    /// A number and what it rests on.
    Number {
        /// The number.
        value: f64,
        /// Its 95 % interval.
        interval: Option<(f64, f64)>,
        /// What it counts.
        unit: Unit,
        /// Arms of trials behind it.
        arms: usize,
        /// People in them.
        people: u32,
        /// How far it can be trusted.
        certainty: Certainty,
        /// The trial that stands here by itself, by name; nothing where trials are put together.
        one_trial: Option<String>,
        /// Trials that count the same and are not in the number, by name.
        left_out: Vec<String>,
    },
    /// Fewer (below zero) or more people per 100 with surgery, and the 95 % interval.
    Difference(f64, f64, f64),
    /// Why there is no number.
    NotKnown(Reason),
}

/// A number that a patient sees, before and after.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The outcome.
    pub outcome: Outcome,
    /// What the number is about.
    pub option: About,
    /// As shown before; nothing where it was not shown.
    pub before: Option<Seen>,
    /// As shown after.
    pub after: Seen,
}

impl Unit {
    /// Decimals with which it is shown.
    pub fn decimals(self) -> usize {
        usize::from(self == Self::PeoplePer100)
    }
}

fn rounded(value: f64, decimals: usize) -> f64 {
    let unit = if decimals == 0 { 1.0 } else { 10.0 };
    (value * unit).round() / unit
}

fn seen(n: &Number) -> Seen {
    let at = |value| rounded(value, n.unit.decimals());
    Seen::Number {
        value: at(n.value),
        interval: n.interval.map(|(low, high)| (at(low), at(high))),
        unit: n.unit,
        arms: n.behind.len(),
        people: n.behind.iter().filter_map(|b| b.people).sum(),
        certainty: n.certainty,
        one_trial: n.behind.first().filter(|_| n.set.is_none()).map(|b| b.label.clone()),
        left_out: n.left_out.iter().map(|b| b.label.clone()).collect(),
    }
}

fn shown(all: &[OutcomeSummary]) -> Vec<(Outcome, About, Seen)> {
    let mut out = Vec::new();
    for o in all {
        if let Some(s) = &o.surgery_or_not {
            let (d, low, high) = s.difference;
            let [d, low, high] = [d, low, high].map(|x| rounded(x, Unit::PeoplePer100.decimals()));
            out.push((o.outcome, About::Surgery, seen(&s.surgery)));
            out.push((o.outcome, About::NoSurgery, seen(&s.none)));
            out.push((o.outcome, About::Difference, Seen::Difference(d, low, high)));
        }
        for x in &o.options {
            let answer = match &x.answer {
                Answer::Known(n) => seen(n),
                Answer::NotKnown(reason) => Seen::NotKnown(*reason),
            };
            out.push((o.outcome, About::Option(x.option), answer));
        }
    }
    out
}

/// Every number that a patient sees differently.
pub fn changes(before: &[OutcomeSummary], after: &[OutcomeSummary]) -> Vec<Change> {
    let (old, new) = (shown(before), shown(after));
    new.into_iter()
        .filter_map(|(outcome, option, after)| {
            let before = old.iter().find(|(o, p, _)| *o == outcome && *p == option).map(|x| x.2.clone());
            (before.as_ref() != Some(&after)).then_some(Change { outcome, option, before, after })
        })
        .collect()
}
