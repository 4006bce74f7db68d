//! Playing a script as an HTTP answer.

use super::{
    Deviation, Dialect, Ending, Fault, Script, Server, Shared, Wait,
    dialect::{self, Route},
    encode, flood, resume,
    socket::Socket,
    wire::{self, Step},
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use serde_json::Value;
use std::{io, sync::Arc, time::Duration};

const HTML: &str = "<!doctype html><title>Sign in</title><p>Please sign in to the network.";
/// What a client is told whose own words are none of the script's.
const ASTRAY: &str = "the scripted provider has said nothing of the kind";

/// The answer to a path that no dialect knows.
pub fn elsewhere(server: Option<Server>, path: &str) -> Response {
    match (server, path) {
        // The one address of vLLM's that needs no key.
        (Some(Server::Vllm), "/health") => StatusCode::OK.into_response(),
        _ => (StatusCode::NOT_FOUND, "404 page not found").into_response(),
    }
}

/// A request, and the exchange that it began.
pub struct Call<'a> {
    pub route: &'a Route,
    pub script: &'a Script,
    pub headers: &'a HeaderMap,
    pub body: &'a Bytes,
    pub exchange: Exchange,
}

/// The answer to a request for a chat or for the list of models.
pub async fn answer(call: Call<'_>) -> Response {
    let (dialect, script) = (call.route.dialect, call.script);
    if let Some((status, body)) = dialect.refused(script) {
        return call.exchange.closed(error(status, &body, script.wait));
    }
    if script.fault == Fault::Html {
        let page = content("text/html; charset=utf-8", HTML.into());
        return call.exchange.closed(page);
    }
    if !call.route.chat {
        let is_about_one = !call.body.is_empty();
        return call.exchange.closed(json(&dialect.models(is_about_one)));
    }
    if let Some(server) = call.exchange.state.server
        && server.wants_key()
        && !call.headers.contains_key(server.key_header().0)
    {
        let body = dialect.error_saying(401, "there is no key where this server looks for it");
        return call.exchange.closed(error(401, &body, None));
    }
    if let Fault::Refuses(status, body) = script.fault {
        let body = dialect::stated(body);
        return call.exchange.closed(error(status, &body, script.wait));
    }
    if script.fault == Fault::Silent {
        call.exchange.stall().await;
    }
    chat(call)
}

fn chat(call: Call<'_>) -> Response {
    let (dialect, script) = (call.route.dialect, call.script);
    let request: Value = serde_json::from_slice(call.body).unwrap_or_default();
    if let Some((status, message)) = dialect.refusal(call.headers, &request) {
        let body = dialect.error_saying(status, &message);
        return call.exchange.closed(error(status, &body, None));
    }
    let Some(mut script) = resume::next(script, dialect, &request) else {
        let body = dialect.error_saying(400, ASTRAY);
        return call.exchange.closed(error(400, &body, None));
    };
    if script.fault == Fault::NoText {
        // Some dialects tell the whole text once more at the end.
        script.text.clear();
    }
    let encoded = match script.has(Deviation::WholeBody) {
        true => encode::document(&script, &document(dialect, &script, &request)),
        false => encode::encode(dialect, &script, &dialect.answer(&script, &request)),
    };
    let reach = wire::reach(script.fault, encoded.bytes.len());
    call.exchange.sends(encoded.text_within(reach));
    let mut steps = Vec::new();
    if let Fault::Flood(kind, bytes) = script.fault {
        steps = flood::steps(dialect, kind, bytes);
    }
    steps.extend(wire::steps(&script, encoded.bytes));
    let body = stream(call.exchange, script.delay, steps);
    content(dialect.media_type(&script), body)
}

/// The one document that a script's answer is; an error, too, comes with status 200 then.
fn document(dialect: Dialect, script: &Script, request: &Value) -> Value {
    match script.fault {
        Fault::ErrorInStream(_) => dialect.error(500),
        _ => dialect.whole(script, request),
    }
}

fn content(media_type: &'static str, body: Body) -> Response {
    ([(header::CONTENT_TYPE, media_type)], body).into_response()
}

