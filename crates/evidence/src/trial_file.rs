//! Reads the file of a new trial, and says of everything in it that does not fit: the line, what is wrong, what may have
//! been meant and what is allowed. No sentence of a reading library reaches a person, and all mistakes are told at once.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How alike two names are when one may be meant by the other, 0 to 1.
const ALIKE: f64 = 0.85;

/// The longest piece of somebody's file that a message repeats, in characters.
const LONGEST: usize = 40;

/// Something in the file that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong with it and what to do.
    pub what: String,
}

/// Everything in the file that does not fit, in the order of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub Vec<Fault>);

impl Refused {
    /// The sentences with the name of the file before each: `trial.toml:12: …`.
    pub fn in_file(&self, name: &str) -> String {
        self.0.iter().map(|f| format!("{name}:{}: {}", f.line, f.what)).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(|f| format!("Line {}: {}", f.line, f.what)).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Refused {}

/// A value and the line on which it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct At<T> {
    pub value: T,
    pub line: usize,
}

/// A file being read, and what has been found wrong with it so far.
pub(crate) struct Reading<'t> {
    text: &'t str,
    faults: Vec<Fault>,
}

/// A table of the file: its fields, and the line on which it begins.
pub(crate) struct Fields<'d, 't> {
    table: &'d DeTable<'t>,
    /// What it is, for a sentence: `a trial`, `an arm`.
    name: &'static str,
    /// Fields that were meant by others: they are not missing, they are misspelt.
    misspelt: Vec<&'static str>,
    pub line: usize,
}

