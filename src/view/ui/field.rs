//! A labelled form field with a hint.

use leptos::prelude::*;

/// A field: label, control, hint. The control is the child and must carry the id `name`.
#[component]
pub fn Field(
    /// The control's id.
    name: &'static str,
    /// The label's text.
    label: &'static str,
    /// A hint below the control.
    #[prop(optional)]
    hint: &'static str,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=name>{label}</label>
            {children()}
            {(!hint.is_empty()).then(|| view! { <p class="field-hint">{hint}</p> })}
        </div>
    }
}
