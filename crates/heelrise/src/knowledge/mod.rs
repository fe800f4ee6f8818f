//! `heelrise knowledge`: check it, print it, sign it.

use std::path::{Path, PathBuf};

use heelrise_documents::book;
use heelrise_knowledge::decision::check::Report;
use heelrise_knowledge::protocol::Protocol;
use heelrise_knowledge::signature::{FILE, SignOff, Subject};

use crate::args::{Global, Knowledge};
use crate::exit::{Exit, Failure, put, write_file};
use crate::page::{Page, Tone};
use crate::words::Words;
use crate::{clock, load};

/// Runs it.
pub fn run(global: &Global, command: Knowledge) -> Result<Exit, Failure> {
    match command {
        Knowledge::Check { dir } => check(global, dir.as_deref().or(global.knowledge.as_deref())),
        Knowledge::Book { html, pdf } => print_book(global, html, pdf),
        Knowledge::Sign { what, by, role, dir } => sign(global, &what, &by, &role, &dir),
    }
}

fn check(global: &Global, dir: Option<&Path>) -> Result<Exit, Failure> {
    let care = match heelrise_care::Care::load(load::files(dir)?) {
        Ok(care) => care,
        Err(problems) => {
            let mut page = Page::new(global.color);
            for line in load::listed(dir, &problems).lines() {
                page.line(line);
            }
            // The words of refused knowledge may be what is wrong with it.
            let wording = load::wording(&Global { knowledge: None, ..global.clone() })?;
            let words = Words::new(&wording, &global.lang);
            let sum = words.say_with("knowledge-refused", &[("count", &problems.len().to_string())]);
            page.gap().say(Tone::Alarm, &sum);
            put(&page.finish())?;
            return Ok(Exit::Knowledge);
        }
    };
    let knowledge = care.knowledge();
    let words = Words::of(&care, &global.lang);
    let mut page = Page::new(global.color);
    let rows: Vec<Vec<String>> = knowledge
        .decisions
        .values()
        .filter_map(|decision| {
            let report = knowledge.reports.get(&decision.id)?;
            let signed = match knowledge.sign_off(decision) {
                SignOff::Signed(signature) => format!("{}, {}", signature.by, signature.on),
                SignOff::Cleared(_) => words.say("knowledge-signature-cleared"),
                SignOff::Unsigned => words.say("knowledge-unsigned"),
            };
            let Report { rules, examples, points, mutants, caught, excepted } = report;
            let mut row = vec![decision.id.clone()];
            row.extend([rules.to_string(), examples.to_string(), points.to_string(), mutants.to_string()]);
            row.extend([caught.to_string(), excepted.to_string(), decision.valid_until.to_string(), signed]);
            Some(row)
        })
        .collect();
    let head = ["decision", "rules", "examples", "points", "mutants", "caught", "excepted", "valid-until", "signed-by"]
        .map(|column| words.say(&format!("knowledge-column-{column}")));
    page.table(&head.each_ref().map(String::as_str), &rows, &[1, 2, 3, 4, 5, 6]);
    let languages: Vec<&str> = knowledge.wording.languages().collect();
    let counts = [knowledge.signs.len(), knowledge.claims.len(), knowledge.sources.len(), knowledge.hazards.len()];
    let counts = counts.map(|count| count.to_string());
    let [signs, claims, sources, hazards] = counts.each_ref().map(String::as_str);
    let languages = languages.join(", ");
    let arguments =
        [("signs", signs), ("claims", claims), ("sources", sources), ("hazards", hazards), ("languages", &languages)];
    page.gap().para(&words.say_with("knowledge-counts", &arguments));
    let runnable: Vec<&Protocol> = knowledge.protocols.runnable().collect();
    let is_signed = |protocol: &&Protocol| matches!(knowledge.sign_off(*protocol), SignOff::Signed(_));
    let all = runnable.len().to_string();
    let signed = runnable.into_iter().filter(is_signed).count().to_string();
    page.para(&words.say_with("knowledge-protocols-signed", &[("signed", &signed), ("all", &all)]));
    // The version goes in as text: as an argument, one of digits only would be written as a number.
    let (sound, version) = (words.say("knowledge-sound"), words.say("terminal-version"));
    page.say(Tone::Good, &format!("{sound} {version} {}.", knowledge.short_version()));
    put(&page.finish())?;
    Ok(Exit::Ok)
}

