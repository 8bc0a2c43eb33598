//! The grammar.

use super::super::scanner::{Scanner, is_blank};
use super::{DimacsError, Format, Position, Warning, WarningKind, variable_limit};
use crate::cnf::{Cnf, Lit, Sign, Var};
use std::io::Read;

/// Is told what the reader sees.
pub(super) trait Watch {
    /// A doubtful place, which may be refused.
    fn doubt(&mut self, warning: Warning) -> Result<(), DimacsError>;

    /// A literal.
    #[inline]
    fn literal(&mut self, _at: Position, _lit: Lit) {}

    /// The 0 that ends a clause.
    #[inline]
    fn end_clause(&mut self, _at: Position) {}
}

/// What the `p cnf` line declares, and where it stands.
#[derive(Clone, Copy, Debug)]
struct Header {
    position: Position,
    variables: u32,
    clauses: u32,
}

/// Reads one file.
#[derive(Debug)]
pub(super) struct Reader<R, W> {
    scanner: Scanner<R>,
    watch: W,
    /// Bytes before the first line: those of a byte-order mark.
    text_start: u64,
    formula: Cnf,
    header: Option<Header>,
    first_clause: Option<Position>,
    /// Where the largest variable stands.
    largest: Position,
}

impl<R: Read, W: Watch> Reader<R, W> {
    pub(super) fn new(text: R, watch: W) -> Self {
        let scanner = Scanner::new(text);
        let largest = scanner.position();
        Self { scanner, watch, text_start: 0, formula: Cnf::default(), header: None, first_clause: None, largest }
    }

    /// Reads everything and checks the whole.
    pub(super) fn read(mut self) -> Result<(Cnf, W), DimacsError> {
        self.skip_byte_order_mark()?;
        self.text_start = self.scanner.offset();
        while let Some((byte, starts_line)) = self.next_token()? {
            match byte {
                b'-' | b'+' | b'0'..=b'9' => self.literal(byte)?,
                _ if !starts_line => return self.unexpected("a literal or 0"),
                b'c' => self.scanner.skip_line()?,
                b'p' => self.header()?,
                b'%' => {
                    self.scanner.drain()?;
                    break;
                }
                _ => return self.unknown_line(byte),
            }
        }
        self.finish()
    }

    fn skip_byte_order_mark(&mut self) -> Result<(), DimacsError> {
        for expected in *b"\xef\xbb\xbf" {
            if self.scanner.peek()? == Some(expected) {
                self.scanner.advance_in_line();
            } else if expected != 0xef {
                return self.unexpected("a UTF-8 byte-order mark");
            } else {
                break;
            }
        }
        Ok(())
    }

    /// Skips blanks; the first byte of the next token, and whether it is the first of its line.
    #[inline]
    fn next_token(&mut self) -> Result<Option<(u8, bool)>, DimacsError> {
        let starts_text = self.scanner.offset() == self.text_start;
        let starts_line = self.scanner.skip_blanks()? || starts_text;
        Ok(self.scanner.peek()?.map(|byte| (byte, starts_line)))
    }

    /// Reads a literal, or the 0 that ends a clause.
    #[inline]
    fn literal(&mut self, first: u8) -> Result<(), DimacsError> {
        let position = self.scanner.position();
        let sign = if first == b'-' { Sign::Negative } else { Sign::Positive };
        if matches!(first, b'-' | b'+') {
            self.scanner.advance_in_line();
        }
        let number = self.number(position, "literal")?;
        match (first, number.checked_sub(1)) {
            (b'-' | b'+', None) => {
                let found = format!("{}0", char::from(first));
                return Err(DimacsError::Unexpected { position, expected: "a literal or 0", found });
            }
            (_, None) => {
                self.formula.end_clause();
                self.watch.end_clause(position);
            }
            (_, Some(index)) => {
                if number as usize > self.formula.variables() {
                    self.largest = position;
                }
                let var = Var::from_index(index).expect("the number was checked against the largest variable");
                self.formula.push_literal(var.lit(sign));
                self.watch.literal(position, var.lit(sign));
            }
        }
        if first == b'+' {
            self.warn(position, WarningKind::PlusSign)?;
        }
        if self.first_clause.is_none() {
            self.first_clause = Some(position);
        }
        Ok(())
    }

    /// Reads digits up to a blank or the end.
    #[inline]
    fn number(&mut self, start: Position, what: &'static str) -> Result<u32, DimacsError> {
        let (number, any) = self.scanner.digits()?;
        if self.scanner.peek()?.is_some_and(|byte| !is_blank(byte)) {
            return self.unexpected("a digit or a blank");
        }
        if !any {
            return self.unexpected("a digit");
        }
        match u32::try_from(number) {
            Ok(number) if number <= Var::MAX_NUMBER => Ok(number),
            _ => Err(DimacsError::OutOfRange { position: start, what }),
        }
    }

