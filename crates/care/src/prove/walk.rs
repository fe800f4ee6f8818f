//! Walking a finite space in mixed radix. A point is a list of digits, one an input; a table holds one byte for each.

use std::thread;

/// The inputs of a space and how many values each has. The first input turns fastest.
#[derive(Debug, Clone)]
pub struct Space {
    /// Name and value names of each input; the first value is the plainest one.
    pub inputs: Vec<(&'static str, Vec<&'static str>)>,
}

impl Space {
    /// Number of points.
    pub fn size(&self) -> usize {
        self.inputs.iter().map(|(_, values)| values.len()).product()
    }

    /// How far apart two points lie that differ by one in the given input.
    pub fn stride(&self, input: usize) -> usize {
        self.inputs.iter().take(input).map(|(_, values)| values.len()).product()
    }

    /// The digits of a point.
    pub fn digits(&self, mut point: usize) -> Vec<u8> {
        self.inputs
            .iter()
            .map(|(_, values)| {
                let digit = point % values.len();
                point /= values.len();
                u8::try_from(digit).unwrap_or(u8::MAX)
            })
            .collect()
    }

    /// A point in words: only the inputs that differ from their plainest value.
    pub fn describe(&self, point: usize) -> String {
        let digits = self.digits(point);
        let parts: Vec<String> = self
            .inputs
            .iter()
            .zip(&digits)
            .filter(|(_, digit)| **digit > 0)
            .map(|((name, values), digit)| format!("{name} = {}", values.get(usize::from(*digit)).unwrap_or(&"?")))
            .collect();
        if parts.is_empty() { "every input at its plainest".to_owned() } else { parts.join(", ") }
    }

    /// How many inputs differ from their plainest value: counter-examples are reported from the smallest.
    pub fn weight(&self, point: usize) -> usize {
        self.digits(point).iter().filter(|digit| **digit > 0).count()
    }
}

/// One byte for each point of a space.
pub struct Table<'a> {
    pub space: &'a Space,
    pub bytes: Vec<u8>,
}

impl<'a> Table<'a> {
    /// Fills a table, on all processors. `make` gives each processor a function of its own, which may keep what it needs
    /// between points.
    pub fn fill<F: FnMut(&[u8]) -> u8>(space: &'a Space, make: impl Fn() -> F + Sync) -> Self {
        let mut bytes = vec![0u8; space.size()];
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let chunk = bytes.len().div_ceil(workers).max(1);
        let radices: Vec<u8> = space.inputs.iter().map(|(_, v)| u8::try_from(v.len()).unwrap_or(u8::MAX)).collect();
        thread::scope(|scope| {
            for (index, part) in bytes.chunks_mut(chunk).enumerate() {
                let (make, radices) = (&make, &radices);
                scope.spawn(move || {
                    let mut value = make();
                    let mut digits = space.digits(index * chunk);
                    for byte in part {
                        *byte = value(&digits);
                        advance(&mut digits, radices);
                    }
                });
            }
        });
        Self { space, bytes }
    }

    /// The smallest point for which `bad` holds, in words.
    pub fn find(&self, bad: impl Fn(&[u8], u8) -> bool + Sync) -> Option<usize> {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let chunk = self.bytes.len().div_ceil(workers).max(1);
        let radices: Vec<u8> =
            self.space.inputs.iter().map(|(_, v)| u8::try_from(v.len()).unwrap_or(u8::MAX)).collect();
        let found: Vec<Option<(usize, usize)>> = thread::scope(|scope| {
            let handles: Vec<_> = self
                .bytes
                .chunks(chunk)
                .enumerate()
                .map(|(index, part)| {
                    let (bad, radices) = (&bad, &radices);
                    scope.spawn(move || {
                        let mut digits = self.space.digits(index * chunk);
                        let mut best: Option<(usize, usize)> = None;
                        for (offset, byte) in part.iter().enumerate() {
                            if bad(&digits, *byte) {
                                let weight = digits.iter().filter(|digit| **digit > 0).count();
                                if best.is_none_or(|(least, _)| weight < least) {
                                    best = Some((weight, index * chunk + offset));
                                }
                            }
                            advance(&mut digits, radices);
                        }
                        best
                    })
                })
                .collect();
            handles.into_iter().map(|handle| handle.join().unwrap_or(None)).collect()
        });
        found.into_iter().flatten().min().map(|(_, point)| point)
    }

    /// The smallest point at which the value changes in a way that `bad` names, when one input moves from `from` to `to`.
    pub fn find_step(&self, input: usize, from: usize, to: usize, bad: impl Fn(u8, u8) -> bool) -> Option<usize> {
        let stride = self.space.stride(input);
        let values = self.space.inputs.get(input).map_or(1, |(_, values)| values.len());
        let mut best: Option<(usize, usize)> = None;
        for block in 0..self.bytes.len() / (stride * values) {
            let base = block * stride * values;
            let (low, high) = (base + from * stride, base + to * stride);
            let (Some(before), Some(after)) = (self.bytes.get(low..low + stride), self.bytes.get(high..high + stride))
            else {
                continue;
            };
            // Most blocks hold nothing bad: look at them as a whole first.
            if !before.iter().zip(after).fold(false, |any, (b, a)| any | bad(*b, *a)) {
                continue;
            }
            for (offset, (b, a)) in before.iter().zip(after).enumerate() {
                if bad(*b, *a) {
                    let weight = self.space.weight(high + offset);
                    if best.is_none_or(|(least, _)| weight < least) {
                        best = Some((weight, high + offset));
                    }
                }
            }
        }
        best.map(|(_, point)| point)
    }
}

/// Turns the digits on by one point.
#[inline]
pub fn advance(digits: &mut [u8], radices: &[u8]) {
    for (digit, radix) in digits.iter_mut().zip(radices) {
        *digit += 1;
        if *digit < *radix {
            return;
        }
        *digit = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> Space {
        Space { inputs: vec![("a", vec!["0", "1", "2"]), ("b", vec!["0", "1"]), ("c", vec!["0", "1", "2", "3"])] }
    }

    #[test]
    fn every_point_is_met_once() {
        let space = space();
        let table = Table::fill(&space, || |digits: &[u8]| digits[0] + 3 * digits[1] + 6 * digits[2]);
        let expected: Vec<u8> = (0..24).collect();
        assert_eq!(table.bytes, expected);
    }

    #[test]
    fn the_smallest_counter_example_is_found() {
        let space = space();
        let table = Table::fill(&space, || |digits: &[u8]| u8::from(digits[2] == 3));
        assert_eq!(table.find(|_, value| value == 1).map(|p| space.describe(p)), Some("c = 3".to_owned()));
        assert_eq!(
            table.find_step(2, 2, 3, |before, after| after > before).map(|p| space.describe(p)),
            Some("c = 3".to_owned())
        );
        assert_eq!(table.find_step(0, 0, 1, |before, after| after != before), None);
    }
}
