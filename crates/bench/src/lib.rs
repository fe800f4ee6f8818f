//! Taking the time of things and printing it as a table. Figures, not tests: nothing here fails for being slow, so that a
//! busy machine turns no build red. `scripts/bench` runs it all.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How often a quick call is measured; the median of these is printed.
const BATCHES: usize = 31;
/// How long one batch should take at least, so that the clock's own steps do not matter.
const BATCH: Duration = Duration::from_millis(20);

/// The median time of one call, in nanoseconds, over batches long enough to be measured.
pub fn nanoseconds_per_call<T>(mut call: impl FnMut() -> T) -> f64 {
    let mut calls = 1u32;
    while time_of(calls, &mut call) < BATCH && calls < u32::MAX / 2 {
        calls *= 2;
    }
    let mut batches: Vec<f64> =
        (0..BATCHES).map(|_| time_of(calls, &mut call).as_secs_f64() * 1e9 / f64::from(calls)).collect();
    batches.sort_by(f64::total_cmp);
    batches[BATCHES / 2]
}

fn time_of<T>(calls: u32, call: &mut impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(call());
    }
    start.elapsed()
}

/// The value that `share` (0 to 1) of sorted values do not exceed. Zero for no values.
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length is within it")]
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.max(1) - 1).or(sorted.last()).copied().unwrap_or_default()
}

/// Nanoseconds in the unit that reads best.
pub fn in_words(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 1e3 => format!("{n:.0} ns"),
        n if n < 1e6 => format!("{:.2} µs", n / 1e3),
        n if n < 1e9 => format!("{:.2} ms", n / 1e6),
        n => format!("{:.1} s", n / 1e9),
    }
}

/// One line of the table.
pub fn row(what: &str, measured: &str, target: &str) -> String {
    format!("| {what:<58} | {measured:>16} | {target:>10} |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile(&values, 0.99), Duration::from_millis(99));
        assert_eq!(percentile(&values, 0.5), Duration::from_millis(50));
        assert_eq!(percentile(&values, 1.0), Duration::from_millis(100));
        assert_eq!(percentile(&values[..1], 0.99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 0.99), Duration::ZERO);
    }

    #[test]
    fn units_follow_the_size() {
        assert_eq!(in_words(12.4), "12 ns");
        assert_eq!(in_words(1_500.0), "1.50 µs");
        assert_eq!(in_words(2_000_000.0), "2.00 ms");
        assert_eq!(in_words(3.2e9), "3.2 s");
    }
}
