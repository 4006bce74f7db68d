//! A labelled form field with a hint.

use leptos::prelude::*;

/// A field: label, control, hint. The control is the child and must carry the id `name`.
#[component]
pub fn Field(
    /// The control's id.
    name: &'static str,
    /// The label's text.
    #[prop(into)]
    label: Signal<String>,
    /// A hint below the control; none when empty.
    #[prop(into, optional)]
    hint: Signal<String>,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=name>{move || label.get()}</label>
            {children()}
            <Show when=move || !hint.with(String::is_empty)>
                <p class="field-hint">{move || hint.get()}</p>
            </Show>
        </div>
    }
}
