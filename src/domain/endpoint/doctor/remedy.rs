//! What helps against a diagnosis: steps in the order in which to try them, each with what to copy.
//!
//! It judges nothing. Where a run reports the same cause, its texts are used.

use super::{
    Browser, Diagnosis, Observations, Outcome, Probe, Snippet, Verdict, nearest, server, snippet,
    states_local_target,
};
use crate::domain::{
    endpoint::{Preset, Reach},
    locale::Locale,
    wire::Dialect,
};

/// A step to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What to do, in a sentence or two.
    pub text: String,
    /// What to copy for it; of several, one that fits.
    pub snippets: Vec<Snippet>,
}

/// A diagnosis in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Explanation {
    /// What is wrong, in one sentence.
    pub message: String,
    /// The server's own words, to be quoted; hostile text. Empty when there are none.
    pub words: String,
    /// What helps, in the order in which to try it. Empty when nothing is wrong.
    pub steps: Vec<Step>,
}

/// Says what was found and what helps.
#[must_use]
pub fn explain(verdict: &Verdict, seen: &Observations, locale: Locale) -> Explanation {
    let mut writer = Writer {
        seen,
        locale,
        steps: Vec::new(),
    };
    writer.write(&verdict.diagnosis);
    Explanation {
        message: verdict.diagnosis.message(locale, seen),
        words: verdict.words.clone(),
        steps: writer.steps,
    }
}

struct Writer<'a> {
    seen: &'a Observations,
    locale: Locale,
    steps: Vec<Step>,
}

