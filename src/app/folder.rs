//! A design written into a directory of the user's as well, after each save; what is changed there is
//! noticed and offered. It travels with the later pages.
//!
//! What is written, removed or left alone is decided in `domain::bundle`.

use std::collections::BTreeMap;

use leptos::{prelude::*, task::spawn_local};

use super::App;
use crate::{
    browser::{
        clock,
        database::Store,
        directory::{self, Directory},
        download, frame, listen,
    },
    domain::{
        bundle::{self, DOCUMENT, MANIFEST, Manifest},
        design::{
            Design,
            proposal::Proposal,
            section::{Author, Origin},
        },
        share, zip,
    },
};

/// Saves come in rows; the folder is written once they rest.
const REST_MS: i32 = 500;

/// How the open design stands to a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum FolderState {
    /// It is written into none.
    #[default]
    None,
    /// Into this one, once the user allows it again.
    Asleep(String),
    /// Into this one.
    Written(String),
    /// In this one, files of ours were changed.
    Changed(String, Vec<String>),
    /// In this one, whose text waits to be accepted or discarded.
    Offered(String),
    /// Into this one, but that failed.
    Failed(String, String),
}

/// The folders of this visit.
#[derive(Default)]
pub(super) struct Folders {
    known: Vec<(String, Directory)>,
    /// A write waits for saves to rest.
    due: bool,
    is_watching: bool,
    /// A write is under way.
    busy: bool,
}

impl App {
    /// Whether the browser lets pages write into directories.
    #[must_use]
    pub fn can_use_folders(self) -> bool {
        directory::can_pick()
    }

    /// How the open design stands to a folder.
    #[must_use]
    pub fn folder_state(self) -> ReadSignal<FolderState> {
        self.folder_state.read_only()
    }

    /// Saves the open design as a zip of its files.
    pub fn export_bundle(self) {
        if let Some(design) = self.open_copy() {
            let archive = zip::write(&bundle::files(&design));
            let name = format!("{}.zip", design.file_stem());
            if let Err(detail) = download::save_bytes(&name, "application/zip", &archive) {
                self.notify(self.locale.get_untracked().ui_download_failed(detail));
            }
        }
    }

    /// Has the user pick a directory for the open design.
    pub fn pick_folder(self) {
        let Some(id) = self.own_open() else { return };
        spawn_local(async move {
            match Directory::pick().await {
                Ok(Some(folder)) => {
                    if let Some(database) = self.database.get_value()
                        && let Err(error) =
                            database.keep(Store::Folders, &id, &folder.handle()).await
                    {
                        self.storage_failed(&error);
                    }
                    self.take_folder(&id, folder).await;
                }
                Ok(None) => {}
                Err(detail) => {
                    let failed = FolderState::Failed(String::new(), detail);
                    self.folder_state.set(failed);
                }
            }
        });
    }

    /// Writes the open design into no directory any more. What was written stays.
    pub fn leave_folder(self) {
        let Some(id) = self.own_open() else { return };
        self.folders
            .update_value(|folders| folders.known.retain(|(known, _)| *known != id));
        self.folder_state.set(FolderState::None);
        if let Some(database) = self.database.get_value() {
            spawn_local(async move {
                if let Err(error) = database.discard(Store::Folders, &id).await {
                    self.storage_failed(&error);
                }
            });
        }
    }

    /// Asks the user whether the directory may be written again.
    pub fn wake_folder(self) {
        let Some((id, folder)) = self.open_folder() else {
            return;
        };
        spawn_local(async move {
            if folder.ask().await {
                self.sync_folder(&id).await;
            }
        });
    }

    /// Finds the directory of the open design, if it has one.
    pub fn find_folder(self) {
        self.folder_state.set(FolderState::None);
        let (Some(id), Some(database)) = (self.own_open(), self.database.get_value()) else {
            return;
        };
        spawn_local(async move {
            let all = database.all(Store::Folders).await.unwrap_or_default();
            let kept = all.into_iter().find(|(known, _)| *known == id);
            if let Some(folder) = kept.and_then(|(_, handle)| Directory::of(handle)) {
                self.take_folder(&id, folder).await;
            }
        });
    }

    async fn take_folder(self, id: &str, folder: Directory) {
        let watch = self.folders.try_update_value(|folders| {
            folders.known.retain(|(known, _)| known != id);
            folders.known.push((id.to_owned(), folder.clone()));
            !std::mem::replace(&mut folders.is_watching, true)
        });
        if watch == Some(true) {
            // Whoever comes back may have worked in the folder.
            listen::on_window("focus", move |_| self.folder_is_due());
            listen::on_visibility(move |hidden| {
                if !hidden {
                    self.folder_is_due();
                }
            });
        }
        if folder.is_open().await {
            self.sync_folder(id).await;
        } else {
            self.folder_state.set(FolderState::Asleep(folder.name()));
        }
    }

    fn open_folder(self) -> Option<(String, Directory)> {
        let id = self.own_open()?;
        self.folders.with_value(|folders| {
            let known = folders.known.iter().find(|(known, _)| *known == id);
            known.cloned()
        })
    }

