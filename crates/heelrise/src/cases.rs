//! Case files as a stream: one JSON object after another, on lines of their own or not, or inside one list. Read bit by
//! bit, so that a file of any size passes through little memory. A case that cannot be read is named with its place and
//! passed over; it is never dropped in silence.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use heelrise_care::Case;
use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::exit::{Exit, Failure, complain};

/// A case file is a few kilobytes; anything this large is something else.
const LARGEST: usize = 1 << 20;

/// A case that cannot be used: where it is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad {
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong, as a sentence.
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
    pub fn close(self) -> Exit {
        if self.bad == 0 {
            return Exit::Ok;
        }
        let all = self.good + self.bad;
        complain(&format!("{} of {all} could not be used and gave no result; each is named above.", self.bad));
        Exit::Usage
    }
}

/// Splits a stream into cases.
struct Cases<R> {
    input: R,
    line: usize,
    column: usize,
    text: Vec<u8>,
    /// Where `text` begins.
    from: (usize, usize),
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Passing over the rest of a line that holds no case.
    junk: bool,
    ended: bool,
}

impl<R: BufRead> Cases<R> {
    const fn new(input: R) -> Self {
        Self {
            input,
            line: 1,
            column: 0,
            text: Vec::new(),
            from: (1, 1),
            depth: 0,
            in_string: false,
            escaped: false,
            junk: false,
            ended: false,
        }
    }

    /// The next case; nothing at the end.
    fn next(&mut self) -> io::Result<Option<Result<Case, Bad>>> {
        while !self.ended {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                self.ended = true;
                break;
            }
            let chunk = chunk.to_vec();
            for (index, byte) in chunk.iter().enumerate() {
                if let Some(found) = self.take(*byte) {
                    // The byte that begins the next case is looked at again.
                    let again = usize::from(matches!(found, Step::Before(_)));
                    let (Step::Before(case) | Step::Through(case)) = found;
                    self.input.consume(index + 1 - again);
                    return Ok(Some(case));
                }
            }
            self.input.consume(chunk.len());
        }
        if self.depth > 0 {
            let case = self.close();
            return Ok(Some(case));
        }
        Ok(None)
    }

    fn take(&mut self, byte: u8) -> Option<Step> {
        if self.depth > 0 && !self.in_string && byte == b'{' && self.text.last() == Some(&b'\n') {
            // A new case at the start of a line: the one before it was never finished.
            return Some(Step::Before(self.close()));
        }
        self.column += 1;
        let here = (self.line, self.column);
        if byte == b'\n' {
            self.line += 1;
            self.column = 0;
        }
        if self.junk {
            self.junk = byte != b'\n';
            return None;
        }
        if self.depth == 0 {
            match byte {
                b'{' => {
                    self.from = here;
                    self.depth = 1;
                    self.text.push(byte);
                }
                // Space, the brackets and commas of a list, and a byte order mark stand between cases.
                b' ' | b'\t' | b'\r' | b'\n' | b'[' | b']' | b',' | 0xef | 0xbb | 0xbf => {}
                _ => {
                    self.junk = true;
                    let what = "This is not a case: a case is a JSON object and begins with `{`.".to_owned();
                    return Some(Step::Through(Err(Bad { line: here.0, column: here.1, what })));
                }
            }
            return None;
        }
        if self.text.len() <= LARGEST {
            self.text.push(byte);
        }
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                b'\n' => return Some(Step::Through(self.close())),
                _ => {}
            }
            return None;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Some(Step::Through(self.close()));
                }
            }
            _ => {}
        }
        None
    }

    /// Reads what has been gathered, and starts afresh.
    fn close(&mut self) -> Result<Case, Bad> {
        let text = std::mem::take(&mut self.text);
        (self.depth, self.in_string, self.escaped) = (0, false, false);
        let (line, column) = self.from;
        if text.len() > LARGEST {
            let what = "This is larger than a case can be (1 MiB). Give one case after another.".to_owned();
            return Err(Bad { line, column, what });
        }
        serde_json::from_slice(&text).map_err(|error| {
            let (in_line, in_column) = (error.line().max(1), error.column().max(1));
            let column = if in_line == 1 { column + in_column - 1 } else { in_column };
            Bad { line: line + in_line - 1, column, what: sentence(&error) }
        })
    }
}

enum Step {
    /// A case ended before this byte.
    Before(Result<Case, Bad>),
    /// A case ended with this byte.
    Through(Result<Case, Bad>),
}

/// The reader's message without its own place, which counts from the start of the case.
fn sentence(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    let what = message.get(..end).unwrap_or(&message);
    let help = if error.is_data() { " `heelrise schema case` lists what a case can hold." } else { "" };
    if error.is_eof() {
        return "The case ends in the middle: a bracket or a quotation mark is not closed.".to_owned();
    }
    format!("This cannot be read as a case: {what}.{help}")
}

