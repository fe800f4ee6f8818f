//! Codes to paste beside the diagnosis: ICD-10-CM with side and encounter said, SNOMED CT with id and term only.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::standing::Checked;
use crate::{KnowledgeFiles, Problem};

const PATH: &str = "codes.toml";

/// The codes of a knowledge folder.
#[derive(Debug, Clone, Serialize)]
pub struct Codes {
    /// Where the ICD-10-CM codes come from.
    pub icd10cm_origin: String,
    /// Where the SNOMED CT codes come from, with its licence.
    pub snomed_origin: String,
    /// Every code, in the order of the file.
    pub codes: Vec<Code>,
}

/// A code system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    /// ICD-10-CM.
    Icd10cm,
    /// SNOMED CT.
    Snomed,
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// A rupture.
    Rupture,
    /// A cut tendon.
    Laceration,
    /// An injury of the tendon whose kind is not known yet.
    Suspected,
}

/// The side a code speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeSide {
    /// Right.
    Right,
    /// Left.
    Left,
}

/// The encounter a code speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encounter {
    /// While treatment is active.
    Initial,
    /// In routine healing.
    Subsequent,
    /// For what stays behind.
    Sequela,
}

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Its system.
    pub system: System,
    /// The code itself.
    pub code: String,
    /// The system's own words.
    pub term: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub used_for: Use,
    /// The side, in systems that say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<CodeSide>,
    /// The encounter, in systems that say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encounter: Option<Encounter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCodes {
    icd10cm_origin: String,
    snomed_origin: String,
    #[serde(rename = "code")]
    codes: Vec<Spanned<Code>>,
}

/// Reads and checks `codes.toml`. The sixth and seventh characters of an ICD-10-CM code, the side and encounter fields
/// and the words of the term have to say the same.
pub fn load(files: &KnowledgeFiles) -> Result<Codes, Vec<Problem>> {
    let Some(text) = files.get(PATH) else {
        return Err(vec![Problem::new(PATH, 0, "missing-file", "The codes are missing.", "Put the file back.")]);
    };
    let raw: RawCodes = toml::from_str(text).map_err(|e| vec![Problem::from_toml(PATH, text, &e)])?;
    let mut file = Checked::new(PATH, text);
    for (at, code) in raw.codes.iter().enumerate() {
        check(&mut file, code);
        if raw.codes[..at].iter().any(|c| c.get_ref().code == code.get_ref().code) {
            file.at(code, "twice", format!("{} stands here twice.", code.get_ref().code), "Keep one of the two.");
        }
    }
    for (used_for, word) in [(Use::Rupture, "rupture"), (Use::Suspected, "suspected"), (Use::Laceration, "laceration")]
    {
        for side in [CodeSide::Right, CodeSide::Left] {
            let is = |c: &Code| {
                c.system == System::Icd10cm
                    && c.used_for == used_for
                    && c.side == Some(side)
                    && c.encounter == Some(Encounter::Initial)
            };
            if !raw.codes.iter().any(|c| is(c.get_ref())) {
                file.problems.push(Problem::new(
                    PATH,
                    0,
                    "missing-code",
                    format!("There is no ICD-10-CM code for use \"{word}\", side {side:?}, initial encounter."),
                    "Add it.",
                ));
            }
        }
    }
    if !file.problems.is_empty() {
        return Err(file.problems);
    }
    Ok(Codes {
        icd10cm_origin: raw.icd10cm_origin,
        snomed_origin: raw.snomed_origin,
        codes: raw.codes.into_iter().map(Spanned::into_inner).collect(),
    })
}

