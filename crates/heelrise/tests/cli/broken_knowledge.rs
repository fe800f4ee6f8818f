//! Knowledge that is not sound: named by file and line, and never used for anything.

use crate::{Said, copy, heelrise, repository};

/// A knowledge folder with one file changed.
fn broken(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("knowledge");
    copy(&repository().join("knowledge"), &folder);
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} no longer holds {from:?}");
    std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
    dir
}

fn run(dir: &tempfile::TempDir, arguments: &[&str]) -> Said {
    Said::of(heelrise(dir.path()).args(arguments).output().unwrap())
}

#[test]
fn bad_knowledge_never_starts_a_server() {
    let dir = broken("signs.toml", "because = [\"C71\"]", "because = [\"C999\"]");
    let said = run(&dir, &["serve", "--demo", "--addr", "127.0.0.1:0", "--knowledge", "knowledge"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert_eq!(said.out, "", "nothing may be announced");
    assert!(said.err.contains("knowledge/signs.toml:"), "{said:?}");
    assert!(said.err.contains("C999"), "{said:?}");
    assert!(said.err.contains("nothing was started"), "{said:?}");
}

#[test]
fn no_other_command_uses_it_either() {
    let dir = broken("decisions/urgency.md", "| S1 | not ruled out |", "| S1 | absent |");
    for arguments in [
        &["check", "--pop", "yes"][..],
        &["assess", "-"],
        &["explain", "S1"],
        &["plan", "--list"],
        &["prove"],
        &["knowledge", "book", "--html", "book.html"],
    ] {
        let said = run(&dir, &[arguments, &["--knowledge", "knowledge"]].concat());
        assert_eq!(said.code, Some(3), "{arguments:?}: {said:?}");
        assert!(said.err.contains("decisions/urgency.md:"), "{arguments:?}: {said:?}");
    }
    assert!(!dir.path().join("book.html").exists(), "nothing half-written");
}

#[test]
fn the_check_lists_each_problem_with_its_place() {
    let dir = broken("signs.toml", "because = [\"C71\"]", "because = [\"C999\"]");
    let said = run(&dir, &["knowledge", "check", "knowledge"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.lines().next().is_some_and(|line| line.starts_with("knowledge/signs.toml:")), "{said:?}");
    assert!(said.out.contains("refused"), "{said:?}");
}

#[test]
fn what_cannot_be_read_comes_before_what_follows_from_it() {
    let dir = broken("sources.toml", "\n[[source]]\n", "\n[[source\n");
    let said = run(&dir, &["knowledge", "check", "knowledge"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.out.starts_with("knowledge/sources.toml:"), "{said:?}");
    assert_eq!(said.out.matches("may follow from that").count(), 1, "{said:?}");
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    let said = crate::run(&["check", "--pop", "yes", "--knowledge", "nowhere"]);
    assert_eq!(said.code, Some(4), "{said:?}");
    assert!(said.err.contains("nowhere"), "{said:?}");
}

#[test]
fn a_change_clears_a_signature() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("knowledge");
    copy(&repository().join("knowledge"), &folder);
    let sign = ["knowledge", "sign", "urgency", "--by", "A. Example", "--role", "Consultant", "--dir", "knowledge"];
    let said = run(&dir, &sign);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(run(&dir, &["knowledge", "check", "knowledge"]).out.contains("A. Example"));
    assert!(run(&dir, &["check", "--pop", "yes", "--knowledge", "knowledge"]).out.contains("A. Example"));
    assert!(run(&dir, &sign).out.contains("Nothing to do"), "signing twice changes nothing");

    // A protocol is signed in the same way, and a plan of it says so.
    let plan =
        ["plan", "--protocol", "willits", "--path", "operative", "--day0", "2026-02-27", "--today", "2026-03-01"];
    let plan = [&plan[..], &["--knowledge", "knowledge"]].concat();
    let spread = |said: &Said| said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(spread(&run(&dir, &plan)).contains("No doctor has signed it off yet."));
    let said = run(&dir, &[&["knowledge", "sign", "willits"][..], &sign[3..]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(spread(&run(&dir, &plan)).contains("A. Example (Consultant)"), "{said:?}");
    let said = run(&dir, &["knowledge", "check", "knowledge"]);
    assert!(spread(&said).contains("signed off as they stand: 1."), "{said:?}");
    let said = run(&dir, &[&["knowledge", "sign", "urgent"][..], &sign[3..]].concat());
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.err.starts_with("There is no decision or protocol “urgent”. There are: "), "{said:?}");

    let path = folder.join("decisions/urgency.md");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("Any one of them is enough.", "Any one is enough.", 1)).unwrap();
    let said = run(&dir, &["knowledge", "check", "knowledge"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("changed since it was signed"), "{said:?}");
    assert!(!run(&dir, &["check", "--pop", "yes", "--knowledge", "knowledge"]).out.contains("A. Example"));
}
