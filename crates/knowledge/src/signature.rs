//! Who has signed which decision or protocol. A signature covers the hash of the file: a change clears it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::decision::Decision;
use crate::protocol::Protocol;
use crate::toml_doc::TomlDoc;
use crate::{KnowledgeFiles, Problem};

/// The file that holds the signatures. It is not part of the knowledge version, so that signing changes nothing else.
pub const FILE: &str = "signatures.toml";

/// What can be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file of `decisions/`.
    Decision,
    /// A file of `protocols/`.
    Protocol,
}

/// One thing that can be signed, as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: &'a str,
    /// SHA-256 of its file, 64 hexadecimal digits.
    pub hash: &'a str,
}

impl<'a> From<&'a Decision> for Subject<'a> {
    fn from(decision: &'a Decision) -> Self {
        Self { kind: Kind::Decision, id: &decision.id, hash: &decision.hash }
    }
}

impl<'a> From<&'a Protocol> for Subject<'a> {
    fn from(protocol: &'a Protocol) -> Self {
        Self { kind: Kind::Protocol, id: &protocol.id, hash: &protocol.hash }
    }
}

impl Subject<'_> {
    /// A signature on it as it stands now.
    pub fn signed(self, by: &str, role: &str, on: Date) -> Signature {
        Signature {
            kind: self.kind,
            id: self.id.to_owned(),
            by: by.to_owned(),
            role: role.to_owned(),
            on,
            hash: self.hash.to_owned(),
        }
    }
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// What was signed: a decision or a protocol.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Who signed.
    pub by: String,
    /// In what role.
    pub role: String,
    /// When.
    pub on: Date,
    /// SHA-256 of the file that was signed.
    pub hash: String,
}

/// One signature as it stands in the file: exactly one of `decision` and `protocol` is given.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<String>,
    by: String,
    role: String,
    on: Date,
    hash: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    signature: Vec<Spanned<Entry>>,
}

#[derive(Serialize)]
struct Written<'a> {
    signature: &'a [Entry],
}

/// Whether something is signed as it stands now.
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
    /// What holds for a decision or a protocol as it stands now: the newest signature on this text counts.
    pub fn of<'a>(&self, subject: impl Into<Subject<'a>>) -> SignOff<'_> {
        let subject = subject.into();
        let mut own = self.0.iter().filter(|s| s.kind == subject.kind && s.id == subject.id);
        if let Some(valid) = own.clone().rfind(|s| s.hash == subject.hash) {
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
        let entry = |s: Signature| {
            let (decision, protocol) = match s.kind {
                Kind::Decision => (Some(s.id), None),
                Kind::Protocol => (None, Some(s.id)),
            };
            Entry { decision, protocol, by: s.by, role: s.role, on: s.on, hash: s.hash }
        };
        let all: Vec<Entry> = self.0.iter().cloned().chain([signature]).map(entry).collect();
        let head = "# Who has signed which decision or protocol, in what role, when, and the hash of what was signed.\n# Written by `heelrise knowledge sign`. A change to what was signed clears its signature.\n\n";
        Ok(format!("{head}{}", toml::to_string(&Written { signature: &all })?))
    }
}

/// Reads `signatures.toml`; no file means that nothing is signed. `exists` tells whether there is something of this kind
/// and id: a signature on nothing is most often a slip of the pen, and would look like a sign-off.
pub fn load(files: &KnowledgeFiles, exists: &dyn Fn(Kind, &str) -> bool, problems: &mut Vec<Problem>) -> Signatures {
    let Some(text) = files.get(FILE) else { return Signatures::default() };
    let doc = TomlDoc::new(FILE, text);
    let Some(file) = doc.parse::<File>(problems) else { return Signatures::default() };
    let mut all = Vec::new();
    for entry in file.signature {
        let span = entry.span();
        let Entry { decision, protocol, by, role, on, hash } = entry.into_inner();
        let (kind, id) = match (decision, protocol) {
            (Some(id), None) => (Kind::Decision, id),
            (None, Some(id)) => (Kind::Protocol, id),
            _ => {
                problems.push(doc.problem(
                    span,
                    "signature-of-what",
                    "This signature does not name exactly one decision or one protocol.",
                    "Let `heelrise knowledge sign` write it.",
                ));
                continue;
            }
        };
        if !exists(kind, &id) {
            problems.push(doc.problem(
                span,
                "signature-of-nothing",
                format!("There is no decision or protocol `{id}` to be signed."),
                "Correct the id, or take the signature out.",
            ));
        }
        all.push(Signature { kind, id, by, role, on, hash });
    }
    Signatures(all)
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
        sign(Subject::from(decision), by, before)
    }

    fn sign(subject: Subject<'_>, by: &str, before: &Signatures) -> Signatures {
        let signature = subject.signed(by, "consultant, foot and ankle", jiff::civil::date(2026, 11, 22));
        let (signatures, problems) = read(before.with(signature).expect("the file can be written"));
        assert_eq!(problems, vec![]);
        signatures
    }

    fn read(text: String) -> (Signatures, Vec<Problem>) {
        let mut problems = Vec::new();
        let files = KnowledgeFiles::new([(FILE.to_owned(), text)]);
        let exists = |kind, id: &str| match kind {
            Kind::Decision => ["urgency", "verdict"].contains(&id),
            Kind::Protocol => id == "ukstar",
        };
        let signatures = load(&files, &exists, &mut problems);
        (signatures, problems)
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

    #[test]
    fn a_protocol_is_signed_apart_from_a_decision_of_the_same_name() {
        let decision = Subject { kind: Kind::Decision, id: "urgency", hash: "aa" };
        let protocol = Subject { kind: Kind::Protocol, id: "ukstar", hash: "aa" };
        let signatures = sign(decision, "A. Surgeon", &Signatures::default());
        let signatures = sign(protocol, "P. Therapist", &signatures);
        assert!(matches!(signatures.of(decision), SignOff::Signed(s) if s.by == "A. Surgeon"));
        assert!(matches!(signatures.of(protocol), SignOff::Signed(s) if s.by == "P. Therapist"));
        assert_eq!(signatures.of(Subject { kind: Kind::Decision, ..protocol }), SignOff::Unsigned);
        assert!(matches!(signatures.of(Subject { hash: "bb", ..protocol }), SignOff::Cleared(_)));
    }

    #[test]
    fn a_signature_on_nothing_or_on_two_things_is_refused_with_its_line() {
        let rest = "by = \"A\"\nrole = \"B\"\non = \"2026-11-22\"\nhash = \"aa\"\n";
        for (what, check) in [
            ("decision = \"urgent\"\n", "signature-of-nothing"),
            ("protocol = \"urgency\"\n", "signature-of-nothing"),
            ("decision = \"urgency\"\nprotocol = \"ukstar\"\n", "signature-of-what"),
            ("", "signature-of-what"),
        ] {
            let (_, problems) = read(format!("# Signed\n\n[[signature]]\n{what}{rest}"));
            let found: Vec<_> = problems.iter().map(|p| (p.check, p.line)).collect();
            assert_eq!(found, [(check, 3)], "{what}");
        }
    }
}
