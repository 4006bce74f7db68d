//! A text shown rendered beside the document: an element that the renderer's blocks are put into. Leptos
//! renders nothing inside it.

use leptos::{html, prelude::*};

use super::{app, ui::dynamic::text as changing};
use crate::{
    app::SideView,
    domain::{design::compare::SectionChange, locale::Locale},
};

/// The text as it reads.
#[component]
pub fn Rendered(
    /// Where it is shown (`App::side_view`), which also knows what was found in it.
    side: SideView,
    /// The Markdown.
    #[prop(into)]
    text: Signal<String>,
    /// What became of its sections, to be marked.
    #[prop(optional)]
    marks: Vec<Option<SectionChange>>,
    /// The language that it is written in.
    language: Locale,
    /// What it is, for those who do not see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let app = app();
    let node = NodeRef::<html::Article>::new();
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            app.attach_side_view(side, element.into());
        }
    });
    Effect::new(move |_| app.show_in(side, text.get(), marks.clone()));
    on_cleanup(move || app.close_side_view(side));
    view! {
        <article class="prose" data-testid="rendered" lang=language.tag() aria-label=label node_ref=node
            aria-busy=changing(move || (!side.is_drawn()).to_string())
            on:click=move |event| app.document_clicked(&event)></article>
    }
}
