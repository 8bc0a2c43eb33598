//! Counts as a file, and how they differ.

use anyhow::{Context, Result};
use std::{fmt::Write, fs};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions/counts.txt");
/// The largest change, in either direction, that needs no word.
const QUIET: f64 = 0.05;

#[derive(Default)]
pub struct Counts {
    /// Compiler, valgrind and processor.
    pub tools: String,
    pub list: Vec<(String, u64)>,
}

impl Counts {
    /// A line for the tools, then one a path: its count and its name.
    pub fn read() -> Result<Self> {
        let text = fs::read_to_string(FILE).context(FILE)?;
        let mut lines = text.lines();
        let tools = lines.next().and_then(|line| line.strip_prefix("# ")).context("counts.txt: no tools in line 1")?;
        let entry = |line: &str| {
            let (count, name) = line.trim_start().split_once(' ')?;
            Some((name.trim_start().to_owned(), count.parse().ok()?))
        };
        let list: Option<_> = lines.map(entry).collect();
        Ok(Self { tools: tools.to_owned(), list: list.context("counts.txt: expected a count and a name a line")? })
    }

    pub fn write(&self) -> Result<()> {
        let mut text = format!("# {}\n", self.tools);
        self.list.iter().try_for_each(|(name, count)| writeln!(text, "{count:>12}  {name}"))?;
        Ok(fs::write(FILE, text)?)
    }

    fn of(&self, name: &str) -> Option<u64> {
        self.list.iter().find(|(known, _)| known == name).map(|(_, count)| *count)
    }

    /// A table of both.
    pub fn beside(&self, old: &Self) -> String {
        let line = |(name, count): &(String, u64)| match old.of(name) {
            Some(before) => format!("{count:>12}  {:+7.2}%  {name}\n", 100.0 * change(before, *count)),
            None => format!("{count:>12}  {:>8}  {name}\n", "new"),
        };
        self.list.iter().map(line).collect()
    }

    /// What somebody has to look at.
    pub fn changes(&self, old: &Self) -> Vec<Change> {
        let new =
            self.list.iter().filter_map(|(name, count)| match old.of(name).map(|before| change(before, *count)) {
                Some(change) if change > QUIET => {
                    Some(Change::bad(name, "takes more instructions: mend it, or say why and renew counts.txt"))
                }
                Some(change) if change < -QUIET => {
                    let text = format!("{name} takes fewer instructions: renew counts.txt, so that they stay fewer");
                    Some(Change { is_bad: false, text })
                }
                Some(_) => None,
                None => Some(Change::bad(name, "is not in counts.txt: renew it")),
            });
        let gone = old.list.iter().filter(|(name, _)| self.of(name).is_none());
        new.chain(gone.map(|(name, _)| Change::bad(name, "is in counts.txt alone: renew it"))).collect()
    }
}

/// How a path differs from what is known of it.
pub struct Change {
    pub is_bad: bool,
    pub text: String,
}

impl Change {
    fn bad(name: &str, text: &str) -> Self {
        Self { is_bad: true, text: format!("{name} {text}") }
    }
}

fn change(before: u64, now: u64) -> f64 {
    now as f64 / before as f64 - 1.0
}

/// Which of the instructions that numerical code is chosen by the processor has.
pub fn processor() -> String {
    #[cfg(target_arch = "x86_64")]
    {
        let features = [
            ("avx2", std::arch::is_x86_feature_detected!("avx2")),
            ("fma", std::arch::is_x86_feature_detected!("fma")),
            ("avx512f", std::arch::is_x86_feature_detected!("avx512f")),
        ];
        let names = features.iter().filter(|(_, is_there)| *is_there).map(|(name, _)| *name);
        std::iter::once("x86_64").chain(names).collect::<Vec<_>>().join(" ")
    }
    #[cfg(not(target_arch = "x86_64"))]
    std::env::consts::ARCH.to_owned()
}
