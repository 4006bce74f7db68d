//! What is said about every family, in both languages.
