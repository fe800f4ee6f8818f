//! Cases as files and streams: what cannot be read is located, counted and passed over, never in silence.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::{heelrise, repository, run, run_with};

fn example() -> String {
    std::fs::read_to_string(repository().join("docs/case.example.json")).unwrap()
}

#[test]
fn the_example_is_a_rupture_with_its_reasons() {
    let path = repository().join("docs/case.example.json");
    let said = run(&["assess", path.to_str().unwrap()]);
    assert_eq!(said.code, Some(0), "{said:?}");
    for words in ["Treat as a rupture", "(V2;", "Probability of a rupture", "The first hour", "Knowledge version"] {
        assert!(said.out.contains(words), "{words:?} is missing in:\n{}", said.out);
    }
    assert!(!said.out.contains('⟦'), "a sentence is missing:\n{}", said.out);
    let spread = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(spread.contains("a UK standard asks for") && spread.contains("secondary"), "{}", said.out);
    let letter = run(&["assess", "--letter", path.to_str().unwrap()]);
    assert_eq!(letter.code, Some(0), "{letter:?}");
    assert!(letter.out.to_lowercase().contains("squeeze") && !letter.out.contains('⟦'), "{}", letter.out);
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let first = run_with(&["assess", "-", "--json"], &example()).out;
    assert_eq!(first, run_with(&["assess", "-", "--json"], &example()).out);
    assert_eq!(first.lines().count(), 1);
}

#[test]
fn a_bad_case_in_a_stream_is_located_counted_and_passed_over() {
    let input =
        "{\"id\":\"a\"}\n{\"id\":\"b\",\"examination\":{\"calf_squeeze\":\"positive\"}}\nnonsense\n{\"id\":\"c\"}\n";
    let said = run_with(&["assess", "-", "--json"], input);
    assert_eq!(said.code, Some(2), "{said:?}");
    let ids: Vec<String> = said
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["case_id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids, ["a", "c"]);
    assert!(said.err.contains("standard input:2:"), "{}", said.err);
    assert!(said.err.contains("standard input:3:1:"), "{}", said.err);
    assert!(said.err.contains("2 of 4"), "{}", said.err);
}

#[test]
fn a_huge_file_that_is_no_case_ends_with_a_sentence() {
    let input = format!("{{\"id\":\"{}\"}}\n{{\"id\":\"small\"}}", "x".repeat(12 << 20));
    let said = run_with(&["assess", "-", "--json"], &input);
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("larger than a case can be"), "{}", said.err);
    assert_eq!(said.out.lines().count(), 1, "the next case is still read");
}

#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = heelrise(dir.path());
    command.args(["assess", "-", "--json"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        for _ in 0..3000 {
            // The program ends when its reader has left.
            if stdin.write_all(b"{\"id\":\"a\"}\n").is_err() {
                break;
            }
        }
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with('{'));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""));
}

#[test]
fn a_full_disk_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = heelrise(dir.path()).args(["check", "--pop", "yes"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8(output.stderr).unwrap().contains("could not be written"));
}
