//! The clinical scores as data: Ottawa ankle rules, Wells for deep vein thrombosis, TRiP(cast). What is asked, how many
//! points it gives, where the line lies, where that comes from and who may see it. Adding up is `care`'s work.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::standing::{Audience, Checked, Known, Standing, plain};
use crate::{KnowledgeFiles, Problem};

/// The questions each score must ask: the score's id, then the ids of its items. The case file has a field for each, so
/// a file that forgets one or invents one is refused.
pub const ITEMS: &[(&str, &[&str])] = &[
    (
        "ottawa_ankle",
        &[
            "malleolar_pain",
            "lateral_malleolus_tender",
            "medial_malleolus_tender",
            "midfoot_pain",
            "navicular_tender",
            "fifth_metatarsal_tender",
            "unable_four_steps",
        ],
    ),
    (
        "wells_dvt",
        &[
            "active_cancer",
            "paralysis_or_plaster",
            "bedridden_or_surgery",
            "deep_vein_tenderness",
            "whole_leg_swollen",
            "calf_three_cm_larger",
            "pitting_oedema",
            "collateral_veins",
            "previous_dvt",
            "alternative_as_likely",
        ],
    ),
    (
        "trip_cast",
        &[
            "trauma",
            "immobilisation",
            "sex",
            "age",
            "bmi",
            "family_vte",
            "personal_vte",
            "oestrogen",
            "cancer",
            "pregnancy",
            "other_immobilisation",
            "surgery",
            "comorbidity",
            "venous_insufficiency",
        ],
    ),
];

/// All scores of a knowledge folder.
#[derive(Debug, Clone, Serialize)]
pub struct Scores {
    /// Ottawa ankle rules.
    pub ottawa_ankle: FilmRules,
    /// Wells criteria, two-level.
    pub wells_dvt: PointScore,
    /// TRiP(cast).
    pub trip_cast: PointScore,
}

/// Where a score comes from and who may see it.
#[derive(Debug, Clone, Serialize)]
pub struct Provenance {
    /// Source id.
    pub source: String,
    /// How well the numbers were checked.
    pub status: Standing,
    /// Who may see the result.
    pub audience: Audience,
    /// Claims it embodies.
    pub claims: Vec<String>,
}

/// Rules that say which film is needed.
#[derive(Debug, Clone, Serialize)]
pub struct FilmRules {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The films, in the order of the file.
    pub films: Vec<Film>,
}

/// One film: needed when the zone hurts and at least one of `any` is there.
#[derive(Debug, Clone, Serialize)]
pub struct Film {
    /// `ankle` or `foot`.
    pub id: String,
    /// The item that opens the question.
    pub zone: String,
    /// The items of which one is enough.
    pub any: Vec<String>,
}

/// A score that adds points.
#[derive(Debug, Clone, Serialize)]
pub struct PointScore {
    /// Where it comes from.
    pub provenance: Provenance,
    /// The upper band begins here.
    pub threshold: i16,
    /// Id of the band below the threshold.
    pub below: String,
    /// Id of the band from the threshold up.
    pub at_or_above: String,
    /// Questions with four answers, and the points `present` gives.
    pub items: Vec<PointItem>,
    /// Choices of one category.
    pub choices: Vec<PointChoice>,
    /// Numbers with bands.
    pub numbers: Vec<PointNumber>,
}

/// A question with four answers.
#[derive(Debug, Clone, Serialize)]
pub struct PointItem {
    /// Item id.
    pub id: String,
    /// Points when present; can be negative.
    pub points: i16,
}

/// A choice of one category.
#[derive(Debug, Clone, Serialize)]
pub struct PointChoice {
    /// Item id.
    pub id: String,
    /// Points of each category.
    pub options: BTreeMap<String, i16>,
    /// Answers that leave the category open, with the categories they may turn out to be.
    pub open: BTreeMap<String, Vec<String>>,
}

