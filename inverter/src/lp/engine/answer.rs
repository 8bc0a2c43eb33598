//! Answers, each checked by its only constructor.

use super::problem::{Objective, Program};
use super::value::{self, DualValue, GAP, Limit, PrimalValue, RESIDUAL};

/// The least margin of a [`Farkas`] certificate, relative to the terms that are summed in it, and ten times its residual.
pub const MARGIN: f64 = 1e-12;

/// How much of a magnitude may be what the ends of a large box round.
const ROUNDED: f64 = 1e3;

/// What became of a program.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// Solved, with a proof.
    Optimal(Optimum),
    /// No point satisfies the bounds, with a proof.
    Infeasible(Farkas),
    /// The objective has no limit, with a proof.
    Unbounded(Ray),
    /// Nothing is proven.
    GaveUp(GiveUp),
}

/// Why nothing was proven.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GiveUp {
    /// The interior-point method and the exchange both stopped short of an answer that passes its check.
    #[error("no answer passed its check")]
    Accuracy,
    /// Another solver failed, or what it claims was refused.
    #[error("backend `{backend}`: {reason}")]
    Backend {
        /// Its name.
        backend: &'static str,
        /// What it said, or why its claim was refused.
        reason: String,
    },
}

/// Why an answer was refused.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// A hard bound is missed.
    #[error("a hard bound is missed by {excess:e}")]
    Primal {
        /// Relative to the terms of the bound.
        excess: f64,
    },
    /// A dual equation is missed.
    #[error("a dual equation is missed by {residual:e}")]
    Dual {
        /// Relative to the terms of the equation.
        residual: f64,
    },
    /// The objectives of primal and dual differ.
    #[error("the duality gap is {gap:e}")]
    Gap {
        /// Relative to the terms of the objectives.
        gap: f64,
    },
    /// A certificate of infeasibility or a ray proves nothing.
    #[error("the certificate has margin {margin:e}")]
    Margin {
        /// Relative to the terms of the certificate.
        margin: f64,
    },
}

/// An optimal `z` and the multipliers that prove it.
///
/// With `q_j = sum_(i in row j) sign_i y_i`, `c` the costs of `z` and `r = c + W^T q`, the dual of the program is
/// ```text
/// max  -sum_i sign_i limit_i y_i + sum_i min(r_i lower_i, r_i upper_i) - cap (sum_i give_i y_i - 1)_+,   y >= 0
/// ```
/// (for the sum of errors: `sum_(i in row j) give_i y_i <= 1` for each row instead of the last term).
#[derive(Clone, Debug)]
pub struct Optimum {
    latent: Vec<f64>,
    duals: Vec<f64>,
    objective: f64,
    gap: f64,
    magnitude: f64,
}

impl Optimum {
    /// The only way in. The errors `e` are the least that `latent` allows, so only hard bounds can be missed.
    ///
    /// # Errors
    /// [`Refusal`] where the point, the multipliers or the gap between them do not pass.
    pub fn check(program: &Program<'_>, latent: Vec<f64>, duals: Vec<f64>) -> Result<Self, Refusal> {
        let primal = value::primal(program, &latent);
        if primal.excess.is_nan() || primal.excess > RESIDUAL {
            return Err(Refusal::Primal { excess: primal.excess });
        }
        let dual = value::dual(program, &duals, Limit::Objective, &latent);
        if dual.residual.is_nan() || dual.residual > RESIDUAL {
            return Err(Refusal::Dual { residual: dual.residual });
        }
        let magnitude = magnitude(program, &primal, &dual);
        let gap = (primal.objective - dual.objective).abs() + dual.leak;
        if gap.is_nan() || magnitude.is_infinite() || gap > GAP * magnitude {
            return Err(Refusal::Gap { gap: gap / magnitude });
        }
        let objective = match program.objective() {
            Objective::Linear(_) => -primal.objective,
            _ => primal.objective,
        };
        Ok(Self { latent, duals, objective, gap, magnitude })
    }

