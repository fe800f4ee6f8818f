//! The back of the book: signs, accuracy, scores, mimics, protocols, claims, hazards and sources.

use heelrise_knowledge::Knowledge;
use heelrise_knowledge::accuracy::Pretest;
use heelrise_knowledge::hazard::Risk;
use heelrise_knowledge::mimic::Fact;
use heelrise_knowledge::sign::SignKind;
use serde::Serialize;
use serde_json::Value;

use super::blocks::{Block, led, plain};
use super::contents::table;

pub fn signs(knowledge: &Knowledge, language: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "The signs".to_owned()));
    let say = |id: String| {
        if knowledge.wording.has(language, &id) { knowledge.wording.say(language, &id) } else { String::new() }
    };
    let rows = knowledge
        .signs
        .iter()
        .map(|sign| {
            let stem = sign.message_stem();
            let kind = match sign.kind {
                SignKind::Reported => "asked of the person",
                SignKind::Reassuring => "recorded, never reassures",
                SignKind::Examined => "examined",
                SignKind::Risk => "risk factor",
            };
            let how = say(format!("sign-{stem}-question")) + &say(format!("find-{stem}-how"));
            vec![sign.id.clone(), say(format!("find-{stem}-name")), kind.to_owned(), how, sign.because.join(", ")]
        })
        .collect();
    let head = ["Sign", "In a clinician's words", "Kind", "How it is asked or tested", "Because"];
    blocks.push(table("Every sign with its words and reasons", &head, rows));
}

pub fn accuracy(knowledge: &Knowledge, blocks: &mut Vec<Block>) {
    let accuracy = &knowledge.accuracy;
    blocks.push(Block::Heading(1, "How good the tests are".to_owned()));
    let rows = accuracy
        .tests
        .iter()
        .map(|test| {
            let share = |share: f64| format!("{:.1} %", share * 100.0);
            vec![
                test.id.word().to_owned(),
                format!("{} of {}", test.tp, test.tp + test.fn_),
                share(test.sensitivity()),
                format!("{} of {}", test.tn, test.tn + test.fp),
                share(test.specificity()),
                format!("{} ({})", test.source, test.status),
                test.caveat.clone(),
            ]
        })
        .collect();
    let head =
        ["Test", "Abnormal in ruptures", "Sensitivity", "Normal in intact tendons", "Specificity", "Source", "Caveat"];
    blocks.push(table("Counts of each bedside test", &head, rows));
    let rows = accuracy
        .settings
        .iter()
        .map(|setting| {
            let share = setting.probability().map(|p| format!("{:.0} %", p * 100.0)).unwrap_or_default();
            let source = match &setting.pretest {
                Pretest::Counted { of, source, also, status, caveat } => {
                    let mut sources = vec![source.as_str()];
                    sources.extend(also.iter().map(String::as_str));
                    format!("{} of {}; {} ({status}). {caveat}", of.number, of.total, sources.join(", "))
                }
                Pretest::Own => "the clinician's own estimate".to_owned(),
            };
            vec![setting.id.clone(), setting.what.clone(), share, source]
        })
        .collect();
    blocks.push(Block::Heading(2, "Before any test".to_owned()));
    blocks.push(table("Pre-test settings", &["Setting", "What it means", "Before the tests", "Source"], rows));
}

/// A value of the files in words: names without underscores, lists with commas.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.contains(' ') => text.clone(),
        Value::String(text) => text.replace('_', " "),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            // Words for two readers: the clinician's are reviewed here, and the patient's beside them when they differ.
            if let (Some(Value::String(patient)), Some(Value::String(clinician))) =
                (fields.get("patient"), fields.get("clinician"))
            {
                return if patient == clinician {
                    patient.clone()
                } else {
                    format!("{clinician} [patient: {patient}]")
                };
            }
            let fields = fields.iter().filter(|(_, value)| !value.is_null() && !is_empty(value));
            fields
                .map(|(name, value)| format!("{}: {}", name.replace('_', " "), words(value)))
                .collect::<Vec<_>>()
                .join("; ")
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_str().is_some_and(str::is_empty)
}

