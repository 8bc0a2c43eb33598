//! The statements of "Inverting Deep Generative Models, One layer at a time" (arXiv:1906.07437) as claims that trials
//! can refute.
//!
//! ```text
//! claims -> Plan -> run (blocks of trials on a thread pool) -> Results -> Report (one verdict a claim)
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`claim`] | what a claim is: cases, trials, outcomes |
//! | [`claims`] | the claims themselves, one a file |
//! | [`seed`] | one random stream a trial |
//! | [`stats`] | exact binomial probabilities and confidence bounds |
//! | [`plan`] | what is to be run, cut into blocks |
//! | [`run`](mod@run) | the blocks on a thread pool |
//! | [`tally`] | how trials ended, added up |
//! | [`results`] | sums over finished blocks |
//! | [`journal`] | finished blocks as JSON lines, for resumption |
//! | [`shard`] | which part of a run this process does, by its launcher's word |
//! | [`merge`] | journals of all shards as the journal of the whole run |
//! | [`table`] | finished runs as CSV, for resumption |
//! | [`verdict`] | what the trials say about a claim |
//! | [`experiments`] | figures of the paper as data |
//! | [`reproduce`] | the figures and tables of the paper, made again |
//! | [`scale`] | time against size, of inversion and of complete solvers |
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//! use unrelu_verify::claim::Effort;
//! use unrelu_verify::claims::select;
//! use unrelu_verify::plan::{Plan, Settings};
//! use unrelu_verify::results::{Block, Results};
//! use unrelu_verify::run::{Control, run};
//! use unrelu_verify::verdict::{Ending, Report};
//!
//! let claims = select(Effort::Quick, &["example-1".to_owned()])?;
//! let plan = Plan::new(claims, Settings { effort: Effort::Quick, ..Settings::default() })?;
//! let (mut results, cancel) = (Results::new(&plan), AtomicBool::new(false));
//! let blocks = results.missing();
//! run(&mut results, &blocks, Control { threads: 1, cancel: &cancel }, &mut |_: &Block| Ok(()))?;
//! assert_eq!(Report::new(&results, "an example").ending(), Ending::Expected);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! No result depends on the number of threads, on the order in which blocks finish, or on interruption.

pub mod claim;
pub mod claims;
pub mod experiments;
pub mod journal;
pub mod merge;
pub mod plan;
mod pool;
mod rank;
pub mod reproduce;
pub mod results;
pub mod run;
pub mod scale;
pub mod seed;
pub mod shard;
pub mod spread;
pub mod stats;
pub mod table;
pub mod tally;
pub mod verdict;

pub use run::run;
