//! A note is shown again only when it is the one that was swept: moved, changed, reordered and renamed inputs are each told.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::path::{Path, PathBuf};

use heelrise_notes::Engine;
use heelrise_sweep::worklist::Entry;
use heelrise_sweep::{Knowledge, Map, NotAgain, Options, Place, Worklist, note_again, notes_at, sweep};

fn engine() -> Engine {
    Engine::new(&Engine::built_in()).unwrap()
}

fn swept(input: &Path, sentences: bool, map: Option<&str>) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        inputs: vec![input.to_owned()],
        kind: None,
        map: map.map(|map| Map::read(map).unwrap()),
        today: "2026-11-20".parse().unwrap(),
        days: Some(14),
        sentences,
        threads: 1,
        output: dir.path().join("worklist.json"),
        fresh: true,
    };
    sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

fn ward(into: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ward");
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), into.join(file.file_name())).unwrap();
    }
    into.join("DocumentReference.ndjson")
}

fn notes(list: &Worklist) -> impl Iterator<Item = (&Entry, Result<String, NotAgain>)> {
    let engine = engine();
    let people = list.people.iter().chain(&list.already_known);
    people.flat_map(|entry| entry.notes.iter().map(move |note| (entry, note))).map(move |(entry, note)| {
        let again = note_again(entry, note, &[], &engine).map(|again| {
            assert!(again.changed.is_some());
            again.text
        });
        (entry, again)
    })
}

#[test]
fn every_note_of_the_ward_comes_back_with_its_words_in_place() {
    let dir = tempfile::tempdir().unwrap();
    ward(dir.path());
    let list = swept(dir.path(), true, None);
    let mut count = 0;
    for (entry, again) in notes(&list) {
        let text = again.unwrap();
        let note = entry.notes.iter().find(|note| note.signs.iter().all(|s| text.get(s.span.0..s.span.1).is_some()));
        for sign in &note.unwrap().signs {
            assert_eq!(sign.words(), text.get(sign.span.0..sign.span.1));
        }
        count += 1;
    }
    assert!(count >= 5, "{count}");
}

#[test]
fn notes_come_back_from_packed_files_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = ward(dir.path());
    let plain = std::fs::read(&file).unwrap();
    let gz = std::fs::File::create(dir.path().join("DocumentReference.ndjson.gz")).unwrap();
    let mut gz = flate2::write::GzEncoder::new(gz, flate2::Compression::default());
    std::io::Write::write_all(&mut gz, &plain).unwrap();
    gz.finish().unwrap();
    std::fs::remove_file(&file).unwrap();
    let list = swept(dir.path(), true, None);
    assert!(notes(&list).count() >= 5);
    assert!(notes(&list).all(|(_, again)| again.is_ok()));
}

#[test]
fn notes_come_back_from_json_documents_too() {
    let dir = tempfile::tempdir().unwrap();
    let file = ward(dir.path());
    let lines = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let records: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    std::fs::write(dir.path().join("notes.json"), serde_json::to_string_pretty(&records).unwrap()).unwrap();
    let list = swept(dir.path(), true, None);
    assert!(notes(&list).count() >= 5);
    assert!(notes(&list).all(|(_, again)| again.is_ok()));
    let first = &list.people[0].notes[0];
    let place = Place { file: first.file.to_string(), line: first.line, byte: first.byte };
    assert_eq!(notes_at(&place).unwrap().len(), 1);
    // The line is that of the document.
    let document = std::fs::read_to_string(dir.path().join("notes.json")).unwrap();
    let line = usize::try_from(first.line).unwrap();
    assert_eq!(document.lines().nth(line - 1).unwrap(), "  {");
    let rest: Vec<&str> = document.lines().skip(line).take_while(|line| !line.starts_with("  }")).collect();
    assert!(rest.iter().any(|line| line.contains(&format!("\"id\": \"{}\"", first.document))), "{rest:?}");
}

#[test]
fn a_changed_a_reordered_and_a_missing_input_never_give_a_note() {
    let dir = tempfile::tempdir().unwrap();
    let file = ward(dir.path());
    let list = swept(dir.path(), false, None);
    let text = std::fs::read_to_string(&file).unwrap();
    let only = |wanted: &[NotAgain]| {
        let said: Vec<NotAgain> = notes(&list).filter_map(|(_, again)| again.err()).collect();
        assert!(said.iter().all(|one| wanted.contains(one)), "{said:?}");
        said.len()
    };
    assert_eq!(only(&[]), 0);

    // Lines in another order: at each place stands another record, or the middle of one.
    let mut lines: Vec<&str> = text.lines().collect();
    lines.reverse();
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    assert!(only(&[NotAgain::OtherRecord]) >= 4);

    // One more word at the front of each note: the record is the same, its words are not.
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
        let data = record.pointer_mut("/content/0/attachment/data");
        let Some(data) = data else {
            lines.push(line.to_owned());
            continue;
        };
        let old = base64_simd::STANDARD.decode_to_vec(data.as_str().unwrap().as_bytes()).unwrap();
        let new = [b"Addendum. ".as_slice(), &old].concat();
        *data = base64_simd::STANDARD.encode_to_string(&new).into();
        lines.push(record.to_string());
    }
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    assert!(only(&[NotAgain::OtherRecord, NotAgain::OtherWords]) >= 4);

    std::fs::remove_file(&file).unwrap();
    assert!(only(&[NotAgain::Gone]) >= 4);
}

