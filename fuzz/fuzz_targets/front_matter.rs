//! Fuzzes front matter, and fields that are written and read again.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::front_matter::check(data));
