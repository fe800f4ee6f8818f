//! What the team does with a running plan: hold it, move it on, stop it. Each is an entry of the record.

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use heelrise_records::Command;

use super::state;
use crate::clinic::case::{Pairs, sent};
use crate::clinic::seat::Seat;
use crate::clinic::steps::{day, keep};
use crate::site::PageError;

fn back(id: &str) -> String {
    format!("/plan/{id}")
}

/// Holds the plan.
pub async fn hold(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let page = seat.page("plan-title");
    let on = day(&page, sent(&pairs, "on"), Some(seat.today()))?;
    let command = Command::HoldPlan { on, reason: sent(&pairs, "reason").to_owned() };
    keep(&seat, &id, &pairs, command, "hold the plan", &back(&id)).await
}

/// Confirms a criterion or lifts a hold. Only the next step can be named, and never before its protocol allows it: the
/// plan itself holds that, whatever stands here.
pub async fn move_on(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let page = seat.page("plan-title");
    let on = day(&page, sent(&pairs, "on"), Some(seat.today()))?;
    let (case, events) = seat.read(&id, "move the plan on").await?;
    let running = state::running(&seat.app, &case, &events, seat.today()).map_err(|_| {
        PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(page.say("plan-not-now"))
    })?;
    let phase = sent(&pairs, "phase").to_owned();
    if state::next_after(&running.plan, seat.today()).as_deref() != Some(phase.as_str()) {
        let sent_before = seat.desk.store.submission(sent(&pairs, "key")).await?.is_some();
        if !sent_before {
            return Err(
                PageError::new(StatusCode::UNPROCESSABLE_ENTITY, "clinic-refused").detail(page.say("plan-not-now"))
            );
        }
    }
    let command = Command::MovePlanOn { phase, on, reason: sent(&pairs, "reason").to_owned() };
    keep(&seat, &id, &pairs, command, "move the plan on", &back(&id)).await
}

/// Stops the plan; none follows.
pub async fn stop(seat: Seat, Path(id): Path<String>, Form(pairs): Form<Pairs>) -> Result<Response, PageError> {
    let command = Command::StopPlan { on: seat.today(), reason: sent(&pairs, "reason").to_owned() };
    keep(&seat, &id, &pairs, command, "stop the plan", &back(&id)).await
}
