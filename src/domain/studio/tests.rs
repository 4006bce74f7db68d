//! What is read of `studio.json`, what is said of the rest, and what the page asks of it.

use serde_json::{Value, json};

use super::{
    samples::{ORIGIN, bad, good, whole},
    *,
};
use crate::domain::endpoint::Preset;

fn read_value(file: &Value) -> Reading {
    read(&file.to_string(), ORIGIN)
}

fn studio(file: &Value) -> Studio {
    read_value(file).studio
}

fn at(preset: Preset, url: &str, model: &str) -> Endpoint {
    Endpoint::new(preset, url, model).unwrap()
}

#[test]
fn a_good_file_gives_no_problem() {
    for file in good() {
        assert_eq!(read_value(&file).problems, [], "{file}");
    }
}

#[test]
fn everything_that_is_said_is_known() {
    let studio = studio(&whole());
    assert_eq!(studio.language, Some(Locale::Zh));
    let notice = studio.notice.as_ref().unwrap();
    assert_eq!(notice.of(Locale::En), "Internal use.");
    assert_eq!(notice.of(Locale::Zh), "仅限内部使用。");
    let [gateway, lab] = studio.endpoints.as_slice() else {
        panic!("{:?}", studio.endpoints);
    };
    assert_eq!(gateway.name.of(Locale::Zh), "网关");
    let expected = at(Preset::LiteLlm, "https://llm.example/v1", "gpt-5.1");
    assert_eq!(gateway.endpoint, expected);
    assert_eq!(gateway.models, ["gpt-5.1", "claude-opus-4-7"]);
    assert_eq!(gateway.context, Some(200_000));
    let expected = at(Preset::Ollama, "https://architect.example/ollama", "");
    assert_eq!(lab.endpoint, expected);
    assert!(studio.endpoints_only);
    assert_eq!(studio.default_endpoint, 1);
    let rules = studio.house_rules.as_ref().unwrap();
    assert_eq!(rules.of(Locale::Zh), "team/规则.md");
    assert_eq!(studio.personas[0].of(Locale::Zh), "team/data.md");
    assert_eq!(studio.personas[1].of(Locale::En), "team/pay.en.md");
    assert_eq!(studio.off, [Feature::ShareLinks, Feature::KeepKeys]);
    assert!(studio.allows(Feature::Import) && !studio.allows(Feature::KeepKeys));
    let price = &studio.prices[0];
    assert_eq!(
        (price.input, price.cached_input, price.output),
        (1_250_000, 125_000, 10_000_000)
    );
    assert_eq!(studio.prices[1].cached_input, 0, "as input unless stated");
}

#[test]
fn a_fault_is_named_once_with_its_place() {
    for (file, pointer, expected) in bad() {
        let problems = read_value(&file).problems;
        let [problem] = problems.as_slice() else {
            panic!("{file}: {problems:?}");
        };
        assert_eq!(problem.pointer, pointer, "{file}");
        let kind = format!("{:?}", problem.kind);
        assert!(kind.contains(expected), "{file}: {kind}");
        for locale in Locale::ALL {
            assert!(!problem.message(locale).is_empty() && !problem.place(locale).is_empty());
        }
    }
}

#[test]
fn a_fault_spoils_nothing_else() {
    let sound = studio(&whole());
    for (key, fault) in [
        ("language", json!("de")),
        ("notice", json!(1)),
        ("house_rules", json!("../x")),
        ("personas", json!("x")),
        ("features", json!([])),
        ("prices", json!({})),
        ("extra", json!(true)),
    ] {
        let mut file = whole();
        file[key] = fault;
        let reading = read_value(&file);
        assert_eq!(reading.problems.len(), 1, "{key}");
        let Studio {
            language,
            notice,
            house_rules,
            personas,
            off,
            prices,
            ..
        } = reading.studio;
        // What is at fault has its default; everything else is as it was.
        assert_eq!(language, sound.language.filter(|_| key != "language"));
        assert_eq!(notice, sound.notice.clone().filter(|_| key != "notice"));
        assert_eq!(
            house_rules,
            sound.house_rules.clone().filter(|_| key != "house_rules")
        );
        assert_eq!(personas.is_empty(), key == "personas");
        assert_eq!(off.is_empty(), key == "features");
        assert_eq!(prices.is_empty(), key == "prices");
    }
}

