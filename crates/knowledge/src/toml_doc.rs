//! One TOML file of the knowledge folder while it is being checked: its path, its text, and a short way to say what is
//! wrong at a place in it.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::{KnowledgeFiles, Problem};

/// A TOML file being read. Problems found in it carry its path and the line.
#[derive(Debug, Clone, Copy)]
pub struct TomlDoc<'a> {
    file: &'a str,
    text: &'a str,
}

impl<'a> TomlDoc<'a> {
    /// A document from a path and its text, for folders of files.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text }
    }

    /// Opens a file that has to be there; reports `missing-file` when it is not.
    pub fn open(files: &'a KnowledgeFiles, file: &'a str, problems: &mut Vec<Problem>) -> Option<Self> {
        let text = files.get(file);
        if text.is_none() {
            problems.push(Problem::new(
                file,
                0,
                "missing-file",
                format!("The file {file} is missing."),
                "Put it back, or copy it from a release of Heelrise.",
            ));
        }
        text.map(|text| Self { file, text })
    }

    /// Reads the whole file into a type; reports `not-readable`, with the line, when it does not fit.
    pub fn parse<T: DeserializeOwned>(&self, problems: &mut Vec<Problem>) -> Option<T> {
        match toml::from_str(self.text) {
            Ok(value) => Some(value),
            Err(error) => {
                problems.push(Problem::from_toml(self.file, self.text, &error));
                None
            }
        }
    }

    /// A problem at a place in this file.
    pub fn problem(
        &self,
        place: Range<usize>,
        check: &'static str,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) -> Problem {
        Problem::at_offset(self.file, self.text, place.start, check, what, fix)
    }

    /// Reports every id that stands a second time, as `duplicate-id` at the second place.
    pub fn refuse_duplicates<'b>(
        &self,
        ids: impl IntoIterator<Item = &'b Spanned<String>>,
        problems: &mut Vec<Problem>,
    ) {
        let mut seen = std::collections::BTreeSet::new();
        for id in ids {
            if !seen.insert(id.get_ref().as_str()) {
                problems.push(self.problem(
                    id.span(),
                    "duplicate-id",
                    format!("The id \"{}\" is used twice.", id.get_ref()),
                    "Give each entry an id of its own, or join the two.",
                ));
            }
        }
    }

    /// Reports an empty text, as `empty-text`.
    pub fn refuse_empty(&self, name: &str, text: &Spanned<String>, problems: &mut Vec<Problem>) {
        if text.get_ref().trim().is_empty() {
            problems.push(self.problem(
                text.span(),
                "empty-text",
                format!("The field \"{name}\" is empty."),
                "Write its text, or take the entry out.",
            ));
        }
    }
}
