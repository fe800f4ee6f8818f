//! A new trial in the two tables of a knowledge folder: the texts as they would be, proved to say what the engine
//! worked with, and written only then.

use std::path::Path;

use heelrise_care::Care;
use heelrise_care::evidence::{SETS, TRIALS};
use heelrise_evidence::addition::NewTrial;
use heelrise_evidence::sets::TrialInfo;
use heelrise_evidence::{Sets, Trials};
use heelrise_knowledge::KnowledgeFiles;

use super::refused;
use crate::exit::{Exit, Failure, write_file};
use crate::load;

/// The tables with the trial in them.
#[derive(Debug)]
pub struct Tables {
    trials: String,
    sets: String,
}

/// Makes the texts. `trials` and `sets` are what the engine made of the trial: the texts must read as the same.
pub fn with_trial(
    files: &KnowledgeFiles,
    new: &NewTrial,
    (trials, sets): (&Trials, &Sets),
    joined: &[&str],
) -> Result<Tables, Failure> {
    let mut text = files.get(TRIALS).unwrap_or_default().to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&new.csv_lines().map_err(refused)?);
    let info = sets.trials.last();
    let sets_text = info.and_then(|info| sets_with(files.get(SETS)?, info, joined));
    let read = Trials::parse(&text).map_err(|found| {
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        refused(found.join("\n"))
    })?;
    let good = sets_text.filter(|text| same_rows(&read, trials) && Sets::parse(text, &read).as_ref() == Ok(sets));
    let Some(sets) = good else {
        let message = format!(
            "{SETS} is laid out in another way than this program can write into, so nothing was written. Add the trial \
             there by hand: an entry under `trial`, and its id in the `trials` of {}. The lines for {TRIALS} are:\n{}",
            joined.join(", "),
            new.csv_lines().map_err(refused)?.trim_end()
        );
        return Err(Failure::usage(message));
    };
    Ok(Tables { trials: text, sets })
}

/// Whether two tables hold the same rows; only the lines they stand on may differ.
fn same_rows(a: &Trials, b: &Trials) -> bool {
    let plain = |trials: &Trials| {
        let mut rows = trials.rows.clone();
        for row in &mut rows {
            row.line = 0;
        }
        rows
    };
    plain(a) == plain(b)
}

/// The file of sets with a trial in its list of trials and in the sets it joins. Comments and layout stay. Nothing where
/// no place for it is found.
fn sets_with(text: &str, info: &TrialInfo, joined: &[&str]) -> Option<String> {
    let quoted = |text: &str| serde_json::to_string(text).ok();
    let id = quoted(&info.id)?;
    let fields = [
        format!("id = {id}"),
        format!("label = {}", quoted(&info.label)?),
        format!("design = {}", serde_json::to_string(&info.design).ok()?),
        format!("rehabilitation = {}", serde_json::to_string(&info.rehabilitation).ok()?),
    ];
    let mut out: Vec<String> = Vec::new();
    let (mut in_trials, mut listed) = (false, false);
    let mut set: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("trial = [") {
            in_trials = true;
        } else if in_trials && trimmed == "]" {
            out.push(format!("  {{ {} }},", fields.join(", ")));
            (in_trials, listed) = (false, true);
        } else if trimmed.starts_with('[') {
            set = None;
        }
        if let Some(rest) = trimmed.strip_prefix("id = ") {
            set = joined.iter().find(|id| rest == format!("\"{id}\"")).copied();
        }
        match (set, trimmed.starts_with("trials = ["), line.rsplit_once(']')) {
            (Some(_), true, Some((before, after))) => {
                out.push(format!("{before}, {id}]{after}"));
                set = None;
            }
            _ => out.push(line.to_owned()),
        }
    }
    if !listed {
        out.push(format!("\n[[trial]]\n{}", fields.join("\n")));
    }
    Some(out.join("\n") + "\n")
}

impl Tables {
    /// Writes the two files into a folder, after the whole folder with them has passed every check. Both are written, or
    /// none.
    pub fn write(&self, dir: &Path) -> Result<(), Failure> {
        let mut files = load::files(Some(dir))?;
        let before = files.get(TRIALS).unwrap_or_default().to_owned();
        files.set(TRIALS, self.trials.as_str());
        files.set(SETS, self.sets.as_str());
        if let Err(problems) = Care::load(files) {
            let message = format!(
                "{}With this trial the knowledge would not be sound, so nothing was written.",
                load::listed(Some(dir), &problems)
            );
            return Err(Failure::new(Exit::Knowledge, message));
        }
        // A table with a trial that no set names is sound; a set with a trial that is in no table is not.
        let path = dir.join(TRIALS);
        write_file(&path, self.trials.as_bytes())?;
        write_file(&dir.join(SETS), self.sets.as_bytes()).map_err(|failure| {
            match write_file(&path, before.as_bytes()) {
                Ok(()) => failure,
                Err(_) => Failure::new(
                    Exit::Storage,
                    format!(
                        "{} The lines added to {} could not be taken back: delete the last ones there.",
                        failure.message,
                        path.display()
                    ),
                ),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use heelrise_evidence::sets::{Design, Rehabilitation};

    use super::*;

    fn info() -> TrialInfo {
        TrialInfo {
            id: "new2027".to_owned(),
            label: "New \"2027\"".to_owned(),
            design: Design::Randomised,
            rehabilitation: Rehabilitation::NotStated,
        }
    }

    #[test]
    fn a_trial_goes_into_the_list_and_the_sets_it_joins_and_nothing_else_changes() {
        let files = heelrise_pack::embedded();
        let text = files.get(SETS).expect("there");
        let new = sets_with(text, &info(), &["B", "N"]).expect("a place");
        let changed: Vec<(&str, &str)> = {
            let mut old = text.lines().peekable();
            new.lines()
                .filter_map(|line| match old.peek() {
                    Some(same) if *same == line => {
                        old.next();
                        None
                    }
                    Some(other) if line.contains("new2027") && line.starts_with("trials") => {
                        let pair = (*other, line);
                        old.next();
                        Some(pair)
                    }
                    _ => Some(("", line)),
                })
                .collect()
        };
        assert_eq!(changed.len(), 3, "{changed:?}");
        assert!(changed[0].1.contains(r#"{ id = "new2027", label = "New \"2027\"", design = "randomised""#));
        for (old, new) in &changed[1..] {
            assert_eq!(*new, format!("{}, \"new2027\"]", old.trim_end_matches(']')));
        }
    }
}
