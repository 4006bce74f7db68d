//! Program 2: the Web Worker that parses, checks and draws. It only moves messages; `render` answers.

#[cfg(target_arch = "wasm32")]
fn main() {
    use std::cell::RefCell;

    use backend_architect::{
        domain::preview::Answer,
        render::{Sessions, respond},
    };
    use js_sys::{Array, Uint8Array};
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    fn post(scope: &DedicatedWorkerGlobalScope, answer: &Answer) {
        if let Ok(text) = serde_json::to_vec(answer) {
            let buffer = Uint8Array::from(text.as_slice()).buffer();
            let transferred = Array::of1(&buffer);
            // A buffer of our own can always be transferred.
            let _ = scope.post_message_with_transfer(&buffer, &transferred);
        }
    }
    let sessions = RefCell::new(Sessions::default());
    let own_scope = scope.clone();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let bytes = Uint8Array::new(&event.data()).to_vec();
        // The page speaks the same protocol; a message that it did not write has no answer.
        let Ok(ask) = serde_json::from_slice(&bytes) else {
            return;
        };
        drop(bytes);
        post(&own_scope, &respond(&mut sessions.borrow_mut(), ask));
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    post(&scope, &Answer::Ready);
}

/// Natively there is no worker; the command line renders in its own process.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
