//! From observations to the one cause, as a pure function: either the cause is known, or it is known
//! which probe would tell.
//!
//! Whatever a server wrote leaves this file without the key, should the server have echoed it.

use super::{Answer, Diagnosis, Observations, Outcome, Probe, nearest, page, server};
use crate::domain::{
    endpoint::{EndpointError, Preset, Reach, preset::is_azure},
    wire::{
        Decoder, Delta, Dialect, Finish, ProviderError, ProviderErrorKind, classify_error,
        models::{Model, listed_context, parse_models},
    },
};

/// What observations lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// This has to be observed next.
    Ask(Probe),
    /// The cause.
    Known(Verdict),
}

/// A cause and the words that the server found for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The cause.
    pub diagnosis: Diagnosis,
    /// The server's own words, to be quoted; hostile text without the key. Empty when there are none.
    pub words: String,
}

impl From<Diagnosis> for Verdict {
    fn from(diagnosis: Diagnosis) -> Self {
        Self {
            diagnosis,
            words: String::new(),
        }
    }
}

impl From<Diagnosis> for Finding {
    fn from(diagnosis: Diagnosis) -> Self {
        Self::Known(diagnosis.into())
    }
}

/// The cause, or the probe that is missing to tell it. Never asks for a probe whose outcome is there.
#[must_use]
pub fn diagnose(seen: &Observations) -> Finding {
    match &seen.models {
        None => Finding::Ask(Probe::Models),
        Some(Outcome::Answered(answer)) => listed(seen, answer),
        Some(_) => unreadable(seen),
    }
}

/// The first request brought nothing that the page may read.
fn unreadable(seen: &Observations) -> Finding {
    if seen.endpoint.base_url.is_built_in() {
        return Diagnosis::NoBuiltInModel.into();
    }
    if let Some(rule) = page::blocked(seen) {
        return rule.into();
    }
    match &seen.opaque {
        None => Finding::Ask(Probe::Opaque),
        Some(Outcome::Opaque | Outcome::Answered(_)) => refused(seen),
        Some(_) => down(seen).into(),
    }
}

fn down(seen: &Observations) -> Diagnosis {
    let endpoint = &seen.endpoint;
    let is_public = endpoint.base_url.reach() == Reach::Public;
    if is_public && page::is_mixed(&endpoint.base_url, &seen.page.origin) {
        // Allowed into the local network, and yet nothing: the name is a public one.
        return Diagnosis::MixedContent;
    }
    let silent = Some(&Outcome::TimedOut);
    Diagnosis::ServerDown {
        timed_out: seen.models.as_ref() == silent || seen.opaque.as_ref() == silent,
    }
}

/// A server answers, but not this page.
fn refused(seen: &Observations) -> Finding {
    let server = server::of(&seen.endpoint);
    match server {
        // A gateway in front of it can be told to.
        Preset::Azure if is_azure(seen.endpoint.base_url.host()) => {
            return Diagnosis::CorsNever.into();
        }
        Preset::DeepSeek => return Diagnosis::CorsUnreliable.into(),
        _ => {}
    }
    let headers = seen.header_names(Probe::Models);
    let hides_key_errors = server == Preset::Vllm;
    if headers.is_empty() && !hides_key_errors {
        return Diagnosis::CorsRefused.into();
    }
    match &seen.simple {
        None => Finding::Ask(Probe::Simple),
        Some(Outcome::Answered(_)) if hides_key_errors => Diagnosis::HiddenKeyRefusal.into(),
        Some(Outcome::Answered(_)) => Diagnosis::HeaderRefused { headers }.into(),
        Some(_) => Diagnosis::CorsRefused.into(),
    }
}

/// The first request was answered.
fn listed(seen: &Observations, answer: &Answer) -> Finding {
    let verdict = match models_of(seen, answer) {
        Ok(models) => return with_models(seen, &models),
        Err(verdict) => verdict,
    };
    // Some servers have no list, and some keys may not see it; a model may answer all the same.
    let says_little = match &verdict.diagnosis {
        Diagnosis::WrongPath | Diagnosis::NotTheApi => true,
        Diagnosis::Reported(error) => matches!(
            error.kind,
            ProviderErrorKind::Forbidden | ProviderErrorKind::BadRequest
        ),
        _ => false,
    };
    if says_little && !seen.endpoint.model.is_empty() {
        streamed(seen, &[], Some(verdict))
    } else {
        Finding::Known(verdict)
    }
}

fn models_of(seen: &Observations, answer: &Answer) -> Result<Vec<Model>, Verdict> {
    if !answer.is_ok() {
        return Err(rejection(seen, answer));
    }
    let mut models = parse_models(seen.endpoint.dialect(), &answer.body)
        .map_err(|error| verdict_of(seen, error, answer))?;
    for model in &mut models {
        model.id = seen.quoted(&model.id);
    }
    Ok(models)
}

fn with_models(seen: &Observations, models: &[Model]) -> Finding {
    let endpoint = &seen.endpoint;
    if endpoint.model.is_empty() {
        let models = models.to_vec();
        return Diagnosis::NoModel { models }.into();
    }
    // Some providers list their models to anybody.
    if endpoint.ready(seen.key.as_ref()) == Err(EndpointError::NoKey) {
        return Diagnosis::KeyMissing.into();
    }
    let available = listed_size(seen);
    if available.is_some_and(|tokens| Some(tokens) < seen.needed_tokens) {
        return Diagnosis::ContextTooSmall { available }.into();
    }
    streamed(seen, models, None)
}

fn listed_size(seen: &Observations) -> Option<u64> {
    match &seen.models {
        Some(Outcome::Answered(answer)) => {
            listed_context(seen.endpoint.dialect(), &answer.body, &seen.endpoint.model)
        }
        _ => None,
    }
}

