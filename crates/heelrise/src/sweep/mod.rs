//! `heelrise sweep`: reads a hospital's notes and codes and writes the list of people to call back. Nothing leaves the
//! machine: the list goes to a file, a summary to the terminal.

mod told;

use std::fs::File;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use heelrise_knowledge::KnowledgeFiles;
use heelrise_notes::{Engine, RuleFile};
use heelrise_sweep::export::{self, Pseudonyms};
use heelrise_sweep::{Knowledge, Options, Progress, SweepError, Swept};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::Global;
use crate::args::sweep::Sweep;
use crate::exit::{Exit, Failure, complain, put, why, write_file, write_file_with};
use crate::words::Words;
use crate::{clock, load};

/// Runs it.
pub fn run(global: &Global, command: &Sweep) -> Result<Exit, Failure> {
    let wording = load::wording(global)?;
    let words = Words::new(&wording, &global.lang);
    let knowledge = knowledge(global)?;
    // Before the hours that reading may take.
    let pseudonyms = command.pseudonymise.as_deref().map(key).transpose()?;
    let to_stdout = command.output.as_os_str() == "-";
    if to_stdout && command.csv.as_deref().is_some_and(|path| path.as_os_str() == "-") {
        return Err(Failure::usage(
            "The worklist and the table cannot both go to the standard output. Give one a file.",
        ));
    }
    let output = if command.output.is_dir() { command.output.join("worklist.json") } else { command.output.clone() };
    if !to_stdout {
        spare(&output, "-o", &command.inputs, "{\n  \"schema\": \"heelrise-worklist/")?;
    }
    if let Some(path) = command.csv.as_deref().filter(|path| path.as_os_str() != "-") {
        spare(path, "--csv", &command.inputs, "rank,standing,")?;
        if !to_stdout && (*path == *output || same(path, &output)) {
            return Err(Failure::usage(
                "The worklist and the table cannot both be the same file. Give --csv another name.",
            ));
        }
    }
    // The journal needs a place on the disk, also when the list goes elsewhere.
    let beside = if to_stdout || (output.exists() && !output.is_file()) {
        std::env::temp_dir().join(format!("heelrise-sweep-{}", std::process::id()))
    } else {
        output.clone()
    };
    let options = Options {
        inputs: command.inputs.clone(),
        kind: command.kind.map(Into::into),
        map: command.map.clone(),
        today: command.today.unwrap_or_else(clock::today),
        days: (!command.audit).then_some(command.days),
        sentences: command.spans,
        threads: usize::from(command.threads),
        output: beside,
        fresh: command.fresh,
    };
    let bar = bar();
    let tell = |progress: Progress| show(&bar, progress, words);
    let swept = heelrise_sweep::sweep(&options, &knowledge, &tell);
    bar.finish_and_clear();
    let Swept { mut worklist, journal, resumed, hold } = swept.map_err(|error| failure(&error))?;
    if resumed {
        complain(&words.say("sweep-resumed"));
    }
    if let Some(pseudonyms) = &pseudonyms {
        pseudonyms.apply(&mut worklist);
    }
    if let Some(path) = &command.csv {
        let table = export::csv(&worklist).map_err(|error| failure(&error))?;
        if path.as_os_str() == "-" {
            put(&String::from_utf8_lossy(&table))?;
        } else {
            write_file(path, &table)?;
        }
    }
    if to_stdout {
        worklist.write(&mut std::io::stdout().lock()).map_err(|error| Failure::output(&error))?;
    } else {
        write_file_with(&output, |file| worklist.write(file))?;
    }
    // The list is kept: what was read on the way is not needed any more.
    if let Err(error) = std::fs::remove_file(&journal) {
        complain(&format!("{} could not be removed: {}. Remove it by hand.", journal.display(), why(&error)));
    }
    drop(hold);
    for line in told::bad(&worklist, words) {
        complain(&line);
    }
    let paged = !to_stdout && command.csv.as_deref().is_none_or(|path| path.as_os_str() != "-");
    if paged {
        put(&told::page(global, words, &worklist, command.top, &output))?;
    }
    let read = &worklist.read;
    if read.records > 0 && read.bad >= read.records {
        return Err(Failure::usage(words.say("sweep-nothing-usable")));
    }
    if read.unread.is_empty() {
        return Ok(Exit::Ok);
    }
    // The page has named them.
    for line in told::unread(&worklist, words).iter().filter(|_| !paged) {
        complain(line);
    }
    Err(Failure::usage(words.say_with("sweep-not-whole", &[("count", &read.unread.len().to_string())])))
}

