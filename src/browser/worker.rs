//! The renderer's Web Worker: typed messages out, typed messages in, and a way to start it anew.
//!
//! How messages travel is `parcel`'s business; what they mean is `domain::preview`'s.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

use super::parcel;
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
                // Our own worker speaks our own protocol; anything else means that it is broken.
                report(parcel::unpack(&event.data()).map_or(Report::Crashed, Report::Answer));
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
    pub fn post(&self, ask: Ask) {
        let parts = parcel::pack(ask);
        // Buffers of our own can always be transferred.
        let _ = self.inner.post_message_with_transfer(&parts, &parts);
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.inner.set_onmessage(None);
        self.inner.set_onerror(None);
        self.inner.terminate();
    }
}
