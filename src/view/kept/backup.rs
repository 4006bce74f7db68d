//! The whole library as a file, and back: what a restore would do is shown before anything is done.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{
    app::{BackupState, Plan, Planned},
    domain::{backup::Fate, locale::Locale},
    view::{
        app,
        ui::dynamic::{part, text},
    },
};

/// So many designs of a plan are named of each kind; the others are counted.
const NAMED: usize = 12;

/// Both ways.
#[component]
pub fn Backup() -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let state = app.backup_state();
    let busy = Memo::new(move |_| {
        state.with(|state| {
            matches!(
                state,
                BackupState::Writing(..) | BackupState::Reading(_) | BackupState::Restoring(..)
            )
        })
    });
    let plan = Memo::new(move |_| {
        state.with(|state| match state {
            BackupState::Planned(plan) => Some(plan.clone()),
            _ => None,
        })
    });
    let last = match app.last_backup() {
        Some(made) => t.backup_last(app.local_time(made)),
        None => t.backup_never().to_owned(),
    };
    view! {
        <section class="stack backup" aria-label=t.backup_heading()>
            <p class="field-hint">{t.backup_hint()} " " {last}</p>
            <div class="row">
                <button class="button" data-testid="backup-make" prop:disabled=Signal::derive(move || busy.get()) on:click=move |_| app.back_up()>
                    {t.backup_make()}
                </button>
                <label class="button file-button">
                    {t.backup_restore()}
                    <input type="file" class="file-input" data-testid="backup-file" accept=".jsonl,application/jsonl"
                        on:change=move |event| {
                            let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
                            let Some(input) = input else { return };
                            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                                app.plan_restore(file);
                            }
                            // So that the same file can be chosen again.
                            input.set_value("");
                        }/>
                </label>
            </div>
            <p role="status" data-testid="backup-state">{text(move || state.with(|state| told(t, state)))}</p>
            {part(move || plan.get().map(|plan| view! { <PlanView plan/> }))}
        </section>
    }
}

fn told(t: Locale, state: &BackupState) -> String {
    match state {
        BackupState::Idle | BackupState::Planned(_) => String::new(),
        BackupState::Writing(done, all) => t.backup_writing(all, done),
        BackupState::Reading(percent) => t.backup_reading(percent),
        BackupState::Restoring(done, all) => t.backup_restoring(all, done),
        BackupState::Restored(count) => t.backup_restored(count),
        BackupState::Failed(why) => why.clone(),
    }
}

/// What a restore would do.
#[component]
fn PlanView(
    /// It.
    plan: Plan,
) -> impl IntoView {
    let app = app();
    let t = app.locale_now();
    let useful = plan.is_of_use();
    let kinds = [
        (Fate::New, t.backup_fate_new()),
        (Fate::Newer, t.backup_fate_newer()),
        (Fate::Apart, t.backup_fate_apart()),
        (Fate::Sealed, t.backup_fate_sealed()),
        (Fate::Older, t.backup_fate_older()),
        (Fate::Same, t.backup_fate_same()),
        (Fate::Left, t.backup_fate_left()),
    ];
    let rows = kinds
        .into_iter()
        .filter_map(|(fate, label)| {
            let count = plan.count(fate);
            let of_kind = plan.designs.iter().filter(|it| it.fate == fate);
            let names: Vec<String> = of_kind.take(NAMED).map(|it| name(t, it)).collect();
            let rest = count.saturating_sub(names.len());
            let more = (rest > 0).then(|| t.backup_and_more(rest));
            (count > 0).then(|| {
                view! {
                    <li data-testid="backup-fate" data-count=count.to_string()>
                        <b>{count} " · " {label}</b>
                        <span class="field-hint">{names.join(" · ")} " " {more}</span>
                    </li>
                }
            })
        })
        .collect_view();
    let personas = (plan.personas > 0).then(|| view! { <p>{t.backup_personas(plan.personas)}</p> });
    let strange = (plan.strange_personas > 0)
        .then(|| view! { <p>{t.backup_strange_personas(plan.strange_personas)}</p> });
    let with_settings = RwSignal::new(plan.settings.is_some() && app.wants_settings());
    let settings = plan.settings.map(|settings| {
        let label = match settings.endpoint {
            Some(endpoint) => t.backup_settings_endpoint(endpoint.base_url.as_str()),
            None => t.backup_settings().to_owned(),
        };
        view! {
            <label class="check">
                <input type="checkbox" data-testid="backup-settings" prop:checked=with_settings
                    on:change=move |event| with_settings.set(event_target_checked(&event))/>
                <span>{label}</span>
            </label>
        }
    });
    view! {
        <div class="banner" data-testid="backup-plan">
            <div class="stack row-fill">
                <p>{t.backup_plan(app.local_time(plan.made))}</p>
                <ul class="plain-list">{rows}</ul>
                {personas}
                {strange}
                {settings}
                {(!useful).then(|| view! { <p>{t.backup_nothing()}</p> })}
                <div class="row">
                    {useful.then(|| view! {
                        <button class="button primary" data-testid="backup-restore" on:click=move |_| app.restore_backup(with_settings.get_untracked())>{t.backup_do_restore()}</button>
                    })}
                    <button class="button quiet" on:click=move |_| app.end_restore()>{t.backup_cancel()}</button>
                </div>
            </div>
        </div>
    }
}

fn name(t: Locale, planned: &Planned) -> String {
    match planned.title.is_empty() {
        true => t.ui_untitled().to_owned(),
        false => planned.title.clone(),
    }
}
