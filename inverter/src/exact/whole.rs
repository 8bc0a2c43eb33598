//! Vectors of whole numbers.

use super::{IBig, Rational};
use dashu_int::{UBig, ops::Gcd};

/// `a . b`.
pub fn dot(a: &[IBig], b: &[IBig]) -> IBig {
    a.iter().zip(b).filter(|(a, b)| !a.is_zero() && !b.is_zero()).map(|(a, b)| a * b).sum()
}

/// The shortest vector of whole numbers in the same direction.
pub fn primitive(mut vector: Vec<IBig>) -> Vec<IBig> {
    reduce(&mut vector);
    vector
}

/// Divides by the greatest common divisor, where there is one: not of zeros alone.
pub(super) fn reduce(vector: &mut [IBig]) {
    let mut divisor = UBig::ZERO;
    for entry in vector.iter().filter(|entry| !entry.is_zero()) {
        divisor = divisor.gcd(entry);
        if divisor.is_one() {
            return;
        }
    }
    if !divisor.is_zero() {
        for entry in vector {
            *entry /= &divisor;
        }
    }
}

/// Whole numbers over one positive denominator, the least that there is.
pub fn common(row: &[Rational]) -> (Vec<IBig>, IBig) {
    let mut denominator = UBig::ONE;
    for entry in row {
        let divisor = (&denominator).gcd(entry.denominator());
        denominator = denominator / divisor * entry.denominator();
    }
    (row.iter().map(|entry| entry.numerator() * (&denominator / entry.denominator())).collect(), denominator.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    #[test]
    fn common_factors_go_whatever_the_signs() {
        let whole = |entries: [i32; 3]| entries.map(IBig::from).to_vec();
        assert_eq!(primitive(whole([0, 0, 0])), whole([0, 0, 0]));
        assert_eq!(primitive(whole([0, -6, 0])), whole([0, -1, 0]));
        assert_eq!(primitive(whole([-4, 0, 6])), whole([-2, 0, 3]));
        assert_eq!((primitive(vec![]), common(&[])), (vec![], (vec![], IBig::ONE)));
    }

    quickcheck! {
        fn the_common_denominator_is_the_least(entries: Vec<(i32, u8)>) -> bool {
            let row: Vec<Rational> = entries.iter().map(|&(a, b)| Rational::from_parts(a.into(), (u32::from(b) + 1).into())).collect();
            let (whole, denominator) = common(&row);
            let same = whole.iter().zip(&row).all(|(whole, entry)| Rational::from(whole.clone()) / &denominator == *entry);
            let all = [whole, vec![denominator]].concat();
            same && primitive(all.clone()) == all
        }
    }
}
