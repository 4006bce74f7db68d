//! What the first paint's program knows of the browser's other tabs: that they can be heard, and which
//! design this tab shows. What is done about them (`room`) is fetched when there is a design or another
//! tab to be careful of (ADR 9).

mod room;

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{App, Opened};
use crate::{
    browser::channel::Channel,
    domain::{
        design::Outcome,
        tabs::{Event, Role},
    },
};

/// The channel of all tabs of this page. Its name begins as all our names do.
const CHANNEL: &str = "backend-architect:tabs";

type Held = Pin<Box<dyn Future<Output = bool>>>;

/// What minds the other tabs: functions, so that their program need not be there before.
#[derive(Clone, Copy)]
struct Warden {
    happen: fn(App, Event),
    hear: fn(App, String),
    keep_beside: fn(App, &str),
    stored: fn(App),
    hold: fn(App, String) -> Held,
    role: fn(&room::Room, &str) -> Role,
}

/// The warden's file did not come.
struct WardenMissing;

impl From<SplitLoaderError> for WardenMissing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What this tab knows of the others.
#[derive(Default)]
pub(super) struct Neighbours {
    channel: Option<Channel>,
    /// The design that this tab shows.
    shown: Option<String>,
    warden: Option<Warden>,
    fetching: bool,
    /// What happened before the warden came.
    early: Vec<Early>,
    room: room::Room,
}

enum Early {
    Happened(Event),
    Heard(String),
    Overtaken(String),
}

impl App {
    /// What this tab is to the open design; tracked.
    #[must_use]
    pub fn tab_role(self) -> Role {
        self.tab_role.get()
    }

    /// Whether this tab may change the open design; tracked.
    #[must_use]
    pub fn may_change(self) -> bool {
        !matches!(self.tab_role.get(), Role::Follower | Role::Claiming)
    }

    /// Whether another tab is writing the open design by a run; tracked.
    #[must_use]
    pub fn is_written_elsewhere(self) -> bool {
        let running = |opened: &Opened| {
            let design = opened.design();
            design.is_some_and(|design| design.outcome == Outcome::Running)
        };
        self.opened.with(running) && !self.may_change()
    }

    /// Whether this tab may change a design.
    pub(super) fn may_write(self, id: &str) -> bool {
        !matches!(self.role_of(id), Role::Follower | Role::Claiming)
    }

    /// The id of the open design of this library, unless another tab writes it.
    pub(super) fn own_writable(self) -> Option<String> {
        self.own_open().filter(|id| self.may_write(id))
    }

    /// Asks the tab that writes the open design to hand it over.
    pub fn take_over(self) {
        if let Some(id) = self.neighbours.with_value(|it| it.shown.clone()) {
            self.tabs_know(Event::TakeOver(id));
        }
    }

    /// Hears the other tabs from now on.
    pub(super) fn watch_tabs(self) {
        let channel = Channel::open(CHANNEL, move |words| {
            if !self.is_forgetting() {
                self.pass_on(Early::Heard(words));
            }
        });
        self.neighbours.update_value(|it| it.channel = channel);
    }

    /// This tab shows that design of the library from now on, or none.
    pub(super) fn tabs_see(self, id: Option<&str>) {
        let before = self
            .neighbours
            .try_update_value(|it| std::mem::replace(&mut it.shown, id.map(str::to_owned)));
        let before = before.flatten();
        if before.as_deref() == id {
            return;
        }
        self.tab_role.set(Role::None);
        if let Some(id) = id {
            self.tabs_know(Event::Shown(id.to_owned()));
        }
        if let Some(before) = before {
            self.tabs_know(Event::Left(before));
        }
    }

    /// Something happened that other tabs are concerned by.
    pub(super) fn tabs_know(self, event: Event) {
        self.pass_on(Early::Happened(event));
    }

    /// A design was stored: other tabs hear of it, and its folder follows.
    pub(super) fn tell_saved(self, id: &str) {
        if let Some(warden) = self.neighbours.with_value(|it| it.warden) {
            (warden.stored)(self);
        }
        self.tell("saved", id);
    }

    /// Other tabs hear that a design was deleted.
    pub(super) fn tell_removed(self, id: &str) {
        self.tell("removed", id);
    }

    /// As `domain::tabs` writes it; ids are plain.
    fn tell(self, kind: &str, id: &str) {
        self.say(&format!(r#"{{"kind":"{kind}","id":"{id}"}}"#));
    }

    fn say(self, words: &str) {
        self.neighbours.with_value(|it| {
            if let Some(channel) = &it.channel {
                channel.tell(words);
            }
        });
    }

    /// Makes sure that no other tab writes a design until [`App::release`] is called as often; says whether
    /// that can be.
    pub(super) async fn reserve(self, id: &str) -> bool {
        if self.neighbours.with_value(|it| it.warden.is_none()) {
            self.fetch_warden().await;
        }
        match self.neighbours.with_value(|it| it.warden) {
            Some(warden) => (warden.hold)(self, id.to_owned()).await,
            // The store still notices when another tab was faster.
            None => true,
        }
    }

    /// Keeps a design that another tab overtook beside the other tab's.
    pub(super) fn keep_beside(self, id: &str) {
        self.pass_on(Early::Overtaken(id.to_owned()));
    }

    /// Ends a [`App::reserve`].
    pub(super) fn release(self, id: &str) {
        self.tabs_know(Event::Ended(id.to_owned()));
    }

    pub(super) fn role_of(self, id: &str) -> Role {
        self.neighbours.with_value(|it| {
            it.warden
                .map_or(Role::None, |warden| (warden.role)(&it.room, id))
        })
    }

    fn pass_on(self, early: Early) {
        if let Some(warden) = self.neighbours.with_value(|it| it.warden) {
            return early.reach(self, warden);
        }
        let fetch = self.neighbours.try_update_value(|it| {
            it.early.push(early);
            !std::mem::replace(&mut it.fetching, true)
        });
        if fetch == Some(true) {
            spawn_local(self.fetch_warden());
        }
    }

    async fn fetch_warden(self) {
        let fetched = fetch_warden().await;
        let mut early = Vec::new();
        self.neighbours.update_value(|it| {
            it.fetching = false;
            if let Ok(warden) = &fetched {
                it.warden = Some(*warden);
                early = std::mem::take(&mut it.early);
            }
        });
        match fetched {
            Ok(warden) => early.into_iter().for_each(|it| it.reach(self, warden)),
            Err(WardenMissing) => {
                if let Some(id) = self.neighbours.with_value(|it| it.shown.clone()) {
                    self.end_run_of_another_visit(&id, false);
                }
            }
        }
    }
}

impl Early {
    fn reach(self, app: App, warden: Warden) {
        match self {
            Self::Happened(event) => (warden.happen)(app, event),
            Self::Heard(words) => (warden.hear)(app, words),
            Self::Overtaken(id) => (warden.keep_beside)(app, &id),
        }
    }
}

/// Fetches the warden, which is in the file of the later pages (`view::later`).
#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(design, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetch_warden() -> Result<Warden, WardenMissing> {
    Ok(room::WARDEN)
}

/// The worker's program and the tests are made of the same library and come in one piece.
#[cfg(not(feature = "split"))]
async fn fetch_warden() -> Result<Warden, WardenMissing> {
    Ok(room::WARDEN)
}
