//! The evidence engine against other programs, against published results, and against misuse of its data.

#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

mod addition;
mod common;
mod glmm;
mod metafor;
mod network;
mod plots;
mod posterior;
mod reproductions;
mod summary;
mod sweep;
mod trials;
mod zeros;
