//! A server as a child of this process: on a free port of loopback, without the user's keys in its
//! environment, waited for until it answers, and ended with us.

use crate::failure::{Failure, Result};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// What of our environment a server sees: a key for a real provider is none of its business.
const INHERITED: [&str; 6] = [
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "PATH",
    "PYENV_ROOT",
    "TMPDIR",
];
/// LiteLLM takes eight seconds on a quiet machine.
const START: Duration = Duration::from_secs(180);
const INTERVAL: Duration = Duration::from_millis(50);
const ANSWER: Duration = Duration::from_secs(2);
/// As much of a log as a person reads.
const END_OF_LOG: usize = 2000;

/// How a server is started; `--port` and a port follow its arguments.
pub struct Launch<'a> {
    pub name: &'static str,
    pub program: &'a Path,
    pub arguments: &'a [&'a OsStr],
    pub settings: &'a [(&'a str, &'a str)],
    /// The path that answers with 200 when it is ready.
    pub health: &'static str,
    /// The folder for what it prints.
    pub logs: &'a Path,
}

/// A running server; dropping it ends it.
#[derive(Debug)]
pub struct Server {
    name: &'static str,
    child: Child,
    address: SocketAddr,
    url: String,
    log: PathBuf,
}

impl Server {
    /// Starts a server and waits until it answers.
    pub fn start(launch: Launch<'_>) -> Result<Self> {
        let address = free_address()?;
        let log = launch.logs.join(format!("{}.log", launch.name));
        fs::create_dir_all(launch.logs)
            .map_err(|error| Failure::io("create", launch.logs, &error))?;
        let output = File::create(&log).map_err(|error| Failure::io("create", &log, &error))?;
        let errors = output
            .try_clone()
            .map_err(|error| Failure::io("write", &log, &error))?;
        let inherited = INHERITED
            .iter()
            .filter_map(|name| Some((name, std::env::var_os(name)?)));
        let child = Command::new(launch.program)
            .args(launch.arguments)
            .args(["--port", &address.port().to_string()])
            .env_clear()
            .envs(inherited)
            .envs(launch.settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| Failure::new(format!("cannot start {}: {error}", launch.name)))?;
        let mut server = Self {
            name: launch.name,
            child,
            address,
            url: format!("http://{address}"),
            log,
        };
        server.wait_for(launch.health)?;
        println!("xtask: {} answers on {}", server.name, server.url);
        Ok(server)
    }

    /// Its address without a path.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn wait_for(&mut self, health: &str) -> Result {
        let started = clock();
        while started.elapsed() < START {
            let ended = self.child.try_wait();
            if let Ok(Some(status)) = ended {
                return Err(self.failure(&format!("ended at once ({status})")));
            }
            if is_healthy(self.address, health) {
                return Ok(());
            }
            std::thread::sleep(INTERVAL);
        }
        Err(self.failure("did not answer in time"))
    }

    fn failure(&self, what: &str) -> Failure {
        let log = fs::read(&self.log).unwrap_or_default();
        let end = &log[log.len().saturating_sub(END_OF_LOG)..];
        let (name, end) = (self.name, String::from_utf8_lossy(end));
        Failure::new(format!(
            "{name} {what}; the end of {}:\n{end}",
            self.log.display()
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of loopback that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map_err(|error| Failure::new(format!("there is no free port on 127.0.0.1: {error}")))
}

fn is_healthy(address: SocketAddr, path: &str) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect_timeout(&address, ANSWER)?;
        stream.set_read_timeout(Some(ANSWER))?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n"
        )?;
        let mut start = [0; "HTTP/1.1 200".len()];
        stream.read_exact(&mut start)?;
        Ok(&start == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the ban is for wasm; this runs natively only"
)]
fn clock() -> std::time::Instant {
    std::time::Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_ends_at_once_is_a_failure_with_its_own_words() {
        let logs = std::env::temp_dir().join(format!("xtask-server-{}", std::process::id()));
        let outcome = Server::start(Launch {
            name: "sample",
            program: Path::new("/bin/sh"),
            arguments: &["-c".as_ref(), "echo no config >&2; exit 3".as_ref()],
            settings: &[],
            health: "/",
            logs: &logs,
        });
        let words = outcome.expect_err("it ended").to_string();
        assert!(words.contains("sample ended at once"), "{words}");
        assert!(words.contains("no config"), "{words}");
        fs::remove_dir_all(logs).expect("removable");
    }

    #[test]
    fn only_a_good_answer_is_healthy() {
        for (answer, healthy) in [("200 OK", true), ("503 Service Unavailable", false)] {
            let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
            let address = listener.local_addr().expect("bound");
            let server = std::thread::spawn(move || {
                let (mut stream, _) = listener.accept().expect("a client");
                let _ = stream.read(&mut [0; 512]).expect("a request");
                write!(stream, "HTTP/1.1 {answer}\r\n\r\n").expect("listened to");
            });
            assert_eq!(is_healthy(address, "/"), healthy, "{answer}");
            server.join().expect("no panic");
            assert!(!is_healthy(address, "/"), "nobody listens any more");
        }
    }
}
