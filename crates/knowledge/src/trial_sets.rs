//! The sentences that stand with the sets of trials: what a set is called, why it exists, what of a trial rests on
//! memory. Another language translates them as it does the sheets of protocols. What the sets hold is read and checked
//! by the crate that works with trials; here a file that cannot be read has no sentences.

use serde::Deserialize;

use crate::KnowledgeFiles;

/// Where the sets stand.
pub const FILE: &str = "evidence/sets.toml";

#[derive(Deserialize)]
struct Sets {
    #[serde(default, rename = "set")]
    sets: Vec<Set>,
    #[serde(default)]
    weak: Vec<Weak>,
}

#[derive(Deserialize)]
struct Set {
    #[serde(default)]
    name: String,
    #[serde(default)]
    why: String,
}

#[derive(Deserialize)]
struct Weak {
    #[serde(default)]
    because: String,
}

/// Every sentence that stands with the sets, once, in no order that means anything.
pub fn sentences(files: &KnowledgeFiles) -> Vec<String> {
    let sets = files.get(FILE).and_then(|text| toml::from_str::<Sets>(text).ok());
    let Some(sets) = sets else { return Vec::new() };
    let named = sets.sets.into_iter().flat_map(|set| [set.name, set.why]);
    let mut all: Vec<String> = named.chain(sets.weak.into_iter().map(|weak| weak.because)).collect();
    all.retain(|sentence| !sentence.is_empty());
    all.sort_unstable();
    all.dedup();
    all
}
