//! Sums, products and quotients that are rounded only where floats cannot hold them, and then to the safe side.

/// Products smaller than this may have lost what their error is made of.
const TINY: f64 = 1e-280;

/// At least `a + b`, and just that where it is a float. Not for infinities of both signs.
pub(super) fn sum_up(a: f64, b: f64) -> f64 {
    let sum = a + b;
    if !sum.is_finite() {
        return overflown(sum, &[a, b]);
    }
    // The error of a sum is a float (Knuth).
    let other = sum - a;
    let error = (a - (sum - other)) + (b - other);
    if error <= 0.0 { sum } else { sum.next_up() }
}

/// At most `a + b`.
pub(super) fn sum_down(a: f64, b: f64) -> f64 {
    // From 0, so that no zero has a sign.
    0.0 - sum_up(-a, -b)
}

/// At least `a b`; nothing times infinity is nothing.
pub(super) fn product_up(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    let product = a * b;
    if !product.is_finite() {
        return overflown(product, &[a, b]);
    }
    let exact = product.abs() > TINY && a.mul_add(b, -product) <= 0.0;
    if exact { product } else { product.next_up() }
}

/// At most `a b`.
pub(super) fn product_down(a: f64, b: f64) -> f64 {
    0.0 - product_up(-a, b)
}

/// At least `a / b`, for `b` that is neither zero nor infinite.
pub(super) fn quotient_up(a: f64, b: f64) -> f64 {
    let quotient = a / b;
    if a == 0.0 || !quotient.is_finite() {
        return overflown(quotient, &[a]);
    }
    let rest = (-quotient).mul_add(b, a) * b.signum();
    let exact = quotient.abs() > TINY && a.abs() > TINY && rest <= 0.0;
    if exact { quotient } else { quotient.next_up() }
}

/// At most `a / b`.
pub(super) fn quotient_down(a: f64, b: f64) -> f64 {
    0.0 - quotient_up(-a, b)
}

/// A bound from above of what floats made of `operands`: infinite or 0.
fn overflown(value: f64, operands: &[f64]) -> f64 {
    let finite = operands.iter().all(|operand| operand.is_finite());
    if finite && value == f64::NEG_INFINITY { f64::MIN } else { value }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "every bit counts")]
mod tests {
    use super::*;
    use crate::certificate::{Rational, rational};
    use crate::exact::to_f64;
    use quickcheck::quickcheck;

    /// Whether the bounds hold the exact value, and meet where it is a float.
    fn hold(down: f64, exact: &Rational, up: f64) -> bool {
        let holds = rational(down) <= *exact && *exact <= rational(up);
        let near = to_f64(exact);
        holds && (rational(near) != *exact || down == near && up == near)
    }

    /// Numbers of all sizes.
    fn number(whole: i64, exponent: i8) -> f64 {
        whole as f64 * f64::from(exponent / 3).exp2()
    }

    quickcheck! {
        fn results_are_held_and_exact_where_they_can_be(a: (i64, i8), b: (i64, i8)) -> bool {
            let (a, b) = (number(a.0, a.1), number(b.0, b.1));
            let (x, y) = (rational(a), rational(b));
            hold(sum_down(a, b), &(&x + &y), sum_up(a, b))
                && hold(product_down(a, b), &(&x * &y), product_up(a, b))
                && (b == 0.0 || hold(quotient_down(a, b), &(&x / &y), quotient_up(a, b)))
        }
    }

    #[test]
    fn the_largest_and_the_smallest_numbers_stay_on_their_side() {
        assert_eq!(sum_up(f64::MIN, f64::MIN), f64::MIN);
        assert_eq!(sum_down(f64::MIN, f64::MIN), f64::NEG_INFINITY);
        assert_eq!(sum_down(f64::MAX, f64::MAX), f64::MAX);
        assert_eq!(product_up(1e-200, 1e-200), f64::from_bits(1));
        assert_eq!(product_down(1e200, 1e200), f64::MAX);
        assert_eq!(product_up(0.0, f64::INFINITY).to_bits(), 0);
        assert_eq!(sum_down(1.0, -1.0).to_bits(), 0);
    }
}
