//! Any bytes, as the data of an attachment and as the note in it.
#![no_main]

#[path = "../checks/sweep.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::base64(bytes));
