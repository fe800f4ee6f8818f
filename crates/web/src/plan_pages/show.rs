//! The plan on screen and on paper: today first, then this week, then the whole road.

use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_care::plan::{PhaseView, Plan, Reader, Speech, State, Today};
use jiff::civil::Date;

use super::speech;
use super::state::{self, Running, Trouble};
use crate::clinic::case::Said;
use crate::clinic::seat::Seat;
use crate::clinic::view::Banner;
use crate::clinic::{date_long, date_short, drawings, token};
use crate::site::{Page, PageError, html};

/// One step in words.
pub struct Step {
    /// Its title.
    pub title: String,
    /// When.
    pub when: String,
    /// What the foot is in, where the title does not say it already.
    pub device: Option<String>,
    /// How much weight.
    pub weight: String,
    /// How far the foot may come up.
    pub movement: String,
    /// Stretching.
    pub stretching: String,
    /// Night wear.
    pub night: Option<String>,
    /// What to practise.
    pub exercises: Vec<String>,
    /// What is forbidden.
    pub forbidden: Vec<String>,
    /// What must be confirmed before it.
    pub needs: Vec<String>,
    /// What the sheet does not say.
    pub not_given: Vec<String>,
    /// For clinicians alone.
    pub notes: Vec<String>,
    /// A drawing of the boot.
    pub drawing: Option<String>,
}

/// One line of the road.
pub struct RoadLine {
    /// The step.
    pub step: Step,
    /// What it changes.
    pub changes: Vec<String>,
    /// `past`, `now` or `later`.
    pub class: &'static str,
}

struct DayLine {
    day: String,
    number: String,
    title: String,
    changes: Vec<String>,
    today: bool,
}

/// The first day after which nothing is announced while a plan is held.
pub fn far(today: Date) -> Date {
    today.checked_add(jiff::Span::new().years(5)).unwrap_or(Date::MAX)
}

fn when(page: &Page, phase: &PhaseView, today: Date) -> String {
    match (phase.from, phase.last) {
        (Some(from), _) if from > far(today) => page.say("plan-on-hold"),
        (None, _) if phase.earliest > far(today) => page.say("plan-on-hold"),
        (Some(from), Some(last)) => {
            page.say2("plan-from-to", "from", date_short(page, from), "to", date_short(page, last))
        }
        (Some(from), None) => page.say1("plan-from", "from", date_short(page, from)),
        (None, _) if phase.enter_when.is_empty() => {
            page.say1("plan-paper-not-before", "date", date_short(page, phase.earliest))
        }
        (None, _) => page.say1("plan-paper-when-team", "date", date_short(page, phase.earliest)),
    }
}

fn step(page: &Page, phase: &PhaseView, today: Date) -> Step {
    Step {
        title: phase.title.clone(),
        when: when(page, phase, today),
        device: (phase.device.trim_end_matches('.') != phase.title).then(|| phase.device.clone()),
        weight: phase.weight.clone(),
        movement: phase.movement.clone(),
        stretching: phase.stretching.text.clone(),
        night: phase.night.clone(),
        exercises: phase.exercises.clone(),
        forbidden: phase.forbidden.clone(),
        needs: phase.enter_when.clone(),
        not_given: phase.not_given.clone(),
        notes: phase.clinician_notes.clone(),
        drawing: None,
    }
}

/// The whole road in words.
pub fn road_lines(page: &Page, plan: &Plan, reader: Reader, today: Date) -> Vec<RoadLine> {
    let now = plan.today(today, Speech::silent(reader)).phase.map(|phase| phase.id);
    plan.whole_road(speech(page, reader))
        .steps
        .iter()
        .map(|line| RoadLine {
            class: if Some(&line.phase.id) == now.as_ref() {
                "now"
            } else if line.phase.from.is_some_and(|from| from <= today) {
                "past"
            } else {
                "later"
            },
            step: Step { drawing: drawings::device(&line.phase, "road"), ..step(page, &line.phase, today) },
            changes: line
                .changes
                .iter()
                .filter(|change| change.trim_end_matches('.') != line.phase.title)
                .cloned()
                .collect(),
        })
        .collect()
}

