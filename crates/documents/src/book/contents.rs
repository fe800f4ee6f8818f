//! What stands in the book, in which order: how to read it, the decisions with their reasons, tables, examples and
//! sign-off lines, then everything they rest on.

use heelrise_knowledge::decision::{Cell, Example, Group, HitPolicy, InputKind, Value};
use heelrise_knowledge::signature::SignOff;
use heelrise_knowledge::{Answer, Decision, Knowledge};

use super::blocks::{Block, Book, led, prose};
use super::frame::Frame;
use super::reference;

/// The book of this knowledge, with the words of one language.
pub fn of(knowledge: &Knowledge, language: &str) -> Book {
    let frame = Frame { knowledge, language };
    // The version goes in behind a word: one of digits only would be written as a number.
    let version = format!("{} {}", frame.say("terminal-version"), knowledge.short_version());
    let mut blocks = opening(frame);
    for decision in knowledge.decisions.values() {
        self::decision(frame, decision, &mut blocks);
    }
    reference::signs(frame, &mut blocks);
    reference::accuracy(frame, &mut blocks);
    reference::scores(frame, &mut blocks);
    reference::mimics(frame, &mut blocks);
    reference::protocols(frame, &mut blocks);
    reference::claims(frame, &mut blocks);
    reference::hazards(frame, &mut blocks);
    reference::sources(frame, &mut blocks);
    Book {
        title: frame.say("book-title"),
        subtitle: frame.say_with("book-subtitle", &[("version", &version)]),
        language: language.to_owned(),
        chapters: frame.say("book-chapters"),
        foot: frame.say_with("book-foot", &[("version", &version)]),
        blocks,
    }
}

/// Who signed, or that nobody has.
fn signed(frame: Frame<'_>, sign_off: SignOff<'_>) -> String {
    match sign_off {
        SignOff::Signed(signature) => format!("{} ({}), {}", signature.by, signature.role, signature.on),
        SignOff::Cleared(_) => frame.say("knowledge-signature-cleared"),
        SignOff::Unsigned => frame.say("book-awaiting"),
    }
}

/// A line to sign on, or who signed.
pub(super) fn sign_off(frame: Frame<'_>, what: &str, sign_off: SignOff<'_>) -> Block {
    let (signed, note) = match sign_off {
        SignOff::Signed(s) => {
            let who = format!("{}, {}, {}", s.by, s.role, s.on);
            (Some(frame.say_with("book-signed-by", &[("who", &who)])), String::new())
        }
        SignOff::Cleared(s) => {
            (None, frame.say_with("book-signature-cleared", &[("by", &s.by), ("on", &s.on.to_string())]))
        }
        SignOff::Unsigned => (None, frame.say("book-unsigned")),
    };
    let what = frame.say_with("book-sign-off", &[("what", what)]);
    let lines = ["book-line-name", "book-line-role", "book-line-date", "book-line-signature"].map(|id| frame.say(id));
    Block::SignOff { what, signed, note, lines }
}

fn opening(frame: Frame<'_>) -> Vec<Block> {
    let knowledge = frame.knowledge;
    let mut blocks = vec![frame.paragraph("book-lead"), frame.paragraph("book-how-to-read")];
    let rows = knowledge.decisions.values().filter_map(|decision| {
        let report = knowledge.reports.get(&decision.id)?;
        let noticed = [report.caught.to_string(), report.mutants.to_string()];
        let noticed = [("some", noticed[0].as_str()), ("all", noticed[1].as_str())];
        Some(vec![
            format!("{} ({})", decision.title, decision.id),
            report.rules.to_string(),
            report.examples.to_string(),
            report.points.to_string(),
            frame.say_with("book-some-of-all", &noticed),
            report.excepted.to_string(),
            decision.reviewed_on.to_string(),
            decision.valid_until.to_string(),
            signed(frame, knowledge.sign_off(decision)),
        ])
    });
    let rows = rows.collect();
    let head = [
        "book-col-decision",
        "book-col-rules",
        "book-col-examples",
        "book-col-points",
        "book-col-noticed",
        "book-col-excepted",
        "book-col-reviewed",
        "book-col-valid-until",
        "book-col-signed-by",
    ];
    blocks.push(frame.heading(1, "book-glance"));
    blocks.push(frame.table("book-glance-table", &head, rows));
    blocks
}

fn decision(frame: Frame<'_>, decision: &Decision, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, decision.title.clone()));
    let policy = match decision.hit {
        HitPolicy::MostUrgent => "book-hit-most-urgent",
        HitPolicy::Unique => "book-hit-unique",
        HitPolicy::Collect => "book-hit-collect",
    };
    blocks.push(frame.led("book-hit", frame.say(policy)));
    blocks.push(frame.led("book-outcomes", decision.outcomes.join(", ")));
    blocks.extend(prose(&decision.intro));
    inputs(frame, decision, blocks);
    for (name, value) in &decision.settings {
        blocks.push(Block::Paragraph(led(frame.say_with("book-setting", &[("name", name)]), value.to_string())));
    }
    for group in &decision.groups {
        self::group(frame, decision, group, blocks);
    }
    if !decision.exceptions.is_empty() {
        blocks.push(frame.heading(2, "book-exceptions"));
        let rows = decision.exceptions.iter().map(|e| vec![e.mutant.clone(), e.reason.clone()]).collect();
        blocks.push(frame.table("book-exceptions-table", &["book-col-change", "book-col-why-not"], rows));
    }
    let hash = decision.hash.get(..12).unwrap_or(&decision.hash);
    let what = format!("{} ({}, {hash})", decision.title, decision.file);
    blocks.push(sign_off(frame, &what, frame.knowledge.sign_off(decision)));
}

