//! Numbers that rest on one trial: its arms as they were counted, its means as they were printed. Too little to pool.
//!
//! Where several trials count the same, the one that counts it with and without surgery comes first, then the largest. The
//! others are named beside the number, so that none is dropped in silence.

use crate::certainty::Ground;
use crate::means::{MeanRow, Means};
use crate::proportion::jeffreys;
use crate::sets::{Design, Sets};
use crate::special::normal_quantile;
use crate::summary::{Answer, Behind, Certainty, Number, Outcome, Reason, Unit};
use crate::trials::{Row, Status, Strategy, Trials};

/// Whether a row may stand for a treatment before a patient.
fn sound(row: &Row, sets: &Sets) -> bool {
    row.status.may_reach_patients() && sets.weakness(&row.trial).is_none()
}

fn randomised(trial: &str, sets: &Sets) -> bool {
    sets.trial(trial).is_some_and(|t| t.design == Design::Randomised)
}

fn reason(statuses: impl Iterator<Item = Status>) -> Reason {
    match statuses.min() {
        None => Reason::NotCounted,
        Some(Status::Secondary) => Reason::OnlySecondHand,
        Some(Status::InferredZero) => Reason::OnlySilence,
        Some(_) => Reason::NotChecked,
    }
}

/// One trial's arms of one treatment. Arms that lump treatments together stand for none.
pub(crate) fn arm_answer(o: Outcome, option: Strategy, trials: &Trials, sets: &Sets) -> Answer {
    let counted: Vec<&Row> = trials
        .rows
        .iter()
        .filter(|r| r.outcome == o.counted_as() && r.arm != "all" && r.status != Status::Alternative)
        .filter(|r| randomised(&r.trial, sets))
        .collect();
    let mine = || counted.iter().copied().filter(|r| r.strategy == option);
    // The trial that counts it on the other side too, else the largest.
    let compares = |r: &Row| {
        let other = |x: &&Row| x.trial == r.trial && x.strategy.is_surgery() != option.is_surgery() && sound(x, sets);
        counted.iter().any(other)
    };
    let good = mine().filter(|r| sound(r, sets));
    let Some(best) = good.max_by_key(|r| (compares(r), r.people())) else {
        return Answer::NotKnown(reason(mine().map(|r| r.status)));
    };
    if o.needs_both_sides() && !compares(best) {
        return Answer::NotKnown(Reason::OnlyOneSide);
    }
    let (of_trial, others): (Vec<&Row>, Vec<&Row>) =
        mine().filter(|r| sound(r, sets)).partition(|r| r.trial == best.trial);
    let (events, people) = of_trial.iter().fold((0, 0), |(e, n), r| (e + r.events, n + r.people()));
    let Some(share) = jeffreys(events, people, 0.95) else {
        return Answer::NotKnown(Reason::NotCounted);
    };
    // All arms of the trial carry the comparison.
    let all = counted.iter().filter(|r| r.trial == best.trial && sound(r, sets)).map(|r| r.events).sum();
    Answer::Known(Number {
        value: 100.0 * share.estimate,
        interval: Some((100.0 * share.lo, 100.0 * share.hi)),
        unit: Unit::PeoplePer100,
        set: None,
        method: "One trial's counts; Jeffreys 95 % interval".into(),
        certainty: Certainty::of(Ground { trials: 1, events: all, width: 100.0 * (share.hi - share.lo), agree: true }),
        behind: of_trial.into_iter().map(|r| counted_by(r, sets)).collect(),
        left_out: others.into_iter().map(|r| counted_by(r, sets)).collect(),
    })
}

fn label(trial: &str, sets: &Sets) -> String {
    sets.trial(trial).map_or_else(|| trial.to_owned(), |info| info.label.clone())
}

fn counted_by(r: &Row, sets: &Sets) -> Behind {
    Behind {
        trial: r.trial.clone(),
        label: label(&r.trial, sets),
        strategy: r.strategy,
        events: Some(r.events),
        people: Some(r.people()),
        followup_months: r.followup_months,
        status: r.status,
        line: Some(r.line),
    }
}

fn measured_by(m: &MeanRow, sets: &Sets) -> Behind {
    Behind {
        trial: m.trial.clone(),
        label: label(&m.trial, sets),
        strategy: m.strategy,
        events: None,
        people: m.people,
        followup_months: m.followup_months,
        status: m.status,
        line: Some(m.line),
    }
}

/// One trial's mean. Only trials that measured it with and without surgery count, so that the options stay comparable.
pub(crate) fn mean_answer(o: Outcome, option: Strategy, means: &Means, sets: &Sets) -> Answer {
    let at = |m: &MeanRow| o.at_months().is_none_or(|months| m.followup_months == Some(months));
    let rows: Vec<&MeanRow> = means
        .rows
        .iter()
        .filter(|m| m.outcome == o.counted_as() && m.strategy == option && at(m) && randomised(&m.trial, sets))
        .collect();
    let compares = |m: &MeanRow| {
        means.rows.iter().any(|n| {
            n.trial == m.trial
                && n.outcome == m.outcome
                && n.strategy.is_surgery() != option.is_surgery()
                && n.status.may_reach_patients()
        })
    };
    let good = || rows.iter().copied().filter(|m| m.status.may_reach_patients() && compares(m));
    let Some(m) = good().max_by_key(|m| m.people) else {
        let bad = rows.iter().filter(|m| !m.status.may_reach_patients());
        return Answer::NotKnown(reason(bad.map(|m| m.status)));
    };
    let reach = m.sd.zip(m.people).map(|(sd, n)| normal_quantile(0.975) * sd / f64::from(n).sqrt());
    Answer::Known(Number {
        value: m.mean,
        interval: reach.map(|r| (m.mean - r, m.mean + r)),
        unit: if o == Outcome::DaysToWork { Unit::Days } else { Unit::Points },
        set: None,
        method: "One trial's mean; 95 % interval where its spread is printed".into(),
        certainty: Certainty::VeryLow,
        behind: vec![measured_by(m, sets)],
        left_out: good().filter(|other| other.line != m.line).map(|other| measured_by(other, sets)).collect(),
    })
}
