//! Program 1: the page.

#[cfg(target_arch = "wasm32")]
fn main() {
    use backend_architect::{browser::root, view::Studio};

    console_error_panic_hook::set_once();
    root::remove_placeholder();
    leptos::mount::mount_to_body(Studio);
}

/// Natively there is no page; `architect` is the command line.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
