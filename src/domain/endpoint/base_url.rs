//! The address of an endpoint, read carefully from what was typed.
//!
//! A small parser instead of the `url` crate, whose IDNA tables would outweigh the page's own logic. It
//! must stay stricter than the browser: what it accepts, the browser must read as the same origin.

use std::net::{IpAddr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Preset;
use crate::domain::{locale::Locale, wire::Dialect};

/// Why an endpoint cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum EndpointError {
    /// No address.
    #[error("the address is empty")]
    Empty,
    /// Not an absolute URL.
    #[error("the address is not a URL")]
    NotAUrl,
    /// A scheme other than http and https.
    #[error("the address is not http or https")]
    NotHttp,
    /// `user:password@`.
    #[error("the address contains credentials")]
    HasCredentials,
    /// `?` or `#`.
    #[error("the address has a query or a fragment")]
    HasQuery,
    /// The name of Azure's resource was not filled in.
    #[error("the address names no resource")]
    NoResource,
    /// No model was chosen.
    #[error("no model is chosen")]
    NoModel,
    /// The provider wants a key.
    #[error("a key is missing")]
    NoKey,
    /// The key has characters that no header can carry.
    #[error("the key contains characters that keys do not have")]
    KeyCharacters,
    /// The site allows other endpoints only.
    #[error("the site does not allow this endpoint")]
    NotAllowed,
    /// It is not known yet what the site allows.
    #[error("the site's configuration has not been read")]
    SiteUnread,
    /// A key for it is kept on the device and was not unlocked yet.
    #[error("the kept key is locked")]
    KeyLocked,
}

impl EndpointError {
    /// What is wrong and what to enter instead.
    #[must_use]
    pub fn message(self, locale: Locale) -> &'static str {
        match self {
            Self::Empty => locale.endpoint_error_empty(),
            Self::NotAUrl => locale.endpoint_error_not_a_url(),
            Self::NotHttp => locale.endpoint_error_not_http(),
            Self::HasCredentials => locale.endpoint_error_has_credentials(),
            Self::HasQuery => locale.endpoint_error_has_query(),
            Self::NoResource => locale.endpoint_error_no_resource(),
            Self::NoModel => locale.endpoint_error_no_model(),
            Self::NoKey => locale.endpoint_error_no_key(),
            Self::KeyCharacters => locale.endpoint_error_key_characters(),
            Self::NotAllowed => locale.endpoint_error_not_allowed(),
            Self::SiteUnread => locale.endpoint_error_site_unread(),
            Self::KeyLocked => locale.endpoint_error_key_locked(),
        }
    }
}

/// How far away a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The browser itself: nothing travels.
    Browser,
    /// This machine.
    Loopback,
    /// The local network.
    Local,
    /// Anywhere, as far as its name tells.
    Public,
}

/// An absolute http(s) URL without credentials, query, fragment or trailing slash; scheme and host are
/// in lower case and the scheme's default port is left out. Or [`BaseUrl::BUILT_IN`], which no request can
/// go to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl {
    text: String,
    /// Where the path begins in `text`: the length of the origin.
    path: usize,
}

impl BaseUrl {
    /// Where the browser's own model is: an address of no network.
    pub const BUILT_IN: &'static str = "browser://language-model";

