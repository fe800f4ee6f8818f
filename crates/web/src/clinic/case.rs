//! The case: its form, its answer, its letter and the page for the patient.
//!
//! Saving goes: read the form → what differs from the version the form was made from → who says why, if an entry
//! changes → commands → the record. A form from an older version is never saved over a newer one: the page shows what
//! was recorded meanwhile beside what was typed.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::{CaseState, Command, Event, Recheck, Seq, Status, StoreError, fold};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;

use super::answer::{self, Answer};
use super::change::{self, Change, Why};
use super::form::{CaseForm, case_of, look, put};
use super::seat::{Seat, case_id, see_other};
use super::treatment::{Treatment, complete_scores};
use super::view::{self, Banner, ProblemLine, SectionState, SectionView};
use super::{fields, token};
use crate::site::page::html_with;
use crate::site::{Page, PageError, html};

/// A posted form as it came.
pub type Pairs = Vec<(String, String)>;

/// The value of a field that is not part of the case.
pub fn sent<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

fn typed(pairs: &Pairs) -> CaseForm {
    CaseForm::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())))
}

#[derive(Template)]
#[template(path = "clinic/case.html")]
struct CasePage {
    page: Page,
    who: String,
    banner: Banner,
    banner_id: String,
    sections: Vec<SectionView>,
    problems: Vec<ProblemLine>,
    version: String,
    key: String,
    flash: Option<String>,
    problem: Option<String>,
    answer: Answer,
    record: Record,
    treatment: Treatment,
    steps: super::steps::Steps,
}

/// What the block that records the verdict shows.
struct Record {
    last: Option<String>,
    out_of_date: bool,
    recheck: Option<String>,
    recheck_on: String,
    recheck_reason: String,
    earliest: String,
    /// Whether a recheck date is asked for, or was typed.
    open: bool,
}

fn record(page: &Page, state: &CaseState, today: Date, pairs: &Pairs, answer: &Answer) -> Record {
    let last = state.verdict.as_ref().map(|verdict| {
        let title = page.say(format!("verdict-{}-title", fields::dashed(&verdict.verdict)));
        page.say2("record-verdict-last", "verdict", &title, "date", super::date_short(page, verdict.on))
    });
    let recheck = state.recheck.as_ref().map(|recheck| {
        let date = super::date_short(page, recheck.on);
        page.say2("record-recheck-waiting", "date", &date, "reason", &recheck.reason)
    });
    Record {
        last,
        out_of_date: state.verdict_out_of_date(),
        recheck,
        recheck_on: sent(pairs, "recheck_on").to_owned(),
        recheck_reason: sent(pairs, "recheck_reason").to_owned(),
        earliest: today.tomorrow().unwrap_or(today).to_string(),
        open: answer.verdict == "no-rupture-found" || !sent(pairs, "recheck_on").is_empty(),
    }
}

/// What a page of the case is shown with.
struct Shown<'a> {
    state: &'a CaseState,
    form: CaseForm,
    pairs: &'a Pairs,
    problems: Vec<super::form::Problem>,
    problem: Option<String>,
    flash: Option<String>,
    status: StatusCode,
}

fn case_page(seat: &Seat, shown: Shown<'_>) -> Result<Response, PageError> {
    let page = seat.page("case-banner").titled(shown.state.label.clone());
    let today = seat.today();
    let settings = answer::settings(&page);
    let names: Vec<&str> = settings.iter().map(|setting| setting.id.as_str()).collect();
    let answer = match shown.form.facts(today, &names) {
        Ok(facts) => answer::of(&page, &facts, today),
        Err(problems) => Answer::waits(&page, problems.first().map(|problem| view::wrong(&page, &problem.what))),
    };
    let banner = Banner::of(seat, &page, shown.state, "case");
    html_with(
        shown.status,
        &CasePage {
            who: seat.account.display_name.clone(),
            banner_id: banner.id.clone(),
            sections: view::sections(&page, &shown.form, &shown.problems, &settings, &answer, today),
            problems: view::problem_lines(&page, &shown.problems),
            version: shown.state.version.to_string(),
            key: token::fresh(),
            flash: shown.flash,
            problem: shown.problem,
            record: record(&page, shown.state, today, shown.pairs, &answer),
            treatment: Treatment::of(&page, shown.state),
            steps: super::steps::Steps::of(&page, shown.state, today),
            answer,
            banner,
            page,
        },
    )
}

