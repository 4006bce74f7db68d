//! The shown document: text goes to the renderer, patches come back and reach the page's nodes.
//!
//! New text is sent a few times a second, in the first frame after a rest. A renderer that crashes is started anew and shown
//! the whole text; the text itself never depends on it.

use std::collections::VecDeque;

use futures_channel::oneshot;
use leptos::prelude::*;

use super::{App, beside::Beside};
use crate::{
    browser::{
        document::{DocumentNodes, Slot},
        figure, frame, listen, root,
        worker::{Report, Worker},
    },
    domain::{
        design::{Outcome, outline::Outline},
        preview::{Answer, Ask, FigureKey, Finding, Job, Patch, Product, RequestId, ViewId},
    },
};

/// The `meta` element of `index.html` that names the worker's start script, which carries a hash.
const WORKER_META: &str = "renderer";
/// The `meta` element that names the style sheet of documents; none in a build that is not finished.
const STYLE_META: &str = "document-style";
/// How often in a row a renderer that crashes is started anew.
const MAX_RESTARTS: u32 = 3;
/// How long new text is gathered before it is shown: nobody reads faster, and every update has the browser
/// lay out and paint again.
pub(super) const GATHER_MS: i32 = 100;
/// How long the renderer may be silent when it owes an answer. The largest contract takes a second.
const PATIENCE_MS: i32 = 10_000;

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
    last_view: ViewId,
    nodes: Option<DocumentNodes>,
    pub(super) beside: Vec<Beside>,
    /// Figures that are still to be drawn, with their views; the first is at work.
    due: VecDeque<(ViewId, FigureKey)>,
    /// Figures that a renderer did not survive.
    avoided: Vec<FigureKey>,
    /// The asks that wait for an answer, in order, each with the figure that it has drawn.
    owed: VecDeque<Option<(ViewId, FigureKey)>>,
    /// Counts the answers, so that a silence is noticed.
    heard: u32,
    /// Whether a silence would be noticed.
    watched: bool,
    pending: String,
    frame_asked: bool,
    queued: Vec<Ask>,
    jobs: Vec<(RequestId, oneshot::Sender<Product>)>,
    next_request: RequestId,
}

impl Link {
    pub(super) fn ask(&mut self, ask: Ask) {
        match &self.worker {
            Some(worker) if self.ready => {
                self.owed.push_back(match ask {
                    Ask::Draw { view, figure } => Some((view, figure)),
                    _ => None,
                });
                worker.post(ask);
            }
            _ => self.queued.push(ask),
        }
    }

    /// Whether the renderer listens. What is asked before would be asked again when it does.
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    /// An answer came; the next figure is drawn when it was a figure's.
    fn settle(&mut self) {
        self.heard = self.heard.wrapping_add(1);
        let Some(drawn) = self.owed.pop_front().flatten() else {
            return;
        };
        if self.due.front() == Some(&drawn) {
            self.due.pop_front();
        }
        self.draw_next();
    }

    /// A view's text is shown anew or not at all any more: what is still to be drawn of it is not.
    pub(super) fn forget_due(&mut self, view: ViewId) {
        self.due.retain(|(of, _)| *of != view);
        self.draw_next();
    }

    /// A view that was never shown.
    pub(super) fn new_view(&mut self) -> ViewId {
        self.last_view = self.last_view.wrapping_add(1);
        self.last_view
    }

    /// Lets the renderer forget a view.
    pub(super) fn leave(&mut self, view: ViewId) {
        self.forget_due(view);
        // One that is not there yet knows of none.
        if self.ready {
            self.ask(Ask::Leave { view });
        }
    }

    /// The document is to be shown from its start: what is on its way to it is for nobody.
    fn renew(&mut self) {
        self.leave(self.view);
        self.view = self.new_view();
    }

    /// Whether something is still on its way into the document.
    pub(super) fn is_drawing(&self) -> bool {
        !self.due.is_empty() || !self.owed.is_empty()
    }

    /// Figures of a view wait to be drawn. One at a time is asked for, so that it is known in which one a
    /// renderer hangs.
    fn draw(&mut self, view: ViewId, due: Vec<FigureKey>) {
        self.due
            .extend(due.into_iter().map(|figure| (view, figure)));
        self.draw_next();
    }

    fn draw_next(&mut self) {
        let busy = self.owed.iter().any(Option::is_some);
        if let (false, Some(&(view, figure))) = (busy, self.due.front()) {
            self.ask(Ask::Draw { view, figure });
        }
    }

    /// The nodes of a view that is shown now.
    fn nodes_of(&mut self, view: ViewId) -> Option<&mut DocumentNodes> {
        if view == self.view {
            return self.nodes.as_mut();
        }
        let mut beside = self.beside.iter_mut();
        beside.find(|shown| shown.view == view)?.nodes.as_mut()
    }

    /// The view that an element is in, by the element's id.
    fn view_of(&self, element: &str) -> ViewId {
        let mut beside = self.beside.iter();
        let found = beside.find(|shown| element.starts_with(&shown.prefix()));
        found.map_or(self.view, |shown| shown.view)
    }

    /// The worker is of no use any more. What it was at when it broke is not tried again.
    fn give_up(&mut self) {
        self.worker = None;
        self.ready = false;
        let at_work = self.owed.pop_front().flatten();
        self.avoided.extend(at_work.map(|(_, figure)| figure));
        self.owed.clear();
        self.due.clear();
        // Whoever waits for a product hears that it will not come.
        self.jobs.clear();
        self.restarts += 1;
    }
}

impl App {
    /// Loads what documents need beyond the first paint: their styles and the renderer.
    pub(super) fn load_renderer(self) {
        if let Some(url) = root::meta(STYLE_META) {
            root::add_style_sheet(&url);
        }
        self.start_renderer();
    }

