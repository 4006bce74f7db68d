//! A whole design session with nothing but the keyboard, in both languages: the brief from a starter, the
//! questions first, the design step by step, a lock, a change of which a part is taken, an edit by hand, a
//! comparison, an earlier version restored, and the file that another profile opens.

use e2e::{
    Browser, Page, Result, Served, Site, eventually,
    provider::{Dialect, Provider, Script},
    with_browser,
};
use serde_json::{Value, json};
use thirtyfour::{Key, TypingData};

/// What a session is made of in one language.
struct Language {
    name: &'static str,
    /// The headings of the sections, in the persona's order.
    titles: [&'static str; 12],
    questions: &'static str,
    outline: &'static str,
    refine_tab: &'static str,
    revisions_tab: &'static str,
    instruction: &'static str,
}

const ENGLISH: Language = Language {
    name: "English",
    titles: [
        "Service boundaries",
        "API contracts",
        "Architecture diagrams",
        "Authentication and authorization",
        "Communication patterns",
        "Resilience",
        "Observability",
        "Caching",
        "Technology choices",
        "Deployment and rollout",
        "Testing strategy",
        "Trade-offs and alternatives",
    ],
    questions: r#"{"questions": [
        {"question": "Who pays?", "why": "It decides the checkout.", "proposals": ["The customer", "The company"]},
        {"question": "Which regions?", "why": "Replication.", "proposals": ["One", "Two"]}
    ]}"#,
    outline: "# Orders\n\nOne service for each owner of data.\n\n## Names\n\n- Services: orders\n",
    refine_tab: "Refine",
    revisions_tab: "Revisions",
    instruction: "Cache less",
};

const CHINESE: Language = Language {
    name: "简体中文",
    titles: [
        "服务边界",
        "API 契约",
        "架构图",
        "认证与授权",
        "通信模式",
        "容错与韧性",
        "可观测性",
        "缓存",
        "技术选型",
        "部署与发布",
        "测试策略",
        "权衡与备选方案",
    ],
    questions: r#"{"questions": [
        {"question": "由谁付款？", "why": "决定结账流程。", "proposals": ["顾客", "公司"]},
        {"question": "部署在几个区域？", "why": "决定复制方式。", "proposals": ["一个", "两个"]}
    ]}"#,
    outline: "# 订单\n\n每份数据只有一个服务负责。\n\n## 名称\n\n- 服务：orders\n",
    refine_tab: "修改",
    revisions_tab: "修订",
    instruction: "少用缓存",
};

impl Language {
    fn section(&self, at: usize) -> String {
        format!("## {}\n\nText {at}.", self.titles[at])
    }

    /// What the model says, in the order in which it is asked.
    fn scripts(&self) -> Vec<Script> {
        let refined = format!(
            "## {}\n\nNothing is cached.\n\n## {}\n\nHopes and prayers.\n\n## {}\n\nOther contracts.\n",
            self.titles[7], self.titles[10], self.titles[1]
        );
        [self.questions.to_owned(), self.outline.to_owned()]
            .into_iter()
            .chain((0..12).map(|at| self.section(at)))
            .chain([refined])
            .map(Script::text)
            .collect()
    }
}

/// The keyboard of somebody who has no mouse.
struct Keyboard<'a>(&'a Browser);

impl Keyboard<'_> {
    async fn press(&self, keys: impl Into<TypingData>) -> Result {
        let driver = self.0.driver();
        let focused = driver.active_element().await?;
        Ok(focused.send_keys(keys).await?)
    }

    /// Goes from element to element until the focused one (`it`) is the wanted one.
    async fn reach(&self, what: &str, wanted: &str) -> Result {
        let script = format!("const it = document.activeElement; return !!({wanted});");
        eventually(&format!("the keyboard to reach {what}"), async || {
            for _ in 0..250 {
                match self.0.run(&script, vec![]).await {
                    Ok(Value::Bool(true)) => return Ok(()),
                    Ok(_) => {}
                    Err(error) => return Err(error.to_string()),
                }
                self.press(Key::Tab + "")
                    .await
                    .map_err(|error| error.to_string())?;
            }
            Err("it is not among what Tab leads to".to_owned())
        })
        .await
    }

    async fn enter(&self, hook: &str) -> Result {
        self.reach(
            hook,
            &format!("it.dataset.testid === '{hook}' && !it.disabled"),
        )
        .await?;
        self.press(Key::Enter + "").await
    }

    /// Presses a tool of the section with that heading.
    async fn tool(&self, title: &str, hook: &str) -> Result {
        let wanted = format!(
            "it.dataset.testid === '{hook}' && it.closest('section')?.querySelector('h2')?.textContent.includes('{title}')"
        );
        self.reach(&format!("{hook} of {title}"), &wanted).await?;
        self.press(Key::Enter + "").await
    }

    async fn side(&self, tab: &str) -> Result {
        let open = self
            .0
            .run("return !!document.querySelector('aside.side')", vec![])
            .await?;
        if open != json!(true) {
            self.reach(
                "the panel's button",
                "it.matches('header .bar-end button[aria-expanded]')",
            )
            .await?;
            self.press(Key::Enter + "").await?;
        }
        let wanted = format!("it.matches('aside [role=tab]') && it.textContent === '{tab}'");
        self.reach(tab, &wanted).await?;
        self.press(Key::Enter + "").await
    }
}

