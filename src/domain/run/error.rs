//! Why a run brought less than an answer, said so that its reader can act on it.
//!
//! A browser does not tell a page why a request failed: a stopped server, a mistyped address and a
//! server that does not allow this page all look alike. So the hint names all three, and the line that
//! allows this page for the server at hand.

use super::super::{
    endpoint::{Endpoint, Preset, Reach},
    locale::Locale,
    wire::{ProviderError, ProviderErrorKind},
};

/// Why a run failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The provider reports an error.
    #[error("the provider reports: {0}")]
    Provider(ProviderError),
    /// No answer that the browser lets the page see.
    #[error("the server cannot be reached")]
    Unreachable,
    /// The browser has no network.
    #[error("the browser is offline")]
    Offline,
    /// The connection broke before any text came.
    #[error("the connection broke before the answer began")]
    Lost,
    /// Nothing came for too long.
    #[error("the server is silent")]
    Silent {
        /// How long it was waited for, in milliseconds.
        waited_ms: u64,
    },
    /// The answer ended without text.
    #[error("the answer is empty")]
    Empty {
        /// Whether there was reasoning at least.
        reasoned: bool,
    },
    /// The model declined.
    #[error("the model refused")]
    Refused,
    /// The provider's filter cut the answer.
    #[error("a content filter cut the answer")]
    Filtered,
}

/// Why an answer that began is not complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortfall {
    /// A token limit was reached.
    Length,
    /// The stream ended without saying that the answer is finished.
    Cut {
        /// Whether the browser says that it is offline.
        offline: bool,
    },
    /// Nothing came for too long.
    Silent,
    /// Asked to go on, the model began the document again.
    Restarted,
    /// More came than any design has.
    TooLong,
    /// The provider ended it for a reason of its own.
    Other(String),
}

impl Shortfall {
    /// What happened, in one sentence.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        match self {
            Self::Length => locale.run_shortfall_length().into(),
            Self::Cut { offline: false } => locale.run_shortfall_cut().into(),
            Self::Cut { offline: true } => locale.run_shortfall_cut_offline().into(),
            Self::Silent => locale.run_shortfall_silent().into(),
            Self::Restarted => locale.run_shortfall_restarted().into(),
            Self::TooLong => locale.run_shortfall_too_long().into(),
            Self::Other(reason) => locale.run_shortfall_other(reason),
        }
    }

    /// What can be done about it.
    #[must_use]
    pub fn hint(&self, locale: Locale) -> &'static str {
        match self {
            Self::Length => locale.run_shortfall_hint_length(),
            Self::Cut { offline: true } => locale.run_shortfall_hint_offline(),
            Self::Restarted => locale.run_shortfall_hint_restarted(),
            Self::TooLong => locale.run_shortfall_hint_too_long(),
            Self::Cut { offline: false } | Self::Silent | Self::Other(_) => {
                locale.run_shortfall_hint_cut()
            }
        }
    }
}

impl RunError {
    /// What happened, in one sentence.
    #[must_use]
    pub fn message(&self, locale: Locale) -> String {
        match self {
            Self::Provider(error) => provider_message(error, locale),
            Self::Unreachable => locale.run_error_unreachable().into(),
            Self::Offline => locale.run_error_offline().into(),
            Self::Lost => locale.run_error_lost().into(),
            Self::Silent { waited_ms } => locale.run_error_silent(wait(*waited_ms, locale)),
            Self::Empty { reasoned: false } => locale.run_error_empty().into(),
            Self::Empty { reasoned: true } => locale.run_error_only_reasoning().into(),
            Self::Refused => locale.run_error_refused().into(),
            Self::Filtered => locale.run_error_filtered().into(),
        }
    }

    /// The provider's own words, to be quoted beneath the message; hostile text.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Provider(error) if !error.message.is_empty() => Some(&error.message),
            _ => None,
        }
    }

    /// What can be done about it, for the endpoint that was asked from a page at `page_origin`. May be
    /// several sentences.
    #[must_use]
    pub fn hint(&self, locale: Locale, endpoint: &Endpoint, page_origin: &str) -> String {
        match self {
            Self::Provider(error) => provider_hint(error.kind, locale, endpoint, page_origin),
            Self::Unreachable => unreachable_hint(locale, endpoint, page_origin),
            Self::Offline => locale.run_hint_offline().into(),
            Self::Lost => locale.run_hint_lost().into(),
            Self::Silent { .. } => locale.run_hint_silent().into(),
            Self::Empty { reasoned: false } => locale.run_hint_empty().into(),
            Self::Empty { reasoned: true } => locale.run_hint_only_reasoning().into(),
            Self::Refused => locale.run_hint_refused().into(),
            Self::Filtered => locale.run_hint_filtered().into(),
        }
    }
}

