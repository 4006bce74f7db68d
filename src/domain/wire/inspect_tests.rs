//! What is shown of a request, and that its command is one request with one body in a real shell.

use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;
use crate::domain::{
    endpoint::{Endpoint, Preset, Secret},
    prompt::{ChatRequest, Message, Role},
    wire,
};

fn chat(system: &str, brief: &str) -> ChatRequest {
    let message = |role, content: &str| Message {
        role,
        content: content.into(),
    };
    ChatRequest {
        system: system.into(),
        messages: vec![
            message(Role::User, brief),
            message(Role::Assistant, "so far"),
            message(Role::User, "go on"),
        ],
        max_output_tokens: Some(900),
    }
}

fn sent(preset: Preset, key: &str, chat: &ChatRequest) -> HttpRequest {
    let endpoint = Endpoint::new(preset, preset.default_base_url(), "m-1").unwrap();
    wire::request(&endpoint, Secret::new(key).ok().as_ref(), chat)
}

fn inspected(preset: Preset) -> Inspection {
    let request = sent(preset, "sk-12345678", &chat("persona", "brief"));
    inspect(&request, preset.dialect())
}

#[test]
fn every_dialect_tells_the_same_conversation() {
    for preset in Preset::ALL {
        let seen = inspected(preset);
        assert_eq!(seen.method, "POST");
        assert_eq!(seen.system, "persona", "{preset:?}");
        let answer = match preset {
            Preset::Gemini => "model",
            _ => "assistant",
        };
        let said: Vec<_> = seen
            .messages
            .iter()
            .map(|message| (message.role.as_str(), message.content.as_str()))
            .collect();
        assert_eq!(
            said,
            [("user", "brief"), (answer, "so far"), ("user", "go on")]
        );
        assert_eq!(seen.tokens, 6, "{preset:?}");
        for text in ["persona", "brief", "so far", "go on"] {
            assert!(!seen.parameters.contains(text), "{}", seen.parameters);
        }
        assert_eq!(seen.parameters.is_empty(), preset == Preset::BuiltIn);
        assert!(!format!("{seen:?}").contains("12345678"));
    }
}

#[test]
fn parameters_are_what_is_left() {
    let openai = inspected(Preset::OpenAi);
    for part in [
        "\"max_completion_tokens\": 900",
        "\"model\": \"m-1\"",
        "\"stream\": true",
        "\"prompt_cache_key\": \"architect-",
    ] {
        assert!(openai.parameters.contains(part), "{}", openai.parameters);
    }
    let anthropic = inspected(Preset::Anthropic);
    assert!(anthropic.parameters.contains("\"ttl\": \"1h\""));
    assert_eq!(
        openai.headers,
        [
            ("content-type", "application/json".to_owned()),
            ("authorization", "Bearer ••••".to_owned())
        ]
    );
    assert!(
        anthropic
            .headers
            .contains(&("x-api-key", HIDDEN.to_owned()))
    );
}

#[test]
fn a_question_without_a_body_is_shown_as_well() {
    let endpoint = Endpoint::new(Preset::Ollama, "http://localhost:11434", "m").unwrap();
    let request = wire::models::models_request(&endpoint, None);
    let seen = inspect(&request, endpoint.dialect());
    assert_eq!((seen.method, seen.bytes, seen.tokens), ("GET", 0, 0));
    assert_eq!(seen.parameters, "");
    assert_eq!(curl(&request), "curl -N http://localhost:11434/api/tags\n");
}

#[test]
fn a_body_of_another_shape_is_not_lost() {
    let mut request = sent(Preset::OpenAi, "", &chat("", ""));
    request.body = Some(r#"{"messages":"x","input":[{"content":"y"}]}"#.into());
    let seen = inspect(&request, Dialect::OpenAiChat);
    assert!(seen.messages.is_empty());
    assert!(seen.parameters.contains("\"messages\": \"x\""));
    assert!(seen.parameters.contains("\"y\""));
}

#[test]
fn a_command_names_the_variable_and_not_the_key() {
    let command = |preset| {
        let mut request = sent(preset, "sk-12345678", &chat("p", "b"));
        request.body = Some(r#"{"brief":"it's $HOME"}"#.into());
        curl(&request)
    };
    assert_eq!(
        command(Preset::Ollama),
        r#"curl -N http://localhost:11434/api/chat \
  -H 'content-type: application/json' \
  -H "authorization: Bearer $API_KEY" \
  --data-raw '{"brief":"it'\''s $HOME"}'
"#
    );
    assert!(command(Preset::Gemini).contains("\"x-goog-api-key: $API_KEY\""));
    assert!(command(Preset::Azure).contains("\"api-key: $API_KEY\""));
    assert_eq!(command(Preset::BuiltIn), "");
}

/// The words that a shell hands to `curl`, and what it gives it to read.
fn run(command: &str) -> (Vec<String>, String) {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; cat; }}\n{command}");
    let output = Command::new("sh")
        .args(["-c", &script])
        .env("API_KEY", "from-outside")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let (words, read) = text.rsplit_once('\0').unwrap();
    (words.split('\0').map(str::to_owned).collect(), read.into())
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "['\"`$(){}\\\\!;&|<>\\n\\r\\t*?~#= a-cBODY_@-]{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn a_shell_reads_one_request_out_of_it(
        preset in prop::sample::select(Preset::ALL.to_vec()),
        system in hostile(),
        brief in hostile(),
        is_long in any::<bool>(),
    ) {
        let long = if is_long { "x".repeat(LONGEST_WORD) } else { String::new() };
        let request = sent(preset, "sk-12345678", &chat(&system, &format!("{brief}\nBODY\n{long}")));
        let command = curl(&request);
        if preset == Preset::BuiltIn {
            return Ok(());
        }
        let (words, read) = run(&command);
        prop_assert_eq!(&words[..2], ["-N", request.url.as_str()]);
        for header in &request.headers {
            let value = header.value().replace("sk-12345678", "from-outside");
            prop_assert!(words.contains(&format!("{}: {value}", header.name)), "{:?}", words);
        }
        let body = request.body.unwrap_or_default();
        if is_long {
            prop_assert_eq!(read.strip_suffix('\n'), Some(body.as_str()));
        } else {
            prop_assert_eq!(words.last(), Some(&body));
        }
        prop_assert_eq!(words.len(), 2 + 2 * request.headers.len() + 2);
    }

    #[test]
    fn a_delimiter_is_no_line_of_the_text(lines in prop::collection::vec("BODY_{0,3}|x", 0..6)) {
        let text = lines.join("\n");
        let end = delimiter(&text);
        prop_assert!(text.lines().all(|line| line != end));
    }
}

proptest! {
    #[test]
    fn a_key_is_never_shown(
        preset in prop::sample::select(Preset::ALL.to_vec()),
        key in "[!-~]{8,60}",
        around in hostile(),
    ) {
        // Written into the brief and the system text by mistake as well.
        let request = sent(preset, &key, &chat(&format!("{around}{key}"), &format!("{key}{around}")));
        let seen = inspect(&request, preset.dialect());
        let texts: Vec<_> = seen.messages.iter().map(|message| message.content.as_str()).collect();
        if preset != Preset::BuiltIn {
            prop_assert!(!texts.concat().contains(&key));
            prop_assert!(!seen.system.contains(&key));
            let command = curl(&request);
            prop_assert!(!command.contains(&key));
            let in_json = Value::from(key.as_str()).to_string();
            prop_assert!(!command.contains(&in_json[1..in_json.len() - 1]));
        }
        for (name, value) in &seen.headers {
            prop_assert!(!value.contains(&key), "{name}");
        }
    }
}
