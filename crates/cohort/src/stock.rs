//! The written stock: fragments, voices, stories and codes, compiled into the binary from `voices/`.
//!
//! A fragment file has sections `[key]`; each line below is one alternative. `#` opens a comment line, `\n` in a line is a
//! line break. A line is a template, see [`crate::compose`]. Voice files open with `@region`, `@register`, `@type` and
//! `@habits`. Story files open each story with `## id voice coded sex age side days`, where `days` is the time until a
//! rupture was coded, or `-`.

use crate::note::Habit;
use std::collections::BTreeMap;

/// The stock could not be read: a mistake in a file under `voices/`.
#[derive(Debug, thiserror::Error)]
#[error("{file}, line {line}: {what}. Correct the file under crates/cohort/voices and build again.")]
pub struct StockError {
    file: String,
    line: usize,
    what: &'static str,
}

/// Alternatives by section key.
pub type Sections = BTreeMap<String, Vec<String>>;

/// Where a voice writes; it decides the code system and the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// ICD-10-CM.
    Us,
    /// WHO ICD-10, often with SNOMED CT.
    Uk,
    /// SNOMED CT alone.
    Other,
}

/// One imitated writer.
#[derive(Debug)]
pub struct Voice {
    /// File name without its ending.
    pub name: String,
    /// Where it writes.
    pub region: Region,
    /// Which shared fragments it falls back on: `terse` or `prose`.
    pub register: String,
    /// LOINC code of the note it writes.
    pub loinc: String,
    /// Its habits.
    pub habits: Vec<Habit>,
    /// Its own fragments.
    pub sections: Sections,
}

/// One note, or a few notes of one visit, written by hand as a whole.
#[derive(Debug)]
pub struct Story {
    /// `m` missed, `l` truly late, `x` miscoded, and a number.
    pub id: String,
    /// The voice whose habits and region apply.
    pub voice: usize,
    /// The kind that was coded at the visit.
    pub coded: String,
    /// `m` or `f`.
    pub sex: char,
    /// Years.
    pub age: usize,
    /// `R` or `L`.
    pub side: char,
    /// Days until a rupture was coded, if it ever was.
    pub days: Option<usize>,
    /// The documents: LOINC code (empty for the voice's own) and template.
    pub documents: Vec<(String, String)>,
}

/// One line of `codes.tsv`.
#[derive(Debug)]
pub struct Code {
    /// Kind of encounter it labels.
    pub kind: String,
    /// `icd10cm`, `icd10` or `sct`.
    pub system: String,
    /// Code for the right side, or for both.
    pub right: String,
    /// Code for the left side, or for both.
    pub left: String,
    /// Its title; `{side}` stands for the side.
    pub display: String,
}

/// Everything that was written.
#[derive(Debug)]
pub struct Stock {
    /// Fragments of the registers and those used by all, by `register/key` or `key`.
    pub shared: Sections,
    /// The voices.
    pub voices: Vec<Voice>,
    /// The stories.
    pub stories: Vec<Story>,
    /// The codes.
    pub codes: Vec<Code>,
}

macro_rules! files {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../voices/", $folder, $name, ".txt")))),+]
    };
}

const PEOPLE: [(&str, &str); 19] = files!("people/":
    "ed_sho", "us_ed_dictated", "us_template", "us_ed_shorthand", "triage_nurse", "gp_computer", "physio_soap", "enp_headings", "non_native",
    "consultant_telegram", "dictation_raw", "irish_registrar", "australian_registrar", "telehealth", "urgent_care_pa",
    "sports_doctor", "us_np_caps", "minor_injury_unit", "ed_fy2_prose");
const TERSE: [(&str, &str); 3] = files!("": "terse_ankle", "terse_leg", "terse_rest");
const PROSE: [(&str, &str); 3] = files!("": "prose_ankle", "prose_leg", "prose_rest");
const ALL: [(&str, &str); 3] = files!("": "shared", "imaging", "general");
const STORIES: [(&str, &str); 5] = files!("": "missed_1", "missed_2", "missed_3", "late", "miscoded");

impl Stock {
    /// Reads the compiled-in files.
    ///
    /// # Errors
    /// When one of them is malformed, with file and line.
    pub fn load() -> Result<Self, StockError> {
        let mut shared = Sections::new();
        for (name, text) in TERSE {
            sections(name, text, "terse/", &mut shared)?;
        }
        for (name, text) in PROSE {
            sections(name, text, "prose/", &mut shared)?;
        }
        for (name, text) in ALL {
            sections(name, text, "", &mut shared)?;
        }
        let voices = PEOPLE.iter().map(|(name, text)| voice(name, text)).collect::<Result<Vec<_>, _>>()?;
        let mut stories = Vec::new();
        for (name, text) in STORIES {
            read_stories(name, text, &voices, &mut stories)?;
        }
        let codes = codes("codes", include_str!("../voices/codes.tsv"))?;
        Ok(Self { shared, voices, stories, codes })
    }

