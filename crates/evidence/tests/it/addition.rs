//! A new trial: what it changes for patients, and what keeps it out.

use heelrise_evidence::addition::{About, NewTrial, Seen, changes};
use heelrise_evidence::means::Means;
use heelrise_evidence::summary::{Outcome, Unit, patient_numbers};
use heelrise_evidence::trial_file::Refused;
use heelrise_evidence::{Sets, Strategy, Trials};

use crate::common::{MEANS, SETS, TRIALS, data};

const TRIAL: &str = r#"
id = "example2027"
label = "Example 2027"
year = 2027
design = "randomised"
rehabilitation = "functional"
sets = ["B", "N"]

[[arm]]
name = "open"
strategy = "open"
randomised = 310
analysed = 300
followup_months = 12
status = "read"
source = "example2027; https://example.org"
counts = { rerupture = 12, deep_infection = 3 }

[[arm]]
name = "nonoperative"
strategy = "nonop_functional"
randomised = 305
analysed = 300
followup_months = 12
status = "read"
source = "example2027; https://example.org"
note = "a made-up trial, for tests"
counts = { rerupture = 12 }
"#;

#[test]
fn a_new_trial_changes_what_patients_see_and_the_changes_say_how() {
    let (trials, sets) = data();
    let means = Means::parse(MEANS).expect("means");
    let new = NewTrial::parse(TRIAL, &trials, &sets).expect("a trial");
    let (more, wider) = new.add_to(&trials, &sets).expect("it fits");
    assert_eq!(more.rows.len(), trials.rows.len() + 3);
    let before = patient_numbers(&trials, &means, &sets, None).expect("numbers");
    let after = patient_numbers(&more, &means, &wider, None).expect("numbers");
    let all = changes(&before, &after);
    let of = |outcome, option| all.iter().find(|c| c.outcome == outcome && c.option == option);
    let d = of(Outcome::Rerupture, About::Difference).expect("the difference changes");
    assert_ne!(d.before, Some(d.after.clone()));
    // A large trial without a difference pulls the difference towards none.
    let fewer =
        |n: &[heelrise_evidence::summary::OutcomeSummary]| n[0].surgery_or_not.as_ref().expect("pooled").difference.0;
    assert!(fewer(&after) > fewer(&before));
    // The larger trial now stands for deep infection.
    let open = About::Option(Strategy::Open);
    let deep = &of(Outcome::DeepInfection, open).expect("a change").after;
    let Seen::Number { value, unit, arms, people, one_trial, left_out, .. } = deep else { panic!("{deep:?}") };
    assert_eq!((value.to_bits(), *unit, *arms, *people), (1.0f64.to_bits(), Unit::PeoplePer100, 1, 300));
    assert!(one_trial.is_some(), "the diff names the trial that now stands there");
    assert_eq!(left_out.as_slice(), ["Cetti 1993"], "and the one that it took the place of");
    assert!(of(Outcome::NerveInjury, open).is_none());
    assert!(changes(&before, &before).is_empty());
    // The lines it gives can be appended to the table.
    let text = format!("{TRIALS}{}", new.csv_lines().expect("lines"));
    assert_eq!(Trials::parse(&text).expect("a table").rows.len(), more.rows.len());
    assert_eq!(Trials::parse(&text).expect("a table"), more);
    assert!(Sets::parse(SETS, &more).is_ok());
}

#[test]
fn a_doubtful_trial_cannot_join_a_set_for_patients() {
    let (trials, sets) = data();
    for word in ["secondary", "recalled", "conflict", "inferred_zero"] {
        let doubtful =
            NewTrial::parse(&TRIAL.replacen("\"read\"", &format!("\"{word}\""), 1), &trials, &sets).expect("a trial");
        let refused = doubtful.add_to(&trials, &sets).expect_err(word).to_string();
        assert!(refused.contains("not for patients"), "{refused}");
    }
    // In a sensitivity set it may be.
    let elsewhere = TRIAL.replacen("\"read\"", "\"recalled\"", 1).replace("[\"B\", \"N\"]", "[\"12-trial\"]");
    assert!(NewTrial::parse(&elsewhere, &trials, &sets).expect("a trial").add_to(&trials, &sets).is_ok());
}

/// What is said of the trial with one text of it replaced.
fn refused(from: &str, to: &str) -> String {
    let (trials, sets) = data();
    let changed = TRIAL.replacen(from, to, 1);
    assert_ne!(changed, TRIAL, "{from}");
    let found = NewTrial::parse(&changed, &trials, &sets).and_then(|t| t.add_to(&trials, &sets)).expect_err(to);
    found.in_file("new.toml")
}

