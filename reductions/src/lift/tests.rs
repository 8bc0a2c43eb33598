use super::*;
use crate::check::check_lifted_proof;
use crate::cnf::NormalCnf;
use crate::cnf::dimacs::{Strictness, read_file};
use crate::disguise::{Disguise, Trick};
use crate::exact::Finding;
use crate::instance::{Clauses, Recipe};
use crate::limits::Limits;
use crate::reduction::{Domain, ReductionKind};
use crate::solve::{Refutation, SolverKind, Verdict, lifted};
use quickcheck::quickcheck;
use std::path::Path;
use unrelu_inverter::ndarray::array;
use unrelu_inverter::network::{Activation, Layer};

const ALL: [Trick; 5] = [Trick::Mix, Trick::Split, Trick::Pad, Trick::Scale, Trick::Permute];

fn disguised(formula: &Cnf, kind: ReductionKind, unsatisfied: u32, seed: u64) -> Instance {
    let tricks = ALL.into_iter().filter(|&trick| trick != Trick::Mix || kind.domain() == Domain::Reals);
    let disguise = Some(Disguise::new(tricks, seed));
    Instance::new(formula.clone(), Recipe { kind, unsatisfied, clauses: Clauses::Whole, disguise }).unwrap()
}

fn formula(numbers: &[(i8, i8, i8)]) -> Cnf {
    let clause =
        |&(a, b, c): &(i8, i8, i8)| [a, b, c].map(|n| i32::from(n % 5)).into_iter().filter(|&n| n != 0).collect();
    let clauses: Vec<Vec<i32>> = numbers.iter().take(12).map(clause).collect();
    let mut formula = Cnf::from_dimacs(&clauses).unwrap();
    formula.declare(4);
    formula
}

fn data(name: &str) -> Cnf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/cnf").join(name);
    read_file(&path, Strictness::Lenient).unwrap().formula
}

fn misfits(network: &Network, observation: Option<&[f64]>) -> Vec<Misfit> {
    match lift(network, observation).unwrap_err() {
        Refusal::Misfits(misfits) => misfits.into_iter().map(|(_, misfit)| misfit).collect(),
        other => panic!("{other}"),
    }
}

/// The network with one number of one layer changed, dense.
fn changed(network: &Network, layer: usize, change: impl Fn(&mut f64, &mut f64)) -> Network {
    let mut layers = network.layers().to_vec();
    let mut weights = layers[layer].weights().select(0..layers[layer].outputs());
    let mut bias = layers[layer].bias().clone();
    change(&mut weights[(0, 0)], &mut bias[0]);
    layers[layer] = Layer::new(weights, bias, layers[layer].activation()).unwrap();
    Network::new(layers).unwrap()
}

quickcheck! {
    fn counts_of_false_clauses_are_read_from_the_observation(numbers: Vec<(i8, i8, i8)>, seed: u64) -> bool {
        let formula = formula(&numbers);
        ReductionKind::ALL.into_iter().all(|kind| {
            let unsatisfied = u32::try_from(seed % 3).unwrap();
            let hidden = disguised(&formula, kind, unsatisfied, seed);
            let lifted = lift(hidden.network(), Some(&hidden.observation().to_vec()));
            let Ok(lifted) = lifted else {
                // Fewer copies of every clause cannot leave a part of one false.
                return unsatisfied > 0;
            };
            (0..16).all(|n| {
                let assignment = Assignment::from((0..4).map(|i| n >> i & 1 == 1).collect::<Vec<_>>());
                let wanted = lifted.count().admits(lifted.formula().unsatisfied(&assignment), lifted.unsatisfied());
                let latent = lifted.push(&assignment);
                let found = latent.is_some_and(|latent| {
                    lifted.pull(&latent.to_vec()).unwrap() == assignment
                        && hidden.check(&latent.to_vec()).unwrap() == Finding::Preimage
                });
                // Under `two-layer` there may be no preimage that floats hold.
                found == wanted || (wanted && lifted.count() == Count::AtMost && unsatisfied > 0)
            })
        })
    }

    fn networks_over_the_unit_box_are_lifted(numbers: Vec<(i8, i8, i8)>) -> bool {
        let normal = NormalCnf::new(formula(&numbers));
        let network = sat_relu::network(&normal).unwrap();
        let found = lift(&network, Some(&[1.0, 0.0])).unwrap();
        assert_eq!((found.form(), found.unsatisfied()), (Form::SatRelu, 0));
        (0..16).all(|n| {
            let assignment = Assignment::from((0..4).map(|i| n >> i & 1 == 1).collect::<Vec<_>>());
            let latent = found.push(&assignment).unwrap();
            let falsified = normal.formula().unsatisfied(&assignment);
            assert_eq!(network.forward(&latent).to_vec(), [1.0 - falsified as f64, 0.0]);
            found.pull(&latent.to_vec()).unwrap() == assignment && found.formula().unsatisfied(&assignment) == falsified
        })
    }

    fn a_changed_number_is_seen(numbers: Vec<(i8, i8, i8)>, layer: u8, of_bias: bool) -> bool {
        let normal = NormalCnf::new(formula(&numbers));
        ReductionKind::ALL.into_iter().all(|kind| {
            let plain = kind.network(&normal).unwrap();
            let layer = usize::from(layer) % plain.layers().len();
            if plain.layers()[layer].weights().rows() * plain.layers()[layer].weights().columns() == 0 {
                return true;
            }
            let other = changed(&plain, layer, |weight, bias| *(if of_bias { bias } else { weight }) += 1.0);
            // What is lifted nevertheless is right: the formula says what the changed network gives.
            lift(&other, None).is_err() || lifted_is_right(&other)
        })
    }
}

