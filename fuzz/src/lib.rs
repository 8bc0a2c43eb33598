//! Readers of files under bytes that nobody meant.
//!
//! A target takes bytes and panics where something is wrong: what is read, written and read again is not the same; a checker
//! accepts what a second, simpler one refutes. `cargo fuzz` looks for such bytes; the program `replay` gives the targets those that
//! were found once, and the files of `tests/data`, each under a limit of memory.

#![forbid(unsafe_code)]

mod arguments;
mod certificate;
mod collision;
mod dimacs;
mod drat;
mod instance;
mod inversion;
mod journal;
mod matrix;
mod network;
mod scratch;

/// A reader and what must hold of it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// That of the program in `fuzz_targets` and of the folder in `corpus`.
    pub name: &'static str,
    /// Panics where something is wrong.
    pub run: fn(&[u8]),
    /// Bytes that it may ask for, beside [`PER_BYTE`] for every byte that it is given.
    pub memory: usize,
}

const MIB: usize = 1 << 20;

/// How many bytes a reader may ask for, for each that it is given.
pub const PER_BYTE: usize = 256;

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run, memory: 64 * MIB }
}

/// All of them.
pub const TARGETS: [Target; 12] = [
    target("arguments", arguments::arguments),
    target("certificate", certificate::certificate),
    target("collision", collision::collision),
    // The decoders of archives have 128 MiB.
    Target { memory: 192 * MIB, ..target("dimacs", dimacs::dimacs) },
    target("drat", drat::drat),
    target("instance", instance::instance),
    target("inversion", inversion::inversion),
    target("journal", journal::journal),
    target("matrix", matrix::matrix),
    target("npz", network::network),
    target("onnx", network::network),
    target("safetensors", network::network),
];

/// Gives bytes to a target.
///
/// # Panics
/// Where something is wrong, or there is no target of this name.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    (target.run)(bytes);
}

/// What stands between the lines `%%`, at most so many parts.
fn parts<const N: usize>(bytes: &[u8]) -> [&[u8]; N] {
    let mut rest = bytes;
    std::array::from_fn(|index| {
        let separator = b"\n%%\n";
        let end = rest.windows(separator.len()).position(|window| window == separator).filter(|_| index + 1 < N);
        let (part, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + separator.len()..]));
        rest = after;
        part
    })
}
