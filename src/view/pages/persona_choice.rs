//! Which persona writes: offered where the site has more than the page's own.

use leptos::prelude::*;

use crate::{
    app::PersonaChoice,
    view::{app, ui::dynamic::part, ui::field::Field},
};

/// The select; nothing when there is no choice.
#[component]
pub fn PersonaSelect() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    app.load_personas();
    let personas = Memo::new(move |_| app.personas());
    part(move || {
        let personas = personas.get();
        (personas.len() > 1).then(|| {
            view! {
                <Field name="persona-choice" label=t.ui_fact_persona() hint=t.studio_persona_hint()>
                    <select class="input" id="persona-choice" data-testid="persona-choice"
                        on:change=move |event| app.choose_persona(event_target_value(&event).parse().ok())>
                        {personas.into_iter().map(|(choice, name)| view! {
                            <option value=value(choice)
                                prop:selected=Signal::derive(move || app.persona_choice() == choice)>{name}</option>
                        }).collect_view()}
                    </select>
                </Field>
            }
        })
    })
}

/// The page's own persona is no number.
fn value(choice: PersonaChoice) -> String {
    choice.map_or_else(|| "own".to_owned(), |at| at.to_string())
}
