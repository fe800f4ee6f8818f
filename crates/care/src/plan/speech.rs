//! Whose words a plan speaks: the catalogs, the language and the reader. No sentence of a plan stands in this crate; each
//! is asked for by its id.

use heelrise_knowledge::Problem;
use heelrise_knowledge::wording::{Wording, require};

use super::{Reader, ids};

/// The words of one reader in one language.
#[derive(Debug, Clone, Copy)]
pub struct Speech<'a> {
    catalogs: Option<(&'a Wording, &'a str)>,
    reader: Reader,
}

impl<'a> Speech<'a> {
    /// Speaks to a reader in a language, by its tag (`en`); a language that is not there reads as English.
    pub const fn new(wording: &'a Wording, language: &'a str, reader: Reader) -> Self {
        Self { catalogs: Some((wording, language)), reader }
    }

    /// Says nothing: views made with it hold dates, ids, facts and the protocol's own words, and empty sentences. For
    /// those who count days and show nobody the result.
    pub const fn silent(reader: Reader) -> Speech<'static> {
        Speech { catalogs: None, reader }
    }

    /// Who is spoken to.
    pub const fn reader(&self) -> Reader {
        self.reader
    }

    /// The same words for another reader.
    #[must_use]
    pub const fn to(mut self, reader: Reader) -> Self {
        self.reader = reader;
        self
    }

    /// Whether no sentence is wanted.
    pub(super) const fn is_silent(&self) -> bool {
        self.catalogs.is_none()
    }

    /// A sentence that is the same for both readers.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, &[])
    }

    /// The same with values in it. Numbers are given as digits.
    pub fn say_with(&self, id: &str, values: &[(&str, &str)]) -> String {
        match self.catalogs {
            Some((wording, language)) => wording.say_with(language, id, values),
            None => String::new(),
        }
    }

    /// A sentence of the protocol itself, given in English. It stays as it is when no sentence is wanted: it is data.
    pub(super) fn translated(&self, english: &str) -> String {
        self.catalogs.map_or(english, |(wording, language)| wording.translated(language, english)).to_owned()
    }

    /// A sentence that each reader has in their own words: `plan-night-on` for the patient, `plan-c-night-on` for the
    /// clinician.
    pub(super) fn own(&self, id: &str) -> String {
        self.own_with(id, &[])
    }

    /// The same with values in it.
    pub(super) fn own_with(&self, id: &str, values: &[(&str, &str)]) -> String {
        match self.reader {
            Reader::Patient => self.say_with(id, values),
            Reader::Clinician => self.say_with(&ids::clinicians(id), values),
        }
    }
}

/// Reports every sentence of a plan that no catalog has.
pub(crate) fn require_words(wording: &Wording, problems: &mut Vec<Problem>) {
    require(wording, "wording/en", 0, &ids::all(), problems);
}