    fn start_renderer(self) {
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
        if answer != Answer::Ready {
            self.link.update_value(Link::settle);
        }
        self.take(answer);
        // What was heard may have made us ask for more.
        self.watch_renderer();
    }

    fn take(self, answer: Answer) {
        match answer {
            Answer::Ready => self.renderer_ready(),
            Answer::Nothing => {}
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
                if let Some(nodes) = link.nodes_of(view) {
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

    fn renderer_ready(self) {
        self.link.update_value(|link| {
            link.ready = true;
            let figures = link.avoided.clone();
            link.ask(Ask::Avoid { figures });
            for ask in std::mem::take(&mut link.queued) {
                link.ask(ask);
            }
        });
        self.show_again();
        self.show_beside_again();
    }

    fn apply(self, view: ViewId, mut patch: Patch, outline: Option<Outline>) {
        let applied = self.link.try_update_value(|link| {
            // A patch of a document that was left in the meantime has no nodes.
            let shown = link.nodes_of(view)?;
            let applied = shown.apply(&patch).is_ok();
            link.restarts = 0;
            link.draw(view, std::mem::take(&mut patch.due));
            applied.then_some(view == link.view)
        });
        let Some(Some(is_document)) = applied else {
            return;
        };
        if !is_document {
            return self.shown_beside(view, patch.problems);
        }
        self.follow_sections();
        if patch.problems.is_none() && outline.is_none() {
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

    /// Tells whoever puts tools into the sections that they came or went.
    fn follow_sections(self) {
        let changes = self
            .link
            .with_value(|link| link.nodes.as_ref().map(DocumentNodes::section_changes));
        let changes = changes.unwrap_or_default();
        if self.sections_drawn.get_untracked() != changes {
            self.sections_drawn.set(changes);
        }
    }

    /// A place in each drawn section for its tools; tracked.
    #[must_use]
    pub fn section_slots(self) -> Vec<Slot> {
        self.sections_drawn.track();
        self.link.with_value(|link| {
            link.nodes
                .as_ref()
                .map_or_else(Vec::new, DocumentNodes::slots)
        })
    }

    /// Notices a renderer that owes an answer and is silent for too long.
    pub(super) fn watch_renderer(self) {
        let from = self.link.try_update_value(|link| {
            let starts = !link.watched && !link.owed.is_empty();
            link.watched |= starts;
            starts.then_some(link.heard)
        });
        let Some(heard) = from.flatten() else {
            return;
        };
        frame::after(PATIENCE_MS, move || {
            let silent = self.link.try_update_value(|link| {
                link.watched = false;
                !link.owed.is_empty() && link.heard == heard
            });
            if silent == Some(true) {
                self.renderer_crashed();
            } else {
                self.watch_renderer();
            }
        });
    }

    /// Asks for what an opened part of the document holds, wherever it is opened.
    pub(super) fn watch_opening(self) {
        listen::on_toggle(move |event| {
            if let Some(element) = figure::opened_empty(&event) {
                self.link.update_value(|link| {
                    let view = link.view_of(&element);
                    link.ask(Ask::Open { view, element });
                });
                self.watch_renderer();
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
        self.watch_renderer();
        let product = product.await.ok();
        if product.is_none() {
            self.notify(self.locale.get_untracked().ui_renderer_missing());
        }
        product
    }

    fn renderer_crashed(self) {
        let again = self.link.try_update_value(|link| {
            link.give_up();
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
        let nodes = DocumentNodes::new(container, move |event| self.canvas_touched(&event));
        self.link.update_value(|link| link.nodes = nodes.ok());
        // Whatever the new element's sections count, they are others than before.
        self.sections_drawn.set(u32::MAX);
        self.show_again();
    }

    /// The document's element is gone.
    pub fn detach_document(self) {
        self.link.update_value(|link| {
            link.nodes = None;
            link.renew();
        });
        self.watch_renderer();
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
        if self
            .opened
            .with_untracked(|opened| opened.design().is_none())
        {
            return;
        }
        self.link.update_value(Link::renew);
        self.shown.set(ShownDocument::default());
        self.show_edited();
    }

    /// Shows the open design as it is now. What did not change is not drawn again.
    pub(super) fn show_edited(self) {
        let open = self
            .opened
            .with_untracked(|opened| opened.design().cloned());
        let Some(open) = open else {
            return;
        };
        let (id, persona) = (open.id, open.locale);
        let deliverables = self.deliverables_of(persona, &open.stamp.persona);
        // By this tab or by another one.
        let streaming = open.outcome == Outcome::Running;
        let locale = self.locale.get_untracked();
        // What is not stored yet is not shown yet.
        let text = self.text_to_show(&id);
        self.link.update_value(|link| {
            link.pending.clear();
            link.forget_due(link.view);
            if !link.ready || link.nodes.is_none() {
                return;
            }
            let ask = Ask::Show {
                view: link.view,
                locale,
                persona,
                deliverables,
                text,
                streaming,
                prefix: String::new(),
            };
            link.ask(ask);
        });
        self.watch_renderer();
    }

    /// More text of the open design; sent in a moment, together with what comes until then.
    pub(super) fn show_more(self, text: &str) {
        let ask_frame = self.link.try_update_value(|link| {
            link.pending.push_str(text);
            !std::mem::replace(&mut link.frame_asked, true)
        });
        if ask_frame == Some(true) {
            frame::after(GATHER_MS, move || self.send_pending());
        }
    }

    /// More text of the open design; sent at once.
    pub(super) fn show_now(self, text: &str) {
        self.link.update_value(|link| link.pending.push_str(text));
        self.send_pending();
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
        self.watch_renderer();
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
        self.watch_renderer();
    }
}
