//! Disks that cannot be written, and disks that are full: the site says so, ends with its code, and leaves nothing behind.
//! Small disks of a test's own need the right to mount; where that is missing the test says that it was skipped.

use std::path::Path;
use std::process::Command;

use crate::{Said, heelrise};

/// Starts the site with a data folder and gives what it says.
fn serve(dir: &Path, data: &str) -> Said {
    let arguments = ["serve", "--addr", "127.0.0.1:0", "--data", data];
    Said::of(heelrise(dir).args(arguments).output().unwrap())
}

#[test]
fn a_folder_that_cannot_be_made_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("file"), "").unwrap();
    let said = serve(dir.path(), "file/data");
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert_eq!(
        said.err,
        "The folder file/data for the records could not be made: a part of the path is a file, not a folder. Choose \
         another with --data, or make this one writable.\n"
    );
    let said = serve(dir.path(), "file");
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert!(said.err.starts_with("The folder file for the records could not be made:"), "{said:?}");
    // No account writes there.
    for data in ["/proc/heelrise-test", "/sys/heelrise-test"] {
        if !Path::new(data).parent().unwrap().is_dir() {
            eprintln!("skipped: this machine has no {data}");
            continue;
        }
        let said = serve(dir.path(), data);
        assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
        assert!(said.err.starts_with(&format!("The folder {data} for the records could not be made: ")), "{said:?}");
        assert!(!said.err.contains("os error"), "{said:?}");
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was made");
}

/// Runs a script in which `disk` is a disk of its own with this size, gone with the script. `$HEELRISE` is the program.
/// Nothing where this account may not mount.
fn on_a_disk(dir: &Path, size: &str, script: &str) -> Option<Said> {
    std::fs::create_dir_all(dir.join("disk")).unwrap();
    let script = format!("mount -t tmpfs -o size={size} tmpfs disk || exit 99\n{script}");
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", &script]).current_dir(dir).env("HEELRISE", env!("CARGO_BIN_EXE_heelrise"));
    let output = command.output().ok()?;
    let mounted = output.status.code() != Some(99) && !output.stderr.starts_with(b"unshare");
    if !mounted {
        eprintln!("skipped: this account may not mount a disk for the test");
    }
    mounted.then(|| Said::of(output))
}

#[test]
fn a_disk_that_can_only_be_read_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let script = "mount -o remount,ro disk\n$HEELRISE serve --addr 127.0.0.1:0 --data disk/data";
    let Some(said) = on_a_disk(dir.path(), "1m", script) else { return };
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert_eq!(
        said.err,
        "The folder disk/data for the records could not be made: the disk can only be read. Choose another with --data, \
         or make this one writable.\n"
    );

    // Records that were there before are left as they are, byte for byte.
    let script = "timeout --signal=TERM 5 $HEELRISE serve --addr 127.0.0.1:0 --data disk/data >made\n\
                  cksum disk/data/* >before\nmount -o remount,ro disk\n\
                  $HEELRISE serve --addr 127.0.0.1:0 --data disk/data\ncode=$?\n\
                  cksum disk/data/* | cmp before - || exit 98\nexit $code";
    let Some(said) = on_a_disk(dir.path(), "4m", script) else { return };
    assert!(std::fs::read_to_string(dir.path().join("made")).unwrap().contains("Heelrise is at"), "{said:?}");
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert!(said.err.ends_with(
        "disk/data/heelrise.lock cannot be used: the disk can only be read. Check the folder and its permissions.\n"
    ));
}

#[test]
fn a_full_disk_is_said_so_and_nothing_half_written_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut refused = 0;
    // From a disk that holds next to nothing to one that is full in the middle of the schema.
    for kilobytes in [4, 16, 48, 96, 160] {
        let script = "timeout --signal=TERM 20 $HEELRISE serve --addr 127.0.0.1:0 --data disk/data\ncode=$?\n\
                      ls -A disk >left\nexit $code";
        let Some(said) = on_a_disk(dir.path(), &format!("{kilobytes}k"), script) else { return };
        if said.code == Some(124) {
            // Enough after all.
            assert!(kilobytes > 48, "{kilobytes} kB are enough? {said:?}");
            continue;
        }
        refused += 1;
        assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{kilobytes} kB: {said:?}");
        assert!(said.err.contains("disk is full") || said.err.contains("is full"), "{kilobytes} kB: {said:?}");
        assert!(!said.err.contains("os error") && !said.err.contains("SQL"), "{kilobytes} kB: {said:?}");
        let left = std::fs::read_to_string(dir.path().join("left")).unwrap();
        assert_eq!(left, "", "{kilobytes} kB");
    }
    assert!(refused >= 3, "{refused}");
    // With room again, the same folder is used as if nothing had happened.
    let script = "$HEELRISE serve --addr 127.0.0.1:0 --data disk/data 2>refused\nmount -o remount,size=16m disk\n\
                  timeout --signal=TERM 5 $HEELRISE serve --addr 127.0.0.1:0 --data disk/data\n\
                  $HEELRISE records verify --data disk/data";
    let Some(said) = on_a_disk(dir.path(), "48k", script) else { return };
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("Heelrise is at") && said.out.contains("as it was written"), "{said:?}");
}