/// Any part of the knowledge in words. What cannot be written as words is left out, which no type here is.
fn said(part: &impl Serialize) -> String {
    serde_json::to_value(part).map(|value| words(&value)).unwrap_or_default()
}

pub fn scores(knowledge: &Knowledge, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "Scores".to_owned()));
    let scores = &knowledge.scores;
    blocks.push(Block::Heading(2, "Ottawa ankle rules".to_owned()));
    blocks.push(Block::Paragraph(led("Where it comes from:", said(&scores.ottawa_ankle.provenance))));
    let films = scores.ottawa_ankle.films.iter();
    let films = films.map(|film| {
        led(
            format!("{}:", film.id),
            format!("needed with {} and any of: {}", film.zone.replace('_', " "), said(&film.any)),
        )
    });
    blocks.push(Block::List(films.collect()));
    for (title, score) in
        [("Wells criteria for deep vein thrombosis", &scores.wells_dvt), ("TRiP(cast)", &scores.trip_cast)]
    {
        blocks.push(Block::Heading(2, title.to_owned()));
        blocks.push(Block::Paragraph(led("Where it comes from:", said(&score.provenance))));
        let bands = format!("{} from {} points, below that {}", score.at_or_above, score.threshold, score.below);
        blocks.push(Block::Paragraph(led("Bands:", bands.replace('_', " "))));
        let mut rows: Vec<Vec<String>> =
            score.items.iter().map(|item| vec![item.id.replace('_', " "), item.points.to_string()]).collect();
        rows.extend(score.choices.iter().map(|choice| vec![choice.id.replace('_', " "), said(choice)]));
        rows.extend(score.numbers.iter().map(|number| vec![number.id.replace('_', " "), said(number)]));
        blocks.push(table(title, &["Item", "Points"], rows));
    }
}

pub fn mimics(knowledge: &Knowledge, language: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "What else it could be".to_owned()));
    let rows = knowledge
        .mimics
        .iter()
        .map(|mimic| {
            let say =
                |part: &str| knowledge.wording.say(language, &format!("mimic-{}-{part}", mimic.id.replace('_', "-")));
            let facts = |facts: &[Fact]| facts.iter().map(Fact::id).collect::<Vec<_>>().join("; ");
            vec![
                say("name"),
                format!("{} [{}]", say("towards"), facts(&mimic.towards)),
                format!("{} [{}]", say("away"), facts(&mimic.away)),
                facts(&mimic.emergency_signs),
                format!("{} ({})", mimic.sources.join(", "), said(&mimic.status)),
            ]
        })
        .collect();
    let head = ["Mimic", "What points to it", "What points away", "Signs of an emergency", "Sources"];
    blocks.push(table("Everything that looks like a rupture", &head, rows));
}

pub fn protocols(knowledge: &Knowledge, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "Protocols".to_owned()));
    blocks.push(Block::Paragraph(plain(
        "Days are counted from day 0. A fact that a step does not name was not given by the sheet. Nothing is carried over \
         from one protocol to another.",
    )));
    for protocol in knowledge.protocols.iter() {
        blocks.push(Block::Heading(2, format!("{} ({})", protocol.name, protocol.id)));
        blocks.push(Block::Paragraph(plain(said(&protocol.summary))));
        let status = format!("{} ({})", protocol.sources.join(", "), said(&protocol.status));
        blocks.push(Block::Paragraph(led("Sources:", status)));
        if !protocol.runnable {
            blocks.push(Block::Paragraph(led("No plan is made of it:", protocol.reason.clone().unwrap_or_default())));
        }
        if protocol.check_against_original {
            let text = "its numbers were copied by others; a clinician checks them first, and no patient sees them.";
            blocks.push(Block::Paragraph(led("Copied:", text)));
        }
        if let Some(readings) = &protocol.readings {
            blocks.push(Block::Paragraph(led("How the sheet was read:", said(readings))));
        }
        if !protocol.parameters.is_empty() {
            blocks.push(Block::Paragraph(led("Asked of the clinic:", said(&protocol.parameters))));
        }
        if protocol.phases.is_empty() {
            continue;
        }
        let rows = protocol
            .phases
            .iter()
            .map(|phase| {
                let mut rest = serde_json::to_value(phase).unwrap_or_default();
                if let Some(fields) = rest.as_object_mut() {
                    for shown in ["id", "from_day", "to_day", "enter_when"] {
                        fields.remove(shown);
                    }
                }
                let to = phase.to_day.as_ref().map_or_else(|| "open".to_owned(), said);
                let days = format!("{} to {to}", said(&phase.from_day));
                vec![phase.id.clone(), days, said(&phase.enter_when), words(&rest)]
            })
            .collect();
        let head = ["Step", "Days", "Begins only when", "What holds"];
        blocks.push(table(&format!("Steps of {}", protocol.name), &head, rows));
    }
}

