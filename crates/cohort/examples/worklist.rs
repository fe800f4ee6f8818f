//! Sweeps files into a worklist with the rules that lie under `knowledge/notes` of the current folder, so that a changed
//! rule can be tried without building anything: `worklist OUTPUT INPUT…`. A whole history, with its look back.

use std::fs;
use std::path::PathBuf;

use heelrise_notes::Engine;
use heelrise_sweep::{Knowledge, Options, sweep};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let output = PathBuf::from(arguments.next().ok_or("Say where to write, then what to read.")?);
    let mut words = Engine::built_in();
    for file in &mut words {
        file.text = fs::read_to_string(&file.name)?;
    }
    let codes = fs::read_to_string("knowledge/notes/codes.toml")?;
    let points = fs::read_to_string("knowledge/notes/score.toml")?;
    let options = Options {
        inputs: arguments.map(Into::into).collect(),
        kind: None,
        map: None,
        today: "2026-11-20".parse()?,
        days: None,
        sentences: true,
        threads: 1,
        output: output.clone(),
        fresh: true,
    };
    let swept = sweep(&options, &Knowledge::new(&words, &codes, &points)?, &|_| {})?;
    fs::write(&output, serde_json::to_vec(&swept.worklist)?)?;
    fs::remove_file(&swept.journal)?;
    let read = &swept.worklist.read;
    println!("{} notes, {} with signs, {} people", read.notes, read.notes_with_signs, swept.worklist.people.len());
    Ok(())
}
