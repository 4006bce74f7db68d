//! What is wrong between a page and a model: one cause, and where on the ladder it sits. What helps is
//! in `remedy`.

use super::{Observations, Rung, server};
use crate::domain::{
    endpoint::EndpointError,
    locale::Locale,
    run::RunError,
    wire::{ProviderError, ProviderErrorKind, models::Model},
};

/// The one cause, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diagnosis {
    /// The model answers.
    Healthy {
        /// What the server offers; empty when it does not tell.
        models: Vec<Model>,
        /// Whether the model is among them.
        is_listed: bool,
    },
    /// The address, or what belongs to it, cannot be used.
    BadAddress(EndpointError),
    /// `0.0.0.0` or `::`.
    ListenAddress,
    /// A page over plain http may not reach into a nearer network.
    InsecurePage,
    /// Plain http from an https page.
    MixedContent,
    /// The same to this device, which only Safari blocks.
    SafariLoopback,
    /// The browser would ask, and nobody allowed it.
    PermissionPending,
    /// The user or a policy refused.
    PermissionDenied,
    /// The browser has no network.
    Offline,
    /// Nothing answers: not running, another port, no such host, or a bad certificate.
    ServerDown {
        /// Silence instead of a refusal: often a firewall, or another machine's address.
        timed_out: bool,
    },
    /// The server answers and does not let this page in.
    CorsRefused,
    /// It lets no page in, and cannot be told to.
    CorsNever,
    /// It lets pages in at times.
    CorsUnreliable,
    /// The page is let in, the headers are not.
    HeaderRefused {
        /// Their names.
        headers: String,
    },
    /// The page is let in; the answer to the key was hidden from it.
    HiddenKeyRefusal,
    /// The server wants a key.
    KeyMissing,
    /// The server does not accept the key.
    KeyRefused,
    /// A LiteLLM proxy without a database knows only its master key.
    KeyUnknownToProxy,
    /// Anthropic refuses the browser.
    BrowserRefused {
        /// The organisation forbids it; otherwise a gateway dropped the header that asks for it.
        by_organisation: bool,
    },
    /// The server answers, but not at this path.
    WrongPath,
    /// A web page answers.
    WebPage,
    /// Something else answers that is not this API.
    NotTheApi,
    /// No model was chosen.
    NoModel {
        /// What the server offers.
        models: Vec<Model>,
    },
    /// The server does not have the model.
    ModelNotFound {
        /// Names on offer that resemble it.
        nearest: Vec<String>,
    },
    /// A design does not fit into the context.
    ContextTooSmall {
        /// The context in tokens, where it is known.
        available: Option<u64>,
    },
    /// The browser has no model of its own, or not on this device.
    NoBuiltInModel,
    /// The browser has one to offer and has not loaded it yet.
    BuiltInNotLoaded,
    /// The model did not begin to answer in time.
    Slow,
    /// The connection broke before the answer.
    StreamLost,
    /// An answer without text.
    Empty,
    /// What the provider reports besides: limits, quota, load, faults. Its message holds no key.
    Reported(ProviderError),
}

