//! Notes in records of their own, to which documents refer.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::path::Path;

use heelrise_notes::Engine;
use heelrise_sweep::{Knowledge, Options, Worklist, note_again, sweep};

const POP: &str = "Felt a pop in the calf, unable to heel raise.";

fn binary(id: &str, kind: &str, note: &str) -> String {
    let data = base64_simd::STANDARD.encode_to_string(note);
    format!(r#"{{"resourceType":"Binary","id":"{id}","contentType":"{kind}","data":"{data}"}}"#) + "\n"
}

fn document(id: &str, day: &str, status: &str, attachments: &[[&str; 2]]) -> String {
    let all =
        attachments.iter().map(|[kind, url]| format!(r#"{{"attachment":{{"contentType":"{kind}","url":"{url}"}}}}"#));
    let all: Vec<String> = all.collect();
    format!(
        r#"{{"resourceType":"DocumentReference","id":"d{id}","status":"{status}","subject":{{"reference":"Patient/p{id}"}},"date":"{day}","context":{{"encounter":[{{"reference":"Encounter/e{id}"}}]}},"content":[{}]}}"#,
        all.join(",")
    ) + "\n"
}

fn swept(dir: &Path, files: &[(&str, &str)]) -> Worklist {
    let mut inputs = Vec::new();
    for (name, text) in files {
        inputs.push(dir.join(name));
        std::fs::write(dir.join(name), text).unwrap();
    }
    let options = Options {
        inputs,
        kind: None,
        map: None,
        today: "2026-11-23".parse().unwrap(),
        days: Some(14),
        sentences: true,
        threads: 2,
        output: dir.join("worklist.json"),
        fresh: true,
    };
    sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

#[test]
fn a_note_in_a_record_of_its_own_is_its_documents() {
    let plain = [["text/plain", "Binary/b1"]];
    for url in ["Binary/b1", "https://ehr.example/fhir/Binary/b1", "/Binary/b1", "Binary/b1/_history/1", "urn:uuid:b1"]
    {
        let named = document("1", "2026-11-20", "current", &[["text/plain", url]]);
        let text = binary("b1", "text/plain", POP);
        for files in [[("a.ndjson", &*named), ("b.ndjson", &*text)], [("a.ndjson", &*text), ("b.ndjson", &*named)]] {
            let dir = tempfile::tempdir().unwrap();
            let list = swept(dir.path(), &files);
            let one = &list.people[0];
            assert_eq!((&*one.patient, &*one.encounter, list.people.len()), ("p1", "e1", 1), "{url}");
            assert_eq!((list.read.notes, list.read.notes_with_signs, list.read.notes_elsewhere), (1, 1, 0));
            // Whoever reviews it sees the note.
            let engine = Engine::new(&Engine::built_in()).unwrap();
            let again = note_again(one, &one.notes[0], &[], &engine).unwrap();
            assert_eq!(again.text, POP);
        }
    }
    // Inside the address itself.
    let data = format!("data:text/plain;base64,{}", base64_simd::STANDARD.encode_to_string(POP));
    let dir = tempfile::tempdir().unwrap();
    let list = swept(dir.path(), &[("a.ndjson", &document("1", "2026-11-20", "current", &[["text/plain", &data]]))]);
    assert_eq!((list.people.len(), list.read.notes_elsewhere), (1, 0));
    // The same note in two forms is one.
    let two = document("1", "2026-11-20", "current", &[["text/html", "Binary/b2"], plain[0]]);
    let text = binary("b1", "text/plain", POP) + &binary("b2", "text/html", &format!("<p>{POP}</p>"));
    let dir = tempfile::tempdir().unwrap();
    let list = swept(dir.path(), &[("a.ndjson", &(two + &text))]);
    assert_eq!(list.people.iter().map(|one| one.notes.len()).collect::<Vec<_>>(), [1]);
}

#[test]
fn what_is_not_here_is_said_and_what_does_not_count_lists_nobody() {
    let all = [
        document("1", "2026-11-20", "current", &[["text/plain", "Binary/b1"]]),
        document("2", "2020-01-20", "current", &[["text/plain", "Binary/b2"]]),
        document("3", "2026-11-20", "entered-in-error", &[["text/plain", "Binary/b3"]]),
        document("4", "2026-11-20", "current", &[["text/plain", "Binary/b4"]]),
        document("5", "2026-11-20", "current", &[["text/plain", "Binary/b5"]]),
        document("6", "2026-11-20", "current", &[["text/plain", "https://ehr.example/notes/6"]]),
        binary("b2", "text/plain", POP),
        binary("b3", "text/plain", POP),
        binary("b4", "application/pdf", "%PDF"),
        binary("b5", "text/plain", "Seen for a cough."),
    ];
    let dir = tempfile::tempdir().unwrap();
    let list = swept(dir.path(), &[("a.ndjson", &all.concat())]);
    assert_eq!(list.people, []);
    assert_eq!((list.read.notes_elsewhere, list.read.notes_not_text), (2, 1));
    let said: Vec<_> = list.read.remarks.iter().map(|one| (one.line, one.what.contains("Binary"))).collect();
    assert_eq!(said, [(6, false), (1, true)]);
    // A text to which nothing refers is a note of nobody, and is not lost.
    let dir = tempfile::tempdir().unwrap();
    let list = swept(dir.path(), &[("a.ndjson", &binary("b9", "text/plain", POP))]);
    assert_eq!((list.people.len(), &*list.people[0].patient), (1, ""));
}

#[test]
fn a_bundle_in_one_line_is_its_records() {
    let data = base64_simd::STANDARD.encode_to_string(POP);
    let inside = document("1", "2026-11-20", "current", &[["text/plain", "Binary/b1"]]);
    let text = document("2", "2026-11-20", "current", &[["text/plain", "x"]])
        .replace("\"url\":\"x\"", &format!("\"data\":\"{data}\""));
    let binary = binary("b1", "text/plain", POP);
    let entries = [&inside, &binary, &text].map(|one| format!(r#"{{"resource":{}}}"#, one.trim()));
    let bundle = format!(r#"{{"resourceType":"Bundle","type":"batch","entry":[{}]}}"#, entries.join(","));
    let dir = tempfile::tempdir().unwrap();
    let list = swept(dir.path(), &[("a.ndjson", &bundle)]);
    let mut people: Vec<_> = list.people.iter().map(|one| one.patient.as_str()).collect();
    people.sort_unstable();
    assert_eq!((people, list.read.bad), (vec!["p1", "p2"], 0));
    let engine = Engine::new(&Engine::built_in()).unwrap();
    for one in &list.people {
        assert_eq!(note_again(one, &one.notes[0], &[], &engine).unwrap().text, POP);
    }
}
