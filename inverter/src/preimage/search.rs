//! The cells of a network, depth first.
//!
//! A cell is where all units of the layers so far keep their signs. A unit cuts it where it takes both signs, so that every cell has all
//! dimensions, and the closed cells cover the domain; `G` is continuous, so nothing is lost on borders. Before a layer is
//! gone through, the ranges of its units on the cell bound the output, and a cell that cannot give the observation is left.

use super::{StopReason, budget::Budget, interval::Interval, polyhedron::Polyhedron, target::Target};
use crate::exact::{AffineMap, ExactNetwork, Row, Tableau};

/// A walk through the cells.
pub(super) struct Search<'a> {
    network: &'a ExactNetwork,
    domain: &'a [Row],
    budget: &'a Budget,
    /// Cells so far, after each layer.
    pub cells: Vec<u64>,
    /// Cells of all hidden layers that were looked at for the observation.
    pub searched: u64,
    /// Cells that were left because they cannot give the observation.
    pub pruned: u64,
}

/// A cell with its rows, and what the layers so far give on it.
#[derive(Clone)]
struct Cell {
    rows: Vec<Row>,
    tableau: Tableau,
    output: AffineMap,
}

/// What a cell of the hidden layers holds of the preimage.
pub(super) struct Piece {
    pub polyhedron: Polyhedron,
    /// Whether it is all on the border of the cell, so that another cell may hold it, too.
    pub on_border: bool,
}

impl<'a> Search<'a> {
    pub fn new(network: &'a ExactNetwork, domain: &'a [Row], budget: &'a Budget) -> Self {
        Self { network, domain, budget, cells: vec![0; network.layers().len()], searched: 0, pruned: 0 }
    }

    /// Every piece of the preimage.
    pub fn pieces(&mut self, target: &Target) -> Result<Vec<Piece>, StopReason> {
        let mut pieces = Vec::new();
        let start = self.start();
        self.descend(start, 0, &mut Visit { target: Some(target), pieces: &mut pieces })?;
        Ok(pieces)
    }

    /// Every cell, whatever it gives.
    pub fn count(&mut self) -> Result<(), StopReason> {
        let start = self.start();
        self.descend(start, 0, &mut Visit { target: None, pieces: &mut Vec::new() })
    }

    fn start(&self) -> Cell {
        let inputs = self.network.inputs();
        let tableau = Tableau::of(inputs, self.domain).expect("a domain is not empty");
        Cell { rows: self.domain.to_vec(), tableau, output: AffineMap::identity(inputs) }
    }

    fn descend(&mut self, mut cell: Cell, depth: usize, visit: &mut Visit<'_>) -> Result<(), StopReason> {
        let Some(layer) = self.network.layers().get(depth) else { return Ok(()) };
        cell.output = layer.preactivation(&cell.output);
        if let Some(target) = visit.target {
            if depth + 1 == self.network.layers().len() {
                self.searched += 1;
                visit.pieces.extend(piece(cell, target));
                return Ok(());
            }
            if !self.reaches(&mut cell, depth, target) {
                self.pruned += 1;
                return self.within_limits();
            }
        }
        self.split(cell, depth, Vec::new(), visit)
    }

    /// Whether bounds allow that some point of the cell gives what is wanted.
    fn reaches(&self, cell: &mut Cell, depth: usize, target: &Target) -> bool {
        let layers = &self.network.layers()[depth..];
        let first = Interval::ranges(&cell.output, &mut cell.tableau);
        let output = layers.windows(2).fold(first, |ranges, pair| {
            let hidden: Vec<Interval> = ranges.into_iter().map(|range| range.activate(pair[0].slope())).collect();
            Interval::preactivation(&pair[1], &hidden)
        });
        target.meets(&output)
    }

    /// Cuts a cell by the units of a layer that `active` does not have yet, and goes on to the next layer.
    fn split(
        &mut self,
        mut cell: Cell,
        depth: usize,
        mut active: Vec<bool>,
        visit: &mut Visit<'_>,
    ) -> Result<(), StopReason> {
        let layer = &self.network.layers()[depth];
        while active.len() < layer.outputs() {
            self.budget.check()?;
            let row = cell.output.rows()[active.len()].clone().primitive();
            // A unit that is 0 all over the cell is as good as active.
            let kinked = !layer.is_affine() && cell.tableau.exceeds_zero(&-row.clone());
            if kinked && cell.tableau.exceeds_zero(&row) {
                let negative = [active.as_slice(), &[false]].concat();
                self.split(cell.clone().on(-row.clone()), depth, negative, visit)?;
                cell = cell.on(row);
                active.push(true);
            } else {
                active.push(!kinked);
            }
        }
        cell.output = layer.activate(cell.output, &active);
        self.cells[depth] += 1;
        self.within_limits()?;
        self.descend(cell, depth + 1, visit)
    }

    fn within_limits(&self) -> Result<(), StopReason> {
        self.budget.check_regions(self.cells.iter().sum::<u64>() + self.pruned)
    }
}

/// What is looked for, and what was found.
struct Visit<'a> {
    target: Option<&'a Target>,
    pieces: &'a mut Vec<Piece>,
}

impl Cell {
    /// The part on which `row` is not negative, of which there is some.
    fn on(mut self, row: Row) -> Self {
        let left = self.tableau.add(&row);
        debug_assert!(left, "the row is positive somewhere");
        self.rows.push(row);
        self
    }
}

/// The part of a cell of the hidden layers on which the last one gives what is wanted.
fn piece(cell: Cell, target: &Target) -> Option<Piece> {
    let wanted = target.rows(&cell.output);
    let mut tableau = cell.tableau;
    if !wanted.iter().all(|row| tableau.add(row)) {
        return None;
    }
    let on_border = cell.rows.iter().any(|row| !tableau.exceeds_zero(row));
    let rows: Vec<Row> = cell.rows.into_iter().chain(wanted).collect();
    Some(Piece { polyhedron: Polyhedron::new(cell.output.inputs(), &rows)?, on_border })
}
