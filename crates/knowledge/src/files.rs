//! The knowledge folder as it is handed in: paths and texts. Nothing here touches a disk.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// The files of a knowledge folder, by path inside it, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub struct KnowledgeFiles(BTreeMap<String, String>);

impl KnowledgeFiles {
    /// Collects files; a path given twice keeps the last text.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// All files below a folder that end in `.ext`, in order of path. `folder` without a closing slash.
    pub fn under<'a>(&'a self, folder: &'a str, ext: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(path, text)| {
            let inside = path.strip_prefix(folder)?.strip_prefix('/')?;
            let has_ext = inside.rsplit_once('.').is_some_and(|(_, e)| e == ext);
            has_ext.then_some((path.as_str(), text.as_str()))
        })
    }

    /// All files, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(p, t)| (p.as_str(), t.as_str()))
    }

    /// Puts a file in or replaces it. Used by tests and by `heelrise knowledge sign`.
    pub fn set(&mut self, path: impl Into<String>, text: impl Into<String>) {
        self.0.insert(path.into(), text.into());
    }

    /// Takes a file out.
    pub fn remove(&mut self, path: &str) -> Option<String> {
        self.0.remove(path)
    }

    /// SHA-256 over every path and text, in order, as 64 hexadecimal digits: the knowledge version.
    /// `signatures.toml` is left out, so that signing does not change what was signed.
    pub fn hash(&self) -> String {
        let mut sha = Sha256::new();
        for (path, text) in self.0.iter().filter(|(p, _)| p.as_str() != "signatures.toml") {
            sha.update((path.len() as u64).to_be_bytes());
            sha.update(path.as_bytes());
            sha.update((text.len() as u64).to_be_bytes());
            sha.update(text.as_bytes());
        }
        hex(&sha.finalize())
    }
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// SHA-256 of a text, as 64 hexadecimal digits.
pub fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}
