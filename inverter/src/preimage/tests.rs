use super::*;
use crate::network::Layer;
use ndarray::array;

#[test]
fn example_1_is_two_rays() {
    let hidden = Layer::relu(array![[1.0, 2.0], [3.0, 1.0]]).unwrap();
    let network = Network::new(vec![hidden, Layer::relu(array![[1.0, -1.0]]).unwrap()]).unwrap();
    let found = find(&network, &[1.0], &Question::default()).unwrap();
    for piece in &found.pieces {
        println!("{:?}", Generators::of(piece));
    }
    println!("{:?} {} {} {}", found.convexity, found.searched, found.met, found.pruned);
    println!("{:?}", count_regions(&network, &Question::default()));
}
