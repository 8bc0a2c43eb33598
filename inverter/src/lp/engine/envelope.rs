//! The upper envelope of straight lines.

/// A straight piece `slope t + start` of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub slope: f64,
    pub start: f64,
    pub bound: Option<usize>,
}

/// The pieces of `max_i (slope_i t + start_i)`, by slope.
pub(crate) fn upper_envelope(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by(|a, b| a.slope.total_cmp(&b.slope).then(a.start.total_cmp(&b.start)));
    let mut hull: Vec<Piece> = Vec::with_capacity(pieces.len());
    let crossing = |a: &Piece, b: &Piece| (a.start - b.start) / (b.slope - a.slope);
    for piece in pieces {
        if hull.last().is_some_and(|last| last.slope.total_cmp(&piece.slope).is_eq()) {
            hull.pop();
        }
        while let [.., a, b] = hull.as_slice() {
            if crossing(a, b) < crossing(b, &piece) {
                break;
            }
            hull.pop();
        }
        hull.push(piece);
    }
    hull
}
