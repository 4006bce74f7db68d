//! A static server for the built site, or for any folder. It sends no policy of its own: the page
//! carries it, as it must on a static host.

use crate::{HarnessError, Result};
use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use std::{
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A running site; it stops when dropped.
pub struct Site {
    url: String,
    folder: Arc<Folder>,
    server: JoinHandle<()>,
}

struct Folder {
    root: PathBuf,
    prefix: String,
    faults: Faults,
    requests: Mutex<Vec<String>>,
}

/// How the site differs from the folder.
#[derive(Default)]
struct Faults {
    /// What is put before files whose names end so.
    before: Vec<(&'static str, &'static str)>,
    /// Ends of names that are not found until somebody asks again.
    lost_once: Vec<&'static str>,
    /// Scripts that the folder does not have, by name.
    strange: Vec<(&'static str, &'static str)>,
}

impl Site {
    /// Serves the site that `cargo xtask build` made.
    pub async fn built() -> Result<Self> {
        Self::serve(&dist()?, "/").await
    }

    /// Serves the built site with a fault in its worker: a script that runs there before ours.
    pub async fn built_with_worker_fault(script: &'static str) -> Result<Self> {
        let faults = Faults {
            before: vec![("_loader.js", script)],
            ..Faults::default()
        };
        Self::start(&dist()?, "/", faults).await
    }

    /// Serves the built site, but not the files whose names end so when they are first asked for.
    pub async fn built_losing_once(end: &'static str) -> Result<Self> {
        let faults = Faults {
            lost_once: vec![end],
            ..Faults::default()
        };
        Self::start(&dist()?, "/", faults).await
    }

    /// Serves the built site and beside it a script that is not part of it.
    pub async fn built_with_strange(name: &'static str, script: &'static str) -> Result<Self> {
        let faults = Faults {
            strange: vec![(name, script)],
            ..Faults::default()
        };
        Self::start(&dist()?, "/", faults).await
    }

    /// Serves the built site below a path such as `/team/studio/`, as static hosts do.
    pub async fn built_below(prefix: &str) -> Result<Self> {
        Self::serve(&dist()?, prefix).await
    }

    /// Serves a folder below a path that starts and ends with `/`.
    pub async fn serve(root: &Path, prefix: &str) -> Result<Self> {
        Self::start(root, prefix, Faults::default()).await
    }

    async fn start(root: &Path, prefix: &str, faults: Faults) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}{prefix}", listener.local_addr()?);
        let folder = Arc::new(Folder {
            root: root.to_owned(),
            prefix: prefix.to_owned(),
            faults,
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
            folder,
            server,
        })
    }

    /// The address of the page; ends with `/`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
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
    if let Some(script) = folder.strange(uri.path()) {
        return ([(header::CONTENT_TYPE, "text/javascript")], script).into_response();
    }
    let Some(path) = folder.find(uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
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
        first && self.faults.lost_once.iter().any(|end| path.ends_with(end))
    }

    fn fault(&self, path: &str) -> &'static str {
        let fault = self
            .faults
            .before
            .iter()
            .find(|(end, _)| path.ends_with(end));
        fault.map_or("", |(_, script)| script)
    }

    fn strange(&self, path: &str) -> Option<&'static str> {
        let name = path.strip_prefix(&self.prefix)?;
        let mut strange = self.faults.strange.iter();
        strange.find_map(|(known, script)| (*known == name).then_some(*script))
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
