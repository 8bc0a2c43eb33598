//! `unrelu`
