//! The built-in rules: every example of every rule holds, and whatever text comes, spans stay inside it.

use heelrise_notes::{Engine, RuleFile, Says, Scratch, find_signs};
use proptest::prelude::*;

#[test]
fn every_example_of_every_rule_holds() {
    let wrong = Engine::new(&Engine::built_in()).unwrap().check();
    assert!(wrong.is_empty(), "{}", wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_broken_example_is_named_with_its_line() {
    let mut files = Engine::built_in();
    files.push(RuleFile {
        name: "mine.toml".to_owned(),
        text: "[[sign]]\nid = \"x\"\nabout = \"x\"\n[[sign.pattern]]\nphrases = [\"zebra crossing\"]\nexamples = [\"No {horse} here.\"]\n".to_owned(),
    });
    let wrong = Engine::new(&files).unwrap().check();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].to_string().starts_with("mine.toml, line 6:"), "{}", wrong[0]);
}

#[test]
fn a_rule_that_cannot_be_used_is_refused_with_its_line() {
    for (text, says) in [
        ("[[cue]]\nid = \"x\"\nmeans = \"maybe\"\nphrases = []\nexamples = []\n", "line 3"),
        (
            "[[sign]]\nid = \"x\"\nabout = \"x\"\n[[sign.pattern]]\nphrases = [\"of the\"]\nexamples = []\n",
            "very common words",
        ),
        (
            "[[sign]]\nid = \"x\"\nabout = \"x\"\n[[sign.pattern]]\nphrases = [\"a <nobody> b\"]\nexamples = []\n",
            "no list of words has that name",
        ),
        ("[[sign]]\nid = \"x\"\nabout = \"x\"\n[[sign.pattern]]\nphrases = [\"(a|b\"]\nexamples = []\n", "not closed"),
        (
            "[[sign]]\nid = \"x\"\nabout = \"x\"\n[[sign.pattern]]\nphrases = [\"[zebra]\"]\nexamples = []\n",
            "can be empty",
        ),
    ] {
        let mut files = Engine::built_in();
        files.push(RuleFile { name: "mine.toml".to_owned(), text: text.to_owned() });
        let error = Engine::new(&files).err().unwrap().to_string();
        assert!(error.starts_with("mine.toml") && error.contains(says), "{error}");
    }
}

#[test]
fn a_curly_apostrophe_a_hyphen_and_a_wrapped_line_change_nothing() {
    for text in [
        "Can’t heel-raise on the right.",
        "can't heel raise",
        "Since the match on Saturday evening she says that she can't heel\nraise today.",
    ] {
        let found = find_signs(text);
        assert_eq!(found.first().map(|f| (&*f.sign, f.says)), Some(("heel_raise", Says::Present)), "{text}: {found:?}");
    }
}

proptest! {
    #[test]
    fn every_span_slices_its_note(text in "(?s).{0,300}") {
        for f in find_signs(&text) {
            prop_assert!(text.get(f.span.clone()).is_some_and(|cut| !cut.is_empty()));
            prop_assert!(text.get(f.sentence.clone()).is_some());
        }
    }

    #[test]
    fn shorthand_put_together_at_random_is_read_without_a_slip(
        parts in proptest::collection::vec(prop_oneof![
            Just("No #, ".to_owned()), Just("gap".to_owned()), Just("Simmonds +ve".to_owned()), Just("\n".to_owned()),
            Just("felt a pop ".to_owned()), Just("?TA rupture".to_owned()), Just("’".to_owned()), Just("é".to_owned()),
            Just("PMH: ".to_owned()), Just("; ".to_owned()), Just(". ".to_owned()), Just("nil ".to_owned()), "\\PC{0,4}",
        ], 0..60)
    ) {
        let text = parts.concat();
        let found = find_signs(&text);
        for pair in found.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start, "in order, none inside another: {pair:?}");
        }
        for f in &found {
            prop_assert!(text.get(f.span.clone()).is_some());
            prop_assert!(f.sentence.start <= f.span.start && f.span.end <= f.sentence.end.max(f.span.end));
        }
    }
}

/// Rules that no phrase can hold: rows of marks, and items that each have a “no” of their own.
#[test]
fn rows_of_marks_and_of_denials_are_read_as_rows() {
    for (text, sign, says) in [
        ("MSK: (+) warmth (-) Achilles defect (+) limp", "gap", Says::Absent),
        ("ROS: -pop at heel -fever +stiffness", "pop", Says::Absent),
        ("ROS: +pop at heel -fever -chills", "pop", Says::Present),
        ("- pop at heel, + swelling", "pop", Says::Present),
        ("Swelling +, gap in the Achilles -", "gap", Says::Absent),
        ("football, no contact no twist pop at heel", "pop", Says::Present),
        ("no swelling no palpable gap in the Achilles", "gap", Says::Absent),
        ("no calf swelling no redness unable to heel raise", "heel_raise", Says::Present),
        ("no evidence of swelling or gap in the Achilles", "gap", Says::Absent),
        ("No swelling until today when he felt a pop.", "pop", Says::Present),
        ("Hx: changed direction and felt a pop", "pop", Says::Present),
    ] {
        let found = find_signs(text);
        let one = found.iter().find(|one| &*one.sign == sign).unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert_eq!((one.says, one.when), (says, heelrise_notes::When::Recent), "{text}");
    }
}

