//! Texts that are shown rendered beside the document: what is being edited, the sides of a comparison.
//!
//! Each has an element and findings of its own; the renderer draws them like the document. They are lost
//! with the view that shows them, and shown again by a renderer that is started anew.

use leptos::prelude::*;

use super::{App, preview::GATHER_MS};
use crate::{
    browser::{document::DocumentNodes, frame},
    domain::{
        design::compare::SectionChange,
        preview::{Ask, Finding, ViewId},
    },
};

/// A text that is shown beside the document. Cheap to copy; it lives as long as the view that made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideView {
    view: ViewId,
    findings: RwSignal<Option<Vec<Finding>>>,
}

impl SideView {
    /// What was found in the text as it is shown; nothing before it was shown. Tracked.
    #[must_use]
    pub fn findings(self) -> Option<Vec<Finding>> {
        self.findings.get()
    }

    /// Whether the text was shown; tracked.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        self.findings.with(Option::is_some)
    }
}

/// What the page keeps of such a text.
pub(super) struct Beside {
    pub(super) view: ViewId,
    pub(super) nodes: Option<DocumentNodes>,
    /// Nothing before it was said.
    text: Option<String>,
    /// What became of each of its sections, to be marked.
    marks: Vec<Option<SectionChange>>,
    findings: RwSignal<Option<Vec<Finding>>>,
    /// Whether the text will be sent in a moment.
    waits: bool,
}

impl Beside {
    /// What every id in it begins with.
    pub(super) fn prefix(&self) -> String {
        prefix(self.view)
    }
}

/// A capital, because the ids of a document have none.
fn prefix(view: ViewId) -> String {
    format!("V{view}-")
}

impl App {
    /// A place for a text beside the document. Call it in the component that shows the text.
    #[must_use]
    pub fn side_view(self) -> SideView {
        let findings = RwSignal::new(None);
        let view = self.link.try_update_value(|link| {
            let view = link.new_view();
            link.beside.push(Beside {
                view,
                nodes: None,
                text: None,
                marks: Vec::new(),
                findings,
                waits: false,
            });
            view
        });
        let view = view.unwrap_or_default();
        SideView { view, findings }
    }

    /// Gives the element to show the text in.
    pub fn attach_side_view(self, side: SideView, container: web_sys::Element) {
        let nodes = DocumentNodes::new(container, move |event| self.canvas_touched(&event));
        self.with_beside(side.view, |shown| shown.nodes = nodes.ok());
        self.send_beside(side.view);
    }

    /// Shows a text there. What changes quickly is gathered for a moment.
    pub fn show_in(self, side: SideView, text: String, marks: Vec<Option<SectionChange>>) {
        let view = side.view;
        let was = self.with_beside(view, |shown| {
            shown.marks = marks;
            let is_first = shown.text.replace(text).is_none();
            (is_first, std::mem::replace(&mut shown.waits, !is_first))
        });
        match was {
            Some((true, _)) => self.send_beside(view),
            Some((false, false)) => frame::after(GATHER_MS, move || self.send_beside(view)),
            _ => {}
        }
    }

    /// Scrolls each of these views to a section of its own, by place; the others stay.
    pub fn reveal_sections(self, places: &[(SideView, Option<usize>)]) {
        self.link.with_value(|link| {
            for (side, place) in places {
                let shown = link.beside.iter().find(|shown| shown.view == side.view);
                if let (Some(nodes), Some(place)) =
                    (shown.and_then(|shown| shown.nodes.as_ref()), place)
                {
                    nodes.scroll_to_section(*place);
                }
            }
        });
    }

    /// The text's element is gone.
    pub fn close_side_view(self, side: SideView) {
        self.link.update_value(|link| {
            link.beside.retain(|shown| shown.view != side.view);
            link.leave(side.view);
        });
        self.watch_renderer();
    }

    /// A renderer that was started anew knows of none of them.
    pub(super) fn show_beside_again(self) {
        let views = self.link.with_value(|link| {
            let views = link.beside.iter().map(|shown| shown.view);
            views.collect::<Vec<_>>()
        });
        for view in views {
            self.send_beside(view);
        }
    }

    /// The renderer's answer has reached the page.
    pub(super) fn shown_beside(self, view: ViewId, problems: Option<Vec<Finding>>) {
        let findings = self.with_beside(view, |shown| {
            if let Some(nodes) = &shown.nodes {
                let marks = shown.marks.iter();
                nodes.mark(marks.map(|mark| mark.map(SectionChange::name)));
            }
            shown.findings
        });
        if let (Some(findings), Some(problems)) = (findings, problems) {
            // The component may be on its way out.
            let _ = findings.try_set(Some(problems));
        }
    }

    fn with_beside<T>(self, view: ViewId, change: impl FnOnce(&mut Beside) -> T) -> Option<T> {
        let changed = self.link.try_update_value(|link| {
            let mut beside = link.beside.iter_mut();
            beside.find(|shown| shown.view == view).map(change)
        });
        changed.flatten()
    }

    fn send_beside(self, view: ViewId) {
        let locale = self.locale.get_untracked();
        let ask = self.with_beside(view, |shown| {
            shown.waits = false;
            shown.nodes.as_ref()?;
            let text = shown.text.clone()?;
            Some(Ask::Show {
                view,
                locale,
                persona: locale,
                // Nothing is expected of a part of a document.
                deliverables: Some(Vec::new()),
                text,
                streaming: false,
                prefix: shown.prefix(),
            })
        });
        let Some(Some(ask)) = ask else { return };
        self.link.update_value(|link| {
            link.forget_due(view);
            if link.is_ready() {
                link.ask(ask);
            }
        });
        self.watch_renderer();
    }
}
