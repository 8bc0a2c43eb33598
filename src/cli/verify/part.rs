//! Shards.

use crate::cli::{
    exit::Exit,
    output::{Printing, note, say},
};
use serde::Serialize;
use std::{path::Path, str::FromStr};
use unrelu_verify::{
    results::Results,
    shard::{Shard, ShardError, detect},
};

/// What `--shard` says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part {
    Given(Shard),
    /// As the launcher says, which may not know how many there are.
    Auto(Option<u32>),
}

impl FromStr for Part {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        match text.strip_prefix("auto") {
            Some("") => Ok(Self::Auto(None)),
            // As a number that is no shard's fails too.
            Some(count) => format!("1{count}").parse().map(|last: Shard| Self::Auto(Some(last.count()))),
            None => text.parse().map(Self::Given),
        }
    }
}

impl Part {
    pub fn shard(self) -> anyhow::Result<Shard> {
        match self {
            Self::Given(shard) => Ok(shard),
            Self::Auto(count) => {
                let detected = detect(|name| std::env::var(name).ok(), count)?;
                note(format_args!("shard {} ({})", detected.shard, detected.source));
                Ok(detected.shard)
            }
        }
    }
}

/// What a finished shard says with `--json`.
#[derive(Serialize)]
struct Finished {
    schema: u32,
    version: &'static str,
    shard: Shard,
    file: String,
    trials: u64,
}

/// Says where the trials are; verdicts need all shards.
pub(super) fn conclude(folder: &Path, shard: Shard, results: &Results<'_>, printing: Printing) -> anyhow::Result<Exit> {
    let finished = Finished {
        schema: 1,
        version: env!("CARGO_PKG_VERSION"),
        shard,
        file: folder.join(shard.file_name()).display().to_string(),
        trials: results.trials(),
    };
    printing
        .print(&finished, || say(format_args!("shard {shard}: {} trials in {}", finished.trials, finished.file)))?;
    note(format_args!("when all {} are finished: unrelu merge {} --out DIR", shard.count(), folder.display()));
    Ok(Exit::Answered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read() {
        assert!(matches!("auto".parse(), Ok(Part::Auto(None))));
        assert!(matches!("auto/8".parse(), Ok(Part::Auto(Some(8)))));
        assert!(matches!("2/8".parse(), Ok(Part::Given(shard)) if shard.number() == 2));
        for text in ["auto/", "auto/0", "auto8", "auto/x", "automatic", "3/2", ""] {
            assert!(text.parse::<Part>().is_err(), "{text}");
        }
    }
}
