//! `heelrise explain`: what we believe of something, and why, down to the source.

mod entry;

use heelrise_care::Care;
use heelrise_care::diagnosis::VerdictOutcome;
use heelrise_care::urgency::Urgency;
use heelrise_knowledge::Decision;

use crate::args::{Explain, Global};
use crate::exit::{Exit, Failure, put};
use crate::load;

/// Something that can be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A level of urgency or a verdict: an outcome of a decision.
    Outcome(String, String),
    /// A decision.
    Decision(String),
    /// A rule of a decision.
    Rule(String, String),
    /// A sign.
    Sign(String),
    /// A claim.
    Claim(String),
    /// A source.
    Source(String),
    /// A safety property.
    Property(String),
    /// A hazard.
    Hazard(String),
}

/// Every id with what it stands for.
fn everything(care: &Care) -> Vec<(String, Thing)> {
    let knowledge = care.knowledge();
    let mut all: Vec<(String, Thing)> = Vec::new();
    let outcome = |decision: &Decision, id: &str| {
        let outcome = decision.outcomes.iter().find(|outcome| *outcome == id)?;
        Some((outcome.clone(), Thing::Outcome(decision.id.clone(), outcome.clone())))
    };
    all.extend(Urgency::ALL.iter().filter_map(|level| outcome(care.urgency_decision(), level.id())));
    all.extend(VerdictOutcome::ALL.iter().filter_map(|verdict| outcome(care.verdict_decision(), verdict.id())));
    for decision in knowledge.decisions.values() {
        all.push((decision.id.clone(), Thing::Decision(decision.id.clone())));
        for rule in &decision.rules {
            let thing = Thing::Rule(decision.id.clone(), rule.id.clone());
            all.push((rule.id.clone(), thing.clone()));
            all.push((format!("{}/{}", decision.id, rule.id), thing));
        }
    }
    all.extend(knowledge.signs.iter().map(|sign| (sign.id.clone(), Thing::Sign(sign.id.clone()))));
    all.extend(knowledge.claims.iter().map(|claim| (claim.id.clone(), Thing::Claim(claim.id.clone()))));
    all.extend(knowledge.sources.iter().map(|source| (source.id.clone(), Thing::Source(source.id.clone()))));
    all.extend(heelrise_knowledge::PROPERTIES.iter().map(|id| ((*id).to_owned(), Thing::Property((*id).to_owned()))));
    all.extend(knowledge.hazards.iter().map(|hazard| (hazard.id.clone(), Thing::Hazard(hazard.id.clone()))));
    all
}

/// An id as it is compared: small letters, underscores, without a prefix such as `rule:`.
fn plain(id: &str) -> String {
    let id = id.trim().to_lowercase().replace('-', "_");
    let kinds = ["rule", "sign", "claim", "source", "property", "hazard", "decision", "urgency", "verdict"];
    match id.split_once(':') {
        Some((kind, rest)) if kinds.contains(&kind) => rest.to_owned(),
        _ => id,
    }
}

/// Runs it.
pub fn run(global: &Global, command: &Explain) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let all = everything(&care);
    let wanted = plain(&command.what);
    let mut found: Vec<Thing> = Vec::new();
    for (_, thing) in all.iter().filter(|(id, _)| plain(id) == wanted) {
        if !found.contains(thing) {
            found.push(thing.clone());
        }
    }
    if found.is_empty() {
        return Err(unknown(&command.what, &wanted, &all));
    }
    let pages: Vec<String> = found.iter().map(|thing| entry::page(&care, global, thing)).collect();
    put(&pages.join("\n"))?;
    Ok(Exit::Ok)
}

/// Says that nothing has this id, and which ids are closest.
fn unknown(typed: &str, wanted: &str, all: &[(String, Thing)]) -> Failure {
    let mut near: Vec<(f64, &str)> = all
        .iter()
        .map(|(id, _)| {
            let id_plain = plain(id);
            let inside =
                wanted.len() > 2 && (id_plain.contains(wanted) || wanted.contains(&id_plain) && id_plain.len() > 2);
            let close = strsim::jaro_winkler(wanted, &id_plain);
            (if inside { close + 1.0 } else { close }, id.as_str())
        })
        .filter(|(close, _)| *close > 0.7)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    near.dedup_by(|a, b| a.1 == b.1);
    let names: Vec<&str> = near.iter().take(5).map(|(_, id)| *id).collect();
    let hint = if names.is_empty() {
        "Try an id such as same_day, S1, pop, C53 or P2.".to_owned()
    } else {
        format!("Close to it: {}.", names.join(", "))
    };
    Failure::usage(format!("There is nothing called `{typed}`. {hint}"))
}
