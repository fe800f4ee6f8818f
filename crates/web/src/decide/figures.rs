//! Every number of the decision aid at once, for every page and paper that shows them: from the posterior, or from what is
//! left when the trials give none. It is never refused.

use heelrise_evidence::Strategy;
use heelrise_evidence::choices::{Choices, choices};
use heelrise_evidence::spare::{PooledOnly, other_outcomes, pooled_only};
use heelrise_evidence::summary::{Outcome, OutcomeSummary};
use heelrise_records::canonical::{self, Hash};

use super::numbers::{Cell, Compared, Pair, Row, key, option_key, pair, row, whole};
use super::ranks::{Ranks, ranks};
use crate::site::Page;

/// The numbers in the words of the page.
pub(crate) struct Figures {
    /// The first comparison, when there is one.
    pub pair: Option<Pair>,
    /// Why the first comparison and the table give other numbers for a new tear; none where they give the same.
    pub apart: Option<String>,
    /// Every outcome.
    pub rows: Vec<Row>,
    /// The four ways against each other, where they could be compared.
    pub ranks: Option<Ranks>,
    /// What other choices of the trials leave open.
    pub choices: Option<String>,
    /// What tells one state of the evidence from another.
    pub evidence: Hash,
}

impl Figures {
    /// What the evidence gives today.
    pub fn of(page: &Page) -> Self {
        Self::from(page, page.app().care.evidence().patient_numbers())
    }

    /// The same from numbers that were found, or were not.
    pub fn from<E: std::fmt::Display>(page: &Page, found: Result<&[OutcomeSummary], E>) -> Self {
        let evidence = page.app().care.evidence();
        let choices = choices_said(page, &choices(&evidence.trials, &evidence.sets, "rerupture"));
        match found {
            Ok(found) => {
                let pair = first(page, found);
                let rows: Vec<Row> = found.iter().map(|outcome| row(page, outcome)).collect();
                let ranks = evidence.network().ok().map(|network| ranks(page, network));
                Self { apart: apart(page, found), pair, rows, ranks, choices, evidence: fingerprint(&found) }
            }
            Err(error) => {
                tracing::error!(%error, "the trials give no posterior; the page shows what simple pooling gives");
                let others = other_outcomes(&evidence.trials, &evidence.means, &evidence.sets);
                let pooled = pooled_only(&evidence.trials, &evidence.sets);
                let (pair, rows) = without_posterior(page, pooled.as_ref(), &others);
                Self { pair, apart: None, rows, ranks: None, choices, evidence: fingerprint(&(pooled, others)) }
            }
        }
    }
}

/// The hash of numbers: what a page showed is told from what it would show now.
fn fingerprint<T: serde::Serialize>(found: &T) -> Hash {
    let whole = serde_json::to_value(found).unwrap_or_default();
    Hash::of(&[b"heelrise-evidence-1", canonical::text(&whole).as_bytes()])
}

fn first(page: &Page, found: &[OutcomeSummary]) -> Option<Pair> {
    let both = found.iter().find_map(|outcome| outcome.surgery_or_not.as_ref())?;
    Some(pair(
        page,
        &Compared {
            surgery: &both.surgery,
            none: &both.none,
            difference: both.difference,
            method: &both.difference_method,
            fewer: Some(both.fewer_with_surgery),
            // The pair rests on trials of its own; what they followed is said, not what the table's did.
            months: both.months(),
        },
    ))
}

/// What is left to show when there is no posterior: what simple pooling gives for a new tear, and the other outcomes.
pub(super) fn without_posterior(
    page: &Page,
    pooled: Option<&PooledOnly>,
    others: &[OutcomeSummary],
) -> (Option<Pair>, Vec<Row>) {
    let pair = pooled.map(|pooled| {
        pair(
            page,
            &Compared {
                surgery: &pooled.surgery,
                none: &pooled.none,
                difference: pooled.difference,
                method: &pooled.difference_method,
                fewer: None,
                months: pooled.months,
            },
        )
    });
    let cell = |option: Strategy| Cell {
        option: option_key(option),
        known: None,
        not_known: page.say("decide-unknown"),
        why: page.say("decide-why-not-worked-out"),
        bar: String::new(),
    };
    let lost = Row {
        key: key(Outcome::Rerupture),
        name: page.say("decide-outcome-rerupture"),
        means: page.say("decide-outcome-rerupture-means"),
        window: String::new(),
        scale: None,
        cells: Strategy::FOUR.into_iter().map(cell).collect(),
    };
    (pair, std::iter::once(lost).chain(others.iter().map(|outcome| row(page, outcome))).collect())
}

/// Why two numbers for a new tear without an operation stand on one page: said as soon as they read differently.
fn apart(page: &Page, found: &[OutcomeSummary]) -> Option<String> {
    let tear = found.iter().find(|outcome| outcome.surgery_or_not.is_some())?;
    let both = tear.surgery_or_not.as_ref()?;
    let of = |option: Strategy| {
        let answer = &tear.options.iter().find(|o| o.option == option)?.answer;
        answer.known().map(|number| whole(number.value))
    };
    let (surgery, none) = (whole(both.surgery.value), whole(both.none.value));
    let four = Strategy::FOUR.map(of);
    let same = |option: &Strategy, shown: &Option<String>| {
        shown.as_ref() == Some(if option.is_surgery() { &surgery } else { &none })
    };
    if Strategy::FOUR.iter().zip(&four).all(|(option, shown)| same(option, shown)) {
        return None;
    }
    Some(page.say("decide-two-counts"))
}

/// What the other choices of trials leave open; nothing where there are no others, or none leaves it open.
fn choices_said(page: &Page, choices: &Choices) -> Option<String> {
    let (all, open) = (choices.all.len(), choices.open.len());
    (open > 0 && all > 1).then(|| page.say2("decide-how-choices", "open", open, "all", all))
}
