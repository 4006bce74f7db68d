//! The document: an element that the renderer's blocks are put into. Leptos renders nothing inside it.

use leptos::{html, prelude::*};

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
    let language = move || {
        app.opened()
            .with(|opened| opened.design().map_or("en", |design| design.locale.tag()))
    };
    view! {
            <article class="prose" data-testid="document" lang=language node_ref=node
                aria-busy=move || app.is_writing().to_string()
                on:click=move |event| app.document_clicked(&event)></article>
            {move || (app.is_writing()).then(|| view! {
                <span class="writing-mark" aria-hidden="true"></span>
    })}
        }
}