    /// The address of the browser's own model.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            text: Self::BUILT_IN.into(),
            path: Self::BUILT_IN.len(),
        }
    }

    /// Whether it is that of the browser's own model.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        self.text == Self::BUILT_IN
    }

    /// Reads an address.
    ///
    /// # Errors
    /// It is not an address of this kind.
    pub fn parse(typed: &str) -> Result<Self, EndpointError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(EndpointError::Empty);
        }
        if typed == Self::BUILT_IN {
            return Ok(Self::built_in());
        }
        let (scheme, rest) = typed.split_once("://").ok_or(EndpointError::NotAUrl)?;
        let scheme = scheme.to_ascii_lowercase();
        let default_port = match scheme.as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(EndpointError::NotHttp),
        };
        // Browsers read a backslash as a slash and drop tabs and line ends; such addresses are refused,
        // so that both see the same host.
        if rest
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "\\<>\"{}|^`".contains(c))
        {
            return Err(EndpointError::NotAUrl);
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(EndpointError::HasCredentials);
        }
        if path.contains(['?', '#']) {
            return Err(EndpointError::HasQuery);
        }
        let (host, port) = split_authority(authority)?;
        let mut text = format!("{scheme}://{}", host.to_ascii_lowercase());
        if let Some(port) = port.filter(|port| *port != default_port) {
            text.push_str(&format!(":{port}"));
        }
        let origin = text.len();
        text.push_str(path.trim_end_matches('/'));
        Ok(Self { text, path: origin })
    }

    /// The URL, without a trailing slash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `scheme://host[:port]`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.text[..self.path].to_owned()
    }

    /// The path, empty or starting with a slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.text[self.path..]
    }

    /// Whether requests to it are encrypted.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// The host: a name, or an address without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.host_and_port().0
    }

    /// The port, also where it is the scheme's default.
    #[must_use]
    pub fn port(&self) -> u16 {
        let usual = if self.is_https() { 443 } else { 80 };
        self.host_and_port().1.parse().unwrap_or(usual)
    }

    fn host_and_port(&self) -> (&str, &str) {
        let origin = &self.text[..self.path];
        let authority = origin.split_once("://").map_or(origin, |(_, host)| host);
        let (host, rest) = match authority.strip_prefix('[') {
            Some(v6) => v6.split_once(']').unwrap_or((v6, "")),
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        (host, rest.trim_start_matches(':'))
    }

    /// How far away the host is, as browsers judge it by its name.
    #[must_use]
    pub fn reach(&self) -> Reach {
        if self.is_built_in() {
            return Reach::Browser;
        }
        let host = self.host();
        if host == "localhost" || host.ends_with(".localhost") {
            return Reach::Loopback;
        }
        match host.parse::<IpAddr>() {
            Ok(address) if address.is_loopback() || address.is_unspecified() => Reach::Loopback,
            Ok(IpAddr::V4(v4)) if v4.is_private() || v4.is_link_local() => Reach::Local,
            Ok(IpAddr::V6(v6)) if v6.is_unique_local() || v6.is_unicast_link_local() => {
                Reach::Local
            }
            Err(_) if host.ends_with(".local") || !host.contains('.') => Reach::Local,
            _ => Reach::Public,
        }
    }

    /// Cuts a pasted operation off the path, and completes a bare host with the preset's usual path.
    #[must_use]
    pub fn normalised_for(self, preset: Preset) -> Self {
        if self.is_built_in() {
            return self;
        }
        let path = self.path();
        let (shortened, was_operation) = without_operation(preset.dialect(), path);
        let usual = Self::parse(preset.default_base_url());
        let path = match usual {
            Ok(usual) if path.is_empty() && !was_operation => usual.path().to_owned(),
            // All of Azure's older addresses have a counterpart below this one.
            _ if preset == Preset::Azure && shortened.ends_with("/openai") => {
                format!("{shortened}/v1")
            }
            _ => shortened.trim_end_matches('/').to_owned(),
        };
        Self {
            text: format!("{}{path}", self.origin()),
            path: self.path,
        }
    }
}

/// What Azure's portal gives to copy: the address without the version that it asks for in a query, and
/// the deployment that its path names.
pub(super) fn azure_parts(typed: &str) -> (&str, Option<&str>) {
    let url = match typed.trim().split_once("?api-version=") {
        Some((url, version))
            if version
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
        {
            url
        }
        _ => typed,
    };
    let deployment = url
        .split_once("/deployments/")
        .and_then(|(_, rest)| rest.split('/').next())
        .filter(|name| !name.is_empty());
    (url, deployment)
}

/// The path before an operation of the API that someone pasted, and whether there was one.
fn without_operation(dialect: Dialect, path: &str) -> (&str, bool) {
    let suffixes: &[&str] = match dialect {
        Dialect::OpenAiChat | Dialect::OpenAiResponses => {
            &["/chat/completions", "/completions", "/responses", "/models"]
        }
        Dialect::Anthropic => &["/v1/messages", "/v1/models", "/v1"],
        Dialect::Gemini => &["/models", "/openai"],
        Dialect::Ollama => &[
            "/api/chat",
            "/api/generate",
            "/api/tags",
            "/api",
            "/v1/chat/completions",
            "/v1/models",
            "/v1",
        ],
        Dialect::BuiltIn => &[],
    };
    // Gemini names the model inside the path.
    let path = match path.find("/models/") {
        Some(at) if dialect == Dialect::Gemini => return (&path[..at], true),
        _ => path,
    };
    // So do Azure's older addresses.
    if let Some(at) = path.find("/openai/deployments/") {
        return (&path[..at + "/openai".len()], true);
    }
    suffixes
        .iter()
        .find_map(|suffix| path.strip_suffix(suffix))
        .map_or((path, false), |rest| (rest, true))
}

