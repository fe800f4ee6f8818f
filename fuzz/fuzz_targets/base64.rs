//! Any bytes, as the data of an attachment and as the note in it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heelrise_fuzz::sweep::base64(bytes));
