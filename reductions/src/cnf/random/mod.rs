//! Random formulas: uniform k-SAT and k-SAT with a planted solution.
//!
//! Every draw is integer arithmetic on the generator's 32-bit words, so that one seed gives the same formula on every
//! machine, whatever the version of the sampling library.

use super::{Assignment, Cnf, Lit, Sign, Var};
use rand::Rng;

/// Clauses a variable at which random 3-SAT turns from satisfiable to unsatisfiable, and is hardest.
pub const HARDEST_RATIO: f64 = 4.26;

/// Sizes of a random formula, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    variables: u32,
    clauses: usize,
    length: u32,
}

/// Why sizes do not make a random formula.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// More variables than DIMACS can number.
    #[error("{0} variables are too many, the most are 2147483647")]
    Variables(u32),
    /// Clauses of no literal.
    #[error("clauses need at least one literal")]
    EmptyClauses,
    /// Clauses longer than there are variables.
    #[error("clauses of {length} distinct variables need as many variables, and there are {variables}")]
    ClauseLength {
        /// Literals a clause.
        length: u32,
        /// Variables in all.
        variables: u32,
    },
    /// A ratio that is negative, not finite, or asks for more clauses than can be counted.
    #[error("{0} is no ratio of clauses to variables")]
    Ratio(f64),
}

impl Shape {
    /// `clauses` clauses of `length` literals over `variables` variables.
    ///
    /// # Errors
    /// [`ShapeError::Variables`], [`ShapeError::EmptyClauses`] and [`ShapeError::ClauseLength`].
    pub fn new(variables: u32, clauses: usize, length: u32) -> Result<Self, ShapeError> {
        match length {
            _ if variables > Var::MAX_NUMBER => Err(ShapeError::Variables(variables)),
            0 => Err(ShapeError::EmptyClauses),
            _ if length > variables => Err(ShapeError::ClauseLength { length, variables }),
            _ => Ok(Self { variables, clauses, length }),
        }
    }

    /// As [`Shape::new`], with `ratio` clauses a variable, rounded to the nearest.
    ///
    /// # Errors
    /// As [`Shape::new`], and [`ShapeError::Ratio`].
    pub fn with_ratio(variables: u32, ratio: f64, length: u32) -> Result<Self, ShapeError> {
        let clauses = (ratio * f64::from(variables)).round();
        let clauses = num_traits::ToPrimitive::to_u32(&clauses).filter(|_| ratio >= 0.0);
        Self::new(variables, clauses.ok_or(ShapeError::Ratio(ratio))? as usize, length)
    }
}

/// Each clause is drawn on its own: a uniform set of distinct variables, a uniform sign for each.
pub fn uniform(rng: &mut impl Rng, shape: Shape) -> Cnf {
    formula(rng, shape, |_, _| true)
}

/// As [`uniform`], but the signs of each clause are uniform among those that a hidden assignment satisfies. Gives the hidden
/// assignment too, which is uniform itself.
pub fn planted(rng: &mut impl Rng, shape: Shape) -> (Cnf, Assignment) {
    let hidden = Assignment::from((0..shape.variables).map(|_| coin(rng)).collect::<Vec<_>>());
    let formula = formula(rng, shape, |var, sign| hidden.satisfies(var.lit(sign)));
    (formula, hidden)
}

/// Draws clause after clause, their signs again until `admits` takes one of their literals.
fn formula<R: Rng>(rng: &mut R, shape: Shape, admits: impl Fn(Var, Sign) -> bool) -> Cnf {
    let mut formula = Cnf::new(shape.variables);
    let mut chosen = Vec::new();
    for _ in 0..shape.clauses {
        choose(rng, shape, &mut chosen);
        let clause = loop {
            let clause: Vec<Lit> = chosen.iter().map(|var| var.lit(random_sign(rng))).collect();
            if clause.iter().any(|lit| admits(lit.var(), lit.sign())) {
                break clause;
            }
        };
        formula.push_clause(clause);
    }
    formula
}

