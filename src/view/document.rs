//! The document: an element that the renderer's blocks are put into. Leptos renders nothing inside it.

use leptos::{html, prelude::*};

use super::ui::dynamic::{part, text};

use super::app;

/// The open design's document.
#[component]
pub fn DocumentView() -> impl IntoView {
    let app = app();
    let node = NodeRef::<html::Article>::new();
    Effect::new(move |_| {
        if let Some(element) = node.get() {
            app.attach_document(element.into());
        }
    });
    on_cleanup(move || app.detach_document());
    let language = text(move || {
        app.opened()
            .with(|opened| opened.design().map_or("en", |design| design.locale.tag()))
            .to_owned()
    });
    let writing = Memo::new(move |_| app.is_writing());
    view! {
            <article class="prose" data-testid="document" lang=language node_ref=node
                aria-busy=text(move || (writing.get() || !app.is_drawn()).to_string())
                on:click=move |event| app.document_clicked(&event)></article>
            {part(move || writing.get().then(|| view! {
                <span class="writing-mark" aria-hidden="true"></span>
    }))}
        }
}
