//! The site as a process: how it starts, what stops it from starting, and how it ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::{Said, heelrise};

/// A running site, ended when dropped.
pub struct Site {
    child: Child,
    address: String,
    /// What it said at the start, after the address.
    said: String,
}

impl Site {
    /// Starts it with arguments, at any free port unless they say where, and waits until it has said so.
    pub fn start(dir: &Path, arguments: &[&str]) -> Self {
        let mut command = heelrise(dir);
        command.arg("serve").args(arguments);
        if !arguments.contains(&"--addr") {
            command.args(["--addr", "127.0.0.1:0"]);
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut line, mut said) = (String::new(), String::new());
        let mut out = BufReader::new(child.stdout.as_mut().unwrap());
        out.read_line(&mut line).unwrap();
        while !said.to_uppercase().ends_with("CTRL-C.\n") {
            assert!(out.read_line(&mut said).unwrap() > 0, "{said}");
        }
        // The words around it depend on the language.
        let (_, address) = line.trim().split_once("http://").unwrap_or_else(|| panic!("{line:?}"));
        let address = address.trim_end_matches('/').to_owned();
        Self { child, address, said }
    }

    /// What it said at the start, after the address.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Where it is.
    pub fn address(&self) -> &str {
        &self.address
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Asks it to end, and gives its exit code.
    pub fn end(&mut self, signal: &str) -> Option<i32> {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a folder with empty records, by starting the site there once.
pub fn make_records(data: &Path) {
    let mut site = Site::start(data.parent().unwrap(), &["--data", data.to_str().unwrap()]);
    assert_eq!(site.end("-TERM"), Some(0));
}

#[test]
fn it_serves_the_self_check_and_ends_in_order() {
    for signal in ["-TERM", "-INT"] {
        let dir = tempfile::tempdir().unwrap();
        let mut site = Site::start(dir.path(), &["--demo"]);
        let page = site.get("/");
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert_eq!(site.end(signal), Some(0));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "a demonstration keeps nothing");
    }
}

#[test]
fn the_first_start_shows_a_one_time_link_and_the_clinic_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let mut site = Site::start(dir.path(), &[]);
    assert!(site.said.contains("/clinic/setup#"), "{}", site.said);
    assert!(!site.said.contains("demonstration"), "{}", site.said);
    assert!(!site.get("/clinic").starts_with("HTTP/1.1 200"), "nobody has signed in");
    assert_eq!(site.end("-TERM"), Some(0));
    let mut site = Site::start(dir.path(), &["--demo"]);
    assert!(site.said.contains("every case is invented"), "{}", site.said);
    assert_eq!(site.end("-TERM"), Some(0));
}

#[test]
fn an_address_in_use_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let held = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = held.local_addr().unwrap().to_string();
    let said = Said::of(heelrise(dir.path()).args(["serve", "--demo", "--addr", &address]).output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (Some(5), ""), "{said:?}");
    assert!(said.err.contains("in use by another program"), "{said:?}");
}

#[test]
fn a_name_of_a_machine_is_looked_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut site = Site::start(dir.path(), &["--demo", "--addr", "localhost:0"]);
    assert!(!site.address.ends_with(":0"), "the port that was taken is shown: {}", site.address);
    assert!(site.get("/").starts_with("HTTP/1.1 200"));
    assert_eq!(site.end("-TERM"), Some(0));
}

#[test]
fn records_that_cannot_be_opened_stop_it() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("heelrise.db"), "This is a shopping list, and has been one for quite some time now.")
        .unwrap();
    let said = Said::of(heelrise(dir.path()).args(["serve", "--addr", "127.0.0.1:0"]).output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (Some(4), ""), "{said:?}");
    assert!(said.err.contains("not a Heelrise database"), "{said:?}");

    std::fs::write(dir.path().join("file"), "").unwrap();
    let arguments = ["serve", "--addr", "127.0.0.1:0", "--data", "file/data"];
    let said = Said::of(heelrise(dir.path()).args(arguments).output().unwrap());
    assert_eq!(said.code, Some(4), "{said:?}");
    assert!(said.err.contains("file/data"), "{said:?}");
}

