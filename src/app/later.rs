//! The state that only the later pages know. It is made when the first of them is entered: a signal costs the
//! program that makes it the code for its type, and the first paint's program makes none of these.

use leptos::prelude::*;

use super::{
    App, BackupState, DiffLayout, Editing, Examination, SentRequest, StorageFacts, VaultWork, Way,
};
use crate::domain::draft::Draft;

/// The state. Cheap to copy; made once.
#[derive(Clone, Copy)]
pub(super) struct Later {
    pub draft: RwSignal<Draft>,
    pub attach_problems: RwSignal<Vec<String>>,
    pub desk: StoredValue<super::brief::Desk, LocalStorage>,
    pub examination: RwSignal<Examination>,
    pub practice: StoredValue<super::doctor::Practice, LocalStorage>,
    pub vault_work: RwSignal<VaultWork>,
    pub sent: RwSignal<Vec<SentRequest>>,
    pub told: RwSignal<super::window::Told>,
    pub histories: StoredValue<super::revise::Histories, LocalStorage>,
    pub editing: RwSignal<Option<Editing>>,
    pub refine_error: RwSignal<String>,
    /// How texts are compared, when the user chose.
    pub diff_layout: RwSignal<Option<DiffLayout>>,
    pub storage_facts: RwSignal<StorageFacts>,
    pub backup: RwSignal<BackupState>,
    pub chosen_backup: StoredValue<super::backup::Chosen, LocalStorage>,
    /// Why the next step of a plan was not begun.
    pub steps_error: RwSignal<String>,
    pub way: RwSignal<Option<Way>>,
}

impl Later {
    fn new() -> Self {
        Self {
            draft: RwSignal::default(),
            attach_problems: RwSignal::default(),
            desk: StoredValue::new_local(super::brief::Desk::default()),
            examination: RwSignal::default(),
            practice: StoredValue::new_local(super::doctor::Practice::default()),
            vault_work: RwSignal::default(),
            sent: RwSignal::default(),
            told: RwSignal::default(),
            histories: StoredValue::new_local(super::revise::Histories::default()),
            editing: RwSignal::default(),
            refine_error: RwSignal::default(),
            diff_layout: RwSignal::default(),
            storage_facts: RwSignal::default(),
            backup: RwSignal::default(),
            chosen_backup: StoredValue::new_local(super::backup::Chosen::default()),
            steps_error: RwSignal::default(),
            way: RwSignal::default(),
        }
    }
}

impl App {
    /// What the later pages know, if one was entered: for the first paint's program, which must not make it.
    pub(super) fn entered(self) -> Option<Later> {
        self.later.get_value()
    }

    /// What the later pages know.
    pub(super) fn later(self) -> Later {
        if let Some(later) = self.entered() {
            return later;
        }
        // It outlives the page that is entered first.
        let later = match self.owner.get_value() {
            Some(owner) => owner.with(Later::new),
            None => Later::new(),
        };
        self.later.set_value(Some(later));
        later
    }
}
