//! What the buttons inside the rendered document do. The renderer names the action; the figure around
//! the button is what it acts on.

use leptos::{prelude::GetUntracked as _, task::spawn_local};
use wasm_bindgen::JsCast;

use super::App;
use crate::{
    browser::{clipboard, figure, listen, picture, root},
    domain::preview::{Job, Look, Product},
};

/// How a picture is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Picture {
    Svg,
    Png,
}

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

    /// Handles what the pointer and the keys do to a diagram's canvas.
    pub fn canvas_touched(self, event: &web_sys::Event) {
        let Some(canvas) = figure::Canvas::of(event) else {
            return;
        };
        let pointer = event.dyn_ref::<web_sys::PointerEvent>();
        match (event.type_().as_str(), pointer) {
            ("pointerdown", Some(pointer)) => canvas.drag(pointer),
            ("pointermove", Some(pointer)) => canvas.drag_on(pointer),
            ("pointerup" | "pointercancel", _) => canvas.drop(),
            _ => {}
        }
        if let Some(wheel) = event.dyn_ref::<web_sys::WheelEvent>() {
            canvas.wheel(wheel);
        }
        if let Some(pressed) = event.dyn_ref::<web_sys::KeyboardEvent>()
            && !(pressed.ctrl_key() || pressed.meta_key() || pressed.alt_key())
            && canvas.key(&pressed.key())
        {
            event.prevent_default();
        }
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
            "diagram-source" => click.toggle_source(),
            "diagram-zoom-in" => click.zoom_by(125),
            "diagram-zoom-out" => click.zoom_by(80),
            "diagram-fit" => click.fit(),
            "diagram-full" => click.toggle_full(),
            _ => self.use_figure(click),
        }
    }

    /// Copies or saves what a figure is made from.
    pub(super) fn use_figure_now(self, click: &figure::FigureClick) {
        match click.action.as_str() {
            "copy" | "copy-source" => self.copy_source(click.source()),
            "download-source" => self.save_file(
                &click.file_name(),
                "text/plain;charset=utf-8",
                &click.source(),
            ),
            "diagram-svg" => self.save_picture(click, Picture::Svg),
            "diagram-png" => self.save_picture(click, Picture::Png),
            _ => {}
        }
    }

    /// Saves a diagram as a file of its own, in the look that the page has now.
    fn save_picture(self, click: &figure::FigureClick, kind: Picture) {
        let job = Job::Picture {
            source: click.source(),
            look: if root::is_dark() {
                Look::Dark
            } else {
                Look::Light
            },
        };
        spawn_local(async move {
            let Some(Product::Text(svg)) = self.renderer_does(job).await else {
                return;
            };
            match kind {
                Picture::Svg => self.save_file("diagram.svg", "image/svg+xml", &svg),
                Picture::Png => {
                    if let Err(detail) = picture::save_png("diagram.png", &svg).await {
                        self.notify(self.locale.get_untracked().ui_download_failed(detail));
                    }
                }
            }
        });
    }

    /// Copies a text and says whether that worked.
    pub fn copy_source(self, text: String) {
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
