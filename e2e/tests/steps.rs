//! A design that is written step by step: by a small local model, through pauses, reloads and a closed tab,
//! and by a model that does not do as it is told.

use e2e::{
    Browser, HarnessError, Page, Result, Served, Site, eventually,
    page::Endpoint,
    provider::{Dialect, Fault, Provider, Request, Script},
    transcript::{Transcript, letters},
    with_browser,
};
use serde_json::{Value, json};

const BRIEF: &str = "Authentication for a fintech: eight services, 3,000 logins a minute.";

const OUTLINE: &str = "# Identity platform\n\nOne issuer, short tokens.\n\n## Assumptions\n\n- **given** 3,000 logins a minute\n\n## Names\n\n- Services: identity, policy, ledger\n- Events: LoginFailed\n\n## Sections\n\n1. Service boundaries: three services\n2. API contracts: one OpenAPI for identity\n";

/// The twelve sections of `c1`, each with its heading.
fn sections() -> Vec<&'static str> {
    let text = Transcript::named("c1").text;
    let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| text[*start..end].trim())
        .collect()
}

/// A page whose site offers one local model with a window of 8,192 tokens.
struct Stage<'a> {
    browser: &'a Browser,
    provider: Provider,
    site: Site,
}

impl<'a> Stage<'a> {
    async fn set(browser: &'a Browser, scripts: Vec<Script>) -> Result<Self> {
        let provider = Provider::start_with(scripts).await?;
        let site = Site::built().await?;
        let configuration = json!({
            "version": 1,
            "endpoints": [{
                "name": "Small",
                "preset": "ollama",
                "base_url": provider.base(Dialect::Ollama),
                "model": "scripted:8b",
                "context": 8192,
            }],
            "default_endpoint": "Small",
        });
        site.put("studio.json", Served::Text(configuration.to_string()));
        Ok(Self {
            browser,
            provider,
            site,
        })
    }

