//! What a saved form changes, and as which entries it is kept. A first answer is an entry of its section; a changed one
//! is either a later finding (the earlier was right then) or a correction that points at the entry that was wrong. The
//! person who saves says which; it is never guessed.

use std::collections::BTreeMap;

use heelrise_records::{Command, Event, EventKind, Seq};
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::fields;
use super::form::{look, put};

/// Fields that say how the answer is worked out, not what was found: they may change without a word.
const FREE: &[&str] = &[ASSESSED_ON, "setting", "own_estimate_percent"];

/// The day on which the leg was examined.
const ASSESSED_ON: &str = "assessed_on";

/// The kind of entry that an examination is, see [`section`].
const EXAMINED: u8 = 2;

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

/// Puts the day of the assessment into facts that are about to be kept, so that they can be read the same way on any
/// later day. A day that was left empty is `today`. A new examination on a later day, where the day on the form is
/// still that of the one before, is of `today` as well; a correction leaves the day as it was.
pub fn date(facts: &mut Value, recorded: &Value, changes: &[Change], why: Option<&Why>, today: Date) {
    let day = look(facts, ASSESSED_ON).and_then(Value::as_str);
    let same_day = day.is_some() && day == look(recorded, ASSESSED_ON).and_then(Value::as_str);
    let examined_anew = changes.iter().any(|change| {
        let new = change.before.is_none() || why == Some(&Why::Later);
        section(&change.path) == EXAMINED && change.now.is_some() && new
    });
    if day.is_none() || (same_day && examined_anew) {
        put(facts, ASSESSED_ON, Value::from(today.to_string()));
    }
}

/// The commands that keep these changes; none when there is nothing to keep. Without a reason, changed entries are
/// left out: ask first ([`Change::needs_a_word`]).
pub fn commands(changes: &[Change], events: &[Event], why: Option<&Why>) -> Vec<Command> {
    let empty = || Value::Object(Map::new());
    let mut sections: BTreeMap<u8, Value> = BTreeMap::new();
    let mut corrections: BTreeMap<Seq, Value> = BTreeMap::new();
    let mut assessed_on = None;
    for change in changes {
        let value = change.now.clone().unwrap_or(Value::Null);
        if change.path == ASSESSED_ON {
            assessed_on = Some(value);
            continue;
        }
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
    // The day is kept with the entry it belongs to: the examination, else whatever is recorded with it.
    if let Some(day) = assessed_on {
        let with = if sections.contains_key(&EXAMINED) { Some(EXAMINED) } else { sections.keys().next().copied() };
        put(sections.entry(with.unwrap_or(0)).or_insert_with(empty), ASSESSED_ON, day);
    }
    let mut commands: Vec<Command> = sections
        .into_iter()
        .map(|(section, facts)| match section {
            0 => Command::Report { facts },
            1 => Command::RecordRisk { facts },
            EXAMINED => Command::Examine { facts },
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
        Some("examination" | "ottawa_ankle") => EXAMINED,
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
    fn an_examination_keeps_its_day_and_a_new_one_gets_its_own() {
        let today = jiff::civil::date(2026, 3, 22);
        let dated = |recorded: &Value, form: &Value, why: Option<&Why>| {
            let mut facts = form.clone();
            date(&mut facts, recorded, &changes(recorded, form), why, today);
            facts["assessed_on"].as_str().unwrap().to_owned()
        };
        let recorded = json!({"assessed_on": "2026-03-10", "examination": {"gap": "present"}});
        let told =
            json!({"assessed_on": "2026-03-10", "examination": {"gap": "present"}, "report": {"pop": "present"}});
        assert_eq!(dated(&recorded, &told, None), "2026-03-10", "what is told later moves no examination");
        let squeezed =
            json!({"assessed_on": "2026-03-10", "examination": {"gap": "present", "calf_squeeze": "foot_moves"}});
        assert_eq!(dated(&recorded, &squeezed, None), "2026-03-22");
        let changed = json!({"assessed_on": "2026-03-10", "examination": {"gap": "absent"}});
        assert_eq!(dated(&recorded, &changed, Some(&Why::Later)), "2026-03-22");
        assert_eq!(dated(&recorded, &changed, Some(&Why::Wrong("leg".into()))), "2026-03-10");
        let chosen = json!({"assessed_on": "2026-03-20", "examination": {"gap": "absent"}});
        assert_eq!(dated(&recorded, &chosen, Some(&Why::Later)), "2026-03-20", "a chosen day stays");
        assert_eq!(dated(&json!({}), &json!({"report": {"pop": "present"}}), None), "2026-03-22");
        let both = changes(
            &json!({}),
            &json!({"assessed_on": "2026-03-22", "report": {"pop": "present"}, "examination": {"gap": "absent"}}),
        );
        assert_eq!(
            commands(&both, &[], None),
            [
                Command::Report { facts: json!({"report": {"pop": "present"}}) },
                Command::Examine { facts: json!({"examination": {"gap": "absent"}, "assessed_on": "2026-03-22"}) },
            ]
        );
    }

    #[test]
    fn the_day_of_assessment_moves_on_without_a_word() {
        let changes = changes(&json!({"assessed_on": "2026-03-01"}), &json!({"assessed_on": "2026-03-02"}));
        assert!(!changes[0].needs_a_word());
        assert_eq!(commands(&changes, &[], None), [Command::Report { facts: json!({"assessed_on": "2026-03-02"}) }]);
    }
}
