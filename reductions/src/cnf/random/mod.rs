//! Random formulas whose clauses are drawn one by one: uniform k-SAT, and k-SAT with a planted solution.
//!
//! One seed gives the same formula on every machine: see `draw`.

pub(crate) mod draw;
mod quiet;
mod shape;

pub use quiet::{Attraction, AttractionError, quiet};
pub use shape::{HARDEST_RATIO, MOST_LITERALS, Shape, ShapeError, TooLarge};

use super::{Assignment, Cnf, Lit};
use rand::Rng;

/// Each clause is drawn on its own: a uniform set of distinct variables, a uniform sign for each.
pub fn uniform(rng: &mut impl Rng, shape: Shape) -> Cnf {
    formula(rng, shape, |_| true)
}

/// As [`uniform`], but the signs of each clause are uniform among those that a hidden assignment satisfies. Gives the hidden
/// assignment too, which is uniform itself.
pub fn planted(rng: &mut impl Rng, shape: Shape) -> (Cnf, Assignment) {
    let hidden = draw::assignment(rng, shape.variables());
    let formula = formula(rng, shape, |lit| hidden.satisfies(lit));
    (formula, hidden)
}

/// Draws clause after clause, their signs again until `admits` takes one of their literals.
fn formula<R: Rng>(rng: &mut R, shape: Shape, admits: impl Fn(Lit) -> bool) -> Cnf {
    let mut formula = Cnf::new(shape.variables());
    let mut chosen = Vec::new();
    for _ in 0..shape.clauses() {
        draw::choose(rng, shape.variables(), shape.length(), &mut chosen);
        let clause = loop {
            let clause: Vec<Lit> = chosen.iter().map(|var| var.lit(draw::sign(rng))).collect();
            if clause.iter().any(|&lit| admits(lit)) {
                break clause;
            }
        };
        formula.push_clause(clause);
    }
    formula
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cnf::{NormalCnf, Sign, write::write};
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
}
