//! Why a sweep stopped. Bad lines do not stop it: they are counted and located in the worklist.

use std::path::PathBuf;

use thiserror::Error;

/// Why a sweep stopped, as a plain sentence: what happened, what to do.
#[derive(Debug, Error)]
pub enum SweepError {
    /// What was handed in cannot be used.
    #[error("{0}")]
    Input(String),
    /// The codes, the points or the words of the text engine are not sound.
    #[error("{0}")]
    Knowledge(String),
    /// A file could not be read or written.
    #[error("{} could not be {what}: {source}.", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// “read” or “written”.
        what: &'static str,
        /// Why the system refused.
        source: std::io::Error,
    },
}

impl SweepError {
    pub(crate) fn reading(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, what: "read", source }
    }

    pub(crate) fn writing(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, what: "written", source }
    }
}
