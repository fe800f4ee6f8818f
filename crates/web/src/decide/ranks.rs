//! The four ways against each other: how often each has the fewest and the most new tears, never a bare order; and where
//! trials that compare two ways directly say something other than the rest of the trials together.

use heelrise_evidence::standing::{Agreement, NetworkStanding};

use super::numbers::{option_key, whole};
use crate::site::Page;

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

/// The places and the disagreements of the patients' network.
pub fn ranks(page: &Page, network: &NetworkStanding) -> Ranks {
    let share = |p: Option<&f64>| share(page, p.copied().unwrap_or(0.0));
    let places = network.standings.iter().map(|standing| Place {
        option: option_key(standing.option),
        fewest: share(standing.places.first()),
        most: share(standing.places.last()),
    });
    let apart =
        network.agreements.iter().filter(|agreement| agreement.disagrees).map(|agreement| apart(page, agreement));
    Ranks { places: places.collect(), apart: apart.collect(), looked_at: network.agreements.len() }
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

fn apart(page: &Page, agreement: &Agreement) -> String {
    let name = |option| page.say(format!("decide-opt-{}", option_key(option)));
    // Both are ratios; the one further from one is the larger difference.
    let id = if agreement.direct.ln().abs() > agreement.indirect.ln().abs() {
        "decide-apart-larger"
    } else {
        "decide-apart-smaller"
    };
    let n = whole((100.0 * agreement.p).max(1.0));
    page.say_with(id, &[("one", &name(agreement.option)), ("other", &name(agreement.with)), ("n", &n), ("of", "100")])
}

#[cfg(test)]
mod tests {
    use crate::decide::tests::page;

    #[test]
    fn places_come_with_their_chances_and_a_disagreement_is_said() {
        let page = page();
        let network = page.app().care.evidence().network().unwrap();
        let ranks = super::ranks(&page, network);
        assert_eq!(ranks.places.len(), 4);
        for place in &ranks.places {
            assert!(place.fewest.ends_with("in 100") && place.most.ends_with("in 100"), "{}", place.fewest);
        }
        assert_eq!(ranks.apart.len(), network.agreements.iter().filter(|agreement| agreement.disagrees).count());
        assert!(ranks.apart[0].contains("Open repair") && ranks.apart[0].contains("Boot"), "{:?}", ranks.apart);
        // Another split is said the other way round, and none leaves nothing to say.
        let mut turned = network.clone();
        for agreement in &mut turned.agreements {
            std::mem::swap(&mut agreement.direct, &mut agreement.indirect);
        }
        assert_ne!(super::ranks(&page, &turned).apart, ranks.apart);
        turned.agreements.clear();
        assert!(super::ranks(&page, &turned).apart.is_empty());
    }
}
