//! The table of trials: one row for each arm and outcome, read strictly. A row keeps who was randomised apart from who
//! was analysed, and how well its numbers are known.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How well a row's numbers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read in the abstract or page named.
    Read,
    /// Worked out from numbers that were read.
    Derived,
    /// Read in somebody else's report.
    Secondary,
    /// Sources contradict each other.
    Conflict,
    /// A zero concluded from silence.
    InferredZero,
    /// From memory.
    Recalled,
    /// Other counts for a row that is there already: one or the other, never both.
    Alternative,
    /// Counts that no source prints, put in to see what they would change.
    Supposed,
}

impl Status {
    /// Whether a number of this status may reach a patient.
    pub fn may_reach_patients(self) -> bool {
        matches!(self, Self::Read | Self::Derived)
    }

    /// The word used in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Derived => "derived",
            Self::Secondary => "secondary",
            Self::Conflict => "conflict",
            Self::InferredZero => "inferred_zero",
            Self::Recalled => "recalled",
            Self::Alternative => "alternative",
            Self::Supposed => "supposed",
        }
    }

    /// Those that a table can hold. `supposed` is none of them: it can only come from a set.
    pub const IN_THE_TABLE: [Self; 7] = [
        Self::Read,
        Self::Derived,
        Self::Secondary,
        Self::Conflict,
        Self::InferredZero,
        Self::Recalled,
        Self::Alternative,
    ];

    fn of(word: &str) -> Option<Self> {
        Self::IN_THE_TABLE.into_iter().find(|s| s.word() == word)
    }
}

/// What was done in an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Open repair.
    Open,
    /// Minimally invasive or percutaneous repair.
    Mis,
    /// No operation, early movement in a boot or brace.
    NonopFunctional,
    /// No operation, plaster cast.
    NonopCast,
    /// No operation, mixed or not stated.
    NonopMixed,
}

impl Strategy {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Mis, Self::NonopFunctional, Self::NonopCast, Self::NonopMixed];

    /// The four treatments of the network, in the order they are shown.
    pub const FOUR: [Self; 4] = [Self::Open, Self::Mis, Self::NonopFunctional, Self::NonopCast];

    /// Whether it is an operation.
    pub fn is_surgery(self) -> bool {
        matches!(self, Self::Open | Self::Mis)
    }

    /// The word used in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Mis => "mis",
            Self::NonopFunctional => "nonop_functional",
            Self::NonopCast => "nonop_cast",
            Self::NonopMixed => "nonop_mixed",
        }
    }

    /// Words for a table or a plot.
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "open repair",
            Self::Mis => "minimally invasive repair",
            Self::NonopFunctional => "no operation, early movement",
            Self::NonopCast => "no operation, cast",
            Self::NonopMixed => "no operation",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// One arm's count of one outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Id of the trial.
    pub trial: String,
    /// Year of publication, where stated.
    pub year: Option<u16>,
    /// Name of the arm.
    pub arm: String,
    /// What was done in it.
    pub strategy: Strategy,
    /// Rehabilitation as described.
    pub rehab: String,
    /// What was counted.
    pub outcome: String,
    /// How many people had it.
    pub events: u32,
    /// How many were randomised to the arm, where printed.
    pub randomised: Option<u32>,
    /// How many were analysed, where printed.
    pub analysed: Option<u32>,
    /// Months of follow-up, where stated.
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

impl Row {
    /// The people counted: those analysed, or those randomised where only that is printed.
    pub fn people(&self) -> u32 {
        self.analysed.or(self.randomised).unwrap_or(0)
    }

    /// Whether the people counted are those randomised because no analysed number is printed.
    pub fn counts_randomised(&self) -> bool {
        self.analysed.is_none()
    }

    /// The id of the source, without the address.
    pub fn source_id(&self) -> &str {
        self.source.split(';').next().unwrap_or_default().trim()
    }
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialsError {
    /// Name of the file.
    pub file: &'static str,
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong with it and what to do.
    pub what: String,
}

impl fmt::Display for TrialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} line {}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for TrialsError {}

const FILE: &str = "trials.csv";

/// The columns, in order.
pub const COLUMNS: [&str; 13] = [
    "trial",
    "year",
    "arm",
    "strategy",
    "rehab",
    "outcome",
    "events",
    "randomised",
    "analysed",
    "followup_months",
    "status",
    "source",
    "note",
];

/// A column of the table, as a mistake names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Trial,
    Year,
    Arm,
    Strategy,
    Outcome,
    Events,
    Randomised,
    Analysed,
    FollowupMonths,
    Status,
    Source,
}

impl Column {
    /// Its place among [`COLUMNS`].
    fn place(self) -> usize {
        match self {
            Self::Trial => 0,
            Self::Year => 1,
            Self::Arm => 2,
            Self::Strategy => 3,
            Self::Outcome => 5,
            Self::Events => 6,
            Self::Randomised => 7,
            Self::Analysed => 8,
            Self::FollowupMonths => 9,
            Self::Status => 10,
            Self::Source => 11,
        }
    }
}

/// The whole table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trials {
    /// Rows in the order of the file.
    pub rows: Vec<Row>,
}

