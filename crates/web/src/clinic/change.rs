//! What a saved form changes, and as which entries it is kept. A first answer is an entry of its section; a changed one
//! is either a later finding (the earlier was right then) or a correction that points at the entry that was wrong. The
//! person who saves says which; it is never guessed.

use std::collections::BTreeMap;

use heelrise_records::{Command, Event, EventKind, Seq};
use serde_json::{Map, Value};

use super::fields;
use super::form::{look, put};

/// Fields that say how the answer is worked out, not what was found: they may change without a word.
const FREE: &[&str] = &["assessed_on", "setting", "own_estimate_percent"];

/// One field that differs from what is recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The field.
    pub path: String,
    /// What is recorded; none when nothing is.
    pub before: Option<Value>,
    /// What the form says; none when it takes the entry back.
    pub now: Option<Value>,
}

impl Change {
    /// Whether somebody has to say why it changes.
    pub fn needs_a_word(&self) -> bool {
        self.before.is_some() && !FREE.contains(&self.path.as_str())
    }
}

/// Why recorded entries change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// They were right then; this is a later finding.
    Later,
    /// They were wrong, for this reason.
    Wrong(String),
}

/// What differs between the recorded facts and those of a form.
pub fn changes(recorded: &Value, form: &Value) -> Vec<Change> {
    fields::all()
        .filter_map(|field| {
            let told =
                |doc| look(doc, &field.path).filter(|v| !v.is_null() && v.as_str() != Some(field.blank())).cloned();
            let (before, now) = (told(recorded), told(form));
            (before != now).then(|| Change { path: field.path.clone(), before, now })
        })
        .collect()
}

/// The commands that keep these changes; none when there is nothing to keep. Without a reason, changed entries are
/// left out: ask first ([`Change::needs_a_word`]).
pub fn commands(changes: &[Change], events: &[Event], why: Option<&Why>) -> Vec<Command> {
    let empty = || Value::Object(Map::new());
    let mut sections: BTreeMap<u8, Value> = BTreeMap::new();
    let mut corrections: BTreeMap<Seq, Value> = BTreeMap::new();
    for change in changes {
        let value = change.now.clone().unwrap_or(Value::Null);
        match (change.needs_a_word(), why) {
            (true, None) => {}
            (true, Some(Why::Wrong(_))) => {
                let entry = last_entry(events, &change.path);
                put(corrections.entry(entry).or_insert_with(empty), &change.path, value);
            }
            (false, _) | (true, Some(Why::Later)) => {
                put(sections.entry(section(&change.path)).or_insert_with(empty), &change.path, value);
            }
        }
    }
    let mut commands: Vec<Command> = sections
        .into_iter()
        .map(|(section, facts)| match section {
            0 => Command::Report { facts },
            1 => Command::RecordRisk { facts },
            2 => Command::Examine { facts },
            _ => Command::Image { facts },
        })
        .collect();
    if let Some(Why::Wrong(reason)) = why {
        commands.extend(corrections.into_iter().map(|(corrects, facts)| Command::Correct {
            corrects,
            reason: reason.clone(),
            facts,
            label: None,
        }));
    }
    commands
}

/// Which entry last said something about a field; the first entry when none did.
pub fn last_entry(events: &[Event], path: &str) -> Seq {
    events
        .iter()
        .rev()
        .find(|event| patch(&event.kind).is_some_and(|facts| look(facts, path).is_some()))
        .map_or(Seq(1), |event| event.seq)
}

/// What an entry changes in the facts.
pub fn patch(kind: &EventKind) -> Option<&Value> {
    match kind {
        EventKind::Opened { facts, .. }
        | EventKind::Reported { facts }
        | EventKind::Examined { facts }
        | EventKind::Imaged { facts }
        | EventKind::RiskRecorded { facts }
        | EventKind::Corrected { facts, .. } => Some(facts),
        _ => None,
    }
}