/// Whether two paths lead to the same file that is there.
fn same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}

/// Refuses to write over what is read, and over any file that no sweep wrote: `ours` is how one that it wrote begins.
fn spare(path: &Path, option: &str, inputs: &[PathBuf], ours: &str) -> Result<(), Failure> {
    if inputs.iter().any(|input| same(path, input)) {
        return Err(Failure::usage(format!(
            "{} is what is to be read, and would be lost. Give {option} another name.",
            path.display()
        )));
    }
    if !path.is_file() {
        return Ok(());
    }
    let mut start = Vec::new();
    let most = u64::try_from(ours.len()).unwrap_or(0);
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut start));
    // A file that may not be read is named when it is to be written; an empty one holds nothing that could be lost.
    if read.is_ok_and(|length| length > 0) && start != ours.as_bytes() {
        return Err(Failure::usage(format!(
            "{} is there already and was not written by a sweep. It would be lost: give {option} another name, or move it away.",
            path.display()
        )));
    }
    Ok(())
}

/// The words, codes and points of the folder that was named, or those built in.
fn knowledge(global: &Global) -> Result<Knowledge, Failure> {
    if global.knowledge.is_none() {
        return Knowledge::built_in().map_err(|error| failure(&error));
    }
    let files = load::files(global.knowledge.as_deref())?;
    let text = |name: &str| text(&files, name);
    Knowledge::new(&words(global)?, &text("notes/codes.toml")?, &text("notes/score.toml")?)
        .map_err(|error| failure(&error))
}

fn text(files: &KnowledgeFiles, name: &str) -> Result<String, Failure> {
    files.get(name).map(str::to_owned).ok_or_else(|| {
        let message = format!("The knowledge folder has no {name}. Copy it from the knowledge that is built in.");
        Failure::new(Exit::Knowledge, message)
    })
}

/// The words that are looked for in notes: those of the folder that was named, or those built in.
pub fn words(global: &Global) -> Result<Vec<RuleFile>, Failure> {
    let built_in = Engine::built_in();
    if global.knowledge.is_none() {
        return Ok(built_in);
    }
    let files = load::files(global.knowledge.as_deref())?;
    let of_the_folder = built_in.into_iter().map(|mut file| {
        let name = file.name.strip_prefix("knowledge/").unwrap_or(&file.name).to_owned();
        file.text = text(&files, &name)?;
        Ok(file)
    });
    of_the_folder.collect()
}

/// Names for ids, with the key of a file.
pub fn key(path: &Path) -> Result<Pseudonyms, Failure> {
    let bytes = std::fs::read(path).map_err(|error| {
        Failure::new(Exit::Storage, format!("The key {} could not be read: {}.", path.display(), why(&error)))
    })?;
    Pseudonyms::new(&bytes).map_err(|error| failure(&error))
}

/// A failure of the sweep, as it is said and with its exit code.
pub fn failure(error: &SweepError) -> Failure {
    match error {
        SweepError::Input(message) => Failure::usage(message.clone()),
        SweepError::Knowledge(message) => Failure::new(Exit::Knowledge, message.clone()),
        SweepError::File { path, what, source } => {
            let path: &PathBuf = path;
            let message =
                format!("{} could not be {what}: {}. Check the path and its permissions.", path.display(), why(source));
            Failure::new(Exit::Storage, message)
        }
    }
}

fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    bar.enable_steady_tick(std::time::Duration::from_millis(250));
    bar
}

fn show(bar: &ProgressBar, progress: Progress, words: Words<'_>) {
    if bar.is_hidden() {
        return;
    }
    if bar.length() != Some(progress.of) || bar.position() == 0 {
        let template = if progress.of == 0 {
            "{spinner} {bytes} {binary_bytes_per_sec} {elapsed} {msg}"
        } else {
            "{wide_bar} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} {msg}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_length(progress.of);
    }
    bar.set_position(progress.read);
    let counts = progress.counts;
    let (notes, signs) = (counts.notes.to_string(), counts.notes_with_signs.to_string());
    bar.set_message(words.say_with("sweep-progress", &[("notes", &notes), ("signs", &signs)]));
}
