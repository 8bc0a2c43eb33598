//! The examples of README.md, the recipes and the tutorials, run as printed.

use super::run::{Place, repository};
use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The commands of a `console` block and, where a `text` block comes next, what they print.
#[derive(Default)]
struct Example {
    /// Each with the exit code that a line `# exits N` below it states.
    commands: Vec<(String, i32)>,
    /// Lines, in order, those of stderr after those of stdout. One that ends in `...` is the beginning of one; `...` alone says that there are others.
    printed: Vec<String>,
}

fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut block = "";
    for line in text.lines() {
        match (block, line) {
            (_, "```") => block = "",
            ("", "```console") => {
                block = "console";
                examples.push(Example::default());
            }
            ("", "```text") => block = "text",
            ("", fence) if fence.starts_with("```") => block = "other",
            ("console", _) => examples.last_mut().unwrap().read(line),
            ("text", _) => examples.last_mut().unwrap().printed.push(line.to_owned()),
            _ => {}
        }
    }
    examples
}

impl Example {
    fn read(&mut self, line: &str) {
        if let Some(command) = line.strip_prefix("$ ") {
            self.commands.push((command.to_owned(), 0));
        } else if let Some(code) = line.strip_prefix("# exits ") {
            self.commands.last_mut().unwrap().1 = code.parse().unwrap();
        }
    }

    /// `cargo` is left out: what is built is what is tested.
    fn run(&self, place: &Place) {
        let mut printed = String::new();
        for (command, code) in self.commands.iter().filter(|(command, _)| !command.starts_with("cargo")) {
            let output = shell(place, command);
            assert_eq!(output.status.code(), Some(*code), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
            printed.extend([output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()));
        }
        if self.commands.iter().all(|(command, _)| !command.starts_with("cargo")) {
            self.compare(&printed);
        }
    }

    fn compare(&self, printed: &str) {
        let mut lines = printed.lines();
        for wanted in self.printed.iter().filter(|line| *line != "...") {
            let is_it = |line: &str| match wanted.strip_suffix("...") {
                Some(start) => line.starts_with(start.trim_end()),
                None => line == wanted,
            };
            assert!(lines.any(is_it), "expected `{wanted}` in\n{printed}");
        }
    }
}

fn shell(place: &Place, command: &str) -> Output {
    let binaries = Path::new(env!("CARGO_BIN_EXE_unrelu")).parent().unwrap().to_path_buf();
    let found = std::env::var_os("PATH").unwrap();
    let path: OsString = std::env::join_paths([binaries].into_iter().chain(std::env::split_paths(&found))).unwrap();
    Command::new("sh").args(["-c", command]).current_dir(place.path("")).env("PATH", path).output().unwrap()
}

fn run_all(page: &str) {
    let place = Place::new();
    for folder in ["assets", "tests"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(repository(folder), place.path(folder)).unwrap();
    }
    let examples = examples(&fs::read_to_string(repository(page)).unwrap());
    assert!(examples.len() > 3, "{page}");
    for example in examples {
        example.run(&place);
    }
}

#[test]
fn the_readme_runs_as_printed() {
    run_all("README.md");
}

#[test]
fn the_recipes_run_as_printed() {
    run_all("docs/recipes.md");
}

#[test]
fn the_tutorial_for_theorists_runs_as_printed() {
    run_all("docs/tutorials/theorist.md");
}

#[test]
fn the_tutorial_for_solver_authors_runs_as_printed() {
    run_all("docs/tutorials/solver-author.md");
}

#[test]
fn the_tutorial_for_practitioners_runs_as_printed() {
    run_all("docs/tutorials/practitioner.md");
}

#[test]
fn the_tutorial_for_experimenters_runs_as_printed() {
    run_all("docs/tutorials/experimenter.md");
}

/// All pages of the repository: those beside README.md, and all below `docs`.
fn pages() -> Vec<PathBuf> {
    let mut folders = vec![repository("docs")];
    let mut pages: Vec<PathBuf> = Vec::new();
    let entries = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    pages.extend(entries(&repository("")).into_iter().filter(|path| path.is_file()));
    while let Some(folder) = folders.pop() {
        let (below, files): (Vec<_>, Vec<_>) = entries(&folder).into_iter().partition(|path| path.is_dir());
        folders.extend(below);
        pages.extend(files);
    }
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages
}

/// Where the links of a page lead, without those to other sites.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target);
    targets.filter(|target| !target.contains("://"))
}

/// As in the address of a heading: small letters, without signs, with `-` for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() > 10, "{pages:?}");
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            let (file, section) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", page.display());
            if !section.is_empty() {
                let text = fs::read_to_string(&target).unwrap();
                let mut headings = text.lines().filter_map(|line| line.strip_prefix('#'));
                let found = headings.any(|heading| anchor(heading.trim_start_matches('#')) == section);
                assert!(found, "{}: {link}", page.display());
            }
        }
    }
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn expanded(path: &str) -> Vec<String> {
    match path.split_once('{').and_then(|(start, rest)| Some((start, rest.split_once('}')?))) {
        Some((start, (names, end))) => names.split(',').map(|name| format!("{start}{name}{end}")).collect(),
        None => vec![path.to_owned()],
    }
}

#[test]
fn every_path_of_the_architecture_is_there() {
    let text = fs::read_to_string(repository("ARCHITECTURE.md")).unwrap();
    let spans = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    let paths: Vec<String> =
        spans.filter(|span| span.contains('/') && !span.contains(' ')).flat_map(expanded).collect();
    assert!(paths.len() > 70, "{paths:?}");
    for path in paths {
        let places = ["", "src", "inverter/src", "reductions/src", "verify/src"];
        assert!(places.iter().any(|place| repository(place).join(&path).exists()), "{path}");
    }
}
