//! Which persona writes: of new designs where there is more than one, and of a design's later requests.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    domain::{
        design::Stamp,
        persona::own::{PersonaChoice, Standing},
    },
    view::{app, ui::dynamic::part, ui::field::Field},
};

/// The select of new designs; nothing when there is no choice.
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
                        on:change=move |event| app.choose_persona(PersonaChoice::named(&event_target_value(&event)))>
                        {personas.into_iter().map(|(choice, name)| view! {
                            <option value=choice.name()
                                prop:selected=Signal::derive(move || app.persona_choice() == choice)>{name}</option>
                        }).collect_view()}
                    </select>
                </Field>
            }
        })
    })
}

/// Which persona goes on with the open design, and how it compares with the one that wrote it.
#[derive(Clone, Copy)]
struct Successor {
    stamp: Memo<Option<Stamp>>,
    standing: RwSignal<Option<(PersonaChoice, Standing)>>,
}

impl Successor {
    fn of_open() -> Self {
        let app = app();
        let stamp = Memo::new(move |_| {
            app.opened()
                .with(|opened| opened.design().map(|open| open.stamp.clone()))
        });
        let own = Memo::new(move |_| app.own_personas());
        let standing = RwSignal::new(None::<(PersonaChoice, Standing)>);
        Effect::new(move |_| {
            stamp.with(|_| ());
            own.with(|_| ());
            spawn_local(async move {
                let found = app.persona_of_open().await;
                // The view may be gone by now.
                let _ = standing.try_set(found);
            });
        });
        Self { stamp, standing }
    }

    /// The name of the persona that wrote the design.
    fn wanted(self) -> String {
        self.stamp.with_untracked(|stamp| {
            stamp
                .as_ref()
                .map_or_else(String::new, |stamp| stamp.persona.clone())
        })
    }
}

/// Says so when the persona that wrote the open design is gone or has changed.
#[component]
pub fn StandingNotice() -> impl IntoView {
    let t = app().locale_now();
    let successor = Successor::of_open();
    part(move || {
        let (_, standing) = successor.standing.get()?;
        let wanted = successor.wanted();
        let (state, words) = match standing {
            Standing::Same => return None,
            Standing::Changed => ("changed", t.persona_standing_changed(wanted)),
            Standing::Gone(used) => ("gone", t.persona_standing_gone(used, wanted)),
        };
        Some(view! {
            <div class="banner" role="status" data-testid="persona-standing" data-state=state>
                <p class="banner-text">{words}</p>
            </div>
        })
    })
}

/// The persona of the open design's later requests, where there is a choice.
#[component]
pub fn DesignPersona() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    app.load_personas();
    let personas = Memo::new(move |_| app.personas());
    let own = Memo::new(move |_| app.is_own_open());
    let successor = Successor::of_open();
    part(move || {
        let personas = personas.get();
        let used = successor.standing.get().map(|(choice, _)| choice);
        (personas.len() > 1 && own.get()).then(|| view! {
            <Field name="design-persona" label=t.persona_standing_label() hint=t.persona_standing_hint()>
                <select class="input" id="design-persona" data-testid="design-persona"
                    on:change=move |event| app.set_persona_of_open(PersonaChoice::named(&event_target_value(&event)))>
                    {personas.into_iter().map(|(choice, name)| view! {
                        <option value=choice.name() selected=used == Some(choice)>{name}</option>
                    }).collect_view()}
                </select>
            </Field>
        })
    })
}
