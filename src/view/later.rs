//! Parts of the page that are fetched when they are first shown: each split point is a program file of its
//! own (ADR 9). What stands here decides what a first visitor does not download; it must not decide
//! anything else.
//!
//! The reader of the site's configuration (`app::studio`) travels with the places, because a configured site's
//! users are on their way to them; what minds other tabs and performs runs (`app::tabs`, `app::session`) travels
//! with the design.
//!
//! A split function is called through the page's table of functions, so it takes and gives plain values: a
//! function that builds the view, never the view itself.

use std::fmt;

use leptos::{prelude::*, task::spawn_local, wasm_split::SplitLoaderError};

use super::{
    app, brief, decisions, handoffs, kept, pages, refine, revisions, runs, sections, side, steps,
    ui::dynamic::part,
};

/// Builds a part of the page.
pub type Build = fn() -> AnyView;

/// The file with the part did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotFetched;

impl fmt::Display for NotFetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of the page could not be fetched")
    }
}

impl From<SplitLoaderError> for NotFetched {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// What a first visitor does not need, by the file that it comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Not of one design.
    Place(Place),
    /// Of a design.
    Design(DesignPart),
}

/// What one goes to from the library, and what stands around its cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The brief of a new design.
    New,
    /// Endpoint, language and look.
    Settings,
    /// The persona's catalogue.
    Persona,
    /// The library as a file, and back.
    Backup,
    /// The designs that this program cannot read.
    Unreadable,
    /// That a backup would be wise.
    Reminder,
    /// The search and the order of a long library.
    Browse,
    /// The end of the shown part of a long library.
    MoreDesigns,
    /// What could not be stored.
    Unsaved,
}

/// What stands around a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesignPart {
    /// The brief.
    Brief,
    /// What the runs used and sent.
    Runs,
    /// The conversation about changes of the document.
    Refine,
    /// The tools of the document's sections.
    Sections,
    /// The decisions.
    Decisions,
    /// What is handed over to colleagues.
    HandOffs,
    /// The design in another tab.
    OtherTab,
    /// The panel beside the document.
    Side,
    /// How the design is written step by step.
    Steps,
    /// One change back, and forward again.
    UndoRedo,
    /// What happened to the design.
    Revisions,
    /// Two revisions beside each other.
    Compare,
    /// The folder that the design is written into.
    Folder,
    /// That the persona that wrote the design is gone or has changed.
    Standing,
}

impl From<Place> for Page {
    fn from(place: Place) -> Self {
        Self::Place(place)
    }
}

impl From<DesignPart> for Page {
    fn from(part: DesignPart) -> Self {
        Self::Design(part)
    }
}

impl Page {
    /// Whether it is a small part among others, whose coming needs no words.
    fn is_small(self) -> bool {
        matches!(
            self,
            Self::Place(Place::Reminder)
                | Self::Design(
                    DesignPart::UndoRedo
                        | DesignPart::Standing
                        | DesignPart::Sections
                        | DesignPart::Folder
                        | DesignPart::Side
                )
        )
    }
}

fn build_place(place: Place) -> Build {
    match place {
        Place::New => || pages::new::NewPage().into_any(),
        Place::Settings => || pages::settings::SettingsPage().into_any(),
        Place::Persona => || pages::persona::PersonaPage().into_any(),
        Place::Backup => || kept::backup::Backup().into_any(),
        Place::Reminder => || kept::storage::Reminder().into_any(),
        Place::Browse => || kept::browse::Browse().into_any(),
        Place::MoreDesigns => || kept::browse::MoreDesigns().into_any(),
        Place::Unsaved => || kept::storage::Unsaved().into_any(),
        Place::Unreadable => || kept::unreadable::UnreadableDesigns().into_any(),
    }
}

fn build_design(part: DesignPart) -> Build {
    match part {
        DesignPart::Brief => || brief::panel::BriefPanel().into_any(),
        DesignPart::Runs => || runs::RunsPanel().into_any(),
        DesignPart::Refine => || refine::RefinePanel().into_any(),
        DesignPart::Revisions => || revisions::RevisionsPanel().into_any(),
        DesignPart::UndoRedo => || revisions::UndoRedo().into_any(),
        DesignPart::Compare => || pages::compare::ComparePage().into_any(),
        DesignPart::Sections => || sections::SectionTools().into_any(),
        DesignPart::Decisions => || decisions::DecisionsPanel().into_any(),
        DesignPart::Standing => || pages::persona_choice::StandingNotice().into_any(),
        DesignPart::HandOffs => || handoffs::HandOffsPanel().into_any(),
        DesignPart::OtherTab => || kept::other_tab::OtherTab().into_any(),
        DesignPart::Folder => || kept::folder::Folder().into_any(),
        DesignPart::Side => || side::Side().into_any(),
        DesignPart::Steps => || steps::StepsPanel().into_any(),
    }
}

/// Fetches a page's file if it is not there, and gives what builds the page.
async fn fetch(page: Page) -> Result<Build, NotFetched> {
    match page {
        Page::Place(place) => fetch_place(place).await,
        Page::Design(part) => fetch_design(part).await,
    }
}

#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(pages, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetch_place(place: Place) -> Result<Build, NotFetched> {
    Ok(build_place(place))
}

#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(design, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetch_design(part: DesignPart) -> Result<Build, NotFetched> {
    Ok(build_design(part))
}

/// The worker's program and the tests are made of the same library and come in one piece.
#[cfg(not(feature = "split"))]
async fn fetch_place(place: Place) -> Result<Build, NotFetched> {
    Ok(build_place(place))
}

#[cfg(not(feature = "split"))]
async fn fetch_design(part: DesignPart) -> Result<Build, NotFetched> {
    Ok(build_design(part))
}

/// A page, as soon as its file is here.
#[component]
pub fn Later(
    /// Which page.
    page: Page,
) -> impl IntoView {
    let t = app().locale_now();
    let fetched = RwSignal::new(None::<Result<Build, NotFetched>>);
    let ask = move || {
        fetched.set(None);
        spawn_local(async move {
            let build = fetch(page).await;
            // The reader may have gone elsewhere meanwhile.
            let _ = fetched.try_set(Some(build));
            if matches!(page, Page::Place(_)) {
                // Who sets up or briefs is on the way to a design, with a network or without by then.
                let _ = fetch(DesignPart::Sections.into()).await;
            }
        });
    };
    ask();
    part(move || match fetched.get() {
        // What stands among other things is not announced.
        None if page.is_small() => ().into_any(),
        None => view! { <p class="empty" role="status">{t.ui_loading()}</p> }.into_any(),
        Some(Ok(build)) => build(),
        Some(Err(NotFetched)) => view! {
            <div class="banner" data-kind="bad" role="alert" data-testid="part-missing">
                <p class="banner-text">{t.ui_part_missing()}</p>
                <button class="button" on:click=move |_| ask()>{t.ui_try_again()}</button>
            </div>
        }
        .into_any(),
    })
}