impl Diagnosis {
    /// A name for styles and tests.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Healthy { .. } => "healthy",
            Self::BadAddress(EndpointError::KeyLocked) => "key-locked",
            Self::BadAddress(_) => "bad-address",
            Self::ListenAddress => "listen-address",
            Self::InsecurePage => "insecure-page",
            Self::MixedContent => "mixed-content",
            Self::SafariLoopback => "safari-loopback",
            Self::PermissionPending => "permission-pending",
            Self::PermissionDenied => "permission-denied",
            Self::Offline => "offline",
            Self::ServerDown { .. } => "server-down",
            Self::CorsRefused => "cors-refused",
            Self::CorsNever => "cors-never",
            Self::CorsUnreliable => "cors-unreliable",
            Self::HeaderRefused { .. } => "header-refused",
            Self::HiddenKeyRefusal => "hidden-key-refusal",
            Self::KeyMissing => "key-missing",
            Self::KeyRefused => "key-refused",
            Self::KeyUnknownToProxy => "key-unknown-to-proxy",
            Self::BrowserRefused { .. } => "browser-refused",
            Self::WrongPath => "wrong-path",
            Self::WebPage => "web-page",
            Self::NotTheApi => "not-the-api",
            Self::NoModel { .. } => "no-model",
            Self::ModelNotFound { .. } => "model-not-found",
            Self::ContextTooSmall { .. } => "context-too-small",
            Self::NoBuiltInModel => "no-built-in-model",
            Self::BuiltInNotLoaded => "built-in-not-loaded",
            Self::Slow => "slow",
            Self::StreamLost => "stream-lost",
            Self::Empty => "empty",
            Self::Reported(error) => reported_name(error.kind),
        }
    }

    /// The rung that failed; `None` when none did. `was_asked` says whether a model was asked already.
    #[must_use]
    pub fn rung(&self, was_asked: bool) -> Option<Rung> {
        use EndpointError::{KeyCharacters, KeyLocked, NoKey};
        Some(match self {
            Self::Healthy { .. } => return None,
            Self::BadAddress(NoKey | KeyCharacters | KeyLocked) => Rung::Key,
            Self::BadAddress(EndpointError::NoModel) => Rung::Model,
            Self::BadAddress(_) | Self::ListenAddress => Rung::Address,
            Self::InsecurePage => Rung::SecurePage,
            Self::MixedContent | Self::SafariLoopback => Rung::MixedContent,
            Self::PermissionPending | Self::PermissionDenied => Rung::LocalNetwork,
            Self::Offline | Self::ServerDown { .. } => Rung::Reach,
            Self::WrongPath | Self::WebPage | Self::NotTheApi => Rung::Reach,
            Self::CorsRefused | Self::CorsNever | Self::CorsUnreliable => Rung::CrossOrigin,
            Self::HeaderRefused { .. } | Self::BrowserRefused { .. } => Rung::CrossOrigin,
            Self::HiddenKeyRefusal | Self::KeyMissing => Rung::Key,
            Self::KeyRefused | Self::KeyUnknownToProxy => Rung::Key,
            Self::NoModel { .. } | Self::ModelNotFound { .. } => Rung::Model,
            Self::ContextTooSmall { .. } => Rung::Model,
            Self::NoBuiltInModel | Self::BuiltInNotLoaded => Rung::Model,
            Self::Slow | Self::StreamLost | Self::Empty => Rung::Stream,
            Self::Reported(error) => reported_rung(error.kind, was_asked),
        })
    }

    /// What is wrong, in one sentence.
    #[must_use]
    pub fn message(&self, locale: Locale, seen: &Observations) -> String {
        let url = &seen.endpoint.base_url;
        let origin = url.origin();
        let server = server::label(server::of(&seen.endpoint), locale);
        let page = seen.page.site();
        match self {
            Self::Healthy { models, is_listed } => {
                healthy_message(locale, seen, *is_listed || models.is_empty())
            }
            Self::BadAddress(error) => error.message(locale).into(),
            Self::ListenAddress => locale.doctor_cause_listen_address(url.host()),
            Self::InsecurePage => locale.doctor_cause_insecure_page(page),
            Self::MixedContent => locale.doctor_cause_mixed_content(url.host()),
            Self::SafariLoopback => locale.doctor_cause_safari_loopback().into(),
            Self::PermissionPending => locale.doctor_cause_permission_pending(url.host()),
            Self::PermissionDenied => locale.doctor_cause_permission_denied(url.host()),
            Self::ServerDown { timed_out: false } => locale.doctor_cause_server_down(origin),
            Self::ServerDown { timed_out: true } => locale.doctor_cause_server_silent(origin),
            Self::CorsRefused => locale.doctor_cause_cors_refused(origin, page, server),
            Self::CorsNever => locale.doctor_cause_cors_never(server),
            Self::CorsUnreliable => locale.doctor_cause_cors_unreliable(server),
            Self::HeaderRefused { headers } => locale.doctor_cause_header_refused(headers, server),
            Self::HiddenKeyRefusal => locale.doctor_cause_hidden_key_refusal(server),
            Self::KeyMissing => locale.doctor_cause_key_missing(server),
            Self::KeyUnknownToProxy => locale.doctor_cause_key_unknown_to_proxy().into(),
            Self::BrowserRefused { by_organisation } => match by_organisation {
                true => locale.doctor_cause_organisation_refuses().into(),
                false => locale.doctor_cause_header_dropped().into(),
            },
            Self::NoModel { .. } => EndpointError::NoModel.message(locale).into(),
            Self::ContextTooSmall { available } => context_message(locale, seen, *available),
            Self::NoBuiltInModel => locale.doctor_cause_no_built_in_model().into(),
            Self::BuiltInNotLoaded => locale.doctor_cause_built_in_not_loaded().into(),
            Self::Slow => locale.doctor_cause_slow().into(),
            Self::Offline
            | Self::KeyRefused
            | Self::WrongPath
            | Self::WebPage
            | Self::NotTheApi
            | Self::ModelNotFound { .. }
            | Self::StreamLost
            | Self::Empty
            | Self::Reported(_) => self.as_run_error().message(locale),
        }
    }

    /// The same cause as a run would report it, whose texts serve here too.
    pub(super) fn as_run_error(&self) -> RunError {
        let provider = |kind| {
            RunError::Provider(ProviderError {
                kind,
                message: String::new(),
                status: None,
                retry_after_ms: None,
            })
        };
        match self {
            Self::Offline => RunError::Offline,
            Self::KeyRefused => provider(ProviderErrorKind::AuthRejected),
            Self::WrongPath => provider(ProviderErrorKind::NotFound),
            Self::WebPage => provider(ProviderErrorKind::Html),
            Self::NotTheApi => provider(ProviderErrorKind::NotJson),
            Self::ModelNotFound { .. } => provider(ProviderErrorKind::ModelNotFound),
            Self::ContextTooSmall { .. } => provider(ProviderErrorKind::ContextExceeded),
            Self::StreamLost => RunError::Lost,
            Self::Empty => RunError::Empty { reasoned: false },
            Self::Reported(error) => RunError::Provider(error.clone()),
            _ => RunError::Unreachable,
        }
    }
}

