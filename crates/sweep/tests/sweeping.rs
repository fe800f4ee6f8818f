//! A written ward, swept: every kind of input, bad lines, threads, an interrupted sweep, the look back, and the memory.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test ends where something is not as expected")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use heelrise_sweep::export::Pseudonyms;
use heelrise_sweep::worklist::{Band, Entry, Flag, Standing};
use heelrise_sweep::{Kind, Knowledge, Map, Options, Place, Progress, Topic, Worklist, notes_at, sweep};
use proptest::prelude::*;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn options(inputs: &[PathBuf], output: &Path) -> Options {
    Options {
        inputs: inputs.to_vec(),
        kind: None,
        map: None,
        today: "2026-11-20".parse().unwrap(),
        days: Some(14),
        sentences: true,
        threads: 2,
        output: output.to_owned(),
        fresh: false,
    }
}

fn run(options: &Options) -> Worklist {
    sweep(options, &Knowledge::built_in().unwrap(), &|_| {}).unwrap().worklist
}

fn swept(inputs: &[PathBuf], change: impl FnOnce(&mut Options)) -> Worklist {
    let dir = tempfile::tempdir().unwrap();
    let mut options = options(inputs, &dir.path().join("worklist.json"));
    change(&mut options);
    run(&options)
}

fn visits(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.encounter.as_str()).collect()
}

fn visit<'w>(list: &'w Worklist, id: &str) -> &'w Entry {
    list.people.iter().chain(&list.already_known).find(|entry| entry.encounter == id).unwrap()
}

#[test]
fn the_ward_is_ranked_and_those_known_are_apart() {
    let list = swept(&[data("ward")], |_| {});
    assert_eq!(visits(&list.people)[..1], ["b1"], "{:#?}", list.people);
    let mut listed = visits(&list.people);
    listed.sort_unstable();
    assert_eq!(listed, ["b1", "c1", "e1", "j1"]);
    let mut known = visits(&list.already_known);
    known.sort_unstable();
    // a1 is before the fourteen days; a2 has no note but the code.
    assert_eq!(known, ["a2", "d1", "f1"]);
    let b = visit(&list, "b1");
    assert_eq!(b.band, Band::First);
    assert_eq!(b.medicines, ["fluoroquinolone"]);
    assert!(b.flags.contains(&Flag::SqueezeNotDone), "{b:?}");
    let c = visit(&list, "c1");
    assert!(c.flags.contains(&Flag::SqueezeAmbiguous) && c.score < b.score, "{c:?}");
    assert_eq!(visit(&list, "e1").standing, Standing::Miscoded);
    // A refuted code names nothing, and a note that names no visit finds the one of its day.
    assert_eq!(visit(&list, "j1").standing, Standing::CallBack);
    assert_eq!(visit(&list, "d1").known.as_ref().unwrap().by, "note");
    assert!(list.read.outside > 0 && list.read.withdrawn == 2 && list.read.bad == 0, "{:?}", list.read);
    assert_eq!((list.read.notes_not_text, list.read.notes_elsewhere), (1, 1));
}

#[test]
fn a_visit_with_the_rupture_named_later_is_known() {
    let list = swept(&[data("ward")], |options| options.days = Some(20));
    let a = visit(&list, "a1");
    assert_eq!(a.standing, Standing::AlreadyKnown);
    assert_eq!(a.known.as_ref().unwrap().encounter, "a2");
    // The day before, nobody knew.
    let list = swept(&[data("ward")], |options| {
        options.days = Some(20);
        options.today = "2026-11-12".parse().unwrap();
    });
    assert_eq!(visit(&list, "a1").standing, Standing::CallBack);
}

#[test]
fn the_look_back_keeps_missed_miscoded_and_late_apart() {
    let audit = swept(&[data("ward")], |options| options.days = None).audit.unwrap();
    assert_eq!(audit.missed.len(), 1);
    let missed = &audit.missed[0];
    assert_eq!((missed.first.encounter.as_str(), missed.days), ("a1", 9));
    assert!(missed.first.notes[0].signs.iter().any(|sign| sign.sign == "pop"), "{missed:?}");
    assert_eq!(missed.first.notes[0].author, "dr-1");
    assert_eq!(audit.miscoded.iter().map(|case| case.encounter.as_str()).collect::<Vec<_>>(), ["e1"]);
    assert_eq!(audit.truly_late.iter().map(|case| case.encounter.as_str()).collect::<Vec<_>>(), ["f1"]);
    assert_eq!(audit.at_once, 1);
    let share = audit.missed_share.unwrap();
    assert_eq!((share.count, share.of), (1, 2));
}

