//! Who read or wrote which case. An administrator sees everything; everybody sees their own lines.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use heelrise_records::{AuditAction, AuditFilter};
use serde::Deserialize;

use super::{seat::Seat, words};
use crate::site::{Page, PageError, html};

/// The most lines on one page.
const LIMIT: u32 = 300;

struct Line {
    when: String,
    who: String,
    action: String,
    detail: String,
    case: Option<String>,
}

#[derive(Template)]
#[template(path = "clinic/audit.html")]
struct AuditPage {
    page: Page,
    who: String,
    lines: Vec<Line>,
    full: bool,
    limit: String,
}

/// Which lines.
#[derive(Debug, Deserialize)]
pub struct Which {
    #[serde(default)]
    case: String,
}

/// The audit log.
pub async fn show(seat: Seat, Query(Which { case }): Query<Which>) -> Result<Response, PageError> {
    let case = if case.is_empty() { None } else { Some(super::seat::case_id(&case)?) };
    let account = (!seat.is_admin()).then_some(seat.account.id);
    let found = seat.desk.store.audit_log(&AuditFilter { case, account, limit: LIMIT }).await?;
    seat.audit(case, AuditAction::Read, "audit log").await?;
    let page = seat.page("audit-title");
    let zone = seat.now.time_zone();
    let lines: Vec<Line> = found
        .into_iter()
        .map(|entry| Line {
            when: words::moment(&page, entry.at, zone),
            who: if entry.name.is_empty() { page.say("audit-nobody") } else { entry.name },
            action: page.say(format!("audit-action-{}", entry.action.name())),
            detail: entry.detail,
            case: entry.case.map(|case| case.to_string()),
        })
        .collect();
    let full = lines.len() >= LIMIT as usize;
    html(&AuditPage { page, who: seat.account.display_name, lines, full, limit: LIMIT.to_string() })
}
