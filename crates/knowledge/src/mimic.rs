//! What else it could be, as data: for each trouble that looks like a rupture, the facts of a case that point to it or
//! away from it, the signs that make it an emergency, and what counts as having looked for it.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::score;
use crate::standing::{Audience, Checked, Known, Standing, plain};
use crate::{KnowledgeFiles, Problem};

const PATH: &str = "mimics.toml";

/// The values a field with four answers can be compared with. `unsure` and `not_asked` are no facts.
const ANSWERS: &[&str] = &["present", "absent"];

/// A field of the case file with the values that say something.
pub type Field = (&'static str, &'static [&'static str]);

/// The facts that files may name: section, field, and the values that say something. `not_done` is never among them.
/// A test in `care` holds this list equal to the case file.
pub const FACTS: &[(&str, &[Field])] = &[
    (
        "report",
        &[
            ("breathless_chest_pain", ANSWERS),
            ("cold_numb_foot", ANSWERS),
            ("severe_tense_calf", ANSWERS),
            ("open_wound", ANSWERS),
            ("bony_lump_skin", ANSWERS),
            ("pop", ANSWERS),
            ("kick", ANSWERS),
            ("weak_push_off", ANSWERS),
            ("gap_felt", ANSWERS),
            ("heel_bruise_swelling", ANSWERS),
            ("sudden_start", ANSWERS),
            ("calf_clot_signs", ANSWERS),
            ("cannot_walk", ANSWERS),
            ("tendon_medicine", ANSWERS),
        ],
    ),
    (
        "examination",
        &[
            ("calf_squeeze", &["foot_moves", "foot_moves_less", "foot_does_not_move"]),
            ("resting_angle", &["same", "less_pointed"]),
            ("gap", ANSWERS),
            ("push_off_strength", &["same", "weak"]),
            ("passive_dorsiflexion", &["same", "increased"]),
            ("heel_rise", &["unable"]),
        ],
    ),
    (
        "imaging",
        &[
            ("ultrasound", &["complete", "partial", "no_tear"]),
            ("mri", &["complete", "partial", "no_tear"]),
            ("xray", &["no_fracture", "fracture", "heel_avulsion"]),
            ("vein_scan", &["no_clot", "clot"]),
        ],
    ),
];

/// A fact of a case: a field and one of its values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fact {
    /// Section of the case file, for example `report`.
    pub section: String,
    /// Field in it, for example `open_wound`.
    pub field: String,
    /// The value it is compared with, for example `present`.
    pub value: String,
}

impl Fact {
    /// Reads `section.field=value`; `None` when the case file has no such fact.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, value) = text.split_once('=')?;
        let (section, field) = path.split_once('.')?;
        let known = match section {
            "ottawa_ankle" | "wells_dvt" => {
                let (_, items) = score::ITEMS.iter().find(|(id, _)| *id == section)?;
                items.contains(&field) && ANSWERS.contains(&value)
            }
            _ => {
                let (_, fields) = FACTS.iter().find(|(id, _)| *id == section)?;
                fields.iter().any(|(id, values)| *id == field && values.contains(&value))
            }
        };
        known.then(|| Self { section: section.to_owned(), field: field.to_owned(), value: value.to_owned() })
    }

    /// The fact as files write it.
    pub fn id(&self) -> String {
        format!("{}.{}={}", self.section, self.field, self.value)
    }
}

