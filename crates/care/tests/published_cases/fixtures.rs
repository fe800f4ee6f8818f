//! The published cases as they stand in `cases.toml`, read strictly: an unknown field is an error.

use std::sync::LazyLock;

use heelrise_care::Case;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Whether it was a rupture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A rupture.
    Rupture,
    /// Something that looks like one.
    Mimic,
}

/// One published case. The fields are explained at the head of `cases.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    pub id: String,
    pub what: String,
    pub source: String,
    pub source_type: SourceType,
    pub kind: Kind,
    #[serde(rename = "final")]
    pub final_: String,
    #[serde(default)]
    pub emergency: bool,
    pub first_label: Option<String>,
    pub delay: Option<String>,
    pub case: Map<String, Value>,
    #[serde(default)]
    pub exam_first: Map<String, Value>,
    #[serde(default)]
    pub later: Vec<Later>,
    pub reading: Option<String>,
    pub no_place: Option<String>,
}

/// How far a source can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceType {
    PeerReviewed,
    Teaching,
    Case,
    Blog,
    Legal,
}

impl SourceType {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::PeerReviewed => "peer-reviewed",
            Self::Teaching => "teaching case",
            Self::Case => "case",
            Self::Blog => "blog",
            Self::Legal => "one-sided legal narrative",
        }
    }
}

/// What became known afterwards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Later {
    pub when: String,
    pub case: Map<String, Value>,
    pub reading: Option<String>,
    pub no_place: Option<String>,
}

/// One moment of a published case.
pub struct Stage<'a> {
    pub when: &'a str,
    /// Everything reported up to then, as written.
    pub written: Value,
    /// The same as a case file.
    pub case: Case,
}

impl Published {
    /// What the person would have answered at the first contact, before anybody examined the leg.
    pub fn reported(&self) -> Stage<'_> {
        stage(&self.id, "first contact, before examination", Value::Object(self.case.clone()))
    }

    /// The first contact with its examination, then each later moment, each with everything before it.
    pub fn examined(&self) -> Vec<Stage<'_>> {
        let mut written = Value::Object(self.case.clone());
        merge(&mut written, &Value::Object(self.exam_first.clone()));
        let mut stages = vec![stage(&self.id, "first contact", written.clone())];
        for later in &self.later {
            merge(&mut written, &Value::Object(later.case.clone()));
            stages.push(stage(&self.id, &later.when, written.clone()));
        }
        stages
    }

    /// Every moment.
    pub fn stages(&self) -> Vec<Stage<'_>> {
        std::iter::once(self.reported()).chain(self.examined()).collect()
    }
}

fn stage<'a>(id: &str, when: &'a str, written: Value) -> Stage<'a> {
    let case: Case = serde_json::from_value(written.clone()).unwrap_or_else(|error| panic!("{id}, {when}: {error}"));
    case.check().unwrap_or_else(|error| panic!("{id}, {when}: {error}"));
    Stage { when, written, case }
}

/// Lays one table over another.
fn merge(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                merge(base.entry(key.clone()).or_insert(Value::Object(Map::new())), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    published: Vec<Published>,
}

/// All published cases, in the order of the file.
pub static CASES: LazyLock<Vec<Published>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("cases.toml")).unwrap_or_else(|error| panic!("cases.toml: {error}"));
    file.published
});

/// The published cases of one kind.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Published> {
    CASES.iter().filter(move |case| case.kind == kind)
}

/// Every value below a table with its path, for example `report.pop`.
pub fn leaves(value: &Value) -> Vec<(String, Value)> {
    fn walk(path: &str, value: &Value, all: &mut Vec<(String, Value)>) {
        if let Value::Object(map) = value {
            for (key, inner) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(&path, inner, all);
            }
        } else {
            all.push((path.to_owned(), value.clone()));
        }
    }
    let mut all = Vec::new();
    walk("", value, &mut all);
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}
