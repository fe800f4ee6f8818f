//! What could not be read is named: whole inputs, the rest of one, notes in other forms, days. The rest is swept.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use heelrise_sweep::export::{self, Pseudonyms};
use heelrise_sweep::{Knowledge, Map, Options, SweepError, Swept, Topic, Worklist, sweep};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn options(inputs: &[PathBuf], output: &Path, map: Option<&str>) -> Options {
    Options {
        inputs: inputs.to_vec(),
        kind: None,
        map: map.map(|map| Map::read(map).unwrap()),
        today: "2026-11-20".parse().unwrap(),
        days: Some(14),
        sentences: true,
        threads: 2,
        output: output.to_owned(),
        fresh: false,
    }
}

fn tried(options: &Options) -> Result<Swept, SweepError> {
    sweep(options, &Knowledge::built_in().unwrap(), &|_| {})
}

fn swept(inputs: &[PathBuf], map: Option<&str>) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    tried(&options(inputs, &dir.path().join("worklist.json"), map)).unwrap().worklist
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn document(id: &str, kind: &str, note: &[u8]) -> String {
    let data = base64_simd::STANDARD.encode_to_string(note);
    format!(
        r#"{{"resourceType":"DocumentReference","id":"d{id}","subject":{{"reference":"Patient/p{id}"}},"date":"2026-11-19","context":{{"encounter":[{{"reference":"Encounter/{id}"}}]}},"content":[{{"attachment":{{"contentType":"{kind}","data":"{data}"}}}}]}}"#
    ) + "\n"
}

const POP: &str = "Felt a pop in the calf, unable to heel raise.";
const MAP: &str = "encounter=visit,patient=mrn,date=seen,note=text";

/// A table of so many visits.
fn table(rows: usize) -> String {
    let rows: Vec<String> = (0..rows).map(|n| format!("v{n},p{n},2026-11-19,\"{POP} {}\"\n", n * n * 7_919)).collect();
    format!("visit,mrn,seen,text\n{}", rows.concat())
}

#[test]
fn the_rest_of_the_inputs_is_swept_and_the_others_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let whole = table(3_000);
    let at = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let (gz, zst) = (zipped(whole.as_bytes()), zstd::encode_all(whole.as_bytes(), 1).unwrap());
    let inputs = [
        at("a.csv", b"other,columns\n1,2\n"),
        at("b.csv.gz", &gz[..gz.len() / 2]),
        at("c.csv.zst", &zst[..zst.len() - 9]),
        at("d.csv", b""),
        at("e.txt.gz", &zipped(POP.as_bytes())[..20]),
        at("f.ndjson", b"nothing\nof use\n"),
        at("g.csv", b"visit,mrn,seen,text\nz1,q1,2026-11-19,Felt a pop.\n"),
    ];
    let list = swept(&inputs, Some(MAP));
    let told: Vec<(String, &str, bool)> = list
        .read
        .unread
        .iter()
        .map(|one| {
            let name = Path::new(&one.file).file_name().unwrap().to_string_lossy().into_owned();
            (name, one.why.split([';', ',', '(']).next().unwrap().trim(), one.from_line == 0)
        })
        .collect();
    let told: Vec<(&str, &str, bool)> = told.iter().map(|(name, why, whole)| (name.as_str(), *why, *whole)).collect();
    assert_eq!(
        told,
        [
            ("a.csv", "there is no column `seen`", true),
            ("b.csv.gz", "it is cut off in the middle", false),
            ("c.csv.zst", "it is cut off in the middle", false),
            ("d.csv", "there is no column `seen`", true),
            ("e.txt.gz", "it is cut off in the middle", true),
            ("f.ndjson", "none of its records could be used", true),
        ]
    );
    assert!(list.read.unread.iter().all(|one| one.mend.ends_with('.')), "{:?}", list.read.unread);
    // What stands before the damage is swept: half of one table, nearly all of the other, and the sound one.
    let from = |number: usize| usize::try_from(list.read.unread[number].from_line).unwrap();
    assert!(from(1) > 500 && from(2) > 500, "{:?}", list.read.unread);
    assert!(list.people.iter().any(|one| one.encounter == "z1"));
    let visits = |to: usize| (0..to).filter(|n| list.people.iter().any(|one| one.encounter == format!("v{n}"))).count();
    assert_eq!(visits(3_000), from(1).max(from(2)) - 2);
    assert_eq!((list.read.bad, list.read.bad_lines.len()), (2, 2));
}