fn check(file: &mut Checked<'_>, spanned: &Spanned<Code>) {
    let code = spanned.get_ref();
    let fix = "Correct the code, the term, the side or the encounter, so that all four agree.";
    match code.system {
        System::Icd10cm => {
            let characters: Vec<char> = code.code.chars().filter(|c| *c != '.').collect();
            let (side, word) = match code.side {
                Some(CodeSide::Right) => (Some(&'1'), "right"),
                Some(CodeSide::Left) => (Some(&'2'), "left"),
                None => (None, ""),
            };
            let (encounter, words) = match code.encounter {
                Some(Encounter::Initial) => (Some(&'A'), "initial encounter"),
                Some(Encounter::Subsequent) => (Some(&'D'), "subsequent encounter"),
                Some(Encounter::Sequela) => (Some(&'S'), "sequela"),
                None => (None, ""),
            };
            let agrees = characters.len() == 7
                && side.is_some()
                && encounter.is_some()
                && characters.get(5) == side
                && characters.get(6) == encounter
                && code.term.contains(word)
                && code.term.ends_with(words);
            if !agrees {
                file.at(spanned, "code-disagrees", format!("{} does not say what its fields say.", code.code), fix);
            }
        }
        System::Snomed => {
            if code.code.is_empty() || !code.code.bytes().all(|b| b.is_ascii_digit()) || !verhoeff(&code.code) {
                file.at(spanned, "bad-code", format!("{} is not a SNOMED CT id.", code.code), "Correct the digits.");
            }
            if code.side.is_some() || code.encounter.is_some() {
                file.at(spanned, "code-disagrees", "SNOMED CT ids here carry neither side nor encounter.", fix);
            }
        }
    }
}

/// Whether a number carries a correct Verhoeff check digit, as every SNOMED CT id does.
fn verhoeff(digits: &str) -> bool {
    // The table of the dihedral group D5 as arithmetic: 0-4 are rotations, 5-9 reflections.
    const fn times(a: u8, b: u8) -> u8 {
        match (a < 5, b < 5) {
            (true, true) => (a + b) % 5,
            (true, false) => (a + b - 5) % 5 + 5,
            (false, true) => (a - 5 + 5 - b) % 5 + 5,
            (false, false) => (a + 5 - b) % 5,
        }
    }
    const STEP: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let moved = |digit: u8, place: usize| (0..place % 8).fold(digit, |d, _| STEP[usize::from(d)]);
    let sum = digits.bytes().rev().enumerate().fold(0, |c, (place, b)| times(c, moved((b - b'0') % 10, place)));
    sum == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../knowledge/codes.toml");

    fn load_text(text: &str) -> Result<Codes, Vec<Problem>> {
        load(&KnowledgeFiles::new([(PATH.to_owned(), text.to_owned())]))
    }

    #[test]
    fn the_published_codes_load_and_none_is_without_a_side() {
        let codes = load_text(TEXT).unwrap();
        assert_eq!(codes.codes.len(), 12);
        for code in codes.codes.iter().filter(|c| c.system == System::Icd10cm) {
            assert!(!code.term.contains("unspecified Achilles"), "{} has no side", code.code);
        }
    }

    #[test]
    fn each_wrong_edit_is_refused() {
        for (from, to, check) in [
            ("\"S86.011A\"", "\"S86.012A\"", "code-disagrees"),
            ("\"S86.011A\"", "\"S86.011D\"", "code-disagrees"),
            ("\"S86.011A\"", "\"S86.01A\"", "code-disagrees"),
            ("\"Strain of right Achilles", "\"Strain of left Achilles", "code-disagrees"),
            ("side = \"right\"\nencounter = \"initial\"", "encounter = \"initial\"", "code-disagrees"),
            ("\"429513001\"", "\"429513002\"", "bad-code"),
            ("\"125602001\"", "\"429513001\"", "twice"),
            ("use = \"laceration\"", "use = \"rupture\"", "missing-code"),
            ("system = \"icd10cm\"", "system = \"icd9\"", "not-readable"),
        ] {
            assert!(TEXT.contains(from), "no {from}");
            let problems = load_text(&TEXT.replacen(from, to, 1)).expect_err(check);
            assert!(problems.iter().any(|p| p.check == check), "{check} expected, found {problems:?}");
        }
    }
}
