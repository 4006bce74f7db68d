//! The main job with what real models answered: brief, settings, run, rendered document, export.

use e2e::{
    Browser, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Provider, Request, Script},
    transcript::{Transcript, letters},
    with_browser,
};
use serde_json::Value;

const ENGLISH: &str = include_str!("../../content/persona/backend-architect.en.md");
const CHINESE: &str = include_str!("../../content/persona/backend-architect.zh.md");

/// One transcript on its way through the product.
struct Journey {
    transcript: &'static str,
    preset: &'static str,
    dialect: Dialect,
    model: &'static str,
    key: &'static str,
    /// The header that carries the key.
    key_header: &'static str,
    chinese: bool,
    brief: &'static str,
    pieces: &'static [usize],
    /// How many of the twelve deliverables the outline must find.
    deliverables: usize,
}

#[tokio::test]
async fn a1_over_openai() -> Result {
    travel(Journey {
        transcript: "a1",
        preset: "OpenAI",
        dialect: Dialect::OpenAi,
        model: "scripted-large",
        key: "sk-a1-secret-7f3",
        key_header: "authorization",
        chinese: false,
        brief: "Order management for three warehouses: 2,000 orders a minute, nothing may be lost.",
        pieces: &[1, 7, 61, 3, 127, 31, 509],
        deliverables: 12,
    })
    .await
}

#[tokio::test]
async fn b1_over_anthropic_in_chinese() -> Result {
    travel(Journey {
        transcript: "b1",
        preset: "Anthropic",
        dialect: Dialect::Anthropic,
        model: "scripted-large",
        key: "sk-ant-b1-secret-9c1",
        key_header: "x-api-key",
        chinese: true,
        brief: "为订单处理设计事件驱动架构，使用 Kafka 和 Spring，峰值 12k TPS。",
        pieces: &[5, 2, 97, 13, 401],
        deliverables: 12,
    })
    .await
}

#[tokio::test]
async fn c1_over_gemini() -> Result {
    travel(Journey {
        transcript: "c1",
        preset: "Google Gemini",
        dialect: Dialect::Gemini,
        model: "scripted-large",
        key: "AIza-c1-secret-442",
        key_header: "x-goog-api-key",
        chinese: false,
        brief: "Authentication and authorisation for fourteen fintech services.",
        pieces: &[11, 1, 251, 3, 67],
        deliverables: 12,
    })
    .await
}

#[tokio::test]
async fn d1_over_ollama() -> Result {
    travel(Journey {
        transcript: "d1",
        preset: "Ollama",
        dialect: Dialect::Ollama,
        model: "scripted:8b",
        key: "",
        key_header: "authorization",
        chinese: false,
        brief: "An API gateway with rate limiting for a multi-tenant SaaS.",
        pieces: &[2, 3, 5, 7, 11, 13],
        deliverables: 9,
    })
    .await
}

#[tokio::test]
async fn d2_over_lm_studio_in_chinese() -> Result {
    travel(Journey {
        transcript: "d2",
        preset: "LM Studio",
        dialect: Dialect::OpenAi,
        model: "scripted-small",
        key: "",
        key_header: "authorization",
        chinese: true,
        brief: "为外部服务集成实现断路器和重试模式。",
        pieces: &[1, 2, 4, 8, 16, 32, 64],
        deliverables: 7,
    })
    .await
}

