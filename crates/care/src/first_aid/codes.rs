//! The codes beside the diagnosis. The side is taken from the case or said to be missing; it is never guessed.

use heelrise_knowledge::code::{Code, CodeSide, Codes, Encounter, System, Use};
use serde::Serialize;

use crate::case::{Case, Side};
use crate::diagnosis::VerdictOutcome;

/// Codes to paste, and what has to be said beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeSet {
    /// ICD-10-CM; one a side.
    pub icd10cm: Vec<Code>,
    /// SNOMED CT, id and term only.
    pub snomed: Vec<Code>,
    /// The side has not been recorded, so no ICD-10-CM code can be given.
    pub side_missing: bool,
    /// Sentences to show beside the codes, as ids of the catalogs.
    pub notes: Vec<&'static str>,
    /// Where the ICD-10-CM codes come from.
    pub icd10cm_origin: String,
    /// Where the SNOMED CT codes come from, with its licence.
    pub snomed_origin: String,
}

/// The codes of a case with this verdict, for this encounter.
pub fn codes(known: &Codes, case: &Case, outcome: VerdictOutcome, encounter: Encounter) -> CodeSet {
    let mut set = CodeSet {
        icd10cm: Vec::new(),
        snomed: Vec::new(),
        side_missing: false,
        notes: Vec::new(),
        icd10cm_origin: known.icd10cm_origin.clone(),
        snomed_origin: known.snomed_origin.clone(),
    };
    let uses: &[Use] = match outcome {
        VerdictOutcome::Rupture if case.report.open_wound.counts_as_present() => {
            set.notes.extend(["code-note-rupture-is-strain", "code-note-cut-tendon"]);
            &[Use::Laceration, Use::Rupture]
        }
        VerdictOutcome::Rupture => {
            set.notes.push("code-note-rupture-is-strain");
            &[Use::Rupture]
        }
        VerdictOutcome::Suspected => {
            set.notes.push("code-note-suspected");
            &[Use::Suspected]
        }
        VerdictOutcome::CannotSayYet => {
            set.notes.push("code-note-cannot-say-yet");
            &[]
        }
        VerdictOutcome::NoRuptureFound => {
            set.notes.push("code-note-none");
            &[]
        }
    };
    let sides: &[CodeSide] = match case.injury.side {
        Side::Right => &[CodeSide::Right],
        Side::Left => &[CodeSide::Left],
        Side::Both => &[CodeSide::Right, CodeSide::Left],
        Side::NotRecorded => {
            set.side_missing = !uses.is_empty();
            &[]
        }
    };
    for used_for in uses {
        for side in sides {
            let is = |c: &&Code| {
                c.system == System::Icd10cm
                    && c.used_for == *used_for
                    && c.side == Some(*side)
                    && c.encounter == Some(encounter)
            };
            set.icd10cm.extend(known.codes.iter().find(is).cloned());
        }
        let is = |c: &&Code| c.system == System::Snomed && c.used_for == *used_for;
        set.snomed.extend(known.codes.iter().filter(is).cloned());
    }
    if set.side_missing {
        set.notes.push("code-note-side-missing");
    } else if !set.icd10cm.is_empty() {
        set.notes.push(match encounter {
            Encounter::Initial => "code-note-initial",
            Encounter::Subsequent => "code-note-subsequent",
            Encounter::Sequela => "code-note-sequela",
        });
    } else if !uses.is_empty() {
        set.notes.push("code-note-encounter-missing");
    }
    set
}