/// What a case says that cannot be true: its own check, and dates that have not come yet anywhere on Earth.
pub fn untrue(case: &Case, today: Date) -> Option<String> {
    if let Err(error) = case.check() {
        return Some(error.to_string());
    }
    // A person may live where it is already tomorrow.
    let latest = today.checked_add(1.day()).unwrap_or(today);
    let future = |what: &str, date: Option<Date>| {
        let date = date.filter(|date| *date > latest)?;
        Some(format!("{what} is dated {date}, which has not come yet. Check the date."))
    };
    future("The injury", case.injury.date)
        .or_else(|| future("The day of assessment", case.assessed_on))
        .or_else(|| future("The start of treatment", case.injury.treatment_started))
}

/// Hands every case of a file on; `-` is the standard input. What cannot be used is named on the error output.
pub fn each(
    path: &Path,
    today: Date,
    tally: &mut Tally,
    use_case: &mut dyn FnMut(Case) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let unreadable = |error: io::Error| {
        Failure::new(Exit::Storage, format!("{name} cannot be read: {error}. Check the path and its permissions."))
    };
    let input: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unreadable)?))
    };
    let mut cases = Cases::new(input);
    let before = *tally;
    while let Some(found) = cases.next().map_err(unreadable)? {
        let (line, column) = cases.from;
        let found = found.and_then(|case| match untrue(&case, today) {
            Some(what) => Err(Bad { line, column, what }),
            None => Ok(case),
        });
        match found {
            Ok(case) => {
                use_case(case)?;
                tally.good += 1;
            }
            Err(bad) => {
                tally.bad += 1;
                complain(&format!("{name}:{}:{}: {}", bad.line, bad.column, bad.what));
            }
        }
    }
    if *tally == before {
        let message = format!("There is no case in {name}. `heelrise schema example` prints one to start from.");
        return Err(Failure::usage(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Result<Option<String>, (usize, usize)>> {
        let mut cases = Cases::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some(case) = cases.next().unwrap() {
            found.push(case.map(|case| case.id).map_err(|bad| (bad.line, bad.column)));
        }
        found
    }

    #[expect(clippy::unnecessary_wraps, reason = "it stands in lists beside failures")]
    fn id(id: &str) -> Result<Option<String>, (usize, usize)> {
        Ok(Some(id.to_owned()))
    }

    #[test]
    fn lines_spread_objects_and_lists_are_all_streams() {
        let expected = vec![id("a"), id("b")];
        assert_eq!(all("{\"id\":\"a\"}\n{\"id\":\"b\"}\n"), expected);
        assert_eq!(all("{\"id\":\"a\"}{\"id\":\"b\"}"), expected);
        assert_eq!(all("{\n  \"id\": \"a\",\n  \"person\": {\n  }\n}\n{\n  \"id\": \"b\"\n}\n"), expected);
        assert_eq!(all("[{\"id\":\"a\"},\n {\"id\":\"b\"}]"), expected);
        assert_eq!(all("\u{feff}{\"id\":\"a\"} {\"id\":\"b\"}"), expected);
        assert_eq!(all(" \n"), vec![]);
    }

    #[test]
    fn braces_and_quotes_inside_words_are_words() {
        assert_eq!(all(r#"{"id":"}{ \" ]"}{"id":"b"}"#), vec![id("}{ \" ]"), id("b")]);
    }

    #[test]
    fn a_bad_case_is_located_and_the_next_one_is_read() {
        assert_eq!(all("{\"id\":\"a\"}\n{\"idd\":1}\n{\"id\":\"b\"}"), vec![id("a"), Err((2, 6)), id("b")]);
        assert_eq!(all("{\"id\": \n{\"id\":\"b\"}"), vec![Err((2, 1)), id("b")]);
        assert_eq!(all("{\"id\": \"a\n{\"id\":\"b\"}"), vec![Err((2, 1)), id("b")]);
        assert_eq!(all("nonsense {\"id\":\"a\"}\n{\"id\":\"b\"}"), vec![Err((1, 1)), id("b")]);
        assert_eq!(all("{\"id\":\"a\"}\n{\"id\":"), vec![id("a"), Err((2, 6))]);
        assert_eq!(all("{\n  \"id\": \"a\",\n  \"pain\": 3\n}"), vec![Err((3, 8))]);
    }

    #[test]
    fn something_far_too_large_is_refused_without_being_kept() {
        let mut text = String::from("{\"id\":\"");
        text.push_str(&"x".repeat(3 * LARGEST));
        text.push_str("\"}\n{\"id\":\"b\"}");
        assert_eq!(all(&text), vec![Err((1, 1)), id("b")]);
    }

    #[test]
    fn a_day_that_has_not_come_is_not_believed() {
        let today = jiff::civil::date(2026, 11, 22);
        let mut case = Case::default();
        case.injury.date = Some(jiff::civil::date(2026, 11, 23));
        assert_eq!(untrue(&case, today), None, "it may be tomorrow where the person is");
        case.injury.date = Some(jiff::civil::date(2026, 11, 24));
        assert!(untrue(&case, today).is_some_and(|what| what.contains("2026-11-24")));
    }
}
