//! Program 2: the Web Worker that parses, checks and draws. It only moves messages; `render` answers.

#[cfg(target_arch = "wasm32")]
fn main() {
    use std::cell::RefCell;

    use backend_architect::{
        browser::parcel,
        domain::preview::Answer,
        render::{Sessions, respond},
    };
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

    console_error_panic_hook::set_once();
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    fn post(scope: &DedicatedWorkerGlobalScope, answer: Answer) {
        let parts = parcel::pack(answer);
        // Buffers of our own can always be transferred.
        let _ = scope.post_message_with_transfer(&parts, &parts);
    }
    let sessions = RefCell::new(Sessions::default());
    let own_scope = scope.clone();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        // The page speaks the same protocol; a message that it did not write has no answer.
        let Some(ask) = parcel::unpack(&event.data()) else {
            return;
        };
        post(&own_scope, respond(&mut sessions.borrow_mut(), ask));
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    post(&scope, Answer::Ready);
}

/// Natively there is no worker; the command line renders in its own process.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
