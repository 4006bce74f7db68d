//! Settings: the endpoint, its key, the language and the look.

use leptos::prelude::*;

use crate::{
    app::{ConnectionReport, Theme},
    domain::{
        endpoint::{KeyNeed, Preset},
        locale::Locale,
    },
    view::{app, ui::field::Field},
};

/// The settings page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let app = app();
    view! {
        <div class="page-wide">
            <h1 class="page-title">{move || app.locale().ui_settings()}</h1>
            <p class="lead">{move || app.locale().ui_settings_lead()}</p>
            <h2 class="heading">{move || app.locale().ui_endpoint()}</h2>
            <EndpointFields/>
            <h2 class="heading">{move || app.locale().ui_appearance()}</h2>
            <Appearance/>
        </div>
    }
}

#[component]
fn EndpointFields() -> impl IntoView {
    let app = app();
    let form = app.endpoint_form();
    let url_error = move || {
        form.with(|form| form.endpoint().err())
            .map(|error| error.message(app.locale()).to_owned())
    };
    let key_needed = move || form.with(|form| form.preset.key_need() == KeyNeed::Required);
    view! {
        <div class="stack">
            <div class="grid-2">
                <Field name="preset" label=Signal::derive(move || app.locale().ui_provider().to_owned())>
                    <select class="input" id="preset" data-testid="endpoint-preset" on:change=move |event| {
                        if let Some(preset) = Preset::from_id(&event_target_value(&event)) {
                            app.set_preset(preset);
                        }
                    }>
                        {Preset::ALL.map(|preset| view! {
                            <option value=preset.id() selected=move || form.with(|form| form.preset == preset)>
                                {move || preset.label(app.locale())}
                            </option>
                        }).into_iter().collect_view()}
                    </select>
                </Field>
                <Field name="url" label=Signal::derive(move || app.locale().ui_base_url().to_owned())
                    hint=Signal::derive(move || url_error().unwrap_or_default())>
                    <input class="input" id="url" type="url" inputmode="url" spellcheck="false" autocomplete="off"
                        data-testid="endpoint-url"
                        aria-invalid=move || url_error().is_some().to_string()
                        prop:value=move || form.with(|form| form.base_url.clone())
                        on:input=move |event| app.set_base_url(event_target_value(&event))/>
                </Field>
                <Field name="key" label=Signal::derive(move || {
                        let locale = app.locale();
                        if key_needed() { locale.ui_key().to_owned() } else { locale.ui_key_optional().to_owned() }
                    })
                    hint=Signal::derive(move || app.locale().ui_key_hint().to_owned())>
                    <input class="input" id="key" type="password" spellcheck="false" autocomplete="off"
                        data-testid="endpoint-key"
                        prop:value=move || form.with(|form| form.key.clone())
                        on:input=move |event| app.set_key(event_target_value(&event))/>
                </Field>
                <Field name="model" label=Signal::derive(move || app.locale().ui_model().to_owned())
                    hint=Signal::derive(move || app.locale().ui_model_hint().to_owned())>
                    <input class="input" id="model" list="models" spellcheck="false" autocomplete="off"
                        data-testid="endpoint-model"
                        placeholder=move || form.with(|form| form.preset.model_example())
                        prop:value=move || form.with(|form| form.model.clone())
                        on:input=move |event| app.set_model(event_target_value(&event))/>
                </Field>
            </div>
            <datalist id="models">
                {move || app.models().get().into_iter().map(|id| view! { <option value=id></option> }).collect_view()}
            </datalist>
            <label class="check">
                <input type="checkbox" data-testid="endpoint-keep-key"
                    prop:checked=move || form.with(|form| form.keep_key)
                    on:change=move |event| app.set_keep_key(event_target_checked(&event))/>
                <span>{move || app.locale().ui_keep_key()}</span>
            </label>
            <div class="row">
                <button class="button" data-testid="endpoint-test" on:click=move |_| app.test_connection()>
                    {move || app.locale().ui_test()}
                </button>
                <a class="button quiet" href="#/new">{move || app.locale().ui_new_design()}</a>
            </div>
            <Report/>
        </div>
    }
}

#[component]
fn Report() -> impl IntoView {
    let app = app();
    let report = app.connection_report();
    let state = move || {
        report.with(|report| match report {
            None => "idle",
            Some(ConnectionReport::Testing) => "testing",
            Some(ConnectionReport::Works { .. }) => "ok",
            Some(ConnectionReport::Failed { .. }) => "failed",
        })
    };
    let words = move || {
        let locale = app.locale();
        report.with(|report| match report {
            None => String::new(),
            Some(ConnectionReport::Testing) => locale.ui_testing().to_owned(),
            Some(ConnectionReport::Works { models }) => locale.ui_test_works(models),
            Some(ConnectionReport::Failed { message, hint }) => format!("{message}\n{hint}"),
        })
    };
    view! {
        <Show when=move || report.with(Option::is_some)>
            <p class="report" role="status" data-testid="endpoint-report" data-state=state>{words}</p>
        </Show>
    }
}

#[component]
fn Appearance() -> impl IntoView {
    let app = app();
    view! {
        <div class="grid-2">
            <Field name="interface-language" label=Signal::derive(move || app.locale().ui_language().to_owned())>
                <select class="input" id="interface-language" on:change=move |event| {
                    app.set_locale(if event_target_value(&event) == "zh" { Locale::Zh } else { Locale::En });
                }>
                    <option value="en" selected=move || app.locale() == Locale::En>"English"</option>
                    <option value="zh" selected=move || app.locale() == Locale::Zh>"简体中文"</option>
                </select>
            </Field>
            <Field name="theme" label=Signal::derive(move || app.locale().ui_theme().to_owned())>
                <select class="input" id="theme" data-testid="theme" on:change=move |event| {
                    let chosen = event_target_value(&event);
                    let theme = Theme::ALL.into_iter().find(|theme| theme.id() == chosen);
                    app.set_theme(theme.unwrap_or_default());
                }>
                    {Theme::ALL.map(|theme| view! {
                        <option value=theme.id() selected=move || app.theme() == theme>
                            {move || {
                                let locale = app.locale();
                                match theme {
                                    Theme::System => locale.ui_theme_system(),
                                    Theme::Light => locale.ui_theme_light(),
                                    Theme::Dark => locale.ui_theme_dark(),
                                }
                            }}
                        </option>
                    }).into_iter().collect_view()}
                </select>
            </Field>
        </div>
    }
}
