//! `heelrise explain`: what we believe of something, and why, down to the source.

mod entry;
mod shelf;

use heelrise_care::Care;
use heelrise_care::diagnosis::VerdictOutcome;
use heelrise_care::urgency::Urgency;
use heelrise_knowledge::Decision;

use crate::args::{Explain, Global};
use crate::exit::{Exit, Failure, put};
use crate::load;
use crate::page::Page;
use crate::words::Words;

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
    /// A protocol.
    Protocol(String),
    /// A score.
    Score(String),
    /// A trouble that looks like a rupture.
    Mimic(String),
}

impl Thing {
    /// The kind, as the heading over it is called and as it may stand before an id: `rule:S1`.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Outcome(..) => "outcome",
            Self::Decision(_) => "decision",
            Self::Rule(..) => "rule",
            Self::Sign(_) => "sign",
            Self::Claim(_) => "claim",
            Self::Source(_) => "source",
            Self::Property(_) => "property",
            Self::Hazard(_) => "hazard",
            Self::Protocol(_) => "protocol",
            Self::Score(_) => "score",
            Self::Mimic(_) => "mimic",
        }
    }
}

/// The kinds in the order in which they are listed.
const KINDS: [&str; 11] =
    ["outcome", "decision", "rule", "sign", "score", "mimic", "protocol", "property", "hazard", "claim", "source"];

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
    all.extend(knowledge.protocols.iter().map(|one| (one.id.clone(), Thing::Protocol(one.id.clone()))));
    all.extend(knowledge.mimics.iter().map(|mimic| (mimic.id.clone(), Thing::Mimic(mimic.id.clone()))));
    for (id, short) in shelf::SCORES {
        all.extend([id, short].map(|name| (name.to_owned(), Thing::Score(id.to_owned()))));
    }
    // As it is written in the paper, and as the file is called.
    all.push(("tripcast".to_owned(), Thing::Score("trip_cast".to_owned())));
    all
}

/// An id as it is compared: small letters, underscores.
fn plain(id: &str) -> String {
    id.trim().to_lowercase().replace('-', "_")
}

/// What was asked for: the kind when one stands before it, such as `rule:`, and the id.
fn asked(what: &str) -> (Option<&'static str>, String) {
    let id = plain(what);
    let kind = id.split_once(':').and_then(|(kind, rest)| {
        let kind = if ["urgency", "verdict"].contains(&kind) { "outcome" } else { kind };
        KINDS.into_iter().find(|known| *known == kind).map(|kind| (kind, rest.to_owned()))
    });
    kind.map_or_else(|| (None, id), |(kind, rest)| (Some(kind), rest))
}

/// Runs it.
pub fn run(global: &Global, command: &Explain) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let words = Words::of(&care, &global.lang);
    let all = everything(&care);
    let Some(what) = &command.what else {
        put(&list(words, Page::new(global.color), &all))?;
        return Ok(Exit::Ok);
    };
    let (kind, wanted) = asked(what);
    let of_kind = |thing: &Thing| kind.is_none_or(|kind| kind == thing.kind());
    let mut found: Vec<Thing> = Vec::new();
    for (_, thing) in all.iter().filter(|(id, thing)| plain(id) == wanted && of_kind(thing)) {
        if !found.contains(thing) {
            found.push(thing.clone());
        }
    }
    if found.is_empty() {
        return Err(unknown(words, what, &wanted, &all));
    }
    let pages: Vec<String> = found.iter().map(|thing| entry::page(&care, global, thing)).collect();
    put(&pages.join("\n"))?;
    Ok(Exit::Ok)
}

/// Everything that can be explained, by kind.
fn list(words: Words<'_>, mut page: Page, all: &[(String, Thing)]) -> String {
    page.para(&words.say("explain-lead"));
    for kind in KINDS {
        let mut ids: Vec<&str> = Vec::new();
        let mut seen: Vec<&Thing> = Vec::new();
        for (id, thing) in all.iter().filter(|(_, thing)| thing.kind() == kind) {
            // The first name of a thing is the one that is listed.
            if !seen.contains(&thing) {
                seen.push(thing);
                ids.push(id);
            }
        }
        page.heading(&format!("{} ({})", words.say(&format!("explain-kind-{kind}")), ids.len()));
        page.para(&ids.join(", "));
    }
    page.finish()
}

/// Says that nothing has this id, and which ids are closest.
fn unknown(words: Words<'_>, typed: &str, wanted: &str, all: &[(String, Thing)]) -> Failure {
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
        words.say("explain-none-near")
    } else {
        words.say_with("explain-near", &[("ids", &names.join(", "))])
    };
    Failure::usage(format!("{} {hint}", words.say_with("explain-unknown", &[("id", typed)])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Colour;

    #[test]
    fn everything_has_a_page_of_whole_sentences() {
        let care = Care::load(heelrise_pack::embedded()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let global = Global { knowledge: None, lang: "en".to_owned(), color: Colour::Never };
        let all = everything(&care);
        assert!(all.len() > 250, "{}", all.len());
        for (id, thing) in &all {
            let page = entry::page(&care, &global, thing);
            assert!(!page.contains('⟦'), "{id}: {page}");
            assert!(page.lines().count() > 3, "{id}: {page}");
        }
        for kind in KINDS {
            assert!(all.iter().any(|(_, thing)| thing.kind() == kind), "{kind}");
        }
    }

    #[test]
    fn a_kind_may_stand_before_an_id() {
        assert_eq!(asked("rule:verdict/V2"), (Some("rule"), "verdict/v2".to_owned()));
        assert_eq!(asked("urgency:same-day"), (Some("outcome"), "same_day".to_owned()));
        assert_eq!(asked("nokind:x"), (None, "nokind:x".to_owned()));
    }
}
