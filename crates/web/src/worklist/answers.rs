//! Which answers count, and which of them somebody may see. An answer counts while the list says of the visit what it said
//! then. Before giving an answer that counts, nobody sees those of others.

use std::collections::BTreeMap;

use heelrise_records::reviews::newest;
use heelrise_records::{AccountId, Review, ReviewAnswer};

use super::shelf::{Listed, Mark};

/// The newest answer of one reviewer to one visit.
#[derive(Debug, Clone)]
pub struct Given<'r> {
    /// The answer.
    pub review: &'r Review,
    /// Whether the list says of the visit what it said then.
    pub counts: bool,
}

/// The newest answers to everybody on the list.
#[derive(Debug)]
pub struct Answers<'r> {
    by_place: Vec<BTreeMap<AccountId, Given<'r>>>,
}

impl<'r> Answers<'r> {
    /// Brings the answers to the people of a list.
    pub fn of(listed: &Listed, reviews: &'r [Review]) -> Self {
        let mut by_subject: BTreeMap<_, Vec<&'r Review>> = BTreeMap::new();
        for ((subject, _), review) in newest(reviews) {
            by_subject.entry(subject).or_default().push(review);
        }
        let of = |mark: &Mark| {
            let given = by_subject.get(&mark.subject).into_iter().flatten();
            given
                .map(|review| (review.review.account, Given { review, counts: review.review.seen == mark.seen }))
                .collect()
        };
        Self { by_place: listed.marks.iter().map(of).collect() }
    }

    /// Everything said about one person on the list, by reviewer.
    pub fn at(&self, place: usize) -> impl Iterator<Item = (AccountId, &Given<'r>)> {
        self.by_place.get(place).into_iter().flatten().map(|(account, given)| (*account, given))
    }

    /// The answer of one reviewer, counting or not.
    pub fn own(&self, place: usize, who: AccountId) -> Option<&Given<'r>> {
        self.by_place.get(place)?.get(&who)
    }

    /// The answer of one reviewer that counts.
    pub fn counting(&self, place: usize, who: AccountId) -> Option<ReviewAnswer> {
        self.own(place, who).filter(|given| given.counts).map(|given| given.review.review.answer)
    }

    /// How many reviewers have answered, counting answers only. Says nothing of what they answered.
    pub fn how_many(&self, place: usize) -> usize {
        self.at(place).filter(|(_, given)| given.counts).count()
    }

    /// What somebody may see about a person: their own answer, and those of others only beside one of their own that
    /// counts. `None` sees all; that is for the person who holds the machine.
    pub fn visible(&self, place: usize, viewer: Option<AccountId>) -> Vec<&Given<'r>> {
        let open = viewer.is_none_or(|viewer| self.counting(place, viewer).is_some());
        self.at(place).filter(|(account, _)| open || viewer == Some(*account)).map(|(_, given)| given).collect()
    }

    /// How many people are on the list.
    pub fn len(&self) -> usize {
        self.by_place.len()
    }

    /// Whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    /// The first person from a place on, and then from the front, whom somebody has not answered.
    pub fn next_open(&self, from: usize, who: AccountId) -> Option<usize> {
        (from..self.len()).chain(0..from.min(self.len())).find(|place| self.counting(*place, who).is_none())
    }

    /// Reviewers with answers that `viewer` may see: id and the name they last answered under, in order of their ids.
    pub fn reviewers(&self, viewer: Option<AccountId>) -> Vec<(AccountId, String)> {
        let mut found: BTreeMap<AccountId, &Review> = BTreeMap::new();
        for place in 0..self.len() {
            for given in self.visible(place, viewer).into_iter().filter(|given| given.counts) {
                let latest = found.entry(given.review.review.account).or_insert(given.review);
                if given.review.number > latest.number {
                    *latest = given.review;
                }
            }
        }
        found.into_iter().map(|(account, review)| (account, review.review.name.clone())).collect()
    }
}
