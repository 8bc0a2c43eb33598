//! Files of our own, bombs, and archives that make no network.

use super::{
    parse_network,
    write::{Archive, comment},
};
use crate::{
    file::{npy, read_network, write_network, write_new},
    network::{Activation, Layer, Network, SparseMatrix},
};
use ndarray::{Array2, array};
use std::io::Cursor;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

fn round_trip(network: &Network) -> Network {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("network.npz");
    write_network(&path, network, "a test").unwrap();
    read_network(&path).unwrap()
}

#[test]
fn every_kind_of_layer_is_read_back_as_written() {
    let mut triplets = sprs::TriMatI::<f64, u32>::new((4, 3));
    triplets.add_triplet(0, 2, -1.0);
    triplets.add_triplet(3, 0, 0.1);
    let sparse = Layer::new(triplets.to_csr::<usize>(), array![1.0, 0.0, -2.0, 0.5], Activation::Relu).unwrap();
    let leaky = Activation::from_slope(0.1).unwrap();
    let dense = Layer::new(Array2::from_elem((2, 4), 0.3), array![0.0, 1e-9], leaky).unwrap();
    let last = Layer::new(array![[1.0, -1.0]], array![0.0], Activation::Identity).unwrap();
    let network = Network::new(vec![sparse, dense, last]).unwrap();
    assert_eq!(round_trip(&network), network);
}

#[test]
fn a_long_command_is_cut() {
    assert_eq!(comment("short"), "short");
    assert_eq!(comment(&"ä".repeat(40_000)), "ä".repeat(32_767));
    let folder = tempfile::tempdir().unwrap();
    let network = Network::new(vec![Layer::relu(array![[1.0]]).unwrap()]).unwrap();
    write_network(&folder.path().join("network.npz"), &network, &"ab ".repeat(40_000)).unwrap();
}

/// An archive of a matrix of so many zero bytes, compressed.
fn bomb(zeros: usize) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    archive.start_file("W1.npy", options).unwrap();
    npy::write(&mut archive, &[zeros / 100, 100], std::iter::repeat_n(0_u8, zeros / 100 * 100)).unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn memory_follows_the_size_of_an_archive() {
    let small = bomb(1 << 20);
    assert!(parse_network(&small).is_ok(), "{} bytes are allowed", small.len());
    let large = bomb(64 << 20);
    assert!(large.len() < 80_000);
    let refusal = parse_network(&large).unwrap_err().to_string();
    assert!(refusal.contains("far more than its compressed bytes"), "{refusal}");
}

#[test]
fn columns_follow_the_entries_of_a_sparse_matrix() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("network.npz");
    let wide = SparseMatrix::new((1, 1 << 30), vec![0, 1], vec![7], vec![1.0]);
    write_network(&path, &Network::new(vec![Layer::relu(wide).unwrap()]).unwrap(), "a test").unwrap();
    let refusal = read_network(&path).unwrap_err().to_string();
    assert!(refusal.contains("1073741824 columns; 1 entries make at most 1048576"), "{refusal}");
    let none = Network::new(vec![Layer::relu(Array2::zeros((0, 1 << 30))).unwrap()]).unwrap();
    for name in ["none.npz", "none.safetensors"] {
        let path = folder.path().join(name);
        write_network(&path, &none, "a test").unwrap();
        let refusal = read_network(&path).unwrap_err().to_string();
        assert!(refusal.contains("0 entries make at most 1048576"), "{name}: {refusal}");
    }
}

#[test]
fn archives_that_make_no_network_are_refused() {
    let refusal = |arrays: &[(&str, &[usize], Vec<f64>)]| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.npz");
        write_new(&path, |file| {
            let mut archive = Archive(ZipWriter::new(file));
            for (name, shape, values) in arrays {
                archive.add(name, shape, values.iter().copied())?;
            }
            archive.0.finish()?;
            Ok(())
        })
        .unwrap();
        read_network(&path).unwrap_err().to_string()
    };
    assert!(refusal(&[]).contains("holds no NumPy array"));
    assert!(refusal(&[("W2", &[1, 1], vec![1.0])]).contains("`W2`: there is no W1"));
    let gap = [("W1", [1, 1].as_slice(), vec![1.0]), ("W3", &[1, 1], vec![1.0])];
    assert!(refusal(&gap).contains("`W3`: does not belong"));
    assert!(refusal(&[("W1", &[2], vec![1.0, 2.0])]).contains("expected 2"));
    assert!(refusal(&[("W1", &[1, 2], vec![1.0, f64::NAN])]).contains("row 1, column 2"));
    let bias = ("b1", [2].as_slice(), vec![1.0, 2.0]);
    assert!(refusal(&[("W1", &[1, 2], vec![1.0, 2.0]), bias]).contains("the bias has 2 entries"));
    let slopes = ("slopes", [1].as_slice(), vec![-0.5]);
    assert!(refusal(&[("W1", &[1, 1], vec![1.0]), slopes]).contains("slope -0.5"));
}
