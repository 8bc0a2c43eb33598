//! Linear programs.