/// A uniform set of `length` variables, by Floyd's method, in `chosen`.
fn choose(rng: &mut impl Rng, shape: Shape, chosen: &mut Vec<Var>) {
    chosen.clear();
    for last in shape.variables - shape.length..shape.variables {
        let drawn = variable(below(rng, last + 1));
        let new = if chosen.contains(&drawn) { variable(last) } else { drawn };
        chosen.push(new);
    }
}

fn variable(index: u32) -> Var {
    Var::from_index(index).expect("the shape's variables can all be numbered")
}

fn random_sign(rng: &mut impl Rng) -> Sign {
    if coin(rng) { Sign::Positive } else { Sign::Negative }
}

fn coin(rng: &mut impl Rng) -> bool {
    rng.next_u32() >> 31 == 1
}

/// A uniform number below `bound`: the high half of a 64-bit product, drawn again in the few cases that would favour some
/// (Lemire 2019, arXiv:1805.10941).
fn below(rng: &mut impl Rng, bound: u32) -> u32 {
    let unfair = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product & u64::from(u32::MAX) >= u64::from(unfair) {
            return u32::try_from(product >> 32).expect("the high half of 64 bits has 32");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cnf::{NormalCnf, write::write};
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn planted_formulas_are_satisfied_by_what_was_planted() {
        for seed in 0..50 {
            let shape = Shape::with_ratio(20, 6.0, 3).unwrap();
            let (formula, hidden) = planted(&mut ChaCha8Rng::seed_from_u64(seed), shape);
            assert!(formula.is_satisfied_by(&hidden));
            assert_eq!((formula.clause_count(), formula.literal_count()), (120, 360));
        }
    }

    #[test]
    fn clauses_have_distinct_variables_down_to_the_smallest_sizes() {
        for (variables, length) in [(1, 1), (3, 3), (4, 3), (30, 7)] {
            let shape = Shape::new(variables, 200, length).unwrap();
            let normal = NormalCnf::new(uniform(&mut ChaCha8Rng::seed_from_u64(1), shape));
            assert_eq!((normal.merged(), normal.tautologies()), (0, 0));
            assert_eq!(normal.formula().literal_count(), 200 * length as usize);
        }
    }

    #[test]
    fn literals_are_uniform() {
        let shape = Shape::new(10, 40_000, 3).unwrap();
        let formula = uniform(&mut ChaCha8Rng::seed_from_u64(2), shape);
        let mut counts = [0_i32; 20];
        formula.clauses().flatten().for_each(|lit| {
            counts[lit.var().index() * 2 + usize::from(lit.sign() == Sign::Negative)] += 1;
        });
        // 6,000 expected, standard deviation below sqrt(6,000) = 78: five of them.
        assert!(counts.iter().all(|count| (count - 6000).abs() < 390), "{counts:?}");
    }

    #[test]
    fn one_seed_gives_the_same_bytes_everywhere() {
        let formula = uniform(&mut ChaCha8Rng::seed_from_u64(7), Shape::with_ratio(5, 1.0, 3).unwrap());
        let mut text = Vec::new();
        write::<&str>(&mut text, &formula, &[]).unwrap();
        let golden = "p cnf 5 5\n-1 -4 5 0\n1 3 -5 0\n1 -4 -2 0\n-2 4 -3 0\n-2 -3 -5 0\n";
        assert_eq!(String::from_utf8(text).unwrap(), golden);
    }

    #[test]
    fn impossible_shapes_are_refused() {
        assert_eq!(Shape::new(2, 5, 3), Err(ShapeError::ClauseLength { length: 3, variables: 2 }));
        assert_eq!(Shape::new(2, 5, 0), Err(ShapeError::EmptyClauses));
        assert_eq!(Shape::with_ratio(10, -1.0, 3), Err(ShapeError::Ratio(-1.0)));
        assert!(Shape::with_ratio(10, f64::NAN, 3).is_err());
        assert!(Shape::with_ratio(10, 1e30, 3).is_err());
        assert_eq!(Shape::with_ratio(100, HARDEST_RATIO, 3), Shape::new(100, 426, 3));
    }
}
