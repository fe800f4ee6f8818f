//! Set arithmetic on boxes of inputs: what a table leaves open, where rules overlap, which rule is never decisive. Exact
//! for spaces far too large to walk, because a rule is a box (a set of values for each input) and boxes subtract.

use super::{Decision, Value};

/// Whether a box holds at least one point: at least one value for every input.
pub fn is_empty(decision: &Decision, cube: u128) -> bool {
    decision.inputs.iter().any(|input| cube & input.mask() == 0)
}

/// The box of all points.
pub fn everything(decision: &Decision) -> u128 {
    decision.inputs.iter().fold(0, |cube, input| cube | input.mask())
}

/// What is left of some boxes when one box is taken away, as boxes that do not overlap each other.
fn subtract(decision: &Decision, cubes: Vec<u128>, taken: u128) -> Vec<u128> {
    let mut left = Vec::with_capacity(cubes.len());
    for cube in cubes {
        if is_empty(decision, cube & taken) {
            left.push(cube);
            continue;
        }
        // One input after the other: the part outside `taken` in this input, inside it in all earlier ones.
        let mut inside = cube;
        for input in &decision.inputs {
            let outside = inside & input.mask() & !taken;
            if outside != 0 {
                left.push(inside & !input.mask() | outside);
            }
            inside = inside & !input.mask() | (inside & input.mask() & taken);
        }
    }
    left
}

/// What is left of `cube` when all `others` are taken away.
pub fn remainder(decision: &Decision, cube: u128, others: impl IntoIterator<Item = u128>) -> Vec<u128> {
    others.into_iter().fold(vec![cube], |cubes, other| subtract(decision, cubes, other))
}

/// One point of a box, in words: `input = value` for each input that the box narrows.
pub fn describe(decision: &Decision, cube: u128) -> String {
    let parts: Vec<String> = decision
        .inputs
        .iter()
        .filter(|input| cube & input.mask() != input.mask())
        .map(|input| {
            let value: Option<Value> =
                input.representatives().into_iter().find(|value| input.bit(value).is_some_and(|bit| cube & bit != 0));
            format!("{} = {}", input.id, value.map_or_else(|| "?".to_owned(), |v| v.to_string()))
        })
        .collect();
    if parts.is_empty() { "any input at all".to_owned() } else { parts.join(", ") }
}
