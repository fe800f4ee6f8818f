//! Exit codes and how a failure is said. Every failure is a plain sentence on the error output: what happened, what to do.

use std::io::{self, Write as _};
use std::process::ExitCode;

/// What the shell gets to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// Something was found: a property fails, the records are not sound, a published result no longer comes out.
    Finding = 1,
    /// The command line or what was handed in cannot be used.
    Usage = 2,
    /// The knowledge is not sound.
    Knowledge = 3,
    /// Reading or writing a file, a disk or the records failed.
    Storage = 4,
    /// The server could not take its address.
    Address = 5,
    /// A fault of the program itself.
    Fault = 70,
}

/// The table shown under `heelrise --help`.
pub const TABLE: &str = "\
Exit codes:
  0   done
  1   something was found: a property fails, the records are not sound, a result does not come out
  2   the command line, a case, an id or a part of what is to be swept cannot be used
  3   the knowledge is not sound; nothing was started
  4   a file, the disk or the records could not be read or written
  5   the server could not take its address
  70  a fault of Heelrise itself";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The sentence, or nothing when there is nobody left to read it.
    pub message: String,
}

impl Failure {
    /// A failure with its sentence.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// Something handed in cannot be used.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// The output could not be written. A closed pipe (`| head -1`) is the reader's choice, not a failure.
    pub fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Ok, String::new());
        }
        Self::new(
            Exit::Storage,
            format!("The output could not be written: {}. Free some space and try again.", why(error)),
        )
    }
}

/// Why the system refused something, without its own jargon and numbers.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it, or the folder it is in, is not there".to_owned(),
        io::ErrorKind::PermissionDenied => "this account may not do that there".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder, not a file".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder".to_owned(),
        io::ErrorKind::AlreadyExists => "a file of that name is in the way".to_owned(),
        io::ErrorKind::AddrNotAvailable => "no network card of this machine has that address".to_owned(),
        _ => {
            let text = error.to_string();
            let end = text.find(" (os error").unwrap_or(text.len());
            text.get(..end).unwrap_or(&text).to_owned()
        }
    }
}

/// Writes text to the output, at once.
pub fn put(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| Failure::output(&e))
}

/// A sentence on the error output. When that is closed too, nobody is left to tell.
pub fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}

/// Writes a file whole or not at all: into a neighbour first, then by renaming.
pub fn write_file(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    write_file_with(path, |file| file.write_all(bytes))
}

/// The same of what `write` writes, which need not be in memory as a whole.
pub fn write_file_with(
    path: &std::path::Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let into = |path: &std::path::Path| {
        let mut file = io::BufWriter::new(std::fs::File::create(path)?);
        write(&mut file)?;
        file.flush()
    };
    let failed = |error: io::Error| {
        Failure::new(
            Exit::Storage,
            format!(
                "{} could not be written: {}. Check the folder and the space left on the disk.",
                path.display(),
                why(&error)
            ),
        )
    };
    // A device such as /dev/stdout cannot be renamed onto.
    if path.exists() && !path.is_file() {
        return into(path).map_err(failed);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = std::path::PathBuf::from(name);
    let written = into(&part).and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        // The half-written neighbour is of no use to anybody.
        let _ = std::fs::remove_file(&part);
        failed(error)
    })
}
