//! The knowledge folder, embedded in the binary or read from a clinic's own directory. The only place where knowledge
//! meets a disk.

use std::path::{Path, PathBuf};

use heelrise_knowledge::KnowledgeFiles;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../knowledge"]
#[exclude = "*.bak"]
struct Embedded;

/// The knowledge the binary was built with.
pub fn embedded() -> KnowledgeFiles {
    KnowledgeFiles::new(Embedded::iter().filter_map(|path| {
        let file = Embedded::get(&path)?;
        let text = String::from_utf8(file.data.into_owned()).ok()?;
        Some((path.into_owned(), text))
    }))
}

/// Why a clinic's own knowledge directory could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The directory or a file in it could not be opened.
    #[error("The knowledge folder {0} cannot be read: {1}. Check the path and its permissions.")]
    Io(PathBuf, #[source] std::io::Error),
    /// A file is not UTF-8 text.
    #[error("The file {0} is not text in UTF-8. Save it as UTF-8 and try again.")]
    NotText(PathBuf),
}

/// Reads every file below `dir`. Hidden files and folders are passed over.
pub fn from_dir(dir: &Path) -> Result<KnowledgeFiles, ReadError> {
    let mut files = Vec::new();
    collect(dir, "", &mut files)?;
    Ok(KnowledgeFiles::new(files))
}

fn collect(dir: &Path, prefix: &str, files: &mut Vec<(String, String)>) -> Result<(), ReadError> {
    let io = |e| ReadError::Io(dir.to_owned(), e);
    for entry in std::fs::read_dir(dir).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        let inside = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if path.is_dir() {
            collect(&path, &inside, files)?;
        } else {
            let bytes = std::fs::read(&path).map_err(|e| ReadError::Io(path.clone(), e))?;
            let text = String::from_utf8(bytes).map_err(|_| ReadError::NotText(path.clone()))?;
            files.push((inside, text));
        }
    }
    Ok(())
}
