//! What a run does when the server is busy, cuts the answer or is silent, and when the network is gone.

use super::{tests::Scene, *};
use crate::domain::wire::ProviderErrorKind;

const OVERLOADED: &str = r#"{"error":{"type":"overloaded_error","message":"Overloaded"}}"#;

fn resting(scene: &Scene) -> bool {
    matches!(scene.run.phase(), Phase::Resting { .. })
}

#[test]
fn a_busy_server_is_asked_again_a_few_times() {
    let mut scene = Scene::new();
    for tried in 1..=5 {
        scene = scene.rejected(529, OVERLOADED);
        assert_eq!(scene.sent().len(), tried);
        if tried < 5 {
            assert!(resting(&scene), "{tried}");
            assert_eq!(scene.run.phase().name(), "running");
            scene = scene.rests();
        }
    }
    assert_eq!(scene.failed_kind(), Some(ProviderErrorKind::Overloaded));
    let sent = scene.sent();
    assert!(sent.iter().all(|body| *body == sent[0]), "the same request");

    let scene = Scene::new()
        .rejected(503, "{}")
        .rests()
        .answers("# A", "stop");
    assert_eq!(scene.run.phase(), &Phase::Done);
    assert_eq!(
        (scene.text.as_str(), scene.run.progress().tries),
        ("# A", 2)
    );
}

#[test]
fn a_stated_delay_is_kept_and_can_be_skipped() {
    let busy = || {
        Scene::new()
            .hears(News::Headers {
                status: 429,
                retry_after_s: Some(7),
            })
            .hears(News::ErrorBody("{}".into()))
    };
    let mut scene = busy();
    let rest = scene.run.progress().resting_ms.unwrap();
    assert!((7_000..=8_000).contains(&rest), "{rest}");
    scene.now += 6_900;
    let scene = scene.ticks(true);
    assert!(resting(&scene));
    assert_eq!(scene.rests().sent().len(), 2);

    let mut scene = busy();
    scene.step(Event::GoOnAsked { now: scene.now });
    assert_eq!(
        (scene.run.phase(), scene.sent().len()),
        (&Phase::Connecting, 2)
    );
}

#[test]
fn what_waiting_does_not_help_is_told_at_once() {
    for (status, body) in [
        (400, "{}"),
        (401, "{}"),
        (402, "{}"),
        (403, "{}"),
        (404, "{}"),
        (
            429,
            r#"{"error":{"code":"insufficient_quota","message":"x"}}"#,
        ),
    ] {
        let scene = Scene::new().rejected(status, body);
        assert_eq!(scene.run.phase().name(), "failed", "{status}");
        assert_eq!(scene.sent().len(), 1);
    }
}

#[test]
fn an_unreachable_server_is_told_soon() {
    let scene = Scene::new()
        .breaks(false)
        .rests()
        .breaks(false)
        .rests()
        .breaks(false);
    assert_eq!(scene.run.phase(), &Phase::Failed(RunError::Unreachable));
    assert_eq!(scene.sent().len(), 3);
    assert!(scene.now < 6_000, "{}", scene.now);
    let lost = Scene::accepted().breaks(false);
    assert!(matches!(
        lost.run.phase(),
        Phase::Resting {
            why: RunError::Lost,
            ..
        }
    ));
    let half = Scene::accepted()
        .bytes(b"{\"choices\": [{\"mess")
        .breaks(false);
    assert!(matches!(
        half.run.phase(),
        Phase::Resting {
            why: RunError::Lost,
            ..
        }
    ));
}

#[test]
fn the_network_is_waited_for() {
    let scene = Scene::new().breaks(true);
    let offline = Phase::Resting {
        why: RunError::Offline,
        until: None,
    };
    assert_eq!(scene.run.phase(), &offline);
    let mut scene = scene.ticks(false);
    scene.now += 3_600_000;
    let scene = scene.ticks(false);
    assert_eq!(scene.run.phase(), &offline);
    let scene = scene.ticks(true).answers("# A\n\nHalf of it, and", "");
    let scene = scene.breaks(true);
    assert_eq!(scene.run.phase(), &offline);
    let scene = scene.ticks(true).answers(" the rest.", "stop");
    assert_eq!(scene.run.phase(), &Phase::Done);
    assert_eq!(scene.text, "# A\n\nHalf of it, and the rest.");
}

