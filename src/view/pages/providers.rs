//! The options of the provider's select: the site's endpoints, then the page's own list, unless the site
//! allows no others.

use leptos::prelude::*;

use crate::{
    app::site_option,
    domain::endpoint::Preset,
    view::{app, ui::dynamic::part},
};

/// All options.
#[component]
pub fn ProviderOptions() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let chosen = Memo::new(move |_| app.provider_option());
    part(move || {
        let Some(studio) = app.configuration().filter(|it| !it.endpoints.is_empty()) else {
            return presets(chosen);
        };
        let own = studio.endpoints.iter().enumerate();
        let own = own
            .map(|(at, own)| option(site_option(at), own.name.of(t).to_owned(), chosen))
            .collect_view();
        if studio.endpoints_only {
            return own.into_any();
        }
        view! {
            <optgroup label=t.studio_site_endpoints()>{own}</optgroup>
            <optgroup label=t.studio_other_endpoints()>{presets(chosen)}</optgroup>
        }
        .into_any()
    })
}

fn presets(chosen: Memo<String>) -> AnyView {
    let app = app();
    let t = app.locale_now();
    let offered = Preset::ALL.into_iter().filter(|preset| app.offers(*preset));
    offered
        .map(|preset| option(preset.id().to_owned(), preset.label(t).to_owned(), chosen))
        .collect_view()
        .into_any()
}

fn option(value: String, label: String, chosen: Memo<String>) -> impl IntoView {
    let own = value.clone();
    view! {
        <option value=value prop:selected=Signal::derive(move || chosen.with(|chosen| *chosen == own))>
            {label}
        </option>
    }
}
