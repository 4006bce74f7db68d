//! The brief that is being written, and the brief of a design that is there. It travels with the later pages.
//!
//! What is typed is kept in the browser's small storage a moment later, and at once when the page is left:
//! no user loses what he wrote by closing a tab.

use leptos::{prelude::*, task::spawn_local};

use super::{
    App, Library,
    revise::{Label, NotChanged},
};
use crate::{
    browser::{download, fetch, frame, listen, storage},
    domain::{
        archive,
        brief::{Attachment, Brief, context::AttachError, starters::Starters},
        design::history::Kind,
        draft::{Draft, OfDesign},
        locale::Locale,
    },
};

const DRAFT: &str = "backend-architect:draft";

/// How long after a change the draft is stored, in milliseconds.
const STORE_MS: i32 = 300;

/// How long after a design was begun it is looked for on the disk, in milliseconds.
const KEPT_MS: i32 = 3_000;

/// Which brief is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BriefPlace {
    /// That of the next design.
    New,
    /// That of a design that is there.
    Edited,
}

/// What nobody watches.
#[derive(Default)]
pub(super) struct Desk {
    /// The draft was read.
    opened: bool,
    /// A change waits to be stored.
    waiting: bool,
    /// It was said that drafts cannot be kept.
    told: bool,
    /// What this tab read or stored last.
    stored: Option<String>,
    /// The last brief of another tab that was found in its place.
    theirs: Option<Brief>,
    /// What a starter filled in, as long as nobody changed it.
    filled: Option<Brief>,
    starters: Vec<(Locale, Starters)>,
}

impl App {
    /// The draft; tracked by whoever reads it so.
    #[must_use]
    pub fn draft(self) -> ReadSignal<Draft> {
        self.later().draft.read_only()
    }

    /// What is wrong with the files that were to come along.
    #[must_use]
    pub fn attach_problems(self) -> ReadSignal<Vec<String>> {
        self.later().attach_problems.read_only()
    }

    /// Looks at a brief that is being written; tracked.
    #[must_use]
    pub fn with_brief<T: Default>(self, place: BriefPlace, view: impl FnOnce(&Brief) -> T) -> T {
        self.later().draft.with(|draft| match place {
            BriefPlace::New => view(&draft.brief),
            BriefPlace::Edited => draft
                .edited
                .as_ref()
                .map(|it| view(&it.brief))
                .unwrap_or_default(),
        })
    }

    /// Changes a brief that is being written.
    pub fn change_brief(self, place: BriefPlace, change: impl FnOnce(&mut Brief)) {
        self.change_draft(|draft| match (place, &mut draft.edited) {
            (BriefPlace::New, _) => change(&mut draft.brief),
            (BriefPlace::Edited, Some(edited)) => change(&mut edited.brief),
            (BriefPlace::Edited, None) => {}
        });
    }

    pub(super) fn change_draft(self, change: impl FnOnce(&mut Draft)) {
        self.later().draft.update(change);
        self.store_soon();
    }

    /// Reads the draft of an earlier visit, once.
    pub fn open_draft(self) {
        let was_open = self
            .later()
            .desk
            .try_update_value(|desk| std::mem::replace(&mut desk.opened, true));
        if was_open != Some(false) {
            return;
        }
        listen::on_window("pagehide", move |_| self.store_waiting());
        let text = storage::get(DRAFT);
        self.later()
            .desk
            .update_value(|desk| desk.stored.clone_from(&text));
        let stored = text.map(|text| archive::draft::read(&text));
        let Some(stored) = stored else { return };
        let begun = stored.begun.clone();
        self.later().draft.set(Draft {
            begun: begun.clone(),
            ..stored.resumed(true)
        });
        let Some(begun) = begun else { return };
        // Whether that design reached the disk is known once the library is read.
        Effect::new(move |done: Option<bool>| {
            let ready = self.library.with(|library| *library != Library::Loading);
            let still = || {
                self.later()
                    .draft
                    .with_untracked(|draft| draft.begun.as_ref() == Some(&begun))
            };
            if ready && done != Some(true) && still() {
                let is_kept = self.lists(&begun.design);
                self.change_draft(|draft| *draft = std::mem::take(draft).resumed(is_kept));
            }
            ready
        });
    }

    /// Takes the brief for a design that begins with it; `None` when it is empty.
    pub(super) fn take_brief(self, id: &str) -> Option<Brief> {
        self.add_pasted(BriefPlace::New);
        if self
            .later()
            .draft
            .with_untracked(|draft| draft.brief.is_empty())
        {
            return None;
        }
        let brief = self
            .later()
            .draft
            .try_update(|draft| draft.begin(id.to_owned()));
        self.store_draft();
        let id = id.to_owned();
        frame::after(KEPT_MS, move || self.let_go_of(id));
        brief
    }

