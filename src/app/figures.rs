//! What the buttons inside the rendered document do. The renderer names the action; the figure around
//! the button is what it acts on.

use leptos::{prelude::GetUntracked as _, task::spawn_local};
use wasm_bindgen::JsCast;

use super::App;
use crate::browser::{clipboard, figure, listen};

impl App {
    /// Leaves a figure's full view, or the dialog, when Escape is pressed anywhere.
    pub(super) fn watch_escape(self) {
        listen::on_window("keydown", move |event| {
            let escape = event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .is_some_and(|event| event.key() == "Escape");
            if escape {
                figure::leave_full();
                self.close_link();
            }
        });
    }

    /// Handles a click anywhere in the document: on a link within it, or on a button of a figure.
    pub fn document_clicked(self, event: &web_sys::Event) {
        if let Some(id) = figure::fragment_clicked(event) {
            self.reveal(&id);
            return;
        }
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
            "diagram-zoom-in" => click.zoom_by(125),
            "diagram-zoom-out" => click.zoom_by(80),
            "diagram-fit" => click.fit(),
            "diagram-full" => click.toggle_full(),
            _ => {}
        }
    }

    fn copy_source(self, text: String) {
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
