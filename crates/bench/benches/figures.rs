//! The core's figures: `cargo bench -p heelrise-bench`. The server's are taken by `scripts/bench`, which runs this first.

#![expect(clippy::expect_used, reason = "a benchmark may stop where it stands")]

use std::hint::black_box;
use std::time::Instant;

use heelrise_bench::{in_words, nanoseconds_per_call, row};
use heelrise_care::case::{Case, Report, ReportedSign};
use heelrise_care::{Care, prove};
use heelrise_knowledge::Answer;

fn main() {
    let start = Instant::now();
    let care = Care::load(heelrise_pack::embedded()).expect("the embedded knowledge is good");
    println!("{}", row("knowledge read and checked", &in_words(start.elapsed().as_secs_f64() * 1e9), "–"));

    // Every third set of answers is another one, so that no branch is learnt by heart.
    let reports: Vec<Report> = (0..997u32)
        .map(|seed| {
            let mut report = Report::default();
            for (i, sign) in (0u32..).zip(ReportedSign::ALL) {
                let mixed = seed.wrapping_mul(2_654_435_761).rotate_left(i * 2 % 31) >> 7;
                report.set(*sign, Answer::ALL[mixed as usize % Answer::ALL.len()]);
            }
            report
        })
        .collect();
    let mut at = 0;
    let level = nanoseconds_per_call(|| {
        at = (at + 1) % reports.len();
        care.urgency_level(black_box(&reports[at]))
    });
    println!("{}", row("urgency of one answer set: level and rules", &in_words(level), "≤ 1 µs"));
    let result = nanoseconds_per_call(|| {
        at = (at + 1) % reports.len();
        care.urgency(black_box(&reports[at]))
    });
    println!("{}", row("urgency of one answer set with all reasons", &in_words(result), "–"));

    let case: Case = serde_json::from_str(CASE).expect("a case");
    let assessed = nanoseconds_per_call(|| care.assess(black_box(&case)));
    assert!(care.assess(&case).is_ok(), "the benchmark's case is sound");
    println!("{}", row("full assessment of one case", &in_words(assessed), "≤ 100 µs"));

    let start = Instant::now();
    let results = prove::run(&care, &mut |_| {});
    let failed = results.iter().filter(|r| !r.holds()).count();
    println!(
        "{}",
        row(
            &format!("prove: {} properties over their whole space, {failed} fail", results.len()),
            &in_words(start.elapsed().as_secs_f64() * 1e9),
            "≤ 30 s"
        )
    );
}

/// A case with an examination, scores and a history, so that every step has work to do.
const CASE: &str = r#"{
  "heelrise_case": 1,
  "assessed_on": "2026-03-02",
  "injury": { "side": "left", "date": "2026-03-01" },
  "person": { "age_years": 43 },
  "report": { "pop": "present", "kick": "present", "weak_push_off": "unsure", "can_walk": "present" },
  "examination": { "calf_squeeze": "foot_does_not_move", "gap": "present", "push_off_strength": "weak", "resting_angle": "less_pointed" }
}"#;
