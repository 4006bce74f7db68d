//! Mermaid diagrams: repair, draw, theme, make safe, describe.

mod advances;
mod draw;
mod measure;
mod repair;
mod theme;

#[cfg(test)]
mod gallery;
