//! Program 3: the command line.
fn main() {}