/// Why the page is shown again.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    /// `saved`, `verdict`, `before` or `nothing`.
    #[serde(default)]
    said: String,
}

impl Said {
    /// The sentence that says it.
    pub fn flash(&self, page: &Page) -> Option<String> {
        let id = match self.said.as_str() {
            "saved" => "case-saved",
            "verdict" => "record-verdict-kept",
            "before" => "case-saved-before",
            "nothing" => "case-nothing",
            "feeds" => "case-feeds-closed",
            _ => return None,
        };
        Some(page.say(id))
    }
}

/// The case page.
pub async fn show(seat: Seat, Path(id): Path<String>, Query(said): Query<Said>) -> Result<Response, PageError> {
    let (state, _) = seat.read(&id, "findings").await?;
    let flash = said.flash(&seat.page("case-banner"));
    let form = CaseForm::from_facts(&state.facts);
    let none = Pairs::new();
    case_page(
        &seat,
        Shown { state: &state, form, pairs: &none, problems: vec![], problem: None, flash, status: StatusCode::OK },
    )
}

#[derive(Template)]
#[template(path = "clinic/answer.html")]
struct AnswerPage {
    page: Page,
    answer: Answer,
    banner_id: String,
    states: Vec<SectionState>,
}

/// The answer to what is typed so far. Nothing is kept, and nothing of the record is read.
pub async fn preview(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    case_id(&id)?;
    let page = seat.page("case-banner");
    let settings = answer::settings(&page);
    let names: Vec<&str> = settings.iter().map(|setting| setting.id.as_str()).collect();
    let form = typed(&pairs);
    let answer = match form.facts(seat.today(), &names) {
        Ok(facts) => answer::of(&page, &facts, seat.today()),
        Err(problems) => Answer::waits(&page, problems.first().map(|problem| view::wrong(&page, &problem.what))),
    };
    let states = view::states(&page, &form, &answer);
    html(&AnswerPage { page, answer, banner_id: id, states })
}

