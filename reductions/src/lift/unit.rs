//! Units whose numbers are whole and have no factor in common.

use crate::exact::Parts;

/// `W z + b` of one unit: entries by column, none of them zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) entries: Vec<(u32, Parts)>,
    pub(super) bias: Parts,
}

/// The same in whole numbers without a common factor: what a unit is but for a positive factor, which ReLU commutes with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Unit {
    pub(super) entries: Vec<(u32, i64)>,
    pub(super) bias: i64,
}

/// What the inputs of a layer can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// Every input is -1 or 1.
    Signs,
    /// Every input is a real number.
    Reals,
    /// Every input is in `[0, 1]`.
    UnitBox,
    /// No input is negative.
    NonNegative,
}

impl Row {
    /// Sums what stands in the same column, and drops what is zero; `None` where a sum is too large.
    pub(super) fn new(mut entries: Vec<(u32, Parts)>, bias: Parts) -> Option<Self> {
        entries.sort_by_key(|&(column, _)| column);
        let mut kept = 0;
        for index in 0..entries.len() {
            let (column, entry) = entries[index];
            if kept > 0 && entries[kept - 1].0 == column {
                entries[kept - 1].1 = entries[kept - 1].1.plus(entry)?;
            } else {
                entries[kept] = (column, entry);
                kept += 1;
            }
        }
        entries.truncate(kept);
        entries.retain(|&(_, entry)| entry != Parts::ZERO);
        Some(Self { entries, bias })
    }

    /// The unit and its factor; `None` where 64 bits are too few.
    pub(super) fn primitive(&self) -> Option<(Unit, Parts)> {
        let numbers = || self.entries.iter().map(|&(_, entry)| entry).chain([self.bias]);
        let factor = common(numbers());
        let entries: Option<_> =
            self.entries.iter().map(|&(column, entry)| Some((column, entry.quotient(factor)?))).collect();
        Some((Unit { entries: entries?, bias: self.bias.quotient(factor)? }, factor))
    }

    /// The row times a factor; `None` where it is too large.
    pub(super) fn times(&self, factor: Parts) -> Option<Self> {
        let entries: Option<_> =
            self.entries.iter().map(|&(column, entry)| Some((column, entry.times(factor)?))).collect();
        Some(Self { entries: entries?, bias: self.bias.times(factor)? })
    }
}

impl Unit {
    /// Whether no input in `range` makes it positive.
    pub(super) fn is_dead(&self, range: Range) -> bool {
        let sum = |most: fn(i64) -> i64| self.entries.iter().map(|&(_, entry)| i128::from(most(entry))).sum::<i128>();
        match range {
            Range::Signs => i128::from(self.bias) + sum(i64::saturating_abs) <= 0,
            Range::UnitBox => i128::from(self.bias) + sum(|entry| entry.max(0)) <= 0,
            Range::Reals => self.entries.is_empty() && self.bias <= 0,
            Range::NonNegative => self.entries.iter().all(|&(_, entry)| entry <= 0) && self.bias <= 0,
        }
    }
}

/// The largest number of which all are whole multiples; 1 where there is none.
pub(super) fn common(numbers: impl Iterator<Item = Parts>) -> Parts {
    let sum = |shared: Option<(u64, i32)>, number: Parts| {
        let (odd, exponent) = (number.mantissa.unsigned_abs(), number.exponent);
        Some(shared.map_or((odd, exponent), |(divisor, least)| (gcd(divisor, odd), least.min(exponent))))
    };
    let shared = numbers.filter(|&number| number != Parts::ZERO).fold(None, sum);
    let (divisor, exponent) = shared.unwrap_or((1, 0));
    Parts { mantissa: i64::try_from(divisor).unwrap_or(1), exponent }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}
