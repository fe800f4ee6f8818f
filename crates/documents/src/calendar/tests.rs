//! The text is read back by a small reader of its own (unfold, split, unescape), and the days are counted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use heelrise_care::plan::{PlanChoice, Signed, make_plan};
use heelrise_knowledge::protocol::{Protocol, Protocols};
use heelrise_knowledge::wording::{self, Wording};
use jiff::civil::date;

use super::*;

fn wording() -> &'static Wording {
    static WORDING: OnceLock<Wording> = OnceLock::new();
    WORDING.get_or_init(|| {
        let mut problems = Vec::new();
        let wording = wording::load(&heelrise_pack::embedded(), &mut problems);
        assert_eq!(problems, []);
        wording
    })
}

/// The English words of the clinician: the calendar speaks to the patient all the same.
fn speech() -> Speech<'static> {
    Speech::new(wording(), "en", Reader::Clinician)
}

fn protocols() -> Protocols {
    let mut problems = Vec::new();
    let all = heelrise_knowledge::protocol::load(&heelrise_pack::embedded(), &|_| true, &mut problems);
    assert_eq!(problems, []);
    all
}

fn plan_of(protocol: &Protocol, day0: Date) -> Plan {
    let path = protocol.paths()[0];
    let choice = PlanChoice {
        day0,
        origin: protocol.origins.of(path)[0],
        path,
        adopted_on: day0.checked_add(jiff::Span::new().days(i64::from(protocol.from_day))).unwrap(),
        treatment_started: Some(day0),
        parameters: protocol.parameters.iter().filter(|p| p.required).map(|p| (p.id.clone(), p.max)).collect(),
        checked_against_original: Some(Signed { by: "Dr Test".to_owned(), on: day0 }),
    };
    make_plan(protocol, &choice).unwrap()
}

fn options(privacy: Privacy) -> CalendarOptions<'static> {
    CalendarOptions {
        plan_id: "k7 3/ab",
        stamp: "2026-11-22T12:34:56Z".parse().unwrap(),
        revision: 3,
        privacy,
        refresh_hours: 12,
    }
}

/// Checks the raw lines and returns the events, each as name → value with parameters kept in the name.
fn read(text: &str) -> (Vec<String>, Vec<BTreeMap<String, String>>) {
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "bare line ends");
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "a line of {} octets: {line}", line.len());
    }
    let unfolded = text.replace("\r\n ", "");
    let (mut head, mut events, mut current) = (Vec::new(), Vec::new(), None::<BTreeMap<String, String>>);
    for line in unfolded.split("\r\n").filter(|l| !l.is_empty()) {
        match (line, &mut current) {
            ("BEGIN:VEVENT", _) => current = Some(BTreeMap::new()),
            ("END:VEVENT", _) => events.extend(current.take()),
            (_, Some(event)) => {
                let (key, value) = line.split_once(':').unwrap();
                let value = value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\");
                assert!(event.insert(key.to_owned(), value).is_none(), "{key} twice");
            }
            (_, None) => head.push(line.to_owned()),
        }
    }
    (head, events)
}

#[test]
fn every_plan_becomes_a_sound_calendar() {
    for protocol in protocols().runnable() {
        for privacy in [Privacy::Discreet, Privacy::Plain] {
            let plan = plan_of(protocol, date(2024, 2, 29));
            let written = calendar(&plan, speech(), &options(privacy));
            if !protocol.for_patients() {
                assert_eq!(written, Err(CalendarError::Withheld));
                assert!(CalendarError::Withheld.say(speech()).starts_with("There is no calendar"));
                continue;
            }
            let written = written.unwrap();
            assert!(!written.contains('⟦'), "{}: a sentence is missing", protocol.id);
            let (head, events) = read(&written);
            for line in
                ["VERSION:2.0", "METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT12H", "X-PUBLISHED-TTL:PT12H"]
            {
                assert!(head.iter().any(|h| h == line), "{line} missing in {head:?}");
            }
            let road = plan.whole_road(speech().to(Reader::Patient));
            let dated = road.steps.iter().take_while(|s| s.phase.from.is_some()).count();
            let waits = usize::from(dated < road.steps.len());
            assert_eq!(events.len(), 2 * dated - 1 + waits + usize::from(road.ends.is_some()), "{}", protocol.id);
            let uids: BTreeSet<_> = events.iter().map(|e| e["UID"].clone()).collect();
            assert_eq!(uids.len(), events.len());
            for e in &events {
                assert!(e["UID"].starts_with("k73ab."), "{}", e["UID"]);
                assert_eq!(e["DTSTAMP"], "20261122T123456Z");
                assert!(e["DTSTART;VALUE=DATE"] < e["DTEND;VALUE=DATE"]);
            }
            // Steps follow each other without a hole: each ends on the day the next begins.
            let steps: Vec<_> = events.iter().filter(|e| e["UID"].contains(".step")).collect();
            for pair in steps.windows(2) {
                assert_eq!(pair[0]["DTEND;VALUE=DATE"], pair[1]["DTSTART;VALUE=DATE"], "{}", protocol.id);
            }
        }
    }
}