#[test]
fn every_span_slices_its_note() {
    let list = swept(&[data("ward")], |options| options.days = None);
    let mut checked = 0;
    for note in list.people.iter().chain(&list.already_known).flat_map(|entry| &entry.notes) {
        let texts = notes_at(&Place { file: note.file.to_string(), line: note.line, byte: note.byte }).unwrap();
        let [text] = texts.as_slice() else { panic!("one note a record: {texts:?}") };
        for sign in &note.signs {
            assert_eq!(text.get(sign.sentence.0..sign.sentence.1).unwrap(), sign.text.as_deref().unwrap());
            assert_eq!(text.get(sign.span.0..sign.span.1), sign.words());
            checked += 1;
        }
    }
    assert!(checked > 10);
}

#[test]
fn packed_is_the_same_as_plain() {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(data("ward")).unwrap() {
        let (path, name) = {
            let e = entry.unwrap();
            (e.path(), e.file_name().into_string().unwrap())
        };
        let bytes = std::fs::read(&path).unwrap();
        let half = bytes.len() / 2;
        if name.starts_with('D') {
            // Two members, and a name that does not say so.
            let mut out = Vec::new();
            for part in [&bytes[..half], &bytes[half..]] {
                let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                gz.write_all(part).unwrap();
                out.extend(gz.finish().unwrap());
            }
            std::fs::write(dir.path().join(name), out).unwrap();
        } else {
            std::fs::write(dir.path().join(name + ".zst"), zstd::encode_all(&bytes[..], 1).unwrap()).unwrap();
        }
    }
    let (plain, packed) = (swept(&[data("ward")], |_| {}), swept(&[dir.path().to_owned()], |_| {}));
    assert_eq!(visits(&plain.people), visits(&packed.people));
    assert_eq!(plain.people[0].parts, packed.people[0].parts);
    assert_eq!(plain.read.bytes, packed.read.bytes);
}

#[test]
fn a_damaged_file_is_named_and_what_came_before_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let line =
        std::fs::read_to_string(data("ward/DocumentReference.ndjson")).unwrap().lines().nth(1).unwrap().to_owned();
    // Enough that does not pack well for the damage to lie behind the first block.
    let filler: Vec<String> =
        (0..40_000_u64).map(|n| format!("{{\"resourceType\":\"X\",\"n\":{}}}\n", n * n * 7_919)).collect();
    let filler = filler.concat();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(format!("{line}\n{filler}").as_bytes()).unwrap();
    let bytes = gz.finish().unwrap();
    let path = dir.path().join("notes.ndjson.gz");
    std::fs::write(&path, &bytes[..bytes.len() * 9 / 10]).unwrap();
    let list = swept(&[path], |_| {});
    assert_eq!((list.read.bad, list.read.unread.len()), (0, 1));
    let unread = &list.read.unread[0];
    assert!(unread.from_line > 1_000 && unread.why.contains("cut off in the middle"), "{unread:?}");
    assert!(list.read.records >= unread.from_line - 1, "{:?}", list.read);
    assert_eq!(list.people.len(), 1);
}

