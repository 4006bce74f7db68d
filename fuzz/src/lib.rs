//! What each fuzz target asserts, callable with any bytes. Everything here panics on purpose when the
//! product breaks a promise; it must not know how the bytes are made.

pub mod contract;
pub mod decoders;
pub mod diagram;
pub mod front_matter;
pub mod markdown_document;
pub mod share;
pub mod wire;

mod input;
