//! The journal: what was read so far, beside the worklist until that is written. Each block ends with a line that says how far
//! it reaches; what stands behind the last such line after a kill is cut off and read again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::SweepError;
use crate::record::{Counts, Line, Reached};

/// What the first line begins with; the fingerprint of the sweep follows.
const HEAD: &str = "heelrise-sweep-journal/4 ";

/// A journal that is written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

/// How far an earlier run came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Earlier {
    /// The last place that is complete.
    pub reached: Option<Reached>,
    /// What was counted up to there.
    pub counts: Counts,
}

/// The journal's place for a worklist.
pub fn path_for(worklist: &Path) -> PathBuf {
    let mut name = worklist.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

/// The right to write to one place, which one sweep has at a time. It ends when it is dropped, or with the program.
#[derive(Debug)]
pub struct Hold {
    path: PathBuf,
    _file: File,
}

impl Hold {
    /// The file that is held for a worklist.
    pub fn path_for(worklist: &Path) -> PathBuf {
        let mut name = worklist.as_os_str().to_owned();
        name.push(".lock");
        PathBuf::from(name)
    }

    /// Takes the place of a worklist. The error says that another sweep has it.
    pub fn take(worklist: &Path) -> Result<Self, SweepError> {
        let path = Self::path_for(worklist);
        loop {
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
            let file = file.map_err(SweepError::writing(&path))?;
            match file.try_lock() {
                // Whoever had it may have removed the file since it was opened.
                Ok(()) if !path.exists() => {}
                // Where the disk knows no locks, one sweep at a time is what can be hoped for.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Self { path, _file: file }),
                Err(TryLockError::WouldBlock) => {
                    return Err(SweepError::Input(format!(
                        "Another sweep to {} is still running. Wait until it has ended, or give this one another place \
                         with -o.",
                        worklist.display()
                    )));
                }
            }
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // An empty file that stays is in nobody's way.
        let _ = std::fs::remove_file(&self.path);
    }
}

impl Journal {
    /// Opens the journal of this sweep, or begins a new one: when there is none, when it is of another sweep, and when
    /// `fresh` asks for it.
    pub fn open(path: &Path, fingerprint: &str, fresh: bool) -> Result<(Self, Earlier), SweepError> {
        if !fresh && let Some((end, earlier)) = earlier(path, fingerprint) {
            let file = OpenOptions::new().write(true).open(path);
            let file = file.and_then(|mut file| {
                file.set_len(end)?;
                file.seek(SeekFrom::Start(end))?;
                Ok(file)
            });
            let file = file.map_err(SweepError::writing(path))?;
            return Ok((Self { path: path.to_owned(), file }, earlier));
        }
        let mut file = File::create(path).map_err(SweepError::writing(path))?;
        file.write_all(format!("{HEAD}{fingerprint}\n").as_bytes()).map_err(SweepError::writing(path))?;
        Ok((Self { path: path.to_owned(), file }, Earlier::default()))
    }

    /// Adds whole lines, at once.
    pub fn add(&mut self, lines: &[u8]) -> Result<(), SweepError> {
        self.file.write_all(lines).map_err(SweepError::writing(&self.path))
    }
}

fn earlier(path: &Path, fingerprint: &str) -> Option<(u64, Earlier)> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).ok()?);
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line).ok()?;
    if line != format!("{HEAD}{fingerprint}\n").as_bytes() {
        return None;
    }
    let mut at = u64::try_from(line.len()).ok()?;
    let (mut end, mut earlier) = (at, Earlier::default());
    loop {
        line.clear();
        let read = file.read_until(b'\n', &mut line).ok()?;
        if read == 0 || line.last() != Some(&b'\n') {
            return Some((end, earlier));
        }
        at += u64::try_from(read).ok()?;
        if line.first() == Some(&b'D')
            && let Some(Line::Done(reached, counts)) = Line::read(line.trim_ascii_end())
        {
            end = at;
            earlier.reached = Some(reached);
            earlier.counts.add(&counts);
        }
    }
}

/// Reads a journal from its front, line by line; `letters` says which lines are wanted.
pub fn read(path: &Path, letters: &[u8], mut each: impl FnMut(Line<'_>)) -> Result<(), SweepError> {
    raw(path, letters, |line| {
        each(Line::read(line)?);
        Some(())
    })
}

/// How much of a journal is read at once.
const CHUNK: usize = 1 << 18;

/// The same without reading what the lines hold. `each` gives nothing for a line that is damaged.
pub fn raw(path: &Path, letters: &[u8], mut each: impl FnMut(&[u8]) -> Option<()>) -> Result<(), SweepError> {
    let mut file = File::open(path).map_err(SweepError::reading(path))?;
    let mut bytes = vec![0; CHUNK];
    let mut filled = 0;
    loop {
        let read = match file.read(bytes.get_mut(filled..).unwrap_or_default()) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            read => read.map_err(SweepError::reading(path))?,
        };
        filled += read;
        // At the end of the file, what is left is a line too.
        let held = bytes.get(..filled).unwrap_or_default();
        let whole = if read == 0 { filled } else { memchr::memrchr(b'\n', held).map_or(0, |end| end + 1) };
        for line in cut(held.get(..whole).unwrap_or_default(), letters) {
            each(line).ok_or_else(|| damaged(path))?;
        }
        if read == 0 {
            return Ok(());
        }
        bytes.copy_within(whole..filled, 0);
        filled -= whole;
        if filled == bytes.len() {
            // A line that is longer than all this.
            bytes.resize(2 * filled, 0);
        }
    }
}

/// What is said of a journal with a line that cannot be read.
pub fn damaged(path: &Path) -> SweepError {
    SweepError::Input(format!("{} is damaged. Delete it and sweep again.", path.display()))
}

/// The lines with one of these letters, without their ends.
fn cut<'j>(bytes: &'j [u8], letters: &[u8]) -> impl Iterator<Item = &'j [u8]> {
    let mut at = 0;
    let all = std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        at += end + 1;
        rest.get(..end)
    });
    all.filter(|line| line.first().is_some_and(|letter| letters.contains(letter)))
}

/// The lines of a journal that is in memory; `letters` says which are wanted. Nothing in place of one that is damaged.
pub fn lines<'j>(bytes: &'j [u8], letters: &[u8]) -> impl Iterator<Item = Option<Line<'j>>> {
    cut(bytes, letters).map(Line::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_length_are_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let lengths = [1, CHUNK - 1, CHUNK, 3 * CHUNK + 7, 2, 5];
        let lines: Vec<String> = lengths.iter().map(|length| "N".repeat(*length)).collect();
        for end in ["\n", ""] {
            std::fs::write(&path, format!("head\n\n{}{end}", lines.join("\nV\n"))).unwrap();
            let mut read = Vec::new();
            raw(&path, b"N", |line| {
                read.push(line.len());
                Some(())
            })
            .unwrap();
            assert_eq!(read, lengths);
        }
        let damaged = raw(&path, b"V", |_| None).unwrap_err();
        assert!(damaged.to_string().contains("is damaged"), "{damaged}");
    }
}
