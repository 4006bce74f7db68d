//! Settings: the endpoint, its key, the language and the look.

use leptos::prelude::*;

use crate::view::{
    examination::ExaminationView,
    forget::ForgetEverything,
    kept::storage::StorageSection,
    key_fields::KeyKeeping,
    ui::dynamic::{part, text},
};

use crate::{
    app::Theme,
    domain::{locale::Locale, studio::Feature},
    view::{
        app,
        pages::{configuration::Configuration, providers::ProviderOptions},
        ui::field::Field,
    },
};

/// The settings page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    view! {
        <div class="page-wide">
            <h1 class="page-title">{t.ui_settings()}</h1>
            <p class="lead">{t.ui_settings_lead()}</p>
            <h2 class="heading">{t.ui_endpoint()}</h2>
            <EndpointFields/>
            <h2 class="heading">{t.ui_appearance()}</h2>
            <Appearance/>
            <h2 class="heading">{t.kept_storage()}</h2>
            <StorageSection/>
            <Configuration/>
            <h2 class="heading">{t.forget_heading()}</h2>
            <ForgetEverything/>
        </div>
    }
}

#[component]
fn EndpointFields() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let built_in = Memo::new(move |_| app.is_built_in());
    view! {
        <div class="stack">
            <div class="grid-2">
                <Field name="preset" label=t.ui_provider()>
                    <select class="input" id="preset" data-testid="endpoint-preset"
                        on:change=move |event| app.choose_provider(&event_target_value(&event))>
                        <ProviderOptions/>
                    </select>
                </Field>
                {part(move || (!built_in.get()).then(|| view! { <RemoteFields/> }))}
            </div>
            {part(move || built_in.get().then(|| view! { <p class="field-hint">{t.ui_built_in_hint()}</p> }))}
            <datalist id="models">
                {part(move || app.models().get().into_iter().map(|id| view! { <option value=id></option> }).collect_view())}
            </datalist>
            {part(move || (app.allows(Feature::KeepKeys) && !built_in.get()).then(|| view! { <KeyKeeping/> }))}
            <div class="row">
                <button class="button" data-testid="endpoint-test" on:click=move |_| app.test_connection()>
                    {t.ui_test()}
                </button>
                <a class="button quiet" href="#/new">{t.ui_new_design()}</a>
            </div>
            <ExaminationView/>
        </div>
    }
}

/// Address, key and model: what the browser's own model does not need.
#[component]
fn RemoteFields() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let form = app.endpoint_form();
    let url_error = move || {
        form.with(|form| form.endpoint().err())
            .map(|error| error.message(t).to_owned())
    };
    view! {
        <Field name="url" label=t.ui_base_url()>
            <input class="input" id="url" type="url" inputmode="url" spellcheck="false" autocomplete="off"
                data-testid="endpoint-url"
                aria-invalid=text(move || url_error().is_some().to_string())
                prop:readOnly=Signal::derive(move || app.endpoints_are_fixed())
                prop:value=text(move || form.with(|form| form.base_url.clone()))
                on:input=move |event| app.set_base_url(event_target_value(&event))/>
            <p class="field-hint">{text(move || match url_error() {
                Some(error) => error,
                None if app.endpoints_are_fixed() => t.studio_fixed_address().to_owned(),
                None => String::new(),
            })}</p>
        </Field>
        <Field name="key" label=t.ui_key() hint=t.ui_key_hint()>
            <input class="input" id="key" type="password" spellcheck="false" autocomplete="off"
                data-testid="endpoint-key"
                prop:value=text(move || form.with(|form| form.key.clone()))
                on:input=move |event| app.set_key(event_target_value(&event))/>
        </Field>
        <Field name="model" label=t.ui_model()
            hint=t.ui_model_hint()>
            <input class="input" id="model" list="models" spellcheck="false" autocomplete="off"
                data-testid="endpoint-model"
                placeholder=text(move || form.with(|form| form.preset.model_example().to_owned()))
                prop:value=text(move || form.with(|form| form.model.clone()))
                on:input=move |event| app.set_model(event_target_value(&event))/>
        </Field>
    }
}

#[component]
fn Appearance() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let current = app.theme_now();
    view! {
        <div class="grid-2">
            <Field name="interface-language" label=t.ui_language()>
                <select class="input" id="interface-language" on:change=move |event| {
                    app.set_locale(if event_target_value(&event) == "zh" { Locale::Zh } else { Locale::En });
                    app.focus_soon("interface-language");
                }>
                    <option value="en" selected=t == Locale::En>"English"</option>
                    <option value="zh" selected=t == Locale::Zh>"简体中文"</option>
                </select>
            </Field>
            <Field name="theme" label=t.ui_theme()>
                <select class="input" id="theme" data-testid="theme" on:change=move |event| {
                    let chosen = event_target_value(&event);
                    let theme = Theme::ALL.into_iter().find(|theme| theme.id() == chosen);
                    app.set_theme(theme.unwrap_or_default());
                }>
                    {Theme::ALL.map(|theme| view! {
                        <option value=theme.id() selected=theme == current>
                            {match theme {
                                Theme::System => t.ui_theme_system(),
                                Theme::Light => t.ui_theme_light(),
                                Theme::Dark => t.ui_theme_dark(),
                            }}
                        </option>
                    }).into_iter().collect_view()}
                </select>
            </Field>
        </div>
    }
}
