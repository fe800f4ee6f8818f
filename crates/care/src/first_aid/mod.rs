//! Protect: what happens in the first hour. The orders with their reasons, the films, the clot scores, what else it could
//! be, who sees the person next and by when, the codes, the letter and what the person is told.

mod check;
mod codes;
mod handout;
mod letter;
mod mimics;
mod scores;

pub use check::check_decision;
pub use codes::{CodeSet, codes};
pub use handout::{Handout, handout};
pub use letter::{LetterContent, letter};
pub use mimics::{FactSeen, MimicStatus, Standing, fact, mimics, mimics_not_excluded};
pub use scores::{FilmResult, Need, OttawaResult, Reading, ScoreRange, TripCastResult, ottawa, trip_cast, wells};

use heelrise_knowledge::code::{Codes, Encounter};
use heelrise_knowledge::decision::{Cell, Decision, Value};
use heelrise_knowledge::mimic::Mimic;
use heelrise_knowledge::referral::Benchmark;
use heelrise_knowledge::score::Scores;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

use crate::case::{Case, ReportedSign, TearImage};
use crate::diagnosis::VerdictOutcome;
use crate::urgency::{Reason, SignAnswer};

/// The parts of the knowledge that the first hour reads.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    /// The decision `first_hour`.
    pub decision: &'a Decision,
    /// The three scores.
    pub scores: &'a Scores,
    /// What else it could be.
    pub mimics: &'a [Mimic],
    /// The codes.
    pub codes: &'a Codes,
    /// Times by which a specialist is expected to see the person.
    pub benchmarks: &'a [Benchmark],
}

/// One order, with every rule that asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// Its id; the words are `order-<id>` and `order-<id>-why`.
    pub id: String,
    /// The rules that ask for it.
    pub reasons: Vec<Reason>,
}

/// Who sees the person next, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Referral {
    /// Whether the specialist team has to see this person.
    pub to_specialist: bool,
    /// The day on which the examination has to be finished: the day of assessment, unless nothing was found.
    pub examine_on: Option<Date>,
    /// The day by which the specialist is expected to see them, from the strictest benchmark. The local pathway decides.
    pub by: Option<Date>,
    /// The benchmarks behind `by`, for clinicians, each with its source and how well that was checked.
    pub benchmarks: Vec<Benchmark>,
    /// Whether the case needs a date for another look before it can be closed.
    pub recheck_required: bool,
}

/// Everything for the first hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstHour {
    /// The orders, emergencies first.
    pub orders: Vec<Order>,
    /// Whether any order is an emergency.
    pub emergency: bool,
    /// Ottawa ankle rules.
    pub ottawa: OttawaResult,
    /// Wells score.
    pub wells: ScoreRange,
    /// TRiP(cast) score, in each reading.
    pub trip_cast: TripCastResult,
    /// Who sees the person next.
    pub referral: Referral,
    /// What else it could be.
    pub mimics: Vec<MimicStatus>,
    /// The codes, for the first encounter.
    pub codes: CodeSet,
    /// What the person is told, as message ids.
    pub handout: Handout,
}

impl FirstHour {
    /// Whether an order stands.
    pub fn has(&self, order: &str) -> bool {
        self.orders.iter().any(|o| o.id == order)
    }
}

/// Works the first hour out.
pub fn first_hour_from(shelf: Shelf<'_>, case: &Case, outcome: VerdictOutcome) -> FirstHour {
    let ottawa = ottawa(&shelf.scores.ottawa_ankle, case);
    let wells = wells(&shelf.scores.wells_dvt, case);
    let trip_cast = trip_cast(&shelf.scores.trip_cast, case, outcome);
    let orders = orders(shelf.decision, |id| input(id, case, outcome, &ottawa, &wells, &trip_cast));
    let has = |id: &str| orders.iter().any(|o| o.id == id);
    let to_specialist = has("refer_specialist");
    let recheck_required = has("recheck_date");
    FirstHour {
        emergency: orders.iter().any(|o| o.id.starts_with("emergency_")),
        referral: referral(shelf.benchmarks, case, outcome, to_specialist, recheck_required),
        mimics: mimics(shelf.mimics, case),
        codes: codes(shelf.codes, case, outcome, Encounter::Initial),
        handout: handout(&orders),
        orders,
        ottawa,
        wells,
        trip_cast,
    }
}

