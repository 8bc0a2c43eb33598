//! Finished blocks as JSON lines, so that an interrupted run can go on and runs of several machines can be joined.
//!
//! The first line is a [`Header`], every other line a [`Block`]:
//!
//! ```json
//! {"schema":1,"version":"0.1.0","command_line":"unrelu verify theorem-3 --quick --seed 0","settings":{"seed":0,"effort":"quick","trials":null,"confidence":0.999,"until_width":null},"claims":[{"name":"theorem-3","cases":[{"name":"100-250-600","trials":60}]}]}
//! {"claim":"theorem-3","case":"100-250-600","first":0,"count":1,"tally":{"held":1,"missed":0,"failed":0,"undecided":0,"largest":1e-14,"counterexamples":[],"reasons":[]}}
//! ```
//!
//! A line counts once its line feed is written: a torn last line is dropped. Anything else that is no block of the plan
//! is an error. While a run goes on, blocks are in the order in which they were finished; [`Journal::finish`] puts them in the
//! order of the plan, so that the same run leaves the same bytes, whatever its threads and interruptions.

mod appender;
mod error;
mod header;

pub(crate) use appender::Appender;
pub use error::JournalError;
pub use header::{ForeignHeader, Header};

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use unrelu_inverter::file::{self, Problem};

use crate::plan::BlockId;
use crate::results::{Block, Results};
use crate::run::Sink;

/// Version of the layout; it changes when a field changes its meaning.
pub const SCHEMA: u32 = 1;

/// A journal that grows as blocks are finished. No two processes have one file open.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    header: Header,
    lines: Appender,
}

impl Journal {
    /// Starts a new file; an existing one is left alone.
    ///
    /// # Errors
    /// [`JournalError::Create`].
    pub fn create(path: &Path, header: &Header) -> Result<Self, JournalError> {
        let first = line(header).map_err(JournalError::file("write", path))?;
        Ok(Self { path: path.to_owned(), header: header.clone(), lines: Appender::create(path, &first)? })
    }

    /// Adds the blocks of an existing file to `results`, drops its torn last line, and goes on from there.
    ///
    /// # Errors
    /// [`JournalError`].
    pub fn resume(path: &Path, wanted: &Header, results: &mut Results<'_>) -> Result<Self, JournalError> {
        let mut lines = Appender::open(path)?;
        lines.keep(read(path, wanted, results)?)?;
        Ok(Self { path: path.to_owned(), header: wanted.clone(), lines })
    }

    /// What its run or shard can run now, in canonical order.
    pub fn missing(&self, results: &Results<'_>) -> Vec<BlockId> {
        let shard = self.header.shard.map(|shard| results.plan().shard(shard));
        shard.map_or_else(|| results.missing(), |blocks| blocks.into_iter().filter(|id| !results.has(*id)).collect())
    }

    /// Puts the blocks of a finished run or shard into the order of the plan.
    ///
    /// # Errors
    /// [`JournalError::Order`]; the file is then as it was.
    pub fn finish(self, results: &Results<'_>) -> Result<(), JournalError> {
        write(&self.path, &self.header, results)
    }
}

impl Sink for Journal {
    fn finished(&mut self, block: &Block) -> io::Result<()> {
        self.lines.add(&line(block)?)
    }
}

/// Writes a journal in the order of the plan, in place of an older state of the same.
///
/// # Errors
/// [`JournalError::Order`].
pub fn write(path: &Path, header: &Header, results: &Results<'_>) -> Result<(), JournalError> {
    Ok(file::replace(path, |file| {
        file.write_all(&line(header)?)?;
        results.blocks().try_for_each(|block| Ok::<_, Problem>(file.write_all(&line(&block)?)?))
    })?)
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    Ok(text)
}

/// Adds the blocks of a file to `results`; returns the length of its complete lines in bytes.
///
/// # Errors
/// [`JournalError`].
pub fn read(path: &Path, wanted: &Header, results: &mut Results<'_>) -> Result<u64, JournalError> {
    let mut lines = Lines::open(path)?;
    let header = lines.header()?;
    if let Some(difference) = header.difference(wanted) {
        let difference = format!("{difference}; it was begun by `{}`", header.command_line);
        return Err(JournalError::OtherRun { path: path.to_owned(), difference });
    }
    while let Some(block) = lines.next()? {
        let line = lines.number;
        results.add(block).map_err(|source| JournalError::Block { path: path.to_owned(), line, source })?;
    }
    Ok(lines.intact)
}

/// The first line of a file.
///
/// # Errors
/// [`JournalError`].
pub fn read_header(path: &Path) -> Result<Header, JournalError> {
    Lines::open(path)?.header()
}

/// The complete lines of a file, one at a time.
struct Lines<'a> {
    path: &'a Path,
    reader: BufReader<File>,
    /// Number of the last line, from 1.
    number: usize,
    /// Length of what was read.
    intact: u64,
}

impl<'a> Lines<'a> {
    fn open(path: &'a Path) -> Result<Self, JournalError> {
        let file = File::open(path).map_err(JournalError::file("open", path))?;
        Ok(Self { path, reader: BufReader::new(file), number: 0, intact: 0 })
    }

    fn text(&mut self) -> Result<Option<Vec<u8>>, JournalError> {
        let mut text = Vec::new();
        self.reader.read_until(b'\n', &mut text).map_err(JournalError::file("read", self.path))?;
        let complete = text.last() == Some(&b'\n');
        if complete {
            self.number += 1;
            self.intact += text.len() as u64;
        }
        Ok(complete.then_some(text))
    }

    fn header(&mut self) -> Result<Header, JournalError> {
        let text = self.text()?.ok_or_else(|| JournalError::NoHeader { path: self.path.to_owned() })?;
        parse_header(self.path, self.number, &text)
    }

    fn next(&mut self) -> Result<Option<Block>, JournalError> {
        self.text()?.map(|text| parse(self.path, self.number, &text)).transpose()
    }
}

fn parse<T: DeserializeOwned>(path: &Path, line: usize, text: &[u8]) -> Result<T, JournalError> {
    serde_json::from_slice(text).map_err(|source| JournalError::Line { path: path.to_owned(), line, source })
}

/// Reads a header with a field `schema`, looking at that first.
pub(crate) fn parse_header<H: DeserializeOwned>(path: &Path, line: usize, text: &[u8]) -> Result<H, JournalError> {
    /// Any version of the layout has this field.
    #[derive(Deserialize)]
    struct Layout {
        schema: u32,
    }
    let Layout { schema } = parse(path, line, text)?;
    if schema != SCHEMA {
        return Err(JournalError::Schema { path: path.to_owned(), found: schema });
    }
    parse(path, line, text)
}
