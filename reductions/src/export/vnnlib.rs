//! VNN-LIB: is there an input in the box, or among the points, whose output meets the specification? "sat" is a preimage.
//!
//! Only `<=` and `>=` are written: some readers crash at `=`.

use super::spec::bounds;
use super::{Export, ExportError, Format, exact};
use crate::Instance;
use crate::reduction::Domain;
use std::io::{self, Write};
use unrelu_inverter::milp::{OutputBound, Side};

/// The most inputs whose sign vectors are listed one by one.
pub const MOST_POINTS: usize = 12;

/// The variables' names in a version of the language.
#[derive(Clone, Copy)]
struct Dialect(Format);

pub(super) fn write(
    instance: &Instance,
    export: Export,
    made_by: &str,
    target: &mut impl Write,
) -> Result<(), ExportError> {
    let (inputs, outputs) = (instance.network().inputs(), instance.network().outputs());
    let bounds = bounds(instance, export.spec)?;
    let dialect = Dialect(export.format);
    if instance.domain() == Domain::Signs && inputs > MOST_POINTS {
        return Err(ExportError::Points(inputs));
    }
    writeln!(target, "; {made_by}")?;
    dialect.declare(target, inputs, outputs)?;
    match instance.domain() {
        Domain::Reals => {
            for (input, radius) in instance.box_radii().into_iter().enumerate() {
                let (name, radius) = (dialect.name('X', input), exact(radius)?);
                writeln!(target, "(assert (>= {name} {:?}))\n(assert (<= {name} {radius:?}))", -radius)?;
            }
            for bound in &bounds {
                writeln!(target, "(assert {})", dialect.bound(bound))?;
            }
        }
        Domain::Signs => {
            let outputs: Vec<String> = bounds.iter().map(|bound| dialect.bound(bound)).collect();
            writeln!(target, "(assert (or")?;
            for point in 0..1_u32 << inputs {
                let signs = (0..inputs).map(|input| if point >> input & 1 == 1 { 1.0 } else { -1.0 });
                let fixed = signs.enumerate().map(|(input, sign)| {
                    let name = dialect.name('X', input);
                    format!("(>= {name} {sign:?}) (<= {name} {sign:?})")
                });
                writeln!(target, "  (and {})", fixed.chain(outputs.iter().cloned()).collect::<Vec<_>>().join(" "))?;
            }
            writeln!(target, "))")?;
        }
    }
    Ok(())
}

impl Dialect {
    fn declare(self, target: &mut impl Write, inputs: usize, outputs: usize) -> io::Result<()> {
        if self.0 == Format::Vnnlib2 {
            writeln!(target, "(vnnlib-version <2.0>)\n(declare-network G")?;
            return writeln!(
                target,
                "  (declare-input X real [1,{inputs}])\n  (declare-output Y real [1,{outputs}])\n)"
            );
        }
        for (letter, count) in [('X', inputs), ('Y', outputs)] {
            (0..count).try_for_each(|index| writeln!(target, "(declare-const {} Real)", self.name(letter, index)))?;
        }
        Ok(())
    }

    fn name(self, letter: char, index: usize) -> String {
        if self.0 == Format::Vnnlib2 { format!("{letter}[0,{index}]") } else { format!("{letter}_{index}") }
    }

    fn bound(self, bound: &OutputBound) -> String {
        let relation = if bound.side == Side::AtMost { "<=" } else { ">=" };
        format!("({relation} {} {:?})", self.name('Y', bound.output), bound.limit)
    }
}
