//! The three scores over every answer: a total is a range, an unknown item is never absent, and a band is named only
//! when nothing unknown can change it.

mod common;

use std::collections::BTreeSet;

use common::CARE;
use heelrise_care::case::{Answer, Case, Immobilisation, OttawaAnkle, OttawaItem, Sex, TearImage, WellsDvt, WellsItem};
use heelrise_care::diagnosis::VerdictOutcome;
use heelrise_care::first_aid::{Need, ottawa, trip_cast, wells};

fn unknown(answer: Answer) -> bool {
    matches!(answer, Answer::Unsure | Answer::NotAsked)
}

/// The two rules as the source prints them, for items all known. Order: malleolar pain, lateral, medial, midfoot pain,
/// navicular, fifth metatarsal, four steps.
fn by_the_book([malleolar, lateral, medial, midfoot, navicular, fifth, steps]: [bool; 7]) -> [bool; 2] {
    [malleolar && (lateral || medial || steps), midfoot && (navicular || fifth || steps)]
}

#[test]
fn ottawa_over_all_answers_says_what_every_completion_says() {
    let rules = &CARE.knowledge().scores.ottawa_ankle;
    let mut checked = 0u32;
    for code in 0..4u32.pow(7) {
        let answers: [Answer; 7] = std::array::from_fn(|i| Answer::ALL[(code >> (2 * i) & 3) as usize]);
        let mut case = Case::default();
        for (item, answer) in OttawaItem::ALL.iter().zip(answers) {
            case.ottawa_ankle.set(*item, answer);
        }
        let result = ottawa(rules, &case);
        let open: Vec<usize> = (0..7).filter(|i| unknown(answers[*i])).collect();
        // What every way of filling the unknown items in would say, and which items can change it.
        let complete = |bits: u32| {
            let mut known = answers.map(|a| a == Answer::Present);
            for (k, i) in open.iter().enumerate() {
                known[*i] = bits >> k & 1 == 1;
            }
            by_the_book(known)
        };
        let all: Vec<[bool; 2]> = (0..1u32 << open.len()).map(complete).collect();
        for (film, name) in ["ankle", "foot"].into_iter().enumerate() {
            let said: BTreeSet<bool> = all.iter().map(|films| films[film]).collect();
            let want = match (said.contains(&true), said.contains(&false)) {
                (true, false) => Need::Needed,
                (false, true) => Need::NotNeeded,
                _ => Need::NotKnown,
            };
            assert_eq!(result.need(name), want, "{name}: {answers:?}");
            let decisive: BTreeSet<&str> = open
                .iter()
                .enumerate()
                .filter(|(k, _)| (0..all.len()).any(|b| all[b][film] != all[b ^ (1 << k)][film]))
                .map(|(_, i)| OttawaItem::ALL[*i].id())
                .collect();
            let missing: BTreeSet<&str> =
                result.films.iter().find(|f| f.film == name).unwrap().missing.iter().map(String::as_str).collect();
            assert_eq!(missing, decisive, "{name}: {answers:?}");
        }
        checked += 1;
    }
    assert_eq!(checked, 16_384);
}

#[test]
fn an_ottawa_nobody_asked_needs_no_decision_about_the_film() {
    let result = ottawa(&CARE.knowledge().scores.ottawa_ankle, &Case::default());
    assert_eq!((result.need("ankle"), result.need("foot")), (Need::NotKnown, Need::NotKnown));
    assert_eq!(OttawaAnkle::default(), Case::default().ottawa_ankle);
}

#[test]
fn wells_over_all_answers_is_the_range_of_its_completions_and_narrows_with_each_answer() {
    let score = &CARE.knowledge().scores.wells_dvt;
    let size = 4usize.pow(10);
    let mut ranges: Vec<(i16, i16)> = Vec::with_capacity(size);
    let mut case = Case::default();
    for code in 0..size {
        let mut wells_dvt = WellsDvt::default();
        let (mut present, mut open) = (0i16, 0i16);
        let mut alternative = Answer::NotAsked;
        let mut unknowns = 0;
        for (i, item) in WellsItem::ALL.iter().enumerate() {
            let answer = Answer::ALL[code >> (2 * i) & 3];
            wells_dvt.set(*item, answer);
            unknowns += usize::from(unknown(answer));
            if *item == WellsItem::AlternativeAsLikely {
                alternative = answer;
            } else {
                present += i16::from(answer == Answer::Present);
                open += i16::from(unknown(answer));
            }
        }
        case.wells_dvt = wells_dvt;
        let result = wells(score, &case);
        let low = present - if alternative == Answer::Absent { 0 } else { 2 };
        let high = present + open - if alternative == Answer::Present { 2 } else { 0 };
        assert_eq!((result.low_total, result.high_total), (low, high), "{:?}", case.wells_dvt);
        let band = if low >= 2 {
            Some("likely")
        } else if high < 2 {
            Some("unlikely")
        } else {
            None
        };
        assert_eq!(result.band.as_deref(), band, "{:?}", case.wells_dvt);
        assert_eq!(result.missing.len() + result.unsure.len(), unknowns);
        ranges.push((low, high));
    }
    assert_eq!(ranges.len(), 1_048_576);
    // Answering one more item never leads outside the range that stood before.
    for code in 0..size {
        for i in 0..10 {
            let digit = code >> (2 * i) & 3;
            if unknown(Answer::ALL[digit]) {
                for known in [0usize, 3] {
                    let answered = code & !(3 << (2 * i)) | known << (2 * i);
                    assert!(!unknown(Answer::ALL[known]));
                    assert!(ranges[code].0 <= ranges[answered].0 && ranges[answered].1 <= ranges[code].1);
                }
            }
        }
    }
}

