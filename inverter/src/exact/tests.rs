use super::*;
use crate::network::{Activation, Layer, Network};
use ndarray::{Array1, array};
use num_traits::Signed;
use quickcheck::quickcheck;

fn row(entries: &[i64]) -> Row {
    let (constant, coefficients) = entries.split_last().unwrap();
    Row::new(coefficients.iter().map(|&entry| entry.into()).collect(), (*constant).into())
}

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::from_parts_signed(numerator.into(), denominator.into())
}

/// Rows of two coefficients and a constant.
fn rows(entries: &[(i8, i8, i8)]) -> Vec<Row> {
    entries.iter().map(|&(a, b, d)| row(&[a, b, d].map(i64::from))).collect()
}

/// Where two lines of `rows` meet, if that is a solution of all of them.
fn vertices(rows: &[Row]) -> Vec<Vec<Rational>> {
    let entry = |row: &Row, index: usize| row.entries[index].clone();
    let minor = |p: &Row, q: &Row, i, j| entry(p, i) * entry(q, j) - entry(p, j) * entry(q, i);
    let pairs = rows.iter().flat_map(|p| rows.iter().map(move |q| (p, q)));
    let meet = pairs.filter(|(p, q)| !minor(p, q, 0, 1).is_zero()).map(|(p, q)| {
        let det = minor(p, q, 0, 1);
        vec![
            Rational::from_parts_signed(minor(p, q, 1, 2), det.clone()),
            Rational::from_parts_signed(minor(p, q, 2, 0), det),
        ]
    });
    meet.filter(|point| rows.iter().all(|row| !row.at(point).is_negative())).collect()
}

quickcheck! {
    fn the_simplex_method_agrees_with_all_vertices(entries: Vec<(i8, i8, i8)>, objective: (i8, i8)) -> bool {
        // A box, so that every maximum is at a vertex.
        let mut constraints = rows(&[(1, 0, 50), (-1, 0, 50), (0, 1, 50), (0, -1, 50)]);
        constraints.extend(rows(&entries[..entries.len().min(12)]));
        let objective = rows(&[(objective.0, objective.1, 3)]).remove(0);
        let best = vertices(&constraints).iter().map(|vertex| objective.at(vertex)).max();
        match Tableau::of(2, &constraints) {
            None => best.is_none(),
            Some(mut tableau) => {
                let feasible = constraints.iter().all(|row| !row.at(&tableau.point()).is_negative());
                let above = tableau.above_zero(&objective).is_none_or(|point| objective.at(&point).is_positive());
                feasible && above && tableau.maximum(&objective) == best
            }
        }
    }

    fn a_constraint_is_implied_where_the_set_is_the_same_without_it(entries: Vec<(i8, i8, i8)>) -> bool {
        let constraints = rows(&entries[..entries.len().min(8)]);
        let Some(tableau) = Tableau::of(2, &constraints) else { return true };
        (0..constraints.len()).all(|index| {
            let others = constraints.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, row)| row);
            let least = Tableau::of(2, others).unwrap().maximum(&-constraints[index].clone());
            let implied = least.is_some_and(|most| !most.is_positive());
            implied == tableau.clone().drop_if_implied(index, &constraints[index])
        })
    }

    fn every_float_is_a_fraction_and_no_float_is_nearer(a: i64, b: i64, exponent: i16) -> bool {
        let float = f64::from_bits(a.cast_unsigned());
        let same = rational(float).is_none_or(|value| rational(to_f64(&value)) == Some(value));
        let power = Rational::from(2).pow(isize::from(exponent % 1100));
        let value = ratio(a, if b == 0 { 1 } else { b }) * power;
        let nearest = to_f64(&value);
        let off = |float: f64| rational(float).map(|float| (float - &value).abs());
        // Halfway between the largest float and the one that would be next, nothing is near.
        let infinite = value.abs() >= rational(f64::MAX).unwrap() + Rational::from(2).pow(970);
        let neighbours = [nearest.next_down(), nearest.next_up()].into_iter().filter_map(off);
        same && nearest.is_infinite() == infinite && off(nearest).is_none_or(|least| neighbours.into_iter().all(|other| least <= other))
    }

    fn fractions_are_read_as_they_are_written(a: i64, b: i64) -> bool {
        let value = ratio(a, if b == 0 { 1 } else { b });
        fraction(&value.to_string()) == Some(value) && fraction(&format!("{a}/{b}")).is_none() == (b == 0)
    }

    fn the_forward_pass_of_small_numbers_agrees_with_floats(a: i16, b: i16, scale: u8) -> bool {
        // So few bits that floats do not round.
        let leaky = Activation::from_slope(0.25).unwrap();
        let hidden = Layer::new(array![[3.0, -2.5], [1.0, 0.125], [0.0, -5.0]], array![1.0, -1.5, 0.0], leaky).unwrap();
        let network = Network::new(vec![hidden, Layer::relu(array![[1.0, -4.0, 2.0], [0.5, 0.0, 0.0]]).unwrap()]).unwrap();
        let latent = [a, b].map(|x| f64::from(x) / f64::from(1_u32 << (scale % 20)));
        let exact = ExactNetwork::new(&network).forward(&latent.map(|entry| rational(entry).unwrap()));
        exact.iter().map(to_f64).collect::<Array1<f64>>() == network.forward(&Array1::from(latent.to_vec()))
    }
}

