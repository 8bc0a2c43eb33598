//! The trials themselves, watched.

use crate::cli::{interrupt, progress};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use unrelu_verify::{
    journal::Journal,
    results::{Block, Results},
    run::{Control, Sink, run},
};

/// Runs what the journal's run or shard is missing; `false` where it was interrupted.
pub(super) fn go_on(results: &mut Results<'_>, journal: Journal, threads: usize) -> anyhow::Result<bool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&cancel);
    interrupt::on_interrupt(move || switch.store(true, Ordering::Relaxed))?;
    let bar = progress::bar(0, "blocks of trials");
    let mut sink = Watched { journal, bar: bar.clone() };
    // Sequential cases have more to do after a look.
    loop {
        let blocks = sink.journal.missing(results);
        if blocks.is_empty() || cancel.load(Ordering::Relaxed) {
            break;
        }
        bar.inc_length(blocks.len() as u64);
        run(results, &blocks, Control { threads, cancel: &cancel }, &mut sink)?;
    }
    bar.finish_and_clear();
    let complete = sink.journal.missing(results).is_empty();
    if complete {
        sink.journal.finish(results)?;
    }
    Ok(complete)
}

/// Stores a block, and moves the bar.
struct Watched {
    journal: Journal,
    bar: indicatif::ProgressBar,
}

impl Sink for Watched {
    fn finished(&mut self, block: &Block) -> io::Result<()> {
        self.bar.inc(1);
        self.journal.finished(block)
    }
}
