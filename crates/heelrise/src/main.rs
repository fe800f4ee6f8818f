//! The command line and the one binary. [`args`] says what can be asked, each command has a module of its own, [`page`]
//! lays text out for a terminal, [`exit`] names the exit codes, [`clock`] is the only place that looks at a clock.
//! Faces decide nothing: everything medical is asked of `heelrise_care`.
//!
//! What a patient or a clinician reads comes from the catalogs in `knowledge/wording`, so that another language is a folder.
//! English in the code is what is read by those who keep the site or its knowledge: `--help`, mistakes in the command line,
//! problems of a knowledge folder, and failures of files, disks, addresses and records.

#![forbid(unsafe_code)]

mod args;
mod ask;
mod assess;
mod case_schema;
mod cases;
mod check;
mod clock;
mod data_folder;
mod evidence;
mod exit;
mod explain;
mod knowledge;
mod load;
mod page;
mod plan;
mod prove;
mod records;
mod result_page;
mod serve;
mod sweep;
mod usage;
mod words;
mod worklist;

use clap::Parser as _;

use args::{Cli, Command};
use exit::{Exit, Failure};

fn main() -> std::process::ExitCode {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |l| format!(" ({}:{})", l.file(), l.line()));
        exit::complain(&format!(
            "Heelrise stopped because of a fault of its own{place}. Nothing was decided. Please report this line, and \
             what you had entered, without names."
        ));
    }));
    let outcome = std::panic::catch_unwind(|| {
        let cli = match Cli::try_parse() {
            Ok(cli) => cli,
            Err(error) => return usage(&error),
        };
        match run(cli) {
            Ok(exit) => exit,
            Err(failure) => {
                if !failure.message.is_empty() {
                    exit::complain(&failure.message);
                }
                failure.exit
            }
        }
    });
    outcome.unwrap_or(Exit::Fault).into()
}

/// Help, version and mistakes in the command line. Help asked for is no mistake; a closed pipe is none either.
fn usage(error: &clap::Error) -> Exit {
    if let Some(sentence) = usage::sentence(error) {
        exit::complain(&sentence);
        return Exit::Usage;
    }
    // Nothing can be done for somebody who closed the pipe.
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Ok }
}

fn run(cli: Cli) -> Result<Exit, Failure> {
    let global = &cli.global;
    match cli.command {
        Command::Check(command) => check::run(global, *command),
        Command::Assess(command) => assess::run(global, &command),
        Command::Plan(command) => plan::run(global, &command),
        Command::Explain(command) => explain::run(global, &command),
        Command::Evidence(command) => evidence::run(global, &command),
        Command::Knowledge(command) => knowledge::run(global, command),
        Command::Sweep(command) => sweep::run(global, &command),
        Command::Worklist(command) => worklist::run(global, &command),
        Command::Prove(command) => prove::run(global, &command),
        Command::Records(command) => records::run(global, &command),
        Command::Serve(command) => serve::run(global, command),
        Command::Schema(command) => case_schema::run(global, &command),
    }
}
