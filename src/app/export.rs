//! Ways out: Markdown, a self-contained page, a link.

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{clipboard, download},
    domain::{calendar, design::Design, locale::Locale, preview::PageRequest, share},
};

impl App {
    /// Saves the open design as Markdown with front matter.
    pub fn export_markdown(self) {
        if let Some(design) = self.open_copy() {
            let name = format!("{}.md", design.file_stem());
            self.save_file(
                &name,
                "text/markdown;charset=utf-8",
                &share::markdown(&design),
            );
        }
    }

    /// Saves the open design as one self-contained HTML page.
    pub fn export_page(self) {
        if let Some(design) = self.open_copy() {
            let page = page_request(&design, self.locale.get_untracked());
            self.request_page(&design, page);
        }
    }

    /// Makes a link that carries the open design, and copies it.
    pub fn export_link(self) {
        let Some(design) = self.open_copy() else {
            return;
        };
        let link = self.link_to(&share::pack(&design));
        self.shared_link.set(Some(link.clone()));
        self.focus_soon("shared-link");
        spawn_local(async move {
            let locale = self.locale.get_untracked();
            // Without permission to copy, the dialog still shows the link.
            if clipboard::copy(&link).await {
                self.notify(locale.ui_link_copied());
            }
        });
    }

    /// Closes the dialog that shows the link.
    pub fn close_link(self) {
        if self.shared_link.with_untracked(Option::is_some) {
            self.shared_link.set(None);
            self.focus_soon("export-link");
        }
    }

    /// Saves a file, or says why not.
    pub(super) fn save_file(self, name: &str, mime: &str, content: &str) {
        if let Err(detail) = download::save(name, mime, content) {
            self.notify(self.locale.get_untracked().ui_download_failed(detail));
        }
    }
}

fn page_request(design: &Design, locale: Locale) -> PageRequest {
    let facts = [
        (locale.ui_fact_date(), calendar::date(design.updated)),
        (locale.ui_fact_model(), design.stamp.model.clone()),
        (locale.ui_fact_persona(), design.stamp.persona.clone()),
    ];
    PageRequest {
        locale,
        title: design.title(),
        facts: facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(label, value)| (label.to_owned(), value))
            .collect(),
        markdown: design.text.clone(),
        payload: share::pack(design),
    }
}
