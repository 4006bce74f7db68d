//! What changes in a view, behind three types. It must not know what is shown.
//!
//! Leptos compiles its rendering machinery anew for every closure's type, about two kilobytes each. A
//! page of eighty changing texts and parts pays that once per kind here.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex},
};

use leptos::{prelude::*, tachys::reactive_graph::SharedReactiveFunction};

/// A text, or an attribute's or property's value, that changes.
pub fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}

/// A part of a view that is made anew when what it reads changes. Read memos in it, not raw signals: it
/// does not compare.
pub fn part<V: IntoView + 'static>(
    mut make: impl FnMut() -> V + Send + 'static,
) -> SharedReactiveFunction<AnyView> {
    Arc::new(Mutex::new(move || make().into_any()))
}

/// One row of a [`list`].
pub struct Row {
    key: u64,
    build: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// A row that stays as it is while its key does.
    pub fn new<V: IntoView + 'static>(
        key: u64,
        build: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        let build = Box::new(move || build().into_any());
        Self { key, build }
    }
}

/// The key of a row that shows a value and nothing else.
pub fn key_of(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Rows that change one by one: leptos compares lists anew for every type of their items, about fifteen
/// kilobytes each.
pub fn list(rows: impl Fn() -> Vec<Row> + Send + 'static) -> AnyView {
    list_of(Box::new(rows))
}

/// As many rows as are counted, which stay as they are when one is added.
pub fn counted<V: IntoView + 'static>(
    count: impl Fn() -> usize + Send + 'static,
    build: impl Fn(usize) -> V + Copy + Send + 'static,
) -> AnyView {
    list(move || {
        let row = |at: usize| Row::new(at as u64, move || build(at));
        (0..count()).map(row).collect()
    })
}

fn list_of(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    For(ForProps {
        each: rows,
        key: |row: &Row| row.key,
        children: |row: Row| (row.build)(),
    })
    .into_any()
}
