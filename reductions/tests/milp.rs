//! Mixed-integer programs decide small formulas as they are known to be.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;
use unrelu_inverter::milp::{Backend, Claim};
use unrelu_reductions::cnf::dimacs::{Strictness, read_file};
use unrelu_reductions::export::{Spec, program};
use unrelu_reductions::limits::Limits;
use unrelu_reductions::{Instance, ReductionKind};

/// Whether an instance has a preimage, by a backend; points are decoded and checked.
fn decided(instance: &Instance, backend: Backend) -> bool {
    let model = program(instance, Spec::Exact).unwrap();
    match backend.solve(&model, &Limits::none().start()).unwrap() {
        Claim::Point(point) => {
            let latent: Vec<f64> = point[..instance.network().inputs()].iter().map(|entry| entry.signum()).collect();
            assert!(instance.is_solved_by(&instance.pull(&latent).unwrap()));
            true
        }
        Claim::Infeasible => false,
        Claim::GaveUp(reason) => panic!("{reason}"),
    }
}

#[test]
fn small_formulas_have_their_status() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/cnf");
    let known = [("full4", false, 1), ("unit3", true, 0), ("empty-clause", false, 0), ("ph3", false, 0)];
    for (name, satisfiable, most) in known {
        let formula = read_file(&folder.join(name).with_extension("cnf"), Strictness::Lenient).unwrap().formula;
        for kind in ReductionKind::ALL {
            for &backend in Backend::ALL {
                let ask =
                    |unsatisfied| decided(&Instance::reduce(formula.clone(), kind, unsatisfied).unwrap(), backend);
                assert_eq!(ask(0), satisfiable, "{name}, {kind}, {backend}");
                assert!(most == 0 || ask(most), "{name}, {kind}, {backend}");
            }
        }
    }
}