    /// `z`, `k` long.
    pub fn latent(&self) -> &[f64] {
        &self.latent
    }

    /// The least `delta`, the least sum of errors or the greatest `g.z`.
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// One multiplier a bound, none negative.
    pub fn duals(&self) -> &[f64] {
        &self.duals
    }

    /// How far the objective can be from the optimum, in absolute terms.
    pub fn gap(&self) -> f64 {
        self.gap
    }

    /// What the gap is relative to: the size of the objective and of the limits that it is made of.
    pub fn magnitude(&self) -> f64 {
        self.magnitude
    }
}

/// Where `z` or `y` is far too large for the program, the terms of the objectives say nothing: its limits do.
fn magnitude(program: &Program<'_>, primal: &PrimalValue, dual: &DualValue) -> f64 {
    let terms = primal.magnitude + dual.magnitude + dual.rounding;
    let natural = match program.objective() {
        Objective::Linear(_) => primal.natural.min(dual.magnitude + dual.rounding),
        _ => primal.natural,
    };
    if natural > 0.0 { terms.min(natural + dual.rounding.min(ROUNDED * natural)) } else { terms }
}

/// Multipliers `y >= 0` that prove that no point satisfies the bounds: a sum of bounds, each `y_i` times, that says `0 <= -margin`.
#[derive(Clone, Debug)]
pub struct Farkas {
    duals: Vec<f64>,
    margin: f64,
}

impl Farkas {
    /// The only way in.
    ///
    /// # Errors
    /// [`Refusal`] where the sum of the bounds is no contradiction.
    pub fn check(program: &Program<'_>, duals: Vec<f64>) -> Result<Self, Refusal> {
        let dual = value::dual(program, &duals, Limit::Feasibility, &[]);
        if dual.residual.is_nan() || dual.residual > RESIDUAL {
            return Err(Refusal::Dual { residual: dual.residual });
        }
        let margin = dual.objective / (dual.magnitude + dual.rounding);
        // Not `margin <= MARGIN`: a certificate of zeros has no margin at all.
        if margin > MARGIN.max(10.0 * dual.residual) {
            Ok(Self { duals, margin: dual.objective })
        } else {
            Err(Refusal::Margin { margin })
        }
    }

    /// One multiplier a bound.
    pub fn duals(&self) -> &[f64] {
        &self.duals
    }

    /// By how much the sum of the bounds contradicts itself.
    pub fn margin(&self) -> f64 {
        self.margin
    }
}

/// A direction in which every bound goes on holding and `g.z` grows.
#[derive(Clone, Debug)]
pub struct Ray {
    direction: Vec<f64>,
    latent: Vec<f64>,
    rate: f64,
}

impl Ray {
    /// The only way in: `latent` is a feasible point and `direction` leads from it to infinity.
    ///
    /// # Errors
    /// [`Refusal`] where the point is not feasible or the direction leaves the feasible set or gains nothing.
    pub fn check(program: &Program<'_>, latent: Vec<f64>, direction: Vec<f64>) -> Result<Self, Refusal> {
        let primal = value::primal(program, &latent);
        if primal.excess.is_nan() || primal.excess > RESIDUAL {
            return Err(Refusal::Primal { excess: primal.excess });
        }
        let (excess, rate) = value::recession(program, &direction);
        if excess.is_nan() || excess > RESIDUAL {
            return Err(Refusal::Primal { excess });
        }
        if rate > RESIDUAL { Ok(Self { direction, latent, rate }) } else { Err(Refusal::Margin { margin: rate }) }
    }

    /// The direction, `k` long.
    pub fn direction(&self) -> &[f64] {
        &self.direction
    }

    /// A point that satisfies the bounds, from which the direction leads to infinity.
    pub fn latent(&self) -> &[f64] {
        &self.latent
    }

    /// The gain along the direction, relative to `sum_i |g_i d_i|`.
    pub fn rate(&self) -> f64 {
        self.rate
    }
}
