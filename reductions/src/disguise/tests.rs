use super::*;
use crate::Instance;
use crate::cnf::{Assignment, Cnf};
use crate::exact::{self, Dyadic};
use crate::instance::{Clauses, Recipe};
use crate::limits::Limits;
use crate::reduction::ReductionKind;
use crate::solve::{SolverKind, Verdict, solve};
use quickcheck::quickcheck;

const ALL: [Trick; 5] = [Trick::Mix, Trick::Split, Trick::Pad, Trick::Scale, Trick::Permute];

fn formula(numbers: &[(i8, i8, i8)]) -> Cnf {
    let clause =
        |&(a, b, c): &(i8, i8, i8)| [a, b, c].map(|n| i32::from(n % 5)).into_iter().filter(|&n| n != 0).collect();
    let clauses: Vec<Vec<i32>> = numbers.iter().take(14).map(clause).collect();
    let mut formula = Cnf::from_dimacs(&clauses).unwrap();
    formula.declare(4);
    formula
}

fn tricks(kind: ReductionKind, chosen: u8) -> Vec<Trick> {
    let suits = |trick: &Trick| kind.domain() == Domain::Reals || *trick != Trick::Mix;
    ALL.into_iter().enumerate().filter(|(i, _)| chosen >> i & 1 == 1).map(|(_, trick)| trick).filter(suits).collect()
}

fn instance(cnf: &Cnf, kind: ReductionKind, disguise: Option<Disguise>) -> Instance {
    Instance::new(cnf.clone(), Recipe { kind, unsatisfied: 0, clauses: Clauses::Whole, disguise }).unwrap()
}

quickcheck! {
    fn outputs_are_the_same_after_undoing(numbers: Vec<(i8, i8, i8)>, point: (i8, i8, i8, i8), chosen: u8, seed: u64) -> bool {
        let cnf = formula(&numbers);
        ReductionKind::ALL.into_iter().all(|kind| {
            let plain = instance(&cnf, kind, None);
            let disguised = Disguise::new(tricks(kind, chosen), seed).apply(plain.network(), kind.domain()).unwrap();
            let quarters = [point.0, point.1, point.2, point.3].map(|x| f64::from(x) / 32.0);
            let code = match kind.domain() {
                Domain::Reals => Array1::from(quarters.to_vec()),
                Domain::Signs => quarters.iter().map(|&x| if x > 0.0 { 1.0 } else { -1.0 }).collect(),
            };
            let hidden = disguised.latent.disguise(&code);
            let exact = |network: &Network, code: &Array1<f64>| -> Array1<f64> {
                exact::forward(network, &code.to_vec()).unwrap().iter().map(Dyadic::to_f64).collect()
            };
            let signs: Vec<f64> = code.iter().map(|&x| if x == 0.0 { 0.0 } else { x.signum() }).collect();
            exact(&disguised.network, &hidden) == disguised.output(&exact(plain.network(), &code))
                && disguised.network.forward(&hidden) == exact(&disguised.network, &hidden)
                && disguised.latent.plain_signs(&hidden.to_vec()).unwrap() == signs
        })
    }

    fn verdicts_and_decoded_solutions_stay(numbers: Vec<(i8, i8, i8)>, chosen: u8, seed: u64) -> bool {
        let cnf = formula(&numbers);
        ReductionKind::ALL.into_iter().all(|kind| {
            let disguise = Disguise::new(tricks(kind, chosen), seed);
            let hidden = instance(&cnf, kind, Some(disguise));
            let models = |assignment: &Assignment| {
                let latent = hidden.push(assignment).unwrap().to_vec();
                let finding = hidden.check(&latent).unwrap();
                assert_eq!(&hidden.pull(&latent).unwrap(), assignment);
                assert_eq!(finding == exact::Finding::Preimage, cnf.is_satisfied_by(assignment));
            };
            (0..16).for_each(|n| models(&Assignment::from((0..4).map(|i| n >> i & 1 == 1).collect::<Vec<_>>())));
            let satisfiable = |instance: &Instance| {
                matches!(solve(instance, SolverKind::Brute, &Limits::none()).unwrap(), Verdict::Satisfiable(_))
            };
            satisfiable(&hidden) == satisfiable(&instance(&cnf, kind, None))
        })
    }

    fn the_box_holds_every_sign_vector(values: Vec<bool>, seed: u64) -> bool {
        let mut cnf = Cnf::new(0);
        cnf.declare(u32::try_from(values.len()).unwrap());
        let hidden = instance(&cnf, ReductionKind::Theorem2, Some(Disguise::new(ALL, seed)));
        let latent = hidden.push(&Assignment::from(values)).unwrap();
        latent.iter().zip(hidden.box_radii()).all(|(y, radius)| y.abs() <= radius)
    }
}

#[test]
fn the_same_seed_gives_the_same_network_and_another_does_not() {
    let cnf = formula(&[(1, 2, 3), (-1, -2, 4), (2, -3, -4)]);
    let made = |seed| instance(&cnf, ReductionKind::TwoLayer, Some(Disguise::new(ALL, seed)));
    assert_eq!(made(1), made(1));
    assert_ne!(made(1).network(), made(2).network());
    assert_ne!(made(1).network().widths(), instance(&cnf, ReductionKind::TwoLayer, None).network().widths());
}

#[test]
fn what_cannot_be_disguised_is_refused() {
    let plain = instance(&formula(&[(1, 2, 3)]), ReductionKind::Theorem1, None);
    let mixed = Disguise::new([Trick::Mix], 1).apply(plain.network(), Domain::Signs);
    assert_eq!(mixed, Err(DisguiseError::NoMix));
    // A clause of 2^23 literals has a bias that scaling brings to 2^24 and more; a layer of its own stands for it.
    let wide = unrelu_inverter::network::Layer::new(
        unrelu_inverter::ndarray::array![[1.0]],
        unrelu_inverter::ndarray::array![-16_777_215.0],
        unrelu_inverter::network::Activation::Relu,
    );
    let wide = Network::new(vec![wide.unwrap()]).unwrap();
    let refused = (0..20).any(|seed| {
        let scaled = Disguise::new([Trick::Scale], seed).apply(&wide, Domain::Reals);
        matches!(scaled, Err(DisguiseError::TooLarge { layer: 1, .. }))
    });
    assert!(refused);
}

#[test]
fn codes_that_do_not_fit_are_refused() {
    let hidden = instance(&formula(&[(1, 2, 3)]), ReductionKind::Theorem2, Some(Disguise::new(ALL, 1)));
    assert!(hidden.pull(&[1.0]).is_err() && hidden.pull(&[f64::NAN; 4]).is_err());
}
