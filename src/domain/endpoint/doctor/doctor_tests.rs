//! What browsers block, what answers at an address, and the cause that it means: one row for every fact.
//! What servers answer is in `provider_tests`.

use super::{
    Browser::{Firefox, Safari},
    Diagnosis,
    Outcome::{self, Failed, Opaque, TimedOut},
    scene::*,
};
use crate::domain::endpoint::Preset::*;

#[test]
fn permissions_decide_over_nearer_networks() {
    let mut rows = Vec::new();
    for url in [
        "http://127.0.0.1:8000/v1",
        "http://localhost:8000/v1",
        "http://192.168.1.50:8000/v1",
        "http://nas.local:8000/v1",
        "https://192.168.1.50/v1",
    ] {
        let scene = || scene(OtherCompatible, url);
        rows.extend([
            ("granted", scene().streamed(says(200, SAYS_OK)), "healthy"),
            (
                "asked",
                scene().may("prompt").listed(Failed),
                "permission-pending",
            ),
            (
                "asked too long",
                scene().may("prompt").listed(TimedOut),
                "permission-pending",
            ),
            (
                "denied",
                scene().may("denied").listed(Failed),
                "permission-denied",
            ),
            (
                "granted, and nothing there",
                scene().opaque(Failed),
                "server-down",
            ),
            (
                "granted, and silence",
                scene().opaque(TimedOut),
                "server-down",
            ),
            (
                "granted, and not let in",
                scene().opaque(Opaque),
                "cors-refused",
            ),
            (
                "no permission is needed in the same network",
                scene()
                    .on("http://localhost:9")
                    .may("denied")
                    .opaque(Failed),
                "server-down",
            ),
        ]);
    }
    let mut old = scene(Ollama, "").listed(Failed);
    old.page.permissions = Default::default();
    old.page.permissions.note("local-network-access", "denied");
    rows.push(("the permission's first name", old, "permission-denied"));
    check(&rows);
}

#[test]
fn plain_http_is_blocked_on_https_pages() {
    let name = || scene(Vllm, "http://nas.example:8000/v1");
    let lan = || scene(Vllm, "http://192.168.1.50:8000/v1");
    check(&[
        (
            "a private name",
            name().streamed(says(200, SAYS_OK)),
            "healthy",
        ),
        (
            "private or public?",
            name().may("prompt").listed(Failed),
            "mixed-content",
        ),
        (
            "a private name, denied",
            name().may("denied").listed(Failed),
            "permission-denied",
        ),
        ("a public name", name().opaque(Failed), "mixed-content"),
        (
            "a private name, not let in",
            name().simple(Failed),
            "cors-refused",
        ),
        (
            "a public address",
            scene(Vllm, "http://8.8.8.8/v1").listed(Failed),
            "mixed-content",
        ),
        (
            "a name without a dot",
            scene(Vllm, "http://nas:1/v1").opaque(Failed),
            "server-down",
        ),
        (
            "Chrome before 142",
            lan().may("").listed(Failed),
            "mixed-content",
        ),
        (
            "Firefox, local network",
            lan().using(Firefox).listed(Failed),
            "mixed-content",
        ),
        (
            "Safari, local network",
            lan().using(Safari).listed(Failed),
            "mixed-content",
        ),
        (
            "Safari, this device",
            scene(Ollama, "").using(Safari).listed(Failed),
            "safari-loopback",
        ),
        (
            "Firefox, this device",
            scene(Ollama, "").using(Firefox).opaque(Failed),
            "server-down",
        ),
        (
            "from an http page",
            name().on("http://localhost:1").opaque(Failed),
            "server-down",
        ),
    ]);
}

#[test]
fn a_page_may_itself_be_the_cause() {
    let mut offline = scene(OpenAi, "").listed(Failed);
    offline.page.is_online = false;
    let mut offline_at_home = scene(Ollama, "").opaque(Failed);
    offline_at_home.page.is_online = false;
    let inward = scene(Ollama, "http://192.168.1.50:11434").on("http://studio.example");
    check(&[
        (
            "http page, local network",
            inward.clone().listed(Failed),
            "insecure-page",
        ),
        (
            "the network is near by",
            inward
                .streamed(says(
                    200,
                    "{\"message\":{\"content\":\"OK\"},\"done\":true}",
                ))
                .listed(says(200, TAGS)),
            "healthy",
        ),
        (
            "http page, its own network",
            scene(Ollama, "http://10.0.0.2:11434")
                .on("http://10.0.0.1")
                .opaque(Failed),
            "server-down",
        ),
        ("offline", offline, "offline"),
        (
            "this device needs no network",
            offline_at_home,
            "server-down",
        ),
        (
            "an address to listen on",
            scene(Ollama, "http://0.0.0.0:11434").listed(Failed),
            "listen-address",
        ),
        (
            "which some browsers understand",
            scene(Vllm, "http://0.0.0.0:8000/v1").streamed(says(200, SAYS_OK)),
            "healthy",
        ),
        (
            "from a file",
            scene(LmStudio, "").on("null").opaque(Opaque),
            "cors-refused",
        ),
    ]);
}

