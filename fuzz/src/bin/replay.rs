//! `replay TARGET FILE...`: gives files to a target, under a limit of memory. The last name that is printed is that of the file which
//! ended it.

#![forbid(unsafe_code)]

use cap::Cap;
use std::alloc::System;
use std::time::{Duration, Instant};
use unrelu_fuzz::{PER_BYTE, TARGETS, Target};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What a small file may take, with room for a busy machine and an unoptimised build.
const LONGEST: Duration = Duration::from_secs(10);

fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let name = arguments.next().expect("a target and files");
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target of this name");
    for file in arguments {
        println!("{}", file.display());
        replay(target, &std::fs::read(&file).expect("a file that can be read"));
    }
}

fn replay(target: &Target, bytes: &[u8]) {
    let limit = ALLOCATOR.allocated() + target.memory + PER_BYTE * bytes.len();
    ALLOCATOR.set_limit(limit).expect("the limit is above what is in use");
    let start = Instant::now();
    (target.run)(bytes);
    let taken = start.elapsed();
    ALLOCATOR.set_limit(usize::MAX).expect("the limit is above what is in use");
    assert!(taken < LONGEST, "took {taken:?}");
}
