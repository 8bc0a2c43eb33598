//! The vectors on which a hyperplane's worth of rows is zero.

use super::{IBig, echelon::Echelon};
use std::ops::ControlFlow;

/// Calls `visit` with a vector for each independent set of `k - 1` of the rows: the vector, up to its sign, on which
/// these are zero, in whole numbers. Where rows are in no general position several sets have the same.
///
/// These are the directions of the edges of the arrangement of the hyperplanes `w_i z = 0`, and the vertices of
/// `{z : ||W z||_1 <= 1}`. There are at most `binomial(n, k - 1)`. Shapes: each of `rows` is `k`, and so are the vectors.
pub fn for_each_ray<B>(
    columns: usize,
    rows: &[Vec<IBig>],
    mut visit: impl FnMut(&[IBig]) -> ControlFlow<B>,
) -> ControlFlow<B> {
    if columns == 0 {
        return ControlFlow::Continue(());
    }
    extend(&Echelon::new(columns), columns - 1, rows, &mut visit)
}

fn extend<B>(
    echelon: &Echelon,
    missing: usize,
    rows: &[Vec<IBig>],
    visit: &mut impl FnMut(&[IBig]) -> ControlFlow<B>,
) -> ControlFlow<B> {
    if missing == 0 {
        return echelon.kernel().map_or(ControlFlow::Continue(()), |ray| visit(&ray));
    }
    for (index, row) in rows.iter().enumerate() {
        if rows.len() - index < missing {
            break;
        }
        let mut longer = echelon.clone();
        if row.iter().any(|entry| !entry.is_zero()) && longer.admit(row) {
            extend(&longer, missing - 1, &rows[index + 1..], visit)?;
        }
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cube_has_its_axes() {
        let row = |entries: [i32; 3]| entries.map(IBig::from).to_vec();
        let rows = [row([1, 0, 0]), row([0, 2, 0]), row([0, 0, 3]), row([0, 0, 0]), row([-1, 0, 0])];
        let mut rays = Vec::new();
        let _: ControlFlow<()> = for_each_ray(3, &rows, |ray| {
            rays.push(ray.iter().map(|entry| !entry.is_zero()).collect::<Vec<_>>());
            ControlFlow::Continue(())
        });
        rays.sort();
        let [x, y, z] = [[true, false, false], [false, true, false], [false, false, true]];
        assert_eq!(rays, [z, z, y, y, x]);
    }
}