fn json(body: &Value) -> Response {
    content("application/json", body.to_string().into())
}

fn error(status: u16, body: &Value, wait: Option<Wait>) -> Response {
    let mut response = json(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let seconds = match wait {
        Some(wait) => wait.header,
        // Browsers hide it, as they do with the real providers, which do not expose it either.
        None => (status == 429).then_some(5),
    };
    if let Some(seconds) = seconds {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Ends up in the record as abandoned if it is dropped before its answer ends.
pub struct Exchange {
    pub state: Arc<Shared>,
    pub number: usize,
    pub socket: Socket,
    /// Whether it has a stream, whose end is told.
    pub watched: bool,
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if self.watched {
            self.end(Ending::Abandoned);
        }
    }
}

impl Exchange {
    fn end(&self, ending: Ending) {
        self.state.record.end(self.number, ending);
    }

    fn sends(&self, text: String) {
        self.state.record.sends(self.number, text);
    }

    /// An answer without a stream.
    fn closed(mut self, response: Response) -> Response {
        self.watched = false;
        response
    }

    async fn stall(&self) {
        let mut released = self.state.released.subscribe();
        self.state.stalled.send_modify(|count| *count += 1);
        // The sender lives in the state that we hold, so waiting cannot fail.
        let _ = released.wait_for(|released| *released).await;
    }

    /// Breaks the connection off: the error ends it, and what was asked of the socket says how.
    fn break_off(&self, reset: bool) -> io::Error {
        self.end(Ending::Cut);
        if reset && let Err(error) = self.socket.reset_at_end() {
            return error;
        }
        io::Error::other("cut by the script")
    }
}

fn stream(exchange: Exchange, delay: Duration, steps: Vec<Step>) -> Body {
    let start = (exchange, Steps::new(steps));
    Body::from_stream(stream::unfold(
        start,
        move |(exchange, mut steps)| async move {
            loop {
                // Standing aside makes the server flush: each piece leaves on its own.
                tokio::task::yield_now().await;
                match steps.next() {
                    Some(Step::Send(piece)) => {
                        if !delay.is_zero() {
                            tokio::time::sleep(delay).await;
                        }
                        return Some((Ok(piece), (exchange, steps)));
                    }
                    Some(Step::Stall) => exchange.stall().await,
                    Some(broken @ (Step::Cut | Step::Reset)) => {
                        let error = exchange.break_off(broken == Step::Reset);
                        return Some((Err(error), (exchange, steps)));
                    }
                    // `Steps` takes floods apart.
                    Some(Step::Flood(..)) => {}
                    None => {
                        exchange.end(Ending::Sent);
                        return None;
                    }
                }
            }
        },
    ))
}

/// The steps of an answer, with floods as single pieces and without empty ones, which would end a body.
struct Steps {
    steps: std::vec::IntoIter<Step>,
    flood: Option<(Bytes, usize)>,
}

impl Steps {
    fn new(steps: Vec<Step>) -> Self {
        Self {
            steps: steps.into_iter(),
            flood: None,
        }
    }
}

impl Iterator for Steps {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            if let Some((piece, times)) = self.flood.take()
                && times > 0
            {
                self.flood = Some((piece.clone(), times - 1));
                return Some(Step::Send(piece));
            }
            match self.steps.next()? {
                Step::Flood(piece, times) => self.flood = Some((piece, times)),
                Step::Send(piece) if piece.is_empty() => {}
                step => return Some(step),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floods_come_piece_by_piece_and_nothing_empty_is_sent() {
        let send = |text: &'static str| Step::Send(Bytes::from_static(text.as_bytes()));
        let steps = vec![
            send(""),
            Step::Flood(Bytes::from_static(b"ab"), 3),
            send("c"),
            Step::Reset,
        ];
        let played: Vec<Step> = Steps::new(steps).collect();
        let expected = [send("ab"), send("ab"), send("ab"), send("c"), Step::Reset];
        assert_eq!(played, expected);
    }
}
