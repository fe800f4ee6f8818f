//! Published rehabilitation protocols, one TOML file each in `protocols/`. The loader reads them all, collects every
//! problem with file, line and what to do, and hands out only protocols that passed. It judges nothing: which protocol
//! a person follows is the treating team's choice.

mod check;
mod model;

pub use model::*;

use serde::Deserialize;
use toml::Spanned;

use crate::{KnowledgeFiles, Problem};

/// Reads and checks `protocols/*.toml`. `is_source` says whether an id stands in `sources.toml`. Every problem found is
/// added to `problems`; a protocol with a problem is left out.
pub fn load(files: &KnowledgeFiles, is_source: &dyn Fn(&str) -> bool, problems: &mut Vec<Problem>) -> Protocols {
    let mut all: Vec<Protocol> = Vec::new();
    for (path, text) in files.under("protocols", "toml") {
        let raw = match toml::from_str::<Raw>(text) {
            Ok(raw) => raw,
            Err(error) => {
                problems.push(Problem::from_toml(path, text, &error));
                continue;
            }
        };
        let before = problems.len();
        check::check(path, text, &raw, is_source, problems);
        if problems.len() == before {
            all.push(raw.into_protocol(crate::files::sha256_hex(text)));
        }
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Protocols(all)
}

/// A file as it is written, with the places of what the checks point at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    id: Spanned<String>,
    name: String,
    summary: Words,
    sources: Spanned<Vec<Spanned<String>>>,
    status: Spanned<Status>,
    runnable: Spanned<bool>,
    reason: Option<String>,
    #[serde(default)]
    check_against_original: bool,
    label: Option<Words>,
    #[serde(default)]
    never_default: bool,
    #[serde(default)]
    origins: Option<Spanned<Origins>>,
    angle_kind: AngleKind,
    gating: Spanned<Gating>,
    #[serde(default)]
    from_day: u16,
    stretching_from_day: Option<Spanned<u16>>,
    #[serde(default)]
    readings: Option<Spanned<RawReadings>>,
    #[serde(default)]
    parameters: Vec<Spanned<Parameter>>,
    #[serde(default)]
    phases: Vec<Spanned<Phase>>,
    after_end: Option<Words>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReadings {
    week_number: Option<Reading<WeekChoice>>,
    day_zero: Option<Why>,
    angle_kind: Option<Why>,
    wedge_order: Option<Reading<WedgeChoice>>,
    gating: Option<Why>,
    stretching: Option<Why>,
}

impl RawReadings {
    /// The traps that are left open.
    fn missing(&self) -> Vec<&'static str> {
        [
            ("week_number", self.week_number.is_none()),
            ("day_zero", self.day_zero.is_none()),
            ("angle_kind", self.angle_kind.is_none()),
            ("wedge_order", self.wedge_order.is_none()),
            ("gating", self.gating.is_none()),
            ("stretching", self.stretching.is_none()),
        ]
        .into_iter()
        .filter_map(|(name, missing)| missing.then_some(name))
        .collect()
    }

    fn complete(self) -> Option<Readings> {
        Some(Readings {
            week_number: self.week_number?,
            day_zero: self.day_zero?,
            angle_kind: self.angle_kind?,
            wedge_order: self.wedge_order?,
            gating: self.gating?,
            stretching: self.stretching?,
        })
    }
}

impl Raw {
    fn into_protocol(self, hash: String) -> Protocol {
        Protocol {
            id: self.id.into_inner(),
            name: self.name,
            summary: self.summary,
            sources: self.sources.into_inner().into_iter().map(Spanned::into_inner).collect(),
            status: self.status.into_inner(),
            runnable: self.runnable.into_inner(),
            reason: self.reason,
            check_against_original: self.check_against_original,
            label: self.label,
            never_default: self.never_default,
            origins: self.origins.map(Spanned::into_inner).unwrap_or_default(),
            angle_kind: self.angle_kind,
            gating: self.gating.into_inner(),
            from_day: self.from_day,
            stretching_from_day: self.stretching_from_day.map(Spanned::into_inner),
            readings: self.readings.and_then(|r| r.into_inner().complete()),
            parameters: self.parameters.into_iter().map(Spanned::into_inner).collect(),
            phases: self.phases.into_iter().map(Spanned::into_inner).collect(),
            after_end: self.after_end,
            hash,
        }
    }
}

#[cfg(test)]
mod tests;
