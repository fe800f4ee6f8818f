//! How fast inputs are swept: `sweep_speed THREADS INPUT…` prints megabytes a second, counts and the peak of the memory.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a tool for the terminal")]

use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let threads = arguments.next().and_then(|text| text.parse().ok()).expect("say how many threads");
    let folder = std::env::temp_dir().join(format!("sweep-speed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the journal");
    let options = heelrise_sweep::Options {
        inputs: arguments.map(Into::into).collect(),
        kind: None,
        map: None,
        today: "2026-11-20".parse().expect("a date"),
        days: None,
        sentences: false,
        threads,
        output: folder.join("worklist.json"),
        fresh: true,
    };
    let knowledge = heelrise_sweep::Knowledge::built_in().expect("sound knowledge");
    let start = Instant::now();
    let swept = heelrise_sweep::sweep(&options, &knowledge, &|_| {}).expect("a sweep");
    let seconds = start.elapsed().as_secs_f64();
    let read = &swept.worklist.read;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim();
    println!(
        "{:.1} MB in {seconds:.3} s: {:.1} MB/s; {} records, {} notes, {} with signs, {} bad; {} people; peak {peak}",
        read.bytes as f64 / 1e6,
        read.bytes as f64 / 1e6 / seconds,
        read.records,
        read.notes,
        read.notes_with_signs,
        read.bad,
        swept.worklist.people.len(),
    );
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
}
