//! The back of the book: signs, accuracy, scores, mimics, protocols, claims, hazards and sources.

use heelrise_knowledge::accuracy::Pretest;
use heelrise_knowledge::hazard::Risk;
use heelrise_knowledge::mimic::Fact;
use heelrise_knowledge::sign::SignKind;
use serde::Serialize;
use serde_json::Value;

use super::blocks::{Block, led, plain};
use super::contents::sign_off;
use super::frame::Frame;

pub fn signs(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-signs"));
    let say = |id: String| frame.maybe(&id).unwrap_or_default();
    let rows = knowledge
        .signs
        .iter()
        .map(|sign| {
            let stem = sign.message_stem();
            let kind = match sign.kind {
                SignKind::Reported => "book-sign-reported",
                SignKind::Reassuring => "book-sign-reassuring",
                SignKind::Examined => "book-sign-examined",
                SignKind::Risk => "book-sign-risk",
            };
            let how = say(format!("sign-{stem}-question")) + &say(format!("find-{stem}-how"));
            vec![sign.id.clone(), say(format!("find-{stem}-name")), frame.say(kind), how, sign.because.join(", ")]
        })
        .collect();
    let head =
        ["book-col-sign", "book-col-clinicians-words", "book-col-kind", "book-col-how-asked", "book-col-because"];
    blocks.push(frame.table("book-signs-table", &head, rows));
}

/// Some of all, in words.
fn of(frame: Frame<'_>, some: u32, all: u32) -> String {
    frame.say_with("book-some-of-all", &[("some", &some.to_string()), ("all", &all.to_string())])
}

