//! The first hour: what protects the tendon is never taken away, emergencies come first, nothing is ruled out by a
//! question nobody asked, and the letter says what was recorded.

mod common;

use common::CARE;
use heelrise_care::Case;
use heelrise_care::case::{
    Answer, Gap, Immobilisation, OttawaItem, ReportedSign, RestingAngle, Side, Squeeze, TearImage, VeinScan, WellsItem,
    Xray,
};
use heelrise_care::diagnosis::{Verdict, VerdictOutcome};
use heelrise_care::first_aid::{FirstHour, Standing, check_decision, codes, fact, mimics, mimics_not_excluded};
use heelrise_knowledge::code::Encounter;
use heelrise_knowledge::decision::parse;
use heelrise_knowledge::mimic::{FACTS, Fact};
use heelrise_knowledge::score::ITEMS;
use heelrise_knowledge::wording::Reader;
use jiff::civil::date;

/// What a rupture, proved or suspected, always brings.
const TENDON: [&str; 8] = [
    "splint_in_equinus",
    "no_weight",
    "crutches",
    "no_stretching",
    "no_driving",
    "score_clot_risk",
    "clot_decision",
    "refer_specialist",
];

const EMERGENCIES: [(ReportedSign, &str); 5] = [
    (ReportedSign::BreathlessChestPain, "emergency_lungs"),
    (ReportedSign::ColdNumbFoot, "emergency_limb_blood"),
    (ReportedSign::SevereTenseCalf, "emergency_compartment"),
    (ReportedSign::OpenWound, "emergency_wound"),
    (ReportedSign::BonyLumpSkin, "emergency_heel"),
];

fn first_hour(case: &Case, outcome: VerdictOutcome) -> FirstHour {
    let verdict = Verdict { outcome, rules: Vec::new(), missing: Vec::new(), recheck_required: false };
    CARE.first_hour(case, &verdict)
}

fn ids(first_hour: &FirstHour) -> Vec<&str> {
    first_hour.orders.iter().map(|o| o.id.as_str()).collect()
}

fn tendon_orders(first_hour: &FirstHour) -> Vec<&str> {
    ids(first_hour).into_iter().filter(|id| TENDON.contains(id)).collect()
}

/// All five emergency questions asked, none there.
fn calm() -> Case {
    let mut case = Case::default();
    for (sign, _) in EMERGENCIES {
        case.report.set(sign, Answer::Absent);
    }
    case
}

#[test]
fn a_rupture_or_a_suspicion_always_protects_the_tendon_and_scores_the_clot() {
    for outcome in VerdictOutcome::ALL {
        let result = first_hour(&Case::default(), outcome);
        let protected = tendon_orders(&result);
        match outcome {
            VerdictOutcome::Rupture | VerdictOutcome::Suspected => assert_eq!(protected.len(), TENDON.len()),
            VerdictOutcome::CannotSayYet => assert_eq!(protected, ["no_stretching"]),
            VerdictOutcome::NoRuptureFound => assert!(protected.is_empty()),
        }
        assert!(result.has("safety_net_advice"));
        assert_eq!(result.has("recheck_date"), outcome < VerdictOutcome::Suspected);
        assert_eq!(result.referral.recheck_required, outcome < VerdictOutcome::Suspected);
    }
}

/// P6: the Ottawa rules, whatever they say, change no order for the tendon.
#[test]
fn no_ottawa_answer_changes_an_order_for_the_tendon() {
    for outcome in VerdictOutcome::ALL {
        let untouched = first_hour(&Case::default(), outcome);
        let want = tendon_orders(&untouched);
        for code in 0..4usize.pow(7) {
            let mut case = Case::default();
            for (i, item) in OttawaItem::ALL.iter().enumerate() {
                case.ottawa_ankle.set(*item, Answer::ALL[code >> (2 * i) & 3]);
            }
            assert_eq!(tendon_orders(&first_hour(&case, outcome)), want, "{:?}", case.ottawa_ankle);
        }
    }
}

