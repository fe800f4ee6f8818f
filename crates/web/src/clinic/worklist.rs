//! The worklist: what has to be looked at again comes first, the most overdue on top.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use heelrise_records::{AuditAction, Which, WorklistFilter, WorklistRow};
use jiff::civil::Date;
use serde::Deserialize;

use super::{seat::Seat, words};
use crate::site::{Page, PageError, html};

/// The most cases on one page.
const LIMIT: u32 = 200;

struct Row {
    id: String,
    label: String,
    verdict: String,
    verdict_class: String,
    out_of_date: bool,
    recheck: Option<Due>,
    plan: String,
    held: Option<String>,
    changed: String,
    by: String,
    closed: bool,
}

struct Due {
    date: String,
    when: String,
    reason: String,
    overdue: bool,
}

#[derive(Template)]
#[template(path = "clinic/worklist.html")]
struct WorklistPage {
    page: Page,
    who: String,
    text: String,
    closed: bool,
    due: Vec<Row>,
    rest: Vec<Row>,
    count: String,
    full: bool,
}

/// Which cases.
#[derive(Debug, Deserialize)]
pub struct Show {
    /// Text in the label.
    #[serde(default)]
    find: String,
    /// `closed` for closed cases.
    #[serde(default)]
    which: String,
}

/// The worklist.
pub async fn show(seat: Seat, Query(show): Query<Show>) -> Result<Response, PageError> {
    let text: String = show.find.trim().chars().take(120).collect();
    let closed = show.which == "closed";
    let which = match (closed, text.is_empty()) {
        (true, _) => Which::Closed,
        (false, true) => Which::Worklist,
        (false, false) => Which::All,
    };
    let label = (!text.is_empty()).then(|| text.clone());
    let filter = WorklistFilter { which, label, limit: LIMIT, ..WorklistFilter::default() };
    let found = seat.desk.store.worklist(&filter).await?;
    seat.audit(None, AuditAction::Read, if closed { "closed cases" } else { "worklist" }).await?;
    let page = seat.page("worklist-title");
    let (full, count) = (found.len() >= LIMIT as usize, found.len());
    let count = page.say1("worklist-count", "count", count.to_string());
    let (due, rest): (Vec<Row>, Vec<Row>) =
        found.into_iter().map(|line| row(&seat, &page, line)).partition(|row| row.recheck.is_some());
    html(&WorklistPage { page, who: seat.account.display_name, text, closed, due, rest, count, full })
}

fn row(seat: &Seat, page: &Page, line: WorklistRow) -> Row {
    let today = seat.today();
    let verdict = match &line.verdict {
        Some(verdict) => page.say(format!("verdict-{}-title", super::fields::dashed(verdict))),
        None => page.say("worklist-not-assessed"),
    };
    Row {
        id: line.case.to_string(),
        verdict_class: line.verdict.as_deref().map_or_else(|| "none".to_owned(), super::fields::dashed),
        verdict,
        out_of_date: line.verdict.is_some() && line.verdict_out_of_date,
        recheck: line.recheck_on.map(|on| due(page, today, on, line.recheck_reason.unwrap_or_default())),
        plan: match (&line.protocol, line.day0) {
            (Some(protocol), Some(day0)) => crate::plan_pages::where_it_stands(seat, page, protocol, day0),
            _ => page.say("worklist-no-plan"),
        },
        held: line.held_on.map(|on| page.say1("worklist-plan-held", "date", words::date_short(page, on))),
        changed: words::moment(page, line.changed_at, seat.now.time_zone()),
        by: page.say1("worklist-by", "name", &line.changed_by),
        closed: line.status == "closed",
        label: line.label,
    }
}

fn due(page: &Page, today: Date, on: Date, reason: String) -> Due {
    let days = (on - today).get_days();
    let when = match days {
        -1 => page.say("worklist-overdue-one"),
        0 => page.say("worklist-due-today"),
        1 => page.say("worklist-in-days-one"),
        days if days < 0 => page.say1("worklist-overdue", "days", days.unsigned_abs().to_string()),
        days => page.say1("worklist-in-days", "days", days.to_string()),
    };
    Due { date: words::date_short(page, on), when, reason, overdue: days < 0 }
}
