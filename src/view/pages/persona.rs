//! The persona's catalogue: what the expert knows, how it works, what it delivers, where it hands over.

use leptos::prelude::*;

use crate::view::ui::dynamic::part;

use crate::{
    domain::persona::{Persona, Point},
    view::app,
};

/// The persona's page.
#[component]
pub fn PersonaPage() -> impl IntoView {
    let app = app();
    view! {
        <div class="page-wide" data-testid="persona">
            {part(move || app.expert().map(|expert| view! { <Catalogue persona=expert.persona.clone()/> }))}
        </div>
    }
}

#[component]
fn Catalogue(
    /// The persona to show.
    persona: Persona,
) -> impl IntoView {
    let app = app();
    let locale = app.locale_now();
    let hash = persona.short_hash().to_owned();
    let count: usize = persona.areas.iter().map(|area| area.points.len()).sum();
    view! {
        <h1 class="page-title">{persona.name}</h1>
        <p class="lead">{persona.description}</p>
        <p class="row">
            <span class="chip">{locale.ui_fact_persona()} " " {hash}</span>
            <span class="chip">{locale.ui_suggested_model()} " " {persona.model.unwrap_or_default()}</span>
        </p>
        <p class="lead">{persona.philosophy}</p>
        <h2 class="heading">{locale.ui_delivers()}</h2>
        <ol class="numbered points">{persona.deliverables.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ol>
        <h2 class="heading">{locale.ui_approach()}</h2>
        <ol class="numbered points">{points(persona.approach)}</ol>
        <h2 class="heading">{locale.ui_capabilities(persona.areas.len(), count)}</h2>
        {persona.areas.into_iter().map(|area| view! {
            <details class="area" data-testid="persona-area">
                <summary>{area.title} " " <span class="chip">{area.points.len()}</span></summary>
                <ul class="points">{points(area.points)}</ul>
            </details>
        }).collect_view()}
        <h2 class="heading">{locale.ui_behaviours()}</h2>
        <ul class="points">{persona.behaviours.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
        <h2 class="heading">{locale.ui_workflow()}</h2>
        <ul class="points">{points(persona.workflow)}</ul>
        <h2 class="heading">{locale.ui_knowledge()}</h2>
        <ul class="points">{persona.knowledge.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
        <h2 class="heading">{locale.ui_boundaries()}</h2>
        <ul class="points">{persona.boundaries.into_iter().map(|boundary| view! {
            <li><b>{boundary.colleague}</b> <br/> <span class="point-detail">{boundary.split}</span></li>
        }).collect_view()}</ul>
    }
}

fn points(list: Vec<Point>) -> impl IntoView {
    list.into_iter()
        .map(|point| view! { <li><b>{point.term}</b> <br/> <span class="point-detail">{point.detail}</span></li> })
        .collect_view()
}
