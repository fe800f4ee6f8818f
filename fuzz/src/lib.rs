//! What is checked of any bytes; the targets of cargo-fuzz and the tests of the crates call it.

pub mod sweep;
pub mod text;
