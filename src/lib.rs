//! unrelu
pub use unrelu_inverter as inverter;
