//! The browser's own model: offered where the browser has one, without address and key, and as whole as
//! any other provider. A stand-in plays the model; where there is none, Chromium itself says so.

use e2e::{
    Browser, LanguageModel, Page, Result, Site, eventually, transcript::Transcript, with_browser,
};
use serde_json::{Value, json};

const NAME: &str = "Built into this browser";
const BRIEF: &str = "Authentication and authorisation for fourteen fintech services. 认证与授权";
const PERSONA: &str = include_str!("../../content/persona/backend-architect.en.md");

/// The names in the list of providers.
async fn providers(browser: &Browser, page: &Page<'_>) -> Result<Value> {
    page.one("endpoint-preset").await?;
    let names = "const list = document.querySelector('[data-testid=\"endpoint-preset\"]');\
                 return [...list.options].map((option) => option.textContent.trim())";
    browser.run(names, vec![]).await
}

fn offers(providers: &Value) -> bool {
    let names = providers.as_array().map_or(&[][..], Vec::as_slice);
    assert!(names.contains(&json!("OpenAI")), "{providers}");
    names.contains(&json!(NAME))
}

/// Opens the page with another model inside, and chooses it.
async fn choose(browser: &Browser, page: &Page<'_>, model: &LanguageModel) -> Result {
    model.plant(browser).await?;
    page.go("#/settings").await?;
    page.reload().await?;
    page.choose("endpoint-preset", NAME).await?;
    // There is nothing to fill in.
    for hook in [
        "endpoint-url",
        "endpoint-key",
        "endpoint-model",
        "endpoint-keep-key",
    ] {
        page.wait_count(hook, 0).await?;
    }
    Ok(())
}

async fn cause_is(page: &Page<'_>, cause: &str) -> Result {
    page.click("endpoint-test").await?;
    eventually(&format!("the cause {cause}"), async || {
        match page.attribute("endpoint-report", "data-cause").await {
            Ok(Some(found)) if found == cause => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await
}

/// Waits until every session was given back to the browser.
async fn sessions_are_closed(browser: &Browser) -> Result<Value> {
    eventually("all sessions to be closed", async || {
        let seen = LanguageModel::seen(browser).await?;
        match seen["open"] == 0 {
            true => Ok(seen),
            false => Err(e2e::HarnessError::Page(seen["open"].to_string())),
        }
    })
    .await
}

#[tokio::test]
async fn a_browser_without_the_interface_does_not_offer_it() -> Result {
    with_browser("built-in-absent", async |browser| {
        let site = Site::built().await?;
        // As Chromium is: the interface, and no model on a machine like this.
        let page = Page::open(browser, &site, "#/settings").await?;
        let said = browser
            .run("return LanguageModel.availability()", vec![])
            .await?;
        assert_eq!(said, "unavailable");
        assert!(offers(&providers(browser, &page).await?));
        page.choose("endpoint-preset", NAME).await?;
        cause_is(&page, "no-built-in-model").await?;
        page.wait_text("endpoint-report", "Chrome 148 or later on a desktop")
            .await?;

        browser.plant("delete globalThis.LanguageModel").await?;
        let page = Page::open(browser, &site, "#/new").await?;
        browser.run("localStorage.clear()", vec![]).await?;
        page.go("#/settings").await?;
        page.reload().await?;
        let said = browser.run("return typeof LanguageModel", vec![]).await?;
        assert_eq!(said, "undefined");
        assert!(!offers(&providers(browser, &page).await?));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_whole_transcript_comes_out_of_the_browser_itself() -> Result {
    with_browser("built-in-whole", async |browser| {
        let site = Site::built().await?;
        let transcript = Transcript::named("c1");
        let page = Page::open(browser, &site, "#/settings").await?;
        choose(
            browser,
            &page,
            &LanguageModel::answering(transcript.text, 97),
        )
        .await?;
        cause_is(&page, "healthy").await?;
        page.wait_state("endpoint-report", "ok").await?;
        page.generate(BRIEF).await?;
        page.run_is("done").await?;
        assert_eq!(page.exported_text().await?, transcript.text);
        let (_, last) = transcript.headings().pop().unwrap_or_default();
        page.document("show the end", |text| text.contains(&last))
            .await?;

        // The persona is the first prompt of the session, the brief is what was asked.
        let seen = sessions_are_closed(browser).await?;
        let sessions = seen["created"].as_array().map_or(0, Vec::len);
        // The connection test had one of its own.
        assert_eq!(sessions, 2, "{seen}");
        let prompts = &seen["created"][1];
        assert_eq!(prompts[0]["role"], "system");
        let system = prompts[0]["content"].as_str().unwrap_or_default();
        let persona = PERSONA.lines().rfind(|line| line.len() > 40);
        assert!(
            persona.is_some_and(|line| system.contains(line)),
            "{system}"
        );
        assert_eq!(prompts.as_array().map_or(0, Vec::len), 1);
        let asked = seen["asked"][1].as_str().unwrap_or_default();
        assert!(asked.contains(BRIEF), "{asked}");
        assert_eq!(seen["aborted"], 0);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn it_can_be_stopped_and_its_errors_are_told() -> Result {
    with_browser("built-in-errors", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        let begun = "# Sign-in\n\n## Tokens\n\nShort-lived ones.\n";
        let endless = LanguageModel {
            stalls: true,
            ..LanguageModel::answering(begun, 7)
        };
        choose(browser, &page, &endless).await?;
        page.generate(BRIEF).await?;
        page.document("show what came", |text| text.contains("Short-lived ones."))
            .await?;
        page.click("stop").await?;
        page.run_is("stopped").await?;
        let seen = sessions_are_closed(browser).await?;
        assert_eq!(seen["aborted"], 1, "{seen}");
        assert_eq!(page.exported_text().await?, begun);

        let gesture = "Requires a user gesture when availability is \"downloadable\".";
        let gone = "The session was closed by the browser.";
        let refusing = |refusal| LanguageModel {
            refusal: Some(refusal),
            ..LanguageModel::default()
        };
        for (model, message, words) in [
            (
                refusing(("NotAllowedError", gesture)),
                "The provider reports an error",
                gesture,
            ),
            (
                refusing(("QuotaExceededError", "The input is too large.")),
                "do not fit into the model's context",
                "The input is too large.",
            ),
            (
                LanguageModel {
                    deafness: Some(("InvalidStateError", gone)),
                    ..LanguageModel::default()
                },
                "The provider reports an error",
                gone,
            ),
        ] {
            choose(browser, &page, &model).await?;
            page.generate(BRIEF).await?;
            page.run_fails_at_last().await?;
            let alert = page.alert().await?;
            assert!(alert.contains(message) && alert.contains(words), "{alert}");
            sessions_are_closed(browser).await?;
        }

        let breaks = LanguageModel {
            failure: Some(("UnknownError", "The model crashed.")),
            ..LanguageModel::answering(begun, 7)
        };
        choose(browser, &page, &breaks).await?;
        page.generate(BRIEF).await?;
        page.run_fails_at_last().await?;
        let alert = page.alert().await?;
        assert!(alert.contains("The model crashed."), "{alert}");
        assert_eq!(page.exported_text().await?, begun);
        sessions_are_closed(browser).await?;
        Ok(())
    })
    .await
}
