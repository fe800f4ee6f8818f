//! The context engine against labelled shorthand: how much it must get right, and how little it may erase.
#![expect(clippy::unwrap_used, reason = "a broken table should stop the test")]

use heelrise_notes::{Engine, Scratch, When, Who};

/// One axis: right, too many, missed.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    right: f64,
    too_many: f64,
    missed: f64,
}

impl Tally {
    fn count(&mut self, truth: bool, said: bool) {
        match (truth, said) {
            (true, true) => self.right += 1.0,
            (false, true) => self.too_many += 1.0,
            (true, false) => self.missed += 1.0,
            (false, false) => {}
        }
    }

    fn f1(self) -> f64 {
        2.0 * self.right / (2.0 * self.right + self.too_many + self.missed)
    }
}

struct Scores {
    rows: usize,
    negated: Tally,
    historical: Tally,
    hypothetical: Tally,
    other: Tally,
    /// Findings of this patient, now, that are there and were read as absent; and how many there are.
    erased: (usize, usize),
}

fn score(table: &str) -> Scores {
    let engine = Engine::new(&Engine::built_in()).unwrap();
    let mut scratch = Scratch::default();
    let mut s = Scores {
        rows: 0,
        negated: Tally::default(),
        historical: Tally::default(),
        hypothetical: Tally::default(),
        other: Tally::default(),
        erased: (0, 0),
    };
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, _, finding, sentence, negation, time, person] = cells[..] else { panic!("{line}") };
        let text = sentence.replace("\\n", "\n");
        let upper = finding.trim().to_uppercase();
        let at = text.find(&upper).unwrap();
        let context = engine.context(&text, at..at + upper.len(), &mut scratch);
        s.rows += 1;
        s.negated.count(negation == "Negated", context.negated);
        s.historical.count(time == "Historical", context.when == When::Historical);
        s.hypothetical.count(time == "Not particular", context.when == When::Hypothetical);
        s.other.count(person != "Patient", context.who == Who::Other);
        if (negation, time, person) == ("Affirmed", "Recent", "Patient") {
            s.erased.1 += 1;
            s.erased.0 += usize::from(context.negated);
        }
    }
    println!(
        "{} rows: negation {:.3}, history {:.3}, hypothetical {:.3}, other {:.3}, erased {} of {}",
        s.rows,
        s.negated.f1(),
        s.historical.f1(),
        s.hypothetical.f1(),
        s.other.f1(),
        s.erased.0,
        s.erased.1
    );
    s
}

#[test]
fn the_development_half_is_read_almost_without_a_miss() {
    let s = score(include_str!("data/shorthand-dev.tsv"));
    assert!(s.rows > 300, "{}", s.rows);
    assert!(s.negated.f1() > 0.97 && s.historical.f1() > 0.9 && s.hypothetical.f1() > 0.9 && s.other.f1() > 0.85);
    assert!(s.erased.0 * 50 <= s.erased.1, "{:?}", s.erased);
}

/// Sealed until 2026-11-23. Counted twice before (negation F1 0.921, 4 of 150 true signs erased, both short of what is
/// wanted), it was then opened so that the rules could learn the kinds of writing they had missed. It is development data
/// since: these bars keep what was reached and say nothing about lines that were never seen.
#[test]
fn the_half_that_was_sealed_keeps_what_was_reached() {
    let s = score(include_str!("data/shorthand-sealed.tsv"));
    assert!(s.rows > 300, "{}", s.rows);
    assert!(s.negated.f1() > 0.97 && s.historical.f1() > 0.9 && s.hypothetical.f1() > 0.9 && s.other.f1() > 0.9);
    assert!(s.erased.0 * 100 <= s.erased.1, "{:?}", s.erased);
}

/// Lines that nobody who wrote rules has read. When they were counted, on 2026-11-23 and after the rules had come to rest:
/// negation F1 0.979 (0.93 was wanted), none of 269 true signs erased (1 in 100).
#[test]
fn the_sealed_lines_do_not_fall_below_what_was_reached() {
    let s = score(include_str!("data/fresh-sealed.tsv"));
    assert!(s.rows > 600, "{}", s.rows);
    assert!(s.negated.f1() > 0.96 && s.historical.f1() > 0.87 && s.hypothetical.f1() > 0.87 && s.other.f1() > 0.8);
    assert!(s.erased.0 * 100 <= s.erased.1, "{:?}", s.erased);
}

/// Lines of kinds that rules did not know, each written by whoever mended the rule: they must go on being read as labelled.
#[test]
fn every_kind_that_was_mended_stays_mended() {
    let s = score(include_str!("data/kinds.tsv"));
    assert!(s.rows > 600, "{}", s.rows);
    for (name, axis) in
        [("negation", s.negated), ("history", s.historical), ("hypothetical", s.hypothetical), ("other", s.other)]
    {
        assert!(axis.too_many + axis.missed < 0.5, "{name}: {axis:?}");
    }
    assert_eq!(s.erased.0, 0);
}
