//! Stands in for the checked knowledge until it lands; the same names and signatures.

use heelrise_knowledge::KnowledgeFiles;
use std::collections::BTreeMap;

/// Stand-in.
#[derive(Debug)]
pub struct Knowledge {
    /// Stand-in.
    pub version: String,
    /// Stand-in.
    pub wording: Wording,
}

/// Stand-in.
#[derive(Debug, Default)]
pub struct Wording(BTreeMap<(String, String), String>);

impl Wording {
    /// Stand-in.
    pub fn say(&self, lang: &str, id: &str) -> String {
        self.0.get(&(lang.to_owned(), id.to_owned())).cloned().unwrap_or_else(|| format!("⟦{id}⟧"))
    }
    /// Stand-in.
    pub fn say_with(&self, lang: &str, id: &str, args: &[(&str, &str)]) -> String {
        args.iter().fold(self.say(lang, id), |text, (name, value)| text.replace(&format!("{{ ${name} }}"), value))
    }
    /// Stand-in.
    pub fn has(&self, lang: &str, id: &str) -> bool {
        self.0.contains_key(&(lang.to_owned(), id.to_owned()))
    }
    /// Stand-in.
    pub fn languages(&self) -> Vec<String> {
        vec!["en".to_owned()]
    }
}

/// Stand-in.
pub fn load(files: KnowledgeFiles) -> Result<Knowledge, Vec<heelrise_knowledge::Problem>> {
    let mut words = BTreeMap::new();
    for (_, text) in files.under("wording/en", "ftl") {
        let mut last = None;
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            if let Some(rest) = line.strip_prefix("    ") {
                if let Some(key) = &last {
                    let value: &mut String = words.entry(("en".to_owned(), String::clone(key))).or_default();
                    if !value.is_empty() {
                        value.push(' ');
                    }
                    value.push_str(rest.trim());
                }
            } else if let Some((id, value)) = line.split_once(" =") {
                words.insert(("en".to_owned(), id.trim().to_owned()), value.trim().to_owned());
                last = Some(id.trim().to_owned());
            }
        }
    }
    Ok(Knowledge { version: files.hash(), wording: Wording(words) })
}

/// Stand-in for `heelrise_care::urgency`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Stand-in.
    Soon,
    /// Stand-in.
    SameDay,
    /// Stand-in.
    Emergency,
}
/// Stand-in.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Reason {
    /// Stand-in.
    pub rule: String,
    /// Stand-in.
    pub signs: Vec<(String, heelrise_knowledge::Answer)>,
    /// Stand-in.
    pub because: Vec<String>,
}
/// Stand-in.
#[derive(Debug, Clone, serde::Serialize)]
pub struct UrgencyResult {
    /// Stand-in.
    pub level: Urgency,
    /// Stand-in.
    pub reasons: Vec<Reason>,
    /// Stand-in.
    pub not_asked: Vec<String>,
    /// Stand-in.
    pub do_now: Vec<String>,
    /// Stand-in.
    pub do_not: Vec<String>,
    /// Stand-in.
    pub review_by_days: Option<u16>,
}
