//! Watches the bytes of a text on their way to the reader, for oddities that no token shows.

use super::Position;
use super::oddity::{Findings, OddityKind};
use crate::cnf::scanner::is_blank;
use std::io::{self, Read};

/// Passes a text on and notes what is odd about its bytes.
#[derive(Debug)]
pub(super) struct Layout<R> {
    text: R,
    pub(super) found: Findings,
    position: Position,
    line: Line,
    header_seen: bool,
    /// Blanks just before the next byte, within the line.
    blanks: u64,
    /// The last line that has a byte beyond ASCII.
    beyond_ascii: u64,
}

/// What the current line is, by its first byte that is no blank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Blank,
    /// A comment of which only the `c` was seen.
    Comment0,
    Comment,
    Tokens,
    /// Behind the `%` line: no part of the formula.
    Trailer,
}

impl<R> Layout<R> {
    pub(super) fn new(text: R) -> Self {
        let position = Position { line: 1, column: 1 };
        let found = Findings::default();
        Self { text, found, position, line: Line::Blank, header_seen: false, blanks: 0, beyond_ascii: 0 }
    }

    fn see(&mut self, byte: u8) {
        match byte {
            _ if self.line == Line::Trailer => return,
            b'\n' => return self.end_line(),
            b'\r' => self.note(OddityKind::CarriageReturn),
            _ if is_blank(byte) => self.blank(byte),
            _ => self.visible(byte),
        }
        self.position.column += 1;
    }

    fn end_line(&mut self) {
        if self.line == Line::Blank {
            self.note(OddityKind::BlankLine);
        } else if self.line == Line::Tokens && self.blanks == 1 {
            self.note(OddityKind::ExtraBlank);
        }
        self.position = Position { line: self.position.line + 1, column: 1 };
        self.line = Line::Blank;
        self.blanks = 0;
    }

    fn blank(&mut self, byte: u8) {
        self.blanks += 1;
        match self.line {
            Line::Comment0 => self.line = Line::Comment,
            Line::Comment => {}
            _ if byte != b' ' => self.note(OddityKind::Tab),
            Line::Blank if self.blanks == 1 => self.note(OddityKind::ExtraBlank),
            Line::Tokens if self.blanks == 2 => self.note(OddityKind::ExtraBlank),
            _ => {}
        }
    }

    fn visible(&mut self, byte: u8) {
        self.blanks = 0;
        if byte >= 0x80 && self.beyond_ascii != self.position.line {
            self.beyond_ascii = self.position.line;
            let mark = byte == 0xef && self.position == Position { line: 1, column: 1 };
            self.note(if mark { OddityKind::ByteOrderMark } else { OddityKind::BeyondAscii });
        }
        match (self.line, byte) {
            // The bytes of a byte-order mark, since others cannot start a line.
            (Line::Blank, 0x80..) => {}
            (Line::Blank, b'c') => {
                self.line = Line::Comment0;
                if self.header_seen {
                    self.note(OddityKind::LateComment);
                }
            }
            (Line::Blank, b'%') => {
                self.line = Line::Trailer;
                self.note(OddityKind::Trailer);
            }
            (Line::Blank, _) => {
                self.line = Line::Tokens;
                self.header_seen |= byte == b'p';
            }
            (Line::Comment0, _) => {
                self.line = Line::Comment;
                self.note(OddityKind::BareComment);
            }
            _ => {}
        }
    }

    fn end(&mut self) {
        if self.line != Line::Trailer && self.position.column > 1 {
            self.note(OddityKind::NoFinalNewline);
            self.line = Line::Trailer;
        }
    }

    fn note(&mut self, kind: OddityKind) {
        self.found.note(self.position, kind);
    }
}

impl<R: Read> Read for Layout<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.text.read(buffer)?;
        buffer[..length].iter().for_each(|&byte| self.see(byte));
        if length == 0 {
            self.end();
        }
        Ok(length)
    }
}
