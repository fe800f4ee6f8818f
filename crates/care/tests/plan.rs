//! What the hazard log relies on for plans, through the public interface alone, over every runnable protocol.
#![expect(clippy::unwrap_used, reason = "helpers of tests: a missing piece is a failed test")]

use std::collections::BTreeMap;

use heelrise_care::plan::{Plan, PlanChoice, Reader, Signed, Speech, State, make_plan, prove_p9};
use heelrise_knowledge::protocol::{Gating, Origin, Protocol, Protocols, load};
use heelrise_knowledge::wording::{self, Wording};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};

fn protocols() -> Protocols {
    let mut problems = Vec::new();
    let files = heelrise_pack::embedded();
    let sources = heelrise_knowledge::source::load(&files, &mut problems);
    let all = load(&files, &|id| sources.contains(id), &mut problems);
    assert_eq!(problems, []);
    all
}

fn wording() -> Wording {
    let mut problems = Vec::new();
    let wording = wording::load(&heelrise_pack::embedded(), &mut problems);
    assert_eq!(problems, []);
    wording
}

fn english(wording: &Wording, reader: Reader) -> Speech<'_> {
    Speech::new(wording, "en", reader)
}

fn plan_of(protocol: &Protocol, origin: Origin, day0: Date) -> Plan {
    let path = protocol.paths().into_iter().find(|p| protocol.origins.of(*p).contains(&origin)).unwrap();
    let parameters: BTreeMap<_, _> = protocol.parameters.iter().map(|p| (p.id.clone(), p.min)).collect();
    let choice = PlanChoice {
        day0,
        origin,
        path,
        adopted_on: day0.checked_add(i64::from(protocol.from_day).days()).unwrap(),
        treatment_started: Some(day0),
        parameters,
        checked_against_original: Some(Signed { by: "Dr Test".to_owned(), on: day0 }),
    };
    make_plan(protocol, &choice).unwrap()
}

fn origins(protocol: &Protocol) -> Vec<Origin> {
    protocol.paths().into_iter().flat_map(|p| protocol.origins.of(p).to_vec()).collect()
}

#[test]
fn a_criterion_is_never_dropped_for_a_date() {
    let (wording, mut gates) = (wording(), 0);
    for protocol in protocols().runnable().filter(|p| p.gating == Gating::TimeAndCriterion) {
        for origin in origins(protocol) {
            let plan = plan_of(protocol, origin, date(2026, 1, 1));
            let (gated, criteria) = plan.awaiting(Speech::silent(Reader::Clinician)).into_iter().next().unwrap();
            assert!(!criteria.is_empty());
            let far = plan.today(date(2036, 1, 1), english(&wording, Reader::Clinician));
            assert_eq!(far.next.unwrap().phase.as_deref(), Some(gated.as_str()), "{}", protocol.id);
            let State::Held { waits_for, .. } = far.state else { panic!("{}: {:?}", protocol.id, far.state) };
            assert_eq!(waits_for, criteria);
            assert!(far.message.unwrap().contains("the date alone does not open it"));
            gates += 1;
        }
    }
    assert!(gates >= 4, "{gates}");
}

#[test]
fn day_zero_is_named_on_every_plan() {
    let wording = wording();
    for protocol in protocols().runnable() {
        for origin in origins(protocol) {
            let plan = plan_of(protocol, origin, date(2026, 1, 1));
            let event = match origin {
                Origin::Injury => "the injury",
                Origin::Surgery => "the operation",
                Origin::TreatmentStart => "the start of treatment",
            };
            for reader in [Reader::Patient, Reader::Clinician] {
                for n in [0_i64, 1, 30, 400] {
                    let today = plan.today(date(2026, 1, 1).checked_add(n.days()).unwrap(), english(&wording, reader));
                    assert!(today.elapsed.contains(event), "{}: {}", protocol.id, today.elapsed);
                }
                let road = plan.whole_road(english(&wording, reader));
                assert_eq!((road.day0, road.origin), (date(2026, 1, 1), origin));
            }
        }
    }
}

#[test]
fn days_hold_over_leap_days_and_clock_changes() {
    for protocol in protocols().runnable() {
        let origin = origins(protocol)[0];
        let offsets = |day0: Date| -> Vec<i32> {
            let road = plan_of(protocol, origin, day0).whole_road(Speech::silent(Reader::Clinician));
            road.steps.iter().map(|s| day0.until(s.phase.earliest).unwrap().get_days()).collect()
        };
        let expected = offsets(date(2025, 5, 1));
        // Leap days, the turn of a year, and the days around clock changes in Europe and North America.
        for day0 in [
            date(2024, 2, 29),
            date(2024, 2, 28),
            date(2023, 12, 31),
            date(2027, 12, 1),
            date(2026, 3, 7),
            date(2026, 3, 28),
            date(2026, 10, 24),
            date(2026, 10, 31),
        ] {
            assert_eq!(offsets(day0), expected, "{} from {day0}", protocol.id);
        }
    }
}

#[test]
fn one_protocol_explicit_days_strictest_rule() {
    let result = prove_p9(&protocols());
    assert!(result.holds(), "{result:#?}");
    assert!(result.checked > 50_000);
}
