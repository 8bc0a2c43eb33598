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

    /// Takes blanks; whether a line break was among them.
    #[inline]
    pub(super) fn skip_blanks(&mut self) -> io::Result<bool> {
        let mut broke = false;
        loop {
            while let Some(&byte) = self.buffer[..self.filled].get(self.next) {
                if !is_blank(byte) {
                    return Ok(broke);
                }
                self.next += 1;
                if byte == b'\n' {
                    self.line += 1;
                    self.line_start = self.offset();
                    broke = true;
                }
            }
            if !self.refill()? {
                return Ok(broke);
            }
        }
    }

    /// Takes digits; their value, or some number beyond 32 bits where it is beyond them, and whether there were any.
    #[inline]
    pub(super) fn digits(&mut self) -> io::Result<(u64, bool)> {
        let (mut value, mut any) = (0_u64, false);
        loop {
            while let Some(&byte) = self.buffer[..self.filled].get(self.next) {
                let digit = byte.wrapping_sub(b'0');
                if digit > 9 {
                    return Ok((value, any));
                }
                value = value.min(u64::from(u32::MAX)) * 10 + u64::from(digit);
                any = true;
                self.next += 1;
            }
            if !self.refill()? {
                return Ok((value, any));
            }
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

    /// Gives one byte at a time.
    struct Trickle<'a>(&'a [u8]);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(1);
            self.0.read(&mut buffer[..length])
        }
    }

    #[test]
    fn numbers_and_blanks_may_end_with_the_buffer() {
        let mut scanner = Scanner::new(Trickle(b" \n 1234 99999999999999999999999x"));
        assert!(scanner.skip_blanks().unwrap());
        assert_eq!(scanner.digits().unwrap(), (1234, true));
        assert!(!scanner.skip_blanks().unwrap());
        let (value, any) = scanner.digits().unwrap();
        assert!(value > u64::from(u32::MAX) && any);
        assert_eq!((scanner.digits().unwrap(), scanner.peek().unwrap()), ((0, false), Some(b'x')));
    }

    #[test]
    fn positions_count_lines_and_bytes() {
        let mut scanner = Scanner::new(&b"ab\n\ncd e"[..]);
        let mut seen = Vec::new();
        while let Some(byte) = scanner.peek().unwrap() {
            seen.push((byte, scanner.position().line, scanner.position().column));
            scanner.advance_in_line();
            scanner.skip_blanks().unwrap();
        }
        assert_eq!(seen, [(b'a', 1, 1), (b'b', 1, 2), (b'c', 3, 1), (b'd', 3, 2), (b'e', 3, 4)]);
    }
}