#[test]
fn records_are_verified_and_rebuilt() {
    let dir = tempfile::tempdir().unwrap();
    make_records(&dir.path().join("data"));
    let said = Said::of(heelrise(dir.path()).args(["records", "verify"]).output().unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("End of the log: 0:"), "{said:?}");
    let said = Said::of(heelrise(dir.path()).args(["records", "rebuild"]).output().unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    let said = Said::of(heelrise(dir.path()).args(["records", "verify", "--data", "nowhere"]).output().unwrap());
    assert_eq!(said.code, Some(4), "{said:?}");
}

#[cfg(unix)]
#[test]
fn records_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
    let files = ["data/heelrise.db", "data/heelrise.db-wal", "data/heelrise.db-shm"];
    let site = Site::start(dir.path(), &[]);
    assert_eq!(mode("data"), 0o700);
    assert_eq!(files.map(mode), [0o600; 3]);
    drop(site);

    for file in files {
        std::fs::set_permissions(dir.path().join(file), std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let mut site = Site::start(dir.path(), &[]);
    assert_eq!(files.map(mode), [0o600; 3]);
    assert_eq!(site.end("-TERM"), Some(0));
    let mut err = String::new();
    site.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(err.matches("other accounts").count(), 1, "{err}");
}

#[test]
fn one_folder_has_one_server_and_may_be_verified_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let mut site = Site::start(dir.path(), &[]);
    let second = Said::of(heelrise(dir.path()).args(["serve", "--addr", "127.0.0.1:0"]).output().unwrap());
    assert_eq!((second.code, second.out.as_str()), (Some(4), ""), "{second:?}");
    assert!(second.err.contains("Another Heelrise server"), "{second:?}");
    let said = Said::of(heelrise(dir.path()).args(["records", "verify"]).output().unwrap());
    assert_eq!(said.code, Some(0), "{said:?}");
    let rebuild = ["records", "rebuild"];
    let busy = Said::of(heelrise(dir.path()).args(rebuild).output().unwrap());
    assert_eq!((busy.code, busy.out.as_str()), (Some(4), ""), "{busy:?}");
    assert_eq!(
        busy.err, "A Heelrise server is using the records in data. Stop it first, then try again.\n",
        "rebuilding needs the records for itself"
    );
    assert_eq!(site.end("-TERM"), Some(0));
    assert_eq!(Said::of(heelrise(dir.path()).args(rebuild).output().unwrap()).code, Some(0));
    let mut site = Site::start(dir.path(), &[]);
    assert_eq!(site.end("-TERM"), Some(0), "the folder is free again");
}

/// What a site says on the error output until it is stopped.
#[cfg(unix)]
fn warnings(dir: &Path) -> String {
    let mut site = Site::start(dir, &[]);
    assert_eq!(site.end("-TERM"), Some(0));
    let mut err = String::new();
    site.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    err
}

#[cfg(unix)]
#[test]
fn a_folder_open_to_others_is_closed_or_pointed_out() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let mode = || std::fs::metadata(&data).unwrap().permissions().mode() & 0o777;
    let open = || std::fs::set_permissions(&data, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::create_dir(&data).unwrap();
    open();
    assert!(
        warnings(dir.path()).starts_with(
            "Warning: other accounts of this machine could look into the folder data. They no longer can.\n"
        )
    );
    assert_eq!(mode(), 0o700);
    assert!(!warnings(dir.path()).contains("Warning"), "it is closed now");

    // With other things in it, it may be open for good reason.
    open();
    std::fs::write(data.join("notes.txt"), "").unwrap();
    let said = warnings(dir.path());
    assert!(said.starts_with("Warning: other accounts of this machine can look into the folder data,"), "{said}");
    assert!(said.contains("chmod 700 data"), "{said}");
    assert_eq!(mode(), 0o755);
}
