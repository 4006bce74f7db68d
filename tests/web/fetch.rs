//! What a request carries when it leaves the page: the browser's `fetch` is listened to, and answers.

use backend_architect::{
    browser::fetch::{self, Abort, Crossing},
    domain::{
        endpoint::{Endpoint, Preset, Secret},
        prompt::{ChatRequest, Message, Role},
        wire::{self, HttpRequest},
    },
};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Request, RequestCredentials, RequestMode, RequestRedirect};

/// Puts a listener in the place of `fetch`, and `fetch` back when dropped.
struct Listening {
    own: JsValue,
    heard: Array,
}

impl Listening {
    fn start() -> Self {
        let window = web_sys::window().unwrap();
        let own = Reflect::get(&window, &"fetch".into()).unwrap();
        let heard = Array::new();
        let listener = Function::new_with_args(
            "heard",
            "return (request, options) => {\
               heard.push(request, options);\
               return Promise.resolve(new Response('{}'));\
             }",
        );
        let listener = listener.call1(&JsValue::NULL, &heard).unwrap();
        Reflect::set(&window, &"fetch".into(), &listener).unwrap();
        Self { own, heard }
    }

    /// The request that was sent last.
    fn last(&self) -> Request {
        let at = self.heard.length().checked_sub(2).unwrap();
        self.heard.get(at).dyn_into().unwrap()
    }

    /// The options beside it.
    fn options(&self) -> JsValue {
        self.heard.get(self.heard.length() - 1)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let window = web_sys::window().unwrap();
        Reflect::set(&window, &"fetch".into(), &self.own).unwrap();
    }
}

fn chat(preset: Preset) -> HttpRequest {
    let endpoint = Endpoint::new(preset, preset.default_base_url(), "m").unwrap();
    let key = Secret::new("k-0451").unwrap();
    let request = ChatRequest {
        system: "persona".into(),
        messages: vec![Message {
            role: Role::User,
            content: "brief".into(),
        }],
        max_output_tokens: None,
    };
    wire::request(&endpoint, Some(&key), &request)
}

/// The names of a request's headers as the browser will send them, in its order.
fn header_names(request: &Request) -> Vec<String> {
    let names = js_sys::try_iter(&request.headers().keys())
        .unwrap()
        .unwrap();
    names
        .map(|name| name.unwrap().as_string().unwrap())
        .collect()
}

fn assert_sends_nothing_of_the_user(request: &Request) {
    let url = request.url();
    assert_eq!(request.credentials(), RequestCredentials::Omit, "{url}");
    let policy = Reflect::get(request, &"referrerPolicy".into()).unwrap();
    assert_eq!(policy, "no-referrer", "{url}");
    assert!(!url.contains("0451"), "{url}");
}

#[wasm_bindgen_test]
async fn a_request_goes_without_cookies_referrer_and_redirects_and_with_its_own_headers_only() {
    let listening = Listening::start();
    for (preset, headers) in [
        (Preset::OpenAi, &["authorization", "content-type"][..]),
        (
            Preset::Anthropic,
            &[
                "anthropic-dangerous-direct-browser-access",
                "anthropic-version",
                "content-type",
                "x-api-key",
            ],
        ),
        (Preset::Gemini, &["content-type", "x-goog-api-key"]),
        (Preset::Ollama, &["authorization", "content-type"]),
    ] {
        for crossing in [Crossing::Plain, Crossing::ToLocal] {
            let sent = fetch::send(&chat(preset), crossing, &Abort::new()).await;
            assert!(sent.is_ok());
            let request = listening.last();
            assert_sends_nothing_of_the_user(&request);
            assert_eq!(request.redirect(), RequestRedirect::Error);
            assert_eq!(request.mode(), RequestMode::Cors);
            assert_eq!(header_names(&request), headers, "{}", preset.id());
            // What is given beside a request overrides it.
            let options = listening.options();
            let overriding: Vec<_> = match options.dyn_ref::<js_sys::Object>() {
                Some(options) => js_sys::Object::keys(options).iter().collect(),
                None => Vec::new(),
            };
            let allowed = match crossing {
                Crossing::ToLocal => vec![JsValue::from("targetAddressSpace")],
                _ => Vec::new(),
            };
            assert_eq!(overriding, allowed, "{}", preset.id());
        }
    }
}

#[wasm_bindgen_test]
async fn a_request_that_must_follow_redirects_carries_no_key() {
    let listening = Listening::start();
    let endpoint = Endpoint::new(Preset::Ollama, "http://127.0.0.1:1", "m").unwrap();
    let bare = HttpRequest {
        method: wire::Method::Get,
        url: endpoint.base_url.as_str().into(),
        headers: Vec::new(),
        body: None,
    };
    let sent = fetch::send(&bare, Crossing::Opaque, &Abort::new()).await;
    assert!(sent.is_ok());
    let request = listening.last();
    assert_sends_nothing_of_the_user(&request);
    assert_eq!(request.mode(), RequestMode::NoCors);
    assert_eq!(header_names(&request), [""; 0]);
}
