//! The drawings of the closed pages, with their words from the wording: how each test is done, the probability as a
//! band, what the foot is in.

use heelrise_care::diagnosis::probability::Probability;
use heelrise_care::plan::PhaseView;
use heelrise_charts::{About, BandLabels, Boot, BootKind, BootLabels, Test, TestLabels};
use heelrise_knowledge::protocol::Device;

use super::fields::dashed;
use crate::site::Page;

/// How a test is done; none for a test without a drawing.
pub fn howto(page: &Page, test: &str) -> Option<String> {
    let drawing = match test {
        "calf_squeeze" => Test::CalfSqueeze,
        "resting_angle" => Test::RestingAngle,
        "gap" => Test::Gap,
        "push_off_strength" => Test::PushOffStrength,
        "passive_dorsiflexion" => Test::PassiveDorsiflexion,
        "heel_rise" => Test::HeelRise,
        _ => return None,
    };
    let id = dashed(test);
    let or_none = |part: &str| {
        let id = format!("howto-{id}-{part}");
        if page.has(&id) { page.say(&id) } else { String::new() }
    };
    let (title, desc) = (page.say(format!("find-{id}-name")), page.say(format!("find-{id}-how")));
    let (first, second, mark, caution) = (or_none("first"), or_none("second"), or_none("mark"), or_none("caution"));
    let about = About { id: &format!("howto-{id}"), title: &title, desc: &desc };
    Some(heelrise_charts::test_howto(
        drawing,
        &TestLabels { about, first: &first, second: &second, mark: &mark, caution: &caution },
    ))
}

/// The probability as a band.
pub fn band(page: &Page, probability: &Probability, range: &str, interval: &str) -> String {
    let title = page.say("answer-probability");
    let about = About { id: "band", title: &title, desc: &format!("{range}. {interval}.") };
    let labels = BandLabels { about, range: "", interval: "", caption: "" };
    let percent = |share: f64| share * 100.0;
    heelrise_charts::probability_band(
        percent(probability.low95),
        percent(probability.low),
        percent(probability.high),
        percent(probability.high95),
        &labels,
    )
}

/// What the foot is in at a step; none when the sheet leaves it open between two things. A page may draw a step more
/// than once: `place` keeps the drawings' ids apart.
pub fn device(phase: &PhaseView, place: &str) -> Option<String> {
    let facts = &phase.facts;
    let hinge = facts.degrees.map(|degrees| (degrees.from, degrees.to));
    let lift_mm = u8::try_from(facts.lift_mm.unwrap_or(0)).unwrap_or(u8::MAX);
    let kind = match facts.device? {
        Device::Cast => BootKind::Cast,
        Device::Splint | Device::SplintOrCast => BootKind::Splint,
        Device::Boot | Device::BraceOrBoot if hinge.is_some() && facts.wedges.is_none() => BootKind::HingedBoot,
        Device::Boot | Device::BraceOrBoot if facts.wedges.unwrap_or(0) == 0 && lift_mm > 0 => {
            BootKind::LiftBoot { lift_mm }
        }
        Device::Boot | Device::BraceOrBoot => BootKind::WedgeBoot,
        Device::Shoe => BootKind::Shoe { lift_mm },
        _ => return None,
    };
    let about = About { id: &format!("device-{place}-{}", phase.id), title: &phase.title, desc: &phase.device };
    let boot = Boot { kind, wedges: facts.wedges, hinge };
    Some(heelrise_charts::boot(boot, &BootLabels { about, device: "", setting: "", caption: "" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use heelrise_care::plan::{PlanChoice, Reader, Speech, make_plan};
    use heelrise_knowledge::protocol::{Origin, Path};

    #[test]
    fn a_boot_with_a_heel_lift_is_drawn_with_it() {
        let care = crate::test_site::care();
        let day0 = jiff::civil::date(2026, 3, 2);
        let choice = PlanChoice {
            day0,
            origin: Origin::Injury,
            path: Path::NonOperative,
            adopted_on: day0,
            treatment_started: None,
            parameters: std::collections::BTreeMap::default(),
            checked_against_original: None,
        };
        let plan = make_plan(care.knowledge().protocols.get("willits").unwrap(), &choice).unwrap();
        let steps = plan.whole_road(Speech::silent(Reader::Patient)).steps;
        let boots: Vec<_> = steps.iter().map(|s| &s.phase).filter(|p| p.facts.device == Some(Device::Boot)).collect();
        let drawn = |phase: &PhaseView| device(phase, "test").unwrap().contains("ill-lift");
        for phase in &boots {
            assert_eq!(drawn(phase), phase.facts.lift_mm.unwrap_or(0) > 0, "{}", phase.id);
        }
        assert!(boots.iter().any(|p| drawn(p)) && boots.iter().any(|p| !drawn(p)), "the sheet has both");
    }
}