fn lifted_is_right(network: &Network) -> bool {
    let found = lift(network, None).unwrap();
    (0..1_u32 << network.inputs()).all(|n| {
        let values: Vec<bool> = (0..network.inputs()).map(|i| n >> i & 1 == 1).collect();
        let assignment = Assignment::from(values);
        let satisfied = found.formula().is_satisfied_by(&assignment);
        satisfied == (network.forward(&found.push(&assignment).unwrap()).to_vec() == found.observation())
    })
}

#[test]
fn hard_formulas_are_decided_from_the_bare_network() {
    for name in ["uuf100-01.cnf", "uf100-01.cnf"] {
        let formula = data(name);
        for (seed, kind) in (1..).zip(ReductionKind::ALL) {
            let hidden = disguised(&formula, kind, 0, seed);
            let found = lift_problem(&hidden.problem()).unwrap();
            match lifted(&found, SolverKind::Sat, &Limits::none()).unwrap() {
                Verdict::Satisfiable(witness) => {
                    assert_eq!(hidden.check(&witness.latent().to_vec()), Ok(Finding::Preimage));
                }
                Verdict::Unsatisfiable(Refutation::Proof(proof)) => {
                    assert_eq!(name, "uuf100-01.cnf");
                    let again = check_lifted_proof(&hidden.problem(), proof.as_slice(), &Limits::none());
                    assert_eq!(again.unwrap().formula(), found.formula());
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn binary_fractions_are_exact_and_what_is_not_is_refused() {
    let normal = NormalCnf::new(Cnf::from_dimacs(&[vec![1, -2], vec![2, 3]]).unwrap());
    let plain = ReductionKind::Theorem1.network(&normal).unwrap();
    let scaled = |hidden: f64, last: f64| {
        let layer = |index: usize, factor: f64| {
            let layer = &plain.layers()[index];
            let weights = layer.weights().select(0..layer.outputs()) * factor;
            Layer::new(weights, layer.bias() * factor, layer.activation()).unwrap()
        };
        Network::new(vec![layer(0, hidden), layer(1, last)]).unwrap()
    };
    let found = lift(&scaled(0.25, 3.0), Some(&[0.75])).unwrap();
    assert_eq!((found.formula(), found.unsatisfied()), (normal.formula(), 1));
    assert_eq!(misfits(&scaled(0.25, 3.0), Some(&[0.5])).len(), 2);
    // One unit is scaled by a number that 64 bits do not hold together with the rest.
    let mixed = changed(&plain, 0, |weight, _| *weight = 2.0_f64.powi(-70));
    assert!(misfits(&mixed, None).contains(&Misfit::NotExact { layer: 1, unit: 1 }));
}

#[test]
fn refusals_name_what_does_not_fit() {
    let dense = Layer::relu(array![[1.0, 3.0], [2.0, 1.0], [1.0, -1.0]]).unwrap();
    let last = Layer::relu(array![[1.0, 1.0, 2.0]]).unwrap();
    let network = Network::new(vec![dense.clone(), last.clone()]).unwrap();
    let refusal = lift(&network, None).unwrap_err().to_string();
    assert!(refusal.contains("not theorem-1: layer 1, unit 1: the weight of variable 2 is 3"), "{refusal}");
    assert!(refusal.contains("not two-layer: 0 variables can be told apart"), "{refusal}");
    let single = Network::new(vec![dense.clone()]).unwrap();
    assert_eq!(lift(&single, None).unwrap_err(), Refusal::Shape { layers: 1, inputs: 2, outputs: 3 });
    assert!(matches!(lift(&network, Some(&[1.0, 2.0])), Err(Refusal::Observation(_))));
    let identity = Network::new(vec![dense.with_activation(Activation::Identity), last]).unwrap();
    assert!(matches!(misfits(&identity, None)[0], Misfit::Activation { layer: 1, .. }));
    let boxed = sat_relu::network(&NormalCnf::new(formula(&[(1, 2, 3)]))).unwrap();
    assert!(matches!(misfits(&boxed, Some(&[1.0, 0.5]))[0], Misfit::Observed { output: 2, .. }));
    let relu = boxed.with_activations(&[Activation::Relu, Activation::Relu]);
    assert!(matches!(misfits(&relu, None)[0], Misfit::Activation { layer: 2, .. }));
}

#[test]
fn outputs_of_the_wrong_sign_are_refused() {
    let normal = NormalCnf::new(Cnf::from_dimacs(&[[1, 2]]).unwrap());
    let plain = ReductionKind::Theorem2.network(&normal).unwrap();
    let mut layers = plain.layers().to_vec();
    let weights = layers[3].weights().select(0..2) * array![[1.0], [-1.0]];
    layers[3] = Layer::relu(weights).unwrap();
    // The second output is 0 everywhere.
    let network = Network::new(layers).unwrap();
    assert!(matches!(misfits(&network, Some(&[0.0, -2.0]))[..], [Misfit::Output { output: 2, .. }]));
}

#[test]
fn an_output_that_is_a_variable_is_told_by_the_observation() {
    // The clauses sum to |z|, as the other output says.
    let instance = Instance::reduce(Cnf::from_dimacs(&[[1], [-1]]).unwrap(), ReductionKind::TwoLayerVector, 0).unwrap();
    let (first, second) = (lift(instance.network(), Some(&[1.0, 0.0])), lift(instance.network(), Some(&[0.0, 1.0])));
    assert_eq!((first.unwrap().unsatisfied(), second.unwrap().unsatisfied()), (0, 0));
    assert!(lift(instance.network(), Some(&[2.0, 2.0])).is_err());
}
