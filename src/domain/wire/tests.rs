//! Streams of all dialects, with their deviations, and the law that cutting the bytes elsewhere changes
//! nothing. The streams are written from the providers' documentation and from the deviations that their
//! users report; they are not captured from live servers.

mod request_tests;
mod rules;
mod streams;

use proptest::{prelude::*, sample::Index};

use super::*;
use streams::streams;

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
                reasoning: None,
            },
            ..self
        }
    }

    fn reasoned(self, tokens: u64) -> Self {
        let usage = Usage {
            reasoning: Some(tokens),
            ..self.usage
        };
        Self { usage, ..self }
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
fn every_stream_in_the_folder_is_heard() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/streams");
    let known: Vec<_> = streams().iter().map(|stream| stream.name).collect();
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let is_heard = name.starts_with('.') || known.contains(&name.as_str());
        assert!(is_heard, "nobody hears {name}");
    }
}

#[test]
fn text_arrives_before_the_end() {
    let framed = |data: &str| format!("data: {data}\n\n");
    for (dialect, event) in [
        (
            Dialect::OpenAiChat,
            framed(r##"{"choices":[{"delta":{"content":"# A"}}]}"##),
        ),
        (
            Dialect::OpenAiResponses,
            framed(r##"{"type":"response.output_text.delta","delta":"# A"}"##),
        ),
        (
            Dialect::Anthropic,
            framed(
                r##"{"type":"content_block_delta","delta":{"type":"text_delta","text":"# A"}}"##,
            ),
        ),
        (
            Dialect::Gemini,
            framed(r##"{"candidates":[{"content":{"parts":[{"text":"# A"}]}}]}"##),
        ),
        (
            Dialect::Ollama,
            "{\"message\":{\"content\":\"# A\"}}\n".to_owned(),
        ),
        (Dialect::BuiltIn, "{\"text\":\"# A\"}\n".to_owned()),
    ] {
        let deltas = Decoder::new(dialect).push(event.as_bytes());
        assert_eq!(deltas, [Delta::Text("# A".into())], "{dialect:?}");
    }
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
    fn any_split_says_the_same_to_every_dialect(which in any::<Index>(), cuts in prop::collection::vec(any::<Index>(), 0..40)) {
        let streams = streams();
        let body = which.get(&streams).body;
        let mut cuts: Vec<_> = cuts.iter().map(|cut| cut.index(body.len() + 1)).collect();
        cuts.extend([0, body.len()]);
        cuts.sort_unstable();
        for dialect in Dialect::ALL {
            let pieces = cuts.windows(2).map(|pair| &body[pair[0]..pair[1]]);
            prop_assert_eq!(listen(dialect, pieces), listen(dialect, [body]), "{:?}", dialect);
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400), size in 1usize..50) {
        for dialect in Dialect::ALL {
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
