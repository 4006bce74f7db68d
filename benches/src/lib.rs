//! Our renderer beside its peers, in one browser on the same inputs. Only `cargo xtask bench` runs it; it
//! must not know how the product works inside, except for the messages that its worker takes.

pub mod contracts;
pub mod devtools;
pub mod diagrams;
pub mod exported;
pub mod failure;
pub mod input;
pub mod library;
pub mod report;
pub mod server;
pub mod session;
pub mod statistics;
pub mod streaming;
pub mod trace;
pub mod weight;