async fn text_is(page: &Page<'_>, what: &str, yes: &[&str], no: &[&str]) -> Result {
    page.document(what, |text| {
        yes.iter().all(|part| text.contains(part)) && !no.iter().any(|part| text.contains(part))
    })
    .await
    .map(|_| ())
}

async fn session(name: &str, language: &Language) -> Result {
    let site = Site::built().await?;
    let provider = Provider::start_with(language.scripts()).await?;
    let configuration = json!({
        "version": 1,
        "endpoints": [{"name": "Small", "preset": "ollama", "base_url": provider.base(Dialect::Ollama),
                       "model": "scripted:8b", "context": 8192}],
        "default_endpoint": "Small",
    });
    site.put("studio.json", Served::Text(configuration.to_string()));
    let mut file = String::new();
    with_browser(name, async |browser| {
        let page = Page::open(browser, &site, "#/new").await?;
        page.language(language.name).await?;
        file = write(browser, &page, language).await?;
        Ok(())
    })
    .await?;
    // A profile that knows nothing of all this.
    with_browser(&format!("{name}-fresh"), async |browser| {
        let page = Page::open(browser, &site, "#/").await?;
        let path = browser.file("design.md", &file)?;
        page.import(&path).await?;
        page.arrive("#/design/").await?;
        page.run_is("done").await?;
        assert_eq!(page.save("export-markdown", ".md").await?, file);
        Ok(())
    })
    .await
}

/// The session itself; its exported file.
async fn write(browser: &Browser, page: &Page<'_>, language: &Language) -> Result<String> {
    let keyboard = Keyboard(browser);
    let [caching, contracts, resilience] = [7, 1, 5].map(|at| language.titles[at]);
    // The brief, and the questions.
    keyboard.enter("starter").await?;
    eventually("numbers to be derived", async || {
        match page.all("derived").await {
            Ok(rows) if rows.len() >= 4 => Ok(()),
            other => Err(format!("{:?}", other.map(|rows| rows.len()))),
        }
    })
    .await?;
    keyboard.enter("ask-first").await?;
    page.wait_count("question", 2).await?;
    keyboard
        .reach("a proposal", "it.dataset.testid === 'question-proposal'")
        .await?;
    keyboard.press(Key::Space + "").await?;
    keyboard.enter("questions-generate").await?;
    // Step by step, because the model is small.
    page.run_is("done").await?;
    let all: Vec<_> = language.titles.to_vec();
    text_is(page, "be whole", &all, &[]).await?;
    // Lock, refine and take a part.
    keyboard.tool(contracts, "section-lock").await?;
    keyboard.side(language.refine_tab).await?;
    keyboard
        .reach("the request", "it.dataset.testid === 'refine-text'")
        .await?;
    keyboard.press(language.instruction).await?;
    keyboard.press(Key::Control + Key::Enter).await?;
    page.wait_state("proposal", "ready").await?;
    page.wait_count("proposed", 3).await?;
    let of = |title: &str, hook: &str| {
        format!(
            "it.dataset.testid === '{hook}' && it.closest('[data-title]')?.dataset.title === '{title}'"
        )
    };
    keyboard
        .reach("accept", &of(caching, "proposed-accept"))
        .await?;
    keyboard.press(Key::Enter + "").await?;
    text_is(
        page,
        "have what was accepted",
        &["Nothing is cached."],
        &["Hopes and prayers."],
    )
    .await?;
    page.wait_count("proposed", 2).await?;
    keyboard.enter("refine-discard-all").await?;
    page.wait_count("proposal", 0).await?;
    // By hand.
    keyboard.tool(resilience, "section-edit").await?;
    page.focus_is("section-text").await?;
    keyboard.press(Key::Control + Key::End).await?;
    keyboard.press("\n\nHand-written.").await?;
    keyboard.press(Key::Control + Key::Enter).await?;
    text_is(
        page,
        "have what was written by hand",
        &["Hand-written."],
        &[],
    )
    .await?;
    // What changed, and back to before the edit.
    keyboard.side(language.revisions_tab).await?;
    keyboard.enter("revision-changes").await?;
    page.wait_text("compare", "Hand-written.").await?;
    keyboard
        .reach(
            "the design",
            "it.matches('nav a[href^=\"#/design/\"]') && it.textContent.trim() !== ''",
        )
        .await?;
    keyboard.press(Key::Enter + "").await?;
    text_is(page, "be back", &["Hand-written."], &[]).await?;
    keyboard.side(language.revisions_tab).await?;
    let latest = page
        .attribute("revision", "data-number")
        .await?
        .unwrap_or_default();
    let before = latest.parse::<u32>().unwrap_or_default().saturating_sub(1);
    let wanted = format!(
        "it.dataset.testid === 'revision-restore' && it.closest('[data-number]')?.dataset.number === '{before}'"
    );
    keyboard.reach("the version before", &wanted).await?;
    keyboard.press(Key::Enter + "").await?;
    text_is(
        page,
        "be restored",
        &["Nothing is cached.", "Text 1."],
        &["Hand-written.", "Other contracts."],
    )
    .await?;
    keyboard.enter("export-markdown").await?;
    let path = browser.download(".md").await?;
    Ok(std::fs::read_to_string(path)?)
}

#[tokio::test]
async fn a_whole_session_by_keyboard() -> Result {
    session("session-en", &ENGLISH).await
}

#[tokio::test]
async fn a_whole_session_by_keyboard_in_chinese() -> Result {
    session("session-zh", &CHINESE).await
}
