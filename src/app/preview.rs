//! The shown document: text goes to the renderer, patches come back and reach the page's nodes.
//!
//! New text is sent at most once an animation frame. A renderer that crashes is started anew and shown
//! the whole text; the text itself never depends on it.

use futures_channel::oneshot;
use leptos::prelude::*;

use super::App;
use crate::{
    browser::{
        document::DocumentNodes,
        figure, frame, listen, root,
        worker::{Report, Worker},
    },
    domain::{
        design::outline::Outline,
        preview::{Answer, Ask, Finding, Job, Patch, Product, RequestId, ViewId},
    },
};

/// The `meta` element of `index.html` that names the worker's start script, which carries a hash.
const WORKER_META: &str = "renderer";
/// How often in a row a renderer that crashes is started anew.
const MAX_RESTARTS: u32 = 3;

/// What the renderer said of the shown document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ShownDocument {
    pub outline: Outline,
    pub problems: Vec<Finding>,
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
    jobs: Vec<(RequestId, oneshot::Sender<Product>)>,
    next_request: RequestId,
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
            Answer::Patch {
                view,
                patch,
                outline,
            } => self.apply(view, patch, outline),
            Answer::Opened {
                view,
                element,
                html,
            } => self.link.update_value(|link| {
                if let (true, Some(nodes)) = (view == link.view, &link.nodes) {
                    nodes.fill(&element, &html);
                }
            }),
            Answer::Done { request, product } => {
                let waiting = self.link.try_update_value(|link| {
                    link.restarts = 0;
                    let at = link.jobs.iter().position(|(id, _)| *id == request)?;
                    Some(link.jobs.swap_remove(at).1)
                });
                if let Some(waiting) = waiting.flatten() {
                    // Whoever asked may have lost interest.
                    let _ = waiting.send(product);
                }
            }
        }
    }

    fn apply(self, view: ViewId, patch: Patch, outline: Option<Outline>) {
        let applied = self.link.try_update_value(|link| {
            // A patch of a document that was left in the meantime.
            if view != link.view {
                return false;
            }
            link.restarts = 0;
            link.nodes
                .as_mut()
                .is_some_and(|nodes| nodes.apply(&patch).is_ok())
        });
        if applied != Some(true) || (patch.problems.is_none() && outline.is_none()) {
            return;
        }
        self.shown.update(|shown| {
            if let Some(problems) = patch.problems {
                shown.problems = problems;
            }
            if let Some(outline) = outline {
                shown.outline = outline;
            }
        });
    }

    /// Asks for what an opened part of the document holds, wherever it is opened.
    pub(super) fn watch_opening(self) {
        listen::on_toggle(move |event| {
            if let Some(element) = figure::opened_empty(&event) {
                self.link.update_value(|link| {
                    let view = link.view;
                    link.ask(Ask::Open { view, element });
                });
            }
        });
    }

    /// Has the renderer do some work; `None` when it broke off.
    pub(super) async fn renderer_does(self, job: Job) -> Option<Product> {
        let (done, product) = oneshot::channel();
        self.link.update_value(|link| {
            let request = link.next_request;
            link.next_request = request.wrapping_add(1);
            link.jobs.push((request, done));
            link.ask(Ask::Do { request, job });
        });
        let product = product.await.ok();
        if product.is_none() {
            self.notify(self.locale.get_untracked().ui_renderer_missing());
        }
        product
    }

    fn renderer_crashed(self) {
        let again = self.link.try_update_value(|link| {
            link.worker = None;
            link.ready = false;
            // Whoever waits for a product hears that it will not come.
            link.jobs.clear();
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
        let open = self
            .opened
            .with_untracked(|opened| opened.design().map(|open| (open.id.clone(), open.locale)));
        let Some((id, persona)) = open else {
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
                persona,
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
}
