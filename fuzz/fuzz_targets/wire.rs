//! Fuzzes answers of providers in any bytes and pieces.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::wire::check(data));
