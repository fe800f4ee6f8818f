//! `claims.toml`: each statement of the public source page in our own words, what the evidence says of it, what Heelrise
//! says instead, and the rule, screen or property that embodies it. A claim bound to nothing is an error, and so is a
//! digit that a reader would see without a source.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::source::{Sources, Status};
use crate::toml_doc::TomlDoc;
use crate::{KnowledgeFiles, Problem};

/// The file this module reads.
pub const FILE: &str = "claims.toml";

/// What the evidence says of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The evidence agrees.
    Supported,
    /// The evidence agrees, but something has to be said beside it.
    SupportedWithCaveat,
    /// There is little behind it, or the evidence disagrees with itself.
    Weak,
    /// Nothing was found behind it.
    Unsupported,
    /// The evidence says otherwise.
    Contradicted,
    /// The page does not say it, and should.
    Omission,
}

impl Verdict {
    /// The word used in the knowledge file, for example `supported_with_caveat`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::SupportedWithCaveat => "supported_with_caveat",
            Self::Weak => "weak",
            Self::Unsupported => "unsupported",
            Self::Contradicted => "contradicted",
            Self::Omission => "omission",
        }
    }
}

/// A number that stands in a claim's texts, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimNumber {
    /// The words as they stand in `we_say` or `note`, for example `74 of 91`.
    pub text: String,
    /// The source it was taken from.
    pub source: String,
    /// Further sources, when the number spans several.
    pub also: Vec<String>,
    /// How well it was checked.
    pub status: Status,
}

/// One statement of the source page, or one thing it leaves out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// `C1` … `C90`, in page order.
    pub id: String,
    /// The parts of the page where it stands; empty for an omission.
    pub places: Vec<String>,
    /// The statement in our own words; for an omission, its subject.
    pub paraphrase: String,
    /// What the evidence says of it.
    pub verdict: Verdict,
    /// An omission that can cost a leg or a life.
    pub safety_gap: bool,
    /// Source ids behind the verdict.
    pub evidence: Vec<String>,
    /// Rows of the evidence review, for example `rec 1.34`.
    pub rows: Vec<String>,
    /// What the evidence says, in a sentence or two.
    pub note: String,
    /// What Heelrise says instead, for a patient.
    pub we_say: String,
    /// Every number in `we_say` and `note`.
    pub numbers: Vec<ClaimNumber>,
    /// What embodies it, for example `property:P2`.
    pub bound_to: Vec<String>,
}

impl Claim {
    /// The note, when every number in it may reach a patient (P12); otherwise nothing.
    pub fn note_for_patient(&self) -> Option<&str> {
        let weak = |n: &&ClaimNumber| !n.status.may_reach_patient();
        let shows = |n: &ClaimNumber| !occurrences(&self.note, &n.text).is_empty();
        (!self.numbers.iter().filter(weak).any(shows)).then_some(self.note.as_str())
    }
}

/// All claims, in page order.
#[derive(Debug, Clone, Default)]
pub struct Claims(Vec<Claim>);

impl Claims {
    /// The claim with this id, written as in the file: `C12`.
    pub fn get(&self, id: &str) -> Option<&Claim> {
        self.0.iter().find(|claim| claim.id == id)
    }