#[test]
fn wells_alternative_diagnosis_is_asked_not_assumed() {
    let score = &CARE.knowledge().scores.wells_dvt;
    let mut case = Case::default();
    for item in WellsItem::ALL {
        case.wells_dvt.set(*item, Answer::Absent);
    }
    for item in [WellsItem::WholeLegSwollen, WellsItem::CalfThreeCmLarger, WellsItem::PittingOedema] {
        case.wells_dvt.set(item, Answer::Present);
    }
    let total = |case: &Case| {
        let r = wells(score, case);
        (r.low_total, r.high_total, r.band)
    };
    assert_eq!(total(&case), (3, 3, Some("likely".to_owned())));
    case.wells_dvt.set(WellsItem::AlternativeAsLikely, Answer::Present);
    assert_eq!(total(&case), (1, 1, Some("unlikely".to_owned())));
    case.wells_dvt.set(WellsItem::AlternativeAsLikely, Answer::NotAsked);
    assert_eq!(total(&case), (1, 3, None), "not asked is not absent");
    // A proved rupture does not answer the question by itself, and the letter says what it does to the score.
    case.imaging.ultrasound = TearImage::Complete;
    let assessment = CARE.assess(&case).unwrap();
    assert_eq!((assessment.verdict.outcome, &assessment.first_hour.wells.band), (VerdictOutcome::Rupture, &None));
    let letter = CARE.letter(&case, &assessment, "en");
    assert!(letter.contains(&CARE.knowledge().wording.say("en", "wells-trap")));
}

/// A man of 50 with every item of TRiP(cast) asked and absent, and a BMI below the first band.
fn man_of_fifty() -> Case {
    let mut case = Case::default();
    case.person.age_years = Some(50);
    case.person.sex = Sex::Male;
    let trip = &mut case.trip_cast;
    trip.bmi = Some(24);
    for item in [
        &mut trip.family_vte,
        &mut trip.personal_vte,
        &mut trip.oestrogen,
        &mut trip.cancer,
        &mut trip.pregnancy,
        &mut trip.other_immobilisation,
        &mut trip.surgery,
        &mut trip.comorbidity,
        &mut trip.venous_insufficiency,
    ] {
        *item = Answer::Absent;
    }
    case
}

#[test]
fn tripcast_shows_both_readings_of_a_boot() {
    let score = &CARE.knowledge().scores.trip_cast;
    let mut case = man_of_fifty();
    case.trip_cast.immobilisation = Immobilisation::LowerLegCast;
    let cast = trip_cast(score, &case, VerdictOutcome::Rupture);
    assert_eq!((cast.range.low_total, cast.range.high_total, cast.flips), (7, 7, false));
    assert_eq!(cast.range.band.as_deref(), Some("high"));

    case.trip_cast.immobilisation = Immobilisation::BootWithSole;
    let boot = trip_cast(score, &case, VerdictOutcome::Rupture);
    let totals: Vec<(&str, i16)> = boot.readings.iter().map(|r| (r.category.as_str(), r.low_total)).collect();
    assert_eq!(totals, [("lower_leg_cast", 7), ("support_with_sole", 5)]);
    assert!(boot.flips);
    assert_eq!(boot.range.band, None, "low risk is never said when the boot decides");

    case.trip_cast.immobilisation = Immobilisation::NotChosen;
    let open = trip_cast(score, &case, VerdictOutcome::Suspected);
    assert_eq!((open.range.low_total, open.range.high_total, open.flips), (5, 8, true));
    assert_eq!(open.range.missing, ["immobilisation"]);
}

#[test]
fn the_published_example_of_six_comes_out_of_the_points() {
    let score = &CARE.knowledge().scores.trip_cast;
    let option = |choice: &str, id: &str| score.choices.iter().find(|c| c.id == choice).unwrap().options[id];
    let age = score.numbers.iter().find(|n| n.id == "age").unwrap().range(Some(50)).0;
    let total =
        option("trauma", "intermediate") + option("immobilisation", "lower_leg_cast") + age + option("sex", "male");
    assert_eq!(total, 6, "a man of 50 with a bimalleolar fracture, below-knee");
    // Without a rupture the kind of trauma is open: the example lies inside the range.
    let mut case = man_of_fifty();
    case.trip_cast.immobilisation = Immobilisation::LowerLegCast;
    let open = trip_cast(score, &case, VerdictOutcome::NoRuptureFound);
    assert_eq!((open.range.low_total, open.range.high_total), (5, 7));
}

