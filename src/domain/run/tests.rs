//! Scenarios of whole runs, and the laws of the state machine under random events.

use proptest::{prelude::*, sample::Index};
use serde_json::Value;

use super::*;
use crate::domain::{
    endpoint::{Endpoint, Preset, Secret},
    locale::Locale,
    prompt::{ChatRequest, Message, Role},
    wire::{Decoder, Delta, Dialect},
};

const OPENAI: &[u8] = include_bytes!("../../../tests/fixtures/streams/openai.sse");
const OPENAI_TEXT: &str = "# 订单 😀 é\n\n`data: [DONE]` is text";

pub(super) fn ask() -> Ask {
    Ask {
        endpoint: Endpoint::new(Preset::OpenRouter, "https://h.example/v1", "m").unwrap(),
        key: Some(Secret::new("k-secret").unwrap()),
        chat: ChatRequest {
            system: "s".into(),
            messages: vec![Message {
                role: Role::User,
                content: "brief".into(),
            }],
            max_output_tokens: Some(9),
        },
        so_far: String::new(),
        locale: Locale::En,
    }
}

fn start(now: u64) -> Event {
    Event::Start {
        ask: Box::new(ask()),
        seed: 1,
        now,
    }
}

/// A run in which every event comes 100 ms after the last.
pub(super) struct Scene {
    pub run: Run,
    pub now: u64,
    pub text: String,
    pub commands: Vec<Command>,
}

impl Scene {
    pub fn idle() -> Self {
        Self {
            run: Run::default(),
            now: 1000,
            text: String::new(),
            commands: vec![],
        }
    }

    pub fn new() -> Self {
        let mut scene = Self::idle();
        scene.step(start(1000));
        scene
    }

    pub fn accepted() -> Self {
        Self::new().hears(News::Headers {
            status: 200,
            retry_after_s: None,
        })
    }

    pub fn step(&mut self, event: Event) {
        for command in step(&mut self.run, event) {
            if let Command::AppendText(text) = &command {
                self.text.push_str(text);
            }
            self.commands.push(command);
        }
    }

    pub fn hears(mut self, news: News) -> Self {
        self.now += 100;
        let event = Event::Network {
            run: self.run.number(),
            news,
            now: self.now,
        };
        self.step(event);
        self
    }

    pub fn says(self, text: &str) -> Self {
        let chunk = serde_json::json!({"choices": [{"delta": {"content": text}}]});
        self.bytes(format!("data: {chunk}\n\n").as_bytes())
    }

    pub fn bytes(self, bytes: &[u8]) -> Self {
        self.hears(News::Bytes(bytes.into()))
    }

    /// The server accepts, says `text` and gives the reason for the end, if any.
    pub fn answers(self, text: &str, finish: &str) -> Self {
        let scene = self.hears(News::Headers {
            status: 200,
            retry_after_s: None,
        });
        let scene = if text.is_empty() {
            scene
        } else {
            scene.says(text)
        };
        match finish {
            "" => scene,
            "stop" => scene.finishes(finish).closes(),
            _ => scene.finishes(finish),
        }
    }

    pub fn finishes(self, reason: &str) -> Self {
        let chunk = serde_json::json!({"choices": [{"delta": {}, "finish_reason": reason}]});
        self.bytes(format!("data: {chunk}\n\n").as_bytes())
    }

    pub fn closes(self) -> Self {
        self.hears(News::Closed)
    }

    pub fn breaks(self, offline: bool) -> Self {
        self.hears(News::Failed { offline })
    }

    pub fn stops(mut self) -> Self {
        self.now += 100;
        let event = Event::StopAsked { now: self.now };
        self.step(event);
        self
    }

    /// Waits until the next try was sent.
    pub fn rests(mut self) -> Self {
        let Phase::Resting { until, .. } = self.run.phase() else {
            panic!("{:?}", self.run.phase());
        };
        self.now = until.unwrap_or(self.now);
        self.ticks(true)
    }

