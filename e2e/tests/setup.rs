//! From a wrong setup to a stream, by what the page says.

use e2e::{
    Page, Result, Site,
    page::Endpoint,
    provider::{Cors, Fault, Provider, Script, Server},
    with_browser,
};

const TEXT: &str = "# Garage\n\n## Service boundaries\n\nGate and tariff.\n";

#[tokio::test]
async fn what_the_page_says_leads_to_a_stream() -> Result {
    with_browser("setup", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        let closed = |server: Server| Script {
            cors: Cors::Missing,
            ..server.script(TEXT)
        };
        let unknown_key = Server::OpenAi.script(TEXT).with(Fault::Status(401));
        for (server, wrong, cause, says) in [
            (
                Server::Ollama,
                closed(Server::Ollama),
                "cors-refused",
                "OLLAMA_ORIGINS",
            ),
            (
                Server::LmStudio,
                closed(Server::LmStudio),
                "cors-refused",
                "lms server start",
            ),
            (Server::OpenAi, unknown_key, "key-refused", "key"),
        ] {
            let provider = Provider::start_as(server, [wrong]).await?;
            page.go("#/settings").await?;
            page.configure(&Endpoint {
                preset: server.preset(),
                url: &provider.url(),
                key: "k-setup-0123",
                model: "scripted-large",
            })
            .await?;
            page.click("endpoint-test").await?;
            page.wait_state("endpoint-report", "failed").await?;
            let found = page.attribute("endpoint-report", "data-cause").await?;
            assert_eq!(found.as_deref(), Some(cause), "{server:?}");
            page.wait_text("endpoint-report", says).await?;

            // Whoever reads that does it.
            provider.play([server.script(TEXT)]);
            page.click("endpoint-test").await?;
            page.wait_state("endpoint-report", "ok").await?;
            page.generate("A parking garage.").await?;
            page.run_is("done").await?;
            assert_eq!(page.exported_text().await?, TEXT, "{server:?}");
        }
        browser
            .expect_errors(&["CORS", "ERR_FAILED", "Failed to load resource"])
            .await
    })
    .await
}
