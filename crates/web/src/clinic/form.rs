//! The case form: what was typed, kept as it was typed, and what it says as a [`Case`]. A field that cannot be read
//! is named with a plain sentence, and everything else that was typed stays.

use std::collections::BTreeMap;

use heelrise_care::case::{Case, CaseError};
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::fields::{self, Kind};

/// The most characters one field may hold as typed; longer values are cut before anything looks at them.
const MAX_TYPED: usize = 1_000;

/// What was typed, by path. Fields that were left alone are not in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseForm {
    typed: BTreeMap<String, String>,
}

/// Something in the form that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field it belongs to.
    pub path: String,
    /// What is wrong.
    pub what: Wrong,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Not one of the choices.
    NotAChoice,
    /// Not a whole number, or out of range.
    NotInRange {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
    },
    /// Not a day.
    NotADay,
    /// Too long.
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// The day of the assessment lies in the future.
    AssessedInFuture,
    /// The values can be read but cannot all be true.
    Contradiction(CaseError),
}

impl CaseForm {
    /// Takes the fields of a posted form; names that are no field of the case are left out.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut typed = BTreeMap::new();
        for (name, value) in pairs {
            let Some(field) = fields::at(name) else { continue };
            let value: String = value.trim().chars().take(MAX_TYPED).collect();
            if value.is_empty() || value == field.blank() {
                typed.remove(name);
            } else {
                typed.insert(name.to_owned(), value);
            }
        }
        Self { typed }
    }

    /// Fills the form from a case document, as the record keeps it.
    pub fn from_facts(facts: &Value) -> Self {
        let mut typed = BTreeMap::new();
        for field in fields::all() {
            let text = match look(facts, &field.path) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => continue,
            };
            if text != field.blank() {
                typed.insert(field.path.clone(), text);
            }
        }
        Self { typed }
    }

    /// What was typed in one field; empty when nothing was.
    pub fn get(&self, path: &str) -> &str {
        self.typed.get(path).map_or("", String::as_str)
    }

    /// Sets one field as if it had been typed.
    pub fn set(&mut self, path: &str, value: &str) {
        self.typed.insert(path.to_owned(), value.to_owned());
    }

    /// Everything that was typed.
    pub fn typed(&self) -> &BTreeMap<String, String> {
        &self.typed
    }

    /// The case document the form says, with only the fields that say something. `today` is the day where the clinic
    /// is; neither the injury nor the assessment may lie after it.
    pub fn facts(&self, today: Date, settings: &[&str]) -> Result<Value, Vec<Problem>> {
        let mut doc = Value::Object(Map::new());
        let mut problems = Vec::new();
        for (path, typed) in &self.typed {
            let Some(field) = fields::at(path) else { continue };
            match read(field.kind, field.options(), typed, settings) {
                Ok(value) => put(&mut doc, path, value),
                Err(what) => problems.push(Problem { path: path.clone(), what }),
            }
        }
        if problems.is_empty() {
            problems.extend(as_a_whole(&doc, today));
        }
        if problems.is_empty() { Ok(doc) } else { Err(problems) }
    }
}

fn read(kind: Kind, options: &[&str], typed: &str, settings: &[&str]) -> Result<Value, Wrong> {
    match kind {
        Kind::Answer | Kind::Finding(_) | Kind::Choice(_) => {
            if options.contains(&typed) {
                Ok(Value::from(typed))
            } else {
                Err(Wrong::NotAChoice)
            }
        }
        Kind::Setting => {
            if settings.contains(&typed) {
                Ok(Value::from(typed))
            } else {
                Err(Wrong::NotAChoice)
            }
        }
        Kind::Number { min, max } => match typed.parse::<i64>() {
            Ok(number) if (min..=max).contains(&number) => Ok(Value::from(number)),
            _ => Err(Wrong::NotInRange { min, max }),
        },
        Kind::Date => {
            let plain = typed.len() == 10 && typed.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            typed.parse::<Date>().ok().filter(|_| plain).map(|date| Value::from(date.to_string())).ok_or(Wrong::NotADay)
        }
        Kind::Text { max } => {
            if typed.chars().count() > max || typed.chars().any(char::is_control) {
                Err(Wrong::TooLong { max })
            } else {
                Ok(Value::from(typed))
            }
        }
    }
}

