//! Every control in the hazard log is bound to a test that exists and runs. The name is looked up in the sources: a test
//! function of that name, not ignored, in the package and the module or file that the log names. A control whose test
//! is missing, ignored or somewhere else fails here with the hazards that rest on it.

use std::path::{Path, PathBuf};

use heelrise_knowledge::KnowledgeFiles;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every file below a folder with one of these endings; the results of builds are passed over.
fn files(folder: &Path, endings: &[&str], all: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            if name != "target" && name != "node_modules" {
                files(&path, endings, all);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            all.push(path);
        }
    }
    all.sort();
}

/// Whether a source holds a test function of this name, and if not, why not.
fn rust_test(source: &str, name: &str) -> Result<(), Option<&'static str>> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let head = format!("fn {name}(");
    let is_it = |line: &str| {
        line.starts_with(&head)
            || line.split_once(&head).is_some_and(|(before, _)| matches!(before, "async " | "pub " | "pub async "))
    };
    let Some(at) = lines.iter().position(|line| is_it(line)) else { return Err(None) };
    // The attributes and comments just above.
    let above: Vec<&str> = lines[..at]
        .iter()
        .rev()
        .take_while(|line| line.starts_with("#[") || line.starts_with("//") || line.ends_with(")]"))
        .copied()
        .collect();
    let is_test = above.iter().any(|line| {
        let attribute = line.trim_start_matches("#[");
        line.starts_with("#[") && (attribute.starts_with("test]") || attribute.starts_with("tokio::test"))
    });
    if !is_test {
        return Err(Some("is a function, but not a test"));
    }
    if above.iter().any(|line| line.starts_with("#[ignore") || line.starts_with("#[cfg(any())")) {
        return Err(Some("is ignored"));
    }
    Ok(())
}

/// Whether a file is the one that a test's path names: `tests/<module>.rs`, `src/<module>.rs`, a file in a folder of that
/// name, or the separate file of a module's tests.
fn is_module(file: &Path, modules: &[&str]) -> bool {
    let text = file.with_extension("").to_string_lossy().into_owned();
    let parts: Vec<&str> = text.split('/').skip_while(|part| *part != "src" && *part != "tests").skip(1).collect();
    modules
        .iter()
        .filter(|module| **module != "tests")
        .all(|module| parts.iter().any(|part| part == module || part.strip_suffix("_tests") == Some(module)))
}

/// Whether a browser test of this title exists in a file's text, and if not, why not.
fn browser_test(source: &str, title: &str) -> Result<(), Option<&'static str>> {
    let mut skipped = false;
    for quote in ['\'', '"', '`'] {
        let wanted = format!("{quote}{title}{quote}");
        for (at, _) in source.match_indices(&wanted) {
            let before = source[..at].trim_end().trim_end_matches('(').trim_end();
            if before.ends_with("test") || before.ends_with("it") {
                // `skip: true` among the options that follow.
                let after: String = source[at + wanted.len()..].chars().take(60).collect();
                if !after.trim_start_matches([',', ' ']).starts_with("{ skip") {
                    return Ok(());
                }
                skipped = true;
            }
            skipped |= matches!(before.rsplit('.').next(), Some("skip" | "todo" | "fixme"));
        }
    }
    Err(skipped.then_some("is skipped"))
}

/// What is wrong with one binding, in words.
fn fault(root: &Path, test: &str) -> Option<String> {
    if let Some(browser) = test.strip_prefix("e2e:") {
        let (file, title) = browser.split_once("::")?;
        let candidates = ["js", "mjs", "ts"].map(|ending| root.join(format!("e2e/{file}.spec.{ending}")));
        let Some(source) = candidates.iter().find_map(|path| std::fs::read_to_string(path).ok()) else {
            return Some(format!("there is no e2e/{file}.spec.mjs or .js"));
        };
        return match browser_test(&source, title) {
            Ok(()) => None,
            Err(why) => Some(format!("e2e/{file}.spec: {}", why.unwrap_or("no test of this title"))),
        };
    }
    let parts: Vec<&str> = test.split("::").collect();
    let (Some((package, rest)), Some(name)) = (parts.split_first(), parts.last()) else {
        return Some("is not a name".to_owned());
    };
    let modules = &rest[..rest.len().saturating_sub(1)];
    let folder = root.join("crates").join(package.strip_prefix("heelrise-").unwrap_or(package));
    let mut sources = Vec::new();
    files(&folder, &[".rs"], &mut sources);
    let mut faults = Vec::new();
    for path in &sources {
        let Ok(source) = std::fs::read_to_string(path) else { continue };
        let inside = path.strip_prefix(root).unwrap_or(path);
        match rust_test(&source, name) {
            Ok(()) if is_module(inside, modules) => return None,
            Ok(()) => faults.push(format!("stands in {}, not under {}", inside.display(), modules.join("::"))),
            Err(Some(why)) => faults.push(format!("{}: {why}", inside.display())),
            Err(None) => {}
        }
    }
    Some(if faults.is_empty() {
        format!("no such test in {}", folder.strip_prefix(root).unwrap_or(&folder).display())
    } else {
        faults.join("; ")
    })
}