#[test]
fn damage_inside_is_named_too() {
    let dir = tempfile::tempdir().unwrap();
    for (name, mut bytes) in [
        ("a.ndjson.gz", zipped(table(9_000).as_bytes())),
        ("b.ndjson.zst", zstd::encode_all(table(9_000).as_bytes(), 1).unwrap()),
    ] {
        let half = bytes.len() / 2;
        bytes[half..half + 300].fill(0x55);
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let list = swept(&[path], None);
        assert_eq!(list.read.unread.len(), 1, "{:?}", list.read);
        assert!(
            ["packed and damaged", "cut off"].iter().any(|why| list.read.unread[0].why.contains(why)),
            "{:?}",
            list.read.unread
        );
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("a.txt"), POP).unwrap();
    std::fs::write(dir.path().join("b.txt"), POP).unwrap();
    std::fs::create_dir(dir.path().join("c")).unwrap();
    std::os::unix::fs::symlink("nowhere", dir.path().join("d.ndjson")).unwrap();
    let shut = |name: &str, mode| {
        std::fs::set_permissions(dir.path().join(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    shut("b.txt", 0);
    shut("c", 0);
    // Who may read everything cannot be kept from it.
    let allowed = std::fs::File::open(dir.path().join("b.txt")).is_ok();
    let list = swept(&[dir.path().to_owned()], None);
    shut("c", 0o755);
    let told: Vec<&str> = list.read.unread.iter().map(|one| one.why.as_str()).collect();
    let may_not = "this account may not read it";
    assert_eq!(
        told,
        if allowed { vec!["it is not there any more"] } else { vec![may_not, "it is not there any more", may_not] }
    );
    assert_eq!(list.people.len(), if allowed { 2 } else { 1 });
}

#[test]
fn pseudonyms_hide_what_could_not_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("secret.csv");
    std::fs::write(&path, "smith,jones\n").unwrap();
    let mut list = swept(&[path, data("visits.csv")], Some("encounter=visit_id,patient=mrn,date=seen,note=text"));
    Pseudonyms::new(&[9; 32]).unwrap().apply(&mut list);
    let text = list.json().unwrap();
    assert_eq!((list.read.unread.len(), list.read.remarks.len()), (1, 1));
    assert!(["secret", "smith", "11/10", "visits.csv"].iter().all(|word| !text.contains(word)), "{text}");
}

#[test]
fn notes_in_html_and_rtf_are_read_and_others_named() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.ndjson");
    let page = b"<html><style>p{}</style><body><p>Felt a p<b>op</b> in the calf,<br>unable to heel&nbsp;raise.</p></body></html>";
    let rtf = br"{\rtf1{\fonttbl{\f0 Arial;}}Felt a pop in the calf,\par unable to heel raise.}";
    let record = r#"{"resourceType":"DiagnosticReport","id":"r1","subject":{"reference":"Patient/pr"},"encounter":{"reference":"Encounter/r"},"effectiveDateTime":"2026-11-19","presentedForm":[{"contentType":"application/pdf","data":"AAAA"},{"contentType":"text/html","data":"DATA"}]}"#;
    let lines = [
        document("a", "text/html; charset=utf-8", page),
        document("b", "application/xhtml+xml", page),
        document("c", "TEXT/RTF", rtf),
        document("d", "application/rtf", rtf),
        document("e", "application/pdf", b"Felt a pop"),
        document("f", "text/plain", b"<i>Felt a pop in the calf, unable to heel raise."),
        record.replace("DATA", &base64_simd::STANDARD.encode_to_string(page)) + "\n",
        document("g", "text/plain", b"").replace(r#""data":"""#, r#""url":"Binary/1""#),
    ];
    std::fs::write(&path, lines.concat()).unwrap();
    let list = swept(&[path], None);
    let mut visits: Vec<&str> = list.people.iter().map(|one| one.encounter.as_str()).collect();
    visits.sort_unstable();
    assert_eq!(visits, ["a", "b", "c", "d", "f", "r"]);
    let signs = |visit: &str| -> Vec<String> {
        let entry = list.people.iter().find(|one| one.encounter == visit).unwrap();
        entry.notes[0].signs.iter().map(|sign| sign.sign.to_string()).collect()
    };
    assert!(signs("f").len() > 1 && ["a", "b", "c", "d", "r"].iter().all(|visit| signs(visit) == signs("f")));
    let remarks: Vec<(Topic, u64)> = list.read.remarks.iter().map(|one| (one.about, one.line)).collect();
    assert_eq!(remarks, [(Topic::NotText, 5), (Topic::Elsewhere, 8)]);
    assert!(list.read.remarks[0].what.contains("application/pdf"));
    assert_eq!((list.read.notes_not_text, list.read.notes_elsewhere), (1, 1));
}

#[test]
fn a_note_in_two_forms_is_read_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.ndjson");
    let part = |kind: &str, text: &str| {
        format!(
            r#"{{"attachment":{{"contentType":"{kind}","data":"{}"}}}}"#,
            base64_simd::STANDARD.encode_to_string(text)
        )
    };
    let parts = [
        part("text/html", "<p>Felt a pop.</p>"),
        part("text/plain", "Felt a pop."),
        part("text/rtf", "{\\rtf1 Felt a pop.}"),
    ];
    let line = format!(
        r#"{{"resourceType":"DocumentReference","id":"d","subject":{{"reference":"Patient/p"}},"date":"2026-11-19","content":[{}]}}"#,
        parts.join(",")
    );
    std::fs::write(&path, &line).unwrap();
    assert_eq!(swept(std::slice::from_ref(&path), None).read.notes, 1);
    // A form that holds nothing is passed over for one that does.
    std::fs::write(&path, line.replace(&parts[1], &part("text/plain", ""))).unwrap();
    assert_eq!(swept(&[path], None).people.len(), 1);
}

#[test]
fn utf_16_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let wide = |text: &str, big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let at = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
    at("a.txt", &wide(POP, false));
    at("b.txt", &wide("Größe: palpable gap in the Achilles tendon.", true));
    at("c.csv", &wide("visit,mrn,seen,text\nc,pc,2026-11-19,Felt a pop.\n", false));
    at("d.ndjson", &wide(&document("d", "text/plain", POP.as_bytes()), true));
    at("e.ndjson", document("e", "text/plain", &wide(POP, false)).as_bytes());
    at("f.txt.gz", &zipped(&wide(POP, false)));
    // Without the mark at the front.
    at("g.txt", &wide(POP, false)[2..]);
    at("h.ndjson", document("h", "text/plain", &wide(POP, true)[2..]).as_bytes());
    let list = swept(&[dir.path().to_owned()], Some(MAP));
    assert_eq!(list.people.len(), 8, "{:?}", list.people);
    assert_eq!((list.read.bad, list.read.notes_latin1, list.read.unread.len()), (0, 0, 0));
    let engine = heelrise_notes::Engine::new(&heelrise_notes::Engine::built_in()).unwrap();
    for entry in &list.people {
        for note in &entry.notes {
            let again = heelrise_sweep::note_again(entry, note, &[], &engine);
            assert!(again.is_ok_and(|again| again.text.contains("pop") || again.text.contains("Größe")), "{note:?}");
        }
    }
}

