//! Files for the tests: good ones, and one for every fault.

use serde_json::{Value, json};

pub(super) const ORIGIN: &str = "https://architect.example";

/// A file that says everything.
pub(super) fn whole() -> Value {
    json!({
        "$schema": "./studio.schema.json",
        "version": 1,
        "language": "zh",
        "notice": {"en": "Internal use.", "zh": "仅限内部使用。"},
        "endpoints": [
            {
                "name": {"en": "Gateway", "zh": "网关"},
                "preset": "litellm",
                "base_url": "https://llm.example/v1",
                "model": "gpt-5.1",
                "models": ["gpt-5.1", "claude-opus-4-7"],
                "context": 200_000
            },
            {"name": "Lab", "preset": "ollama", "base_url": "/ollama"}
        ],
        "endpoints_only": true,
        "default_endpoint": 1,
        "house_rules": {"en": "team/rules.en.md", "zh": "team/规则.md"},
        "personas": ["team/data.md", {"en": "team/pay.en.md", "zh": "team/pay.zh.md"}],
        "features": {"share_links": false, "import": true, "keep_keys": false},
        "prices": [
            {"model": "gpt-5.1*", "currency": "USD", "input": 1.25, "cached_input": 0.125, "output": 10},
            {"model": "*", "currency": "EUR", "input": 0, "output": 0.4}
        ]
    })
}

/// Files with nothing to say against them.
pub(super) fn good() -> Vec<Value> {
    vec![
        json!({}),
        json!({"version": 1.0, "endpoints": [], "personas": [], "features": {}, "prices": []}),
        json!({"notice": "One for both."}),
        json!({"notice": {"zh": "只有中文。"}}),
        json!({"endpoints": [{"preset": "openai"}], "default_endpoint": 0}),
        json!({"endpoints": [{"preset": "openai", "name": "A"}], "default_endpoint": "A"}),
        json!({"endpoints": [{"preset": "other", "base_url": "HTTP://gpu:8000"}], "endpoints_only": true}),
        json!({"endpoints_only": false}),
        json!({"house_rules": "rules.md"}),
        json!({"house_rules": {"en": "a/b~c/d.e+f@g-h_i.txt"}}),
        json!({"house_rules": "..rules/.hidden..md"}),
        whole(),
    ]
}