    /// The page with the run under way. The window is small, so nobody has to choose the way.
    async fn run(&self) -> Result<Page<'_>> {
        let page = Page::open(self.browser, &self.site, "#/new").await?;
        page.wait_state("context-meter", "too-large").await?;
        eventually("step by step to be suggested", async || {
            let checked = "return document.querySelector('[data-testid=way]:checked')?.value";
            match self.browser.run(checked, vec![]).await {
                Ok(way) if way == "steps" => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        page.fill("brief-text", BRIEF).await?;
        page.click("generate").await?;
        Ok(page)
    }

    async fn chats(&self, count: usize) -> Result<Vec<Request>> {
        eventually(&format!("{count} requests"), async || {
            let chats = self.provider.chats();
            match chats.len() >= count {
                true => Ok(chats),
                false => Err(chats.len()),
            }
        })
        .await
    }
}

/// The tokens of a request as a cautious client counts them: a token is four Latin letters or one Chinese
/// character, and that may be a quarter too few.
fn tokens(request: &Value) -> u64 {
    let messages = request["messages"].as_array().cloned().unwrap_or_default();
    let quarters: u64 = messages
        .iter()
        .filter_map(|message| message["content"].as_str())
        .flat_map(str::chars)
        .map(|c| if c.is_ascii() { 1 } else { 4 })
        .sum();
    quarters.div_ceil(4) * 5 / 4
}

fn assert_fits(chats: &[Request]) {
    for (number, chat) in chats.iter().enumerate() {
        let options = &chat.body["options"];
        let answer = options["num_predict"].as_u64().unwrap_or_default();
        assert!(answer >= 3_000, "{number}: room for {answer}");
        assert_eq!(options["num_ctx"], 8_192, "{number}");
        let asked = tokens(&chat.body);
        assert!(asked + answer <= 8_192, "{number}: {asked} and {answer}");
    }
}

/// What the user says in a request.
fn asked(chat: &Request) -> String {
    let messages = chat.body["messages"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let users: Vec<&str> = messages
        .iter()
        .filter(|message| message["role"] == "user")
        .filter_map(|message| message["content"].as_str())
        .collect();
    users.join("\n")
}

fn obedient() -> Vec<Script> {
    let sections = sections().into_iter().map(Script::text);
    std::iter::once(Script::text(OUTLINE))
        .chain(sections)
        .collect()
}

fn whole() -> String {
    format!(
        "# Identity platform\n\nOne issuer, short tokens.\n\n**Assumptions**\n\n- **given** 3,000 logins a minute\n\n{}\n",
        sections().join("\n\n")
    )
}

fn titles() -> Vec<&'static str> {
    let first_lines = sections().into_iter().filter_map(|it| it.lines().next());
    first_lines
        .map(|line| line.trim_start_matches('#').trim())
        .collect()
}

/// The headings of sections are shown so, which is not proved by what is stored.
async fn shows(browser: &Browser, titles: &[&str]) -> Result {
    let headings = "return [...document.querySelectorAll('[data-testid=document] h2')].map((heading) => {\
        const copy = heading.cloneNode(true);\
        copy.querySelectorAll('a.anchor').forEach((mark) => mark.remove());\
        return copy.textContent.trim();\
      })";
    eventually(&format!("the headings {titles:?}"), async || match browser
        .run(headings, vec![])
        .await
    {
        Ok(shown) if shown == json!(titles) => Ok(()),
        other => Err(format!("{other:?}")),
    })
    .await
}

#[tokio::test]
async fn a_small_model_writes_a_whole_design() -> Result {
    with_browser("steps-whole", async |browser| {
        let stage = Stage::set(browser, obedient()).await?;
        let page = stage.run().await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole());
        shows(browser, &titles()).await?;
        let chats = stage.provider.chats();
        assert_eq!(chats.len(), 13);
        assert_fits(&chats);
        for (number, chat) in chats.iter().enumerate() {
            let asked = asked(chat);
            assert!(asked.contains(BRIEF), "{number}");
            if number > 0 {
                assert!(asked.contains("identity, policy, ledger"), "{number}");
            }
            if number > 1 {
                // The services as they stand in the document, and what is finished.
                assert!(asked.contains("## 1. Service Boundaries"), "{number}");
            }
        }
        assert!(asked(&chats[2]).ends_with("## API contracts"));
        let states = page.attributes("step", "data-state").await?;
        assert!(states.is_empty());
        page.side_tab("Steps").await?;
        page.states("step", &["written"; 13]).await?;
        page.wait_state("steps-state", "done").await?;
        page.wait_text("steps-state", "12 of 12").await?;
        // The runs are all of this design's; the reload knows the plan.
        page.reload().await?;
        page.side_tab("Steps").await?;
        page.states("step", &["written"; 13]).await
    })
    .await
}

#[tokio::test]
async fn a_pause_lasts_across_reloads_and_goes_on_from_the_character() -> Result {
    with_browser("steps-pause", async |browser| {
        let mut scripts = obedient();
        scripts[2] = scripts[2].clone().with(Fault::Stall(20_000));
        let stage = Stage::set(browser, scripts).await?;
        let page = stage.run().await?;
        stage.provider.stalled(1).await;
        page.wait_text("run-status", "Section 2 of 12: API contracts")
            .await?;
        let sent = stage.provider.chats()[2].text_sent.clone();
        assert!(sent.len() > 1_000);
        page.side_tab("Steps").await?;
        page.click("steps-pause").await?;
        page.run_is("stopped").await?;
        assert!(
            page.alert()
                .await?
                .contains("section 2 of 12, API contracts")
        );
        page.reload().await?;
        page.run_is("stopped").await?;
        let text = page.exported_text().await?;
        assert!(text.ends_with(&sent), "{text}");
        let rest = sections()[1].strip_prefix(sent.as_str()).expect("a part");
        let later = sections().into_iter().skip(2).map(Script::text);
        stage
            .provider
            .play([Script::text(rest)].into_iter().chain(later));
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole());
        let chats = stage.provider.chats();
        assert_eq!(chats.len(), 14);
        let messages = chats[3].body["messages"].as_array().cloned();
        let said = messages.unwrap_or_default();
        assert_eq!(said[2]["role"], "assistant");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_closed_tab_loses_nothing_of_an_outline_or_a_section() -> Result {
    with_browser("steps-tab", async |browser| {
        let mut scripts = obedient();
        scripts[0] = scripts[0].clone().with(Fault::Stall(1_200));
        let stage = Stage::set(browser, scripts).await?;
        let page = stage.run().await?;
        stage.provider.stalled(1).await;
        let sent = stage.provider.chats()[0].text_sent.clone();
        page.side_tab("Steps").await?;
        page.wait_text("step-aside", sent.trim().lines().last().unwrap_or_default())
            .await?;
        let place = page.place().await?;
        browser.change_tab().await?;

        let rest = OUTLINE.strip_prefix(sent.as_str()).expect("a part");
        let mut scripts = obedient();
        scripts[0] = Script::text(rest);
        scripts[1] = scripts[1].clone().with(Fault::Stall(6_000));
        stage.provider.play(scripts);
        let page = Page::open(browser, &stage.site, &place).await?;
        page.run_is("incomplete").await?;
        assert!(page.alert().await?.contains("before the outline"));
        page.click("resume").await?;
        stage.provider.stalled(2).await;
        let sent = stage.provider.chats()[2].text_sent.clone();
        let shown: Vec<char> = letters(&sent).chars().collect();
        let tail: String = shown[shown.len() - 30..].iter().collect();
        page.document("show what was sent", |text| letters(text).ends_with(&tail))
            .await?;
        browser.change_tab().await?;

        let rest = sections()[0].strip_prefix(sent.as_str()).expect("a part");
        let later = sections().into_iter().skip(1).map(Script::text);
        stage
            .provider
            .play([Script::text(rest)].into_iter().chain(later));
        let page = Page::open(browser, &stage.site, &place).await?;
        page.run_is("incomplete").await?;
        assert!(page.exported_text().await?.ends_with(&sent));
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole());
        Ok(())
    })
    .await
}

#[tokio::test]
async fn one_section_is_written_again_and_the_others_keep_their_bytes() -> Result {
    with_browser("steps-retry", async |browser| {
        let stage = Stage::set(browser, obedient()).await?;
        let page = stage.run().await?;
        page.run_is("done").await?;
        let other = "## 6. Resilience Patterns\n\nOne breaker for each dependency.";
        stage
            .provider
            .play([Script::text(format!("Sure:\n\n{other}\n\nLet me know!"))]);
        page.side_tab("Steps").await?;
        page.states("step", &["written"; 13]).await?;
        // The outline has no such button.
        eventually("the sixth section's button", async || {
            let buttons = page.all("step-retry").await?;
            buttons[5].click().await?;
            Ok::<(), HarnessError>(())
        })
        .await?;
        let expected = whole().replace(sections()[5], other);
        eventually("the new section", async || {
            match page.exported_text().await {
                Ok(text) if text == expected => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        page.run_is("done").await?;
        // What the model said besides is kept.
        page.wait_count("step-left-out", 2).await?;
        assert_fits(&stage.chats(14).await?);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_model_that_ignores_the_protocol_still_makes_a_design() -> Result {
    with_browser("steps-unruly", async |browser| {
        let scripts = vec![
            // No outline, twice.
            Script::text("I am only a small model."),
            Script::text("Really."),
            // A greeting, another level, a farewell.
            Script::text("Of course:\n\n# Service boundaries\n\n## Orders\n\nTakes orders.\n\nI hope this helps!"),
            // Wrapped, left open, and three sections at once.
            Script::text("```markdown\n## API contracts\n\n```graphql\ntype Query { a: Int }\n```\n\n## Caching\n\nNone at first.\n\n## Service boundaries\n\nOther ones.\n```"),
            // A name of its own.
            Script::text("## How it all hangs together\n\n```mermaid\nflowchart LR\n  a --> b"),
            // Nothing, twice.
            Script::text("Nothing."),
            Script::text("<!-- nothing is missing -->"),
            // No heading at all.
            Script::text("Everything is asynchronous.\n\n- Kafka\n"),
            Script::text("## Resilience\n\nRetries."),
            Script::text("## Observability\n\nTraces."),
            Script::text("## Technology\n\nRust."),
            Script::text("## Deployment\n\nCanary."),
            Script::text("## Testing\n\nContracts."),
            Script::text("## Trade-offs\n\n### ADR-1: Kafka\n\n- **Status**: accepted"),
        ];
        let stage = Stage::set(browser, scripts).await?;
        let page = stage.run().await?;
        page.run_is("incomplete").await?;
        let text = page.exported_text().await?;
        assert!(text.starts_with("# Authentication for a fintech"), "{text}");
        let titles: Vec<&str> = text.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(
            titles,
            [
                "## Service boundaries",
                "## API contracts",
                "## Service architecture diagrams",
                "## Inter-service communication patterns",
                "## Resilience",
                "## Observability",
                "## Caching",
                "## Technology",
                "## Deployment",
                "## Testing",
                "## Trade-offs",
            ],
            "{text}"
        );
        assert!(!text.contains("```markdown") && !text.contains("I hope"), "{text}");
        page.wait_state("diagram", "ok").await?;
        page.side_tab("Steps").await?;
        let mut states = vec!["written"; 13];
        (states[0], states[4]) = ("failed", "failed");
        page.states("step", &states).await?;
        // What it wrote twice waits beside the document.
        page.wait_text("steps-state", "11 of 12").await?;

        stage.provider.play([Script::text("## Authentication\n\nTokens.")]);
        page.click("resume").await?;
        page.run_is("done").await?;
        let text = page.exported_text().await?;
        let at = |part: &str| text.find(part).unwrap_or_default();
        assert!(at("## Service architecture") < at("## Authentication"));
        assert!(at("## Authentication") < at("## Inter-service"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn an_endpoint_that_fails_pauses_the_plan_and_a_model_that_fails_does_not() -> Result {
    with_browser("steps-endpoint", async |browser| {
        let mut scripts = obedient();
        scripts[3] = Script::default().with(Fault::Refuses(
            404,
            "{\"error\":\"model 'scripted:8b' not found\"}",
        ));
        let stage = Stage::set(browser, scripts).await?;
        let page = stage.run().await?;
        page.run_is("failed").await?;
        let alert = page.alert().await?;
        assert!(alert.contains("section 3 of 12"), "{alert}");
        let so_far = page.exported_text().await?;
        assert!(whole().starts_with(so_far.trim_end()));
        stage.provider.play(obedient().into_iter().skip(3));
        page.click("resume").await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, whole());
        browser.expect_errors(&["404"]).await
    })
    .await
}

#[tokio::test]
async fn what_a_design_lacks_is_written_to_its_place() -> Result {
    with_browser("steps-missing", async |browser| {
        let provider = Provider::start(Script::text(
            "# Shop\n\n## Service boundaries\n\nOne.\n\n## API contracts\n\nTwo.\n\n## Testing\n\nThree.\n\n## Next steps\n\nGo.\n",
        ))
        .await?;
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        page.configure(&Endpoint {
            preset: "OpenAI",
            url: &provider.base(Dialect::OpenAi),
            key: "k-steps-0123456789",
            model: "scripted-large",
        })
        .await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        let names = [
            "Service architecture diagrams", "Authentication", "Communication", "Resilience",
            "Observability", "Caching", "Technology", "Deployment", "Trade-offs",
        ];
        provider.play(names.map(|name| Script::text(format!("## {name}\n\nAdded."))));
        page.side_tab("Steps").await?;
        page.wait_text("write-missing", "(9)").await?;
        page.click("write-missing").await?;
        eventually("nine requests", async || match provider.chats().len() {
            10 => Ok(()),
            other => Err(other),
        })
        .await?;
        page.run_is("done").await?;
        page.wait_state("steps-state", "done").await?;
        let text = page.exported_text().await?;
        let titles: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let mut expected = vec!["Service boundaries", "API contracts"];
        expected.extend(&names[..8]);
        expected.extend(["Testing", "Trade-offs", "Next steps"]);
        assert_eq!(titles, expected);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_chinese_design_is_written_step_by_step() -> Result {
    with_browser("steps-zh", async |browser| {
        let names = [
            "服务边界", "API 契约", "服务架构图", "认证与授权", "服务间通信", "弹性模式", "可观测性",
            "缓存架构", "技术选型", "部署与推出", "测试策略", "权衡与替代方案",
        ];
        let outline = "# 订单平台\n\n三个服务。\n\n## 假设\n\n- **已知** 每分钟两千单\n\n## 名称\n\n- 服务：orders、stock\n\n## 各节\n\n1. 服务边界：三个服务\n";
        let sections = names.map(|name| format!("## {name}\n\n{}", "由订单服务负责，超时两秒。".repeat(60)));
        let scripts = std::iter::once(Script::text(outline)).chain(sections.iter().map(Script::text));
        let stage = Stage::set(browser, scripts.collect()).await?;
        let page = Page::open(browser, &stage.site, "#/new").await?;
        page.language("简体中文").await?;
        page.wait_state("context-meter", "too-large").await?;
        page.fill("brief-text", "三个仓库，每分钟两千单，绝不丢单。").await?;
        page.click("generate").await?;
        page.run_is("done").await?;
        let text = page.exported_text().await?;
        assert_eq!(
            text,
            format!("# 订单平台\n\n三个服务。\n\n**假设**\n\n- **已知** 每分钟两千单\n\n{}\n", sections.join("\n\n"))
        );
        let chats = stage.provider.chats();
        assert_eq!(chats.len(), 13);
        assert_fits(&chats);
        let last = asked(&chats[12]);
        assert!(last.contains("# 你的任务") && last.contains("服务：orders、stock"), "{last}");
        page.side_tab("步骤").await?;
        page.wait_text("steps-state", "12 节中已有 12 节").await
    })
    .await
}

#[tokio::test]
async fn a_step_is_skipped_and_what_was_left_out_is_proposed() -> Result {
    with_browser("steps-skip", async |browser| {
        let mut scripts = obedient();
        // The first section stalls; the second brings another one with it.
        scripts[1] = Script::text(sections()[0]).with(Fault::Stall(200));
        let extra = "## Trade-offs\n\nTwo answers in one: CQRS was left out.";
        scripts[2] = Script::text(format!("{}\n\n{extra}", sections()[1]));
        let stage = Stage::set(browser, scripts).await?;
        let page = stage.run().await?;
        stage.provider.stalled(1).await;
        page.side_tab("Steps").await?;
        // What is being written has no buttons; the last section is skipped.
        eventually("the last section to be skipped", async || {
            match page.all("step-skip").await?.last() {
                Some(last) => last.click().await.map_err(HarnessError::from),
                None => Err(HarnessError::Page("nothing can be skipped".into())),
            }
        })
        .await?;
        stage.provider.release();
        page.run_is("done").await?;
        let chats = stage.chats(12).await?;
        assert_eq!(chats.len(), 12);
        let mut states = ["written"; 13];
        states[12] = "skipped";
        page.states("step", &states).await?;
        let without = whole().replace(&format!("\n\n{}", sections()[11]), "");
        assert_eq!(page.exported_text().await?, without);
        shows(browser, &titles()[..11]).await?;

        // What came with the second one is a change like any other: looked at, then taken or not.
        let open = "document.querySelectorAll('[data-testid=step-left-out]').forEach((it) => { it.open = true; });\
             document.querySelector('[data-testid=step-propose]').scrollIntoView({block: 'center'})";
        browser.run(open, vec![]).await?;
        page.click("step-propose").await?;
        page.wait_text("proposal", "Trade-offs").await?;
        assert_eq!(page.exported_text().await?, without);
        Ok(())
    })
    .await
}
