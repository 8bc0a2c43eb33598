//! How positive numbers are spread: counts in bins, four to every power of two. No order of the numbers changes them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Bits of an `f64` below those that name its bin: all but the exponent and two bits of the fraction.
const BELOW: u32 = 50;

/// Counts of numbers that are not negative. Serialised as a list of bins, from the least on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Bin>", into = "Vec<Bin>")]
pub struct Spread(BTreeMap<u64, u64>);

/// How many numbers are at least `from` and below `to`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    /// The least number of the bin.
    pub from: f64,
    /// The least number of the bin above; the largest float where there is none.
    pub to: f64,
    /// How many.
    pub count: u64,
}

impl Spread {
    /// Counts one number; the sign of a negative one is left out.
    pub fn add(&mut self, number: f64) {
        *self.0.entry(number.abs().to_bits() >> BELOW).or_default() += 1;
    }

    /// Counts what another has counted.
    pub fn merge(&mut self, other: Self) {
        for (bin, count) in other.0 {
            *self.0.entry(bin).or_default() += count;
        }
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The bins that are not empty, from the least on.
    pub fn bins(&self) -> impl Iterator<Item = Bin> + '_ {
        let start = |bin: u64| f64::from_bits(bin << BELOW).min(f64::MAX);
        self.0.iter().map(move |(&bin, &count)| Bin { from: start(bin), to: start(bin + 1), count })
    }
}

impl From<Vec<Bin>> for Spread {
    fn from(bins: Vec<Bin>) -> Self {
        let mut spread = Self::default();
        for bin in bins {
            *spread.0.entry(bin.from.abs().to_bits() >> BELOW).or_default() += bin.count;
        }
        spread
    }
}

impl From<Spread> for Vec<Bin> {
    fn from(spread: Spread) -> Self {
        spread.bins().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::{TestResult, quickcheck};

    fn of(numbers: &[f64]) -> Spread {
        let mut spread = Spread::default();
        for &number in numbers {
            spread.add(number);
        }
        spread
    }

    quickcheck! {
        fn every_number_is_in_the_bin_that_counts_it(number: f64) -> TestResult {
            if !number.is_finite() {
                return TestResult::discard();
            }
            let bins: Vec<Bin> = of(&[number]).bins().collect();
            let Bin { from, to, count } = bins[0];
            TestResult::from_bool(bins.len() == 1 && count == 1 && from <= number.abs() && number.abs() <= to)
        }

        fn parts_add_up_and_survive_being_written(left: Vec<u32>, right: Vec<u32>) -> bool {
            let [left, right] = [left, right].map(|part| part.into_iter().map(f64::from).collect::<Vec<_>>());
            let mut merged = of(&left);
            merged.merge(of(&right));
            let written = serde_json::to_string(&merged).unwrap();
            merged == of(&[right, left].concat()) && serde_json::from_str::<Spread>(&written).unwrap() == merged
        }
    }

    #[test]
    fn there_are_four_bins_an_octave() {
        let starts: Vec<f64> = of(&[1.0, 1.1, 1.25, 1.6, 1.99, 2.0]).bins().map(|bin| bin.from).collect();
        assert_eq!(starts, [1.0, 1.25, 1.5, 1.75, 2.0]);
    }
}
