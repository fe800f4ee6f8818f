//! The three scores, added up over what is known. An item that was not asked, or whose answer is unsure, is never read
//! as absent: each total is a range, from the least to the most it can turn out to be, and a band is named only when
//! both ends lie in it.

use heelrise_knowledge::Answer;
use heelrise_knowledge::score::{FilmRules, PointScore, Provenance};
use serde::Serialize;

use crate::case::{Case, Immobilisation, OttawaItem, Sex, WellsItem};
use crate::diagnosis::VerdictOutcome;

/// Whether a film is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// The rules ask for it.
    Needed,
    /// The rules do not ask for it. Says nothing about the tendon.
    NotNeeded,
    /// An item that is missing would decide.
    NotKnown,
}

impl Need {
    /// The word used in decisions.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Needed => "needed",
            Self::NotNeeded => "not_needed",
            Self::NotKnown => "not_known",
        }
    }
}

/// One film of the Ottawa ankle rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FilmResult {
    /// `ankle` or `foot`.
    pub film: String,
    /// Whether it is needed.
    pub need: Need,
    /// Items that are not known and can still change the answer.
    pub missing: Vec<String>,
}

/// The Ottawa ankle rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OttawaResult {
    /// Each film.
    pub films: Vec<FilmResult>,
    /// Source id.
    pub source: String,
    /// How well the rules were checked against it.
    pub status: &'static str,
}

impl OttawaResult {
    /// Whether a film is needed; a film nobody knows of is not known.
    pub fn need(&self, film: &str) -> Need {
        self.films.iter().find(|f| f.film == film).map_or(Need::NotKnown, |f| f.need)
    }
}

/// A total as a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScoreRange {
    /// The least the total can turn out to be.
    pub low_total: i16,
    /// The most the total can turn out to be.
    pub high_total: i16,
    /// Where the upper band begins.
    pub threshold: i16,
    /// The band, when both ends lie in it.
    pub band: Option<String>,
    /// Items nobody has asked or chosen.
    pub missing: Vec<String>,
    /// Items asked whose answer is unsure.
    pub unsure: Vec<String>,
    /// Source id.
    pub source: String,
    /// How well the points were checked against it.
    pub status: &'static str,
    /// Whether it may be shown to a patient.
    pub for_patients: bool,
}

/// One reading of an open answer: the category taken, and the range of the total with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// The category as which the answer is read.
    pub category: String,
    /// The least total.
    pub low_total: i16,
    /// The most.
    pub high_total: i16,
    /// The band, when both ends lie in it.
    pub band: Option<String>,
}

/// TRiP(cast), with each reading of how the leg is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TripCastResult {
    /// The total over all readings.
    #[serde(flatten)]
    pub range: ScoreRange,
    /// Each way the immobilisation can be read; one when it is settled.
    pub readings: Vec<Reading>,
    /// Whether the choice of category alone can move the total over the threshold. Then low risk is never said.
    pub flips: bool,
}

fn and(a: Need, b: Need) -> Need {
    match (a, b) {
        (Need::NotNeeded, _) | (_, Need::NotNeeded) => Need::NotNeeded,
        (Need::Needed, Need::Needed) => Need::Needed,
        _ => Need::NotKnown,
    }
}

fn or(a: Need, b: Need) -> Need {
    match (a, b) {
        (Need::Needed, _) | (_, Need::Needed) => Need::Needed,
        (Need::NotNeeded, Need::NotNeeded) => Need::NotNeeded,
        _ => Need::NotKnown,
    }
}

/// Works through the Ottawa ankle rules.
pub fn ottawa(rules: &FilmRules, case: &Case) -> OttawaResult {
    let answer = |id: &str| OttawaItem::from_id(id).map_or(Answer::NotAsked, |item| case.ottawa_ankle.get(item));
    let need = |id: &str| match answer(id) {
        Answer::Present => Need::Needed,
        Answer::Absent => Need::NotNeeded,
        Answer::Unsure | Answer::NotAsked => Need::NotKnown,
    };
    let films = rules.films.iter().map(|film| {
        let any = film.any.iter().map(|id| need(id)).fold(Need::NotNeeded, or);
        let all = and(need(&film.zone), any);
        // Once one sign of the list is there, the others cannot change the answer.
        let open_list = if any == Need::NotKnown { film.any.as_slice() } else { &[] };
        let open = std::iter::once(&film.zone).chain(open_list).filter(|id| need(id) == Need::NotKnown);
        let missing = if all == Need::NotKnown { open.cloned().collect() } else { Vec::new() };
        FilmResult { film: film.id.clone(), need: all, missing }
    });
    OttawaResult {
        films: films.collect(),
        source: rules.provenance.source.clone(),
        status: rules.provenance.status.word(),
    }
}

/// What is known of each item of a point score while it is added up.
struct Sum<'a> {
    score: &'a PointScore,
    low: i16,
    high: i16,
    missing: Vec<String>,
    unsure: Vec<String>,
}