#[test]
fn what_is_no_json_counts_for_nothing_and_says_where() {
    for (text, line) in [
        ("", Some(1)),
        ("{\n  \"language\": \"zh\",\n}", Some(3)),
        ("{\"language\": \"zh\"} x", Some(1)),
        ("// comment\n{}", Some(1)),
        (&format!("{}1{}", "[".repeat(200), "]".repeat(200)), Some(1)),
    ] {
        let reading = read(text, ORIGIN);
        assert_eq!(reading.studio, Studio::default(), "{text}");
        let [problem] = reading.problems.as_slice() else {
            panic!("{text}: {:?}", reading.problems);
        };
        assert!(matches!(problem.kind, ProblemKind::NotJson { .. }));
        assert_eq!(problem.line, line, "{text}");
    }
    let large = format!("{{}}{}", " ".repeat(MOST_BYTES));
    assert_eq!(read(&large, ORIGIN).problems[0].kind, ProblemKind::TooLarge);
    let marked = read("\u{feff}{\"language\": \"zh\"}", ORIGIN);
    assert_eq!(marked.problems, []);
    assert_eq!(marked.studio.language, Some(Locale::Zh));
}

#[test]
fn problems_have_lines_and_stand_in_their_order() {
    let text = "{\n\"prices\": [\n{\"model\": \"m\"}\n],\n\"language\": 1,\n\"langauge\": 2,\n\"language\": 3}";
    let reading = read(text, ORIGIN);
    let seen: Vec<_> = reading
        .problems
        .iter()
        .map(|problem| (problem.pointer.as_str(), problem.line))
        .collect();
    assert_eq!(
        seen,
        [
            // Where keys are missing, the entry's line.
            ("/prices/0/currency", Some(3)),
            ("/prices/0/input", Some(3)),
            ("/prices/0/output", Some(3)),
            ("/langauge", Some(6)),
            ("/language", Some(7)),
            ("/language", Some(7)),
        ]
    );
    assert_eq!(reading.problems[4].kind, ProblemKind::Twice);
    assert_eq!(reading.problems[3].place(Locale::En), "langauge, line 6");
}

#[test]
fn only_the_site_s_endpoints_are_admitted_when_it_says_so() {
    let mut file = whole();
    let own = at(Preset::LiteLlm, "https://LLM.example/v1/", "any-model");
    let others = [
        at(Preset::OpenAi, "https://llm.example/v1", "m"),
        at(Preset::LiteLlm, "https://llm.example/v2", "m"),
        at(Preset::LiteLlm, "https://llm.example.evil/v1", "m"),
        at(Preset::LiteLlm, "http://llm.example/v1", "m"),
    ];
    let only = studio(&file);
    assert_eq!(only.admit(&own), Ok(()));
    assert_eq!(only.context_of(&own), Some(200_000));
    for other in &others {
        assert_eq!(
            only.admit(other),
            Err(EndpointError::NotAllowed),
            "{other:?}"
        );
        assert_eq!(only.context_of(other), None);
    }
    file["endpoints_only"] = json!(false);
    assert!(
        others
            .iter()
            .all(|other| studio(&file).admit(other).is_ok())
    );
    // A slip in the list does not lift the restriction.
    for broken in [
        json!([{"preset": "litellm", "base_url": "nowhere"}]),
        json!({}),
    ] {
        file["endpoints"] = broken;
        file["endpoints_only"] = json!(true);
        assert_eq!(studio(&file).admit(&own), Err(EndpointError::NotAllowed));
    }
}