    /// Reads `p cnf VARIABLES CLAUSES`.
    fn header(&mut self) -> Result<(), DimacsError> {
        let position = self.scanner.position();
        if self.first_clause.is_some() {
            return Err(DimacsError::Misplaced { position, problem: "the header stands after a clause" });
        }
        if self.header.is_some() {
            return Err(DimacsError::Misplaced { position, problem: "a second header" });
        }
        let word = self.scanner.token()?;
        if word != "p" {
            return Err(DimacsError::Unexpected { position, expected: "`p cnf`", found: word });
        }
        self.problem_type()?;
        let variables = self.header_number("number of variables")?;
        let clauses = self.header_number("number of clauses")?;
        if !self.at_line_end()? {
            return self.unexpected("the end of the header");
        }
        self.header = Some(Header { position, variables, clauses });
        Ok(())
    }

    /// Reads `cnf`, or says what the other word stands for.
    fn problem_type(&mut self) -> Result<(), DimacsError> {
        self.at_line_end()?;
        let position = self.scanner.position();
        let found = self.scanner.token()?;
        let format = match found.as_str() {
            "cnf" => return Ok(()),
            "wcnf" => Format::Wcnf,
            "sat" | "sate" | "satx" | "satex" => Format::Sat,
            _ => return Err(DimacsError::Unexpected { position, expected: "`cnf`", found }),
        };
        Err(DimacsError::Unsupported { position: Some(position), format })
    }

    fn header_number(&mut self, what: &'static str) -> Result<u32, DimacsError> {
        if self.at_line_end()? {
            return self.unexpected(what);
        }
        let start = self.scanner.position();
        self.number(start, what)
    }

    /// Skips blanks within the line; whether nothing else is left of it.
    fn at_line_end(&mut self) -> Result<bool, DimacsError> {
        while let Some(byte) = self.scanner.peek()?.filter(|&byte| byte != b'\n') {
            if !is_blank(byte) {
                return Ok(false);
            }
            self.scanner.advance_in_line();
        }
        Ok(true)
    }

    /// A line that starts with a letter: names the format where one is known to have such lines.
    fn unknown_line<T>(&mut self, first: u8) -> Result<T, DimacsError> {
        let format = match first {
            b'a' | b'e' => Format::Qdimacs,
            b'h' => Format::Wcnf,
            b'x' => Format::Xor,
            _ => return self.unexpected("a literal, 0, a comment or a header"),
        };
        Err(DimacsError::Unsupported { position: Some(self.scanner.position()), format })
    }

    fn unexpected<T>(&mut self, expected: &'static str) -> Result<T, DimacsError> {
        let position = self.scanner.position();
        Err(DimacsError::Unexpected { position, expected, found: self.scanner.token()? })
    }

    /// Checks the end and the counts.
    fn finish(mut self) -> Result<(Cnf, W), DimacsError> {
        if self.header.is_none() && self.first_clause.is_none() {
            return Err(DimacsError::Empty);
        }
        let end = self.scanner.position();
        if self.formula.is_open() {
            self.formula.end_clause();
            self.warn(end, WarningKind::NoFinalZero)?;
        }
        match self.header {
            None => self.warn(self.first_clause.unwrap_or(end), WarningKind::NoHeader)?,
            Some(header) => self.compare(header, end)?,
        }
        self.check_variables()?;
        Ok((self.formula, self.watch))
    }

    /// Compares the header with what was read.
    fn compare(&mut self, header: Header, end: Position) -> Result<(), DimacsError> {
        let Header { position, variables, clauses: declared } = header;
        let used = u32::try_from(self.formula.variables()).unwrap_or(u32::MAX);
        if used > variables {
            self.warn(self.largest, WarningKind::VariableBeyondHeader { declared: variables, found: used })?;
        } else if used < variables {
            self.largest = position;
        }
        let found = self.formula.clause_count();
        if found.checked_sub(1) == Some(declared as usize) && self.formula.ends_with_empty_clause() {
            self.formula.pop_clause();
            self.warn(end, WarningKind::ExtraZero)?;
        } else if found != declared as usize {
            self.warn(position, WarningKind::ClauseCount { declared, found })?;
        }
        self.formula.declare(variables);
        Ok(())
    }

    /// Refuses variables far beyond what the literals could use.
    fn check_variables(&self) -> Result<(), DimacsError> {
        let literals = self.formula.literal_count();
        let variable = u32::try_from(self.formula.variables()).unwrap_or(u32::MAX);
        if u64::from(variable) > variable_limit(literals) {
            return Err(DimacsError::VariableLimit { position: self.largest, variable, literals });
        }
        Ok(())
    }

    fn warn(&mut self, position: Position, kind: WarningKind) -> Result<(), DimacsError> {
        self.watch.doubt(Warning { position, kind })
    }
}
