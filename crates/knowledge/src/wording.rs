//! Every sentence a person reads, in Fluent catalogs: `wording/<language>/{patient,clinician}/*.ftl`. Another language is
//! another folder; one with a sentence missing is refused.
//!
//! The few sentences that belong to a piece of data and to nothing else (what a protocol's sheet says, what is said of a
//! claim) stand in English beside that data. Another language gives them in `wording/<language>/sentences.toml`, each
//! under its English words, so that a changed English sentence asks for a new translation by itself.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use toml::Spanned;
use unic_langid::LanguageIdentifier;

use crate::toml_doc::TomlDoc;
use crate::{KnowledgeFiles, Problem};

/// The language every catalog is compared with, and the one used when a language is not known.
pub const SOURCE_LANGUAGE: &str = "en";

/// Who reads a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reader {
    /// Anybody: held to a reading age of twelve years or less.
    Patient,
    /// A clinician: the field's own terms.
    Clinician,
}

/// One message as it stands in a file.
#[derive(Debug, Clone)]
pub struct Message {
    /// The id.
    pub id: String,
    /// Who reads it.
    pub reader: Reader,
    /// The file it stands in.
    pub file: String,
    /// The line on which it begins.
    pub line: usize,
    /// The text as written, without the id, with placeables in braces.
    pub text: String,
}

struct Language {
    bundle: FluentBundle<FluentResource>,
    messages: BTreeMap<String, Message>,
    sentences: BTreeMap<String, String>,
}

/// The name of the file in a language's folder that translates the sentences of data.
const SENTENCES: &str = "sentences.toml";

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct SentenceFile {
    #[serde(default)]
    sentence: Vec<Sentence>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    en: Spanned<String>,
    says: Spanned<String>,
}

/// All catalogs.
pub struct Wording {
    languages: BTreeMap<String, Language>,
    settings: BTreeMap<String, i64>,
}

impl std::fmt::Debug for Wording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wording").field("languages", &self.languages().collect::<Vec<_>>()).finish()
    }
}

impl Wording {
    /// The languages that are complete, by their tags.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// Whether a message exists.
    pub fn has(&self, language: &str, id: &str) -> bool {
        self.languages.get(language).is_some_and(|l| l.messages.contains_key(id))
    }

    /// All messages of a language, by id.
    pub fn messages(&self, language: &str) -> impl Iterator<Item = &Message> {
        self.languages.get(language).into_iter().flat_map(|l| l.messages.values())
    }

    /// A sentence of a piece of data, given in English, in another language. The loader has refused a language without it.
    pub fn translated<'a>(&'a self, language: &str, english: &'a str) -> &'a str {
        self.languages.get(language).and_then(|l| l.sentences.get(english)).map_or(english, String::as_str)
    }

    /// Numbers that decisions set; every sentence can name them (`{ $review_by_days }`) instead of saying one of its own.
    #[must_use]
    pub fn with_settings(mut self, settings: impl IntoIterator<Item = (String, i64)>) -> Self {
        self.settings.extend(settings);
        self
    }

    /// A sentence without arguments. An unknown language reads as English; an unknown id shows as `⟦id⟧`, which no test
    /// of a page lets through.
    pub fn say(&self, language: &str, id: &str) -> String {
        self.say_with(language, id, &[])
    }

    /// A sentence with arguments. Numbers that select a plural form are given as digits.
    pub fn say_with(&self, language: &str, id: &str, arguments: &[(&str, &str)]) -> String {
        let missing = || format!("⟦{id}⟧");
        let Some(language) = self.languages.get(language).or_else(|| self.languages.get(SOURCE_LANGUAGE)) else {
            return missing();
        };
        let Some(pattern) = language.bundle.get_message(id).and_then(|message| message.value()) else {
            return missing();
        };
        let mut args = FluentArgs::new();
        for (name, number) in &self.settings {
            args.set(name.as_str(), *number);
        }
        for (name, value) in arguments {
            match value.parse::<i64>() {
                Ok(number) if !value.starts_with('+') => args.set(*name, number),
                _ => args.set(*name, *value),
            }
        }
        let mut errors = Vec::new();
        language.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }
}

