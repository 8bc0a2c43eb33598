//! Runs that are killed at any moment: what they wrote is whole, and going on gives what an undisturbed run gives.

use super::{
    run::Place,
    whole::{expect_same, expect_whole},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};
use std::{
    fs,
    process::Stdio,
    thread::sleep,
    time::{Duration, Instant},
};

/// A command that writes into the folder `out`, and with what it goes on.
struct Work {
    arguments: &'static str,
    resume: Option<&'static str>,
    kills: u32,
}

/// A seed that is another one every time, unless `UNRELU_SEED` has one.
fn seed() -> u64 {
    let given = std::env::var("UNRELU_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().subsec_nanos().into())
}

impl Work {
    fn survives(&self) {
        let seed = seed();
        let told = &format!("`{}` with UNRELU_SEED={seed}", self.arguments);
        let (mut rng, reference) = (ChaCha8Rng::seed_from_u64(seed), Self::place());
        let start = Instant::now();
        reference.expect(0, self.arguments);
        let longest = start.elapsed();
        let (mut place, mut killed) = (Self::place(), 0);
        while killed < self.kills {
            let after = longest.mul_f64(f64::from(rng.next_u32()) / f64::from(u32::MAX));
            if self.run(&place, after) {
                killed += 1;
            } else {
                expect_same(&place, &reference, "out", told);
                place = Self::place();
            }
            expect_whole(&place, "out", told);
        }
        self.finish(&place);
        expect_nothing_else(&place);
        expect_same(&place, &reference, "out", told);
    }

    fn place() -> Place {
        let place = Place::new();
        place.write("a.cnf", "p cnf 3 4\n1 2 3 0\n-1 2 0\n-2 3 0\n-3 1 0\n");
        place.write("b.cnf", "p cnf 2 4\n1 2 0\n-1 2 0\n1 -2 0\n-1 -2 0\n");
        place
    }

    /// How to go on from what there is.
    fn line(&self, place: &Place) -> String {
        let begun = place.path("out").exists();
        format!("{} {}", self.arguments, self.resume.filter(|_| begun).unwrap_or_default())
    }

    /// Runs it to its end, where that was not reached.
    fn finish(&self, place: &Place) {
        if self.resume.is_some() || !place.path("out").exists() {
            place.expect(0, &self.line(place));
        }
    }

    /// Runs it and kills it after some time; `false` where it had ended by then.
    fn run(&self, place: &Place, after: Duration) -> bool {
        if self.resume.is_none() && place.path("out").exists() {
            return false;
        }
        let mut command = place.command(&self.line(place));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        sleep(after);
        child.kill().unwrap();
        child.wait().unwrap().code().is_none()
    }
}

/// What a killed process leaves behind is hidden, and in nobody's way.
fn expect_nothing_else(place: &Place) {
    let entries = fs::read_dir(place.path("")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let others = names.filter(|name| !name.starts_with(".unrelu-") && !["a.cnf", "b.cnf", "out"].contains(&&**name));
    assert_eq!(others.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn verify_survives() {
    let arguments = "verify theorem-1 leaky-relu --quick --trials 60 --seed 3 --out out";
    Work { arguments, resume: Some("--resume"), kills: 16 }.survives();
}

#[test]
fn reproduce_survives() {
    let arguments =
        "reproduce fig1a fig2a --widths 5,20,40 --layers 15,40 --dimensions 5,7 --methods linf,l1 --runs 3 --out out";
    Work { arguments, resume: Some("--resume"), kills: 12 }.survives();
}

#[test]
fn scale_survives() {
    let arguments = "scale --quick --solvers exact,sat --reductions theorem-1 --sizes 10,20 --ratio-size 10 --ratios 3,4 --runs 4 --out out";
    Work { arguments, resume: Some("--resume"), kills: 12 }.survives();
}

#[test]
fn reduce_survives() {
    let arguments = "reduce a.cnf b.cnf --to two-layer --layout vnncomp --certify --format mps,lp --out out";
    Work { arguments, resume: None, kills: 10 }.survives();
}
