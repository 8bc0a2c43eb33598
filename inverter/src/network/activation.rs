//! Activations, and their inverses where they have one.

use super::NetworkError;

/// Slope of a `LeakyReLU` below zero: inside (0, 1).
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Slope(f64);

impl Slope {
    /// Checks `0 < slope < 1`.
    ///
    /// # Errors
    /// [`NetworkError::Slope`] otherwise.
    pub fn new(slope: f64) -> Result<Self, NetworkError> {
        if slope > 0.0 && slope < 1.0 { Ok(Self(slope)) } else { Err(NetworkError::Slope(slope)) }
    }

    /// The number itself.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// What a layer applies to each coordinate of `W z + b`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Activation {
    /// `max(a, 0)`.
    Relu,
    /// `a` where `a >= 0`, `c a` otherwise. (The paper's section 2 has a sign slip here.)
    LeakyRelu(Slope),
    /// `a`.
    Identity,
}

impl Activation {
    /// The activation whose slope below zero is `slope`: 0 is ReLU, 1 the identity, between them `LeakyReLU`.
    ///
    /// # Errors
    /// [`NetworkError::Slope`] outside `[0, 1]`.
    pub fn from_slope(slope: f64) -> Result<Self, NetworkError> {
        match slope {
            0.0 => Ok(Self::Relu),
            1.0 => Ok(Self::Identity),
            _ => Slope::new(slope).map(Self::LeakyRelu),
        }
    }

    /// Slope below zero.
    pub fn slope(self) -> f64 {
        match self {
            Self::Relu => 0.0,
            Self::LeakyRelu(slope) => slope.get(),
            Self::Identity => 1.0,
        }
    }

    /// The value at `a`; NaN at NaN.
    pub fn apply(self, a: f64) -> f64 {
        match self {
            // Not `a.max(0.0)`, which takes NaN for 0.
            Self::Relu => {
                if a <= 0.0 {
                    0.0
                } else {
                    a
                }
            }
            Self::LeakyRelu(slope) => {
                if a >= 0.0 {
                    a
                } else {
                    slope.get() * a
                }
            }
            Self::Identity => a,
        }
    }

    /// The one `a` with `apply(a) = x` (eq. 5), or `None` for ReLU, which has no inverse.
    pub fn inverse(self, x: f64) -> Option<f64> {
        match self {
            Self::Relu => None,
            Self::LeakyRelu(slope) => Some(if x >= 0.0 { x } else { x / slope.get() }),
            Self::Identity => Some(x),
        }
    }
}

impl std::fmt::Display for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Relu => f.write_str("relu"),
            Self::LeakyRelu(slope) => write!(f, "leaky:{}", slope.get()),
            Self::Identity => f.write_str("identity"),
        }
    }
}

/// Reads what [`Display`](std::fmt::Display) writes: `relu`, `leaky:0.1`, `identity`.
impl std::str::FromStr for Activation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.trim() {
            "relu" => Ok(Self::Relu),
            "identity" => Ok(Self::Identity),
            other => {
                let slope = other.strip_prefix("leaky:").and_then(|slope| slope.parse().ok());
                let slope = slope.ok_or_else(|| format!("expected relu, leaky:SLOPE or identity, found `{text}`"))?;
                Slope::new(slope).map(Self::LeakyRelu).map_err(|error| error.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    #[test]
    fn blanks_around_a_name_do_not_matter() {
        for name in ["relu", "leaky:0.25", "identity"] {
            assert_eq!(format!(" {name} ").parse::<Activation>(), name.parse());
            assert!(name.parse::<Activation>().is_ok());
        }
    }

    quickcheck! {
        fn leaky_relu_is_undone_by_its_inverse(a: i32, tenths: u8) -> bool {
            let leaky = Activation::from_slope(f64::from(tenths % 9 + 1) / 10.0).unwrap();
            let a = f64::from(a);
            let back = leaky.inverse(leaky.apply(a)).unwrap();
            (back - a).abs() <= 4.0 * f64::EPSILON * a.abs()
        }
    }

    #[test]
    fn text_and_slope_round_trip() {
        for text in ["relu", "leaky:0.1", "identity"] {
            let activation: Activation = text.parse().unwrap();
            assert_eq!(activation.to_string(), text);
            assert_eq!(Activation::from_slope(activation.slope()), Ok(activation));
        }
        for wrong in ["", "tanh", "leaky", "leaky:", "leaky:0", "leaky:1", "leaky:nan", "leaky:-1"] {
            assert!(wrong.parse::<Activation>().is_err(), "{wrong}");
        }
    }
}