#[test]
fn a_licence_beside_an_export_is_no_note() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    for name in ["LICENCE-NOTE.txt", "license.txt", "README.txt", "Notice.txt", "notes.txt"] {
        at(name, POP);
    }
    let alone = swept(&[dir.path().to_owned()], None);
    assert_eq!((alone.read.notes, alone.read.passed_over_count), (5, 0));
    at("notes.ndjson", &document("a", "text/plain", POP.as_bytes()));
    let list = swept(&[dir.path().to_owned()], None);
    assert_eq!((list.read.notes, list.read.passed_over_count), (2, 4), "{:?}", list.read);
    // Whoever names it wants it.
    assert_eq!(swept(&[dir.path().join("README.txt"), dir.path().join("notes.ndjson")], None).read.notes, 2);
}

#[test]
fn two_sweeps_to_one_place_do_not_meet() {
    let dir = tempfile::tempdir().unwrap();
    let options = options(&[data("ward")], &dir.path().join("worklist.json"), None);
    let first = tried(&options).unwrap();
    let second = tried(&options).unwrap_err().to_string();
    assert!(second.contains("still running"), "{second}");
    drop(first);
    let third = tried(&options).unwrap();
    assert_eq!((third.worklist.read.passed_over_count, third.worklist.read.bad), (0, 0));
    drop(third);
    assert!(!dir.path().join("worklist.json.lock").exists());
}

