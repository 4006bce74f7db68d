//! Animation frames and timers.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};

/// Calls `callback` before the next repaint; in a hidden page, when it is shown again.
pub fn next(callback: impl FnOnce() + 'static) {
    if let Some(window) = super::window() {
        let closure = Closure::once_into_js(callback);
        // Fails only for a null callback.
        let _ = window.request_animation_frame(closure.unchecked_ref());
    }
}

/// Calls `callback` once after `delay_ms` milliseconds.
pub fn after(delay_ms: i32, callback: impl FnOnce() + 'static) {
    if let Some(window) = super::window() {
        let closure = Closure::once_into_js(callback);
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
            closure.unchecked_ref(),
            delay_ms,
        );
    }
}

/// Calls `callback` every `period_ms` milliseconds while it answers `true`.
pub fn every(period_ms: i32, mut callback: impl FnMut() -> bool + 'static) {
    let id = Rc::new(RefCell::new(None));
    let own_id = Rc::clone(&id);
    let closure = Closure::<dyn FnMut()>::new(move || {
        if !callback()
            && let (Some(window), Some(id)) = (super::window(), own_id.borrow_mut().take())
        {
            window.clear_interval_with_handle(id);
        }
    });
    if let Some(window) = super::window() {
        *id.borrow_mut() = window
            .set_interval_with_callback_and_timeout_and_arguments_0(
                closure.as_ref().unchecked_ref(),
                period_ms,
            )
            .ok();
    }
    closure.forget();
}
