//! Inputs that fuzzing found to matter, held against the same checks. `scripts/fuzz` looks for more.
#![expect(clippy::expect_used, reason = "a test ends where something is not as expected")]

use std::path::Path;

#[path = "../../../fuzz/src/text.rs"]
mod checks;

#[test]
fn every_seed_of_text_is_read_soundly() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds/text");
    let mut count = 0;
    for seed in std::fs::read_dir(&seeds).unwrap() {
        let path = seed.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let sound = std::panic::catch_unwind(|| checks::text(&bytes)).is_ok();
        assert!(sound, "{}", path.display());
        count += 1;
    }
    assert!(count > 20, "{count}");
}
