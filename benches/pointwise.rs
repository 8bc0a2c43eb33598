//! How many trials of `lemma-1-pointwise` a second: every weight drawn, the rank of the active rows proven.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::{hint::black_box, sync::atomic::AtomicBool};
use unrelu::verify::{
    claim::{Claim, Effort},
    claims::Lemma1Pointwise,
    plan::{Plan, Settings},
    results::{Block, Results},
    run::{Control, run},
    seed::{Seed, StreamId},
};

const TRIALS: u64 = 20_000;

/// Trials one by one, each from its address.
fn one_core(criterion: &mut Criterion) {
    let claim = Lemma1Pointwise::new(Effort::Quick);
    let mut group = criterion.benchmark_group("pointwise");
    group.throughput(Throughput::Elements(TRIALS)).sample_size(20);
    for name in ["k=10 n=21 counted", "k=20 n=42 counted"] {
        let case = claim.cases().iter().position(|case| case.name == name).expect("there is such a case");
        let (claim_id, case_id) = (StreamId::of(claim.name()), StreamId::of(name));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                for number in 0..TRIALS {
                    black_box(claim.trial(case, number, &mut Seed(1).rng(claim_id, case_id, number)));
                }
            });
        });
    }
    group.finish();
}

/// The engine on one thread and on two: all cases of the claim, `counted` ones and others.
fn engine(criterion: &mut Criterion) {
    let settings = Settings { effort: Effort::Quick, trials: Some(200), ..Settings::default() };
    let plan = Plan::new(vec![Box::new(Lemma1Pointwise::new(Effort::Quick))], settings).expect("a plan");
    let mut group = criterion.benchmark_group("engine");
    group.throughput(Throughput::Elements(plan.trials())).sample_size(10);
    for threads in [1, 2] {
        group.bench_function(format!("{threads} threads"), |bencher| {
            bencher.iter(|| {
                let (mut results, cancel) = (Results::new(&plan), AtomicBool::new(false));
                let blocks = results.missing();
                let control = Control { threads, cancel: &cancel };
                run(&mut results, &blocks, control, &mut |_: &Block| Ok(())).expect("nothing is stored");
                black_box(results.trials())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, one_core, engine);
criterion_main!(benches);
