//! Types for everything in `knowledge/`: the loader reads, checks and refuses. No judgement is made here, and nothing
//! here knows a disk, a clock or a network: files come in as texts, problems go out with file, line, what and what to do.

pub mod answer;
pub mod decision;
pub mod files;
pub mod problem;
pub mod sign;
pub mod signature;
pub mod wording;

pub use answer::Answer;
pub use files::KnowledgeFiles;
pub use problem::Problem;
