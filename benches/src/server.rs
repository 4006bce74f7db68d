//! A server on loopback for the pages of the benchmark: the peers' packages as npm laid them down, our
//! built site, and the inputs. Nothing comes from anywhere else.

use crate::failure::{Failure, Result};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// The folders that are served, by the first part of the address.
pub struct Folders {
    /// Where npm laid down the peers: `/peers/…` are its `node_modules`, `/build/…` what was bundled.
    pub peers: PathBuf,
    /// The pages of this package: `/pages/…`.
    pub pages: PathBuf,
    /// Our built site: `/dist/…`.
    pub dist: PathBuf,
}

/// A running server; it stops when dropped.
pub struct Server {
    url: String,
    state: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    folders: Folders,
    inputs: Mutex<BTreeMap<String, Vec<u8>>>,
    requests: Mutex<Vec<String>>,
}

impl Server {
    /// Starts to serve.
    ///
    /// # Errors
    /// When the peers are not installed or no port is free.
    pub async fn start(folders: Folders) -> Result<Self> {
        if !folders.peers.join("node_modules").is_dir() {
            return Err(Failure::NoPeers(folders.peers.join("node_modules")));
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(Shared {
            folders,
            inputs: Mutex::default(),
            requests: Mutex::default(),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // The listener lives as long as the run; accept errors are retried by axum.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { url, state, server })
    }

    /// The address of one of the pages.
    #[must_use]
    pub fn page(&self, name: &str) -> String {
        format!("{}/pages/{name}.html", self.url)
    }

    /// Serves a file made here; returns its path.
    pub fn offer(&self, name: &str, content: impl Into<Vec<u8>>) -> String {
        lock(&self.state.inputs).insert(name.to_owned(), content.into());
        format!("/inputs/{name}")
    }

    /// Forgets what was asked for so far.
    pub fn forget_requests(&self) {
        lock(&self.state.requests).clear();
    }

    /// The files of peers and of our site that were asked for, each once.
    #[must_use]
    pub fn requested_files(&self) -> Vec<PathBuf> {
        let mut paths = lock(&self.state.requests).clone();
        paths.sort();
        paths.dedup();
        paths
            .iter()
            .filter(|path| !path.starts_with("/pages/") && !path.starts_with("/inputs/"))
            .filter_map(|path| self.state.folders.find(path))
            .filter(|path| path.is_file())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(State(state): State<Arc<Shared>>, uri: Uri) -> Response {
    let path = uri.path().to_owned();
    lock(&state.requests).push(path.clone());
    if let Some(name) = path.strip_prefix("/inputs/") {
        let input = lock(&state.inputs).get(name).cloned();
        return match input {
            Some(bytes) => content(media_type(Path::new(name)), bytes),
            None => StatusCode::NOT_FOUND.into_response(),
        };
    }
    let Some(file) = state.folders.find(&path) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match tokio::fs::read(&file).await {
        Ok(bytes) => content(media_type(&file), bytes),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn content(media_type: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, media_type)], bytes).into_response()
}

impl Folders {
    fn find(&self, path: &str) -> Option<PathBuf> {
        let (first, below) = path.strip_prefix('/')?.split_once('/')?;
        let below = Path::new(below);
        let plain = below
            .components()
            .all(|component| matches!(component, Component::Normal(_)));
        if !plain {
            return None;
        }
        match first {
            "peers" => Some(self.peers.join("node_modules").join(below)),
            "build" => Some(self.peers.join("build").join(below)),
            "pages" => Some(self.pages.join(below)),
            "dist" => Some(self.dist.join(below)),
            _ => None,
        }
    }
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("yaml") => "application/yaml",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// A poisoned lock means that a test panicked elsewhere; what it guards is whole.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