/// Reads every catalog. A message id used twice, a file that cannot be read and a sentence missing from a language are
/// each a problem.
pub fn load(files: &KnowledgeFiles, problems: &mut Vec<Problem>) -> Wording {
    let mut languages: BTreeMap<String, Language> = BTreeMap::new();
    for (path, text) in files.under("wording", "ftl") {
        let mut parts = path.split('/').skip(1);
        let (Some(tag), Some(folder)) = (parts.next(), parts.next()) else { continue };
        let reader = match folder {
            "patient" => Reader::Patient,
            "clinician" => Reader::Clinician,
            _ => {
                problems.push(Problem::new(
                    path,
                    0,
                    "unknown-reader",
                    format!("The folder `{folder}` is neither patient nor clinician."),
                    "Move the file into one of the two.",
                ));
                continue;
            }
        };
        let Ok(identifier) = tag.parse::<LanguageIdentifier>() else {
            problems.push(Problem::new(
                path,
                0,
                "unknown-language",
                format!("`{tag}` is not a language tag."),
                "Name the folder by its tag, for example `en` or `de`.",
            ));
            continue;
        };
        let resource = match FluentResource::try_new(text.to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                for error in errors {
                    problems.push(Problem::at_offset(
                        path,
                        text,
                        error.pos.start,
                        "not-readable",
                        format!("This is not a Fluent message: {}.", error.kind),
                        "See projectfluent.org for the grammar; most often an indent or an equals sign is missing.",
                    ));
                }
                resource
            }
        };
        let language = languages.entry(tag.to_owned()).or_insert_with(|| {
            let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
            bundle.set_use_isolating(false);
            Language { bundle, messages: BTreeMap::new(), sentences: BTreeMap::new() }
        });
        for message in messages_of(path, text, reader) {
            if let Some(first) = language.messages.get(&message.id) {
                problems.push(Problem::new(
                    path,
                    message.line,
                    "duplicate-message",
                    format!("The message `{}` is already in {}:{}.", message.id, first.file, first.line),
                    "Rename or remove one of the two.",
                ));
            }
            language.messages.insert(message.id.clone(), message);
        }
        // Duplicates have been reported above, with both places.
        let _ = language.bundle.add_resource(resource);
    }
    for (path, text) in files.under("wording", "toml") {
        let language = path.strip_suffix(SENTENCES).and_then(|rest| rest.split('/').nth(1));
        let Some(language) = language.and_then(|tag| languages.get_mut(tag)) else {
            problems.push(Problem::new(
                path,
                0,
                "unknown-file",
                "This file belongs to no language that has catalogs.",
                format!("Name it wording/<language>/{SENTENCES}, beside the language's catalogs."),
            ));
            continue;
        };
        let doc = TomlDoc::new(path, text);
        let Some(file) = doc.parse::<SentenceFile>(problems) else { continue };
        doc.refuse_duplicates(file.sentence.iter().map(|sentence| &sentence.en), problems);
        for sentence in &file.sentence {
            doc.refuse_empty("says", &sentence.says, problems);
        }
        language.sentences =
            file.sentence.into_iter().map(|sentence| (sentence.en.into_inner(), sentence.says.into_inner())).collect();
    }
    let Some(source) = languages.get(SOURCE_LANGUAGE) else {
        problems.push(Problem::new(
            "wording/en",
            0,
            "missing-translation",
            "There is no English wording.",
            "Put the catalogs into wording/en.",
        ));
        return Wording { languages, settings: BTreeMap::new() };
    };
    let wanted: BTreeSet<String> = source.messages.keys().cloned().collect();
    for (tag, language) in &languages {
        for id in wanted.iter().filter(|id| !language.messages.contains_key(*id)) {
            problems.push(Problem::new(
                format!("wording/{tag}"),
                0,
                "missing-translation",
                format!("The sentence `{id}` is missing in {tag}."),
                "Add it to the file it stands in for English.",
            ));
        }
        for message in language.messages.values().filter(|m| !wanted.contains(&m.id)) {
            problems.push(Problem::new(
                &message.file,
                message.line,
                "unknown-message",
                format!("The sentence `{}` does not exist in English.", message.id),
                "Remove it, or correct its id.",
            ));
        }
    }
    Wording { languages, settings: BTreeMap::new() }
}

