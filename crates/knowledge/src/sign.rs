//! The signs: what is reported, what is examined, what raises suspicion. Their words stand in the catalogs.

use serde::Deserialize;
use toml::Spanned;

use crate::{KnowledgeFiles, Problem};

/// Where a sign comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignKind {
    /// Reported by the person, asked in the self-check.
    Reported,
    /// Asked of nobody in the self-check, because no answer changes anything; recorded when it is said.
    Reassuring,
    /// Found by examination.
    Examined,
    /// A risk factor.
    Risk,
}

/// One sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The id, for example `weak_push_off`.
    pub id: String,
    /// Where it comes from.
    pub kind: SignKind,
    /// Claims and sources it rests on.
    pub because: Vec<String>,
    /// The line in the file.
    pub line: usize,
}

impl Sign {
    /// The id as it stands in message ids: hyphens for underscores.
    pub fn message_stem(&self) -> String {
        self.id.replace('_', "-")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sign: Vec<Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    kind: SignKind,
    because: Vec<String>,
}

/// The file that holds the signs.
const FILE: &str = "signs.toml";

/// Reads `signs.toml`.
pub fn load(files: &KnowledgeFiles, problems: &mut Vec<Problem>) -> Vec<Sign> {
    let Some(text) = files.get(FILE) else {
        problems.push(Problem::new(
            FILE,
            0,
            "missing-file",
            "This file is missing.",
            "Restore it; nothing can be asked without it.",
        ));
        return Vec::new();
    };
    let rows = match toml::from_str::<File>(text) {
        Ok(file) => file.sign,
        Err(error) => {
            problems.push(Problem::from_toml(FILE, text, &error));
            return Vec::new();
        }
    };
    let mut signs: Vec<Sign> = Vec::new();
    for row in rows {
        let line = crate::problem::line_of(text, row.span().start);
        let row = row.into_inner();
        if signs.iter().any(|sign| sign.id == row.id) {
            problems.push(Problem::new(
                FILE,
                line,
                "duplicate-sign",
                format!("The sign `{}` is there twice.", row.id),
                "Remove one.",
            ));
        }
        if row.because.is_empty() {
            problems.push(Problem::new(
                FILE,
                line,
                "no-reason",
                format!("The sign `{}` says no reason.", row.id),
                "Name at least one claim or source under `because`.",
            ));
        }
        signs.push(Sign { id: row.id, kind: row.kind, because: row.because, line });
    }
    signs
}

/// Every sign rests on claims or sources that exist.
pub fn check_reasons(signs: &[Sign], is_reason: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) {
    for sign in signs {
        for reason in sign.because.iter().filter(|reason| !is_reason(reason)) {
            problems.push(Problem::new(
                FILE,
                sign.line,
                "unknown-source",
                format!("The sign `{}` rests on `{reason}`, which is neither a claim nor a source.", sign.id),
                "Correct the id, or add the source to sources.toml.",
            ));
        }
    }
}
