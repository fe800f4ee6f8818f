//! Reads notes as lines of `{"id": …, "text": …}` and prints how fast, and which notes hold signs that count.

use std::time::Instant;

use heelrise_notes::{Engine, Says, Scratch};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let mut files = Engine::built_in();
    for file in &mut files {
        file.text = std::fs::read_to_string(&file.name)?;
    }
    let start = Instant::now();
    let engine = Engine::new(&files).map_err(|error| error.to_string())?;
    eprintln!("made ready in {:?}", start.elapsed());
    let notes: Vec<(String, String)> = std::fs::read_to_string(path)?
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line)
                .map(|note| (note["id"].to_string(), note["text"].as_str().unwrap_or_default().to_owned()))
        })
        .collect::<Result<_, _>>()?;
    let bytes: usize = notes.iter().map(|(_, text)| text.len()).sum();
    let mut scratch = Scratch::default();
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let start = Instant::now();
        let total: usize = notes.iter().map(|(_, text)| engine.find(text, &mut scratch).len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
        std::hint::black_box(total);
    }
    eprintln!("{} notes, {bytes} bytes, {:.1} MB/s", notes.len(), bytes as f64 / best / 1e6);
    for (id, text) in &notes {
        for f in engine.find(text, &mut scratch) {
            let strong = !matches!(
                &*f.sign,
                "other" | "benign" | "tendon_pain" | "mechanism" | "acted" | "drug" | "not_examined"
            );
            if strong && f.counts() && f.says != Says::Ambiguous {
                println!(
                    "{id}\t{}\t{:?}\t{}\t… {} …",
                    f.sign,
                    f.says,
                    &text[f.span.clone()],
                    text[f.sentence.clone()].replace('\n', " ").chars().take(160).collect::<String>()
                );
            }
        }
    }
    Ok(())
}