/// The next change in words.
fn next(page: &Page, today: &Today, held: bool) -> (String, Vec<String>, Vec<String>) {
    match &today.next {
        _ if held => (page.say("plan-on-hold"), vec![], vec![]),
        None => (page.say("plan-next-none"), vec![], vec![]),
        Some(next) => {
            let when = match next.on {
                Some(on) => date_long(page, on),
                None => page.say1("plan-paper-when-team", "date", date_short(page, next.earliest)),
            };
            (when, next.changes.clone(), next.needs.clone())
        }
    }
}

/// A step that a clinician can confirm or move on to.
struct Confirm {
    phase: String,
    title: String,
    criteria: Vec<String>,
}

#[derive(Template)]
#[template(path = "plan/show.html")]
struct PlanPage {
    page: Page,
    who: String,
    banner: Banner,
    flash: Option<String>,
    protocol: String,
    label: Option<String>,
    sources: Vec<String>,
    hash: String,
    signed: String,
    elapsed: String,
    message: Option<String>,
    now: Option<Step>,
    next_when: String,
    next_changes: Vec<String>,
    next_needs: Vec<String>,
    always: Vec<String>,
    week: Vec<DayLine>,
    road: Vec<RoadLine>,
    timeline: String,
    after_end: Option<String>,
    readings: Vec<String>,
    held: Option<String>,
    confirm: Option<Confirm>,
    changed_file: bool,
    withheld: bool,
    today: String,
    version: String,
    keys: [String; 4],
    feed: Option<String>,
}

#[derive(Template)]
#[template(path = "plan/trouble.html")]
struct TroublePage {
    page: Page,
    who: String,
    banner: Banner,
    why: String,
    version: String,
    key: String,
}

/// The plan page, or the list of protocols when none runs.
pub async fn show(seat: Seat, Path(id): Path<String>, Query(said): Query<Said>) -> Result<Response, PageError> {
    let (state, events) = seat.read(&id, "plan").await?;
    match state::running(&seat.app, &state, &events, seat.today()) {
        Err(Trouble::None) => super::choose::list_page(&seat, &state),
        Err(trouble) => {
            let page = seat.page("plan-title");
            let why = match trouble {
                Trouble::Refused(why) => page.say1("plan-bad", "why", why.say(speech(&page, Reader::Clinician))),
                Trouble::Unreadable => page.say1("plan-bad", "why", page.say("plan-c-error-unreadable")),
                Trouble::None | Trouble::Unknown => page.say("plan-unknown"),
            };
            let banner = Banner::of(&seat, &page, &state, "plan");
            let version = state.version.to_string();
            html(&TroublePage { page, who: seat.account.display_name, banner, why, version, key: token::fresh() })
        }
        Ok(running) => plan_page(&seat, &state, &running, &said, None),
    }
}

