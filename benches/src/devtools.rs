//! The browser's own protocol over its socket, beside the WebDriver session: traces, and what processes
//! there are. It must not know what is measured.

use crate::{
    failure::{Failure, Result},
    trace::Event,
};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use thirtyfour::WebDriver;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

/// Tasks of all threads, and the marks that pages set.
const CATEGORIES: [&str; 2] = ["toplevel", "blink.user_timing"];

/// A connection to the browser as a whole.
pub struct DevTools {
    socket: WebSocketStream<TcpStream>,
    last: u64,
    collected: Vec<Event>,
}

impl DevTools {
    /// Connects to the browser that a driver has started.
    pub async fn connect(driver: &WebDriver) -> Result<Self> {
        let address = driver
            .capabilities()
            .get("goog:chromeOptions")
            .and_then(|options| options["debuggerAddress"].as_str())
            .ok_or_else(|| Failure::Protocol("the driver names no address".into()))?
            .to_owned();
        let url = socket_url(&address).await?;
        let stream = TcpStream::connect(&address).await?;
        // A trace comes in messages of many megabytes.
        let config = WebSocketConfig::default()
            .max_message_size(None)
            .max_frame_size(None);
        let (socket, _) = client_async_with_config(url, stream, Some(config)).await?;
        Ok(Self {
            socket,
            last: 0,
            collected: Vec::new(),
        })
    }

    /// Begins to record.
    pub async fn start_trace(&mut self) -> Result {
        self.collected.clear();
        let config = json!({
            "recordMode": "recordAsMuchAsPossible",
            "includedCategories": CATEGORIES,
            "excludedCategories": ["*"],
        });
        let parameters = json!({"transferMode": "ReportEvents", "traceConfig": config});
        self.call("Tracing.start", parameters).await.map(drop)
    }

    /// Ends the recording and returns it.
    pub async fn end_trace(&mut self) -> Result<Vec<Event>> {
        self.call("Tracing.end", json!({})).await?;
        loop {
            let message = self.receive().await?;
            if message["method"] == "Tracing.tracingComplete" {
                return Ok(std::mem::take(&mut self.collected));
            }
        }
    }

    /// The processes that show pages.
    pub async fn renderers(&mut self) -> Result<Vec<u64>> {
        let answer = self.call("SystemInfo.getProcessInfo", json!({})).await?;
        let processes = answer["processInfo"].as_array();
        Ok(processes
            .into_iter()
            .flatten()
            .filter(|process| process["type"] == "renderer")
            .filter_map(|process| process["id"].as_u64())
            .collect())
    }

    /// The browser's name and version.
    pub async fn version(&mut self) -> Result<String> {
        let answer = self.call("Browser.getVersion", json!({})).await?;
        let product = answer["product"].as_str().unwrap_or("Chromium");
        Ok(product.replace('/', " "))
    }

    async fn call(&mut self, method: &str, parameters: Value) -> Result<Value> {
        self.last += 1;
        let request = json!({"id": self.last, "method": method, "params": parameters});
        self.socket.send(Message::text(request.to_string())).await?;
        loop {
            let mut message = self.receive().await?;
            if message["id"] == self.last {
                return match message.get("error") {
                    Some(error) => Err(Failure::Protocol(format!("{method}: {error}"))),
                    None => Ok(message["result"].take()),
                };
            }
        }
    }

    async fn receive(&mut self) -> Result<Value> {
        loop {
            let message = self
                .socket
                .next()
                .await
                .ok_or_else(|| Failure::Protocol("the browser hung up".into()))??;
            let Message::Text(text) = message else {
                continue;
            };
            let mut message: Value = serde_json::from_str(&text)?;
            if message["method"] == "Tracing.dataCollected" {
                let events =
                    serde_json::from_value::<Vec<Event>>(message["params"]["value"].take());
                self.collected.extend(events?);
            }
            return Ok(message);
        }
    }
}

/// Asks the browser for the address of its socket, which carries a random part.
async fn socket_url(address: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /json/version HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    // The browser keeps the connection open; the closing brace is the end of what it says.
    while !answer.ends_with(b"}") && !answer.ends_with(b"}\n") {
        if stream.read_buf(&mut answer).await? == 0 {
            break;
        }
    }
    let answer = String::from_utf8_lossy(&answer);
    let body = answer.find('{').map_or("", |at| &answer[at..]);
    let facts: Value = serde_json::from_str(body)?;
    facts["webSocketDebuggerUrl"]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| Failure::Protocol(format!("no socket in {facts}")))
}
