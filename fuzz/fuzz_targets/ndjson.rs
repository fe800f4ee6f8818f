//! Any bytes, as a FHIR bulk export.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| heelrise_fuzz::sweep::ndjson(bytes));
