//! Every worked example under `--help` is run as it stands.

use std::path::Path;
use std::process::Command;

use crate::{Said, copy, heelrise, repository, run};

/// All commands, with the words that lead to them.
const COMMANDS: [&[&str]; 24] = [
    &["check"],
    &["assess"],
    &["plan"],
    &["explain"],
    &["sweep"],
    &["worklist", "figures"],
    &["worklist", "export"],
    &["prove"],
    &["serve"],
    &["schema"],
    &["knowledge", "check"],
    &["knowledge", "book"],
    &["knowledge", "sign"],
    &["records", "verify"],
    &["records", "rebuild"],
    &["evidence", "pool"],
    &["evidence", "forest"],
    &["evidence", "funnel"],
    &["evidence", "network"],
    &["evidence", "sensitivity"],
    &["evidence", "numbers"],
    &["evidence", "reproductions"],
    &["evidence", "add"],
    &["evidence", "sets"],
];

/// The lines of a help text that begin with `$`.
fn examples(help: &str) -> Vec<String> {
    help.lines().filter_map(|line| line.trim().strip_prefix("$ ")).map(str::to_owned).collect()
}

#[test]
fn every_command_has_an_example() {
    for command in COMMANDS {
        let said = run(&[command, &["--help"]].concat());
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(!examples(&said.out).is_empty(), "{command:?} has no example");
    }
    let help = run(&["--help"]).out;
    assert!(help.contains("Exit codes"), "{help}");
}

#[test]
fn every_example_works() {
    let dir = tempfile::tempdir().unwrap();
    copy(&repository().join("knowledge"), &dir.path().join("knowledge"));
    crate::serving::make_records(&dir.path().join("data"));
    let program = Path::new(env!("CARGO_BIN_EXE_heelrise"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    for command in COMMANDS {
        let help = Said::of(heelrise(dir.path()).args(command).arg("--help").output().unwrap()).out;
        for example in examples(&help) {
            follow(dir.path(), &path, &example);
        }
    }
}

/// Runs one line in a shell; a site is started, its address is seen, and it is stopped.
fn follow(dir: &Path, path: &str, line: &str) {
    if let Some(rest) = line.strip_prefix("heelrise serve") {
        // The tests share the machine with others, so any free port is taken.
        let rest = rest.replace(":8470", ":0");
        let arguments: Vec<&str> = rest.split_whitespace().collect();
        let mut site = crate::serving::Site::start(dir, &arguments);
        assert!(site.address().starts_with("127.0.0.1:"), "{line}: {}", site.address());
        assert_eq!(site.end("-TERM"), Some(0), "{line}");
        return;
    }
    // Whoever is asked in the terminal says no to everything.
    let shell = format!("yes no | head -40 | {line}");
    let output = Command::new("sh").args(["-c", &shell]).current_dir(dir).env("PATH", path).output();
    let said = Said::of(output.unwrap());
    assert_eq!(said.code, Some(0), "{line}: {said:?}");
    assert!(!said.out.contains('⟦'), "{line}: {said:?}");
}

/// The command lines of the README: in its shell blocks, and between backticks in its text.
fn readme_lines() -> Vec<String> {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let mut lines = Vec::new();
    let mut in_block = false;
    for line in readme.lines() {
        if line.starts_with("```") {
            in_block = line == "```sh";
            continue;
        }
        let parts: Vec<&str> = if in_block {
            vec![line.split(" #").next().unwrap_or_default()]
        } else {
            line.split('`').skip(1).step_by(2).collect()
        };
        for part in parts {
            let part = part.trim().replace("cargo run --release -- ", "heelrise ");
            if part.starts_with("heelrise ") || part.starts_with("scripts/") {
                lines.push(part);
            }
        }
    }
    lines
}

#[test]
fn every_line_of_the_readme_works() {
    let dir = tempfile::tempdir().unwrap();
    let folder = repository();
    // What the README's lines name: a case, a knowledge folder of one's own, notes. The records are made by the first line.
    std::fs::copy(folder.join("docs/case.example.json"), dir.path().join("CASE.json")).unwrap();
    copy(&folder.join("knowledge"), &dir.path().join("my-knowledge"));
    copy(&folder.join("crates/sweep/tests/data/ward"), &dir.path().join("EXPORT"));
    let program = Path::new(env!("CARGO_BIN_EXE_heelrise"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    let lines = readme_lines();
    assert!(lines.len() >= 12, "{lines:?}");
    assert!(lines.iter().any(|line| line == "heelrise serve"), "{lines:?}");
    for line in &lines {
        if let Some(script) = line.strip_prefix("scripts/") {
            let script = script.split_whitespace().next().unwrap();
            assert!(folder.join("scripts").join(script).is_file(), "{line}: there is no such script");
        } else if line == "heelrise prove" {
            // Walking the whole space takes minutes in a test build, and `commands` does it once already.
            let said = run(&["prove", "P12"]);
            assert_eq!(said.code, Some(0), "{said:?}");
        } else {
            follow(dir.path(), &path, line);
        }
    }
    for made in ["plan.ics", "book.pdf", "data/heelrise.db"] {
        assert!(dir.path().join(made).is_file(), "{made} was not made by: {lines:?}");
    }
}
