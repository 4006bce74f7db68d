//! What browsers may send and read, per server: the providers' own lists, so that a client which sends
//! one header too many fails here as it would there.

use super::{Cors, Dialect, Script, Server};
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

/// Adds the CORS headers that the provider sends, unless the script withholds them.
pub fn add(
    response: &mut Response,
    server: Option<Server>,
    dialect: Dialect,
    script: &Script,
    request: &HeaderMap,
) {
    let withheld = match script.cors {
        Cors::Allowed => false,
        Cors::Missing => true,
        Cors::MissingOnErrors => response.status().is_client_error(),
    };
    let Some(origin) = request.get(header::ORIGIN).filter(|_| !withheld) else {
        return;
    };
    let asked = request.get(header::ACCESS_CONTROL_REQUEST_HEADERS);
    let allowed = match server.map_or(Some(dialect.allowed_headers()), Server::allowed_headers) {
        Some(names) => Some(HeaderValue::from_static(names)),
        None => asked.cloned(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, OPTIONS"),
    );
    if let Some(allowed) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
    }
    if script.wait.is_some_and(|wait| wait.exposed) {
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after"),
        );
    }
}