#[test]
fn bad_lines_are_counted_located_and_passed_over() {
    let list = swept(&[data("bad.ndjson")], |options| options.days = Some(30));
    assert_eq!(list.read.records, 7);
    assert_eq!(list.read.bad, 5);
    assert_eq!(list.read.bad_lines.iter().map(|bad| bad.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    let what: Vec<&str> = list.read.bad_lines.iter().map(|bad| bad.what.as_str()).collect();
    assert!(what[0].contains("ends in the middle") && what[1].contains("NDJSON"), "{what:?}");
    assert!(what[2].contains("resourceType") && what[4].contains("base64"), "{what:?}");
    assert_eq!(visits(&list.people).len(), 2);
}

#[test]
fn a_table_is_read_by_its_map() {
    let map = Map::read("encounter=visit_id,patient=mrn,date=seen,note=text,code=icd").unwrap();
    let list = swept(&[data("visits.csv")], |options| options.map = Some(map));
    let mut listed = visits(&list.people);
    listed.sort_unstable();
    // A day that is not understood loses the day, and nobody.
    assert_eq!(listed, ["v1", "v3", "v5"]);
    assert!(visit(&list, "v3").flags.contains(&Flag::DateUnknown) && visit(&list, "v3").date.is_none());
    assert_eq!(list.read.days_unclear, 1);
    // The first record has an end of line in a cell: the places behind it are still right.
    let remark = &list.read.remarks[0];
    assert_eq!((remark.about, remark.line), (Topic::Day, 5));
    let words = ["`11/10/2026`", "`seen`", "in two ways", "days=first"];
    assert!(words.iter().all(|word| remark.what.contains(word)), "{remark:?}");
    assert_eq!(list.read.bad_lines.iter().map(|bad| bad.line).collect::<Vec<_>>(), [6], "{:?}", list.read.bad_lines);
    assert_eq!(visit(&list, "v1").codes_in[0].code, "S93.401A");
    // Said which number is the day, it is one: 11 October.
    let map = Map::read("encounter=visit_id,patient=mrn,date=seen,note=text,code=icd,days=first").unwrap();
    assert_eq!(Map::read(&map.to_string()).as_ref(), Ok(&map));
    let list = swept(&[data("visits.csv")], |options| {
        options.map = Some(map);
        options.days = Some(60);
    });
    assert_eq!(visit(&list, "v3").date, Some("2026-10-11".parse().unwrap()));
    assert_eq!(list.read.days_unclear, 0);
    for wrong in ["patient=a,note=b,days=third", "note=", "colour=red", "note=a,note=b", "date=seen", "note=text"] {
        assert!(Map::read(wrong).is_err(), "{wrong}");
    }
    let wrong = Map::read("patient=mrn,note=nowhere").unwrap();
    let list = swept(&[data("visits.csv")], |options| options.map = Some(wrong));
    assert!(list.read.unread[0].why.contains("there is no column `nowhere`"), "{:?}", list.read.unread);
}

#[test]
fn a_table_with_ends_of_lines_of_windows_names_the_same_places() {
    let dir = tempfile::tempdir().unwrap();
    let text = "v,p,t\nv1,p1,\"Felt a pop\nin the calf.\"\nv2,p2,Felt a pop in the calf.\n\nv3,p3,Palpable gap in the Achilles.\nv4\n";
    let places = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let map = Map::read("encounter=v,patient=p,note=t").unwrap();
        let list = swept(std::slice::from_ref(&path), |options| options.map = Some(map));
        let mut places: Vec<(u64, u64)> =
            list.people.iter().map(|one| (one.notes[0].line, one.notes[0].byte)).collect();
        places.sort_unstable();
        for (place, front) in places.iter().zip(["v1,", "v2,", "v3,"]) {
            assert!(text[usize::try_from(place.1).unwrap()..].starts_with(front), "{name} {place:?}");
        }
        (places.iter().map(|place| place.0).collect::<Vec<_>>(), list.read.bad_lines[0].line)
    };
    let unix = places("unix.csv", text);
    assert_eq!(unix, (vec![2, 4, 6], 7));
    assert_eq!(places("windows.csv", &text.replace('\n', "\r\n")), unix);
}

#[test]
fn a_folder_of_text_is_one_person_a_file() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("b")).unwrap();
    std::fs::write(dir.path().join("a.txt"), "Felt a pop in the calf.").unwrap();
    // Latin-1: the degree sign is one byte.
    std::fs::write(dir.path().join("b/c.txt"), b"Temp 37\xb0. Palpable gap in the Achilles.").unwrap();
    std::fs::write(dir.path().join("scan.pdf"), "pop").unwrap();
    let list = swept(&[dir.path().to_owned()], |_| {});
    assert_eq!(list.people.len(), 2);
    assert!(list.people.iter().all(|entry| entry.flags.contains(&Flag::DateUnknown)));
    assert_eq!((list.read.notes_latin1, list.read.passed_over_count), (1, 1));
}

/// A ward many times over, with ids of its own each time.
fn many(path: &Path, bytes: u64) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let ward = std::fs::read_to_string(data("ward/DocumentReference.ndjson")).unwrap();
    let filler = base64_simd::STANDARD.encode_to_string("The chest is clear. Blood pressure 120/80. ".repeat(60));
    let (mut written, mut number) = (0, 0_u64);
    while written < bytes {
        for line in (0..200).map(|n| {
            format!("{{\"resourceType\":\"DocumentReference\",\"id\":\"f{number}-{n}\",\"subject\":{{\"reference\":\"Patient/q{number}-{n}\"}},\"date\":\"2026-11-18\",\"content\":[{{\"attachment\":{{\"contentType\":\"text/plain\",\"data\":\"{filler}\"}}}}]}}")
        }) {
            written += u64::try_from(line.len() + 1).unwrap();
            writeln!(file, "{line}").unwrap();
        }
        let more = ward
            .replace("Patient/p", &format!("Patient/n{number}-"))
            .replace("Encounter/", &format!("Encounter/n{number}-"));
        file.write_all(more.as_bytes()).unwrap();
        number += 1;
    }
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.ndjson");
    many(&path, 6 << 20);
    let json = |threads| swept(std::slice::from_ref(&path), |options| options.threads = threads).json().unwrap();
    let one = json(1);
    assert!(one.len() > 10_000);
    assert!([2, 5].into_iter().all(|threads| json(threads) == one));
}

