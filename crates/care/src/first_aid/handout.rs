//! What the person takes home in words: what to do, what not to do, and what to come back for at once. Each line is a
//! message of the patient's catalog; which lines stand follows from the orders.

use serde::Serialize;

use super::Order;

/// The hand-out, as message ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Handout {
    /// The heading.
    pub title: &'static str,
    /// What to do.
    pub do_now: Vec<&'static str>,
    /// What not to do.
    pub do_not: Vec<&'static str>,
    /// What to come back for at once.
    pub danger: Vec<&'static str>,
    /// What it is and is not.
    pub closing: Vec<&'static str>,
}

const DO: [(&str, &str); 7] = [
    ("splint_in_equinus", "first-hour-do-splint"),
    ("protect_until_examined", "first-hour-do-rest"),
    ("crutches", "first-hour-do-crutches"),
    ("ultrasound_same_day", "first-hour-do-scan"),
    ("refer_specialist", "first-hour-do-appointment"),
    ("clot_decision", "first-hour-do-ask-clot"),
    ("recheck_date", "first-hour-do-recheck"),
];

const DO_NOT: [(&str, &str); 3] = [
    ("no_weight", "first-hour-dont-stand"),
    ("no_stretching", "first-hour-dont-stretch"),
    ("no_driving", "first-hour-dont-drive"),
];

const SPLINT_DANGER: &str = "first-hour-danger-splint";

/// Everybody is told these.
const DANGER: [&str; 5] = [
    "first-hour-danger-breath",
    "first-hour-danger-calf",
    "first-hour-danger-cold",
    "first-hour-danger-pain",
    "first-hour-danger-pop",
];

/// The hand-out that goes with these orders.
pub fn handout(orders: &[Order]) -> Handout {
    let has = |id: &str| orders.iter().any(|o| o.id == id);
    let of = |list: &[(&str, &'static str)]| list.iter().filter(|(id, _)| has(id)).map(|(_, m)| *m).collect::<Vec<_>>();
    let mut do_not = of(&DO_NOT);
    do_not.push("first-hour-dont-test");
    let mut danger = DANGER.to_vec();
    if has("splint_in_equinus") {
        danger.push(SPLINT_DANGER);
    }
    let title = if has("splint_in_equinus") {
        "first-hour-title-rupture"
    } else if has("finish_examination") {
        "first-hour-title-open"
    } else {
        "first-hour-title-none"
    };
    Handout { title, do_now: of(&DO), do_not, danger, closing: vec!["first-hour-walking", "first-hour-general"] }
}