impl Trials {
    /// Reads the table. All problems are reported, not only the first.
    pub fn parse(text: &str) -> Result<Self, Vec<TrialsError>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(text.as_bytes());
        let wrong = |line: u64, what: String| TrialsError { file: FILE, line, what };
        match reader.headers() {
            Ok(h) if h.iter().eq(COLUMNS) => {}
            Ok(_) => {
                return Err(vec![wrong(1, format!("the first line must name the columns: {}.", COLUMNS.join(",")))]);
            }
            Err(e) => return Err(vec![wrong(1, format!("the first line cannot be read ({e})."))]),
        }
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        for record in reader.records() {
            let record = match record {
                Ok(r) => r,
                Err(e) => {
                    let line = e.position().map_or(0, csv::Position::line);
                    problems.push(wrong(
                        line,
                        "the line does not have 13 fields. Put quotes round a text with a comma.".into(),
                    ));
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            match row(&record, line) {
                Ok(r) => rows.push(r),
                Err((_, what)) => problems.push(wrong(line, what)),
            }
        }
        let all = Self { rows };
        problems.extend(all.doubles());
        if problems.is_empty() {
            Ok(all)
        } else {
            problems.sort_by_key(|p| p.line);
            Err(problems)
        }
    }

    /// Two rows of one arm and outcome, neither of them an alternative: which one counts would be anyone's guess.
    pub(crate) fn doubles(&self) -> Vec<TrialsError> {
        let mut out = Vec::new();
        for (i, r) in self.rows.iter().enumerate() {
            let same = |o: &&Row| {
                o.trial == r.trial && o.arm == r.arm && o.outcome == r.outcome && o.status != Status::Alternative
            };
            if r.status != Status::Alternative
                && let Some(first) = self.rows[..i].iter().find(same)
            {
                out.push(TrialsError {
                    file: FILE,
                    line: r.line,
                    what: format!(
                        "{} {} {} is counted on line {} already. Mark one of the two as alternative.",
                        r.trial, r.arm, r.outcome, first.line
                    ),
                });
            }
        }
        out
    }

    /// The rows of one trial and outcome that are not alternatives.
    pub fn main_rows<'a>(&'a self, trial: &'a str, outcome: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |r| r.trial == trial && r.outcome == outcome && r.status != Status::Alternative)
    }
}

/// Reads one record; what is wrong with it comes with the column it stands in.
pub(crate) fn row(record: &csv::StringRecord, line: u64) -> Result<Row, (Column, String)> {
    let text = |place: usize| record.get(place).unwrap_or_default().trim();
    let field = |c: Column| text(c.place());
    let needed = |c: Column| {
        let f = field(c);
        if f.is_empty() { Err((c, format!("{} is empty. Fill it in.", COLUMNS[c.place()]))) } else { Ok(f.to_owned()) }
    };
    let count = |c: Column| -> Result<Option<u32>, (Column, String)> {
        let f = field(c);
        if f.is_empty() {
            return Ok(None);
        }
        match f.parse::<u32>() {
            Ok(n) if n <= 1_000_000 => Ok(Some(n)),
            _ => Err((c, format!("{} is '{f}'. Write a whole number, or leave it empty.", COLUMNS[c.place()]))),
        }
    };
    let year = match field(Column::Year) {
        "" => None,
        y => Some(y.parse::<u16>().ok().filter(|y| (1900..=2100).contains(y)).ok_or_else(|| {
            let what = "Write four digits, or leave it empty where the source does not state it.";
            (Column::Year, format!("year is '{y}'. {what}"))
        })?),
    };
    let strategy = strategy_of(field(Column::Strategy)).map_err(|what| (Column::Strategy, what))?;
    let status = status_of(field(Column::Status)).map_err(|what| (Column::Status, what))?;
    let no_events = "events is empty. Write how many people had the outcome.";
    let events = count(Column::Events)?.ok_or_else(|| (Column::Events, no_events.to_owned()))?;
    let (randomised, analysed) = (count(Column::Randomised)?, count(Column::Analysed)?);
    let no_people = "randomised and analysed are both empty. Fill in at least one of them.";
    let people = analysed.or(randomised).ok_or_else(|| (Column::Analysed, no_people.to_owned()))?;
    if people == 0 {
        let column = if analysed.is_some() { Column::Analysed } else { Column::Randomised };
        return Err((column, "the arm has no people. Leave the row out, or correct the number.".into()));
    }
    if events > people {
        let what = format!("{events} events among {people} people. Count people, not events, or correct the number.");
        return Err((Column::Events, what));
    }
    if let (Some(r), Some(a)) = (randomised, analysed)
        && a > r
    {
        let what = format!("{a} were analysed but only {r} randomised. Check which number is which.");
        return Err((Column::Analysed, what));
    }
    let followup_months = match field(Column::FollowupMonths) {
        "" => None,
        m => Some(m.parse::<f64>().ok().filter(|m| m.is_finite() && *m > 0.0 && *m < 1200.0).ok_or_else(|| {
            let what = "Write a number of months, or leave it empty where it is not stated.";
            (Column::FollowupMonths, format!("followup_months is '{m}'. {what}"))
        })?),
    };
    Ok(Row {
        trial: needed(Column::Trial)?,
        year,
        arm: needed(Column::Arm)?,
        strategy,
        rehab: text(4).to_owned(),
        outcome: needed(Column::Outcome)?,
        events,
        randomised,
        analysed,
        followup_months,
        status,
        source: needed(Column::Source)?,
        note: text(12).to_owned(),
        line,
    })
}

pub(crate) fn strategy_of(word: &str) -> Result<Strategy, String> {
    Strategy::of(word)
        .ok_or_else(|| format!("strategy is '{word}'. Use open, mis, nonop_functional, nonop_cast or nonop_mixed."))
}

pub(crate) fn status_of(word: &str) -> Result<Status, String> {
    Status::of(word).ok_or_else(|| {
        format!("status is '{word}'. Use read, derived, secondary, conflict, inferred_zero, recalled or alternative.")
    })
}
