//! Setting a case up, and what its report must say. Tests only.

use super::case::{Case, There};
use e2e::{
    Browser, HarnessError, Page, Result, Site, eventually,
    page::Endpoint,
    provider::{Provider, Refusing},
};
use tokio::net::TcpListener;

/// A page on which cases are examined.
pub struct Ward<'a> {
    page: &'a Page<'a>,
    origin: &'a str,
}

/// What is at the address of a case; it goes when this is dropped.
pub struct Setup {
    server: String,
    base: String,
    _provider: Option<Provider>,
    _refusing: Option<Refusing>,
    _silence: Option<TcpListener>,
}

impl Setup {
    async fn of(case: &Case) -> Result<Self> {
        let mut setup = Self {
            server: String::new(),
            base: String::new(),
            _provider: None,
            _refusing: None,
            _silence: None,
        };
        match &case.there {
            There::Server(server, script) => {
                let provider = Provider::start_as(*server, [(**script).clone()]).await?;
                setup.base = provider.url();
                let end = setup.base.len() - server.base_path().len();
                setup.server = setup.base[..end].to_owned();
                setup._provider = Some(provider);
            }
            There::Nobody => {
                let refusing = Refusing::bind()?;
                setup.server.clone_from(&refusing.url);
                setup._refusing = Some(refusing);
            }
            There::Silence => {
                let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
                setup.server = format!("http://{}", listener.local_addr()?);
                setup._silence = Some(listener);
            }
        }
        if setup.base.is_empty() {
            setup.base.clone_from(&setup.server);
        }
        Ok(setup)
    }

    fn port(&self) -> &str {
        self.server.rsplit(':').next().unwrap_or_default()
    }
}

impl<'a> Ward<'a> {
    pub fn new(page: &'a Page<'a>, site: &'a Site) -> Self {
        Self {
            page,
            origin: site.origin(),
        }
    }

    /// Examines cases, one after the other.
    pub async fn all(&self, cases: Vec<Case>) -> Result {
        for case in cases {
            let there = self.set_up(&case).await?;
            self.configure(&case, &there).await?;
            self.examine(&case, &there).await?;
        }
        Ok(())
    }

    pub async fn set_up(&self, case: &Case) -> Result<Setup> {
        Setup::of(case).await
    }

    /// Types what a case's user types.
    pub async fn configure(&self, case: &Case, there: &Setup) -> Result {
        if case.url.is_empty() && case.preset.contains("browser") {
            return self.page.choose("endpoint-preset", case.preset).await;
        }
        let endpoint = Endpoint {
            preset: case.preset,
            url: &self.filled(case.url, there),
            key: case.key,
            model: case.model,
        };
        self.page.configure(&endpoint).await
    }

    /// Tests the connection and looks at the report.
    pub async fn examine(&self, case: &Case, there: &Setup) -> Result {
        let what = format!("{} at {} ({})", case.cause, case.preset, case.url);
        self.page.click("endpoint-test").await?;
        self.cause_is(&what, case.cause).await?;
        self.report_says(&what, &self.filled(case.says, there))
            .await?;
        let offered = self.offered().await?;
        for part in case.copies {
            let part = self.filled(part, there);
            assert!(
                offered.iter().any(|text| text.contains(&part)),
                "{what}: {part} is not in {offered:#?}"
            );
        }
        if !case.says_in_chinese.is_empty() {
            self.page.language("简体中文").await?;
            self.page.click("endpoint-test").await?;
            self.cause_is(&what, case.cause).await?;
            let says = self.filled(case.says_in_chinese, there);
            self.report_says(&what, &says).await?;
            assert_eq!(self.offered().await?, offered, "{what}");
            self.page.language("English").await?;
        }
        Ok(())
    }

    fn filled(&self, text: &str, there: &Setup) -> String {
        text.replace("{page}", self.origin)
            .replace("{server}", &there.server)
            .replace("{base}", &there.base)
            .replace("{port}", there.port())
    }

    /// Everything that is there to copy.
    async fn offered(&self) -> Result<Vec<String>> {
        let mut texts = Vec::new();
        for fix in self.page.all("endpoint-fix").await? {
            texts.push(fix.prop("textContent").await?.unwrap_or_default());
        }
        Ok(texts)
    }

    async fn cause_is(&self, what: &str, cause: &str) -> Result {
        let seen = async || -> Result<(Option<String>, String)> {
            let found = self.page.attribute("endpoint-report", "data-cause").await?;
            Ok((found, self.page.text("endpoint-report").await?))
        };
        eventually(&format!("the cause of {what}"), async || {
            match seen().await {
                Ok((Some(found), _)) if found == cause => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    }

    /// The report says so, and names something to do wherever something is wrong.
    async fn report_says(&self, what: &str, says: &str) -> Result {
        assert!(!says.is_empty(), "{what} says nothing");
        eventually(&format!("the words of {what}: {says}"), async || match self
            .page
            .text("endpoint-report")
            .await
        {
            Ok(text) if text.contains(says) => Ok(()),
            Ok(text) => Err(HarnessError::Page(text)),
            Err(error) => Err(error),
        })
        .await
    }
}

/// The refused requests are in the log; nothing else is.
pub async fn refusals_are_logged(browser: &Browser) -> Result {
    browser
        .expect_errors(&[
            "Failed to load resource",
            "has been blocked by CORS policy",
            "Mixed Content",
        ])
        .await
}
