//! Reads a decision file: front matter between `+++` lines, headings, prose, rule tables, example tables.

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::{Cell, Compare, Decision, Example, Exception, Group, HitPolicy, Input, InputKind, Rule, Value};
use crate::files::sha256_hex;
use crate::{Answer, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    id: Spanned<String>,
    title: String,
    hit: Spanned<String>,
    outcomes: Spanned<Vec<String>>,
    reviewed_on: Spanned<String>,
    valid_until: Spanned<String>,
    inputs: Vec<Spanned<FrontInput>>,
    #[serde(default)]
    otherwise: toml::Table,
    #[serde(default)]
    settings: std::collections::BTreeMap<String, i64>,
    #[serde(default)]
    exceptions: Vec<Spanned<FrontException>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontInput {
    id: String,
    kind: String,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    min: i64,
    #[serde(default)]
    max: i64,
    #[serde(default)]
    may_be_unknown: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontException {
    mutant: String,
    reason: String,
}

/// A pipe table with its line numbers.
struct RawTable<'a> {
    header: Vec<&'a str>,
    header_line: usize,
    rows: Vec<(usize, Vec<&'a str>)>,
}

struct Reader<'a> {
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn say(&mut self, line: usize, check: &'static str, what: impl Into<String>, fix: impl Into<String>) {
        self.problems.push(Problem::new(self.file, line, check, what, fix));
    }
}

/// Reads one decision file. Returns `None` when it cannot be read at all; everything wrong is added to `problems`.
pub fn parse(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Decision> {
    let mut reader = Reader { file, problems };
    let (front_text, body, body_line) = split_front_matter(text).or_else(|| {
        reader.say(
            1,
            "no-front-matter",
            "The file does not begin with front matter.",
            "Start it with a line +++, the settings, and another line +++.",
        );
        None
    })?;
    let front: Front = match toml::from_str(front_text) {
        Ok(front) => front,
        Err(error) => {
            let mut problem = Problem::from_toml(file, front_text, &error);
            problem.line += 1;
            reader.problems.push(problem);
            return None;
        }
    };
    let front_line = |offset: usize| crate::problem::line_of(front_text, offset) + 1;
    let hit = match front.hit.get_ref().as_str() {
        "most_urgent" => HitPolicy::MostUrgent,
        "unique" => HitPolicy::Unique,
        "collect" => HitPolicy::Collect,
        other => {
            reader.say(
                front_line(front.hit.span().start),
                "unknown-hit-policy",
                format!("There is no hit policy `{other}`."),
                "Use most_urgent, unique or collect.",
            );
            return None;
        }
    };
    let mut date = |value: &Spanned<String>| {
        if let Ok(date) = value.get_ref().parse::<Date>() {
            date
        } else {
            reader.say(
                front_line(value.span().start),
                "bad-date",
                format!("`{}` is not a date.", value.get_ref()),
                "Write it as \"2026-11-22\".",
            );
            Date::ZERO
        }
    };
    let reviewed_on = date(&front.reviewed_on);
    let valid_until = date(&front.valid_until);
    let mut inputs: Vec<Input> = Vec::new();
    for spanned in &front.inputs {
        let line = front_line(spanned.span().start);
        let input = spanned.get_ref();
        if inputs.iter().any(|known| known.id == input.id) {
            reader.say(line, "duplicate-input", format!("The input `{}` is there twice.", input.id), "Remove one.");
        }
        let kind = match input.kind.as_str() {
            "sign" => InputKind::Sign,
            "choice" if input.values.len() > 1 => InputKind::Choice(input.values.clone()),
            "number" if input.min < input.max => InputKind::Number {
                unit: input.unit.clone(),
                min: input.min,
                max: input.max,
                may_be_unknown: input.may_be_unknown,
            },
            _ => {
                reader.say(
                    line,
                    "bad-input",
                    format!("The input `{}` is not complete.", input.id),
                    "A sign needs nothing more, a choice at least two values, a number min < max.",
                );
                continue;
            }
        };
        inputs.push(Input { id: input.id.clone(), kind, cuts: Vec::new(), first_bit: 0, bits: 0 });
    }
    let mut defaults: Vec<Option<Value>> = inputs
        .iter()
        .map(|input| matches!(input.kind, InputKind::Sign).then_some(Value::Answer(Answer::Absent)))
        .collect();
    for (id, value) in &front.otherwise {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match inputs.iter().position(|input| input.id == *id) {
            Some(index) => match inputs.get(index).and_then(|input| read_value(input, &text)) {
                Some(value) => {
                    if let Some(slot) = defaults.get_mut(index) {
                        *slot = Some(value);
                    }
                }
                None => reader.say(
                    2,
                    "unknown-value",
                    format!("[otherwise] {id} = {text} is not a value of that input."),
                    "Use one of its values.",
                ),
            },
            None => reader.say(
                2,
                "unknown-input",
                format!("[otherwise] names the input `{id}`, which does not exist."),
                "Remove it or declare the input.",
            ),
        }
    }
    let mut decision = Decision {
        id: front.id.get_ref().clone(),
        title: front.title,
        file: file.to_owned(),
        hit,
        inputs,
        outcomes: front.outcomes.get_ref().clone(),
        intro: String::new(),
        groups: Vec::new(),
        rules: Vec::new(),
        examples: Vec::new(),
        exceptions: front
            .exceptions
            .iter()
            .map(|e| Exception {
                mutant: e.get_ref().mutant.clone(),
                reason: e.get_ref().reason.clone(),
                line: front_line(e.span().start),
            })
            .collect(),
        reviewed_on,
        valid_until,
        hash: sha256_hex(text),
        settings: front.settings,
        masks: Vec::new(),
    };
    read_body(&mut reader, &mut decision, body, body_line, &defaults);
    if let Err(what) = decision.compile() {
        reader.say(1, "too-large", what, "Split the decision in two.");
        return None;
    }
    Some(decision)
}

fn split_front_matter(text: &str) -> Option<(&str, &str, usize)> {
    let rest = text.strip_prefix("+++\n")?;
    let end = rest.find("\n+++\n")?;
    let front = rest.get(..=end)?;
    let body = rest.get(end + 5..)?;
    Some((front, body, front.matches('\n').count() + 3))
}

fn read_body(
    reader: &mut Reader<'_>,
    decision: &mut Decision,
    body: &str,
    first_line: usize,
    defaults: &[Option<Value>],
) {
    #[derive(PartialEq)]
    enum Part {
        Prose,
        Rules,
        Examples,
    }
    let mut part = Part::Prose;
    let mut table: Option<RawTable<'_>> = None;
    let lines: Vec<(usize, &str)> = body.lines().enumerate().map(|(i, l)| (i + first_line, l)).collect();
    for (line, text) in lines.iter().copied().chain(std::iter::once((0, ""))) {
        let trimmed = text.trim();
        if trimmed.starts_with('|') && part != Part::Prose {
            let cells: Vec<&str> = trimmed.trim_matches('|').split('|').map(str::trim).collect();
            match &mut table {
                None => table = Some(RawTable { header: cells, header_line: line, rows: Vec::new() }),
                Some(_)
                    if cells
                        .iter()
                        .all(|c| !c.is_empty() && c.chars().all(|ch| ch == '-' || ch == ':') && c.len() > 1) => {}
                Some(table) => table.rows.push((line, cells)),
            }
            continue;
        }
        if let Some(done) = table.take() {
            if part == Part::Rules {
                read_rules(reader, decision, &done);
            } else {
                read_examples(reader, decision, &done, defaults);
            }
        }
        if let Some(heading) = trimmed.strip_prefix("## ") {
            part = Part::Prose;
            decision.groups.push(Group {
                heading: heading.to_owned(),
                prose: String::new(),
                rules: Vec::new(),
                examples: Vec::new(),
            });
        } else if trimmed == "### Rules" {
            part = Part::Rules;
        } else if trimmed == "### Examples" {
            part = Part::Examples;
        } else if part == Part::Prose {
            let target = decision.groups.last_mut().map_or(&mut decision.intro, |group| &mut group.prose);
            target.push_str(text);
            target.push('\n');
        } else if !trimmed.is_empty() {
            reader.say(
                line,
                "stray-text",
                "There is text between a table's heading and its table, or after it.",
                "Put prose before `### Rules`.",
            );
        }
    }
}

/// The columns of a table: which input each column holds, and where outcome and the last column stand.
fn columns(
    reader: &mut Reader<'_>,
    decision: &Decision,
    table: &RawTable<'_>,
    first: &str,
    last: &str,
) -> Option<Vec<usize>> {
    let n = table.header.len();
    let outcome_ok = n >= 3 && table.header.get(n - 2).is_some_and(|h| h.starts_with("->"));
    if table.header.first() != Some(&first) || !outcome_ok || table.header.get(n - 1) != Some(&last) {
        reader.say(
            table.header_line,
            "bad-table",
            format!("This table's columns are not `{first} | … | -> outcome | {last}`."),
            "Give it these columns, with one column an input between them.",
        );
        return None;
    }
    let mut found = Vec::new();
    for name in table.header.iter().skip(1).take(n - 3) {
        if let Some(index) = decision.input_index(name) {
            found.push(index);
        } else {
            reader.say(
                table.header_line,
                "unknown-input",
                format!("The column `{name}` is not an input of this decision."),
                "Declare it under inputs, or correct its name.",
            );
            return None;
        }
    }
    Some(found)
}

/// The rows with a cell for each column; the others are reported.
fn whole_rows<'t, 'a>(reader: &mut Reader<'_>, table: &'t RawTable<'a>, fix: &str) -> Vec<(usize, &'t Vec<&'a str>)> {
    let mut whole = Vec::new();
    for (line, cells) in &table.rows {
        if cells.len() == table.header.len() {
            whole.push((*line, cells));
        } else {
            let what = format!("This row has {} cells, its table has {} columns.", cells.len(), table.header.len());
            reader.say(*line, "bad-row", what, fix);
        }
    }
    whole
}

fn read_rules(reader: &mut Reader<'_>, decision: &mut Decision, table: &RawTable<'_>) {
    let Some(inputs) = columns(reader, decision, table, "rule", "because") else { return };
    for (line, cells) in whole_rows(reader, table, "Give it one cell a column; `-` means anything.") {
        let id = cells.first().copied().unwrap_or_default().to_owned();
        if id.is_empty() || decision.rule(&id).is_some() {
            reader.say(
                line,
                "duplicate-rule",
                format!("The rule id `{id}` is empty or used twice."),
                "Give each rule an id of its own.",
            );
            continue;
        }
        let mut row: Vec<Cell> = vec![Cell::Any; decision.inputs.len()];
        let mut good = true;
        for (index, text) in inputs.iter().zip(cells.iter().skip(1)) {
            let Some(input) = decision.inputs.get(*index) else { continue };
            match read_cell(input, text) {
                Ok(cell) => {
                    if decision.hit == HitPolicy::MostUrgent && !rises_with_worry(&cell, input) {
                        reader.say(
                            line,
                            "negated-sign",
                            format!(
                                "Rule {id} asks for `{text}` of {}: more worry could then lower the urgency.",
                                input.id
                            ),
                            "Use only `present`, `not ruled out` or `-` in this decision.",
                        );
                        good = false;
                    }
                    if let Some(slot) = row.get_mut(*index) {
                        *slot = cell;
                    }
                }
                Err(fix) => {
                    reader.say(
                        line,
                        "unknown-value",
                        format!("`{text}` cannot stand in the column {}.", input.id),
                        fix,
                    );
                    good = false;
                }
            }
        }
        let outcome_text = cells.get(cells.len() - 2).copied().unwrap_or_default();
        let Some(outcome) = decision.outcome_index(outcome_text) else {
            reader.say(
                line,
                "unknown-outcome",
                format!("`{outcome_text}` is not an outcome of this decision."),
                format!("Use one of: {}.", decision.outcomes.join(", ")),
            );
            continue;
        };
        let because: Vec<String> =
            cells.last().map(|c| c.split_whitespace().map(str::to_owned).collect()).unwrap_or_default();
        if because.is_empty() {
            reader.say(
                line,
                "no-reason",
                format!("Rule {id} says no reason."),
                "Name at least one claim or source under `because`.",
            );
        }
        if good {
            let index = decision.rules.len();
            decision.rules.push(Rule { id, cells: row, columns: inputs.clone(), outcome, because, line });
            if let Some(group) = decision.groups.last_mut() {
                group.rules.push(index);
            }
        }
    }
}

/// Whether a cell accepts every answer at least as worrying as one it accepts.
fn rises_with_worry(cell: &Cell, input: &Input) -> bool {
    match (cell, &input.kind) {
        (Cell::Any, _) => true,
        (Cell::Answers(answers), InputKind::Sign) => {
            let mut seen = false;
            Answer::ALL.iter().all(|answer| {
                let accepted = answers.contains(answer);
                let falls = seen && !accepted;
                seen |= accepted;
                !falls
            }) && answers.contains(&Answer::Unsure) == answers.contains(&Answer::Present)
        }
        _ => false,
    }
}

fn read_cell(input: &Input, text: &str) -> Result<Cell, String> {
    if text == "-" {
        return Ok(Cell::Any);
    }
    match &input.kind {
        InputKind::Sign => {
            let mut answers = Vec::new();
            for word in text.split(',').map(str::trim) {
                match word {
                    "present" => answers.extend([Answer::Unsure, Answer::Present]),
                    "not ruled out" => answers.extend([Answer::NotAsked, Answer::Unsure, Answer::Present]),
                    "absent" => answers.push(Answer::Absent),
                    "not asked" => answers.push(Answer::NotAsked),
                    _ => {
                        return Err(
                            "Use present (unsure counts with it), not ruled out, absent, not asked, or -.".to_owned()
                        );
                    }
                }
            }
            answers.sort_unstable();
            answers.dedup();
            Ok(Cell::Answers(answers))
        }
        InputKind::Choice(values) => {
            let ids: Vec<String> = text.split(',').map(|t| t.trim().to_owned()).collect();
            if ids.iter().all(|id| values.contains(id)) {
                Ok(Cell::Choices(ids))
            } else {
                Err(format!("Use one or more of: {}; or -.", values.join(", ")))
            }
        }
        InputKind::Number { may_be_unknown, .. } => {
            let mut compares = Vec::new();
            for part in text.split(" or ").map(str::trim) {
                let number = |rest: &str| rest.trim().parse::<i64>().ok();
                let compare = if part == "unknown" && *may_be_unknown {
                    Some(Compare::Unknown)
                } else if let Some(rest) = part.strip_prefix(">=") {
                    number(rest).map(Compare::AtLeast)
                } else if let Some(rest) = part.strip_prefix('<') {
                    number(rest).map(Compare::Below)
                } else if let Some(rest) = part.strip_prefix('=') {
                    number(rest).map(Compare::Equal)
                } else {
                    None
                };
                compares
                    .push(compare.ok_or_else(|| "Use >= n, < n, = n or unknown, joined by ` or `; or -.".to_owned())?);
            }
            Ok(Cell::Numbers(compares))
        }
    }
}

fn read_value(input: &Input, text: &str) -> Option<Value> {
    match &input.kind {
        InputKind::Sign => Answer::from_id(text).map(Value::Answer),
        InputKind::Choice(values) => values.iter().find(|v| *v == text).map(|v| Value::Choice(v.clone())),
        InputKind::Number { min, max, may_be_unknown, .. } => {
            if text == "unknown" {
                return may_be_unknown.then_some(Value::Number(None));
            }
            text.parse::<i64>().ok().filter(|n| n >= min && n <= max).map(|n| Value::Number(Some(n)))
        }
    }
}

fn read_examples(reader: &mut Reader<'_>, decision: &mut Decision, table: &RawTable<'_>, defaults: &[Option<Value>]) {
    let Some(inputs) = columns(reader, decision, table, "example", "rules") else { return };
    for (line, cells) in whole_rows(reader, table, "Give it one cell a column.") {
        let mut values: Vec<Option<Value>> = defaults.to_vec();
        let mut good = true;
        for (index, text) in inputs.iter().zip(cells.iter().skip(1)) {
            let Some(input) = decision.inputs.get(*index) else { continue };
            if *text == "-" {
                continue;
            }
            let value = read_value(input, text);
            if value.is_none() {
                reader.say(
                    line,
                    "unknown-value",
                    format!("`{text}` is not a value of {}.", input.id),
                    "Give the value that this example has.",
                );
                good = false;
            }
            if let Some(slot) = values.get_mut(*index) {
                *slot = value;
            }
        }
        if let Some(missing) = decision.inputs.iter().zip(&values).find(|(_, v)| v.is_none()).map(|(i, _)| i.id.clone())
            && good
        {
            reader.say(
                line,
                "example-incomplete",
                format!("This example does not say what {missing} is."),
                "Add a column for it, or a value under [otherwise].",
            );
            good = false;
        }
        let mut outcomes = Vec::new();
        for word in cells.get(cells.len() - 2).map(|c| c.split_whitespace()).into_iter().flatten().filter(|w| *w != "-")
        {
            if let Some(outcome) = decision.outcome_index(word) {
                outcomes.push(outcome);
            } else {
                reader.say(
                    line,
                    "unknown-outcome",
                    format!("`{word}` is not an outcome of this decision."),
                    format!("Use one of: {}.", decision.outcomes.join(", ")),
                );
                good = false;
            }
        }
        outcomes.sort_unstable();
        outcomes.dedup();
        let mut rules: Vec<String> = cells
            .last()
            .map(|c| c.split_whitespace().filter(|w| *w != "-").map(str::to_owned).collect())
            .unwrap_or_default();
        rules.sort();
        if good {
            let index = decision.examples.len();
            decision.examples.push(Example {
                text: cells.first().copied().unwrap_or_default().to_owned(),
                values: values.into_iter().flatten().collect(),
                outcomes,
                rules,
                line,
            });
            if let Some(group) = decision.groups.last_mut() {
                group.examples.push(index);
            }
        }
    }
}
