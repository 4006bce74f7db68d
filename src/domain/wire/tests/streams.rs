//! The streams in `tests/fixtures/streams`, and what each says. They are written from the providers'
//! documentation and from the deviations that their users report; they are not captured from live servers.

use super::*;

macro_rules! stream {
    ($name:literal, $dialect:expr, $heard:expr) => {
        Stream {
            name: $name,
            body: include_bytes!(concat!("../../../../tests/fixtures/streams/", $name)),
            dialect: $dialect,
            heard: $heard,
        }
    };
}

/// All of them.
pub(super) fn streams() -> Vec<Stream> {
    use Dialect::*;
    use Finish::*;
    use ProviderErrorKind::{Html, NotJson, Overloaded, RateLimited, Server};
    let heard = Heard::text;
    vec![
        stream!(
            "openai.sse",
            OpenAiChat,
            heard("# 订单 😀 é\n\n`data: [DONE]` is text")
                .used(Some(20), Some(7), Some(16))
                .finished(Stop)
                .ended()
        ),
        stream!(
            "openai-refusal.sse",
            OpenAiChat,
            heard("I cannot help.").finished(Refusal).ended()
        ),
        stream!(
            "deepseek.sse",
            OpenAiChat,
            heard("答案")
                .thought("先想一想")
                .used(Some(9), Some(3), Some(4))
                .finished(Length)
                .ended()
        ),
        stream!(
            "vllm-error.sse",
            OpenAiChat,
            heard("# A").thought("hm").failed(Server).ended()
        ),
        stream!(
            "openrouter-error.sse",
            OpenAiChat,
            heard("# A tail")
                .finished(Other("error".into()))
                .failed(Server)
        ),
        stream!(
            "mistral-parts.sse",
            OpenAiChat,
            heard("# A b")
                .thought("let me")
                .used(Some(2), Some(5), None)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "groq-think.sse",
            OpenAiChat,
            heard("\n# A <think>kept</think>")
                .thought("a ")
                .used(Some(3), Some(4), None)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "azure-empty-choices.sse",
            OpenAiChat,
            heard("# A").finished(ContentFilter).ended()
        ),
        stream!(
            "no-finish-reason.sse",
            OpenAiChat,
            heard("# A").finished(Stop).ended()
        ),
        stream!("cut.sse", OpenAiChat, heard("# A, and th")),
        stream!("empty.sse", OpenAiChat, heard("")),
        stream!(
            "no-blank-lines.sse",
            OpenAiChat,
            heard("# A b").finished(Stop).ended()
        ),
        stream!(
            "bom-cr.sse",
            OpenAiChat,
            heard("# A").finished(Stop).ended()
        ),
        stream!(
            "litellm-unframed.json",
            OpenAiChat,
            heard("# A\n\nwhole")
                .thought("r")
                .used(Some(1), Some(2), None)
                .finished(Stop)
        ),
        stream!("error-200.json", OpenAiChat, heard("").failed(RateLimited)),
        stream!("router-login.html", OpenAiChat, heard("").failed(Html)),
        stream!("router-login.html", Ollama, heard("").failed(Html)),
        stream!("plain-text.txt", Gemini, heard("").failed(NotJson)),
        stream!("anthropic.sse", OpenAiChat, heard("").failed(NotJson)),
        stream!("openai.sse", Ollama, heard("").failed(NotJson).ended()),
        stream!(
            "anthropic.sse",
            Anthropic,
            heard("# 订单 😀")
                .thought("Let me 想")
                .used(Some(1110), Some(42), Some(1000))
                .finished(Stop)
                .ended()
        ),
        stream!(
            "anthropic-thinking-in-text.sse",
            Anthropic,
            heard("# A")
                .thought("hm")
                .used(Some(1110), Some(3), Some(1000))
                .finished(Length)
                .ended()
        ),
        stream!(
            "anthropic-overloaded.sse",
            Anthropic,
            heard("# A")
                .used(Some(1110), Some(1), Some(1000))
                .failed(Overloaded)
        ),
        stream!(
            "anthropic-unframed.json",
            Anthropic,
            heard("# A")
                .thought("hm")
                .used(Some(5), Some(6), None)
                .finished(Refusal)
        ),
        stream!(
            "error-event-plain.sse",
            Anthropic,
            heard("").failed(Overloaded)
        ),
        stream!(
            "gemini.sse",
            Gemini,
            heard("# 订单 😀")
                .thought("**Planning**")
                .used(Some(30), Some(12), Some(12))
                .reasoned(4)
                .finished(Stop)
        ),
        stream!(
            "gemini-error-unframed.sse",
            Gemini,
            heard("# A").failed(Overloaded)
        ),
        stream!(
            "gemini-array.json",
            Gemini,
            heard("# A b").used(Some(1), Some(2), None).finished(Length)
        ),
        stream!(
            "gemini-blocked.sse",
            Gemini,
            heard("").used(Some(9), None, None).finished(ContentFilter)
        ),
        stream!(
            "ollama.ndjson",
            Ollama,
            heard("# 订单 😀")
                .thought("Let me 想")
                .used(Some(9), Some(5), None)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "ollama-length-crlf.ndjson",
            Ollama,
            heard("# A")
                .thought("hm")
                .used(Some(9), Some(5), None)
                .finished(Length)
                .ended()
        ),
        stream!(
            "ollama-error.ndjson",
            Ollama,
            heard("# A").failed(ProviderErrorKind::Other)
        ),
        stream!(
            "ollama-pretty.json",
            Ollama,
            heard("").failed(ProviderErrorKind::Other)
        ),
        stream!(
            "responses.sse",
            OpenAiResponses,
            heard("# 订单 😀")
                .thought("**Planning**\n\n想一想")
                .used(Some(20), Some(9), Some(16))
                .reasoned(4)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "responses-incomplete.sse",
            OpenAiResponses,
            heard("# A")
                .thought("hm")
                .used(Some(2), Some(5), None)
                .finished(Length)
                .ended()
        ),
        stream!(
            "responses-refusal.sse",
            OpenAiResponses,
            heard("I cannot help.").finished(Refusal).ended()
        ),
        stream!(
            "responses-failed.sse",
            OpenAiResponses,
            heard("# A")
                .finished(Other("failed".into()))
                .failed(RateLimited)
                .ended()
        ),
        stream!(
            "responses-error.sse",
            OpenAiResponses,
            heard("# A").failed(Server)
        ),
        stream!(
            "responses-unframed.json",
            OpenAiResponses,
            heard("# A")
                .thought("hm")
                .used(Some(2), Some(5), Some(0))
                .reasoned(1)
                .finished(Stop)
        ),
        stream!(
            "openai.sse",
            OpenAiResponses,
            heard("").failed(NotJson).ended()
        ),
        stream!(
            "error-200.json",
            OpenAiResponses,
            heard("").failed(RateLimited)
        ),
        stream!("router-login.html", OpenAiResponses, heard("").failed(Html)),
        stream!(
            "openrouter.sse",
            OpenAiChat,
            heard("# 订单 😀")
                .thought("Let me 想")
                .used(Some(20), Some(9), Some(16))
                .reasoned(4)
                .finished(Length)
                .ended()
        ),
        stream!(
            "vllm.sse",
            OpenAiChat,
            heard("# 订单 😀")
                .thought("Let me 想")
                .used(Some(20), Some(9), None)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "azure.sse",
            OpenAiChat,
            heard("# 订单 😀")
                .used(Some(20), Some(9), Some(16))
                .reasoned(0)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "mistral-thinking.sse",
            OpenAiChat,
            heard("# 订单 😀")
                .thought("Let me 想。")
                .used(Some(20), Some(9), None)
                .finished(Length)
                .ended()
        ),
        stream!(
            "built-in.ndjson",
            BuiltIn,
            heard("# 订单 😀")
                .used(Some(20), Some(9), None)
                .finished(Stop)
                .ended()
        ),
        stream!(
            "built-in-error.ndjson",
            BuiltIn,
            heard("# A").failed(Server)
        ),
    ]
}
