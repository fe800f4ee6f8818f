//! The four ways against each other: how often each has the fewest and the most new tears, never a bare order; and where
//! trials that compare two ways directly say something other than the rest of the trials together.

use heelrise_care::evidence::Evidence;
use heelrise_evidence::bayes::{NETWORK, network_arms};
use heelrise_evidence::split::{Split, splits};
use heelrise_evidence::summary::{Outcome, OutcomeSummary};
use heelrise_evidence::{Measure, Strategy};

use super::numbers::{option_key, whole};
use crate::site::Page;

/// A disagreement is said from here on: as wide a gap would come up by chance in fewer than one of ten.
const APART_BELOW: f64 = 0.1;

/// How often one way takes the first and the last place.
pub struct Place {
    /// The option's word in message ids.
    pub option: &'static str,
    /// How often it has the fewest, in words.
    pub fewest: String,
    /// How often it has the most.
    pub most: String,
}

/// The four ways against each other.
pub struct Ranks {
    /// Each way's places.
    pub places: Vec<Place>,
    /// Where direct and indirect comparisons disagree, in words; empty where none does.
    pub apart: Vec<String>,
    /// How many comparisons could be held against the others; 0 where none could.
    pub looked_at: usize,
}

/// The places and the disagreements; none where the four were not compared.
pub fn ranks(page: &Page, found: &[OutcomeSummary], compared: &[Split]) -> Option<Ranks> {
    let outcome = found.iter().find(|o| o.outcome == Outcome::Rerupture)?;
    let all = outcome.ranks.as_ref()?;
    let share = |p: Option<&f64>| share(page, p.copied().unwrap_or(0.0));
    let places = outcome.options.iter().zip(all).map(|(option, places)| Place {
        option: option_key(option.option),
        fewest: share(places.first()),
        most: share(places.last()),
    });
    let apart = compared.iter().filter(|split| split.p < APART_BELOW).filter_map(|split| apart(page, split));
    Some(Ranks { places: places.collect(), apart: apart.collect(), looked_at: compared.len() })
}

/// Direct against indirect evidence in the patients' network; empty where it cannot be told apart.
pub fn compared(evidence: &Evidence) -> Vec<Split> {
    let Ok(set) = evidence.sets.patients_network(&evidence.trials) else { return Vec::new() };
    splits(&network_arms(set.set()), NETWORK.len(), Measure::OddsRatio).unwrap_or_default()
}

fn share(page: &Page, p: f64) -> String {
    let per_100 = 100.0 * p;
    if per_100 < 1.0 {
        page.say2("decide-cell-people-under", "n", "1", "of", "100")
    } else if per_100 > 99.0 {
        page.say2("decide-ranks-over", "n", "99", "of", "100")
    } else {
        page.say2("decide-cell-people", "n", whole(per_100), "of", "100")
    }
}

fn apart(page: &Page, split: &Split) -> Option<String> {
    let name = |place: usize| -> Option<String> {
        let option: Strategy = *NETWORK.get(place)?;
        Some(page.say(format!("decide-opt-{}", option_key(option))))
    };
    // Both are logarithms of the same ratio; the one further from none is the larger difference.
    let id = if split.direct.abs() > split.indirect.abs() { "decide-apart-larger" } else { "decide-apart-smaller" };
    let n = whole((100.0 * split.p).max(1.0));
    Some(
        page.say_with(id, &[("one", &name(split.treatment)?), ("other", &name(split.with)?), ("n", &n), ("of", "100")]),
    )
}

#[cfg(test)]
mod tests {
    use super::APART_BELOW;
    use crate::decide::tests::page;

    #[test]
    fn places_come_with_their_chances_and_a_disagreement_is_said() {
        let page = page();
        let evidence = page.app().care.evidence();
        let found = evidence.patient_numbers().unwrap();
        let compared = super::compared(evidence);
        let ranks = super::ranks(&page, found, &compared).unwrap();
        assert_eq!(ranks.places.len(), 4);
        for place in &ranks.places {
            assert!(place.fewest.ends_with("in 100") && place.most.ends_with("in 100"), "{}", place.fewest);
        }
        assert_eq!(ranks.apart.len(), compared.iter().filter(|split| split.p < APART_BELOW).count());
        assert!(ranks.apart[0].contains("Open repair") && ranks.apart[0].contains("Boot"), "{:?}", ranks.apart);
        // Another split is said the other way round, and none leaves nothing to say.
        let turned: Vec<_> =
            compared.iter().map(|s| super::Split { direct: s.indirect, indirect: s.direct, ..*s }).collect();
        assert_ne!(super::ranks(&page, found, &turned).unwrap().apart, ranks.apart);
        assert!(super::ranks(&page, found, &[]).unwrap().apart.is_empty());
        assert!(super::ranks(&page, &found[1..], &compared).is_none());
    }
}
