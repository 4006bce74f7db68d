//! Notices when an element comes into view (`IntersectionObserver`).

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry};

/// Watches an element; dropping it ends that.
#[derive(Debug)]
pub struct Watch {
    observer: IntersectionObserver,
    _listener: Closure<dyn FnMut(Array)>,
}

impl Watch {
    /// Calls `seen` whenever the element comes into view. `None` in a browser that cannot tell.
    pub fn begin(element: &Element, mut seen: impl FnMut() + 'static) -> Option<Self> {
        let listener = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let is_seen = |entry: wasm_bindgen::JsValue| {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                entry.is_intersecting()
            };
            if entries.iter().any(is_seen) {
                seen();
            }
        });
        let observer = IntersectionObserver::new(listener.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _listener: listener,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
