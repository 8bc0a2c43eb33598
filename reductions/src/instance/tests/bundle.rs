//! Bundles and benchmarks: what is right is found right, and a changed byte is found.

use super::made_by;
use crate::disguise::{Disguise, Trick};
use crate::export::{Export, Format, Spec};
use crate::instance::benchmark::{self, Benchmark};
use crate::instance::bundle::{self, Line, Outcome};
use crate::instance::directory::{Extras, MANIFEST, save};
use crate::instance::{Answer, Certificate, Clauses, Instance, Manifest, Recipe};
use crate::limits::Limits;
use crate::solve::{SolverKind, solve};
use crate::{Cnf, ReductionKind};
use std::fs;
use std::path::{Path, PathBuf};

const SATISFIABLE: &[&[i32]] = &[&[1, 2, 3, 1], &[-1, 2], &[2, -2]];
const UNSATISFIABLE: &[&[i32]] = &[&[1, 2], &[1, -2], &[-1, 2], &[-1, -2]];

fn exports() -> Vec<Export> {
    [(Format::Mps, Spec::Exact), (Format::Lp, Spec::Exact), (Format::Onnx, Spec::Exact), (Format::Vnnlib1, Spec::Gap)]
        .map(|(format, spec)| Export { format, spec })
        .to_vec()
}

fn instance(clauses: &[&[i32]], recipe: Recipe) -> Instance {
    let clauses: Vec<Vec<i32>> = clauses.iter().map(|clause| clause.to_vec()).collect();
    Instance::new(Cnf::from_dimacs(&clauses).unwrap(), recipe).unwrap()
}

fn certified(instance: &Instance) -> Extras {
    let certificate = Certificate::of(&solve(instance, SolverKind::Sat, &Limits::none()).unwrap());
    Extras { exports: exports(), certificate }
}

fn outcome(path: &Path) -> Vec<Line> {
    bundle::check(path, &Limits::none()).unwrap()
}

fn all_right(lines: &[Line]) -> bool {
    lines.iter().all(|line| line.outcome == Outcome::Right)
}

#[test]
fn what_is_saved_is_right() {
    let folder = tempfile::tempdir().unwrap();
    for (number, kind) in ReductionKind::ALL.into_iter().enumerate() {
        for (clauses, verdict) in [(SATISFIABLE, Answer::Sat), (UNSATISFIABLE, Answer::Unsat)] {
            let disguise = Some(Disguise::new([Trick::Permute, Trick::Scale, Trick::Pad], 5));
            let recipes =
                [Recipe::plain(kind, 0), Recipe { disguise, clauses: Clauses::Split, ..Recipe::plain(kind, 0) }];
            for (index, recipe) in recipes.into_iter().enumerate() {
                let instance = instance(clauses, recipe);
                let path = folder.path().join(format!("{number}-{verdict}-{index}"));
                save(&path, &instance, &certified(&instance), made_by()).unwrap();
                let lines = outcome(&path);
                assert!(all_right(&lines), "{lines:?}");
                let manifest: Manifest = serde_json::from_slice(&fs::read(path.join(MANIFEST)).unwrap()).unwrap();
                assert_eq!((manifest.verdict, manifest.sha256.len()), (verdict, 7));
            }
        }
    }
}

#[test]
fn a_verdict_that_nobody_gave_is_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("instance");
    let instance = instance(SATISFIABLE, Recipe::plain(ReductionKind::Theorem2, 0));
    save(&path, &instance, &Extras::default(), made_by()).unwrap();
    let lines = outcome(&path);
    assert!(all_right(&lines) && lines.last().unwrap().what.contains("unknown"), "{lines:?}");
}

/// Every eleventh byte of every file, one after another: a finding names the file, or the manifest where that no longer fits it.
#[test]
fn a_changed_byte_is_found() {
    let folder = tempfile::tempdir().unwrap();
    for (name, clauses) in [("sat", SATISFIABLE), ("unsat", UNSATISFIABLE)] {
        let path = folder.path().join(name);
        let instance = instance(clauses, Recipe::plain(ReductionKind::TwoLayer, 0));
        save(&path, &instance, &certified(&instance), made_by()).unwrap();
        assert_eq!(fs::read_dir(&path).unwrap().count(), 8);
        for file in files(&path) {
            let found = |lines: Vec<Line>| {
                let name = file.strip_prefix(&path).unwrap().to_string_lossy();
                lines.iter().any(|line| line.is_wrong() && (line.file == name || name == MANIFEST))
            };
            let check = || bundle::check(&path, &Limits::none()).map_or(true, found);
            assert!(flips_are_found(&file, 11, check), "{}", file.display());
        }
        assert!(all_right(&outcome(&path)));
    }
}