/// A heading that is answered with nothing says nothing about what follows; one that is not, does.
#[test]
fn a_heading_with_nothing_under_it_ends_there() {
    use heelrise_notes::When::{Historical, Recent};
    for (text, when) in [
        ("PMH: nil. Felt a pop in the calf.", Recent),
        ("PMH: nil of note\nFelt a pop in the calf", Recent),
        ("PMH: fit and well\nFelt a pop in the calf", Recent),
        ("PMH: felt a pop in the calf, healed", Historical),
        ("PMH: asthma. Felt a pop in the calf.", Recent),
        ("PMH:\n- felt a pop in the calf", Historical),
        ("PMH: no asthma, felt a pop in the calf at school", Historical),
    ] {
        let found = find_signs(text);
        let one = found.iter().find(|one| &*one.sign == "pop").unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert_eq!(one.when, when, "{text}");
    }
}

/// Ticks and boxes are marks, however close they stand.
#[test]
fn a_tick_behind_a_word_is_its_answer() {
    for (text, says) in [("TA gap✗ bruise✓", Says::Absent), ("TA gap✓ bruise✗", Says::Present)] {
        let found = find_signs(text);
        assert_eq!(found.iter().find(|one| &*one.sign == "gap").map(|one| one.says), Some(says), "{text}: {found:?}");
    }
}

#[test]
fn a_place_behind_the_text_is_its_end() {
    let engine = Engine::new(&Engine::built_in()).unwrap();
    let mut scratch = Scratch::default();
    for span in [11..12, 10..90, usize::MAX - 1..usize::MAX] {
        assert!(!engine.context("felt a pop", span, &mut scratch).negated);
    }
    assert!(!engine.context("", 0..0, &mut scratch).negated);
}

/// A note without one full stop is cut somewhere: never through what is looked for.
#[test]
fn a_sign_is_found_wherever_a_sentence_without_an_end_is_cut() {
    for mark in [" ", ", "] {
        for before in 1_250..1_450 {
            let words = format!("wound clean{mark}");
            let filler = words.repeat(before / words.len()) + &"z".repeat(before % words.len());
            let text = format!("{filler} heard a pop and clinically ruptured achilles tendon today {filler}");
            let found = find_signs(&text);
            let words: Vec<&str> = found.iter().filter_map(|f| text.get(f.span.clone())).collect();
            assert_eq!(words, ["heard a pop", "ruptured achilles tendon"], "{before}");
            assert!(found.iter().all(heelrise_notes::Finding::counts), "{before}");
        }
    }
}

/// What a page teaches, or a guideline says, happened to nobody.
#[test]
fn what_is_taught_is_not_what_happened() {
    for text in [
        "Educated pt re signs of Achilles rupture incl. sudden pop, inability to push off, palpable defect.",
        "Explained signs of Achilles rupture: sudden pop, inability to push off.",
        "Counselled re warning signs: sudden pop, gap in tendon.",
        "Local guideline: Suspect TA rupture when 2 or more: palpable gap, positive Simmonds.",
    ] {
        let now = find_signs(text).into_iter().filter(|one| one.when == heelrise_notes::When::Recent && one.counts());
        let now: Vec<_> = now.map(|one| one.sign).collect();
        assert!(now.is_empty(), "{text}: {now:?}");
    }
}

/// From text to finding: every line of `found.tsv` holds. Where a sign must be absent, no finding of it may say anything else.
#[test]
fn what_must_be_found_is_found_and_says_so() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in include_str!("data/found.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [sign, says, text] = cells[..] else { panic!("{line}") };
        let text = text.replace("\\n", "\n").replace("\\t", "\t");
        let found: Vec<_> = find_signs(&text).into_iter().filter(|one| &*one.sign == sign).collect();
        let said: Vec<String> = found
            .iter()
            .filter(|one| (one.when, one.who) == (heelrise_notes::When::Recent, heelrise_notes::Who::Patient))
            .map(|one| serde_json::to_value(one.says).unwrap().as_str().unwrap().to_owned())
            .collect();
        let holds = match says {
            "none" => found.is_empty(),
            "absent" => said.iter().all(|one| one == says) && !said.is_empty(),
            _ => says.split('|').any(|wanted| said.iter().any(|one| one == wanted)),
        };
        count += 1;
        if !holds {
            wrong.push(format!("{line}: {said:?}"));
        }
    }
    assert!(count > 200, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
