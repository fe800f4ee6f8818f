//! Who has signed which decision. A signature covers the hash of the decision's file: a change clears it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::{KnowledgeFiles, Problem};

/// The file that holds the signatures. It is not part of the knowledge version, so that signing changes nothing else.
pub const FILE: &str = "signatures.toml";

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The decision that was signed.
    pub decision: String,
    /// Who signed.
    pub by: String,
    /// In what role.
    pub role: String,
    /// When.
    pub on: Date,
    /// SHA-256 of the file that was signed.
    pub hash: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    signature: Vec<Signature>,
}

/// Whether a decision is signed as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignOff<'a> {
    /// Signed, and unchanged since.
    Signed(&'a Signature),
    /// Signed once, but changed since: the signature no longer counts.
    Cleared(&'a Signature),
    /// Never signed.
    Unsigned,
}

/// All signatures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signatures(Vec<Signature>);

impl Signatures {
    /// What holds for a decision as it stands now: the newest signature counts.
    pub fn of(&self, decision: &Decision) -> SignOff<'_> {
        let mut own = self.0.iter().filter(|s| s.decision == decision.id);
        if let Some(valid) = own.clone().rfind(|s| s.hash == decision.hash) {
            return SignOff::Signed(valid);
        }
        own.next_back().map_or(SignOff::Unsigned, SignOff::Cleared)
    }

    /// All of them, oldest first.
    pub fn all(&self) -> &[Signature] {
        &self.0
    }

    /// The file's text with one more signature: what `heelrise knowledge sign` writes.
    pub fn with(&self, signature: Signature) -> Result<String, toml::ser::Error> {
        let mut all = self.0.clone();
        all.push(signature);
        let head = "# Who has signed which decision, in what role, when, and the hash of what was signed.\n# Written by `heelrise knowledge sign`. A change to a signed decision clears its signature.\n\n";
        Ok(format!("{head}{}", toml::to_string(&File { signature: all })?))
    }
}

/// Reads `signatures.toml`; no file means that nothing is signed.
pub fn load(files: &KnowledgeFiles, problems: &mut Vec<Problem>) -> Signatures {
    let Some(text) = files.get(FILE) else { return Signatures::default() };
    match toml::from_str::<File>(text) {
        Ok(file) => Signatures(file.signature),
        Err(error) => {
            problems.push(Problem::from_toml(FILE, text, &error));
            Signatures::default()
        }
    }
}
