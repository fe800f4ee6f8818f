//! The evidence engine against other programs, against published results, and against misuse of its data.

mod common;
mod glmm;
mod metafor;
mod network;
mod posterior;
