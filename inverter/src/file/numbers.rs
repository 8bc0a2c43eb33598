//! Numbers as tensor files hold them: little-endian, one after another, the last index fastest.

use super::Problem;
use crate::network::{Layer, Network, Weights};
use half::{bf16, f16};
use ndarray::ArrayD;

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Float16,
    Bfloat16,
    Float32,
    Float64,
    Int32,
    Int64,
}

impl Kind {
    /// An array of `shape` that fills `bytes`. Memory follows `bytes`, never what the shape claims.
    pub fn array(self, shape: &[usize], bytes: &[u8]) -> Result<ArrayD<f64>, String> {
        match self {
            Self::Float16 => decode(shape, bytes, |number| f16::from_le_bytes(number).to_f64()),
            Self::Bfloat16 => decode(shape, bytes, |number| bf16::from_le_bytes(number).to_f64()),
            Self::Float32 => decode(shape, bytes, |number| f32::from_le_bytes(number).into()),
            Self::Float64 => decode(shape, bytes, f64::from_le_bytes),
            Self::Int32 => decode(shape, bytes, |number| i32::from_le_bytes(number).into()),
            Self::Int64 => decode(shape, bytes, |number| i64::from_le_bytes(number) as f64),
        }
    }
}

fn decode<const N: usize>(shape: &[usize], bytes: &[u8], number: fn([u8; N]) -> f64) -> Result<ArrayD<f64>, String> {
    let (numbers, rest) = bytes.as_chunks::<N>();
    if !rest.is_empty() {
        return Err(format!("holds {} bytes, which are no whole number of numbers of {N} bytes", bytes.len()));
    }
    array(shape, numbers.len(), || numbers.iter().map(|&bytes| number(bytes)).collect())
}

/// An array of `shape` from as many `values` as are `found`.
pub(super) fn array(shape: &[usize], found: usize, values: impl FnOnce() -> Vec<f64>) -> Result<ArrayD<f64>, String> {
    let needed = shape.iter().try_fold(1_usize, |product, &n| product.checked_mul(n));
    if needed != Some(found) {
        return Err(format!("shape {shape:?} does not fit the {found} numbers that are there"));
    }
    ArrayD::from_shape_vec(shape, values()).map_err(|error| error.to_string())
}

/// What becomes of a network's numbers in float32.
pub(super) enum Single {
    /// They are float32 numbers already.
    Exact,
    /// Some are rounded.
    Rounded,
    /// A whole number would become another one, or infinite.
    Lost {
        /// From 1.
        layer: usize,
        number: f64,
    },
}

pub(super) fn in_single(network: &Network) -> Single {
    let mut single = Single::Exact;
    for (index, layer) in network.layers().iter().enumerate() {
        for number in numbers(layer) {
            if f64::from(to_single(number)).to_bits() == number.to_bits() {
                continue;
            }
            if number.fract() == 0.0 {
                return Single::Lost { layer: index + 1, number };
            }
            single = Single::Rounded;
        }
    }
    single
}

/// Every stored entry of the weights, then the bias.
fn numbers(layer: &Layer) -> impl Iterator<Item = f64> {
    let stored: Box<dyn Iterator<Item = &f64>> = match layer.weights() {
        Weights::Dense(w) => Box::new(w.iter()),
        Weights::Sparse(w) => Box::new(w.data().iter()),
    };
    stored.chain(layer.bias()).copied()
}

#[expect(clippy::cast_possible_truncation, reason = "rounding to the nearest is what is meant")]
pub(super) fn to_single(number: f64) -> f32 {
    number as f32
}

/// Bytes of the dense weights, row by row.
pub(super) fn dense_bytes<const N: usize>(weights: &Weights, encode: fn(f64) -> [u8; N]) -> Vec<u8> {
    let columns = weights.columns();
    let mut bytes = vec![0; weights.rows() * columns * N];
    let (numbers, _) = bytes.as_chunks_mut::<N>();
    for row in 0..weights.rows() {
        weights.for_each_in_row(row, |column, entry| numbers[row * columns + column] = encode(entry));
    }
    bytes
}

/// What a file with dense weights may fill: the limit of every protobuf message.
const MOST_BYTES: usize = (1 << 31) - (1 << 20);

/// Refuses layers that are too large when dense, before any memory is asked for.
pub(super) fn check_dense<'a>(layers: impl IntoIterator<Item = &'a Layer>, size: usize) -> Result<(), Problem> {
    let bytes = layers.into_iter().try_fold(0_usize, |total, layer| {
        let numbers = layer.outputs().checked_mul(layer.inputs())?.checked_add(layer.outputs())?;
        total.checked_add(numbers.checked_mul(size)?)
    });
    if bytes.is_some_and(|bytes| bytes <= MOST_BYTES) {
        return Ok(());
    }
    let problem = "dense weights would fill more than 2 GiB, the most that this format takes; write .npz".to_owned();
    Err(Problem::Unwritable(problem))
}
