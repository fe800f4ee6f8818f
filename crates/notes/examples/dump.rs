//! Prints what the Rust library finds, for the Python tests to compare with: lines of a JSON string in, and for each line a
//! list of `[sign, says, when, who, start, end, sentence_start, sentence_end]` out, the places in bytes.

use std::io::BufRead as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        let rows: Vec<_> = heelrise_notes::find_signs(&text)
            .into_iter()
            .map(|f| {
                serde_json::json!([
                    &*f.sign,
                    f.says,
                    f.when,
                    f.who,
                    f.span.start,
                    f.span.end,
                    f.sentence.start,
                    f.sentence.end
                ])
            })
            .collect();
        println!("{}", serde_json::Value::from(rows));
    }
    Ok(())
}
