//! A design: its facts, how its run went, and the document.

use leptos::prelude::*;

use crate::view::ui::dynamic::{part, text};

use crate::{
    app::{OpenDesign, Opened},
    domain::tabs::Role,
    view::{
        DesignPart, app,
        document::DocumentView,
        later,
        reasoning::Reasoning,
        status::{RunBanner, StatusLine},
    },
};

/// The page of a design, of this library or from a link.
#[component]
pub fn DesignPage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let opened = app.opened();
    let kind = Memo::new(move |_| {
        opened.with(|opened| match opened {
            Opened::Design(design) => Kind::Design {
                shared: design.shared,
            },
            Opened::Nothing | Opened::Loading => Kind::Loading,
            Opened::Missing => Kind::Missing,
            Opened::Damaged(_) | Opened::Unreadable(_) => Kind::Unreadable,
        })
    });
    let crowded = Memo::new(move |_| !matches!(app.tab_role(), Role::None | Role::Writer));
    view! {
        <div class="sheet">
            {part(move || match kind.get() {
                Kind::Design { shared } => view! {
                    {shared.then(|| view! { <SharedBanner/> })}
                    {part(move || crowded.get().then(|| later(DesignPart::OtherTab)))}
                    <StatusLine/>
                    <RunBanner/>
                    <Reasoning/>
                    <Facts/>
                    {(!shared).then(|| later(DesignPart::Standing))}
                    <DocumentView/>
                    {(!shared).then(|| later(DesignPart::Sections))}
                    {later(DesignPart::Folder)}
                }.into_any(),
                Kind::Loading => view! { <p class="empty" role="status">{t.ui_loading()}</p> }.into_any(),
                Kind::Missing => view! {
                    <h1 class="page-title">{t.ui_no_design_title()}</h1>
                    <p class="lead">{t.ui_no_design_text()}</p>
                    <a class="button primary" href="#/">{t.ui_library()}</a>
                }.into_any(),
                Kind::Unreadable => view! {
                    <h1 class="page-title">{t.ui_unreadable_title()}</h1>
                    <p class="lead" role="alert" data-testid="open-error">{text(move || explanation(&opened.get(), t))}</p>
                    <a class="button primary" href="#/">{t.ui_library()}</a>
                }.into_any(),
            })}
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Design { shared: bool },
    Loading,
    Missing,
    Unreadable,
}

fn explanation(opened: &Opened, locale: crate::domain::locale::Locale) -> String {
    match opened {
        Opened::Damaged(error) => error.message(locale).to_owned(),
        Opened::Unreadable(detail) => locale.ui_unreadable_text(detail),
        _ => String::new(),
    }
}

#[component]
fn SharedBanner() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <div class="banner">
            <p class="banner-text">{t.ui_shared_banner()}</p>
            <button class="button" data-testid="keep-shared" on:click=move |_| app.keep_shared()>
                {t.ui_keep_shared()}
            </button>
        </div>
    }
}

#[component]
fn Facts() -> impl IntoView {
    let app = app();
    let facts = Memo::new(move |_| {
        let opened = app.opened();
        opened.with(|opened| {
            let design = opened.design();
            design.map_or_else(Vec::new, |design| facts_of(design, app))
        })
    });
    view! {
        <p class="facts-line">
            {part(move || facts.get().into_iter().map(|(label, value)| view! {
                <span>{label} " " <b>{value}</b></span>
            }).collect_view())}
        </p>
    }
}

fn facts_of(design: &OpenDesign, app: crate::app::App) -> Vec<(&'static str, String)> {
    let locale = app.locale_now();
    [
        (locale.ui_fact_persona(), design.stamp.persona.clone()),
        (locale.ui_fact_model(), design.stamp.model.clone()),
        (locale.ui_fact_date(), app.local_date(design.updated)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}
