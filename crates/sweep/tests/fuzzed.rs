//! Inputs that fuzzing found to matter, held against the same checks. `scripts/fuzz` looks for more.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where something is not as expected")]

use std::path::Path;

#[path = "../../../fuzz/src/sweep.rs"]
mod checks;

fn replay(target: &str, check: fn(&[u8])) {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let mut count = 0;
    for seed in std::fs::read_dir(&seeds).unwrap() {
        let path = seed.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let sound = std::panic::catch_unwind(|| check(&bytes)).is_ok();
        assert!(sound, "{}", path.display());
        count += 1;
    }
    assert!(count > 20, "{count}");
}

#[test]
fn every_seed_of_an_export_leaves_one_journal() {
    replay("ndjson", checks::ndjson);
}

#[test]
fn every_seed_of_base64_is_read_or_named() {
    replay("base64", checks::base64);
}

#[test]
fn every_seed_of_bytes_is_a_note() {
    replay("utf8", checks::utf8);
}
