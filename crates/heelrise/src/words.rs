//! The sentences of one language, for everything the terminal says to a person.

use heelrise_care::Care;
use heelrise_knowledge::Wording;

impl heelrise_evidence::Words for Words<'_> {
    fn say(&self, id: &str, values: &[(&str, &str)]) -> String {
        self.say_with(id, values)
    }
}

/// The catalogs with the language that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    wording: &'a Wording,
    lang: &'a str,
}

impl<'a> Words<'a> {
    /// The words of these catalogs in one language.
    pub const fn new(wording: &'a Wording, lang: &'a str) -> Self {
        Self { wording, lang }
    }

    /// The words of a loaded system in one language.
    pub const fn of(care: &'a Care, lang: &'a str) -> Self {
        Self::new(&care.knowledge().wording, lang)
    }

    /// A sentence.
    pub fn say(self, id: &str) -> String {
        self.wording.say(self.lang, id)
    }

    /// A sentence with the values it asks for.
    pub fn say_with(self, id: &str, arguments: &[(&str, &str)]) -> String {
        self.wording.say_with(self.lang, id, arguments)
    }

    /// A sentence that stands with data, given in English.
    pub fn translated(self, english: &str) -> String {
        self.wording.translated(self.lang, english).to_owned()
    }

    /// The sentence with this id, if there is one.
    pub fn maybe(self, id: &str) -> Option<String> {
        self.wording.has(self.lang, id).then(|| self.say(id))
    }
}