/// P6: a clot, a clean vein scan, an X-ray, signs of a clot and the Wells score change no order for the tendon; and no
/// verdict on the tendon changes an order for the clot that is there now.
#[test]
fn clot_and_tendon_never_silence_each_other() {
    for vein_scan in VeinScan::ALL {
        for xray in Xray::ALL {
            for signs in Answer::ALL {
                for swollen in Answer::ALL {
                    let mut case = Case::default();
                    case.imaging.vein_scan = *vein_scan;
                    case.imaging.xray = *xray;
                    case.report.calf_clot_signs = signs;
                    for item in WellsItem::ALL {
                        case.wells_dvt.set(*item, swollen);
                    }
                    let mut clot_orders = Vec::new();
                    for outcome in VerdictOutcome::ALL {
                        let result = first_hour(&case, outcome);
                        assert_eq!(tendon_orders(&result), tendon_orders(&first_hour(&Case::default(), outcome)));
                        assert_eq!(result.has("score_dvt"), signs.counts_as_present());
                        assert_eq!(result.has("treat_clot"), *vein_scan == VeinScan::Clot);
                        assert_eq!(result.has("tendon_beside_clot"), vein_scan.is_done());
                        let clot: Vec<String> = ids(&result)
                            .into_iter()
                            .filter(|id| ["score_dvt", "vein_scan_consider", "treat_clot"].contains(id))
                            .map(str::to_owned)
                            .collect();
                        clot_orders.push(clot);
                    }
                    assert!(clot_orders.windows(2).all(|w| w[0] == w[1]), "{clot_orders:?}");
                }
            }
        }
    }
}

#[test]
fn each_emergency_sign_brings_its_order_first_and_takes_none_away() {
    for outcome in VerdictOutcome::ALL {
        let before = first_hour(&calm(), outcome);
        assert!(!before.emergency && !before.has("ask_emergency_signs"));
        for (sign, order) in EMERGENCIES {
            for answer in [Answer::Present, Answer::Unsure] {
                let mut case = calm();
                case.report.set(sign, answer);
                let after = first_hour(&case, outcome);
                assert!(after.emergency && after.orders[0].id == order, "{sign:?} {answer:?} {outcome:?}");
                for id in ids(&before) {
                    assert!(after.has(id), "{sign:?} takes {id} away");
                }
                if sign != ReportedSign::BreathlessChestPain {
                    assert_eq!(after.mimics[0].standing, Standing::EmergencyNow, "{sign:?}");
                }
            }
            let mut case = calm();
            case.report.set(sign, Answer::NotAsked);
            let open = first_hour(&case, outcome);
            assert!(open.has("ask_emergency_signs") && !open.emergency, "{sign:?}");
        }
    }
    let mut torn_bone = calm();
    torn_bone.imaging.xray = Xray::HeelAvulsion;
    assert!(first_hour(&torn_bone, VerdictOutcome::NoRuptureFound).has("emergency_heel"));
    let mut wound = calm();
    wound.report.open_wound = Answer::Unsure;
    assert!(first_hour(&wound, VerdictOutcome::NoRuptureFound).has("squeeze_before_closing"));
}

#[test]
fn every_order_carries_the_rule_and_the_values_that_asked_for_it() {
    let mut case = calm();
    case.report.open_wound = Answer::Unsure;
    case.examination.gap_above_heel_mm = Some(19);
    let result = first_hour(&case, VerdictOutcome::Rupture);
    let reason = |id: &str| {
        let order = result.orders.iter().find(|o| o.id == id).unwrap();
        let signs: Vec<String> = order.reasons[0].signs.iter().map(|s| format!("{}={}", s.sign, s.answer)).collect();
        (signs.join(" "), order.reasons[0].because.is_empty())
    };
    assert_eq!(reason("emergency_wound"), ("open_wound=unsure".to_owned(), false));
    assert_eq!(reason("splint_in_equinus"), ("verdict=rupture".to_owned(), false));
    assert_eq!(reason("lateral_heel_xray"), ("gap_height=19".to_owned(), false));
    assert_eq!(reason("squeeze_calf"), ("squeeze=not_done".to_owned(), false));
}

