//! Getting the knowledge: built in or from a clinic's folder, and never unless every check has passed.

use std::path::Path;

use heelrise_care::Care;
use heelrise_knowledge::{KnowledgeFiles, Problem, Wording};

use crate::args::Global;
use crate::exit::{Exit, Failure};

/// The files of a folder, or the built-in ones.
pub fn files(dir: Option<&Path>) -> Result<KnowledgeFiles, Failure> {
    let Some(dir) = dir else { return Ok(heelrise_pack::embedded()) };
    if !dir.is_dir() {
        let message =
            format!("The knowledge folder {} does not exist or is not a folder. Check the path.", dir.display());
        return Err(Failure::new(Exit::Storage, message));
    }
    heelrise_pack::from_dir(dir).map_err(|error| {
        let message = match &error {
            heelrise_pack::ReadError::Io(path, why) => format!(
                "The knowledge folder cannot be read at {}: {}. Check the path and its permissions.",
                path.display(),
                crate::exit::why(why)
            ),
            heelrise_pack::ReadError::NotText(_) => error.to_string(),
        };
        Failure::new(Exit::Storage, message)
    })
}

/// All problems, one a line, each beginning with `file:line:` so that an editor can jump there. What keeps a file from being
/// read comes first: the problems after it may only follow from it.
pub fn listed(dir: Option<&Path>, problems: &[Problem]) -> String {
    let folder = dir.map(|dir| format!("{}/", dir.display())).unwrap_or_default();
    let (first, then): (Vec<&Problem>, Vec<&Problem>) =
        problems.iter().partition(|problem| ["not-readable", "missing-file"].contains(&problem.check));
    let lines = |problems: &[&Problem]| {
        problems.iter().map(|problem| format!("{folder}{problem}\n")).collect::<Vec<_>>().concat()
    };
    let follow = if first.is_empty() || then.is_empty() {
        ""
    } else {
        "A file above is missing or cannot be read. The problems below may follow from that:\n"
    };
    format!("{}{follow}{}", lines(&first), lines(&then))
}

/// Knowledge that passed every check.
pub fn care_from(dir: Option<&Path>) -> Result<Care, Failure> {
    Care::load(files(dir)?).map_err(|problems| {
        let count = problems.len();
        let sum = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
        let message = format!(
            "{}The knowledge is not sound ({sum}), so nothing was started. Mend the lines above; `heelrise knowledge check` \
             shows them again.",
            listed(dir, &problems)
        );
        Failure::new(Exit::Knowledge, message)
    })
}

/// Knowledge as the options say, with a language that it has.
pub fn care(global: &Global) -> Result<Care, Failure> {
    let care = care_from(global.knowledge.as_deref())?;
    spoken(&care.knowledge().wording, global)?;
    Ok(care)
}

/// The words alone, for what asks nothing else of the knowledge and has to work when that is not sound.
pub fn wording(global: &Global) -> Result<Wording, Failure> {
    let wording = heelrise_knowledge::wording::load(&files(global.knowledge.as_deref())?, &mut Vec::new());
    spoken(&wording, global)?;
    Ok(wording)
}

/// Refuses a language that there are no words in.
fn spoken(wording: &Wording, global: &Global) -> Result<(), Failure> {
    if wording.languages().any(|language| language == global.lang) {
        return Ok(());
    }
    let known: Vec<&str> = wording.languages().collect();
    Err(Failure::usage(format!(
        "There are no words in the language `{}`. There are: {}.",
        global.lang,
        known.join(", ")
    )))
}
