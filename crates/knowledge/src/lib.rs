//! Types for everything in `knowledge/`: the loader reads, checks and refuses. No judgement is made here, and nothing
//! here knows a disk, a clock or a network: files come in as texts, problems go out with file, line, what and what to do.

pub mod accuracy;
pub mod aid;
pub mod answer;
pub mod claim;
pub mod code;
pub mod decision;
pub mod files;
pub mod hazard;
mod knowledge;
pub mod mimic;
pub mod problem;
pub mod protocol;
pub mod referral;
pub mod score;
pub mod sign;
pub mod signature;
pub mod source;
pub mod spoken;
pub mod standing;
pub mod toml_doc;
pub mod trial_sets;
pub mod wording;

pub use answer::Answer;
pub use decision::Decision;
pub use files::KnowledgeFiles;
pub use knowledge::{Knowledge, PROPERTIES, load};
pub use problem::Problem;
pub use wording::Wording;
