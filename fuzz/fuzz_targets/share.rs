//! Fuzzes payloads of links and imported files.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::share::check(data));