/// The plan page of a plan that runs.
pub fn plan_page(
    seat: &Seat,
    state: &heelrise_records::CaseState,
    running: &Running,
    said: &Said,
    feed: Option<String>,
) -> Result<Response, PageError> {
    let page = seat.page("plan-title");
    let date = seat.today();
    let plan = &running.plan;
    let reader = Reader::Clinician;
    let words = speech(&page, reader);
    let today = plan.today(date, words);
    let road = plan.whole_road(words);
    let (next_when, next_changes, next_needs) = next(&page, &today, running.held.is_some());
    let upcoming = state::next_after(plan, date);
    let awaiting = matches!(today.state, State::Held { .. }) || !next_needs.is_empty();
    let confirm = (running.held.is_some() || awaiting)
        .then(|| road.steps.iter().find(|line| Some(&line.phase.id) == upcoming.as_ref()))
        .flatten()
        .map(|line| Confirm {
            phase: line.phase.id.clone(),
            title: line.phase.title.clone(),
            criteria: line.phase.enter_when.clone(),
        });
    let week = plan
        .this_week(date, words)
        .days
        .into_iter()
        .map(|line| DayLine {
            day: date_long(&page, line.date),
            number: page.say1("plan-day", "day", line.day.to_string()),
            title: line.title.unwrap_or_default(),
            today: line.date == date,
            changes: line.changes,
        })
        .collect();
    let lines = road_lines(&page, plan, reader, date);
    html(&PlanPage {
        timeline: super::timeline::drawing(&page, plan, reader, &lines, date),
        who: seat.account.display_name.clone(),
        banner: Banner::of(seat, &page, state, "plan"),
        flash: said.flash(&page),
        signed: super::signed(&page, plan.protocol(), "plan-unsigned"),
        protocol: today.protocol.name.clone(),
        label: today.protocol.label.clone(),
        sources: today
            .protocol
            .sources
            .iter()
            .map(|id| page.app().knowledge().sources.get(id).map_or_else(|| id.clone(), |s| s.citation.clone()))
            .collect(),
        hash: today.protocol.hash.chars().take(12).collect(),
        elapsed: today.elapsed.clone(),
        message: today.message.clone(),
        now: today
            .phase
            .as_ref()
            .map(|phase| Step { drawing: drawings::device(phase, "now"), ..step(&page, phase, date) }),
        next_when,
        next_changes,
        next_needs,
        always: today.always.clone(),
        week,
        road: lines,
        after_end: road.after_end,
        readings: road.readings,
        held: running
            .held
            .as_ref()
            .map(|(since, reason)| page.say2("plan-held", "date", date_short(&page, *since), "reason", reason)),
        confirm,
        changed_file: running.changed_file,
        withheld: plan.withheld_from(Reader::Patient),
        today: date.to_string(),
        version: state.version.to_string(),
        keys: std::array::from_fn(|_| token::fresh()),
        feed,
        page,
    })
}

#[derive(Template)]
#[template(path = "plan/print.html")]
struct PrintPage {
    page: Page,
    banner: Banner,
    protocol: String,
    label: Option<String>,
    day0: String,
    printed: String,
    version: String,
    signed: String,
    elapsed: String,
    message: Option<String>,
    now: Option<Step>,
    next: Option<String>,
    road: Vec<RoadLine>,
    timeline: String,
    after_end: Option<String>,
    always: Vec<String>,
}

/// The page for the patient: their words, the date and the version.
pub async fn print(seat: Seat, Path(id): Path<String>) -> Result<Response, PageError> {
    let (state, events) = seat.export(&id, "plan on paper").await?;
    let page = seat.page("plan-paper-title");
    let date = seat.today();
    let running = state::running(&seat.app, &state, &events, date)
        .map_err(|_| PageError::new(StatusCode::NOT_FOUND, "clinic-refused").detail(page.say("plan-not-now")))?;
    let plan = &running.plan;
    let today = plan.today(date, speech(&page, Reader::Patient));
    let road = plan.whole_road(speech(&page, Reader::Patient));
    let held = running.held.is_some();
    let next = match (&today.next, held) {
        (_, true) => Some(page.say("plan-paper-held")),
        (Some(next), _) if next.phase.is_some() => Some(match next.on {
            Some(on) => page.say1("plan-paper-next", "date", date_long(&page, on)),
            None => page.say("plan-paper-next-team"),
        }),
        _ => None,
    };
    let lines = road_lines(&page, plan, Reader::Patient, date);
    html(&PrintPage {
        banner: Banner::of(&seat, &page, &state, "plan"),
        signed: super::signed(&page, plan.protocol(), "plan-paper-unsigned"),
        protocol: today.protocol.name.clone(),
        label: today.protocol.label.clone(),
        day0: date_long(&page, road.day0),
        printed: date_long(&page, date),
        version: format!("{} · {}", page.version(), state.version),
        elapsed: today.elapsed.clone(),
        message: today.message.clone(),
        now: today
            .phase
            .as_ref()
            .map(|phase| Step { drawing: drawings::device(phase, "now"), ..step(&page, phase, date) }),
        next,
        timeline: super::timeline::drawing(&page, plan, Reader::Patient, &lines, date),
        road: lines.into_iter().filter(|line| line.class == "later").collect(),
        after_end: road.after_end,
        always: today.always,
        page,
    })
}