    pub fn ticks(mut self, online: bool) -> Self {
        let now = self.now;
        self.step(Event::Tick { online, now });
        self
    }

    /// The bodies of all requests.
    pub fn sent(&self) -> Vec<Value> {
        let body = |command: &Command| match command {
            Command::Send { request, .. } => serde_json::from_str(request.body.as_deref()?).ok(),
            _ => None,
        };
        self.commands.iter().filter_map(body).collect()
    }

    pub fn rejected(self, status: u16, body: &str) -> Self {
        self.hears(News::Headers {
            status,
            retry_after_s: None,
        })
        .hears(News::ErrorBody(body.into()))
    }

    pub fn failed_kind(&self) -> Option<ProviderErrorKind> {
        match self.run.phase() {
            Phase::Failed(RunError::Provider(error)) => Some(error.kind),
            _ => None,
        }
    }

    pub fn aborts(&self) -> bool {
        let abort = Command::Abort {
            run: self.run.number(),
        };
        self.commands.contains(&abort)
    }
}

#[test]
fn endings_are_told_apart() {
    let failed = Phase::Failed;
    let streaming = || Scene::accepted().says("# A");
    for (what, scene, phase) in [
        ("done", streaming().finishes("stop").closes(), Phase::Done),
        (
            "done, with the last word",
            streaming().finishes("stop").bytes(b"data: [DONE]\n\n"),
            Phase::Done,
        ),
        (
            "broken after the finish",
            streaming().finishes("stop").breaks(false),
            Phase::Done,
        ),
        (
            "other",
            streaming().finishes("odd").closes(),
            Phase::Incomplete(Shortfall::Other("odd".into())),
        ),
        ("stopped", streaming().stops(), Phase::Stopped),
        (
            "stopped after the finish",
            streaming().finishes("stop").stops(),
            Phase::Done,
        ),
        ("stopped at once", Scene::new().stops(), Phase::Stopped),
        (
            "refused",
            streaming()
                .bytes(b"data: {\"choices\":[{\"delta\":{\"refusal\":\"no\"}}]}\n\n")
                .closes(),
            failed(RunError::Refused),
        ),
        (
            "filtered",
            streaming().finishes("content_filter").closes(),
            failed(RunError::Filtered),
        ),
        (
            "empty",
            Scene::accepted().finishes("stop").closes(),
            failed(RunError::Empty { reasoned: false }),
        ),
        (
            "white space only",
            Scene::accepted().says(" \n").finishes("stop").closes(),
            failed(RunError::Empty { reasoned: false }),
        ),
        (
            "only reasoning",
            Scene::accepted()
                .says("<think>hm</think>")
                .finishes("length")
                .closes(),
            failed(RunError::Empty { reasoned: true }),
        ),
    ] {
        assert_eq!(scene.run.phase(), &phase, "{what}");
        assert_eq!(scene.commands.last(), Some(&Command::Save), "{what}");
        assert!(
            scene.run.exchange.is_none() && scene.run.ask.is_none(),
            "{what}: the key is let go"
        );
    }
}

#[test]
fn phases_follow_the_answer() {
    let scene = Scene::new();
    assert_eq!(scene.run.phase(), &Phase::Connecting);
    let scene = scene.hears(News::Headers {
        status: 200,
        retry_after_s: None,
    });
    assert_eq!(scene.run.phase(), &Phase::Waiting);
    let scene = scene.bytes(b": ping\n\n");
    assert_eq!(scene.run.phase(), &Phase::Waiting);
    let scene = scene.says("#");
    assert_eq!(scene.run.phase(), &Phase::Streaming);
    assert_eq!(scene.run.phase().name(), "running");
}