fn healthy_message(locale: Locale, seen: &Observations, is_listed: bool) -> String {
    let model = seen.quoted(&seen.endpoint.model);
    if is_listed {
        locale.doctor_cause_healthy(model)
    } else {
        locale.doctor_cause_healthy_unlisted(model)
    }
}

fn context_message(locale: Locale, seen: &Observations, available: Option<u64>) -> String {
    match (available, seen.needed_tokens) {
        (Some(available), Some(needed)) => locale.doctor_cause_context_too_small(available, needed),
        _ => Diagnosis::ContextTooSmall { available }
            .as_run_error()
            .message(locale),
    }
}

fn reported_rung(kind: ProviderErrorKind, was_asked: bool) -> Rung {
    use ProviderErrorKind::*;
    match kind {
        Forbidden => Rung::Key,
        ModelLoading => Rung::Model,
        _ if was_asked => Rung::Stream,
        // What is counted is counted by key.
        RateLimited | QuotaExhausted => Rung::Key,
        _ => Rung::Reach,
    }
}

fn reported_name(kind: ProviderErrorKind) -> &'static str {
    use ProviderErrorKind::*;
    match kind {
        Forbidden => "forbidden",
        RateLimited => "rate-limited",
        QuotaExhausted => "quota-exhausted",
        Overloaded => "overloaded",
        ModelLoading => "model-loading",
        BadRequest => "bad-request",
        Server => "server-error",
        _ => "other-error",
    }
}
