//! Every sentence that a face can ask for exists, and a folder from which one was taken out is refused.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use heelrise_knowledge::{KnowledgeFiles, wording};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../knowledge/src/messages.txt");

fn ids() -> BTreeSet<String> {
    let mut problems = Vec::new();
    let wording = wording::load(&heelrise_pack::embedded(), &mut problems);
    assert_eq!(problems, vec![]);
    wording.messages(wording::SOURCE_LANGUAGE).map(|message| message.id.clone()).collect()
}

/// The list the loader holds every folder against. `HEELRISE_WRITE_DOCS=1` writes it anew.
#[test]
fn the_list_of_sentences_is_current() {
    let text: String = ids().into_iter().map(|id| id + "\n").collect();
    if std::env::var_os("HEELRISE_WRITE_DOCS").is_some() {
        std::fs::write(LIST, &text).unwrap();
    }
    let listed = std::fs::read_to_string(LIST).unwrap();
    assert!(listed == text, "crates/knowledge/src/messages.txt is old: run this test with HEELRISE_WRITE_DOCS=1");
}

/// The built-in folder without the lines of one file that begin with a text.
fn without(file: &str, start: &str) -> KnowledgeFiles {
    let mut files = heelrise_pack::embedded();
    let text = files.get(file).unwrap().to_owned();
    let kept: String = text.split_inclusive('\n').filter(|line| !line.starts_with(start)).collect();
    assert_ne!(kept, text, "{file} has no line that begins with {start}");
    files.set(file, kept);
    files
}

#[test]
fn a_sentence_taken_out_is_refused_by_name() {
    for (file, start, id) in [
        ("wording/en/patient/urgency.ftl", "do-off-the-leg =", "do-off-the-leg"),
        ("wording/en/patient/check.ftl", "check-title =", "check-title"),
        ("wording/en/clinician/clinic.ftl", "sign-in-title =", "sign-in-title"),
    ] {
        let problems = heelrise_knowledge::load(without(file, start)).err().unwrap_or_default();
        let named = problems.iter().any(|p| p.check == "missing-wording" && p.what.contains(&format!("`{id}`")));
        assert!(named, "{id}: {problems:?}");
    }
    let mut files = heelrise_pack::embedded();
    files.remove("wording/en/patient/check.ftl");
    assert!(heelrise_knowledge::load(files).err().unwrap_or_default().len() > 20, "a whole file taken out");
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs" || ext == "html") {
            found.push(path);
        }
    }
}

/// Ids that stand as plain text in `say("…")` and `say_with("…"`.
#[test]
fn every_id_that_code_or_a_page_names_exists() {
    let ids = ids();
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for place in ["web/src", "web/templates", "heelrise/src", "care/src", "documents/src", "evidence/src"] {
        sources(&crates.join(place), &mut files);
    }
    let mut named = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for part in text.split("say(\"").skip(1).chain(text.split("say_with(\"").skip(1)) {
            let Some((id, _)) = part.split_once('"') else { continue };
            // An id ending in a hyphen is put together with something that is known only when the program runs.
            let whole =
                !id.ends_with('-') && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if whole && id.contains('-') {
                named += 1;
                assert!(ids.contains(id), "{}: no sentence `{id}`", file.display());
            }
        }
    }
    assert!(named > 100, "only {named} ids were found: has the way of asking for a sentence changed?");
}
