//! The reactive state of the page and its only writers.
//!
//! Views read what the methods of [`App`] return and call its commands; they never write a signal.
//! Effects on the outside go through `browser`; decisions are taken in `domain`.

mod actions;
mod backup;
mod beside;
mod brief;
mod browse;
mod compare;
mod doctor;
mod engine;
mod errand;
mod expert;
mod export;
mod figures;
mod folder;
mod forget;
mod handling;
mod history;
mod intake;
mod interrupted;
mod jump;
mod keeping;
mod keys;
mod later;
mod library;
mod navigation;
mod notices;
mod personas;
mod preview;
mod questions;
mod records;
mod refine;
mod requests;
mod revise;
mod revisions;
mod sample;
mod saving;
mod sections;
mod session;
mod settings;
mod shelf;
mod side;
mod steps;
mod studio;
mod tabs;
mod unreadable;
mod way;
mod window;
mod writing;

use std::rc::Rc;

use leptos::prelude::*;

use crate::{
    browser::{clock, database::Database},
    domain::{
        archive::Unreadable,
        design::{Millis, Summary, outline::Outline},
        locale::Locale,
        persona::own::{OwnPersona, PersonaChoice},
        preview::Finding,
        route::Route,
        run::Run,
        tabs::Role,
    },
};

pub use backup::{BackupState, Plan, Planned};
pub use beside::SideView;
pub use brief::BriefPlace;
pub use browse::Shelves;
pub use compare::DiffLayout;
pub use doctor::Examination;
pub use expert::Expert;
pub use folder::FolderState;
pub use forget::{Forgetting, Leftover};
pub use keeping::StorageFacts;
pub use keys::{Keeping, KeptKey, VaultWork};
pub use library::{Library, OpenDesign, Opened};
pub use notices::{Notice, NoticeAction};
pub use records::Attachment;
pub use refine::Proposed;
pub use requests::SentRequest;
pub use revise::{Label, NotChanged};
pub use revisions::Listed;
pub use sections::{Editing, SectionFacts};
pub use session::{Activity, Explanation, StepPlace};
pub use settings::{EndpointForm, Theme};
pub use side::{Side, SideTab};
pub use studio::site_option;
pub use way::Way;

/// Everything the page knows and can do. Cheap to copy; made once.
#[derive(Clone, Copy)]
pub struct App {
    route: RwSignal<Route>,
    locale: RwSignal<Locale>,
    theme: RwSignal<Theme>,
    endpoint: RwSignal<EndpointForm>,
    models: RwSignal<Vec<String>>,
    kept_key: RwSignal<KeptKey>,
    forgetting: RwSignal<Forgetting>,
    library: RwSignal<Library>,
    opened: RwSignal<Opened>,
    run: RwSignal<Run>,
    /// The design that the run writes, while it runs and after.
    run_design: RwSignal<Option<String>>,
    /// What has come of an answer that does not go into the document.
    aside: RwSignal<String>,
    shown: RwSignal<preview::ShownDocument>,
    side: RwSignal<Side>,
    experts: RwSignal<expert::Experts>,
    /// Who waits until an expert that somebody else asked for is fetched.
    expert_turns: StoredValue<expert::Turns, LocalStorage>,
    persona_choice: RwSignal<PersonaChoice>,
    /// Nothing until they were asked for.
    own_personas: RwSignal<Option<Vec<OwnPersona>>>,
    site: studio::Site,
    notices: RwSignal<Vec<Notice>>,
    shared_link: RwSignal<Option<String>>,
    database: StoredValue<Option<Rc<Database>>, LocalStorage>,
    shelf: StoredValue<shelf::Shelf, LocalStorage>,
    keys: StoredValue<keys::Keys, LocalStorage>,
    link: StoredValue<preview::Link, LocalStorage>,
    log: StoredValue<saving::Log, LocalStorage>,
    session: StoredValue<session::Session, LocalStorage>,
    /// Counts the changes of histories.
    revised: RwSignal<u32>,
    /// Differs when sections of the shown document came or went.
    sections_drawn: RwSignal<u32>,
    neighbours: StoredValue<tabs::Neighbours, LocalStorage>,
    /// What this tab is to the open design.
    tab_role: RwSignal<Role>,
    /// Designs that this program cannot read.
    unreadable: RwSignal<Vec<Unreadable>>,
    look: RwSignal<browse::Look>,
    /// How many designs are not on disk because that failed.
    unsaved: RwSignal<usize>,
    /// Whether a backup would be wise.
    reminder: RwSignal<bool>,
    folder_state: RwSignal<FolderState>,
    folders: StoredValue<folder::Folders, LocalStorage>,
    /// How often the reader moved in the page.
    moves: StoredValue<u32, LocalStorage>,
    /// What only the later pages know; nothing before the first of them was entered.
    later: StoredValue<Option<later::Later>, LocalStorage>,
    /// What lives as long as the page.
    owner: StoredValue<Option<Owner>, LocalStorage>,
}

