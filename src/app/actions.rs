//! What a reader of the first page may do or cause next, and what writes it down. Its program is fetched right
//! after the first paint, in a part of its own (ADR 9); whoever is faster waits for it. It must not hold what
//! only an author needs: that is in the later pages.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{App, Notice, Opened};
use crate::{
    browser::figure::FigureClick,
    domain::{locale::Locale, persona::Persona},
};

type Soon<T> = Pin<Box<dyn Future<Output = T>>>;

/// A persona and its file.
type AgentFile = (Persona, String);

/// The actions: functions, so that their program need not be there before.
pub(super) struct Actions {
    write_next: fn(App),
    rename: fn(App, &str, &str),
    duplicate: fn(App, &str),
    delete: fn(App, &str),
    export_markdown: fn(App),
    export_page: fn(App),
    export_link: fn(App),
    import: fn(App, web_sys::File),
    open_shared: fn(App, &str),
    keep_shared: fn(App),
    act_on: fn(App, &Notice),
    use_figure: fn(App, &FigureClick),
    exchange_sample: fn(App),
    end_run_of_another_visit: fn(App, &str, bool),
    own_file: fn(App, u64) -> Soon<Option<AgentFile>>,
    look_for_author: fn(App, Locale, String) -> Soon<()>,
}

static ACTIONS: Actions = Actions {
    write_next: App::write_next_now,
    rename: App::rename_now,
    duplicate: App::duplicate_now,
    delete: App::delete_now,
    export_markdown: App::export_markdown_now,
    export_page: App::export_page_now,
    export_link: App::export_link_now,
    import: App::import_now,
    open_shared: App::open_shared_now,
    keep_shared: App::keep_shared_now,
    act_on: App::act_on_now,
    use_figure: App::use_figure_now,
    exchange_sample: App::exchange_sample_now,
    end_run_of_another_visit: App::end_run_of_another_visit_now,
    own_file: |app, id| Box::pin(app.own_file_now(id)),
    look_for_author: |app, locale, author| Box::pin(app.look_for_author(locale, author)),
};

/// The actions' file did not come.
pub(super) struct ActionsMissing;

impl From<SplitLoaderError> for ActionsMissing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl App {
    /// Gives a design a title; an empty one gives it back the document's own.
    pub fn rename(self, id: &str, title: &str) {
        let (id, title) = (id.to_owned(), title.to_owned());
        self.does(move |actions| (actions.rename)(self, &id, &title));
    }

    /// Adds a copy of a design.
    pub fn duplicate(self, id: &str) {
        let id = id.to_owned();
        self.does(move |actions| (actions.duplicate)(self, &id));
    }

    /// Deletes a design, with a way back.
    pub fn delete(self, id: &str) {
        let id = id.to_owned();
        self.does(move |actions| (actions.delete)(self, &id));
    }

    /// Saves the open design as Markdown with front matter.
    pub fn export_markdown(self) {
        self.does(move |actions| (actions.export_markdown)(self));
    }

    /// Saves the open design as one self-contained HTML page.
    pub fn export_page(self) {
        self.does(move |actions| (actions.export_page)(self));
    }

    /// Makes a link that carries the open design, and copies it.
    pub fn export_link(self) {
        self.does(move |actions| (actions.export_link)(self));
    }

    /// Takes a file into the library and opens it.
    pub fn import(self, file: web_sys::File) {
        self.does(move |actions| (actions.import)(self, file));
    }

    /// Opens the design that a link carries, read-only.
    pub(super) fn open_shared(self, payload: &str) {
        self.opened.set(Opened::Loading);
        let payload = payload.to_owned();
        let route = self.route.get_untracked();
        spawn_local(async move {
            let actions = self.actions_or_notice().await;
            // The user may have gone elsewhere while it was fetched.
            if self.route.get_untracked() != route {
                return;
            }
            match actions {
                Some(actions) => (actions.open_shared)(self, &payload),
                None => self.opened.set(Opened::Nothing),
            }
        });
    }

    /// Takes the shared design into the library and opens it there.
    pub fn keep_shared(self) {
        self.does(move |actions| (actions.keep_shared)(self));
    }

    /// Does what a notice offers that takes more than going somewhere.
    pub(super) fn act_on_with_actions(self, notice: &Notice) {
        let notice = notice.clone();
        self.does(move |actions| (actions.act_on)(self, &notice));
    }

    /// Copies or saves what a figure is made from.
    pub(super) fn use_figure(self, click: FigureClick) {
        self.does(move |actions| (actions.use_figure)(self, &click));
    }

    /// The untouched sample follows the interface's language.
    pub(super) fn exchange_sample(self) {
        self.does(move |actions| (actions.exchange_sample)(self));
    }

    /// A run of another visit was interrupted: what had arrived is all there is.
    pub(super) fn end_run_of_another_visit(self, id: &str, alone: bool) {
        let id = id.to_owned();
        self.does(move |actions| (actions.end_run_of_another_visit)(self, &id, alone));
    }

    /// The user's own persona of that id, with its file.
    pub(super) async fn own_file(self, id: u64) -> Option<(Persona, String)> {
        let actions = self.actions_or_notice().await?;
        (actions.own_file)(self, id).await
    }

    /// Looks for the author of the open design among all personas, and shows the design again when found.
    pub(super) fn seek_author(self, locale: Locale, author: String) {
        spawn_local(async move {
            if let Ok(actions) = self.actions().await {
                (actions.look_for_author)(self, locale, author).await;
            }
        });
    }

    /// Begins the next write, if one waits and none is under way.
    pub(super) fn write_next(self) {
        if self.database.with_value(Option::is_none) {
            return;
        }
        if let Some(actions) = self.actions_here() {
            return (actions.write_next)(self);
        }
        if self.begins_to_fetch_writer() {
            spawn_local(async move {
                match self.actions().await {
                    Ok(actions) => (actions.write_next)(self),
                    Err(ActionsMissing) => self.writer_missing(),
                }
            });
        }
    }

    /// Has the actions at hand before they are wanted.
    pub(super) fn fetch_actions(self) {
        spawn_local(async move {
            // Whoever wants them then asks again and is told.
            let _ = self.actions().await;
        });
    }

    /// At once when the actions are here: some of what they do must follow upon a click.
    fn does(self, act: impl FnOnce(&'static Actions) + 'static) {
        match self.actions_here() {
            Some(actions) => act(actions),
            None => self.does_soon(Box::new(act)),
        }
    }

    fn does_soon(self, act: Box<dyn FnOnce(&'static Actions)>) {
        spawn_local(async move {
            if let Some(actions) = self.actions_or_notice().await {
                act(actions);
            }
        });
    }

    async fn actions_or_notice(self) -> Option<&'static Actions> {
        let actions = self.actions().await.ok();
        if actions.is_none() {
            self.notify(self.locale.get_untracked().ui_part_missing());
        }
        actions
    }

    async fn actions(self) -> Result<&'static Actions, ActionsMissing> {
        if let Some(actions) = self.actions_here() {
            return Ok(actions);
        }
        let actions = fetch().await?;
        self.session
            .update_value(|session| session.actions = Some(actions));
        Ok(actions)
    }

    fn actions_here(self) -> Option<&'static Actions> {
        self.session.with_value(|session| session.actions)
    }
}

#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(actions, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetch() -> Result<&'static Actions, ActionsMissing> {
    Ok(&ACTIONS)
}

/// The worker's program and the tests are made of the same library and come in one piece.
#[cfg(not(feature = "split"))]
async fn fetch() -> Result<&'static Actions, ActionsMissing> {
    Ok(&ACTIONS)
}
