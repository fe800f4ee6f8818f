//! Case files as a stream: one JSON object after another, on lines of their own or not, or inside one list. A case that
//! cannot be used is named with its place, its number and its field, counted and passed over; it is never dropped in
//! silence, and the others still give their results.

mod json;
mod shape;
mod split;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use heelrise_care::case::CaseError;
use heelrise_care::{Care, Case};
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::exit::{Exit, Failure, complain};
use crate::words::Words;
use json::Value;
use shape::Shape;
use split::{Piece, Pieces, Seen, What};

/// A file in which so many cases in a row cannot be used, and none can, is something else. The rest is not read.
const PATIENCE: usize = 100;

/// Something that is wrong in a case: where, in which field, and what to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// The field with the fields around it, for example `examination.calf_squeeze`; empty for the case as a whole.
    pub path: String,
    /// What is wrong and what to do, as sentences.
    pub what: String,
}

/// What was passed on and what was passed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases passed on.
    pub good: usize,
    /// Cases passed over.
    pub bad: usize,
}

impl Tally {
    /// Says what was passed over, and gives the exit code.
    pub fn close(self, words: Words<'_>) -> Exit {
        if self.bad == 0 {
            return Exit::Ok;
        }
        let (bad, all) = (self.bad.to_string(), (self.good + self.bad).to_string());
        complain(&words.say_with("input-sum", &[("bad", &bad), ("all", &all)]));
        Exit::Usage
    }
}

/// Reads one piece of a stream as a case; or says everything that keeps it from being one.
fn read(piece: Piece, shape: &Shape<'_>, words: Words<'_>, today: Date) -> Result<Case, Vec<Bad>> {
    let Piece { line, column, what } = piece;
    let whole = |id: &str| vec![Bad { line, column, path: String::new(), what: words.say(id) }];
    let text = match what {
        What::Text(text) => text,
        What::TooLarge => return Err(whole("input-too-large")),
        What::Junk => return Err(whole("input-not-a-case")),
        What::Stray => return Err(whole("input-stray-bracket")),
        What::OpenList => return Err(whole("input-list-open")),
        What::NotText => return Err(whole("input-not-text-file")),
    };
    let bad = |at: usize, path: &str, what: String| {
        let before = String::from_utf8_lossy(text.get(..at).unwrap_or(&text)).into_owned();
        let rows = before.matches('\n').count();
        let in_row = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let column = if rows == 0 { column + in_row } else { in_row + 1 };
        Bad { line: line + rows, column, path: path.to_owned(), what }
    };
    let root = json::read(&text).map_err(|slip| {
        let what = words.say_with(slip.id, &[("written", &format!("“{}”", shape::clip(&slip.written)))]);
        vec![bad(slip.at, "", what)]
    })?;
    if root.value == Value::List {
        return Err(whole("input-nested-list"));
    }
    let faults = shape.faults(&root);
    if !faults.is_empty() {
        return Err(faults.into_iter().map(|fault| bad(fault.at, &fault.path, fault.what)).collect());
    }
    // The shape has been checked, so this reads. Were it not to, the case is refused, in our own words.
    let case: Case = serde_json::from_slice(&text).map_err(|_| whole("input-unreadable"))?;
    match untrue(&case, words, today) {
        Some((path, what)) => Err(vec![bad(shape::place(&root, path), path, what)]),
        None => Ok(case),
    }
}

/// What a case says that cannot be true, with the field that says it: its own check, and dates that have not come yet
/// anywhere on Earth.
pub fn untrue(case: &Case, words: Words<'_>, today: Date) -> Option<(&'static str, String)> {
    if let Err(error) = case.check() {
        return Some(match error {
            CaseError::Format(_) => ("heelrise_case", words.say("input-other-format")),
            CaseError::InjuryInFuture { injury, assessed } => {
                let (injury, assessed) = (injury.to_string(), assessed.to_string());
                let dates = [("injury", injury.as_str()), ("assessed", assessed.as_str())];
                ("injury.date", words.say_with("input-injury-after-assessment", &dates))
            }
            CaseError::TreatmentBeforeInjury { treatment, injury } => {
                let (treatment, injury) = (treatment.to_string(), injury.to_string());
                let dates = [("treatment", treatment.as_str()), ("injury", injury.as_str())];
                ("injury.treatment_started", words.say_with("input-treatment-before-injury", &dates))
            }
            // The schema has the same ranges, so these have been said with their field.
            CaseError::Age(_) | CaseError::OutOfRange { .. } => ("", error.to_string()),
        });
    }
    // A person may live where it is already tomorrow.
    let latest = today.checked_add(1.day()).unwrap_or(today);
    let future = |path: &'static str, date: Option<Date>| {
        let date = date.filter(|date| *date > latest)?;
        Some((path, words.say_with("input-not-come-yet", &[("date", &date.to_string())])))
    };
    future("injury.date", case.injury.date)
        .or_else(|| future("assessed_on", case.assessed_on))
        .or_else(|| future("injury.treatment_started", case.injury.treatment_started))
}

/// Why a file cannot be read, as it is said.
fn unreadable(words: Words<'_>, name: &str, error: &io::Error) -> Failure {
    let id = match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "input-file-missing",
        io::ErrorKind::IsADirectory => "input-file-folder",
        io::ErrorKind::PermissionDenied => "input-file-forbidden",
        _ => "input-file-broken",
    };
    Failure::new(Exit::Storage, words.say_with(id, &[("file", name)]))
}

/// Hands every case of a file on; `-` is the standard input. What cannot be used is named on the error output.
pub fn each(
    path: &Path,
    care: &Care,
    words: Words<'_>,
    today: Date,
    tally: &mut Tally,
    use_case: &mut dyn FnMut(Case) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let standard = path == Path::new("-");
    let name = if standard { words.say("input-standard") } else { path.display().to_string() };
    let unreadable = |error: io::Error| unreadable(words, &name, &error);
    let input: Box<dyn BufRead> = if standard {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unreadable)?))
    };
    let shape = Shape::new(care, words);
    let mut pieces = Pieces::new(input);
    let before = *tally;
    while let Some(piece) = pieces.next().map_err(unreadable)? {
        let number = (tally.good + tally.bad - before.good - before.bad + 1).to_string();
        match read(piece, &shape, words, today) {
            Ok(case) => {
                use_case(case)?;
                tally.good += 1;
            }
            Err(faults) => {
                tally.bad += 1;
                for Bad { line, column, path, what } in faults {
                    let place = format!("{name}:{line}:{column}");
                    let id = if path.is_empty() { "input-fault" } else { "input-fault-in" };
                    let arguments = [("place", place.as_str()), ("number", &number), ("path", &path), ("what", &what)];
                    complain(&words.say_with(id, &arguments));
                }
            }
        }
        if tally.good == before.good && tally.bad - before.bad == PATIENCE {
            complain(&words.say_with("input-given-up", &[("file", &name), ("count", &PATIENCE.to_string())]));
            break;
        }
    }
    if *tally == before {
        let id = match pieces.seen {
            Seen::Nothing => "input-empty",
            Seen::Space => "input-blank",
            Seen::List => "input-empty-list",
        };
        return Err(Failure::usage(words.say_with(id, &[("file", &name)])));
    }
    Ok(())
}