#[test]
fn a_cut_answer_is_continued() {
    for ending in ["length", ""] {
        let scene = Scene::new()
            .answers("# A\n\nThe order serv", ending)
            .closes();
        assert_eq!(scene.run.phase(), &Phase::Connecting, "{ending}");
        let asked = &scene.sent()[1]["messages"];
        assert_eq!(asked[2]["content"], "# A\n\nThe order serv");
        assert!(
            asked[3]["content"]
                .as_str()
                .unwrap()
                .contains("The order serv>>>")
        );
        let scene = scene.answers("The order service.", "stop");
        assert_eq!(scene.run.phase(), &Phase::Done);
        assert_eq!(scene.text, "# A\n\nThe order service.");
        assert_eq!(scene.run.progress().continuations, 1);
    }
}

#[test]
fn an_error_inside_an_answer_is_followed_by_its_rest() {
    let overloaded = format!("data: {OVERLOADED}\n\n");
    let scene = Scene::new().answers("# A", "").bytes(overloaded.as_bytes());
    assert!(resting(&scene) && scene.aborts());
    let scene = scene.rests().answers("\n\nB", "stop");
    assert_eq!(
        (scene.run.phase(), scene.text.as_str()),
        (&Phase::Done, "# A\n\nB")
    );

    let refused = b"data: {\"error\":{\"message\":\"x\",\"code\":401}}\n\n";
    let scene = Scene::new().answers("# A", "").bytes(refused);
    assert_eq!(scene.failed_kind(), Some(ProviderErrorKind::AuthRejected));
    assert_eq!(scene.text, "# A");
}

#[test]
fn continuations_end() {
    // The same cut answer again and again.
    let scene = Scene::new().answers("# A\n\nHalf", "").closes();
    let scene = scene.answers("# A\n\nHalf", "").closes();
    assert!(resting(&scene));
    let scene = scene.rests().answers("# A\n\nHalf", "").closes();
    let cut = Shortfall::Cut { offline: false };
    assert_eq!(scene.run.phase(), &Phase::Incomplete(cut));
    assert_eq!(
        (scene.text.as_str(), scene.sent().len()),
        ("# A\n\nHalf", 3)
    );

    // A model that never comes to an end.
    let mut scene = Scene::new();
    for part in 0..=CONTINUATIONS {
        assert!(scene.run.phase().is_active());
        scene = scene
            .answers(&format!("Part {part}.\n\n"), "length")
            .closes();
    }
    assert_eq!(scene.run.phase(), &Phase::Incomplete(Shortfall::Length));

    // A server that fails after each word.
    let overloaded = format!("data: {OVERLOADED}\n\n");
    let mut scene = Scene::new();
    for part in 0..=CONTINUATIONS {
        scene = scene
            .answers(&format!("Part {part}.\n\n"), "")
            .bytes(overloaded.as_bytes());
        if part < CONTINUATIONS {
            scene = scene.rests();
        }
    }
    assert_eq!(scene.failed_kind(), Some(ProviderErrorKind::Overloaded));
}

#[test]
fn a_document_begun_again_is_not_added() {
    let scene = Scene::new()
        .answers("# Shop\n\n## Services\n\nOrders and st", "length")
        .closes();
    let again = format!("# Shop\n\n## Services\n\n{}", "Other words. ".repeat(60));
    let scene = scene.answers(&again, "");
    assert_eq!(scene.run.phase(), &Phase::Incomplete(Shortfall::Restarted));
    assert_eq!(scene.text, "# Shop\n\n## Services\n\nOrders and st");
    assert!(scene.aborts());
}

#[test]
fn a_model_that_finds_nothing_missing_is_done() {
    let scene = Scene::new()
        .answers("# A\n\nAll.\n", "")
        .closes()
        .answers(prompt::NOTHING_MISSING, "")
        .closes();
    assert_eq!(
        (scene.run.phase(), scene.text.as_str()),
        (&Phase::Done, "# A\n\nAll.\n")
    );
}

