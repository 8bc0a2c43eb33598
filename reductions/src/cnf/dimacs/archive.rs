//! Compression, recognised by the first bytes.

use super::{DimacsError, Format};
use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;
use std::cell::Cell;
use std::io::{self, BufReader, Cursor, Read};
use std::rc::Rc;

/// How the archives that are read begin.
const READ: [(&[u8], &str); 4] =
    [(b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x28\xb5\x2f\xfd", "zstd")];

/// How the archives that are refused begin.
const REFUSED: [(&[u8], Format); 6] = [
    (b"\x04\x22\x4d\x18", Format::Lz4),
    (b"\x5d\0\0", Format::Lzma),
    (b"\x1f\x9d", Format::Compress),
    (b"PK\x03\x04", Format::Zip),
    (b"7z\xbc\xaf", Format::SevenZip),
    (b"\xff\xfe", Format::Utf16),
];

/// Memory that a decoder may use, in KiB: a few bytes can ask for 4 GiB. The strongest levels of `xz` and `zstd` need half of this.
const MEMORY_KIB: u32 = 1 << 17;

/// By how much a formula may be compressed beyond its first 4 MiB: a kilobyte can hold a gigabyte of one letter.
const COMPRESSION: u64 = 1000;
const FREE: u64 = 4 << 20;

/// Looks at the first bytes and sets up what reads the rest. Archives that follow one another are read as one.
pub(super) fn open<'a, R: Read + 'a>(mut reader: R) -> Result<Box<dyn Read + 'a>, DimacsError> {
    let mut head = Vec::new();
    reader.by_ref().take(6).read_to_end(&mut head)?;
    if let Some((_, format)) = REFUSED.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(DimacsError::Unsupported { position: None, format: *format });
    }
    let name = READ.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, name)| *name);
    let whole = Cursor::new(head).chain(reader);
    let Some(name) = name else { return Ok(Box::new(whole)) };
    let read = Rc::new(Cell::new(0));
    let whole = BufReader::new(Counted { reader: whole, count: Rc::clone(&read) });
    let decoder: Box<dyn Read + 'a> = match name {
        "gzip" => Box::new(MultiGzDecoder::new(whole)),
        "bzip2" => Box::new(MultiBzDecoder::new(whole)),
        "xz" => Box::new(XzReader::new_mem_limit(whole, true, MEMORY_KIB)),
        _ => Box::new(zstd::Decoder::with_buffer(whole)?),
    };
    Ok(Box::new(Archive { name, decoder, read, given: 0 }))
}

/// Counts what is read.
struct Counted<R> {
    reader: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.count.set(self.count.get() + length as u64);
        Ok(length)
    }
}

/// A decoder whose errors name its archive.
struct Archive<'a> {
    name: &'static str,
    decoder: Box<dyn Read + 'a>,
    /// Bytes of the archive so far, and of what was in it.
    read: Rc<Cell<u64>>,
    given: u64,
}

impl Read for Archive<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.decoder.read(buffer).map_err(|error| self.damage(error))?;
        self.given += length as u64;
        if self.given > FREE.max(self.read.get().saturating_mul(COMPRESSION)) {
            let reason = format!("more than {COMPRESSION} bytes came of every byte of it, which is no formula");
            return Err(io::Error::other(Damage { archive: self.name, truncated: false, reason }));
        }
        Ok(length)
    }
}

impl Archive<'_> {
    /// Marks an error of the decoder, unless the operating system gave it; [`DimacsError`] finds the mark again.
    fn damage(&self, error: io::Error) -> io::Error {
        if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        let truncated = error.kind() == io::ErrorKind::UnexpectedEof;
        io::Error::other(Damage { archive: self.name, truncated, reason: error.to_string() })
    }
}

/// A damaged archive.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub(super) struct Damage {
    pub(super) archive: &'static str,
    pub(super) truncated: bool,
    pub(super) reason: String,
}
