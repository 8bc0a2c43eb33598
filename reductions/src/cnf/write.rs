//! The DIMACS writer.

use super::{Cnf, Sign};
use std::io::{self, Write};

/// Writes `formula` with a comment line for each line of `comments`, the header, and one line a clause.
///
/// ```
/// use unrelu_reductions::{Cnf, cnf::write::write};
///
/// let mut text = Vec::new();
/// write(&mut text, &Cnf::from_dimacs(&[[1, -2]]).unwrap(), &["made by hand"]).unwrap();
/// assert_eq!(text, b"c made by hand\np cnf 2 1\n1 -2 0\n");
/// ```
///
/// # Errors
/// Those of `target`.
pub fn write<S: AsRef<str>>(mut target: impl Write, formula: &Cnf, comments: &[S]) -> io::Result<()> {
    for line in comments.iter().flat_map(|comment| comment.as_ref().split(['\n', '\r'])) {
        writeln!(target, "c {line}")?;
    }
    writeln!(target, "p cnf {} {}", formula.variables(), formula.clause_count())?;
    let mut buffer = Vec::with_capacity(FLUSH_AT + 1024);
    for clause in formula.clauses() {
        for lit in clause {
            if lit.sign() == Sign::Negative {
                buffer.push(b'-');
            }
            push_number(&mut buffer, lit.var().number());
            buffer.push(b' ');
        }
        buffer.extend_from_slice(b"0\n");
        if buffer.len() >= FLUSH_AT {
            target.write_all(&buffer)?;
            buffer.clear();
        }
    }
    target.write_all(&buffer)?;
    target.flush()
}

const FLUSH_AT: usize = 1 << 16;

/// Appends `number` in decimal.
fn push_number(buffer: &mut Vec<u8>, mut number: u32) {
    let start = buffer.len();
    loop {
        let digit = u8::try_from(number % 10).expect("a remainder of 10 is below 10");
        buffer.push(b'0' + digit);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    buffer[start..].reverse();
}