async fn travel(journey: Journey) -> Result {
    let name = format!("transcript-{}", journey.transcript);
    with_browser(&name, async |browser| {
        let transcript = Transcript::named(journey.transcript);
        let script = Script {
            pieces: journey.pieces.to_vec(),
            ..Script::text(transcript.text)
        };
        let provider = Provider::start(script).await?;
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        if journey.chinese {
            page.language("简体中文").await?;
        }
        page.configure(&Endpoint {
            preset: journey.preset,
            url: &provider.base(journey.dialect),
            key: journey.key,
            model: journey.model,
        })
        .await?;
        the_endpoint_lists_its_models(browser, &page, &journey).await?;
        page.generate(journey.brief).await?;
        page.run_is("done").await?;

        the_document_holds_everything(browser, &page, &transcript).await?;
        diagrams_and_contracts_are_drawn(browser, &page, &transcript).await?;
        the_outline_finds_the_deliverables(browser, &journey).await?;
        let unit = if journey.chinese {
            "3400 token"
        } else {
            "3400 tokens"
        };
        page.wait_text("run-usage", unit).await?;
        let status = if journey.chinese {
            "已完成"
        } else {
            "Finished"
        };
        page.wait_text("run-status", status).await?;
        assert_eq!(page.exported_text().await?, transcript.answer());
        the_provider_got_what_it_should(&provider, &journey);
        the_key_stays_where_it_belongs(browser, &site, &journey).await
    })
    .await
}

async fn the_endpoint_lists_its_models(
    browser: &Browser,
    page: &Page<'_>,
    journey: &Journey,
) -> Result {
    page.click("endpoint-test").await?;
    page.wait_state("endpoint-report", "ok").await?;
    let models = browser
        .run(
            "const field = document.querySelector('[data-testid=\"endpoint-model\"]');\
             return [...field.list.options].map((option) => option.value)",
            vec![],
        )
        .await?;
    let listed = models.as_array().is_some_and(|models| {
        let mut names = models.iter().filter_map(Value::as_str);
        names.any(|name| name == journey.model)
    });
    assert!(listed, "{} is not offered: {models}", journey.model);
    Ok(())
}

async fn the_document_holds_everything(
    browser: &Browser,
    page: &Page<'_>,
    transcript: &Transcript,
) -> Result {
    let expected = transcript.headings();
    eventually("the transcript's headings", async || {
        let seen = headings(browser).await.map_err(|error| error.to_string())?;
        if seen == expected {
            Ok(())
        } else {
            Err(format!("{seen:?} instead of {expected:?}"))
        }
    })
    .await?;
    page.wait_count("section", transcript.sections()).await?;
    let passages = transcript.passages();
    let holds = |text: &str| {
        let text = letters(text);
        let missing = passages.iter().find(|passage| !text.contains(*passage));
        missing.cloned()
    };
    let shown = page
        .document("hold every passage", |text| holds(text).is_none())
        .await;
    if let Err(error) = shown {
        let text = page.document("be there", |_| true).await?;
        panic!("{:?} is lost: {error}", holds(&text));
    }
    Ok(())
}

/// Level and text of the document's headings; those inside a contract's preview are the contract's.
async fn headings(browser: &Browser) -> Result<Vec<(usize, String)>> {
    let seen = browser
        .run(
            "const document_ = document.querySelector('[data-testid=\"document\"]');\
             return [...document_.querySelectorAll('h1, h2, h3, h4, h5, h6')]\
             .filter((heading) => !heading.closest('figure'))\
             .map((heading) => [Number(heading.tagName[1]), heading.textContent.replace(/#$/, '')])",
            vec![],
        )
        .await?;
    Ok(serde_json::from_value(seen)?)
}

async fn diagrams_and_contracts_are_drawn(
    browser: &Browser,
    page: &Page<'_>,
    transcript: &Transcript,
) -> Result {
    page.wait_count("diagram", transcript.diagrams()).await?;
    let states = page.attributes("diagram", "data-state").await?;
    let drawn = |state: &String| state == "ok" || state == "repaired";
    assert!(states.iter().all(drawn), "{}: {states:?}", transcript.name);
    eventually("drawings of some size", async || {
        let seen = browser
            .run(
                "return [...document.querySelectorAll('[data-testid=\"diagram\"] svg')]\
                 .map((drawing) => drawing.getBoundingClientRect().width)",
                vec![],
            )
            .await
            .map_err(|error| error.to_string())?;
        let widths: Vec<f64> = serde_json::from_value(seen).map_err(|error| error.to_string())?;
        let large = widths.iter().filter(|width| **width > 50.0).count();
        match large == transcript.diagrams() {
            true => Ok(()),
            false => Err(format!("{widths:?}")),
        }
    })
    .await?;

    let contracts = page.attributes("contract", "data-state").await?;
    assert!(!contracts.is_empty(), "no contract is previewed");
    let previewed = |state: &String| state == "ok" || state == "partial";
    assert!(contracts.iter().all(previewed), "{contracts:?}");
    let operations = browser
        .run(
            "return document.querySelectorAll('[data-kind=\"openapi\"] [data-method]').length",
            vec![],
        )
        .await?;
    assert_eq!(operations, transcript.operations(), "operations");
    Ok(())
}

