//! Fuzzes repairing, drawing and sanitising diagrams.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::diagram::check(data));
