//! Any bytes, as a note: UTF-8, or else Latin-1.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heelrise_fuzz::sweep::utf8(bytes));
