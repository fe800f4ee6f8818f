//! The data folder of a site: for its owner only, as it holds health data, and for one server at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::{Exit, Failure, complain};
use crate::records;

/// The file that a running server holds.
pub const LOCK: &str = "heelrise.lock";

/// A data folder that this server holds until it is dropped.
#[derive(Debug)]
pub struct DataFolder {
    /// The file of the records.
    pub file: PathBuf,
    /// Held, never read.
    _lock: File,
}

/// Makes the folder where it is not there, closes it to other accounts, and takes it for this server.
pub fn take(data: &Path) -> Result<DataFolder, Failure> {
    make(data).map_err(|error| {
        let message = format!(
            "The folder {} for the records could not be made: {error}. Choose another with --data, or make this one \
             writable.",
            data.display()
        );
        Failure::new(Exit::Storage, message)
    })?;
    let unusable = |path: &Path, error: &io::Error| {
        let message = format!("{} cannot be used: {error}. Check the folder and its permissions.", path.display());
        Failure::new(Exit::Storage, message)
    };
    let path = data.join(LOCK);
    let lock = private(&path).map_err(|error| unusable(&path, &error))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let message = format!(
                "Another Heelrise server is using the records in {}. Stop that one, or choose another folder with --data.",
                data.display()
            );
            return Err(Failure::new(Exit::Storage, message));
        }
        Err(TryLockError::Error(error)) => return Err(unusable(&path, &error)),
    }
    let file = data.join(records::FILE);
    // SQLite gives its write-ahead log the mode of the file, so the file is made before SQLite opens it.
    private(&file).map_err(|error| unusable(&file, &error))?;
    if close(data).map_err(|error| unusable(data, &error))? {
        complain(&format!(
            "Warning: other accounts of this machine could read the records in {}. They no longer can.",
            data.display()
        ));
    }
    Ok(DataFolder { file, _lock: lock })
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

/// Takes the folder's files from other accounts, and says whether any was open to them. A folder made by somebody else
/// keeps its mode, as it may hold other things.
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
