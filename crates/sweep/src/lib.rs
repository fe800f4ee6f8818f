//! Reads a hospital's own notes and codes, and makes the short list of people to call back, with the words that say why.
//!
//! An input is cut into blocks of whole lines (`blocks`), each block is read by one thread (`fhir`, `table`, plain
//! notes) and leaves what counts in a journal beside the worklist (`journal`); when all is read, the journal is judged
//! person by person (`judge`, `verdict`, `listing`, `audit`) and the worklist written (`worklist`, `export`). Memory holds a few blocks and
//! what counts, whatever the input's size; a sweep that was killed goes on where the journal ends. The codes and the points
//! are data (`knowledge/notes/codes.toml`, `score.toml`). No clock is read here: the day comes in.

mod again;
mod attached;
pub mod audit;
mod binaries;
mod blocks;
pub mod codes;
mod document;
mod error;
pub mod export;
mod feed;
mod fhir;
mod foreign;
mod input;
mod journal;
mod judge;
mod line;
mod listing;
mod markup;
mod medicines;
mod name;
mod parquet;
mod parts;
mod place;
#[doc(hidden)]
pub mod probe;
mod quote;
mod reader;
mod record;
mod returns;
mod run;
pub mod score;
mod shape;
mod table;
mod verdict;
mod wide;
pub mod worklist;
mod wrong;

pub use again::{Again, NotAgain, note_again};
pub use error::SweepError;
pub use input::{Input, Inputs, Kind};
pub use journal::Hold;
pub use name::Name;
pub use place::notes_at;
pub use reader::Window;
pub use record::{Bad, Counts, Place, Remark, Topic, Unread};
pub use run::{Knowledge, Options, Progress, Swept, sweep};
pub use table::Map;
pub use worklist::Worklist;
