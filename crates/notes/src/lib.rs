//! Finds signs of an Achilles tendon rupture in clinical text.
//!
//! A note goes in, findings come out: which sign, where exactly, whether the writer says it is there, is not there or
//! may be there, whether it is about now, about the past or about what might happen, and about whom. The words and the
//! rules are data (`knowledge/notes/*.toml`), each with an example that is its test. The crate reads no file and knows
//! no clock; it finds words, and diagnoses nobody.
//!
//! ```
//! use heelrise_notes::{Says, find_signs};
//!
//! let note = "No # seen, Simmonds abnormal. Gap: nil.";
//! let found = find_signs(note);
//! let read: Vec<_> = found.iter().map(|f| (&note[f.span.clone()], &*f.sign, f.says)).collect();
//! assert_eq!(read, [("Simmonds abnormal", "squeeze", Says::Present), ("Gap:", "gap", Says::Absent)]);
//! ```

mod anchors;
mod context;
mod engine;
mod finding;
mod forms;
mod gate;
mod lexicon;
mod phrase;
mod rules;
mod sections;
mod sentence;
mod sides;
mod since;
mod token;

pub use context::Context;
pub use engine::{Engine, Scratch, Seen, find_signs};
pub use finding::{Finding, Says, When, Who};
pub use rules::{RuleError, RuleFile, Sign};
pub use since::{SINCE, Since};
