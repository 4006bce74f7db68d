//! The name under which a provider may keep the constant part of our requests: requests with one system
//! text go to one cache. It must not depend on anything that changes from call to call.

use crate::domain::{
    endpoint::{Endpoint, Preset},
    prompt::ChatRequest,
};

/// The key, for the services that know the parameter.
pub(super) fn cache_key(endpoint: &Endpoint, chat: &ChatRequest) -> Option<String> {
    matches!(
        endpoint.preset,
        Preset::OpenAi | Preset::OpenAiResponses | Preset::Mistral
    )
    .then(|| format!("architect-{:016x}", fingerprint(&chat.system)))
}

/// FNV-1a. The same in every version and on every machine, which the standard hasher does not promise.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_published_one() {
        for (text, expected) in [
            ("", 0xcbf2_9ce4_8422_2325),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(fingerprint(text), expected, "{text}");
        }
    }

    #[test]
    fn only_the_system_text_decides() {
        let key = |preset: Preset, system: &str, limit| {
            let endpoint = Endpoint::new(preset, preset.default_base_url(), "m").unwrap();
            let chat = ChatRequest {
                max_output_tokens: limit,
                ..crate::domain::prompt::first_request(system.into(), "brief")
            };
            cache_key(&endpoint, &chat)
        };
        let openai = |system, limit| key(Preset::OpenAi, system, limit);
        assert_eq!(openai("a", None), openai("a", Some(9)));
        assert_ne!(openai("a", None), openai("b", None));
        assert_eq!(openai("a", None), key(Preset::Mistral, "a", None));
        assert_eq!(key(Preset::Groq, "a", None), None);
    }
}
