//! `heelrise sweep` as a hospital runs it: a folder, a pipe, a kill, a key.

use std::io::Write as _;
use std::path::PathBuf;

use crate::{Said, heelrise, repository, run, run_with};

fn ward() -> PathBuf {
    repository().join("crates/sweep/tests/data/ward")
}

#[test]
fn a_folder_becomes_a_worklist_a_table_and_a_page() {
    let dir = tempfile::tempdir().unwrap();
    let ward = ward().display().to_string();
    let arguments = ["sweep", &ward, "--today", "2026-11-20", "--csv", "list.csv"];
    let said = Said::of(heelrise(dir.path()).args(arguments).output().unwrap());
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert!(said.out.contains("To look at: 3") && said.out.contains("the note does not: 1"), "{}", said.out);
    let page = said.out.split_whitespace().collect::<String>();
    assert!(page.contains("DocumentReference.ndjson:10:anoteofthekindapplication/pdf"), "{}", said.out);
    assert!(!said.out.contains("squash") && !said.out.contains('⟦'), "{}", said.out);
    let list: serde_json::Value =
        serde_json::from_slice(&std::fs::read(dir.path().join("worklist.json")).unwrap()).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&run(&["schema", "worklist"]).out).unwrap();
    let errors: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&list).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    assert!(std::fs::read_to_string(dir.path().join("list.csv")).unwrap().lines().count() > 4);
    assert!(!dir.path().join("worklist.json.partial").exists());
}

#[test]
fn the_documented_schema_is_the_one_that_is_printed() {
    let printed = run(&["schema", "worklist"]).out;
    let file = repository().join("docs/worklist.schema.json");
    if std::env::var_os("HEELRISE_WRITE_DOCS").is_some() {
        std::fs::write(&file, &printed).unwrap();
    }
    assert!(std::fs::read_to_string(file).unwrap() == printed, "run this test with HEELRISE_WRITE_DOCS=1");
}

#[test]
fn a_pipe_is_read_and_bad_lines_are_named() {
    let note = std::fs::read_to_string(ward().join("DocumentReference.ndjson")).unwrap();
    let input = format!("{{broken\n{note}");
    let said = run_with(&["sweep", "-", "-o", "-", "--today", "2026-11-20"], &input);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("-:1: this is not JSON"), "{}", said.err);
    let list: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(list["read"]["bad"], 1);
    let said = run_with(&["sweep", "-", "-o", "-"], "nothing\nof use\n");
    assert_eq!(said.code, Some(2), "{said:?}");
    let said = run_with(&["sweep", "-", "-o", "-", "--kind", "text"], "Felt a pop in the calf.");
    assert!(said.out.contains("\"pop\""), "{said:?}");
}

#[test]
fn mistakes_are_plain_sentences() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("t.csv"), "a,b\n1,2\n").unwrap();
    std::fs::write(dir.path().join("short"), "key").unwrap();
    std::fs::write(dir.path().join("n.txt"), "Felt a pop.").unwrap();
    std::fs::write(dir.path().join("p.parquet"), "PAR1").unwrap();
    let say = |arguments: &[&str]| Said::of(heelrise(dir.path()).arg("sweep").args(arguments).output().unwrap());
    for (arguments, code, words) in [
        (&["nowhere"][..], 4, "nowhere could not be read"),
        (&["t.csv"], 2, "--map"),
        (&["t.csv", "--map", "note"], 2, "field=column"),
        (&["n.txt", "--pseudonymise", "short"], 2, "needs at least 16"),
        (&["p.parquet"], 2, "--map"),
        (&["n.txt", "--days", "3", "--audit"], 2, "cannot be given together"),
        (&["n.txt", "--days", "soon"], 2, "`soon` cannot be used for --days. Write a whole number"),
        (&["n.txt", "--top", "3.5"], 2, "`3.5` cannot be used for --top. Write a whole number, in digits"),
        (&["n.txt", "--threads", "900"], 2, "a whole number from 1 to 64"),
    ] {
        let said = say(arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
        assert!(said.err.contains(words), "{arguments:?}: {said:?}");
        assert!(!said.err.contains("os error"), "{said:?}");
    }
}

