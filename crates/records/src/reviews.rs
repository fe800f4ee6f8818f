//! Answers of those who review the call-back list: who answered what about which visit, when, and why. Append-only like the
//! events of a case: answering again adds an answer, the newest of a reviewer counts, and all are kept. Of a note
//! nothing is kept: the visit is a hash of its ids, and what was seen is a hash of the signs that were found.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::canonical::Hash;
use crate::ids::AccountId;
use crate::store::{Pending, StoreError};

/// The most characters of a reason.
pub const REASON: usize = 300;

/// What a reviewer says about a visit on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAnswer {
    /// The person should be seen again.
    CallBack,
    /// The rupture is known already.
    AlreadyKnown,
    /// The note speaks of something else.
    NotARupture,
    /// The note does not allow an answer.
    Unclear,
}

impl ReviewAnswer {
    /// All four, in the order in which they are asked.
    pub const ALL: [Self; 4] = [Self::CallBack, Self::AlreadyKnown, Self::NotARupture, Self::Unclear];

    /// The name as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CallBack => "call_back",
            Self::AlreadyKnown => "already_known",
            Self::NotARupture => "not_a_rupture",
            Self::Unclear => "unclear",
        }
    }

    /// The answer of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.name() == name)
    }
}

/// An answer to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReview {
    /// When.
    pub at: Timestamp,
    /// The reviewer.
    pub account: AccountId,
    /// The reviewer's name then.
    pub name: String,
    /// The visit: a hash of its ids.
    pub subject: Hash,
    /// What the list showed of it: a hash of the signs that were found.
    pub seen: Hash,
    /// The answer.
    pub answer: ReviewAnswer,
    /// The reason in the reviewer's words; may be empty.
    pub reason: String,
}

impl NewReview {
    /// The reason without outer blanks, or nothing when it cannot be kept: too long, or with line breaks or the like in it.
    pub fn reason(typed: &str) -> Option<String> {
        let reason = typed.trim();
        let good = reason.chars().count() <= REASON && !reason.chars().any(char::is_control);
        good.then(|| reason.to_owned())
    }

    /// The hash of this answer after the one before it: a changed or missing answer shows.
    pub fn link(&self, previous: Hash) -> Hash {
        let (at, account) = (self.at.to_string(), self.account.to_string());
        let texts = [at.as_str(), &account, &self.name, self.answer.name(), &self.reason];
        let hashes = [&previous, &self.subject, &self.seen].map(|hash| hash.0.as_slice());
        // Each part goes in with its length, so that no two different answers run together to the same bytes.
        Hash::of(&hashes.into_iter().chain(texts.iter().map(|text| text.as_bytes())).collect::<Vec<_>>())
    }
}

/// An answer as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its number, from 1, through all answers.
    pub number: u64,
    /// What was answered.
    pub review: NewReview,
    /// Its hash, over the one before it.
    pub hash: Hash,
}

/// The number of the first answer that is missing or was altered; nothing when all are as they were written. That the last
/// ones were taken out cannot be seen.
pub fn altered(reviews: &[Review]) -> Option<u64> {
    let mut previous = Hash([0; 32]);
    for (place, one) in reviews.iter().enumerate() {
        let number = u64::try_from(place).unwrap_or(u64::MAX).saturating_add(1);
        if one.number != number || one.review.link(previous) != one.hash {
            return Some(number);
        }
        previous = one.hash;
    }
    None
}

/// The newest answer of each reviewer to each visit, by visit and reviewer.
pub fn newest(reviews: &[Review]) -> BTreeMap<(Hash, AccountId), &Review> {
    // Later numbers take the place of earlier ones.
    reviews.iter().map(|one| ((one.review.subject, one.review.account), one)).collect()
}

/// Where answers are kept: a third narrow door beside [`crate::Store`] and [`crate::Accounts`].
pub trait Reviews: Send + Sync {
    /// Adds an answer.
    fn put_review<'a>(&'a self, review: &'a NewReview) -> Pending<'a, Review>;

