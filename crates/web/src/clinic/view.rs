//! What the templates of a case show: the banner that says whose case this is, and the form's fields in words.

use heelrise_records::{CaseState, Seq, Status};
use jiff::civil::Date;
use serde_json::Value;

use super::answer::Answer;
use super::drawings;
use super::fields::{self, Field, Kind};
use super::form::{CaseForm, Problem, Wrong, look};
use super::{seat::Seat, words};
use crate::site::Page;

/// Whose case this is: shown at the top of every page of a case, on screen and on paper.
pub struct Banner {
    /// The case's number.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Age, in words.
    pub age: String,
    /// Side, in words.
    pub side: String,
    /// Whether the side is known; if not, it is marked.
    pub side_known: bool,
    /// Day of the injury, in words.
    pub injury: String,
    /// Whether it is closed.
    pub closed: bool,
    /// Which of the case's pages this is.
    pub here: &'static str,
    /// Who changed it last, and when.
    pub changed: String,
}

impl Banner {
    /// The banner of a case.
    pub fn of(seat: &Seat, page: &Page, state: &CaseState, here: &'static str) -> Self {
        let text = |path: &str| look(&state.facts, path).and_then(Value::as_str);
        let side = text("injury.side").unwrap_or("not_recorded");
        let changed = state.changed_at.map(|at| words::moment(page, at, seat.now.time_zone())).unwrap_or_default();
        Self {
            id: state.case.to_string(),
            label: state.label.clone(),
            age: look(&state.facts, "person.age_years")
                .and_then(Value::as_u64)
                .map_or_else(|| page.say("case-age-unknown"), |age| page.say1("case-age", "age", age.to_string())),
            side: page.say(format!("case-side-{}", fields::dashed(side))),
            side_known: side != "not_recorded",
            injury: text("injury.date").and_then(|day| day.parse::<Date>().ok()).map_or_else(
                || page.say("case-injury-unknown"),
                |day| {
                    let days = (seat.today() - day).get_days().to_string();
                    page.say2("case-injury-day", "date", words::date_short(page, day), "day", &days)
                },
            ),
            closed: state.status == Status::Closed,
            here,
            changed: page.say2("case-last-change", "when", &changed, "name", &state.changed_by),
        }
    }
}

/// One option of a field.
pub struct Opt {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Its id on the page.
    pub id: String,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it means that nothing was chosen.
    pub blank: bool,
}

/// One field in words.
pub struct FieldView {
    /// What is sent as its name.
    pub name: String,
    /// Its id on the page.
    pub id: String,
    /// Its name.
    pub label: String,
    /// A hint under the name.
    pub hint: Option<String>,
    /// `answer`, `finding`, `choice`, `select`, `number`, `date` or `text`.
    pub kind: &'static str,
    /// Its options.
    pub options: Vec<Opt>,
    /// What was typed.
    pub value: String,
    /// The most characters, or the last day.
    pub max: String,
    /// What is wrong with it.
    pub problem: Option<String>,
    /// How the test is done: an illustration.
    pub howto: Option<String>,
}

/// One section in words.
pub struct SectionView {
    /// Its anchor.
    pub id: &'static str,
    /// Its heading.
    pub heading: String,
    /// A hint under it.
    pub hint: String,
    /// How far it is filled in, in words.
    pub state: String,
    /// Whether it is shown open.
    pub open: bool,
    /// Whether the answer asks for what stands in it.
    pub wanted: bool,
    /// Its fields.
    pub fields: Vec<FieldView>,
}

/// How far a section is filled in; the script lays it over the page while somebody types.
pub struct SectionState {
    /// The section.
    pub id: &'static str,
    /// How far, in words.
    pub text: String,
    /// Whether the answer asks for what stands in it.
    pub wanted: bool,
    /// Whether some of it is filled in and some is not.
    pub begun: bool,
}

/// The sections that a case begins with: whose leg, what was told, what was examined.
const FIRST: &[&str] = &["injury", "history", "examination"];

/// The orders that ask for what stands in a section.
fn orders_for(section: &str) -> &'static [&'static str] {
    match section {
        "ottawa" => &["finish_ottawa"],
        "wells" => &["score_dvt"],
        "trip" => &["settle_clot_score"],
        "imaging" => &["ultrasound_same_day", "second_examination", "lateral_heel_xray", "xray_ankle", "xray_foot"],
        _ => &[],
    }
}

/// How far every section is filled in.
pub fn states(page: &Page, form: &CaseForm, answer: &Answer) -> Vec<SectionState> {
    fields::SECTIONS.iter().map(|section| state(page, section, form, answer)).collect()
}

fn state(page: &Page, section: &fields::Section, form: &CaseForm, answer: &Answer) -> SectionState {
    let asked: Vec<&Field> = section.fields.iter().filter(|field| field.counts()).collect();
    let done = asked.iter().filter(|field| !form.get(&field.path).is_empty()).count();
    let count = || page.say2("section-state", "done", done.to_string(), "all", asked.len().to_string());
    let with = |more: Option<&String>| match more {
        Some(more) => page.say2("section-state-more", "state", count(), "more", more),
        None => count(),
    };
    let text = match section.id {
        "setting" if form.get("setting").is_empty() => page.say("form-setting-default"),
        "setting" => setting_name(page, form.get("setting")),
        "ottawa" => with(answer.ottawa.first()),
        "wells" => with(answer.wells.first()),
        "trip" => with(answer.trip.first()),
        _ => count(),
    };
    let ordered = orders_for(section.id).iter().any(|order| answer.ordered.iter().any(|id| id == order));
    // Before the squeeze everything is open, so nothing would stand out. One picture settles what imaging was ordered
    // for; a score needs every item.
    let squeezed = !form.get("examination.calf_squeeze").is_empty();
    let enough = if section.id == "imaging" { 1 } else { asked.len() };
    let wanted = ordered && done < enough && (squeezed || done > 0);
    SectionState { id: section.id, text, wanted, begun: done > 0 && done < enough }
}

