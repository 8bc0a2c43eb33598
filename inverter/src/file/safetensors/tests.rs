//! Files of our own, and damaged ones.

use super::{parse_network, to_bytes};
use crate::network::{Activation, Layer, Network};
use ndarray::{Array2, array};

fn network(number: f64) -> Network {
    let leaky = Activation::from_slope(0.1).unwrap();
    let mut triplets = sprs::TriMatI::<f64, u32>::new((2, 2));
    triplets.add_triplet(0, 1, number);
    let first = Layer::new(triplets.to_csr::<usize>(), array![0.0, 1.0], leaky).unwrap();
    let middle = Layer::new(Array2::eye(2), array![1.0, 2.0], Activation::Identity).unwrap();
    Network::new(vec![first, middle, Layer::relu(array![[1.0, 1.0]]).unwrap()]).unwrap()
}

#[test]
fn networks_keep_every_bit_and_their_activations() {
    for (number, kind) in [(0.5, "F32"), (0.1, "F64"), (16_777_217.0, "F64")] {
        let bytes = to_bytes(&network(number), "a test").unwrap();
        assert_eq!(bytes, to_bytes(&network(number), "a test").unwrap());
        let header = String::from_utf8_lossy(&bytes[8..]).into_owned();
        for part in [kind, "0.weight", "2.weight", "3.bias", "leaky:0.1,identity,relu", "a test"] {
            assert!(header.contains(part), "{part}");
        }
        let back = parse_network(&bytes).unwrap();
        let z = array![0.3, -2.0];
        assert_eq!(back.forward(&z), network(number).forward(&z));
        assert_eq!(back.layers()[1..], network(number).layers()[1..]);
    }
}

#[test]
fn damaged_files_are_refused_and_never_panic() {
    let whole = to_bytes(&network(0.1), "a test").unwrap();
    for length in 0..whole.len() {
        assert!(parse_network(&whole[..length]).is_err(), "{length} bytes of {}", whole.len());
    }
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[place] ^= 1 << bit;
            // Whatever comes out: it must come out.
            let _ = parse_network(&changed);
        }
    }
}

#[test]
fn notes_that_do_not_fit_are_refused() {
    let whole = to_bytes(&network(0.5), "a test").unwrap();
    let replaced = |from: &str, to: &str| {
        let place = whole.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut changed = whole.clone();
        changed[place..place + from.len()].copy_from_slice(to.as_bytes());
        parse_network(&changed).unwrap_err().to_string()
    };
    assert!(replaced("identity", "sigmoids").contains("found `sigmoids`"));
    assert!(replaced("leaky:0.1,identity", "relu,identity,relu").contains("4 activations for 3 layers"));
    assert!(replaced("0.weight", "0.weirdo").contains("tensor `0.bias`"));
}