fn referral(
    benchmarks: &[Benchmark],
    case: &Case,
    outcome: VerdictOutcome,
    to_specialist: bool,
    recheck_required: bool,
) -> Referral {
    let benchmarks = if to_specialist { benchmarks.to_vec() } else { Vec::new() };
    // A benchmark in hours is met on the day in which its last hour lies.
    let day = |b: &Benchmark| case.assessed_on?.checked_add(i64::from(b.hours.div_ceil(24)).days()).ok();
    Referral {
        to_specialist,
        examine_on: case.assessed_on.filter(|_| outcome != VerdictOutcome::NoRuptureFound),
        by: benchmarks.iter().filter_map(day).min(),
        benchmarks,
        recheck_required,
    }
}

/// What one input of the decision is in this case. `None` for an input that a case does not have; [`check_decision`]
/// refuses a table that asks for one.
fn input(
    id: &str,
    case: &Case,
    outcome: VerdictOutcome,
    ottawa: &OttawaResult,
    wells: &ScoreRange,
    trip: &TripCastResult,
) -> Option<Value> {
    let choice = |word: &str| Some(Value::Choice(word.to_owned()));
    let read = |image: TearImage| matches!(image, TearImage::Complete | TearImage::Partial | TearImage::NoTear);
    match id {
        "verdict" => choice(outcome.id()),
        "squeeze" => choice(if case.examination.calf_squeeze.is_done() { "done" } else { "not_done" }),
        "tendon_picture" => {
            choice(if read(case.imaging.ultrasound) || read(case.imaging.mri) { "seen" } else { "not_seen" })
        }
        "xray" => choice(case.imaging.xray.id()),
        "vein_scan" => choice(case.imaging.vein_scan.id()),
        "ankle_film" => choice(ottawa.need("ankle").id()),
        "foot_film" => choice(ottawa.need("foot").id()),
        "wells" => choice(wells.band.as_deref().unwrap_or("not_known")),
        "clot_score" => choice(match trip.range.band.as_deref() {
            Some("high") => "high",
            Some(_) if !trip.flips => "below",
            _ => "not_settled",
        }),
        "days_since_injury" => Some(Value::Number(case.days_since_injury().map(i64::from))),
        "gap_height" => Some(Value::Number(case.examination.gap_above_heel_mm.map(i64::from))),
        sign => ReportedSign::from_id(sign).map(|sign| Value::Answer(case.report.get(sign))),
    }
}

/// Evaluates the table. An input without a value lets every rule on it fire: too many orders rather than too few.
fn orders(decision: &Decision, value: impl Fn(&str) -> Option<Value>) -> Vec<Order> {
    let values: Vec<Option<Value>> = decision.inputs.iter().map(|i| value(&i.id)).collect();
    let bits = decision.inputs.iter().zip(&values).filter_map(|(i, v)| i.bit(v.as_ref()?));
    let point = bits.fold(heelrise_knowledge::decision::Point::default(), heelrise_knowledge::decision::Point::with);
    let fired: Vec<_> = decision.decide(point).rule_indices().filter_map(|i| decision.rules.get(i)).collect();
    let mut orders: Vec<Order> = Vec::new();
    for (index, id) in decision.outcomes.iter().enumerate() {
        let reasons: Vec<Reason> = fired
            .iter()
            .filter(|rule| rule.outcome == index)
            .map(|rule| Reason {
                rule: rule.id.clone(),
                outcome: id.clone(),
                signs: rule
                    .cells
                    .iter()
                    .enumerate()
                    .filter(|(_, cell)| **cell != Cell::Any)
                    .filter_map(|(i, _)| {
                        let value = values.get(i)?.as_ref()?;
                        Some(SignAnswer { sign: decision.inputs.get(i)?.id.clone(), answer: value.to_string() })
                    })
                    .collect(),
                because: rule.because.clone(),
            })
            .collect();
        if !reasons.is_empty() {
            orders.push(Order { id: id.clone(), reasons });
        }
    }
    orders
}
