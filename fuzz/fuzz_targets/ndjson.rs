//! Any bytes, as a FHIR bulk export.
#![no_main]

#[path = "../checks/sweep.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::ndjson(bytes));
