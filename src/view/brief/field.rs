//! One field of a brief: label, control, one line of help, and what was understood.

use leptos::prelude::*;

use crate::{
    app::BriefPlace,
    domain::brief::{
        Field, Need,
        field::Takes,
        quantity::{read, told},
    },
    view::{
        app,
        ui::dynamic::{counted, part, text},
    },
};

/// A field of the form.
#[component]
pub fn FieldRow(
    /// Whose brief.
    place: BriefPlace,
    /// Which field.
    field: Field,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let id = format!("brief-{}", field.name());
    let note = format!("{id}-note");
    let value = Memo::new(move |_| app.with_brief(place, |brief| brief.get(field).to_owned()));
    let shown = text(move || value.get());
    let change = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        app.change_brief(place, |brief| brief.set(field, value));
    };
    let takes = field.takes();
    let understood = Memo::new(move |_| {
        let value = value.get();
        let is_number = takes != Takes::Words && !value.trim().is_empty();
        let understood = is_number.then(|| match read(takes, &value) {
            Ok(number) => Ok(told(takes, number, t)),
            Err(error) => Err(error.message(takes, t)),
        });
        // Who wrote it so knows it.
        understood.filter(|understood| understood.as_deref() != Ok(value.trim()))
    });
    let invalid = text(move || matches!(understood.get(), Some(Err(_))).to_string());
    let control = if takes == Takes::Words {
        view! {
            <textarea class="input brief-words" id=id.clone() data-testid="brief-field" data-field=field.name() rows="2"
                aria-describedby=note.clone() placeholder=field.example(t) prop:value=shown on:input=change></textarea>
        }
        .into_any()
    } else {
        view! {
            <input class="input" id=id.clone() data-testid="brief-field" data-field=field.name() autocomplete="off"
                aria-describedby=note.clone() aria-invalid=invalid placeholder=field.example(t) prop:value=shown on:input=change/>
        }
        .into_any()
    };
    let class = if takes == Takes::Words {
        "field brief-wide"
    } else {
        "field"
    };
    view! {
        <div class=class>
            <label class="field-label" for=id.clone()>{field.label(t)}</label>
            {control}
            <div id=note.clone()>
                <p class="field-hint">{field.hint(t)}</p>
                {part(move || understood.get().map(|understood| match understood {
                    Ok(words) => view! { <p class="brief-read" data-testid="brief-read" data-field=field.name()>{t.brief_understood(words)}</p> }.into_any(),
                    Err(words) => view! { <p class="field-error" data-testid="brief-field-error" data-field=field.name()>{words}</p> }.into_any(),
                }))}
            </div>
        </div>
    }
}

/// The operations and what each needs; a row more than are filled in.
#[component]
pub fn ConsistencyRows(
    /// Whose brief.
    place: BriefPlace,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let rows = Memo::new(move |_| app.with_brief(place, |brief| brief.consistency.len()) + 1);
    view! {
        <p class="field-hint brief-wide">{t.brief_consistency_hint()}</p>
        <datalist id="consistency-needs">
            {[t.brief_need_linearizable(), t.brief_need_own_writes(), t.brief_need_once(), t.brief_need_eventual()]
                .map(|need| view! { <option value=need></option> }).into_iter().collect_view()}
        </datalist>
        // Rows stay as they are when one is added: the caret is in one of them.
        {counted(move || rows.get(), move |at| view! { <ConsistencyRow place at/> })}
    }
}

#[component]
fn ConsistencyRow(
    /// Whose brief.
    place: BriefPlace,
    /// Which row.
    at: usize,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let cell = move |read: fn(&Need) -> &String| {
        text(move || {
            app.with_brief(place, |brief| {
                brief
                    .consistency
                    .get(at)
                    .map(read)
                    .cloned()
                    .unwrap_or_default()
            })
        })
    };
    let change = move |event: leptos::ev::Event, write: fn(&mut Need, String)| {
        let value = event_target_value(&event);
        app.change_brief(place, |brief| {
            if brief.consistency.len() <= at {
                brief.consistency.push(Need::default());
            }
            if let Some(need) = brief.consistency.get_mut(at) {
                write(need, value);
            }
        });
    };
    view! {
        <div class="brief-pair brief-wide">
            <input class="input" data-testid="consistency-operation" aria-label=t.brief_operation()
                placeholder=t.brief_operation_example() prop:value=cell(|need| &need.operation)
                on:input=move |event| change(event, |need, value| need.operation = value)/>
            <input class="input" data-testid="consistency-need" list="consistency-needs" aria-label=t.brief_need()
                placeholder=t.brief_need_example() prop:value=cell(|need| &need.need)
                on:input=move |event| change(event, |need, value| need.need = value)/>
        </div>
    }
}
