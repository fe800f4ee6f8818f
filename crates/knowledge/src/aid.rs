//! What the decision aid holds besides the trials' numbers: what bends them for one person (`evidence/modifiers.toml`)
//! and the checklist of what makes a good decision aid (`ipdas.toml`).
//!
//! A modifier is words, never arithmetic: what was found, in whom, how strong that is, and what was found against it.
//! Only findings that were read may stand here, because a person reads them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::source::{Sources, Status};
use crate::toml_doc::TomlDoc;
use crate::wording::{SOURCE_LANGUAGE, Wording};
use crate::{KnowledgeFiles, Problem};

/// The file of what bends the numbers.
pub const MODIFIERS: &str = "evidence/modifiers.toml";
/// The file of the checklist.
pub const CHECKLIST: &str = "ipdas.toml";

/// How strong the evidence for a modifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Several hundred people, or several studies that agree.
    Fair,
    /// One small study, or one that looked back.
    Weak,
    /// Studies that contradict each other.
    Conflict,
    /// Nothing that could be checked.
    Unknown,
}

impl Strength {
    /// The word in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fair => "fair",
            Self::Weak => "weak",
            Self::Conflict => "conflict",
            Self::Unknown => "unknown",
        }
    }
}

/// Something found about a modifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The id of the sentence that says it.
    pub text: String,
    /// What stands in the places the sentence leaves for numbers.
    pub numbers: BTreeMap<String, String>,
    /// Where it was read.
    pub sources: Vec<String>,
}

/// Something about a person that may bend the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Modifier {
    /// Short stable name; its heading is the sentence `decide-mod-<id>`.
    pub id: String,
    /// How strong the evidence is.
    pub strength: Strength,
    /// What was found; empty exactly where nothing is known.
    pub finding: Vec<Finding>,
    /// What was found against it; empty where nothing was, never where the evidence is in conflict.
    pub against: Vec<Finding>,
}

/// A group of the checklist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Without these it is no decision aid.
    Qualifying,
    /// Without these it may mislead.
    Certifying,
    /// What makes it better.
    Quality,
}

impl Group {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Qualifying, Self::Certifying, Self::Quality];

    /// The word in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Qualifying => "qualifying",
            Self::Certifying => "certifying",
            Self::Quality => "quality",
        }
    }

    /// How many items of IPDASi v4 are in it.
    pub fn items(self) -> usize {
        match self {
            Self::Qualifying => 6,
            Self::Certifying => 10,
            Self::Quality => 28,
        }
    }
}

/// Whether the page meets an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Met {
    /// It does.
    By {
        /// The id of the part of the page that meets it.
        place: String,
        /// The test that holds it.
        test: String,
    },
    /// It does not; the id of the sentence that says why.
    Not(String),
    /// The item is about something this page is not; the id of the sentence that says why.
    Outside(String),
}

/// One item of the checklist; its text is the sentence `decide-ipdas-<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Short stable name.
    pub id: String,
    /// Its group.
    pub group: Group,
    /// Its number in the group, from 1, as the list was printed.
    pub number: usize,
    /// Whether it is met.
    pub met: Met,
}

/// The checklist: every item of every group, each once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checklist {
    /// Where the list was read.
    pub source: String,
    /// The day on which the page was last held against it.
    pub reviewed_on: Date,
    /// The day by which it will be looked through again.
    pub review_by: Date,
    /// The items.
    pub items: Vec<Item>,
}

