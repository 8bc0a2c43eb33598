//! Reading DIMACS: a random 3-CNF of 5,000,000 clauses, 124 MB of plain text, and the same compressed; bytes a second are those of the
//! plain text, one core. Linting it too.

use criterion::{BenchmarkId, Criterion, Throughput};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::hint::black_box;
use std::io::Write;
use unrelu::reductions::cnf::{
    dimacs::{Strictness, lint, read},
    random::{Shape, uniform},
    write::write,
};

/// Variables and clauses.
const SIZE: (u32, usize) = (1_250_000, 5_000_000);

/// Compresses a text.
type Encode = fn(&[u8]) -> std::io::Result<Vec<u8>>;

fn text() -> Vec<u8> {
    let shape = Shape::new(SIZE.0, SIZE.1, 3).expect("three variables and more");
    let mut text = Vec::new();
    write::<&str>(&mut text, &uniform(&mut ChaCha8Rng::seed_from_u64(1), shape), &[]).expect("memory does not fail");
    text
}

fn gzip(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text)?;
    encoder.finish()
}

fn bzip2(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(text)?;
    encoder.finish()
}

fn xz(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0))?;
    encoder.write_all(text)?;
    encoder.finish()
}

fn zstd(text: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::encode_all(text, 1)
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("dimacs");
    group.sample_size(10);
    let text = text();
    let megabytes = text.len() / 1_000_000;
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(BenchmarkId::new("plain", megabytes), |bencher| {
        bencher.iter(|| black_box(read(text.as_slice(), Strictness::Strict)).expect("as written"));
    });
    group.bench_function(BenchmarkId::new("lint", megabytes), |bencher| {
        bencher.iter(|| black_box(lint(text.as_slice())).expect("as written"));
    });
    // A part is enough for the slower ones.
    let end = text[..text.len() / 5].iter().rposition(|&byte| byte == b'\n').expect("the text has lines");
    let part = &text[..=end];
    group.throughput(Throughput::Bytes(part.len() as u64));
    for (name, encode) in [("gzip", gzip as Encode), ("bzip2", bzip2), ("xz", xz), ("zstd", zstd)] {
        let archive = encode(part).expect("memory does not fail");
        group.bench_function(BenchmarkId::new(name, part.len() / 1_000_000), |bencher| {
            bencher.iter(|| black_box(read(archive.as_slice(), Strictness::Lenient)).expect("as written"));
        });
    }
    group.finish();
    criterion.final_summary();
}