#[test]
fn stopping_keeps_what_the_decoder_still_holds() {
    let unfinished_event = b"data: {\"choices\":[{\"delta\":{\"content\":\" held\"}}]}";
    let scene = Scene::accepted()
        .says("# A")
        .bytes(unfinished_event)
        .stops();
    assert_eq!(scene.text, "# A held");
    assert!(scene.aborts());
    let half_tag = Scene::accepted().says("<thi").stops();
    assert_eq!(half_tag.text, "<thi");
}

#[test]
fn rejections_are_classified_however_the_body_comes() {
    let body = r#"{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}"#;
    let at_once = Scene::new().rejected(401, body);
    let headers = News::Headers {
        status: 401,
        retry_after_s: None,
    };
    let in_pieces = Scene::new()
        .hears(headers.clone())
        .bytes(&body.as_bytes()[..20])
        .bytes(&body.as_bytes()[20..])
        .closes();
    let broken = Scene::new().hears(headers).breaks(false);
    for scene in [at_once, in_pieces, broken] {
        assert_eq!(scene.failed_kind(), Some(ProviderErrorKind::AuthRejected));
        assert_eq!(scene.text, "");
    }
}

#[test]
fn a_rejected_parameter_is_amended_once_and_old_news_ignored() {
    let mut scene = Scene::new();
    let first = scene.run.number();
    let complaint =
        r#"{"error":{"message":"'max_tokens' is not supported, use 'max_completion_tokens'"}}"#;
    scene = scene.rejected(400, complaint);
    assert_eq!(scene.run.phase(), &Phase::Connecting);
    let sent = scene.sent();
    assert_eq!(
        (&sent[0]["max_tokens"], &sent[1]["max_completion_tokens"]),
        (&9.into(), &9.into())
    );
    assert_eq!(sent[1].get("max_tokens"), None);
    scene.step(Event::Network {
        run: first,
        news: News::Closed,
        now: 1,
    });
    assert_eq!(scene.run.phase(), &Phase::Connecting);
    for _ in 0..2 {
        scene = scene.rejected(400, complaint);
    }
    assert_eq!(scene.failed_kind(), Some(ProviderErrorKind::BadRequest));
}

#[test]
fn a_new_run_hears_nothing_of_the_last() {
    let mut scene = Scene::accepted().says("old").stops();
    let old = scene.run.number();
    scene.step(start(5000));
    scene.text.clear();
    scene.step(Event::Network {
        run: old,
        news: News::Bytes(b"data: {\"choices\":[{\"delta\":{\"content\":\"late\"}}]}\n\n".into()),
        now: 5001,
    });
    assert_eq!(scene.text, "");
    assert_eq!(scene.run.phase(), &Phase::Connecting);
    assert_eq!(scene.run.progress().characters, 0);
    scene.step(start(5002));
    assert_eq!(scene.run.number(), old + 1, "one run at a time");
}

#[test]
fn progress_is_measured() {
    let scene = Scene::accepted().says("架构设计").says("架构设计");
    let progress = scene.run.progress();
    assert_eq!(progress.elapsed_ms, 300);
    assert_eq!(progress.first_token_ms, Some(200));
    assert_eq!((progress.output_tokens, progress.estimated), (8, true));
    assert_eq!(progress.tokens_per_second, Some(80));
    assert_eq!(progress.characters, 8);
    let mut scene = scene.finishes("stop").bytes(
        b"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":6}}\n\n",
    );
    let progress = scene.run.progress();
    assert_eq!((progress.output_tokens, progress.estimated), (6, false));
    let later = scene.now + 5000;
    scene.step(Event::Tick {
        online: true,
        now: later,
    });
    assert_eq!(scene.run.progress().quiet_ms, 5000);
}

#[test]
fn text_is_saved_while_it_comes() {
    let mut scene = Scene::accepted().says("a");
    assert!(!scene.commands.contains(&Command::Save));
    let later = scene.now + SAVE_EVERY_MS;
    scene.step(Event::Tick {
        online: true,
        now: later,
    });
    assert_eq!(scene.commands.pop(), Some(Command::Save));
    scene.step(Event::Tick {
        online: true,
        now: later + 1000,
    });
    assert!(!scene.commands.contains(&Command::Save), "nothing new");
}

