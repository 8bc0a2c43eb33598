//! Compression, recognised by the first bytes.

use super::{DimacsError, Format};
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufReader, Chain, Cursor, Read};

type Sniffed<R> = Chain<Cursor<Vec<u8>>, R>;

/// Bytes of a text, whether it came plain or compressed.
#[derive(Debug)]
pub(super) enum Text<R> {
    Plain(Sniffed<R>),
    Gzip(Box<MultiGzDecoder<BufReader<Sniffed<R>>>>),
}

/// How the archives that we can name begin.
const MAGIC: [(&[u8], Format); 9] = [
    (b"\xfd7zXZ\0", Format::Xz),
    (b"BZh", Format::Bzip2),
    (b"\x28\xb5\x2f\xfd", Format::Zstd),
    (b"\x04\x22\x4d\x18", Format::Lz4),
    (b"\x5d\0\0", Format::Lzma),
    (b"\x1f\x9d", Format::Compress),
    (b"PK\x03\x04", Format::Zip),
    (b"7z\xbc\xaf", Format::SevenZip),
    (b"\xff\xfe", Format::Utf16),
];

const GZIP: &[u8] = b"\x1f\x8b";

/// Looks at the first bytes and sets up what reads the rest.
pub(super) fn open<R: Read>(mut reader: R) -> Result<Text<R>, DimacsError> {
    let mut head = Vec::new();
    reader.by_ref().take(6).read_to_end(&mut head)?;
    if let Some((_, format)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(DimacsError::Unsupported { position: None, format: *format });
    }
    let gzip = head.starts_with(GZIP);
    let whole = Cursor::new(head).chain(reader);
    Ok(if gzip { Text::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(whole)))) } else { Text::Plain(whole) })
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer).map_err(damage),
        }
    }
}

/// Marks an error of the decoder as one of the archive; [`super::error`] finds the mark again.
fn damage(error: io::Error) -> io::Error {
    let truncated = error.kind() == io::ErrorKind::UnexpectedEof;
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            io::Error::other(Damage { truncated, reason: error.to_string() })
        }
        _ => error,
    }
}

/// A damaged archive.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub(super) struct Damage {
    pub(super) truncated: bool,
    pub(super) reason: String,
}