    /// A begun brief whose design is on the disk need not be kept any longer.
    fn let_go_of(self, id: String) {
        let Some(database) = self.database.get_value() else {
            return;
        };
        spawn_local(async move {
            if matches!(database.load(&id).await, Ok(Some(_))) {
                self.change_draft(|draft| {
                    draft.begun = draft.begun.take().filter(|begun| begun.design != id);
                });
            }
        });
    }

    /// Empties the brief; it can be brought back.
    pub fn clear_brief(self) {
        self.change_draft(|draft| draft.replace(Brief::default()));
    }

    /// Brings back what was replaced last.
    pub fn bring_brief_back(self) {
        self.change_draft(Draft::bring_back);
    }

    /// Fills the brief with the case of a starter. What the user wrote can be brought back.
    pub fn use_starter(self, starter: String) {
        let locale = self.locale.get_untracked();
        let known = self
            .later()
            .desk
            .with_value(|desk| case_of(desk, locale, &starter));
        if let Some(brief) = known {
            return self.fill(brief);
        }
        self.fill(starter.as_str().into());
        spawn_local(async move {
            self.fetch_starters(locale).await;
            let case = self
                .later()
                .desk
                .with_value(|desk| case_of(desk, locale, &starter));
            let untouched = self
                .later()
                .draft
                .with_untracked(|draft| draft.brief == starter.as_str().into());
            if let Some(case) = case
                && untouched
            {
                self.fill(case);
            }
        });
    }

    /// Fetches the starters' cases, for a page that offers them.
    pub fn load_starters(self) {
        let locale = self.locale.get_untracked();
        spawn_local(self.fetch_starters(locale));
    }

    async fn fetch_starters(self, locale: Locale) {
        let known = |desk: &Desk| {
            desk.starters
                .iter()
                .any(|(language, _)| *language == locale)
        };
        if self.later().desk.with_value(known) {
            return;
        }
        let path = format!("briefs/starters.{}.json", locale.file_name());
        // Without the file a starter fills in its own words.
        let Ok(file) = fetch::own_file(&path).await else {
            return;
        };
        self.later()
            .desk
            .update_value(|desk| desk.starters.push((locale, Starters::parse(&file))));
    }

    fn fill(self, brief: Brief) {
        let filled = self
            .later()
            .desk
            .try_update_value(|desk| desk.filled.replace(brief.clone()))
            .flatten();
        self.change_draft(|draft| {
            // A case that nobody touched is nobody's work.
            if filled.as_ref() == Some(&draft.brief) {
                draft.brief = brief;
            } else {
                draft.replace(brief);
            }
        });
    }

    /// Lets files come along with a brief.
    pub fn attach(self, place: BriefPlace, files: Vec<web_sys::File>) {
        self.later().attach_problems.set(Vec::new());
        spawn_local(async move {
            for file in files {
                let name = file.name();
                // Nothing that is too large is read.
                let large = file.size() > Attachment::LARGEST as f64;
                let attached = if large {
                    Err(self.too_large(&file))
                } else {
                    match download::read(&file).await {
                        Ok(bytes) => self.attach_bytes(place, &name, bytes),
                        Err(detail) => Err(self.locale_now().ui_import_unreadable(detail, &name)),
                    }
                };
                if let Err(problem) = attached {
                    self.later()
                        .attach_problems
                        .update(|problems| problems.push(problem));
                }
            }
        });
    }

    fn too_large(self, file: &web_sys::File) -> String {
        let error = AttachError::TooLarge {
            name: file.name(),
            bytes: file.size() as usize,
        };
        error.message(self.locale_now())
    }

    fn attach_bytes(self, place: BriefPlace, name: &str, bytes: Vec<u8>) -> Result<(), String> {
        let others = untrack(|| self.with_brief(place, |brief| brief.context.clone()));
        let attachment = Attachment::of_file(name, bytes, &others)
            .map_err(|error| error.message(self.locale_now()))?;
        self.change_brief(place, |brief| brief.context.push(attachment));
        Ok(())
    }

    /// Changes the text that is pasted.
    pub fn set_pasted(self, text: String) {
        self.change_draft(|draft| draft.pasted = text);
    }

    /// Lets the pasted text come along.
    pub fn add_pasted(self, place: BriefPlace) {
        let text = self
            .later()
            .draft
            .with_untracked(|draft| draft.pasted.clone());
        if text.trim().is_empty() {
            return;
        }
        let count = untrack(|| self.with_brief(place, |brief| brief.context.len()));
        let name = self.locale_now().brief_pasted_name(count + 1);
        self.later().attach_problems.set(Vec::new());
        match self.attach_bytes(place, &name, text.into_bytes()) {
            Ok(()) => self.change_draft(|draft| draft.pasted.clear()),
            Err(problem) => self.later().attach_problems.set(vec![problem]),
        }
    }

