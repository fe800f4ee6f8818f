//! `heelrise-cohort`: puts the written cohort, or notes by the gigabyte, into files.

use flate2::{Compression, write::GzEncoder};
use heelrise_cohort::speed::{Leg, Notes};
use heelrise_cohort::stock::Stock;
use heelrise_cohort::{fhir, plan, score, written};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

const HELP: &str = "\
heelrise-cohort written -o DIR [--seed N] [--encounters 3000] [--until YYYY-MM-DD] [--gzip] [--first-visits]
    Writes a FHIR R4 bulk export (Patient, Encounter, Condition, DocumentReference, Procedure, DiagnosticReport,
    ImagingStudy, MedicationRequest), truth.csv and spans.csv; --first-visits leaves out the later visits at which missed
    ruptures were found, as for a department that sweeps in time.
heelrise-cohort score TRUTH WORKLIST [--look-back WORKLIST] [--json]
    Sensitivity, positive predictive value and number to review, with 95 % intervals, of the worklist that `heelrise sweep`
    made of a cohort written with --first-visits; and of the look back in the worklist of the whole cohort.
heelrise-cohort speed -o FILE --bytes 10G --leg rare|every [--seed N]
    Writes DocumentReference lines until that many bytes are reached; FILE may be - for standard output.
The same seed gives the same bytes.";

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = run(&words) {
        eprintln!("{error}");
        std::process::exit(2);
    }
}

fn run(words: &[String]) -> Result<(), Box<dyn Error>> {
    let Some((task, rest)) = words.split_first() else { return Err(HELP.into()) };
    let options = match task.as_str() {
        "written" => options(rest, &["-o", "--seed", "--encounters", "--until"])?,
        "speed" => options(rest, &["-o", "--seed", "--bytes", "--leg"])?,
        "score" => return score_lists(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            return Ok(());
        }
        _ => return Err(format!("There is no task {task}.\n{HELP}").into()),
    };
    let out = options.get("-o").ok_or("Say where to write: -o PATH.")?;
    let seed = options.get("--seed").map_or("1", String::as_str).parse().map_err(|_| "--seed needs a whole number.")?;
    let stock = Stock::load()?;
    if task == "written" {
        write_cohort(&stock, Path::new(out), seed, &options)
    } else {
        write_speed(&stock, out, seed, &options)
    }
}

/// Options by name; a switch has an empty value.
fn options(words: &[String], known: &[&str]) -> Result<BTreeMap<String, String>, String> {
    let mut out = BTreeMap::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let value = if word == "--gzip" || word == "--first-visits" {
            String::new()
        } else if known.contains(&word.as_str()) {
            words.next().ok_or_else(|| format!("{word} needs a value."))?.clone()
        } else {
            return Err(format!("There is no option {word}.\n{HELP}"));
        };
        out.insert(word.clone(), value);
    }
    Ok(out)
}

fn write_cohort(
    stock: &Stock,
    dir: &Path,
    seed: u64,
    options: &BTreeMap<String, String>,
) -> Result<(), Box<dyn Error>> {
    let encounters: usize = options
        .get("--encounters")
        .map_or("3000", String::as_str)
        .parse()
        .map_err(|_| "--encounters needs a whole number.")?;
    if encounters < plan::SMALLEST {
        return Err(format!(
            "--encounters must be at least {}: the hand-written visits need that room.",
            plan::SMALLEST
        )
        .into());
    }
    let until = options.get("--until").map_or("2026-10-31", String::as_str);
    let until = fhir::day(until).ok_or("--until needs a date such as 2026-10-31.")?;
    let mut cohort = written::write(stock, seed, encounters, until);
    if options.contains_key("--first-visits") {
        cohort.keep_first_visits();
    }
    fs::create_dir_all(dir)?;
    for (name, lines) in written::files(&cohort) {
        let name = format!("{name}.000.ndjson");
        if options.contains_key("--gzip") {
            let file = File::create(dir.join(format!("{name}.gz")))?;
            let mut file = GzEncoder::new(BufWriter::new(file), Compression::default());
            put(&mut file, lines)?;
            file.finish()?.flush()?;
        } else {
            let mut file = BufWriter::new(File::create(dir.join(name))?);
            put(&mut file, lines)?;
            file.flush()?;
        }
    }
    fs::write(dir.join("truth.csv"), &cohort.truth)?;
    fs::write(dir.join("spans.csv"), &cohort.spans)?;
    Ok(())
}

fn score_lists(words: &[String]) -> Result<(), Box<dyn Error>> {
    let (mut paths, mut back, mut json) = (Vec::new(), None, false);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--json" => json = true,
            "--look-back" => back = Some(words.next().ok_or("--look-back needs a worklist.")?),
            _ => paths.push(word),
        }
    }
    let [truth, list] = paths[..] else { return Err(HELP.into()) };
    let read = |path: &String| fs::read_to_string(path).map_err(|error| format!("{path} cannot be read: {error}."));
    let parse = |path: &String| -> Result<serde_json::Value, Box<dyn Error>> {
        Ok(serde_json::from_str(&read(path)?).map_err(|error| format!("{path} is no worklist: {error}."))?)
    };
    let rows = score::rows(&read(truth)?)?;
    let scored = score::score(&rows, &parse(list)?);
    let back = back.map(parse).transpose()?.and_then(|list| score::look_back(&rows, &list));
    if json {
        println!("{}", serde_json::json!({ "list": scored, "look_back": back }));
    } else {
        print!("{}", score::markdown(&scored, back.as_ref()));
    }
    Ok(())
}

fn put(file: &mut impl Write, lines: &[String]) -> io::Result<()> {
    for line in lines {
        file.write_all(line.as_bytes())?;
        file.write_all(b"\n")?;
    }
    Ok(())
}

fn write_speed(stock: &Stock, out: &str, seed: u64, options: &BTreeMap<String, String>) -> Result<(), Box<dyn Error>> {
    let wanted =
        options.get("--bytes").and_then(|text| bytes(text)).ok_or("Say how much: --bytes 10G, 500M or a number.")?;
    let leg = match options.get("--leg").map(String::as_str) {
        Some("rare") => Leg::Rare,
        Some("every") => Leg::Every,
        _ => return Err("Say how often the leg is mentioned: --leg rare or --leg every.".into()),
    };
    let mut notes = Notes::new(stock, leg, seed);
    let mut file: Box<dyn Write> = if out == "-" { Box::new(io::stdout()) } else { Box::new(File::create(out)?) };
    let mut buffer = Vec::with_capacity(1 << 20);
    let mut written = 0;
    while written < wanted {
        buffer.clear();
        while buffer.len() < (1 << 20) - 8_192 && written + (buffer.len() as u64) < wanted {
            notes.line(&mut buffer);
        }
        file.write_all(&buffer)?;
        written += buffer.len() as u64;
    }
    file.flush()?;
    Ok(())
}

/// `10G`, `500M`, `3k` in powers of a thousand, or a plain number.
fn bytes(text: &str) -> Option<u64> {
    let (digits, unit) = match text.chars().last()? {
        'k' => (&text[..text.len() - 1], 1_000),
        'M' => (&text[..text.len() - 1], 1_000_000),
        'G' => (&text[..text.len() - 1], 1_000_000_000),
        _ => (text, 1),
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}