pub fn claims(knowledge: &Knowledge, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "The public source page, claim by claim".to_owned()));
    blocks.push(Block::Paragraph(plain(
        "What the page says in our own words, what the evidence says of it, what a patient reads here instead, and what in \
         the software embodies it.",
    )));
    let rows = knowledge
        .claims
        .iter()
        .map(|claim| {
            let gap = if claim.safety_gap { " (safety gap)" } else { "" };
            let numbers = claim.numbers.iter().map(|n| format!("{}: {} ({})", n.text, n.source, n.status));
            let mut note = claim.note.clone();
            if !claim.numbers.is_empty() {
                note = format!("{note} [{}]", numbers.collect::<Vec<_>>().join("; "));
            }
            vec![
                claim.id.clone(),
                claim.paraphrase.clone(),
                format!("{}{gap}", claim.verdict.word().replace('_', " ")),
                note,
                claim.we_say.clone(),
                claim.evidence.join(", "),
                claim.bound_to.join(", "),
            ]
        })
        .collect();
    let head = ["Claim", "The page says", "Verdict", "The evidence says", "We say", "Sources", "Embodied by"];
    blocks.push(table("Every claim", &head, rows));
}

pub fn hazards(knowledge: &Knowledge, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "Hazards".to_owned()));
    blocks.push(Block::Paragraph(plain(
        "Severity runs from 1 (a nuisance) to 5 (death or loss of a limb), likelihood from 1 (hardly thinkable) to 5 \
         (expected). They are judgements, not measurements.",
    )));
    let risk = |risk: Risk| format!("{} × {} = {}", risk.severity, risk.likelihood, risk.score());
    for hazard in knowledge.hazards.iter() {
        blocks.push(Block::Heading(2, format!("{} ({})", hazard.hazard, hazard.id)));
        blocks.push(Block::Paragraph(led("Cause:", &hazard.cause)));
        blocks.push(Block::Paragraph(led("Effect:", &hazard.effect)));
        let (before, after) = (risk(hazard.before), risk(hazard.after));
        let text = format!("{before} without controls, {after} with them.");
        blocks.push(Block::Paragraph(led("Severity × likelihood:", text)));
        let controls = hazard.controls.iter().map(|c| led(&c.text, format!("Proved by {}.", c.test))).collect();
        blocks.push(Block::List(controls));
    }
}

pub fn sources(knowledge: &Knowledge, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "Sources".to_owned()));
    blocks.push(Block::Paragraph(plain(
        "“read” and “derived” numbers may reach a patient; all others are for clinicians and reviewers only.",
    )));
    let rows = knowledge
        .sources
        .iter()
        .map(|source| {
            let mut status = source.status.to_string();
            if source.mixed {
                status.push_str(", mixed");
            }
            if source.part {
                status.push_str(", in part");
            }
            let note = source.note.clone().unwrap_or_default();
            vec![source.id.clone(), source.citation.clone(), status, source.link().unwrap_or_default(), note]
        })
        .collect();
    blocks.push(table("Every source", &["Source", "Citation", "Status", "Where", "Note"], rows));
}