    /// All claims, in page order.
    pub fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.0.iter()
    }

    /// The claims bound to this, for example to `sign:gap_felt`.
    pub fn bound_to<'a>(&'a self, binding: &'a str) -> impl Iterator<Item = &'a Claim> {
        self.0.iter().filter(move |claim| claim.bound_to.iter().any(|b| b == binding))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    claim: Vec<RawClaim>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClaim {
    id: Spanned<String>,
    #[serde(default)]
    places: Vec<String>,
    paraphrase: Spanned<String>,
    verdict: Spanned<Verdict>,
    #[serde(default)]
    safety_gap: bool,
    #[serde(default)]
    evidence: Vec<Spanned<String>>,
    #[serde(default)]
    rows: Vec<Spanned<String>>,
    note: Spanned<String>,
    we_say: Spanned<String>,
    #[serde(default)]
    numbers: Vec<RawNumber>,
    #[serde(default)]
    bound_to: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    text: Spanned<String>,
    source: Spanned<String>,
    #[serde(default)]
    also: Vec<Spanned<String>>,
    status: Spanned<Status>,
}

/// Reads `claims.toml`. `existing` holds every binding that this release has, written as the claims write them:
/// `property:P2`, `decision:urgency`, `rule:urgency/U3`, `score:wells_dvt`, `sign:pop`, `hazard:late_presentation`,
/// `screen:/check`, `plan:phases`, `protocol:*`.
pub fn load(
    files: &KnowledgeFiles,
    sources: &Sources,
    existing: &BTreeSet<String>,
    problems: &mut Vec<Problem>,
) -> Claims {
    let Some(doc) = TomlDoc::open(files, FILE, problems) else { return Claims::default() };
    let Some(raw) = doc.parse::<RawFile>(problems) else { return Claims::default() };
    doc.refuse_duplicates(raw.claim.iter().map(|c| &c.id), problems);
    let mut all = Vec::with_capacity(raw.claim.len());
    for claim in raw.claim {
        check_shape(&doc, &claim, problems);
        for id in &claim.evidence {
            sources.check_id(&doc, id, problems);
        }
        check_numbers(&doc, &claim, sources, problems);
        check_bindings(&doc, &claim, existing, problems);
        all.push(finish(claim));
    }
    Claims(all)
}

fn finish(raw: RawClaim) -> Claim {
    let texts = |list: Vec<Spanned<String>>| list.into_iter().map(Spanned::into_inner).collect();
    Claim {
        id: raw.id.into_inner(),
        places: raw.places,
        paraphrase: raw.paraphrase.into_inner(),
        verdict: raw.verdict.into_inner(),
        safety_gap: raw.safety_gap,
        evidence: texts(raw.evidence),
        rows: texts(raw.rows),
        note: raw.note.into_inner(),
        we_say: raw.we_say.into_inner(),
        numbers: raw
            .numbers
            .into_iter()
            .map(|n| ClaimNumber {
                text: n.text.into_inner(),
                source: n.source.into_inner(),
                also: texts(n.also),
                status: n.status.into_inner(),
            })
            .collect(),
        bound_to: texts(raw.bound_to),
    }
}

fn check_shape(doc: &TomlDoc<'_>, claim: &RawClaim, problems: &mut Vec<Problem>) {
    let id = claim.id.get_ref();
    if id.strip_prefix('C').and_then(|n| n.parse::<u32>().ok()).is_none() {
        problems.push(doc.problem(
            claim.id.span(),
            "bad-id",
            format!("\"{id}\" is not a claim id."),
            "Write C and a number, for example C12.",
        ));
    }
    for (name, text) in [("paraphrase", &claim.paraphrase), ("note", &claim.note), ("we_say", &claim.we_say)] {
        doc.refuse_empty(name, text, problems);
    }
    let omission = *claim.verdict.get_ref() == Verdict::Omission;
    if omission != claim.places.is_empty() {
        problems.push(doc.problem(
            claim.id.span(),
            "places",
            format!("{id} must name its places on the page exactly when the page says it."),
            "Give an omission no places, and every other claim at least one.",
        ));
    }
    if claim.safety_gap && !omission {
        problems.push(doc.problem(
            claim.verdict.span(),
            "safety-gap",
            format!("{id} is marked as a safety gap, but is not an omission."),
            "Only something the page leaves out can be a safety gap.",
        ));
    }
    for row in &claim.rows {
        let known = row.get_ref().split_once(' ').is_some_and(|(part, row)| {
            matches!(part, "rec" | "trt" | "rcv" | "pro") && row.starts_with(|c: char| c.is_ascii_digit())
        });
        if !known {
            problems.push(doc.problem(
                row.span(),
                "bad-row",
                format!("\"{}\" does not point at a row of the evidence review.", row.get_ref()),
                "Write the part (rec, trt, rcv or pro) and the row, for example rec 1.34.",
            ));
        }
    }
}

fn check_numbers(doc: &TomlDoc<'_>, claim: &RawClaim, sources: &Sources, problems: &mut Vec<Problem>) {
    let (we_say, note) = (claim.we_say.get_ref(), claim.note.get_ref());
    for number in &claim.numbers {
        sources.check_number(doc, &number.source, &number.status, problems);
        for id in &number.also {
            sources.check_number(doc, id, &number.status, problems);
        }
        let text = number.text.get_ref();
        let said = !occurrences(we_say, text).is_empty();
        if said && !number.status.get_ref().may_reach_patient() {
            problems.push(doc.problem(
                number.status.span(),
                "recalled-number-for-patient",
                format!(
                    "{} would tell a patient \"{text}\", which is only \"{}\".",
                    claim.id.get_ref(),
                    number.status.get_ref()
                ),
                "Take the number out of we_say, or read its source and mark it read.",
            ));
        }
        if !said && occurrences(note, text).is_empty() {
            problems.push(doc.problem(
                number.text.span(),
                "number-not-in-text",
                format!("\"{text}\" stands neither in we_say nor in the note of {}.", claim.id.get_ref()),
                "Write the number as the text has it, or take it out of the list.",
            ));
        }
    }
    for (name, text) in [("we_say", &claim.we_say), ("note", &claim.note)] {
        let listed = claim.numbers.iter().map(|n| n.text.get_ref().as_str());
        if let Some(bare) = uncovered_digits(text.get_ref(), listed) {
            problems.push(doc.problem(
                text.span(),
                "unsourced-number",
                format!("The {name} of {} has the number {bare}, which has no source.", claim.id.get_ref()),
                "List it under numbers with its source and status, or take it out.",
            ));
        }
    }
}

fn check_bindings(doc: &TomlDoc<'_>, claim: &RawClaim, existing: &BTreeSet<String>, problems: &mut Vec<Problem>) {
    if claim.bound_to.is_empty() {
        problems.push(doc.problem(
            claim.id.span(),
            "claim-bound-to-nothing",
            format!("Nothing in Heelrise embodies {}.", claim.id.get_ref()),
            "Bind it to the rule, screen, sign or property that does, for example bound_to = [\"property:P2\"].",
        ));
    }
    for binding in &claim.bound_to {
        if !existing.contains(binding.get_ref()) {
            problems.push(doc.problem(
                binding.span(),
                "unknown-binding",
                format!(
                    "{} is bound to \"{}\", which does not exist in this release.",
                    claim.id.get_ref(),
                    binding.get_ref()
                ),
                "Correct the name, or bind the claim to something that exists now.",
            ));
        }
    }
}

/// Where `part` stands in `text` as a whole, that is, not inside a longer number: `6 in 100` is not in `96 in 100`.
fn occurrences(text: &str, part: &str) -> Vec<std::ops::Range<usize>> {
    if part.is_empty() {
        return Vec::new();
    }
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(part)
        .map(|(at, _)| at..at + part.len())
        .filter(|range| {
            let mut before = text[..range.start].chars().rev();
            let (last, last_but_one) = (before.next(), before.next());
            let mut after = text[range.end..].chars();
            let (next, next_but_one) = (after.next(), after.next());
            let starts_number = digit(part.chars().next());
            let ends_number = digit(part.chars().last());
            let inside_left = digit(last) || (matches!(last, Some('.' | ',')) && digit(last_but_one));
            let inside_right = digit(next) || (matches!(next, Some('.' | ',')) && digit(next_but_one));
            !(starts_number && inside_left || ends_number && inside_right)
        })
        .collect()
}

/// The first run of digits in `text` that no listed number covers.
fn uncovered_digits<'a>(text: &str, listed: impl Iterator<Item = &'a str>) -> Option<String> {
    let covered: Vec<_> = listed.flat_map(|part| occurrences(text, part)).collect();
    let bare = |at: usize| !covered.iter().any(|range| range.contains(&at));
    let start = text.char_indices().find(|(at, c)| c.is_ascii_digit() && bare(*at))?.0;
    Some(text[start..].chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | '%')).collect())
}

#[cfg(test)]
#[path = "claim_tests.rs"]
mod tests;
