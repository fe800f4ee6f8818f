//! What the cohort promises, looked at from outside.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use base64::{Engine, engine::general_purpose::STANDARD};
use heelrise_cohort::note::SIGNS;
use heelrise_cohort::speed::{Leg, Notes, names_leg};
use heelrise_cohort::stock::Stock;
use heelrise_cohort::written::{Cohort, files, write};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const UNTIL: i64 = 20_757;

fn cohort(seed: u64, encounters: usize) -> Cohort {
    write(&Stock::load().unwrap(), seed, encounters, UNTIL)
}

fn values(cohort: &Cohort, resource: &str) -> Vec<Value> {
    let (_, lines) = files(cohort).find(|(name, _)| *name == resource).unwrap();
    lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(document: &Value) -> String {
    let data = document["content"][0]["attachment"]["data"].as_str().unwrap();
    String::from_utf8(STANDARD.decode(data).unwrap()).unwrap()
}

fn truth(cohort: &Cohort) -> Vec<Vec<String>> {
    cohort.truth.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn the_counts_are_those_asked_for() {
    let cohort = cohort(1, 3_000);
    let rows = truth(&cohort);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &rows {
        let word = if row[4] == "after" { "after" } else { &row[3] };
        *counts.entry(word).or_default() += 1;
    }
    assert_eq!(counts["missed"], 60);
    assert_eq!(counts["recognised"], 40);
    assert_eq!(counts["known_late"], 15);
    assert_eq!(counts["miscoded"], 15);
    assert_eq!(counts["after"], 45, "a rupture was coded later for so many of the missed");
    assert_eq!(rows.len() - counts["after"], 3_000);
    let benign: Vec<_> = rows.iter().filter(|row| row[3] == "benign").collect();
    let share = |kind: &str| benign.iter().filter(|row| row[4] == kind).count() as f64 / benign.len() as f64;
    assert!((0.52..0.60).contains(&share("sprain")), "{}", share("sprain"));
    assert!((0.10..0.145).contains(&share("calf")), "{}", share("calf"));
    let voices: BTreeSet<_> = rows.iter().map(|row| row[5].as_str()).collect();
    assert!(voices.len() >= 14, "{voices:?}");
}

#[test]
fn a_seed_gives_the_same_bytes_and_another_seed_others() {
    let (a, b, c) = (cohort(7, 400), cohort(7, 400), cohort(8, 400));
    assert_eq!(a.lines, b.lines);
    assert_eq!((&a.truth, &a.spans), (&b.truth, &b.spans));
    assert_ne!(a.lines[3], c.lines[3]);
}

#[test]
fn every_line_is_json_and_every_reference_is_answered() {
    let cohort = cohort(1, 3_000);
    let ids = |resource: &str| -> BTreeSet<String> {
        let all: Vec<_> = values(&cohort, resource).iter().map(|v| v["id"].as_str().unwrap().to_owned()).collect();
        let set: BTreeSet<_> = all.iter().cloned().collect();
        assert_eq!(set.len(), all.len(), "{resource} ids repeat");
        set
    };
    let (patients, encounters) = (ids("Patient"), ids("Encounter"));
    for (name, lines) in files(&cohort) {
        assert!(!lines.is_empty(), "{name} is empty");
        for line in lines {
            let value: Value = serde_json::from_str(line).unwrap();
            assert_eq!(value["resourceType"], name);
            if name == "Patient" {
                continue;
            }
            let patient = value["subject"]["reference"].as_str().unwrap().strip_prefix("Patient/").unwrap();
            assert!(patients.contains(patient));
            let visit =
                value["encounter"]["reference"].as_str().or(value["context"]["encounter"][0]["reference"].as_str());
            if name != "Encounter" {
                assert!(encounters.contains(visit.unwrap().strip_prefix("Encounter/").unwrap()));
            }
        }
    }
}

#[test]
fn every_span_slices_its_note_and_no_mark_or_slot_is_left() {
    let cohort = cohort(3, 1_000);
    let texts: BTreeMap<String, String> =
        values(&cohort, "DocumentReference").iter().map(|d| (d["id"].as_str().unwrap().to_owned(), text(d))).collect();
    for (id, text) in &texts {
        assert!(!text.trim().is_empty(), "{id} is empty");
        assert!(!text.contains(['{', '}']), "{id} keeps a slot: {text}");
        for sign in SIGNS {
            assert!(!text.contains(&format!("<{sign}")), "{id} keeps a mark: {text}");
        }
    }
    let mut spans = 0;
    for line in cohort.spans.lines().skip(1).filter(|line| line.starts_with('d')) {
        let fields: Vec<_> = line.splitn(7, ',').collect();
        let note = &texts[fields[0]];
        let words = &note[fields[2].parse::<usize>().unwrap()..fields[3].parse::<usize>().unwrap()];
        // Words over a line break continue on the next line of the file.
        let first = words.lines().next().unwrap();
        assert!(fields[6].replace("\"\"", "\"").contains(first), "{line}");
        spans += 1;
    }
    assert!(spans > 500, "{spans}");
}

#[test]
fn no_words_stand_for_many_missed_ruptures() {
    let cohort = cohort(1, 400);
    let missed: BTreeSet<_> =
        truth(&cohort).into_iter().filter(|row| row[3] == "missed").map(|row| row[0].clone()).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = 0;
    for line in cohort.spans.lines().skip(1) {
        let fields: Vec<_> = line.splitn(7, ',').collect();
        if fields.len() == 7 && missed.contains(fields[1]) && ["+", "?", "!"].contains(&fields[5]) {
            *seen.entry(fields[6].to_lowercase()).or_default() += 1;
            all += 1;
        }
    }
    let limit = all * 3 / 100;
    for (words, count) in seen {
        assert!(count <= limit, "{words} stands {count} times among {all}");
    }
}

#[test]
fn some_missed_notes_hold_no_sign_and_the_rest_at_least_one() {
    let cohort = cohort(1, 400);
    let rows = truth(&cohort);
    let bare: Vec<_> = rows.iter().filter(|row| row[3] == "missed" && row[8].is_empty()).map(|row| &row[6]).collect();
    assert_eq!(bare.len(), 8, "{bare:?}");
    for row in rows.iter().filter(|row| row[3] == "missed" && !row[8].is_empty()) {
        let true_signs = row[8].split(';').filter(|sign| sign.ends_with(['+', '?'])).count();
        assert!((1..=5).contains(&true_signs), "{row:?}");
    }
}

#[test]
fn a_missed_rupture_is_coded_after_the_days_the_truth_names() {
    let cohort = cohort(1, 3_000);
    let rows = truth(&cohort);
    let day = |text: &str| heelrise_cohort::fhir::day(text).unwrap();
    for row in rows.iter().filter(|row| !row[7].is_empty()) {
        let days: i64 = row[7].parse().unwrap();
        assert!((4..=90).contains(&days));
        assert!(rows.iter().any(|r| r[1] == row[1] && r[4] == "after" && day(&r[2]) - day(&row[2]) == days), "{row:?}");
    }
}

#[test]
fn first_visits_alone_hold_nothing_of_the_later_ones() {
    let mut some = cohort(1, 400);
    let whole = some.lines.clone();
    some.keep_first_visits();
    let later = truth(&some).iter().filter(|row| row[4] == "after").count();
    assert_eq!(whole[1].len() - some.lines[1].len(), later);
    assert!(later > 0 && whole[3].len() > some.lines[3].len() && whole[2].len() > some.lines[2].len());
    assert_eq!(whole[0].len(), some.lines[0].len(), "the people stay");
    let visits: BTreeSet<_> =
        values(&some, "Encounter").iter().map(|visit| visit["id"].as_str().unwrap().to_owned()).collect();
    for document in values(&some, "DocumentReference") {
        let visit = document["context"]["encounter"][0]["reference"].as_str().unwrap()["Encounter/".len()..].to_owned();
        assert!(visits.contains(&visit));
    }
}

fn speed_notes(leg: Leg, count: usize) -> Vec<String> {
    let mut notes = Notes::new(&Stock::load().unwrap(), leg, 1);
    let mut out = Vec::new();
    for _ in 0..count {
        notes.line(&mut out);
    }
    let lines = String::from_utf8(out).unwrap();
    lines.lines().map(|line| text(&serde_json::from_str(line).unwrap())).collect()
}

#[test]
fn few_or_all_notes_speak_of_the_leg() {
    let rare = speed_notes(Leg::Rare, 10_000);
    let speaking = rare.iter().filter(|note| names_leg(note)).count();
    assert!((140..=260).contains(&speaking), "{speaking} of 10,000");
    assert!(speed_notes(Leg::Every, 2_000).iter().all(|note| names_leg(note)));
}

#[test]
fn false_friends_are_as_uncommon_as_in_transcribed_notes() {
    let rare = speed_notes(Leg::Rare, 10_000);
    let has = |note: &&String| {
        let words = note.to_lowercase();
        ["pop", "snap", "kick", " gap"].iter().any(|word| words.replace("popliteal", "").contains(word))
    };
    let odd = rare.iter().filter(|note| !names_leg(note)).filter(has).count();
    assert!((100..=400).contains(&odd), "{odd} of 10,000");
}

#[test]
fn about_one_general_note_in_eight_holds_a_sign_as_transcribed_notes_do() {
    let rare = speed_notes(Leg::Rare, 10_000);
    let sign = |note: &&String| heelrise_notes::find_signs(note).iter().any(|found| &*found.sign != "other");
    let with_signs = rare.iter().filter(sign).count();
    // 287 of 2,377 transcribed notes of every specialty: 12.1 %, most for a medicine.
    assert!((900..=1_500).contains(&with_signs), "{with_signs} of 10,000");
}

#[test]
fn notes_by_the_gigabyte_are_one_to_four_kilobytes_and_all_different() {
    let notes = speed_notes(Leg::Every, 3_000);
    for note in &notes {
        assert!((1_000..=4_096).contains(&note.len()), "{}", note.len());
    }
    let different: BTreeSet<_> = notes.iter().collect();
    assert_eq!(different.len(), notes.len());
}