/// One trouble that looks like a rupture.
#[derive(Debug, Clone, Serialize)]
pub struct Mimic {
    /// Its id; the words are `mimic-<id>-…` in the catalogs.
    pub id: String,
    /// Facts that point to it.
    pub towards: Vec<Fact>,
    /// Facts that point away from it.
    pub away: Vec<Fact>,
    /// Facts that make it an emergency when present or unsure.
    pub emergency_signs: Vec<Fact>,
    /// Facts that together mean: looked for and not found. Empty: nothing in a case can say so.
    pub looked_for: Vec<Fact>,
    /// Source ids.
    pub sources: Vec<String>,
    /// How well the points were checked.
    pub status: Standing,
    /// Claims it embodies.
    pub claims: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMimics {
    #[serde(rename = "mimic")]
    mimics: Vec<RawMimic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMimic {
    id: Spanned<String>,
    #[serde(default)]
    towards: Vec<Spanned<String>>,
    #[serde(default)]
    away: Vec<Spanned<String>>,
    #[serde(default)]
    emergency_signs: Vec<Spanned<String>>,
    #[serde(default)]
    looked_for: Vec<Spanned<String>>,
    #[serde(default)]
    sources: Vec<Spanned<String>>,
    status: Spanned<Standing>,
    #[serde(default)]
    claims: Vec<Spanned<String>>,
}

/// Reads and checks `mimics.toml`.
pub fn load(files: &KnowledgeFiles, known: Known<'_>) -> Result<Vec<Mimic>, Vec<Problem>> {
    let Some(text) = files.get(PATH) else {
        return Err(vec![Problem::new(
            PATH,
            0,
            "missing-file",
            "The list of what else it could be is missing.",
            "Put the file back; the published one is a good start.",
        )]);
    };
    let raw: RawMimics = toml::from_str(text).map_err(|e| vec![Problem::from_toml(PATH, text, &e)])?;
    let mut file = Checked::new(PATH, text);
    file.twice(raw.mimics.iter().map(|m| &m.id));
    let mimics = raw.mimics.iter().map(|m| mimic(&mut file, m, known)).collect();
    if file.problems.is_empty() { Ok(mimics) } else { Err(file.problems) }
}

fn mimic(file: &mut Checked<'_>, raw: &RawMimic, known: Known<'_>) -> Mimic {
    for source in &raw.sources {
        file.source(known, source);
    }
    file.claims(known, &raw.claims);
    file.standing(&raw.status, Audience::Clinician);
    if raw.sources.is_empty() && raw.claims.is_empty() {
        file.at(
            &raw.id,
            "unsourced",
            format!("\"{}\" names neither a source nor a claim.", raw.id.get_ref()),
            "Say where the points come from.",
        );
    }
    for fact in raw.away.iter().filter(|a| raw.towards.iter().any(|t| t.get_ref() == a.get_ref())) {
        file.at(
            fact,
            "both-ways",
            format!("\"{}\" points both to and away from \"{}\".", fact.get_ref(), raw.id.get_ref()),
            "Keep it on one side.",
        );
    }
    for fact in raw.looked_for.iter().filter(|f| f.get_ref().starts_with("examination.")) {
        file.at(
            fact,
            "excluded-by-tendon",
            format!("\"{}\" is a finding of the tendon; it cannot rule another trouble out.", fact.get_ref()),
            "Put it under `away`, or take it out.",
        );
    }
    Mimic {
        id: raw.id.get_ref().clone(),
        towards: facts(file, &raw.towards),
        away: facts(file, &raw.away),
        emergency_signs: facts(file, &raw.emergency_signs),
        looked_for: facts(file, &raw.looked_for),
        sources: plain(&raw.sources),
        status: *raw.status.get_ref(),
        claims: plain(&raw.claims),
    }
}

fn facts(file: &mut Checked<'_>, texts: &[Spanned<String>]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for text in texts {
        match Fact::parse(text.get_ref()) {
            Some(fact) => facts.push(fact),
            None => file.at(
                text,
                "unknown-fact",
                format!("A case has no fact \"{}\".", text.get_ref()),
                "Write section.field=value as in the case file; not_done and not_asked are no facts.",
            ),
        }
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../knowledge/mimics.toml");

    fn load_text(text: &str) -> Result<Vec<Mimic>, Vec<Problem>> {
        let known = Known { source: &|id| id != "nobody", claim: &|id| id.starts_with('C') };
        load(&KnowledgeFiles::new([(PATH.to_owned(), text.to_owned())]), known)
    }

    #[test]
    fn the_published_list_has_the_nine_and_the_fracture() {
        let mimics = load_text(TEXT).unwrap();
        assert_eq!(mimics.len(), 10);
        let emergencies: Vec<_> = mimics.iter().filter(|m| !m.emergency_signs.is_empty()).map(|m| &m.id).collect();
        assert_eq!(emergencies, ["limb_ischaemia", "compartment_syndrome", "laceration", "calcaneal_avulsion"]);
    }

    #[test]
    fn each_wrong_edit_is_refused_by_name_and_line() {
        let edits = [
            ("\"dabas2021\"", "\"nobody\"", "unknown-source", "sources ="),
            ("\"C73\"", "\"X73\"", "unknown-claim", "claims ="),
            ("status = \"secondary\"", "status = \"recalled\"", "recalled", "status ="),
            (
                "looked_for = [\"report.open_wound=absent\"]",
                "looked_for = [\"report.open_wound=not_asked\"]",
                "unknown-fact",
                "not_asked",
            ),
            (
                "looked_for = [\"imaging.vein_scan=no_clot\"",
                "looked_for = [\"examination.gap=present\"",
                "excluded-by-tendon",
                "examination.gap",
            ),
            (
                "away = [\"examination.gap=present\"]",
                "away = [\"report.bony_lump_skin=present\"]",
                "both-ways",
                "away =",
            ),
            ("id = \"dvt\"", "id = \"laceration\"", "twice", "laceration"),
            (
                "sources = [\"dabas2021\"]\nstatus = \"read\"\nclaims = [\"C72\"]",
                "status = \"read\"",
                "unsourced",
                "limb_ischaemia",
            ),
            ("emergency_signs", "emergency_sign", "not-readable", "emergency_sign"),
        ];
        for (from, to, check, place) in edits {
            assert!(TEXT.contains(from), "no {from}");
            // The comment at the top names the fields too: edit below it.
            let (head, body) = TEXT.split_once("\n\n").unwrap();
            let after = format!("{head}\n\n{}", body.replacen(from, to, 1));
            let problems = load_text(&after).expect_err(check);
            let found = problems.iter().find(|p| p.check == check);
            let found = found.unwrap_or_else(|| panic!("{check} expected, found {problems:?}"));
            let line = after.lines().nth(found.line - 1).unwrap();
            assert!(line.contains(place), "{check} points at {line:?}");
        }
    }

    #[test]
    fn not_done_and_unsure_are_no_facts() {
        for text in [
            "examination.gap=not_done",
            "examination.gap=unsure",
            "report.pop=not_asked",
            "imaging.mri=inconclusive",
            "report.can_walk=present",
            "examination.heel_rise=able",
            "pop=present",
            "report.pop",
        ] {
            assert_eq!(Fact::parse(text), None, "{text}");
        }
        assert_eq!(Fact::parse("wells_dvt.previous_dvt=present").unwrap().id(), "wells_dvt.previous_dvt=present");
    }
}
