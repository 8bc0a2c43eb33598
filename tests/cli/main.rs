//! The program as its users run it: exit codes, what it prints, what it writes.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod bad_input;
mod bundles;
mod dialects;
mod document;
mod families;
mod formulas;
mod full_disk;
mod installation;
mod inversion;
mod killed;
mod lifting;
mod misuse;
mod models;
mod networks;
mod numbers;
mod pages;
mod preimage;
mod reproduction;
mod run;
mod scaling;
mod sensing;
mod shards;
mod streams;
mod surroundings;
mod verification;
mod whole;
