//! The table of trials and the sets: what is refused, and that nothing unsure reaches a patient.

use heelrise_evidence::sets::{PatientSet, SetError};
use heelrise_evidence::{Sets, Status, Trials};
use nonsense::mutate;

use crate::common::{SETS, TRIALS, data, reference_inputs, set};

/// Small changes to a text, so that the readers meet nonsense.
mod nonsense {
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    const NASTY: &[u8] = b"0,\"-x\n.[]={}9";

    pub fn mutate(text: &str, seed: u64) -> String {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut bytes: Vec<u8> = text.bytes().collect();
        let mut below = |n: usize| usize::try_from(rng.next_u32()).expect("a number") % n;
        for _ in 0..=below(6) {
            let (at, nasty) = (below(bytes.len()), NASTY[below(NASTY.len())]);
            match below(3) {
                0 => bytes[at] = nasty,
                1 => {
                    bytes.remove(at);
                }
                _ => bytes.insert(at, nasty),
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[test]
fn every_set_has_the_counts_that_the_reference_used() {
    let (trials, sets) = data();
    let inputs = reference_inputs();
    assert!(inputs.len() > 200);
    for (id, trial, [a, n1, c, n2]) in inputs {
        let set = sets.get(&id, &trials).expect("a set");
        let t = set.trials.iter().find(|t| t.id == trial).expect("a trial").table();
        assert_eq!([t.a, t.n1, t.c, t.n2], [a, n1, c, n2], "{id} {trial}");
    }
}

#[test]
fn the_named_sets_sum_up_as_written() {
    for (id, surgery, none) in [
        ("A", (8, 184), (21, 186)),
        ("B", (12, 581), (38, 412)),
        ("C", (13, 640), (49, 465)),
        ("C+Willits", (15, 712), (52, 537)),
        ("12-trial", (19, 827), (62, 665)),
        ("functional", (7, 488), (27, 318)),
        ("functional+Willits", (9, 560), (30, 390)),
        ("cast", (5, 93), (11, 94)),
        ("khan2005", (6, 173), (23, 183)),
        ("ochen2019", (18, 469), (52, 475)),
    ] {
        let s = set(id).sums();
        assert_eq!(((s.a, s.n1), (s.c, s.n2)), (surgery, none), "{id}");
    }
}

#[test]
fn randomised_and_analysed_stay_apart() {
    let (trials, _) = data();
    let row = |events, people| {
        let mut rows = trials.rows.iter();
        rows.find(|r| r.trial == "keating2011" && r.events == events && r.people() == people).expect("a row")
    };
    let main = row(2, 37);
    assert_eq!((main.randomised, main.analysed, main.counts_randomised()), (Some(39), Some(37), false));
    let other = row(2, 39);
    assert_eq!((other.analysed, other.status, other.counts_randomised()), (None, Status::Alternative, true));
}

#[test]
fn only_base_sets_of_read_or_derived_counts_can_reach_a_patient() {
    let (trials, sets) = data();
    let mut accepted = Vec::new();
    for s in &sets.sets {
        let set = sets.get(&s.id, &trials).expect("a set");
        let worst = set.worst_status;
        if let Ok(p) = PatientSet::check(set) {
            assert!(worst.may_reach_patients(), "{}", s.id);
            assert!(p.set().trials.iter().flat_map(|t| &t.arms).all(|a| a.status <= Status::Derived));
            accepted.push(s.id.as_str());
        }
    }
    assert_eq!(accepted, ["B", "N", "nerve", "complications"]);
}

#[test]
fn calling_a_doubtful_set_a_base_set_does_not_open_the_door() {
    let (trials, sets) = data();
    for (id, word) in [("12-trial", "conflict"), ("C+Willits", "secondary"), ("khan2005", "recalled"), ("C", "memory")]
    {
        let mut set = sets.get(id, &trials).expect("a set");
        set.kind = heelrise_evidence::sets::Kind::Base;
        let refused = PatientSet::check(set).expect_err(id).to_string();
        assert!(refused.contains(word) || id == "12-trial", "{refused}");
    }
    // The file itself is refused when it names such a set for patients.
    let worse = SETS.replace("patient_pairs = \"B\"", "patient_pairs = \"12-trial\"");
    assert!(matches!(Sets::parse(&worse, &trials), Err(SetError::NotForPatients { .. })));
    // So it is when a count of a patient set becomes doubtful in the table.
    for word in ["secondary", "recalled", "conflict", "inferred_zero"] {
        let line = TRIALS.lines().find(|l| l.starts_with("metz2008") && l.contains("rerupture,3,")).expect("a line");
        let doubtful = TRIALS.replace(line, &line.replace(",read,", &format!(",{word},")));
        let trials = Trials::parse(&doubtful).expect("a table");
        assert!(matches!(Sets::parse(SETS, &trials), Err(SetError::NotForPatients { .. })), "{word}");
    }
}

#[test]
fn wrong_lines_are_refused_with_line_and_reason() {
    let good = "trial,year,arm,strategy,rehab,outcome,events,randomised,analysed,followup_months,status,source,note\n";
    for (line, expected) in [
        ("t,2020,a,open,,rerupture,5,,4,12,read,s,", "5 events among 4 people"),
        ("t,2020,a,open,,rerupture,1,10,11,12,read,s,", "11 were analysed but only 10 randomised"),
        ("t,2020,a,open,,rerupture,1,,,12,read,s,", "both empty"),
        ("t,2020,a,opened,,rerupture,1,,9,12,read,s,", "strategy is 'opened'"),
        ("t,2020,a,open,,rerupture,1,,9,12,certain,s,", "status is 'certain'"),
        ("t,2020,a,open,,rerupture,1,,9,12,supposed,s,", "status is 'supposed'"),
        ("t,20,a,open,,rerupture,1,,9,12,read,s,", "year is '20'"),
        ("t,2020,a,open,,rerupture,-1,,9,12,read,s,", "events is '-1'"),
        ("t,2020,a,open,,rerupture,1,,9,soon,read,s,", "followup_months is 'soon'"),
        ("t,2020,a,open,,rerupture,1,,9,12,read,,", "source is empty"),
        ("t,2020,a,open,,rerupture,1,,9,12,read,s", "13 fields"),
        ("t,2020,a,open,,rerupture,0,,0,12,read,s,", "no people"),
    ] {
        let problems = Trials::parse(&format!("{good}{line}\n")).expect_err(line);
        assert_eq!(problems.len(), 1, "{line}");
        assert_eq!(problems[0].line, 2, "{line}");
        assert!(problems[0].to_string().contains(expected), "{line}: {}", problems[0]);
    }
    let twice = "t,2020,a,open,,rerupture,1,,9,12,read,s,\n";
    let problems = Trials::parse(&format!("{good}{twice}{twice}")).expect_err("twice");
    assert!(problems[0].to_string().contains("line 3") && problems[0].to_string().contains("on line 2"));
    assert!(Trials::parse("a,b\n1,2\n").is_err());
}

#[test]
fn sets_that_break_a_rule_are_refused() {
    let (trials, _) = data();
    let with = |set: &str| {
        let text = format!("{SETS}\n[[set]]\nid = \"x\"\nname = \"x\"\nkind = \"sensitivity\"\nwhy = \"\"\n{set}\n");
        Sets::parse(&text, &trials).expect_err(set).to_string()
    };
    for (set, expected) in [
        ("trials = [\"keating2011\", \"maempel2020\"]", "may not be together"),
        ("trials = [\"nilssonhelander2010\", \"westin2016_subset\"]", "may not be together"),
        ("trials = [\"kotnis2006_cohort\"]", "cohort"),
        ("trials = [\"nobody1900\"]", "no [[trial]] entry"),
        ("trials = [\"cetti1993\", \"cetti1993\"]", "named twice"),
        ("trials = [\"ukstar2020\"]", "with and without surgery"),
        ("trials = []", "has no trials"),
        (
            "trials = [\"cetti1993\"]\nuse = [{trial = \"cetti1993\", arm = \"open\", events = 9, n = 9}]",
            "no row of cetti1993",
        ),
        (
            "trials = [\"cetti1993\"]\nuse = [{trial = \"metz2008\", arm = \"open\", events = 9, n = 9}]",
            "not in the set",
        ),
        (
            "trials = [\"cetti1993\"]\nsuppose = [{trial = \"cetti1993\", surgery = [9, 3], nonoperative = [1, 2], because = \"\"}]",
            "more events than people",
        ),
    ] {
        let refused = with(set);
        assert!(refused.contains(expected), "{set}: {refused}");
    }
}

#[test]
fn changed_texts_are_read_or_refused_and_nothing_worse() {
    let (trials, _) = data();
    for seed in 0..400 {
        let _ = Trials::parse(&mutate(TRIALS, seed));
        if let Ok(changed) = Trials::parse(&mutate(TRIALS, seed + 10_000)) {
            let _ = Sets::parse(SETS, &changed);
        }
        let _ = Sets::parse(&mutate(SETS, seed), &trials);
    }
}
