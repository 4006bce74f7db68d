//! The renderer's Web Worker: typed messages out, typed messages in, and a way to start it anew.
//!
//! Messages travel as the bytes of JSON text in a buffer that changes hands: nothing is cloned, and a text
//! of megabytes is not held twice over as a string of the browser's. What they mean is `domain::preview`'s
//! business.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

use crate::domain::preview::{Answer, Ask};

/// What a worker reports.
#[derive(Debug)]
pub enum Report {
    /// A message.
    Answer(Answer),
    /// The worker crashed or could not be loaded.
    Crashed,
}

/// A running worker. Dropping it ends the worker.
#[derive(Debug)]
pub struct Worker {
    inner: web_sys::Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Worker {
    /// Starts the module worker at `url`; `report` hears of everything that it says.
    ///
    /// # Errors
    /// What the browser said when it refused.
    pub fn start(url: &str, report: impl Fn(Report) + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let inner = web_sys::Worker::new_with_options(url, &options)
            .map_err(|error| super::describe(&error))?;
        let report = Rc::new(report);
        let on_message = {
            let report = Rc::clone(&report);
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let bytes = Uint8Array::new(&event.data()).to_vec();
                // Our own worker speaks our own protocol; anything else means that it is broken. It is
                // read as text because everything else in this program is.
                let text = String::from_utf8(bytes).unwrap_or_default();
                report(serde_json::from_str(&text).map_or(Report::Crashed, Report::Answer));
            })
        };
        let on_error = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
            event.prevent_default();
            report(Report::Crashed);
        });
        inner.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        inner.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            inner,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Sends a message.
    pub fn post(&self, ask: &Ask) {
        if let Ok(text) = serde_json::to_vec(ask) {
            let buffer = Uint8Array::from(text.as_slice()).buffer();
            let transferred = Array::of1(&buffer);
            // A buffer of our own can always be transferred.
            let _ = self.inner.post_message_with_transfer(&buffer, &transferred);
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.inner.set_onmessage(None);
        self.inner.set_onerror(None);
        self.inner.terminate();
    }
}