#[test]
fn notes_come_back_from_records_that_are_odd() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("odd.ndjson");
    let code = |text: &str| base64_simd::STANDARD.encode_to_string(text.as_bytes());
    // Behind a mark that some programs put in front of a file; a reference with a version; a number that no machine number
    // holds; two notes in one record, the second with its kind in capitals; a conclusion and a form.
    let lines = [
        format!(
            r#"{{"resourceType":"DocumentReference","id":"d1","subject":{{"reference":"Patient/p1/_history/2"}},"date":"2026-11-19","big":1e999,"context":{{"encounter":[{{"reference":"Encounter/e1"}}]}},"content":[{{"attachment":{{"contentType":"text/plain","data":"{}"}}}},{{"attachment":{{"contentType":"TEXT/PLAIN; charset=utf-8","data":"{}"}}}}]}}"#,
            code("Felt a pop in the calf."),
            code("Palpable gap in the Achilles tendon. Simmonds positive."),
        ),
        format!(
            r#"{{"resourceType":"DiagnosticReport","id":"r1","subject":{{"reference":"Patient/p2"}},"encounter":{{"reference":"Encounter/e2"}},"effectiveDateTime":"2026-11-19","conclusion":"Palpable gap above the heel.","presentedForm":[{{"data":"{}"}}]}}"#,
            code("Heard a loud snap, unable to heel raise."),
        ),
    ];
    std::fs::write(&file, format!("\u{feff}{}\n", lines.join("\n"))).unwrap();
    let list = swept(&file, true, None);
    let texts: Vec<_> = notes(&list).map(|(_, again)| again.unwrap()).collect();
    assert_eq!(texts.len(), 4, "{texts:?}");
    for note in list.people.iter().flat_map(|entry| &entry.notes) {
        let place = Place { file: note.file.to_string(), line: note.line, byte: note.byte };
        let held = notes_at(&place).unwrap();
        assert_eq!(held.len(), 2);
        let fits = |text: &String| note.signs.iter().all(|sign| sign.words() == text.get(sign.span.0..sign.span.1));
        assert!(held.iter().any(fits), "{note:?} in {held:?}");
    }
}

#[test]
fn another_persons_record_with_the_same_words_is_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("notes.csv");
    let table =
        |who: &str| format!("visit,mrn,seen,note\nv{who},{who},2026-11-19,\"Felt a pop,\nunable to heel raise.\"\n");
    std::fs::write(&file, table("1")).unwrap();
    let list = swept(&file, false, Some("encounter=visit,patient=mrn,date=seen,note=note"));
    assert_eq!(list.people.len(), 1);
    assert_eq!(notes(&list).next().unwrap().1.unwrap(), "Felt a pop,\nunable to heel raise.");
    std::fs::write(&file, table("2")).unwrap();
    assert_eq!(notes(&list).next().unwrap().1, Err(NotAgain::OtherRecord));
}

#[test]
fn a_path_from_elsewhere_is_looked_for_in_the_folders_that_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let text = "Felt a pop at the back of the leg. Simmonds not done.";
    std::fs::write(dir.path().join("a.txt"), text).unwrap();
    let mut list = swept(&dir.path().join("a.txt"), false, None);
    let entry = &mut list.people[0];
    entry.notes[0].file = "a.txt".into();
    "a.txt".clone_into(&mut entry.notes[0].document);
    let entry = &list.people[0];
    let again = |folders: &[PathBuf]| note_again(entry, &entry.notes[0], folders, &engine()).map(|again| again.text);
    assert_eq!(again(&[]), Err(NotAgain::Gone));
    assert_eq!(again(&[dir.path().join("not there"), dir.path().to_owned()]).as_deref(), Ok(text));

    let mut hidden = entry.clone();
    hidden.notes[0].file = "".into();
    assert_eq!(note_again(&hidden, &hidden.notes[0], &[], &engine()), Err(NotAgain::Withheld));
    hidden.notes[0].file = "-".into();
    assert_eq!(note_again(&hidden, &hidden.notes[0], &[], &engine()), Err(NotAgain::Streamed));
}
