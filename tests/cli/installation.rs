//! What comes with an installed program: its version, completions and manual.

use super::run::Place;
use std::{fs, process::Command};

/// The commands that `--help` lists.
fn commands(place: &Place) -> Vec<String> {
    let help = place.expect(0, "--help").stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn version_is_one_line_or_tells_the_features() {
    let place = Place::new();
    let (short, long) = (place.expect(0, "-V").stdout, place.expect(0, "--version").stdout);
    assert_eq!(short, format!("unrelu {}\n", env!("CARGO_PKG_VERSION")));
    assert!(long.starts_with(&short), "{long}");
    let features = long.lines().find_map(|line| line.strip_prefix("features: ")).unwrap();
    for (name, is_in) in [("lp-modeler", cfg!(feature = "lp-modeler")), ("highs", cfg!(feature = "highs"))] {
        let part = format!("{}{name}", if is_in { '+' } else { '-' });
        assert!(features.split(' ').any(|found| found == part), "{features}");
    }
    assert!(long.contains(std::env::consts::ARCH) && long.contains(env!("CARGO_PKG_RUST_VERSION")), "{long}");
}

#[test]
fn every_shell_completes_every_command() {
    let place = Place::new();
    let commands = commands(&place);
    assert!(commands.len() > 15, "{commands:?}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = place.expect(0, &format!("completions {shell}")).stdout;
        for command in &commands {
            assert!(script.contains(command.as_str()), "{shell} does not complete {command}");
        }
    }
    place.refuses("completions tcsh", &["tcsh", "bash", "fish"]);
}

#[test]
#[cfg(unix)]
fn bash_takes_its_script() {
    let place = Place::new();
    place.write("unrelu.bash", place.expect(0, "completions bash").stdout);
    let read = Command::new("bash").arg("-n").arg(place.path("unrelu.bash")).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
}

#[test]
fn every_command_has_a_page() {
    let place = Place::new();
    place.expect(0, "man share/man1");
    let page = |name: &str| fs::read_to_string(place.path("share/man1").join(format!("{name}.1"))).unwrap();
    for command in commands(&place) {
        let text = page(&format!("unrelu-{command}"));
        for part in [&format!(".TH unrelu-{command} 1"), ".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS"] {
            assert!(text.lines().any(|line| line.starts_with(part)), "{command} has no {part}");
        }
    }
    assert!(page("unrelu").contains("unrelu\\-invert(1)"));
    assert!(page("unrelu-generate-cnf-pair").contains(".SH NAME\nunrelu\\-generate\\-cnf\\-pair"));
    // Examples keep their lines.
    assert!(page("unrelu-lint").contains("\n  unrelu lint formula.cnf\n"));
    place.refuses("man share/man1", &["unrelu-", ".1", "exists"]);
}
