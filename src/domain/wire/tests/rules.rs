//! What a client must accept of servers, one row a rule: first the rules that hold for all, then what
//! each server does in its own way. Every row is heard whole and byte by byte.

use super::*;
use Dialect::*;
use Finish::{ContentFilter, Length, Refusal, Stop};
use ProviderErrorKind::*;

/// A rule, a body that needs it, and what must be heard.
type Rule<'a> = (&'a str, Dialect, &'a [u8], Heard);

#[track_caller]
fn check(rules: &[Rule<'_>]) {
    for (rule, dialect, body, heard) in rules {
        assert_eq!(&listen(*dialect, [*body]), heard, "{rule}");
        let split = listen(*dialect, body.chunks(1));
        assert_eq!(&split, heard, "{rule}, byte by byte");
    }
}

fn says(text: &str) -> Heard {
    Heard::text(text)
}

fn other(reason: &str) -> Finish {
    Finish::Other(reason.into())
}

#[test]
fn framing() {
    let answer = || says("# A").finished(Stop).ended();
    check(&[
        ("lines end in LF", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\ndata: [DONE]\n\n", answer()),
        ("lines end in CRLF", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n", answer()),
        ("lines end in CR", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\r\rdata: [DONE]\r\r", answer()),
        ("lines of JSON end in CR", Ollama, b"{\"message\":{\"content\":\"# A\"}}\r{\"done\":true}\r", answer()),
        ("a byte order mark", OpenAiChat, b"\xef\xbb\xbfdata: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\ndata: [DONE]\n\n", answer()),
        ("a byte order mark before lines of JSON", Ollama, b"\xef\xbb\xbf{\"message\":{\"content\":\"# A\"}}\n{\"done\":true}\n", answer()),
        ("comments", OpenAiChat, b": keep-alive\n\n:\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n: data: no\n\ndata: [DONE]\n\n", answer()),
        ("joined data lines", OpenAiChat, b"data: {\"choices\":[\ndata: {\"delta\":\ndata: {\"content\":\"# A\"}}]}\n\ndata: [DONE]\n\n", answer()),
        ("data without a space", OpenAiChat, b"data:{\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\ndata:[DONE]\n\n", answer()),
        ("other fields", OpenAiChat, b"id: 7\nretry: 9\nevent: message\ndata: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\ndata: [DONE]\n\n", answer()),
        ("the last event without a blank line", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\ndata: [DONE]", answer()),
        ("characters cut between reads", OpenAiChat, "data: {\"choices\":[{\"delta\":{\"content\":\"漢😀é\"}}]}\n\n".as_bytes(), says("漢😀é")),
        ("characters escaped in halves", OpenAiChat, br#"data: {"choices":[{"delta":{"content":"\ud83d\ude00"}}]}"#, says("😀")),
    ]);
}

#[test]
fn shapes() {
    check(&[
        ("no choices", OpenAiChat, b"data: {\"id\":\"x\"}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("null choices", OpenAiChat, b"data: {\"choices\":null}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("empty choices", OpenAiChat, b"data: {\"choices\":[]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("null content", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":null}}]}\n\n", says("")),
        ("content as a list", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"new\"}]}}]}\n\n", says("a")),
        ("a null delta", OpenAiChat, b"data: {\"choices\":[{\"delta\":null,\"finish_reason\":\"stop\"}]}\n\n", says("").finished(Stop)),
        ("no index", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("a second choice", OpenAiChat, b"data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("no finish reason", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n", says("a").finished(Stop).ended()),
        ("unknown events", Anthropic, b"event: new\ndata: {\"type\":\"new\",\"text\":\"no\"}\n\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", says("a")),
        ("unknown events", OpenAiResponses, b"data: {\"type\":\"response.new.delta\",\"delta\":\"no\"}\n\ndata: {\"type\":\"keepalive\"}\n\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\n", says("a")),
        ("unknown fields", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\",\"obfuscation\":\"x9\"}}],\"obfuscation\":\"y\"}\n\n", says("a")),
        ("the delta's type counts, not the block's", Anthropic, b"data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", says("a").thought("hm")),
        ("no terminal marker: nobody says that it is complete", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("the same", OpenAiResponses, b"data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\n", says("a")),
        ("the same", Anthropic, b"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", says("a")),
        ("the same", Gemini, b"data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\n\n", says("a")),
        ("the same", Ollama, b"{\"message\":{\"content\":\"a\"},\"done\":false}\n", says("a")),
        ("the same", BuiltIn, b"{\"text\":\"a\"}\n", says("a")),
        ("tags cut between chunks", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"<th\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"ink>hm</th\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"ink>a\"}}]}\n\n", says("a").thought("hm")),
        ("tags cut between chunks", Ollama, b"{\"message\":{\"content\":\"<think\"}}\n{\"message\":{\"content\":\">hm</think>a\"}}\n", says("a").thought("hm")),
        ("a tag in the answer is text", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a <think>b</think>\"}}]}\n\n", says("a <think>b</think>")),
    ]);
}

#[test]
fn bodies_that_are_no_stream() {
    check(&[
        ("JSON though a stream was asked", OpenAiChat, br#"{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":5}}"#, says("a").used(Some(2), Some(5), None).finished(Stop)),
        ("the same", OpenAiResponses, br#"{"object":"response","status":"completed","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]}]}"#, says("a").finished(Stop)),
        ("the same", Anthropic, br#"{"type":"message","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn"}"#, says("a").finished(Stop)),
        ("the same", Gemini, br#"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}"#, says("a").finished(Stop)),
        ("the same", Ollama, br#"{"message":{"content":"a"},"done":true,"done_reason":"stop"}"#, says("a").finished(Stop).ended()),
        ("an error that is not framed", Gemini, b"data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}\r\n\r\n{\r\n  \"error\": {\r\n    \"code\": 429,\r\n    \"message\": \"m\",\r\n    \"status\": \"RESOURCE_EXHAUSTED\"\r\n  }\r\n}\r\n", says("a").failed(RateLimited)),
        ("an error alone in a 200", OpenAiChat, b"{\n  \"error\": {\n    \"message\": \"Overloaded\"\n  }\n}\n", says("").failed(Overloaded)),
        ("an error under any name", OpenAiChat, b"event: message\ndata: {\"error\":{\"message\":\"m\",\"code\":503}}\n\n", says("").failed(Overloaded)),
        ("an error under any name", Anthropic, b"event: ping\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", says("").failed(Overloaded)),
        ("an error under any name", OpenAiResponses, b"event: x\ndata: {\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}\n\n", says("").failed(QuotaExhausted)),
        ("a 200 without text", OpenAiChat, b"data: [DONE]\n\n", says("").finished(Stop).ended()),
        ("a 200 without anything", OpenAiChat, b"", says("")),
        ("a web page", Anthropic, b"<!doctype html><title>Sign in</title>", says("").failed(Html)),
    ]);
}

#[test]
fn servers_with_openai_s_interface() {
    check(&[
        ("Mistral: a list that thinks", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"hm\"}]}]}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a").thought("hm")),
        ("Mistral: it ended in an error", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"error\"}]}\n\n", says("a").finished(other("error"))),
        ("DeepSeek: reasoning", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning_content\":\"hm\"}}]}\n\n", says("").thought("hm")),
        ("DeepSeek: comments while it waits", OpenAiChat, b": keep-alive\n\n: keep-alive\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("DeepSeek: blank lines before a JSON body", OpenAiChat, b"\n\n\n\n{\"choices\":[{\"index\":0,\"message\":{\"content\":\"a\",\"reasoning_content\":\"hm\"},\"finish_reason\":\"length\"}]}", says("a").thought("hm").finished(Length)),
        ("Groq: tags in the answer", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"<think>hm</think>a\"}}]}\n\n", says("a").thought("hm")),
        ("Groq: parsed reasoning", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"reasoning\":\"hm\",\"content\":\"a\"}}]}\n\n", says("a").thought("hm")),
        ("Groq: usage of its own", OpenAiChat, b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":5}}}\n\n", says("").used(Some(2), Some(5), None).finished(Stop)),
        ("Groq: an error of its own", OpenAiChat, b"data: {\"choices\":[],\"x_groq\":{\"id\":\"r\",\"error\":\"overloaded\"}}\n\n", says("").failed(Overloaded)),
        ("OpenRouter: comments", OpenAiChat, b": OPENROUTER PROCESSING\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("OpenRouter: a number for a code", OpenAiChat, b"data: {\"error\":{\"code\":402,\"message\":\"Insufficient credits\",\"metadata\":{}}}\n\n", says("").failed(QuotaExhausted)),
        ("OpenRouter: an error in the stream", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"code\":502,\"message\":\"m\"},\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"error\"}]}\n\n", says("ab").finished(other("error")).failed(Server)),
        ("vLLM: reasoning under its new name", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a").thought("hm")),
        ("vLLM: both names say it once", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"reasoning\":\"hm\",\"reasoning_content\":\"hm\"}}]}\n\n", says("").thought("hm")),
        ("vLLM: usage beside empty choices", OpenAiChat, b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":5,\"total_tokens\":7}}\n\n", says("").used(Some(2), Some(5), None)),
        ("vLLM: an error, then the end", OpenAiChat, b"data: {\"error\":{\"message\":\"m\",\"code\":500}}\n\ndata: [DONE]\n\n", says("").failed(Server).ended()),
        ("LM Studio: over-long prompts are answered with nothing", OpenAiChat, b"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n", says("").finished(Stop).ended()),
        ("llama.cpp: bare colons while it waits", OpenAiChat, b":\n\n:\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n", says("a")),
        ("llama.cpp: the context overflows in the stream", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"code\":400,\"message\":\"the request exceeds the available context size\",\"type\":\"exceed_context_size_error\",\"n_prompt_tokens\":9000,\"n_ctx\":4096}}\n\n", says("a").failed(ContextExceeded)),
        ("LiteLLM: usage beside a choice", OpenAiChat, b"data: {\"choices\":[{\"index\":0,\"delta\":{}}],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":5}}\n\n", says("").used(Some(2), Some(5), None)),
        ("LiteLLM: thinking inside a text block", Anthropic, b"data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n\n", says("").thought("hm")),
        ("LiteLLM: JSON instead of a stream", Anthropic, br#"{"type":"message","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"}],"stop_reason":"max_tokens"}"#, says("a").thought("hm").finished(Length)),
        ("Azure: what its filter thinks of the prompt", OpenAiChat, b"data: {\"choices\":[],\"prompt_filter_results\":[{}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_offsets\":{}}]}\n\n", says("a")),
        ("Azure: filtered", OpenAiChat, b"data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}\n\n", says("").finished(ContentFilter)),
        ("Ollama's compatible interface: an error becomes an empty chunk", OpenAiChat, b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"id\":\"\",\"object\":\"\",\"choices\":[]}\n\n", says("a")),
        ("OpenAI: refused", OpenAiChat, b"data: {\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}\n\ndata: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n", says("no").finished(Refusal)),
    ]);
}

#[test]
fn openai_s_responses() {
    check(&[
        ("what is done was said before", OpenAiResponses, b"data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\ndata: {\"type\":\"response.output_text.done\",\"text\":\"a\"}\n\ndata: {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}]}}\n\n", says("a").finished(Stop).ended()),
        ("only the whole response", OpenAiResponses, b"data: {\"type\":\"response.completed\",\"response\":{\"output\":[{\"type\":\"reasoning\",\"summary\":[]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"}]}]}}\n\n", says("a").finished(Stop).ended()),
        ("events after the last", OpenAiResponses, b"data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"b\"}\n\ndata: {\"type\":\"error\",\"message\":\"late\"}\n\n", says("a").finished(Stop).ended()),
        ("the summary of reasoning", OpenAiResponses, b"data: {\"type\":\"response.reasoning_summary_text.delta\",\"delta\":\"hm\"}\n\n", says("").thought("hm")),
        ("reasoning itself", OpenAiResponses, b"data: {\"type\":\"response.reasoning_text.delta\",\"delta\":\"hm\"}\n\n", says("").thought("hm")),
        ("a refusal", OpenAiResponses, b"data: {\"type\":\"response.refusal.delta\",\"delta\":\"no\"}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\n", says("no").finished(Refusal).ended()),
        ("cut by its limit", OpenAiResponses, b"data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"}}}\n\n", says("").finished(Length).ended()),
        ("cut by the filter", OpenAiResponses, b"data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"}}}\n\n", says("").finished(ContentFilter).ended()),
        ("failed", OpenAiResponses, b"data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"m\"}}}\n\n", says("").finished(other("failed")).failed(Server).ended()),
        ("failed without a word", OpenAiResponses, b"data: {\"type\":\"response.failed\",\"response\":{}}\n\n", says("").finished(other("failed")).failed(Other).ended()),
        ("an error event", OpenAiResponses, b"event: error\ndata: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"m\",\"param\":null,\"sequence_number\":3}\n\n", says("").failed(RateLimited)),
        ("no [DONE], and one that comes all the same", OpenAiResponses, b"data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\ndata: [DONE]\n\n", says("").finished(Stop).ended()),
        ("tokens", OpenAiResponses, b"data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"usage\":{\"input_tokens\":9,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":5,\"output_tokens_details\":{\"reasoning_tokens\":3}}}}\n\n", says("").used(Some(9), Some(5), Some(4)).reasoned(3).finished(Stop).ended()),
    ]);
}

#[test]
fn anthropic_gemini_and_ollama() {
    check(&[
        ("Anthropic: pings", Anthropic, b"event: ping\ndata: {\"type\":\"ping\"}\n\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}\n\n", says("a")),
        ("Anthropic: signatures are not text", Anthropic, b"data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"EqQB\"}}\n\n", says("")),
        ("Anthropic: hidden thinking is not text", Anthropic, b"data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"EmwK\"}}\n\n", says("")),
        ("Anthropic: an error in the stream", Anthropic, b"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", says("").failed(Overloaded)),
        ("Anthropic: the window is full", Anthropic, b"data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"model_context_window_exceeded\"}}\n\n", says("").finished(Length)),
        ("Anthropic: refused", Anthropic, b"data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\"},\"usage\":{\"output_tokens\":9}}\n\n", says("").used(None, Some(9), None).finished(Refusal)),
        ("Anthropic: paused", Anthropic, b"data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"pause_turn\"}}\n\n", says("").finished(other("pause_turn"))),
        ("Gemini: CRLF", Gemini, b"data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true}]}}]}\r\n\r\ndata: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n", says("a").thought("hm").finished(Stop)),
        ("Gemini: blocked before it began", Gemini, b"data: {\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}}\r\n\r\n", says("").finished(ContentFilter)),
        ("Gemini: cut by a filter", Gemini, b"data: {\"candidates\":[{\"finishReason\":\"RECITATION\"}]}\r\n\r\n", says("").finished(ContentFilter)),
        ("Ollama: thinking", Ollama, b"{\"message\":{\"content\":\"\",\"thinking\":\"hm\"},\"done\":false}\n{\"message\":{\"content\":\"a\"},\"done\":false}\n", says("a").thought("hm")),
        ("Ollama: an error line", Ollama, b"{\"message\":{\"content\":\"a\"},\"done\":false}\n{\"error\":\"an error was encountered while running the model\"}\n", says("a").failed(Other)),
        ("Ollama: cut by its limit", Ollama, b"{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"length\",\"prompt_eval_count\":9,\"eval_count\":5}\n", says("").used(Some(9), Some(5), None).finished(Length).ended()),
        ("the browser's own model: an error", BuiltIn, b"{\"text\":\"a\"}\n{\"error\":{\"message\":\"m\",\"type\":\"context_length_exceeded\"}}\n", says("a").failed(ContextExceeded)),
        ("the browser's own model: reasoning, and a limit", BuiltIn, b"{\"reasoning\":\"hm\"}\n{\"done\":true,\"finish\":\"length\"}\n", says("").thought("hm").finished(Length).ended()),
    ]);
}

#[test]
fn refusals_by_status() {
    for (rule, dialect, status, body, kind) in [
        (
            "Groq: too large for a minute's tokens",
            OpenAiChat,
            413,
            r#"{"error":{"message":"Request too large: Limit 6000, Requested 9000","type":"tokens","code":"rate_limit_exceeded"}}"#,
            ContextExceeded,
        ),
        ("Groq: no capacity", OpenAiChat, 498, "", Overloaded),
        (
            "llama.cpp: still loading",
            OpenAiChat,
            503,
            r#"{"error":{"message":"Loading model","type":"unavailable_error","code":503}}"#,
            ModelLoading,
        ),
        (
            "OpenRouter: no credit",
            OpenAiChat,
            402,
            r#"{"error":{"code":402,"message":"Insufficient credits"}}"#,
            QuotaExhausted,
        ),
        (
            "Mistral: a list of what is wrong",
            OpenAiChat,
            422,
            r#"{"detail":[{"loc":["body","x"],"msg":"Extra inputs are not permitted"}]}"#,
            BadRequest,
        ),
        (
            "Anthropic: too busy",
            Anthropic,
            529,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#,
            Overloaded,
        ),
        (
            "Anthropic: a page of Cloudflare's",
            Anthropic,
            413,
            "<html>413</html>",
            ContextExceeded,
        ),
        (
            "Gemini: a bad key is a bad request",
            Gemini,
            400,
            r#"{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}"#,
            AuthRejected,
        ),
        (
            "Ollama: a page from elsewhere",
            Ollama,
            403,
            "",
            OriginRefused,
        ),
        (
            "Ollama: no such model",
            Ollama,
            404,
            r#"{"error":"model 'x' not found"}"#,
            ModelNotFound,
        ),
        (
            "LiteLLM: no such model is a bad request",
            OpenAiChat,
            400,
            r#"{"error":{"message":"Invalid model name passed in model=x","code":"400"}}"#,
            ModelNotFound,
        ),
    ] {
        assert_eq!(classify_error(dialect, status, body).kind, kind, "{rule}");
    }
}