impl PointChoice {
    /// Least and most points an answer can give. An answer that is not known leaves every category open.
    pub fn range(&self, answer: Option<&str>) -> (i16, i16) {
        let points: Vec<i16> = match answer {
            Some(answer) => match (self.options.get(answer), self.open.get(answer)) {
                (Some(points), _) => vec![*points],
                (None, Some(either)) => either.iter().filter_map(|id| self.options.get(id)).copied().collect(),
                (None, None) => self.options.values().copied().collect(),
            },
            None => self.options.values().copied().collect(),
        };
        (points.iter().copied().min().unwrap_or(0), points.iter().copied().max().unwrap_or(0))
    }
}

/// A number with bands.
#[derive(Debug, Clone, Serialize)]
pub struct PointNumber {
    /// Item id.
    pub id: String,
    /// Unit of the number.
    pub unit: String,
    /// Where each band begins and what it gives, rising.
    pub bands: Vec<Band>,
}

impl PointNumber {
    /// Least and most points a number can give; unknown leaves every band open.
    pub fn range(&self, value: Option<u16>) -> (i16, i16) {
        let points = |b: &Band| b.points;
        match value.and_then(|v| self.bands.iter().rev().find(|b| b.from <= v)) {
            Some(band) => (band.points, band.points),
            None => {
                (self.bands.iter().map(points).min().unwrap_or(0), self.bands.iter().map(points).max().unwrap_or(0))
            }
        }
    }
}

