//! The model's reasoning, folded above the document. It is not part of the answer and is never kept.

use leptos::prelude::*;

use super::{
    app,
    ui::dynamic::{part, text},
};

/// What the model thought in the run of the open design; nothing when it showed none.
#[component]
pub fn Reasoning() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let open = RwSignal::new(false);
    let length = Memo::new(move |_| app.reasoning_length());
    let shown = Memo::new(move |_| length.get() > 0);
    view! {
            {part(move || shown.get().then(|| view! {
                <details class="reasoning" data-testid="reasoning"
                    on:toggle=move |_| open.update(|open| *open = !*open)>
                    <summary>{text(move || t.ui_reasoning(length.get()))}</summary>
                    // Long thoughts are not written into the page while nobody reads them.
                    <p class="reasoning-text">{text(move || {
                        length.track();
                        if open.get() { app.reasoning() } else { String::new() }
                    })}</p>
                </details>
    }))}
        }
}
