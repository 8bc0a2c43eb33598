//! Noise on observations.

use super::random::gaussian;
use rand::{Rng, RngExt};
use std::fmt;
use std::str::FromStr;

/// Independent noise of one size in every entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    law: Law,
    size: f64,
}

/// How noise is distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// On `[-a, a]`, for size `a`.
    Uniform,
    /// With standard deviation `a`.
    Gaussian,
}

impl Noise {
    /// Noise of a size, which must be finite and not negative; otherwise `None`.
    pub fn new(law: Law, size: f64) -> Option<Self> {
        (size.is_finite() && size >= 0.0).then_some(Self { law, size })
    }

    /// Its size `a`.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// One draw.
    pub fn draw(&self, rng: &mut impl Rng) -> f64 {
        let unit = match self.law {
            Law::Uniform => 2.0 * rng.random::<f64>() - 1.0,
            Law::Gaussian => gaussian(rng),
        };
        self.size * unit
    }
}

impl fmt::Display for Noise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let law = match self.law {
            Law::Uniform => "uniform",
            Law::Gaussian => "gaussian",
        };
        write!(f, "{law}:{}", self.size)
    }
}

/// Reads what [`Display`](fmt::Display) writes: `uniform:0.01`, `gaussian:0.1`.
impl FromStr for Noise {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || format!("expected uniform:A or gaussian:DEVIATION with a finite size of at least 0, found `{text}`");
        let (law, size) = text.split_once(':').ok_or_else(expected)?;
        let law = match law {
            "uniform" => Law::Uniform,
            "gaussian" => Law::Gaussian,
            _ => return Err(expected()),
        };
        size.parse().ok().and_then(|size| Self::new(law, size)).ok_or_else(expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    #[test]
    fn draws_have_the_spread_asked_for() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for (text, variance) in [("uniform:0.3", 0.09 / 3.0), ("gaussian:0.3", 0.09)] {
            let noise: Noise = text.parse().unwrap();
            assert_eq!(noise.to_string(), text);
            let draws: Vec<f64> = (0..20_000).map(|_| noise.draw(&mut rng)).collect();
            let mean_square = draws.iter().map(|x| x * x).sum::<f64>() / draws.len() as f64;
            // Relative standard deviation at most sqrt(2 / 20,000) = 0.01: six of them.
            assert!((mean_square / variance - 1.0).abs() < 0.06, "{text}: {mean_square}");
            assert!(text.starts_with("gaussian") || draws.iter().all(|x| x.abs() <= 0.3));
        }
    }

    #[test]
    fn sizes_that_are_none_are_refused() {
        for text in ["uniform", "uniform:", "uniform:-1", "gaussian:inf", "gaussian:nan", "poisson:1", ""] {
            assert!(text.parse::<Noise>().is_err(), "{text}");
        }
    }
}