/// Points from `from` up to the next band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The least number of this band.
    pub from: u16,
    /// Its points.
    pub points: i16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScore {
    id: Spanned<String>,
    kind: Spanned<String>,
    source: Spanned<String>,
    status: Spanned<Standing>,
    audience: Audience,
    #[serde(default)]
    claims: Vec<Spanned<String>>,
    threshold: Option<Spanned<i16>>,
    below: Option<String>,
    at_or_above: Option<String>,
    #[serde(default, rename = "film")]
    films: Vec<RawFilm>,
    #[serde(default, rename = "item")]
    items: Vec<RawItem>,
    #[serde(default, rename = "choice")]
    choices: Vec<RawChoice>,
    #[serde(default, rename = "number")]
    numbers: Vec<RawNumber>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFilm {
    id: Spanned<String>,
    zone: Spanned<String>,
    any: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawItem {
    id: Spanned<String>,
    points: Option<i16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChoice {
    id: Spanned<String>,
    options: Vec<RawItem>,
    #[serde(default)]
    open: Vec<RawOpen>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOpen {
    id: Spanned<String>,
    either: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumber {
    id: Spanned<String>,
    unit: String,
    bands: Spanned<Vec<Band>>,
}

const FILES: [(&str, &str); 3] = [
    ("ottawa_ankle", "scores/ottawa_ankle.toml"),
    ("wells_dvt", "scores/wells_dvt.toml"),
    ("trip_cast", "scores/tripcast.toml"),
];

/// Reads and checks `scores/*.toml`. Problems name the file and the line.
pub fn load(files: &KnowledgeFiles, known: Known<'_>) -> Result<Scores, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut raws = BTreeMap::new();
    for (id, path) in FILES {
        match read(files, id, path, known) {
            Ok(raw) => {
                raws.insert(id, raw);
            }
            Err(found) => problems.extend(found),
        }
    }
    for (path, _) in files.under("scores", "toml").filter(|(path, _)| !FILES.iter().any(|(_, p)| p == path)) {
        problems.push(Problem::new(
            path,
            0,
            "unknown-file",
            "No score is read from this file.",
            "Only the Ottawa ankle rules, Wells and TRiP(cast) are scored; take the file out or rename it.",
        ));
    }
    match (raws.remove("ottawa_ankle"), raws.remove("wells_dvt"), raws.remove("trip_cast")) {
        (Some(ottawa), Some(wells), Some(trip)) if problems.is_empty() => {
            Ok(Scores { ottawa_ankle: film_rules(ottawa), wells_dvt: points(wells), trip_cast: points(trip) })
        }
        _ => Err(problems),
    }
}

fn read(files: &KnowledgeFiles, id: &str, path: &str, known: Known<'_>) -> Result<RawScore, Vec<Problem>> {
    let Some(text) = files.get(path) else {
        return Err(vec![Problem::new(
            path,
            0,
            "missing-file",
            "This score is missing.",
            "Put the file back; the published one is a good start.",
        )]);
    };
    let raw: RawScore = toml::from_str(text).map_err(|e| vec![Problem::from_toml(path, text, &e)])?;
    let mut file = Checked::new(path, text);
    check(&mut file, &raw, id, known);
    if file.problems.is_empty() { Ok(raw) } else { Err(file.problems) }
}

fn check(file: &mut Checked<'_>, raw: &RawScore, id: &str, known: Known<'_>) {
    if raw.id.get_ref() != id {
        file.at(&raw.id, "wrong-id", format!("This file has to hold \"{id}\"."), "Correct the id.");
    }
    file.source(known, &raw.source);
    file.claims(known, &raw.claims);
    file.standing(&raw.status, raw.audience);
    let films = id == "ottawa_ankle";
    let kind = if films { "films" } else { "points" };
    if raw.kind.get_ref() != kind {
        file.at(&raw.kind, "wrong-kind", format!("\"{id}\" is of kind \"{kind}\"."), "Correct the kind.");
    }
    if films {
        check_films(file, raw);
    } else {
        check_points(file, raw);
    }
    check_items(file, raw, id);
}

fn check_films(file: &mut Checked<'_>, raw: &RawScore) {
    file.twice(raw.films.iter().map(|f| &f.id));
    for id in ["ankle", "foot"] {
        if !raw.films.iter().any(|f| f.id.get_ref() == id) {
            file.at(&raw.id, "missing-film", format!("The {id} film is missing."), "Add a [[film]] with this id.");
        }
    }
    for film in &raw.films {
        if !["ankle", "foot"].contains(&film.id.get_ref().as_str()) {
            file.at(
                &film.id,
                "unknown-film",
                format!("There is no film \"{}\".", film.id.get_ref()),
                "Use \"ankle\" or \"foot\".",
            );
        }
        if film.any.is_empty() {
            file.at(
                &film.id,
                "no-signs",
                "This film lists no signs under `any`.",
                "List the signs of which one is enough.",
            );
        }
        file.twice(&film.any);
    }
}

fn check_points(file: &mut Checked<'_>, raw: &RawScore) {
    match &raw.threshold {
        None => file.at(
            &raw.id,
            "no-threshold",
            "This score says no threshold.",
            "Add `threshold = ` with the total from which the upper band begins.",
        ),
        Some(threshold) if *threshold.get_ref() <= 0 => file.at(
            threshold,
            "bad-threshold",
            "With this threshold nobody could lie below it.",
            "Give the total from which the upper band begins.",
        ),
        Some(_) => {}
    }
    let bands = if raw.id.get_ref() == "trip_cast" { ("below_threshold", "high") } else { ("unlikely", "likely") };
    if (raw.below.as_deref(), raw.at_or_above.as_deref()) != (Some(bands.0), Some(bands.1)) {
        let what = format!("This score's bands have to be \"{}\" and \"{}\".", bands.0, bands.1);
        file.at(&raw.id, "no-bands", what, "Set `below` and `at_or_above` to them.");
    }
    let options = raw.choices.iter().flat_map(|c| &c.options);
    for item in raw.items.iter().chain(options) {
        match item.points {
            None => file.at(
                &item.id,
                "no-points",
                format!("\"{}\" has no points.", item.id.get_ref()),
                "Add `points = ` from the source.",
            ),
            Some(points) if !(-10..=10).contains(&points) => file.at(
                &item.id,
                "bad-points",
                format!("\"{}\" gives {points} points.", item.id.get_ref()),
                "Give between -10 and 10, as the source says.",
            ),
            Some(_) => {}
        }
    }
    for choice in &raw.choices {
        file.twice(choice.options.iter().map(|o| &o.id));
        for category in choice.open.iter().flat_map(|o| &o.either) {
            if !choice.options.iter().any(|o| o.id.get_ref() == category.get_ref()) {
                file.at(
                    category,
                    "unknown-category",
                    format!("\"{}\" has no category \"{}\".", choice.id.get_ref(), category.get_ref()),
                    "Name one of its options.",
                );
            }
        }
    }
    for number in &raw.numbers {
        let bands = number.bands.get_ref();
        if bands.first().is_none_or(|b| b.from != 0) || bands.windows(2).any(|w| w[0].from >= w[1].from) {
            file.at(
                &number.bands,
                "bad-bands",
                format!("The bands of \"{}\" do not start at 0 and rise.", number.id.get_ref()),
                "Let the first begin at 0 and each later one above the one before.",
            );
        }
    }
}

fn check_items(file: &mut Checked<'_>, raw: &RawScore, id: &str) {
    let ids = || {
        let films = raw.films.iter().flat_map(|f| std::iter::once(&f.zone).chain(&f.any));
        let points = raw.items.iter().map(|i| &i.id).chain(raw.choices.iter().map(|c| &c.id));
        films.chain(points).chain(raw.numbers.iter().map(|n| &n.id))
    };
    let wanted = ITEMS.iter().find(|(score, _)| *score == id).map_or(&[][..], |(_, items)| *items);
    for item in ids().filter(|i| !wanted.contains(&i.get_ref().as_str())) {
        file.at(
            item,
            "unknown-item",
            format!("This score has no item \"{}\".", item.get_ref()),
            format!("The items are {}.", wanted.join(", ")),
        );
    }
    for item in wanted.iter().filter(|w| !ids().any(|i| i.get_ref() == *w)) {
        file.at(&raw.id, "missing-item", format!("The item \"{item}\" is missing."), "Add it with its points.");
    }
    if id != "ottawa_ankle" {
        file.twice(ids());
    }
}

fn provenance(raw: &RawScore) -> Provenance {
    Provenance {
        source: raw.source.get_ref().clone(),
        status: *raw.status.get_ref(),
        audience: raw.audience,
        claims: plain(&raw.claims),
    }
}

fn film_rules(raw: RawScore) -> FilmRules {
    let film = |f: &RawFilm| Film { id: f.id.get_ref().clone(), zone: f.zone.get_ref().clone(), any: plain(&f.any) };
    FilmRules { provenance: provenance(&raw), films: raw.films.iter().map(film).collect() }
}

fn points(raw: RawScore) -> PointScore {
    let provenance = provenance(&raw);
    let choice = |c: RawChoice| PointChoice {
        id: c.id.into_inner(),
        options: c.options.into_iter().map(|o| (o.id.into_inner(), o.points.unwrap_or(0))).collect(),
        open: c.open.into_iter().map(|o| (o.id.into_inner(), plain(&o.either))).collect(),
    };
    PointScore {
        provenance,
        threshold: raw.threshold.map_or(i16::MAX, Spanned::into_inner),
        below: raw.below.unwrap_or_default(),
        at_or_above: raw.at_or_above.unwrap_or_default(),
        items: raw
            .items
            .into_iter()
            .map(|i| PointItem { id: i.id.into_inner(), points: i.points.unwrap_or(0) })
            .collect(),
        choices: raw.choices.into_iter().map(choice).collect(),
        numbers: raw
            .numbers
            .into_iter()
            .map(|n| PointNumber { id: n.id.into_inner(), unit: n.unit, bands: n.bands.into_inner() })
            .collect(),
    }
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
