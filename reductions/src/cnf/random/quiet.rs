//! Planting without a trace.
//!
//! Uniform planting gives itself away: in 4 of 7 literals of a 3-clause, the sign is that of the hidden assignment, so that
//! counting signs finds it. Here a clause with `t > 0` true literals under the hidden assignment is drawn with probability
//! proportional to `q^t`. Where `(1 - q)(1 + q)^(L-1) = 1`, half of the literals are true and half are false: counting signs says
//! nothing. For `L = 3` that `q` is `(sqrt(5) - 1) / 2`; a smaller one makes the formula point away from what it hides.
//!
//! The condition: `t` of the `L` literals are true with weight `C(L, t) q^t`, and the sum over `t >= 1` of `C(L, t) q^t (2t - L)` is
//! `L (1 - (1 - q)(1 + q)^(L-1))`.
//!
//! Source: H. Jia, C. Moore, D. Strain, Generating Hard Satisfiable Formulas by Hiding Solutions Deceptively, Journal of
//! Artificial Intelligence Research 28 (2007), 107-118, doi:10.1613/jair.2039.

use super::{Shape, draw};
use crate::cnf::{Assignment, Cnf};
use rand::Rng;

/// The weight `q` of a true literal against a false one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attraction(f64);

/// Why there is no such weight.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AttractionError {
    /// Outside [`Attraction::LEAST`] to 1.
    #[error("q = {0} must be from {least} to 1", least = Attraction::LEAST)]
    OutOfRange(f64),
    /// No weight balances clauses of one or two literals.
    #[error("quiet planting needs clauses of at least 3 literals, not {0}")]
    ShortClauses(u32),
}

impl Attraction {
    /// The smallest weight: below it, nearly every draw would have no true literal at all and be thrown away.
    pub const LEAST: f64 = 0.001;

    /// The weight `q`; 1 is uniform planting.
    ///
    /// # Errors
    /// [`AttractionError::OutOfRange`].
    pub fn new(q: f64) -> Result<Self, AttractionError> {
        if (Self::LEAST..=1.0).contains(&q) { Ok(Self(q)) } else { Err(AttractionError::OutOfRange(q)) }
    }

    /// The weight that leaves no trace in clauses of `length` literals: the root of `(1 - q)(1 + q)^(length - 1) = 1` in (0, 1).
    ///
    /// # Errors
    /// [`AttractionError::ShortClauses`] below three literals, where there is none.
    pub fn balanced(length: u32) -> Result<Self, AttractionError> {
        if length < 3 {
            return Err(AttractionError::ShortClauses(length));
        }
        let excess = |q: f64| (1..length).fold(1.0 - q, |product, _| product * (1.0 + q)) - 1.0;
        let (mut low, mut high) = (0.5, 1.0);
        // Only sums, products and halves: the same to the last bit on every machine.
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if excess(middle) > 0.0 { low = middle } else { high = middle }
        }
        Ok(Self(high))
    }

    /// How many of 2^32 equally likely words make a literal true: it is true with probability `q / (1 + q)`.
    fn threshold(self) -> u32 {
        num_traits::ToPrimitive::to_u32(&(self.0 / (1.0 + self.0) * 4_294_967_296.0)).unwrap_or(u32::MAX)
    }
}

/// As [`planted`](super::planted()), but a clause with `t > 0` true literals under the hidden assignment has probability
/// proportional to `q^t`. Gives the hidden assignment too, which is uniform itself.
pub fn quiet(rng: &mut impl Rng, shape: Shape, q: Attraction) -> (Cnf, Assignment) {
    let hidden = draw::assignment(rng, shape.variables());
    let threshold = q.threshold();
    let mut formula = Cnf::new(shape.variables());
    let (mut chosen, mut clause) = (Vec::new(), Vec::new());
    for _ in 0..shape.clauses() {
        draw::choose(rng, shape.variables(), shape.length(), &mut chosen);
        clause.clear();
        while !clause.iter().any(|&lit| hidden.satisfies(lit)) {
            clause.clear();
            clause.extend(chosen.iter().map(|&var| {
                let lit = hidden.literal(var);
                if rng.next_u32() < threshold { lit } else { !lit }
            }));
        }
        formula.push_clause(clause.iter().copied());
    }
    (formula, hidden)
}

#[cfg(test)]
mod tests {
    use super::super::planted;
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    /// The share of literals that are true under the hidden assignment.
    fn share((formula, hidden): &(Cnf, Assignment)) -> f64 {
        assert!(formula.is_satisfied_by(hidden));
        let satisfied = formula.clauses().flatten().filter(|&&lit| hidden.satisfies(lit)).count();
        satisfied as f64 / formula.literal_count() as f64
    }

    #[test]
    fn the_balanced_weight_is_the_golden_ratio_for_three_literals() {
        assert!((Attraction::balanced(3).unwrap().0 - (5.0_f64.sqrt() - 1.0) / 2.0).abs() < 1e-15);
    }

    #[test]
    fn as_many_literals_point_to_the_hidden_assignment_as_away_from_it() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for length in 3..7 {
            let shape = Shape::new(100, 100_000, length).unwrap();
            // Standard deviation below 1 / (2 sqrt(100,000)) = .0016: four of them.
            let q = Attraction::balanced(length).unwrap();
            assert!((share(&quiet(&mut rng, shape, q)) - 0.5).abs() < 0.0064, "{length}");
        }
        let shape = Shape::new(100, 100_000, 3).unwrap();
        for (q, expected) in [(1.0, 4.0 / 7.0), (0.3, 0.423_6)] {
            let measured = share(&quiet(&mut rng, shape, Attraction::new(q).unwrap()));
            assert!((measured - expected).abs() < 0.0064, "{q} {measured}");
        }
        assert!((share(&planted(&mut rng, shape)) - 4.0 / 7.0).abs() < 0.0064);
    }

    #[test]
    fn the_number_of_true_literals_has_the_promised_law() {
        let shape = Shape::new(20, 70_000, 3).unwrap();
        let (formula, hidden) = quiet(&mut ChaCha8Rng::seed_from_u64(2), shape, Attraction::new(0.5).unwrap());
        let mut counts = [0_i32; 4];
        for clause in formula.clauses() {
            counts[clause.iter().filter(|&&lit| hidden.satisfies(lit)).count()] += 1;
        }
        // Weights 3/2, 3/4, 1/8; standard deviation below 132: four of them.
        for (count, expected) in counts.iter().zip([0, 44_211, 22_105, 3_684]) {
            assert!((count - expected).abs() < 528, "{counts:?}");
        }
    }

    #[test]
    fn weights_that_cannot_be_are_refused() {
        assert_eq!(Attraction::balanced(2), Err(AttractionError::ShortClauses(2)));
        for q in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
            assert!(Attraction::new(q).is_err());
        }
    }
}
