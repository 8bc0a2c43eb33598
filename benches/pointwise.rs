//! How many trials of `lemma-1-pointwise` a second: every weight drawn, the rank of the active rows proven.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand_chacha::ChaCha8Rng;
use std::{hint::black_box, sync::atomic::AtomicBool};
use unrelu::verify::{
    claim::{Case, Claim, Effort, Trial, Wording},
    claims::Lemma1Pointwise,
    plan::{Plan, Settings},
    results::{Block, Results},
    run::{Control, run},
    seed::{Seed, StreamId},
};

const TRIALS: u64 = 20_000;

/// The claim, and where its case of this name stands.
fn case(name: &str) -> (Lemma1Pointwise, usize) {
    let claim = Lemma1Pointwise::new(Effort::Quick);
    let case = claim.cases().iter().position(|case| case.name == name).expect("there is such a case");
    (claim, case)
}

/// Trials one by one, each from its address.
fn one_core(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pointwise");
    group.throughput(Throughput::Elements(TRIALS)).sample_size(20);
    for name in ["k=10 n=21 counted", "k=20 n=42 counted"] {
        let (claim, case) = case(name);
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

/// One case of the claim, and nothing else.
struct OneCase(Lemma1Pointwise, usize);

impl Claim for OneCase {
    fn wording(&self) -> Wording {
        self.0.wording()
    }

    fn cases(&self) -> Vec<Case> {
        vec![self.0.cases().swap_remove(self.1)]
    }

    fn trial(&self, _case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        self.0.trial(self.1, number, rng)
    }
}

/// The engine on one thread and on two.
fn engine(criterion: &mut Criterion) {
    let (claim, case) = case("k=20 n=42 counted");
    let settings = Settings { effort: Effort::Quick, trials: Some(5 * TRIALS), ..Settings::default() };
    let plan = Plan::new(vec![Box::new(OneCase(claim, case))], settings).expect("a plan");
    let mut group = criterion.benchmark_group("engine");
    group.throughput(Throughput::Elements(plan.trials())).sample_size(10);
    for threads in [1, 2] {
        group.bench_function(format!("k=20 n=42 counted, {threads} threads"), |bencher| {
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