async fn the_outline_finds_the_deliverables(browser: &Browser, journey: &Journey) -> Result {
    let entries = browser
        .run(
            "const list = document.querySelector('[data-testid=\"outline\"] ul');\
             return [...list.querySelectorAll('button[data-state]')]\
             .map((entry) => [entry.dataset.state, entry.textContent])",
            vec![],
        )
        .await?;
    let entries: Vec<(String, String)> = serde_json::from_value(entries)?;
    assert_eq!(entries.len(), 12, "{entries:?}");
    let present = entries
        .iter()
        .filter(|(state, _)| state == "present")
        .count();
    assert!(present >= journey.deliverables, "{present}: {entries:?}");
    assert!(
        entries.iter().all(|(state, _)| state != "writing"),
        "{entries:?}"
    );
    Ok(())
}

fn the_provider_got_what_it_should(provider: &Provider, journey: &Journey) {
    let chats = provider.chats();
    let [chat] = chats.as_slice() else {
        panic!("{} requests for one answer", chats.len());
    };
    let mut texts = Vec::new();
    collect_texts(&chat.body, &mut texts);
    let file = if journey.chinese { CHINESE } else { ENGLISH };
    let persona = file.splitn(3, "---\n").nth(2).unwrap_or_default().trim();
    assert!(persona.len() > 3000, "the persona file has another shape");
    assert!(
        texts.iter().any(|text| text.contains(persona)),
        "the persona did not arrive whole"
    );
    assert!(texts.iter().any(|text| text.contains(journey.brief)));
    let named = chat.target.contains(journey.model) || chat.body["model"] == journey.model;
    assert!(named, "{} {}", chat.target, chat.body["model"]);
    the_key_is_in_its_header_only(chat, journey);
}

fn the_key_is_in_its_header_only(chat: &Request, journey: &Journey) {
    let sent = chat.header(journey.key_header);
    match (journey.key, journey.key_header) {
        ("", _) => assert_eq!(sent, None),
        (key, "authorization") => assert_eq!(sent, Some(format!("Bearer {key}").as_str())),
        (key, _) => assert_eq!(sent, Some(key)),
    }
    if !journey.key.is_empty() {
        let others = chat
            .headers
            .iter()
            .filter(|(name, _)| *name != journey.key_header);
        for (name, value) in others {
            assert!(!value.contains(journey.key), "{name}: {value}");
        }
        assert!(!chat.target.contains(journey.key));
        assert!(!chat.body.to_string().contains(journey.key));
    }
}

async fn the_key_stays_where_it_belongs(
    browser: &Browser,
    site: &Site,
    journey: &Journey,
) -> Result {
    if journey.key.is_empty() {
        return Ok(());
    }
    let stored = browser
        .run(
            "return JSON.stringify(localStorage) + location.href + document.title",
            vec![],
        )
        .await?
        .to_string();
    assert!(stored.contains("http://"), "{stored}");
    assert!(!stored.contains(journey.key), "{stored}");
    assert!(
        site.requests()
            .iter()
            .all(|path| !path.contains(journey.key))
    );
    Ok(())
}

fn collect_texts<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, texts)),
        Value::Object(fields) => fields
            .values()
            .for_each(|field| collect_texts(field, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
