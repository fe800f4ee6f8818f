//! Reads a labelled file (the NegEx columns) and prints how the context engine does on it, with every miss.

use std::collections::BTreeMap;

use heelrise_notes::{Engine, Scratch, When, Who};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("which file?")?;
    let loud = args.next().is_some();
    let mut files = Engine::built_in();
    for file in &mut files {
        file.text = std::fs::read_to_string(&file.name)?;
    }
    let engine = Engine::new(&files).map_err(|error| error.to_string())?;
    for wrong in engine.check() {
        eprintln!("{wrong}");
    }
    let mut scratch = Scratch::default();
    let (mut erased, mut there) = (0, 0);
    let mut tally: BTreeMap<&str, [u32; 3]> = BTreeMap::new();
    let mut count = |name: &'static str, truth: bool, said: bool| {
        let cell = tally.entry(name).or_default();
        match (truth, said) {
            (true, true) => cell[0] += 1,
            (false, true) => cell[1] += 1,
            (true, false) => cell[2] += 1,
            (false, false) => {}
        }
    };
    for line in std::fs::read_to_string(&path)?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let ([_, _, finding, sentence, negation, time, person] | [_, finding, sentence, negation, time, person]) =
            cells.as_slice()
        else {
            continue;
        };
        if *negation == "negation" {
            continue;
        }
        let text = sentence.replace("\\n", "\n");
        let upper = finding.trim().to_uppercase();
        let is_there = (*negation, *time, *person) == ("Affirmed", "Recent", "Patient");
        there += u32::from(is_there);
        let Some(at) = text.find(&upper) else {
            count("negated", *negation == "Negated", false);
            continue;
        };
        let context = engine.context(&text, at..at + upper.len(), &mut scratch);
        let wrong = (*negation == "Negated") != context.negated;
        erased += u32::from(is_there && context.negated);
        count("negated", *negation == "Negated", context.negated);
        count("possible", *negation == "Possible", context.possible);
        count("historical", *time == "Historical", context.when == When::Historical);
        count("hypothetical", *time == "Not particular", context.when == When::Hypothetical);
        count("other", *person != "Patient", context.who == Who::Other);
        let mut marks = String::new();
        if wrong {
            marks.push_str(if context.negated { "NEG+ " } else { "NEG- " });
        }
        if (*negation == "Possible") != context.possible {
            marks.push_str(if context.possible { "POSS+ " } else { "POSS- " });
        }
        if (*time == "Historical") != (context.when == When::Historical) {
            marks.push_str(if context.when == When::Historical { "HIST+ " } else { "HIST- " });
        }
        if (*time == "Not particular") != (context.when == When::Hypothetical) {
            marks.push_str(if context.when == When::Hypothetical { "HYP+ " } else { "HYP- " });
        }
        if (*person != "Patient") != (context.who == Who::Other) {
            marks.push_str(if context.who == Who::Other { "OTHER+ " } else { "OTHER- " });
        }
        if loud && !marks.is_empty() {
            println!("{marks}| {}", text.replace('\n', "⏎"));
        }
    }
    for (name, [tp, fp, missed]) in tally {
        let f1 = 2.0 * f64::from(tp) / f64::from(2 * tp + fp + missed).max(1.0);
        println!("{name:13} F1 {f1:.3}  right {tp} too many {fp} missed {missed}");
    }
    println!("erased        {erased} of {there} true signs of this patient now were read as absent");
    Ok(())
}
