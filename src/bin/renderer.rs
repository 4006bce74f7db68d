//! Program 2: the Web Worker that parses, checks and draws.
fn main() {}
