//! The first hour holds as it stands: every changed cell is noticed, and no two orders contradict each other anywhere in
//! the whole input space.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once")]

use heelrise_knowledge::decision::{Cell, Decision, check, cover, parse};

fn decision() -> Decision {
    let path = format!("{}/../../knowledge/decisions/first_hour.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let mut problems = Vec::new();
    let decision = parse::parse("decisions/first_hour.md", &text, &mut problems).expect("readable");
    assert!(problems.is_empty(), "{problems:?}");
    decision
}

#[test]
fn every_example_holds_and_every_change_is_noticed() {
    let mut problems = Vec::new();
    let report = check::check(&decision(), &|_| true, &mut problems);
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{}", said.join("\n"));
    assert_eq!((report.mutants, report.excepted), (report.caught, 0));
}

/// Two orders contradict each other when some input fires a rule of each. The masks hold the whole input space, so this
/// is exact.
#[test]
fn no_two_orders_contradict_each_other_on_any_input() {
    let decision = decision();
    let masks = |order: &str| {
        let outcome = decision.outcome_index(order).unwrap_or_else(|| panic!("no order {order}"));
        let all: Vec<u128> =
            decision.rules.iter().zip(&decision.masks).filter(|(r, _)| r.outcome == outcome).map(|(_, m)| *m).collect();
        assert!(!all.is_empty());
        all
    };
    for (a, b) in [
        ("splint_in_equinus", "protect_until_examined"),
        ("splint_in_equinus", "recheck_date"),
        ("refer_specialist", "recheck_date"),
        ("ultrasound_same_day", "no_scan_needed"),
        ("ultrasound_same_day", "second_examination"),
        ("no_scan_needed", "finish_examination"),
        ("no_scan_needed", "second_examination"),
        ("tell_late", "record_injury_date"),
        ("vein_scan_consider", "treat_clot"),
        ("vein_scan_consider", "tendon_beside_clot"),
    ] {
        for x in masks(a) {
            for y in masks(b) {
                assert!(cover::is_empty(&decision, x & y), "{a} and {b}: {}", cover::describe(&decision, x & y));
            }
        }
    }
}

/// P6 by construction: the orders that protect the tendon look at the verdict and at nothing else.
#[test]
fn nothing_but_the_verdict_decides_on_the_orders_for_the_tendon() {
    let decision = decision();
    let verdict = decision.input_index("verdict").unwrap();
    for order in [
        "splint_in_equinus",
        "no_weight",
        "crutches",
        "no_stretching",
        "no_driving",
        "score_clot_risk",
        "clot_decision",
        "refer_specialist",
    ] {
        let outcome = decision.outcome_index(order).unwrap();
        let rules: Vec<_> = decision.rules.iter().filter(|r| r.outcome == outcome).collect();
        assert_eq!(rules.len(), 1, "{order}");
        let looked_at: Vec<usize> = (0..decision.inputs.len()).filter(|i| rules[0].cells[*i] != Cell::Any).collect();
        assert_eq!(looked_at, [verdict], "{order}");
    }
}

/// An emergency order looks at its sign and at nothing else, so nothing can take it away.
#[test]
fn each_emergency_sign_alone_gives_its_order() {
    let decision = decision();
    for (sign, order) in [
        ("breathless_chest_pain", "emergency_lungs"),
        ("cold_numb_foot", "emergency_limb_blood"),
        ("severe_tense_calf", "emergency_compartment"),
        ("open_wound", "emergency_wound"),
        ("open_wound", "squeeze_before_closing"),
        ("bony_lump_skin", "emergency_heel"),
    ] {
        let input = decision.input_index(sign).unwrap();
        let outcome = decision.outcome_index(order).unwrap();
        let alone = decision.rules.iter().any(|rule| {
            rule.outcome == outcome
                && rule.cells.iter().enumerate().all(|(i, cell)| (i == input) == (*cell != Cell::Any))
                && rule.cells[input].text() == "present"
        });
        assert!(alone, "{sign} does not by itself give {order}");
    }
}
