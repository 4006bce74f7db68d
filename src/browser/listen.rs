//! Events of the window and of the document, for listeners that live as long as the page.

use wasm_bindgen::{JsCast, closure::Closure};

/// Calls `listener` whenever `event` reaches the window, as long as the page lives.
pub fn on_window(event: &str, listener: impl FnMut(web_sys::Event) + 'static) {
    if let Some(window) = super::window() {
        listen(&window, event, listener);
    }
}

/// Calls `listener` whenever a disclosure element anywhere is opened or closed. Such events do not
/// bubble, so they are caught on their way down.
pub fn on_toggle(listener: impl FnMut(web_sys::Event) + 'static) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(listener);
    if let Some(window) = super::window() {
        let function = closure.as_ref().unchecked_ref();
        // Adding a listener fails only for a null callback.
        let _ = window.add_event_listener_with_callback_and_bool("toggle", function, true);
        closure.forget();
    }
}

/// Calls `listener` whenever the page is shown or hidden, with whether it is hidden.
pub fn on_visibility(mut listener: impl FnMut(bool) + 'static) {
    if let Some(document) = super::window().and_then(|window| window.document()) {
        let shown = document.clone();
        listen(&document, "visibilitychange", move |_| {
            listener(shown.hidden())
        });
    }
}

/// Whether the browser believes that it has a network.
#[must_use]
pub fn is_online() -> bool {
    super::window().is_none_or(|window| window.navigator().on_line())
}

fn listen(
    target: &web_sys::EventTarget,
    event: &str,
    listener: impl FnMut(web_sys::Event) + 'static,
) {
    let closure = Closure::<dyn FnMut(web_sys::Event)>::new(listener);
    // Adding a listener fails only for a null callback.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}
