//! Quantiles of samples.

/// The value so far through the sorted values (0: the first, 1: the last), linear between two of them; `None` where there are
/// none, or where the result is infinite.
pub fn quantile(sorted: &[f64], fraction: f64) -> Option<f64> {
    let place = fraction.clamp(0.0, 1.0) * sorted.len().checked_sub(1)? as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a slice")]
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let part = place - place.floor();
    let value = if part > 0.0 { sorted[below] + (sorted[above] - sorted[below]) * part } else { sorted[below] };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_values() {
        let values = [1.0, 2.0, 4.0, f64::INFINITY];
        assert_eq!(quantile(&values, 0.0), Some(1.0));
        assert_eq!(quantile(&values, 1.0 / 3.0), Some(2.0));
        assert_eq!(quantile(&values, 0.5), Some(3.0));
        assert_eq!(quantile(&values, 0.75), None);
        assert_eq!(quantile(&values[..2], 0.25), Some(1.25));
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&values[..1], 0.5), Some(1.0));
    }
}
