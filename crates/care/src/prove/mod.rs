//! Proofs by walking the whole input space. Urgency: every combination of answers to every sign. Examination: every
//! combination of results, pictures, story and delay. Where an equivalence makes a space smaller, the equivalence is
//! itself checked first, and both sizes are reported. Nothing here is sampled unless it says so.

mod examination;
mod numbers;
mod steady;
mod urgency;
mod walk;

use serde::Serialize;

use crate::Care;

/// What came of one property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PropertyResult {
    /// The property of the design, for example `P3`, or the name of an equivalence.
    pub id: &'static str,
    /// What it says.
    pub title: &'static str,
    /// Which space it was checked over.
    pub space: &'static str,
    /// How many inputs were checked one by one.
    #[serde(serialize_with = "as_text")]
    pub checked: u128,
    /// How many inputs these stand for.
    #[serde(serialize_with = "as_text")]
    pub stands_for: u128,
    /// Whether the inputs were a sample only.
    pub sampled: bool,
    /// The smallest input for which it fails, in words; none when it holds.
    pub counter_example: Option<String>,
}

impl PropertyResult {
    /// Whether the property holds.
    pub const fn holds(&self) -> bool {
        self.counter_example.is_none()
    }
}

/// Sizes go out as text: they are larger than what JSON readers keep exactly.
fn as_text<S: serde::Serializer>(number: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(number)
}

/// What is going on, for a progress bar and for taking the time.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A space is being walked.
    Walking(&'static str),
    /// A property is done.
    Done(&'a PropertyResult),
}

/// Checks every property. Results come in order as they are found, and all together at the end.
pub fn run(care: &Care, watch: &mut dyn FnMut(Progress<'_>)) -> Vec<PropertyResult> {
    run_only(care, &|_| true, watch)
}

/// Checks the properties whose ids are wanted; a space that none of them needs is not walked.
pub fn run_only(
    care: &Care,
    wanted: &dyn Fn(&str) -> bool,
    watch: &mut dyn FnMut(Progress<'_>),
) -> Vec<PropertyResult> {
    let mut all = Vec::new();
    let spaces: [(&'static str, &[&str], Walk); 5] = [
        (urgency::SPACE, &urgency::IDS, urgency::run),
        (examination::SPACE, &examination::IDS, examination::run),
        ("plans: every runnable protocol, choice and day", &["P9"], |care, _, report| {
            report(crate::plan::prove_p9(&care.knowledge().protocols));
        }),
        (numbers::SPACE, &numbers::IDS, numbers::run),
        (steady::SPACE, &steady::IDS, steady::run),
    ];
    for (space, ids, walk) in spaces {
        if ids.iter().any(|id| wanted(id)) {
            watch(Progress::Walking(space));
            walk(care, wanted, &mut |result| {
                watch(Progress::Done(&result));
                all.push(result);
            });
        }
    }
    all
}

/// Walks one space and reports each wanted property.
type Walk = fn(&Care, &dyn Fn(&str) -> bool, &mut dyn FnMut(PropertyResult));
