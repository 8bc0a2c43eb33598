//! Inversion.