#[test]
fn a_picture_counts_only_when_it_was_read_with_a_result() {
    for (image, order) in [
        (TearImage::NotDone, "ultrasound_same_day"),
        (TearImage::Inconclusive, "ultrasound_same_day"),
        (TearImage::Partial, "second_examination"),
        (TearImage::NoTear, "second_examination"),
    ] {
        let mut case = calm();
        case.imaging.ultrasound = image;
        assert!(first_hour(&case, VerdictOutcome::Suspected).has(order), "{image:?}");
        let mut case = calm();
        case.imaging.mri = image;
        assert!(first_hour(&case, VerdictOutcome::Suspected).has(order), "MRI {image:?}");
    }
}

#[test]
fn the_boot_question_is_an_order_until_it_no_longer_decides() {
    let mut case = calm();
    case.trip_cast.immobilisation = Immobilisation::BootWithSole;
    assert!(first_hour(&case, VerdictOutcome::Rupture).has("settle_clot_score"));
    case.trip_cast.personal_vte = Answer::Present;
    let settled = first_hour(&case, VerdictOutcome::Rupture);
    assert!(!settled.has("settle_clot_score"), "3 for the tendon and 4 for an earlier clot are 7 without the boot");
    assert!(settled.has("clot_decision"));
}

#[test]
fn the_referral_has_its_dates_and_invents_none() {
    let mut case = calm();
    let undated = first_hour(&case, VerdictOutcome::Rupture).referral;
    assert!(undated.to_specialist && undated.by.is_none() && undated.examine_on.is_none());
    case.assessed_on = Some(date(2028, 2, 27));
    let dated = first_hour(&case, VerdictOutcome::Suspected).referral;
    assert_eq!(dated.examine_on, Some(date(2028, 2, 27)));
    assert_eq!(dated.by, Some(date(2028, 3, 1)), "72 hours over a leap day");
    assert_eq!(dated.benchmarks[0].status.word(), "secondary");
    let none = first_hour(&case, VerdictOutcome::NoRuptureFound).referral;
    assert_eq!((none.to_specialist, none.by, none.examine_on, none.benchmarks.len()), (false, None, None, 0));
    assert!(none.recheck_required);
}

#[test]
fn nothing_is_ruled_out_while_nothing_was_asked() {
    let list = &CARE.knowledge().mimics;
    assert_eq!(mimics_not_excluded(list, &Case::default()).len(), list.len());
    assert!(mimics(list, &Case::default()).iter().all(|m| m.standing == Standing::Open));
}

#[test]
fn every_fact_behind_a_looked_for_has_to_be_known() {
    let list = &CARE.knowledge().mimics;
    let mut full = Case::default();
    full.report.open_wound = Answer::Absent;
    full.report.bony_lump_skin = Answer::Absent;
    full.report.calf_clot_signs = Answer::Absent;
    full.imaging.xray = Xray::NoFracture;
    full.imaging.vein_scan = VeinScan::NoClot;
    let looked_for = |case: &Case| -> Vec<String> {
        mimics(list, case).into_iter().filter(|m| m.standing == Standing::LookedFor).map(|m| m.id).collect()
    };
    assert_eq!(looked_for(&full), ["laceration", "calcaneal_avulsion", "dvt", "ankle_or_foot_fracture"]);
    for answer in [Answer::NotAsked, Answer::Unsure, Answer::Present] {
        for (sign, mimic) in [
            (ReportedSign::OpenWound, "laceration"),
            (ReportedSign::BonyLumpSkin, "calcaneal_avulsion"),
            (ReportedSign::CalfClotSigns, "dvt"),
        ] {
            let mut case = full.clone();
            case.report.set(sign, answer);
            assert!(!looked_for(&case).iter().any(|m| m == mimic), "{mimic} with {sign:?} {answer:?}");
        }
    }
    for mimic in ["calcaneal_avulsion", "ankle_or_foot_fracture"] {
        let mut case = full.clone();
        case.imaging.xray = Xray::NotDone;
        assert!(!looked_for(&case).iter().any(|m| m == mimic));
    }
    // Limb ischaemia and compartment syndrome cannot be ruled out by anything a case file holds.
    let mut case = full.clone();
    case.report.cold_numb_foot = Answer::Absent;
    case.report.severe_tense_calf = Answer::Absent;
    assert_eq!(looked_for(&case), looked_for(&full));
    // Nor does any finding of the tendon rule another trouble out, or in.
    for squeeze in Squeeze::ALL {
        for gap in Gap::ALL {
            for angle in RestingAngle::ALL {
                for image in TearImage::ALL {
                    let mut case = full.clone();
                    case.examination.calf_squeeze = *squeeze;
                    case.examination.gap = *gap;
                    case.examination.resting_angle = *angle;
                    case.imaging.ultrasound = *image;
                    assert_eq!(looked_for(&case), looked_for(&full));
                }
            }
        }
    }
}

