//! The safety properties hold over the whole input space. One test a property, under the name by which the hazard log
//! binds it; together they walk each space once.

mod common;

use common::CARE;
use heelrise_care::prove::{self, PropertyResult};

/// Fails unless every result of this property holds, and unless there is at least one.
fn holds(id: &str, least: usize) {
    let results = prove::run_only(&CARE, &|wanted| wanted == id, &mut |_| {});
    let own: Vec<&PropertyResult> = results.iter().filter(|r| r.id == id).collect();
    assert!(own.len() >= least, "{id} was checked {} times", own.len());
    for result in own {
        assert!(result.holds(), "{result:#?}");
        assert!(result.checked > 0, "{result:#?}");
    }
}

#[test]
fn p1_each_same_day_sign_alone_is_same_day() {
    holds("P1", 1);
}

#[test]
fn p2_ability_and_missing_complaints_never_reassure() {
    holds("P2", 3);
}

#[test]
fn p3_a_worrying_sign_never_lowers_urgency() {
    holds("P3", 2);
}

#[test]
fn p4_no_answers_say_nothing_is_wrong() {
    holds("P4", 1);
}

#[test]
fn p5_emergencies_win() {
    holds("P5", 1);
}

#[test]
fn p6_one_reassuring_result_never_closes_a_case() {
    holds("P6", 1);
}

#[test]
fn p7_not_asked_is_never_absent() {
    holds("P7", 2);
}

#[test]
fn p8_not_a_rupture_needs_a_recheck() {
    holds("P8", 1);
}

#[test]
fn p9_one_protocol_explicit_days_strictest_rule() {
    holds("P9", 1);
}

#[test]
fn p12_no_weak_number_reaches_a_patient() {
    holds("P12", 1);
}

#[test]
fn p13_same_case_same_result() {
    holds("P13", 1);
}

#[test]
fn the_equivalences_that_shrink_the_spaces_hold() {
    for id in ["unsure", "story", "delay"] {
        holds(id, 1);
    }
}

/// Every day from the injury to 400 days after it, and an unknown day: the urgency stands, the probability stands, and
/// the verdict on the same findings is never milder on a later day. All 512 sets of counted findings.
#[test]
fn days_since_injury_never_reassure() {
    use heelrise_care::Case;
    use heelrise_care::case::{Answer, ReportedSign, Squeeze, TearImage};
    use heelrise_care::diagnosis::{Suspicion, VerdictInputs};
    use heelrise_care::urgency::Urgency;

    let mut sets = 0;
    for squeeze in Squeeze::ALL.iter().copied() {
        for other_findings in 0..=3 {
            for examined in [true, false] {
                for suspicion in [Suspicion::None, Suspicion::NotAsked, Suspicion::History, Suspicion::Examination] {
                    for tear_image in [TearImage::Complete, TearImage::Partial, TearImage::NoTear, TearImage::NotDone] {
                        let on = |days_since_injury| {
                            let inputs = VerdictInputs {
                                squeeze,
                                other_findings,
                                examined,
                                suspicion,
                                tear_image,
                                days_since_injury,
                            };
                            CARE.verdict_outcome(inputs).0
                        };
                        let mut earlier = on(Some(0));
                        for day in 1..=400 {
                            let later = on(Some(day));
                            assert!(
                                later >= earlier,
                                "{squeeze:?} {other_findings} {suspicion:?} {tear_image:?}: day {day}"
                            );
                            earlier = later;
                        }
                        assert!(on(None) >= earlier, "an unknown day is milder than a late one");
                        sets += 1;
                    }
                }
            }
        }
    }
    assert_eq!(sets, 512);

    let injury = jiff::civil::date(2026, 1, 31);
    let mut reports = vec![heelrise_care::case::Report::default()];
    for sign in ReportedSign::ALL {
        let mut report = heelrise_care::case::Report::default();
        for other in ReportedSign::ALL {
            report.set(*other, Answer::Absent);
        }
        report.set(*sign, Answer::Present);
        reports.push(report);
    }
    for report in reports {
        let mut case = Case { report, ..Case::default() };
        case.injury.date = Some(injury);
        let assess = |case: &Case| CARE.assess(case).unwrap();
        case.assessed_on = Some(injury);
        let first = assess(&case);
        assert!(first.urgency.level >= Urgency::Soon);
        for day in 0..=400_i64 {
            case.assessed_on = Some(injury.checked_add(jiff::Span::new().days(day)).unwrap());
            let now = assess(&case);
            assert_eq!(now.days_since_injury.map(i64::from), Some(day));
            assert_eq!((&now.urgency, &now.probability), (&first.urgency, &first.probability), "day {day}");
        }
    }
}
