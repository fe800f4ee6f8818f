//! What stands in the book, in which order: how to read it, the decisions with their reasons, tables, examples and
//! sign-off lines, then everything they rest on.

use heelrise_knowledge::decision::{Cell, Example, Group, HitPolicy, InputKind, Value};
use heelrise_knowledge::signature::SignOff;
use heelrise_knowledge::{Answer, Decision, Knowledge};

use super::blocks::{Block, Book, led, plain, prose};
use super::reference;

/// The book of this knowledge, with the words of one language.
pub fn of(knowledge: &Knowledge, language: &str) -> Book {
    let version = knowledge.short_version();
    let mut blocks = opening(knowledge);
    for decision in knowledge.decisions.values() {
        self::decision(knowledge, decision, language, &mut blocks);
    }
    reference::signs(knowledge, language, &mut blocks);
    reference::accuracy(knowledge, &mut blocks);
    reference::scores(knowledge, &mut blocks);
    reference::mimics(knowledge, language, &mut blocks);
    reference::protocols(knowledge, &mut blocks);
    reference::claims(knowledge, &mut blocks);
    reference::hazards(knowledge, &mut blocks);
    reference::sources(knowledge, &mut blocks);
    Book {
        title: "What Heelrise believes, and why".to_owned(),
        subtitle: format!("Knowledge version {version}, for review and signature"),
        language: language.to_owned(),
        foot: format!("Heelrise knowledge, version {version}"),
        blocks,
    }
}

fn opening(knowledge: &Knowledge) -> Vec<Block> {
    let mut blocks = vec![
        Block::Paragraph(plain(
            "This is everything the software decides by, in one document. Nothing else is built in. A clinician can check \
             each table against its reason and its sources, and sign each decision. A change to a decision clears its \
             signature.",
        )),
        Block::Paragraph(plain(
            "In a table, a dash asks for nothing. “present” includes “unsure”; “not ruled out” also includes “not asked”. \
             A question that nobody asked is never read as no.",
        )),
    ];
    let rows = knowledge.decisions.values().filter_map(|decision| {
        let report = knowledge.reports.get(&decision.id)?;
        let signed = match knowledge.sign_off(decision) {
            SignOff::Signed(signature) => format!("{} ({}), {}", signature.by, signature.role, signature.on),
            SignOff::Cleared(_) => "changed since it was signed".to_owned(),
            SignOff::Unsigned => "awaiting clinical sign-off".to_owned(),
        };
        Some(vec![
            format!("{} ({})", decision.title, decision.id),
            report.rules.to_string(),
            report.examples.to_string(),
            report.points.to_string(),
            format!("{} of {}", report.caught, report.mutants),
            report.excepted.to_string(),
            decision.reviewed_on.to_string(),
            decision.valid_until.to_string(),
            signed,
        ])
    });
    let rows = rows.collect();
    let head = [
        "Decision",
        "Rules",
        "Examples",
        "Combinations of inputs",
        "Changed cells that an example notices",
        "Excepted, with a reason",
        "Looked through on",
        "Valid until",
        "Signed by",
    ];
    blocks.push(Block::Heading(1, "The decisions at a glance".to_owned()));
    blocks.push(table("The decisions with their coverage and signatures", &head, rows));
    blocks
}

pub(super) fn table(summary: &str, head: &[&str], rows: Vec<Vec<String>>) -> Block {
    Block::Table { summary: summary.to_owned(), head: head.iter().map(|h| (*h).to_owned()).collect(), rows }
}

fn decision(knowledge: &Knowledge, decision: &Decision, language: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(1, decision.title.clone()));
    let policy = match decision.hit {
        HitPolicy::MostUrgent => "All rules that fire are shown, and the most urgent outcome of them holds.",
        HitPolicy::Unique => "Exactly one rule fires for each case.",
        HitPolicy::Collect => "Every rule that fires adds its outcome.",
    };
    blocks.push(Block::Paragraph(led("How the rules make one result:", policy)));
    blocks.push(Block::Paragraph(led("Outcomes:", decision.outcomes.join(", "))));
    blocks.extend(prose(&decision.intro));
    inputs(knowledge, decision, language, blocks);
    for (name, value) in &decision.settings {
        blocks.push(Block::Paragraph(led(format!("Setting {name}:"), value.to_string())));
    }
    for group in &decision.groups {
        self::group(knowledge, decision, group, language, blocks);
    }
    if !decision.exceptions.is_empty() {
        blocks.push(Block::Heading(2, "Changes that no example can notice".to_owned()));
        let rows = decision.exceptions.iter().map(|e| vec![e.mutant.clone(), e.reason.clone()]).collect();
        blocks.push(table("Exceptions with their reasons", &["Change", "Why it cannot be noticed"], rows));
    }
    let (signed, note) = match knowledge.sign_off(decision) {
        SignOff::Signed(s) => (Some(format!("{}, {}, {}", s.by, s.role, s.on)), String::new()),
        SignOff::Cleared(s) => (None, format!("{} signed an earlier state on {}; it has changed since.", s.by, s.on)),
        SignOff::Unsigned => (None, "Checked against its sources, awaiting clinical sign-off.".to_owned()),
    };
    let hash = decision.hash.get(..12).unwrap_or(&decision.hash);
    blocks.push(Block::SignOff { what: format!("{} ({}, {hash})", decision.title, decision.file), signed, note });
}