fn news() -> impl Strategy<Value = News> {
    prop_oneof![
        6 => prop::collection::vec(any::<u8>(), 0..30).prop_map(News::Bytes),
        6 => any::<(Index, Index)>().prop_map(|(a, b)| {
            let (a, b) = (a.index(OPENAI.len() + 1), b.index(OPENAI.len() + 1));
            News::Bytes(OPENAI[a.min(b)..a.max(b)].into())
        }),
        2 => prop::sample::select(vec![200, 204, 301, 400, 401, 429, 500, 529])
            .prop_map(|status| News::Headers { status, retry_after_s: Some(1) }),
        1 => any::<String>().prop_map(News::ErrorBody),
        1 => Just(News::Closed),
        1 => any::<bool>().prop_map(|offline| News::Failed { offline }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let now = any::<u64>();
    prop_oneof![
        1 => now.prop_map(start),
        12 => (0u32..6, news(), now).prop_map(|(run, news, now)| Event::Network { run, news, now }),
        1 => now.prop_map(|now| Event::StopAsked { now }),
        1 => now.prop_map(|now| Event::GoOnAsked { now }),
        2 => (any::<bool>(), now).prop_map(|(online, now)| Event::Tick { online, now }),
    ]
}

/// Every event that can end an exchange, after some of the stream.
fn interruption() -> impl Strategy<Value = Option<Event>> {
    prop::sample::select(vec![
        Some(News::Closed),
        Some(News::Failed { offline: false }),
        Some(News::Failed { offline: true }),
        None,
    ])
    .prop_map(|news| {
        news.map(|news| Event::Network {
            run: 1,
            news,
            now: 9,
        })
    })
}

proptest! {
    #[test]
    fn random_events_do_no_harm(events in prop::collection::vec(event(), 0..40)) {
        let mut run = Run::default();
        let mut appended = 0;
        for event in events {
            let was = run.phase().clone();
            let starts = matches!(event, Event::Start { .. }) && !was.is_active();
            if starts {
                appended = 0;
            }
            let commands = step(&mut run, event);
            for command in &commands {
                if let Command::AppendText(text) = command {
                    appended += text.chars().count() as u64;
                }
            }
            prop_assert_eq!(run.progress().characters, appended);
            prop_assert_eq!(run.exchange.is_some(), matches!(run.phase(), Phase::Connecting | Phase::Waiting | Phase::Streaming));
            if !was.is_active() && !starts {
                prop_assert_eq!(&commands, &vec![]);
                prop_assert_eq!(run.phase(), &was);
            }
            if was.is_active() && !run.phase().is_active() {
                prop_assert_eq!(commands.last(), Some(&Command::Save));
            }
        }
    }

    #[test]
    fn interruptions_lose_no_text(
        cut in any::<Index>(),
        size in 1usize..60,
        interruption in interruption(),
    ) {
        let received = &OPENAI[..cut.index(OPENAI.len() + 1)];
        let mut scene = Scene::accepted();
        for piece in received.chunks(size) {
            scene = scene.bytes(piece);
        }
        scene.step(interruption.unwrap_or(Event::StopAsked { now: 9 }));
        let mut decoder = Decoder::new(Dialect::OpenAiChat);
        let mut deltas = decoder.push(received);
        deltas.extend(decoder.end());
        let finished = deltas.iter().any(|delta| matches!(delta, Delta::Finish(_)));
        let expected: String = deltas
            .into_iter()
            .filter_map(|delta| match delta {
                Delta::Text(text) => Some(text),
                _ => None,
            })
            .collect();
        prop_assert_eq!(&scene.text, &expected);
        prop_assert!(OPENAI_TEXT.starts_with(&scene.text));
        prop_assert_eq!(scene.run.phase() == &Phase::Done, finished);
    }
}
