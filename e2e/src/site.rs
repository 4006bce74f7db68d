//! A static server for the built site, or for any folder. It sends no policy of its own: the page
//! carries it, as it must on a static host.

use crate::{HarnessError, Result, https::Https};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A running site; it stops when dropped.
pub struct Site {
    url: String,
    port: u16,
    /// What speaks TLS for it.
    front: Option<Https>,
    folder: Arc<Folder>,
    server: JoinHandle<()>,
}

struct Folder {
    root: PathBuf,
    prefix: String,
    /// What is put before files whose names end so.
    faults: Vec<(&'static str, &'static str)>,
    /// Ends of names that are not found until somebody asks again.
    lost_once: Vec<&'static str>,
    /// What is served instead of the files of the folder, by the path below the prefix.
    overlay: Mutex<BTreeMap<String, Served>>,
    requests: Mutex<Vec<String>>,
}

/// What is served at a path instead of the folder's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Served {
    /// This text.
    Text(String),
    /// Nothing: there is no such file.
    Missing,
    /// An error of the host.
    Down,
}

impl Site {
    /// Serves the site that `cargo xtask build` made.
    pub async fn built() -> Result<Self> {
        Self::serve(&dist()?, "/").await
    }

    /// Serves the built site with a fault in its worker: a script that runs there before ours.
    pub async fn built_with_worker_fault(script: &'static str) -> Result<Self> {
        Self::start(&dist()?, "/", vec![("_loader.js", script)], Vec::new()).await
    }

    /// Serves the built site, but not the files whose names end so when they are first asked for.
    pub async fn built_losing_once(end: &'static str) -> Result<Self> {
        Self::start(&dist()?, "/", Vec::new(), vec![end]).await
    }

    /// Serves the built site below a path such as `/team/studio/`, as static hosts do.
    pub async fn built_below(prefix: &str) -> Result<Self> {
        Self::serve(&dist()?, prefix).await
    }

    /// Serves a folder below a path that starts and ends with `/`.
    pub async fn serve(root: &Path, prefix: &str) -> Result<Self> {
        Self::start(root, prefix, Vec::new(), Vec::new()).await
    }

    async fn start(
        root: &Path,
        prefix: &str,
        faults: Vec<(&'static str, &'static str)>,
        lost_once: Vec<&'static str>,
    ) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}{prefix}");
        let folder = Arc::new(Folder {
            root: root.to_owned(),
            prefix: prefix.to_owned(),
            faults,
            lost_once,
            overlay: Mutex::default(),
            requests: Mutex::default(),
        });
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&folder));
        let server = tokio::spawn(async move {
            // The listener lives as long as the test; accept errors are retried by axum.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            url,
            port: address.port(),
            front: None,
            folder,
            server,
        })
    }

    /// The same site under a host's name, for a browser that looks for that host here.
    #[must_use]
    pub fn named(mut self, host: &str) -> Self {
        self.url = format!("http://{host}:{}{}", self.port(), self.folder.prefix);
        self
    }

    /// The same site under a host's name and over https, for a browser that looks for that host here and
    /// takes any certificate.
    pub async fn secured(mut self, host: &str) -> Result<Self> {
        self.front = Some(Https::before(host, self.port).await?);
        self.url = format!("https://{host}:{}{}", self.port(), self.folder.prefix);
        Ok(self)
    }

    /// The port of the page's address.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.front.as_ref().map_or(self.port, Https::port)
    }

    /// The page's origin, as the page itself knows it.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.url
            .strip_suffix(&self.folder.prefix)
            .unwrap_or(&self.url)
    }

    /// The address of the page; ends with `/`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves something else at a path such as `studio.json` from now on.
    pub fn put(&self, path: &str, served: Served) {
        let mut overlay = self.folder.overlay();
        overlay.insert(path.to_owned(), served);
    }

    /// The paths that were asked for so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        let requests = self.folder.requests.lock();
        requests.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn dist() -> Result<PathBuf> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    if dist.join("index.html").is_file() {
        Ok(dist)
    } else {
        Err(HarnessError::NoSite(dist))
    }
}

async fn answer(State(folder): State<Arc<Folder>>, uri: Uri) -> Response {
    if folder.is_lost(uri.path()) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(path) = folder.find(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match folder.served(uri.path()) {
        Some(Served::Text(text)) => {
            return ([(header::CONTENT_TYPE, media_type(&path))], text).into_response();
        }
        Some(Served::Missing) => return StatusCode::NOT_FOUND.into_response(),
        Some(Served::Down) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        None => {}
    }
    match tokio::fs::read(&path).await {
        Ok(bytes) => {
            let content = [folder.fault(uri.path()).as_bytes(), &bytes].concat();
            ([(header::CONTENT_TYPE, media_type(&path))], content).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Folder {
    /// Notes that a file is asked for, and says whether it is lost this time.
    fn is_lost(&self, path: &str) -> bool {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let first = !requests.iter().any(|earlier| earlier == path);
        requests.push(path.to_owned());
        first && self.lost_once.iter().any(|end| path.ends_with(end))
    }

    fn overlay(&self) -> MutexGuard<'_, BTreeMap<String, Served>> {
        self.overlay.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn served(&self, path: &str) -> Option<Served> {
        let below = path.strip_prefix(&self.prefix)?;
        self.overlay().get(below).cloned()
    }

    fn fault(&self, path: &str) -> &'static str {
        let fault = self.faults.iter().find(|(end, _)| path.ends_with(end));
        fault.map_or("", |(_, script)| script)
    }

    fn find(&self, path: &str) -> Option<PathBuf> {
        let below = Path::new(path.strip_prefix(&self.prefix)?);
        let plain = below
            .components()
            .all(|component| matches!(component, Component::Normal(_)));
        let found = self.root.join(below);
        match plain {
            true if found.is_dir() => Some(found.join("index.html")),
            true => Some(found),
            false => None,
        }
    }
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        Some("md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