/// Files with one fault each, where it is, and what is said of it in short.
pub(super) fn bad() -> Vec<(Value, &'static str, &'static str)> {
    let endpoint = |entry: Value| json!({"endpoints": [entry]});
    let price = |key: &str, value: Value| {
        let mut price = json!({"model": "m", "currency": "USD", "input": 1, "output": 2});
        price[key] = value;
        json!({"prices": [price]})
    };
    let path = |path: &str| json!({"house_rules": path});
    let long = |length: usize| "x".repeat(length);
    let many = |entry: Value, count: usize| Value::Array(vec![entry; count]);
    vec![
        (json!([]), "", "Object"),
        (json!("en"), "", "Object"),
        (json!(null), "", "Object"),
        (json!({"langauge": "en"}), "/langauge", "language"),
        (
            json!({"colour": "red"}),
            "/colour",
            "UnknownKey { nearest: None }",
        ),
        (json!({"$schema": 1}), "/$schema", "Text"),
        (json!({"version": 2}), "/version", "Version"),
        (json!({"version": "1"}), "/version", "Version"),
        (json!({"language": "de"}), "/language", "Language"),
        (json!({"language": null}), "/language", "Language"),
        (json!({"notice": ""}), "/notice", "Text"),
        (json!({"notice": {}}), "/notice", "Words"),
        (json!({"notice": 5}), "/notice", "Words"),
        (
            json!({"notice": {"en": "a", "de": "b"}}),
            "/notice/de",
            "UnknownKey",
        ),
        (json!({"notice": {"en": " "}}), "/notice/en", "Text"),
        (
            json!({"notice": long(1_001)}),
            "/notice",
            "TooLong { most: 1000 }",
        ),
        (json!({"endpoints": {}}), "/endpoints", "List"),
        (
            json!({"endpoints": many(json!({"preset": "openai"}), 21)}),
            "/endpoints",
            "TooMany { most: 20 }",
        ),
        (endpoint(json!("openai")), "/endpoints/0", "Object"),
        (endpoint(json!({})), "/endpoints/0/preset", "Preset"),
        (
            endpoint(json!({"preset": "open-ai"})),
            "/endpoints/0/preset",
            "Preset",
        ),
        (
            endpoint(json!({"preset": "openai", "url": "https://h"})),
            "/endpoints/0/url",
            "UnknownKey",
        ),
        (
            endpoint(json!({"preset": "openai", "Model": "m"})),
            "/endpoints/0/Model",
            "\"model\"",
        ),
        (
            endpoint(json!({"preset": "openai", "base_url": "llm.example/v1"})),
            "/endpoints/0/base_url",
            "NotAUrl",
        ),
        (
            endpoint(json!({"preset": "openai", "base_url": "//llm.example/v1"})),
            "/endpoints/0/base_url",
            "NotAUrl",
        ),
        (
            endpoint(json!({"preset": "openai", "base_url": "ftp://llm.example"})),
            "/endpoints/0/base_url",
            "NotHttp",
        ),
        (
            endpoint(json!({"preset": "openai", "base_url": "https://u:p@llm.example"})),
            "/endpoints/0/base_url",
            "HasCredentials",
        ),
        (
            endpoint(json!({"preset": "openai", "base_url": "/v1?key=1"})),
            "/endpoints/0/base_url",
            "HasQuery",
        ),
        (
            endpoint(json!({"preset": "openai", "base_url": 1})),
            "/endpoints/0/base_url",
            "Text",
        ),
        (
            endpoint(json!({"preset": "openai", "name": long(81)})),
            "/endpoints/0/name",
            "TooLong { most: 80 }",
        ),
        (
            endpoint(json!({"preset": "openai", "model": ""})),
            "/endpoints/0/model",
            "Text",
        ),
        (
            endpoint(json!({"preset": "openai", "models": "m"})),
            "/endpoints/0/models",
            "List",
        ),
        (
            endpoint(json!({"preset": "openai", "models": [1]})),
            "/endpoints/0/models/0",
            "Text",
        ),
        (
            endpoint(json!({"preset": "openai", "context": 1023})),
            "/endpoints/0/context",
            "Tokens",
        ),
        (
            endpoint(json!({"preset": "openai", "context": 8192.5})),
            "/endpoints/0/context",
            "Tokens",
        ),
        (
            endpoint(json!({"preset": "openai", "context": "8k"})),
            "/endpoints/0/context",
            "Tokens",
        ),
        (json!({"endpoints_only": "yes"}), "/endpoints_only", "Flag"),
        (
            json!({"endpoints_only": true}),
            "/endpoints_only",
            "NothingAllowed",
        ),
        (
            json!({"endpoints_only": true, "endpoints": []}),
            "/endpoints_only",
            "NothingAllowed",
        ),
        (
            json!({"default_endpoint": -1}),
            "/default_endpoint",
            "Which",
        ),
        (
            json!({"default_endpoint": ""}),
            "/default_endpoint",
            "Which",
        ),
        (
            json!({"default_endpoint": true}),
            "/default_endpoint",
            "Which",
        ),
        (path(""), "/house_rules", "Path"),
        (path("/etc/rules.md"), "/house_rules", "Path"),
        (path("../rules.md"), "/house_rules", "Path"),
        (path("team/../../rules.md"), "/house_rules", "Path"),
        (path("./rules.md"), "/house_rules", "Path"),
        (path("team//rules.md"), "/house_rules", "Path"),
        (path("team/"), "/house_rules", "Path"),
        (path("..\\rules.md"), "/house_rules", "Path"),
        (path("%2e%2e/rules.md"), "/house_rules", "Path"),
        (
            path("https://elsewhere.example/rules.md"),
            "/house_rules",
            "Path",
        ),
        (path("//elsewhere.example/rules.md"), "/house_rules", "Path"),
        (path("data:text/plain,rules"), "/house_rules", "Path"),
        (path("rules.md?v=2"), "/house_rules", "Path"),
        (path("rules.md\n"), "/house_rules", "Path"),
        (path(&long(201)), "/house_rules", "Path"),
        (json!({"house_rules": {}}), "/house_rules", "Path"),
        (json!({"house_rules": ["a.md"]}), "/house_rules", "Path"),
        (json!({"personas": "a.md"}), "/personas", "List"),
        (json!({"personas": [1]}), "/personas/0", "Path"),
        (
            json!({"personas": [{"en": "../a.md"}]}),
            "/personas/0/en",
            "Path",
        ),
        (
            json!({"personas": many(json!("a.md"), 9)}),
            "/personas",
            "TooMany { most: 8 }",
        ),
        (json!({"features": ["import"]}), "/features", "Object"),
        (
            json!({"features": {"import": 0}}),
            "/features/import",
            "Flag",
        ),
        (
            json!({"features": {"sharelinks": false}}),
            "/features/sharelinks",
            "\"share_links\"",
        ),
        (json!({"prices": {}}), "/prices", "List"),
        (
            json!({"prices": [{"model": "m", "currency": "USD", "input": 1}]}),
            "/prices/0/output",
            "Rate",
        ),
        (price("model", json!("a*b")), "/prices/0/model", "Model"),
        (price("model", json!("")), "/prices/0/model", "Model"),
        (
            price("model", json!(long(201))),
            "/prices/0/model",
            "TooLong",
        ),
        (
            price("currency", json!("usd")),
            "/prices/0/currency",
            "Currency",
        ),
        (
            price("currency", json!("$")),
            "/prices/0/currency",
            "Currency",
        ),
        (price("input", json!(-1)), "/prices/0/input", "Rate"),
        (price("output", json!("10")), "/prices/0/output", "Rate"),
        (
            price("cached_input", json!(1_000_001)),
            "/prices/0/cached_input",
            "Rate",
        ),
    ]
}
