//! Short messages at the foot of the page, some with a way back.

use leptos::prelude::*;

use super::App;
use crate::{
    browser::{database::Additions, frame, location},
    domain::{design::Design, persona::own::OwnPersona, route::Route},
};

/// How long a notice stays, in milliseconds.
const SHOWN_MS: i32 = 9_000;

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Tells it from others.
    pub id: u32,
    /// What it says.
    pub text: String,
    /// What can be done about it.
    pub action: Option<NoticeAction>,
}

/// What a notice offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeAction {
    /// Puts a deleted design back, with its history.
    Restore(Box<(Design, Additions)>),
    /// Puts a deleted persona back, and to use if it was.
    RestorePersona(Box<OwnPersona>, bool),
    /// Saves the open design as a file, because the browser could not keep it.
    ExportMarkdown,
    /// Leads to what is wrong with the site's configuration.
    ReadConfiguration,
    /// Goes to the settings.
    OpenSettings,
    /// Loads the page anew.
    Reload,
}

impl App {
    /// Says something that goes away by itself.
    pub(super) fn notify(self, text: impl Into<String>) {
        let id = self.add_notice(text.into(), None);
        frame::after(SHOWN_MS, move || self.dismiss(id));
    }

    /// Says something that offers an action; it stays until it is dismissed or replaced.
    pub(super) fn notify_with(self, text: impl Into<String>, action: NoticeAction) {
        self.add_notice(text.into(), Some(action));
    }

    /// Takes a notice away.
    pub fn dismiss(self, id: u32) {
        self.notices
            .update(|notices| notices.retain(|notice| notice.id != id));
    }

    /// Does what a notice offers.
    pub fn act_on(self, notice: &Notice) {
        match notice.action {
            Some(NoticeAction::ReadConfiguration | NoticeAction::OpenSettings) => {
                self.go(&Route::Settings);
            }
            Some(NoticeAction::Reload) => location::reload(),
            // It goes when it is done.
            Some(_) => return self.act_on_with_actions(notice),
            None => {}
        }
        self.dismiss(notice.id);
    }

    pub(super) fn act_on_now(self, notice: &Notice) {
        self.dismiss(notice.id);
        match &notice.action {
            Some(NoticeAction::Restore(deleted)) => {
                let (design, history) = (**deleted).clone();
                self.restore(design, history);
            }
            Some(NoticeAction::RestorePersona(own, was_chosen)) => {
                self.restore_persona((**own).clone(), *was_chosen);
            }
            Some(NoticeAction::ExportMarkdown) => self.export_markdown_now(),
            _ => {}
        }
    }

    fn add_notice(self, text: String, action: Option<NoticeAction>) -> u32 {
        let mut id = 0;
        self.notices.update(|notices| {
            id = notices.last().map_or(0, |last| last.id.wrapping_add(1));
            // The same words twice help nobody, and a pile of notices hides the page.
            notices.retain(|notice| notice.text != text);
            if notices.len() >= 3 {
                notices.remove(0);
            }
            notices.push(Notice { id, text, action });
        });
        id
    }
}