#[test]
fn addresses_and_what_answers_there() {
    let other = || scene(OtherCompatible, "http://localhost:9000/api");
    let not_found = r#"{"detail":"Not Found"}"#;
    let mut cut = says(200, "data: {\"choi");
    if let Outcome::Answered(answer) = &mut cut {
        answer.is_cut = true;
    }
    check(&[
        (
            "nothing of the API there",
            other()
                .listed(says(404, not_found))
                .streamed(says(404, not_found)),
            "wrong-path",
        ),
        (
            "no list, but a model",
            other()
                .listed(says(404, not_found))
                .streamed(says(200, SAYS_OK)),
            "healthy",
        ),
        (
            "no list, and no such model",
            other()
                .listed(says(404, not_found))
                .streamed(says(404, r#"{"error":"model 'm-1' not found"}"#)),
            "model-not-found",
        ),
        (
            "no list, and the rest is hidden",
            other().listed(says(404, not_found)).streamed(Failed),
            "wrong-path",
        ),
        (
            "no list, and no model to ask",
            other().wants("").listed(says(404, not_found)),
            "wrong-path",
        ),
        (
            "a web page",
            other().listed(says(200, "<!doctype html><title>Open WebUI</title>")),
            "web-page",
        ),
        (
            "a gateway's login page",
            other().keyed().listed(says(403, "<html>Forbidden</html>")),
            "web-page",
        ),
        (
            "a gateway without its server",
            other().listed(says(502, "<html>502 Bad Gateway</html>")),
            "server-error",
        ),
        (
            "a web page as the answer",
            other().streamed(says(200, "<html>")),
            "web-page",
        ),
        (
            "another API",
            other().wants("").listed(says(200, r#"{"hello":1}"#)),
            "not-the-api",
        ),
        (
            "another API, asked as well",
            other()
                .listed(says(200, r#"{"hello":1}"#))
                .streamed(says(200, r#"{"hello":1}"#)),
            "not-the-api",
        ),
        (
            "the preflight of the answer",
            other().streamed(Failed),
            "header-refused",
        ),
        (
            "an answer that broke off",
            other().keyed().streamed(cut),
            "stream-lost",
        ),
        (
            "no model chosen",
            other().wants("").listed(says(200, LIST)),
            "no-model",
        ),
        (
            "a model that is not listed",
            other().wants("alias").streamed(says(200, SAYS_OK)),
            "healthy",
        ),
    ]);
}

#[test]
fn a_mistyped_model_is_answered_with_similar_ones() {
    let list = r#"{"data":[{"id":"qwen3-coder:30b"},{"id":"qwen3:32b"},{"id":"qwen3:8b"},{"id":"llama4"},{"id":"nomic-embed-text"}]}"#;
    let not_found = r#"{"error":{"message":"model 'qwen3:23b' not found"}}"#;
    let seen = scene(OtherCompatible, "")
        .wants("qwen3:23b")
        .listed(says(200, list))
        .streamed(says(404, not_found));
    assert_eq!(
        verdict(&seen).diagnosis,
        Diagnosis::ModelNotFound {
            nearest: vec!["qwen3:32b".into(), "qwen3:8b".into()]
        }
    );
}

#[test]
fn a_listed_model_is_told_from_an_alias() {
    for (model, expected) in [("m-1", true), ("m-1:latest", true), ("alias", false)] {
        let seen = scene(OtherCompatible, "")
            .wants(model)
            .streamed(says(200, SAYS_OK));
        let Diagnosis::Healthy { models, is_listed } = verdict(&seen).diagnosis else {
            panic!("{model}");
        };
        assert_eq!((models.len(), is_listed), (2, expected), "{model}");
    }
}
