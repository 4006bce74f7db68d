//! One dialect at a time, and in full: the first byte chooses it, so that a fuzzer learns its words. The
//! whole account of an answer must not depend on where it was cut, and everything else that reads a
//! provider's body must survive the same bytes.

use backend_architect::domain::{
    endpoint::{Endpoint, Preset, Secret},
    prompt,
    wire::{
        self, Decoder, Delta, Dialect, Finish, ProviderErrorKind, Usage, amended, classify_error,
        inspect, models, window,
    },
};

use crate::input;

/// Decodes the bytes in pieces, at once and one by one; reads them as every kind of body.
pub fn check(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else {
        return;
    };
    let dialect = Dialect::ALL[usize::from(*first) % Dialect::ALL.len()];
    let (cuts, bytes) = input::with_cuts(rest);
    let whole = Account::of(dialect, &[bytes]);
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    for pieces in [input::byte_pieces(bytes, cuts), single] {
        assert_eq!(Account::of(dialect, &pieces), whole, "{dialect:?}");
    }
    survive(dialect, &input::text(bytes));
}

/// All that an answer says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Account {
    text: String,
    reasoning: String,
    usage: Usage,
    finish: Option<Finish>,
    failure: Option<(ProviderErrorKind, String)>,
    ended: bool,
}

impl Account {
    fn of(dialect: Dialect, pieces: &[&[u8]]) -> Self {
        let mut decoder = Decoder::new(dialect);
        let mut deltas: Vec<Delta> = pieces
            .iter()
            .flat_map(|piece| decoder.push(piece))
            .collect();
        deltas.extend(decoder.end());
        let mut account = Self::default();
        for delta in deltas {
            account.hear(delta);
        }
        account
    }

    fn hear(&mut self, delta: Delta) {
        match delta {
            Delta::Text(more) => {
                assert!(!more.is_empty(), "a delta that says nothing");
                assert!(!self.ended, "text after the end: {more:?}");
                self.text.push_str(&more);
            }
            Delta::Reasoning(more) => self.reasoning.push_str(&more),
            Delta::Usage(usage) => self.usage.merge(usage),
            Delta::Finish(finish) => self.finish = self.finish.take().or(Some(finish)),
            Delta::Failure(error) => {
                assert!(error.message.chars().count() <= 500, "a message too long");
                let error = (error.kind, error.message);
                self.failure = self.failure.take().or(Some(error));
            }
            Delta::End => self.ended = true,
        }
    }
}

/// The bodies that are read at once: errors, lists of models, windows; and a request that was rejected
/// with these words.
fn survive(dialect: Dialect, body: &str) {
    for preset in Preset::ALL {
        if preset.dialect() != dialect {
            continue;
        }
        let Ok(endpoint) = Endpoint::new(preset, preset.default_base_url(), body) else {
            continue;
        };
        for model in models::parse_models(dialect, body).unwrap_or_default() {
            assert!(!model.id.is_empty(), "a model without a name");
        }
        let context = window::window(&endpoint, Some(body), Some(body));
        assert_ne!(context, Some(0));
        let key = Secret::new("sk-fuzz-0123456789").ok();
        let chat = prompt::first_request(body.to_owned(), body);
        let request = wire::request(&endpoint.with_context(context), key.as_ref(), &chat);
        for status in [400, 422, 500] {
            let error = classify_error(dialect, status, body);
            if let Some(other) = amended(&request, &error) {
                assert_ne!(other.body, request.body);
                assert_eq!(other.url, request.url);
            }
        }
        let shown = format!(
            "{:?}{}",
            inspect::inspect(&request, dialect),
            inspect::curl(&request)
        );
        assert!(!shown.contains("sk-fuzz-0123456789"));
    }
}
