//! Commands and configurations to copy, filled in with the real origin, host, port and model.
//!
//! They are pasted into shells: whatever stands in them and was typed or came from elsewhere is quoted.
//! A key is never in one; where a server needs it, an environment variable is named.

use super::{Observations, server};
pub(super) use crate::domain::shell::quoted;
use crate::domain::{
    endpoint::{BaseUrl, Endpoint, Preset, Reach},
    locale::Locale,
};

/// What a snippet is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// A command of a POSIX shell, most of them good for PowerShell as well.
    Shell,
    /// A command of Windows.
    Windows,
    /// systemd.
    Systemd,
    /// YAML.
    Yaml,
    /// nginx.
    Nginx,
    /// A Caddyfile.
    Caddy,
    /// XML.
    Xml,
    /// An address.
    Address,
}

impl Language {
    /// A name for `data-language`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shell => "sh",
            Self::Windows => "bat",
            Self::Systemd => "ini",
            Self::Yaml => "yaml",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Xml => "xml",
            Self::Address => "url",
        }
    }
}

/// Something to copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Where it belongs.
    pub label: &'static str,
    /// What it is written in.
    pub language: Language,
    /// The text.
    pub text: String,
}

impl Snippet {
    fn new(label: &'static str, language: Language, text: String) -> Self {
        Self {
            label,
            language,
            text,
        }
    }
}

/// The port that the proxies of the snippets listen to.
const PROXY_PORT: u16 = 8787;

/// The base URL of an endpoint behind such a proxy.
pub(super) fn proxied_url(endpoint: &Endpoint) -> String {
    format!("http://localhost:{PROXY_PORT}{}", endpoint.base_url.path())
}

/// The base URL of an endpoint at this device's end of a tunnel.
pub(super) fn tunnelled_url(endpoint: &Endpoint) -> String {
    let url = &endpoint.base_url;
    format!("http://localhost:{}{}", tunnel_port(url), url.path())
}

fn tunnel_port(url: &BaseUrl) -> u16 {
    match url.port() {
        // Ports below 1024 are the administrator's.
        port if port < 1024 => PROXY_PORT,
        port => port,
    }
}

pub(super) fn terminal(locale: Locale, text: String) -> Snippet {
    Snippet::new(locale.doctor_label_terminal(), Language::Shell, text)
}

pub(super) fn address(locale: Locale, url: String) -> Snippet {
    Snippet::new(locale.doctor_label_address(), Language::Address, url)
}

/// Chrome's settings for this page.
pub(super) fn site_settings(locale: Locale, seen: &Observations) -> Snippet {
    let site = seen.page.site().replace(':', "%3A").replace('/', "%2F");
    let url = format!("chrome://settings/content/siteDetails?site={site}");
    Snippet::new(locale.doctor_label_site_settings(), Language::Address, url)
}

/// Asks the server from outside the browser.
pub(super) fn curl(locale: Locale, url: &str) -> Snippet {
    terminal(locale, format!("curl -i {}", quoted(url)))
}

pub(super) fn tunnel(locale: Locale, endpoint: &Endpoint) -> Snippet {
    let url = &endpoint.base_url;
    let command = format!(
        "ssh -N -L {}:localhost:{} {}",
        tunnel_port(url),
        url.port(),
        quoted(url.host())
    );
    terminal(locale, command)
}

/// Puts https in front of a server, on the server's own machine.
pub(super) fn caddy_https(locale: Locale, endpoint: &Endpoint) -> Snippet {
    let url = &endpoint.base_url;
    let text = format!(
        "https://{} {{\n\ttls internal\n\treverse_proxy localhost:{} {{\n\t\theader_up Host {{upstream_hostport}}\n\t}}\n}}\n",
        bracketed(url.host()),
        url.port()
    );
    Snippet::new(locale.doctor_label_caddy(), Language::Caddy, text)
}

/// The commands that let this page into Ollama, one for each way of running it.
pub(super) fn ollama_origins(locale: Locale, seen: &Observations) -> Vec<Snippet> {
    let page = seen.page.site();
    let listen = match listen(&seen.endpoint.base_url, 11434) {
        Some(listen) => format!("OLLAMA_HOST={listen} "),
        None => String::new(),
    };
    vec![
        terminal(
            locale,
            format!("OLLAMA_ORIGINS={page} {listen}ollama serve"),
        ),
        Snippet::new(
            locale.doctor_label_mac_app(),
            Language::Shell,
            format!("launchctl setenv OLLAMA_ORIGINS {page}"),
        ),
        Snippet::new(
            locale.doctor_label_systemd(),
            Language::Systemd,
            format!("[Service]\nEnvironment=\"OLLAMA_ORIGINS={page}\"\n"),
        ),
        Snippet::new(
            locale.doctor_label_windows(),
            Language::Windows,
            format!("setx OLLAMA_ORIGINS \"{page}\""),
        ),
    ]
}

/// The command that starts a server, with more options; `None` for one that nobody starts.
pub(super) fn start(seen: &Observations, options: &str) -> Option<String> {
    let url = &seen.endpoint.base_url;
    let port = |usual: u16| match listen(url, usual) {
        Some(_) => format!(" --port {}", known_port(url).unwrap_or(usual)),
        None => String::new(),
    };
    let model = match seen.endpoint.model.as_str() {
        "" => "MODEL".to_owned(),
        model => quoted(&seen.quoted(model)),
    };
    let open = match url.reach() {
        Reach::Local => " --host 0.0.0.0",
        _ => "",
    };
    match server::of(&seen.endpoint) {
        Preset::Ollama => Some(match listen(url, 11434) {
            Some(listen) => format!("OLLAMA_HOST={listen} ollama serve"),
            None => "ollama serve".into(),
        }),
        Preset::LmStudio => Some(format!("lms server start{}{options}", port(1234))),
        Preset::LlamaCpp => Some(format!(
            "llama-server -m model.gguf{open}{}{options}",
            port(8080)
        )),
        Preset::Vllm => Some(format!("vllm serve {model}{}{options}", port(8000))),
        Preset::LiteLlm => Some(format!("litellm --config config.yaml{}", port(4000))),
        _ => None,
    }
}

