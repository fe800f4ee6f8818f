//! What else it could be: each trouble that looks like a rupture, with what in this case points to it, away from it, and
//! what nobody has looked at. Nothing is ruled out by a question that was not asked.

use heelrise_knowledge::Answer;
use heelrise_knowledge::mimic::{Fact, Mimic};
use serde::Serialize;

use crate::case::{Case, OttawaItem, ReportedSign, WellsItem};

/// How a mimic stands in a case. Ordered from the most pressing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// One of its emergency signs is there, or the answer is unsure.
    EmergencyNow,
    /// Something points to it.
    PointsTo,
    /// Nothing points to it, and it has not been ruled out.
    Open,
    /// It was looked for and not found.
    LookedFor,
}

/// A fact of the case that speaks about a mimic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FactSeen {
    /// The fact, as `section.field=value`.
    pub fact: String,
    /// `present` when the case says so, `unsure` when the answer was.
    pub answer: Answer,
}

/// One mimic in one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MimicStatus {
    /// Its id.
    pub id: String,
    /// How it stands.
    pub standing: Standing,
    /// Whether it is one of those that can be an emergency.
    pub can_be_emergency: bool,
    /// What points to it.
    pub towards: Vec<FactSeen>,
    /// What points away from it.
    pub away: Vec<FactSeen>,
    /// Facts that would speak about it and have not been asked or looked at.
    pub not_looked_at: Vec<String>,
    /// Whether the two can stand in the same leg, so that neither rules the other out. Always true: no finding of the
    /// tendon rules out a mimic, and no mimic rules out a rupture.
    pub beside_rupture: bool,
    /// Source ids.
    pub sources: Vec<String>,
    /// Claim ids.
    pub claims: Vec<String>,
    /// How well the points were checked.
    pub status: &'static str,
}

/// What a case says of a fact: `present` when the field has that value, `absent` when it has another, `unsure` when
/// nobody could tell, `not asked` when nobody looked.
pub fn fact(case: &Case, fact: &Fact) -> Answer {
    let value = fact.value.as_str();
    let answered = |answer: Answer| match (answer, value) {
        (Answer::Present, "present") | (Answer::Absent, "absent") => Answer::Present,
        (Answer::Unsure, _) => Answer::Unsure,
        (Answer::NotAsked, _) => Answer::NotAsked,
        _ => Answer::Absent,
    };
    let found = |id: &'static str| match id {
        "not_done" => Answer::NotAsked,
        "unsure" | "inconclusive" => Answer::Unsure,
        id if id == value => Answer::Present,
        _ => Answer::Absent,
    };
    let (exam, imaging) = (&case.examination, &case.imaging);
    match (fact.section.as_str(), fact.field.as_str()) {
        ("report", id) => ReportedSign::from_id(id).map_or(Answer::NotAsked, |sign| answered(case.report.get(sign))),
        ("ottawa_ankle", id) => {
            OttawaItem::from_id(id).map_or(Answer::NotAsked, |item| answered(case.ottawa_ankle.get(item)))
        }
        ("wells_dvt", id) => WellsItem::from_id(id).map_or(Answer::NotAsked, |item| answered(case.wells_dvt.get(item))),
        ("examination", "calf_squeeze") => found(exam.calf_squeeze.id()),
        ("examination", "resting_angle") => found(exam.resting_angle.id()),
        ("examination", "gap") => found(exam.gap.id()),
        ("examination", "push_off_strength") => found(exam.push_off_strength.id()),
        ("examination", "passive_dorsiflexion") => found(exam.passive_dorsiflexion.id()),
        ("examination", "heel_rise") => found(exam.heel_rise.id()),
        ("imaging", "ultrasound") => found(imaging.ultrasound.id()),
        ("imaging", "mri") => found(imaging.mri.id()),
        ("imaging", "xray") => found(imaging.xray.id()),
        ("imaging", "vein_scan") => found(imaging.vein_scan.id()),
        _ => Answer::NotAsked,
    }
}

/// Every mimic as it stands, the most pressing first, otherwise in the order of the file.
pub fn mimics(list: &[Mimic], case: &Case) -> Vec<MimicStatus> {
    let mut all: Vec<MimicStatus> = list.iter().map(|mimic| status(mimic, case)).collect();
    all.sort_by_key(|m| m.standing);
    all
}

/// The mimics that have not been looked for and found missing.
pub fn mimics_not_excluded(list: &[Mimic], case: &Case) -> Vec<MimicStatus> {
    mimics(list, case).into_iter().filter(|m| m.standing != Standing::LookedFor).collect()
}

fn status(mimic: &Mimic, case: &Case) -> MimicStatus {
    let seen = |facts: &[Fact]| -> Vec<FactSeen> {
        facts
            .iter()
            .map(|f| (f, fact(case, f)))
            .filter(|(_, answer)| answer.counts_as_present())
            .map(|(f, answer)| FactSeen { fact: f.id(), answer })
            .collect()
    };
    let towards = seen(&mimic.towards);
    let emergency = mimic.emergency_signs.iter().any(|f| fact(case, f).counts_as_present());
    // Each fact has to be known to hold: unsure and not asked do not rule anything out.
    let looked_for = !mimic.looked_for.is_empty() && mimic.looked_for.iter().all(|f| fact(case, f) == Answer::Present);
    let standing = if emergency {
        Standing::EmergencyNow
    } else if looked_for {
        Standing::LookedFor
    } else if towards.iter().any(|f| f.answer == Answer::Present) {
        Standing::PointsTo
    } else {
        Standing::Open
    };
    let mut not_looked_at: Vec<String> = Vec::new();
    for f in mimic.towards.iter().chain(&mimic.away).chain(&mimic.looked_for) {
        let path = format!("{}.{}", f.section, f.field);
        if fact(case, f).is_not_asked() && !not_looked_at.contains(&path) {
            not_looked_at.push(path);
        }
    }
    MimicStatus {
        id: mimic.id.clone(),
        standing,
        can_be_emergency: !mimic.emergency_signs.is_empty(),
        away: seen(&mimic.away),
        towards,
        not_looked_at,
        beside_rupture: true,
        sources: mimic.sources.clone(),
        claims: mimic.claims.clone(),
        status: mimic.status.word(),
    }
}