    /// Takes an attachment out; the brief with it can be brought back.
    pub fn detach(self, place: BriefPlace, at: usize) {
        self.change_draft(|draft| {
            if place == BriefPlace::New {
                let mut brief = draft.brief.clone();
                if at < brief.context.len() {
                    brief.context.remove(at);
                    draft.replace(brief);
                }
            } else if let Some(edited) = &mut draft.edited
                && at < edited.brief.context.len()
            {
                edited.brief.context.remove(at);
            }
        });
    }

    /// Begins to change the brief of the open design; what was begun and not finished goes on.
    pub fn edit_design_brief(self) {
        self.open_draft();
        let Some(open) = self
            .opened
            .with_untracked(|opened| opened.design().cloned())
        else {
            return;
        };
        self.change_draft(|draft| {
            if draft.edited.as_ref().is_none_or(|it| it.design != open.id) {
                draft.edited = Some(OfDesign {
                    design: open.id,
                    brief: (*open.brief).clone(),
                });
            }
        });
    }

    /// The design takes the brief that was changed; until it has it, the changing goes on.
    pub fn save_design_brief(self) {
        self.add_pasted(BriefPlace::Edited);
        let edited = self
            .later()
            .draft
            .with_untracked(|draft| draft.edited.clone());
        let Some(OfDesign { design, brief }) = edited else {
            return;
        };
        spawn_local(async move {
            match self.set_design_brief(&design, brief).await {
                Ok(()) => self.discard_design_brief(),
                Err(error) => self.notify(error.message(self.locale.get_untracked())),
            }
        });
    }

    /// Ends the changing of a design's brief; the design keeps the one that it has.
    pub fn discard_design_brief(self) {
        self.later().draft.update(|draft| draft.edited = None);
        self.store_draft();
    }

    /// Gives a design another brief: an accepted change like any other.
    ///
    /// # Errors
    /// Why it was not changed; then nothing was.
    pub async fn set_design_brief(self, id: &str, brief: Brief) -> Result<(), NotChanged> {
        let label = Label::of(Kind::Brief);
        self.revise(id, self.by_hand(), label, |design| {
            design.brief = brief.tidied();
            Ok(())
        })
        .await
    }

    fn store_soon(self) {
        let was_waiting = self
            .later()
            .desk
            .try_update_value(|desk| std::mem::replace(&mut desk.waiting, true));
        if was_waiting == Some(false) {
            frame::after(STORE_MS, move || self.store_waiting());
        }
    }

    fn store_waiting(self) {
        if self.later().desk.with_value(|desk| desk.waiting) {
            self.store_draft();
        }
    }

    fn store_draft(self) {
        self.later().desk.update_value(|desk| desk.waiting = false);
        self.hear_other_tabs();
        let mut draft = self.later().draft.get_untracked();
        if draft.is_blank() {
            self.later().desk.update_value(|desk| desk.stored = None);
            return storage::remove(DRAFT);
        }
        loop {
            let text = archive::draft::write(&draft);
            if storage::set(DRAFT, &text) {
                self.later()
                    .desk
                    .update_value(|desk| desk.stored = Some(text));
                return;
            }
            // What was replaced makes room for what is there.
            if draft.earlier.is_empty() {
                return self.tell_not_kept();
            }
            draft.earlier.remove(0);
        }
    }

    /// Two tabs keep their drafts in one place: what another one put there is not lost by storing ours.
    fn hear_other_tabs(self) {
        let found = storage::get(DRAFT);
        let Some(text) = found.filter(|text| {
            self.later()
                .desk
                .with_value(|desk| desk.stored.as_ref() != Some(text))
        }) else {
            return;
        };
        let theirs = archive::draft::read(&text).brief;
        let last = self
            .later()
            .desk
            .try_update_value(|desk| desk.theirs.replace(theirs.clone()))
            .flatten();
        self.later()
            .draft
            .update(|draft| draft.hear(theirs, last.as_ref()));
    }

    /// Says once that drafts last no longer than the page.
    fn tell_not_kept(self) {
        if self.is_forgetting() {
            return;
        }
        let was_told = self
            .later()
            .desk
            .try_update_value(|desk| std::mem::replace(&mut desk.told, true));
        if was_told == Some(false) {
            self.notify(self.locale.get_untracked().brief_not_kept());
        }
    }
}

fn case_of(desk: &Desk, locale: Locale, starter: &str) -> Option<Brief> {
    let cases = desk
        .starters
        .iter()
        .find(|(language, _)| *language == locale);
    cases.map(|(_, cases)| cases.brief(starter))
}
