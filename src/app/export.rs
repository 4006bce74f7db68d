//! Ways out: Markdown, a self-contained page, a link. They come with the actions. They must not change a design.

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{clipboard, download},
    domain::{
        archive::Stored,
        preview::{Job, Product},
        share,
        studio::Feature,
    },
};

impl App {
    pub(super) fn export_markdown_now(self) {
        if let Some(design) = self.open_copy() {
            let name = format!("{}.md", design.file_stem());
            self.save_file(
                &name,
                "text/markdown;charset=utf-8",
                &share::markdown(&design),
            );
        }
    }

    pub(super) fn export_page_now(self) {
        if !self.allows_now(Feature::ExportPage) {
            return;
        }
        let Some(design) = self.open_copy() else {
            return;
        };
        let job = Job::Page {
            locale: self.locale.get_untracked(),
            design: Stored::of(&design),
        };
        spawn_local(async move {
            if let Some(Product::Text(html)) = self.renderer_does(job).await {
                let name = format!("{}.html", design.file_stem());
                self.save_file(&name, "text/html;charset=utf-8", &html);
            }
        });
    }

    pub(super) fn export_link_now(self) {
        if !self.allows_now(Feature::ShareLinks) {
            return;
        }
        let Some(design) = self.open_copy() else {
            return;
        };
        spawn_local(async move {
            let job = Job::Pack(Stored::of(&design));
            let Some(Product::Text(payload)) = self.renderer_does(job).await else {
                return;
            };
            let link = self.link_to(&payload);
            self.shared_link.set(Some(link.clone()));
            self.focus_soon("shared-link");
            // Without permission to copy, the dialog still shows the link.
            if clipboard::copy(&link).await {
                self.notify(self.locale.get_untracked().ui_link_copied());
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
