//! How fast inputs are swept: `sweep_speed THREADS INPUT…` prints names and numbers with a tab between. `reading` is until
//! the last finding is in the journal; the whole includes the judging of the visits.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a tool for the terminal")]

use std::sync::Mutex;
use std::time::Instant;

/// Seconds of the processor that this process has used, user and system together; 0 where that is not told.
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default();
    fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

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
    let start = Instant::now();
    let knowledge = heelrise_sweep::Knowledge::built_in().expect("sound knowledge");
    let ready = start.elapsed().as_secs_f64();
    let (start, used) = (Instant::now(), processor());
    let reading = Mutex::new((0.0, 0.0));
    let tell = |_| {
        if let Ok(mut reading) = reading.lock() {
            *reading = (start.elapsed().as_secs_f64(), processor() - used);
        }
    };
    let swept = heelrise_sweep::sweep(&options, &knowledge, &tell).expect("a sweep");
    let (seconds, processor) = (start.elapsed().as_secs_f64(), processor() - used);
    let (reading, reading_processor) = reading.into_inner().expect("no fault");
    let read = &swept.worklist.read;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let peak = peak.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0);
    let gb = read.bytes as f64 / 1e9;
    println!("gb\t{gb:.3}\nready_ms\t{:.0}", ready * 1e3);
    println!("reading_seconds\t{reading:.3}\nreading_gb_per_cpu_second\t{:.3}", gb / reading_processor);
    println!("seconds\t{seconds:.3}\ngb_per_cpu_second\t{:.3}\npeak_mb\t{:.0}", gb / processor, peak / 1e3);
    println!("records\t{}\nnotes\t{}\nnotes_with_signs\t{}", read.records, read.notes, read.notes_with_signs);
    println!("bad\t{}\npeople\t{}", read.bad, swept.worklist.people.len());
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
}
