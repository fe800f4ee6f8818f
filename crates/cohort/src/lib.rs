//! A written cohort of leg injuries with missed Achilles ruptures in it, and a source of notes by the gigabyte.
//!
//! Everything is a pure function of the stock in `voices/` and a seed. How the stock was written, and what that limits,
//! is said in this crate's README.

pub mod compose;
pub mod fhir;
pub mod note;
pub mod plan;
pub mod rng;
pub mod score;
pub mod speed;
pub mod stock;
pub mod written;