impl App {
    /// The state before anything was loaded, then loads. Call once, in the root owner.
    #[must_use]
    pub fn start() -> Self {
        let app = Self {
            route: RwSignal::default(),
            locale: RwSignal::default(),
            theme: RwSignal::default(),
            endpoint: RwSignal::default(),
            models: RwSignal::default(),
            kept_key: RwSignal::default(),
            forgetting: RwSignal::default(),
            library: RwSignal::default(),
            opened: RwSignal::default(),
            run: RwSignal::default(),
            run_design: RwSignal::default(),
            aside: RwSignal::default(),
            shown: RwSignal::default(),
            side: RwSignal::default(),
            experts: RwSignal::default(),
            expert_turns: StoredValue::new_local(expert::Turns::default()),
            persona_choice: RwSignal::default(),
            own_personas: RwSignal::default(),
            site: studio::Site::new(),
            notices: RwSignal::default(),
            shared_link: RwSignal::default(),
            database: StoredValue::new_local(None),
            shelf: StoredValue::new_local(shelf::Shelf::default()),
            keys: StoredValue::new_local(keys::Keys::default()),
            link: StoredValue::new_local(preview::Link::default()),
            log: StoredValue::new_local(saving::Log::default()),
            session: StoredValue::new_local(session::Session::default()),
            revised: RwSignal::default(),
            sections_drawn: RwSignal::default(),
            neighbours: StoredValue::new_local(tabs::Neighbours::default()),
            tab_role: RwSignal::default(),
            unreadable: RwSignal::default(),
            look: RwSignal::default(),
            unsaved: RwSignal::default(),
            reminder: RwSignal::default(),
            folder_state: RwSignal::default(),
            folders: StoredValue::new_local(folder::Folders::default()),
            moves: StoredValue::new_local(0),
            later: StoredValue::new_local(None),
            owner: StoredValue::new_local(Owner::current()),
        };
        app.load_settings();
        app.load_renderer();
        app.watch_navigation();
        app.watch_escape();
        app.watch_hands();
        app.watch_leaving();
        app.watch_forgetting();
        app.watch_tabs();
        app.watch_opening();
        app.load_library();
        app.load_expert();
        app
    }

    /// Where the page is.
    #[must_use]
    pub fn route(self) -> ReadSignal<Route> {
        self.route.read_only()
    }

    /// The interface's language; tracked.
    #[must_use]
    pub fn locale(self) -> Locale {
        self.locale.get()
    }

    /// The interface's language, for event handlers; not tracked.
    #[must_use]
    pub fn locale_now(self) -> Locale {
        self.locale.get_untracked()
    }

    /// A moment as a date, in the interface's language and the user's time zone.
    #[must_use]
    pub fn local_date(self, moment: Millis) -> String {
        clock::local_date(moment, self.locale.get())
    }

    /// A moment with its time of day, in the interface's language and the user's time zone.
    #[must_use]
    pub fn local_time(self, moment: Millis) -> String {
        clock::local_time(moment, self.locale.get_untracked())
    }

    /// The look; not tracked.
    #[must_use]
    pub fn theme_now(self) -> Theme {
        self.theme.get_untracked()
    }

    /// The library.
    #[must_use]
    pub fn library(self) -> ReadSignal<Library> {
        self.library.read_only()
    }

    /// What is open.
    #[must_use]
    pub fn opened(self) -> ReadSignal<Opened> {
        self.opened.read_only()
    }

    /// The run.
    #[must_use]
    pub fn run(self) -> ReadSignal<Run> {
        self.run.read_only()
    }

    /// How many designs are not on disk because that failed; tracked.
    #[must_use]
    pub fn unsaved_designs(self) -> usize {
        self.unsaved.get()
    }

    /// Whether a backup would be wise; tracked.
    #[must_use]
    pub fn wants_backup(self) -> bool {
        self.reminder.get()
    }

    /// The notices at the foot of the page.
    #[must_use]
    pub fn notices(self) -> ReadSignal<Vec<Notice>> {
        self.notices.read_only()
    }

    /// The endpoint as typed.
    #[must_use]
    pub fn endpoint_form(self) -> ReadSignal<EndpointForm> {
        self.endpoint.read_only()
    }

    /// The models that the endpoint listed.
    #[must_use]
    pub fn models(self) -> ReadSignal<Vec<String>> {
        self.models.read_only()
    }

    /// What the last connection test found.
    #[must_use]
    pub fn examination(self) -> ReadSignal<Examination> {
        self.later().examination.read_only()
    }

    /// The link made last, for as long as its dialog is open.
    #[must_use]
    pub fn shared_link(self) -> ReadSignal<Option<String>> {
        self.shared_link.read_only()
    }

    /// How many findings there are about the shown document; tracked.
    #[must_use]
    pub fn problem_count(self) -> usize {
        self.shown.with(|shown| shown.problems.len())
    }

    /// The findings about the shown document; tracked.
    #[must_use]
    pub fn problems(self) -> Vec<Finding> {
        self.shown.with(|shown| shown.problems.clone())
    }

    /// The outline of the shown document; tracked.
    #[must_use]
    pub fn outline(self) -> Outline {
        self.shown.with(|shown| shown.outline.clone())
    }

    /// Whether the renderer has shown the open design, were it empty; tracked.
    #[must_use]
    pub fn is_drawn(self) -> bool {
        self.shown
            .with(|shown| !shown.outline.deliverables.is_empty())
    }

    /// Whether the open design is the one that a run is writing; tracked.
    #[must_use]
    pub fn is_writing(self) -> bool {
        self.run.with(|run| run.phase().is_active()) && self.owns_run()
    }

    /// Whether the run, over or not, belongs to the open design; tracked.
    #[must_use]
    pub fn owns_run(self) -> bool {
        let id = self.run_design.get();
        id.is_some()
            && self
                .opened
                .with(|opened| opened.design().map(|design| design.id.clone()))
                == id
    }

    /// The design that is being written, wherever the page is; tracked.
    #[must_use]
    pub fn running_design(self) -> Option<Summary> {
        if !self.run.with(|run| run.phase().is_active()) {
            return None;
        }
        let id = self.run_design.get()?;
        self.shelf
            .with_value(|shelf| shelf.get(&id).map(crate::domain::design::Design::summary))
    }
}