/// What no single field can show: each value is fine, together they cannot be true.
fn as_a_whole(doc: &Value, today: Date) -> Option<Problem> {
    let Ok(case) = case_of(doc, today) else {
        return Some(Problem { path: String::new(), what: Wrong::NotAChoice });
    };
    if case.assessed_on.is_some_and(|on| on > today) {
        return Some(Problem { path: "assessed_on".to_owned(), what: Wrong::AssessedInFuture });
    }
    let error = case.check().err()?;
    let path = match &error {
        CaseError::InjuryInFuture { .. } => "injury.date",
        CaseError::TreatmentBeforeInjury { .. } => "injury.treatment_started",
        CaseError::Age(_) => "person.age_years",
        CaseError::Format(_) | CaseError::OutOfRange { .. } => "",
    };
    Some(Problem { path: path.to_owned(), what: Wrong::Contradiction(error) })
}

/// The case a document describes. A document without a day of assessment is read as of `today`: nothing
/// was recorded yet, since the first entry brings its day.
pub fn case_of(facts: &Value, today: Date) -> Result<Case, String> {
    let mut case: Case = serde_json::from_value(facts.clone()).map_err(|e| e.to_string())?;
    case.assessed_on.get_or_insert(today);
    Ok(case)
}

/// The value at a path of a document.
pub fn look<'a>(doc: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(doc, |at, part| at.get(part))
}

/// Puts a value at a path, making the objects on the way.
pub fn put(doc: &mut Value, path: &str, value: Value) {
    let mut at = doc;
    for part in path.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Value::Object(map) = at else { return };
        at = map.entry(part.to_owned()).or_insert(Value::Null);
    }
    *at = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use heelrise_care::case::{Answer, Side, Squeeze};

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_form_becomes_a_case_and_back() {
        let form = CaseForm::from_pairs([
            ("injury.side", "left"),
            ("injury.date", "2026-03-01"),
            ("person.age_years", "41"),
            ("report.pop", "present"),
            ("report.kick", "not_asked"),
            ("examination.calf_squeeze", "foot_does_not_move"),
            ("examination.resting_angle_deg", "-5"),
            ("imaging.mri", "not_done"),
            ("something.else", "1"),
        ]);
        let facts = form.facts(day("2026-03-02"), &[]).unwrap();
        let case = case_of(&facts, day("2026-03-02")).unwrap();
        assert_eq!(case.injury.side, Side::Left);
        assert_eq!(case.days_since_injury(), Some(1));
        assert_eq!(case.report.pop, Answer::Present);
        assert_eq!(case.report.kick, Answer::NotAsked);
        assert_eq!(case.examination.calf_squeeze, Squeeze::FootDoesNotMove);
        assert_eq!(case.examination.resting_angle_deg, Some(-5));
        assert_eq!(CaseForm::from_facts(&facts), form);
        assert!(look(&facts, "report.kick").is_none(), "what was not asked is not written down as an answer");
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let form = CaseForm::from_pairs([
            ("injury.date", "2026-02-30"),
            ("person.age_years", "forty"),
            ("report.pop", "positive"),
            ("examination.gap_above_heel_mm", "301"),
            ("setting", "moon"),
        ]);
        let problems = form.facts(day("2026-03-02"), &["clinic"]).unwrap_err();
        let named: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
        assert_eq!(
            named,
            ["examination.gap_above_heel_mm", "injury.date", "person.age_years", "report.pop", "setting"]
        );
        assert_eq!(form.get("person.age_years"), "forty", "what was typed stays");
    }

    #[test]
    fn a_day_in_the_future_is_refused() {
        let injury = CaseForm::from_pairs([("injury.date", "2026-03-03")]);
        let problems = injury.facts(day("2026-03-02"), &[]).unwrap_err();
        assert_eq!(problems[0].path, "injury.date");
        assert!(matches!(problems[0].what, Wrong::Contradiction(CaseError::InjuryInFuture { .. })));
        let both = CaseForm::from_pairs([("injury.date", "2026-03-03"), ("assessed_on", "2026-03-03")]);
        assert_eq!(both.facts(day("2026-03-02"), &[]).unwrap_err()[0].what, Wrong::AssessedInFuture);
    }

    #[test]
    fn a_date_is_a_plain_day() {
        for wrong in ["2026-03-02T10:00", "20260302", "1.3.2026", "-002026-03-02"] {
            let form = CaseForm::from_pairs([("injury.date", wrong)]);
            assert_eq!(form.facts(day("2026-03-02"), &[]).unwrap_err()[0].what, Wrong::NotADay, "{wrong}");
        }
    }
}