fn split_authority(authority: &str) -> Result<(&str, Option<u16>), EndpointError> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => {
            let (address, rest) = v6.split_once(']').ok_or(EndpointError::NotAUrl)?;
            address
                .parse::<Ipv6Addr>()
                .map_err(|_| EndpointError::NotAUrl)?;
            (&authority[..address.len() + 2], rest)
        }
        None => {
            let end = authority.find(':').unwrap_or(authority.len());
            let (host, rest) = authority.split_at(end);
            if host.is_empty()
                || host.starts_with('.')
                || !host
                    .chars()
                    .all(|c| c.is_alphanumeric() || "-._".contains(c))
            {
                return Err(EndpointError::NotAUrl);
            }
            (host, rest)
        }
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        Some("") => None,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => match digits.parse() {
            Ok(0) | Err(_) => return Err(EndpointError::NotAUrl),
            Ok(port) => Some(port),
        },
        _ => return Err(EndpointError::NotAUrl),
    };
    Ok((host, port))
}

impl TryFrom<String> for BaseUrl {
    type Error = EndpointError;

    fn try_from(text: String) -> Result<Self, EndpointError> {
        Self::parse(&text)
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be_used_are_told_apart() {
        use EndpointError::*;
        for (typed, expected) in [
            ("", Empty),
            ("  \t", Empty),
            ("localhost:11434", NotAUrl),
            ("api.openai.com/v1", NotAUrl),
            ("https://", NotAUrl),
            ("https:///v1", NotAUrl),
            ("https://ho st/v1", NotAUrl),
            ("https://host/v1\nx", NotAUrl),
            ("https://good.example\\@evil.example/", NotAUrl),
            ("https://host:port/", NotAUrl),
            ("https://host:0/", NotAUrl),
            ("https://host:65536/", NotAUrl),
            ("https://host:+80/", NotAUrl),
            ("https://[::1", NotAUrl),
            ("https://[zz]/", NotAUrl),
            ("https://[::1]x/", NotAUrl),
            ("https://%65vil/", NotAUrl),
            ("ftp://host/", NotHttp),
            ("javascript://host/%0aalert(1)", NotHttp),
            ("file:///etc/passwd", NotHttp),
            ("browser://language-model/x", NotHttp),
            ("browser://other", NotHttp),
            ("https://user:pw@host/v1", HasCredentials),
            ("https://key@host", HasCredentials),
            ("https://host/v1?key=abc", HasQuery),
            ("https://host?x", HasQuery),
            ("https://host/#/settings", HasQuery),
        ] {
            assert_eq!(BaseUrl::parse(typed), Err(expected), "{typed}");
        }
    }

    #[test]
    fn origins_are_written_one_way() {
        for (typed, origin, path) in [
            (
                "https://Host.Example:443/V1/",
                "https://host.example",
                "/V1",
            ),
            ("http://h:80", "http://h", ""),
            ("http://h:/v1", "http://h", "/v1"),
            ("http://h:443/", "http://h:443", ""),
            ("http://[::1]:8080/v1", "http://[::1]:8080", "/v1"),
            ("http://127.0.0.1:11434", "http://127.0.0.1:11434", ""),
            ("https://模型.example/v1", "https://模型.example", "/v1"),
        ] {
            let url = BaseUrl::parse(typed).unwrap();
            assert_eq!((url.origin().as_str(), url.path()), (origin, path));
        }
    }

    #[test]
    fn hosts_and_ports_are_read_from_the_origin() {
        for (url, host, port) in [
            ("https://h/v1", "h", 443),
            ("http://h", "h", 80),
            ("http://h:8080/a:9", "h", 8080),
            ("http://[::1]:11434/v1", "::1", 11434),
            ("https://[fd00::1]", "fd00::1", 443),
        ] {
            let url = BaseUrl::parse(url).unwrap();
            assert_eq!((url.host(), url.port()), (host, port));
        }
    }

    #[test]
    fn hosts_are_near_or_far() {
        for (url, expected) in [
            (BaseUrl::BUILT_IN, Reach::Browser),
            ("http://localhost:1", Reach::Loopback),
            ("http://app.localhost", Reach::Loopback),
            ("http://127.9.9.9:8080/v1", Reach::Loopback),
            ("http://[::1]:8080", Reach::Loopback),
            ("http://0.0.0.0", Reach::Loopback),
            ("http://192.168.1.50:11434", Reach::Local),
            ("http://10.0.0.1", Reach::Local),
            ("http://[fd00::1]", Reach::Local),
            ("http://nas.local", Reach::Local),
            ("http://nas:11434", Reach::Local),
            ("https://api.openai.com/v1", Reach::Public),
            ("https://8.8.8.8", Reach::Public),
            ("https://localhost.example", Reach::Public),
        ] {
            assert_eq!(BaseUrl::parse(url).unwrap().reach(), expected, "{url}");
        }
    }
}