#[test]
fn what_is_read_and_what_no_sweep_wrote_is_never_written_over() {
    let dir = tempfile::tempdir().unwrap();
    let note = "Felt a pop in the calf.";
    for name in ["n.txt", "other.txt"] {
        std::fs::write(dir.path().join(name), note).unwrap();
    }
    std::fs::create_dir(dir.path().join("notes")).unwrap();
    std::fs::write(dir.path().join("notes/a.txt"), note).unwrap();
    std::fs::write(dir.path().join("empty"), "").unwrap();
    let say = |arguments: &[&str]| Said::of(heelrise(dir.path()).arg("sweep").args(arguments).output().unwrap());
    for (arguments, words) in [
        (&["n.txt", "-o", "n.txt"][..], "n.txt is what is to be read"),
        (&["n.txt", "-o", "./notes/../n.txt"], "is what is to be read"),
        (&["n.txt", "-o", "list.json", "--csv", "n.txt"], "Give --csv another name"),
        (&["notes", "-o", "notes/a.txt"], "was not written by a sweep"),
        (&["n.txt", "-o", "other.txt"], "was not written by a sweep"),
        (&["n.txt", "-o", "list.json", "--csv", "other.txt"], "was not written by a sweep"),
        (&["n.txt", "-o", "same", "--csv", "same"], "cannot both be the same file"),
    ] {
        let said = say(arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {said:?}");
        assert!(said.err.contains(words), "{arguments:?}: {said:?}");
    }
    for name in ["n.txt", "other.txt", "notes/a.txt"] {
        assert_eq!(std::fs::read_to_string(dir.path().join(name)).unwrap(), note, "{name}");
    }
    assert!(!dir.path().join("list.json").exists() && !dir.path().join("same").exists());
    // What a sweep wrote is written anew, and so is what is empty.
    for _ in 0..2 {
        assert_eq!(say(&["n.txt", "-o", "list.json", "--csv", "list.csv"]).code, Some(0));
    }
    assert_eq!(say(&["n.txt", "-o", "empty"]).code, Some(0));
}

#[test]
fn a_sweep_that_is_killed_goes_on_and_comes_to_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let notes = std::fs::read_to_string(ward().join("DocumentReference.ndjson")).unwrap();
    let mut file = std::fs::File::create(dir.path().join("big.ndjson")).unwrap();
    for number in 0..6000 {
        let notes = notes.replace("Patient/p", &format!("Patient/{number}p"));
        file.write_all(notes.replace("Encounter/", &format!("Encounter/{number}")).as_bytes()).unwrap();
    }
    drop(file);
    let sweep = |output: &str| {
        let mut command = heelrise(dir.path());
        command.args(["sweep", "big.ndjson", "--today", "2026-11-20", "-o", output]);
        command
    };
    let mut child = sweep("killed.json").stdout(std::process::Stdio::null()).spawn().unwrap();
    let partial = dir.path().join("killed.json.partial");
    let begun = || partial.metadata().is_ok_and(|about| about.len() > 100_000);
    while !begun() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(partial.exists() && !dir.path().join("killed.json").exists());
    let said = Said::of(sweep("killed.json").output().unwrap());
    assert!(said.code == Some(0) && said.err.contains("interrupted"), "{said:?}");
    assert_eq!(Said::of(sweep("whole.json").output().unwrap()).code, Some(0));
    let read = |name: &str| std::fs::read(dir.path().join(name)).unwrap();
    assert!(read("killed.json") == read("whole.json"));
}

#[test]
fn an_input_that_cannot_be_read_is_said_and_the_rest_is_swept() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(dir.path().join(name), bytes).unwrap();
    write("good.csv", b"visit,mrn,seen,text\nv1,p1,2026-11-19,Felt a pop in the calf.\nshort\n");
    write("other.csv", b"a,b\n1,2\n");
    write("bad.parquet", b"PAR1 and no more");
    write("empty.csv", b"visit,mrn,seen,text\n");
    let map = "encounter=visit,patient=mrn,date=seen,note=text";
    let sweep = |arguments: &[&str]| {
        let mut command = heelrise(dir.path());
        command.args(["sweep", "--today", "2026-11-20", "--map", map]).args(arguments);
        Said::of(command.output().unwrap())
    };
    let list = || -> serde_json::Value {
        serde_json::from_slice(&std::fs::read(dir.path().join("worklist.json")).unwrap()).unwrap()
    };
    // One bad line is no reason to fail.
    let said = sweep(&["good.csv"]);
    assert!(said.code == Some(0) && said.err.contains("good.csv:3:"), "{said:?}");
    assert!(list()["read"].get("unread").is_none());
    let said = sweep(&["good.csv", "other.csv", "bad.parquet"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    let page = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in
        ["NOT READ, or not to the end: 2", "other.csv: there is no column", "there are: a, b", "--map", "To look at: 1"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("bad.parquet: it is not a whole Parquet file. Write or fetch it anew"), "{page}");
    assert!(said.err.contains("could not be read: 2. The list is made of the rest"), "{said:?}");
    let made = list();
    assert_eq!((made["people"].as_array().unwrap().len(), made["read"]["unread"].as_array().unwrap().len()), (1, 2));
    let schema: serde_json::Value = serde_json::from_str(&run(&["schema", "worklist"]).out).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&made));
    // Nobody is not said where nothing was read.
    let said = sweep(&["other.csv", "empty.csv"]);
    assert!(said.code == Some(2) && !said.out.contains("Nobody.") && said.out.contains("Nobody in what"), "{said:?}");
    let said = sweep(&["empty.csv"]);
    assert!(said.code == Some(0) && said.out.contains("Nobody."), "{said:?}");
    // Without the page the error output names them.
    let said = sweep(&["good.csv", "other.csv", "-o", "-"]);
    assert!(said.code == Some(2) && said.err.contains("other.csv: there is no column"), "{said:?}");
    assert!(said.out.starts_with('{'), "{said:?}");
}

#[test]
fn a_second_sweep_to_the_same_place_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("n.txt"), "Felt a pop.").unwrap();
    let other = std::fs::File::create(dir.path().join("worklist.json.lock")).unwrap();
    other.lock().unwrap();
    let sweep = || Said::of(heelrise(dir.path()).args(["sweep", "n.txt"]).output().unwrap());
    let said = sweep();
    assert!(said.code == Some(2) && said.err.contains("still running"), "{said:?}");
    assert!(!dir.path().join("worklist.json").exists());
    drop(other);
    assert_eq!(sweep().code, Some(0));
    assert!(!dir.path().join("worklist.json.lock").exists());
}
