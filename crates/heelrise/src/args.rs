//! What can be asked on the command line, with one worked example for each command. A test runs every example.

pub mod evidence;
pub mod sweep;
pub mod worklist;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use heelrise_care::case::{Report, ReportedSign};
use heelrise_knowledge::Answer;
use jiff::civil::Date;

use crate::exit::TABLE;

/// Heelrise: the way through an acute Achilles tendon rupture, from the pop to a plan.
///
/// General information and decision support. The diagnosis and the plan come from a clinician who examines the leg.
#[derive(Debug, Parser)]
#[command(name = "heelrise", version, after_help = TABLE, max_term_width = 100)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Use the knowledge in this folder instead of the one built in. The same checks run
    #[arg(long, global = true, value_name = "DIR")]
    pub knowledge: Option<PathBuf>,
    /// The language of the words, by its tag
    #[arg(long, global = true, value_name = "TAG", default_value = "en")]
    pub lang: String,
    /// When to use colour. `auto`: on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// How soon must this leg be seen? Asks in the terminal, or takes answers as options or from a file
    #[command(after_help = "\
Without options it asks one question after the other. A question that is not answered counts on the safe side.

Example:
  $ heelrise check --pop yes --can-walk yes")]
    Check(Box<Check>),
    /// Everything known of one case, or of a stream of them: verdict, what is missing, how likely
    #[command(after_help = "\
A stream is one case after another, each a JSON object, on lines of their own or not, or all in one list. A case that
cannot be used is named with its place, its number and its field, counted and passed over; the others give their
results, and the exit code is then 2. When none of the first 100 cases of a file can be used, the rest is not read.

Example:
  $ heelrise schema example > case.json
  $ heelrise assess case.json")]
    Assess(Assess),
    /// A published protocol with its day 0 as a dated plan: today, this week, the whole road
    #[command(after_help = "\
Example:
  $ heelrise plan --protocol willits --path non-operative --origin injury --day0 2026-11-20")]
    Plan(Box<Plan>),
    /// What we believe of something, and why
    #[command(after_help = "\
WHAT is an urgency or verdict (same_day), a decision (urgency), a rule (S1), a sign (pop), a score (wells), a mimic
(dvt), a protocol (willits), a safety property (P2), a hazard (reassured_walking), a claim (C53) or a source
(maffulli1998). Without WHAT it lists everything that has an id. Where two kinds share an id, put the kind before it:
mimic:dvt.

Examples:
  $ heelrise explain S1
  $ heelrise explain wells
  $ heelrise explain")]
    Explain(Explain),
    /// What trials say of operating or not, worked out again from their counts
    #[command(subcommand)]
    Evidence(Box<evidence::Evidence>),
    /// Check, print or sign the knowledge
    #[command(subcommand)]
    Knowledge(Knowledge),
    /// Find the ruptures that were sent home: read notes and codes, rank the people to call back
    #[command(after_help = "\
Nothing leaves this machine. The worklist holds ids, places and signs, and no text of a note unless --spans asks for it.
A record that cannot be used is named with its file and line, counted and passed over. An input that cannot be read, or
not to its end, is named with what to do; the list is made of the rest, and the exit code is then 2. A sweep that was
stopped goes on where it ended when it is started again with the same inputs and options.

Examples:
  $ printf 'Felt a pop, unable to heel raise. Imp: ankle sprain.' > note.txt
  $ heelrise sweep note.txt -o worklist.json
  $ heelrise sweep note.txt --spans --top 5 --csv table.csv")]
    Sweep(Box<sweep::Sweep>),
    /// The call-back list that a sweep wrote, with the answers of those who reviewed it
    #[command(subcommand)]
    Worklist(worklist::Worklist),
    /// Prove the safety properties by walking the whole space of inputs
    #[command(after_help = "\
Example:
  $ heelrise prove P12")]
    Prove(Prove),
    /// The records: is everything that was written still there, and as it was written?
    #[command(subcommand)]
    Records(Records),
    /// Start the site: the self-check for everybody, the clinician's pages behind a sign-in
    #[command(after_help = "\
With --demo it is a throw-away site with invented cases, marked as such on every page, and nothing is kept. With
--worklist those who are signed in review the list that a sweep wrote; the notes stay where they are.

Examples:
  $ heelrise serve --demo --addr 127.0.0.1:8470
  $ heelrise serve --data data --worklist worklist.json")]
    Serve(Serve),
    /// The case file: its JSON Schema, and a worked example
    #[command(after_help = "\
Example:
  $ heelrise schema case")]
    Schema(Schema),
}

/// `heelrise check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Take the answers from case files: one case or a stream of them; `-` is the standard input
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Print JSON, one line for each case
    #[arg(long)]
    pub json: bool,
    /// Answers to single questions.
    #[command(flatten)]
    pub report: SignFlags,
}

/// One option for each reported sign: `--weak-push-off yes|no|unsure`.
#[derive(Debug, Default)]
pub struct SignFlags(pub Option<Report>);

