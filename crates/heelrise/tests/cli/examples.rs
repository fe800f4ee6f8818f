//! Every worked example under `--help` is run as it stands.

use std::process::Command;

use crate::{Said, copy, heelrise, repository, run};

/// All commands, with the words that lead to them.
const COMMANDS: [&[&str]; 12] = [
    &["check"],
    &["assess"],
    &["plan"],
    &["explain"],
    &["prove"],
    &["serve"],
    &["schema"],
    &["knowledge", "check"],
    &["knowledge", "book"],
    &["knowledge", "sign"],
    &["records", "verify"],
    &["records", "rebuild"],
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
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_heelrise"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    // The server does not end by itself: `serving` starts and ends it.
    for command in COMMANDS.iter().filter(|command| command[0] != "serve") {
        let help = Said::of(heelrise(dir.path()).args(*command).arg("--help").output().unwrap()).out;
        for example in examples(&help) {
            let output = Command::new("sh").args(["-c", &example]).current_dir(dir.path()).env("PATH", &path).output();
            let said = Said::of(output.unwrap());
            assert_eq!(said.code, Some(0), "{example}: {said:?}");
        }
    }
}
