//! A byte scanner that knows its line and column.

use std::fmt;
use std::io::{self, Read};

/// A place in a text: both numbers from 1, columns in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u64,
    /// Byte within the line, from 1.
    pub column: u64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Bytes that separate tokens, the line break included.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c)
}

/// Reads byte after byte through a buffer of fixed size.
#[derive(Debug)]
pub(super) struct Scanner<R> {
    reader: R,
    buffer: Box<[u8]>,
    next: usize,
    filled: usize,
    /// Bytes of the text before the buffer.
    before: u64,
    line: u64,
    /// Bytes of the text before the current line.
    line_start: u64,
}

impl<R: Read> Scanner<R> {
    const BUFFER: usize = 1 << 16;

    pub(super) fn new(reader: R) -> Self {
        let buffer = vec![0; Self::BUFFER].into_boxed_slice();
        Self { reader, buffer, next: 0, filled: 0, before: 0, line: 1, line_start: 0 }
    }

    /// Where the next byte stands.
    pub(super) fn position(&self) -> Position {
        Position { line: self.line, column: self.offset() - self.line_start + 1 }
    }

    /// How many bytes were taken.
    pub(super) fn offset(&self) -> u64 {
        self.before + self.next as u64
    }

    /// The next byte, which stays; `None` at the end of the text.
    #[inline]
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.next == self.filled && !self.refill()? {
            return Ok(None);
        }
        Ok(Some(self.buffer[self.next]))
    }

    /// Takes the byte that `peek` showed.
    #[inline]
    pub(super) fn advance(&mut self) {
        let taken = self.buffer[self.next];
        self.next += 1;
        if taken == b'\n' {
            self.line += 1;
            self.line_start = self.offset();
        }
    }

    /// Takes the byte that `peek` showed, where it is no line break.
    #[inline]
    pub(super) fn advance_in_line(&mut self) {
        self.next += 1;
    }

    /// Takes everything up to the line break, which stays, or up to the end of the text.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        while self.peek()?.is_some() {
            let rest = &self.buffer[self.next..self.filled];
            if let Some(length) = rest.iter().position(|&byte| byte == b'\n') {
                self.next += length;
                return Ok(());
            }
            self.next = self.filled;
        }
        Ok(())
    }

    /// Takes everything that is left, so that a damaged archive shows itself.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        while self.peek()?.is_some() {
            self.next = self.filled;
        }
        Ok(())
    }

    /// Takes the bytes up to the next blank, at most 32 of them, for an error message.
    pub(super) fn token(&mut self) -> io::Result<String> {
        let mut token = Vec::new();
        while let Some(byte) = self.peek()?.filter(|&byte| !is_blank(byte) && token.len() < 32) {
            token.push(byte);
            self.advance_in_line();
        }
        Ok(String::from_utf8_lossy(&token).escape_debug().to_string())
    }

    fn refill(&mut self) -> io::Result<bool> {
        self.before += self.filled as u64;
        (self.next, self.filled) = (0, 0);
        loop {
            match self.reader.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => {
                    self.filled = result?;
                    return Ok(self.filled > 0);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_bytes() {
        let mut scanner = Scanner::new(&b"ab\n\ncd e"[..]);
        let mut seen = Vec::new();
        while let Some(byte) = scanner.peek().unwrap() {
            seen.push((byte, scanner.position().line, scanner.position().column));
            scanner.advance();
        }
        let expected = [(b'a', 1, 1), (b'b', 1, 2), (b'\n', 1, 3), (b'\n', 2, 1), (b'c', 3, 1), (b'd', 3, 2)];
        assert_eq!(seen[..6], expected);
        assert_eq!(seen[7], (b'e', 3, 4));
    }
}