/// The messages of a file with their lines: Fluent's own reader keeps no positions of messages.
fn messages_of(file: &str, text: &str, reader: Reader) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for (before, line) in text.lines().enumerate() {
        let starts = line.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
        if starts && let Some((id, rest)) = line.split_once('=') {
            messages.push(Message {
                id: id.trim().to_owned(),
                reader,
                file: file.to_owned(),
                line: before + 1,
                text: rest.trim().to_owned(),
            });
        } else if line.starts_with(' ')
            && let Some(message) = messages.last_mut()
            && !line.trim().is_empty()
        {
            if !message.text.is_empty() {
                message.text.push(' ');
            }
            message.text.push_str(line.trim());
        }
    }
    messages
}

/// Reports every id that something in the knowledge needs and no catalog has.
pub fn require(wording: &Wording, file: &str, line: usize, ids: &[String], problems: &mut Vec<Problem>) {
    for id in ids.iter().filter(|id| !wording.has(SOURCE_LANGUAGE, id)) {
        problems.push(Problem::new(
            file,
            line,
            "missing-wording",
            format!("No sentence `{id}` exists for this."),
            "Add it to a catalog under wording/en.",
        ));
    }
}

/// Reports every sentence of data that a language other than English lacks, and every translation of a sentence that is
/// no longer there. `wanted` has each English sentence with the file it stands in.
pub fn require_sentences(wording: &Wording, wanted: &BTreeMap<&str, &str>, problems: &mut Vec<Problem>) {
    for (tag, language) in wording.languages.iter().filter(|(tag, _)| *tag != SOURCE_LANGUAGE) {
        let file = format!("wording/{tag}/{SENTENCES}");
        for (english, place) in wanted.iter().filter(|(english, _)| !language.sentences.contains_key(**english)) {
            problems.push(Problem::new(
                &file,
                0,
                "missing-translation",
                format!("The sentence “{english}” of {place} is missing in {tag}."),
                "Add it under its English words.",
            ));
        }
        for english in language.sentences.keys().filter(|english| !wanted.contains_key(english.as_str())) {
            problems.push(Problem::new(
                &file,
                0,
                "unknown-message",
                format!("No data says “{english}” in English any more."),
                "Remove it, or give the English words as they stand now.",
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_texts(texts: &[(&str, &str)]) -> (Wording, Vec<Problem>) {
        let files = KnowledgeFiles::new(texts.iter().map(|(p, t)| ((*p).to_owned(), (*t).to_owned())));
        let mut problems = Vec::new();
        let wording = load(&files, &mut problems);
        (wording, problems)
    }

    #[test]
    fn says_sentences_with_arguments_and_plurals() {
        let (wording, problems) = load_texts(&[(
            "wording/en/patient/a.ftl",
            "hello = Hello, { $name }.\ndays = { $n ->\n    [one] one day\n   *[other] { $n } days\n }\n",
        )]);
        assert_eq!(problems, vec![]);
        assert_eq!(wording.say_with("en", "hello", &[("name", "Ada")]), "Hello, Ada.");
        assert_eq!(wording.say_with("en", "days", &[("n", "1")]), "one day");
        assert_eq!(wording.say_with("en", "days", &[("n", "3")]), "3 days");
        assert_eq!(wording.say("en", "nothing"), "⟦nothing⟧");
    }

    #[test]
    fn a_language_with_a_sentence_missing_is_refused() {
        let (_, problems) = load_texts(&[
            ("wording/en/patient/a.ftl", "one = One.\ntwo = Two.\n"),
            ("wording/de/patient/a.ftl", "one = Eins.\n"),
        ]);
        assert_eq!(problems.len(), 1);
        assert_eq!((problems[0].check, problems[0].file.as_str()), ("missing-translation", "wording/de"));
    }

    #[test]
    fn a_message_given_twice_is_refused_with_its_line() {
        let (_, problems) = load_texts(&[("wording/en/patient/a.ftl", "one = One.\n\none = Again.\n")]);
        assert_eq!((problems[0].check, problems[0].line), ("duplicate-message", 3));
    }
}
