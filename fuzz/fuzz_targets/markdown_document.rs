//! Fuzzes documents that arrive in pieces, against the same text at once.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| fuzz::markdown_document::check(data));