    /// The open design, or its folder, may have changed.
    pub(super) fn folder_is_due(self) {
        if self.folders.with_value(|folders| folders.known.is_empty()) {
            return;
        }
        let wait = self
            .folders
            .try_update_value(|folders| !std::mem::replace(&mut folders.due, true));
        if wait == Some(true) {
            frame::after(REST_MS, move || {
                self.folders.update_value(|folders| folders.due = false);
                let Some((id, folder)) = self.open_folder() else {
                    return;
                };
                spawn_local(async move {
                    if folder.is_open().await {
                        self.sync_folder(&id).await;
                    }
                });
            });
        }
    }

    /// Brings the folder of a design up to date, unless it was changed.
    async fn sync_folder(self, id: &str) {
        let (Some((open, folder)), Some(design)) = (self.open_folder(), self.open_copy()) else {
            return;
        };
        // Another tab writes what it writes; a document in motion is written when it rests.
        if open != id || !self.may_write(id) || self.is_being_written(id) {
            return;
        }
        let busy = self
            .folders
            .try_update_value(|folders| std::mem::replace(&mut folders.busy, true));
        if busy == Some(true) {
            return self.folder_is_due();
        }
        let name = folder.name();
        let from_file = |proposal: &Proposal| proposal.origin.author == Author::File;
        let state = if design.proposal.as_ref().is_some_and(from_file) {
            // The folder stays as it is until its text was accepted or discarded.
            FolderState::Offered(name)
        } else {
            let written = write_folder(&folder, &design).await;
            after_write(name, written)
        };
        self.folders.update_value(|folders| folders.busy = false);
        if self.own_open().as_deref() == Some(id) {
            self.folder_state.set(state);
        }
    }

    /// What was changed in the folder is given up: it is written as the design is.
    pub fn keep_mine(self) {
        self.settle_folder(false);
    }

    /// The folder's text of the document is offered as a change of the design, to be accepted or discarded
    /// section by section.
    pub fn take_theirs(self) {
        self.settle_folder(true);
    }

    fn settle_folder(self, take: bool) {
        let Some((id, folder)) = self.open_folder() else {
            return;
        };
        spawn_local(async move {
            let settled = self.settle_now(&id, &folder, take).await;
            match settled {
                Ok(()) => self.sync_folder(&id).await,
                Err(detail) => {
                    let failed = FolderState::Failed(folder.name(), detail);
                    self.folder_state.set(failed);
                }
            }
        });
    }

    async fn settle_now(self, id: &str, folder: &Directory, take: bool) -> Result<(), String> {
        if take && let Some(text) = folder.read(DOCUMENT).await? {
            let blank = self.blank(self.locale.get_untracked());
            if let Ok(theirs) = share::import(&text, blank) {
                let origin = Origin {
                    author: Author::File,
                    by: folder.name(),
                    at: clock::now(),
                };
                self.propose(id, theirs.text, origin);
            }
        }
        // What is there now has been looked at: from here on it is as good as written by us.
        let mut manifest = read_manifest(folder, id).await?;
        let Some(design) = self.open_copy() else {
            return Ok(());
        };
        manifest
            .files
            .extend(present(folder, &design, &manifest).await?);
        folder.write(MANIFEST, &manifest.write()).await
    }
}

fn after_write(name: String, written: Result<Vec<String>, String>) -> FolderState {
    match written {
        Ok(changed) if changed.is_empty() => FolderState::Written(name),
        Ok(changed) => FolderState::Changed(name, changed),
        Err(detail) => FolderState::Failed(name, detail),
    }
}

/// Writes a design into a directory; returns the files that were changed there, and then writes nothing.
async fn write_folder(folder: &Directory, design: &Design) -> Result<Vec<String>, String> {
    let manifest = read_manifest(folder, &design.id).await?;
    let there = present(folder, design, &manifest).await?;
    let plan = bundle::plan(design, &manifest, &there);
    if !plan.changed.is_empty() {
        return Ok(plan.changed);
    }
    for (path, content) in &plan.write {
        folder.write(path, content).await?;
    }
    for path in &plan.remove {
        folder.remove(path).await?;
    }
    if plan.manifest != manifest {
        folder.write(MANIFEST, &plan.manifest.write()).await?;
    }
    Ok(Vec::new())
}

/// A folder of another design is taken for one that we know nothing of.
async fn read_manifest(folder: &Directory, id: &str) -> Result<Manifest, String> {
    let text = folder.read(MANIFEST).await?;
    let manifest = text.and_then(|text| Manifest::read(&text));
    let own = manifest.filter(|manifest| manifest.design == id);
    Ok(own.unwrap_or_else(|| Manifest {
        design: id.to_owned(),
        ..Manifest::default()
    }))
}

/// The digests of those files of ours that are there.
async fn present(
    folder: &Directory,
    design: &Design,
    manifest: &Manifest,
) -> Result<BTreeMap<String, String>, String> {
    let ours = bundle::files(design).into_iter().map(|(path, _)| path);
    let mut paths: Vec<String> = ours.chain(manifest.files.keys().cloned()).collect();
    paths.sort();
    paths.dedup();
    let mut present = BTreeMap::new();
    for path in paths {
        if let Some(text) = folder.read(&path).await? {
            present.insert(path, bundle::digest(&text));
        }
    }
    Ok(present)
}