/// Which kind of entry a field belongs to: told, risk and clot scores, examined, imaging.
fn section(path: &str) -> u8 {
    match path.split('.').next() {
        Some("risk" | "wells_dvt" | "trip_cast") => 1,
        Some("examination" | "ottawa_ankle") => 2,
        Some("imaging") => 3,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use heelrise_records::{Author, CaseId, canonical::Hash};
    use serde_json::json;

    fn event(seq: u64, kind: EventKind) -> Event {
        Event {
            case: CaseId::from_parts(jiff::Timestamp::UNIX_EPOCH, [1; 10]),
            seq: Seq(seq),
            position: seq,
            at: jiff::Timestamp::UNIX_EPOCH,
            author: Author::System,
            knowledge_version: String::new(),
            kind,
            previous_hash: Hash([0; 32]),
            hash: Hash([0; 32]),
            submission: None,
        }
    }

    #[test]
    fn first_answers_are_entries_of_their_sections() {
        let recorded = json!({"report": {"pop": "present"}});
        let form = json!({"report": {"pop": "present", "kick": "unsure"}, "examination": {"gap": "present"},
            "imaging": {"xray": "no_fracture"}, "wells_dvt": {"active_cancer": "absent"}});
        let changes = changes(&recorded, &form);
        assert!(changes.iter().all(|c| !c.needs_a_word()));
        assert_eq!(
            commands(&changes, &[], None),
            [
                Command::Report { facts: json!({"report": {"kick": "unsure"}}) },
                Command::RecordRisk { facts: json!({"wells_dvt": {"active_cancer": "absent"}}) },
                Command::Examine { facts: json!({"examination": {"gap": "present"}}) },
                Command::Image { facts: json!({"imaging": {"xray": "no_fracture"}}) },
            ]
        );
    }

    #[test]
    fn a_changed_entry_waits_for_a_word_and_then_points_at_the_entry_that_was_wrong() {
        let events = [
            event(1, EventKind::Opened { label: "A".into(), facts: json!({"injury": {"side": "left"}}) }),
            event(
                2,
                EventKind::Examined { facts: json!({"examination": {"calf_squeeze": "foot_moves", "gap": "absent"}}) },
            ),
            event(3, EventKind::Examined { facts: json!({"examination": {"gap": "present"}}) }),
        ];
        let recorded =
            json!({"injury": {"side": "left"}, "examination": {"calf_squeeze": "foot_moves", "gap": "present"}});
        let form = json!({"injury": {"side": "right"}, "examination": {"calf_squeeze": "foot_does_not_move"}});
        let changes = changes(&recorded, &form);
        assert!(changes.iter().all(Change::needs_a_word));
        assert_eq!(commands(&changes, &events, None), [], "nothing is kept before somebody said why");
        let wrong = Why::Wrong("other leg".to_owned());
        let correct = |corrects, facts| Command::Correct {
            corrects: Seq(corrects),
            reason: "other leg".to_owned(),
            facts,
            label: None,
        };
        assert_eq!(
            commands(&changes, &events, Some(&wrong)),
            [
                correct(1, json!({"injury": {"side": "right"}})),
                correct(2, json!({"examination": {"calf_squeeze": "foot_does_not_move"}})),
                correct(3, json!({"examination": {"gap": null}})),
            ]
        );
        assert_eq!(
            commands(&changes, &events, Some(&Why::Later)),
            [
                Command::Report { facts: json!({"injury": {"side": "right"}}) },
                Command::Examine { facts: json!({"examination": {"calf_squeeze": "foot_does_not_move", "gap": null}}) },
            ]
        );
    }

    #[test]
    fn not_done_and_left_out_are_the_same_nothing() {
        let recorded = json!({"examination": {"gap": "not_done"}, "report": {"pop": "not_asked"}});
        assert_eq!(changes(&recorded, &json!({})), []);
    }

    #[test]
    fn the_day_of_assessment_moves_on_without_a_word() {
        let changes = changes(&json!({"assessed_on": "2026-03-01"}), &json!({"assessed_on": "2026-03-02"}));
        assert!(!changes[0].needs_a_word());
        assert_eq!(commands(&changes, &[], None), [Command::Report { facts: json!({"assessed_on": "2026-03-02"}) }]);
    }
}
