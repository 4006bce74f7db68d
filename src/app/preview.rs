//! The shown document: text goes to the renderer, patches come back and reach the page's nodes.
//!
//! New text is sent at most once an animation frame. A renderer that crashes is started anew and shown
//! the whole text; the text itself never depends on it.

use leptos::prelude::*;

use super::App;
use crate::{
    browser::{
        document::DocumentNodes,
        frame, root,
        worker::{Report, Worker},
    },
    domain::{
        design::Design,
        preview::{Answer, Ask, Contents, Finding, Heading, PageRequest, Patch, ViewId},
    },
};

/// The `meta` element of `index.html` that names the worker's start script, which carries a hash.
const WORKER_META: &str = "renderer";
/// How often in a row a renderer that crashes is started anew.
const MAX_RESTARTS: u32 = 3;

/// What the renderer said of the shown document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ShownDocument {
    pub headings: Vec<Heading>,
    pub problems: Vec<Finding>,
    pub contents: Contents,
}

/// The connection to the renderer.
#[derive(Default)]
pub(super) struct Link {
    worker: Option<Worker>,
    ready: bool,
    restarts: u32,
    view: ViewId,
    nodes: Option<DocumentNodes>,
    pending: String,
    frame_asked: bool,
    queued: Vec<Ask>,
    pages: Vec<(u32, String)>,
    next_page: u32,
}

impl Link {
    fn ask(&mut self, ask: Ask) {
        match &self.worker {
            Some(worker) if self.ready => worker.post(&ask),
            _ => self.queued.push(ask),
        }
    }
}

impl App {
    pub(super) fn start_renderer(self) {
        let url = root::meta(WORKER_META).unwrap_or_default();
        let started = Worker::start(&url, move |report| match report {
            Report::Answer(answer) => self.hear(answer),
            Report::Crashed => self.renderer_crashed(),
        });
        match started {
            Ok(worker) => self.link.update_value(|link| {
                link.worker = Some(worker);
                link.ready = false;
            }),
            Err(_) => self.notify(self.locale.get_untracked().ui_renderer_missing()),
        }
    }

    fn hear(self, answer: Answer) {
        match answer {
            Answer::Ready => {
                self.link.update_value(|link| {
                    link.ready = true;
                    for ask in std::mem::take(&mut link.queued) {
                        link.ask(ask);
                    }
                });
                self.show_again();
            }
            Answer::Patch { view, patch } => self.apply(view, &patch),
            Answer::Page { request, html } => {
                let name = self.link.try_update_value(|link| {
                    link.restarts = 0;
                    let at = link
                        .pages
                        .iter()
                        .position(|(number, _)| *number == request)?;
                    Some(link.pages.remove(at).1)
                });
                if let Some(name) = name.flatten() {
                    self.save_file(&name, "text/html;charset=utf-8", &html);
                }
            }
        }
    }

    fn apply(self, view: ViewId, patch: &Patch) {
        let applied = self.link.try_update_value(|link| {
            // A patch of a document that was left in the meantime.
            if view != link.view {
                return false;
            }
            link.restarts = 0;
            link.nodes
                .as_mut()
                .is_some_and(|nodes| nodes.apply(patch).is_ok())
        });
        if applied != Some(true) {
            return;
        }
        if patch.outline.is_some() || patch.problems.is_some() || patch.contents.is_some() {
            self.shown.update(|shown| {
                if let Some(headings) = &patch.outline {
                    shown.headings.clone_from(headings);
                }
                if let Some(problems) = &patch.problems {
                    shown.problems.clone_from(problems);
                }
                if let Some(contents) = patch.contents {
                    shown.contents = contents;
                }
            });
        }
    }

    fn renderer_crashed(self) {
        let again = self.link.try_update_value(|link| {
            link.worker = None;
            link.ready = false;
            link.restarts += 1;
            link.restarts <= MAX_RESTARTS
        });
        if again == Some(true) {
            self.start_renderer();
        } else {
            self.notify(self.locale.get_untracked().ui_renderer_missing());
        }
    }

    /// Gives the document's element to draw in; the view calls it when the element is there.
    pub fn attach_document(self, container: web_sys::Element) {
        self.link
            .update_value(|link| link.nodes = DocumentNodes::new(container).ok());
        self.show_again();
    }

    /// The document's element is gone.
    pub fn detach_document(self) {
        self.link.update_value(|link| {
            link.nodes = None;
            link.view = link.view.wrapping_add(1);
        });
    }

    /// Takes the shown document away before another one comes.
    pub(super) fn clear_document(self) {
        self.link.update_value(|link| {
            if let Some(nodes) = &mut link.nodes {
                nodes.clear();
            }
        });
    }

    /// Shows the open design from its start.
    pub(super) fn show_again(self) {
        let Some(id) = self
            .opened
            .with_untracked(|opened| opened.design().map(|open| open.id.clone()))
        else {
            return;
        };
        let streaming = self.is_being_written(&id);
        let locale = self.locale.get_untracked();
        self.shown.set(ShownDocument::default());
        let text = self
            .shelf
            .with_value(|shelf| shelf.get(&id).map(|design| design.text.clone()))
            .unwrap_or_default();
        self.link.update_value(|link| {
            link.view = link.view.wrapping_add(1);
            link.pending.clear();
            if !link.ready || link.nodes.is_none() {
                return;
            }
            let ask = Ask::Show {
                view: link.view,
                locale,
                text,
                streaming,
            };
            link.ask(ask);
        });
    }

    /// More text of the open design; sent with the next frame.
    pub(super) fn show_more(self, text: &str) {
        let ask_frame = self.link.try_update_value(|link| {
            link.pending.push_str(text);
            !std::mem::replace(&mut link.frame_asked, true)
        });
        if ask_frame == Some(true) {
            frame::next(move || self.send_pending());
        }
    }

    /// The open design's text is complete.
    pub(super) fn show_end(self) {
        self.send_pending();
        self.link.update_value(|link| {
            if link.ready && link.nodes.is_some() {
                let ask = Ask::Finish { view: link.view };
                link.ask(ask);
            }
        });
    }

    fn send_pending(self) {
        self.link.update_value(|link| {
            link.frame_asked = false;
            let text = std::mem::take(&mut link.pending);
            if !text.is_empty() && link.ready && link.nodes.is_some() {
                let ask = Ask::Append {
                    view: link.view,
                    text,
                };
                link.ask(ask);
            }
        });
    }

    /// Asks for the self-contained page of a design; it is saved as a file when it comes.
    pub(super) fn request_page(self, design: &Design, page: PageRequest) {
        let name = format!("{}.html", design.file_stem());
        self.link.update_value(|link| {
            let request = link.next_page;
            link.next_page = request.wrapping_add(1);
            link.pages.push((request, name));
            link.ask(Ask::Page { request, page });
        });
    }
}