#[test]
fn a_bad_line_is_told_in_plain_words() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bad.ndjson");
    let lines = [
        "nothing",
        "[1]",
        "5",
        r#"{"id":"x"}"#,
        r#"{"resourceType":"Encounter","id":5}"#,
        r#"{"resourceType":"Encounter"}"#,
        r#"{"resourceType":"DocumentReference","content":"Smith"}"#,
        r#"{"resourceType":"Encounter","id":"a","id":"b"}"#,
        r#"{"resourceType":"X"} trailing"#,
        r#"{"resourceType":"X","a":tru}"#,
        r#"{"resourceType":"X","#,
        r#"{"resourceType":"X"}"#,
    ];
    std::fs::write(&path, lines.join("\n")).unwrap();
    let list = swept(&[path], None);
    assert_eq!(list.read.bad, 11);
    for bad in &list.read.bad_lines {
        for word in ["expected", "struct", "ident", "invalid", "EOF", "Smith", "sequence"] {
            assert!(!bad.what.contains(word), "{bad:?}");
        }
    }
    let what: Vec<&str> = list.read.bad_lines.iter().map(|bad| bad.what.as_str()).collect();
    assert!(what[1].contains("begins with a brace"), "{what:?}");
    assert!(what[4].contains("a number stands where FHIR has a text"), "{what:?}");
    assert!(list.read.unread.is_empty());
}

#[test]
fn the_table_of_a_look_back_says_what_was_missed() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { days: None, ..options(&[data("ward")], &dir.path().join("worklist.json"), None) };
    let list = tried(&options).unwrap().worklist;
    let table = export::csv(&list).unwrap();
    let mut table = csv::Reader::from_reader(&table[..]);
    let head = table.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|cell| cell == name).unwrap();
    let (visit, kind, days, called) =
        (column("encounter"), column("look_back"), column("look_back_days"), column("look_back_called"));
    let mut told: Vec<[String; 3]> = Vec::new();
    for row in table.records() {
        let row = row.unwrap();
        if !row[kind].is_empty() {
            assert!(!row[called].is_empty(), "{row:?}");
            told.push([row[visit].to_owned(), row[kind].to_owned(), row[days].to_owned()]);
        }
    }
    told.sort();
    assert_eq!(told, [["a1", "missed", "9"], ["e1", "miscoded", ""], ["f1", "late", ""]]);
    let rows = list.people.len() + list.already_known.len();
    assert!(export::csv(&list).unwrap().split(|byte| *byte == b'\n').count() >= rows + 2);
    let plain = export::csv(&swept(&[data("ward")], None)).unwrap();
    assert!(!String::from_utf8(plain).unwrap().contains("look_back"));
}