const ANSWERS: [(&str, Answer); 3] = [("yes", Answer::Present), ("no", Answer::Absent), ("unsure", Answer::Unsure)];

/// What each sign is, from the descriptions that the case file's schema carries.
fn sign_help() -> impl Fn(&str) -> String {
    let schema = schemars::schema_for!(Report);
    move |id: &str| {
        let field = schema.get("properties").and_then(|p| p.get(id)).and_then(|field| field.get("description"));
        field.and_then(|d| d.as_str()).unwrap_or_default().trim_end_matches('.').replace('\n', " ")
    }
}

/// The option of a sign: its id with hyphens. The parser wants names that live as long as the program; there are few.
fn long_name(sign: ReportedSign) -> &'static str {
    sign.id().replace('_', "-").leak()
}

impl Args for SignFlags {
    fn augment_args(command: clap::Command) -> clap::Command {
        let help = sign_help();
        let arguments = ReportedSign::ALL.iter().map(|sign| {
            let argument = Arg::new(sign.id())
                .long(long_name(*sign))
                .value_name("ANSWER")
                .value_parser(PossibleValuesParser::new(ANSWERS.map(|(word, _)| word)))
                .hide_possible_values(true)
                .conflicts_with("answers")
                .help_heading("Answers (yes, no or unsure; left out: not asked)")
                .help(help(sign.id()));
            // The words people type first.
            match sign {
                ReportedSign::CanWalk => argument.alias("walk"),
                ReportedSign::CanTiptoe => argument.alias("tiptoe"),
                _ => argument,
            }
        });
        command.args(arguments.collect::<Vec<_>>())
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for SignFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut report = Report::default();
        let mut any = false;
        for sign in ReportedSign::ALL {
            let Some(word) = matches.get_one::<String>(sign.id()) else { continue };
            let answer =
                ANSWERS.iter().find(|(known, _)| known == word).map_or(Answer::NotAsked, |(_, answer)| *answer);
            report.set(*sign, answer);
            any = true;
        }
        Ok(Self(any.then_some(report)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// `heelrise assess`.
#[derive(Debug, Args)]
pub struct Assess {
    /// Case files: one case or a stream of them each; `-` is the standard input
    #[arg(required = true, value_name = "CASE.json")]
    pub files: Vec<PathBuf>,
    /// Print JSON, one line for each case
    #[arg(long, conflicts_with = "letter")]
    pub json: bool,
    /// Print the letter to paste, as plain text
    #[arg(long)]
    pub letter: bool,
}

/// `heelrise plan`.
#[derive(Debug, Args)]
pub struct Plan {
    /// The protocol's id
    #[arg(long, value_name = "ID")]
    pub protocol: Option<String>,
    /// Day 0, for example 2026-11-20
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = date)]
    pub day0: Option<Date>,
    /// With or without an operation. Left out: the only way the protocol serves
    #[arg(long)]
    pub path: Option<PathWord>,
    /// What happened on day 0. Left out: the only day the protocol counts from
    #[arg(long)]
    pub origin: Option<OriginWord>,
    /// What the protocol asks of the clinic, as id=number; may be repeated
    #[arg(long, value_name = "ID=NUMBER", value_parser = parameter)]
    pub param: Vec<(String, u16)>,
    /// The day the splint, cast or boot was first put on, when treatment began late
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub treatment_started: Option<Date>,
    /// The day the plan is adopted. Left out: today
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub adopted: Option<Date>,
    /// The clinician who checked a copied protocol against its original
    #[arg(long, value_name = "NAME")]
    pub checked_by: Option<String>,
    /// Which day is today. Left out: today where this machine is
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub today: Option<Date>,
    /// Who reads it
    #[arg(long, default_value = "patient")]
    pub reader: Who,
    /// Write a calendar file; `-` is the standard output
    #[arg(long, value_name = "FILE")]
    pub ics: Option<PathBuf>,
    /// Calendar titles that say what changes, not only that something does
    #[arg(long, requires = "ics")]
    pub plain: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// List the protocols: those a plan can be made of, and the others with the reason
    #[arg(long, conflicts_with_all = ["protocol", "day0", "ics"])]
    pub list: bool,
}

/// With or without an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PathWord {
    /// Without an operation
    NonOperative,
    /// After a repair
    Operative,
}

impl From<PathWord> for heelrise_knowledge::protocol::Path {
    fn from(word: PathWord) -> Self {
        match word {
            PathWord::NonOperative => Self::NonOperative,
            PathWord::Operative => Self::Operative,
        }
    }
}

/// What happened on day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OriginWord {
    /// The rupture
    Injury,
    /// The operation
    Surgery,
    /// The splint, cast or boot was first put on
    TreatmentStart,
}

impl From<OriginWord> for heelrise_knowledge::protocol::Origin {
    fn from(word: OriginWord) -> Self {
        match word {
            OriginWord::Injury => Self::Injury,
            OriginWord::Surgery => Self::Surgery,
            OriginWord::TreatmentStart => Self::TreatmentStart,
        }
    }
}

/// Who reads a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Who {
    /// The person
    Patient,
    /// A clinician
    Clinician,
}

