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