/// All but the answer itself is in order, or `before` says what was not.
fn streamed(seen: &Observations, models: &[Model], before: Option<Verdict>) -> Finding {
    let verdict = match &seen.stream {
        None => return Finding::Ask(Probe::Stream),
        Some(Outcome::Answered(answer)) => match spoken(seen, answer) {
            None => return healthy(seen, models).into(),
            Some(verdict) => verdict,
        },
        Some(Outcome::TimedOut) => Diagnosis::Slow.into(),
        Some(_) => unheard(seen).into(),
    };
    let says_more = !matches!(
        verdict.diagnosis,
        Diagnosis::WrongPath | Diagnosis::NotTheApi | Diagnosis::HeaderRefused { .. }
    );
    Finding::Known(before.filter(|_| !says_more).unwrap_or(verdict))
}

fn healthy(seen: &Observations, models: &[Model]) -> Diagnosis {
    Diagnosis::Healthy {
        models: models.to_vec(),
        is_listed: models
            .iter()
            .any(|model| is_same(&model.id, &seen.endpoint.model)),
    }
}

/// Ollama completes a name's tag, Gemini its folder.
fn is_same(listed: &str, asked: &str) -> bool {
    let asked = asked.strip_prefix("models/").unwrap_or(asked);
    listed.strip_suffix(":latest").unwrap_or(listed)
        == asked.strip_suffix(":latest").unwrap_or(asked)
}

/// The list could be read, the answer could not. Unless the list needed a preflight as well, that is
/// what failed.
fn unheard(seen: &Observations) -> Diagnosis {
    let is_built_in = seen.endpoint.base_url.is_built_in();
    if seen.header_names(Probe::Models).is_empty() && !is_built_in {
        let headers = seen.header_names(Probe::Stream);
        Diagnosis::HeaderRefused { headers }
    } else {
        Diagnosis::StreamLost
    }
}

/// What is wrong with the model's answer; `None` when nothing is.
fn spoken(seen: &Observations, answer: &Answer) -> Option<Verdict> {
    if !answer.is_ok() {
        return Some(rejection(seen, answer));
    }
    let mut decoder = Decoder::new(seen.endpoint.dialect());
    let mut deltas = decoder.push(answer.body.as_bytes());
    deltas.extend(decoder.end());
    let mut failure = None;
    for delta in deltas {
        match delta {
            Delta::Text(text) | Delta::Reasoning(text) if !text.trim().is_empty() => return None,
            // It did answer: the limit, a filter or the model itself cut it.
            Delta::Finish(Finish::Length | Finish::ContentFilter | Finish::Refusal) => return None,
            Delta::Failure(error) => failure = failure.or(Some(error)),
            _ => {}
        }
    }
    Some(match failure {
        Some(error) if !answer.is_cut => verdict_of(seen, error, answer),
        _ if answer.is_cut => Diagnosis::StreamLost.into(),
        _ => Diagnosis::Empty.into(),
    })
}

/// An answer with an error status.
fn rejection(seen: &Observations, answer: &Answer) -> Verdict {
    let body = seen.quoted(&answer.body);
    let mut error = classify_error(seen.endpoint.dialect(), answer.status, &body);
    let told = answer.retry_after_s.map(|s| s.saturating_mul(1000));
    error.retry_after_ms = error.retry_after_ms.or(told);
    verdict_of(seen, error, answer)
}

fn verdict_of(seen: &Observations, mut error: ProviderError, answer: &Answer) -> Verdict {
    error.message = seen.quoted(&error.message);
    let words = error.message.clone();
    Verdict {
        diagnosis: meaning(seen, error, answer),
        words,
    }
}

fn meaning(seen: &Observations, error: ProviderError, answer: &Answer) -> Diagnosis {
    use ProviderErrorKind::*;
    let is_built_in = seen.endpoint.base_url.is_built_in();
    let is_anthropic = seen.endpoint.dialect() == Dialect::Anthropic;
    let says = |part: &str| error.message.to_ascii_lowercase().contains(part);
    match error.kind {
        ModelLoading if is_built_in => Diagnosis::BuiltInNotLoaded,
        ModelNotFound if is_built_in => Diagnosis::NoBuiltInModel,
        _ if refuses_origin(seen, answer) => Diagnosis::CorsRefused,
        // A gateway's login or block page, which knows nothing of keys.
        AuthRejected | Forbidden if answer.is_html() => Diagnosis::WebPage,
        AuthRejected | Forbidden if seen.key.is_none() => Diagnosis::KeyMissing,
        AuthRejected if answer.body.contains("no_db_connection") => Diagnosis::KeyUnknownToProxy,
        AuthRejected => Diagnosis::KeyRefused,
        OriginRefused if is_anthropic => Diagnosis::BrowserRefused {
            by_organisation: says("organization"),
        },
        OriginRefused => Diagnosis::CorsRefused,
        ModelNotFound => Diagnosis::ModelNotFound {
            nearest: nearest::names(seen),
        },
        NotFound => Diagnosis::WrongPath,
        // LM Studio answers every unknown path with 200 and this.
        _ if says("unexpected endpoint") => Diagnosis::WrongPath,
        Html => Diagnosis::WebPage,
        NotJson => Diagnosis::NotTheApi,
        ContextExceeded => Diagnosis::ContextTooSmall { available: None },
        _ => Diagnosis::Reported(error),
    }
}

/// Ollama's way of refusing a page, whatever it is asked in.
fn refuses_origin(seen: &Observations, answer: &Answer) -> bool {
    answer.status == 403
        && answer.body.trim().is_empty()
        && server::of(&seen.endpoint) == Preset::Ollama
}
