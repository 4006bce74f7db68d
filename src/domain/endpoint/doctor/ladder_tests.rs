//! The state machine: which probes each path takes, how the rungs stand, and the laws under random
//! observations.

use proptest::{prelude::*, sample::select};

use super::{scene::*, *};
use crate::domain::endpoint::Preset;
use Outcome::{Failed, Opaque, TimedOut};
use Probe::{Models, Simple, Stream};

/// Plays a test whose probes bring these outcomes; gives the doctor and the probes that it asked for.
fn play(seen: &Observations, outcomes: &[Outcome]) -> (Doctor, Vec<Probe>) {
    let mut doctor = Doctor::default();
    let mut commands = doctor.step(start(seen));
    let mut asked = Vec::new();
    for outcome in outcomes {
        let Some(Command::Send { number, probe, .. }) = commands.first() else {
            break;
        };
        asked.push(*probe);
        commands = doctor.step(Event::Seen {
            number: *number,
            outcome: outcome.clone(),
            is_online: seen.page.is_online,
            permissions: seen.page.permissions,
        });
    }
    (doctor, asked)
}

fn start(seen: &Observations) -> Event {
    Event::Start {
        endpoint: Ok(seen.endpoint.clone()),
        key: seen.key.clone(),
        page: seen.page.clone(),
        needed_tokens: seen.needed_tokens,
    }
}

/// One letter a rung.
fn ladder(doctor: &Doctor) -> String {
    let letter = |(_, state): (Rung, RungState)| match state {
        RungState::Pending => '.',
        RungState::Running => '>',
        RungState::Passed => '+',
        RungState::Failed => 'x',
        RungState::Skipped => '-',
    };
    doctor.rungs().into_iter().map(letter).collect()
}

