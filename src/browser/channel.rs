//! Words between the tabs of one origin (`BroadcastChannel`). What they mean is `domain::tabs`' business.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{BroadcastChannel, MessageEvent};

/// An open channel, for as long as the page lives.
#[derive(Debug, Clone)]
pub struct Channel(BroadcastChannel);

impl Channel {
    /// Opens the channel of that name; `hear` is called with what other tabs say. `None` in a browser that
    /// has no channels.
    pub fn open(name: &str, mut hear: impl FnMut(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let closure = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(words) = event.data().as_string() {
                hear(words);
            }
        });
        channel.set_onmessage(Some(closure.as_ref().unchecked_ref()));
        closure.forget();
        Some(Self(channel))
    }

    /// Tells the other tabs something.
    pub fn tell(&self, words: &str) {
        // Fails only for a channel that was closed.
        let _ = self.0.post_message(&words.into());
    }
}
