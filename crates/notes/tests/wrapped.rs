//! Notes whose lines were wrapped at some width, as old terminals and printed reports leave them, must say what the same
//! notes say unwrapped; and separate short lines must stay separate.
#![expect(clippy::unwrap_used, reason = "a broken table should stop the test")]

use heelrise_notes::find_signs;

/// The signs of a text without their places.
fn said(text: &str) -> Vec<String> {
    let mut all: Vec<String> =
        find_signs(text).iter().map(|f| format!("{} {:?} {:?} {:?}", f.sign, f.says, f.when, f.who)).collect();
    all.sort();
    all.dedup();
    all
}

/// Wrapped at spaces into lines of at most `width` characters.
fn wrap(text: &str, width: usize) -> String {
    let (mut out, mut column) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// The labelled texts of one line, each in a note of prose. Findings that the labels shout are written small.
fn notes() -> Vec<String> {
    let labelled = [
        include_str!("data/shorthand-dev.tsv"),
        include_str!("data/adversarial-dev.tsv"),
        include_str!("data/kinds.tsv"),
    ];
    let labelled = labelled.iter().flat_map(|table| table.lines().skip(1)).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        cells[3].replacen(&cells[2].to_uppercase(), &cells[2].to_lowercase(), 1)
    });
    let found = include_str!("data/found.tsv").lines().skip(1).map(|line| line.split('\t').nth(2).unwrap().to_owned());
    let texts = labelled.chain(found).filter(|text| !text.contains("\\n") && !text.contains("\\t"));
    // Something else stands where the line ends in each.
    let fronts = ["Saturday evening", "the last Saturday of the month", "Saturday, at a tournament of his own club"];
    texts
        .zip(fronts.iter().cycle())
        .map(|(text, front)| {
            let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
            format!(
                "This patient was seen in the department after an injury at football on {front}. {text}{stop} \
                 The leaflet was given, and a review was arranged with the team of the clinic for next week."
            )
        })
        .collect()
}

/// Some differ: “L\n10, R 0” could be two lines of a list.
#[test]
fn a_note_says_the_same_however_its_lines_are_wrapped() {
    let notes = notes();
    assert!(notes.len() > 1500, "{}", notes.len());
    for width in [36, 40, 45, 50, 60, 72, 80] {
        let differ: Vec<String> = notes
            .iter()
            .map(|note| wrap(note, width))
            .zip(&notes)
            .filter(|(lines, note)| said(lines) != said(note))
            .map(|pair| pair.0)
            .collect();
        println!("{width}: {} of {} differ", differ.len(), notes.len());
        assert!(
            differ.len() * 50 <= notes.len(),
            "at {width} columns {} differ:\n{}",
            differ.len(),
            differ.join("\n---\n")
        );
    }
}

#[test]
fn separate_lines_stay_separate() {
    for (text, wanted) in [
        (
            "no bony tenderness at either malleolus\nsqueeze test abnormal on the left side\nno numbness, pulses felt in both feet",
            "squeeze Present Recent Patient",
        ),
        (
            "denies any twist or a fall off the step\nfelt a pop behind his heel when running\nnil else of note, well and at work",
            "pop Present Recent Patient",
        ),
        ("- no gap\n- simmonds abnormal\n- home", "squeeze Present Recent Patient"),
    ] {
        assert!(said(text).iter().any(|one| one == wanted), "{text}: {:?}", said(text));
    }
}