#[test]
fn each_path_takes_no_more_probes_than_it_needs() {
    let opaque = Probe::Opaque;
    let list = || says(200, LIST);
    let ok = || says(200, SAYS_OK);
    let local = || scene(Preset::OtherCompatible, "");
    for (seen, outcomes, probes, cause, rungs) in [
        (
            local(),
            vec![list(), ok()],
            vec![Models, Stream],
            "healthy",
            "+++++++++",
        ),
        (
            scene(Preset::OpenAi, "").keyed(),
            vec![list(), ok()],
            vec![Models, Stream],
            "healthy",
            "+---+++++",
        ),
        (
            scene(Preset::BuiltIn, ""),
            vec![
                says(200, r#"{"availability":"available"}"#),
                says(200, "{\"text\":\"OK\"}\n{\"done\":true}\n"),
            ],
            vec![Models, Stream],
            "healthy",
            "+------++",
        ),
        (
            scene(Preset::BuiltIn, "").may("prompt"),
            vec![Failed],
            vec![Models],
            "no-built-in-model",
            "+------x-",
        ),
        (
            scene(Preset::BuiltIn, ""),
            vec![says(200, r#"{"availability":"downloadable"}"#)],
            vec![Models],
            "built-in-not-loaded",
            "+------x-",
        ),
        (
            scene(Preset::BuiltIn, ""),
            vec![says(200, r#"{"availability":"available"}"#), Failed],
            vec![Models, Stream],
            "stream-lost",
            "+------+x",
        ),
        (
            scene(Preset::OpenAi, ""),
            vec![says(401, "{}")],
            vec![Models],
            "key-missing",
            "+---++x--",
        ),
        (
            local().may("prompt"),
            vec![Failed],
            vec![Models],
            "permission-pending",
            "+++x-----",
        ),
        (
            local().using(Browser::Safari),
            vec![Failed],
            vec![Models],
            "safari-loopback",
            "++x------",
        ),
        (
            local(),
            vec![Failed, Failed],
            vec![Models, opaque],
            "server-down",
            "++++x----",
        ),
        (
            local(),
            vec![Failed, Opaque],
            vec![Models, opaque],
            "cors-refused",
            "+++++x---",
        ),
        (
            local().keyed(),
            vec![Failed, Opaque, Failed],
            vec![Models, opaque, Simple],
            "cors-refused",
            "+++++x---",
        ),
        (
            local().keyed(),
            vec![Failed, Opaque, list()],
            vec![Models, opaque, Simple],
            "header-refused",
            "+++++x---",
        ),
        (
            local().wants(""),
            vec![list()],
            vec![Models],
            "no-model",
            "+++++++x-",
        ),
        (
            local(),
            vec![list(), TimedOut],
            vec![Models, Stream],
            "slow",
            "++++++++x",
        ),
        (
            local(),
            vec![says(429, "")],
            vec![Models],
            "rate-limited",
            "++++++x--",
        ),
        (
            local(),
            vec![says(500, "")],
            vec![Models],
            "server-error",
            "++++x----",
        ),
        (
            local(),
            vec![list(), says(500, "")],
            vec![Models, Stream],
            "server-error",
            "++++++++x",
        ),
    ] {
        let (doctor, asked) = play(&seen, &outcomes);
        assert_eq!(asked, probes, "{cause}");
        let found = doctor.verdict().unwrap();
        assert_eq!(found.diagnosis.name(), cause);
        assert_eq!(ladder(&doctor), rungs, "{cause}");
        assert!(!doctor.is_active());
    }
}

#[test]
fn the_rung_under_examination_is_shown() {
    let local = scene(Preset::Vllm, "").keyed();
    for (seen, outcomes, rungs) in [
        (local.clone().may("prompt"), vec![], "+++>....."),
        (local.clone(), vec![], "++++>...."),
        (local.clone(), vec![Failed], "++++>...."),
        (local.clone(), vec![Failed, Opaque], "+++++>..."),
        (local, vec![says(200, LIST)], "++++++++>"),
    ] {
        // One outcome fewer than it takes: the last probe stays under way.
        let (doctor, _) = play(&seen, &outcomes);
        assert!(doctor.is_active());
        assert_eq!(ladder(&doctor), rungs);
    }
    assert_eq!(ladder(&Doctor::default()), ".........");
}

#[test]
fn an_endpoint_that_is_none_needs_no_probe() {
    for (error, rungs, name) in [
        (EndpointError::NotAUrl, "x--------", "bad-address"),
        (EndpointError::KeyLocked, "------x--", "key-locked"),
    ] {
        let mut doctor = Doctor::default();
        let commands = doctor.step(Event::Start {
            endpoint: Err(error),
            key: None,
            page: page(PAGE),
            needed_tokens: None,
        });
        assert_eq!(commands, []);
        assert_eq!(ladder(&doctor), rungs);
        assert_eq!(doctor.verdict().unwrap().diagnosis.name(), name);
        for locale in Locale::ALL {
            let message = doctor.explanation(locale).unwrap().message;
            assert_eq!(message, error.message(locale));
        }
    }
}

#[test]
fn a_permission_given_in_between_counts() {
    let seen = scene(Preset::Ollama, "").may("prompt");
    for (state, asked_next, cause) in [
        ("granted", true, None),
        ("denied", false, Some("permission-denied")),
        ("prompt", false, Some("permission-pending")),
    ] {
        let mut doctor = Doctor::default();
        let commands = doctor.step(start(&seen));
        let Some(Command::Send {
            number,
            patience_ms,
            ..
        }) = commands.first()
        else {
            panic!("no probe");
        };
        assert!(*patience_ms > 60_000, "a person has to read the question");
        let commands = doctor.step(Event::Seen {
            number: *number,
            outcome: Failed,
            is_online: true,
            permissions: permissions(state),
        });
        assert_eq!(!commands.is_empty(), asked_next, "{state}");
        let found = doctor.verdict().map(|verdict| verdict.diagnosis.name());
        assert_eq!(found, cause);
    }
}

#[test]
fn a_rejected_parameter_is_sent_differently() {
    let rejected = r#"{"error":{"message":"Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."}}"#;
    let seen = scene(Preset::OtherCompatible, "");
    let (mut doctor, _) = play(&seen, &[says(200, LIST), says(400, rejected)]);
    assert!(doctor.is_active());
    let number = doctor.number;
    let request = &doctor.asked.as_ref().unwrap().request;
    assert!(
        request
            .body
            .as_ref()
            .unwrap()
            .contains("max_completion_tokens")
    );
    doctor.step(Event::Seen {
        number,
        outcome: says(200, SAYS_OK),
        is_online: true,
        permissions: permissions("granted"),
    });
    assert_eq!(doctor.verdict().unwrap().diagnosis.name(), "healthy");
    // A server that rejects every form is believed at last.
    let never = says(400, rejected);
    let (doctor, asked) = play(
        &seen,
        &[says(200, LIST), never.clone(), never.clone(), never],
    );
    assert!(asked.len() <= 4);
    assert_eq!(doctor.verdict().unwrap().diagnosis.name(), "bad-request");
}

#[test]
fn a_test_that_was_given_up_says_nothing_more() {
    let seen = scene(Preset::Ollama, "");
    let mut doctor = Doctor::default();
    doctor.step(start(&seen));
    let late = |number| Event::Seen {
        number,
        outcome: says(401, ""),
        is_online: true,
        permissions: Permissions::default(),
    };
    let commands = doctor.step(start(&seen));
    assert_eq!(commands.first(), Some(&Command::Abort { number: 1 }));
    assert_eq!(commands.len(), 2);
    assert_eq!(doctor.step(late(1)), []);
    assert!(doctor.is_active());
    assert_eq!(
        doctor.step(Event::StopAsked),
        [Command::Abort { number: 2 }]
    );
    assert_eq!(doctor.step(late(2)), []);
    assert_eq!(doctor.step(Event::StopAsked), []);
    assert_eq!(doctor.verdict(), None);
    assert_eq!(ladder(&doctor), ".........");
}

#[test]
fn probes_carry_no_more_than_they_need() {
    let remote = Preset::ALL
        .into_iter()
        .filter(|preset| *preset != Preset::BuiltIn);
    for preset in remote {
        let seen = scene(preset, "").keyed();
        let request = |probe: Probe| probe.request(&seen.endpoint, seen.key.as_ref());
        for probe in [Probe::Opaque, Simple] {
            assert!(request(probe).headers.is_empty(), "{preset:?}");
            assert_eq!(request(probe).body, None);
        }
        for probe in [Models, Probe::Opaque, Simple, Stream] {
            assert!(!format!("{:?}", request(probe)).contains(KEY));
            assert!(request(probe).url.starts_with(&seen.endpoint.origin()));
        }
        assert!(!request(Models).headers.is_empty());
        assert!(request(Stream).body.is_some_and(|body| body.contains("16")));
    }
    let built_in = scene(Preset::BuiltIn, "").keyed();
    for probe in [Models, Stream] {
        let request = probe.request(&built_in.endpoint, built_in.key.as_ref());
        assert!(request.is_built_in() && request.headers.is_empty());
    }
    let vllm = scene(Preset::Vllm, "");
    let url = Simple.request(&vllm.endpoint, None).url;
    assert_eq!(url, "http://localhost:8000/health");
}

fn outcomes() -> impl Strategy<Value = Outcome> {
    let status = select(vec![
        200_u16, 204, 301, 400, 401, 402, 403, 404, 405, 413, 422, 429, 498, 500, 503, 529,
    ]);
    let body = prop_oneof![
        select(vec![
            "",
            LIST,
            TAGS,
            SAYS_OK,
            "<html>",
            "data: {\"choices\":[]}\n\n",
            r#"{"error":"Unexpected endpoint or method."}"#,
            r#"{"error":{"message":"CORS requests are not allowed"}}"#,
            r#"{"error":{"message":"key sk-do-not-show-1234567890 is wrong","code":"invalid_api_key"}}"#,
            r#"{"error":{"message":"sk-do-not-show-1234567890 model not found","type":"no_db_connection"}}"#,
            r#"{"data":[{"id":"sk-do-not-show-1234567890"},{"id":"m-1","max_model_len":9}]}"#,
            "Forbidden: sk-do-not-show-1234567890",
        ])
        .prop_map(String::from),
        any::<String>(),
    ];
    prop_oneof![
        Just(Outcome::Opaque),
        Just(Outcome::Failed),
        Just(Outcome::TimedOut),
        (status, body, any::<bool>(), any::<Option<u64>>()).prop_map(
            |(status, body, is_cut, retry_after_s)| Outcome::Answered(Answer {
                status,
                content_type: "text/html".into(),
                body,
                is_cut,
                retry_after_s,
            })
        ),
    ]
}

fn scenes() -> impl Strategy<Value = Observations> {
    let place = (
        select(Preset::ALL.to_vec()),
        select(vec![
            "",
            "http://localhost:11434/x",
            "http://[::]:1/v1",
            "http://192.168.1.50:1234/v1",
            "http://nas.example/v1",
            "https://r.openai.azure.com/v1",
            "https://api.deepseek.com",
        ]),
        select(vec!["", "m-1", "it's; $(a) model", KEY]),
        any::<bool>(),
    );
    let page = (
        select(vec![
            PAGE,
            "http://studio.example",
            "http://localhost:8080",
            "null",
            "a'b\"c",
        ]),
        select(vec![
            Browser::Chromium,
            Browser::Firefox,
            Browser::Safari,
            Browser::Other,
        ]),
        select(vec!["granted", "prompt", "denied", "?"]),
        any::<bool>(),
    );
    let tokens = select(vec![None, Some(30_000), Some(u64::MAX)]);
    (place, page, tokens).prop_map(|(place, page, needed_tokens)| {
        let mut seen = scene(place.0, place.1)
            .wants(place.2)
            .on(page.0)
            .using(page.1);
        if place.3 {
            seen = seen.keyed();
        }
        seen.page.is_online = page.3;
        seen.needed_tokens = needed_tokens;
        seen.may(page.2)
    })
}

proptest! {
    #[test]
    fn whatever_is_observed_leads_to_a_cause_without_the_key(
        seen in scenes(),
        outcomes in prop::collection::vec(outcomes(), 6),
    ) {
        let (doctor, asked) = play(&seen, &outcomes);
        prop_assert!(asked.len() <= 5, "{asked:?}");
        prop_assert!(!doctor.is_active());
        let verdict = doctor.verdict().expect("a cause");
        let failed = doctor.rungs().iter().filter(|(_, state)| *state == RungState::Failed).count();
        prop_assert_eq!(failed, usize::from(verdict.diagnosis.name() != "healthy"));
        for locale in Locale::ALL {
            let said = doctor.explanation(locale).expect("words");
            prop_assert!(!said.message.is_empty());
            prop_assert_eq!(said.steps.is_empty(), failed == 0, "{:?}", verdict);
            let shown = format!("{verdict:?} {said:?}");
            prop_assert!(seen.key.is_none() || !shown.contains(KEY), "{shown}");
        }
    }

    #[test]
    fn a_known_outcome_is_not_asked_for_again(
        mut seen in scenes(),
        outcomes in prop::collection::vec(outcomes(), 4),
    ) {
        let mut asked = Vec::new();
        for outcome in outcomes {
            let Finding::Ask(probe) = diagnose(&seen) else {
                break;
            };
            prop_assert!(!asked.contains(&probe), "{asked:?}");
            asked.push(probe);
            seen.note(probe, outcome);
        }
        prop_assert!(matches!(diagnose(&seen), Finding::Known(_)));
    }
}