fn inputs(frame: Frame<'_>, decision: &Decision, blocks: &mut Vec<Block>) {
    let rows = decision
        .inputs
        .iter()
        .map(|input| {
            let name = frame.maybe(&format!("find-{}-name", input.id.replace('_', "-")));
            let values = match &input.kind {
                InputKind::Sign => frame.say("book-four-answers"),
                InputKind::Choice(values) => values.join(", "),
                InputKind::Number { unit, min, max, may_be_unknown } => {
                    let id = if *may_be_unknown { "book-range-or-unknown" } else { "book-range" };
                    let (min, max) = (min.to_string(), max.to_string());
                    frame.say_with(id, &[("min", &min), ("max", &max), ("unit", unit)])
                }
            };
            vec![input.id.clone(), name.unwrap_or_default(), values]
        })
        .collect();
    blocks.push(frame.heading(2, "book-inputs"));
    blocks.push(frame.table("book-inputs-table", &["book-col-input", "book-col-in-words", "book-col-values"], rows));
}

fn group(frame: Frame<'_>, decision: &Decision, group: &Group, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(2, group.heading.clone()));
    blocks.extend(prose(&group.prose));
    let rules: Vec<_> = group.rules.iter().filter_map(|index| decision.rules.get(*index)).collect();
    let mut columns: Vec<usize> = rules.iter().flat_map(|rule| rule.columns.iter().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let name = |index: &usize| decision.inputs.get(*index).map(|input| input.id.clone()).unwrap_or_default();
    if !rules.is_empty() {
        blocks.push(frame.heading(3, "book-rules"));
        let mut head = vec![frame.say("book-col-rule")];
        head.extend(columns.iter().map(name));
        head.extend([frame.say("book-col-outcome"), frame.say("book-col-because")]);
        let rows = rules
            .iter()
            .map(|rule| {
                let mut row = vec![rule.id.clone()];
                row.extend(columns.iter().map(|i| rule.cells.get(*i).map(Cell::text).unwrap_or_default()));
                row.push(decision.outcomes.get(rule.outcome).cloned().unwrap_or_default());
                row.push(rule.because.join(", "));
                row
            })
            .collect();
        let summary = frame.say_with("book-rules-table", &[("group", &group.heading)]);
        blocks.push(Block::Table { summary, head, rows });
        let said = rules.iter().filter_map(|rule| {
            let id = rule.id.to_lowercase();
            let said = frame.maybe(&format!("reason-{id}")).or_else(|| frame.maybe(&format!("why-{id}")))?;
            Some(led(frame.say_with("book-said-as", &[("rule", &rule.id)]), said))
        });
        let said: Vec<_> = said.collect();
        if !said.is_empty() {
            blocks.push(Block::List(said));
        }
    }
    examples(frame, decision, group, &columns, blocks);
}

fn examples(frame: Frame<'_>, decision: &Decision, group: &Group, columns: &[usize], blocks: &mut Vec<Block>) {
    let examples: Vec<&Example> = group.examples.iter().filter_map(|index| decision.examples.get(*index)).collect();
    let Some(first) = examples.first() else { return };
    // A column for each input that the rules look at or that differs between the examples; the rest are all alike.
    let shown: Vec<usize> = (0..decision.inputs.len())
        .filter(|index| {
            columns.contains(index)
                || examples.iter().any(|example| example.values.get(*index) != first.values.get(*index))
        })
        .collect();
    let text = |value: Option<&Value>| match value {
        Some(Value::Answer(Answer::NotAsked)) => frame.say("book-not-asked"),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let mut head = vec![frame.say("book-col-example")];
    head.extend(shown.iter().filter_map(|index| decision.inputs.get(*index)).map(|input| input.id.clone()));
    head.extend([frame.say("book-col-outcome"), frame.say("book-col-rules")]);
    let rows = examples
        .iter()
        .map(|example| {
            let mut row = vec![example.text.clone()];
            row.extend(shown.iter().map(|index| text(example.values.get(*index))));
            let outcomes = example.outcomes.iter().filter_map(|i| decision.outcomes.get(*i)).map(String::as_str);
            row.push(outcomes.collect::<Vec<_>>().join(", "));
            row.push(if example.rules.is_empty() { "-".to_owned() } else { example.rules.join(" ") });
            row
        })
        .collect();
    blocks.push(frame.heading(3, "book-examples"));
    let summary = frame.say_with("book-examples-table", &[("group", &group.heading)]);
    blocks.push(Block::Table { summary, head, rows });
    let rest: Vec<String> = decision
        .inputs
        .iter()
        .zip(&first.values)
        .enumerate()
        .filter(|(index, _)| !shown.contains(index))
        .map(|(_, (input, value))| format!("{} = {}", input.id, text(Some(value))))
        .collect();
    if !rest.is_empty() {
        blocks.push(frame.led("book-in-all-examples", rest.join("; ")));
    }
}
