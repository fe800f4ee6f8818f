//! `kill -9` in the middle of writes: no acknowledged event is lost, and the log stays sound.
//!
//! The test starts itself again as a writer that appends as fast as it can and prints each number only after the append
//! was acknowledged; then it kills the writer at an uneven moment, reopens the file and looks.

#![expect(clippy::unwrap_used, reason = "a test's helpers may stop the test")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command as Process, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use heelrise_records::{Command, Seq, Store, contract, load, submit, verify};
use heelrise_records_sqlite::SqliteStore;

const FILE: &str = "HEELRISE_KILL_TEST_FILE";
const KILLS: u64 = 30;

/// The writer; only the other test starts it.
#[test]
#[ignore = "started by an_acknowledged_event_survives_kill_9"]
fn writer() {
    let Some(file) = std::env::var_os(FILE) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(file).await.unwrap();
        let case = contract::case(1);
        let mut version = store.events(case).await.unwrap().last().map_or(0, |event| event.seq.0);
        if version == 0 {
            version = submit(&store, case, &contract::request(0, None), &contract::open("K")).await.unwrap().version.0;
        }
        // Batches of three: a half-written batch would show as a version that is no multiple.
        let text = "x".repeat(2000);
        loop {
            let note = |n: u64| Command::Note { text: format!("{} {text}", version + n) };
            let batch = Command::Together { commands: vec![note(1), note(2), note(3)] };
            let done = submit(&store, case, &contract::request(version, None), &batch).await.unwrap();
            version = done.version.0;
            println!("ACK {version}");
        }
    });
}

fn start(file: &Path) -> Child {
    Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--ignored", "--nocapture", "--test-threads=1"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn an_acknowledged_event_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("k.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut acknowledged, mut killed_while_writing, mut unacknowledged) = (0, 0, 0);
    let mut anchor = None;
    for round in 0..KILLS {
        let mut child = start(&file);
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (send, receive) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // With --nocapture the harness puts its own words before the first line.
                if let Some(number) = line.split("ACK ").nth(1) {
                    let _ = send.send(number.trim().parse::<u64>().unwrap());
                }
            }
        });
        // Wait until it really writes, then kill at an uneven moment, 0 to 60 ms later in steps that no commit keeps to.
        let first = receive.recv_timeout(Duration::from_secs(30)).unwrap();
        let stop = Instant::now() + Duration::from_micros((round * 27_919) % 60_013);
        while Instant::now() < stop {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        let status = child.wait().unwrap();
        reader.join().unwrap();
        assert!(!status.success(), "the writer ended by itself");
        let last = receive.try_iter().last().unwrap_or(first);
        assert!(last > acknowledged);
        acknowledged = last;

        runtime.block_on(async {
            let store = SqliteStore::open(&file).await.unwrap();
            let (state, events) = load(&store, contract::case(1)).await.unwrap();
            assert!(state.version >= Seq(acknowledged), "lost: {} acknowledged, {} there", acknowledged, state.version);
            assert_eq!(state.version.0 % 3, 1, "half a batch was written");
            assert_eq!(events.len() as u64, state.version.0);
            let verified = verify(&store, anchor.as_ref()).await.unwrap();
            assert!(verified.is_sound(), "{:?}", verified.findings);
            assert_eq!(verified.events, state.version.0);
            anchor = Some(verified.head);
            unacknowledged += u64::from(state.version.0 > acknowledged);
            killed_while_writing += 1;
            acknowledged = state.version.0;
            store.close().await;
        });
    }
    assert_eq!(killed_while_writing, KILLS);
    println!(
        "{KILLS} kills, {acknowledged} events, {unacknowledged} times a batch was committed and not yet acknowledged"
    );
}