#[test]
fn a_small_context_is_asked_to_go_on_with_less() {
    let long = format!("# A\n\n{}The end is n", "Some words.\n".repeat(1_000));
    let scene = Scene::new().answers(&long, "length").closes().rejected(
        400,
        r#"{"error":{"code":"context_length_exceeded","message":"too long"}}"#,
    );
    let sent = scene.sent();
    let length = |body: &serde_json::Value| body["messages"][2]["content"].as_str().unwrap().len();
    assert!(length(&sent[2]) < length(&sent[1]) && length(&sent[2]) < 7_000);
    let scene = scene.answers("ear.", "stop");
    assert_eq!(scene.run.phase(), &Phase::Done);
    assert!(scene.text.ends_with("The end is near."));
}

#[test]
fn silence_is_not_waited_for_without_end() {
    let minutes = |scene: Scene, count: u64| {
        let mut scene = scene;
        scene.now += count * 60_000;
        scene.ticks(true)
    };
    let scene = minutes(Scene::new(), 1);
    assert_eq!(scene.run.phase(), &Phase::Connecting);
    let scene = minutes(scene, 2);
    assert!(resting(&scene) && scene.aborts());
    let waiting = minutes(Scene::accepted(), 9);
    assert_eq!(waiting.run.phase(), &Phase::Waiting);
    // A comment is a sign of life.
    let waiting = minutes(waiting.bytes(b": ping\n\n"), 9);
    assert_eq!(waiting.run.phase(), &Phase::Waiting);
    let writing = minutes(Scene::new().answers("# A", ""), 3);
    assert_eq!(
        writing.run.phase(),
        &Phase::Connecting,
        "the rest is asked for"
    );
    assert_eq!(writing.run.progress().continuations, 1);
}

#[test]
fn a_flood_of_text_is_stopped_and_kept() {
    let flood = "All work and no play. ".repeat(50_000);
    let mut scene = Scene::accepted();
    let mut said = 0;
    while scene.run.phase().is_active() {
        scene = scene.says(&flood);
        said += flood.len();
    }
    assert_eq!(scene.run.phase(), &Phase::Incomplete(Shortfall::TooLong));
    assert_eq!(scene.text.len(), said);
    assert!(scene.aborts() && said < LONGEST + 2 * flood.len());
}

#[test]
fn a_stream_that_ends_before_it_begins_is_asked_for_again() {
    let scene = Scene::accepted().closes();
    assert!(resting(&scene));
    let scene = scene
        .rests()
        .answers("", "")
        .closes()
        .rests()
        .answers("", "")
        .closes();
    let empty = RunError::Empty { reasoned: false };
    assert_eq!(scene.run.phase(), &Phase::Failed(empty));
    assert_eq!(scene.sent().len(), 3);
}

#[test]
fn a_rest_can_be_stopped() {
    let mut scene = Scene::new().rejected(500, "").stops();
    assert_eq!(scene.run.phase(), &Phase::Stopped);
    scene.now += 60_000;
    assert_eq!(scene.ticks(true).sent().len(), 1);
}

#[test]
fn a_run_goes_on_from_what_is_there() {
    let mut scene = Scene::idle();
    scene.step(Event::Start {
        ask: Box::new(Ask {
            so_far: "# A\n\nThe or".into(),
            ..tests::ask()
        }),
        seed: 1,
        now: scene.now,
    });
    let scene = scene.answers("The order.", "stop");
    assert_eq!(
        (scene.run.phase(), scene.text.as_str()),
        (&Phase::Done, "der.")
    );
    assert_eq!(scene.run.progress().continuations, 0);
}

/// A small generator, so that a failing round can be played again by its number.
struct Dice(Backoff);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0.jitter(30) % sides
    }
}

