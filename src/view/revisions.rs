//! The revisions of the open design: what happened, who did it and when; naming, restoring, comparing. And
//! the buttons that undo and redo.

use leptos::{ev, prelude::*};

use super::{
    app,
    sections::author_text,
    ui::{
        dynamic::part,
        icon::{Icon, Shape},
    },
};
use crate::{
    app::Listed,
    domain::{
        bidi::visible,
        design::{
            history::{Cause, Kind, Revision},
            timeline::Place,
        },
        locale::Locale,
        route::Route,
    },
};

/// How many revisions are listed at first, and how many more each time.
const STEP: usize = 50;

/// The panel.
#[component]
pub fn RevisionsPanel() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    app.load_history();
    let listed = Memo::new(move |_| app.revisions());
    let shown = RwSignal::new(STEP);
    let naming = RwSignal::new(None::<u32>);
    let present = Memo::new(move |_| {
        listed.with(|listed| {
            let mut listed = listed.iter();
            let present = listed.find(|one| one.place == Place::Present)?;
            Some((
                present.revision.number,
                present.revision.name.clone().unwrap_or_default(),
            ))
        })
    });
    view! {
        <div class="row"><StepButtons labels=true/></div>
        {part(move || present.get().map(|(number, name)| view! {
            <NameForm number name label=t.revision_name_present().to_owned() hook="version-name" naming/>
        }))}
        {part(move || listed.with(Vec::is_empty).then(|| view! { <p class="empty">{t.revision_none()}</p> }))}
        <ol class="revisions" aria-label=t.revision_title()>
            {part(move || listed.with(|listed| {
                let count = shown.get();
                let head = present.get().map(|(number, _)| number);
                listed.iter().take(count).cloned()
                    .map(|listed| view! { <Entry listed head naming/> })
                    .collect_view()
            }))}
        </ol>
        {part(move || (listed.with(Vec::len) > shown.get()).then(|| view! {
            <button class="button" on:click=move |_| shown.update(|shown| *shown += STEP)>{t.revision_earlier()}</button>
        }))}
    }
}

#[component]
fn Entry(
    /// The revision.
    listed: Listed,
    /// The present one.
    head: Option<u32>,
    /// The one that is being given a name.
    naming: RwSignal<Option<u32>>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let Listed { revision, place } = listed;
    let Revision {
        number,
        parent,
        cause,
        name,
        ..
    } = revision;
    let design = app.opened().with_untracked(|opened| {
        let design = opened.design();
        design.map(|design| design.id.clone()).unwrap_or_default()
    });
    let link = move |from: u32, to: u32| {
        let id = design.clone();
        Route::Compare { id, from, to }.hash()
    };
    let changes = parent.map(|parent| link(parent, number));
    let with_present = head
        .filter(|head| *head != number)
        .map(|head| link(number, head));
    let meta = format!(
        "{} · {}",
        author_text(t, &cause.origin),
        app.local_time(cause.origin.at)
    );
    let is_named = name.is_some();
    let name_now = name.clone().unwrap_or_default();
    let what = happened(t, &cause);
    let message = visible(&cause.message).into_owned();
    view! {
        <li class="revision" data-testid="revision" data-number=number data-state=place.name()>
            <p class="revision-head">
                <b class="revision-name">{name.map_or_else(|| t.revision_number(number), |name| visible(&name).into_owned())}</b>
                {is_named.then(|| view! { <span class="revision-number">{t.revision_number(number)}</span> })}
                {place_chip(t, place)}
            </p>
            <p class="revision-what">{what}</p>
            {(!message.is_empty()).then(|| view! { <p class="revision-message">{message}</p> })}
            <p class="revision-meta">{meta}</p>
            <div class="revision-actions">
                {changes.map(|link| view! {
                    <a class="revision-action" data-testid="revision-changes" href=link aria-label=t.revision_changes_label(number)>{t.revision_changes()}</a>
                })}
                {with_present.map(|link| view! {
                    <a class="revision-action" data-testid="revision-compare" href=link aria-label=t.revision_with_present_label(number)>{t.revision_with_present()}</a>
                })}
                <button class="revision-action" data-testid="revision-name" aria-label=t.revision_name_label(number)
                    on:click=move |_| {
                        naming.set(Some(number));
                        app.focus_soon("revision-name");
                    }>{if is_named { t.revision_rename() } else { t.revision_name() }}</button>
                {(place != Place::Present).then(|| view! {
                    <button class="revision-action" data-testid="revision-restore" aria-label=t.revision_restore_label(number)
                        prop:disabled=Signal::derive(move || app.is_writing())
                        on:click=move |_| app.restore_to(number)>{t.revision_restore()}</button>
                })}
            </div>
            {part(move || (naming.get() == Some(number)).then(|| view! {
                <NameForm number name=name_now.clone() label=t.revision_name_label(number) hook="revision-name-text" naming/>
            }))}
        </li>
    }
}

