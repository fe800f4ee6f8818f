//! A Parquet file gives the worklist that the same table as CSV gives; a damaged one is named, and stops nothing else.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use heelrise_notes::Engine;
use heelrise_sweep::{Knowledge, Map, NotAgain, Options, Worklist, note_again, sweep};
use parquet::data_type::{ByteArray, ByteArrayType, Int32Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

const NOTES: [&str; 4] = [
    "Felt a \"pop\" in the heel,\nSimmonds abnormal. Palpable gap. Home as sprain.",
    "Größe 3 cm: palpable gap, Thompson positive",
    "Simmonds normal, no gap",
    "Calf squeeze: no movement of the foot. Achilles: palpable gap.",
];

/// Rows in groups of `group`: a visit, a person, a day (days since 1970), a note or none.
fn write(path: &Path, rows: usize, group: usize) {
    let schema = "message notes { required binary visit (UTF8); required binary mrn (UTF8); required int32 seen (DATE); \
                  optional binary text (UTF8); optional int32 unused; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let all: Vec<usize> = (0..rows).collect();
    for part in all.chunks(group) {
        let mut rows = file.next_row_group().unwrap();
        for index in 0..5 {
            let mut column = rows.next_column().unwrap().unwrap();
            let texts = |of: &dyn Fn(usize) -> String| -> Vec<ByteArray> {
                part.iter().map(|n| ByteArray::from(of(*n).into_bytes())).collect()
            };
            match index {
                0 => column.typed::<ByteArrayType>().write_batch(&texts(&|n| format!("v{n}")), None, None).unwrap(),
                1 => column.typed::<ByteArrayType>().write_batch(&texts(&|n| format!("p{n}")), None, None).unwrap(),
                2 => column.typed::<Int32Type>().write_batch(&vec![20_770; part.len()], None, None).unwrap(),
                3 => {
                    let there: Vec<i16> = part.iter().map(|n| i16::from(n % 5 != 4)).collect();
                    let held: Vec<ByteArray> =
                        part.iter().filter(|n| *n % 5 != 4).map(|n| NOTES[n % 5].into()).collect();
                    column.typed::<ByteArrayType>().write_batch(&held, Some(&there), None).unwrap()
                }
                _ => column.typed::<Int32Type>().write_batch(&[], Some(&vec![0; part.len()]), None).unwrap(),
            };
            column.close().unwrap();
        }
        rows.close().unwrap();
    }
    file.close().unwrap();
}

fn write_csv(path: &Path, rows: usize) {
    let mut csv = csv::Writer::from_path(path).unwrap();
    csv.write_record(["visit", "mrn", "seen", "text"]).unwrap();
    for n in 0..rows {
        let note = if n % 5 == 4 { "" } else { NOTES[n % 5] };
        csv.write_record([&format!("v{n}"), &format!("p{n}"), "2026-11-13", note]).unwrap();
    }
    csv.flush().unwrap();
}

fn swept(inputs: &[PathBuf], map: &str) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    let options = Options {
        inputs: inputs.to_vec(),
        kind: None,
        map: Some(Map::read(map).unwrap()),
        today: "2026-11-20".parse().unwrap(),
        days: Some(14),
        sentences: true,
        threads: 2,
        output: dir.path().join("worklist.json"),
        fresh: false,
    };
    sweep(&options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

const MAP: &str = "encounter=visit,patient=mrn,date=seen,note=text";

#[test]
fn parquet_gives_what_the_same_table_as_csv_gives() {
    let dir = tempfile::tempdir().unwrap();
    let (packed, plain) = (dir.path().join("a.parquet"), dir.path().join("a.csv"));
    write(&packed, 900, 130);
    write_csv(&plain, 900);
    let told = |list: &Worklist| {
        let text = serde_json::to_string(&(&list.people, &list.already_known)).unwrap();
        text.replace("a.parquet", "a").replace("a.csv", "a").replace(dir.path().to_str().unwrap(), "")
    };
    let (one, other) = (swept(std::slice::from_ref(&packed), MAP), swept(&[plain], MAP));
    assert!(one.people.len() > 300, "{}", one.people.len());
    assert_eq!((one.read.records, one.read.notes, one.read.bad), (900, 720, 0), "{:?}", one.read);
    assert_eq!(told(&one), told(&other));
    // The name may say nothing.
    let nameless = dir.path().join("export");
    std::fs::copy(&packed, &nameless).unwrap();
    assert_eq!(swept(&[nameless], MAP).people.len(), one.people.len());
}

#[test]
fn a_note_comes_back_from_a_parquet_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.parquet");
    write(&path, 40, 7);
    let list = swept(std::slice::from_ref(&path), "encounter=visit,patient=mrn,date=seen,note=text");
    let engine = Engine::new(&Engine::built_in()).unwrap();
    let mut count = 0;
    for entry in &list.people {
        for note in &entry.notes {
            assert!(NOTES.contains(&&*note_again(entry, note, &[], &engine).unwrap().text));
            count += 1;
        }
    }
    assert!(count > 20, "{count}");
    write(&path, 3, 7);
    let gone = list.people.iter().find(|entry| entry.encounter == "v10").unwrap();
    assert_eq!(note_again(gone, &gone.notes[0], &[], &engine).unwrap_err(), NotAgain::OtherRecord);
    std::fs::write(&path, b"PAR1 and no more").unwrap();
    assert_eq!(note_again(gone, &gone.notes[0], &[], &engine).unwrap_err(), NotAgain::OtherRecord);
}

#[test]
fn a_damaged_file_is_named_and_the_others_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let (good, bad, short) = (dir.path().join("a.parquet"), dir.path().join("b.parquet"), dir.path().join("c.parquet"));
    write(&good, 50, 50);
    let mut bytes = std::fs::read(&good).unwrap();
    std::fs::write(&short, &bytes[..bytes.len() / 2]).unwrap();
    for byte in &mut bytes[30..400] {
        *byte = 0xff;
    }
    std::fs::write(&bad, &bytes).unwrap();
    let list = swept(&[good.clone(), bad, short], MAP);
    assert_eq!((list.read.bad, list.read.unread.len()), (0, 2), "{:?}", list.read);
    for (unread, name) in list.read.unread.iter().zip(["b.parquet", "c.parquet"]) {
        assert!(unread.file.ends_with(name) && unread.why.contains("Parquet"), "{unread:?}");
        assert!(unread.mend.contains("anew"), "{unread:?}");
    }
    assert_eq!(list.people.len(), swept(&[good], MAP).people.len());
}

#[test]
fn a_column_that_is_not_there_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.parquet");
    write(&file, 3, 3);
    let list = swept(&[file], "encounter=visit,note=words");
    assert_eq!((list.read.bad, list.read.unread.len()), (0, 1));
    let what = &list.read.unread.first().unwrap().why;
    assert!(what.contains("no column `words`; there are: visit, mrn, seen, text, unused"), "{what}");
}