/// A day.
fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a date; write it as 2026-11-20."))
}

/// `id=number`.
fn parameter(text: &str) -> Result<(String, u16), String> {
    let split = text.split_once('=').filter(|(id, _)| !id.trim().is_empty());
    let (id, number) =
        split.ok_or_else(|| format!("`{text}` cannot be used; write it as id=number, as in weeks=2."))?;
    let number = number
        .trim()
        .parse()
        .map_err(|_| format!("`{}` is not a whole number from 0 to {}.", number.trim(), u16::MAX))?;
    Ok((id.trim().to_owned(), number))
}

/// The address that people type, without a slash at its end.
fn public_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let good = host.is_some_and(|host| {
        !host.is_empty()
            && !host.starts_with(['/', ':'])
            && !host.contains(|c: char| c.is_whitespace() || "?#".contains(c))
    });
    if good {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(format!("`{text}` is not an address that people can type; write it as https://heelrise.example.org."))
    }
}

/// An address to listen on: the name or number of a machine and a port. Names are looked up when the site starts.
fn listen(text: &str) -> Result<(String, u16), String> {
    let (host, port) = text
        .rsplit_once(':')
        .ok_or_else(|| format!("`{text}` has no port; write it as 127.0.0.1:8470 or localhost:8470."))?;
    let port = port
        .parse()
        .map_err(|_| format!("`{port}` is not a port; write a number from 0 to {}, as in 127.0.0.1:8470.", u16::MAX))?;
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    if inner.is_none() && host.contains(':') {
        return Err(format!("`{text}` cannot be read; put an IPv6 number in brackets, as in [::1]:8470."));
    }
    let host = inner.unwrap_or(host);
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c == '/') {
        return Err(format!("`{text}` names no machine; write it as 127.0.0.1:8470 or localhost:8470."));
    }
    Ok((host.to_owned(), port))
}

/// `heelrise records …`.
#[derive(Debug, Subcommand)]
pub enum Records {
    /// Read the whole log and name whatever was altered, moved or taken out
    #[command(after_help = "\
Example:
  $ heelrise records verify --data data")]
    Verify {
        /// The folder that holds the records
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Drop the worklist and make it anew from the log
    #[command(after_help = "\
Example:
  $ heelrise records rebuild --data data")]
    Rebuild {
        /// The folder that holds the records
        #[arg(long, value_name = "DIR", default_value = "data")]
        data: PathBuf,
    },
}

/// `heelrise serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8470", value_parser = listen)]
    pub addr: (String, u16),
    /// The address people reach the site by, when it stands behind another server
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// The folder that keeps the records; made when it is not there
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// The folder that the sweep wrote its worklist.json to, or that file: clinicians review it here
    #[arg(long, value_name = "FOLDER", conflicts_with = "demo")]
    pub worklist: Option<PathBuf>,
    /// A throw-away site with invented cases. Nothing is kept
    #[arg(long, conflicts_with = "data")]
    pub demo: bool,
}

/// `heelrise explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// An id, for example same_day, S1, pop, wells, willits, P2 or maffulli1998; left out: lists them all
    #[arg(value_name = "WHAT")]
    pub what: Option<String>,
}

/// `heelrise knowledge …`.
#[derive(Debug, Subcommand)]
pub enum Knowledge {
    /// Check a knowledge folder (or the one built in): what is wrong, or how well its decisions are covered
    #[command(after_help = "\
Example:
  $ heelrise knowledge check")]
    Check {
        /// The folder; left out: the one given by --knowledge, or the one built in
        #[arg(value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Print the whole knowledge as one document to review and sign
    #[command(after_help = "\
Example:
  $ heelrise knowledge book --html book.html --pdf book.pdf")]
    Book {
        /// Write it as a web page
        #[arg(long, value_name = "FILE", required_unless_present = "pdf")]
        html: Option<PathBuf>,
        /// Write it as a PDF
        #[arg(long, value_name = "FILE")]
        pdf: Option<PathBuf>,
    },
    /// Sign a decision or a protocol as it stands. A later change to it clears the signature
    #[command(after_help = "\
Example:
  $ heelrise knowledge sign urgency --by 'A. Example' --role Consultant --dir knowledge")]
    Sign {
        /// The decision or the protocol, for example urgency or willits
        #[arg(value_name = "WHAT")]
        what: String,
        /// Who signs
        #[arg(long, value_name = "NAME")]
        by: String,
        /// In what role
        #[arg(long, value_name = "ROLE")]
        role: String,
        /// The knowledge folder that holds it
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
    },
}

/// `heelrise prove`.
#[derive(Debug, Args)]
pub struct Prove {
    /// Only these properties, for example P3; left out: all
    #[arg(value_name = "PROPERTY")]
    pub only: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `heelrise schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// What to print
    pub what: SchemaWhat,
}

/// What `heelrise schema` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaWhat {
    /// The JSON Schema of a case file
    Case,
    /// A case file as an example
    Example,
    /// The JSON Schema of a worklist
    Worklist,
}
