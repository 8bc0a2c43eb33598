//! Random graphs without loops or double edges. An edge is a pair, the smaller vertex first; edges come sorted.

use crate::cnf::random::draw;
use rand::Rng;
use std::collections::BTreeSet;

/// An edge.
pub(super) type Edge = (u32, u32);

/// A random graph of `vertices` vertices, all of degree `degree`; the two must allow one.
///
/// The configuration model, pair by pair: points, `degree` at a vertex, are paired at random, pairs that would be a loop or a
/// double edge are drawn again, and all starts anew where none other is left. For fixed degree its law is uniform in the limit
/// (A. Steger, N. Wormald, Generating random regular graphs quickly, 1999, doi:10.1017/S0963548399003867). A dense graph is the
/// complement of a sparse one.
pub(super) fn regular(rng: &mut impl Rng, vertices: u32, degree: u32) -> BTreeSet<Edge> {
    let others = vertices.saturating_sub(1);
    if degree > others / 2 {
        let missing = regular(rng, vertices, others - degree);
        return all_pairs(vertices).filter(|edge| !missing.contains(edge)).collect();
    }
    loop {
        if let Some(edges) = pair_points(rng, vertices, degree) {
            return edges;
        }
    }
}

fn all_pairs(vertices: u32) -> impl Iterator<Item = Edge> {
    (0..vertices).flat_map(move |low| (low + 1..vertices).map(move |high| (low, high)))
}

/// Pairs all points, or gets stuck.
fn pair_points(rng: &mut impl Rng, vertices: u32, degree: u32) -> Option<BTreeSet<Edge>> {
    let mut edges = BTreeSet::new();
    let mut points: Vec<u32> = (0..vertices).flat_map(|vertex| (0..degree).map(move |_| vertex)).collect();
    while !points.is_empty() {
        draw::shuffle(rng, &mut points);
        let mut left = Vec::new();
        for pair in points.chunks_exact(2) {
            if pair[0] == pair[1] || !edges.insert(edge(pair[0], pair[1])) {
                left.extend_from_slice(pair);
            }
        }
        if left.len() == points.len() && is_stuck(&left, &edges) {
            return None;
        }
        points = left;
    }
    Some(edges)
}

/// Whether no two of the points may still be joined.
fn is_stuck(points: &[u32], edges: &BTreeSet<Edge>) -> bool {
    let distinct: Vec<u32> = points.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut pairs =
        distinct.iter().enumerate().flat_map(|(index, &low)| distinct[..index].iter().map(move |&high| (low, high)));
    pairs.all(|(low, high)| edges.contains(&edge(low, high)))
}

/// A uniform set of `count` edges among those that `admits` takes, of which there must be as many.
pub(super) fn with_edges(
    rng: &mut impl Rng,
    vertices: u32,
    count: u64,
    admits: impl Fn(Edge) -> bool,
) -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    while (edges.len() as u64) < count {
        let drawn = edge(draw::below(rng, vertices), draw::below(rng, vertices));
        if drawn.0 != drawn.1 && admits(drawn) {
            edges.insert(drawn);
        }
    }
    edges
}

fn edge(one: u32, other: u32) -> Edge {
    (one.min(other), one.max(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use std::collections::BTreeMap;

    #[test]
    fn every_vertex_has_the_degree() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for (vertices, degree) in [(2, 1), (4, 3), (10, 3), (9, 8), (12, 9), (50, 6), (1000, 4), (5, 0)] {
            let edges = regular(&mut rng, vertices, degree);
            let at = |vertex| edges.iter().filter(|&&(low, high)| low == vertex || high == vertex).count();
            assert!((0..vertices).all(|vertex| at(vertex) == degree as usize));
            assert!(edges.iter().all(|&(low, high)| low < high && high < vertices));
        }
    }

    #[test]
    fn all_regular_graphs_are_drawn_about_as_often() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut counts = BTreeMap::new();
        // The complement of a perfect matching of 6 vertices, 15 of them, each 1,000 times.
        for _ in 0..15_000 {
            *counts.entry(regular(&mut rng, 6, 4)).or_insert(0_i32) += 1;
        }
        assert_eq!(counts.len(), 15);
        assert!(counts.values().all(|count| (count - 1000).abs() < 160), "{counts:?}");
    }

    #[test]
    fn as_many_edges_as_there_are_pairs_can_be_had() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        assert_eq!(with_edges(&mut rng, 6, 15, |_| true), all_pairs(6).collect());
        assert_eq!(with_edges(&mut rng, 6, 9, |(low, high)| (low + high) % 2 == 1).len(), 9);
    }
}
