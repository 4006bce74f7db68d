//! A second form of a request that a server rejected over one parameter.
//!
//! Servers disagree on names and limits, and tell only by an error. Each amendment answers one such
//! error and cannot apply twice in a row.

use serde_json::Value;

use super::{HttpRequest, ProviderError};

/// The request to send instead, when `error` names a parameter that can be sent differently.
#[must_use]
pub fn amended(request: &HttpRequest, error: &ProviderError) -> Option<HttpRequest> {
    if !matches!(error.status, Some(400 | 422)) {
        return None;
    }
    let mut body: Value = serde_json::from_str(request.body.as_deref()?).ok()?;
    let fields = body.as_object_mut()?;
    let message = error.message.as_str();
    let rejected = |name: &str| message.contains(name);
    let amended = if rejected("stream_options") && fields.contains_key("stream_options") {
        fields.remove("stream_options");
        true
    } else if let Some(limit) = fields.get("max_tokens").and_then(Value::as_u64)
        && rejected("max_tokens")
    {
        // First: "max_tokens: 32000 > 8192, which is the maximum allowed number".
        if let Some(maximum) = number_after(message, '>').filter(|maximum| *maximum < limit) {
            fields.insert("max_tokens".into(), maximum.into());
            true
        } else if rejected("max_completion_tokens") {
            fields.remove("max_tokens");
            fields.insert("max_completion_tokens".into(), limit.into());
            true
        } else {
            false
        }
    } else if rejected("max_completion_tokens") {
        match fields.remove("max_completion_tokens") {
            Some(limit) => {
                fields.insert("max_tokens".into(), limit);
                true
            }
            None => false,
        }
    } else {
        false
    };
    amended.then(|| HttpRequest {
        body: Some(body.to_string()),
        ..request.clone()
    })
}

fn number_after(text: &str, mark: char) -> Option<u64> {
    let (_, rest) = text.split_once(mark)?;
    let rest = rest.trim_start();
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..digits].parse().ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::wire::{Dialect, Method, classify_error};

    #[test]
    fn a_rejected_parameter_is_sent_differently() {
        for (sent, message, expected) in [
            (
                r#"{"max_tokens":9}"#,
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
                Some(r#"{"max_completion_tokens":9}"#),
            ),
            (
                r#"{"max_completion_tokens":9}"#,
                "Unrecognized request argument supplied: max_completion_tokens",
                Some(r#"{"max_tokens":9}"#),
            ),
            (
                r#"{"max_tokens":32000}"#,
                "max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens for x",
                Some(r#"{"max_tokens":8192}"#),
            ),
            (r#"{"max_tokens":8192}"#, "max_tokens: 8192 > 8192", None),
            (
                r#"{"stream_options":{"include_usage":true},"stream":true}"#,
                "Extra inputs are not permitted: stream_options",
                Some(r#"{"stream":true}"#),
            ),
            (r#"{"stream":true}"#, "stream_options is not allowed", None),
            (r#"{"max_tokens":9}"#, "temperature is deprecated", None),
        ] {
            let request = HttpRequest {
                method: Method::Post,
                url: "http://h/".into(),
                headers: vec![],
                body: Some(sent.into()),
            };
            let body = serde_json::json!({"error": {"message": message}}).to_string();
            let error = classify_error(Dialect::OpenAiChat, 400, &body);
            let got = amended(&request, &error).and_then(|request| request.body);
            assert_eq!(got.as_deref(), expected, "{message}");
            let unrelated = classify_error(Dialect::OpenAiChat, 500, &body);
            assert_eq!(amended(&request, &unrelated), None);
        }
    }
}
