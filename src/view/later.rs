//! Parts of the page that are fetched when they are first shown: each split point is a program file of its
//! own (ADR 9). What stands here decides what a first visitor does not download; it must not decide
//! anything else.
//!
//! The reader of the site's configuration (`app::studio`) travels in the same file, because a configured
//! site's users are on their way to these pages.
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

/// The pages and panels that a first visitor does not need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The brief of a new design.
    New,
    /// Endpoint, language and look.
    Settings,
    /// The persona's catalogue.
    Persona,
    /// The brief of a design.
    Brief,
    /// What the runs of a design used and sent.
    Runs,
    /// The conversation about changes of a document.
    Refine,
    /// The tools of a document's sections.
    Sections,
    /// The decisions of a design.
    Decisions,
    /// What of a design is handed over to colleagues.
    HandOffs,
    /// The open design in another tab.
    OtherTab,
    /// The designs that this program cannot read.
    Unreadable,
    /// The library as a file, and back.
    Backup,
    /// That a backup would be wise.
    Reminder,
    /// The search and the order of a long library.
    Browse,
    /// The end of the shown part of a long library.
    MoreDesigns,
    /// What could not be stored.
    Unsaved,
    /// The panel beside the document.
    Side,
    /// How a design is written step by step.
    Steps,
    /// One change back, and forward again.
    UndoRedo,
    /// What happened to a design.
    Revisions,
    /// Two revisions beside each other.
    Compare,
    /// The folder that a design is written into.
    Folder,
    /// That the persona that wrote a design is gone or has changed.
    Standing,
}

impl Page {
    /// Whether it is a small part among others, whose coming needs no words.
    fn is_small(self) -> bool {
        matches!(
            self,
            Self::UndoRedo
                | Self::Standing
                | Self::Sections
                | Self::Folder
                | Self::Side
                | Self::Reminder
        )
    }
}

fn build(page: Page) -> Build {
    match page {
        Page::New => || pages::new::NewPage().into_any(),
        Page::Settings => || pages::settings::SettingsPage().into_any(),
        Page::Persona => || pages::persona::PersonaPage().into_any(),
        Page::Brief => || brief::panel::BriefPanel().into_any(),
        Page::Runs => || runs::RunsPanel().into_any(),
        Page::Refine => || refine::RefinePanel().into_any(),
        Page::Revisions => || revisions::RevisionsPanel().into_any(),
        Page::UndoRedo => || revisions::UndoRedo().into_any(),
        Page::Compare => || pages::compare::ComparePage().into_any(),
        Page::Sections => || sections::SectionTools().into_any(),
        Page::Decisions => || decisions::DecisionsPanel().into_any(),
        Page::Standing => || pages::persona_choice::StandingNotice().into_any(),
        Page::HandOffs => || handoffs::HandOffsPanel().into_any(),
        Page::OtherTab => || kept::other_tab::OtherTab().into_any(),
        Page::Backup => || kept::backup::Backup().into_any(),
        Page::Reminder => || kept::storage::Reminder().into_any(),
        Page::Browse => || kept::browse::Browse().into_any(),
        Page::MoreDesigns => || kept::browse::MoreDesigns().into_any(),
        Page::Folder => || kept::folder::Folder().into_any(),
        Page::Unsaved => || kept::storage::Unsaved().into_any(),
        Page::Unreadable => || kept::unreadable::UnreadableDesigns().into_any(),
        Page::Side => || side::Side().into_any(),
        Page::Steps => || steps::StepsPanel().into_any(),
    }
}

/// Fetches a page's file if it is not there, and gives what builds the page.
#[cfg(feature = "split")]
#[::leptos::wasm_split::wasm_split(pages, wasm_split_path = ::leptos::wasm_split, fallible)]
fn fetch(page: Page) -> Result<Build, NotFetched> {
    Ok(build(page))
}

/// The worker's program and the tests are made of the same library and come in one piece.
#[cfg(not(feature = "split"))]
async fn fetch(page: Page) -> Result<Build, NotFetched> {
    Ok(build(page))
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
