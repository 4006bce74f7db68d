//! Fuzzes previews of contracts from any bytes.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::contract::check(data));