impl Writer<'_> {
    fn say(&mut self, text: impl Into<String>) {
        self.show(text, Vec::new());
    }

    fn show(&mut self, text: impl Into<String>, snippets: Vec<Snippet>) {
        let text = text.into();
        self.steps.push(Step { text, snippets });
    }

    fn server(&self) -> Preset {
        server::of(&self.seen.endpoint)
    }

    fn host(&self) -> &str {
        self.seen.endpoint.base_url.host()
    }

    fn terminal(&self, text: String) -> Vec<Snippet> {
        vec![snippet::terminal(self.locale, text)]
    }

    fn write(&mut self, diagnosis: &Diagnosis) {
        match diagnosis {
            Diagnosis::Healthy { .. } | Diagnosis::BadAddress(_) => {}
            Diagnosis::ListenAddress => {
                let url = self.seen.endpoint.base_url.as_str();
                self.use_address(url.replacen(&snippet::bracketed(self.host()), "localhost", 1));
            }
            Diagnosis::InsecurePage => self.say(self.locale.doctor_step_secure_page()),
            Diagnosis::MixedContent => self.mixed_content(),
            Diagnosis::SafariLoopback => {
                self.say(self.locale.doctor_step_other_browser());
                self.https_in_front();
            }
            Diagnosis::PermissionPending => self.say(self.locale.doctor_step_allow_when_asked()),
            Diagnosis::PermissionDenied => self.site_settings(),
            Diagnosis::ServerDown { timed_out } => self.server_down(*timed_out),
            Diagnosis::CorsRefused => self.let_page_in(),
            Diagnosis::CorsNever => {
                if self.server() == Preset::Azure {
                    self.gateway_in_azure();
                }
                self.proxy_between();
            }
            Diagnosis::CorsUnreliable => {
                self.say(self.locale.doctor_step_try_again());
                self.proxy_between();
            }
            Diagnosis::HeaderRefused { headers } => self.let_headers_in(headers),
            Diagnosis::HiddenKeyRefusal => self.say(self.locale.doctor_step_vllm_key()),
            Diagnosis::KeyMissing => {
                let origin = self.seen.endpoint.origin();
                self.say(self.locale.doctor_step_enter_key(origin));
            }
            Diagnosis::KeyUnknownToProxy => self.say(self.locale.doctor_step_litellm_key()),
            Diagnosis::BrowserRefused { by_organisation } => self.let_browser_in(*by_organisation),
            Diagnosis::WrongPath | Diagnosis::WebPage | Diagnosis::NotTheApi => {
                if let Some(url) = nearest::address(&self.seen.endpoint) {
                    self.use_address(url);
                }
                self.as_in_a_run(diagnosis);
                self.look_from_terminal();
            }
            Diagnosis::NoModel { .. } => self.say(self.locale.doctor_step_choose_model()),
            Diagnosis::ModelNotFound { nearest } => self.other_model(diagnosis, nearest),
            Diagnosis::ContextTooSmall { .. } => self.more_context(diagnosis),
            Diagnosis::NoBuiltInModel => {
                self.say(self.locale.doctor_step_browser_with_model());
                self.say(self.locale.doctor_step_other_provider());
            }
            Diagnosis::BuiltInNotLoaded => self.say(self.locale.doctor_step_load_built_in()),
            Diagnosis::Slow => self.say(self.locale.doctor_step_slow()),
            Diagnosis::Offline
            | Diagnosis::KeyRefused
            | Diagnosis::StreamLost
            | Diagnosis::Empty
            | Diagnosis::Reported(_) => self.as_in_a_run(diagnosis),
        }
    }

    fn as_in_a_run(&mut self, diagnosis: &Diagnosis) {
        let endpoint = &self.seen.endpoint;
        let page = self.seen.page.site();
        let hint = diagnosis.as_run_error().hint(self.locale, endpoint, &page);
        self.say(self.seen.quoted(&hint));
    }

    fn use_address(&mut self, url: String) {
        let snippets = vec![snippet::address(self.locale, url)];
        self.show(self.locale.doctor_step_use_address(), snippets);
    }

    fn look_from_terminal(&mut self) {
        let url = Probe::Opaque.request(&self.seen.endpoint, None).url;
        let snippets = vec![snippet::curl(self.locale, &url)];
        self.show(self.locale.doctor_step_look_from_terminal(), snippets);
    }

    // The browser's rules.

    fn mixed_content(&mut self) {
        if self.seen.endpoint.base_url.reach() == Reach::Local {
            self.say(self.locale.doctor_step_chromium_for_lan());
        } else if states_local_target(&self.seen.endpoint.base_url, &self.seen.page.origin) {
            self.say(self.locale.doctor_step_private_name(self.host()));
        }
        let endpoint = &self.seen.endpoint;
        if self.seen.page.browser != Browser::Safari {
            let snippets = vec![
                snippet::tunnel(self.locale, endpoint),
                snippet::address(self.locale, snippet::tunnelled_url(endpoint)),
            ];
            self.show(self.locale.doctor_step_tunnel(self.host()), snippets);
        }
        self.https_in_front();
    }

    fn https_in_front(&mut self) {
        let snippets = vec![snippet::caddy_https(self.locale, &self.seen.endpoint)];
        self.show(
            self.locale
                .doctor_step_https_in_front(snippet::bracketed(self.host())),
            snippets,
        );
    }

    fn site_settings(&mut self) {
        match self.seen.page.browser {
            Browser::Firefox => self.say(self.locale.doctor_step_firefox_permission()),
            _ => {
                let snippets = vec![snippet::site_settings(self.locale, self.seen)];
                self.show(self.locale.doctor_step_site_settings(), snippets);
            }
        }
    }

    // The server.

    fn server_down(&mut self, timed_out: bool) {
        let url = &self.seen.endpoint.base_url;
        let server = server::label(self.server(), self.locale);
        let snippets = self.start();
        if !snippets.is_empty() {
            self.show(self.locale.doctor_step_start(server), snippets);
            self.say(self.locale.doctor_step_port(url.port()));
        } else {
            self.say(self.locale.doctor_step_spelling(url.as_str()));
        }
        match url.reach() {
            Reach::Local => self.say(self.locale.doctor_step_listen(url.host())),
            Reach::Public if !timed_out => self.say(self.locale.doctor_step_interception()),
            _ => {}
        }
        if url.is_https() && self.server().is_self_hosted() {
            self.say(self.locale.doctor_step_certificate(url.origin()));
        }
        if self.seen.page.browser == Browser::Firefox && super::page::goes_inward(self.seen) {
            self.say(self.locale.doctor_step_firefox_permission());
        }
        self.look_from_terminal();
    }

    /// Starts a server so that it lets this page in at once, where it would not by itself.
    fn start(&self) -> Vec<Snippet> {
        let options = match self.server() {
            Preset::Ollama if !self.seen.page.is_loopback() => {
                return snippet::ollama_origins(self.locale, self.seen);
            }
            Preset::LmStudio => " --cors",
            _ => "",
        };
        let command = snippet::start(self.seen, options);
        command.map_or_else(Vec::new, |command| self.terminal(command))
    }

    fn let_page_in(&mut self) {
        if self.seen.page.is_file() {
            let snippets = self.terminal("python3 -m http.server 8000".into());
            self.show(self.locale.doctor_step_file_page(), snippets);
            return;
        }
        let page = self.seen.page.site();
        let locale = self.locale;
        match self.server() {
            Preset::Ollama => {
                let snippets = snippet::ollama_origins(locale, self.seen);
                self.show(locale.doctor_step_allow_ollama(), snippets);
                // A refused origin is hidden from the page; a refused host is not.
                if matches!(self.seen.models, Some(Outcome::Answered(_))) {
                    self.say(locale.doctor_step_ollama_host());
                }
            }
            Preset::LmStudio => {
                self.restart(locale.doctor_step_allow_lm_studio(), " --cors");
            }
            Preset::LlamaCpp => self.restart(
                locale.doctor_step_allow_llama_cpp(),
                &format!(" --cors-origins {page}"),
            ),
            Preset::Vllm => {
                let origins = format!("[{}]", snippet::in_double_quotes(&page));
                let options = format!(" --allowed-origins {}", snippet::quoted(&origins));
                self.restart(locale.doctor_step_allow_vllm(), &options);
                self.say(locale.doctor_step_vllm_key());
            }
            Preset::LiteLlm => self.say(locale.run_allow_litellm()),
            Preset::Anthropic => self.say(locale.run_allow_anthropic()),
            Preset::Azure => self.gateway_in_azure(),
            Preset::OtherCompatible => {
                self.say(locale.run_allow_other(page));
                self.say(locale.doctor_step_redirect());
                self.proxy_between();
            }
            server => {
                self.say(locale.run_allow_hosted(server::label(server, locale)));
                self.say(locale.doctor_step_redirect());
            }
        }
    }

    fn restart(&mut self, text: &str, options: &str) {
        let command = snippet::start(self.seen, options);
        let snippets = command.map_or_else(Vec::new, |command| self.terminal(command));
        self.show(text, snippets);
    }

    fn proxy_between(&mut self) {
        let (seen, locale) = (self.seen, self.locale);
        let snippets = vec![
            snippet::litellm_config(locale, seen),
            snippet::litellm_start(locale),
            snippet::address(locale, Preset::LiteLlm.default_base_url().into()),
        ];
        self.show(locale.doctor_step_litellm(), snippets);
        let mut snippets = snippet::cors_proxies(locale, seen);
        snippets.push(snippet::address(
            locale,
            snippet::proxied_url(&seen.endpoint),
        ));
        self.show(locale.doctor_step_cors_proxy(), snippets);
    }

    /// Azure's own way to put something between that answers browsers.
    fn gateway_in_azure(&mut self) {
        let snippets = vec![snippet::api_management(self.locale, self.seen)];
        self.show(self.locale.doctor_step_api_management(), snippets);
    }

    fn let_headers_in(&mut self, headers: &str) {
        let (server, locale) = (self.server(), self.locale);
        let preset = self.seen.endpoint.preset;
        if server == Preset::Ollama && preset != Preset::Ollama {
            self.say(locale.doctor_step_ollama_preset());
            let native = self.seen.endpoint.origin();
            self.use_address(native);
            return;
        }
        if server == Preset::Azure {
            self.gateway_in_azure();
            return;
        }
        if server.is_self_hosted() && self.seen.key.is_some() {
            self.say(locale.doctor_step_without_key());
        }
        if server.is_self_hosted() {
            self.say(locale.doctor_step_allow_headers(headers, self.seen.page.site()));
            self.proxy_between();
        } else {
            self.say(locale.run_allow_hosted(server::label(server, locale)));
        }
    }

    fn let_browser_in(&mut self, by_organisation: bool) {
        if by_organisation {
            self.say(self.locale.doctor_step_organisation());
            self.proxy_between();
        } else {
            let origin = self.seen.endpoint.origin();
            self.say(self.locale.doctor_step_pass_header(origin));
        }
    }

    // The model.

    fn other_model(&mut self, diagnosis: &Diagnosis, nearest: &[String]) {
        if !nearest.is_empty() {
            let names = nearest.join(self.locale.doctor_list_separator());
            self.say(self.locale.doctor_step_similar_models(names));
        }
        if self.seen.endpoint.dialect() == Dialect::Ollama {
            let model = self.seen.quoted(&self.seen.endpoint.model);
            let snippets = self.terminal(format!("ollama pull {}", snippet::quoted(&model)));
            self.show(self.locale.doctor_step_pull(), snippets);
        } else {
            self.as_in_a_run(diagnosis);
        }
    }

    fn more_context(&mut self, diagnosis: &Diagnosis) {
        self.as_in_a_run(diagnosis);
        let tokens = self
            .seen
            .needed_tokens
            .unwrap_or(32_000)
            .div_ceil(1024)
            .saturating_mul(1024);
        let option = match self.server() {
            Preset::LlamaCpp => format!(" --ctx-size {tokens}"),
            Preset::Vllm => format!(" --max-model-len {tokens}"),
            _ => return,
        };
        self.restart(self.locale.doctor_step_context(), &option);
    }
}
