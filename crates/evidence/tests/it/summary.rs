//! What reaches patients.

use heelrise_evidence::means::Means;
use heelrise_evidence::summary::{Answer, Certainty, Outcome, OutcomeSummary, Reason, patient_numbers};
use heelrise_evidence::{Sets, Strategy, Trials};

use crate::common::{MEANS, SETS, TRIALS, data};

fn numbers(baseline: Option<f64>) -> Vec<OutcomeSummary> {
    let (trials, sets) = data();
    patient_numbers(&trials, &Means::parse(MEANS).expect("means"), &sets, baseline).expect("numbers")
}

fn answer(all: &[OutcomeSummary], outcome: Outcome, option: Strategy) -> Answer {
    let o = all.iter().find(|o| o.outcome == outcome).expect("the outcome");
    o.options.iter().find(|x| x.option == option).expect("the option").answer.clone()
}

#[test]
fn every_outcome_has_an_answer_for_every_option_and_each_number_says_where_it_is_from() {
    let all = numbers(None);
    assert_eq!(all.len(), Outcome::ALL.len());
    for o in &all {
        assert_eq!(o.options.iter().map(|x| x.option).collect::<Vec<_>>(), Strategy::FOUR);
        for x in &o.options {
            if let Answer::Known(n) = &x.answer {
                assert!(!n.behind.is_empty() && !n.method.is_empty(), "{:?}", o.outcome);
                assert!(n.behind.iter().all(|b| b.status.may_reach_patients()), "{:?}", o.outcome);
                if let Some((lo, hi)) = n.interval {
                    assert!(lo <= n.value && n.value <= hi, "{:?} {lo} {} {hi}", o.outcome, n.value);
                }
            }
        }
    }
}

#[test]
fn surgery_has_fewer_re_ruptures_by_about_seven_in_a_hundred() {
    let all = numbers(None);
    let s = all[0].surgery_or_not.as_ref().expect("surgery or not");
    let (d, lo, hi) = s.difference;
    assert!((-9.5..-5.0).contains(&d) && lo < d && d < hi && hi < 0.0, "{d} {lo} {hi}");
    assert!(s.fewer_with_surgery > 0.99);
    assert_eq!((s.surgery.set.as_deref(), s.surgery.certainty), (Some("B"), Certainty::Moderate));
    let sum: u32 = s.surgery.behind.iter().filter_map(|b| b.events).sum();
    assert_eq!(sum, 12, "the events of set B");
}

#[test]
fn a_chosen_risk_moves_the_numbers_and_not_the_effect() {
    let (low, high) = (numbers(Some(2.0)), numbers(Some(12.0)));
    let none = |all: &[OutcomeSummary]| all[0].surgery_or_not.as_ref().expect("surgery or not").none.value;
    assert!((none(&low) - 2.0).abs() < 1e-9 && (none(&high) - 12.0).abs() < 1e-9);
    let fewer = |all: &[OutcomeSummary]| all[0].surgery_or_not.as_ref().expect("surgery or not").difference.0;
    assert!(fewer(&high) < 3.0 * fewer(&low));
    // A risk that cannot be is passed over.
    assert_eq!(numbers(Some(0.0)), numbers(None));
}

#[test]
fn what_was_not_read_is_not_known() {
    let all = numbers(None);
    for (outcome, option, reason) in [
        (Outcome::DeepInfection, Strategy::NonopCast, Reason::OnlySilence),
        (Outcome::DeepInfection, Strategy::Mis, Reason::NotCounted),
        (Outcome::ClotOnScan, Strategy::NonopFunctional, Reason::OnlySecondHand),
        (Outcome::ClotOnScan, Strategy::Open, Reason::OnlyOneSide),
        (Outcome::LungClot, Strategy::Open, Reason::OnlyOneSide),
        (Outcome::NerveInjury, Strategy::NonopCast, Reason::NotCounted),
        (Outcome::Function3Months, Strategy::Open, Reason::NotCounted),
        (Outcome::ReturnToSport, Strategy::Open, Reason::NotCounted),
    ] {
        assert_eq!(answer(&all, outcome, option), Answer::NotKnown(reason), "{outcome:?} {option:?}");
    }
}

#[test]
fn single_trials_are_shown_as_counted() {
    let all = numbers(None);
    for (outcome, option, events, people) in [
        (Outcome::NerveInjury, Strategy::NonopFunctional, 1, 178),
        (Outcome::NerveInjury, Strategy::Open, 5, 176),
        (Outcome::NerveInjury, Strategy::Mis, 9, 172),
        (Outcome::SuperficialInfection, Strategy::Open, 6, 49),
        (Outcome::DeepInfection, Strategy::Open, 2, 56),
        (Outcome::OtherComplications, Strategy::Mis, 9, 42),
    ] {
        let Answer::Known(n) = answer(&all, outcome, option) else { panic!("{outcome:?} {option:?} is not known") };
        assert_eq!((n.behind[0].events, n.behind[0].people), (Some(events), Some(people)));
        assert!((n.value - 100.0 * f64::from(events) / f64::from(people)).abs() < 1e-12);
    }
    let Answer::Known(days) = answer(&all, Outcome::DaysToWork, Strategy::Mis) else { panic!("days are not known") };
    assert!((days.value - 59.0).abs() < 1e-12 && days.interval.is_some());
    let Answer::Known(atrs) = answer(&all, Outcome::Function12Months, Strategy::Open) else { panic!("no score") };
    assert!((atrs.value - 88.0).abs() < 1e-12 && atrs.interval.is_none());
}