/// Saves the form.
pub async fn save(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let (state, events) = seat.read(&id, "save findings").await?;
    let form = typed(&pairs);
    let page = seat.page("case-banner");
    let settings = answer::settings(&page);
    let names: Vec<&str> = settings.iter().map(|setting| setting.id.as_str()).collect();
    let mut facts = match form.facts(seat.today(), &names) {
        Ok(facts) => facts,
        Err(problems) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let shown = Shown { state: &state, form, pairs: &pairs, problems, problem: None, flash: None, status };
            return case_page(&seat, shown);
        }
    };
    let key = sent(&pairs, "key");
    let version = sent(&pairs, "version").parse().map_or(Seq::NONE, Seq);
    let seen: Vec<Event> = events.iter().filter(|event| event.seq <= version).cloned().collect();
    let base =
        fold(state.case, &seen).map_err(|_| PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused"))?;
    let mut changes = change::changes(&base.facts, &facts);
    let sent_before = seat.desk.store.submission(key).await?.is_some();
    if version != state.version && !sent_before {
        return stale_page(&seat, &state, &events, version, &pairs, &facts, &changes);
    }
    let assess = sent(&pairs, "action") == "assess";
    let why = match (sent(&pairs, "why"), sent(&pairs, "why_reason")) {
        ("later", _) => Some(Why::Later),
        ("wrong", reason) if !reason.is_empty() => Some(Why::Wrong(reason.to_owned())),
        _ => None,
    };
    if assess || !changes.is_empty() {
        change::date(&mut facts, &base.facts, &changes, why.as_ref(), seat.today());
        changes = change::changes(&base.facts, &facts);
    }
    if changes.is_empty() && !assess {
        return Ok(see_other(&format!("/clinic/case/{id}?said=nothing")));
    }
    if why.is_none() && changes.iter().any(Change::needs_a_word) {
        return change_page(&seat, &state, &events, &pairs, &changes);
    }
    let mut commands = change::commands(&changes, &seen, why.as_ref());
    if assess {
        match assessment(&seat, &page, &state, &facts, &pairs) {
            Ok(more) => commands.extend(more),
            Err(problem) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let problem = Some(problem);
                return case_page(
                    &seat,
                    Shown { state: &state, form, pairs: &pairs, problems: vec![], problem, flash: None, status },
                );
            }
        }
    }
    let what = if assess { "verdict" } else { "findings" };
    match seat.write(state.case, version, key, &Command::Together { commands }, what).await {
        Ok(done) => {
            let said = match (done.repeated, assess) {
                (true, _) => "before",
                (false, true) => "verdict",
                (false, false) => "saved",
            };
            Ok(see_other(&format!("/clinic/case/{id}?said={said}")))
        }
        // The rules about rechecks are said where the date is entered, with everything typed still there.
        Err(StoreError::Refused(refusal)) if version == state.version => {
            let problem = Some(refusal.to_string());
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            case_page(
                &seat,
                Shown { state: &state, form, pairs: &pairs, problems: vec![], problem, flash: None, status },
            )
        }
        Err(error) => Err(error.into()),
    }
}

/// The commands that keep the verdict on these facts, with the scores that are complete.
fn assessment(
    seat: &Seat,
    page: &Page,
    state: &CaseState,
    facts: &Value,
    pairs: &Pairs,
) -> Result<Vec<Command>, String> {
    let case = case_of(facts, seat.today()).map_err(|_| page.say("wrong-choice"))?;
    let result = seat.app.care.assess(&case).map_err(|error| error.to_string())?;
    let recheck = match sent(pairs, "recheck_on") {
        "" => None,
        on => {
            let on: Date = on.parse().map_err(|_| page.say("wrong-day"))?;
            let reason = match sent(pairs, "recheck_reason") {
                "" => page.say("recheck-usual-reason"),
                reason => reason.to_owned(),
            };
            Some(Recheck { on, reason })
        }
    };
    let mut commands = complete_scores(state, &result.first_hour);
    commands.push(Command::Assess { assessment: answer::to_record(&result, seat.today()), recheck });
    Ok(commands)
}

/// One line of the change page or the stale page.
struct Line {
    what: String,
    before: String,
    now: String,
    entry: String,
}

fn lines(page: &Page, changes: &[Change], events: &[Event]) -> Vec<Line> {
    changes
        .iter()
        .map(|change| Line {
            what: fields::at(&change.path).map(|field| page.say(field.label_id())).unwrap_or_default(),
            before: view::value_in_words(page, &change.path, change.before.as_ref()),
            now: view::value_in_words(page, &change.path, change.now.as_ref()),
            entry: if change.before.is_some() {
                view::entry(page, change::last_entry(events, &change.path))
            } else {
                String::new()
            },
        })
        .collect()
}

#[derive(Template)]
#[template(path = "clinic/change.html")]
struct ChangePage {
    page: Page,
    who: String,
    banner: Banner,
    lines: Vec<Line>,
    hidden: Pairs,
    asked: bool,
}

