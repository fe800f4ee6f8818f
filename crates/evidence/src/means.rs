//! The table of means: scores and days, one row for each arm, outcome and time. Read as strictly as the table of counts.

use serde::Serialize;

use crate::effect::{Effect, mean_difference};
use crate::trials::{Status, Strategy, TrialsError, status_of, strategy_of};

/// The columns, in order.
pub const COLUMNS: [&str; 13] = [
    "trial",
    "year",
    "arm",
    "strategy",
    "rehab",
    "outcome",
    "mean",
    "sd",
    "n",
    "followup_months",
    "status",
    "source",
    "note",
];

/// One arm's mean of one outcome at one time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeanRow {
    /// Id of the trial.
    pub trial: String,
    /// Name of the arm.
    pub arm: String,
    /// What was done in it.
    pub strategy: Strategy,
    /// What was measured.
    pub outcome: String,
    /// The mean.
    pub mean: f64,
    /// The standard deviation, where printed.
    pub sd: Option<f64>,
    /// How many people, where printed.
    pub people: Option<u32>,
    /// When, in months.
    pub followup_months: Option<f64>,
    /// How well the numbers are known.
    pub status: Status,
    /// Source id, then address.
    pub source: String,
    /// What a reader should know.
    pub note: String,
    /// Line of the file, from 1.
    pub line: u64,
}

/// The whole table of means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Means {
    /// Rows in the order of the file.
    pub rows: Vec<MeanRow>,
}

impl Means {
    /// Reads the table. All problems are reported, not only the first; they name lines of means.csv.
    pub fn parse(text: &str) -> Result<Self, Vec<TrialsError>> {
        let file = "means.csv";
        let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text.as_bytes());
        if !reader.headers().is_ok_and(|h| h.iter().eq(COLUMNS)) {
            let what = format!("the first line must name the columns: {}.", COLUMNS.join(","));
            return Err(vec![TrialsError { file, line: 1, what }]);
        }
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let read = match &record {
                Ok(r) => row(r),
                Err(_) => Err("the line does not have 13 fields. Put quotes round a text with a comma.".into()),
            };
            let position = match &record {
                Ok(r) => r.position(),
                Err(e) => e.position(),
            };
            let line = position.map_or(0, csv::Position::line);
            match read {
                Ok(r) => rows.push(MeanRow { line, ..r }),
                Err(what) => problems.push(TrialsError { file, line, what }),
            }
        }
        if problems.is_empty() { Ok(Self { rows }) } else { Err(problems) }
    }

    /// The first difference of two arms of a trial with everything printed that it needs.
    pub fn difference(&self, trial: &str, outcome: &str) -> Option<(&MeanRow, &MeanRow, Effect)> {
        let mut rows = self.rows.iter().filter(|r| r.trial == trial && r.outcome == outcome);
        let (a, b) = (rows.next()?, rows.next()?);
        let f = f64::from;
        let e = mean_difference(a.mean, a.sd?, f(a.people?), b.mean, b.sd?, f(b.people?))?;
        Some((a, b, e))
    }
}

fn row(record: &csv::StringRecord) -> Result<MeanRow, String> {
    let field = |i: usize| record.get(i).unwrap_or_default().trim();
    let number = |i: usize| -> Result<Option<f64>, String> {
        match field(i) {
            "" => Ok(None),
            f => f.parse::<f64>().ok().filter(|x| x.is_finite()).map(Some).ok_or_else(|| {
                format!("{} is '{f}'. Write a number, or leave it empty where it is not printed.", COLUMNS[i])
            }),
        }
    };
    let sd = number(7)?;
    if sd.is_some_and(|s| s <= 0.0) {
        return Err("sd is not above zero. Correct it, or leave it empty.".into());
    }
    let people = match field(8) {
        "" => None,
        n => Some(n.parse::<u32>().ok().filter(|n| *n > 0).ok_or_else(|| {
            format!("n is '{n}'. Write a whole number above zero, or leave it empty where it is not printed.")
        })?),
    };
    for i in [0, 2, 5, 11] {
        if field(i).is_empty() {
            return Err(format!("{} is empty. Fill it in.", COLUMNS[i]));
        }
    }
    Ok(MeanRow {
        trial: field(0).to_owned(),
        arm: field(2).to_owned(),
        strategy: strategy_of(field(3))?,
        outcome: field(5).to_owned(),
        mean: number(6)?.ok_or("mean is empty. Leave the row out where no mean is printed.")?,
        sd,
        people,
        followup_months: number(9)?,
        status: status_of(field(10))?,
        source: field(11).to_owned(),
        note: field(12).to_owned(),
        line: 0,
    })
}
