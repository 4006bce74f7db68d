//! The brief of the open design, to be read and to be changed, beside the document.

use leptos::prelude::*;

use super::{BriefForm, DerivedNumbers, context::attachment_view, derived::figures};
use crate::{
    app::{BriefPlace, OpenDesign},
    domain::{
        bidi::visible,
        brief::{Brief, derive::derive, field::Group},
        locale::Locale,
    },
    view::{app, pages::persona_choice::DesignPersona, ui::dynamic::part},
};

/// The panel.
#[component]
pub fn BriefPanel() -> impl IntoView {
    let app = app();
    app.open_draft();
    let open = Memo::new(move |_| app.opened().with(|opened| opened.design().cloned()));
    let changing = Memo::new(move |_| {
        let id = open.with(|open| open.as_ref().map(|open| open.id.clone()));
        app.draft()
            .with(|draft| draft.edited.as_ref().map(|it| it.design.clone()))
            == id
            && id.is_some()
    });
    view! {
        {part(move || if changing.get() {
            view! { <Change/> }.into_any()
        } else {
            open.get().map(|open| view! { <Read open/> }).into_any()
        })}
    }
}

#[component]
fn Change() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let empty = Memo::new(move |_| app.with_brief(BriefPlace::Edited, Brief::is_empty));
    view! {
        <div class="stack brief-narrow">
            <BriefForm place=BriefPlace::Edited/>
            <DerivedNumbers place=BriefPlace::Edited/>
            <div class="row">
                <button class="button primary" data-testid="brief-save" disabled=move || empty.get()
                    on:click=move |_| app.save_design_brief()>{t.brief_save()}</button>
                <button class="button" data-testid="brief-discard"
                    on:click=move |_| app.discard_design_brief()>{t.brief_discard()}</button>
            </div>
        </div>
    }
}

#[component]
fn Read(
    /// Whose brief.
    open: OpenDesign,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let brief = open.brief;
    let derived = derive(&brief);
    let free_text = visible(&brief.text).into_owned();
    let is_empty = brief.is_empty();
    view! {
        <dl class="facts">
            <dt>{t.ui_fact_model()}</dt>
            <dd>{open.stamp.model}</dd>
            <dt>{t.ui_fact_provider()}</dt>
            <dd>{open.stamp.provider}</dd>
            <dt>{t.ui_fact_persona()}</dt>
            <dd>{open.stamp.persona}</dd>
        </dl>
        <DesignPersona/>
        <p class="brief">{free_text}</p>
        {is_empty.then(|| view! { <p class="empty">{t.ui_no_brief()}</p> })}
        {Group::ALL.map(|group| fields(&brief, group, t)).into_iter().collect_view()}
        {pairs(t.brief_group_consistency(), brief.consistency.iter().map(|it| (it.operation.clone(), it.need.clone())).collect())}
        {(!derived.is_empty()).then(|| view! {
            <h3 class="panel-heading">{t.brief_group_derived()}</h3>
            {figures(&derived, t)}
        })}
        {(!brief.answers.is_empty()).then(|| view! {
            <h3 class="panel-heading">{t.brief_group_answers()}</h3>
            <dl class="brief-list">
                {brief.answers.iter().map(|it| view! {
                    <dt>{visible(&it.question).into_owned()}</dt>
                    <dd data-testid="brief-said" data-state=it.standing.name()>
                        {visible(&it.answer).into_owned()} " " <span class="chip">{it.standing.label(t)}</span>
                    </dd>
                }).collect_view()}
            </dl>
        })}
        {(!brief.wanted.is_empty()).then(|| view! {
            <h3 class="panel-heading">{t.brief_group_wanted()}</h3>
            <ul class="brief-list">
                {brief.wanted.iter().map(|it| view! { <li>{visible(it).into_owned()}</li> }).collect_view()}
            </ul>
        })}
        {(!brief.context.is_empty()).then(|| view! {
            <h3 class="panel-heading">{t.brief_group_context()}</h3>
            {brief.context.iter().map(|it| attachment_view(it, t)).collect_view()}
        })}
        {(!open.shared).then(|| view! {
            <button class="button" data-testid="brief-edit" on:click=move |_| {
                app.edit_design_brief();
                app.focus_soon("brief");
            }>{t.brief_edit()}</button>
        })}
    }
}

fn fields(brief: &Brief, group: Group, t: Locale) -> AnyView {
    let filled = group
        .fields()
        .filter(|field| !brief.get(*field).trim().is_empty());
    let rows = filled.map(|field| (field.label(t).to_owned(), brief.get(field).to_owned()));
    pairs(group.label(t), rows.collect())
}

fn pairs(title: &'static str, rows: Vec<(String, String)>) -> AnyView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows.into_iter().map(|(name, value)| {
        view! {
            <dt>{visible(&name).into_owned()}</dt>
            <dd>{visible(&value).into_owned()}</dd>
        }
    });
    view! {
        <h3 class="panel-heading">{title}</h3>
        <dl class="brief-list">{rows.collect_view()}</dl>
    }
    .into_any()
}
