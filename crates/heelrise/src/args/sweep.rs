//! `heelrise sweep`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use heelrise_sweep::Map;
use jiff::civil::Date;

/// `heelrise sweep`.
#[derive(Debug, Args)]
pub struct Sweep {
    /// Files and folders: FHIR R4 (NDJSON or JSON), text, HTML, RTF, CSV, Parquet, packed or not; `-` is the standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Where the worklist goes. A folder gets a worklist.json; `-` is the standard output
    #[arg(short, long, value_name = "FILE", default_value = "worklist.json")]
    pub output: PathBuf,
    /// Visits of the last so many days
    #[arg(long, value_name = "DAYS", default_value_t = 14, conflicts_with = "audit")]
    pub days: u16,
    /// The whole history, with a look back: missed, miscoded, truly late
    #[arg(long)]
    pub audit: bool,
    /// The day it is made for. Left out: today where this machine is
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    pub today: Option<Date>,
    /// Which column of a table holds what, as encounter=visit_id,patient=mrn,date=seen,note=text,code=icd. Where days are written as
    /// 03/04/2026, also which number is the day: days=first or days=second
    #[arg(long, value_name = "FIELD=COLUMN,…", value_parser = Map::read)]
    pub map: Option<Map>,
    /// What the inputs are, when their names and contents are not to decide
    #[arg(long, value_name = "KIND")]
    pub kind: Option<KindWord>,
    /// Keep the sentences that name signs: parts of notes, in the worklist and the table
    #[arg(long)]
    pub spans: bool,
    /// Also write the list as a table; `-` is the standard output
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Replace ids by keyed hashes (HMAC-SHA256 with the key in this file) and take out the names of files
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonymise: Option<PathBuf>,
    /// How many people the terminal shows
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    pub top: usize,
    /// How many threads read
    #[arg(long, value_name = "NUMBER", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub threads: u8,
    /// Begin anew instead of going on where an interrupted sweep ended
    #[arg(long)]
    pub fresh: bool,
}

/// What inputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindWord {
    /// FHIR, one resource a line, or a list or a Bundle of them
    Fhir,
    /// A table
    Csv,
    /// One note a file
    Text,
}

impl From<KindWord> for heelrise_sweep::Kind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Fhir => Self::Fhir,
            KindWord::Csv => Self::Table,
            KindWord::Text => Self::Note,
        }
    }
}