/// A field for a revision's name.
#[component]
fn NameForm(
    /// The revision.
    number: u32,
    /// The name that it has.
    name: String,
    /// What the field is for.
    label: String,
    /// The field's hook.
    hook: &'static str,
    /// The revision whose name is asked for in its entry.
    naming: RwSignal<Option<u32>>,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let in_entry = hook == "revision-name-text";
    let written = RwSignal::new(name.clone());
    view! {
        <form class="revision-form" on:submit=move |event| {
            event.prevent_default();
            naming.set(None);
            app.name_revision(number, &written.get_untracked());
        } on:keydown=move |event| {
            if in_entry && event.key() == "Escape" {
                naming.set(None);
            }
        }>
            <input class="input" data-testid=hook id=in_entry.then_some("revision-name") aria-label=label.clone()
                placeholder=if in_entry { t.revision_name_placeholder().to_owned() } else { label }
                maxlength="120" prop:value=name on:input=move |event| written.set(event_target_value(&event))/>
            <button class="button" type="submit">{t.revision_save()}</button>
        </form>
    }
}

/// Undo and redo, in the bar, with their keys.
#[component]
pub fn UndoRedo() -> impl IntoView {
    let app = app();
    let keys = window_event_listener(ev::keydown, move |event| app.step_by_key(&event));
    on_cleanup(move || keys.remove());
    view! { <StepButtons labels=false/> }
}

#[component]
fn StepButtons(
    /// Whether the buttons say in words what they do.
    labels: bool,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let steps = Memo::new(move |_| app.steps());
    let button = move |shape: Shape,
                       label: &'static str,
                       hint: &'static str,
                       hook: &'static str,
                       back: bool| {
        view! {
            <button class="button" class:quiet=!labels class:icon-button=!labels class:only-wide=!labels
                data-testid=hook title=hint aria-label=label
                prop:disabled=Signal::derive(move || { let steps = steps.get(); !if back { steps.0 } else { steps.1 } })
                on:click=move |_| if back { app.undo() } else { app.redo() }>
                <Icon shape/>
                {labels.then_some(label)}
            </button>
        }
    };
    let hooks = if labels {
        ["revision-undo", "revision-redo"]
    } else {
        ["undo", "redo"]
    };
    view! {
        <span class="undo-redo" role="group" aria-label=t.revision_steps()>
            {button(Shape::Undo, t.revision_undo(), t.revision_undo_hint(), hooks[0], true)}
            {button(Shape::Redo, t.revision_redo(), t.revision_redo_hint(), hooks[1], false)}
        </span>
    }
}

fn place_chip(t: Locale, place: Place) -> AnyView {
    match place {
        Place::Present => view! { <span class="chip ok">{t.revision_present()}</span> }.into_any(),
        Place::Undone => view! { <span class="chip">{t.revision_undone()}</span> }.into_any(),
        Place::Aside => {
            view! { <span class="chip" title=t.revision_aside_hint()>{t.revision_aside()}</span> }
                .into_any()
        }
        Place::Past => ().into_any(),
    }
}

/// A revision in a few words, for lists and headings.
pub fn brief_title(t: Locale, revision: &Revision) -> String {
    let what = match &revision.name {
        Some(name) => visible(name).into_owned(),
        None => happened(t, &revision.cause),
    };
    format!("{} · {what}", revision.number)
}

/// What happened, in words.
fn happened(t: Locale, cause: &Cause) -> String {
    let what = match cause.kind {
        Kind::Begun => t.revision_kind_begun(),
        Kind::Written => t.revision_kind_written(),
        Kind::Recovered => t.revision_kind_recovered(),
        Kind::Edited => t.revision_kind_edited(),
        Kind::Regenerated => t.revision_kind_regenerated(),
        Kind::Refined => t.revision_kind_refined(),
        Kind::Added => t.revision_kind_added(),
        Kind::Removed => t.revision_kind_removed(),
        Kind::Moved => t.revision_kind_moved(),
        Kind::Locked => t.revision_kind_locked(),
        Kind::Unlocked => t.revision_kind_unlocked(),
        Kind::Restored => t.revision_kind_restored(),
        Kind::Brief => t.revision_kind_brief(),
        Kind::Titled => t.revision_kind_titled(),
        Kind::Decided => t.revision_kind_decided(),
        Kind::Attached => t.revision_kind_attached(),
        Kind::Taken => t.revision_kind_taken(),
    };
    let subjects =
        cause
            .subjects
            .iter()
            .map(|subject| match (cause.kind, subject.parse::<u32>()) {
                (Kind::Restored, Ok(number)) => t.revision_number(number),
                _ => visible(subject).into_owned(),
            });
    let subjects: Vec<String> = subjects.filter(|subject| !subject.is_empty()).collect();
    if subjects.is_empty() {
        what.to_owned()
    } else {
        t.revision_about(what, subjects.join(t.revision_join()))
    }
}
