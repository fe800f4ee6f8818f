//! Any text, through the engine.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heelrise_fuzz::text::text(bytes));
