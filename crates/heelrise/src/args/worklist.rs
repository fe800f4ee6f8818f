//! `heelrise worklist …`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `heelrise worklist …`.
#[derive(Debug, Subcommand)]
pub enum Worklist {
    /// Print what the reviews come to: positive predictive value, number needed to review, agreement
    #[command(after_help = "\
It counts the answers of all reviewers. In the browser, reviewers see numbers only of people they have answered.

Example:
  $ printf 'Felt a pop, unable to heel raise. Imp: ankle sprain.' > note.txt
  $ heelrise sweep note.txt -o worklist.json
  $ heelrise worklist figures --worklist worklist.json --data data")]
    Figures {
        /// The list and the answers.
        #[command(flatten)]
        place: Place,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the list with everybody's answers as a table
    #[command(after_help = "\
Ids and reviewers get keyed names. Without --pseudonymise the key is made for this table and thrown away. No word of a note
and no reason is in the table unless --spans or --reasons asks for it.

Example:
  $ printf 'Felt a pop, unable to heel raise. Imp: ankle sprain.' > note.txt
  $ heelrise sweep note.txt -o worklist.json
  $ heelrise worklist export --worklist worklist.json --data data -o reviews.csv")]
    Export(Export),
}

/// The list and the answers.
#[derive(Debug, Args)]
pub struct Place {
    /// The folder that the sweep wrote its worklist.json to, or that file
    #[arg(long, value_name = "FOLDER")]
    pub worklist: PathBuf,
    /// The folder that holds the records
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
}

/// `heelrise worklist export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The list and the answers.
    #[command(flatten)]
    pub place: Place,
    /// Where the table goes; `-` is the standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Replace ids and reviewers by keyed hashes (HMAC-SHA256 with the key in this file)
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonymise: Option<PathBuf>,
    /// Leave ids and reviewers' names as they are
    #[arg(long, conflicts_with = "pseudonymise")]
    pub ids: bool,
    /// Put in the sentences that name signs: parts of notes
    #[arg(long)]
    pub spans: bool,
    /// Put in the reasons, in reviewers' words: they may name a person
    #[arg(long)]
    pub reasons: bool,
}
