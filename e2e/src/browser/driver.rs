//! The chromedriver process, and the end of everything that it started.

use crate::{HarnessError, Result};
use std::{
    env,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};
use thirtyfour::WebDriver;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

/// Followed by the port in chromedriver's greeting.
const GREETING: &str = "was started successfully on port ";
const START: Duration = Duration::from_secs(30);
const GOODBYE: Duration = Duration::from_secs(10);

/// A running chromedriver; dropping it ends the browser and then the driver.
pub struct Driver {
    process: Child,
    address: SocketAddr,
    session: Option<String>,
    browser: Option<u64>,
    // Kept open: chromedriver must not meet a closed pipe.
    _output: Lines<BufReader<ChildStdout>>,
}

impl Driver {
    /// Starts one. The port that chromedriver picks for itself is now and then taken before it listens.
    pub async fn start() -> Result<Self> {
        let mut outcome = Self::launch().await;
        for _ in 0..2 {
            if !matches!(outcome, Err(HarnessError::Driver(_))) {
                break;
            }
            outcome = Self::launch().await;
        }
        outcome
    }

    async fn launch() -> Result<Self> {
        let mut process = Command::new(program("CHROMEDRIVER", "chromedriver", &["chromedriver"])?)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let output = process
            .stdout
            .take()
            .ok_or_else(|| HarnessError::Driver("no output".into()))?;
        let mut lines = BufReader::new(output).lines();
        let port = timeout(START, read_port(&mut lines))
            .await
            .map_err(|_| HarnessError::Driver("no greeting".into()))??;
        Ok(Self {
            process,
            address: ([127, 0, 0, 1], port).into(),
            session: None,
            browser: None,
            _output: lines,
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Remembers the session that is to end with us.
    pub fn owns(&mut self, driver: &WebDriver) {
        self.session = Some(driver.session_id().to_string());
        self.browser = driver
            .capabilities()
            .get("goog:processID")
            .and_then(serde_json::Value::as_u64);
        // Dropping a `WebDriver` blocks the very runtime that would carry its farewell, for minutes; it
        // fails only if the session has ended already.
        let _ = driver.clone().leak();
    }

    /// Blocking, because this runs in `drop`: chromedriver answers when the browser has ended.
    fn end_session(&self, session: &str) -> std::io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&self.address, GOODBYE)?;
        stream.set_read_timeout(Some(GOODBYE))?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )?;
        // The answer comes when the browser has ended; chromedriver keeps the connection open after it.
        let answered = stream.read(&mut [0; 512])? > 0;
        match answered {
            true => Ok(()),
            false => Err(std::io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let ended = self
            .session
            .as_deref()
            .map(|session| self.end_session(session));
        if let (Some(Err(_)), Some(browser)) = (ended, self.browser) {
            // The driver did not do it; without this the browser would outlive the test.
            let _ = std::process::Command::new("kill")
                .args(["-KILL", &browser.to_string()])
                .status();
        }
        let _ = self.process.start_kill();
    }
}

async fn read_port(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<u16> {
    let mut said = String::new();
    while let Some(line) = lines.next_line().await? {
        if let Some((_, port)) = line.split_once(GREETING) {
            let port = port.trim_end_matches('.').parse();
            return port.map_err(|_| HarnessError::Driver(line));
        }
        said.push_str(&line);
    }
    Err(HarnessError::Driver(said))
}

/// The browser's program: `CHROMIUM`, or the first known name on the search path.
pub fn browser_program() -> Result<PathBuf> {
    program(
        "CHROMIUM",
        "chromium",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
    )
}

fn program(variable: &'static str, program: &'static str, names: &[&str]) -> Result<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Ok(path.into());
    }
    let path = env::var_os("PATH").unwrap_or_default();
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
        .ok_or(HarnessError::Missing { program, variable })
}