#[test]
fn a_forged_bundle_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let plain = instance(UNSATISFIABLE, Recipe::plain(ReductionKind::Theorem1, 0));
    let extras = certified(&plain);
    let forged = |name: &str, instance: &Instance, change: &dyn Fn(&Path, &mut Manifest)| {
        let path = folder.path().join(name);
        save(&path, instance, &extras, made_by()).unwrap();
        let mut manifest: Manifest = serde_json::from_slice(&fs::read(path.join(MANIFEST)).unwrap()).unwrap();
        change(&path, &mut manifest);
        let names: Vec<String> = manifest.names().map(str::to_owned).collect();
        manifest.sha256 = super::super::files::digests(&path, names).unwrap();
        fs::write(path.join(MANIFEST), manifest.to_text()).unwrap();
        let lines = outcome(&path);
        lines.into_iter().filter(Line::is_wrong).map(|line| line.file).collect::<Vec<_>>()
    };
    assert!(forged("untouched", &plain, &|_, _| {}).is_empty());
    let question = |path: &Path, _: &mut Manifest| fs::write(path.join("network.lp"), "Minimize\nEnd\n").unwrap();
    assert_eq!(forged("question", &plain, &question), ["network.lp"]);
    let proof = |path: &Path, _: &mut Manifest| fs::write(path.join("proof.drat"), "0\n").unwrap();
    assert_eq!(forged("proof", &plain, &proof), ["proof.drat"]);
    let verdict = |_: &Path, manifest: &mut Manifest| manifest.verdict = Answer::Sat;
    assert_eq!(forged("verdict", &plain, &verdict), ["proof.drat"]);
    let other = |_: &Path, manifest: &mut Manifest| manifest.literals_merged = 9;
    assert_eq!(forged("counts", &plain, &other), ["formula.cnf"]);
    let satisfiable = instance(SATISFIABLE, Recipe::plain(ReductionKind::Theorem1, 0));
    assert_eq!(forged("satisfiable", &satisfiable, &|_, _| {}), ["proof.drat"]);
}

#[test]
fn a_benchmark_is_checked_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("benchmark");
    let mut benchmark = Benchmark::create(&path, 60).unwrap();
    for (name, clauses) in [("b", SATISFIABLE), ("a.1", UNSATISFIABLE)] {
        let instance = instance(clauses, Recipe::plain(ReductionKind::Theorem2, 0));
        benchmark.add(name, &instance, &certified(&instance), made_by()).unwrap();
        benchmark.add(name, &instance, &certified(&instance), made_by()).unwrap_err();
        benchmark.add("a,b", &instance, &certified(&instance), made_by()).unwrap_err();
        benchmark.add("plain", &instance, &Extras::default(), made_by()).unwrap_err();
    }
    benchmark.finish().unwrap();
    let read = |name: &str| fs::read_to_string(path.join(name)).unwrap();
    assert_eq!(read("instances.csv"), "onnx/b.onnx,vnnlib/b.vnnlib,60\nonnx/a.1.onnx,vnnlib/a.1.vnnlib,60\n");
    let expected = "onnx/b.onnx,vnnlib/b.vnnlib,sat,bundles/b/witness.npy\n\
                    onnx/a.1.onnx,vnnlib/a.1.vnnlib,unsat,bundles/a.1/proof.drat\n";
    assert_eq!(read("expected.csv"), expected);
    let check = || benchmark::check(&path, &Limits::none());
    assert!(all_right(&check().unwrap()), "{:?}", check());
    for file in files(&path) {
        let found = || check().map_or(true, |lines| lines.iter().any(Line::is_wrong));
        assert!(flips_are_found(&file, 199, found), "{}", file.display());
    }
}

/// Flips a bit in every `step`th byte, and puts it back.
fn flips_are_found(file: &Path, step: usize, found: impl Fn() -> bool) -> bool {
    let whole = fs::read(file).unwrap();
    let all = (0..whole.len()).step_by(step).all(|place| {
        let mut changed = whole.clone();
        changed[place] ^= 1 << (place % 8);
        fs::write(file, changed).unwrap();
        found()
    });
    fs::write(file, whole).unwrap();
    all
}

/// All files below a directory.
fn files(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
