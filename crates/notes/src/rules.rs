//! The rules as they stand in `knowledge/notes/*.toml`, read and checked.
//!
//! Four kinds: signs (which words name what), cues (which words say that something is absent, possible, old, feared or
//! somebody else's, and how far they reach), sections (what a heading says about the lines below it) and times since (how long
//! ago something happened). Every rule carries examples; [`crate::Engine::check`] tries them all.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::finding::{Says, When, Who};
use crate::phrase::Classes;

/// What is wrong with a rule: the file, the line where it is known, the rule, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{file}{}: {what}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct RuleError {
    /// The file's name.
    pub file: String,
    /// The line, counted from 1.
    pub line: Option<usize>,
    /// A plain sentence.
    pub what: String,
}

impl RuleError {
    pub(crate) fn at(file: &RuleFile, place: Option<usize>, what: impl Into<String>) -> Self {
        let line = place.map(|byte| file.text.get(..byte).map_or(1, |before| before.matches('\n').count() + 1));
        Self { file: file.name.clone(), line, what: what.into() }
    }
}

/// One file of rules: its name and its text.
#[derive(Debug, Clone)]
pub struct RuleFile {
    /// The name that errors give.
    pub name: String,
    /// The TOML text.
    pub text: String,
}

/// A sign and the words that name it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// The id that findings carry.
    pub id: String,
    /// What it is, for a reader.
    pub about: String,
    /// How it comes into a note.
    #[serde(default)]
    pub known: Known,
    /// The phrases, by what they say of themselves.
    pub pattern: Vec<Pattern>,
}

/// Phrases that name a sign and say the same of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pattern {
    /// What the bare phrase says: “achilles intact” says that the gap is absent.
    #[serde(default = "present")]
    pub says: Says,
    /// In the notation of the `phrase` module.
    pub phrases: Vec<toml::Spanned<String>>,
    /// Sentences with the phrase in capitals; each must be found so.
    pub examples: Vec<toml::Spanned<String>>,
    /// Sentences in which nothing of this sign may be found.
    #[serde(default)]
    pub not: Vec<toml::Spanned<String>>,
    /// Only in a sentence or section with one of these words, for words that mean many things.
    #[serde(default)]
    pub near: Vec<String>,
}

const fn present() -> Says {
    Says::Present
}

/// How a sign comes into a note, by which a heading says something about it or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// By its name, as an illness: the heading above speaks of it.
    #[default]
    Name,
    /// It is told: only a heading in its own sentence speaks of it, or one that stands alone above.
    Told,
    /// By an examination, which is never one of the past or of somebody else: no heading speaks of it.
    Examined,
}

/// What a cue says about a finding in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// Not there.
    Negated,
    /// Perhaps there.
    Possible,
    /// There, whatever a word further away says.
    Affirmed,
    /// Before this illness.
    Historical,
    /// A warning, advice, what might be.
    Hypothetical,
    /// Somebody else.
    Other,
    /// Nothing: the words look like a cue and are none (“no change in”).
    Nothing,
    /// Ends the reach of every cue (“but”).
    Stop,
    /// Ends it when it opens a part of the sentence behind a comma (“…, felt a pop”).
    Starts,
    /// Inside a finding: makes it a clause of its own (“unable to …”), which a denial further away does not touch.
    Asserts,
    /// Between a denial and such a clause: belongs to the denial (“denies that he …”).
    Filler,
    /// Ends the reach of cues of time only (“now”, “presents with”).
    Now,
    /// Where it opens a part behind a comma, that part tells what happened and is no advice (“…, felt a pop”).
    Tells,
}

/// In which direction a cue reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// At what follows.
    #[default]
    Forward,
    /// At what stands before.
    Backward,
    /// Both ways.
    Both,
}

/// Words that say something about a finding nearby.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// A name for messages.
    pub id: String,
    /// What it says.
    pub means: Means,
    /// Where it looks.
    #[serde(default)]
    pub looks: Looks,
    /// The most words between the cue and the finding; unlimited when not given.
    pub reach: Option<usize>,
    /// Whether it reaches over commas; a negation looking forward always may, by the rules for lists.
    #[serde(default)]
    pub list: bool,
    /// Whether it gives way to any other cue that reaches the finding: “no rales noted”.
    #[serde(default)]
    pub weak: bool,
    /// In the notation of the `phrase` module.
    pub phrases: Vec<toml::Spanned<String>>,
    /// Sentences with the finding in capitals; `{}` stands for each of the phrases.
    pub examples: Vec<toml::Spanned<String>>,
}

/// A heading and what it says about what stands under it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// A name for messages.
    pub id: String,
    /// The headings, without their colon.
    pub headings: Vec<String>,
    /// What time findings under it are about.
    #[serde(default = "recent")]
    pub when: When,
    /// Whom they are about.
    #[serde(default = "patient")]
    pub who: Who,
}

const fn recent() -> When {
    When::Recent
}

const fn patient() -> Who {
    Who::Patient
}

/// Words that name how long ago something happened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinceRule {
    /// The words say that help was sought before.
    #[serde(default)]
    pub sought: bool,
    /// In the notation of the `phrase` module.
    pub phrases: Vec<toml::Spanned<String>>,
    /// Sentences with the time in braces.
    pub examples: Vec<SinceExample>,
    /// Sentences without one; where help was sought, sentences in which a time counts.
    #[serde(default)]
    pub not: Vec<toml::Spanned<String>>,
}

/// A sentence that names a time, or where help was sought.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SinceExample {
    /// With the time in braces.
    pub text: toml::Spanned<String>,
    /// How many days it is at least; nothing where help was sought.
    pub days: Option<u32>,
}

/// One file's rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Lists of words.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
    /// Signs.
    #[serde(default)]
    pub sign: Vec<Sign>,
    /// Cues.
    #[serde(default)]
    pub cue: Vec<Cue>,
    /// Sections.
    #[serde(default)]
    pub section: Vec<Section>,
    /// Times since.
    #[serde(default)]
    pub since: Vec<SinceRule>,
}

impl Rules {
    /// Reads one file.
    pub fn read(file: &RuleFile) -> Result<Self, RuleError> {
        toml::from_str(&file.text).map_err(|error| {
            RuleError::at(
                file,
                error.span().map(|span| span.start),
                format!("{}. See the head of the file for what may stand here.", error.message().trim_end_matches('.')),
            )
        })
    }

    /// The lists of words, as phrases ask for them.
    pub fn classes(&self) -> Classes {
        self.words.iter().map(|(name, words)| (name.clone(), words.clone())).collect()
    }
}
