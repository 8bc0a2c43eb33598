//! Names and numbers of the command line, one a line.

use std::fmt::{Debug, Display};
use std::str::FromStr;
use unrelu_inverter::file::PictureSize;
use unrelu_inverter::network::{Activation, Noise};
use unrelu_inverter::preimage::LatentBox;
use unrelu_reductions::ReductionKind;
use unrelu_reductions::disguise::Trick;
use unrelu_reductions::solve::SolverKind;
use unrelu_verify::reproduce::{Contestant, Figure};
use unrelu_verify::shard::Shard;

/// What is read is printed and read again.
pub fn arguments(bytes: &[u8]) {
    for line in String::from_utf8_lossy(bytes).lines() {
        same::<Activation>(line);
        same::<Contestant>(line);
        same::<Noise>(line);
        same::<PictureSize>(line);
        same::<ReductionKind>(line);
        same::<Shard>(line);
        same::<SolverKind>(line);
        same::<Trick>(line);
        // Without a printed form.
        let _ = line.parse::<Figure>();
        let _ = line.parse::<LatentBox>();
    }
}

fn same<T: FromStr + Display + Debug + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let again = value.to_string().parse::<T>().ok();
        assert_eq!(again, Some(value), "{text}");
    }
}
