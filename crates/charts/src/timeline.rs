//! The whole road of a plan: a strip for a wide page and a stack for a narrow one.
//!
//! State is told by shape as well as colour: a tick for what is past, a filled phase for now, an outline for what comes.

use crate::shape::num;
use crate::svg::{About, Anchor, Canvas, LEADING, WIDTH, circle, path, rect, segment, text, width_of};

/// Where a phase stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseState {
    /// Over.
    Past,
    /// Now.
    Current,
    /// Still to come.
    Future,
}

/// One phase of a plan. Phases come in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelinePhase<'a> {
    /// What it is called.
    pub label: &'a str,
    /// When it is, in words (such as “Weeks 0–2”); empty for none.
    pub when: &'a str,
    /// First day, counted from day 0.
    pub from_day: i32,
    /// The day it ends (the next may begin on it); `None` when it is open-ended.
    pub to_day: Option<i32>,
    /// Where it stands today.
    pub state: PhaseState,
}

/// The words in [`timeline`] and [`timeline_narrow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineLabels<'a> {
    /// Name and description.
    pub about: About<'a>,
    /// Flag on today; empty for none.
    pub today: &'a str,
}

fn class(state: PhaseState) -> &'static str {
    match state {
        PhaseState::Past => "ill-phase ill-phase-past",
        PhaseState::Current => "ill-phase ill-phase-current",
        PhaseState::Future => "ill-phase ill-phase-future",
    }
}

/// The number of a phase, or a tick when it is over.
fn badge(x: f64, y: f64, index: usize, state: PhaseState) -> String {
    let disc = match state {
        PhaseState::Past => "ill-badge ill-badge-past",
        PhaseState::Current => "ill-badge ill-badge-current",
        PhaseState::Future => "ill-badge ill-badge-future",
    };
    let inside = if state == PhaseState::Past {
        path("ill-tick", &format!("M{} {}l4 4.5l7 -9", num(x - 5.5), num(y + 0.5)))
    } else {
        let t = if state == PhaseState::Current {
            "ill-badge-text-current ill-strong"
        } else {
            "ill-badge-text ill-strong"
        };
        text(t, x, y + 5.0, 40.0, Anchor::Middle, &(index + 1).to_string()).0
    };
    circle(disc, (x, y), 12.0) + &inside
}

/// Days a phase lasts; an open end counts as `open`, bad order as one day.
fn days(p: &TimelinePhase<'_>, open: f64) -> f64 {
    p.to_day.map_or(open, |to| (f64::from(to) - f64::from(p.from_day)).max(1.0))
}

/// How far through a phase today is, 0 to 1; `None` when today lies outside it.
fn progress(p: &TimelinePhase<'_>, today: i32, open: f64) -> Option<f64> {
    if today < p.from_day || p.to_day.is_some_and(|to| today >= to) {
        return None;
    }
    Some(((f64::from(today) - f64::from(p.from_day)) / days(p, open)).min(0.9))
}