/// What the decision aid holds besides the trials' numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Aid {
    /// What bends the numbers.
    pub modifiers: Vec<Modifier>,
    /// The checklist.
    pub checklist: Checklist,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModifiers {
    modifier: Vec<RawModifier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModifier {
    id: Spanned<String>,
    strength: Spanned<Strength>,
    #[serde(default)]
    finding: Vec<RawFinding>,
    #[serde(default)]
    against: Vec<RawFinding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFinding {
    text: Spanned<String>,
    #[serde(default)]
    numbers: BTreeMap<String, String>,
    sources: Vec<Spanned<String>>,
    status: Spanned<Status>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChecklist {
    source: Spanned<String>,
    reviewed_on: Spanned<String>,
    review_by: Spanned<String>,
    item: Vec<RawItem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    id: Spanned<String>,
    group: Group,
    number: usize,
    place: Option<String>,
    test: Option<String>,
    unmet: Option<Spanned<String>>,
    outside: Option<Spanned<String>>,
}

/// Reads and checks both files. Every problem is reported; nothing is returned when one of them cannot be read.
pub fn load(files: &KnowledgeFiles, sources: &Sources, wording: &Wording, problems: &mut Vec<Problem>) -> Option<Aid> {
    let modifiers = modifiers(files, sources, wording, problems);
    let checklist = checklist(files, sources, wording, problems);
    Some(Aid { modifiers: modifiers?, checklist: checklist? })
}

fn modifiers(
    files: &KnowledgeFiles,
    sources: &Sources,
    wording: &Wording,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Modifier>> {
    let doc = TomlDoc::open(files, MODIFIERS, problems)?;
    let raw = doc.parse::<RawModifiers>(problems)?;
    doc.refuse_duplicates(raw.modifier.iter().map(|m| &m.id), problems);
    let mut all = Vec::with_capacity(raw.modifier.len());
    for modifier in raw.modifier {
        require(&doc, &modifier.id, &format!("decide-mod-{}", modifier.id.get_ref()), wording, problems);
        let strength = *modifier.strength.get_ref();
        let unknown = strength == Strength::Unknown;
        if unknown != modifier.finding.is_empty() || (strength == Strength::Conflict) == modifier.against.is_empty() {
            problems.push(doc.problem(
                modifier.strength.span(),
                "one-sided",
                format!("The modifier \"{}\" does not show the sides its strength names.", modifier.id.get_ref()),
                "Give a finding unless the strength is \"unknown\", and one against it exactly where it is \"conflict\".",
            ));
        }
        let mut read = |raw: Vec<RawFinding>| -> Vec<Finding> {
            raw.into_iter().map(|one| finding(&doc, one, sources, wording, problems)).collect()
        };
        all.push(Modifier {
            finding: read(modifier.finding),
            against: read(modifier.against),
            strength: modifier.strength.into_inner(),
            id: modifier.id.into_inner(),
        });
    }
    Some(all)
}

fn finding(
    doc: &TomlDoc<'_>,
    raw: RawFinding,
    sources: &Sources,
    wording: &Wording,
    problems: &mut Vec<Problem>,
) -> Finding {
    require(doc, &raw.text, raw.text.get_ref(), wording, problems);
    if *raw.status.get_ref() != Status::Read {
        problems.push(doc.problem(
            raw.status.span(),
            "not-read",
            format!("This finding is \"{}\"; only what was read may stand before a patient.", raw.status.get_ref()),
            "Read the source, or take the finding out.",
        ));
    }
    if raw.sources.is_empty() {
        problems.push(doc.problem(
            raw.text.span(),
            "no-source",
            "This finding has no source.",
            "Name where it was read.",
        ));
    }
    for source in &raw.sources {
        sources.check_number(doc, source, &raw.status, problems);
    }
    Finding {
        text: raw.text.into_inner(),
        numbers: raw.numbers,
        sources: raw.sources.into_iter().map(Spanned::into_inner).collect(),
    }
}

fn checklist(
    files: &KnowledgeFiles,
    sources: &Sources,
    wording: &Wording,
    problems: &mut Vec<Problem>,
) -> Option<Checklist> {
    let doc = TomlDoc::open(files, CHECKLIST, problems)?;
    let raw = doc.parse::<RawChecklist>(problems)?;
    doc.refuse_duplicates(raw.item.iter().map(|i| &i.id), problems);
    sources.check_id(&doc, &raw.source, problems);
    let mut date = |text: &Spanned<String>| {
        let date = text.get_ref().parse::<Date>();
        if date.is_err() {
            let what = format!("\"{}\" is not a date.", text.get_ref());
            problems.push(doc.problem(text.span(), "bad-date", what, "Write it as 2026-11-22."));
        }
        date.unwrap_or(Date::ZERO)
    };
    let (reviewed_on, review_by) = (date(&raw.reviewed_on), date(&raw.review_by));
    let mut items = Vec::with_capacity(raw.item.len());
    for item in raw.item {
        require(&doc, &item.id, &format!("decide-ipdas-{}", item.id.get_ref()), wording, problems);
        for why in item.unmet.iter().chain(&item.outside) {
            require(&doc, why, why.get_ref(), wording, problems);
        }
        let met = match (item.place, item.test, item.unmet, item.outside) {
            (Some(place), Some(test), None, None) => Met::By { place, test },
            (None, None, Some(why), None) => Met::Not(why.into_inner()),
            (None, None, None, Some(why)) => Met::Outside(why.into_inner()),
            _ => {
                problems.push(doc.problem(
                    item.id.span(),
                    "neither-met-nor-unmet",
                    format!(
                        "The item \"{}\" is neither bound to a place and a test nor marked unmet or outside.",
                        item.id.get_ref()
                    ),
                    "Give `place` and `test`, or `unmet` or `outside` with the id of the sentence that says why.",
                ));
                continue;
            }
        };
        items.push(Item { id: item.id.into_inner(), group: item.group, number: item.number, met });
    }
    for group in Group::ALL {
        let mut numbers: Vec<usize> = items.iter().filter(|i| i.group == group).map(|i| i.number).collect();
        numbers.sort_unstable();
        if !numbers.into_iter().eq(1..=group.items()) {
            problems.push(doc.problem(
                raw.source.span(),
                "item-missing",
                format!("The {} items are not numbered from 1 to {}, each once.", group.word(), group.items()),
                "Put every item of the list in, met or not.",
            ));
        }
    }
    Some(Checklist { source: raw.source.into_inner(), reviewed_on, review_by, items })
}

fn require(doc: &TomlDoc<'_>, place: &Spanned<String>, id: &str, wording: &Wording, problems: &mut Vec<Problem>) {
    if !wording.has(SOURCE_LANGUAGE, id) {
        problems.push(doc.problem(
            place.span(),
            "missing-wording",
            format!("No sentence `{id}` exists for this."),
            "Add it to a catalog under wording/en.",
        ));
    }
}
