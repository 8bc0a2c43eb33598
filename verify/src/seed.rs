//! One random stream a trial, addressed by (seed, claim, case, trial).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use serde::{Deserialize, Serialize};

/// The number that a whole run starts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seed(pub u64);

/// A name as 64 bits: FNV-1a of its UTF-8 bytes.
///
/// It rests on the name alone, so adding or reordering claims and cases changes no draw of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamId(u64);

impl StreamId {
    /// FNV-1a, 64 bits: offset basis `0xcbf29ce484222325`, prime `0x100000001b3`.
    ///
    /// # Source
    /// G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
    pub fn of(name: &str) -> Self {
        let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(name.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
    }
}

impl Seed {
    /// The generator of one trial: neither thread order nor skipped trials change what it draws.
    pub fn rng(self, claim: StreamId, case: StreamId, trial: u64) -> ChaCha8Rng {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&self.0.to_le_bytes());
        key[8..16].copy_from_slice(&claim.0.to_le_bytes());
        key[16..24].copy_from_slice(&case.0.to_le_bytes());
        let mut rng = ChaCha8Rng::from_seed(key);
        rng.set_stream(trial);
        rng
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;

    #[test]
    fn names_hash_as_fnv_1a_says() {
        // Test vectors of the FNV reference: "", "a", "foobar".
        assert_eq!(StreamId::of(""), StreamId(0xcbf2_9ce4_8422_2325));
        assert_eq!(StreamId::of("a"), StreamId(0xaf63_dc4c_8601_ec8c));
        assert_eq!(StreamId::of("foobar"), StreamId(0x8594_4171_f739_67e8));
    }

    #[test]
    fn every_part_of_the_address_changes_the_draws() {
        let first =
            |seed, claim, case, trial| Seed(seed).rng(StreamId::of(claim), StreamId::of(case), trial).next_u64();
        let base = first(1, "a", "b", 0);
        assert_eq!(base, first(1, "a", "b", 0));
        for other in [first(2, "a", "b", 0), first(1, "b", "b", 0), first(1, "a", "a", 0), first(1, "a", "b", 1)] {
            assert_ne!(base, other);
        }
    }
}
