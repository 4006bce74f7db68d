//! The list of all causes is whole: the end-to-end tests reach everything that is on it.

use std::collections::BTreeSet;

use super::Diagnosis;
use crate::domain::{
    endpoint::EndpointError,
    wire::{ProviderError, ProviderErrorKind},
};

const LISTED: &str = include_str!("../../../../tests/fixtures/diagnoses.txt");

/// The next cause in an order that must name all of them: another one does not compile before it has
/// its place here.
fn next(cause: &Diagnosis) -> Option<Diagnosis> {
    use Diagnosis::*;
    Some(match cause {
        Healthy { .. } => BadAddress(EndpointError::Empty),
        BadAddress(EndpointError::Empty) => BadAddress(EndpointError::KeyLocked),
        BadAddress(_) => ListenAddress,
        ListenAddress => InsecurePage,
        InsecurePage => MixedContent,
        MixedContent => SafariLoopback,
        SafariLoopback => PermissionPending,
        PermissionPending => PermissionDenied,
        PermissionDenied => Offline,
        Offline => ServerDown { timed_out: false },
        ServerDown { .. } => CorsRefused,
        CorsRefused => CorsNever,
        CorsNever => CorsUnreliable,
        CorsUnreliable => HeaderRefused {
            headers: String::new(),
        },
        HeaderRefused { .. } => HiddenKeyRefusal,
        HiddenKeyRefusal => KeyMissing,
        KeyMissing => KeyRefused,
        KeyRefused => KeyUnknownToProxy,
        KeyUnknownToProxy => BrowserRefused {
            by_organisation: false,
        },
        BrowserRefused { .. } => WrongPath,
        WrongPath => WebPage,
        WebPage => NotTheApi,
        NotTheApi => NoModel { models: Vec::new() },
        NoModel { .. } => ModelNotFound {
            nearest: Vec::new(),
        },
        ModelNotFound { .. } => ContextTooSmall { available: None },
        ContextTooSmall { .. } => NoBuiltInModel,
        NoBuiltInModel => BuiltInNotLoaded,
        BuiltInNotLoaded => Slow,
        Slow => StreamLost,
        StreamLost => Empty,
        Empty => reported(ProviderErrorKind::AuthRejected),
        Reported(error) => reported(next_kind(error.kind)?),
    })
}

fn next_kind(kind: ProviderErrorKind) -> Option<ProviderErrorKind> {
    use ProviderErrorKind::*;
    Some(match kind {
        AuthRejected => Forbidden,
        Forbidden => OriginRefused,
        OriginRefused => ModelNotFound,
        ModelNotFound => NotFound,
        NotFound => RateLimited,
        RateLimited => QuotaExhausted,
        QuotaExhausted => Overloaded,
        Overloaded => ModelLoading,
        ModelLoading => ContextExceeded,
        ContextExceeded => BadRequest,
        BadRequest => Server,
        Server => Html,
        Html => NotJson,
        NotJson => Other,
        Other => return None,
    })
}

fn reported(kind: ProviderErrorKind) -> Diagnosis {
    Diagnosis::Reported(ProviderError {
        kind,
        message: String::new(),
        status: None,
        retry_after_ms: None,
    })
}

#[test]
fn the_list_of_causes_is_whole() {
    let first = Diagnosis::Healthy {
        models: Vec::new(),
        is_listed: true,
    };
    let all = std::iter::successors(Some(first), next);
    let known: BTreeSet<&str> = all.map(|cause| cause.name()).collect();
    let listed: BTreeSet<&str> = LISTED.lines().collect();
    assert_eq!(known, listed);
}
