//! What belongs together and what does not: people with one visit number, long misses, second ruptures, visits that go on.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::path::PathBuf;

use heelrise_sweep::audit::Audit;
use heelrise_sweep::worklist::Entry;
use heelrise_sweep::{Knowledge, Map, Options, Worklist, sweep};

fn run(name: &str, text: &str, map: Option<&str>, days: Option<u16>) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    let path: PathBuf = dir.path().join(name);
    std::fs::write(&path, text).unwrap();
    let options = Options {
        inputs: vec![path],
        kind: None,
        map: map.map(|map| Map::read(map).unwrap()),
        today: "2026-11-23".parse().unwrap(),
        days,
        sentences: false,
        threads: 2,
        output: dir.path().join("worklist.json"),
        fresh: true,
    };
    sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

/// Visits as rows: visit, person, day, note, code.
fn table(days: Option<u16>, rows: &[[&str; 5]]) -> Worklist {
    let row = |[v, p, d, t, c]: &[&str; 5]| format!("{v},{p},{d},\"{t}\",{c}\n");
    let text = "v,p,d,t,c\n".to_owned() + &rows.iter().map(row).collect::<String>();
    run("visits.csv", &text, Some("encounter=v,patient=p,date=d,note=t,code=c"), days)
}

fn look_back(rows: &[[&str; 5]]) -> Audit {
    table(None, rows).audit.unwrap()
}

const POP: &str = "Felt a pop in the calf, unable to heel raise. Home.";
const TORN: &str = "Achilles rupture. Equinus boot, referred to fracture clinic.";

#[test]
fn two_people_with_one_visit_number_stay_two() {
    let people = |list: &Worklist| {
        let names = |all: &[Entry]| all.iter().map(|one| one.patient.clone()).collect::<Vec<_>>();
        (names(&list.people), names(&list.already_known), list.read.visits_shared)
    };
    let rows = [["1", "pA", "2026-11-20", POP, "S93.401A"], ["1", "pB", "2026-11-20", TORN, "S86.011A"]];
    assert_eq!(people(&table(Some(14), &rows)), (vec!["pA".to_owned()], vec!["pB".to_owned()], 1));
    let [a, b] = rows;
    assert_eq!(people(&table(Some(14), &[b, a])), (vec!["pA".to_owned()], vec!["pB".to_owned()], 1));
    // One row a diagnosis: one visit of one person.
    let rows = [["1", "pA", "2026-11-20", POP, "S93.401A"], ["1", "pA", "2026-11-20", "", "M79.661"]];
    assert_eq!(people(&table(Some(14), &rows)), (vec!["pA".to_owned()], vec![], 0));
}

#[test]
fn a_visit_that_began_before_the_days_of_the_list_is_on_it_while_it_goes_on() {
    let encounter = |from: &str| {
        format!(
            r#"{{"resourceType":"Encounter","id":"e1","status":"finished","class":{{"code":"IMP"}},"subject":{{"reference":"Patient/p1"}},"period":{{"start":"{from}","end":"2026-11-22"}}}}"#
        )
    };
    let note = base64_simd::STANDARD.encode_to_string(POP);
    let document = format!(
        r#"{{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{{"reference":"Patient/p1"}},"date":"2026-11-20","context":{{"encounter":[{{"reference":"Encounter/e1"}}]}},"content":[{{"attachment":{{"contentType":"text/plain","data":"{note}"}}}}]}}"#
    );
    for from in ["2026-11-20", "2026-11-05", "2026-09-01", "2026-01-05"] {
        let list = run("a.ndjson", &format!("{}\n{document}\n", encounter(from)), None, Some(14));
        assert_eq!(list.people.len(), 1, "{from}");
    }
}

#[test]
fn the_longest_misses_are_misses() {
    let torn = |day| ["v2", "p1", day, "Neglected chronic Achilles rupture. Listed for surgery.", "S86.011A"];
    let home = ["v1", "p1", "2024-03-01", POP, "S93.401A"];
    for (day, took) in [("2024-05-30", 90), ("2024-05-31", 91), ("2024-07-05", 126), ("2025-03-01", 365)] {
        let audit = look_back(&[home, torn(day)]);
        assert_eq!(audit.missed.iter().map(|one| one.days).collect::<Vec<_>>(), [took], "{audit:?}");
    }
    let later = ["v3", "p1", "2024-05-01", POP, "M79.661"];
    let audit = look_back(&[home, later, torn("2024-07-05")]);
    assert_eq!((audit.missed[0].days, audit.missed[0].visits), (126, 2));
    // The same, named by a code of late care.
    let late = ["v2", "p1", "2024-07-05", "Achilles rupture.", "S86.011D"];
    let audit = look_back(&[home, late]);
    assert_eq!((audit.missed.len(), audit.truly_late.len()), (1, 0));
    // A code alone, long before, is another injury.
    let sprain = ["v1", "p1", "2024-03-01", "Inversion injury, swollen.", "S93.401A"];
    let audit = look_back(&[sprain, torn("2024-07-05")]);
    assert_eq!((audit.missed.len(), audit.at_once), (0, 1));
}

