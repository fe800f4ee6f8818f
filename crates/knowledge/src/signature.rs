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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::parse;

    const REAL: &str = include_str!("../../../knowledge/decisions/urgency.md");

    fn decision(text: &str) -> Decision {
        let mut problems = Vec::new();
        let decision = parse::parse("decisions/urgency.md", text, &mut problems).expect("the decision reads");
        assert_eq!(problems, vec![]);
        decision
    }

    fn signed(decision: &Decision, by: &str, before: &Signatures) -> Signatures {
        let signature = Signature {
            decision: decision.id.clone(),
            by: by.to_owned(),
            role: "consultant, foot and ankle".to_owned(),
            on: jiff::civil::date(2026, 11, 22),
            hash: decision.hash.clone(),
        };
        let text = before.with(signature).expect("the file can be written");
        let mut problems = Vec::new();
        let files = KnowledgeFiles::new([(FILE.to_owned(), text)]);
        let signatures = load(&files, &mut problems);
        assert_eq!(problems, vec![]);
        signatures
    }

    #[test]
    fn a_changed_decision_loses_its_signature() {
        let original = decision(REAL);
        assert_eq!(Signatures::default().of(&original), SignOff::Unsigned);
        let signatures = signed(&original, "A. Surgeon", &Signatures::default());
        assert!(matches!(signatures.of(&original), SignOff::Signed(s) if s.by == "A. Surgeon"));

        // A cell, a sentence of the reason, an example, a space: each clears it.
        let changes = [
            ("| S1 | not ruled out |", "| S1 | present |"),
            ("Any one of them is enough.", "Any one of them may be enough."),
            ("| Not sure it was a pop |", "| Not sure it was a snap |"),
            ("review_by_days = 2", "review_by_days = 3"),
            ("\n## Emergencies", "\n\n## Emergencies"),
        ];
        for (from, to) in changes {
            assert!(REAL.contains(from), "{from}");
            let changed = decision(&REAL.replacen(from, to, 1));
            assert!(matches!(signatures.of(&changed), SignOff::Cleared(s) if s.by == "A. Surgeon"), "{to}");
        }

        // Signed again as it stands now, it counts; put back as it was, the first signature counts again.
        let changed = decision(&REAL.replacen("Any one of them is enough.", "One of them is enough.", 1));
        let both = signed(&changed, "B. Surgeon", &signatures);
        assert_eq!(both.all().len(), 2);
        assert!(matches!(both.of(&changed), SignOff::Signed(s) if s.by == "B. Surgeon"));
        assert!(matches!(both.of(&original), SignOff::Signed(s) if s.by == "A. Surgeon"));
    }

    #[test]
    fn a_signature_covers_one_decision_only() {
        let original = decision(REAL);
        let signatures = signed(&original, "A. Surgeon", &Signatures::default());
        let mut other = original.clone();
        other.id = "verdict".to_owned();
        assert_eq!(signatures.of(&other), SignOff::Unsigned);
    }
}
