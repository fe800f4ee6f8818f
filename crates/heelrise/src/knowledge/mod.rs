//! `heelrise knowledge`: check it, print it, sign it.

use std::path::{Path, PathBuf};

use heelrise_documents::book;
use heelrise_knowledge::decision::check::Report;
use heelrise_knowledge::signature::{FILE, SignOff, Subject};

use crate::args::{Global, Knowledge};
use crate::exit::{Exit, Failure, put, write_file};
use crate::page::{Page, Tone};
use crate::{clock, load};

/// Runs it.
pub fn run(global: &Global, command: Knowledge) -> Result<Exit, Failure> {
    match command {
        Knowledge::Check { dir } => check(global, dir.as_deref().or(global.knowledge.as_deref())),
        Knowledge::Book { html, pdf } => print_book(global, html, pdf),
        Knowledge::Sign { decision, by, role, dir } => sign(&decision, &by, &role, &dir),
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
            let count = problems.len();
            let sum =
                format!("{count} {}. This knowledge is refused.", if count == 1 { "problem" } else { "problems" });
            page.gap().say(Tone::Alarm, &sum);
            put(&page.finish())?;
            return Ok(Exit::Knowledge);
        }
    };
    let knowledge = care.knowledge();
    let mut page = Page::new(global.color);
    let rows: Vec<Vec<String>> = knowledge
        .decisions
        .values()
        .filter_map(|decision| {
            let report = knowledge.reports.get(&decision.id)?;
            let signed = match knowledge.sign_off(decision) {
                SignOff::Signed(signature) => format!("{}, {}", signature.by, signature.on),
                SignOff::Cleared(_) => "changed since it was signed".to_owned(),
                SignOff::Unsigned => "not yet".to_owned(),
            };
            let Report { rules, examples, points, mutants, caught, excepted } = report;
            let mut row = vec![decision.id.clone()];
            row.extend([rules.to_string(), examples.to_string(), points.to_string(), mutants.to_string()]);
            row.extend([caught.to_string(), excepted.to_string(), decision.valid_until.to_string(), signed]);
            Some(row)
        })
        .collect();
    let head =
        ["decision", "rules", "examples", "points", "changes tried", "noticed", "excepted", "valid until", "signed by"];
    page.table(&head, &rows, &[1, 2, 3, 4, 5, 6]);
    let languages: Vec<&str> = knowledge.wording.languages().collect();
    page.gap().para(&format!(
        "{} signs, {} claims, {} sources, {} hazards; words in: {}.",
        knowledge.signs.len(),
        knowledge.claims.len(),
        knowledge.sources.len(),
        knowledge.hazards.len(),
        languages.join(", ")
    ));
    page.say(Tone::Good, &format!("The knowledge is sound. Version {}.", knowledge.short_version()));
    put(&page.finish())?;
    Ok(Exit::Ok)
}

fn print_book(global: &Global, html: Option<PathBuf>, pdf: Option<PathBuf>) -> Result<Exit, Failure> {
    let care = load::care(global)?;
    let book = book::of(care.knowledge(), &global.lang);
    let mut written = String::new();
    if let Some(path) = html {
        deliver(&path, book::html(&book).as_bytes(), &mut written)?;
    }
    if let Some(path) = pdf {
        let bytes = book::pdf(&book).map_err(|error| Failure::new(Exit::Fault, error.to_string()))?;
        deliver(&path, &bytes, &mut written)?;
    }
    put(&written)?;
    Ok(Exit::Ok)
}

/// Writes a document to its file, or to the output for `-`.
fn deliver(path: &Path, bytes: &[u8], written: &mut String) -> Result<(), Failure> {
    if path == Path::new("-") {
        use std::io::Write as _;
        let mut out = std::io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush()).map_err(|error| Failure::output(&error));
    }
    write_file(path, bytes)?;
    *written = format!("{written}Written: {}\n", path.display());
    Ok(())
}

fn sign(decision: &str, by: &str, role: &str, dir: &Path) -> Result<Exit, Failure> {
    let care = load::care_from(Some(dir))?;
    let knowledge = care.knowledge();
    let Some(decision) = knowledge.decision(decision) else {
        let known: Vec<&str> = knowledge.decisions.keys().map(String::as_str).collect();
        let message = format!("There is no decision `{decision}`. There are: {}.", known.join(", "));
        return Err(Failure::usage(message));
    };
    let (by, role) = (by.trim(), role.trim());
    if by.is_empty() || role.is_empty() {
        return Err(Failure::usage("A signature needs a name and a role. Give both."));
    }
    if let SignOff::Signed(signature) = knowledge.sign_off(decision)
        && signature.by == by
        && signature.role == role
    {
        put(&format!("{} has signed `{}` as it stands, on {}. Nothing to do.\n", by, decision.id, signature.on))?;
        return Ok(Exit::Ok);
    }
    let signature = Subject::from(decision).signed(by, role, clock::today());
    let on = signature.on;
    let text = knowledge
        .signatures
        .with(signature)
        .map_err(|error| Failure::new(Exit::Fault, format!("The signature could not be written: {error}.")))?;
    let file = dir.join(FILE);
    write_file(&file, text.as_bytes())?;
    let hash = decision.hash.get(..12).unwrap_or(&decision.hash);
    put(&format!(
        "Signed: `{}` by {by} ({role}) on {on}, as it stands ({hash}). Written to {}. A change to {} clears it.\n",
        decision.id,
        file.display(),
        decision.file
    ))?;
    Ok(Exit::Ok)
}
