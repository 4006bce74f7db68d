//! Playing a script as an HTTP answer.

use super::{
    Ending, Fault, Script, Shared,
    dialect::Route,
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

/// The answer to a path that no dialect knows.
pub fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "404 page not found").into_response()
}

/// The answer to a request for a chat or for the list of models.
pub fn answer(
    state: &Arc<Shared>,
    number: usize,
    route: &Route,
    script: &Script,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let dialect = route.dialect;
    match script.fault {
        Fault::Status(status) => return error(status, &dialect.error(status)),
        Fault::Html => return content("text/html; charset=utf-8", HTML.into()),
        _ if !route.chat => return json(&dialect.models()),
        _ => {}
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    if let Some((status, message)) = dialect.refusal(headers, &request) {
        return error(status, &dialect.error_saying(status, &message));
    }
    let answer = dialect.answer(script, &request);
    let sent = wire::text_before_fault(dialect, script, &answer);
    state.record.sends(number, sent);
    let steps = wire::steps(script, wire::encode(dialect, script, answer));
    let exchange = Exchange {
        state: Arc::clone(state),
        number,
    };
    content(dialect.media_type(), stream(exchange, script.delay, steps))
}

fn content(media_type: &'static str, body: Body) -> Response {
    ([(header::CONTENT_TYPE, media_type)], body).into_response()
}

fn json(body: &Value) -> Response {
    content("application/json", body.to_string().into())
}

fn error(status: u16, body: &Value) -> Response {
    let mut response = json(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    if status == 429 {
        // Browsers hide it, as they do with the real providers, which do not expose it either.
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// Ends up in the record as abandoned if it is dropped before its stream ends.
struct Exchange {
    state: Arc<Shared>,
    number: usize,
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.state.record.end(self.number, Ending::Abandoned);
    }
}

fn stream(exchange: Exchange, delay: Duration, steps: Vec<Step>) -> Body {
    let start = (exchange, steps.into_iter());
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
                    Some(Step::Cut) => {
                        exchange.state.record.end(exchange.number, Ending::Cut);
                        return Some((
                            Err(io::Error::other("cut by the script")),
                            (exchange, steps),
                        ));
                    }
                    None => {
                        exchange.state.record.end(exchange.number, Ending::Sent);
                        return None;
                    }
                }
            }
        },
    ))
}

impl Exchange {
    async fn stall(&self) {
        let mut released = self.state.released.subscribe();
        self.state.stalled.send_modify(|count| *count += 1);
        // The sender lives in the state that we hold, so waiting cannot fail.
        let _ = released.wait_for(|released| *released).await;
    }
}
