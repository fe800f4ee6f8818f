//! The first hour in a clinician's words: orders, referral, scores, and what else it could be.

use heelrise_care::first_aid::{FirstHour, MimicStatus, ScoreRange, Standing};

use super::answer::{Mimic, Order, grounds};
use super::fields::dashed;
use super::words::{date_short, day_and_month};
use crate::site::Page;

/// What is due and by when, in a few words: the referral, the end of the examination, or another look.
pub fn due(page: &Page, first: &FirstHour) -> Option<String> {
    let referral = &first.referral;
    match (referral.to_specialist, referral.by, referral.examine_on) {
        (true, Some(by), _) => Some(page.say1("bar-refer", "date", day_and_month(page, by))),
        (true, None, _) => Some(page.say("bar-refer-undated")),
        (false, _, Some(on)) => Some(page.say1("bar-examine", "date", day_and_month(page, on))),
        (false, _, None) => referral.recheck_required.then(|| page.say("bar-recheck")),
    }
}

/// One mimic, and how it stands.
pub fn mimic(page: &Page, status: &MimicStatus) -> Mimic {
    let class = match status.standing {
        Standing::EmergencyNow => "emergency-now",
        Standing::PointsTo => "points-to",
        Standing::Open | Standing::LookedFor => "open",
    };
    let id = dashed(&status.id);
    Mimic {
        name: page.say(format!("mimic-{id}-name")),
        standing: page.say(format!("mimic-standing-{class}")),
        class,
        towards: page.say(format!("mimic-{id}-towards")),
    }
}

/// The orders, each with its reason and what that rests on.
pub fn orders(page: &Page, first: &FirstHour) -> Vec<Order> {
    first
        .orders
        .iter()
        .map(|order| {
            let id = dashed(&order.id);
            let because: Vec<String> = order.reasons.iter().flat_map(|reason| reason.because.clone()).collect();
            Order {
                text: page.say(format!("order-{id}")),
                why: page.say(format!("order-{id}-why")),
                emergency: order.id.starts_with("emergency_"),
                grounds: grounds(page, &because),
                id: format!("order-{id}"),
            }
        })
        .collect()
}

/// Who sees the person next, line by line.
pub fn referral(page: &Page, first: &FirstHour) -> Vec<String> {
    let mut lines = Vec::new();
    if first.referral.to_specialist {
        lines.push(page.say("referral-local-pathway"));
    }
    if let Some(on) = first.referral.examine_on {
        lines.push(page.say1("referral-today", "date", date_short(page, on)));
    }
    for benchmark in &first.referral.benchmarks {
        let id = format!("benchmark-{}", dashed(&benchmark.id));
        lines.push(match first.referral.by {
            Some(by) => page.say2(&id, "hours", benchmark.hours, "date", date_short(page, by)),
            None => page.say1(format!("{id}-undated"), "hours", benchmark.hours),
        });
    }
    lines
}

fn range(low: i16, high: i16) -> String {
    if low == high { low.to_string() } else { format!("{low}–{high}") }
}

/// The Wells score, and what to know of it here.
pub fn wells(page: &Page, score: &ScoreRange) -> Vec<String> {
    let band = match &score.band {
        Some(band) => page.say(format!("wells-{}", dashed(band))),
        None => page.say("wells-not-known"),
    };
    vec![
        page.say2("change-to", "what", range(score.low_total, score.high_total), "value", &band),
        page.say("wells-trap"),
    ]
}

/// TRiP(cast) in each reading, with what is still open.
pub fn trip(page: &Page, first: &FirstHour) -> Vec<String> {
    let trip = &first.trip_cast;
    let band = |band: &Option<String>| match band {
        Some(band) => page.say(format!("trip-{}", dashed(band))),
        None => page.say("trip-not-settled"),
    };
    let mut lines: Vec<String> = trip
        .readings
        .iter()
        .map(|reading| {
            let read = page.say(format!("trip-read-{}", dashed(&reading.category)));
            let total = format!("{}, {}", range(reading.low_total, reading.high_total), band(&reading.band));
            page.say2("change-to", "what", &read, "value", &total)
        })
        .collect();
    if trip.flips {
        lines.push(page.say("answer-trip-flips"));
    }
    if trip.readings.len() > 1 {
        lines.push(page.say("trip-boot-question"));
    }
    if !trip.range.missing.is_empty() {
        let items: Vec<String> =
            trip.range.missing.iter().map(|item| page.say(format!("trip-item-{}", dashed(item)))).collect();
        lines.push(page.say1("answer-score-open", "items", items.join(", ")));
    }
    lines.push(page.say("trip-status"));
    lines
}
