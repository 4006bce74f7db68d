//! Program 1: the page.
fn main() {}
