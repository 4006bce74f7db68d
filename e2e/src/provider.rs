//! A scripted model provider on loopback that speaks four dialects with their true wire shapes.
//!
//! One server answers all of them, told apart by path: OpenAI Chat (`/v1/chat/completions`,
//! `/v1/models`), Anthropic Messages (`/v1/messages`, `/v1/models` with its headers), Gemini
//! (`/v1beta/models…`) and Ollama (`/api/chat`, `/api/tags`). It is as strict as the originals about
//! what a browser may send, and as unreliable as its [`Script`] says. Nothing in it is random: the same
//! script gives the same bytes in the same pieces.

mod anthropic;
mod cors;
mod dialect;
mod gemini;
mod ollama;
mod openai;
mod play;
mod record;
mod script;
mod wire;

pub use dialect::Dialect;
pub use record::{Ending, Request};
pub use script::{Cors, Fault, Finish, Framing, Script, Usage};

use crate::Result;
use axum::{Router, body::Bytes, extract::State, http, response::Response};
use record::Record;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::JoinHandle,
};

/// A running provider; it stops when dropped.
pub struct Provider {
    address: std::net::SocketAddr,
    state: Arc<Shared>,
    server: JoinHandle<()>,
}

/// What the server and the test share.
struct Shared {
    scripts: Mutex<VecDeque<Script>>,
    record: Record,
    /// Counts the streams that stand still because their script says so.
    stalled: watch::Sender<usize>,
    /// Once true, no stream stands still any more.
    released: watch::Sender<bool>,
}

impl Provider {
    /// Starts a provider that plays one script for every request.
    pub async fn start(script: Script) -> Result<Self> {
        Self::start_with([script]).await
    }

    /// Starts a provider that plays these scripts in order, the last one again and again.
    pub async fn start_with(scripts: impl IntoIterator<Item = Script>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Shared {
            scripts: Mutex::new(scripts.into_iter().collect()),
            record: Record::default(),
            stalled: watch::Sender::new(0),
            released: watch::Sender::new(false),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // The listener lives as long as the test; accept errors are retried by axum.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            state,
            server,
        })
    }

    /// What a user types as the address of the endpoint for a dialect.
    #[must_use]
    pub fn base(&self, dialect: Dialect) -> String {
        format!("http://{}{}", self.address, dialect.base_path())
    }

    /// The full address that answers a chat request for a model.
    #[must_use]
    pub fn chat_url(&self, dialect: Dialect, model: &str) -> String {
        format!("http://{}{}", self.address, dialect.chat_path(model))
    }

    /// The full address that lists models.
    #[must_use]
    pub fn models_url(&self, dialect: Dialect) -> String {
        format!("http://{}{}", self.address, dialect.models_path())
    }

    /// Replaces what is still to be played.
    pub fn play(&self, scripts: impl IntoIterator<Item = Script>) {
        *lock(&self.state.scripts) = scripts.into_iter().collect();
        self.state.released.send_replace(false);
    }

    /// Lets every stalled stream go on (or be cut), and those to come.
    pub fn release(&self) {
        self.state.released.send_replace(true);
    }

    /// Waits until so many streams have stalled since the start.
    pub async fn stalled(&self, streams: usize) {
        let mut stalled = self.state.stalled.subscribe();
        // The sender lives in `self.state`, so waiting cannot fail.
        let _ = stalled.wait_for(|count| *count >= streams).await;
    }

    /// Every request so far, preflights included, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.state.record.all()
    }

    /// The chat requests so far, in order, without those of connection tests.
    #[must_use]
    pub fn chats(&self) -> Vec<Request> {
        let mut requests = self.requests();
        let tests = |request: &Request| request.body.to_string().contains(CONNECTION_TEST);
        requests.retain(|request| request.method == "POST" && !tests(request));
        requests
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What the connection test tells the model.
const CONNECTION_TEST: &str = "You check a connection.";

/// An address that refuses connections for as long as this lives: its port is held, but nobody listens.
pub struct Refusing {
    _socket: TcpSocket,
    /// The address, without a path.
    pub url: String,
}

impl Refusing {
    /// Takes a free port.
    pub fn bind() -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(([127, 0, 0, 1], 0).into())?;
        let url = format!("http://{}", socket.local_addr()?);
        Ok(Self {
            _socket: socket,
            url,
        })
    }
}

async fn answer(
    State(state): State<Arc<Shared>>,
    method: http::Method,
    uri: http::Uri,
    headers: http::HeaderMap,
    body: Bytes,
) -> Response {
    let number = state
        .record
        .add(Request::new(&method, &uri, &headers, &body));
    let Some(route) = dialect::route(&uri, &headers) else {
        return play::not_found();
    };
    let script = state.script(&method);
    let mut response = if method == http::Method::OPTIONS {
        cors::preflight()
    } else {
        play::answer(&state, number, &route, &script, &headers, &body)
    };
    cors::add(&mut response, route.dialect, &script, &headers);
    response
}

impl Shared {
    /// The script in force; a chat request (the only kind that posts) uses it up unless it is the last.
    fn script(&self, method: &http::Method) -> Script {
        let mut scripts = lock(&self.scripts);
        if method == http::Method::POST && scripts.len() > 1 {
            scripts.pop_front().unwrap_or_default()
        } else {
            scripts.front().cloned().unwrap_or_default()
        }
    }
}

/// A test that panicked elsewhere must not hide behind a poisoned lock.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
