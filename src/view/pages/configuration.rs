//! What the site's team has set up, and what of it cannot be used. Nothing on a site that says nothing.

use leptos::prelude::*;

use crate::{
    domain::{
        locale::Locale,
        studio::{Problem, Studio},
    },
    view::{app, ui::dynamic::part},
};

/// The section of the settings.
#[component]
pub fn Configuration() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    part(move || {
        let problems = app.configuration_problems().get();
        let studio = app.configuration().unwrap_or_default();
        let is_there = !problems.is_empty() || *studio != Studio::default();
        is_there.then(|| {
            view! {
                <section data-testid="site-configuration">
                    <h2 class="heading">{t.studio_title()}</h2>
                    <p class="lead">{t.studio_lead()}</p>
                    <Problems problems/>
                    <dl class="facts">
                        {facts(&studio, t).into_iter().map(|(label, value)| view! {
                            <dt>{label}</dt>
                            <dd>{value}</dd>
                        }).collect_view()}
                    </dl>
                </section>
            }
        })
    })
}

#[component]
fn Problems(
    /// What cannot be used.
    problems: Vec<Problem>,
) -> impl IntoView {
    let t = app().locale_now();
    (!problems.is_empty()).then(|| {
        view! {
            <div class="banner" data-kind="warn">
                <p class="banner-text">{t.studio_problems(problems.len())}</p>
            </div>
            <ul class="points">
                {problems.into_iter().map(|problem| view! {
                    <li data-testid="site-problem" data-place=problem.pointer.clone()>
                        <b>{problem.place(t)}</b> <br/>
                        <span class="point-detail">{problem.message(t)}</span>
                    </li>
                }).collect_view()}
            </ul>
        }
    })
}

/// What is set up, in the order of the file.
fn facts(studio: &Studio, t: Locale) -> Vec<(&'static str, String)> {
    let comma = t.studio_comma();
    let endpoints = studio.endpoints.iter().map(|own| own.name.of(t));
    let endpoints = endpoints.collect::<Vec<_>>().join(comma);
    let personas = studio.personas.iter().map(|paths| paths.of(t));
    let off = studio.off.iter().map(|feature| feature.label(t));
    let language = studio.language.map(|language| match language {
        Locale::En => "English",
        Locale::Zh => "简体中文",
    });
    let house_rules = studio.house_rules.as_ref().map(|paths| paths.of(t));
    let prices = match studio.prices.len() {
        0 => String::new(),
        count => t.studio_price_count(count),
    };
    let endpoints_label = if studio.endpoints_only {
        t.studio_only_endpoints()
    } else {
        t.studio_site_endpoints()
    };
    let facts = [
        (
            t.studio_default_language(),
            language.unwrap_or_default().to_owned(),
        ),
        (endpoints_label, endpoints),
        (
            t.studio_house_rules(),
            house_rules.unwrap_or_default().to_owned(),
        ),
        (
            t.studio_personas(),
            personas.collect::<Vec<_>>().join(comma),
        ),
        (t.studio_switched_off(), off.collect::<Vec<_>>().join(comma)),
        (t.studio_prices(), prices),
    ];
    facts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect()
}
