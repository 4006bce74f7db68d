//! What the buttons inside the rendered document do. The renderer names the action; the figure around
//! the button is what it acts on.

use leptos::task::spawn_local;

use super::App;
use crate::browser::{clipboard, figure};

impl App {
    /// Handles a click anywhere in the document; does nothing when it hit no button of a figure.
    pub fn document_clicked(self, event: &web_sys::Event) {
        let Some(click) = figure::FigureClick::of(event) else {
            return;
        };
        match click.action.as_str() {
            "copy" | "copy-source" => self.copy_source(click.source()),
            "download-source" => self.save_file(
                &click.file_name(),
                "text/plain;charset=utf-8",
                &click.source(),
            ),
            "diagram-source" => click.toggle_source(),
            "diagram-zoom-in" => click.zoom_by(1.25),
            "diagram-zoom-out" => click.zoom_by(0.8),
            "diagram-fit" => click.fit(),
            "diagram-full" => click.toggle_full(),
            _ => {}
        }
    }

    fn copy_source(self, text: String) {
        use leptos::prelude::GetUntracked as _;
        spawn_local(async move {
            let locale = self.locale.get_untracked();
            let copied = clipboard::copy(&text).await;
            self.notify(if copied {
                locale.ui_copied()
            } else {
                locale.ui_copy_refused()
            });
        });
    }
}
