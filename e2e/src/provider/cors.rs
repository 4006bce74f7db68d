//! What browsers may send and read, per dialect: the providers' own lists, so that a client which sends
//! one header too many fails here as it would there.

use super::{Cors, Dialect, Script};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};

/// The empty answer to a preflight; [`add`] says what is allowed.
pub fn preflight() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// Adds the CORS headers that the dialect's provider sends, unless the script withholds them.
pub fn add(response: &mut Response, dialect: Dialect, script: &Script, request: &HeaderMap) {
    let withheld = match script.cors {
        Cors::Allowed => false,
        Cors::Missing => true,
        Cors::MissingOnErrors => response.status().is_client_error(),
    };
    let Some(origin) = request.get(header::ORIGIN).filter(|_| !withheld) else {
        return;
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, OPTIONS"),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(allowed_headers(dialect)),
    );
}

fn allowed_headers(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::OpenAi => "authorization, content-type",
        Dialect::Anthropic => {
            "content-type, x-api-key, anthropic-version, anthropic-beta, \
             anthropic-dangerous-direct-browser-access"
        }
        Dialect::Gemini => "content-type, x-goog-api-key",
        // Ollama's server/routes.go; its x-stainless-* headers are left out.
        Dialect::Ollama => {
            "authorization, content-type, user-agent, accept, x-requested-with, openai-beta"
        }
    }
}