impl<'t> Reading<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, faults: Vec::new() }
    }

    pub(crate) fn line(&self, span: &Range<usize>) -> usize {
        self.text.bytes().take(span.start).filter(|b| *b == b'\n').count() + 1
    }

    pub(crate) fn fault(&mut self, line: usize, what: impl Into<String>) {
        let fault = Fault { line, what: what.into() };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// Everything found, in the order of the lines; nothing where all is well.
    pub(crate) fn refused(mut self) -> Option<Refused> {
        self.faults.sort_by_key(|f| f.line);
        (!self.faults.is_empty()).then_some(Refused(self.faults))
    }

    /// The whole file as a table; says on which line it stops being one.
    pub(crate) fn document(&mut self) -> Option<Spanned<DeTable<'t>>> {
        match DeTable::parse(self.text) {
            Ok(table) => Some(table),
            Err(error) => {
                let line = self.line(&error.span().unwrap_or(0..0));
                let what = if error.message().starts_with("duplicate key") {
                    "A name that stands above in the same part of the file is used again. Keep one of the two."
                } else {
                    "The file cannot be read from here on. Look on this line and the one before for a quotation mark, a \
                     bracket, a comma or an equals sign that is missing or too many. `heelrise evidence add --example` \
                     prints a file that can be read."
                };
                self.fault(line, what);
                None
            }
        }
    }

    /// A table with its fields; each field that is not one of those known is a fault.
    pub(crate) fn fields<'d>(
        &mut self,
        table: &'d DeTable<'t>,
        line: usize,
        name: &'static str,
        known: &[&'static str],
    ) -> Fields<'d, 't> {
        let mut misspelt = Vec::new();
        for key in table.keys() {
            let written = key.get_ref().as_ref();
            if !known.contains(&written) {
                misspelt.extend(near(written, known));
                let line = self.line(&key.span());
                let there_are = format!("The fields are: {}.", known.join(", "));
                self.fault(
                    line,
                    format!("`{}` is no field of {name}. {}{there_are}", clip(written), meant(written, known)),
                );
            }
        }
        Fields { table, name, misspelt, line }
    }

    fn value<'d>(
        &mut self,
        of: &Fields<'d, 't>,
        field: &str,
        example: &str,
        needed: bool,
    ) -> Option<&'d Spanned<DeValue<'t>>> {
        let found = of.table.get(field);
        if found.is_none() && needed && !of.misspelt.contains(&field) {
            self.fault(of.line, format!("{} needs `{field}`. Add it, as in `{field} = {example}`.", capital(of.name)));
        }
        found
    }

    fn wrong<T>(&mut self, at: &Spanned<DeValue<'t>>, field: &str, kind: &str, example: &str) -> Option<T> {
        let line = self.line(&at.span());
        self.fault(line, format!("`{field}` has to be {kind}, as in `{field} = {example}`."));
        None
    }

    /// A text in quotation marks.
    pub(crate) fn text(&mut self, of: &Fields<'_, 't>, field: &str, example: &str, needed: bool) -> Option<At<String>> {
        let found = self.value(of, field, example, needed)?;
        let line = self.line(&found.span());
        match found.get_ref() {
            DeValue::String(text) if needed && text.trim().is_empty() => {
                self.fault(line, format!("`{field}` is empty. Fill it in, as in `{field} = {example}`."));
                None
            }
            DeValue::String(text) => Some(At { value: text.trim().to_owned(), line }),
            _ => self.wrong(found, field, "a text in quotation marks", example),
        }
    }

    /// One of a few words.
    pub(crate) fn word<T>(
        &mut self,
        of: &Fields<'_, 't>,
        field: &str,
        allowed: &[(&str, T)],
        example: &str,
    ) -> Option<At<T>>
    where
        T: Copy,
    {
        let text = self.text(of, field, example, true)?;
        if let Some((_, value)) = allowed.iter().find(|(word, _)| *word == text.value) {
            return Some(At { value: *value, line: text.line });
        }
        let words: Vec<&str> = allowed.iter().map(|(word, _)| *word).collect();
        self.fault(
            text.line,
            format!(
                "`{field}` is “{}”. {}Use one of: {}.",
                clip(&text.value),
                meant(&text.value, &words),
                words.join(", ")
            ),
        );
        None
    }

    /// A number as it is written; the table of trials has its own rules for its size.
    pub(crate) fn number(
        &mut self,
        of: &Fields<'_, 't>,
        field: &str,
        (example, needed, whole): (&str, bool, bool),
    ) -> Option<At<String>> {
        let found = self.value(of, field, example, needed)?;
        self.digits(found, field, (example, whole))
    }

    /// A number of a field that was found.
    pub(crate) fn digits(
        &mut self,
        found: &Spanned<DeValue<'t>>,
        field: &str,
        (example, whole): (&str, bool),
    ) -> Option<At<String>> {
        let line = self.line(&found.span());
        let value = match found.get_ref() {
            DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(|n| n.to_string()),
            DeValue::Float(x) if !whole => Some(x.as_str().to_owned()),
            _ => None,
        };
        let kind = if whole { "a whole number" } else { "a number" };
        value.map(|value| At { value, line }).or_else(|| self.wrong(found, field, kind, example))
    }

    /// A list of texts, each with its line, and the line of the list.
    pub(crate) fn texts(&mut self, of: &Fields<'_, 't>, field: &str, example: &str) -> Option<At<Vec<At<String>>>> {
        let found = self.value(of, field, example, true)?;
        let line = self.line(&found.span());
        let kind = "a list of texts in square brackets";
        let DeValue::Array(all) = found.get_ref() else { return self.wrong(found, field, kind, example) };
        let mut out = Vec::with_capacity(all.len());
        for one in all {
            let DeValue::String(text) = one.get_ref() else { return self.wrong(one, field, kind, example) };
            out.push(At { value: text.to_string(), line: self.line(&one.span()) });
        }
        Some(At { value: out, line })
    }

    /// The tables of a list of tables, each with its line.
    pub(crate) fn tables<'d>(&mut self, of: &Fields<'d, 't>, field: &str) -> Vec<(&'d DeTable<'t>, usize)> {
        let found = of.table.get(field).map(|found| (self.line(&found.span()), found));
        let all = match found {
            Some((_, found)) => match found.get_ref() {
                DeValue::Array(all) => all.iter().collect(),
                _ => vec![found],
            },
            None => Vec::new(),
        };
        let tables: Vec<(&DeTable<'t>, usize)> = all
            .into_iter()
            .filter_map(|one| match one.get_ref() {
                DeValue::Table(table) => Some((table, self.line(&one.span()))),
                _ => None,
            })
            .collect();
        if tables.is_empty() {
            let line = found.map_or(1, |(line, _)| line);
            self.fault(line, format!("The trial has no {field}. Write [[{field}]] before the fields of each."));
        }
        tables
    }

    /// A table of numbers by name: each name with its line, and its number.
    pub(crate) fn counts(&mut self, of: &Fields<'_, 't>, field: &str, example: &str) -> Vec<(At<String>, At<String>)> {
        let Some(found) = self.value(of, field, example, true) else { return Vec::new() };
        let DeValue::Table(table) = found.get_ref() else {
            let _: Option<()> = self.wrong(found, field, "names with numbers in curly brackets", example);
            return Vec::new();
        };
        if table.is_empty() {
            let line = self.line(&found.span());
            self.fault(line, format!("`{field}` is empty. Count something, as in `{field} = {example}`."));
        }
        let mut out = Vec::with_capacity(table.len());
        for (key, value) in table {
            let name = At { value: key.get_ref().to_string(), line: self.line(&key.span()) };
            if let Some(number) = self.digits(value, &name.value, ("3", true)) {
                out.push((name, number));
            }
        }
        out
    }
}

/// Asks about the known name that is most alike, if one is.
pub(crate) fn meant(written: &str, known: &[&str]) -> String {
    near(written, known).map(|near| format!("Did you mean `{near}`? ")).unwrap_or_default()
}

/// The known name that is most alike, if one is alike enough.
fn near<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|known| (strsim::jaro_winkler(&written.to_lowercase(), &known.to_lowercase()), *known))
        .filter(|(alike, _)| *alike > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, near)| near)
}

/// At most [`LONGEST`] characters, none of which a terminal would obey.
pub(crate) fn clip(text: &str) -> String {
    let shown: String = text.chars().take(LONGEST).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().count() > LONGEST { format!("{shown}…") } else { shown }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