fn hazards() -> heelrise_knowledge::hazard::Hazards {
    let files: KnowledgeFiles = heelrise_pack::embedded();
    let mut problems = Vec::new();
    let hazards = heelrise_knowledge::hazard::load(&files, &mut problems);
    assert_eq!(problems, vec![]);
    hazards
}

#[test]
fn every_control_is_bound_to_a_test_that_runs() {
    let (root, hazards) = (root(), hazards());
    let bound = hazards.bound_tests();
    assert!(bound.len() > 20, "{}", bound.len());
    let faults: Vec<String> = bound
        .iter()
        .filter_map(|(test, hazards)| {
            let why = fault(&root, test)?;
            let hazards: Vec<&str> = hazards.iter().copied().collect();
            Some(format!("{}: {test}: {why}", hazards.join(", ")))
        })
        .collect();
    assert!(faults.is_empty(), "{} of {} bound tests do not hold:\n{}", faults.len(), bound.len(), faults.join("\n"));
}

#[test]
fn a_missing_an_ignored_and_a_moved_test_are_each_told_apart() {
    let found = "#[test]\nfn holds() {\n}\n";
    assert_eq!(rust_test(found, "holds"), Ok(()));
    assert_eq!(rust_test(found, "hold"), Err(None));
    assert_eq!(rust_test("#[tokio::test]\nasync fn holds() {}", "holds"), Ok(()));
    assert_eq!(rust_test("/// Why.\n#[tokio::test(flavor = \"multi_thread\")]\nasync fn holds() {}", "holds"), Ok(()));
    assert_eq!(rust_test("#[test]\n#[ignore = \"slow\"]\nfn holds() {}", "holds"), Err(Some("is ignored")));
    assert_eq!(rust_test("#[ignore]\n#[test]\nfn holds() {}", "holds"), Err(Some("is ignored")));
    assert_eq!(
        rust_test("#[test]\nfn other() {}\n\nfn holds() {}", "holds"),
        Err(Some("is a function, but not a test"))
    );
    assert_eq!(rust_test("// #[test]\nfn holds() {}", "holds"), Err(Some("is a function, but not a test")));
    assert_eq!(rust_test("// fn holds() {}", "holds"), Err(None));

    assert!(is_module(Path::new("crates/care/tests/plan.rs"), &["plan"]));
    assert!(is_module(Path::new("crates/care/src/case/mod.rs"), &["case", "tests"]));
    assert!(is_module(Path::new("crates/knowledge/src/accuracy_tests.rs"), &["accuracy", "tests"]));
    assert!(!is_module(Path::new("crates/care/tests/plan.rs"), &["properties"]));

    assert_eq!(browser_test("test('it works', async () => {})", "it works"), Ok(()));
    assert_eq!(browser_test("test(\n  \"it works\",\n", "it works"), Ok(()));
    assert_eq!(browser_test("test.skip('it works', () => {})", "it works"), Err(Some("is skipped")));
    assert_eq!(browser_test("test('it works', { skip: true }, f)", "it works"), Err(Some("is skipped")));
    assert_eq!(browser_test("// it works", "it works"), Err(None));
}

#[test]
fn planted_bindings_are_refused() {
    let root = root();
    for test in [
        "heelrise-care::properties::no_such_test_exists",
        "heelrise-care::properties::every_planted_rule_is_caught",
        "heelrise-nowhere::properties::p1_each_same_day_sign_alone_is_same_day",
        "e2e:nowhere::a title",
    ] {
        assert!(fault(&root, test).is_some(), "{test}");
    }
    assert_eq!(fault(&root, "heelrise-care::properties::p1_each_same_day_sign_alone_is_same_day"), None);
}
