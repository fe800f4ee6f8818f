//! The data folder of a site: for its owner only, as it holds health data, and for one server at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::{Exit, Failure, complain, why};
use crate::records;

/// The file that a running server holds.
pub const LOCK: &str = "heelrise.lock";

/// A data folder that this program holds until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    /// The file of the records.
    pub file: PathBuf,
    /// Held, never read.
    _lock: File,
    /// What was made to get here.
    made: Vec<PathBuf>,
}

impl DataFolder {
    /// Takes away what was made, when the records could not be opened after all: nothing half-written stays. Records that
    /// were there before are never touched.
    pub fn take_back(self) {
        take_back(&self.made);
    }
}

/// The newest first. What cannot be taken away holds nothing yet, and does no harm.
fn take_back(made: &[PathBuf]) {
    for path in made.iter().rev() {
        // A folder goes only when it is empty.
        let _ = if path.is_dir() { std::fs::remove_dir(path) } else { std::fs::remove_file(path) };
    }
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be used: {}. Check the folder and its permissions.", path.display(), why(error));
    Failure::new(Exit::Storage, message)
}

/// Makes the folder where it is not there, closes it to other accounts, and takes it for this server.
pub fn take(data: &Path) -> Result<DataFolder, Failure> {
    let mut made = Vec::new();
    if !data.exists() {
        made.push(data.to_path_buf());
    }
    make(data).map_err(|error| {
        let message = format!(
            "The folder {} for the records could not be made: {}. Choose another with --data, or make this one writable.",
            data.display(),
            why(&error)
        );
        Failure::new(Exit::Storage, message)
    })?;
    let path = data.join(LOCK);
    if !path.exists() {
        made.push(path);
    }
    let busy = "Stop that one, or choose another folder with --data.";
    let lock = lock(data, &format!("Another Heelrise server is using the records in {}. {busy}", data.display()))?;
    // From here on everything made belongs to this program alone, and can be taken back.
    let file = data.join(records::FILE);
    if !file.exists() {
        made.extend(["-wal", "-shm", ""].map(|suffix| data.join(format!("{}{suffix}", records::FILE))));
    }
    // SQLite gives its write-ahead log the mode of the file, so the file is made before SQLite opens it.
    let ready = private(&file).map_err(|error| unusable(&file, &error)).and_then(|_| {
        let open = close(data).map_err(|error| unusable(data, &error))?;
        let folder = close_folder(data).map_err(|error| unusable(data, &error))?;
        Ok((open, folder))
    });
    match ready {
        Ok((open, folder)) => {
            let name = data.display();
            if open {
                complain(&format!(
                    "Warning: other accounts of this machine could read the records in {name}. They no longer can."
                ));
            }
            match folder {
                Folder::Closed => {}
                Folder::WasOpen => complain(&format!(
                    "Warning: other accounts of this machine could look into the folder {name}. They no longer can."
                )),
                Folder::LeftOpen => complain(&format!(
                    "Warning: other accounts of this machine can look into the folder {name}, though not into the records. \
                     It holds other things too, so it was left as it is. Choose a folder for the records alone with \
                     --data, or close this one: chmod 700 {name}"
                )),
            }
            Ok(DataFolder { file, _lock: lock, made })
        }
        Err(failure) => {
            take_back(&made);
            Err(failure)
        }
    }
}

/// Takes a folder whose records are to be changed by something else than a server.
pub fn take_existing(data: &Path) -> Result<File, Failure> {
    let stop = "Stop it first, then try again.";
    lock(data, &format!("A Heelrise server is using the records in {}. {stop}", data.display()))
}

/// Takes the lock, or says that somebody has it.
fn lock(data: &Path, busy: &str) -> Result<File, Failure> {
    let path = data.join(LOCK);
    let lock = private(&path).map_err(|error| unusable(&path, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Failure::new(Exit::Storage, busy)),
        Err(TryLockError::Error(error)) => Err(unusable(&path, &error)),
    }
}

fn make(data: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data)
}

/// Opens a file for writing and makes it, for its owner only, when it is not there.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// How open the folder was, and is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folder {
    /// To nobody else.
    Closed,
    /// It was open to other accounts, and is not any more.
    WasOpen,
    /// It is open to other accounts, and holds other things than ours.
    LeftOpen,
}

/// Closes the folder to other accounts when it holds nothing but our files. A folder with other things in it may be open
/// for good reason, and is only pointed out.
#[cfg(unix)]
fn close_folder(data: &Path) -> io::Result<Folder> {
    use std::os::unix::fs::PermissionsExt as _;
    let open = std::fs::metadata(data)?.permissions().mode() & 0o077 != 0;
    if !open {
        return Ok(Folder::Closed);
    }
    for entry in std::fs::read_dir(data)? {
        if !entry?.file_name().to_string_lossy().starts_with("heelrise.") {
            return Ok(Folder::LeftOpen);
        }
    }
    match std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700)) {
        Ok(()) => Ok(Folder::WasOpen),
        // Somebody else's folder.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(Folder::LeftOpen),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail where folders have modes")]
fn close_folder(_data: &Path) -> io::Result<Folder> {
    Ok(Folder::Closed)
}

/// Takes the folder's files from other accounts, and says whether any was open to them.
#[cfg(unix)]
fn close(data: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut was_open = false;
    for suffix in ["", "-wal", "-shm"] {
        let path = data.join(format!("{}{suffix}", records::FILE));
        let mode = match std::fs::metadata(&path) {
            Ok(found) => found.permissions().mode(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if mode & 0o077 != 0 {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
            was_open = true;
        }
    }
    Ok(was_open)
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "it can fail where files have modes")]
fn close(_data: &Path) -> io::Result<bool> {
    Ok(false)
}