/// The line of the trial on which a text first stands.
fn line(text: &str) -> usize {
    TRIAL.lines().position(|l| l.contains(text)).expect(text) + 1
}

#[test]
fn mistakes_in_a_new_trial_are_named_with_their_line() {
    let counts = "{ rerupture = 12, deep_infection = 3 }";
    for (from, to, place, expected) in [
        ("example2027\"\nlabel", "metz2008\"\nlabel", "id =", &["“metz2008” already"][..]),
        ("rerupture = 12, deep", "rerupture = 1200, deep", counts, &["1200 events among 300 people"]),
        (
            "deep_infection",
            "deep_infektion",
            counts,
            &["`deep_infektion` is no", "mean `deep_infection`?", "rerupture"],
        ),
        ("deep_infection", "boredom", counts, &["`boredom` is no outcome. The outcomes are: ", "nerve_injury"]),
        ("analysed = 300", "analysed = 320", "analysed", &["320 were analysed but only 310 randomised"]),
        ("analysed = 300", "analysed = \"300\"", "analysed", &["`analysed` has to be a whole number"]),
        ("analysed = 300", "analysed = -1", "analysed", &["analysed is '-1'"]),
        (
            "analysed = 300",
            "analyzed = 300",
            "analysed",
            &["no field of an arm", "mean `analysed`?", "followup_months"],
        ),
        ("followup_months = 12", "followup_months = 0", "followup", &["followup_months is '0'"]),
        ("year = 2027", "year = 27", "year", &["year is '27'"]),
        ("year = 2027", "yaer = 2027", "year", &["`yaer` is no field of a trial. Did you mean `year`?"]),
        ("[\"B\", \"N\"]", "[\"Z\"]", "sets", &["no set “Z”", "12-trial"]),
        ("[\"B\", \"N\"]", "\"B\"", "sets", &["a list of texts in square brackets, as in `sets = "]),
        ("\"randomised\"", "\"cohort\"", "sets", &["cohorts are never pooled"]),
        ("\"read\"", "\"recalled\"", "sets", &["not for patients"]),
        ("\"read\"", "\"supposed\"", "status", &["`status` is “supposed”. Use one of: read, derived"]),
        ("\"read\"", "\"certain\"", "status", &["`status` is “certain”. Use one of: read, derived"]),
        ("\"open\"\nrand", "\"opened\"\nrand", "strategy", &["Did you mean `open`? Use one of: open, mis"]),
        ("\"nonoperative\"", "\"open\"", "\"nonoperative\"", &["The arm on line 9 is called “open” too"]),
        (counts, "{}", counts, &["`counts` is empty"]),
        (counts, "{ rerupture = 1.5 }", counts, &["`rerupture` has to be a whole number"]),
        ("id = \"example2027\"", "id = \"example2027", "id =", &["cannot be read from here on", "quotation mark"]),
        ("sets = [\"B\", \"N\"]", "sets = [\"B\" \"N\"]", "sets =", &["cannot be read from here on"]),
        ("label =", "year = 2026\nlabel =", "year", &["Keep one of the two"]),
    ] {
        let said = refused(from, to);
        let place = line(place) + usize::from(from == "label =");
        assert!(said.starts_with(&format!("new.toml:{place}: ")), "{to}: {place}: {said}");
        for expected in expected {
            assert!(said.contains(expected), "{to}: {said}");
        }
        // Nothing of the library that reads the file, and nothing of the table it would go into.
        for foreign in ["TOML parse error", "expected", "invalid", "trials.csv line"] {
            assert!(!said.contains(foreign), "{to}: {said}");
        }
    }
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_lines() {
    let (trials, sets) = data();
    let changed = TRIAL.replace("year", "yaer").replace("\"read\"", "\"certain\"").replace("deep_infection", "gout");
    let Refused(found) = NewTrial::parse(&changed, &trials, &sets).expect_err("mistakes");
    let lines: Vec<usize> = found.iter().map(|f| f.line).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    assert_eq!(found.len(), 4, "{found:?}");
    let Refused(empty) = NewTrial::parse("", &trials, &sets).expect_err("empty");
    assert_eq!(empty.len(), 7, "{empty:?}");
    for text in
        ["arm = 1", "arm = [1]", "sets = [1]", "counts = 3", "id = \"\"", "[[arm]]\ncounts = 1", "\u{feff}", "="]
    {
        assert!(NewTrial::parse(text, &trials, &sets).is_err(), "{text}");
    }
}