/// Serves `whole` from where the client stands, with something going wrong nearly every time.
fn serve(scene: Scene, whole: &str, dice: &mut Dice, faults: &mut [u32; 8]) -> Scene {
    let sent = scene.sent();
    let body = sent.last().unwrap();
    let there = body["messages"][2]["content"].as_str().unwrap_or_default();
    let tail: String = there
        .chars()
        .rev()
        .take(90)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    assert!(whole.starts_with(there), "went wrong before {tail:?}");
    let rest = &whole[there.len()..];
    let part: String = rest.chars().take(dice.roll(600) as usize).collect();
    let fault = dice.roll(8) as usize;
    faults[fault] += 1;
    let error =
        |status: u16, text: &str| format!(r#"{{"error":{{"code":{status},"message":"{text}"}}}}"#);
    let repeated = format!("{}{part}", again(there, dice));
    // What is cut may be cut in the middle of what is repeated.
    let cut: String = repeated.chars().take(dice.roll(700) as usize).collect();
    match fault {
        0 => scene.rejected(429, &error(429, "Please try again in 0.1s")),
        1 => scene.rejected(500, ""),
        2 => scene.breaks(false),
        3 => scene.answers(&cut, "").breaks(false),
        4 => scene.answers(&cut, "").closes(),
        5 => scene.answers(&cut, "length").closes(),
        6 => {
            let event = format!("data: {}\n\n", error(503, "busy"));
            scene.answers(&cut, "").bytes(event.as_bytes())
        }
        _ => scene.answers(&cut, "").breaks(true),
    }
}

/// What a model writes once more before it goes on: the begun line, the last characters, the table's head
/// or the fence.
fn again(there: &str, dice: &mut Dice) -> String {
    let line = there.rsplit('\n').next().unwrap_or_default();
    let lines: Vec<&str> = there.lines().collect();
    match dice.roll(6) {
        0 if line.chars().count() > 30 => line.to_owned(),
        1 => {
            let start = there.char_indices().rev().nth(39).map_or(0, |(at, _)| at);
            there[start..].to_owned()
        }
        2 if line.starts_with('|') => {
            let rows = lines
                .iter()
                .rev()
                .take_while(|line| line.starts_with('|'))
                .count();
            match &lines[lines.len() - rows..] {
                [head, rule, _, ..] if rule.starts_with("|---") => {
                    format!("{head}\n{rule}\n{line}")
                }
                _ => String::new(),
            }
        }
        3 if !line.trim_start().starts_with('`') => {
            let fences: Vec<_> = lines
                .iter()
                .filter(|line| line.starts_with("```"))
                .collect();
            match fences.last() {
                Some(fence) if fences.len() % 2 == 1 => format!("{fence}\n"),
                _ => String::new(),
            }
        }
        _ => String::new(),
    }
}

#[test]
fn five_hundred_faulty_exchanges_lose_no_character() {
    let whole = include_str!("../../../tests/fixtures/transcripts/b1.md");
    let whole: String = whole.chars().take(4_000).collect();
    let (mut exchanges, mut faults, mut round) = (0, [0; 8], 0);
    while exchanges < 500 {
        round += 1;
        let mut dice = Dice(Backoff::seeded(round));
        let mut scene = Scene::new();
        loop {
            if !scene.run.phase().is_active() {
                // As the user does who presses "Continue".
                let so_far = scene.text.clone();
                scene.step(Event::Start {
                    ask: Box::new(Ask {
                        so_far,
                        ..tests::ask()
                    }),
                    seed: round,
                    now: scene.now,
                });
            }
            if resting(&scene) {
                scene = scene.rests();
            }
            exchanges += 1;
            if scene.text.chars().count() > 3_000 || exchanges > 2_000 {
                let rest = whole[scene.text.len()..].to_owned();
                scene = scene.answers(&rest, "stop");
                break;
            }
            scene = serve(scene, &whole, &mut dice, &mut faults);
        }
        assert_eq!(scene.run.phase(), &Phase::Done, "round {round}");
        assert_eq!(scene.text, whole, "round {round}");
    }
    println!("{exchanges} exchanges in {round} runs; faults by kind: {faults:?}");
    assert!(faults.iter().all(|count| *count > 20), "{faults:?}");
}