    /// The alternatives for `key` in `voice` about `kind`: its own with the kind, then without; its register's with the
    /// kind, then without; those of all.
    pub fn find<'a>(&'a self, voice: &'a Voice, kind: &str, key: &str) -> [Option<&'a [String]>; 2] {
        let exact = format!("{key}.{kind}");
        let own = voice.sections.get(&exact).or_else(|| voice.sections.get(key));
        let register = &voice.register;
        let common = [format!("{register}/{exact}"), exact, format!("{register}/{key}"), key.to_owned()]
            .iter()
            .find_map(|key| self.shared.get(key));
        [own.map(Vec::as_slice), common.map(Vec::as_slice)]
    }
}

fn sections(file: &str, text: &str, prefix: &str, into: &mut Sections) -> Result<(), StockError> {
    let mut key: Option<String> = None;
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.starts_with('@') || line.trim().is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            key = Some(format!("{prefix}{name}"));
        } else if let Some(key) = &key {
            into.entry(key.clone()).or_default().push(line.replace("\\n", "\n"));
        } else {
            let what = "a fragment stands before the first section";
            return Err(StockError { file: file.to_owned(), line: at + 1, what });
        }
    }
    Ok(())
}

fn voice(name: &str, text: &str) -> Result<Voice, StockError> {
    let mut out = Voice {
        name: name.to_owned(),
        region: Region::Other,
        register: String::new(),
        loinc: String::new(),
        habits: Vec::new(),
        sections: Sections::new(),
    };
    for (at, line) in text.lines().enumerate() {
        let Some((field, value)) = line.strip_prefix('@').and_then(|rest| rest.split_once(' ')) else { continue };
        let error = |what| StockError { file: name.to_owned(), line: at + 1, what };
        match field {
            "region" => {
                out.region = match value {
                    "us" => Region::Us,
                    "uk" => Region::Uk,
                    _ => Region::Other,
                }
            }
            "register" => value.clone_into(&mut out.register),
            "type" => value.clone_into(&mut out.loinc),
            "habits" => {
                for habit in value.split_whitespace() {
                    out.habits.push(Habit::from_name(habit).ok_or_else(|| error("a habit of this name is not known"))?);
                }
            }
            _ => return Err(error("a field of this name is not known")),
        }
    }
    sections(name, text, "", &mut out.sections)?;
    Ok(out)
}

fn read_stories(file: &str, text: &str, voices: &[Voice], into: &mut Vec<Story>) -> Result<(), StockError> {
    for (at, line) in text.lines().enumerate() {
        let error = |what| StockError { file: file.to_owned(), line: at + 1, what };
        if let Some(header) = line.strip_prefix("## ") {
            let fields: Vec<&str> = header.split_whitespace().collect();
            let [id, voice, coded, sex, age, side, days] = fields[..] else {
                return Err(error("a story needs id, voice, coded, sex, age, side and days"));
            };
            into.push(Story {
                id: id.to_owned(),
                voice: voices.iter().position(|v| v.name == voice).ok_or_else(|| error("no voice of this name"))?,
                coded: coded.to_owned(),
                sex: sex.chars().next().unwrap_or('m'),
                age: age.parse().map_err(|_| error("the age is not a number"))?,
                side: side.chars().next().unwrap_or('R'),
                days: if days == "-" {
                    None
                } else {
                    Some(days.parse().map_err(|_| error("the days are not a number"))?)
                },
                documents: vec![(String::new(), String::new())],
            });
        } else if line.starts_with('#') {
        } else if let Some(story) = into.last_mut() {
            if let Some(loinc) = line.strip_prefix("--- ") {
                if story.documents.len() == 1 && story.documents[0].1.trim().is_empty() {
                    story.documents.clear();
                }
                story.documents.push((loinc.trim().to_owned(), String::new()));
            } else if let Some((_, text)) = story.documents.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        } else if !line.trim().is_empty() {
            return Err(error("text stands before the first story"));
        }
    }
    for story in into.iter_mut() {
        for (_, text) in &mut story.documents {
            *text = text.trim_end().to_owned();
        }
    }
    Ok(())
}

fn codes(file: &str, text: &str) -> Result<Vec<Code>, StockError> {
    let mut out = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, system, right, left, display] = fields[..] else {
            return Err(StockError { file: file.to_owned(), line: at + 1, what: "a code line needs five columns" });
        };
        let own = |text: &str| text.to_owned();
        out.push(Code {
            kind: own(kind),
            system: own(system),
            right: own(right),
            left: own(left),
            display: own(display),
        });
    }
    Ok(out)
}