impl<'a> Sum<'a> {
    fn new(score: &'a PointScore, answer: impl Fn(&str) -> Answer) -> Self {
        let mut sum = Self { score, low: 0, high: 0, missing: Vec::new(), unsure: Vec::new() };
        for item in &score.items {
            let range = (item.points.min(0), item.points.max(0));
            match answer(&item.id) {
                Answer::Present => sum.add((item.points, item.points)),
                Answer::Absent => {}
                Answer::Unsure => {
                    sum.add(range);
                    sum.unsure.push(item.id.clone());
                }
                Answer::NotAsked => {
                    sum.add(range);
                    sum.missing.push(item.id.clone());
                }
            }
        }
        sum
    }

    const fn add(&mut self, (low, high): (i16, i16)) {
        self.low = self.low.saturating_add(low);
        self.high = self.high.saturating_add(high);
    }

    fn choice(&mut self, id: &str, answer: Option<&str>) {
        if let Some(choice) = self.score.choices.iter().find(|c| c.id == id) {
            self.add(choice.range(answer));
            if answer.is_none() {
                self.missing.push(id.to_owned());
            }
        }
    }

    fn number(&mut self, id: &str, value: Option<u8>) {
        if let Some(number) = self.score.numbers.iter().find(|n| n.id == id) {
            self.add(number.range(value.map(u16::from)));
            if value.is_none() {
                self.missing.push(id.to_owned());
            }
        }
    }

    fn range(self) -> ScoreRange {
        let Provenance { source, status, audience, .. } = &self.score.provenance;
        ScoreRange {
            low_total: self.low,
            high_total: self.high,
            threshold: self.score.threshold,
            band: band(self.score, self.low, self.high),
            missing: self.missing,
            unsure: self.unsure,
            source: source.clone(),
            status: status.word(),
            for_patients: status.may_reach_patient() && *audience == heelrise_knowledge::standing::Audience::Patient,
        }
    }
}

fn band(score: &PointScore, low: i16, high: i16) -> Option<String> {
    if low >= score.threshold {
        Some(score.at_or_above.clone())
    } else if high < score.threshold {
        Some(score.below.clone())
    } else {
        None
    }
}

/// Adds up the Wells criteria.
///
/// A rupture raises this score (tender, swollen, in plaster) and then takes two points off as the other diagnosis. The
/// score is given as it stands; it never speaks about the tendon.
pub fn wells(score: &PointScore, case: &Case) -> ScoreRange {
    Sum::new(score, |id| WellsItem::from_id(id).map_or(Answer::NotAsked, |item| case.wells_dvt.get(item))).range()
}

/// Adds up TRiP(cast). A rupture, proved or suspected, counts as the severest trauma; with any other verdict the kind of
/// trauma is open.
pub fn trip_cast(score: &PointScore, case: &Case, outcome: VerdictOutcome) -> TripCastResult {
    let trip = &case.trip_cast;
    let mut sum = Sum::new(score, |id| match id {
        "family_vte" => trip.family_vte,
        "personal_vte" => trip.personal_vte,
        "oestrogen" => trip.oestrogen,
        "cancer" => trip.cancer,
        "pregnancy" => trip.pregnancy,
        "other_immobilisation" => trip.other_immobilisation,
        "surgery" => trip.surgery,
        "comorbidity" => trip.comorbidity,
        "venous_insufficiency" => trip.venous_insufficiency,
        _ => Answer::NotAsked,
    });
    let tendon = matches!(outcome, VerdictOutcome::Rupture | VerdictOutcome::Suspected);
    sum.choice("trauma", tendon.then_some("high"));
    let sex = match case.person.sex {
        Sex::Male => Some("male"),
        Sex::Female => Some("female"),
        Sex::NotRecorded => None,
    };
    sum.choice("sex", sex);
    sum.number("age", case.person.age_years);
    sum.number("bmi", trip.bmi);
    let (low, high) = (sum.low, sum.high);
    let held = match trip.immobilisation {
        Immobilisation::UpperLegCast => "upper_leg_cast",
        Immobilisation::LowerLegCast => "lower_leg_cast",
        Immobilisation::FootCast => "foot_cast",
        Immobilisation::BootWithSole => "boot_with_sole",
        Immobilisation::NotChosen => "not_chosen",
    };
    let readings = readings(score, held, low, high);
    if held == "not_chosen" {
        sum.missing.push("immobilisation".to_owned());
    }
    sum.choice("immobilisation", Some(held));
    let points: Vec<i16> = readings.iter().map(|r| r.low_total - low).collect();
    let (least, most) = (points.iter().min().copied().unwrap_or(0), points.iter().max().copied().unwrap_or(0));
    // Some total of the other items lies between the two lines that the categories draw.
    let flips = least < most && low < score.threshold - least && high >= score.threshold - most;
    TripCastResult { range: sum.range(), readings, flips }
}

/// Every category as which an answer can be read, with the total it gives.
fn readings(score: &PointScore, held: &str, low: i16, high: i16) -> Vec<Reading> {
    let Some(choice) = score.choices.iter().find(|c| c.id == "immobilisation") else { return Vec::new() };
    let categories = match choice.open.get(held) {
        Some(either) => either.clone(),
        None => vec![held.to_owned()],
    };
    let reading = |category: String| {
        let points = choice.options.get(&category).copied()?;
        let (low_total, high_total) = (low + points, high + points);
        Some(Reading { band: band(score, low_total, high_total), category, low_total, high_total })
    };
    categories.into_iter().filter_map(reading).collect()
}
