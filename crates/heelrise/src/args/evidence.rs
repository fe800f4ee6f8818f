//! `heelrise evidence …`: what can be asked of the trials, each with a worked example.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `heelrise evidence …`.
#[derive(Debug, Subcommand)]
pub enum Evidence {
    /// Pool the trials of a set: counts, effects, weights, the pooled effect and how much the trials differ
    #[command(after_help = "\
OUTCOME is what was counted, as in rerupture or nerve_injury. `heelrise evidence sets` lists the outcomes and the sets.

Examples:
  $ heelrise evidence pool rerupture --set B --method reml
  $ heelrise evidence pool rerupture --set 12-trial --method um.fs")]
    Pool(Pool),
    /// The forest plot of a set as SVG or PNG, and the table behind it
    #[command(after_help = "\
A file whose name ends in .png is written as a picture, any other as SVG.

Examples:
  $ heelrise evidence forest rerupture --set B -o forest.png
  $ heelrise evidence forest rerupture --set 12-trial --cumulative -o years.svg")]
    Forest(Forest),
    /// The contour funnel of a set as SVG or PNG, and the table behind it
    #[command(after_help = "\
A file whose name ends in .png is written as a picture, any other as SVG.

Example:
  $ heelrise evidence funnel rerupture --set 12-trial -o funnel.svg")]
    Funnel(Funnel),
    /// Four treatments compared at once: every comparison, how the ranks scatter, direct against indirect evidence
    #[command(after_help = "\
Example:
  $ heelrise evidence network")]
    Network(Network),
    /// What the result hangs on: every set side by side, one trial left out at a time, by rehabilitation
    #[command(after_help = "\
Example:
  $ heelrise evidence sensitivity")]
    Sensitivity(Sensitivity),
    /// What patients are shown: for each option the number per 100 people with its set, method, certainty and trials
    #[command(after_help = "\
--baseline applies the effects on re-rupture to another risk without an operation than the pooled one of the trials.

Example:
  $ heelrise evidence numbers --baseline 5")]
    Numbers(Numbers),
    /// Published results worked out again: which come out as printed, and why the others do not
    #[command(after_help = "\
Example:
  $ heelrise evidence reproductions")]
    Reproductions {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Put a new trial in, work everything out again, and see what changes for patients
    #[command(after_help = "\
Nothing is written without --write. With it, the trial goes into evidence/trials.csv and evidence/sets.toml of the folder,
and only when the whole folder still passes every check.

Examples:
  $ heelrise evidence add --example > trial.toml
  $ heelrise evidence add trial.toml
  $ heelrise evidence add trial.toml --write knowledge")]
    Add(Add),
    /// The named sets of trials, what each is for, and which may reach patients
    #[command(after_help = "\
Example:
  $ heelrise evidence sets")]
    Sets {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// How a set is pooled.
#[derive(Debug, Clone, Copy, Args)]
pub struct How {
    /// The method
    #[arg(long, value_name = "METHOD", default_value = "reml")]
    pub method: MethodWord,
    /// What is compared. Left out: the risk ratio, or the odds ratio where the method gives nothing else
    #[arg(long, value_name = "MEASURE")]
    pub measure: Option<MeasureWord>,
    /// Where the 95 % interval comes from
    #[arg(long, value_name = "INTERVAL", default_value = "wald")]
    pub interval: IntervalWord,
}

/// Which trials are meant.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// What was counted
    #[arg(value_name = "OUTCOME")]
    pub outcome: String,
    /// The set of trials. Left out: the one patients see, or the only one
    #[arg(long, value_name = "SET")]
    pub set: Option<String>,
}

/// Which trials are pooled, and how.
#[derive(Debug, Clone, Args)]
pub struct Pooling {
    /// Which.
    #[command(flatten)]
    pub which: Which,
    /// How.
    #[command(flatten)]
    pub how: How,
}

/// A pooling method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodWord {
    /// Mantel–Haenszel
    Mh,
    /// Inverse variance, one common effect
    Iv,
    /// Peto's odds ratio
    Peto,
    /// Random effects, DerSimonian–Laird
    Dl,
    /// Random effects, Paule–Mandel
    Pm,
    /// Random effects, restricted maximum likelihood
    Reml,
    /// Binomial–normal model, a fixed intercept for each trial
    #[value(name = "um.fs")]
    UmFs,
    /// Binomial–normal model, random intercepts
    #[value(name = "um.rs")]
    UmRs,
    /// Binomial–normal model on the number of events, approximate likelihood
    #[value(name = "cm.al")]
    CmAl,
    /// Binomial–normal model on the number of events, exact likelihood (estimate checked to 0.000001, interval to 0.00001)
    #[value(name = "cm.el")]
    CmEl,
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MeasureWord {
    /// Risk ratio
    Rr,
    /// Odds ratio
    Or,
    /// Difference of risks, per 100 people
    Rd,
}

/// Where an interval comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IntervalWord {
    /// The normal distribution
    Wald,
    /// The spread actually seen: wider when trials are few
    KnappHartung,
}

/// `heelrise evidence pool`.
#[derive(Debug, Args)]
pub struct Pool {
    /// What, and how.
    #[command(flatten)]
    pub pooling: Pooling,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `heelrise evidence forest`.
#[derive(Debug, Args)]
pub struct Forest {
    /// What, and how.
    #[command(flatten)]
    pub pooling: Pooling,
    /// The pooled effect as it stood after each trial, year by year
    #[arg(long)]
    pub cumulative: bool,
    /// Write the drawing to this file; `-` is the standard output, without the table
    #[arg(short, long, value_name = "FILE.svg")]
    pub output: Option<PathBuf>,
}

/// `heelrise evidence funnel`.
#[derive(Debug, Args)]
pub struct Funnel {
    /// What.
    #[command(flatten)]
    pub which: Which,
    /// What is compared
    #[arg(long, value_name = "MEASURE", default_value = "rr")]
    pub measure: MeasureWord,
    /// Write the drawing to this file; `-` is the standard output, without the table
    #[arg(short, long, value_name = "FILE.svg")]
    pub output: Option<PathBuf>,
}

/// `heelrise evidence network`.
#[derive(Debug, Args)]
pub struct Network {
    /// The set of trials. Left out: the one patients see
    #[arg(long, value_name = "SET")]
    pub set: Option<String>,
    /// The risk ratio or the odds ratio
    #[arg(long, value_name = "MEASURE", default_value = "or")]
    pub measure: MeasureWord,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `heelrise evidence sensitivity`.
#[derive(Debug, Args)]
pub struct Sensitivity {
    /// What was counted
    #[arg(value_name = "OUTCOME", default_value = "rerupture")]
    pub outcome: String,
    /// How.
    #[command(flatten)]
    pub how: How,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `heelrise evidence numbers`.
#[derive(Debug, Args)]
pub struct Numbers {
    /// The risk of a re-rupture without an operation, per 100 people
    #[arg(long, value_name = "PER100", value_parser = per_100)]
    pub baseline: Option<f64>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `heelrise evidence add`.
#[derive(Debug, Args)]
pub struct Add {
    /// The file of the new trial; `--example` prints one to start from
    #[arg(value_name = "TRIAL.toml", required_unless_present = "example")]
    pub trial: Option<PathBuf>,
    /// Write the trial into the tables of this knowledge folder
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// Print an invented trial that shows how one is written
    #[arg(long, conflicts_with_all = ["trial", "write", "json"])]
    pub example: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// A risk per 100 people.
fn per_100(text: &str) -> Result<f64, String> {
    let number = text.trim().parse::<f64>().ok().filter(|n| *n > 0.0 && *n < 100.0);
    number.ok_or_else(|| format!("`{text}` is not a risk per 100 people; write a number between 0 and 100, as in 5."))
}
