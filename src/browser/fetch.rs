//! Requests to the endpoint that the user configured, and to this page's own origin.
//!
//! A request to an endpoint goes out without cookies, referrer or redirects: a redirect would carry the key
//! to another server. The page's own files are asked for as the page was: a team's site may be behind a
//! login. Nothing is retried here.

use gloo_net::http::{RequestBuilder, Response};
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit,
    RequestMode, RequestRedirect,
};

use super::language_model::{self, Answer};
use crate::domain::wire::{HttpRequest, Method};

/// The network gave no answer, or broke off. The browser does not say why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkFailure;

/// Ends a request when told to or when dropped.
#[derive(Debug, Default)]
pub struct Abort(Option<AbortController>);

impl Abort {
    /// A handle for a new request.
    #[must_use]
    pub fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Ends the request now.
    pub fn abort(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.abort();
    }
}

/// How a request crosses to another origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Crossing {
    /// With CORS, as usual.
    #[default]
    Plain,
    /// With CORS, to a host name of the local network that plain http is wanted for (Local Network
    /// Access, `targetAddressSpace`).
    ToLocal,
    /// Without leave to read the answer. The browser demands that redirects are followed then; such a
    /// request carries no headers, hence no key.
    Opaque,
}

/// An answer whose body is still arriving.
#[derive(Debug)]
pub struct Arriving {
    /// The HTTP status.
    pub status: u16,
    /// The content type; empty when the server names none.
    pub content_type: String,
    /// The `retry-after` header where the server exposes it.
    pub retry_after: Option<String>,
    body: Body,
}

/// Where the bytes of an answer come from.
#[derive(Debug)]
enum Body {
    /// There are no more.
    Empty,
    Network(ReadableStreamDefaultReader),
    Model(Answer),
    Text(String),
}

impl Arriving {
    /// The next bytes; `None` at the end of the body.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, NetworkFailure> {
        let reader = match &mut self.body {
            Body::Network(reader) => reader,
            Body::Model(answer) => return Ok(answer.next().await.map(String::into_bytes)),
            Body::Text(text) => {
                let text = std::mem::take(text);
                self.body = Body::Empty;
                return Ok(Some(text.into_bytes()));
            }
            Body::Empty => return Ok(None),
        };
        let result = JsFuture::from(reader.read())
            .await
            .map_err(|_| NetworkFailure)?;
        let done = js_sys::Reflect::get(&result, &"done".into()).is_ok_and(|done| done.is_truthy());
        if done {
            return Ok(None);
        }
        let value = js_sys::Reflect::get(&result, &"value".into()).unwrap_or(JsValue::UNDEFINED);
        Ok(value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    /// The rest of the body as text, invalid UTF-8 replaced.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub async fn text(mut self) -> Result<String, NetworkFailure> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.next().await? {
            bytes.extend(chunk);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Sends a request to an endpoint and waits for its status and headers.
///
/// # Errors
/// When there is no answer, or none that the browser lets the page see.
pub async fn send(
    request: &HttpRequest,
    crossing: Crossing,
    abort: &Abort,
) -> Result<Arriving, NetworkFailure> {
    if request.is_built_in() {
        return ask_the_browser(request, abort).await;
    }
    let builder = match request.method {
        Method::Get => RequestBuilder::new(&request.url).method(gloo_net::http::Method::GET),
        Method::Post => RequestBuilder::new(&request.url).method(gloo_net::http::Method::POST),
    };
    let signal = abort.0.as_ref().map(AbortController::signal);
    let mut builder = builder
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer)
        .abort_signal(signal.as_ref());
    if crossing == Crossing::Opaque {
        builder = builder
            .mode(RequestMode::NoCors)
            .redirect(RequestRedirect::Follow);
    }
    for header in &request.headers {
        builder = builder.header(header.name, header.value());
    }
    let request = match &request.body {
        Some(body) => builder.body(body.as_str()),
        None => builder.build(),
    };
    let request = request.map_err(|_| NetworkFailure)?;
    let response = if crossing == Crossing::ToLocal {
        send_to_local(request.into()).await
    } else {
        request.send().await.map_err(|_| NetworkFailure)
    };
    Ok(arriving(&response?))
}

/// What a request for the browser's own model brings: nothing leaves the device.
async fn ask_the_browser(request: &HttpRequest, abort: &Abort) -> Result<Arriving, NetworkFailure> {
    let body = match &request.body {
        None => language_model::availability().await.map(Body::Text),
        Some(question) => {
            let signal = abort.0.as_ref().map(AbortController::signal);
            let answer = language_model::ask(question, signal.as_ref()).await;
            answer.map(|answer| answer.map_or_else(Body::Text, Body::Model))
        }
    };
    Ok(Arriving {
        status: 200,
        content_type: String::new(),
        retry_after: None,
        body: body.ok_or(NetworkFailure)?,
    })
}

/// gloo knows no address spaces.
async fn send_to_local(request: web_sys::Request) -> Result<Response, NetworkFailure> {
    let window = super::window().ok_or(NetworkFailure)?;
    let options = RequestInit::new();
    js_sys::Reflect::set(&options, &"targetAddressSpace".into(), &"local".into())
        .map_err(|_| NetworkFailure)?;
    let response = JsFuture::from(window.fetch_with_request_and_init(&request, &options)).await;
    let response: web_sys::Response = response
        .and_then(|response| response.dyn_into())
        .map_err(|_| NetworkFailure)?;
    Ok(response.into())
}

/// A text file of this page's own origin.
///
/// # Errors
/// When it is not there or the network is down.
pub async fn own_file(path: &str) -> Result<String, NetworkFailure> {
    let response = own(path, RequestCache::Default).await?;
    match response.ok() {
        true => response.text().await.map_err(|_| NetworkFailure),
        false => Err(NetworkFailure),
    }
}

/// A text file of this page's own origin that people change in place: the host is asked whether it did.
/// `None` when the host says, in one of the ways of hosts, that there is none for us.
///
/// # Errors
/// When the network or the host is down: the file may be there.
pub async fn own_file_if_there(path: &str) -> Result<Option<String>, NetworkFailure> {
    let response = own(path, RequestCache::NoCache).await?;
    match response.status() {
        200..300 => response.text().await.map(Some).map_err(|_| NetworkFailure),
        403 | 404 | 410 => Ok(None),
        _ => Err(NetworkFailure),
    }
}

async fn own(path: &str, cache: RequestCache) -> Result<Response, NetworkFailure> {
    let request = RequestBuilder::new(path)
        .credentials(RequestCredentials::SameOrigin)
        .cache(cache);
    request.send().await.map_err(|_| NetworkFailure)
}

fn arriving(response: &Response) -> Arriving {
    let header = |name: &str| response.headers().get(name);
    Arriving {
        status: response.status(),
        content_type: header("content-type").unwrap_or_default(),
        retry_after: header("retry-after"),
        body: response.body().map_or(Body::Empty, |body| {
            Body::Network(body.get_reader().unchecked_into())
        }),
    }
}