#[test]
fn the_page_starts_where_the_site_says_unless_the_user_chose() {
    let mut file = whole();
    let own = at(Preset::LiteLlm, "https://llm.example/v1", "m");
    let other = at(Preset::OpenAi, "https://api.openai.com/v1", "m");
    for (only, chosen, expected) in [
        (true, None, Some("Lab")),
        (true, Some(None), Some("Lab")),
        (true, Some(Some(&own)), None),
        (true, Some(Some(&other)), Some("Lab")),
        (false, None, Some("Lab")),
        (false, Some(None), None),
        (false, Some(Some(&other)), None),
    ] {
        file["endpoints_only"] = json!(only);
        let studio = studio(&file);
        let start = studio.starting_endpoint(chosen);
        let name = start.map(|own| own.name.of(Locale::En));
        assert_eq!(name, expected, "{only} {chosen:?}");
    }
    assert_eq!(Studio::default().starting_endpoint(None), None);
}

#[test]
fn a_default_is_found_by_name_or_by_its_place_in_the_file() {
    let broken = json!({"preset": "nothing"});
    let named = |name: &str| json!({"preset": "openai", "name": name});
    for (default, expected) in [
        (json!("B"), Some("B")),
        (json!(2), Some("B")),
        (json!(1), Some("A")),
        // The entry that cannot be used, and none.
        (json!(0), None),
        (json!(3), None),
        (json!("C"), None),
    ] {
        let file = json!({
            "endpoints": [broken, named("A"), named("B")],
            "default_endpoint": default,
        });
        let Reading { studio, problems } = read_value(&file);
        let start = studio.starting_endpoint(None).unwrap();
        assert_eq!(
            start.name.of(Locale::En),
            expected.unwrap_or("A"),
            "{default}"
        );
        let missed = problems
            .iter()
            .any(|it| it.kind == ProblemKind::NoSuchEndpoint);
        assert_eq!(missed, expected.is_none(), "{default}");
    }
}

#[test]
fn of_two_endpoints_at_one_address_the_one_with_the_model_is_meant() {
    let entry =
        |model: &str| json!({"preset": "litellm", "base_url": "https://h/v1", "model": model});
    let studio = studio(&json!({"endpoints": [entry("small"), entry("large")]}));
    for (model, expected) in [("small", 0), ("large", 1), ("third", 0)] {
        let chosen = at(Preset::LiteLlm, "https://h/v1", model);
        assert_eq!(studio.endpoint(&chosen), Some(expected), "{model}");
    }
}

#[test]
fn the_most_exact_price_counts() {
    let price = |model: &str| json!({"model": model, "currency": "USD", "input": 1, "output": 1});
    let names = ["gpt-*", "*", "gpt-5.1", "gpt-5*", "gpt-5*"];
    let file = json!({"prices": names.map(price)});
    let studio = studio(&file);
    for (model, expected) in [
        ("gpt-5.1", "gpt-5.1"),
        ("gpt-5.1-mini", "gpt-5*"),
        ("gpt-4", "gpt-*"),
        ("claude", "*"),
        ("", "*"),
    ] {
        let found = studio.price_of(model).map(|price| price.model.as_str());
        assert_eq!(found, Some(expected), "{model}");
    }
    let first = studio.price_of("gpt-5x").unwrap();
    assert!(
        std::ptr::eq(first, &studio.prices[3]),
        "the first of two alike"
    );
    assert_eq!(Studio::default().price_of("gpt-5.1"), None);
}

#[test]
fn a_shipped_file_or_a_page_in_its_place_says_nothing() {
    assert_eq!(read(SHIPPED, ORIGIN), Reading::default());
    for text in [
        SHIPPED,
        SHIPPED.trim(),
        "<!DOCTYPE html><p>",
        "\u{feff}\n<html lang=en>",
    ] {
        assert!(Studio::says_nothing(text), "{text}");
    }
    for text in ["", "{}", "{\"language\": \"zh\"}", "<p>", "中"] {
        assert!(!Studio::says_nothing(text), "{text}");
    }
}

#[test]
fn files_are_taken_within_bounds() {
    assert_eq!(file_text("\u{feff}# Rules".into()), Ok("# Rules".into()));
    assert_eq!(file_text(String::new()), Ok(String::new()));
    assert_eq!(file_text("<!doctype html>".into()), Err(FileFault::Missing));
    let large = "x".repeat(MOST_FILE_BYTES + 1);
    assert_eq!(file_text(large), Err(FileFault::TooLarge));
}
