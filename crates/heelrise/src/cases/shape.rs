//! What a case may hold, read from the schema that `heelrise schema case` publishes, and everything in a file that does
//! not fit it: the field, what was written there, what is allowed. So no message of a reading library reaches a person,
//! and the sentences cannot fall behind the case.

use heelrise_care::{Care, Case};
use jiff::civil::Date;
use serde_json::Value as Schema;

use super::json::{Field, Node, Value};
use crate::words::Words;

/// The longest piece of somebody's file that a message repeats, in characters.
const LONGEST: usize = 40;

/// Something that does not fit: where, in which field, and what to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in bytes from the start of the case.
    pub at: usize,
    /// The field with the fields around it, for example `examination.calf_squeeze`; empty for the case as a whole.
    pub path: String,
    /// What is wrong and what to do.
    pub what: String,
}

/// What a case may hold.
pub struct Shape<'a> {
    schema: Schema,
    words: Words<'a>,
    settings: Vec<String>,
}

impl<'a> Shape<'a> {
    /// The shape of a case for this knowledge.
    pub fn new(care: &Care, words: Words<'a>) -> Self {
        let settings = care.knowledge().accuracy.settings.iter().map(|setting| setting.id.clone()).collect();
        Self { schema: schemars::schema_for!(Case).into(), words, settings }
    }

    /// Everything that does not fit, in the order in which it stands.
    pub fn faults(&self, root: &Node) -> Vec<Fault> {
        let mut found = Vec::new();
        self.value(root, &self.schema, "", &mut found);
        found
    }

    /// The part of the schema that a part points to.
    fn resolve<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        let name = schema.get("$ref").and_then(Schema::as_str).and_then(|path| path.strip_prefix("#/"));
        name.and_then(|path| self.schema.pointer(&format!("/{path}"))).unwrap_or(schema)
    }

    fn value(&self, node: &Node, schema: &Schema, path: &str, found: &mut Vec<Fault>) {
        let schema = self.resolve(schema);
        let types: Vec<&str> = match schema.get("type") {
            Some(Schema::String(one)) => vec![one],
            Some(Schema::Array(all)) => all.iter().filter_map(Schema::as_str).collect(),
            _ => Vec::new(),
        };
        if node.value == Value::Null && types.contains(&"null") {
            return;
        }
        let mut refuse = |id: &str, arguments: &[(&str, &str)]| {
            let written = self.written(&node.value);
            let all = [&[("written", written.as_str())], arguments].concat();
            found.push(Fault { at: node.at, path: path.to_owned(), what: self.words.say_with(id, &all) });
        };
        if let Some(allowed) = choices(schema) {
            let fits = matches!(&node.value, Value::Text(text) if allowed.contains(&text.as_str()));
            if !fits {
                refuse("input-not-allowed", &[("allowed", &allowed.join(", "))]);
            }
        } else if types.contains(&"object") {
            match &node.value {
                Value::Object(fields) => self.object(fields, schema, path, found),
                _ => refuse("input-not-an-object", &[("example", &example(schema))]),
            }
        } else if types.contains(&"integer") {
            let bound = |name: &str| schema.get(name).and_then(Schema::as_i64);
            let (min, max) = (bound("minimum").unwrap_or(i64::MIN), bound("maximum").unwrap_or(i64::MAX));
            // The format has no range; another one than ours is said once the case has been read.
            let number = match &node.value {
                Value::Number(text) if text != "-0" => text.parse::<i64>().ok(),
                _ => None,
            };
            if !number.is_some_and(|number| (min..=max).contains(&number)) {
                match path {
                    "heelrise_case" => refuse("input-not-the-format", &[]),
                    _ => refuse("input-not-in-range", &[("min", &min.to_string()), ("max", &max.to_string())]),
                }
            }
        } else if types.contains(&"string") {
            let is_date = schema.get("format").and_then(Schema::as_str) == Some("date");
            match &node.value {
                Value::Text(text) if is_date && text.parse::<Date>().is_err() => refuse("input-not-a-date", &[]),
                Value::Text(text) if path == "setting" && !self.settings.contains(text) => {
                    refuse("input-not-allowed", &[("allowed", &self.settings.join(", "))]);
                }
                Value::Text(_) => {}
                _ if is_date => refuse("input-not-a-date", &[]),
                _ => refuse("input-not-text", &[]),
            }
        }
    }

    fn object(&self, fields: &[Field], schema: &Schema, path: &str, found: &mut Vec<Fault>) {
        let Some(known) = schema.get("properties").and_then(Schema::as_object) else { return };
        for (index, field) in fields.iter().enumerate() {
            let inner = if path.is_empty() { field.name.clone() } else { format!("{path}.{}", field.name) };
            let twice = fields.iter().take(index).any(|before| before.name == field.name);
            match known.get(&field.name) {
                _ if twice => {
                    let what = self.words.say_with("input-twice", &[("name", &clip(&field.name))]);
                    found.push(Fault { at: field.at, path: clip(&inner), what });
                }
                Some(schema) => self.value(&field.node, schema, &inner, found),
                None => {
                    let names: Vec<&str> = known.keys().map(String::as_str).collect();
                    let what = self.unknown(&field.name, &names);
                    found.push(Fault { at: field.at, path: clip(&inner), what });
                }
            }
        }
    }

    /// What to say of a field that is not one: which one may have been meant, where it belongs, or what there is.
    fn unknown(&self, name: &str, here: &[&str]) -> String {
        let shown = clip(name);
        let near = here
            .iter()
            .map(|known| (strsim::jaro_winkler(&name.to_lowercase(), known), *known))
            .filter(|(close, _)| *close > 0.85)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, near)) = near {
            return self.words.say_with("input-field-near", &[("name", &shown), ("near", near)]);
        }
        let properties = self.schema.get("properties").and_then(Schema::as_object);
        let place = properties.into_iter().flatten().find(|(_, schema)| {
            let inside = self.resolve(schema).get("properties").and_then(Schema::as_object);
            inside.is_some_and(|inside| inside.contains_key(name))
        });
        if let Some((place, _)) = place {
            return self.words.say_with("input-field-elsewhere", &[("name", &shown), ("place", place)]);
        }
        self.words.say_with("input-field-unknown", &[("name", &shown), ("known", &here.join(", "))])
    }

    /// What somebody wrote, as a message repeats it.
    fn written(&self, value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(text) => clip(text),
            Value::Text(text) => format!("“{}”", clip(text)),
            Value::List => self.words.say("input-a-list"),
            Value::Object(_) => self.words.say("input-an-object"),
        }
    }
}

/// The words a field may hold, when it holds one of a few.
fn choices(schema: &Schema) -> Option<Vec<&str>> {
    let all = schema.get("oneOf")?.as_array()?;
    Some(all.iter().filter_map(|one| one.get("const")?.as_str()).collect())
}

/// The first field of an object, to show how one is written.
fn example(schema: &Schema) -> String {
    let first = schema.get("properties").and_then(Schema::as_object).and_then(|fields| fields.keys().next());
    format!("{{ \"{}\": … }}", first.map_or("", String::as_str))
}

/// At most [`LONGEST`] characters, none of which a terminal would obey.
pub fn clip(text: &str) -> String {
    let shown: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().count() > LONGEST { format!("{shown}…") } else { shown }
}

/// Where a field stands; the start of the case when it does not.
pub fn place(root: &Node, path: &str) -> usize {
    let mut node = root;
    for name in path.split('.') {
        let Value::Object(fields) = &node.value else { break };
        let Some(field) = fields.iter().find(|field| field.name == name) else { break };
        node = &field.node;
    }
    node.at
}
