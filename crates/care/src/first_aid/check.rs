//! What a first-hour table has to promise before it is used, whoever wrote it: it asks only for what a case has, the
//! tendon is protected on the verdict alone, and each emergency sign brings its order by itself.

use heelrise_knowledge::decision::{Cell, Decision, HitPolicy, InputKind, Value};
use heelrise_knowledge::{Answer, Problem};

use super::Need;
use crate::case::{ReportedSign, VeinScan, Xray};

/// Orders that a rupture, proved or suspected, always brings.
const PROTECT: [&str; 6] =
    ["splint_in_equinus", "no_weight", "no_stretching", "score_clot_risk", "clot_decision", "refer_specialist"];

/// Each emergency sign and the order it brings.
const EMERGENCIES: [(&str, &str); 6] = [
    ("breathless_chest_pain", "emergency_lungs"),
    ("cold_numb_foot", "emergency_limb_blood"),
    ("severe_tense_calf", "emergency_compartment"),
    ("open_wound", "emergency_wound"),
    ("open_wound", "squeeze_before_closing"),
    ("bony_lump_skin", "emergency_heel"),
];

/// Checks a first-hour table; everything wrong is added to `problems`.
pub fn check_decision(decision: &Decision, problems: &mut Vec<Problem>) {
    let file = decision.file.clone();
    let mut say = |line, check, what: String, fix: &str| problems.push(Problem::new(&file, line, check, what, fix));
    if decision.hit != HitPolicy::Collect {
        say(1, "wrong-hit-policy", "The first hour has to collect orders.".to_owned(), "Set hit = \"collect\".");
    }
    for input in &decision.inputs {
        if let Some(fix) = wrong_input(&input.id, &input.kind) {
            say(1, "unknown-input", format!("A case does not have the input `{}` like this.", input.id), &fix);
        }
    }
    for order in PROTECT {
        if !always(decision, order, "verdict", &[choice("rupture"), choice("suspected")]) {
            let what = format!("A rupture, proved or suspected, does not always bring `{order}`.");
            say(1, "unprotected-tendon", what, "Add a rule that looks at the verdict and at nothing else.");
        }
    }
    for (sign, order) in EMERGENCIES {
        if !always(decision, order, sign, &[Value::Answer(Answer::Present), Value::Answer(Answer::Unsure)]) {
            let what = format!("The sign `{sign}`, present or unsure, does not always bring `{order}`.");
            say(1, "missed-emergency", what, "Add a rule that looks at this sign and at nothing else.");
        }
    }
    if !always(decision, "recheck_date", "verdict", &[choice("no_rupture_found")]) {
        let what = "A case in which nothing was found can leave without a date for another look.".to_owned();
        say(1, "no-recheck", what, "Add a rule that gives recheck_date whenever the verdict is no_rupture_found.");
    }
}

fn choice(word: &str) -> Value {
    Value::Choice(word.to_owned())
}

/// Whether an order comes with each of these values of one input, whatever else is known.
fn always(decision: &Decision, order: &str, input: &str, values: &[Value]) -> bool {
    let (Some(outcome), Some(index)) = (decision.outcome_index(order), decision.input_index(input)) else {
        return false;
    };
    values.iter().all(|value| {
        decision.rules.iter().filter(|rule| rule.outcome == outcome).any(|rule| {
            rule.cells
                .iter()
                .enumerate()
                .all(|(i, cell)| if i == index { cell.accepts(value) } else { *cell == Cell::Any })
        })
    })
}

/// What to do about an input that a case does not have; `None` when it is right.
fn wrong_input(id: &str, kind: &InputKind) -> Option<String> {
    let words: Vec<&str> = match id {
        "verdict" => vec!["rupture", "suspected", "cannot_say_yet", "no_rupture_found"],
        "squeeze" => vec!["done", "not_done"],
        "tendon_picture" => vec!["seen", "not_seen"],
        "xray" => Xray::ALL.iter().map(|x| x.id()).collect(),
        "vein_scan" => VeinScan::ALL.iter().map(|v| v.id()).collect(),
        "ankle_film" | "foot_film" => [Need::Needed, Need::NotNeeded, Need::NotKnown].map(Need::id).to_vec(),
        "wells" => vec!["likely", "unlikely", "not_known"],
        "clot_score" => vec!["high", "below", "not_settled"],
        "days_since_injury" | "gap_height" => {
            let right = matches!(kind, InputKind::Number { may_be_unknown: true, .. });
            return (!right).then(|| "Make it a number that may be unknown.".to_owned());
        }
        sign => {
            let right = *kind == InputKind::Sign && ReportedSign::from_id(sign).is_some();
            return (!right)
                .then(|| "Use the id of a reported sign, or one of the inputs of the published file.".to_owned());
        }
    };
    let right = matches!(kind, InputKind::Choice(values)
        if values.len() == words.len() && words.iter().all(|w| values.iter().any(|v| v == w)));
    (!right).then(|| format!("Make it a choice of {}.", words.join(", ")))
}
