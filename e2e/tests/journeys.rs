//! What users do, in Chromium, against the release build and scripted providers. `interop.rs` is apart: it
//! needs servers of others.

mod built_in;
mod conformance;
mod contracts;
mod deviations;
mod diagrams;
mod doctor;
mod export;
mod failures;
mod figures;
mod folder;
mod forget;
mod harness;
mod hostile;
mod interface;
mod kept;
mod keys;
mod kill;
mod library;
mod library_long;
mod outline;
mod personas;
mod provider;
mod records;
mod reload;
mod renderer;
mod runs;
mod sections;
mod setup;
mod site;
mod soak;
mod steps;
mod studio;
mod tabs;
mod transcripts;