#[test]
fn pages_and_documents_in_a_folder_are_notes() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("notes");
    std::fs::create_dir(&folder).unwrap();
    let page =
        "<html><body><p>Felt a <b>p</b>op in the calf.</p><p>No <i>movement</i> on calf squeeze.</p></body></html>";
    let document = r"{\rtf1\ansi\ansicpg850{\fonttbl{\f0 Arial;}}Felt a \b pop\b0  in the calf, fu\'e1 schlaff.\par No movement on calf squeeze.}";
    std::fs::write(folder.join("a.html"), page).unwrap();
    std::fs::write(folder.join("b.HTM"), page).unwrap();
    std::fs::write(folder.join("c.rtf"), document).unwrap();
    std::fs::write(folder.join("d.rtf.gz"), zipped(document.as_bytes())).unwrap();
    // Called a text by its name, and an RTF by what is in it.
    std::fs::write(folder.join("e.txt"), document).unwrap();
    std::fs::write(folder.join("f.rtf"), r"{\rtf1\ansi\ansicpg932 Felt a pop \'93\'fa.}").unwrap();
    std::fs::write(folder.join("g.pdf"), "%PDF").unwrap();
    let list = swept(std::slice::from_ref(&folder), None);
    assert_eq!(list.people.len(), 5, "{:#?}", list.people);
    let engine = heelrise_notes::Engine::new(&heelrise_notes::Engine::built_in()).unwrap();
    for entry in &list.people {
        let signs: Vec<&str> = entry.notes[0].signs.iter().map(|sign| sign.sign.as_str()).collect();
        assert_eq!(signs, ["pop", "squeeze"], "{entry:?}");
        let again = heelrise_sweep::note_again(entry, &entry.notes[0], &[], &engine).unwrap();
        assert!(again.text.contains("pop in the calf") && !again.text.contains(['<', '\\']), "{}", again.text);
    }
    let unread: Vec<&str> = list.read.unread.iter().map(|one| one.why.as_str()).collect();
    assert_eq!(unread, ["it is RTF in the code page 932, which is not known here"]);
    assert!(list.read.unread[0].file.ends_with("f.rtf"));
    assert_eq!(list.read.passed_over.len(), 1, "{:?}", list.read.passed_over);
}

#[test]
fn a_document_in_an_unknown_code_page_is_counted_and_located() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.ndjson");
    let lines = document("1", "application/rtf", br"{\rtf1\ansi\ansicpg932 Felt a pop \'93\'fa.}")
        + &document(
            "2",
            "application/rtf",
            br"{\rtf1\ansi\ansicpg437 Felt a pop in the calf, 37\'f8C. No heel raise.}",
        );
    std::fs::write(&path, lines).unwrap();
    let list = swept(&[path], None);
    assert_eq!((list.people.len(), list.read.notes_not_text, list.read.bad), (1, 1, 0));
    assert!(list.read.remarks[0].what.contains("code page 932"), "{:?}", list.read.remarks);
}

#[test]
fn a_quotation_mark_that_is_left_open_takes_no_other_person_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let row = |n: usize| {
        let close = if n % 5 == 3 { "" } else { "\"" };
        format!("v{n},p{n},2026-11-19,\"Felt a pop in the calf.\nNo {n} heel raise.{close},S93.4\n")
    };
    let rows: String = (1..=1_000).map(row).collect();
    let path = dir.path().join("visits.csv");
    std::fs::write(&path, format!("visit,mrn,seen,text,icd\n{rows}")).unwrap();
    let list = swept(&[path], Some("encounter=visit,patient=mrn,date=seen,note=text,code=icd"));
    assert_eq!((list.read.visits, list.read.bad), (800, 200));
    assert_eq!(list.people.len(), 800);
    let lines: Vec<u64> = list.read.bad_lines.iter().take(3).map(|bad| bad.line).collect();
    assert_eq!(lines, [6, 16, 26]);
    assert!(list.read.bad_lines[0].what.contains("quotation mark"), "{}", list.read.bad_lines[0].what);
}

#[test]
fn a_file_that_is_no_note_is_not_read_as_one() {
    let dir = tempfile::tempdir().unwrap();
    let zip = [b"PK\x03\x04\x14\0\0\0\x08\0".as_slice(), POP.as_bytes()].concat();
    let records = document("e1", "text/plain", POP.as_bytes());
    let files = [
        ("a.txt", zip.as_slice()),
        ("export.json", b"[{\"resourceType\":\"Encounter\"}]"),
        ("scan.pdf", b"%PDF-1.7 \0"),
    ];
    let mut paths: Vec<PathBuf> = Vec::new();
    for (name, bytes) in files.into_iter().chain([("e.ndjson.txt", records.as_bytes()), ("note.txt", POP.as_bytes())]) {
        paths.push(dir.path().join(name));
        std::fs::write(paths.last().unwrap(), bytes).unwrap();
    }
    let list = swept(&paths, None);
    let unread: Vec<_> = list.read.unread.iter().map(|one| one.why.as_str()).collect();
    assert_eq!(unread.len(), 4, "{unread:?}");
    assert_eq!((list.read.notes, list.people.len()), (1, 1));
    assert!(list.read.unread.iter().all(|one| !one.mend.is_empty()));
}

