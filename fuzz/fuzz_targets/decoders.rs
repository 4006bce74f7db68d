//! Fuzzes the decoder of one dialect, and all that reads a provider's body at once.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::decoders::check(data));