fn provider_message(error: &ProviderError, locale: Locale) -> String {
    use ProviderErrorKind::*;
    let status = error.status.filter(|status| *status > 0);
    match error.kind {
        AuthRejected => locale.run_error_auth_rejected().into(),
        Forbidden => locale.run_error_forbidden().into(),
        OriginRefused => locale.run_error_origin_refused().into(),
        ModelNotFound => locale.run_error_model_not_found().into(),
        NotFound => locale.run_error_not_found().into(),
        RateLimited => match error.retry_after_ms {
            Some(delay) => locale.run_error_rate_limited_for(wait(delay, locale)),
            None => locale.run_error_rate_limited().into(),
        },
        QuotaExhausted => locale.run_error_quota_exhausted().into(),
        Overloaded => locale.run_error_overloaded().into(),
        ModelLoading => locale.run_error_model_loading().into(),
        ContextExceeded => locale.run_error_context_exceeded().into(),
        BadRequest => locale.run_error_bad_request().into(),
        Server => match status {
            Some(status) => locale.run_error_server_status(status),
            None => locale.run_error_server().into(),
        },
        Html => locale.run_error_html().into(),
        NotJson => locale.run_error_not_json().into(),
        Other => match status {
            Some(status) => locale.run_error_other_status(status),
            None => locale.run_error_other().into(),
        },
    }
}

/// A delay to read.
#[must_use]
pub fn wait(delay_ms: u64, locale: Locale) -> String {
    let seconds = delay_ms.div_ceil(1000);
    if seconds < 120 {
        locale.run_wait_seconds(seconds)
    } else {
        locale.run_wait_minutes(seconds.div_ceil(60))
    }
}

fn provider_hint(
    kind: ProviderErrorKind,
    locale: Locale,
    endpoint: &Endpoint,
    page_origin: &str,
) -> String {
    use ProviderErrorKind::*;
    match kind {
        AuthRejected => locale.run_hint_auth_rejected(endpoint.origin()),
        Forbidden => locale.run_hint_forbidden().into(),
        OriginRefused => allow_hint(locale, endpoint.preset, page_origin),
        ModelNotFound if endpoint.preset == Preset::Ollama => {
            locale.run_hint_model_not_found_ollama(&endpoint.model)
        }
        ModelNotFound => locale.run_hint_model_not_found(&endpoint.model),
        NotFound | Html | NotJson => locale.run_hint_address(
            endpoint.base_url.as_str(),
            endpoint.preset.default_base_url(),
            endpoint.preset.label(locale),
        ),
        RateLimited => locale.run_hint_rate_limited().into(),
        QuotaExhausted => locale.run_hint_quota_exhausted().into(),
        Overloaded => locale.run_hint_overloaded().into(),
        ModelLoading => locale.run_hint_model_loading().into(),
        ContextExceeded if endpoint.preset.is_self_hosted() => {
            locale.run_hint_context_exceeded_local().into()
        }
        ContextExceeded => locale.run_hint_context_exceeded().into(),
        BadRequest => locale.run_hint_bad_request().into(),
        Server | Other if endpoint.preset.is_self_hosted() => locale.run_hint_server_local().into(),
        Server | Other => locale.run_hint_server().into(),
    }
}

fn unreachable_hint(locale: Locale, endpoint: &Endpoint, page_origin: &str) -> String {
    if endpoint.base_url.is_built_in() {
        return allow_hint(locale, endpoint.preset, page_origin);
    }
    let mut hints = vec![
        locale.run_hint_unreachable(endpoint.base_url.as_str(), page_origin),
        allow_hint(locale, endpoint.preset, page_origin),
    ];
    let reach = endpoint.base_url.reach();
    let page_is_secure = page_origin.starts_with("https://");
    if page_is_secure && reach != Reach::Public {
        hints.push(locale.run_hint_local_network().into());
    }
    if page_is_secure && reach != Reach::Loopback && endpoint.origin().starts_with("http://") {
        hints.push(locale.run_hint_mixed_content().into());
    }
    hints.join(match locale {
        Locale::En => " ",
        Locale::Zh => "",
    })
}

