//! The steps of care as pure functions of what is known: recognise, examine, protect, plan. No clock, no input or output,
//! no randomness: the day, the case and the knowledge are handed in, and the same three give the same result everywhere.

mod care;
pub mod case;
pub mod diagnosis;
pub mod evidence;
pub mod first_aid;
pub mod plan;
pub mod prove;
pub mod urgency;

pub use care::{Assessment, Care};
pub use case::Case;
pub use evidence::Evidence;
