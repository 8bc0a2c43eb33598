//! Names of instances, from the names of their formulas.

use anyhow::bail;
use std::path::{Path, PathBuf};

/// A name for each formula, which no other has: its file's without `.cnf` and the like, of letters, digits, `.`, `-`, `_`.
pub(super) fn names(formulas: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let names: Vec<String> = formulas.iter().map(|formula| name(formula)).collect();
    for (index, name) in names.iter().enumerate() {
        if let Some(first) = names[..index].iter().position(|other| other == name) {
            let (first, second) = (formulas[first].display(), formulas[index].display());
            bail!("{first} and {second} would both be called `{name}`: rename one of the files");
        }
    }
    Ok(names)
}

fn name(formula: &Path) -> String {
    let name = formula.file_name().unwrap_or_default().to_string_lossy();
    let mut name = if name == "-" { "stdin" } else { &*name };
    for ending in [".gz", ".bz2", ".xz", ".zst", ".cnf", ".dimacs"] {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let name: String = name.trim_start_matches('.').chars().map(plain).collect();
    if name.is_empty() { "formula".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::names;
    use std::path::PathBuf;

    fn named(formulas: &[&str]) -> anyhow::Result<Vec<String>> {
        names(&formulas.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn names_are_plain_and_do_not_collide() {
        let right = named(&["a/uf20-01.cnf", "b.cnf.xz", "-", "x y,z.cnf", ".cnf", "v1.2.dimacs.gz"]).unwrap();
        assert_eq!(right, ["uf20-01", "b", "stdin", "x_y_z", "formula", "v1.2"]);
        let collision = named(&["a/f.cnf", "g.cnf", "b/f.cnf.gz"]).unwrap_err().to_string();
        assert!(collision.contains("a/f.cnf and b/f.cnf.gz"), "{collision}");
    }
}