#[test]
fn without_a_day_nobody_knows_which_came_first() {
    let audit = look_back(&[["v1", "p1", "", POP, "S93.401A"], ["v2", "p1", "2024-03-22", TORN, "S86.011A"]]);
    assert_eq!((audit.missed.len(), audit.at_once, audit.undated, audit.missed_share), (0, 0, 1, None));
    let audit = look_back(&[["v2", "p1", "", TORN, "S86.011A"]]);
    assert_eq!((audit.at_once, audit.undated), (0, 1));
}

#[test]
fn a_second_rupture_can_be_missed_too() {
    let first = ["v0", "p1", "2022-04-01", TORN, "S86.012A"];
    let again = ["v2", "p1", "2024-03-15", TORN, "S86.011A"];
    let audit = look_back(&[first, ["v1", "p1", "2024-03-01", POP, "S93.401A"], again]);
    assert_eq!((audit.missed.len(), audit.missed[0].days, audit.at_once), (1, 14, 1), "{audit:?}");
    // A follow-up without new words, and the rupture coded once more, is the old one.
    let follow_up = ["v1", "p1", "2022-05-01", "Wound fine, in boot.", "S86.012D"];
    let audit = look_back(&[first, follow_up, ["v2", "p1", "2022-06-01", TORN, "S86.012A"]]);
    assert_eq!((audit.missed.len(), audit.at_once), (0, 1), "{audit:?}");
}

#[test]
fn a_rupture_that_was_taken_back_later_hides_nobody() {
    let condition = |time: &str, status: &str, code: &str| {
        format!(
            r#"{{"resourceType":"Condition","id":"c2","meta":{{"lastUpdated":"{time}"}},"verificationStatus":{{"coding":[{{"code":"{status}"}}]}},"subject":{{"reference":"Patient/p1"}},"encounter":{{"reference":"Encounter/e1"}},"recordedDate":"2026-11-20","code":{{"coding":[{{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"{code}"}}]}}}}"#
        ) + "\n"
    };
    let note = base64_simd::STANDARD
        .encode_to_string("Felt a pop, unable to heel raise. Equinus boot, referred to fracture clinic.");
    let document = format!(
        r#"{{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{{"reference":"Patient/p1"}},"date":"2026-11-20","context":{{"encounter":[{{"reference":"Encounter/e1"}}]}},"content":[{{"attachment":{{"contentType":"text/plain","data":"{note}"}}}}]}}"#
    ) + "\n";
    let first = condition("2026-11-20T10:00:00Z", "confirmed", "S86.011A");
    let taken_back = condition("2026-11-20T11:30:00+01:00", "entered-in-error", "S86.011A");
    let sprain = condition("2026-11-20T12:00:00Z", "confirmed", "S93.401A");
    let known = |lines: &[&String]| {
        let text: String = lines.iter().map(|line| line.as_str()).collect();
        let list = run("a.ndjson", &(text + &document), None, Some(14));
        (list.people.len(), list.already_known.len())
    };
    assert_eq!(known(&[&first]), (0, 1));
    assert_eq!(known(&[&first, &taken_back]), (1, 0));
    assert_eq!(known(&[&taken_back, &first]), (1, 0));
    assert_eq!(known(&[&first, &sprain]), (1, 0));
    // What was taken back may be said again.
    let again = condition("2026-11-21T10:00:00Z", "confirmed", "S86.011A");
    assert_eq!(known(&[&again, &first, &taken_back]), (0, 1));
}

#[test]
fn a_document_that_was_exported_twice_is_one_note() {
    let document = |text: &str| {
        let note = base64_simd::STANDARD.encode_to_string(text);
        format!(
            r#"{{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{{"reference":"Patient/p1"}},"date":"2026-11-20","context":{{"encounter":[{{"reference":"Encounter/e1"}}]}},"content":[{{"attachment":{{"contentType":"text/plain","data":"{note}"}}}}]}}"#
        ) + "\n"
    };
    let notes = |text: &str| run("a.ndjson", text, None, Some(14)).people[0].notes.len();
    assert_eq!(notes(&document(POP).repeat(2)), 1);
    // What was added to it later is read too.
    assert_eq!(notes(&(document(POP) + &document("Felt a pop. Palpable gap."))), 2);
}