/// The road as a horizontal strip with a numbered legend: 640 units wide, for 560 px and more. Below that use
/// [`timeline_narrow`].
pub fn timeline(phases: &[TimelinePhase<'_>], today_day: Option<i32>, labels: &TimelineLabels<'_>) -> String {
    const WIDE: f64 = 640.0;
    // A phase of a few days must still hold its number.
    const LEAST: f64 = 30.0;
    let mut c = Canvas::new(&labels.about, "ill-wide ill-timeline", WIDE, 0.0);
    let known: f64 = phases.iter().filter(|p| p.to_day.is_some()).map(|p| days(p, 0.0)).sum();
    let open = (known * 0.15).max(14.0);
    let total: f64 = phases.iter().map(|p| days(p, open)).sum::<f64>().max(1.0);
    let (left, top, height) = (8.0, 40.0, 34.0);
    let room = WIDE - 2.0 * left;
    let raw: Vec<f64> = phases.iter().map(|p| (days(p, open) / total * room).max(LEAST)).collect();
    let squeeze = room / raw.iter().sum::<f64>().max(1.0);
    let mut x = left;
    let mut flag = None;
    for (i, (p, w)) in phases.iter().zip(&raw).enumerate() {
        let w = w * squeeze;
        if p.to_day.is_none() {
            // An open end runs out in a point.
            let tip = (w * 0.35).min(16.0);
            let d = format!(
                "M{} {}h{}l{} {}l{} {}h{}z",
                num(x + 1.5),
                num(top),
                num(w - 3.0 - tip),
                num(tip),
                num(height / 2.0),
                num(-tip),
                num(height / 2.0),
                num(-(w - 3.0 - tip))
            );
            c.add(&path(class(p.state), &d));
        } else {
            c.add(&rect(class(p.state), x + 1.5, top, w - 3.0, height, 6.0));
        }
        c.add(&badge(x + (w / 2.0).max(14.0), top + height / 2.0, i, p.state));
        if flag.is_none() {
            flag = today_day.and_then(|t| progress(p, t, open)).map(|f| x + w * f);
        }
        x += w;
    }
    if let Some(fx) = flag {
        c.add(&segment("ill-today", (fx, top - 8.0), (fx, top + height + 6.0)));
        c.add(&path("ill-today-head", &format!("M{} {}l-7 -9h14z", num(fx), num(top - 1.0))));
        let half = width_of(labels.today) / 2.0;
        let tx = fx.clamp(left + half, (WIDE - left - half).max(left + half));
        c.add(&text("ill-text ill-strong", tx, top - 15.0, WIDE, Anchor::Middle, labels.today).0);
    }
    // The legend: three columns, read row by row.
    let column = room / 3.0;
    let mut y = top + height + 32.0;
    let mut index = 0;
    for row in phases.chunks(3) {
        let mut tallest: f64 = 0.0;
        let mut lx = left;
        for p in row {
            c.add(&badge(lx + 13.0, y - 4.0, index, p.state));
            let strong = if p.state == PhaseState::Current { "ill-text ill-strong" } else { "ill-text" };
            let (t, h) = text(strong, lx + 32.0, y, column - 44.0, Anchor::Start, p.label);
            let (t2, h2) = text("ill-text ill-small-muted", lx + 32.0, y + h, column - 44.0, Anchor::Start, p.when);
            c.add(&(t + &t2));
            tallest = tallest.max(h + h2);
            lx += column;
            index += 1;
        }
        y += tallest.max(LEADING) + 14.0;
    }
    c.set_height(y - 8.0);
    c.finish()
}

/// The same road stacked from top to bottom: 320 units wide, readable from 280 px.
pub fn timeline_narrow(phases: &[TimelinePhase<'_>], today_day: Option<i32>, labels: &TimelineLabels<'_>) -> String {
    let mut c = Canvas::new(&labels.about, "ill-narrow ill-timeline", WIDTH, 0.0);
    let mut y = 8.0;
    let rail = 22.0;
    let mut over = String::new();
    let mut flagged = false;
    for (i, p) in phases.iter().enumerate() {
        let strong = if p.state == PhaseState::Current { "ill-text ill-strong" } else { "ill-text" };
        let max = WIDTH - 52.0 - 14.0;
        let (t, h) = text(strong, 52.0, y + 21.0, max, Anchor::Start, p.label);
        let (t2, h2) = text("ill-text ill-small-muted", 52.0, y + 21.0 + h, max, Anchor::Start, p.when);
        let here = !flagged && today_day.is_some_and(|d| progress(p, d, 14.0).is_some());
        let (t3, h3) = if here {
            text("ill-today-text ill-strong", 66.0, y + 21.0 + h + h2, max - 14.0, Anchor::Start, labels.today)
        } else {
            (String::new(), 0.0)
        };
        let tall = (h + h2 + h3 + 16.0).max(40.0);
        if p.state == PhaseState::Current {
            c.add(&rect("ill-row-current", 2.0, y, WIDTH - 4.0, tall - 2.0, 10.0));
        }
        if i + 1 < phases.len() {
            let done = p.state == PhaseState::Past;
            let class = if done { "ill-rail ill-rail-past" } else { "ill-rail" };
            c.add(&segment(class, (rail, y + 16.0), (rail, y + tall + 16.0)));
        } else if p.to_day.is_none() {
            c.add(&segment("ill-rail", (rail, y + 16.0), (rail, y + tall + 6.0)));
        }
        over.push_str(&badge(rail, y + 16.0, i, p.state));
        over.push_str(&(t + &t2 + &t3));
        if h3 > 0.0 {
            flagged = true;
            let ty = y + 16.0 + h + h2;
            over.push_str(&path("ill-today-head", &format!("M52 {}l10 -6v12z", num(ty))));
        }
        y += tall;
    }
    c.add(&over);
    c.set_height(y + 8.0);
    c.finish()
}
