//! A scripted model provider on loopback: a conformance server that speaks five dialects with their true
//! wire shapes, and the deviations of those who say that they are compatible.
//!
//! Started without a name it answers all dialects, told apart by path: OpenAI Chat
//! (`/v1/chat/completions`, `/v1/models`) and Responses (`/v1/responses`), Anthropic Messages
//! (`/v1/messages`, `/v1/models` with its headers), Gemini (`/v1beta/models…`) and Ollama (`/api/chat`,
//! `/api/tags`); started as a [`Server`] it is that one. It is as strict as the originals about what a
//! browser may send, and as unreliable as its [`Script`] says. Nothing in it is random: the same script
//! gives the same bytes in the same pieces.

mod anthropic;
mod cors;
mod deviation;
mod dialect;
mod encode;
mod fault;
mod flood;
mod gemini;
mod ollama;
mod openai;
mod play;
mod record;
mod responses;
mod resume;
mod script;
mod server;
mod socket;
mod wire;

pub use deviation::{Deviation, ErrorForm, Thoughts, UsageAt};
pub use dialect::Dialect;
pub use fault::{Fault, Flood, Wait};
pub use record::{Ending, Request};
pub use resume::{Joint, Resume};
pub use script::{Cors, Finish, Framing, Script, Usage};
pub use server::{Server, ways_of_proxies};

use crate::Result;
use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, State},
    http,
    response::Response,
};
use play::{Call, Exchange};
use record::Record;
use socket::Socket;
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
    /// Whose ways it has; `None` has those of all dialects' inventors.
    server: Option<Server>,
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
        Self::begin(None, scripts.into_iter().collect()).await
    }

    /// Starts a provider with the paths, the headers and the key of a server, that plays these scripts in
    /// order, the last one again and again. [`Server::script`] makes one with its deviations.
    pub async fn start_as(
        server: Server,
        scripts: impl IntoIterator<Item = Script>,
    ) -> Result<Self> {
        Self::begin(Some(server), scripts.into_iter().collect()).await
    }

    async fn begin(server: Option<Server>, scripts: VecDeque<Script>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(Shared {
            server,
            scripts: Mutex::new(scripts),
            record: Record::default(),
            stalled: watch::Sender::new(0),
            released: watch::Sender::new(false),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&state));
        let service = router.into_make_service_with_connect_info::<Socket>();
        let server = tokio::spawn(async move {
            // The listener lives as long as the test; accept errors are retried by axum.
            let _ = axum::serve(listener, service).await;
        });
        Ok(Self {
            address,
            state,
            server,
        })
    }

    /// The address of the server as which it was started, or its origin.
    #[must_use]
    pub fn url(&self) -> String {
        let base = self.state.server.map_or("", Server::base_path);
        format!("http://{}{base}", self.address)
    }

    /// What a user types as the address of the endpoint for a dialect.
    #[must_use]
    pub fn base(&self, dialect: Dialect) -> String {
        format!("http://{}{}", self.address, dialect.base_path())
    }

    /// The full address that answers a chat request for a model.
    #[must_use]
    pub fn chat_url(&self, dialect: Dialect, model: &str) -> String {
        format!("{}{}", self.base(dialect), dialect.chat_path(model))
    }

    /// The full address that lists models.
    #[must_use]
    pub fn models_url(&self, dialect: Dialect) -> String {
        format!("{}{}", self.base(dialect), dialect.models_path())
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
        // Ollama is asked about its models with a body, too.
        let asks = |request: &Request| request.target.ends_with("/api/show");
        requests.retain(|request| request.method == "POST" && !tests(request) && !asks(request));
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
    ConnectInfo(socket): ConnectInfo<Socket>,
    method: http::Method,
    uri: http::Uri,
    headers: http::HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request::new(&method, &uri, &headers, &body);
    let number = state.record.add(request);
    let server = state.server;
    let Some(route) = dialect::route(server, &uri, &headers) else {
        // Servers have their ways with browsers at all addresses; of a dialect's there is no more to say.
        let mut response = match method {
            http::Method::OPTIONS if server.is_some() => cors::preflight(),
            _ => play::elsewhere(server, uri.path()),
        };
        if let Some(server) = server {
            let script = state.script(false);
            let dialect = server.dialect();
            cors::add(&mut response, Some(server), dialect, &script, &headers);
        }
        return response;
    };
    let script = state.script(route.chat && method == http::Method::POST);
    let mut response = if method == http::Method::OPTIONS {
        cors::preflight()
    } else {
        let exchange = Exchange {
            state,
            number,
            socket,
            watched: true,
        };
        play::answer(Call {
            route: &route,
            script: &script,
            headers: &headers,
            body: &body,
            exchange,
        })
        .await
    };
    cors::add(&mut response, server, route.dialect, &script, &headers);
    response
}

impl Shared {
    /// The script in force; a chat uses it up unless it is the last.
    fn script(&self, is_chat: bool) -> Script {
        let mut scripts = lock(&self.scripts);
        if is_chat && scripts.len() > 1 {
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
