//! What changes in a view, behind two types.
//!
//! Leptos compiles its rendering machinery anew for every closure's type, about two kilobytes each. A
//! page of eighty changing texts and parts pays that once per kind here.

use std::sync::{Arc, Mutex};

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