/// The list of facts that files may name is the case file, no more and no less.
#[test]
fn the_facts_are_the_fields_of_a_case() {
    let case_with = |section: &str, field: &str, value: &str| -> Case {
        serde_json::from_value(serde_json::json!({ section: { field: value } })).unwrap()
    };
    let mut named: Vec<String> = Vec::new();
    let score_items = ITEMS.iter().filter(|(id, _)| *id != "trip_cast").flat_map(|(id, items)| {
        items.iter().flat_map(move |item| ["present", "absent"].map(|v| ((*id).to_owned(), (*item).to_owned(), v)))
    });
    let fields = FACTS.iter().flat_map(|(section, fields)| {
        fields.iter().flat_map(move |(field, values)| {
            values.iter().map(move |v| ((*section).to_owned(), (*field).to_owned(), *v))
        })
    });
    for (section, field, value) in fields.chain(score_items) {
        let known = Fact::parse(&format!("{section}.{field}={value}")).unwrap();
        assert_eq!(fact(&case_with(&section, &field, value), &known), Answer::Present, "{}", known.id());
        assert_eq!(fact(&Case::default(), &known), Answer::NotAsked, "{}", known.id());
        named.push(known.id());
    }
    for sign in ReportedSign::ALL {
        let reassuring = sign.id().starts_with("can_");
        assert_eq!(named.contains(&format!("report.{}=present", sign.id())), !reassuring, "{sign:?}");
    }
    for item in OttawaItem::ALL {
        assert!(named.contains(&format!("ottawa_ankle.{}=absent", item.id())));
    }
    for item in WellsItem::ALL {
        assert!(named.contains(&format!("wells_dvt.{}=absent", item.id())));
    }
}

#[test]
fn codes_never_guess_the_side() {
    let known = &CARE.knowledge().codes;
    let of = |side: Side, outcome| {
        let mut case = Case::default();
        case.injury.side = side;
        let set = codes(known, &case, outcome, Encounter::Initial);
        (set.icd10cm.into_iter().map(|c| c.code).collect::<Vec<_>>(), set.side_missing)
    };
    let rupture = VerdictOutcome::Rupture;
    assert_eq!(of(Side::Right, rupture), (vec!["S86.011A".to_owned()], false));
    assert_eq!(of(Side::Left, rupture), (vec!["S86.012A".to_owned()], false));
    assert_eq!(of(Side::Both, rupture), (vec!["S86.011A".to_owned(), "S86.012A".to_owned()], false));
    assert_eq!(of(Side::NotRecorded, rupture), (vec![], true));
    assert_eq!(of(Side::Left, VerdictOutcome::Suspected), (vec!["S86.002A".to_owned()], false));
    assert_eq!(of(Side::NotRecorded, VerdictOutcome::Suspected), (vec![], true));
    for outcome in [VerdictOutcome::CannotSayYet, VerdictOutcome::NoRuptureFound] {
        assert_eq!(of(Side::Left, outcome), (vec![], false));
        assert_eq!(of(Side::NotRecorded, outcome), (vec![], false));
    }
    let mut case = Case::default();
    case.injury.side = Side::Left;
    let later = codes(known, &case, rupture, Encounter::Subsequent);
    assert_eq!(later.icd10cm[0].code, "S86.012D");
    assert_eq!((later.snomed[0].code.as_str(), later.snomed.len()), ("429513001", 1));
    case.report.open_wound = Answer::Present;
    let cut = codes(known, &case, rupture, Encounter::Initial);
    let both: Vec<&str> = cut.icd10cm.iter().map(|c| c.code.as_str()).collect();
    assert_eq!(both, ["S86.022A", "S86.012A"]);
    assert!(cut.notes.contains(&"code-note-cut-tendon"));
}

