//! A new trial: what it changes for patients, and what keeps it out.

use heelrise_evidence::addition::{AdditionError, NewTrial, changes};
use heelrise_evidence::means::Means;
use heelrise_evidence::summary::{Outcome, patient_numbers};
use heelrise_evidence::{Sets, Trials};

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
    let new = NewTrial::parse(TRIAL).expect("a trial");
    let (more, wider) = new.add_to(&trials, &sets).expect("it fits");
    assert_eq!(more.rows.len(), trials.rows.len() + 3);
    let before = patient_numbers(&trials, &means, &sets, None).expect("numbers");
    let after = patient_numbers(&more, &means, &wider, None).expect("numbers");
    let all = changes(&before, &after);
    let of = |outcome, option: &str| all.iter().find(|c| c.outcome == outcome && c.option == option);
    let d = of(Outcome::Rerupture, "difference").expect("the difference changes");
    assert_ne!(d.before, d.after);
    // A large trial without a difference pulls the difference towards none.
    let fewer =
        |n: &[heelrise_evidence::summary::OutcomeSummary]| n[0].surgery_or_not.as_ref().expect("pooled").difference.0;
    assert!(fewer(&after) > fewer(&before));
    // The larger trial now stands for deep infection.
    assert!(of(Outcome::DeepInfection, "open repair").is_some_and(|c| c.after.starts_with("1.0 per 100")));
    assert!(of(Outcome::NerveInjury, "open repair").is_none());
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
        let doubtful = NewTrial::parse(&TRIAL.replacen("\"read\"", &format!("\"{word}\""), 1)).expect("a trial");
        let refused = doubtful.add_to(&trials, &sets).expect_err(word).to_string();
        assert!(refused.contains("not for patients"), "{refused}");
    }
    // In a sensitivity set it may be.
    let elsewhere = TRIAL.replacen("\"read\"", "\"recalled\"", 1).replace("[\"B\", \"N\"]", "[\"12-trial\"]");
    assert!(NewTrial::parse(&elsewhere).expect("a trial").add_to(&trials, &sets).is_ok());
}

#[test]
fn mistakes_in_a_new_trial_are_named() {
    let (trials, sets) = data();
    for (from, to, expected) in [
        ("example2027\"\nlabel", "metz2008\"\nlabel", "already"),
        ("rerupture = 12, deep", "rerupture = 1200, deep", "events among"),
        (
            "analysed = 300\nfollowup_months = 12\nstatus = \"read\"\nsource = \"example2027; https://example.org\"\ncounts",
            "analysed = 320\nstatus = \"read\"\nsource = \"x\"\ncounts",
            "only 310 randomised",
        ),
        ("[\"B\", \"N\"]", "[\"Z\"]", "no set 'Z'"),
        ("\"randomised\"", "\"cohort\"", "cohorts are never pooled"),
        ("\"read\"", "\"supposed\"", "status is 'supposed'"),
        ("\"read\"", "\"certain\"", "cannot be read"),
    ] {
        let changed = TRIAL.replacen(from, to, 1);
        assert_ne!(changed, TRIAL, "{from}");
        let refused = NewTrial::parse(&changed).and_then(|t| t.add_to(&trials, &sets)).expect_err(to);
        assert!(refused.to_string().contains(expected), "{to}: {refused}");
    }
    assert!(matches!(NewTrial::parse("id = 1"), Err(AdditionError::Toml(_))));
}