/// Where a server has to listen, unless it does so by itself: on a port of the address's own, and on all
/// interfaces for other machines.
fn listen(url: &BaseUrl, usual: u16) -> Option<String> {
    let port = known_port(url).unwrap_or(usual);
    match url.reach() {
        Reach::Local => Some(format!("0.0.0.0:{port}")),
        _ if port != usual => Some(format!("127.0.0.1:{port}")),
        _ => None,
    }
}

/// The server's own port, unless something in front of it has another.
fn known_port(url: &BaseUrl) -> Option<u16> {
    (!url.is_https() && url.reach() != Reach::Public).then(|| url.port())
}

/// A LiteLLM configuration in front of an endpoint.
pub(super) fn litellm_config(locale: Locale, seen: &Observations) -> Snippet {
    let (prefix, variable) = match server::of(&seen.endpoint) {
        Preset::Azure => ("azure", "AZURE_API_KEY"),
        Preset::DeepSeek => ("deepseek", "DEEPSEEK_API_KEY"),
        Preset::Mistral => ("mistral", "MISTRAL_API_KEY"),
        Preset::Groq => ("groq", "GROQ_API_KEY"),
        Preset::Anthropic => ("anthropic", "ANTHROPIC_API_KEY"),
        _ => ("openai", "UPSTREAM_API_KEY"),
    };
    let model = match seen.endpoint.model.as_str() {
        "" => "MODEL".to_owned(),
        model => seen.quoted(model),
    };
    let base = match server::of(&seen.endpoint) {
        // LiteLLM appends Azure's path itself.
        Preset::Azure => seen.endpoint.origin(),
        _ => seen.endpoint.base_url.as_str().to_owned(),
    };
    let text = format!(
        "model_list:\n  - model_name: {}\n    litellm_params:\n      model: {}\n      api_base: {}\n      api_key: os.environ/{variable}\n",
        in_double_quotes(&model),
        in_double_quotes(&format!("{prefix}/{model}")),
        in_double_quotes(&base),
    );
    Snippet::new(locale.doctor_label_litellm(), Language::Yaml, text)
}

/// The command that starts LiteLLM with such a configuration.
pub(super) fn litellm_start(locale: Locale) -> Snippet {
    terminal(locale, "litellm --config config.yaml --port 4000".into())
}

/// Proxies that add what lets this page in.
pub(super) fn cors_proxies(locale: Locale, seen: &Observations) -> Vec<Snippet> {
    let page = in_double_quotes(&seen.page.site());
    let target = seen.endpoint.origin();
    let headers = seen.header_names(super::Probe::Stream);
    let nginx = format!(
        "server {{\n  listen 127.0.0.1:{PROXY_PORT};\n  location / {{\n    add_header Access-Control-Allow-Origin {page} always;\n    add_header Access-Control-Allow-Headers \"{headers}\" always;\n    if ($request_method = OPTIONS) {{ return 204; }}\n    proxy_pass {target};\n    proxy_ssl_server_name on;\n    proxy_set_header Origin \"\";\n    proxy_hide_header Access-Control-Allow-Origin;\n    proxy_buffering off;\n  }}\n}}\n"
    );
    let caddy = format!(
        "http://localhost:{PROXY_PORT} {{\n\theader Access-Control-Allow-Origin {page}\n\theader Access-Control-Allow-Headers \"{headers}\"\n\t@preflight method OPTIONS\n\trespond @preflight 204\n\treverse_proxy {target} {{\n\t\theader_up Host {{upstream_hostport}}\n\t\theader_up -Origin\n\t\theader_down -Access-Control-Allow-Origin\n\t\tflush_interval -1\n\t}}\n}}\n"
    );
    vec![
        Snippet::new(locale.doctor_label_nginx(), Language::Nginx, nginx),
        Snippet::new(locale.doctor_label_caddy(), Language::Caddy, caddy),
    ]
}

/// The policy of an API of Azure API Management that lets this page in.
pub(super) fn api_management(locale: Locale, seen: &Observations) -> Snippet {
    let page = seen.page.site();
    let headers: String = seen
        .header_names(super::Probe::Stream)
        .split(", ")
        .map(|name| format!("        <header>{name}</header>\n"))
        .collect();
    let text = format!(
        "<policies>\n  <inbound>\n    <base />\n    <cors>\n      <allowed-origins>\n        <origin>{page}</origin>\n      </allowed-origins>\n      <allowed-methods>\n        <method>GET</method>\n        <method>POST</method>\n      </allowed-methods>\n      <allowed-headers>\n{headers}      </allowed-headers>\n    </cors>\n  </inbound>\n  <backend>\n    <base />\n  </backend>\n  <outbound>\n    <base />\n  </outbound>\n  <on-error>\n    <base />\n  </on-error>\n</policies>\n"
    );
    Snippet::new(locale.doctor_label_api_management(), Language::Xml, text)
}

/// The address with the brackets that URLs want around IPv6.
pub(super) fn bracketed(host: &str) -> String {
    if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    }
}

/// A string of JSON, which YAML, nginx and Caddy read alike.
pub(super) fn in_double_quotes(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
