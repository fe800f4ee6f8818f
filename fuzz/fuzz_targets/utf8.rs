//! Any bytes, as a note: UTF-8, or else Latin-1.
#![no_main]

#[path = "../checks/sweep.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::utf8(bytes));
