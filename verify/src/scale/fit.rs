//! Laws of growth, by least squares on logarithms.

use crate::stats::{Confidence, Interval, student_t};
use serde::{Deserialize, Serialize};

/// How time grows with size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Law {
    /// `c k^e`.
    Power,
    /// `c b^k`.
    Exponential,
}

/// A law that was fitted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fit {
    /// Which.
    pub law: Law,
    /// The smallest size.
    pub from: f64,
    /// The largest size.
    pub to: f64,
    /// How many sizes.
    pub sizes: usize,
    /// `c`, in seconds.
    pub factor: f64,
    /// `e` or `b`.
    pub parameter: f64,
    /// Its confidence interval.
    pub interval: Interval,
    /// Standard deviation of the logarithm of a time from the law.
    pub deviation: f64,
}

impl Law {
    /// The other one.
    #[must_use]
    pub fn rival(self) -> Self {
        match self {
            Self::Power => Self::Exponential,
            Self::Exponential => Self::Power,
        }
    }

    /// What the logarithm of time is linear in.
    fn abscissa(self, size: f64) -> f64 {
        match self {
            Self::Power => size.ln(),
            Self::Exponential => size,
        }
    }

    fn parameter(self, slope: f64) -> f64 {
        match self {
            Self::Power => slope,
            Self::Exponential => slope.exp(),
        }
    }
}

impl Fit {
    /// The time at a size, in seconds.
    pub fn at(&self, size: f64) -> f64 {
        match self.law {
            Law::Power => self.factor * size.powf(self.parameter),
            Law::Exponential => self.factor * self.parameter.powf(size),
        }
    }
}

/// Fits `law` to pairs of a size and a time, both positive.
///
/// With `y = log t` and `x = log k` or `k`: `y = a + s x` by least squares, all sizes weighted alike. The interval is `s` plus or minus
/// `t sigma / sqrt(sum (x - mean x)^2)`, with `sigma^2` the sum of squares of the residuals over `n - 2`, and `t` the quantile of Student's
/// distribution with `n - 2` degrees of freedom: it covers the law's own error as far as that looks like noise.
///
/// `None` for fewer than three different sizes.
pub fn fit(law: Law, points: &[(f64, f64)], confidence: Confidence) -> Option<Fit> {
    let n = points.len() as f64;
    let logs: Vec<(f64, f64)> = points.iter().map(|&(size, time)| (law.abscissa(size), time.ln())).collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| logs.iter().map(pick).sum::<f64>() / n;
    let (x0, y0) = (mean(|log| log.0), mean(|log| log.1));
    let sum = |term: &dyn Fn(f64, f64) -> f64| logs.iter().map(|&(x, y)| term(x - x0, y - y0)).sum::<f64>();
    let spread = sum(&|x, _| x * x);
    if points.len() < 3 || spread <= 0.0 {
        return None;
    }
    let slope = sum(&|x, y| x * y) / spread;
    let deviation = (sum(&|x, y| (y - slope * x).powi(2)) / (n - 2.0)).sqrt();
    let reach = student_t(points.len() - 2, confidence) * deviation / spread.sqrt();
    let sizes = || points.iter().map(|point| point.0);
    Some(Fit {
        law,
        from: sizes().fold(f64::INFINITY, f64::min),
        to: sizes().fold(0.0, f64::max),
        sizes: points.len(),
        factor: (y0 - slope * x0).exp(),
        parameter: law.parameter(slope),
        interval: Interval { lower: law.parameter(slope - reach), upper: law.parameter(slope + reach) },
        deviation,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::{TestResult, quickcheck};
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
    use unrelu_inverter::network::random::gaussian;

    const LEVEL: f64 = 0.95;

    fn fitted(law: Law, points: &[(f64, f64)]) -> Option<Fit> {
        fit(law, points, Confidence::new(LEVEL).unwrap())
    }

    fn made(law: Law, (factor, parameter): (f64, f64), sizes: &[f64]) -> Vec<(f64, f64)> {
        let interval = Interval { lower: parameter, upper: parameter };
        let truth = Fit { law, from: 0.0, to: 0.0, sizes: 0, factor, parameter, interval, deviation: 0.0 };
        sizes.iter().map(|&size| (size, truth.at(size))).collect()
    }

    const SIZES: [f64; 5] = [10.0, 20.0, 40.0, 80.0, 100.0];

    quickcheck! {
        fn known_parameters_come_back(exponent: i8, base: u8, factor: u16) -> TestResult {
            let factor = 1e-6 * f64::from(factor.max(1));
            let (exponent, base) = (f64::from(exponent) / 20.0, 1.0 + f64::from(base) / 500.0);
            for (law, parameter) in [(Law::Power, exponent), (Law::Exponential, base)] {
                let fit = fitted(law, &made(law, (factor, parameter), &SIZES)).unwrap();
                let close = |found: f64, truth: f64| (found - truth).abs() <= 1e-9 * truth.abs().max(1.0);
                let right = close(fit.parameter, parameter) && close(fit.factor / factor, 1.0) && fit.deviation < 1e-9;
                if !right || fit.interval.upper - fit.interval.lower > 1e-9 {
                    return TestResult::error(format!("{law:?} {parameter}: {fit:?}"));
                }
            }
            TestResult::passed()
        }
    }

    #[test]
    fn intervals_cover_the_truth_as_often_as_they_say() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let truth = made(Law::Power, (1e-5, 2.5), &SIZES);
        let covered = (0..2000).filter(|_| {
            let noisy: Vec<(f64, f64)> =
                truth.iter().map(|&(k, t)| (k, t * (0.3 * gaussian(&mut rng)).exp())).collect();
            fitted(Law::Power, &noisy).unwrap().interval.contains(2.5)
        });
        // 1,900 expected, standard deviation 9.7: five of them.
        let covered = covered.count();
        assert!(covered.abs_diff(1900) < 49, "{covered}");
    }

    #[test]
    fn the_law_that_made_the_data_deviates_less() {
        for law in [Law::Power, Law::Exponential] {
            let points = made(law, (1e-3, 1.5), &SIZES);
            assert!(fitted(law, &points).unwrap().deviation < fitted(law.rival(), &points).unwrap().deviation);
        }
    }

    #[test]
    fn two_sizes_are_too_few() {
        assert_eq!(fitted(Law::Power, &[(1.0, 1.0), (2.0, 2.0)]), None);
        assert_eq!(fitted(Law::Power, &[(2.0, 1.0), (2.0, 2.0), (2.0, 3.0)]), None);
    }
}
