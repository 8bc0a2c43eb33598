#![no_main]
//! See [`unrelu_fuzz::TARGETS`].

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| unrelu_fuzz::run("drat", bytes));
