//! What is wrong with a knowledge file, said so that a clinician can mend it: file, line, what, and what to do.

use std::fmt;

/// One thing wrong in one place of the knowledge folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path inside the knowledge folder, for example `protocols/willits.toml`.
    pub file: String,
    /// Line, counted from 1; 0 when the whole file is meant (for example a missing file).
    pub line: usize,
    /// A short, stable name of the check that failed, for example `unknown-source`. Tests and scripts may match on it.
    pub check: &'static str,
    /// What is wrong, as a plain sentence.
    pub what: String,
    /// What to do about it, as a plain sentence.
    pub fix: String,
}

impl Problem {
    /// A problem at a known line.
    pub fn new(
        file: impl Into<String>,
        line: usize,
        check: &'static str,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self { file: file.into(), line, check, what: what.into(), fix: fix.into() }
    }

    /// A problem at a byte offset of `text`, as the TOML reader's spans give it.
    pub fn at_offset(
        file: impl Into<String>,
        text: &str,
        offset: usize,
        check: &'static str,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self::new(file, line_of(text, offset), check, what, fix)
    }

    /// The TOML reader's own error, with its line.
    pub fn from_toml(file: impl Into<String>, text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        Self::at_offset(
            file,
            text,
            offset,
            "not-readable",
            format!("This file cannot be read: {}.", error.message().trim_end_matches('.')),
            "Correct the spelling or the value at this line; the fields that exist are described in docs/knowledge.md.",
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: [{}] {} {}", self.file, self.check, self.what, self.fix)
        } else {
            write!(f, "{}:{}: [{}] {} {}", self.file, self.line, self.check, self.what, self.fix)
        }
    }
}

/// The line (from 1) in which a byte offset of `text` lies.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|b| *b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one() {
        assert_eq!(line_of("a\nb\nc", 0), 1);
        assert_eq!(line_of("a\nb\nc", 2), 2);
        assert_eq!(line_of("a\nb\nc", 99), 3);
    }
}