fn inputs(knowledge: &Knowledge, decision: &Decision, language: &str, blocks: &mut Vec<Block>) {
    let rows = decision
        .inputs
        .iter()
        .map(|input| {
            let name = format!("find-{}-name", input.id.replace('_', "-"));
            let name = knowledge.wording.has(language, &name).then(|| knowledge.wording.say(language, &name));
            let values = match &input.kind {
                InputKind::Sign => "present, absent, unsure, not asked".to_owned(),
                InputKind::Choice(values) => values.join(", "),
                InputKind::Number { unit, min, max, may_be_unknown } => {
                    let unknown = if *may_be_unknown { ", or unknown" } else { "" };
                    format!("{min} to {max} {unit}{unknown}")
                }
            };
            vec![input.id.clone(), name.unwrap_or_default(), values]
        })
        .collect();
    blocks.push(Block::Heading(2, "What is asked".to_owned()));
    blocks.push(table("The inputs of the decision", &["Input", "In words", "Values"], rows));
}

fn group(knowledge: &Knowledge, decision: &Decision, group: &Group, language: &str, blocks: &mut Vec<Block>) {
    blocks.push(Block::Heading(2, group.heading.clone()));
    blocks.extend(prose(&group.prose));
    let rules: Vec<_> = group.rules.iter().filter_map(|index| decision.rules.get(*index)).collect();
    let mut columns: Vec<usize> = rules.iter().flat_map(|rule| rule.columns.iter().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let name = |index: &usize| decision.inputs.get(*index).map(|input| input.id.clone()).unwrap_or_default();
    if !rules.is_empty() {
        blocks.push(Block::Heading(3, "Rules".to_owned()));
        let mut head = vec!["Rule".to_owned()];
        head.extend(columns.iter().map(name));
        head.extend(["Outcome".to_owned(), "Because".to_owned()]);
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
        blocks.push(Block::Table { summary: format!("Rules: {}", group.heading), head, rows });
        let said = rules.iter().filter_map(|rule| {
            let id = rule.id.to_lowercase();
            let id = [format!("reason-{id}"), format!("why-{id}")]
                .into_iter()
                .find(|id| knowledge.wording.has(language, id))?;
            Some(led(format!("{} is said as:", rule.id), knowledge.wording.say(language, &id)))
        });
        let said: Vec<_> = said.collect();
        if !said.is_empty() {
            blocks.push(Block::List(said));
        }
    }
    examples(decision, group, &columns, blocks);
}

fn examples(decision: &Decision, group: &Group, columns: &[usize], blocks: &mut Vec<Block>) {
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
        Some(Value::Answer(Answer::NotAsked)) => "not asked".to_owned(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let mut head = vec!["Example".to_owned()];
    head.extend(shown.iter().filter_map(|index| decision.inputs.get(*index)).map(|input| input.id.clone()));
    head.extend(["Outcome".to_owned(), "Rules".to_owned()]);
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
    blocks.push(Block::Heading(3, "Examples".to_owned()));
    blocks.push(Block::Table { summary: format!("Examples: {}", group.heading), head, rows });
    let rest: Vec<String> = decision
        .inputs
        .iter()
        .zip(&first.values)
        .enumerate()
        .filter(|(index, _)| !shown.contains(index))
        .map(|(_, (input, value))| format!("{} = {}", input.id, text(Some(value))))
        .collect();
    if !rest.is_empty() {
        blocks.push(Block::Paragraph(led("In all of these examples:", rest.join("; "))));
    }
}