/// Asks why recorded entries change, with everything that was typed kept in the form.
fn change_page(
    seat: &Seat,
    state: &CaseState,
    events: &[Event],
    pairs: &Pairs,
    changes: &[Change],
) -> Result<Response, PageError> {
    let page = seat.page("clinic-change-title");
    let asking: Vec<Change> = changes.iter().filter(|change| change.needs_a_word()).cloned().collect();
    let hidden = pairs.iter().filter(|(name, _)| !name.starts_with("why")).cloned().collect();
    let lines = lines(&page, &asking, events);
    let banner = Banner::of(seat, &page, state, "case");
    let asked = pairs.iter().any(|(name, _)| name.starts_with("why"));
    html_with(
        StatusCode::UNPROCESSABLE_ENTITY,
        &ChangePage { page, who: seat.account.display_name.clone(), banner, lines, hidden, asked },
    )
}

#[derive(Template)]
#[template(path = "clinic/stale.html")]
struct StalePage {
    page: Page,
    who: String,
    banner: Banner,
    meanwhile: Vec<super::entries::Entry>,
    lines: Vec<Line>,
    hidden: Pairs,
}

/// The case moved on while the form was open. What was typed is laid on top of what is recorded now, to be looked at
/// before it is saved.
fn stale_page(
    seat: &Seat,
    state: &CaseState,
    events: &[Event],
    version: Seq,
    pairs: &Pairs,
    facts: &Value,
    changes: &[Change],
) -> Result<Response, PageError> {
    let page = seat.page("stale-title");
    let mut merged = state.facts.clone();
    for change in changes {
        let value = look(facts, &change.path).cloned().unwrap_or(Value::Null);
        put(&mut merged, &change.path, value);
    }
    let left = change::changes(&state.facts, &merged);
    let mut hidden: Pairs =
        CaseForm::from_facts(&merged).typed().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    for name in ["action", "recheck_on", "recheck_reason"] {
        hidden.push((name.to_owned(), sent(pairs, name).to_owned()));
    }
    hidden.push(("version".to_owned(), state.version.to_string()));
    hidden.push(("key".to_owned(), token::fresh()));
    let meanwhile =
        super::entries::entries(seat, &page, events).into_iter().filter(|entry| entry.seq > version.0).collect();
    let lines = lines(&page, &left, events);
    let banner = Banner::of(seat, &page, state, "case");
    html_with(
        StatusCode::CONFLICT,
        &StalePage { page, who: seat.account.display_name.clone(), banner, meanwhile, lines, hidden },
    )
}

#[derive(Template)]
#[template(path = "clinic/letter.html")]
struct LetterPage {
    page: Page,
    who: String,
    banner: Banner,
    letter: Option<String>,
    problem: Option<String>,
}

/// The letter to paste, from what is recorded.
pub async fn letter(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, _) = seat.export(&id, "letter").await?;
    let page = seat.page("clinic-letter-title");
    let banner = Banner::of(&seat, &page, &state, "letter");
    let (letter, problem) = match answer::letter(&page, &state.facts, seat.today()) {
        Ok(letter) => (Some(letter), None),
        Err(problem) => (None, Some(problem)),
    };
    html(&LetterPage { page, who: seat.account.display_name, banner, letter, problem })
}

#[derive(Template)]
#[template(path = "clinic/handout.html")]
struct HandoutPage {
    page: Page,
    banner: Banner,
    handout: answer::Handout,
    printed: String,
    recheck: Option<String>,
}

/// The page for the patient, to print.
pub async fn handout(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, _) = seat.export(&id, "page for the patient").await?;
    let page = seat.page("handout-title");
    let banner = Banner::of(&seat, &page, &state, "handout");
    let handout = answer::handout(&page, &state.facts, seat.today())
        .map_err(|why| PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(why))?;
    let printed = super::date_long(&page, seat.today());
    let recheck =
        state.recheck.as_ref().map(|recheck| page.say1("handout-recheck", "date", super::date_long(&page, recheck.on)));
    html(&HandoutPage { page, banner, handout, printed, recheck })
}

/// Whether nothing more can be added to a case until it is opened again.
pub fn is_closed(state: &CaseState) -> bool {
    state.status == Status::Closed
}