#[test]
fn a_sweep_that_was_stopped_goes_on_where_it_ended() {
    let dir = tempfile::tempdir().unwrap();
    let (path, output) = (dir.path().join("notes.ndjson"), dir.path().join("worklist.json"));
    many(&path, 6 << 20);
    let options = options(&[data("ward"), path.clone()], &output);
    let whole = run(&options);
    let journal = dir.path().join("worklist.json.partial");
    let kept = std::fs::read(&journal).unwrap();
    let knowledge = Knowledge::built_in().unwrap();
    // Killed anywhere, also in the middle of a line.
    for part in [kept.len() / 7, kept.len() / 2, kept.len() * 9 / 10] {
        std::fs::write(&journal, &kept[..part]).unwrap();
        let read = AtomicU64::new(0);
        let first = AtomicU64::new(u64::MAX);
        let tell = |progress: Progress| {
            first.fetch_min(progress.counts.records, Ordering::Relaxed);
            read.fetch_max(progress.read, Ordering::Relaxed);
        };
        let swept = sweep(&options, &knowledge, &tell).unwrap();
        assert!(swept.resumed);
        assert_eq!(swept.worklist, whole);
    }
    // Another day, other options: an earlier run is of no use.
    std::fs::write(&journal, &kept[..kept.len() / 2]).unwrap();
    let other = Options { days: Some(3), ..options };
    assert!(!sweep(&other, &knowledge, &|_| {}).unwrap().resumed);
}

#[test]
fn pseudonyms_leave_no_id_no_file_and_no_text() {
    let mut list = swept(&[data("ward"), data("bad.ndjson")], |options| {
        options.sentences = false;
        options.days = None;
    });
    Pseudonyms::new(&[9; 32]).unwrap().apply(&mut list);
    let text = list.json().unwrap() + &String::from_utf8(heelrise_sweep::export::csv(&list).unwrap()).unwrap();
    for word in ["ward", "\"pb\"", "\"b1\"", "\"db1\"", "dr-1", "squash", "ndjson", "Felt"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn without_being_asked_no_text_of_a_note_is_kept() {
    let list = swept(&[data("ward")], |options| options.sentences = false);
    let text = list.json().unwrap();
    assert!(!text.contains("squash") && !text.contains("Imp:"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    /// Whatever is written before a sign to deny it, the person stays on the list.
    #[test]
    fn a_denied_sign_never_removes_a_person(
        chosen in prop::collection::vec((0_usize..6, 0_usize..4), 1..5),
        coded in any::<bool>(),
    ) {
        const SIGNS: [&str; 6] = ["pop in the calf", "palpable gap in the tendon", "calf tenderness", "loss of resting tension", "Achilles rupture", "weak plantarflexion"];
        const DENIALS: [&str; 4] = ["No ", "Denies ", "No evidence of ", "Without any "];
        let dir = tempfile::tempdir().unwrap();
        let code = if coded { "S93.401A" } else { "" };
        let (mut said, mut denied) = (String::new(), String::new());
        for (sign, denial) in &chosen {
            write!(said, "There is {}. ", SIGNS[*sign]).unwrap();
            write!(denied, "{}{}. ", DENIALS[*denial], SIGNS[*sign]).unwrap();
        }
        let path = dir.path().join("two.csv");
        std::fs::write(&path, format!("v,d,t,c\nsaid,2026-11-19,{said},{code}\ndenied,2026-11-19,{denied},{code}\n")).unwrap();
        let map = Map::read("encounter=v,date=d,note=t,code=c").unwrap();
        let list = swept(&[path], |options| options.map = Some(map));
        let find = |id: &str| list.people.iter().find(|entry| entry.encounter == id);
        if let Some(said) = find("said") {
            let denied = find("denied");
            prop_assert!(denied.is_some(), "{:?}", list);
            prop_assert!(denied.unwrap().score <= said.score);
        }
    }
}

/// Peak memory in kilobytes, of this process; each test is a process of its own under nextest.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[ignore = "writes 200 MB; run by name, in a process of its own"]
fn memory_stays_flat_on_200_mb() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.ndjson");
    many(&path, 20 << 20);
    let small = {
        swept(std::slice::from_ref(&path), |_| {});
        peak()
    };
    many(&path, 200 << 20);
    let list = swept(&[path], |options| options.kind = Some(Kind::Fhir));
    assert!(list.read.bytes > 200 << 20);
    let large = peak();
    assert!(large < 100_000 && large < small + 30_000, "{small} kB for 20 MB, {large} kB for 200 MB");
}
