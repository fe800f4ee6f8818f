//! `heelrise worklist` and `heelrise serve --worklist`: the list that a sweep wrote, and what can be wrong with it.

use std::path::Path;

use crate::{Said, heelrise};

fn swept(dir: &Path) {
    let note = "Felt a pop, unable to heel raise. Imp: ankle sprain.";
    std::fs::write(dir.join("note.txt"), note).unwrap();
    let said = say(dir, &["sweep", "note.txt", "-o", "worklist.json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
}

fn say(dir: &Path, arguments: &[&str]) -> Said {
    Said::of(heelrise(dir).args(arguments).output().unwrap())
}

#[test]
fn a_wrong_list_stops_the_site_before_anything_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let serve = |worklist: &str| say(dir.path(), &["serve", "--addr", "127.0.0.1:0", "--worklist", worklist]);
    let missing = serve("nowhere");
    assert_eq!(missing.code, Some(4), "{missing:?}");
    assert!(missing.err.contains("The worklist nowhere is not there"), "{}", missing.err);
    std::fs::write(dir.path().join("worklist.json"), "{\"schema\":\"heelrise-worklist/9\"}").unwrap();
    let other = serve(".");
    assert_eq!(other.code, Some(2), "{other:?}");
    assert!(other.err.contains("heelrise-worklist/9; this one reads heelrise-worklist/1"), "{}", other.err);
    std::fs::write(dir.path().join("worklist.json"), "{").unwrap();
    assert!(serve(".").err.contains("no worklist, or only a part of one"));
    assert!(!dir.path().join("data").exists(), "no records were made");

    // A demonstration has a door without a password: real notes are never behind it.
    std::fs::remove_file(dir.path().join("worklist.json")).unwrap();
    swept(dir.path());
    let demo = say(dir.path(), &["serve", "--demo", "--worklist", "worklist.json"]);
    assert_eq!(demo.code, Some(2), "{demo:?}");
    assert!(demo.err.contains("cannot be given together"), "{}", demo.err);
}

#[test]
fn figures_and_a_table_without_any_answer_yet() {
    let dir = tempfile::tempdir().unwrap();
    swept(dir.path());
    crate::serving::make_records(&dir.path().join("data"));
    let said = say(dir.path(), &["worklist", "figures", "--worklist", "."]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("Answered: 0 of 1.") && said.out.contains("Not yet"), "{}", said.out);
    let json = say(dir.path(), &["worklist", "figures", "--worklist", ".", "--json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["people"].as_u64(), json["answered"].as_u64()), (Some(1), Some(0)));

    let table = say(dir.path(), &["worklist", "export", "--worklist", ".", "-o", "-"]);
    assert_eq!(table.code, Some(0), "{table:?}");
    assert!(table.out.starts_with("rank,") && !table.out.contains("note.txt"), "{}", table.out);
    let ids = say(dir.path(), &["worklist", "export", "--worklist", ".", "-o", "-", "--ids"]);
    assert!(ids.out.contains("note.txt"), "{}", ids.out);
    std::fs::write(dir.path().join("short"), "key").unwrap();
    let short = say(dir.path(), &["worklist", "export", "--worklist", ".", "-o", "-", "--pseudonymise", "short"]);
    assert_eq!(short.code, Some(2), "{short:?}");
    let none = say(dir.path(), &["worklist", "figures", "--worklist", ".", "--data", "nowhere"]);
    assert_eq!(none.code, Some(4), "{none:?}");
}