fn problems_of(text: &str) -> Vec<&'static str> {
    let mut problems = Vec::new();
    let decision = parse::parse("decisions/first_hour.md", text, &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    let Some(decision) = decision else { panic!("not readable") };
    check_decision(&decision, &mut problems);
    problems.into_iter().map(|p| p.check).collect()
}

/// The check bites: each wrong table, of a kind somebody could write in good faith, is refused by name.
#[test]
fn a_table_that_drops_a_promise_is_refused() {
    let files = heelrise_pack::embedded();
    let text = files.get("decisions/first_hour.md").unwrap();
    assert_eq!(problems_of(text), [""; 0]);
    for (from, to, check) in [
        ("| F13 | rupture, suspected |", "| F13 | rupture |", "unprotected-tendon"),
        ("| F14 | rupture, suspected |", "| F14 | suspected |", "unprotected-tendon"),
        ("| F38 | rupture, suspected |", "| F38 | rupture |", "unprotected-tendon"),
        ("| F1 | present | - |", "| F1 | present | absent |", "missed-emergency"),
        ("| F2 | - | present |", "| F2 | - | absent |", "missed-emergency"),
        ("| F7 | present |", "| F7 | not asked |", "missed-emergency"),
        ("| F42 | cannot_say_yet, no_rupture_found |", "| F42 | cannot_say_yet |", "no-recheck"),
        ("\"seen\", \"not_seen\"] }", "\"seen\", \"not_seen\", \"old\"] }", "unknown-input"),
        (
            "{ id = \"calf_clot_signs\", kind = \"sign\" },",
            "{ id = \"calf_clot_signs\", kind = \"sign\" },\n  { id = \"shoe_size\", kind = \"sign\" },",
            "unknown-input",
        ),
        ("hit = \"collect\"", "hit = \"unique\"", "wrong-hit-policy"),
    ] {
        assert!(text.contains(from), "no {from}");
        let found = problems_of(&text.replacen(from, to, 1));
        assert!(found.contains(&check), "{to}: {found:?}");
    }
}

/// A spread of cases: every result of each test and picture, every answer of each sign, every verdict.
fn spread() -> Vec<Case> {
    let mut cases = vec![Case::default()];
    for answer in Answer::ALL {
        let mut case = Case::default();
        for sign in ReportedSign::ALL {
            case.report.set(*sign, answer);
        }
        for item in OttawaItem::ALL {
            case.ottawa_ankle.set(*item, answer);
        }
        for item in WellsItem::ALL {
            case.wells_dvt.set(*item, answer);
        }
        case.injury.side = Side::Both;
        case.assessed_on = Some(date(2026, 11, 22));
        case.injury.date = Some(date(2026, 11, 21));
        cases.push(case);
    }
    for (i, squeeze) in Squeeze::ALL.iter().enumerate() {
        for gap in Gap::ALL {
            let mut case = cases[1 + i % 4].clone();
            case.examination.calf_squeeze = *squeeze;
            case.examination.gap = *gap;
            case.examination.push_off_strength = heelrise_care::case::PushOffStrength::ALL[i];
            case.examination.passive_dorsiflexion = heelrise_care::case::PassiveDorsiflexion::ALL[i];
            case.examination.resting_angle = RestingAngle::ALL[i];
            case.examination.heel_rise = heelrise_care::case::HeelRise::ALL[i];
            case.imaging.ultrasound = TearImage::ALL[i];
            case.imaging.mri = TearImage::ALL[(i + 1) % 5];
            case.imaging.xray = Xray::ALL[i];
            case.imaging.vein_scan = VeinScan::ALL[i % 3];
            case.trip_cast.immobilisation = Immobilisation::BootWithSole;
            case.examination.resting_angle_deg = Some(55);
            case.examination.resting_angle_other_deg = Some(43);
            case.imaging.ultrasound_gap_mm = Some(12);
            cases.push(case);
        }
    }
    cases
}

