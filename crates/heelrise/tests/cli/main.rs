//! The command line as a person or a script uses it: the real program, in a folder of its own.

#![expect(clippy::unwrap_used, clippy::missing_panics_doc, reason = "a test ends where something is not as expected")]

mod another_language;
mod answers;
mod bad_input;
mod broken_knowledge;
mod commands;
mod disks;
mod evidence;
mod examples;
mod serving;
mod streams;
mod sweep;
mod worklist;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, in a folder, without the caller's terminal settings.
pub fn heelrise(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_heelrise"));
    command.current_dir(dir).env_remove("NO_COLOR").env("TERM", "xterm").stdin(Stdio::null());
    command
}

/// What came of a run.
#[derive(Debug)]
pub struct Said {
    /// The exit code; none after a signal.
    pub code: Option<i32>,
    /// The standard output.
    pub out: String,
    /// The error output.
    pub err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Runs it with arguments in a fresh folder.
pub fn run(arguments: &[&str]) -> Said {
    let dir = tempfile::tempdir().unwrap();
    Said::of(heelrise(dir.path()).args(arguments).output().unwrap())
}

/// Runs it with something on the standard input.
pub fn run_with(arguments: &[&str], input: &str) -> Said {
    let dir = tempfile::tempdir().unwrap();
    let mut command = heelrise(dir.path());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.as_bytes().to_vec();
    // A thread of its own: the program may answer before it has read everything.
    let writer = std::thread::spawn(move || {
        // It may also stop reading early, which is its right.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Said::of(output)
}

/// The folder of the repository.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Copies a folder.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