#[test]
fn drafts_in_error_notes_of_years_and_records_of_other_kinds() {
    let with =
        |id: &str, fields: &str| document(id, "text/plain", POP.as_bytes()).replace("\"date\":\"2026-11-19\"", fields);
    let made = |id: &str, day: &str| {
        with(id, "\"x\":\"\"").replace("\"contentType\"", &format!("\"creation\":\"{day}\",\"contentType\""))
    };
    let all = [
        with("a", r#""date":"2026-11-19","docStatus":"final""#),
        with("b", r#""date":"2026-11-19","docStatus":"entered-in-error""#),
        with("c", r#""date":"2015""#),
        with("d", r#""date":"2026""#),
        with("e", r#""date":"2026-11""#),
        with("f", r#""date":"20/11/2015""#),
        made("g", "2015-03-04T10:00:00Z"),
        made("h", "2026-11-18T10:00:00Z"),
        "{\"resourceType\":\"Composition\",\"id\":\"1\"}\n".repeat(3),
        "{\"resourceType\":\"Patient\",\"id\":\"1\"}\n".to_owned(),
    ];
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.ndjson");
    std::fs::write(&path, all.concat()).unwrap();
    let list = swept(&[path], None);
    let mut listed: Vec<&str> = list.people.iter().map(|one| one.encounter.as_str()).collect();
    listed.sort_unstable();
    assert_eq!(listed, ["a", "d", "e", "f", "h"]);
    assert_eq!((list.read.withdrawn, list.read.outside, list.read.days_unclear), (1, 2, 3));
    assert_eq!(list.read.kinds_unread, 3);
    let kinds: Vec<_> = list.read.remarks.iter().filter(|one| one.about == Topic::Kind).collect();
    assert_eq!((kinds.len(), kinds[0].line), (1, 9), "{kinds:?}");
    assert!(kinds[0].what.contains("Composition"));
}

#[test]
fn tables_as_other_programs_write_them() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let map = Some("encounter=Visit,patient=MRN,date=Seen,note=Text,code=ICD");
    let bars = at("a.csv", "VISIT| mrn |seen|TEXT|icd\nv1|p1|20-NOV-26|Felt a pop, calf.|{S93.401A,M79.661}\n");
    let page = "v,p,2026-11-19,\"<p>Unable to heel <b>raise</b></p>\",\"[\"\"S93.401A\"\"]\"\n";
    let rtf = "w,q,2026-11-19,\"{\\rtf1 Unable to heel \\b raise\\b0 .}\",ICD10:S93.401A\n";
    let less = "x,r,2026-11-19,\"<3 days of pain, <p 0.05. Felt a pop in the calf.\",S93.401A^M79.661\n";
    let pages = at("b.csv", &format!("Visit,MRN,Seen,Text,ICD\n{page}{rtf}{less}"));
    for (path, signs) in [(bars, ["pop"].as_slice()), (pages, &["heel_raise", "heel_raise", "pop"])] {
        let list = swept(&[path], map);
        let mut found: Vec<(&str, &str, usize)> = Vec::new();
        for one in &list.people {
            let sign = one.notes[0].signs.iter().find(|sign| &*sign.sign != "mechanism").unwrap();
            found.push((&one.encounter, &sign.sign, one.codes_in.len()));
        }
        found.sort_unstable();
        assert_eq!(found.iter().map(|one| one.1).collect::<Vec<_>>(), signs, "{:?}", list.read);
        assert!(found.iter().all(|one| one.2 > 0), "{found:?}");
        assert_eq!(list.read.bad, 0);
    }
}

#[test]
fn tables_as_spreadsheets_and_old_programs_write_them_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let rows = "visit;mrn;seen;text\nv1;p1;2026-11-19;\"Felt a pop; calf weak.\nThompson: no movement.\"\nv2;p2;2026-11-19;Fine.\n";
    let told = [("told.csv", "sep=;\r\n"), ("tab.csv", "SEP=\t\n"), ("plain.csv", "")];
    for (name, front) in told {
        let rows =
            if name == "tab.csv" { rows.replace("; calf", ", calf").replace(';', "\t") } else { rows.to_owned() };
        let path = dir.path().join(name);
        std::fs::write(&path, format!("{front}{rows}")).unwrap();
        let list = swept(&[path], Some(MAP));
        assert_eq!(
            (list.read.records, list.people.len(), list.read.unread.len()),
            (2, 1, 0),
            "{name}: {:?}",
            list.read
        );
        let line = if front.is_empty() { 2 } else { 3 };
        assert_eq!((list.people[0].encounter.as_str(), list.people[0].notes[0].line), ("v1", line), "{name}");
    }
    // Rows that end with a carriage return alone.
    let path = dir.path().join("returns.csv");
    let text = rows.replace('\n', "\r");
    std::fs::write(&path, &text).unwrap();
    let list = swept(&[path], Some(MAP));
    assert_eq!((list.read.records, list.people.len()), (2, 1), "{:?}", list.read);
    let note = &list.people[0].notes[0];
    assert!(note.line == 2 && text[usize::try_from(note.byte).unwrap()..].starts_with("v1"), "{note:?}");
}

#[test]
fn a_table_without_a_map_says_what_columns_it_has() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    std::fs::write(&path, "sep=|\nVisit | MRN|Seen at|Text\n").unwrap();
    let told = tried(&options(&[path], &dir.path().join("worklist.json"), None)).unwrap_err().to_string();
    assert!(told.contains("is a table") && told.ends_with("Its columns: Visit, MRN, Seen at, Text."), "{told}");
}

#[test]
fn json_documents_are_read_as_lines_are() {
    let dir = tempfile::tempdir().unwrap();
    let records: Vec<String> = (0..3).map(|n| document(&format!("v{n}"), "text/plain", POP.as_bytes())).collect();
    let values: Vec<serde_json::Value> = records.iter().map(|one| serde_json::from_str(one).unwrap()).collect();
    let entries: Vec<_> = values.iter().map(|one| serde_json::json!({ "fullUrl": "urn:x", "resource": one })).collect();
    let bundle = serde_json::json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
    let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).unwrap().into_bytes();
    let one_a_line = format!("[{}]\n", records.join(",").replace("\n,", ",\n"));
    for (name, bytes) in [
        ("bundle.json", pretty(&bundle)),
        ("bundle", pretty(&bundle)),
        ("one-line.json", bundle.to_string().into_bytes()),
        ("list.json", pretty(&serde_json::json!(values))),
        ("list.json.gz", zipped(&pretty(&serde_json::json!(values)))),
        ("lines.json", one_a_line.into_bytes()),
        ("several.ndjson", values.iter().flat_map(pretty).collect()),
        ("wide.json", "\u{feff}".bytes().chain(pretty(&bundle)).collect()),
        ("export.0001", records.concat().into_bytes()),
    ] {
        let folder = dir.path().join(format!("in {name}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
        for inputs in [vec![folder.clone()], vec![folder.join(name)], vec![folder.clone(), folder.join(name)]] {
            let list = swept(&inputs, None);
            // A Bundle on one line is a record too.
            let bundle = u64::from(name == "one-line.json");
            assert_eq!((list.people.len(), list.read.bad, list.read.notes), (3, 0, 3), "{name}: {:?}", list.read);
            assert_eq!((list.read.records, list.read.files, list.read.passed_over_count), (3 + bundle, 1, 0), "{name}");
        }
    }
    // What is no FHIR is passed over and named; what is cut off is swept as far as it goes, and named.
    let folder = dir.path().join("others");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("settings.json"), "{\n \"colour\": 1}").unwrap();
    let whole = pretty(&serde_json::json!(values));
    std::fs::write(folder.join("cut.json"), &whole[..whole.len() - 40]).unwrap();
    let list = swept(&[folder], None);
    assert_eq!((list.people.len(), list.read.passed_over_count), (2, 1), "{:?}", list.read);
    assert!(list.read.unread[0].why.contains("cut off in the middle"), "{:?}", list.read.unread);
}
