//! How well a number was checked and who may see it, as score, mimic and referral files say it; and the small helpers
//! their loaders share.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::Problem;
pub use crate::source::Status as Standing;

/// Who may see a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Clinicians only.
    Clinician,
    /// Patients too.
    Patient,
}

/// What the loaders of small files need to check a reference: whether a source id or a claim id exists.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Whether a source of this id exists.
    pub source: &'a dyn Fn(&str) -> bool,
    /// Whether a claim of this id exists.
    pub claim: &'a dyn Fn(&str) -> bool,
}

/// A file under its loader: its path and text, and the problems found so far.
pub(crate) struct Checked<'a> {
    pub path: &'a str,
    pub text: &'a str,
    pub problems: Vec<Problem>,
}

impl<'a> Checked<'a> {
    pub const fn new(path: &'a str, text: &'a str) -> Self {
        Self { path, text, problems: Vec::new() }
    }

    /// Notes a problem at the place of a spanned value.
    pub fn at<T>(&mut self, place: &Spanned<T>, check: &'static str, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Problem::at_offset(self.path, self.text, place.span().start, check, what, fix));
    }

    /// Checks one source id.
    pub fn source(&mut self, known: Known<'_>, source: &Spanned<String>) {
        if !(known.source)(source.get_ref()) {
            self.at(
                source,
                "unknown-source",
                format!("There is no source \"{}\".", source.get_ref()),
                "Add it to sources.toml, or name one that stands there.",
            );
        }
    }

    /// Checks a list of claim ids.
    pub fn claims(&mut self, known: Known<'_>, claims: &[Spanned<String>]) {
        for claim in claims.iter().filter(|c| !(known.claim)(c.get_ref())) {
            self.at(
                claim,
                "unknown-claim",
                format!("There is no claim \"{}\".", claim.get_ref()),
                "Add it to claims.toml, or name one that stands there.",
            );
        }
    }

    /// Refuses what is recalled, and what is not well enough checked for a patient.
    pub fn standing(&mut self, status: &Spanned<Standing>, audience: Audience) {
        let standing = *status.get_ref();
        if !standing.may_reach_patient() && standing != Standing::Secondary {
            self.at(
                status,
                "recalled",
                format!("Numbers with status \"{standing}\" may not be used here."),
                "Read the source, then set status to \"read\"; until then take them out.",
            );
        } else if audience == Audience::Patient && !standing.may_reach_patient() {
            self.at(
                status,
                "not-for-patients",
                format!("Numbers with status \"{standing}\" may not reach a patient."),
                "Set audience to \"clinician\", or read the source itself.",
            );
        }
    }

    /// Notes each id that stands twice.
    pub fn twice<'i>(&mut self, ids: impl IntoIterator<Item = &'i Spanned<String>>) {
        let mut seen = std::collections::BTreeSet::new();
        for id in ids {
            if !seen.insert(id.get_ref().as_str()) {
                self.at(id, "twice", format!("\"{}\" stands here twice.", id.get_ref()), "Keep one of the two.");
            }
        }
    }
}

/// The ids out of spanned ids.
pub(crate) fn plain(ids: &[Spanned<String>]) -> Vec<String> {
    ids.iter().map(|id| id.get_ref().clone()).collect()
}