#[test]
fn no_title_names_the_injury_and_discreet_ones_not_even_a_boot() {
    for protocol in protocols().runnable().filter(|p| p.for_patients()) {
        let plan = plan_of(protocol, date(2026, 1, 1));
        for privacy in [Privacy::Discreet, Privacy::Plain] {
            let text = calendar(&plan, speech(), &options(privacy)).unwrap().replace("\r\n ", "").to_lowercase();
            for word in ["achilles", "rupture", "tendon", "injury", "surgery", "operation", "hospital"] {
                assert!(!text.contains(word), "{}: {word}", protocol.id);
            }
            if privacy == Privacy::Discreet {
                for word in ["boot", "wedge", "weight", "cast", "foot", "heel "] {
                    assert!(!text.contains(word), "{}: {word}", protocol.id);
                }
            }
        }
    }
}

#[test]
fn a_wedge_comes_out_on_its_day() {
    let all = protocols();
    let plan = plan_of(all.get("roche-wedge").unwrap(), date(2026, 1, 1));
    let (_, events) = read(&calendar(&plan, speech(), &options(Privacy::Plain)).unwrap());
    let change = events.iter().find(|e| e["SUMMARY"] == "Boot change: 3 wedges → 2").unwrap();
    assert_eq!(change["DTSTART;VALUE=DATE"], "20260205");
    assert!(change["DESCRIPTION"].contains("3 wedges become 2."));
}

#[test]
fn a_step_behind_a_check_is_tentative_until_confirmed() {
    let all = protocols();
    let plan = plan_of(all.get("stony-brook").unwrap(), date(2026, 1, 1));
    let (_, events) = read(&calendar(&plan, speech(), &options(Privacy::Plain)).unwrap());
    let last = events.last().unwrap();
    assert_eq!((last["STATUS"].as_str(), last["DTSTART;VALUE=DATE"].as_str()), ("TENTATIVE", "20260212"));
    let plan = plan.advance("leave-boot", date(2026, 2, 20)).unwrap();
    let (_, events) = read(&calendar(&plan, speech(), &options(Privacy::Plain)).unwrap());
    assert!(events.iter().all(|e| e["STATUS"] == "CONFIRMED"));
    let change = events.iter().find(|e| e["UID"].contains(".change5@")).unwrap();
    assert_eq!(change["DTSTART;VALUE=DATE"], "20260220");
}

#[test]
fn ids_stay_when_the_plan_moves_and_the_text_is_the_same_each_time() {
    let all = protocols();
    let plan = plan_of(all.get("willits").unwrap(), date(2026, 1, 1));
    let first = calendar(&plan, speech(), &options(Privacy::Plain)).unwrap();
    assert_eq!(first, calendar(&plan, speech(), &options(Privacy::Plain)).unwrap());
    let held = plan.hold("boot-flat", date(2026, 2, 20)).unwrap();
    let second = calendar(&held, speech(), &options(Privacy::Discreet)).unwrap();
    let ids = |text: &str| read(text).1.iter().map(|e| e["UID"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ids(&second));
}

#[test]
fn folding_counts_octets_and_never_splits_a_character() {
    let long = format!("SUMMARY:{}\r\nB:x\r\n", "→".repeat(60));
    let folded = fold(&long);
    assert!(folded.split("\r\n").all(|line| line.len() <= 75));
    assert_eq!(folded.replace("\r\n ", ""), long);
}

#[test]
fn the_text_as_a_phone_gets_it() {
    let all = protocols();
    let plan = plan_of(all.get("roche-wedge").unwrap(), date(2024, 2, 29));
    insta::assert_snapshot!("roche-wedge-plain", calendar(&plan, speech(), &options(Privacy::Plain)).unwrap());
    insta::assert_snapshot!("roche-wedge-discreet", calendar(&plan, speech(), &options(Privacy::Discreet)).unwrap());
}
