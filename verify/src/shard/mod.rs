//! A run cut into parts, for several machines or processes.
//!
//! Part `I` of `N` runs every `N`-th block of the plan, from the `I`-th on. Trials are addressed by seed, claim, case and
//! number, so whoever runs them sees the same.

mod detect;

pub use detect::{DetectError, Detected, detect};

use serde::{Deserialize, Serialize};

/// Part `number` of `count`; numbers start at 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Shard {
    number: u32,
    count: u32,
}

/// Not the name of a shard.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected I/N, shard I of N with 1 <= I <= N, as in 2/8, but this is `{0}`")]
pub struct ShardError(String);

impl Shard {
    /// Checks `1 <= number <= count`.
    ///
    /// # Errors
    /// [`ShardError`] otherwise.
    pub fn new(number: u32, count: u32) -> Result<Self, ShardError> {
        let shard = Self { number, count };
        if (1..=count).contains(&number) { Ok(shard) } else { Err(ShardError(shard.to_string())) }
    }

    /// Which one it is, from 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many there are.
    pub fn count(self) -> u32 {
        self.count
    }

    /// Name of its journal: `shard-2-of-8.jsonl`.
    pub fn file_name(self) -> String {
        format!("shard-{}-of-{}.jsonl", self.number, self.count)
    }

    /// Whether it has the block at this place, from 0, in canonical order.
    pub(crate) fn takes(self, index: usize) -> bool {
        index as u64 % u64::from(self.count) == u64::from(self.number - 1)
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.count)
    }
}

impl std::str::FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let parts = text.split_once('/').and_then(|(number, count)| Some((number.parse().ok()?, count.parse().ok()?)));
        let shard = parts.and_then(|(number, count)| Self::new(number, count).ok());
        shard.ok_or_else(|| ShardError(text.to_owned()))
    }
}

impl TryFrom<String> for Shard {
    type Error = ShardError;

    fn try_from(text: String) -> Result<Self, ShardError> {
        text.parse()
    }
}

impl From<Shard> for String {
    fn from(shard: Shard) -> Self {
        shard.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_nonsense_is_refused() {
        let shard: Shard = "2/8".parse().unwrap();
        assert_eq!((shard.number(), shard.count(), shard.to_string().as_str()), (2, 8, "2/8"));
        assert_eq!(shard.file_name(), "shard-2-of-8.jsonl");
        for text in ["", "2", "0/8", "9/8", "-1/8", "2/0", "2/8/1", "a/b", "2/99999999999"] {
            assert_eq!(text.parse::<Shard>(), Err(ShardError(text.to_owned())));
        }
    }

    #[test]
    fn every_block_is_in_one_shard() {
        for count in [1, 3, 8, 200] {
            let shards: Vec<Shard> = (1..=count).map(|number| Shard::new(number, count).unwrap()).collect();
            assert!((0..100).all(|index| shards.iter().filter(|shard| shard.takes(index)).count() == 1));
        }
    }
}
