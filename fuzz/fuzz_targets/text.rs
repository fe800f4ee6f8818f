//! Any text, through the engine.
#![no_main]

#[path = "../checks/text.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::text(bytes));
