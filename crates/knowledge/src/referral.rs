//! Times by which a specialist is expected to see a suspected rupture: shown beside the local pathway, never instead.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::standing::{Audience, Checked, Known, Standing, plain};
use crate::{KnowledgeFiles, Problem};

const PATH: &str = "referral.toml";

/// One published time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Benchmark {
    /// Its id; the words are `benchmark-<id>` in the catalogs.
    pub id: String,
    /// Hours from first contact, at least 1.
    pub hours: u16,
    /// Source id.
    pub source: String,
    /// How well it was checked.
    pub status: Standing,
    /// Who may see it.
    pub audience: Audience,
    /// Claims it embodies.
    pub claims: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReferral {
    #[serde(default, rename = "benchmark")]
    benchmarks: Vec<RawBenchmark>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBenchmark {
    id: Spanned<String>,
    hours: Spanned<u16>,
    source: Spanned<String>,
    status: Spanned<Standing>,
    audience: Audience,
    #[serde(default)]
    claims: Vec<Spanned<String>>,
}

/// Reads and checks `referral.toml`. A folder without it has no benchmark, and none is shown.
pub fn load(files: &KnowledgeFiles, known: Known<'_>) -> Result<Vec<Benchmark>, Vec<Problem>> {
    let Some(text) = files.get(PATH) else { return Ok(Vec::new()) };
    let raw: RawReferral = toml::from_str(text).map_err(|e| vec![Problem::from_toml(PATH, text, &e)])?;
    let mut file = Checked::new(PATH, text);
    file.twice(raw.benchmarks.iter().map(|b| &b.id));
    for b in &raw.benchmarks {
        file.source(known, &b.source);
        file.claims(known, &b.claims);
        file.standing(&b.status, b.audience);
        if *b.hours.get_ref() == 0 {
            file.at(&b.hours, "bad-hours", "No time is shorter than an hour.", "Give the hours the source says.");
        }
    }
    if !file.problems.is_empty() {
        return Err(file.problems);
    }
    let benchmark = |b: RawBenchmark| Benchmark {
        id: b.id.into_inner(),
        hours: b.hours.into_inner(),
        source: b.source.into_inner(),
        status: b.status.into_inner(),
        audience: b.audience,
        claims: plain(&b.claims),
    };
    Ok(raw.benchmarks.into_iter().map(benchmark).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../../knowledge/referral.toml");

    fn checks(text: &str) -> Vec<&'static str> {
        let known = Known { source: &|id| id == "boast7", claim: &|id| id == "C54" };
        let files = KnowledgeFiles::new([(PATH.to_owned(), text.to_owned())]);
        load(&files, known).map_or_else(|p| p.into_iter().map(|p| p.check).collect(), |_| Vec::new())
    }

    #[test]
    fn the_published_time_is_for_clinicians_and_cannot_be_given_to_patients() {
        assert_eq!(checks(TEXT), [""; 0]);
        assert_eq!(checks(&TEXT.replace("audience = \"clinician\"", "audience = \"patient\"")), ["not-for-patients"]);
        assert_eq!(checks(&TEXT.replace("hours = 72", "hours = 0")), ["bad-hours"]);
        assert_eq!(checks(&TEXT.replace("\"boast7\"", "\"boast8\"")), ["unknown-source"]);
    }
}
