//! P14 and the record's half of P8, by trying every sequence of commands up to a length: nothing recorded changes, state
//! is what the events say, a “no rupture found” is never left open-ended, and any one change to what was written shows.

use jiff::Timestamp;
use jiff::civil::date;
use serde_json::json;

use crate::chain::{self, LogHead, LogRow};
use crate::verify::findings_in;
use crate::{
    Accepted, Append, Assessment, Author, CaseId, CaseState, Command, Event, NO_RUPTURE_FOUND, PlanAdoption, Recheck,
    Seq, decide, fold,
};

/// Commands tried after the case was opened: every sequence of up to this many.
pub const DEPTH: usize = 4;

/// What the walk counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Sequences of commands tried.
    pub sequences: u128,
    /// Changed logs tried: an entry altered, taken out or exchanged with its neighbour.
    pub tampered: u128,
    /// The first sequence for which it fails, in words.
    pub counter_example: Option<String>,
}

/// One case on the way: its state, its events and the log as it would be stored.
#[derive(Clone)]
struct Way {
    state: CaseState,
    rows: Vec<LogRow>,
    head: LogHead,
    names: Vec<&'static str>,
}

/// Tries every sequence.
pub fn append_only() -> Kept {
    let mut kept = Kept { sequences: 0, tampered: 0, counter_example: None };
    let case = CaseId::from_parts(Timestamp::UNIX_EPOCH, [14; 10]);
    let start = Way { state: CaseState::new(case), rows: Vec::new(), head: LogHead::empty(), names: Vec::new() };
    let open = Command::Open { label: "P14".to_owned(), facts: json!({ "injury": { "side": "left" } }) };
    if let Some(opened) = follow(&start, "open", &open, &mut kept) {
        walk(&opened, &commands(), DEPTH, &mut kept);
    } else {
        kept.counter_example.get_or_insert_with(|| "a case cannot be opened".to_owned());
    }
    kept
}

fn walk(way: &Way, commands: &[(&'static str, Command)], depth: usize, kept: &mut Kept) {
    if depth == 0 {
        return;
    }
    for (name, command) in commands {
        if let Some(next) = follow(way, name, command, kept) {
            walk(&next, commands, depth - 1, kept);
        }
    }
}

/// One command more; `None` when it is refused, which is an answer too.
fn follow(way: &Way, name: &'static str, command: &Command, kept: &mut Kept) -> Option<Way> {
    kept.sequences += 1;
    let accepted: Accepted = decide(&way.state, command).ok()?;
    let mut next = way.clone();
    next.names.push(name);
    let mut say = |what: &str| {
        let sequence = next.names.join(", ");
        kept.counter_example.get_or_insert_with(|| format!("{what}, after: {sequence}"));
    };
    let append = Append {
        accepted,
        at: Timestamp::UNIX_EPOCH,
        author: Author::System,
        knowledge_version: "0".to_owned(),
        submission: None,
    };
    let last = way.rows.last().and_then(|row| crate::canonical::Hash::parse(&row.hash));
    let last = last.unwrap_or_else(|| chain::case_genesis(&way.state.case.to_string()));
    let Ok((rows, head)) = chain::link(&append, last, &way.head) else {
        say("an accepted change cannot be written");
        return None;
    };
    let mut all = way.rows.clone();
    all.extend(rows);
    let events: Result<Vec<Event>, String> = all.iter().map(LogRow::event).collect();
    let state = events.as_ref().ok().and_then(|events| fold(way.state.case, events).ok());
    let Some(state) = state else {
        say("what was written cannot be read back");
        return None;
    };
    if all.get(..way.rows.len()) != Some(way.rows.as_slice()) {
        say("an earlier entry changed");
    }
    if !state.no_open_end() {
        say("“no rupture found” was left without a date or an outcome");
    }
    if !findings_in(&all, &head).is_empty() {
        say("an untouched log does not verify");
    }
    for (what, changed) in changes(&all) {
        kept.tampered += 1;
        if findings_in(&changed, &head).is_empty() {
            kept.counter_example
                .get_or_insert_with(|| format!("{what} does not show, after: {}", next.names.join(", ")));
        }
    }
    next.state = state;
    next.rows = all;
    next.head = head;
    Some(next)
}

/// The log with one thing done to its newest entries; what was done to older ones was tried when they were new.
fn changes(rows: &[LogRow]) -> Vec<(&'static str, Vec<LogRow>)> {
    let mut all = Vec::new();
    let Some(last) = rows.len().checked_sub(1) else { return all };
    let mut altered = rows.to_vec();
    if let Some(row) = altered.last_mut() {
        row.payload.push(' ');
    }
    all.push(("an altered entry", altered));
    all.push(("a missing last entry", rows.get(..last).unwrap_or_default().to_vec()));
    if last > 0 {
        let mut without = rows.to_vec();
        without.remove(last - 1);
        all.push(("a missing entry", without));
        let mut exchanged = rows.to_vec();
        exchanged.swap(last - 1, last);
        all.push(("two entries exchanged", exchanged));
    }
    all
}

/// The commands tried: each kind that touches facts, verdict, recheck, plan, correction and closing.
fn commands() -> Vec<(&'static str, Command)> {
    let on = date(2026, 11, 22);
    let later = Recheck { on: date(2026, 11, 25), reason: "look again".to_owned() };
    let verdict = |verdict: &str| Assessment {
        verdict: verdict.to_owned(),
        rules: vec!["V1".to_owned()],
        knowledge_version: "0".to_owned(),
        on,
        recheck_required: verdict == NO_RUPTURE_FOUND,
        result: json!({}),
    };
    let plan = |protocol: &str| PlanAdoption {
        protocol: protocol.to_owned(),
        protocol_hash: "0".to_owned(),
        day0: on,
        origin: "injury".to_owned(),
        path: Some("non_operative".to_owned()),
        parameters: json!({}),
    };
    let text = |text: &str| text.to_owned();
    vec![
        ("report", Command::Report { facts: json!({ "report": { "pop": "present" } }) }),
        ("examine", Command::Examine { facts: json!({ "examination": { "gap": "present" } }) }),
        ("no rupture, no date", Command::Assess { assessment: verdict(NO_RUPTURE_FOUND), recheck: None }),
        (
            "no rupture, with a date",
            Command::Assess { assessment: verdict(NO_RUPTURE_FOUND), recheck: Some(later.clone()) },
        ),
        ("rupture", Command::Assess { assessment: verdict("rupture"), recheck: None }),
        ("set a date", Command::SetRecheck(later)),
        ("looked again", Command::DoRecheck { on, found: text("the same") }),
        ("outcome", Command::RecordOutcome { outcome: text("calf_tear"), on, note: text("") }),
        ("adopt", Command::AdoptPlan(plan("one"))),
        ("change plan", Command::ChangePlan { adopted: plan("two"), reason: text("the team changed it") }),
        (
            "correct",
            Command::Correct {
                corrects: Seq(1),
                reason: text("wrong leg"),
                facts: json!({ "injury": { "side": "right" } }),
                label: None,
            },
        ),
        ("close", Command::Close { on, reason: text("done") }),
        ("reopen", Command::Reopen { reason: text("back again") }),
        ("note", Command::Note { text: text("called") }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p14_nothing_recorded_is_changed_or_lost() {
        let kept = append_only();
        assert_eq!(kept.counter_example, None);
        assert!(kept.sequences > 1_000 && kept.tampered > 1_000, "{kept:?}");
    }
}