#[test]
fn programs_without_a_limit_are_known_as_such() {
    let mut quadrant = Tableau::of(2, &[row(&[1, 0, -1]), row(&[0, 1, 2])]).unwrap();
    assert_eq!(quadrant.maximum(&row(&[1, 1, 0])), None);
    assert_eq!(quadrant.maximum(&row(&[-3, -1, 7])), Some(ratio(6, 1)));
    let point = quadrant.above_zero(&row(&[1, 0, -10])).unwrap();
    assert!(point[0] > ratio(10, 1) && point[1] >= ratio(-2, 1));
    assert!(!quadrant.exceeds_zero(&row(&[-1, 0, 1])));
    assert!(!quadrant.add(&row(&[-1, 0, 0])));
    assert!(Tableau::of(0, &[row(&[-1])]).is_none() && Tableau::of(0, &[row(&[0])]).is_some());
}

#[test]
fn affine_pieces_of_a_network_give_its_output() {
    let hidden = Layer::new(array![[0.1, 2.0], [3.0, 1.0]], array![0.3, -1.0], Activation::Relu).unwrap();
    let network = ExactNetwork::new(&Network::new(vec![hidden]).unwrap());
    let layer = &network.layers()[0];
    let piece = layer.activate(layer.preactivation(&AffineMap::identity(2)), &[true, false]);
    let z = [ratio(1, 3), ratio(-1, 7)];
    assert_eq!(piece.at(&z), network.forward(&z));
    let row = piece.at_least(0, &piece.at(&z)[0]);
    assert!(row.at(&z).is_zero() && row.at(&[ratio(1, 2), ratio(0, 1)]).is_positive());
}

#[test]
fn rows_are_brought_to_lowest_terms() {
    assert_eq!(row(&[6, -9, 0]).primitive(), row(&[2, -3, 0]));
    assert_eq!(row(&[0, 0]).primitive(), row(&[0, 0]));
    assert_eq!(row(&[1, 5]).padded(1, 2), row(&[0, 1, 0, 0, 5]));
}

#[test]
fn text_that_is_no_fraction_is_refused() {
    assert_eq!(
        ["-6/4", "6/-4", "+3", "0/7", "-0"].map(fraction),
        [ratio(-3, 2), ratio(-3, 2), ratio(3, 1), ratio(0, 1), ratio(0, 1)].map(Some)
    );
    let wrong =
        ["", "/", "1/", "/2", "1/0", "1/-0", "0/0", "1/2/3", "1.5", "1e5", "0x1", " 1", "1/ 2", "--1", "inf", "NaN"];
    assert_eq!(wrong.map(fraction), [const { None }; 16]);
}

#[test]
fn floats_that_are_no_numbers_are_no_fractions() {
    assert_eq!([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(rational), [const { None }; 3]);
    assert_eq!(rational(0.1).unwrap().to_string(), "3602879701896397/36028797018963968");
    assert_eq!(rational(-f64::MIN_POSITIVE).unwrap(), -Rational::from(2).pow(-1022));
}
