//! Collisions: two latent codes that a layer does not tell apart.

use unrelu_inverter::certificate::Rational;
use unrelu_inverter::injective::CollisionFile;

/// What is accepted is one by the definition too, in fractions.
pub fn collision(bytes: &[u8]) {
    let Ok(file) = CollisionFile::read(bytes) else { return };
    assert_eq!(CollisionFile::read(file.to_text().as_bytes()).expect("it was just written"), file);
    if file.check().is_err() {
        return;
    }
    let [first, second] = file.latents.each_ref().map(|latent| numbers(latent));
    assert_ne!(first, second);
    for row in &file.weights {
        let row = numbers(row);
        let output = |latent: &[Rational]| {
            assert_eq!(row.len(), latent.len());
            let sum = row.iter().zip(latent).fold(Rational::ZERO, |sum, (weight, entry)| sum + weight * entry);
            sum.max(Rational::ZERO)
        };
        assert_eq!(output(&first), output(&second));
    }
}

fn numbers(texts: &[String]) -> Vec<Rational> {
    texts.iter().map(|text| text.parse().expect("a number that was read before")).collect()
}
