//! From a random 3-CNF to an instance on disk: reading, reducing, writing, each by itself, and loading the instance again.
//!
//! The largest size has 1,000,000 clauses over 250,000 variables; bytes a second are shown for what reads text.

use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, measurement::WallTime};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::hint::black_box;
use tempfile::TempDir;
use unrelu::reductions::{
    Cnf, Instance, NormalCnf, ReductionKind,
    cnf::{
        dimacs::{Strictness, read},
        random::{Shape, uniform},
        write::write,
    },
    instance::{
        Provenance,
        directory::{Extras, load, save},
    },
};

/// Variables and clauses.
const SIZES: [(u32, usize); 3] = [(2_500, 10_000), (25_000, 100_000), (250_000, 1_000_000)];

fn formula((variables, clauses): (u32, usize)) -> Cnf {
    let shape = Shape::new(variables, clauses, 3).expect("three variables and more");
    uniform(&mut ChaCha8Rng::seed_from_u64(1), shape)
}

fn text(formula: &Cnf) -> Vec<u8> {
    let mut text = Vec::new();
    write::<&str>(&mut text, formula, &[]).expect("memory does not fail");
    text
}

fn bench_reading(group: &mut BenchmarkGroup<'_, WallTime>, size: (u32, usize)) {
    let text = text(&formula(size));
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function(BenchmarkId::new("read", size.1), |bencher| {
        bencher.iter(|| black_box(read(text.as_slice(), Strictness::Strict)).expect("as written"));
    });
}

fn bench_reducing(group: &mut BenchmarkGroup<'_, WallTime>, size: (u32, usize)) {
    let normal = NormalCnf::new(formula(size));
    group.throughput(Throughput::Elements(normal.formula().literal_count() as u64));
    for kind in ReductionKind::ALL {
        group.bench_function(BenchmarkId::new(kind.to_string(), size.1), |bencher| {
            bencher.iter(|| black_box(kind.network(&normal)).expect("widths far below 2^32"));
        });
    }
}

fn bench_directory(group: &mut BenchmarkGroup<'_, WallTime>, size: (u32, usize)) {
    let folder = tempfile::tempdir().expect("a place for scratch files");
    let instance = Instance::reduce(formula(size), ReductionKind::Theorem2, 0).expect("widths far below 2^32");
    group.throughput(Throughput::Elements(instance.formula().literal_count() as u64));
    group.bench_function(BenchmarkId::new("save", size.1), |bencher| {
        bencher.iter_with_large_drop(|| saved(&folder, &instance));
    });
    let saved = saved(&folder, &instance);
    group.bench_function(BenchmarkId::new("load", size.1), |bencher| {
        bencher.iter(|| black_box(load(&saved.path().join("instance"))).expect("as saved"));
    });
}

/// A directory of its own with the instance in it.
fn saved(folder: &TempDir, instance: &Instance) -> TempDir {
    let made_by = Provenance { version: "bench".into(), command: "bench".into(), seed: Some(1), source: None };
    let place = tempfile::tempdir_in(folder).expect("a place for scratch files");
    save(&place.path().join("instance"), instance, &Extras::default(), made_by).expect("a free name");
    place
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("reduction");
    group.sample_size(10);
    for size in SIZES {
        bench_reading(&mut group, size);
        bench_reducing(&mut group, size);
        bench_directory(&mut group, size);
    }
    group.finish();
    criterion.final_summary();
}
