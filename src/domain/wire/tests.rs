//! Streams of all dialects, with their deviations, and the law that cutting the bytes elsewhere changes
//! nothing. The streams are written from the providers' documentation and from the deviations that their
//! users report; they are not captured from live servers.

mod request_tests;

use proptest::{prelude::*, sample::Index};

use super::*;
/// A body as a provider documents it, and what it says.
struct Stream {
    name: &'static str,
    body: &'static [u8],
    dialect: Dialect,
    heard: Heard,
}

/// What a body says in all.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Heard {
    text: String,
    reasoning: String,
    usage: Usage,
    finish: Option<Finish>,
    failure: Option<ProviderErrorKind>,
    end: bool,
}

impl Heard {
    fn of(deltas: impl IntoIterator<Item = Delta>) -> Self {
        let mut heard = Self::default();
        for delta in deltas {
            match delta {
                Delta::Text(text) => heard.text.push_str(&text),
                Delta::Reasoning(text) => heard.reasoning.push_str(&text),
                Delta::Usage(usage) => heard.usage.merge(usage),
                Delta::Finish(finish) => heard.finish = heard.finish.or(Some(finish)),
                Delta::Failure(error) => heard.failure = heard.failure.or(Some(error.kind)),
                Delta::End => heard.end = true,
            }
        }
        heard
    }

    fn text(text: &str) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    fn thought(self, reasoning: &str) -> Self {
        Self {
            reasoning: reasoning.into(),
            ..self
        }
    }

    fn used(self, input: Option<u64>, output: Option<u64>, cached: Option<u64>) -> Self {
        Self {
            usage: Usage {
                input,
                output,
                cached,
            },
            ..self
        }
    }

    fn finished(self, finish: Finish) -> Self {
        Self {
            finish: Some(finish),
            ..self
        }
    }

    fn failed(self, kind: ProviderErrorKind) -> Self {
        Self {
            failure: Some(kind),
            ..self
        }
    }

    fn ended(self) -> Self {
        Self { end: true, ..self }
    }
}

macro_rules! stream {
    ($name:literal, $dialect:expr, $heard:expr) => {
        Stream {
            name: $name,
            body: include_bytes!(concat!("../../../tests/fixtures/streams/", $name)),
            dialect: $dialect,
            heard: $heard,
        }
    };
}

fn streams() -> Vec<Stream> {
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
    ]
}

fn listen<'a>(dialect: Dialect, pieces: impl IntoIterator<Item = &'a [u8]>) -> Heard {
    let mut decoder = Decoder::new(dialect);
    let mut deltas: Vec<_> = pieces
        .into_iter()
        .flat_map(|piece| decoder.push(piece))
        .collect();
    deltas.extend(decoder.end());
    Heard::of(deltas)
}

#[test]
fn streams_are_understood() {
    for Stream {
        name,
        body,
        dialect,
        heard,
    } in streams()
    {
        assert_eq!(listen(dialect, [body]), heard, "{name} as {dialect:?}");
        assert_eq!(
            listen(dialect, body.chunks(1)),
            heard,
            "{name} as {dialect:?}, byte by byte"
        );
    }
}

#[test]
fn text_arrives_before_the_end() {
    let mut decoder = Decoder::new(Dialect::OpenAiChat);
    let deltas = decoder.push(b"data: {\"choices\":[{\"delta\":{\"content\":\"# A\"}}]}\n\n");
    assert_eq!(deltas, [Delta::Text("# A".into())]);
}

proptest! {
    #[test]
    fn any_split_says_the_same(which in any::<Index>(), cuts in prop::collection::vec(any::<Index>(), 0..40)) {
        let streams = streams();
        let stream = which.get(&streams);
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(stream.body.len() + 1)).collect();
        cuts.extend([0, stream.body.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &stream.body[pair[0]..pair[1]]);
        prop_assert_eq!(listen(stream.dialect, pieces), stream.heard.clone(), "{}", stream.name);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1usize..50) {
        for dialect in [Dialect::OpenAiChat, Dialect::Anthropic, Dialect::Gemini, Dialect::Ollama] {
            prop_assert_eq!(listen(dialect, bytes.chunks(size)), listen(dialect, [&bytes[..]]));
        }
    }

    #[test]
    fn a_cut_stream_says_a_beginning(which in any::<Index>(), cut in any::<Index>()) {
        let streams = streams();
        let stream = which.get(&streams);
        let cut = cut.index(stream.body.len() + 1);
        let heard = listen(stream.dialect, [&stream.body[..cut]]);
        // What might have become a tag is given out as it stands when nothing follows.
        let half_tag = "<think>".starts_with(&heard.text);
        let reasoning = (0.."</think>".len())
            .find_map(|length| heard.reasoning.strip_suffix(&"</think>"[..length])
                .filter(|thought| stream.heard.reasoning.starts_with(thought)));
        prop_assert!(half_tag || stream.heard.text.starts_with(&heard.text), "{:?}", heard);
        prop_assert!(reasoning.is_some(), "{:?}", heard);
    }
}