/// How the server at hand is told to allow this page.
fn allow_hint(locale: Locale, preset: Preset, page: &str) -> String {
    match preset {
        Preset::Ollama => locale.run_allow_ollama(page),
        Preset::LmStudio => locale.run_allow_lm_studio().into(),
        Preset::LlamaCpp => locale.run_allow_llama_cpp(page),
        Preset::Vllm => locale.run_allow_vllm(page),
        Preset::LiteLlm => locale.run_allow_litellm().into(),
        Preset::Anthropic => locale.run_allow_anthropic().into(),
        Preset::OpenAi
        | Preset::OpenAiResponses
        | Preset::Gemini
        | Preset::Mistral
        | Preset::Groq
        | Preset::OpenRouter => locale.run_allow_hosted(preset.label(locale)),
        Preset::Azure => locale.doctor_cause_cors_never(preset.label(locale)),
        Preset::DeepSeek => locale.doctor_cause_cors_unreliable(preset.label(locale)),
        Preset::BuiltIn => locale.doctor_step_browser_with_model().into(),
        Preset::OtherCompatible => locale.run_allow_other(page),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://studio.example";

    fn hint(error: &RunError, locale: Locale, preset: Preset, url: &str) -> String {
        error.hint(locale, &Endpoint::new(preset, url, "m-1").unwrap(), PAGE)
    }

    #[test]
    fn an_unreachable_server_names_the_causes_and_the_line_that_helps() {
        for (preset, line) in [
            (Preset::Ollama, "OLLAMA_ORIGINS=https://studio.example"),
            (Preset::LmStudio, "lms server start --cors"),
            (Preset::LlamaCpp, "--cors-origins https://studio.example"),
            (
                Preset::Vllm,
                r#"--allowed-origins '["https://studio.example"]'"#,
            ),
            (
                Preset::OtherCompatible,
                "Access-Control-Allow-Origin: https://studio.example",
            ),
        ] {
            for locale in Locale::ALL {
                let hint = hint(
                    &RunError::Unreachable,
                    locale,
                    preset,
                    preset.default_base_url(),
                );
                assert!(hint.contains(line), "{hint}");
                assert!(hint.contains(preset.default_base_url()), "{hint}");
                assert!(hint.contains(PAGE), "{hint}");
            }
        }
    }

    #[test]
    fn browser_rules_are_mentioned_where_they_apply() {
        for (url, local, mixed) in [
            ("http://localhost:11434", true, false),
            ("http://192.168.1.50:11434", true, true),
            ("http://nas.example:11434", false, true),
            ("https://nas.example", false, false),
        ] {
            for locale in Locale::ALL {
                let hint = hint(&RunError::Unreachable, locale, Preset::Ollama, url);
                assert_eq!(
                    hint.contains(locale.run_hint_local_network()),
                    local,
                    "{url}"
                );
                assert_eq!(
                    hint.contains(locale.run_hint_mixed_content()),
                    mixed,
                    "{url}"
                );
            }
        }
    }

    #[test]
    fn delays_are_readable() {
        for (delay, en, zh) in [
            (1, "1 s", "1 秒"),
            (5_289, "6 s", "6 秒"),
            (119_000, "119 s", "119 秒"),
            (120_001, "3 min", "3 分钟"),
        ] {
            assert_eq!(wait(delay, Locale::En), en);
            assert_eq!(wait(delay, Locale::Zh), zh);
        }
    }

    #[test]
    fn every_error_says_something_in_both_languages() {
        use ProviderErrorKind::*;
        let provider = |kind| {
            RunError::Provider(ProviderError {
                kind,
                message: String::new(),
                status: None,
                retry_after_ms: None,
            })
        };
        let kinds = [
            AuthRejected,
            Forbidden,
            OriginRefused,
            ModelNotFound,
            NotFound,
            RateLimited,
            QuotaExhausted,
            Overloaded,
            ModelLoading,
            ContextExceeded,
            BadRequest,
            Server,
            Html,
            NotJson,
            Other,
        ];
        let mut errors: Vec<_> = kinds.map(provider).into();
        errors.extend([
            RunError::Unreachable,
            RunError::Offline,
            RunError::Lost,
            RunError::Silent { waited_ms: 120_000 },
            RunError::Empty { reasoned: false },
            RunError::Empty { reasoned: true },
            RunError::Refused,
            RunError::Filtered,
        ]);
        let mut seen = std::collections::BTreeSet::new();
        for error in &errors {
            for locale in Locale::ALL {
                assert!(
                    seen.insert(error.message(locale)),
                    "{error} shares its message"
                );
                for preset in Preset::ALL {
                    let hint = hint(error, locale, preset, preset.default_base_url());
                    assert!(!hint.is_empty());
                }
            }
        }
    }
}