    /// All answers, in the order in which they were given.
    fn reviews(&self) -> Pending<'_, Vec<Review>>;
}

/// What every store of answers must do, as one suite that each engine runs against itself, on an empty store.
///
/// # Panics
///
/// When the store does not keep the contract: the message says which part.
pub async fn contract(store: &dyn Reviews) {
    let must = |outcome: Result<Review, StoreError>| match outcome {
        Ok(review) => review,
        Err(error) => panic!("an answer is kept: {error}"),
    };
    let account = |n| AccountId::from_parts(Timestamp::UNIX_EPOCH, [n; 10]);
    let review = |n: u8, visit: u8, answer, reason: &str| NewReview {
        at: crate::contract::at(i64::from(n)),
        account: account(n % 2),
        name: format!("Dr {n}"),
        subject: Hash([visit; 32]),
        seen: Hash([9; 32]),
        answer,
        reason: reason.to_owned(),
    };
    let given = [
        review(1, 1, ReviewAnswer::CallBack, "“gap” named twice; 'quoted' – ü"),
        review(2, 1, ReviewAnswer::Unclear, ""),
        review(3, 2, ReviewAnswer::AlreadyKnown, ""),
        review(5, 1, ReviewAnswer::NotARupture, "read again"),
    ];
    for (place, one) in given.iter().enumerate() {
        let kept = must(store.put_review(one).await);
        assert_eq!((kept.number, &kept.review), (place as u64 + 1, one), "an answer comes back as it was given");
    }
    let all = match store.reviews().await {
        Ok(all) => all,
        Err(error) => panic!("answers are read: {error}"),
    };
    assert_eq!(all.iter().map(|one| one.review.clone()).collect::<Vec<_>>(), given, "all answers are kept, in order");
    assert_eq!(altered(&all), None, "they are linked");
    let newest = newest(&all);
    assert_eq!(newest.len(), 3);
    let counts = newest.get(&(Hash([1; 32]), account(1))).map(|one| one.review.answer);
    assert_eq!(counts, Some(ReviewAnswer::NotARupture), "the newest answer of a reviewer counts");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(n: u8) -> Vec<Review> {
        let mut previous = Hash([0; 32]);
        (1..=n)
            .map(|number| {
                let review = NewReview {
                    at: Timestamp::UNIX_EPOCH,
                    account: AccountId::from_parts(Timestamp::UNIX_EPOCH, [1; 10]),
                    name: "A".to_owned(),
                    subject: Hash([number; 32]),
                    seen: Hash([0; 32]),
                    answer: ReviewAnswer::Unclear,
                    reason: String::new(),
                };
                previous = review.link(previous);
                Review { number: u64::from(number), review, hash: previous }
            })
            .collect()
    }

    #[test]
    fn an_answer_that_was_altered_or_taken_out_shows() {
        assert_eq!(altered(&chain(4)), None);
        let mut changed = chain(4);
        changed[2].review.answer = ReviewAnswer::CallBack;
        assert_eq!(altered(&changed), Some(3));
        let mut shorter = chain(4);
        shorter.remove(1);
        assert_eq!(altered(&shorter), Some(2));
    }

    #[test]
    fn a_reason_is_one_short_line() {
        assert_eq!(NewReview::reason("  tender cord  "), Some("tender cord".to_owned()));
        assert_eq!(NewReview::reason(""), Some(String::new()));
        assert_eq!(NewReview::reason("a\nb"), None);
        assert_eq!(NewReview::reason(&"ü".repeat(REASON)).map(|r| r.chars().count()), Some(REASON));
        assert_eq!(NewReview::reason(&"ü".repeat(REASON + 1)), None);
    }

    #[test]
    fn names_are_read_back() {
        for answer in ReviewAnswer::ALL {
            assert_eq!(ReviewAnswer::parse(answer.name()), Some(answer));
        }
        assert_eq!(ReviewAnswer::parse("maybe"), None);
    }
}