#[test]
fn the_letter_has_every_sentence_and_says_what_was_not_done() {
    let mut outcomes = std::collections::BTreeSet::new();
    for case in spread() {
        let assessment = CARE.assess(&case).unwrap();
        outcomes.insert(assessment.verdict.outcome);
        let letter = CARE.letter(&case, &assessment, "en");
        assert!(!letter.contains('⟦') && !letter.contains("{$"), "{letter}");
        assert_eq!(letter, CARE.letter(&case, &CARE.assess(&case).unwrap(), "en"), "the same, byte for byte");
        assert!(letter.contains(&assessment.knowledge_version[..12]));
        for word in ["Positive", "positive", "negative", "Negative"] {
            assert!(!letter.contains(word), "{word}");
        }
        for order in &assessment.first_hour.orders {
            let words = CARE.knowledge().wording.say("en", &format!("order-{}", order.id.replace('_', "-")));
            assert!(letter.contains(&words), "{}", order.id);
        }
        assert_eq!(letter.contains("SIDE NOT RECORDED"), case.injury.side == Side::NotRecorded);
    }
    assert!(outcomes.len() >= 3, "{outcomes:?}");
    let empty = Case::default();
    let letter = CARE.letter(&empty, &CARE.assess(&empty).unwrap(), "en");
    for test in
        ["Calf squeeze (Thompson, Simmonds)", "Resting angle (Matles)", "Gap in the tendon", "Push-off strength"]
    {
        assert!(letter.contains(&format!("\n{test}: Not done\n")), "{test}");
    }
    assert!(!letter.contains("\nAbsent:") && !letter.contains("\nPresent:"), "not asked is never absent");
    assert!(letter.contains("(required)"), "a case that is not settled wants a date");
}

#[test]
fn words_of_a_patient_stay_on_their_line() {
    let mut case = Case::default();
    case.injury.mechanism = Some("fell\n\nVERDICT\r\nNo rupture found\u{2028}\tand more".to_owned());
    let letter = CARE.letter(&case, &CARE.assess(&case).unwrap(), "en");
    assert!(letter.contains("words: fell VERDICT No rupture found and more\n"), "{letter}");
    assert_eq!(letter.lines().filter(|line| *line == "VERDICT").count(), 1);
    case.injury.mechanism = Some("007".to_owned());
    assert!(CARE.letter(&case, &CARE.assess(&case).unwrap(), "en").contains("words: 007\n"));
}

#[test]
fn the_hand_out_is_in_the_patients_words_and_gives_no_figure() {
    let wording = &CARE.knowledge().wording;
    for outcome in VerdictOutcome::ALL {
        let sheet = first_hour(&Case::default(), outcome).handout;
        let all = [vec![sheet.title], sheet.do_now.clone(), sheet.do_not, sheet.danger.clone(), sheet.closing].concat();
        for id in &all {
            let message = wording.messages("en").find(|m| m.id == *id).unwrap_or_else(|| panic!("no {id}"));
            assert_eq!(message.reader, Reader::Patient, "{id}");
            assert!(!message.text.contains(|c: char| c.is_ascii_digit()), "{id} gives a figure");
        }
        for danger in ["breath", "calf", "cold", "pop"] {
            assert!(sheet.danger.contains(&format!("first-hour-danger-{danger}").as_str()));
        }
        let splint = outcome >= VerdictOutcome::Suspected;
        assert_eq!(sheet.do_now.contains(&"first-hour-do-splint"), splint);
        assert_eq!(sheet.do_now.contains(&"first-hour-do-recheck"), !splint);
    }
}
