//! The back of the book: signs, accuracy, claims, hazards and sources.

use heelrise_knowledge::Knowledge;
use heelrise_knowledge::accuracy::Pretest;
use heelrise_knowledge::hazard::Risk;
use heelrise_knowledge::sign::SignKind;

use super::blocks::{Block, led, plain};
use super::contents::table;

pub fn signs(knowledge: &Knowledge, language: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, "The signs".to_owned()));
    let say = |id: String| {
        knowledge.wording.has(language, &id).then(|| knowledge.wording.say(language, &id)).unwrap_or_default()
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
                note.push_str(&format!(" [{}]", numbers.collect::<Vec<_>>().join("; ")));
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