/// The totals that can come out, item by item, as a set.
fn totals(of: &[Vec<i16>]) -> BTreeSet<i16> {
    of.iter().fold(BTreeSet::from([0]), |sums, points| {
        sums.iter().flat_map(|sum| points.iter().map(move |p| sum + p)).collect()
    })
}

#[test]
fn trip_never_says_low_while_anything_open_can_make_it_high() {
    let score = &CARE.knowledge().scores.trip_cast;
    let (mut checked, mut flipped) = (0u32, 0u32);
    let held = [
        (Immobilisation::UpperLegCast, vec![3]),
        (Immobilisation::LowerLegCast, vec![2]),
        (Immobilisation::FootCast, vec![1]),
        (Immobilisation::BootWithSole, vec![2, 0]),
        (Immobilisation::NotChosen, vec![3, 2, 1, 0]),
    ];
    let four = |answer: Answer, points: i16| match answer {
        Answer::Present => vec![points],
        Answer::Absent => vec![0],
        Answer::Unsure | Answer::NotAsked => vec![0, points],
    };
    for outcome in VerdictOutcome::ALL {
        let trauma = if outcome >= VerdictOutcome::Suspected { vec![3] } else { vec![1, 2, 3] };
        for (immobilisation, hold) in &held {
            for (sex, s) in [(Sex::Female, vec![0]), (Sex::Male, vec![1]), (Sex::NotRecorded, vec![0, 1])] {
                for (age, a) in [
                    (None, vec![0, 1, 2, 3]),
                    (Some(34), vec![0]),
                    (Some(35), vec![1]),
                    (Some(55), vec![2]),
                    (Some(75), vec![3]),
                ] {
                    for (bmi, b) in
                        [(None, vec![0, 1, 2]), (Some(24), vec![0]), (Some(25), vec![1]), (Some(35), vec![2])]
                    {
                        for code in 0..256usize {
                            let answer = |i: usize| Answer::ALL[code >> (2 * i) & 3];
                            let mut case = man_of_fifty();
                            case.person.age_years = age;
                            case.person.sex = sex;
                            case.trip_cast.bmi = bmi;
                            case.trip_cast.immobilisation = *immobilisation;
                            case.trip_cast.personal_vte = answer(0);
                            case.trip_cast.cancer = answer(1);
                            case.trip_cast.surgery = answer(2);
                            case.trip_cast.comorbidity = answer(3);
                            let result = trip_cast(score, &case, outcome);
                            let others = totals(&[
                                trauma.clone(),
                                s.clone(),
                                a.clone(),
                                b.clone(),
                                four(answer(0), 4),
                                four(answer(1), 3),
                                four(answer(2), 2),
                                four(answer(3), 1),
                            ]);
                            let all: BTreeSet<i16> =
                                others.iter().flat_map(|t| hold.iter().map(move |h| t + h)).collect();
                            assert_eq!(Some(&result.range.low_total), all.first());
                            assert_eq!(Some(&result.range.high_total), all.last());
                            match result.range.band.as_deref() {
                                Some("high") => assert!(all.iter().all(|t| *t >= 7)),
                                Some("below_threshold") => assert!(all.iter().all(|t| *t < 7)),
                                None => assert!(all.iter().any(|t| *t >= 7) && all.iter().any(|t| *t < 7)),
                                other => panic!("{other:?}"),
                            }
                            // Some total of the other items with which the categories disagree.
                            let disagree = others
                                .iter()
                                .any(|t| hold.iter().any(|h| t + h >= 7) && hold.iter().any(|h| t + h < 7));
                            assert!(!disagree || result.flips, "{:?}", case.trip_cast);
                            assert!(!result.flips || result.range.band.is_none());
                            assert_eq!(result.readings.len(), hold.len());
                            checked += 1;
                            flipped += u32::from(result.flips);
                        }
                    }
                }
            }
        }
    }
    assert_eq!(checked, 4 * 5 * 3 * 5 * 4 * 256);
    assert!(flipped > 0 && flipped < checked);
}

#[test]
fn no_score_is_for_patients_and_the_secondary_one_says_so() {
    let scores = &CARE.knowledge().scores;
    let case = Case::default();
    let trip = trip_cast(&scores.trip_cast, &case, VerdictOutcome::Rupture);
    assert_eq!((trip.range.status, trip.range.for_patients), ("secondary", false));
    let wells = wells(&scores.wells_dvt, &case);
    assert_eq!((wells.status, wells.for_patients), ("read", false));
}