/// A pre-test setting as it can be chosen.
pub struct Setting {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// Every section with what was typed and what is wrong.
pub fn sections(
    page: &Page,
    form: &CaseForm,
    problems: &[Problem],
    settings: &[Setting],
    answer: &Answer,
    today: Date,
) -> Vec<SectionView> {
    fields::SECTIONS
        .iter()
        .map(|section| {
            let SectionState { id, text, wanted, begun } = state(page, section, form, answer);
            let wrong = problems.iter().any(|problem| section.fields.iter().any(|field| field.path == problem.path));
            SectionView {
                id,
                heading: page.say(format!("section-{id}")),
                hint: page.say(format!("section-{id}-hint")),
                state: text,
                open: wrong || (wanted && begun) || FIRST.contains(&id),
                wanted,
                fields: section.fields.iter().map(|field| view(page, field, form, problems, settings, today)).collect(),
            }
        })
        .collect()
}

fn view(
    page: &Page,
    field: &Field,
    form: &CaseForm,
    problems: &[Problem],
    settings: &[Setting],
    today: Date,
) -> FieldView {
    let id = format!("f-{}", fields::dashed(&field.path));
    let typed = form.get(&field.path);
    let chosen = if typed.is_empty() { field.blank() } else { typed };
    let mut options: Vec<Opt> = field
        .options()
        .iter()
        .map(|option| Opt {
            value: (*option).to_owned(),
            label: page.say(field.option_id(option)),
            id: format!("{id}-{}", fields::dashed(option)),
            chosen: *option == chosen,
            blank: *option == field.blank(),
        })
        .collect();
    if field.kind == Kind::Setting {
        options.push(Opt {
            value: String::new(),
            label: page.say("form-setting-default"),
            id: format!("{id}-default"),
            chosen: typed.is_empty(),
            blank: true,
        });
        options.extend(settings.iter().map(|setting| Opt {
            value: setting.id.clone(),
            label: setting.name.clone(),
            id: format!("{id}-{}", fields::dashed(&setting.id)),
            chosen: setting.id == typed,
            blank: false,
        }));
    }
    let max = match field.kind {
        Kind::Text { max } => max.to_string(),
        Kind::Date => today.to_string(),
        _ => String::new(),
    };
    let hint_id = format!("form-{}-hint", fields::dashed(&field.path));
    FieldView {
        name: field.path.clone(),
        label: page.say(field.label_id()),
        hint: page.has(&hint_id).then(|| page.say(&hint_id)),
        kind: match field.kind {
            Kind::Answer => "answer",
            Kind::Finding(_) => "finding",
            Kind::Choice(_) if field.options().len() > 4 => "select",
            Kind::Choice(_) => "choice",
            Kind::Setting => "select",
            Kind::Number { .. } => "number",
            Kind::Date => "date",
            Kind::Text { .. } => "text",
        },
        options,
        value: typed.to_owned(),
        max,
        problem: problems.iter().find(|problem| problem.path == field.path).map(|problem| wrong(page, &problem.what)),
        howto: (field.path.starts_with("examination.") && matches!(field.kind, Kind::Finding(_)))
            .then(|| drawings::howto(page, field.leaf()))
            .flatten(),
        id,
    }
}

/// What is wrong with a field, in words.
pub fn wrong(page: &Page, what: &Wrong) -> String {
    match what {
        Wrong::NotAChoice => page.say("wrong-choice"),
        Wrong::NotInRange { min, max } => page.say2("wrong-number", "min", min.to_string(), "max", max.to_string()),
        Wrong::NotADay => page.say("wrong-day"),
        Wrong::TooLong { max } => page.say1("wrong-too-long", "max", max.to_string()),
        Wrong::AssessedInFuture => page.say("wrong-assessed-future"),
        Wrong::Contradiction(error) => error.to_string(),
    }
}

/// A line of the list of problems at the top of the form.
pub struct ProblemLine {
    /// Where it is on the page.
    pub href: String,
    /// The field.
    pub label: String,
    /// What is wrong.
    pub what: String,
}

/// The problems of a form, each with a link to its field.
pub fn problem_lines(page: &Page, problems: &[Problem]) -> Vec<ProblemLine> {
    problems
        .iter()
        .map(|problem| ProblemLine {
            href: format!("#f-{}", fields::dashed(&problem.path)),
            label: fields::at(&problem.path).map(|field| page.say(field.label_id())).unwrap_or_default(),
            what: wrong(page, &problem.what),
        })
        .collect()
}

/// What is recorded in one field, in words; “not recorded” when nothing is.
pub fn value_in_words(page: &Page, path: &str, value: Option<&Value>) -> String {
    let Some(field) = fields::at(path) else { return String::new() };
    match value {
        None | Some(Value::Null) => page.say("unknown"),
        Some(Value::String(text)) if field.options().contains(&text.as_str()) => page.say(field.option_id(text)),
        Some(Value::String(text)) if field.kind == Kind::Date => {
            text.parse().map_or_else(|_| text.clone(), |day| words::date_short(page, day))
        }
        Some(Value::String(text)) if field.kind == Kind::Setting => setting_name(page, text),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The name of a pre-test setting.
pub fn setting_name(page: &Page, id: &str) -> String {
    let key = format!("setting-{}", fields::dashed(id));
    if page.has(&key) { page.say(&key) } else { id.to_owned() }
}

/// Where a field's change came from, for the change page.
pub fn entry(page: &Page, seq: Seq) -> String {
    page.say1("change-from-entry", "seq", seq.to_string())
}