pub fn accuracy(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    let accuracy = &knowledge.accuracy;
    blocks.push(frame.heading(1, "book-accuracy"));
    let rows = accuracy
        .tests
        .iter()
        .map(|test| {
            let share = |share: f64| format!("{:.1} %", share * 100.0);
            vec![
                test.id.word().to_owned(),
                of(frame, test.tp, test.tp + test.fn_),
                share(test.sensitivity()),
                of(frame, test.tn, test.tn + test.fp),
                share(test.specificity()),
                format!("{} ({})", test.source, test.status),
                test.caveat.clone(),
            ]
        })
        .collect();
    let head = [
        "book-col-test",
        "book-col-abnormal",
        "book-col-sensitivity",
        "book-col-normal",
        "book-col-specificity",
        "book-col-source",
        "book-col-caveat",
    ];
    blocks.push(frame.table("book-accuracy-table", &head, rows));
    let rows = accuracy
        .settings
        .iter()
        .map(|setting| {
            let share = setting.probability().map(|p| format!("{:.0} %", p * 100.0)).unwrap_or_default();
            let source = match &setting.pretest {
                Pretest::Counted { of, source, also, status, caveat } => {
                    let mut sources = vec![source.as_str()];
                    sources.extend(also.iter().map(String::as_str));
                    format!("{}; {} ({status}). {caveat}", self::of(frame, of.number, of.total), sources.join(", "))
                }
                Pretest::Own => frame.say("book-own-estimate"),
            };
            vec![setting.id.clone(), setting.what.clone(), share, source]
        })
        .collect();
    blocks.push(frame.heading(2, "book-pretest"));
    let head = ["book-col-setting", "book-col-meaning", "book-col-before-tests", "book-col-source"];
    blocks.push(frame.table("book-pretest-table", &head, rows));
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

pub fn scores(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-scores"));
    let scores = &knowledge.scores;
    blocks.push(frame.heading(2, "terminal-score-ottawa-ankle"));
    blocks.push(frame.led("book-provenance", said(&scores.ottawa_ankle.provenance)));
    let films = scores.ottawa_ankle.films.iter();
    let films = films.map(|film| {
        let zone = film.zone.replace('_', " ");
        led(format!("{}:", film.id), frame.say_with("book-film-needed", &[("zone", &zone), ("any", &said(&film.any))]))
    });
    blocks.push(Block::List(films.collect()));
    for (title, score) in
        [("terminal-score-wells-dvt", &scores.wells_dvt), ("terminal-score-trip-cast", &scores.trip_cast)]
    {
        blocks.push(frame.heading(2, title));
        blocks.push(frame.led("book-provenance", said(&score.provenance)));
        let (above, below) = (score.at_or_above.replace('_', " "), score.below.replace('_', " "));
        let points = score.threshold.to_string();
        let bands = frame.say_with("book-bands-are", &[("above", &above), ("points", &points), ("below", &below)]);
        blocks.push(frame.led("book-bands", bands));
        let mut rows: Vec<Vec<String>> =
            score.items.iter().map(|item| vec![item.id.replace('_', " "), item.points.to_string()]).collect();
        rows.extend(score.choices.iter().map(|choice| vec![choice.id.replace('_', " "), said(choice)]));
        rows.extend(score.numbers.iter().map(|number| vec![number.id.replace('_', " "), said(number)]));
        blocks.push(frame.table(title, &["book-col-item", "book-col-points-given"], rows));
    }
}

pub fn mimics(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-mimics"));
    let rows = knowledge
        .mimics
        .iter()
        .map(|mimic| {
            let say = |part: &str| frame.say(&format!("mimic-{}-{part}", mimic.id.replace('_', "-")));
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
    let head = ["book-col-mimic", "book-col-towards", "book-col-away", "book-col-emergency", "book-col-sources"];
    blocks.push(frame.table("book-mimics-table", &head, rows));
}

pub fn protocols(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-protocols"));
    blocks.push(frame.paragraph("book-protocols-lead"));
    for protocol in knowledge.protocols.iter() {
        blocks.push(Block::Heading(2, format!("{} ({})", protocol.name, protocol.id)));
        blocks.push(Block::Paragraph(plain(said(&protocol.summary))));
        let status = format!("{} ({})", protocol.sources.join(", "), said(&protocol.status));
        blocks.push(frame.led("book-sources-lead", status));
        if !protocol.runnable {
            blocks.push(frame.led("book-not-runnable", protocol.reason.clone().unwrap_or_default()));
        }
        if protocol.check_against_original {
            blocks.push(frame.led("book-copied", frame.say("book-copied-so")));
        }
        if let Some(readings) = &protocol.readings {
            blocks.push(frame.led("book-readings", said(readings)));
        }
        if !protocol.parameters.is_empty() {
            blocks.push(frame.led("book-parameters", said(&protocol.parameters)));
        }
        let rows: Vec<Vec<String>> = protocol
            .phases
            .iter()
            .map(|phase| {
                let mut rest = serde_json::to_value(phase).unwrap_or_default();
                if let Some(fields) = rest.as_object_mut() {
                    for shown in ["id", "from_day", "to_day", "enter_when"] {
                        fields.remove(shown);
                    }
                }
                let to = phase.to_day.as_ref().map_or_else(|| frame.say("book-open-end"), said);
                let days = frame.say_with("book-days", &[("from", &said(&phase.from_day)), ("to", &to)]);
                vec![phase.id.clone(), days, said(&phase.enter_when), words(&rest)]
            })
            .collect();
        if !rows.is_empty() {
            let head = ["book-col-step", "book-col-days", "book-col-begins", "book-col-holds"];
            let summary = frame.say_with("book-steps-table", &[("protocol", &protocol.name)]);
            blocks.push(frame.table_of(summary, &head, rows));
        }
        if protocol.runnable {
            let hash = protocol.hash.get(..12).unwrap_or(&protocol.hash);
            let what = format!("{} (protocols/{}.toml, {hash})", protocol.name, protocol.id);
            blocks.push(sign_off(frame, &what, knowledge.sign_off(protocol)));
        }
    }
}

pub fn claims(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-claims"));
    blocks.push(frame.paragraph("book-claims-lead"));
    let rows = knowledge
        .claims
        .iter()
        .map(|claim| {
            let gap = if claim.safety_gap { format!(" ({})", frame.say("book-safety-gap")) } else { String::new() };
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
    let head = [
        "book-col-claim",
        "book-col-page-says",
        "book-col-verdict",
        "book-col-evidence-says",
        "book-col-we-say",
        "book-col-sources",
        "book-col-embodied",
    ];
    blocks.push(frame.table("book-claims-table", &head, rows));
}

pub fn hazards(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-hazards"));
    blocks.push(frame.paragraph("book-hazards-lead"));
    let risk = |risk: Risk| format!("{} × {} = {}", risk.severity, risk.likelihood, risk.score());
    for hazard in knowledge.hazards.iter() {
        blocks.push(Block::Heading(2, format!("{} ({})", hazard.hazard, hazard.id)));
        blocks.push(frame.led("book-cause", &hazard.cause));
        blocks.push(frame.led("book-effect", &hazard.effect));
        let (before, after) = (risk(hazard.before), risk(hazard.after));
        let text = frame.say_with("book-risk-is", &[("before", &before), ("after", &after)]);
        blocks.push(frame.led("book-risk", text));
        let proved = |test: &str| frame.say_with("book-proved-by", &[("test", test)]);
        let controls = hazard.controls.iter().map(|c| led(&c.text, proved(&c.test))).collect();
        blocks.push(Block::List(controls));
    }
}

pub fn sources(frame: Frame<'_>, blocks: &mut Vec<Block>) {
    let knowledge = frame.knowledge;
    blocks.push(frame.heading(1, "book-sources"));
    blocks.push(frame.paragraph("book-sources-note"));
    let rows = knowledge
        .sources
        .iter()
        .map(|source| {
            let mut status = source.status.to_string();
            for (holds, id) in [(source.mixed, "book-mixed"), (source.part, "book-in-part")] {
                if holds {
                    status = format!("{status}, {}", frame.say(id));
                }
            }
            let note = source.note.clone().unwrap_or_default();
            vec![source.id.clone(), source.citation.clone(), status, source.link().unwrap_or_default(), note]
        })
        .collect();
    let head = ["book-col-source", "book-col-citation", "book-col-status", "book-col-where", "book-col-note"];
    blocks.push(frame.table("book-sources-table", &head, rows));
}
