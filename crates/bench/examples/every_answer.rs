//! Writes what the server decides for every set of answers to the named signs, for the browser to be held against:
//! `every_answer FILE SIGN…`. Each set is one 32-bit number, little-endian: the rules that fired as bits from the lowest,
//! the outcome in the two highest bits. Sets are counted with the first sign fastest, in the order absent, not asked,
//! present. `unsure` needs no sets of its own where each rule accepts it exactly when it accepts `present`; this is
//! checked first.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

use heelrise_care::Care;
use heelrise_care::case::{Report, ReportedSign};
use heelrise_knowledge::Answer;
use heelrise_knowledge::decision::Value;

const WORDS: [Answer; 3] = [Answer::Absent, Answer::NotAsked, Answer::Present];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("Name the file to write, then the signs.")?;
    let signs: Vec<ReportedSign> = arguments
        .map(|id| ReportedSign::from_id(&id).ok_or_else(|| format!("There is no sign {id}.")))
        .collect::<Result<_, _>>()?;
    let care = Care::load(heelrise_pack::embedded()).map_err(|problems| format!("{problems:#?}"))?;
    let decision = care.urgency_decision();
    if decision.rules.len() > 30 {
        return Err("There are more rules than a number has bits for.".into());
    }
    for rule in &decision.rules {
        for cell in &rule.cells {
            let accepts = |answer| cell.accepts(&Value::Answer(answer));
            if accepts(Answer::Unsure) != accepts(Answer::Present) {
                return Err(format!("Rule {} tells unsure from present, so sets with unsure differ.", rule.id).into());
            }
        }
    }
    let mut out = BufWriter::new(File::create(file)?);
    let mut report = Report::default();
    for sign in &signs {
        report.set(*sign, WORDS[0]);
    }
    let mut digits = vec![0; signs.len()];
    loop {
        let (level, fired) = care.urgency_level(&report);
        out.write_all(&(u32::try_from(fired.rules)? | (level as u32) << 30).to_le_bytes())?;
        let Some(turn) = digits.iter().position(|digit| *digit < WORDS.len() - 1) else { break };
        for at in 0..=turn {
            digits[at] = if at < turn { 0 } else { digits[at] + 1 };
            report.set(signs[at], WORDS[digits[at]]);
        }
    }
    out.flush()?;
    Ok(())
}
