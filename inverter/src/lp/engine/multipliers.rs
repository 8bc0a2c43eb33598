//! From the multipliers of lines to those of bounds.

use super::lines::Lines;

impl Lines<'_> {
    /// The multipliers of the bounds that make up those of the lines.
    pub(crate) fn bound_duals(&self, multipliers: &[f64]) -> Vec<f64> {
        let mut duals = vec![0.0; self.program.bounds().len()];
        for (line, &q) in self.all.iter().zip(multipliers) {
            let kinks = &self.kinks[line.kinks.clone()];
            if kinks.is_empty() {
                self.add_share(&mut duals, line.pieces[0], 1.0);
                continue;
            }
            let place = kinks.iter().position(|kink| q <= kink.right).unwrap_or(kinks.len() - 1);
            let (kink, below, above) = (kinks[place], line.pieces[place], line.pieces[place + 1]);
            if kink.right.is_infinite() {
                self.add_share(&mut duals, below, 1.0);
                if let Some(bound) = above {
                    duals[bound] += (q - kink.left).max(0.0);
                }
            } else if kink.left.is_infinite() {
                self.add_share(&mut duals, above, 1.0);
                if let Some(bound) = below {
                    duals[bound] += (kink.right - q).max(0.0);
                }
            } else {
                let share = ((q - kink.left) / (kink.right - kink.left)).clamp(0.0, 1.0);
                self.add_share(&mut duals, below, 1.0 - share);
                self.add_share(&mut duals, above, share);
            }
        }
        self.normalise(&mut duals);
        duals
    }

    /// The multipliers of a shared error add up to one at most; rounding may make them a little more.
    fn normalise(&self, duals: &mut [f64]) {
        if self.size > self.program.columns() {
            let sum: f64 = self.program.bounds().iter().zip(&*duals).map(|(bound, y)| bound.give * y).sum();
            if sum > 1.0 {
                for y in duals {
                    *y /= sum;
                }
            }
        }
    }

    /// The multipliers of hard bounds alone.
    pub(crate) fn hard_duals(&self, multipliers: &[f64]) -> Vec<f64> {
        let mut duals = vec![0.0; self.program.bounds().len()];
        for (line, &q) in self.all.iter().zip(multipliers) {
            let [first, .., last] = line.pieces.as_slice() else { continue };
            for (piece, y) in [(first, -q), (last, q)] {
                let hard = piece.filter(|&bound| y > 0.0 && self.program.bounds()[bound].give == 0.0);
                if let Some(bound) = hard {
                    duals[bound] += y;
                }
            }
        }
        duals
    }

    fn add_share(&self, duals: &mut [f64], piece: Option<usize>, share: f64) {
        if let Some(bound) = piece {
            let give = self.program.bounds()[bound].give;
            if give > 0.0 && share > 0.0 {
                duals[bound] += share / give;
            }
        }
    }
}
