//! The connection test against everything that keeps a page from a model: the cause is named, and what
//! helps is there to copy. Every cause of the product is reached here in a real browser, or is an
//! exception with its reason.

#[path = "doctor/case.rs"]
mod case;
#[path = "doctor/examine.rs"]
mod examine;
#[path = "doctor/table.rs"]
mod table;

use case::Case;
use e2e::{LanguageModel, Page, Result, Served, Site, with_browser, with_browser_having};
use examine::{Ward, refusals_are_logged};
use std::collections::BTreeSet;

/// A host that browsers look for on this device when they are told to.
const HOST: &str = "studio.example";
const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Version/26.1 Safari/605.1.15";

/// The causes that the product knows; its own tests keep the list whole.
const NAMES: &str = include_str!("../../tests/fixtures/diagnoses.txt");

#[test]
fn every_cause_is_reached_or_is_an_exception() {
    let known: BTreeSet<&str> = NAMES.lines().collect();
    let reached: BTreeSet<&str> = table::all().iter().map(|case| case.cause).collect();
    let excepted: BTreeSet<&str> = table::EXCEPTIONS.iter().map(|(cause, _)| *cause).collect();
    let met: BTreeSet<&str> = reached.union(&excepted).copied().collect();
    assert_eq!(known, met);
    assert!(reached.is_disjoint(&excepted), "{reached:?} {excepted:?}");
}

/// Examines cases on a page of this device's, as most developers open it.
async fn at_home(name: &str, cases: Vec<Case>) -> Result {
    with_browser(name, async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        Ward::new(&page, &site).all(cases).await?;
        refusals_are_logged(browser).await
    })
    .await
}

#[tokio::test]
async fn what_is_well_and_who_lets_no_page_in() -> Result {
    let cases = [table::healthy(), table::closed_servers()];
    at_home("doctor-closed", cases.into_iter().flatten().collect()).await
}

#[tokio::test]
async fn what_servers_refuse() -> Result {
    let cases = [table::refused_keys(), table::refused_requests()];
    at_home("doctor-refused", cases.into_iter().flatten().collect()).await
}

#[tokio::test]
async fn what_is_no_answer_and_what_is_no_address() -> Result {
    let cases = [table::no_answers(), table::addresses()];
    at_home("doctor-answers", cases.into_iter().flatten().collect()).await
}

#[tokio::test]
async fn what_this_device_lacks() -> Result {
    with_browser("doctor-device", async |browser| {
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        let ward = Ward::new(&page, &site);
        // Chromium has the interface, and no model on a machine like this.
        ward.all(table::no_model_inside()).await?;
        for case in table::locked() {
            let there = ward.set_up(&case).await?;
            ward.configure(
                &Case {
                    key: "k-kept-0123",
                    ..case
                },
                &there,
            )
            .await?;
            page.keep_key("four words that rhyme").await?;
            page.reload().await?;
            page.wait_state("endpoint-kept-key", "locked").await?;
            ward.examine(&table::locked()[0], &there).await?;
        }
        browser.network(false).await?;
        ward.all(table::offline()).await?;
        browser.network(true).await?;
        let model = LanguageModel {
            availability: Some("downloadable"),
            ..LanguageModel::default()
        };
        model.plant(browser).await?;
        page.reload().await?;
        ward.all(table::model_inside_not_loaded()).await?;
        refusals_are_logged(browser).await
    })
    .await
}

#[tokio::test]
async fn what_takes_too_long() -> Result {
    with_browser("doctor-late", async |browser| {
        // Two minutes pass in four seconds.
        browser.hurry(30).await?;
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        Ward::new(&page, &site).all(table::late()).await?;
        refusals_are_logged(browser).await
    })
    .await
}

/// What a browser needs to be on a public page: hosts that are looked for here, a port that counts as
/// public, and trust in a certificate that nobody signed.
fn public(port: u16) -> Vec<String> {
    vec![
        "--ignore-certificate-errors".into(),
        "--host-resolver-rules=MAP *.example 127.0.0.1, MAP *.openai.azure.com 127.0.0.1".into(),
        format!("--ip-address-space-overrides=127.0.0.1:{port}=public"),
    ]
}

#[tokio::test]
async fn what_browsers_keep_public_pages_from() -> Result {
    let site = Site::built().await?.secured(HOST).await?;
    with_browser_having("doctor-public", &public(site.port()), async |browser| {
        let page = Page::open(browser, &site, "#/settings").await?;
        let ward = Ward::new(&page, &site);
        // Without a window Chromium refuses what it cannot ask; with one it asks.
        let set = async |setting| browser.permit_local_network(setting, site.origin()).await;
        set("prompt").await?;
        ward.all(table::pending()).await?;
        set("denied").await?;
        ward.all(table::denied()).await?;
        browser.pretend(SAFARI).await?;
        page.reload().await?;
        ward.all(table::in_safari()).await?;
        browser.pretend("").await?;
        page.reload().await?;
        set("granted").await?;
        ward.all(table::granted()).await?;
        refusals_are_logged(browser).await
    })
    .await
}

#[tokio::test]
async fn what_browsers_keep_insecure_pages_from_and_what_hosts_are_known_for() -> Result {
    let insecure = Site::built().await?.named(HOST);
    with_browser_having("doctor-hosts", &public(insecure.port()), async |browser| {
        let page = Page::open(browser, &insecure, "#/settings").await?;
        Ward::new(&page, &insecure)
            .all(table::over_plain_http())
            .await?;
        let unread = Site::built().await?;
        unread.put("studio.json", Served::Down);
        let page = Page::open(browser, &unread, "#/settings").await?;
        Ward::new(&page, &unread)
            .all(table::on_an_unread_site())
            .await?;
        let site = Site::built().await?;
        let page = Page::open(browser, &site, "#/settings").await?;
        Ward::new(&page, &site).all(table::of_hosts()).await?;
        refusals_are_logged(browser).await
    })
    .await
}
