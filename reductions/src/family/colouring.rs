//! Colouring of a random graph.
//!
//! Variable `v c + j` says that vertex `v` has colour `j` of `c`. Every vertex has exactly one colour, the ends of an edge differ. With
//! three colours, about 2.3 edges a vertex are the hardest.
//!
//! Sources: P. Cheeseman, B. Kanefsky, W. Taylor, Where the really hard problems are, 1991; the encoding and the equal classes of
//! planted colourings are those of the `flat` formulas of SATLIB (H. Hoos, T. Stützle, 2000).

use super::{FamilyError, Sample, graph};
use crate::cnf::random::{TooLarge, draw};
use crate::cnf::{Assignment, Cnf};
use rand::Rng;

/// What is to be coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colouring {
    /// Vertices of the graph.
    pub vertices: u32,
    /// Edges, a uniform set.
    pub edges: u64,
    /// Colours.
    pub colours: u32,
    /// Whether edges respect a hidden colouring, uniform among those with classes as equal as can be.
    pub planted: bool,
}

impl Colouring {
    /// Edges at which three colours turn from enough to too few: 2.3 a vertex, rounded down.
    pub fn hardest_edges(vertices: u32) -> u64 {
        u64::from(vertices) * 23 / 10
    }

    /// Pairs of vertices that may have an edge.
    fn most_edges(self) -> u64 {
        let pairs = |vertices: u64| vertices * vertices.saturating_sub(1) / 2;
        let (vertices, colours) = (u64::from(self.vertices), u64::from(self.colours));
        let (size, larger) = (vertices / colours, vertices % colours);
        let within = if self.planted { larger * pairs(size + 1) + (colours - larger) * pairs(size) } else { 0 };
        pairs(vertices) - within
    }

    fn check(self) -> Result<(), FamilyError> {
        if self.vertices == 0 || self.colours == 0 {
            return Err(FamilyError::None(if self.vertices == 0 { "vertex" } else { "colour" }));
        }
        let (edges, most) = (self.edges, self.most_edges());
        if edges > most {
            return Err(FamilyError::Edges { edges, most });
        }
        let (vertices, colours) = (u128::from(self.vertices), u128::from(self.colours));
        Ok(TooLarge::check(vertices * colours * colours + 2 * u128::from(edges) * colours)?)
    }
}

/// `vertices * colours` variables; for each vertex one clause and one for each pair of colours, for each edge one for each colour.
///
/// # Errors
/// [`FamilyError::None`] without vertices or colours, [`FamilyError::Edges`] and [`FamilyError::TooLarge`].
pub fn colouring(rng: &mut impl Rng, problem: Colouring) -> Result<Sample, FamilyError> {
    problem.check()?;
    let Colouring { vertices, edges, colours, planted } = problem;
    let hidden = planted.then(|| {
        let mut hidden: Vec<u32> = (0..vertices).map(|vertex| vertex % colours).collect();
        draw::shuffle(rng, &mut hidden);
        hidden
    });
    let colour_of = |vertex: u32| hidden.as_ref().map(|hidden| hidden[vertex as usize]);
    let edges = graph::with_edges(rng, vertices, edges, |(low, high)| !planted || colour_of(low) != colour_of(high));
    let has = |vertex: u32, colour: u32| draw::variable(vertex * colours + colour);
    let mut formula = Cnf::new(vertices * colours);
    for vertex in 0..vertices {
        formula.push_clause((0..colours).map(|colour| has(vertex, colour).positive()));
        for second in 0..colours {
            (0..second).for_each(|first| {
                formula.push_clause([has(vertex, first).negative(), has(vertex, second).negative()]);
            });
        }
    }
    for (low, high) in edges {
        (0..colours)
            .for_each(|colour| formula.push_clause([has(low, colour).negative(), has(high, colour).negative()]));
    }
    let Some(hidden) = hidden else { return Ok(formula.into()) };
    let mut model = Assignment::all_false(formula.variables());
    (0..).zip(hidden).for_each(|(vertex, colour)| model.satisfy(has(vertex, colour).positive()));
    Ok((formula, model).into())
}