fn print_book(global: &Global, html: Option<PathBuf>, pdf: Option<PathBuf>) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let book = book::of(care.knowledge(), &global.lang);
    let words = Words::of(&care, &global.lang);
    let mut written = String::new();
    if let Some(path) = html {
        deliver(words, &path, book::html(&book).as_bytes(), &mut written)?;
    }
    if let Some(path) = pdf {
        let bytes = book::pdf(&book).map_err(|error| Failure::new(Exit::Fault, error.to_string()))?;
        deliver(words, &path, &bytes, &mut written)?;
    }
    put(&written)?;
    Ok(Exit::Ok)
}

/// Writes a document to its file, or to the output for `-`.
fn deliver(words: Words<'_>, path: &Path, bytes: &[u8], written: &mut String) -> Result<(), Failure> {
    if path == Path::new("-") {
        use std::io::Write as _;
        let mut out = std::io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::output(&error));
    }
    write_file(path, bytes)?;
    let sentence = words.say_with("knowledge-book-written", &[("file", &path.display().to_string())]);
    *written = format!("{written}{sentence}\n");
    Ok(())
}

fn sign(global: &Global, what: &str, by: &str, role: &str, dir: &Path) -> Result<Exit, Failure> {
    let care = load::care(&Global { knowledge: Some(dir.to_path_buf()), ..global.clone() })?;
    let words = Words::of(&care, &global.lang);
    let knowledge = care.knowledge();
    let protocol_file = format!("protocols/{what}.toml");
    let found = match (knowledge.decision(what), knowledge.protocols.get(what)) {
        (Some(decision), _) => Some((Subject::from(decision), decision.file.as_str())),
        (None, Some(protocol)) => Some((Subject::from(protocol), protocol_file.as_str())),
        (None, None) => None,
    };
    let Some((subject, source)) = found else {
        let decisions = knowledge.decisions.keys().map(String::as_str);
        let known: Vec<&str> = decisions.chain(knowledge.protocols.iter().map(|p| p.id.as_str())).collect();
        let arguments = [("id", what), ("known", &known.join(", "))];
        return Err(Failure::usage(words.say_with("knowledge-not-signable", &arguments)));
    };
    let (by, role) = (by.trim(), role.trim());
    if by.is_empty() || role.is_empty() {
        return Err(Failure::usage(words.say("knowledge-signature-needs")));
    }
    if let SignOff::Signed(signature) = knowledge.sign_off(subject)
        && signature.by == by
        && signature.role == role
    {
        let on = signature.on.to_string();
        let arguments = [("by", by), ("id", subject.id), ("on", &on)];
        put(&format!("{}\n", words.say_with("knowledge-signed-already", &arguments)))?;
        return Ok(Exit::Ok);
    }
    let signature = subject.signed(by, role, clock::today());
    let on = signature.on;
    let text = knowledge
        .signatures
        .with(signature)
        .map_err(|error| Failure::new(Exit::Fault, format!("The signature could not be written: {error}.")))?;
    let file = dir.join(FILE);
    write_file(&file, text.as_bytes())?;
    let hash = subject.hash.get(..12).unwrap_or(subject.hash);
    let (on, file) = (on.to_string(), file.display().to_string());
    // The fingerprint stands in brackets of its own: as an argument, one of digits only would be written as a number.
    let hash = format!("({hash})");
    let arguments = [
        ("id", subject.id),
        ("by", by),
        ("role", role),
        ("on", &on),
        ("hash", &hash),
        ("file", &file),
        ("source", source),
    ];
    put(&format!("{}\n", words.say_with("knowledge-signed", &arguments)))?;
    Ok(Exit::Ok)
}