#[test]
fn a_count_that_loses_its_standing_disappears_from_the_page() {
    let line =
        TRIALS.lines().find(|l| l.starts_with("olsson2013") && l.contains("superficial_infection")).expect("a line");
    let trials = Trials::parse(&TRIALS.replace(line, &line.replace(",read,", ",recalled,"))).expect("a table");
    let sets = Sets::parse(SETS, &trials).expect("sets");
    let all = patient_numbers(&trials, &Means::parse(MEANS).expect("means"), &sets, None).expect("numbers");
    let now = answer(&all, Outcome::SuperficialInfection, Strategy::Open);
    assert_eq!(now, Answer::NotKnown(Reason::NotChecked));
}

#[test]
fn numbers_are_the_same_each_time_and_can_be_sent_on() {
    let (one, other) = (numbers(None), numbers(None));
    let text = serde_json::to_string(&one).expect("JSON");
    assert_eq!(text, serde_json::to_string(&other).expect("JSON"));
    for word in ["\"set\":\"B\"", "\"set\":\"N\"", "\"outcome\":\"rerupture\"", "\"not_known\":\"only_silence\""] {
        assert!(text.contains(word), "{word}");
    }
}

/// The numbers with a further randomised trial in set B: its counts after open repair, and without surgery.
fn with_trial(open: (u32, u32), none: (u32, u32), outcome: &str, joined: &[&str]) -> Vec<OutcomeSummary> {
    let (trials, sets) = data();
    let ids = joined.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "id = \"new2030\"\nlabel = \"New 2030\"\nyear = 2030\ndesign = \"randomised\"\nrehabilitation = \"functional\"\n\
         sets = [{ids}]\n\
         [[arm]]\nname = \"open\"\nstrategy = \"open\"\nanalysed = {}\nfollowup_months = 12\nstatus = \"read\"\n\
         source = \"new2030\"\ncounts = {{ {outcome} = {} }}\n\
         [[arm]]\nname = \"none\"\nstrategy = \"nonop_functional\"\nanalysed = {}\nfollowup_months = 12\nstatus = \"read\"\n\
         source = \"new2030\"\ncounts = {{ {outcome} = {} }}\n",
        open.1, open.0, none.1, none.0
    );
    let new = heelrise_evidence::addition::NewTrial::parse(&text, &trials, &sets).expect("a trial");
    let (trials, sets) = new.add_to(&trials, &sets).expect("it fits");
    patient_numbers(&trials, &Means::parse(MEANS).expect("means"), &sets, None).expect("numbers")
}

#[test]
fn a_trial_that_disagrees_lowers_the_certainty_and_never_raises_it() {
    let of = |all: &[OutcomeSummary]| all[0].surgery_or_not.clone().expect("surgery or not");
    let before = of(&numbers(None));
    assert_eq!(before.none.certainty, Certainty::Moderate);
    // More people and more events than all others together, and the other way round.
    let turned = of(&with_trial((60, 300), (6, 300), "rerupture", &["B", "N"]));
    assert!(turned.surgery.certainty < Certainty::Moderate, "{:?}", turned.surgery);
    assert!(turned.none.certainty < Certainty::Moderate, "{:?}", turned.none);
    for option in &with_trial((60, 300), (6, 300), "rerupture", &["B", "N"])[0].options {
        let Answer::Known(n) = &option.answer else { panic!("{:?} is not known", option.option) };
        assert!(n.certainty < Certainty::Moderate, "{:?} {:?} {:?}", option.option, n.interval, n.certainty);
    }
    // One that agrees leaves it.
    assert_eq!(of(&with_trial((6, 300), (27, 300), "rerupture", &["B", "N"])).none.certainty, Certainty::Moderate);
}

#[test]
fn a_second_trial_of_a_complication_is_named_beside_the_number() {
    let known = |all: &[OutcomeSummary], option| match answer(all, Outcome::NerveInjury, option) {
        Answer::Known(n) => n,
        Answer::NotKnown(reason) => panic!("{reason:?}"),
    };
    assert!(known(&numbers(None), Strategy::Open).left_out.is_empty());
    // Smaller than the trial that stands: left out, and said.
    let small = known(&with_trial((30, 60), (2, 60), "nerve_injury", &[]), Strategy::Open);
    assert_eq!((small.behind[0].label.as_str(), small.left_out.len()), ("Myhrvold 2022", 1));
    assert_eq!((small.left_out[0].label.as_str(), small.left_out[0].events), ("New 2030", Some(30)));
    // Larger: it takes the place, and the one that stood there is said.
    let large = known(&with_trial((30, 600), (2, 600), "nerve_injury", &[]), Strategy::Open);
    assert_eq!((large.behind[0].label.as_str(), large.left_out[0].label.as_str()), ("New 2030", "Myhrvold 2022"));
}

#[test]
fn a_comparison_is_counted_when_its_own_trials_counted() {
    let (trials, sets) = data();
    let means = Means::parse(MEANS).expect("means");
    let numbers = patient_numbers(&trials, &means, &sets, None).expect("numbers");
    let both = numbers[0].surgery_or_not.as_ref().expect("pooled");
    // As the table has it, row by row.
    let months = |set: &str| -> Vec<f64> {
        let set = sets.get(set, &trials).expect("a set");
        let lines: Vec<u64> = set.trials.iter().flat_map(|t| &t.arms).filter_map(|a| a.line).collect();
        trials.rows.iter().filter(|r| lines.contains(&r.line)).filter_map(|r| r.followup_months).collect()
    };
    assert_eq!(months("B"), [12.0; 13]);
    assert_eq!(both.months(), Some((12.0, 12.0)));
    let net = months("N").into_iter().fold((f64::MAX, 0.0f64), |(a, b), m| (a.min(m), b.max(m)));
    assert_eq!((numbers[0].months, net), (Some((6.0, 12.0)), (6.0, 12.0)));
}
