//! A static server on loopback for looking at a build. It serves `dist/` and nothing else, and asks
//! browsers to keep nothing, so that a reload shows the newest build.

use crate::{
    dist::{self, Profile},
    failure::{Failure, Result},
    tools,
};
use std::{
    fs, io,
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread,
};
use tiny_http::{Header, Request, Response, Server};

const DEFAULT_PORT: u16 = 8080;
/// A page asks for a handful of files at once.
const THREADS: usize = 4;

/// What to build and where to serve it.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    profile: Profile,
    port: u16,
}

impl Options {
    /// Reads `[--release] [--port N]`.
    pub fn parse(words: &[&str]) -> Result<Self> {
        let mut options = Self {
            profile: Profile::Debug,
            port: DEFAULT_PORT,
        };
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            match *word {
                "--release" => options.profile = Profile::Release,
                "--port" => {
                    options.port = rest
                        .next()
                        .and_then(|port| port.parse().ok())
                        .ok_or_else(|| Failure::new("--port needs a number up to 65535"))?;
                }
                other => return Err(Failure::new(format!("serve does not know {other}"))),
            }
        }
        Ok(options)
    }
}

/// Builds the site and serves it until interrupted.
pub fn run(options: &Options) -> Result {
    // The port comes first: nobody should wait for a build to hear that it is taken.
    let server = Arc::new(listen(options.port)?);
    let root = dist::build(&tools::setup()?, options.profile)?;
    println!(
        "xtask: {} on http://{}/",
        root.display(),
        server.server_addr()
    );
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (server, root) = (Arc::clone(&server), root.clone());
            thread::spawn(move || serve(&server, &root))
        })
        .collect();
    for thread in threads {
        thread
            .join()
            .map_err(|_| Failure::new("the server stopped"))?;
    }
    Ok(())
}

fn listen(port: u16) -> Result<Server> {
    Server::http(("127.0.0.1", port)).map_err(|error| {
        let taken = error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::AddrInUse);
        if taken {
            Failure::new(format!(
                "port {port} is taken; stop the program that uses it, or choose another with --port"
            ))
        } else {
            Failure::new(format!("cannot listen on port {port}: {error}"))
        }
    })
}

fn serve(server: &Server, root: &Path) {
    for request in server.incoming_requests() {
        // A browser that goes away in the middle of an answer is not our problem.
        let _ = answer(request, root);
    }
}

fn answer(request: Request, root: &Path) -> io::Result<()> {
    let content = file_for(root, request.url()).and_then(|path| {
        let bytes = fs::read(&path).ok()?;
        Some((bytes, media_type(&path)))
    });
    match content {
        Some((bytes, media_type)) => request.respond(
            Response::from_data(bytes)
                .with_header(header("Content-Type", media_type)?)
                .with_header(header("Cache-Control", "no-cache")?),
        ),
        None => request.respond(Response::from_string("not found").with_status_code(404)),
    }
}

fn header(name: &str, value: &str) -> io::Result<Header> {
    Header::from_bytes(name, value).map_err(|()| io::Error::other("not a header"))
}

/// The file that a request asks for; nothing outside the root.
fn file_for(root: &Path, url: &str) -> Option<PathBuf> {
    let below = url.split(['?', '#']).next()?.trim_start_matches('/');
    let relative = Path::new(below);
    let plain = relative
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    let path = root.join(relative);
    match plain {
        true if path.is_dir() => Some(path.join("index.html")),
        true => Some(path),
        false => None,
    }
}

/// The media type by extension. `application/wasm` is needed for streaming compilation.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("md") => "text/markdown; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn options_are_read_in_any_order_and_nonsense_is_refused() {
        let release = Options {
            profile: Profile::Release,
            port: 9000,
        };
        assert_eq!(
            Options::parse(&["--port", "9000", "--release"]).ok(),
            Some(release)
        );
        assert!(Options::parse(&["--port"]).is_err());
        assert!(Options::parse(&["--prot", "1"]).is_err());
    }

    #[test]
    fn nothing_outside_the_root_is_served() {
        let root = Path::new("site");
        for (url, expected) in [
            ("/a/b.js?x=1", Some("site/a/b.js")),
            ("/../secret", None),
            ("//etc/passwd", Some("site/etc/passwd")),
            ("/a/../../secret", None),
        ] {
            assert_eq!(file_for(root, url), expected.map(PathBuf::from), "{url}");
        }
    }

    #[test]
    fn a_taken_port_is_named() {
        let first = listen(0).expect("a free port");
        let port = first.server_addr().to_ip().expect("loopback").port();
        let message = listen(port).map(drop).expect_err("taken").to_string();
        assert!(message.contains("is taken"), "{message}");
    }

    #[test]
    fn files_go_out_with_their_type_and_are_not_kept() {
        let root = std::env::temp_dir().join(format!("xtask-serve-{}", std::process::id()));
        fs::create_dir_all(&root).expect("writable");
        fs::write(root.join("index.html"), "<p>hello").expect("writable");
        let server = listen(0).expect("a free port");
        let address = server.server_addr().to_ip().expect("loopback");
        let folder = root.clone();
        let thread = thread::spawn(move || {
            let request = server.recv().expect("one request");
            answer(request, &folder).expect("answered");
        });
        let mut stream = std::net::TcpStream::connect(address).expect("listening");
        stream
            .write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            .expect("written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        thread.join().expect("served");
        fs::remove_dir_all(root).expect("removable");
        assert!(answer.contains("Content-Type: text/html"), "{answer}");
        assert!(answer.contains("Cache-Control: no-cache"), "{answer}");
        assert!(answer.ends_with("<p>hello"), "{answer}");
    }
}
